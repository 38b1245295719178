"""What the cells of a column say: programme, measure, statistic, role, unit, base, group.

The nearest words win: the heading from the top down with the row's name, then the section that the row
stands in, then the caption, then the title. Every decision leaves the name of its rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from extractors.documents.table_lines import LEVEL
from extractors.language.tables.words import (
    ACHIEVED,
    AGAINST_PLAN,
    BOTH_WAYS,
    CHANGED,
    COMPLETION,
    COUNTED,
    COVERAGE,
    DATED_STOCK,
    DEBTS,
    EARLIER,
    ESTIMATE,
    IN_PERIOD,
    INDEX_OF_YEARS,
    KEPT,
    KEPT_BEFORE,
    LEAST,
    MONEY,
    NEW,
    NON,
    NOT_OURS,
    PERCENT,
    PLANS,
    POTENTIAL,
    REMAINING,
    RESULTS,
    RETURN,
    STANDING,
    STOCK,
    TARGET,
    UNIT_NOTE,
    WINNING,
)
from extractors.language.text import match_key
from extractors.language.vocabulary import Cue, vocabulary
from extractors.values import united


@dataclass(slots=True)
class Sense:
    """What the cells of one column say in rows of one kind; `rules` maps a field to its rule."""

    programme: str
    measure: str
    role: str = "achieved"
    statistic: str = "level"
    unit: str = "person"
    factor: float = 1.0
    base: str | None = None
    group: str | None = None
    bound: str = "exact"
    per: str | None = None
    compared: str | None = None  # "target", "earlier"
    sign: int = 1
    rules: dict[str, str] = field(default_factory=dict)


def programmes_of(key: str, text: str) -> list[Cue]:
    """The programmes that words name; BHXH as an agency (`BHXH tỉnh`, `BHXH Sóc Sơn`) is none."""
    words, found = vocabulary(), []
    for cue in words["programme"].scan(key):
        after = regex.match(r"\s*", key[cue.end :]).end() + cue.end
        if cue.value == "social_insurance":
            agency = words["agency_after"].at(key, after) or regex.match(r"\s+\p{Lu}\p{Ll}+", text[cue.end :])
            taken = words["agency_never"].before(key, cue.start)
            if (agency and not taken) or words["agency_before"].before(key, cue.start) and not taken:
                continue
        found.append(cue)
    return found


#: `HGĐ làm nông, lâm, ngư nghiệp có mức sống trung bình` is a group of its own, whom the state helps.
_HELPED = regex.compile(
    r"(?:hộ gia đình|hgđ|hộ gđ)"
    r"(?= (?:làm |sản xuất )?(?:nông|lâm|ngư|diêm)(?!\p{L})| (?:cận )?nghèo| có mức sống)"
)


def programme_of(text: str) -> str | None:
    """The programme, or set of programmes, that a heading, a row's name or a caption names; None for none."""
    key = _HELPED.sub("hộ", expanded(match_key(text)))
    values = [c.value for c in programmes_of(key, text if len(text) == len(key) else key)]
    plain = set(values)
    if (
        plain <= {"social_insurance"}
        and regex.search(r"tự nguyện|\btn\b", key)
        and (plain or "bhyt" not in key)
    ):
        return "voluntary_social_insurance"
    if plain <= {"social_insurance"} and regex.search(r"bắt buộc|\bbb\b", key):
        return "compulsory_social_insurance"
    if (
        plain <= {"health_insurance"}
        and regex.search(r"hộ gia đình|\bhgđ\b|\bhộ gđ\b", key)
        and (plain or "bhxh" not in key)
    ):
        return "household_health_insurance"
    # "BHXH – BHXH tự nguyện": the general one stands over the particular
    for general, particular in (
        ("social_insurance", {"voluntary_social_insurance", "compulsory_social_insurance"}),
        ("health_insurance", {"household_health_insurance"}),
    ):
        if general in plain and plain & particular and LEVEL in text:
            plain.discard(general)
    return united(plain) or None


def expanded(key: str) -> str:
    """Short forms of headings written out, where the vocabulary does not know them."""
    key = regex.sub(r"bhxh ?(?:tự nguyện )?\(?tn\)?(?!\p{L})", "bhxh tự nguyện", key)
    key = regex.sub(r"bhxh ?\(?bb\)?(?!\p{L})", "bhxh bắt buộc", key)
    return regex.sub(r"bhyt (?:theo )?(?:hộ gđ|h\.?gđ|hgd)(?!\p{L})", "bhyt hộ gia đình", key)


def _unit(words: str) -> tuple[str | None, float]:
    """Unit and multiplier that a note or a heading states: `nghìn người` → ("person", 1000)."""
    key = match_key(words)
    factor = 1.0
    scale = regex.search(
        r"(?<![\p{L}\d.,])(nghìn|ngàn|1\.?000|triệu|trăm)\s*(?=người|lđ|lao động|hộ|em|đối tượng|hs)", key
    )
    if scale:
        factor = 1e6 if scale[1] == "triệu" else 100.0 if scale[1] == "trăm" else 1e3
    if MONEY.search(key):
        return "vnd", factor
    if regex.match(r"\W*%", key):
        return "percent", 1.0  # "% lực lượng lao động"
    if regex.search(
        r"(?<!\p{L})(?:người|lao động|lđ|đối tượng|em|hs|hssv|học sinh|sinh viên|hội viên|đoàn viên|"
        r"nhân khẩu)(?!\p{L})",
        key,
    ):
        return "person", factor
    if regex.search(r"(?<!\p{L})(?:số|tổng số) hộ(?! gia đình| gđ|\p{L})|^\s*(?:\d\S* )?hộ\s*$", key):
        return "household", factor
    if "%" in key:
        return "percent", 1.0
    if regex.search(
        r"(?<!\p{L})(?:(?<!có )(?<!cấp )thẻ|sổ|lượt|đơn vị|dn|cuộc|hồ sơ|điểm|ngày(?! \d| ra quân))(?!\p{L})",
        key,
    ):
        return "other", factor
    return None, factor


_YEAR = regex.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,])")


@dataclass
class Context:
    """What stands above a table; `year`: the only one that caption or title names."""

    caption: str
    title: str
    headings: Sequence[str] = ()

    def __post_init__(self):
        self.caption_key = match_key(self.caption)
        self.title_key = match_key(self.title)
        keys = [match_key(heading) for heading in self.headings]
        done = any(
            AGAINST_PLAN.search(key) or ACHIEVED.search(KEPT_BEFORE.sub("", key)) and not TARGET.search(key)
            for key in keys
        )
        # "Giao chỉ tiêu …": every number of such a table is a target, unless some columns tell results
        self.is_plan = not done and self._of_plans()
        named = {p for h in self.headings if (p := programme_of(h))}
        self.only_programme = named.pop() if len(named) == 1 else None
        self.names_plans = any(TARGET.search(key) for key in keys)
        self.counts_flows = any(IN_PERIOD.search(key) for key in keys)
        # a table that also counts compulsory programmes counts who takes part, not who was won
        self.counts_everyone = any(
            programme_of(h) in ("compulsory_social_insurance", "unemployment_insurance")
            for h in self.headings
        )
        years = [set(_YEAR.findall(key)) for key in (self.caption_key, self.title_key)]
        self.year = next((int(*named) for named in years if len(named) == 1), None)
        note = list(UNIT_NOTE.finditer(self.caption_key))
        self.unit, self.factor = _unit(note[-1]["unit"]) if note else (None, 1.0)
        counted = any(COUNTED.search(key) and programme_of(key) for key in keys)
        self.about_money = (
            self.unit == "vnd"
            or not counted
            and bool(
                regex.search(
                    r"(?<!\p{L})(?:số tiền|số thu|thu bhxh|thu bhyt|thu,|nợ|chậm đóng|chi trả|chi bhxh|"
                    r"kinh phí|hưởng|khám)(?!\p{L})",
                    self.caption_key,
                )
            )
        )

        self.about_debts = bool(DEBTS.search(self.caption_key)) and "phát triển" not in self.caption_key

    def _of_plans(self) -> bool:
        for key in (self.caption_key, self.title_key):
            if RESULTS.search(key):
                return False
            if PLANS.search(key):
                return True
        return False


def read_sense(heading: str, name: str, section: str, context: Context, unit_cell: str) -> Sense | None:
    """The sense of a column's cells. `name` is the row's name where it is an indicator, else ""."""
    near = match_key(LEVEL.join(part for part in (section, name, heading) if part))
    near = regex.sub(r"\((?:\d{1,2}\s*=?[\d\s()=/+x*:%-]*|[a-e])\)", " ", near)
    rules: dict[str, str] = {}
    unit, factor = _unit(unit_cell) if unit_cell else _unit(near)
    percent = (
        "%" in unit_cell
        or bool(PERCENT.search(match_key(heading)))
        or not unit_cell
        and bool(PERCENT.search(near))
    )
    if unit_cell and unit not in ("percent", None) and not PERCENT.search(match_key(heading)):
        percent = False
    if not percent and unit is None and context.unit == "percent":
        percent = True
    if not percent and unit is None:
        unit, factor = context.unit, context.factor
    elif not percent and not unit_cell and factor == 1.0 and context.unit == unit:
        factor = context.factor
    if unit in ("vnd", "other") and (unit_cell or not percent):
        return None  # of a row that counts money, its rates are rates of money
    blocked = [m for m in NOT_OURS.finditer(near) if not _excused(near, m)]
    if (
        blocked
        or context.about_money
        and not regex.search(
            r"tham gia|bao phủ" if context.about_debts else r"tham gia|người|lao động|đối tượng|bao phủ", near
        )
    ):
        return None

    if percent and _beside_money(heading, context):
        return None
    programme = _read_programme(heading, name, section, context, rules)
    if programme is None or programme == "other":
        return None
    sense = Sense(programme, "", factor=1.0 if percent else factor, rules=rules)
    sense.unit = "percent" if percent else "household" if unit == "household" else "person"
    rules["programme"] = rules.pop("programme")
    _read_group(sense, near, context)
    if sense.group == "students" and "health_insurance" in programme.split("+"):
        sense.programme = "health_insurance"  # the only one of them that students have
    if not _read_measure(sense, near, heading, context, percent):
        return None
    if sense.role == "achieved" and ESTIMATE.search(near):
        sense.bound, rules["bound"] = "about", "estimate_in_heading"
    if sense.role == "target" and LEAST.search(near):
        sense.bound, rules["bound"] = "at_least", "least_in_heading"
    per = vocabulary()["per"].scan(match_key(heading))
    sense.per = per[0].value if per else None
    read_base(sense, near)
    return sense


def _beside_money(heading: str, context: Context) -> bool:
    """`Thu BHXH – % KH` beside `Thu BHXH – Số thu (tỷ đồng)`: a rate of money."""
    parent = heading.rpartition(LEVEL)[0]
    beside = [match_key(h) for h in context.headings if parent and h.startswith(f"{parent}{LEVEL}")]
    return any(MONEY.search(key) for key in beside) and not any(COUNTED.search(key) for key in beside)


def _excused(near: str, m: regex.Match) -> bool:
    """`có thẻ BHYT`, `thẻ BHYT bao phủ`: a card that stands for taking part."""
    word = m[0]
    if regex.search(r"(?:qua|cho|do) (?:các )?(?:tổ chức )?(?:dịch vụ )?$", near[: m.start()]) and (
        word in ("thu", "tổ chức dịch vụ", "đại lý", "điểm thu", "nhân viên")
    ):
        return True  # "Chỉ tiêu giao qua tổ chức dịch vụ thu": who is to win them
    if word == "thẻ":
        return bool(
            regex.search(r"(?:có|được cấp|cấp) $", near[: m.start()])
            or regex.search(r"người|tỷ lệ|bao phủ", near)
        )
    if word == "đồng":
        return near[m.end() : m.end() + 5] == " bào " or near.startswith(" bằng", m.end())
    if word == "trường" and regex.search(r"(?:tại|ở|theo|qua) (?:nhà )?$", near[: m.start()]):
        return True
    if word in ("trường", "lớp", "điểm"):
        return (
            word == "điểm"
            and near.startswith((" phần trăm", " %"), m.end())
            or near.startswith(" hợp", m.end())
        )
    if word == "thu":
        return bool(regex.search(r"phát triển và $|$^", near[: m.start()]))
    return False


def _read_programme(
    heading: str, name: str, section: str, context: Context, rules: dict[str, str]
) -> str | None:
    for rule, words in (
        (
            "programme_of_heading",
            LEVEL.join(p for p in (heading, name) if p) if programme_of(heading) is None or name else heading,
        ),
        ("programme_of_section", section),
        ("programme_of_caption", context.caption),
        ("programme_of_title", context.title),
    ):
        if not words:
            continue
        found = programme_of(words)
        if rule == "programme_of_heading" and name and found and "+" in found:
            found = programme_of(heading) or programme_of(name)
        if found is None:
            continue
        if rule.endswith(("caption", "title")):
            narrower = _narrowed(heading if not name else f"{heading} {name}", found)
            if narrower:
                rules["programme"] = "programme_of_heading_in_caption"
                return narrower
            rules["programme"] = "several_programmes_of_caption" if "+" in found else rule
            return found
        if rule == "programme_of_heading":
            # "BHXH" over "Tự nguyện" stand apart in heading and section
            wider = programme_of(f"{section} {heading} {name}") if section else None
            general = found in ("social_insurance", "health_insurance")
            # "Tỷ lệ bao phủ BHYT/dân số" below "BHYT hộ gia đình" is of all
            if wider and "+" not in wider and general and not COVERAGE.search(match_key(f"{heading} {name}")):
                found = wider
        narrower = _narrower_above(found, context) if rule == "programme_of_heading" else None
        rules["programme"] = "programme_of_caption" if narrower else rule
        return narrower or found
    if context.only_programme:
        rules["programme"] = "programme_of_the_other_columns"
        return context.only_programme
    return None


def _narrower_above(found: str, context: Context) -> str | None:
    """`BHYT` in a heading under a caption on BHYT hộ gia đình alone: what the caption says."""
    family = {
        "social_insurance": ("voluntary_social_insurance", "compulsory_social_insurance"),
        "health_insurance": ("household_health_insurance",),
    }.get(found, ())
    above = programme_of(context.caption) or programme_of(context.title)
    return above if above in family else None


def _narrowed(heading: str, above: str) -> str | None:
    """`Tự nguyện` under a caption on BHXH: the caption's programme made particular by the heading."""
    key = _HELPED.sub("hộ", match_key(heading))
    parts = set(above.split("+"))
    if regex.search(r"tự nguyện", key) and parts & {"social_insurance", "voluntary_social_insurance"}:
        return "voluntary_social_insurance"
    if regex.search(r"bắt buộc", key) and parts & {"social_insurance", "compulsory_social_insurance"}:
        return "compulsory_social_insurance"
    if regex.search(r"hộ gia đình|\bhgđ\b", key) and parts & {
        "health_insurance",
        "household_health_insurance",
    }:
        return "household_health_insurance"
    return None


def _read_group(sense: Sense, near: str, context: Context) -> None:
    for rule, key in (
        ("group_of_heading", near),
        ("group_of_caption", context.caption_key),
        ("group_of_title", context.title_key),
    ):
        groups = list(dict.fromkeys(c.value for c in vocabulary()["group"].scan(key)))
        groups = [g for g in groups if g != "workers"]
        if groups and not (rule != "group_of_heading" and "household_health_insurance" in sense.programme):
            sense.group = groups[0] if len(groups) == 1 else "other"
            sense.rules["group"] = rule if len(groups) == 1 else "several_groups"
            return


def _read_measure(sense: Sense, near: str, heading: str, context: Context, percent: bool) -> bool:
    """Measure, statistic and role; False where the heading speaks of something else."""
    rules = sense.rules
    earlier, changed = EARLIER.search(near), CHANGED.search(near)
    if earlier and AGAINST_PLAN.search(near, earlier.start()):
        earlier = None  # "So KH 2023": of the plan of a year, not of the year
    if REMAINING.search(near) and not NON.search(near):
        if percent:
            return False
        sense.measure, sense.role = "new_participants", "remaining"
        rules["measure"] = rules["role"] = "remaining_in_heading"
        return True
    if not earlier and BOTH_WAYS.search(near) and not NEW.search(near) and not AGAINST_PLAN.search(near):
        earlier = changed
    if earlier and regex.search(r"điểm (?:%|phần trăm)", near):
        sense.measure, sense.statistic, sense.compared = "participation_rate", "change", "earlier"
        rules |= {
            "measure": "rate_in_heading",
            "statistic": "change_in_heading",
            "role": "achieved_by_default",
        }
        return True
    if earlier and (changed or not percent):
        if (
            not changed
            and not regex.search(r"\+|±|-", near[earlier.start() :])
            and not percent
            and not regex.search(r"so", earlier[0])
        ):
            return False
        sense.statistic, sense.compared = ("percent_change" if percent else "change"), "earlier"
        if changed and changed[0] == "giảm" and not regex.search(r"tăng|so sánh|chênh lệch", near):
            sense.sign = -1
        rules["statistic"] = "change_in_heading"
        stock_or_flow(sense, near, context, default="participants")
        if COVERAGE.search(near):
            sense.measure, rules["measure"] = "participation_rate", "rate_in_heading"
            sense.statistic = "change"  # of points
        rules["role"] = "achieved_by_default"
        return True
    if earlier:
        sense.measure, sense.compared = "??", "earlier"  # a change or an index: the numbers tell
        rules["statistic"] = "change_by_its_values"
        return True
    of_people = COVERAGE.search(near) is not None
    if AGAINST_PLAN.search(near) and (not percent or of_people) and changed:
        sense.statistic, sense.compared = "gap", "target"
        rules["statistic"] = "gap_in_heading"
        stock_or_flow(sense, near, context)
        if percent:
            sense.measure, rules["measure"] = "participation_rate", "rate_in_heading"
            sense.role, rules["role"] = "achieved", "achieved_by_default"
        return True
    if (
        percent
        and (AGAINST_PLAN.search(near) or COMPLETION.search(near))
        and not COVERAGE.search(match_key(heading))
    ):
        sense.measure, sense.base = "completion_rate", "target"
        rules["measure"] = "completion_in_heading"
        rules["role"] = "achieved_by_default"
        return True
    role = _role(sense, near, context)
    if percent:
        years = INDEX_OF_YEARS.search(near)
        if years and years["later"] > years["earlier"]:
            return False  # "Năm 2021/2020 (%)": an index, for which the contract has no column
        if NON.search(near):
            sense.measure = "non_participants"
        elif (
            COVERAGE.search(near)
            or COVERAGE.search(context.caption_key)
            and not COMPLETION.search(context.caption_key)
            or role == "target"
            and regex.search(r"tham gia", near)
        ):
            sense.measure = "participation_rate"
        else:
            sense.measure = "?"  # "Tỷ lệ (%)": its neighbours tell
        rules["measure"] = "rate_in_heading"
        return True
    if changed and not NEW.search(near) and not STOCK.search(near) and "giảm" in changed[0]:
        return False  # "Giảm": who left in the period, without a measure of its own
    if NON.search(near):
        sense.measure, sense.role = "non_participants", "achieved"
        rules["measure"] = "not_taking_part_in_heading"
        return True
    if POTENTIAL.search(near) and not regex.search(
        r"tham gia(?! theo)|có (?:thẻ|bhyt|bhxh)|đã", regex.sub(r"(?:diện|phải) tham gia", "", near)
    ):
        return False
    stock_or_flow(sense, near, context)
    return True


def _role(sense: Sense, near: str, context: Context) -> str:
    if TARGET.search(near):
        sense.role, sense.rules["role"] = "target", "target_in_heading"
        last_plan = [m.start() for m in TARGET.finditer(near)][-1]
        done = [
            m.start()
            for m in ACHIEVED.finditer(near)
            if not regex.search(r"(?:phải|cần) $", near[: m.start()])
        ]
        # "Thực hiện kế hoạch": who carries out a plan tells what was reached
        if done and (
            done[0] < last_plan
            and near[done[0] :].startswith(("thực hiện", "kết quả"))
            or done[-1] > last_plan
            and LEVEL in near[last_plan : done[-1]]
        ):
            sense.role, sense.rules["role"] = "achieved", "achieved_in_heading"
    elif ACHIEVED.search(near) or KEPT_BEFORE.search(near):
        sense.role, sense.rules["role"] = "achieved", "achieved_in_heading"
    elif context.is_plan and not (context.names_plans and DATED_STOCK.search(near)):
        sense.role, sense.rules["role"] = "target", "target_of_caption"
    else:
        sense.role, sense.rules["role"] = "achieved", "achieved_by_default"
    return sense.role


def stock_or_flow(sense: Sense, near: str, context: Context, default: str | None = None) -> None:
    rules = sense.rules
    if "role" not in rules:
        _role(sense, near, context)
    above = (("of_caption", context.caption_key), ("of_caption", context.title_key))
    for rule, key in (("in_heading", near), *above):
        if RETURN.search(key) and rule == "in_heading":
            found = "returning_participants"
        elif KEPT.search(key):
            found = "participants"
        elif rule == "of_caption" and STANDING.search(near) and not WINNING.search(key):
            # "Kết quả phát triển người tham gia" over "Thực hiện đến 30/9": who takes part on that day
            sense.measure, rules["measure"] = "participants", "standing_on_a_day"
            return
        elif NEW.search(key) and not (rule == "of_caption" and (default or context.counts_everyone)):
            found = "new_participants"
        elif STOCK.search(key):
            found = "participants"
        elif rule == "in_heading" and IN_PERIOD.search(key) and sense.statistic == "level":
            found = "new_participants"
        else:
            continue
        sense.measure, rules["measure"] = found, f"measure_{rule}"
        return
    if context.counts_flows and not default:
        sense.measure, rules["measure"] = "new_participants", "flow_as_the_other_columns"
    else:
        sense.measure, rules["measure"] = default or "participants", "stock_by_default"


def read_base(sense: Sense, near: str) -> None:
    if (
        sense.base
        or sense.measure not in ("participation_rate", "non_participants")
        or sense.unit != "percent"
    ):
        return
    if sense.group:
        return
    if regex.search(r"độ tuổi lao động", near) and "lực lượng" not in near:
        sense.base = "working_age_population"
    elif regex.search(r"lllđ|llld|lực lượng lao động", near):
        sense.base = "labour_force"
    elif regex.search(r"dân số", near):
        sense.base = "population"
    elif regex.search(r"(?:so với|trên|/)\s*(?:tổng )?số hộ", near):
        sense.base = "households"
    else:
        health = "health_insurance" in sense.programme
        sense.base, sense.rules["base"] = ("population" if health else "labour_force"), "base_by_programme"
