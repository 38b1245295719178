"""What a text announces above its figures: in its title, in headings, before a list.

Belongs here: the programme and the role that sentences without figures hand to those below. Does not belong
here: the dates that they hand on (`reporting`).
"""

from collections.abc import Sequence

import regex

from extractors.language.clauses import is_agency
from extractors.language.meaning.claim import Carry
from extractors.language.text import Sentence, match_key
from extractors.language.vocabulary import Cue, vocabulary

_COVERAGE_OF = regex.compile(r"\b(?:bao phủ|tỷ lệ tham gia|tỷ lệ người tham gia)(?: thẻ)? $")
#: a list begins in the next line
_NUMBERED_BELOW = regex.compile(r"\n+1[.)] ")
_HEADING_OF_TARGETS = regex.compile(
    r"(?:[\W\d]|[ivx]+[.)]|điều \d+\.?|phần \p{L}+)*(?:các |một số |những |về )*(?:chỉ tiêu|mục tiêu)"
    r"(?:.*(?:năm 20\d\d|(?:tuần|tháng|quý) [\divx]+|phấn đấu|đề ra|đến năm|giai đoạn)|"
    r"(?: (?:cụ thể|chung|chủ yếu|chính|giao))*\W*$)|"
    r"(?:[\W\d]|[ivx]+[.)]|phần \p{L}+)*(?:phương hướng|nhiệm vụ|công việc|kế hoạch)(?: \p{L}+){0,4}? "
    r"(?:tháng|quý|tuần|năm|thời gian) (?:tới|sau|tiếp theo|[\divx]+(?:/\d{4})?)\W*$|"
    r"(?:\d+[.)]|[ivx]+[.)]|\p{Ll}\)|điều \d+[.:]?) (?:giao )?(?:các )?(?:chỉ tiêu|mục tiêu)\b"
    r"(?!.*\b(?:kết quả|tình hình|hoàn thành|đạt được|đánh giá|so với)\b)"
)
#: `III. Giao chỉ tiêu cho các tổ`; a title of that kind may stand over an article that tells results
_HEADING_OF_ASSIGNED = regex.compile(
    r"(?:[\W\d]|[ivx]+[.)]|điều \d+\.?)*(?:phân bổ|giao) (?:các )?(?:chỉ tiêu|kế hoạch)\b"
    r"(?!.*\b(?:kết quả|tình hình|hoàn thành|đạt được|đánh giá|so với)\b)"
)


class Headings:
    """What is announced in one text, whose match key is `key`."""

    def __init__(self, text: str, key: str, title: str):
        self._text, self._key, self._title = text, key, title

    def before_all(self) -> Carry:
        """What the title, and the document as a whole, hand to the first sentence."""
        return Carry(self._programme_of_title(), only=self._only_programme())

    def is_heading(self, sentence: Sentence) -> bool:
        """A short line that ends no sentence."""
        line_end = self._text.find("\n", sentence.start)
        line_end = len(self._text) if line_end < 0 else line_end
        at_end = sentence.end == line_end
        line_start = self._text.rfind("\n", 0, sentence.start) + 1
        return at_end and line_end - line_start < 140 and self._text[sentence.end - 1] not in ".!?…;,"

    def announced(self, sentence: Sentence, piece: str, carry: Carry) -> Carry:
        """A sentence without figures may still name the programme that the next one counts."""
        words, text = vocabulary(), self._text[sentence.start : sentence.end]
        runs = [cue for cue in words["programme"].scan(piece) if not is_agency(text, piece, cue)]
        headed = self.is_heading(sentence)
        listing = piece.endswith(":") or headed and _NUMBERED_BELOW.match(self._key, sentence.end) is not None
        target = listing and any(c.value == "target" for c in words["role"].scan(piece))
        heading = carry.heading
        if headed:
            below_title = sentence.start >= len(self._title)
            assigned = below_title and _HEADING_OF_ASSIGNED.match(piece)
            heading = "target" if assigned or _HEADING_OF_TARGETS.match(piece) else None
        list_of = runs[-1].value if runs and listing else None
        named = {"programme": runs[-1].value, "age": 0} if runs else {}
        rates = any(map(piece.__contains__, ("tỷ lệ", "bao phủ", "hoàn thành")))
        told = {c.value for c in words["topic"].scan(piece)} if listing or rates else set()
        announced = "new_participants" if listing and "new" in told and not target else None
        if told & {"coverage", "completion"} and not {"coverage", "completion"} <= told and not announced:
            announced = "participation_rate" if "coverage" in told else "completion_rate"
        columns = _columns(piece, runs) if listing else (None, None)
        return carry.older(
            columns=columns,
            target=target,
            listing=listing,
            heading=heading,
            list_of=list_of,
            announced=announced,
            **named,
        )

    def _only_programme(self) -> str | None:
        """The programme of a document that names no other, and names it more than in passing."""
        counted = 0
        only = None
        for cue in vocabulary()["programme"].find(self._key):
            if cue.value not in ("social_insurance", "private"):  # BHXH may be the agency
                if only not in (None, cue.value):
                    return None
                only, counted = cue.value, counted + 1
        return only if counted >= 3 else None

    def _programme_of_title(self) -> str | None:
        named = vocabulary()["programme"].scan(match_key(self._title))
        return named[0].value if len({c.value for c in named}) == 1 else None


def _columns(piece: str, runs: Sequence[Cue]) -> tuple[str | None, str | None]:
    """`số người tham gia BHXH tự nguyện và tỷ lệ bao phủ BHYT:`: the programmes of people and of shares."""
    covers = [_COVERAGE_OF.search(piece, 0, cue.start) is not None for cue in runs]
    if len(runs) != 2 or sum(covers) != 1:
        return None, None
    return runs[covers.index(False)].value, runs[covers.index(True)].value
