"""Text → figures: the one loop that takes a document through the rules.

Belongs here: the order of the steps, repeats, the row. Does not belong here: any word of Vietnamese
(`vocabulary.yaml`), what words mean (`meaning`, `when`, `where`), what is handed from sentence to sentence
(programmes: `meaning.headings`; dates: `reporting`; places: `where.scope`).

    numbers ─▶ windows ─▶ meaning ─▶ when ─▶ where ─▶ due    ─▶ repeats ─▶ arithmetic ─▶ figures
    find       clauses    who, what  dates   places   targets
"""

import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta, timezone
from functools import lru_cache
from pathlib import Path

import regex

from extractors.documents.table_lines import without_rows
from extractors.language import arithmetic, campaign
from extractors.language.abroad import countries_abroad, is_foreign
from extractors.language.clauses import View, Window, view
from extractors.language.confidence import confidence
from extractors.language.due import finish_role, mark_estimates
from extractors.language.ids import Ids
from extractors.language.matching import by_first_letter
from extractors.language.meaning import Claim, read
from extractors.language.meaning.headings import Headings
from extractors.language.numbers import has_number
from extractors.language.places import DocumentPlaces, PlaceMention
from extractors.language.places.register import FIRST_DAY, MERGER, register
from extractors.language.reporting import Reporting
from extractors.language.stated import Stated
from extractors.language.tables import read_tables
from extractors.language.text import Sentence, match_key, sentences
from extractors.language.vocabulary import vocabulary
from extractors.language.when import Times, sort_dates, when
from extractors.language.where import Found, Scope, Units, in_order, is_list, where
from extractors.values import CampaignMention, Document, Extraction, Figure, Rejection


def _version() -> str:
    """The rules are versioned by their own bytes: any change to them makes the figures of all days stale."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return f"1.{digest.hexdigest()[:10]}"


#: version of the rules, as figures.extractor carries it
FIGURES_VERSION = _version()

#: why a number is no figure of ours
_COUNTED_BUT = "The number counts people who take part, but {}."
_ABROAD = _COUNTED_BUT.format("its sentence is on another country")
_VIETNAM = timezone(timedelta(hours=7))
_RELEVANT = regex.compile(r"bhxh|bhyt|bhtn|bảo hiểm (?:xã hội|y tế|thất nghiệp|tự nguyện)|thẻ bảo hiểm")
_UNITS = (
    "người", "lao động", "phần trăm", "học sinh", "sinh viên", "hssv", "đối tượng", "hội viên", "thành viên",
    "đoàn viên", "nông dân", "tiểu thương", "con số", "%",
)  # fmt: skip
_CANDIDATE_UNITS = re.compile(
    by_first_letter(_UNITS)
    + r"|\b(?:hộ|em|thợ|tài xế|lái (?:xe|đò|tàu)|phật tử|nhân khẩu|cô (?:bác|chú)|anh chị|"
    r"chủ (?:nhà trọ|vườn|sạp|tàu|ghe|bè))\b"
)
#: a day that a sentence tells itself, for which its names hold: `trước khi sáp nhập, cuối năm 2019 Hoành Bồ`
_OF_ITS_DAY = regex.compile(r"\b20[0-2]\d\b|\btrước khi\b|\b(?:sáp|hợp) nhập\b|\bhợp nhất\b")


def extract(document: Document, outlet_province: str | None = None) -> Extraction:
    """Everything that the text of `document` says about enrolment.

    `outlet_province`: code (of the 34) of the province that the outlet writes about where it names none.
    A document that never names an insurance programme costs one scan. Offsets of the figures hold in
    `document.text`; figures come in the order of the text.
    """
    key = match_key(document.text)
    if not _RELEVANT.search(key):
        return Extraction()
    outlet = outlet_province and _code_of_its_day(outlet_province, _day_of(document))
    text = without_rows(document.text)
    if text is document.text:
        return _Reading(document, text, key, outlet).run()
    rows = read_tables(document, text, FIGURES_VERSION, outlet)
    prose = _Reading(document, text, match_key(text), outlet).run()
    return replace(prose, figures=tuple(sorted((*prose.figures, *rows), key=lambda f: f.number_start)))


class _Reading:
    def __init__(self, document: Document, text: str, key: str, outlet: str | None):
        self.document, self.text, self.key, self.outlet = document, text, key, outlet
        self.published = _day_of(document)
        self.rejections: list[Rejection] = []

    def run(self) -> Extraction:
        document, text = self.document, self.text
        if is_foreign(text, self.key):
            return Extraction()
        split = [s for s in sentences(text)]
        stated: list[Stated] = []
        mention = campaign.find_campaign(document.title, text, self.published)
        if any(self._may_hold_figures(s) for s in split):
            self.places = DocumentPlaces(text, self.published, self.outlet, len(document.title or ""))
            self.reporting = Reporting(
                text,
                self.key,
                document.title or "",
                split,
                self.published,
                mention.launched_on if mention else None,
                (mention.starts_on, mention.ends_on) if mention and mention.ends_on else None,
            )
            stated = self._read(split)
        kept = self._without_repeats(stated)
        figures = arithmetic.witness(self._figures(kept))
        if mention is not None:
            mention = self._placed(mention)
        return Extraction(figures=tuple(figures), campaign=mention, rejections=tuple(self.rejections))

    # ------------------------------------------------------------------------------- sentence by sentence

    def _may_hold_figures(self, sentence: Sentence) -> bool:
        return (
            has_number(self.key[sentence.start : sentence.end])
            and _CANDIDATE_UNITS.search(self.key, sentence.start, sentence.end) is not None
        )

    def _read(self, split: list[Sentence]) -> list[Stated]:
        stated: list[Stated] = []
        scope = Scope(self.places)
        headings = Headings(self.text, self.key, self.document.title or "")
        carry = headings.before_all()
        for index, sentence in enumerate(split):
            scope.since = 0
            carry = carry._replace(daily=self.reporting.enter(sentence))
            here = scope.enter(sentence.start, sentence.end, sentence.line, self.key)
            seen = None
            piece = self.key[sentence.start : sentence.end]
            # after a report, a bare number may go on with it ("Nghệ An (1.815), Thanh Hóa (1.402)")
            counted = has_number(piece)
            if counted and (carry.claims or _CANDIDATE_UNITS.search(piece)):
                spans = [(m.start - sentence.start, m.end - sentence.start) for m in here]
                seen = view(self.text[sentence.start : sentence.end], piece, spans)
            if seen is None:
                carry = headings.announced(sentence, piece, carry)
                if here:
                    scope.leave(here, piece, sentence.start, sentence.line)
                else:
                    scope.leave_unknown(here, piece, sentence.start, None)
                self.reporting.date_what_stands_above(sentence, stated)
                self.reporting.hear(sentence, piece, counted)
                continue
            before = carry
            claims, carry, refused = read(seen, carry)
            if not claims and not refused and headings.is_heading(sentence):
                # "TOP 5 XÃ TĂNG MỚI BHXH TỰ NGUYỆN TRONG TUẦN"
                carry = headings.announced(sentence, piece, before)
                self.reporting.hear_heading(sentence)
            if claims and not any(m.candidates for m in here) and countries_abroad(seen.text, piece):
                for claim in claims:  # "12,2% dân số Mỹ không có bảo hiểm y tế"
                    self._reject(sentence, claim.window, "abroad", _ABROAD)
                claims = []
            for window, why in refused:
                self._reject(sentence, window, "no_programme", _COUNTED_BUT.format(why))
            found: Found | None = None
            if claims:
                mark_estimates(seen, claims)
                first = len(stated)
                found = self._state(claims, seen, sentence, index, here, scope, stated)
                found = self._one_place_each(stated, first, seen, here) or found
            scope.leave(here, piece, sentence.start, sentence.line, found)
        return stated

    def _state(
        self,
        claims: list[Claim],
        seen: View,
        sentence: Sentence,
        index: int,
        here: list[PlaceMention],
        scope: Scope,
        stated: list[Stated],
    ) -> Found | None:
        """Adds the claims of a sentence, each with its time and place; returns the place that takes over."""
        around = self.reporting.around(sentence)
        dates, compared = sort_dates(seen, self.reporting.dates_of(seen, around, index))
        times: Times | None = None
        found: Found | None = None
        first = len(stated)
        for claim in claims:
            going_on = times  # "498/1.250 người (39,8%)": the plan beside it does not date the share
            times = when(claim, seen, dates, compared, times, around)
            placed = where(claim, seen, here, sentence.start, found, scope)
            scope.since = claim.window.unit_end
            last = stated[-1].claim if stated else None
            finish_role(claim, times, seen, last, self.published, self.reporting.anchor.year)
            stated.append(Stated(claim, sentence, times, placed))
            if claim.window.number.rule == "denominator" or claim.rules.get("measure") == "plan_in_brackets":
                times = going_on
            if not placed.listed:
                found = placed  # what was only compared with does not take over
        self.reporting.go_on(stated[first:], times, sentence.line)
        return found

    @staticmethod
    def _one_place_each(
        stated: list[Stated], first: int, seen: View, here: list[PlaceMention]
    ) -> Found | None:
        """Gives the claims of a sentence, from `first` on, their places in order; what does not take over."""
        told = stated[first:]
        before = [s.found for s in stated[max(0, first - len(told)) : first]]
        start = told[0].sentence.start
        found = in_order([s.claim for s in told], [s.found for s in told], before, seen, here, start)
        for s, place in zip(told, found, strict=True):
            s.found = place
        return found[-1]._replace(listed=True) if is_list(found) else None

    def _reject(self, sentence: Sentence, window: Window, reason: str, detail: str) -> None:
        start = sentence.start
        self.rejections.append(
            Rejection(
                kind="figure",
                reason=reason,
                detail=detail,
                document_id=self.document.document_id,
                version=self.document.version,
                archive_path=self.document.archive_path,
                url=self.document.url,
                number_text=self.text[start + window.number.start : start + window.number.end],
                quote=self.text[start : sentence.end],
            )
        )

    # ------------------------------------------------------------------------------- repeats

    def _without_repeats(self, stated: list[Stated]) -> list[Stated]:
        """A figure told again in title or lead is one claim: the statement of the body stays."""
        head = self._head_end()
        bodies: dict[tuple, Stated] = {}
        for s in stated:
            if s.sentence.start >= head:
                bodies.setdefault(_repeat_key(s), s)
        kept = []
        for s in stated:
            body = bodies.get(_repeat_key(s)) if s.sentence.start < head else None
            if body is None:
                kept.append(s)
                continue
            detail = (
                f"The same figure is told more fully at character {body.sentence.start} of the text; "
                "that statement is kept."
            )
            self._reject(s.sentence, s.claim.window, "repeat", detail)
        return kept

    def _head_end(self) -> int:
        """Where title and lead end in the text."""
        document = self.document
        end = 0
        if document.title and self.text.startswith(document.title):
            end = len(document.title)
        if document.lead:
            at = self.text.find(document.lead, 0, end + len(document.lead) + 400)
            if at >= 0:
                end = at + len(document.lead)
        return end

    # ------------------------------------------------------------------------------- rows

    def _figures(self, stated: list[Stated]) -> list[Figure]:
        if not stated:
            return []
        told = ((s.claim, s.found) for s in stated)
        units = Units(self.places, self.text, self.key, len(self.document.title or ""), told)
        ids = Ids(self.document.document_id, self.text)
        return [self._figure(s, units, ids) for s in stated]

    def _figure(self, s: Stated, units: Units, ids: Ids) -> Figure:
        claim, number, start = s.claim, s.claim.window.number, s.sentence.start
        on = s.times.as_of or s.times.period_end or s.times.period_start
        then = _OF_ITS_DAY.search(self.key, s.sentence.start, s.sentence.end) is not None
        place, source, place_rule = units.unit(claim, s.found, on, then)
        number_start, number_end = start + number.start, start + number.end
        number_text = self.text[number_start:number_end]
        rules = dict(claim.rules)
        rules["value"] = number.rule
        rules["time"] = s.times.rule
        rules["place"] = place_rule
        value = number.value * claim.sign
        return Figure(
            figure_id=ids.id(number_start, number_end),
            document_id=self.document.document_id,
            version=self.document.version,
            number_text=number_text,
            value=float(value),
            value_max=float(number.value_max * claim.sign) if number.value_max is not None else None,
            unit=claim.unit,
            bound=claim.bound,
            programme=claim.programme,
            measure=claim.measure,
            statistic=claim.statistic,
            role=claim.role,
            base=claim.base,
            group=claim.group,
            per=claim.per,
            compared_with=s.times.compared_with,
            actor=_actor(self.key[start : s.sentence.end]),
            as_of=s.times.as_of,
            period_start=s.times.period_start,
            period_end=s.times.period_end,
            place_text=place.text if place else None,
            place_id=place.place_id if place else None,
            place_level=place.level if place else None,
            place_source=source,
            province_id=place.province_id if place else None,
            province_2025=place.province_2025 if place else None,
            province_pre2025=place.province_pre2025 if place else None,
            quote=self.text[start : s.sentence.end],
            quote_start=start,
            quote_end=s.sentence.end,
            number_start=number_start,
            number_end=number_end,
            confidence=confidence(
                rules, suspect=number.suspect is not None, in_title=start < len(self.document.title or "")
            ),
            extractor=FIGURES_VERSION,
            rules=tuple(f"{name}={rule}" for name, rule in rules.items())
            + tuple(f"place:{e}" for e in (place.evidence if place else ())),
        )

    def _placed(self, mention: CampaignMention) -> CampaignMention:
        if not hasattr(self, "places"):
            self.places = DocumentPlaces(
                self.text, self.published, self.outlet, len(self.document.title or "")
            )
        home = self.places.home(mention.launched_on or mention.starts_on)
        return replace(
            mention,
            document_id=self.document.document_id,
            place_id=home.place_id if home else None,
            province_2025=home.province_2025 if home else None,
        )


def _day_of(document: Document) -> date | None:
    """The day in Vietnam on which the document was published."""
    return document.published_at.astimezone(_VIETNAM).date() if document.published_at else None


def _code_of_its_day(code: str, day: date | None) -> str | None:
    """The code, on the day, of the province that bore the name of one of the 34: codes were given anew on
    2025-07-01 (80 was Long An, is Tây Ninh)."""
    provinces = register()
    now = provinces.on("province", code, MERGER)
    if now is None or day is None or day >= MERGER:
        return code
    day = max(day, FIRST_DAY)
    named = (u for u in provinces.named(now.name) if u.level == "province" and u.valid_on(day))
    return next((unit.code for unit in named), None)


def _repeat_key(s: Stated) -> tuple:
    number = s.claim.window.number
    return (number.value, number.value_max, s.claim.unit)


@lru_cache(maxsize=1)  # asked for each figure of a sentence
def _actor(key: str) -> str | None:
    actors = {c.value for c in vocabulary()["actor"].scan(key)}
    if {"post", "social_insurance_agency"} <= actors:
        return "joint"
    for value in ("post", "social_insurance_agency", "local_government"):
        if value in actors:
            return value
    return None
