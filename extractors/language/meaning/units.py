"""Which numbers count people, households or hundredths; a bare one takes its unit from what surrounds it."""

import regex

from extractors.language.clauses import Window
from extractors.language.matching import search
from extractors.language.meaning.context import Context
from extractors.language.meaning.patterns import COORDINATION, PART, PARTS

_ENDS_BARE = regex.compile(
    r"\s*(?:[.,;)…]|$|và\b|nhưng\b|so với\b|trong khi\b|xuống\b|lên\b)(?!\d)|\s*\((?=[\d.,]+\s*%)"
)
_LEADS_BARE = regex.compile(
    r"(?:(?:vận động|phát triển|thực hiện|khai thác|tăng|giảm|đạt|tuyên truyền) được|phát triển (?:mới|thêm)|"
    r"hụt|mất|"
    r"tăng (?:lên|thêm)|[(,;] ?(?:tăng|giảm)|giảm (?:còn|xuống)|xuống(?: còn)?|còn|nay còn|lên(?: tới| đến)?|"
    r"lần lượt là|đạt|lũy kế|"
    r"(?:kế hoạch|chỉ tiêu|mục tiêu)[^,;]{0,40}|(?:cả năm|năm nay|là|với|có))\s*(?:là\s*)?\(?$"
)
_OTHER_SUBJECT = regex.compile(
    r"số (?:đơn vị|doanh nghiệp|cơ sở|xã|thôn|hồ sơ|cuộc|lượt|điểm|đại lý|trường)\b"
)
_NAME_BEFORE_NUMBER = regex.compile(r"\p{Lu}[\p{L}.]*\s*(?:\(|xếp sau \()?\s*$")


class Units(Context):
    """Unit of each number of a sentence, None where it counts something else."""

    def _units(self) -> list[str | None]:
        """The unit of each number; a bare one takes that of the next in its list (`42, 56 và 78 người`)."""
        windows = self.seen.windows
        units: list[str | None] = [w.unit for w in windows]
        for i in range(len(windows) - 2, -1, -1):
            if units[i] is None and units[i + 1] in ("person", "household"):
                gap = self.key[windows[i].unit_end : windows[i + 1].hedge_start]
                if len(gap) < 12 and COORDINATION.fullmatch(gap):
                    units[i] = units[i + 1]
        for i, w in enumerate(windows):
            if units[i] is None and search(
                r"(?:số (?:người|lao động|đối tượng|hssv|học sinh|thành viên)[^,;]*|"
                r"con số này[^,;]{0,40})(?:là|đạt|:|lên|có)\s*$|con số là\s*$",
                self.key[max(0, w.left) : w.hedge_start],
            ):
                units[i] = "person"
        for i, w in enumerate(windows):
            before = self.key[max(0, w.left) : w.hedge_start]
            large = w.number.rule in ("scaled", "compound") or w.number.value >= 1000
            if units[i] is None and large and not self._of_money(max(0, w.left), w.hedge_start):
                counted = search(
                    r"(?:tổng )?số (?:người|lao động|đối tượng|hssv|học sinh|thành viên)", before
                )
                listed = "person" in units[max(0, i - 4) : i]
                if counted or listed and search(r"(?:bắt buộc|tự nguyện|tổng số|con số)[^,;]{0,12}$", before):
                    units[i] = "person"
        for i, w in enumerate(windows):
            if units[i] is None and self._bare_count(w, "person" in units[max(0, i - 2) : i]):
                units[i] = "person"
        for i, w in enumerate(windows[1:], 1):
            gap = self.key[windows[i - 1].unit_end : w.hedge_start]
            beside = units[i - 1] == "person" and windows[i - 1].unit is None and len(gap) < 6
            beside = beside and COORDINATION.fullmatch(gap) is not None
            if units[i] is None and beside and _ENDS_BARE.match(self.key, w.number.end):
                units[i] = "person"
        for i, w in enumerate(windows[1:], 1):
            if (
                units[i] is None
                and units[i - 1] in ("person", "household")
                and search(
                    r"(?:thực hiện(?: được)?|đạt|đạt được|vận động được|phát triển được)\s*$",
                    self.key[w.left : w.hedge_start],
                )
                and 0.1 < w.number.value / max(windows[i - 1].number.value, 1) < 10
            ):
                units[i] = units[i - 1]
        return units

    def _bare_count(self, window: Window, people_before: bool) -> bool:
        """A number without a noun that can only count people, in a report that counts them.

        `vận động được 104.` · `Chợ Mới về nhất với 231` · `nay còn 18.944` · `TP.Tân Uyên 18.260` · `(198)`
        """
        if not people_before and not any(c.unit == "person" for c in self.carry.claims):
            return False
        number, key = window.number, self.key
        if number.value < 10 or number.value != int(number.value) or number.rule == "words":
            return False
        if not _ENDS_BARE.match(key, number.end):
            return False
        left = key[window.left : number.hedge_start]
        if self._of_money(window.left, number.hedge_start) or _OTHER_SUBJECT.search(left):
            return False
        if PARTS.match(key) and PART.search(key, window.left, number.hedge_start):
            return True
        programmes = self.seen.within("programme", window.left, number.hedge_start) if people_before else []
        if programmes and not key[programmes[-1].end : number.hedge_start].strip(" :"):
            return True  # "64 người (BHXH tự nguyện 21, BHYT 43)"
        return bool(
            _LEADS_BARE.search(left)
            or _NAME_BEFORE_NUMBER.search(self.seen.text[window.left : number.hedge_start])
            or self.carry.claims
            and self._ranks(window)
        )
