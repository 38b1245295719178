"""One sentence, number by number."""

import regex

from extractors.language.clauses import Window
from extractors.language.meaning.claim import KINDS, Carry, Claim
from extractors.language.meaning.patterns import BULLET
from extractors.language.meaning.percents import Percents
from extractors.language.meaning.programmes import Programmes, joined
from extractors.language.meaning.roles import Roles
from extractors.language.meaning.units import Units
from extractors.values import united

_TAKES_APART = regex.compile(r"\(\s*(?:trong đó|gồm|bao gồm|trong số này|bhxh|bhyt)\b")
_TAKEN_APART = regex.compile(r"\b(?:gồm|trong đó)\b|\(\s*bh")
#: `mỗi xã ít nhất vận động được │3 người│`
_AT_LEAST_TO_WIN = regex.compile(
    r"\b(?:tối thiểu|ít nhất)(?: phải| cần)? (?:phát triển|vận động|khai thác|thu hút|tăng)"
    r"(?: mới| thêm| được)*\s*$"
)
#: `huyện │phát triển mới│ 215 người`, `đã │khai thác được│ 418 người`
_WON_FOR_IT = regex.compile(
    r"\b(?:(?:vận động|khai thác)(?: mới| thêm)* được|phát triển (?:mới|được)(?: được)?|tăng mới)\b"
)
_NUMBERED = regex.compile(r"(?:\d{1,2}|\p{Ll})[.)] ")
_RESPECTIVE_NUMBERS = regex.compile(
    r"\b(?:con số|số liệu|tỷ lệ|kết quả)(?: này| đó| ấy)? (?:tương ứng|lần lượt)|\btương ứng là\b"
)


class Reader(Units, Percents, Programmes, Roles):
    """The claims of one sentence, number by number from left to right."""

    def read(self) -> tuple[list[Claim], Carry, list[tuple[Window, str]]]:
        """Claims, what the next sentence may need, and refused numbers with why."""
        windows = self.seen.windows
        units = self._units()
        for window, unit in zip(windows, units, strict=True):
            if unit is None:
                self._note_role(window)
                continue
            self._note_total(window)
            self._leave_bracket(window)
            claim = self._claim(window, unit)
            if claim is None or claim.role != "remaining":
                self._note_role(window)
            if claim is not None or not self._is_whole_of_what_stands_before(window):
                self.previous = claim
            if claim is not None:
                self.claims.append(claim)
                rule = claim.rules.get("role", "")
                if (
                    rule in ("this_number", "due_from_each", "at_least_to_be_done")
                    or rule.endswith("_word_before")
                    and not self._bracketed(window)
                ):
                    self.role_so_far = claim.role
        self._like_those_before()
        self._distribute()
        self._spread_hedges()
        self._late_programmes()
        self._wholes()
        self._no_such_share()
        for claim in self.claims:
            if claim.programme and not claim.base:
                self._base(claim)
        self.claims = [c for c in self.claims if c.programme != "private" and not self._unattested(c)]
        kept = [c for c in self.claims if c.programme]
        for claim in self.claims:
            if not claim.programme:
                self.refused.append((claim.window, "no programme is named for it in its sentence or before"))
        return kept, self._hand_on(kept), self.refused

    def _like_those_before(self) -> None:
        """`Tại B, các con số tương ứng là 21.700 người, 74,5% và 95,6%`: each like its counterpart of A."""
        pairs = list(zip(self.claims, self.carry.claims, strict=False))
        same = len(self.claims) == len(self.carry.claims) > 1 and self.carry.claims_age == 0
        if not same or any(here.unit != there.unit for here, there in pairs):
            return
        if self.seen.programmes or not _RESPECTIVE_NUMBERS.search(self.key):
            return
        for here, there in pairs:
            for name in ("programme", "measure", "base", "group", "statistic"):
                self._set(here, name, getattr(there, name), "like_its_counterpart_before")

    def _wholes(self) -> None:
        """`2.347 người tham gia, gồm 689 người BHXH tự nguyện và 1.658 người BHYT`: of both."""
        for whole, one, other in zip(self.claims, self.claims[1:], self.claims[2:], strict=False):
            parts = (one, other)
            if sum(c.window.number.value for c in parts) != whole.window.number.value:
                continue
            if not _TAKEN_APART.search(self.key, whole.window.unit_end, one.window.hedge_start):
                continue
            if any(c.unit != "person" or not c.programme for c in (whole, *parts)):
                continue
            programme = united(c.programme for c in parts)
            if "+" in programme and not KINDS.issuperset(programme.split("+")):
                self._set(whole, "programme", programme, "whole_of_those_after")

    def _no_such_share(self) -> None:
        """No province has a seventh of its workers in BHXH tự nguyện: such a percent completes a plan."""
        for claim in self.claims:
            level = claim.measure == "participation_rate" and claim.statistic == "level" and not claim.group
            guessed = claim.base is None or claim.rules.get("base") in (
                "base_by_programme",
                "goes_on_with_the_number_before",
            )
            voluntary = claim.programme == "voluntary_social_insurance"
            if level and guessed and voluntary and claim.window.number.value > 15:
                self._set(claim, "measure", "completion_rate", "more_than_any_share")
                self._set(claim, "base", "target", "more_than_any_share")

    def _unattested(self, claim: Claim) -> bool:
        """`thu hút hơn 5 triệu lao động`: won, but nothing says for an insurance."""
        if (
            claim.rules.get("measure") != "won_in_a_period"
            or claim.rules.get("programme") != "programme_of_sentence_before"
        ):
            return False
        window = claim.window
        if claim.unit == "person" and _WON_FOR_IT.search(self.key, window.left, window.hedge_start):
            return False  # "phát triển mới 215 người" is said of insurance only
        joins = any("tham gia" in self.key[t.start : t.end] for t in self._topics(window.left, window.right))
        attracts = "thu hút" in self.key[window.left : window.hedge_start]
        attracts = attracts and (
            self.carry.claims_age > 1 or "lao động" in self.key[window.number.end : window.unit_end]
        )
        return not joins and (attracts or self.carry.claim is None)

    def _hand_on(self, kept: list[Claim]) -> Carry:
        programme = kept[-1].programme if kept else None
        if programme is None:
            runs = self._runs(0, len(self.key))
            programme = joined(runs[-1]) if runs else self.carry.programme
        target = bool(kept) and all(c.role == "target" for c in kept)
        item = BULLET.match(self.key) or _NUMBERED.match(self.key)
        listing = self.key.endswith(":") or self.carry.listing and item is not None
        announced = self.carry.announced if listing else None
        columns = self.carry.columns if listing else (None, None)
        targets = target or self.role_so_far == "target" and not kept
        list_of = (
            joined(self._runs(0, len(self.key))[-1])
            if self.key.endswith(":") and self.seen.programmes
            else None
        )
        list_of = list_of or (self.carry.list_of if listing else None)
        uncounted = not kept and any(window.unit == "person" for window in self.seen.windows)
        if not kept and not self.seen.programmes:
            return self.carry.older(
                target=targets,
                listing=listing,
                list_of=list_of,
                uncounted=uncounted,
                announced=announced,
                columns=columns,
            )
        pairs = zip(kept, kept[1:], strict=False)
        completed = [a for a, b in pairs if a.unit == "person" and b.measure == "completion_rate"]
        rates = [c.programme for c in kept if c.measure == "participation_rate"]
        won = [c.programme for c in kept if c.measure == "new_participants"]
        counted = {"claims": tuple(kept)} if kept else {}
        return self.carry.older(
            **counted,
            programme=programme,
            target=targets,
            listing=listing,
            announced=announced,
            columns=columns,
            uncounted=uncounted,
            claims_age=0 if kept else self.carry.claims_age + 1,
            age=0,
            list_of=list_of,
            completed=completed[-1] if completed else self.carry.completed,
            rates=rates[-1] if rates else self.carry.rates,
            won=won[-1] if won else self.carry.won,
        )

    def _column(self, claim: Claim) -> None:
        """`… (số người tham gia BHXH tự nguyện; tỷ lệ bao phủ BHYT): a) Vĩnh Châu: │3.140│ người; │93%│`."""
        people, coverage = self.carry.columns
        if people is None or claim.statistic != "level" or self.seen.programmes:
            return
        if claim.unit == "person":
            self._set(claim, "programme", people, "column_of_the_list")
        elif claim.unit == "percent":
            self._set(claim, "programme", coverage, "column_of_the_list")
            self._set(claim, "measure", "participation_rate", "column_of_the_list")
            claim.base = None

    def _note_total(self, window: Window) -> None:
        gap = self.key[window.left : window.hedge_start]
        if self.previous is not None and ("trong đó" in gap or "bao gồm" in gap or "gồm" in gap):
            self.total = self.previous

    def _leave_bracket(self, window: Window) -> None:
        """`96.860 người tham gia BHXH (trong đó bắt buộc 82.239 người), tăng │1,37%│`: behind a bracket that
        takes a number apart, it goes on with that number."""
        if self.previous is None:
            return
        begin = self.previous.window.unit_end
        closing = self.key.find(")", begin, window.hedge_start)
        opening = self.key.rfind("(", 0, begin) if closing >= 0 else -1
        if opening < 0 or not _TAKES_APART.match(self.key, opening):
            return
        before = [c for c in self.claims if c.window.unit_end <= opening]
        if before and self.key.rfind(";", opening, window.hedge_start) < closing:
            self.previous = before[-1]

    def _claim(self, window: Window, unit: str) -> Claim | None:
        claim = Claim(window, unit, bound=window.number.bound)
        if self._in_brackets_after_plan(claim):
            return claim
        statistic = self._statistic(window)
        claim.light = self._is_light(window)
        before = self.key[self._back(window) : window.hedge_start]
        if claim.bound == "exact" and _AT_LEAST_TO_WIN.search(before):
            self._set(claim, "bound", "at_least", "at_least_so_many")
        made = self._percent(claim, statistic) if unit == "percent" else self._count(claim, statistic)
        if not made:
            return None
        self._programme(claim)
        self._column(claim)
        self._per(claim)
        stock = claim.measure == "participants" and claim.statistic == "level"
        if claim.per in ("day", "week", "month") and stock:
            self._set(claim, "measure", "new_participants", "so_many_a_day")
        self._role(claim)
        self._group(claim)
        self._base(claim)
        return claim
