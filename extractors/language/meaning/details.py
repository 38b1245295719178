"""Group, base, per and hedges: what narrows a number down."""

import regex

from extractors.language.clauses import Window
from extractors.language.matching import match, search
from extractors.language.meaning.claim import Claim
from extractors.language.meaning.context import Context
from extractors.language.meaning.patterns import CAME_OF_IT, COORDINATION, HEALTH
from extractors.language.vocabulary import vocabulary

_LABOUR = {
    "social_insurance",
    "voluntary_social_insurance",
    "compulsory_social_insurance",
    "unemployment_insurance",
}
#: a sentence about some of the people (`Nhóm lao động trong doanh nghiệp chỉ có 54,7% tham gia`)
_OF_A_PART = regex.compile(
    r"\W*(?:riêng |trong đó,? |đối với |ở |còn |với )?(?:các )?(?:nhóm|khối|đối tượng|nông dân|trẻ em|"
    r"học sinh|hssv|sinh viên|"
    r"người (?:thuộc|cận|nghèo|cao tuổi|dân tộc)|lao động (?:tự do|phi)|hội viên|đoàn viên|"
    r"công nhân)\b(?! (?:\p{L}+ )?bh(?:xh|yt|tn)\b)"
)
#: `quý I, thành phố ước phát triển mới │5.300 người│`
_ESTIMATED = regex.compile(
    r"\bước (?:tính )?(?:phát triển|vận động|khai thác|thực hiện|thu hút|tăng)(?: mới| thêm| được)*\s*$"
)
_MAKES_UP = regex.compile(r"\bchiếm(?: khoảng| tối thiểu)?\s*$")
#: `262.000 người │(ước)│`
_ESTIMATE_AFTER = regex.compile(r"\s*\((?:số liệu )?ước(?: tính)?\)")
_OTHER_PEOPLE = regex.compile(r"(?:đối tượng|thành phần|nhóm|người|diện) (?:còn lại|khác)\b")
#: `4,3% tổng số hội viên`
_OF_MEMBERS = regex.compile(r"\s*(?:tổng )?(?:số )?(?:hội viên|đoàn viên|xã viên)\b")
_RATE_OF_MEMBERS = regex.compile(r"t[ỷỉ] lệ (?:hội viên|đoàn viên|xã viên)\b")
_THE_WHOLE = regex.compile(r"\b(?:toàn|cả) (?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|ngành|quốc|nước)\b")
_NAME = regex.compile(
    r"(?:(?:xã|phường|huyện|quận|thị trấn|thị xã|thành phố|tỉnh|TP|Q|H|P)\.?\s+)?(?:\p{Lu}[\p{Ll}]+\s*)+"
)


class Details(Context):
    """Group, base, per and bound of a number."""

    def _group(self, claim: Claim) -> None:
        window, key = claim.window, self.key
        if claim.group or claim.base == "population" and claim.measure == "participation_rate":
            return  # "90% dân số": everyone, whichever groups are named besides
        noun_start = window.number.end
        right_end = window.right
        cues = self.seen.within("group", noun_start, right_end)
        rule = "group_after_number"
        if not cues:
            for begin, end in self._clauses(window):
                cues = self.seen.within("group", begin, end)
                rule = "group_before_number"
                if cues or self._topics(begin, end):
                    break
        if (
            not cues
            and (claim.light or self._change_of_what_stands_before(claim))
            and self.previous is not None
            and self.previous.group
            and claim.programme == self.previous.programme
        ):
            if self._another_group(window):
                self._set(claim, "group", "other", "another_group_in_the_list")
            else:
                self._set(claim, "group", self.previous.group, "goes_on_with_the_number_before")
            return
        values = {c.value for c in cues}
        if {"poor", "near_poor"} <= values or len(values) > 1:
            self._set(claim, "group", "other", "several_groups")
        elif values == {"workers"}:
            if "công nhân" in key[cues[0].start : cues[0].end] or claim.programme in HEALTH:
                self._set(claim, "group", "workers", rule)
        elif values:
            self._set(claim, "group", values.pop(), rule)

    def _change_of_what_stands_before(self, claim: Claim) -> bool:
        """`Tỷ lệ học sinh tham gia là 98,6%, tăng │15,4%│ so với năm 2019`: of the same people."""
        window = claim.window
        return claim.statistic in ("change", "percent_change") and not self._topics(
            window.left, window.hedge_start
        )

    def _another_group(self, window: Window) -> bool:
        """`94 người thuộc hộ cận nghèo; │77 người│ hoạt động không chuyên trách; đối tượng khác là │12│`."""
        if self.previous.rules.get("group") not in ("group_after_number", "another_group_in_the_list"):
            return False
        named = self._content_words(window.unit_end, window.right) - {"trong", "khác"}
        return bool(named) or _OTHER_PEOPLE.search(self.key, window.left, window.hedge_start) is not None

    def _base(self, claim: Claim, again: bool = False) -> None:
        if claim.measure != "participation_rate":
            if claim.group and claim.measure == "non_participants":
                claim.base = None
            return
        if claim.statistic == "percent_change":
            return
        window = claim.window
        if claim.unit == "percent" and (
            _OF_MEMBERS.match(self.key, window.unit_end)
            or _RATE_OF_MEMBERS.search(self.key, window.left, window.hedge_start)
        ):
            claim.group = claim.group or "other"
        within = claim.group not in (None, "workers")
        shared = self.total.base if self.total is not None and self.total.unit == "percent" else None
        if within and shared and _MAKES_UP.search(self.key, self._back(window), window.hedge_start):
            # "35% lực lượng lao động tham gia BHXH, trong đó nông dân chiếm 1%": of the labour force too
            claim.base = shared
            claim.rules["base"] = "base_of_the_whole"
            return
        if within and claim.base in (None, "population", "households"):
            claim.base = None
            claim.rules["base"] = "rate_within_a_group"
            return
        if claim.base and claim.rules.get("base") != "base_by_programme":
            return
        window = claim.window
        part = _OF_A_PART.match(self.key)
        counted = claim.rules.get("measure") == "percent_after_count"
        pool = counted and {
            c.value for c in self.seen.within("group", self._back(window), window.hedge_start)
        } - {"workers"}
        if pool:
            claim.base = None  # "có 21.300 người cận nghèo, mới 4.960 người tham gia, đạt 23,3%"
            claim.rules["base"] = "rate_within_a_group"
            return
        if part and not self._runs(0, part.end()) and "tỷ lệ bao phủ" not in self.key[: window.hedge_start]:
            claim.base = None
            claim.rules["base"] = "rate_within_a_group"
            return
        for begin, end in self._clauses(window):
            found = [
                c
                for c in vocabulary()["base"].scan(self.key, begin, end)
                if c.value not in ("target",)
                and search(r"(?:tỷ lệ|%)\s+(?:\p{L}+\s+){0,2}$", self.key[max(0, c.start - 25) : c.start])
            ]
            if found and found[0].value != "labour_force":
                self._set(claim, "base", found[0].value, "base_before_percent")
                return
            if self._topics(begin, end):
                break
        if (
            claim.light
            and self.previous is not None
            and self.previous.base not in (None, "target")
            and self.previous.programme == claim.programme
        ):
            self._set(claim, "base", self.previous.base, "goes_on_with_the_number_before")
            return
        parts = set((claim.programme or "").split("+"))
        if parts and parts <= HEALTH:
            self._set(claim, "base", "population", "base_by_programme")
        elif parts and parts <= _LABOUR:
            self._set(claim, "base", "labour_force", "base_by_programme")

    def _per(self, claim: Claim) -> None:
        window = claim.window
        found = vocabulary()["per"].scan(self.key, window.left, window.hedge_start)
        if not found:
            cue = vocabulary()["per"].at(self.key, window.unit_end)
            slash = match(r"\s*/\s*(xã|phường|huyện|quận|tuần|tháng|ngày)", self.key[window.unit_end :])
            found = [cue] if cue else []
            if slash:
                value = {
                    "xã": "commune",
                    "phường": "commune",
                    "huyện": "district",
                    "quận": "district",
                    "tuần": "week",
                    "tháng": "month",
                    "ngày": "day",
                }[slash[1]]
                self._set(claim, "per", value, "per_unit_after")
                return
        if found and CAME_OF_IT.search(self.key, found[-1].end, window.hedge_start):
            found = []
        if found and _THE_WHOLE.search(self.key, found[-1].end, window.hedge_start):
            found = []  # "mỗi xã … 5 người, phấn đấu toàn tỉnh có 11.300 người"
        if found:
            self._set(claim, "per", found[-1].value, "per_unit_before")
        elif (
            claim.light
            and self.previous is not None
            and self.previous.per
            and ";" not in self.key[window.left : window.hedge_start]
            and not _THE_WHOLE.search(self.key, window.left, window.hedge_start)
        ):
            self._set(claim, "per", self.previous.per, "goes_on_with_the_number_before")

    def _spread_hedges(self) -> None:
        """A hedge before a list holds for the items after it, unless any of them has its own."""
        claims = self.claims
        estimates = "ước" in self.key
        for claim in claims:
            window = claim.window
            up = match(r"[^,;]{0,60}\btrở lên\b", self.key[window.unit_end : window.tail])
            if (
                estimates
                and claim.bound == "exact"
                and _ESTIMATED.search(self.key, self._back(window), window.hedge_start)
            ):
                self._set(claim, "bound", "about", "estimated_to_be_won")
            if claim.bound == "exact" and estimates and _ESTIMATE_AFTER.match(self.key, window.unit_end):
                self._set(claim, "bound", "about", "estimated_to_be_won")
            if claim.bound == "exact" and up and self.key.startswith("từ ", max(0, window.hedge_start - 3)):
                self._set(claim, "bound", "at_least", "from_that_number_up")
        i = 0
        while i < len(claims):
            chain = [claims[i]]
            for following in claims[i + 1 :]:
                gap = _NAME.sub(
                    " ", self.seen.text[chain[-1].window.right : following.window.hedge_start]
                ).lower()
                for cue in self.seen.within(
                    "programme", chain[-1].window.right, following.window.hedge_start
                ):
                    gap = gap.replace(self.key[cue.start : cue.end], " ")
                if ";" in gap:
                    break
                # "bắt buộc khoảng 19,24 triệu người, tự nguyện là 2,62 triệu người": a clause of its own
                goes_on = COORDINATION.fullmatch(gap) and " là " not in gap
                if following.unit == chain[0].unit and following.light and goes_on:
                    chain.append(following)
                else:
                    break
            if chain[0].bound != "exact" and all(c.bound == "exact" for c in chain[1:]):
                for claim in chain[1:]:
                    self._set(claim, "bound", chain[0].bound, "hedge_before_the_list")
            i += len(chain)
