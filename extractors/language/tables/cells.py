"""Numbers of a column: where one stands in its cell, and what its points and commas mean.

Official annexes mix `92.60` and `92,60`, `1.234` and `1,234`, within one file, but not within one column. So
the column decides, then the table; a count of people has no decimals.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from extractors.documents.table_lines import Row, RowCell

_CELL = regex.compile(
    r"\s*(?P<bound>[≥>≤<~]|trên|hơn|gần|khoảng|tối thiểu)?\s*(?P<open>\()?(?P<sign>[+\-–−])?\s?"
    r"(?P<digits>\d+(?:[.,]\d+)*|\d{1,3}(?: \d{3})+(?:[.,]\d+)?)\s?(?P<percent>%)?(?P<close>\))?"
    r"(?:\s?(?:\*+|\(\*+\)|\[\d\]|[¹²³⁴⁵])|\s\(\d\)|\s(?:người|em|hộ|lao động|hs|hssv))?\s*",
    regex.I,
)
_BOUNDS = {
    "≥": "at_least", "tối thiểu": "at_least", ">": "more_than", "trên": "more_than", "hơn": "more_than",
    "≤": "at_most", "<": "less_than", "gần": "less_than", "~": "about", "khoảng": "about",
}  # fmt: skip


@dataclass(slots=True)
class TableRow:
    row: Row
    label: str
    section: str
    unit: str  # its cell under "ĐVT"
    is_total: bool
    cells: list[RowCell]
    when: str  # what its cells under `Năm`, `Quý`, `Tháng` say


@dataclass(slots=True)
class Cell:
    """A printed number in one cell: where it stands, and its digits before their marks are understood."""

    at: RowCell
    row: TableRow
    start: int
    end: int
    digits: str
    sign: int
    percent: bool
    bound: str | None


def read_cell(at: RowCell, row: TableRow) -> Cell | None:
    m = _CELL.fullmatch(at.text)
    if m is None:
        return None
    negative = m["sign"] in ("-", "–", "−") if m["sign"] else bool(m["open"] and m["close"])
    start, end = m.span("digits")
    if m["sign"]:
        start = m.start("sign")
    if m["percent"]:
        end = m.end("percent")
    bound = _BOUNDS.get(m["bound"].lower()) if m["bound"] else None
    return Cell(
        at,
        row,
        at.start + start,
        at.start + end,
        m["digits"],
        -1 if negative else 1,
        bool(m["percent"]),
        bound,
    )


class Marks:
    """Which of `.` and `,` parts thousands in a column and which opens decimals, by its numbers."""

    def __init__(self, numbers: Iterable[str]):
        self.decimal: set[str] = set()
        self.thousands: set[str] = set()
        for number in numbers:
            marks = regex.findall(r"[.,]", number)
            if not marks:
                continue
            last, behind = marks[-1], len(regex.split(r"[.,]", number)[-1])
            if len(set(marks)) == 2:
                self.thousands.add(marks[0])
                self.decimal.add(last)
            elif len(marks) > 1:
                self.thousands.add(last)
            elif behind != 3 or number.startswith("0") or len(number) > 7:
                self.decimal.add(last)

    def value(self, number: str, *, rate: bool, scaled: bool, others: "Marks") -> tuple[float | None, bool]:
        """The value and whether the marks left it open. `scaled`: counted in thousands or millions."""
        number = number.replace(" ", "")
        marks = regex.findall(r"[.,]", number)
        if not marks:
            return float(number), False
        if (
            len(set(marks)) == 2
            or len(marks) == 1
            and (len(number.split(marks[0])[1]) != 3 or number.startswith("0"))
        ):
            last = marks[-1]
            if len(marks) > 2 and marks.count(last) > 1:
                return None, False
            other = "," if last == "." else "."
            return float(number.replace(other, "").replace(last, ".")), False
        mark = marks[0]
        if len(marks) > 1:
            groups = number.split(mark)
            return (float("".join(groups)), False) if all(len(g) == 3 for g in groups[1:]) else (None, False)
        if not rate and not scaled:
            return float(number.replace(mark, "")), False  # people are counted whole
        for evidence in (self, others):
            if mark in evidence.decimal and mark not in evidence.thousands:
                return float(number.replace(mark, ".")), False
            if mark in evidence.thousands and mark not in evidence.decimal:
                return float(number.replace(mark, "")), False
        if rate or mark == ",":
            return float(number.replace(mark, ".")), scaled
        return float(number.replace(mark, "")), True
