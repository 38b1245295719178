"""The drive that a document reports: its name, its launch, its days, who organises it, for what.

Belongs here: whether a document tells of a ra quân (or a drive by another name: chiến dịch, đợt cao điểm,
Lễ phát động) for BHXH or BHYT, and what it says about it. Does not belong here: where it is (places) and
which documents tell of the same one (`transforms`).

Everything is taken from sentences that speak of the drive. What is not stated stays None: a document that
tells of several communes, each with its own launch day, has no launch day.
"""

import re
from datetime import date
from functools import lru_cache

import regex

from extractors.language.dates import Anchor, DateMention, document_year, find_dates
from extractors.language.text import lower, sentences
from extractors.values import PROGRAMMES, CampaignMention

_INSURANCE = regex.compile(r"bhxh|bhyt|bảo hiểm (?:xã hội|y tế)")
#: A drive by its own word, or by a general word that needs BHXH or BHYT in the same sentence.
_RA_QUAN = regex.compile(r"\bra quân\b|\blễ phát động\b")
_DRIVE = regex.compile(
    r"\bra quân\b|\bphát động\b|\bchiến dịch\b|\b(?:đợt|tháng|tuần lễ) (?:cao điểm|vận động)\b"
    r"|\bcao điểm vận động\b"
    r"|\b\d+ ngày (?:đêm )?(?:cao điểm|tăng tốc|nước rút)\b"
)
#: Most sentences have none of these words, of which every drive has one.
_DRIVE_WORDS = ("ra quân", "phát động", "chiến dịch", "cao điểm", "vận động", "tăng tốc", "nước rút")
#: An event that happens, not one that is looked back on.
_HELD = regex.compile(
    r"\b(?:tổ chức|diễn ra|khai mạc|đồng loạt|chính thức|sôi nổi|tham gia)\b.{0,80}?\b(?:ra quân|phát động)\b"
    r"|\b(?:lễ|buổi|ngày) (?:phát động )?ra quân\b.{0,60}?\b(?:được tổ chức|diễn ra|khai mạc)\b"
    r"|\b(?:đã|vừa|cùng) (?:đồng loạt )?(?:ra quân|phát động)\b"
    r"|\bphát động (?:chiến dịch|đợt|tháng|phong trào|ra quân)\b"
)
_LOOKING_BACK = regex.compile(
    r"\b(?:trước|sau|kể từ|từ)(?: khi| thời điểm| ngày| đợt| buổi)?(?: lễ)?(?: phát động)? ra quân\b"
)

# Quotation marks close as they opened, or with any other closing mark: “…" is common.
_QUOTED = regex.compile(r"[“\"‘'«]\s?([^“”\"«»\n]{4,200}?)\s?(?:[”\"»]|(?<![\p{L}])['’]|['’](?!\p{L}))")
_QUOTES = re.compile("[“\"‘'«]")  # most sentences have none
#: What stands before a quotation that names a drive, and how much each says: the theme over the title.
_NAMED_BY = (
    (6, regex.compile(r"\b(?:ra quân|phát động|chiến dịch|cao điểm)\b.{0,30}\b(?:chủ đề|tên gọi"
        r"|chủ đề truyền thông)\b[^\p{L}]*$")),
    (5, regex.compile(r"\b(?:với|mang|có|theo) (?:chủ đề|tên gọi)(?: truyền thông| là)?[^\p{L}]*$")),
    (4, regex.compile(r"\b(?:ra quân|lễ phát động|chiến dịch|(?:đợt|tháng|tuần lễ) (?:cao điểm"
        r"|vận động))[^\p{L}]*$")),
    (2, regex.compile(r"\b(?:chủ đề|phát động)[^\p{L}]*$")),
)  # fmt: skip

_NAME = r"(?:\p{Lu}[\p{L}\p{M}]*(?:[ .\-–]+(?=\p{Lu}))?)+"
_UNIT_TYPE = (
    r"(?:tỉnh|thành phố|TP\.?|Tp\.?|huyện|quận|thị xã|xã|phường|cơ sở|khu vực|liên huyện"
    r"|[Tt]rung tâm|Khu vực)"
)
_ORGANISATION = regex.compile(
    r"(?<![\p{L}])(?:Tổng [Cc]ông ty Bưu điện Việt Nam"
    r"|(?:Bảo hiểm [Xx]ã hội|BHXH|Bưu điện|UBND|U[ỷỶ]?ỷ? ?ban nhân dân|Ủy ban nhân dân"
    r"|Uỷ ban nhân dân|Liên đoàn Lao động|"
    r"Hội Liên hiệp [Pp]hụ nữ|Hội Nông dân|Tỉnh đoàn|Thành đoàn)(?: \(\p{Lu}{2,8}\))?"
    rf"(?: (?:{_UNIT_TYPE} ?)+(?:{_NAME})?| (?:Việt Nam|{_NAME})))"
)
#: Before these a name is a person's office or somebody's guests, not an organiser.
_OFFICE = regex.compile(
    r"(?:giám đốc|phó giám đốc|chủ tịch|lãnh đạo|đại diện|cán bộ|viên chức|nhân viên|trưởng phòng"
    r"|ảnh:|điểm cầu|trụ sở|tại|các) ?$"
)

_VOLUNTARY = regex.compile(
    r"(?:bhxh|bảo hiểm xã hội)(?: \(bhxh\))? tự (?:nguyện|guyện|nguyên)|\bbhxhtn\b"
)  # and its typos
_HOUSEHOLD = regex.compile(r"(?:bhyt|bảo hiểm y tế)(?: \(bhyt\))? (?:hộ gia đình|hgđ)|bhythgđ")
_HEALTH = regex.compile(r"\bbhyt\b|\bbảo hiểm y tế\b")
_SOCIAL = regex.compile(
    r"(?:tham gia|phát triển|chính sách|mục tiêu|người|vận động|chỉ tiêu) (?:người tham gia )?(?:bhxh"
    r"|bảo hiểm xã hội)\b"
    r"(?! (?:tự|tỉnh|thành|việt))|\bbhxh, bhyt\b|\bbảo hiểm xã hội, bảo hiểm y tế\b"
)


def launch_day(text: str, published: date | None) -> date | None:
    """The day of the launch ceremony that `text` reports, or None.

    The day stands in the sentence that says the launch is held. Days in looking back (`sau lễ ra quân ngày
    …`) count only when the whole document agrees on one.
    """
    key = lower(text)
    if not _RA_QUAN.search(key) and not _DRIVE.search(key):
        return None
    return _launch_day(text, published, _drive_sentences(text))


def _speaks_of_drive(key: str) -> bool:
    return any(map(key.__contains__, _DRIVE_WORDS)) and _DRIVE.search(key) is not None


@lru_cache(maxsize=16)  # of a sentence the launch, the organisers and the drive as such ask it
def _is_held(key: str) -> bool:
    return _HELD.search(key) is not None


def _drive_sentences(text: str) -> list[tuple[int, str]]:
    """(position in the document, sentence) of the sentences that speak of the drive, in order."""
    return [
        (i, text[s.start : s.end])
        for i, s in enumerate(sentences(text))
        if _speaks_of_drive(lower(text[s.start : s.end]))
    ]


#: `(TBTCO) 25/11/2019 - Ngày 23/11/2019, …`: the first is when the paper told it
_OF_THE_PAPER = regex.compile(r"\)?\s*[–—-]\s")


def _launch_day(text: str, published: date | None, drive: list[tuple[int, str]]) -> date | None:
    anchor = Anchor(published=published, year=document_year(text, published))
    held: list[tuple[int, date]] = []
    recalled: list[date] = []
    for position, sentence in drive:
        key = lower(sentence)
        if not _RA_QUAN.search(key) and not _is_held(key):
            continue
        days = [m for m in find_dates(sentence, anchor) if m.kind == "day" and m.first]
        days = [m for m in days if not _OF_THE_PAPER.match(sentence, m.end) or m.start > 60 or len(days) == 1]
        if not days:
            continue
        back = _LOOKING_BACK.search(key)
        if _is_held(key) and not back:
            held.append((position, _nearest(days, key)))
        elif back or regex.search(r"\bra quân\b.{0,12}$", key[: days[0].start]):
            recalled += [m.first for m in days]
        elif _RA_QUAN.search(key):
            held.append((position, _nearest(days, key)))
    if held:
        first_position, first = held[0]
        if first_position <= 8 or len({day for _, day in held}) == 1:
            return first
        return None
    if recalled:
        return recalled[0] if len(set(recalled)) == 1 else None
    return _day_that_opens(text, anchor)


def _day_that_opens(text: str, anchor: Anchor) -> date | None:
    """Under a headline of a launch, the day that opens a sentence near the top, up to a week old."""
    if anchor.published is None or not _RA_QUAN.search(text.partition("\n")[0].lower()):
        return None
    for s in sentences(text)[:10]:
        for mention in find_dates(text[s.start : s.end], anchor):
            near = mention.kind == "day" and mention.start < 20 and mention.first
            if near and 0 < (anchor.published - mention.first).days <= 7:
                return mention.first
    return None


def _nearest(days: list[DateMention], key: str) -> date:
    """Of the days of a sentence the one that opens it, else the one nearest to the word for the launch."""
    if days[0].start < 40:
        return days[0].first
    cue = _RA_QUAN.search(key) or _DRIVE.search(key)
    return min(days, key=lambda m: abs(m.start - cue.start())).first


def _name(title: str | None, drive: list[str], all_sentences: list[str]) -> str | None:
    """The quotation that names the drive: by its theme, else by what follows the word for the launch."""
    best: tuple[int, int, int] | None = None
    name = None
    about_drive = set(drive)
    order = 0
    for sentence in [*all_sentences, title or ""]:
        for m in _QUOTED.finditer(sentence) if _QUOTES.search(sentence) else ():
            left = sentence[max(0, m.start() - 70) : m.start()].lower()
            weight = next((w for w, cue in _NAMED_BY if cue.search(left)), 0)
            if weight == 5 and sentence not in about_drive and sentence != title:
                weight = 2  # the theme of something else, perhaps
            quoted = m[1].strip(" .,;:-–")
            if not weight or len(quoted.split()) < 3:
                continue
            order += 1
            rank = (weight if weight < 5 else 5, len(quoted), -order)
            if best is None or rank > best:
                best, name = rank, quoted
    return name


#: `phát động đợt ra quân, kéo dài │đến hết ngày 31/12/2025│`
_GOES_ON_UNTIL = regex.compile(r"\b(?:kéo dài|diễn ra|thực hiện|triển khai)(?: liên tục)? (?:cho )?$")


def _period(
    text_sentences: list[tuple[int, str]], launched: date | None, anchor: Anchor
) -> tuple[date | None, date | None, str]:
    """First and last day of the drive, and the rule that found them."""
    spoken = None
    for _, sentence in text_sentences:
        for mention in find_dates(sentence, anchor):
            if mention.rule in ("days_range", "months_range") and mention.first and mention.last:
                if (mention.last - mention.first).days <= 200:
                    return mention.first, mention.last, "stated_range"
            elif (
                mention.kind == "until_day"
                and mention.last
                and launched
                and _GOES_ON_UNTIL.search(sentence, 0, mention.start)
            ):
                if 0 < (mention.last - launched).days <= 200:
                    return launched, mention.last, "from_the_launch_on"
            elif mention.kind == "campaign_days" and mention.first and spoken is None:
                spoken = mention
    if spoken:
        return spoken.first, spoken.last, "days_from_launch"
    return None, None, ""


def _organisers(drive: list[tuple[int, str]], all_sentences: list[str]) -> tuple[str, ...]:
    """The organisations that the sentence about the launch names, else those of the opening sentences."""
    launch = [s for _, s in drive if _is_held(lower(s))]
    following = [all_sentences[i + 1] for i, s in drive if s in launch and i + 1 < len(all_sentences)]
    for group in (launch[:2], following[:2], all_sentences[:6]):
        found: dict[str, str] = {}  # by a key that takes BHXH and Bảo hiểm xã hội for one
        for sentence in group:
            for m in _ORGANISATION.finditer(sentence):
                if _OFFICE.search(sentence[max(0, m.start() - 30) : m.start()].lower()):
                    continue
                name = regex.sub(r" \(\p{Lu}{2,8}\)", "", m[0]).strip(" .-–")
                found.setdefault(name.lower().replace("bảo hiểm xã hội", "bhxh"), name)
        if found:
            return tuple(found.values())
    return ()


def _programmes(passages: list[str]) -> tuple[str, ...]:
    key = " ".join(passages).lower()
    found = set()
    if _VOLUNTARY.search(key):
        found.add("voluntary_social_insurance")
    elif _SOCIAL.search(key):
        found.add("social_insurance")
    if _HOUSEHOLD.search(key):
        found.add("household_health_insurance")
    elif _HEALTH.search(key):
        found.add("health_insurance")
    return tuple(p for p in PROGRAMMES if p in found)


def find_campaign(title: str | None, text: str, published: date | None) -> CampaignMention | None:
    """What `text` says about a drive for BHXH or BHYT, or None when it tells of none.

    The place fields stay None and `document_id` empty: the caller knows them. `rules` name what found each
    field. `text` is the whole reading text, `title` its first line where known.
    """
    key = lower(text)
    if not _DRIVE.search(key) or not _INSURANCE.search(key):
        return None
    spans = sentences(text)
    all_sentences = [text[s.start : s.end] for s in spans]
    drive = [(i, s) for i, s in enumerate(all_sentences) if _speaks_of_drive(lower(s))]
    about = [s for _, s in drive if _INSURANCE.search(lower(s))]
    if not about and not (title and _DRIVE.search(lower(title)) and _INSURANCE.search(lower(title))):
        return None
    if not any(_RA_QUAN.search(lower(s)) for s in about) and not any(_is_held(lower(s)) for s in about):
        named = _name(title, [s for _, s in drive], about)
        if named is None:
            return None  # `chiến dịch` said in passing
    launched = _launch_day(text, published, drive)
    anchor = Anchor(published=published, launched=launched, year=document_year(text, published))
    starts, ends, period_rule = _period(drive, launched, anchor)
    name = _name(title, [s for _, s in drive], all_sentences)
    organisers = _organisers(drive, all_sentences)
    rules = [
        f"{field}={rule}"
        for field, rule in (
            ("name", "quoted" if name else ""),
            ("launched_on", "day_of_launch_sentence" if launched else ""),
            ("period", period_rule),
            ("organisers", "launch_sentence" if organisers else ""),
        )
        if rule
    ]
    return CampaignMention(
        document_id="",
        name=name,
        launched_on=launched,
        starts_on=starts,
        ends_on=ends,
        organisers=organisers,
        programmes=_programmes([title or "", *about]),
        rules=tuple(rules),
    )
