"""Times as pages print them → aware times, with the offset only where one is stated.

Day before month always, as Vietnam writes; +07:00 where no zone is stated.
"""

from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

import regex

VIETNAM = timezone(timedelta(hours=7))


class Moment(NamedTuple):
    """An aware time, and the offset that was stated (`+07:00`), None where it is assumed."""

    at: datetime
    offset: str | None
    has_time: bool


_CLOCK = (
    r"(?P<h>\d{1,2})\s?(?:[:hg]|gi[ờo])\s?(?P<mi>\d{2})(?:['’′]|\sph[úu]t)?(?::(?P<s>\d{2})(?:\.\d+)?)?"
    r"(?:\s*(?P<half>[AP]M|SA|CH|sáng|trưa|chiều|tối)(?!\p{L}))?"
)
_ZONE = (
    r"\s*[(\[]?(?:(?P<utc>Z\b|(?:GMT|UTC)\b(?!\s?[+-]))"
    r"|(?:GMT|UTC)\s?(?P<sign>[+-])(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?"
    r"|(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2}))(?!\d)"
)
_ISO = r"(?<![\d/.-])(?P<y>\d{4})(?P<iso>[/.-])(?P<m>\d{1,2})(?P=iso)(?P<d>\d{1,2})(?!\d)"
_DMY = (
    r"(?<![\d/.-])(?P<d>\d{1,2})\s?(?P<sep>[/.-])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20)\d{2})(?!\d)"
)
#: Months as systems write them: `09 Tháng 11 2023`, `27 Tháng Mười Một, 2025`, `26 thg 11, 2025`.
_NUMBERS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_MONTH_WORDS = {word: number for number, word in enumerate(_NUMBERS, 1)} | {"bốn": 4}
_MONTH = (
    r"(?:th[áa]ng|thg|th\.?)\s?"
    rf"(?P<m>\d{{1,2}}|{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))})(?!\p{{L}})"
)
_LONG = (
    rf"(?:ng[àa]y\s)?(?<!\d)(?P<d>\d{{1,2}})[\s-]{_MONTH}"
    r"(?:(?:,?\sn[ăa]m|,)?[\s-]|,)(?P<y>(?:19|20)\d{2})(?!\d)"
)
_MONTH_FIRST = rf"(?<!\p{{L}}){_MONTH}\s(?P<d>\d{{1,2}}),\s(?P<y>(?:19|20)\d{{2}})(?!\d)"
_MON = r"(?P<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_ENGLISH = (
    rf"(?:(?<!\d)(?P<d>\d{{1,2}})[\s/-]{_MON}[\s/-](?P<y>\d{{4}})"
    rf"|(?<!\p{{L}}){_MON}\s(?P<d>\d{{1,2}}),?\s(?P<y>\d{{4}}))(?!\d)"
)
#: As Java prints a time, portals of Liferay too: `Tue Oct 16 08:15:00 ICT 2018`; a day alone has no hour.
_JAVA = (
    rf"(?<!\p{{L}}){_MON}\s(?P<d>\d{{1,2}})\s(?:00:00:00\s[A-Z]{{3,4}}|{_CLOCK}\s(?:(?P<utc>GMT|UTC)|[A-Z]{{3,4}}))"
    r"\s(?P<y>\d{4})(?!\d)"
)
#: Since 1970, in seconds or thousandths.
_SECONDS = regex.compile(r"1\d{9}(?:\d{3})?")
_YEAR = regex.compile(r"(?:19|20)\d{2}")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_BETWEEN = r"(?:T|[\s,;|(–-]|l[úu]c|vào|•|gi[ờo]\s?:)*"

#: The date, with the time after it or before it (`15h39 ngày 4/11/2025`), most telling first.
_FORMS = tuple(
    regex.compile(form, regex.I)
    for date in (_ISO, _DMY, _LONG, _MONTH_FIRST, _ENGLISH)
    for form in (
        rf"{date}{_BETWEEN}{_CLOCK}(?:{_ZONE})?",
        rf"(?<!\d){_CLOCK}(?:{_ZONE}\)?)?(?:[\s,|(–-]|ng[àa]y|thứ\s[\p{{L}}\d]+|chủ\snhật)*{date}(?:{_ZONE})?",
        date,
    )
) + (regex.compile(_JAVA, regex.I),)


def find_moment(text: str) -> tuple[Moment, tuple[int, int]] | None:
    """The first full date of `text` with its time, where it has one, and where it stands."""
    if not _YEAR.search(text):
        return None
    found = [match for form in _FORMS if (match := form.search(text))]
    best = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    if best is None:
        return None
    part = best.groupdict()
    moment = _moment(part)
    if part.get("sep") and (weekday := _WEEKDAY.search(text, max(0, best.start() - 20), best.start())):
        swapped = _moment(part | {"d": part["m"], "m": part["d"]})  # Drupal's own form: `T3, 11/12/2024`
        named = _WEEKDAYS[weekday[1].lower()]
        if swapped and swapped.at.weekday() == named and (moment is None or moment.at.weekday() != named):
            moment = swapped
    return None if moment is None else (moment, best.span())


_WEEKDAYS = {
    word: n
    for n, words in enumerate(("hai 2", "ba 3", "tư 4", "năm 5", "sáu 6", "bảy 7", "nhật cn"))
    for word in words.split()
}
_WEEKDAY = regex.compile(
    r"(?<!\p{L})(?:thứ\s?|t\.?\s?(?=\d)|chủ\s(?=n)|(?=cn))(hai|ba|tư|năm|sáu|bảy|[2-7]|nhật|cn)(?!\p{L}|\d)[\s,|-]*$",
    regex.I,
)


@lru_cache(maxsize=256)  # a page states its time in three or four places
def parse_moment(text: str | None) -> Moment | None:
    """The time that `text` states: ISO 8601 in its loose spellings, `Thứ bảy, 7/3/2026, 00:05 (GMT+7)`,
    `07-03-2026 - 00:01 AM`; None where there is none."""
    if not text:
        return None
    if iso := _FORMS[0].match(text):  # nearly all that machines wrote
        return _moment(iso.groupdict())
    if _SECONDS.fullmatch(text):
        return Moment(datetime.fromtimestamp(int(text[:10]), UTC), "+00:00", True)
    found = find_moment(text[:300])
    return found[0] if found else None


def _moment(part: dict[str, str | None]) -> Moment | None:
    if part.get("mon"):
        month = _MONTHS.index(part["mon"].title()) + 1
    else:
        month = _MONTH_WORDS.get(part["m"].lower()) or int(part["m"])
    day, hour = int(part["d"]), int(part.get("h") or 0)
    half = (part.get("half") or "").upper()
    american = (
        half in ("AM", "PM") and part.get("s") and 1 in map(len, (part["d"], part["m"], part["h"] or ""))
    )
    if part.get("sep") == "/" and part.get("h") and (day <= 12 < month <= 31 or american and day <= 12):
        day, month = month, day  # ASP.NET prints the American order, without zeros, unless told otherwise
    if half in ("PM", "CH", "CHIỀU", "TỐI") and hour < 12 or half == "TRƯA" and hour < 4:
        hour += 12
    elif half in ("AM", "SA", "SÁNG") and hour == 12:
        hour = 0
    offset = None
    if part.get("utc"):
        offset = timedelta()
    elif part.get("sign"):
        offset = timedelta(hours=int(part["zh"]), minutes=int(part.get("zm") or 0))
        offset = -offset if part["sign"] == "-" else offset
    try:
        zone = VIETNAM if offset is None else timezone(offset)
        at = datetime(
            int(part["y"]), month, day, hour, int(part.get("mi") or 0), int(part.get("s") or 0), tzinfo=zone
        )
    except ValueError:  # 31/02, 25:00, +99:00
        return None
    return Moment(at, None if offset is None else at.isoformat()[-6:], part.get("h") is not None)
