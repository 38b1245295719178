"""Rises, falls and gaps: a number that says how much another one changed or missed."""

import regex

from extractors.language.clauses import Window
from extractors.language.matching import fullmatch, match, search
from extractors.language.meaning.claim import Claim
from extractors.language.meaning.context import Context
from extractors.language.meaning.patterns import AGAINST_PLAN, COMPARISON, FILLER, RATES
from extractors.language.vocabulary import Cue, vocabulary

_TREND = regex.compile(r"\bngày (?:càng|một)\s*$")
#: `thấp hơn │cuối năm 2021 tới│ 1.120 người`: a fall
_THAN_BEFORE = regex.compile(
    r"\s*(?:so với )?(?:cùng kỳ|cùng thời điểm|(?:cuối |đầu |giữa )?(?:năm|tháng|quý)\b)[^,;()]{0,30}"
)
#: `thấp hơn │2.911 người│ so với cùng kỳ`: a fall too
_SO_MUCH_THAN_BEFORE = regex.compile(
    r"\s*so(?: với)? (?:cùng kỳ|cùng thời điểm|(?:cuối |đầu )?(?:năm|tháng|quý)\b)"
)
#: `tăng 15% │số người tham gia│ so với năm 2024`
_OF_THOSE_IN = regex.compile(r"\s*(?:tổng )?số (?:người|lao động|đối tượng)(?: đang)? tham gia\b")
#: `So với cuối năm 2023, số người tham gia đến nay tăng thêm │2.040 người│`
_OPENS_COMPARED = regex.compile(
    r"\W*so với (?:cùng kỳ|cùng thời điểm|thời điểm|cuối|đầu|năm|tháng|quý|ngày|trước)\b[^;:]{0,160}$"
)
_IN_BRACKETS = regex.compile(r"\([^()]*\)")
_TWO_LEVELS = {"từ", "lên", "xuống", "còn", "tới", "đến"}
#: rates that only restate a count before them
_AFTER_COUNT = ("percent_after_count", "percent_after_count_and_target", "share_of_base")


class Statistics(Context):
    """Statistic and sign of a number that is not a level."""

    def _subject_changes(self, claim: Claim, statistic: Cue) -> bool:
        """`BHXH tự nguyện cũng giảm 96.400 người`, `riêng người dân tộc thiểu số giảm …`."""
        window = claim.window
        runs = self._runs(window.left, statistic.start)
        groups = self.seen.within("group", window.left, statistic.start)
        if runs:
            before = self.key[max(window.left, runs[-1][0].start - 12) : runs[-1][0].start]
            if search(r"(?:thu|nợ|chi|quỹ|tiền|đóng|phí|lượt|đơn vị|hưởng|bệnh|khám|thẻ|giá)\s*$", before):
                return False
            gap = self.key[runs[-1][-1].end : statistic.start]
        elif (
            groups and self.carry.claim is not None and not self._content_words(window.left, statistic.start)
        ):
            gap = self.key[groups[-1].end : statistic.start]
            self._set(claim, "programme", self.carry.claim.programme, "goes_on_with_the_sentence_before")
        else:
            return False
        if len(gap.split()) > 3:
            return False
        percent = claim.unit == "percent"
        self._set(claim, "measure", "participants", "rise_or_fall_of_the_programme")
        self._set(
            claim, "statistic", "percent_change" if percent else "change", "rise_or_fall_of_the_programme"
        )
        claim.sign = -1 if statistic.value == "down" else 1
        return True

    def _statistic(self, window: Window) -> Cue | None:
        """A word of rise, fall or gap that governs this number."""
        begin = self._begins_before_a_plan(window)
        cues = self.seen.within("statistic", begin, window.hedge_start)
        news = [
            t for t in self.seen.within("topic", begin, window.hedge_start) if t.value in ("new", "remaining")
        ]
        for cue in reversed(cues):
            than_before = _THAN_BEFORE.fullmatch(self.key, cue.end, window.hedge_start)
            if than_before and self.key.endswith("nhiều hơn", cue.start, cue.end):
                return cue  # "nhiều hơn cùng kỳ năm 2023 2.309 người"
            if cue.value in ("above", "below") and (
                than_before
                or FILLER.fullmatch(self.key, cue.end, window.hedge_start)
                and _SO_MUCH_THAN_BEFORE.match(self.key, window.unit_end)
            ):
                return Cue(cue.start, cue.end, "up" if cue.value == "above" else "down")
            if _TREND.search(self.key, begin, cue.start):
                continue  # "số người tham gia ngày càng tăng: 9.287 người": what it has come to
            between = self.key[cue.end : window.hedge_start]
            if begin < window.left:
                between = _IN_BRACKETS.sub("", between).removesuffix(" là ")
            short = FILLER.fullmatch(between) is not None
            if not short and cue.value in ("above", "below"):
                short = (
                    fullmatch(r"\s*(?:chỉ tiêu|kế hoạch|mục tiêu|mức)?[^,;]{0,45}", between) is not None
                    and "là" not in between
                )
            if not short and cue.value in ("up", "down"):
                short = (
                    fullmatch(r"[^,;()]{0,60}(?:so với|với)[^,;()]{0,40}(?:là|:)?\s*", between) is not None
                )
            if not short:
                continue
            words = between.split()
            by_so_much = words in (["tới"], ["đến"])  # "giảm tới 8,57%": by as much as that
            if cue.value in ("up", "down") and not by_so_much and _TWO_LEVELS.intersection(words):
                return None  # "tăng từ X lên Y" states two levels
            if (
                cue.value in ("above", "below")
                and search(r"chỉ tiêu|kế hoạch|mục tiêu|mức", between)
                and (window.number.value > 20 or self._of_a_plan(between, window))
            ):
                return None  # "vượt mục tiêu 70%" states the target
            percent = window.number.percent
            if (
                not percent
                and any(t.start < cue.end and cue.start < t.end for t in news)
                and not self._compares(window)
            ):
                return None  # "tăng mới", "tăng thêm": a flow, unless compared
            return cue
        return None

    def _begins_before_a_plan(self, window: Window) -> int:
        """Where the words of a number begin: `còn cách mục tiêu (94,1%) │2,8 điểm│`: before the plan."""
        last = self.previous
        if last is None or last.rules.get("role") != "plan_in_brackets":
            return window.left
        between = self.key[window.left : window.hedge_start]
        return last.window.left if fullmatch(r"[\s)]*(?:là\s*)?", between) else window.left

    def _of_a_plan(self, between: str, window: Window) -> bool:
        """`vượt mục tiêu │1%│ của Nghị quyết 28 đề ra`."""
        named = fullmatch(r"\s*(?:xa |qua |cả |hẳn )?(?:chỉ tiêu|kế hoạch|mục tiêu)\s*", between)
        return (
            named is not None
            and match(
                r"\s*(?:của|mà|do|được|nghị quyết|chính phủ|thủ tướng|hđnd|đề ra|đặt ra|giao)\b",
                self.key[window.unit_end :],
            )
            is not None
        )

    def _compares(self, window: Window) -> bool:
        after = COMPARISON.search(self.key, window.unit_end, window.tail) is not None
        return after or _OPENS_COMPARED.match(self.key, 0, window.hedge_start) is not None

    def _is_change(self, claim: Claim, statistic: Cue, kinds: set[str]) -> bool:
        source = self.previous
        if (
            not self._compares(claim.window)
            and source is None
            and "join" not in kinds
            and "coverage" not in kinds
        ):
            return False
        if statistic.value == "up" and self._to_be_won(claim):
            return True
        self._set(claim, "statistic", "change", "rise_or_fall")
        claim.sign = -1 if statistic.value == "down" else 1
        stock = source is not None and source.measure == "participants" and source.statistic == "level"
        new = (
            kinds & {"new"}
            and not ((stock or "join" in kinds) and self._compares(claim.window))
            or (source is not None and claim.light and source.measure == "new_participants")
        )
        non = "not_join" in kinds
        measure = "new_participants" if new else "non_participants" if non else "participants"
        if not kinds and source is not None and source.measure not in RATES:
            measure = source.measure
        self._set(claim, "measure", measure, "rise_or_fall")
        return True

    def _to_be_won(self, claim: Claim) -> bool:
        """`mỗi xã tăng thêm 10 người, toàn tỉnh tăng │không dưới 700 người│ tham gia`: people to be won."""
        window = claim.window
        joins = [t.value for t in self._topics(window.unit_end, window.right)][:1] == ["join"]
        if not joins or self.role_so_far != "target" or self._compares(window):
            return False
        if self._subjects(window.left, window.hedge_start, window):
            return False
        self._set(claim, "measure", "new_participants", "won_in_a_period")
        return True

    def _gap(self, claim: Claim, statistic: Cue) -> bool:
        """`vượt 3,26% so với kế hoạch`, `thấp hơn 2 điểm so với cả nước`."""
        window = claim.window
        words = vocabulary()["compared"]
        around = words.scan(
            self.key, statistic.start, window.tail if window.tail - window.right < 60 else window.right + 60
        )
        against = next((c.value for c in around if c.value in ("target", "national")), None)
        if against is None and AGAINST_PLAN.match(self.key, 0, statistic.start):
            against = "target"  # "So với chỉ tiêu Chính phủ giao, tỷ lệ này còn thấp hơn 0,9%"
        between = self.key[statistic.end : window.hedge_start]
        if against == "national" and between.rstrip().endswith("(") and window.number.value > 20:
            return False  # "thấp hơn bình quân cả nước (92,5%)": the average itself
        if against is None and self.previous is not None and self.previous.statistic == "gap":
            against = self.previous.compared
        bare = FILLER.fullmatch(self.key, statistic.end, window.hedge_start) is not None
        if against is None and bare and claim.unit == "percent" and window.number.value < 30:
            # "Chỉ tiêu … là 94,1%, như vậy toàn ngành vượt 0,19%"; "thiếu nhiều nhất: 12,4%" after a gap
            last = self.previous or self.carry.claim
            missed = search(
                r"(?:vượt|thiếu|hụt)[^,;]{0,12}(?:chỉ tiêu|kế hoạch)", self.key[: statistic.start]
            )
            if last is not None and (missed or last.statistic == "gap" or last.role == "target"):
                against = "target"
        last = self.previous
        if against is None and bare and last is not None and last.measure == "completion_rate":
            against = "target"  # "đạt 107% kế hoạch, vượt 587 người"
        if (
            statistic.value == "below"
            and claim.unit != "percent"
            and "thiếu" in self.key[statistic.start : statistic.end]
        ):
            return False  # "còn thiếu N người" is what remains to be won
        if against is None:
            return False
        claim.compared = against
        claim.sign = 1 if statistic.value == "above" else -1
        self._set(claim, "statistic", "gap", "above_or_below")
        source = self.previous
        measure = source.measure if source is not None else None
        follows = self._topics(window.unit_end, window.right)
        if any(t.value == "coverage" for t in follows):
            measure = "participation_rate"
        if measure is None:
            topics, _ = self._left_topics(window)
            kinds = {t.value for t in topics}
            if not kinds - {"other"}:
                return False
            measure = "participation_rate" if claim.unit == "percent" else "participants"
        if claim.unit == "percent" and measure not in RATES:
            measure = "completion_rate"
        if measure == "completion_rate" and claim.unit == "percent":
            self._set(claim, "base", "target", "above_or_below")
        if claim.unit != "percent" and measure in RATES:
            measure = "participants"
        self._set(claim, "measure", measure, "above_or_below")
        return True

    def _percent_change(self, claim: Claim, statistic: Cue, left: list[Cue], subject: bool) -> bool:
        enrol = [t for t in left if t.value not in ("other", "completion")]
        source = self.previous
        if left and left[-1].value == "other":
            return False
        if not enrol and self._subject_changes(claim, statistic):
            return True
        if not enrol and source is None and self.carry.claim is not None and self._goes_on(claim.window):
            source = next((c for c in reversed(self.carry.claims) if c.unit == "percent"), self.carry.claim)
            self._take_over(claim, source, "goes_on_with_the_sentence_before")
        if not enrol and _OF_THOSE_IN.match(self.key, claim.window.unit_end):
            claim.sign = -1 if statistic.value == "down" else 1
            self._set(claim, "measure", "participants", "rise_or_fall")
            self._set(claim, "statistic", "percent_change", "rise_or_fall")
            return True
        if not enrol and (source is None or subject):
            return False
        told_of_count = (
            source is not None
            and source.measure in RATES
            and source.rules.get("measure") in _AFTER_COUNT
            and not search(r"tỷ lệ|bao phủ", self.key[source.window.left : source.window.hedge_start])
        )
        if not enrol and source is not None and (source.measure == "completion_rate" or told_of_count):
            source = next((c for c in reversed(self.claims) if c.measure not in RATES), source)
        claim.sign = -1 if statistic.value == "down" else 1
        kinds = {t.value for t in enrol}
        rates = [c for c in self.claims if c.measure in RATES and c.statistic == "level"]
        if claim.window.number.rule == "points" and rates and not kinds:  # of what was told in percent
            self._set(claim, "measure", rates[-1].measure, "rise_or_fall_of_rate")
            self._set(claim, "statistic", "change", "rise_or_fall_of_rate")
            return True
        base = self._base_after(claim.window)
        if base in ("population", "labour_force", "working_age_population"):
            self._set(claim, "measure", "participation_rate", "rise_or_fall_of_rate")
            self._set(claim, "statistic", "change", "rise_or_fall_of_rate")
            self._set(claim, "base", base, "base_after_percent")
            return True
        if (
            "coverage" in kinds
            or not kinds
            and source.measure in RATES
            and source.statistic in ("level", "change")
        ):
            self._set(
                claim,
                "measure",
                source.measure if not kinds else "participation_rate",
                "rise_or_fall_of_rate",
            )
            self._set(claim, "statistic", "change", "rise_or_fall_of_rate")
            return True
        measure = (
            "new_participants"
            if "new" in kinds
            else "non_participants"
            if "not_join" in kinds
            else "participants"
        )
        if not kinds:
            measure = source.measure
        self._set(claim, "measure", measure, "rise_or_fall")
        self._set(claim, "statistic", "percent_change", "rise_or_fall")
        return True
