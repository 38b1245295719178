"""Whose insurance: the programme that a number belongs to."""

import regex

from extractors.language.clauses import Window
from extractors.language.matching import match, search
from extractors.language.meaning.claim import Claim
from extractors.language.meaning.details import Details
from extractors.language.meaning.patterns import COMPARISON, COORDINATION, HEALTH, THIS_NUMBER
from extractors.language.vocabulary import Cue
from extractors.values import united

_BOTH_KINDS = regex.compile(r"(?:cả )?(?:hai|2) (?:loại hình|chính sách|loại bảo hiểm|loại)\b")
_HANDED_ON = (
    "goes_on_with_the_number_before",
    "goes_on_with_the_sentence_before",
    "programme_of_sentence_before",
    "group_of_the_total",
)
_HOUSEHOLDS = regex.compile(
    r"(?:^|[:;,]|\bvà|\briêng|\btrong đó)\s*(?:các |số |là |riêng )*"
    r"(?:(?:nhóm|diện|khối|đối tượng) )?hộ gia đình"
    r"(?! (?:nghèo|cận nghèo|có|làm|nông|chính sách))\b[^:;,]{0,40}$|"
    r"\b(?:nhóm|diện|khối) hộ gia đình\b[^:;]{0,60}$"
)
_COVERS = regex.compile(r"phủ|\bthẻ\b|tham gia")
_RESPECTIVELY = regex.compile(r"lần lượt|tương ứng|theo thứ tự")


class Programmes(Details):
    """Programme of a number: its own words, else the sentence, else what was told before."""

    def _kind_of_social_insurance(self, window: Window) -> str | None:
        """`…, trong đó bắt buộc 16,44 triệu, tự nguyện 1,82 triệu` after a number of BHXH."""
        source = self.total or self.previous
        if source is None or not source.programme or "social_insurance" not in source.programme:
            return None
        m = search(
            r"(bắt buộc|tự nguyện)[\s:(]*(?:là|đạt|có|khoảng)?[\s:(]*$",
            self.key[window.left : window.hedge_start],
        )
        m = m or match(r"\s*(?:diện |nhóm |khối )?(bắt buộc|tự nguyện)\b", self.key[window.unit_end :])
        if not m:
            return None
        return "compulsory_social_insurance" if m[1] == "bắt buộc" else "voluntary_social_insurance"

    def _programme(self, claim: Claim) -> None:
        window, key = claim.window, self.key
        if claim.programme:
            return
        both = {c.programme for c in (*self.carry.claims, *self.claims) if c.programme}
        if (
            len(both) == 2
            and not any("+" in p for p in both)
            and _BOTH_KINDS.search(key, window.unit_end, window.right)
        ):
            self._set(claim, "programme", united(both), "both_kinds")
            return
        parts = self._parts_of_total(window)
        if parts:
            self._set(claim, "programme", united(c.programme for c in parts), "sum_of_those_before")
            return
        comparison = COMPARISON.search(key, window.unit_end, window.right)
        last = self._last_of_list(window)
        right = self._runs(last.unit_end, comparison.start() if comparison else last.right)
        left = self._runs(window.left, window.hedge_start)
        if right:
            self._set(claim, "programme", joined(right[0]), "programme_after_noun")
            return
        share = (
            self.total is not None
            and claim.unit == "percent"
            and match(r"\s*[;,.]\s*(?:chiếm|đạt|tương đương|bằng|bao phủ)", key[window.left :])
        )
        if share and not left and claim.base != "target":
            self._set(claim, "programme", self.total.programme, "share_of_the_total")
            return
        if not left and key.startswith("thì ", window.left):
            theme = self._runs(0, window.left)  # "BHYT thì được 9.874 người"
            left = theme[-1:] if theme and not key[theme[-1][-1].end : window.left].strip() else []
        if left:
            self._set(claim, "programme", joined(left[-1]), "programme_before_number")
            return
        kind = self._kind_of_social_insurance(window)
        if kind:
            self._set(claim, "programme", kind, "kind_of_social_insurance")
            return
        if (
            self.total is not None
            and self.total.programme
            and self.seen.within("group", window.left, window.hedge_start)
        ):
            self._set(claim, "programme", self.total.programme, "group_of_the_total")
            return
        planned = search(r"(?:mục tiêu|chỉ tiêu|kế hoạch)", key[window.left : window.hedge_start])
        if (
            planned
            and claim.unit == "person"
            and self.previous is not None
            and self.previous.unit == "percent"
        ):
            counted = [c for c in self.claims if c.unit == "person" and c.programme]
            if counted and self.previous.measure == "participation_rate":
                self._set(claim, "programme", counted[-1].programme, "goes_on_with_the_number_before")
                return
        if self.previous is not None and self.previous.programme and not comparison:
            self._set(claim, "programme", self.previous.programme, "goes_on_with_the_number_before")
            return
        compared = self._runs(window.unit_end, window.right)
        if compared:
            self._set(claim, "programme", joined(compared[0]), "programme_of_the_comparison")
            return
        if self.previous is not None and self.previous.programme:
            self._set(claim, "programme", self.previous.programme, "goes_on_with_the_number_before")
            return
        earlier = self._runs(0, window.left)
        if earlier:
            self._set(claim, "programme", joined(earlier[-1]), "programme_earlier_in_sentence")

    def _parts_of_total(self, window: Window) -> list[Claim]:
        """`3.217 người tham gia BHXH tự nguyện và 4.905 người tham gia BHYT, tổng cộng │8.122 người│`."""
        before = self.claims[-2:]
        if len(before) < 2 or not search(
            r"\btổng (?:cộng|số)(?: là)?\s*$", self.key[window.left : window.hedge_start]
        ):
            return []
        told = sum(c.window.number.value for c in before) == window.number.value
        return before if told and all(c.unit == "person" and c.programme for c in before) else []

    def _late_programmes(self) -> None:
        """Claims without a programme take it from what follows, else from the sentence before."""
        for index, claim in enumerate(self.claims):
            if claim.programme:
                continue
            later = self._runs(claim.window.right, len(self.key))
            following = self.claims[index + 1] if index + 1 < len(self.claims) else None
            if index and self.claims[index - 1].programme:
                self._set(
                    claim, "programme", self.claims[index - 1].programme, "goes_on_with_the_number_before"
                )
            elif (
                following is not None
                and following.light
                and following.unit == claim.unit
                and following.rules.get("programme") == "programme_after_noun"
                and following.measure == claim.measure
            ):
                self._set(claim, "programme", following.programme, "programme_at_the_end_of_the_list")
            elif later and (claim.rules.get("measure") == "target_in_brackets" or not self.carry.programme):
                self._set(claim, "programme", joined(later[0]), "programme_later_in_sentence")
            elif (
                (claim.rules.get("measure") == "coverage" or claim.base == "population" and "phủ" in self.key)
                and not self.carry.programme_for("percent")
                and _COVERS.search(self.key)
            ):
                self._set(claim, "programme", "health_insurance", "coverage_means_health_insurance")
            elif not self.carry.programme and self.carry.only and claim.unit != "percent":
                self._set(claim, "programme", self.carry.only, "only_programme_of_the_document")
            elif self.carry.programme or self.carry.rates and claim.unit == "percent":
                programme = self.carry.programme_for(claim.unit, claim.measure, claim.role)
                self._set(claim, "programme", programme, "programme_of_sentence_before")
            self._card_or_population(claim)
            if self.seen.programmes and all(p.value == "private" for p in self.seen.programmes):
                claim.programme = "private"  # the sentence speaks of another insurance than the one before
        for claim in self.claims:
            handed_on = claim.rules.get("programme") in _HANDED_ON
            if claim.programme == "household_health_insurance" and handed_on:
                self._card_or_population(claim)
            if claim.programme == "health_insurance" and handed_on and self._of_households(claim.window):
                self._set(claim, "programme", "household_health_insurance", "kind_of_health_insurance")

    def _of_households(self, window: Window) -> bool:
        """`trong đó nhóm học sinh giảm 11.600 em, │nhóm hộ gia đình│ giảm 32.900 người`."""
        return _HOUSEHOLDS.search(self.key, window.left, window.hedge_start) is not None

    def _card_or_population(self, claim: Claim) -> None:
        """A card is one of health insurance, and so is the coverage of the whole population."""
        window = claim.window
        card = search(r"\bthẻ\b", self.key[window.left : window.right])
        carried = claim.rules.get("programme", "") not in ("programme_after_noun", "programme_before_number")
        rate = claim.measure == "participation_rate" and not claim.group
        of_all = claim.base == "population" and rate
        if carried and rate and claim.programme == "household_health_insurance":
            of_all = True  # the coverage of households' insurance alone is never told
        if (
            carried
            and rate
            and claim.programme == "voluntary_social_insurance"
            and claim.window.number.value > 15
        ):
            of_all = True  # no province comes near that
        if (
            card
            and claim.programme not in HEALTH
            or of_all
            and claim.programme not in ("health_insurance", None)
        ):
            self._set(claim, "programme", "health_insurance", "card_or_population_means_health_insurance")

    def _distribute(self) -> None:
        """`BHXH và BHYT lần lượt là 42% và 95%`: one programme each, in order."""
        claims = self.claims
        i = 0
        while i < len(claims):
            chain = [claims[i]]
            while i + len(chain) < len(claims):
                following = claims[i + len(chain)]
                gap = self.key[chain[-1].window.unit_end : following.window.hedge_start]
                if following.unit == chain[0].unit and COORDINATION.fullmatch(gap):
                    chain.append(following)
                else:
                    break
            first = chain[0].window
            if len(chain) > 1:
                self._in_order(chain, i)
                runs = self._runs(first.left, first.hedge_start)
                if runs and len(runs[-1]) == len(chain):
                    for claim, cue in zip(chain, runs[-1], strict=True):
                        self._set(claim, "programme", cue.value, "one_each_in_order")
                        self._base(claim, again=True)
            i += len(chain)

    def _pair(self, chain: list[Claim], index: int) -> None:
        """`… 3.500 người tham gia BHXH tự nguyện, 42.000 người …; riêng A │900│ người và │12.500│ người`."""
        first = chain[0].window
        if len(chain) != 2 or chain[0].unit != "person" or self._runs(first.left, chain[1].window.right):
            return
        sources = self.claims[max(0, index - 2) : index] if index else list(self.carry.claims)
        sources = [c for c in sources if c.unit == "person" and c.statistic == "level"]
        kinds = {c.programme for c in sources}
        joined_by = self.key[chain[0].window.unit_end : chain[1].window.hedge_start].strip()
        if len(sources) == 2 and len(kinds) == 2 and None not in kinds and joined_by == "và":
            for claim, source in zip(chain, sources, strict=True):
                self._set(claim, "programme", source.programme, "one_each_in_order")

    def _in_order(self, chain: list[Claim], index: int) -> None:
        """`A người …, B người …, lần lượt đạt x% và y%`; `các tỷ lệ này lần lượt là …`: one source each."""
        first = chain[0].window
        if not _RESPECTIVELY.search(self.key, first.left, first.hedge_start):
            self._pair(chain, index)
            return
        if self._runs(first.left, first.hedge_start):
            return
        before = self.claims[max(0, index - len(chain)) : index]
        sources = before if len(before) == len(chain) else None
        if sources is None and THIS_NUMBER.search(self.key, first.left, first.hedge_start):
            same = [c for c in self.carry.claims if c.unit == chain[0].unit and c.statistic == "level"]
            sources = same if len(same) == len(chain) else None
        if sources is None or len({s.unit for s in sources}) > 1 or not all(s.programme for s in sources):
            return
        for claim, source in zip(chain, sources, strict=True):
            self._set(claim, "programme", source.programme, "one_each_in_order")
            claim.group = source.group
            if claim.measure == "participation_rate":
                claim.base = None
                self._base(claim)


def joined(run: list[Cue]) -> str:
    """A set of programmes, joined in the order of the contract."""
    return united(c.value for c in run)
