"""What the numbers of a sentence say: who is counted, what about them, and in which role.

Belongs here: the rules that turn the words around a number into programme, measure, statistic,
role, base, group, per and bound. Does not belong here: dates (`when.py`) and places (`where.py`).

Clause structure decides, not distance. Words that follow the number and its noun come first
(`4.000 người │ tham gia BHXH tự nguyện`), then the clause before it (`số người tham gia … là │`),
then the number before in the same sentence, if nothing new was begun (`, đạt 89,5% │ mục tiêu`),
then the sentence before. Every decision leaves the name of its rule.
"""

from dataclasses import dataclass, field, replace

import regex

from extractors.language.clauses import View, Window
from extractors.language.vocabulary import Cue, vocabulary
from extractors.values import PROGRAMMES

_HEALTH = {"health_insurance", "household_health_insurance"}
_LABOUR = {
    "social_insurance",
    "voluntary_social_insurance",
    "compulsory_social_insurance",
    "unemployment_insurance",
}
_RATES = ("participation_rate", "completion_rate")


@dataclass(slots=True)
class Claim:
    """What one number says, before time and place are known; `rules` maps a field to its rule."""

    window: Window
    unit: str
    programme: str | None = None
    measure: str | None = None
    statistic: str = "level"
    role: str | None = None
    base: str | None = None
    group: str | None = None
    per: str | None = None
    bound: str = "exact"
    sign: int = 1
    compared: str | None = None  # "target", "national", "earlier"
    light: bool = False  # nothing new was begun between the number before and this one
    rules: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Carry:
    """What a sentence hands to the next one."""

    programme: str | None = None
    target: bool = False  # the sentence listed targets
    listing: bool = False  # it announced a list ("… như sau:")
    claims: tuple[Claim, ...] = ()
    heading: str | None = None  # "target": it stands under a heading of targets

    age: int = 0  # sentences since the programme was named
    claims_age: int = 0  # sentences since the claims were made
    rates: str | None = None  # the programme whose coverage was last told
    list_of: str | None = None  # the programme that the announcement of a list named
    won: str | None = None  # the programme that people were last won for
    only: str | None = None  # the one programme that the whole document speaks of

    def older(self, **changes) -> "Carry":
        """What is left one sentence later; a programme that nothing was counted of is soon forgotten."""
        age, claims_age = self.age + 1, self.claims_age + 1
        claims = self.claims if claims_age <= _GOES_ON else ()
        programme = self.programme if claims or age <= _REMEMBERED else None
        changes = {"claims": claims, **changes}
        return replace(self, programme=programme, age=age, claims_age=claims_age, **changes)

    @property
    def claim(self) -> Claim | None:
        """The last claim of the sentence."""
        return self.claims[-1] if self.claims else None

    def programme_for(self, unit: str, measure: str | None = None) -> str | None:
        """The programme last counted in this unit, else the one last named."""
        if self.age < self.claims_age:
            return self.programme  # named since then
        counted = next((c for c in reversed(self.claims) if c.unit == unit), None)
        if measure == "new_participants" and self.won and counted and counted.role == "achieved":
            return self.won  # a stock told in between does not change whom one wins
        if unit == "percent" and self.rates:
            return self.rates
        return next((c.programme for c in reversed(self.claims) if c.unit == unit), self.programme)


def read(seen: View, carry: Carry) -> tuple[list[Claim], Carry, list[tuple[Window, str]]]:
    """The claims of a sentence, what it hands on, and the numbers that were nearly claims with why not."""
    return _Reader(seen, carry).read()


# ------------------------------------------------------------------------------------------- patterns

#: a subject that begins anew: what was said of the number before does not hold for it
_SUBJECT = regex.compile(
    r"(?<!\p{L})(?:(?:tổng |con )?số(?! này)(?! tương ứng)|tỷ lệ|tỉ lệ|tỷ trọng|tốc độ|chỉ số|mức|năng suất|doanh thu|sản lượng|"
    r"tổng (?:thu|chi|vốn|sản phẩm|giá trị|kim ngạch)|thu nhập|chất thải|diện tích|số lượng|(?<!lực )lượng)(?!\p{L})"
)
_BOTH_KINDS = regex.compile(r"(?:cả )?(?:hai|2) (?:loại hình|chính sách|loại bảo hiểm|loại)\b")
_THIS_NUMBER = regex.compile(
    r"(?:con số|tỷ lệ|tỉ lệ|số)(?: này| đó| trên(?! \d)| tương ứng)|con số(?= là)|kết quả tương ứng"
)
_RESPECTIVELY = regex.compile(r"lần lượt|tương ứng|theo thứ tự")
_CLAUSE = regex.compile(r"[;:(,]|\b(?:trong đó|nhưng|tuy nhiên|theo đó|thì|còn|song)\b")
_FILLER = regex.compile(
    r"(?:\s|:|\(|“|\"|là|đạt|có|từ|với|mức|tỷ lệ|tỉ lệ|được|mới|chỉ|thêm|lên|tới|đến|ở|cho|của|"
    r"khoảng|thì|về|còn|lại|cũng|số|sâu|mạnh|mất|nhẹ|đáng kể|bình quân|trung bình)*"
)
_COORDINATION = regex.compile(r"(?:\s|,|;|và|cùng với|cùng|với|hoặc|là|-|–|:|lên)*")
_COMPARISON = regex.compile(
    r"so(?: với)?\s+(?:cùng|chỉ tiêu|kế hoạch|mục tiêu|năm|tháng|thời điểm|đầu|cuối|quý|bình quân|mức|trước|ngày|cả nước|toàn quốc|số|nghị quyết)"
)
#: what may follow a percent without making it the share of something else
_AFTER_PERCENT = regex.compile(
    r"\s*(?:$|[.,;:()\[\]…”\"’/|–-]|(?:trong|ở|tại|năm|vào|tính|so|và|theo|với|tham gia|được|lên|xuống|nhưng|thì|mà|để|"
    r"cao|thấp|đứng|cuối|đầu|giữa|hồi|nay|tăng|giảm|vượt|đến|từ|sau|khi|trước|còn|đã|chưa|hoàn thành|bằng|tương đương|trở lên|là|ngay|trên địa bàn|"
    r"người|số|tổng|của|trên|có|toàn|trong số|mua|đóng|bhyt|bhxh|bhtn|bảo hiểm|về|bao phủ|hiện|toàn)\b)"
)
_TARGET_NOUN = ("mục tiêu", "chỉ tiêu", "các chỉ tiêu", "kế hoạch", "nhiệm vụ")
_REACHED = regex.compile(
    r"(?:hoàn thành|đạt|vượt|đưa|so với|thực hiện|bằng|ban hành|xây dựng|triển khai|để|cho|các|những|được|cụ thể hóa|vượt mức|về)"
    r"(?: các| những| được| vượt mức| tốt| xuất sắc| toàn diện| cả| toàn bộ| \d+/?\d*)*\s*$|\d+/\d+ $"
)
#: "chỉ trong một ngày đã có 41 người tham gia": who takes part by then was won then
_DURING = regex.compile(
    r"trong vòng (?:\p{L}+|\d+) (?:tuần|ngày|tháng)|(?:trong|ngay|sau|kết thúc|đến trưa|đến chiều|hết)(?: \p{L}+){0,3} (?:ngày(?! \d)|buổi|sáng|chiều|lễ|đợt|giờ|ra quân|chiến dịch|hội nghị|phiên)(?! hết)"
    r"|(?:đến|tới) (?:trưa|chiều|tối) (?:cùng ngày|nay|ngày)|cuối (?:ngày|buổi)(?! \d)"
)
_REACHES = regex.compile(r"(?:vận động|phát triển|khai thác|thu hút) được|đạt được")
#: a sentence about some of the people (`Nhóm lao động trong doanh nghiệp chỉ có 54,7% tham gia`)
_OF_A_PART = regex.compile(
    r"\W*(?:riêng |trong đó,? |đối với |ở |còn |với )?(?:các )?(?:nhóm|khối|đối tượng|nông dân|trẻ em|học sinh|hssv|sinh viên|"
    r"người (?:thuộc|cận|nghèo|cao tuổi|dân tộc)|lao động (?:tự do|phi)|hội viên|đoàn viên|công nhân)\b(?! \p{L}+ bhxh)"
)
_WORK = regex.compile(r"(?:công tác|chỉ tiêu|kết quả|tình hình|tiến độ) $")
_BESIDES = regex.compile(r"\s*(?:cùng với đó|bên cạnh đó|ngoài ra|đồng thời)")
#: for how many sentences a programme is remembered that nothing was counted of
_REMEMBERED = 2
#: for how many sentences a report may be gone on with
_GOES_ON = 4
_ENDS_BARE = regex.compile(r"\s*(?:[.,;)…]|$|và\b|nhưng\b|so với\b|trong khi\b|xuống\b|lên\b)(?!\d)")
_LEADS_BARE = regex.compile(
    r"(?:(?:vận động|phát triển|thực hiện|khai thác|tăng|giảm|đạt|tuyên truyền) được|phát triển (?:mới|thêm)|hụt|mất|"
    r"tăng (?:lên|thêm)|[(,;] ?(?:tăng|giảm)|giảm (?:còn|xuống)|xuống(?: còn)?|còn|nay còn|lên(?: tới| đến)?|lần lượt là|đạt|lũy kế|"
    r"(?:kế hoạch|chỉ tiêu|mục tiêu)[^,;]{0,40}|(?:cả năm|năm nay|là|với|có))\s*(?:là\s*)?\(?$"
)
_NAME_BEFORE_NUMBER = regex.compile(r"\p{Lu}[\p{L}.]*\s*(?:\(|xếp sau \()?\s*$")
_PLAN_OPENS_BRACKET = regex.compile(r"\((?:nghị quyết|kế hoạch|chỉ tiêu|mục tiêu|nq|kh)\s*(?:là|:)?\s*$")
_FROM = regex.compile(r"\btừ(?: mức)?\s*$")
_LEADS_TO = regex.compile(r"\s*(?:\p{L}+ )?lên\b")
_GOAL_IS = regex.compile(r"\W*(?:các )?(?:mục tiêu|chỉ tiêu)(?! này)[^;:]*\blà\s*$")
#: rates that only restate a count before them
_AFTER_COUNT = ("percent_after_count", "percent_after_count_and_target", "share_of_base")
_STANDS = regex.compile(r"tính đến|\bhết (?:quý|tháng|năm|\d)|lũy kế|hiện|đến nay|đến hết|tổng số|chiếm")
_WORD = regex.compile(r"\p{L}{2,}")
_NAMES = regex.compile(r"\p{Lu}[\p{L}]*(?:[ -]+\p{Lu}[\p{L}]*)*")
#: words around a list of places
_AROUND_LISTS = {"được", "nhiều", "thuộc", "khó", "khăn"}
_NAME = regex.compile(
    r"(?:(?:xã|phường|huyện|quận|thị trấn|thị xã|thành phố|tỉnh|TP|Q|H|P)\.?\s+)?(?:\p{Lu}[\p{Ll}]+\s*)+"
)
#: what may stand between a place and its number in a table told in words
_RANKED = regex.compile(
    r"(?:\s|[,(:–-]|đứng|dẫn|đầu|cuối|bảng|giữa|xếp|sau|thứ|về|nhất|nhì|với|tiếp|theo|kế|là|đạt|được|có|vận động|phát triển|"
    r"thực hiện|hoàn thành|mới|đã|cũng|chỉ|vẫn|ước|đóng góp|chiếm|gần|mất|giảm|tăng|cán|mốc|đích|mức|vươn|vượt|lên|nổi|như|khi|điểm sáng|"
    r"điển hình|bỏ xa|các|đơn vị|địa phương|còn|lại|đang|giữ|phải|đến|năm|nay|toàn diện|cao|thấp|\d{4}|hơn|khoảng|\d/\d)*"
)
_NAME_BEFORE_BRACKET = regex.compile(r"\p{Lu}[\p{L}\d.]*\s*\(\s*(?:\p{L}+\s+)?$")
_NAME_REACHES = regex.compile(
    r"(?:\p{Lu}[\p{L}\d.]*|toàn (?:tỉnh|thành phố|huyện|xã|quốc))(?:\s*\(cũ\))?\s+(?:(?:ước |mới |đã |cũng )?(?:đạt|là)\s*)$",
    regex.I,
)
_OTHER_PLAN = regex.compile(
    r"\b(?:thu|chi|vốn|giải ngân|diện tích|sản lượng|xuất khẩu|ngân sách|nợ|hồ sơ|doanh thu|dự toán|trồng|xây dựng|"
    r"sản xuất|công trình|dự án|tiêm)\b"
)
_SALARY = regex.compile(
    r"\b(?:(?<!lực )lương(?! hưu)|thu nhập|khả năng lao động|tính thêm|giá mua|mức đóng|tỷ lệ đóng|phí|lệ phí|thuế|"
    r"thuế suất|lãi|lãi suất|cổ phần|vốn|tiền)\b|\bx\s*$"
)
_MONEY_WORD = regex.compile(r"đồng|tiền|thu |chi |quỹ|kinh phí")
_MONEY = regex.compile(r"\d\s*(?:nghìn |ngàn |triệu |tỷ |tỉ )*(?:đồng|tỷ|tỉ)\b(?! lệ)")
_PLAN_BEFORE = regex.compile(r"(?:kế hoạch|chỉ tiêu|mục tiêu|nghị quyết)(?: [\p{L}\d/-]+){0,14}\s*\($")
_THRESHOLD = regex.compile(
    r"(?:doanh nghiệp|đơn vị|cơ sở|hợp tác xã|nhà thầu|người sử dụng lao động|hộ kinh doanh)[^,;]*(?:có|sử dụng)"
)


class _Reader:
    def __init__(self, seen: View, carry: Carry):
        self.seen, self.key, self.carry = seen, seen.key, carry
        self.claims: list[Claim] = []
        self.refused: list[tuple[Window, str]] = []
        self.previous: Claim | None = None  # the number before, if it was a claim
        self.total: Claim | None = None  # the number before `trong đó`
        self.role_so_far: str | None = None
        self.continues = carry.listing or (
            regex.match(r"\s*[-–+•*]?\s*(?:cụ thể|trong đó|gồm|như|theo đó|bao gồm|[-–+•*])", self.key)
            is not None
        )

    # ------------------------------------------------------------------------------------ the loop

    def read(self):
        windows = self.seen.windows
        units = self._units()
        for window, unit in zip(windows, units, strict=True):
            if unit is None:
                self._note_role(window)
                continue
            self._note_total(window)
            claim = self._claim(window, unit)
            if claim is None or claim.role != "remaining":
                self._note_role(window)
            self.previous = claim
            if claim is not None:
                self.claims.append(claim)
                rule = claim.rules.get("role", "")
                if rule == "this_number" or rule.endswith("_word_before") and not self._bracketed(window):
                    self.role_so_far = claim.role
        self._distribute()
        self._spread_hedges()
        self._late_programmes()
        for claim in self.claims:
            if claim.programme and not claim.base:
                self._base(claim)
        self.claims = [c for c in self.claims if c.programme != "private" and not self._unattested(c)]
        kept = [c for c in self.claims if c.programme]
        for claim in self.claims:
            if not claim.programme:
                self.refused.append((claim.window, "no programme is named for this number"))
        return kept, self._hand_on(kept), self.refused

    def _unattested(self, claim: Claim) -> bool:
        """`thu hút hơn 5 triệu lao động`: won, but nothing says for an insurance."""
        if (
            claim.rules.get("measure") != "won_in_a_period"
            or claim.rules.get("programme") != "programme_of_sentence_before"
        ):
            return False
        window = claim.window
        joins = any("tham gia" in self.key[t.start : t.end] for t in self._topics(window.left, window.right))
        return not joins and self.carry.claim is None

    def _noun(self, window: Window) -> int:
        """Where the word after the number begins."""
        return regex.compile(r"\s*").match(self.key, window.number.end).end()

    def _bracketed(self, window: Window) -> bool:
        aside = self.key.startswith("/", window.left)  # "15.872 người/kế hoạch 19.500 người"
        return aside or self.key.rfind("(", 0, window.hedge_start) > self.key.rfind(
            ")", 0, window.hedge_start
        )

    def _units(self) -> list[str | None]:
        """The unit of each number; a bare one takes that of the next in its list (`42, 56 và 78 người`)."""
        windows = self.seen.windows
        units: list[str | None] = [w.unit for w in windows]
        for i in range(len(windows) - 2, -1, -1):
            if units[i] is None and units[i + 1] in ("person", "household"):
                gap = self.key[windows[i].unit_end : windows[i + 1].hedge_start]
                if len(gap) < 12 and _COORDINATION.fullmatch(gap):
                    units[i] = units[i + 1]
        for i, w in enumerate(windows):
            if units[i] is None and regex.search(
                r"(?:số (?:người|lao động|đối tượng|hssv|học sinh|thành viên)[^,;]*|con số này[^,;]{0,40})(?:là|đạt|:|lên|có)\s*$|con số là\s*$",
                self.key[max(0, w.left) : w.hedge_start],
            ):
                units[i] = "person"
        for i, w in enumerate(windows):
            before = self.key[max(0, w.left) : w.hedge_start]
            large = w.number.rule in ("scaled", "compound") or w.number.value >= 1000
            if units[i] is None and large and not _MONEY_WORD.search(before):
                counted = regex.search(
                    r"(?:tổng )?số (?:người|lao động|đối tượng|hssv|học sinh|thành viên)", before
                )
                listed = i and units[i - 1] == "person"
                if (
                    counted
                    or listed
                    and regex.search(r"(?:bắt buộc|tự nguyện|tổng số|con số)[^,;]{0,12}$", before)
                ):
                    units[i] = "person"
        for i, w in enumerate(windows):
            if units[i] is None and self._bare_count(w, i and units[i - 1]):
                units[i] = "person"
        for i, w in enumerate(windows[1:], 1):
            gap = self.key[windows[i - 1].unit_end : w.hedge_start]
            if units[i] is None and units[i - 1] == "person" and windows[i - 1].unit is None and len(gap) < 6:
                if _COORDINATION.fullmatch(gap) and _ENDS_BARE.match(self.key, w.number.end):
                    units[i] = "person"
        for i, w in enumerate(windows[1:], 1):
            if (
                units[i] is None
                and units[i - 1] in ("person", "household")
                and regex.search(
                    r"(?:thực hiện(?: được)?|đạt|đạt được|vận động được|phát triển được)\s*$",
                    self.key[w.left : w.hedge_start],
                )
                and 0.1 < w.number.value / max(windows[i - 1].number.value, 1) < 10
            ):
                units[i] = units[i - 1]
        return units

    def _bare_count(self, window: Window, before: str | None) -> bool:
        """A number without a noun that can only count people, in a report that counts them.

        `vận động được 104.` · `Chợ Mới về nhất với 231` · `nay còn 18.944` · `TP.Tân Uyên 18.260` · `(198)`
        """
        if before != "person" and not any(c.unit == "person" for c in self.carry.claims):
            return False
        number, key = window.number, self.key
        if number.value < 10 or number.value != int(number.value) or number.rule == "words":
            return False
        if not _ENDS_BARE.match(key, number.end):
            return False
        left = key[window.left : number.hedge_start]
        if _MONEY_WORD.search(left):
            return False
        return bool(
            _LEADS_BARE.search(left)
            or _NAME_BEFORE_NUMBER.search(self.seen.text[window.left : number.hedge_start])
            or self.carry.claims
            and self._ranks(window)
        )

    def _hand_on(self, kept: list[Claim]) -> Carry:
        programme = kept[-1].programme if kept else None
        if programme is None:
            runs = self._runs(0, len(self.key))
            programme = _joined(runs[-1]) if runs else self.carry.programme
        target = bool(kept) and all(c.role == "target" for c in kept)
        listing = self.key.endswith(":") or self.carry.listing and self.key[:1] in "-–+•*"
        targets = target or self.role_so_far == "target" and not kept
        list_of = (
            _joined(self._runs(0, len(self.key))[-1])
            if self.key.endswith(":") and self.seen.programmes
            else None
        )
        list_of = list_of or (self.carry.list_of if listing else None)
        if not kept and not self.seen.programmes:
            return self.carry.older(target=targets, listing=listing, list_of=list_of)
        rates = [c.programme for c in kept if c.measure == "participation_rate"]
        won = [c.programme for c in kept if c.measure == "new_participants"]
        return replace(
            self.carry.older(),
            programme=programme,
            target=targets,
            listing=listing,
            claims=tuple(kept) or self.carry.older().claims,
            claims_age=0 if kept else self.carry.claims_age + 1,
            age=0,
            list_of=list_of,
            rates=rates[-1] if rates else self.carry.rates,
            won=won[-1] if won else self.carry.won,
        )

    # ------------------------------------------------------------------------------------ helpers

    def _topics(self, start: int, end: int) -> list[Cue]:
        topics = self.seen.within("topic", start, end)
        events = self.seen.cues["event"]
        if events:
            topics = [
                Cue(t.start, t.end, "other") if any(e.start <= t.start < e.end for e in events) else t
                for t in topics
            ]
        topics = [
            Cue(t.start, t.end, "join") if t.value == "new" and self._names_the_work(t) else t for t in topics
        ]
        # "bảo hiểm thất nghiệp" is a programme, "thất nghiệp" in it no topic
        return [t for t in topics if not any(p.start <= t.start < p.end for p in self.seen.programmes)]

    def _names_the_work(self, cue: Cue) -> bool:
        """`kết quả phát triển người tham gia`: the name of the work, not people won."""
        before = self.key[max(0, cue.start - 20) : cue.start]
        return _WORK.search(before) is not None and self.key.startswith(
            (" người tham gia", " đối tượng"), cue.end
        )

    def _runs(self, start: int, end: int) -> list[list[Cue]]:
        """Programmes named side by side (`BHXH tự nguyện, BHYT hộ gia đình`) as one run each."""
        runs: list[list[Cue]] = []
        for cue in self.seen.within("programme", start, end):
            if runs and regex.fullmatch(
                r"\s*(?:,|và|/|-|–|&|cùng|hoặc|;|, và|\)|\()?\s*(?:và )?\s*",
                self.key[runs[-1][-1].end : cue.start],
            ):
                runs[-1].append(cue)
            else:
                runs.append([cue])
        return runs

    def _clauses(self, window: Window) -> list[tuple[int, int]]:
        """The clauses of the left context, the nearest first."""
        begin, end = window.left, window.hedge_start
        cuts = [begin] + [m.start() for m in _CLAUSE.finditer(self.key, begin, end)] + [end]
        return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a][::-1]

    def _note_total(self, window: Window) -> None:
        gap = self.key[window.left : window.hedge_start]
        if self.previous is not None and ("trong đó" in gap or "bao gồm" in gap or "gồm" in gap):
            self.total = self.previous

    def _note_role(self, window: Window) -> None:
        """Role words outside brackets hold for the numbers after them."""
        if self._bracketed(window):
            return
        for cue in self.seen.within("role", window.left, window.tail):
            if self.key.rfind("(", window.left, cue.start) <= self.key.rfind(")", window.left, cue.start):
                verdict = self._role_of(cue, None)
                if verdict and cue.start < window.hedge_start:
                    self.role_so_far = verdict

    # ------------------------------------------------------------------------------------ one number

    def _claim(self, window: Window, unit: str) -> Claim | None:
        claim = Claim(window, unit, bound=window.number.bound)
        if self._in_brackets_after_plan(claim):
            return claim
        statistic = self._statistic(window)
        claim.light = self._is_light(window)
        made = self._percent(claim, statistic) if unit == "percent" else self._count(claim, statistic)
        if not made:
            return None
        self._programme(claim)
        self._per(claim)
        self._role(claim)
        self._group(claim)
        self._base(claim)
        return claim

    def _in_brackets_after_plan(self, claim: Claim) -> bool:
        """`đạt 78,1% kế hoạch tỉnh giao (7.500 người)`: what stands in the brackets is the plan."""
        window, source = claim.window, self.previous
        left = self.key[window.left : window.hedge_start]
        if source is None or not left.rstrip(" :").endswith(("(", "(là")):
            return False
        if _NAME_BEFORE_BRACKET.search(self.seen.text[window.left : window.hedge_start]):
            return False  # "vượt kế hoạch như Thanh Miện (112,3%)"
        if not _PLAN_BEFORE.search(self.key, source.window.unit_end, window.left + len(left.rstrip(" :là"))):
            return False
        if claim.unit == "percent":
            measure = source.measure if source.measure in _RATES else "participation_rate"
            self._set(claim, "base", source.base, "plan_in_brackets")
        else:
            counts = [c for c in self.claims if c.unit == claim.unit and c.statistic == "level"]
            measure = counts[-1].measure if counts else "participants"
            if measure not in ("participants", "new_participants"):
                measure = "participants"
        self._set(claim, "measure", measure, "plan_in_brackets")
        self._set(claim, "role", "target", "plan_in_brackets")
        self._set(claim, "programme", source.programme, "goes_on_with_the_number_before")
        self._set(claim, "group", source.group, "goes_on_with_the_number_before")
        return True

    def _is_light(self, window: Window) -> bool:
        begin, end = window.left, window.hedge_start
        if self.previous is None and not self.claims:
            return False
        return (
            not self._topics(begin, end)
            and not self.seen.within("statistic", begin, end)
            and not self._subjects(begin, end, window)
        )

    def _subjects(self, begin: int, end: int, window: Window) -> list[regex.Match]:
        """Subjects begun in [begin, end); `đạt tỷ lệ 86%` begins none."""
        return [
            m
            for m in _SUBJECT.finditer(self.key, begin, end)
            if not (
                m[0] in ("tỷ lệ", "tỉ lệ", "mức") and _FILLER.fullmatch(self.key, m.end(), window.hedge_start)
            )
        ]

    def _left_topics(self, window: Window) -> tuple[list[Cue], bool]:
        """Topics of the nearest clause on the left that has any, and whether a subject was begun there."""
        for begin, end in self._clauses(window):
            topics = self._topics(begin, end)
            subject = self._subjects(begin, end, window)
            if subject and not _THIS_NUMBER.match(self.key, subject[-1].start()):
                after = [t for t in topics if t.start >= subject[-1].start()]
                covers = [t for t in topics if t.start <= subject[-1].start() < t.end]
                if after and after[0].value == "other" and after[0].start - subject[-1].end() < 12:
                    return after[:1], True  # "mức hỗ trợ …", "số người hưởng …"
                return after or covers, True
            if topics:
                return topics, False
        return [], False

    def _outreach(self, window: Window) -> bool:
        """Called, advised, given something: the people at the end of such a verb have not enrolled by it."""
        for begin, end in self._clauses(window)[:1]:
            calls = vocabulary()["outreach"].scan(self.key, begin, end)
            if calls:
                after = self._topics(calls[-1].end, end)
                return not any(t.value in ("new", "rejoin", "join") for t in after)
        return False

    def _count(self, claim: Claim, statistic: Cue | None) -> bool:
        window = claim.window
        right = self._topics(window.unit_end, window.right)
        left, subject = self._left_topics(window)
        near = right[0] if right else None
        if near is not None and near.value == "other":
            return False
        if self._outreach(window) or regex.match(r"\s*bị\b", self.key[window.unit_end :]):
            return False
        if window.number.value < 1000 and (self._threshold(window) or window.number.bound == "at_most"):
            return False
        if window.number.value <= 50 and self.key.startswith("đối tượng", self._noun(window)):
            return False  # "5 đối tượng chưa tham gia": kinds of people, not people
        if regex.search(r"tham gia[^,;]*\bcho\s*$", self.key[window.left : window.hedge_start]):
            return False  # an employer who insures its people
        if near is not None and self._in_use(window, near):
            return False
        enrol_left = [t for t in left if t.value not in ("other", "completion")]
        insured = near is None and self._insured_of(window)  # "620 người BHXH tự nguyện"
        if near is None and not insured:
            if left and (left[-1].value == "other") and not (statistic and self.previous):
                return False
            if not enrol_left and not (left and statistic):
                if subject and not statistic and not self._goes_on(window) and not self._raised(window):
                    return False
                return self._inherit_count(claim, statistic)
        kinds = (
            {t.value for t in enrol_left}
            if (left and self._same_clause(window, left)) or near is None
            else set()
        )
        rights = {t.value for t in right[:2]}
        if (
            window.number.rule == "words"
            and window.number.value < 10
            and not self._runs(window.unit_end, window.right)
        ):
            return False  # "mỗi tổ ba người"
        if (
            statistic is not None
            and statistic.value in ("up", "down")
            and self._is_change(claim, statistic, kinds)
        ):
            return True
        if statistic is not None and statistic.value in ("above", "below") and self._gap(claim, statistic):
            return True
        if "rejoin" in rights:
            self._set(claim, "measure", "returning_participants", "taking_part_again")
        elif "not_join" in rights or ("not_join" in kinds and not near):
            self._set(claim, "measure", "non_participants", "not_taking_part")
            self._set(claim, "role", "achieved", "observed_non_participants")
        elif (
            "remaining" in kinds or self._remaining_before(window) or self._more_to_go(window)
        ) and not self._each(window):
            self._set(claim, "measure", "new_participants", "still_to_be_won")
            self._set(claim, "role", "remaining", "still_to_be_won")
        elif "rejoin" in kinds:
            self._set(claim, "measure", "returning_participants", "taking_part_again")
        elif "keep" in kinds or "keep" in rights:
            self._set(claim, "measure", "participants", "won_and_kept")
        elif kinds & {"new", "remaining"} or "new" in rights or self._new_after_programme(window):
            self._set(claim, "measure", "new_participants", "won_in_a_period")
        elif (
            claim.light
            and self.previous is not None
            and self.previous.unit == claim.unit
            and not self._own_stock(window)
        ):
            self._set(claim, "measure", self.previous.measure, "list_under_one_verb")
            if self.previous.role == "remaining":
                self._set(claim, "role", "remaining", "list_under_one_verb")
        elif (near is not None or insured) and self._during_the_drive(window):
            self._set(claim, "measure", "new_participants", "won_during_the_drive")
        else:
            self._set(claim, "measure", "participants", "taking_part" if near else "subject_taking_part")
        return True

    def _new_after_programme(self, window: Window) -> bool:
        """`12.500 người tham gia BHXH tự nguyện mới`."""
        runs = self._runs(window.unit_end, window.right)
        return bool(runs) and regex.match(r"\s*mới\b(?! đạt)", self.key[runs[0][-1].end :]) is not None

    def _insured_of(self, window: Window) -> bool:
        """The programme follows the people at once: `620 người BHXH tự nguyện`."""
        runs = self._runs(window.unit_end, window.right)
        return bool(runs) and not self.key[window.unit_end : runs[0][0].start].strip()

    def _during_the_drive(self, window: Window) -> bool:
        before = self.key[: window.hedge_start]
        if any(
            c.value == "target" and not self._is_noun(c)
            for c in self.seen.within("role", window.left, window.hedge_start)
        ):
            return False
        if _DURING.search(before):
            return True
        last = self.carry.claim
        if (
            last is None
            or last.measure != "new_participants"
            or last.role != "achieved"
            or _STANDS.search(before)
        ):
            return False
        among = bool(_NAMES.search(self.seen.text, window.left, window.hedge_start)) or bool(
            _BESIDES.match(before)
        )
        return among and window.number.value < 20 * last.window.number.value

    def _threshold(self, window: Window) -> bool:
        """`doanh nghiệp … có số lao động … không quá 10 người`: a condition of a rule, not a count."""
        clause = self.key[self.key.rfind(";", 0, window.hedge_start) + 1 : window.hedge_start][-300:]
        return _THRESHOLD.search(clause) is not None

    def _in_use(self, window: Window, near: Cue) -> bool:
        """`1,2 triệu người tham gia BHYT đi khám bệnh`: who uses a card is not who takes part."""
        return bool(vocabulary()["use"].scan(self.key, near.end, window.right))

    def _own_stock(self, window: Window) -> bool:
        return regex.search(r"\bcó\s*$", self.key[window.left : window.hedge_start]) is not None

    def _same_clause(self, window: Window, topics: list[Cue]) -> bool:
        """Do these words stand in the clause of the number itself, not in one before it?"""
        clauses = self._clauses(window)
        return bool(clauses) and topics[-1].start >= clauses[0][0]

    def _each(self, window: Window) -> bool:
        """`mỗi xã cần vận động 20 người`: what each has to reach is a target."""
        return bool(vocabulary()["per"].scan(self.key, 0, window.hedge_start))

    def _more_to_go(self, window: Window) -> bool:
        """`còn 71 người nữa`."""
        return regex.match(r"\s*nữa\b", self.key[window.unit_end :]) is not None

    def _remaining_before(self, window: Window) -> bool:
        return (
            regex.search(
                r"(?:còn thiếu|còn phải|cần thêm|còn cần)[^,;]{0,25}$",
                self.key[window.left : window.hedge_start],
            )
            is not None
        )

    def _inherit_count(self, claim: Claim, statistic: Cue | None) -> bool:
        """No word of its own: the number goes on with what was said before (`, tăng 533 người so với …`)."""
        window = claim.window
        if (self.previous is not None or self.carry.claim is not None) and self._raised(window):
            self._set(claim, "measure", "participants", "total_raised_to")
            return True
        if (
            statistic is not None
            and statistic.value in ("up", "down")
            and self._subject_changes(claim, statistic)
        ):
            return True
        anaphora = _THIS_NUMBER.search(self.key, window.left, window.hedge_start)
        source = self.previous or (self.carry.claim if anaphora or self._goes_on(window) else None)
        if self.previous is None and regex.match(
            r"[\s–+•*-]*bh\w+[^:,;]{0,30}:\s*$", self.key[: window.hedge_start]
        ):
            source = None  # "- BHTN: 43.590 người": an item of its own
        if source is None and self.seen.within("programme", window.left, window.hedge_start):
            # "BHXH bắt buộc: 12.345 người" – the programme itself is the subject
            runs = self._runs(window.left, window.hedge_start)
            gap = self.key[runs[-1][-1].end : window.hedge_start]
            direct = regex.fullmatch(r"[\s:(–-]*(?:là|đạt|có|được|với|khoảng|tăng mới)?[\s:(]*", gap)
            if (
                direct
                or gap.rstrip().endswith(":")
                or not self._content_words(runs[-1][-1].end, window.hedge_start)
                and "," not in gap
            ):
                self._set(claim, "measure", "participants", "programme_as_subject")
                return True
        bracketed = _NAME_BEFORE_BRACKET.search(self.seen.text[window.left : window.hedge_start])
        if source is None and bracketed and self._just_named(window):
            self._set(claim, "measure", "participants", "place_after_the_programme")
            self._set(claim, "programme", self.carry.programme, "programme_of_sentence_before")
            return True
        if source is None and self.carry.programme and (anaphora or self._states_plan(window)):
            self._set(claim, "measure", "participants", "number_of_the_programme")
            return True
        if source is None and self._forward_subject(claim):
            return True
        if source is None and self._listed(window):
            self._set(claim, "measure", "participants", "item_of_an_announced_list")
            return True
        if source is None:
            return False
        if statistic is not None and statistic.value in ("up", "down"):
            self._set(claim, "statistic", "change", "rise_or_fall")
            claim.sign = -1 if statistic.value == "down" else 1
        elif statistic is not None and self._gap(claim, statistic):
            return True
        elif (
            claim.light
            and source is self.previous
            and source.statistic == "change"
            and self._next_place(window)
        ):
            self._set(claim, "statistic", "change", "list_under_one_verb")
            claim.sign = source.sign
        counted = [c for c in self.claims if c.unit == claim.unit and c.statistic == "level"]
        measure = source.measure
        if measure in _RATES:
            targets = any(
                c.value == "target" for c in self.seen.within("role", window.left, window.hedge_start)
            )
            measure = counted[-1].measure if counted and not targets else "participants"
        if (
            measure == "non_participants"
            and self.previous is None
            and self._runs(window.left, window.hedge_start)
        ):
            measure = "participants"
        stands = regex.search(
            r"(?:hết|đến) (?:hết )?(?:tháng|ngày|quý|\d)|tính đến|lũy kế|hiện",
            self.key[window.left : window.hedge_start],
        )
        if measure == "new_participants" and stands and self._own_stock(window):
            measure = "participants"
        rule = (
            "this_number" if anaphora
            else "goes_on_with_the_number_before" if self.previous is not None
            else "goes_on_with_the_sentence_before"
        )  # fmt: skip
        self._set(claim, "measure", measure, rule)
        if self.previous is None or anaphora:
            self._take_over(claim, source, rule)
        if source.measure == "non_participants":
            self._set(claim, "role", "achieved", "observed_non_participants")
        plan = regex.search(r"chỉ tiêu|kế hoạch|mục tiêu", self.key[window.left : window.hedge_start])
        if source.role == "remaining" and plan:
            self._set(claim, "measure", "participants", "plan_after_remainder")
        elif (
            source.role == "remaining"
            or anaphora
            and source.role == "target"
            and not self._says_achieved(window)
        ):
            self._set(claim, "role", source.role, rule)
        return True

    def _take_over(self, claim: Claim, source: Claim, rule: str) -> None:
        """Programme and group of an earlier claim, unless the sentence names its own."""
        window = claim.window
        if self._runs(window.left, window.right):
            return
        named_since = (
            self.carry.claims and source is self.carry.claim and self.carry.age < self.carry.claims_age
        )
        self._set(claim, "programme", self.carry.programme if named_since else source.programme, rule)
        if source.group and not self.seen.within("group", window.left, window.right):
            self._set(claim, "group", source.group, rule)

    def _says_achieved(self, window: Window) -> bool:
        return any(c.value == "achieved" for c in self.seen.within("role", window.left, window.hedge_start))

    def _next_place(self, window: Window) -> bool:
        """`Bình Dương (giảm 62.430), TP.HCM (│41.075│)`, `Thuận An mất 24.700 lao động, Tân Uyên │18.260│`."""
        gap = self.key[window.left : window.hedge_start].rstrip(" (")
        return any(window.left < end <= window.left + len(gap) + 1 for _, end in self.seen.places)

    def _states_plan(self, window: Window) -> bool:
        """`Nhưng kế hoạch năm nay là 14.500 người` and nothing else before it."""
        before = self.key[window.left : window.hedge_start]
        planned = regex.search(
            r"(?:kế hoạch|chỉ tiêu|mục tiêu)(?:[^,;:]{0,30}\blà| cán đích| đạt| có)\s*$", before
        )
        if planned is None or any(t.value == "other" for t in self._topics(0, window.hedge_start)):
            return False
        return not self._content_words(
            max(window.left, self.key.rfind(",", 0, window.hedge_start)), window.hedge_start
        )

    def _listed(self, window: Window) -> bool:
        """An item of a list that a sentence before announced (`- Huyện Yên Sơn: 3.480 người`)."""
        return self.carry.list_of is not None and not self._content_words(0, window.hedge_start)

    def _raised(self, window: Window) -> bool:
        """`nâng tổng số lên 148.700 người`: the stock that the new ones led to."""
        return (
            regex.search(
                r"(?:nâng|đưa|tăng)[^,;]{0,12}(?:tổng )?(?:con )?số[^,;]*(?:lên|thành|đạt|là)[^,;]{0,12}$|lũy kế[^,;]{0,30}$",
                self.key[window.left : window.hedge_start],
            )
            is not None
        )

    def _subject_changes(self, claim: Claim, statistic: Cue) -> bool:
        """`BHXH tự nguyện cũng giảm 96.400 người`, `riêng người dân tộc thiểu số giảm …`."""
        window = claim.window
        runs = self._runs(window.left, statistic.start)
        groups = self.seen.within("group", window.left, statistic.start)
        if runs:
            before = self.key[max(window.left, runs[-1][0].start - 12) : runs[-1][0].start]
            if regex.search(
                r"(?:thu|nợ|chi|quỹ|tiền|đóng|phí|lượt|đơn vị|hưởng|bệnh|khám|thẻ|giá)\s*$", before
            ):
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

    def _goes_on(self, window: Window) -> bool:
        """Does a sentence without words of enrolment go on with the one before?

        Only where it plainly lists places or speaks of the plan: `Hai nơi được giao nhiều nhất là A (320 người)`,
        `so với chỉ tiêu được giao là 9.430 người`.
        """
        if any(t.value == "other" for t in self._topics(0, window.hedge_start)):
            return False
        text = self.seen.text[window.left : window.hedge_start]
        listed = _NAME_BEFORE_BRACKET.search(text) or _NAME_REACHES.search(text)
        opening = self.key.rfind("(", window.left, window.hedge_start)
        placed = opening >= 0 and any(0 <= opening - end <= 2 for _, end in self.seen.places)
        if (
            placed
            and _NAME_BEFORE_BRACKET.search(text)
            and not _SUBJECT.search(self.key, 0, window.hedge_start)
        ):
            return True  # places with their numbers in brackets
        if self.carry.claims and self._ranks(window):
            return True
        content = self._content_words(0, window.hedge_start)
        return not content or bool(listed and content <= _AROUND_LISTS)

    def _ranks(self, window: Window) -> bool:
        """A place and its number, in a table told in words: `Chợ Mới về nhất với 231`, `huyện An Lão mới đạt 50,4%`."""
        if _SUBJECT.search(self.key, 0, window.left):
            return False
        ends = [end for _, end in self.seen.places if window.left < end <= window.hedge_start]
        if not ends or _MONEY_WORD.search(self.key, 0, window.hedge_start):
            return False
        return _RANKED.fullmatch(self.key, max(ends), window.hedge_start) is not None

    def _just_named(self, window: Window) -> str | None:
        """The programme that the sentence before spoke of, for the number of a place."""
        ranked = self.carry.age <= 2 and self._ranks(window)
        topics = self._topics(0, window.hedge_start)
        return self.carry.programme if ranked and not any(t.value == "other" for t in topics) else None

    def _content_words(self, start: int, end: int) -> set[str]:
        """Words that bring a subject of their own: no name, date, programme, group, and no light word."""
        seen = self.seen
        gone = [(c.start, c.end) for c in vocabulary()["light"].scan(self.key, start, end)]
        for name in ("programme", "group", "role", "statistic"):
            gone += [(c.start, c.end) for c in seen.within(name, start, end)]
        gone += [(c.start, c.end) for c in seen.agencies]
        gone += [m.span() for m in _NAMES.finditer(seen.text, start, end)]
        gone += [(w.number.start, w.unit_end) for w in seen.windows]
        gone.sort()
        words, index, reach = set(), 0, 0
        for m in _WORD.finditer(self.key, start, end):
            while index < len(gone) and gone[index][0] <= m.start():
                reach = max(reach, gone[index][1])
                index += 1
            if m.start() >= reach:
                words.add(m[0])
        return words

    def _forward_subject(self, claim: Claim) -> bool:
        """`theo kế hoạch … giao (3.672 người), số người tham gia …`: the subject follows."""
        window = claim.window
        noun = regex.search(
            r"(?:kế hoạch|chỉ tiêu|mục tiêu|giao)[^,;]*\(\s*$", self.key[window.left : window.hedge_start]
        )
        if noun and self._topics(window.right, min(len(self.key), window.right + 80)):
            self._set(claim, "measure", "participants", "target_in_brackets")
            self._set(claim, "role", "target", "target_in_brackets")
            return True
        return False

    # ------------------------------------------------------------------------------------ statistics

    def _statistic(self, window: Window) -> Cue | None:
        """A word of rise, fall or gap that governs this number."""
        begin = window.left
        cues = self.seen.within("statistic", begin, window.hedge_start)
        news = [
            t for t in self.seen.within("topic", begin, window.hedge_start) if t.value in ("new", "remaining")
        ]
        for cue in reversed(cues):
            between = self.key[cue.end : window.hedge_start]
            short = _FILLER.fullmatch(between) is not None
            if not short and cue.value in ("above", "below"):
                short = (
                    regex.fullmatch(r"\s*(?:chỉ tiêu|kế hoạch|mục tiêu|mức)?[^,;]{0,45}", between) is not None
                    and "là" not in between
                )
            if not short and cue.value in ("up", "down"):
                short = (
                    regex.fullmatch(r"[^,;()]{0,60}(?:so với|với)[^,;()]{0,40}(?:là|:)?\s*", between)
                    is not None
                )
            if not short:
                continue
            if cue.value in ("up", "down") and {"từ", "lên", "xuống", "còn", "tới", "đến"} & set(
                between.split()
            ):
                return None  # "tăng từ X lên Y" states two levels
            if (
                cue.value in ("above", "below")
                and regex.search(r"chỉ tiêu|kế hoạch|mục tiêu|mức", between)
                and window.number.value > 20
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

    def _compares(self, window: Window) -> bool:
        return _COMPARISON.search(self.key, window.unit_end, window.tail) is not None

    def _is_change(self, claim: Claim, statistic: Cue, kinds: set[str]) -> bool:
        source = self.previous
        if (
            not self._compares(claim.window)
            and source is None
            and "join" not in kinds
            and "coverage" not in kinds
        ):
            return False
        self._set(claim, "statistic", "change", "rise_or_fall")
        claim.sign = -1 if statistic.value == "down" else 1
        new = kinds & {"new"} or (source is not None and claim.light and source.measure == "new_participants")
        non = "not_join" in kinds
        measure = "new_participants" if new else "non_participants" if non else "participants"
        if not kinds and source is not None and source.measure not in _RATES:
            measure = source.measure
        self._set(claim, "measure", measure, "rise_or_fall")
        return True

    def _gap(self, claim: Claim, statistic: Cue) -> bool:
        """`vượt 3,26% so với kế hoạch`, `thấp hơn 2 điểm so với cả nước`."""
        window = claim.window
        words = vocabulary()["compared"]
        around = words.scan(
            self.key, statistic.start, window.tail if window.tail - window.right < 60 else window.right + 60
        )
        against = next((c.value for c in around if c.value in ("target", "national")), None)
        if against is None and self.previous is not None and self.previous.statistic == "gap":
            against = self.previous.compared
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
        if claim.unit == "percent" and measure not in _RATES:
            measure = "completion_rate"
        if measure == "completion_rate":
            self._set(claim, "base", "target", "above_or_below")
        if claim.unit != "percent" and measure in _RATES:
            measure = "participants"
        self._set(claim, "measure", measure, "above_or_below")
        return True

    # ------------------------------------------------------------------------------------ percents

    def _percent(self, claim: Claim, statistic: Cue | None) -> bool:
        window, key = claim.window, self.key
        right = self._topics(window.unit_end, window.right)
        left, subject = self._left_topics(window)
        base = self._base_after(window)
        group = [
            g for g in self.seen.within("group", window.unit_end, window.right) if self._at_start(window, g)
        ]
        left = [t for t in left if not key.startswith("đóng", t.start)]  # "đóng BHTN 2%" is a contribution
        enrol_right = right and right[0].value not in ("other", "completion")
        enrol_left = [t for t in left if t.value not in ("other", "completion", "remaining")]
        completing = any(t.value == "completion" for t in left)
        lefts = {t.value for t in enrol_left}
        if _SALARY.search(key, window.left, window.hedge_start) or _SALARY.search(
            key, window.unit_end, window.right
        ):
            return False  # the rate of a contribution
        weak = lefts <= {"new", "rejoin"} and not any("tham gia" in key[t.start : t.end] for t in enrol_left)
        if (
            weak
            and not group
            and (any(t.value == "other" for t in left) or not self._runs(window.left, window.hedge_start))
        ):
            # "phát triển", "tăng thêm" may be said of anything
            enrol_left, lefts = [], set()
            left = [t for t in left if t.value == "other"]
        if right and right[0].value == "other":
            return False
        if window.number.bound == "at_least" and self._threshold(window):
            return False  # "doanh nghiệp có từ 30% người lao động trở lên": a condition
        if not enrol_right and _MONEY.search(key, window.left, window.hedge_start):
            return False  # "thu … đạt 4.870 tỷ đồng, bằng 70,3% kế hoạch"
        if self._outreach(window) and not enrol_right:
            return False
        if base is None and not group and not _AFTER_PERCENT.match(key, window.unit_end):
            return False  # the share of something else ("30% mức đóng")
        if window.number.bound != "exact" and key[window.unit_end :].lstrip().startswith(":"):
            return False  # "các xã có tỷ lệ bao phủ dưới 90%: …": a threshold before a list
        if statistic is not None and statistic.value in ("up", "down"):
            if regex.search(r"phải\s*$", key[window.left : statistic.start]):
                return False  # a condition
            return self._percent_change(claim, statistic, left, subject)
        if statistic is not None and base != "target" and self._gap(claim, statistic):
            return True
        if statistic is not None and statistic.value in ("above", "below") and base == "target":
            if claim.window.number.value < 60 and self._gap(claim, statistic):
                return True
        source = self.previous
        if base == "target":
            if source is None and left and left[-1].value == "other":
                return False
            if source is None and not enrol_left and not completing and not self.seen.programmes:
                programme = self.carry.claim.programme if self.carry.claim else self._just_named(window)
                if programme is None or _OTHER_PLAN.search(key[: window.hedge_start]):
                    return False
                self._set(claim, "programme", programme, "goes_on_with_the_sentence_before")
            if source is None and subject and not left:
                return False
            self._set(claim, "measure", "completion_rate", "percent_of_target")
            self._set(claim, "base", "target", "percent_of_target")
            return True
        if base not in (None, "target") or group:
            if not enrol_right and not right:
                stop = key.find(";", window.right)
                ahead = self._topics(window.right, stop if stop >= 0 else len(key))
                if ahead and ahead[0].value in ("join", "not_join"):
                    right, enrol_right = ahead[:1], True
            goal = self.carry.claim is not None and base == "labour_force" and not left and not subject
            goal = goal and any(
                c.value == "target" for c in self.seen.within("role", window.left, window.hedge_start)
            )
            if not (enrol_right or enrol_left or goal or (claim.light or not subject) and source is not None):
                # "… dân số" of something else, unless the sentence's only subject is a programme
                return False
            if left and left[-1].value == "other" and not enrol_right:
                return False
            not_in = (right and right[0].value == "not_join") or "not_join" in lefts
            if (
                not enrol_left
                and not enrol_right
                and source is not None
                and source.measure == "non_participants"
            ):
                not_in = True
            if not_in:
                self._set(claim, "measure", "non_participants", "share_not_taking_part")
                self._set(claim, "role", "achieved", "observed_non_participants")
            else:
                self._set(claim, "measure", "participation_rate", "share_of_base")
            if base:
                self._set(claim, "base", base, "base_after_percent")
            return True
        if left and left[-1].value == "other" and not (enrol_right or "coverage" in lefts):
            return False
        if completing and "coverage" not in lefts and not enrol_right:
            if not (self.seen.programmes or self.previous or self.carry.programme):
                return False
            self._set(claim, "measure", "completion_rate", "rate_of_completion")
            self._set(claim, "base", "target", "rate_of_completion")
            return True
        if "not_join" in lefts or (right and right[0].value == "not_join"):
            self._set(claim, "measure", "non_participants", "share_not_taking_part")
            self._set(claim, "role", "achieved", "observed_non_participants")
            return True
        planned = regex.search(
            r"(?:so với |theo |trên )(?:\p{L}+ ){0,2}?(?:kế hoạch|chỉ tiêu|mục tiêu)[^,;]*(?:đạt|bằng|được|\()\s*$",
            key[window.left : window.hedge_start],
        )
        if planned:
            self._set(claim, "measure", "completion_rate", "measured_against_plan")
            self._set(claim, "base", "target", "measured_against_plan")
            return True
        if "coverage" in lefts or enrol_right:
            self._set(claim, "measure", "participation_rate", "coverage")
            return True
        if enrol_left and self._counted_against_target(window):
            self._set(claim, "measure", "completion_rate", "count_measured_against_target")
            self._set(claim, "base", "target", "count_measured_against_target")
            return True
        if enrol_left and (self._same_clause(window, left) or not subject):
            self._set(claim, "measure", "participation_rate", "share_taking_part")
            return True
        if (
            subject
            and not claim.light
            and not left
            and not _THIS_NUMBER.search(key, window.left, window.hedge_start)
        ):
            if source is not None and regex.search(
                r"(?:tỷ lệ|tỉ lệ)(?: đạt)?\s*(?:là|:)?\s*$", key[window.left : window.hedge_start]
            ):
                return self._rate_after_count(claim, source)
            return False
        if source is not None:
            return self._rate_after_count(claim, source)
        anaphora = _THIS_NUMBER.search(key, window.left, window.hedge_start)
        if (
            self.carry.claim is None
            and source is None
            and self._listed(window)
            and self.carry.list_of in _HEALTH
        ):
            self._set(claim, "measure", "participation_rate", "item_of_an_announced_list")
            return True
        if self.carry.claim is not None and (anaphora or self._goes_on(window)):
            rates = [c for c in self.carry.claims if c.measure in _RATES and c.statistic == "level"]
            carried = rates[-1] if rates and not anaphora else self.carry.claim
            rule = "this_number" if anaphora else "goes_on_with_the_sentence_before"
            self._take_over(claim, carried, rule)
            if anaphora and carried.role == "target" and not self._says_achieved(window):
                self._set(claim, "role", "target", rule)
            reached = regex.search(
                r"(?:vượt|hoàn thành|đạt)[^,;]{0,20}(?:kế hoạch|chỉ tiêu|mục tiêu)", key[: window.hedge_start]
            )
            if reached:
                self._set(claim, "measure", "completion_rate", "measured_against_plan")
                self._set(claim, "base", "target", "measured_against_plan")
                return True
            return self._rate_after_count(claim, carried)
        return False

    def _at_start(self, window: Window, cue: Cue) -> bool:
        """Do these people follow the percent at once (`100% người thuộc hộ cận nghèo`)?"""
        return (
            regex.fullmatch(
                r"\s*(?:(?:số|các|em|người|dân|thuộc|hộ|gia đình|thành viên|hội viên|đoàn viên|tổng|của|diện|đối tượng|nhóm|trên|là|,|và)\s*)*",
                self.key[window.unit_end : cue.start],
            )
            is not None
        )

    def _rate_after_count(self, claim: Claim, source: Claim) -> bool:
        """A percent that follows a number without words of its own (`19.702 người …, đạt 73,8%`)."""
        if source.measure == "participation_rate" and source.statistic == "change":
            self._set(claim, "measure", "participation_rate", "list_under_one_verb")
            return True
        if source.statistic in ("change", "percent_change", "gap"):
            if source.unit != "percent" and regex.search(
                r"(?:tương đương|tương ứng|\(|bằng|hay)(?: với)?(?: tăng| giảm| mức)?\s*$",
                self.key[claim.window.left : claim.window.hedge_start],
            ):
                self._set(claim, "measure", source.measure, "change_in_percent")
                self._set(claim, "statistic", "percent_change", "change_in_percent")
                claim.sign = source.sign
                return True
            source = next((c for c in reversed(self.claims) if c.statistic == "level"), source)
        shares = regex.search(
            r"(?:trong đó|gồm)[^,;]*chiếm[^,;]{0,12}$", self.key[claim.window.left : claim.window.hedge_start]
        )
        if shares and source.unit != "percent":
            return False  # "trong đó nông dân chiếm hơn 80%": a share of those counted
        if source.measure in _RATES or source.measure == "non_participants":
            self._set(claim, "measure", source.measure, "list_under_one_verb")
            if source.measure == "completion_rate":
                self._set(claim, "base", "target", "list_under_one_verb")
            if source.measure == "non_participants":
                self._set(claim, "role", "achieved", "observed_non_participants")
            return True
        over = claim.window.number.value > 100
        voluntary = source.programme == "voluntary_social_insurance" and claim.window.number.value > 15
        planned = any(
            c.role == "target" and c.unit != "percent" for c in self.claims
        ) or self._counted_against_target(claim.window)
        rates = [c for c in self.claims if c.measure in _RATES and c.statistic == "level"]
        if rates and not planned and not over:
            last = rates[-1]
            self._set(claim, "measure", last.measure, "like_the_percent_before")
            if last.measure == "completion_rate":
                self._set(claim, "base", "target", "like_the_percent_before")
            return True
        if over or voluntary or planned or source.measure == "new_participants":
            self._set(claim, "measure", "completion_rate", "percent_after_count_and_target")
            self._set(claim, "base", "target", "percent_after_count_and_target")
        else:
            self._set(claim, "measure", "participation_rate", "percent_after_count")
        return True

    def _counted_against_target(self, window: Window) -> bool:
        return any(
            c.role == "target" and c.unit != "percent" and c.statistic == "level" for c in self.claims
        ) and bool(regex.search(r"(?:đạt|bằng|được)\s*$", self.key[window.left : window.hedge_start]))

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
        if not enrol and (source is None or subject):
            return False
        told_of_count = (
            source is not None
            and source.measure in _RATES
            and source.rules.get("measure") in _AFTER_COUNT
            and "tỷ lệ" not in self.key[source.window.left : source.window.hedge_start]
        )
        if not enrol and source is not None and (source.measure == "completion_rate" or told_of_count):
            source = next((c for c in reversed(self.claims) if c.measure not in _RATES), source)
        claim.sign = -1 if statistic.value == "down" else 1
        kinds = {t.value for t in enrol}
        base = self._base_after(claim.window)
        if base in ("population", "labour_force", "working_age_population"):
            self._set(claim, "measure", "participation_rate", "rise_or_fall_of_rate")
            self._set(claim, "statistic", "change", "rise_or_fall_of_rate")
            self._set(claim, "base", base, "base_after_percent")
            return True
        if (
            "coverage" in kinds
            or not kinds
            and source.measure in _RATES
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

    def _base_after(self, window: Window) -> str | None:
        """The base named right after a percent (`% dân số`, `% so với kế hoạch`)."""
        words = vocabulary()["base"]
        skip = regex.compile(r"\s*(?:(?:của|trên|so với|tổng|toàn|trong|về|số|quy mô|các|bộ)\s+)*")
        position = skip.match(self.key, window.unit_end).end()
        for start in (window.unit_end + 1, position):
            cue = words.at(self.key, start)
            if cue is not None:
                if cue.value == "population" and self.seen.within(
                    "group", cue.start, min(window.right, cue.end + 30)
                ):
                    return None  # "người dân tộc thiểu số": a group, not everyone
                return cue.value
        return None

    # ------------------------------------------------------------------------------------ programme

    def _kind_of_social_insurance(self, window: Window) -> str | None:
        """`…, trong đó bắt buộc 16,44 triệu, tự nguyện 1,82 triệu` after a number of BHXH."""
        source = self.total or self.previous
        if source is None or not source.programme or "social_insurance" not in source.programme:
            return None
        m = regex.search(
            r"(bắt buộc|tự nguyện)[\s:(]*(?:là|đạt|có|khoảng)?[\s:(]*$",
            self.key[window.left : window.hedge_start],
        )
        m = m or regex.match(r"\s*(?:diện |nhóm |khối )?(bắt buộc|tự nguyện)\b", self.key[window.unit_end :])
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
            joined = "+".join(p for p in PROGRAMMES if p in both)
            self._set(claim, "programme", joined, "both_kinds")
            return
        comparison = _COMPARISON.search(key, window.unit_end, window.right)
        right = self._runs(window.unit_end, comparison.start() if comparison else window.right)
        left = self._runs(window.left, window.hedge_start)
        if right:
            self._set(claim, "programme", _joined(right[0]), "programme_after_noun")
            return
        share = (
            self.total is not None
            and claim.unit == "percent"
            and regex.match(r"\s*[;,.]\s*(?:chiếm|đạt|tương đương|bằng|bao phủ)", key[window.left :])
        )
        if share and not left and claim.base != "target":
            self._set(claim, "programme", self.total.programme, "share_of_the_total")
            return
        if left:
            self._set(claim, "programme", _joined(left[-1]), "programme_before_number")
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
        planned = regex.search(r"(?:mục tiêu|chỉ tiêu|kế hoạch)", key[window.left : window.hedge_start])
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
            self._set(claim, "programme", _joined(compared[0]), "programme_of_the_comparison")
            return
        if self.previous is not None and self.previous.programme:
            self._set(claim, "programme", self.previous.programme, "goes_on_with_the_number_before")
            return
        earlier = self._runs(0, window.left)
        if earlier:
            self._set(claim, "programme", _joined(earlier[-1]), "programme_earlier_in_sentence")

    def _late_programmes(self) -> None:
        """Claims without a programme take it from what follows in the sentence, else from the sentence before."""
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
                self._set(claim, "programme", _joined(later[0]), "programme_later_in_sentence")
            elif claim.rules.get("measure") == "coverage" and not self.carry.programme_for("percent"):
                self._set(claim, "programme", "health_insurance", "coverage_means_health_insurance")
            elif not self.carry.programme and self.carry.only and claim.unit != "percent":
                self._set(claim, "programme", self.carry.only, "only_programme_of_the_document")
            elif self.carry.programme or self.carry.rates and claim.unit == "percent":
                programme = self.carry.programme_for(claim.unit, claim.measure)
                self._set(claim, "programme", programme, "programme_of_sentence_before")
            self._card_or_population(claim)

    def _card_or_population(self, claim: Claim) -> None:
        """A card is one of health insurance, and so is the coverage of the whole population."""
        window = claim.window
        card = regex.search(r"\bthẻ\b", self.key[window.left : window.right])
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
            and claim.programme not in _HEALTH
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
                if following.unit == chain[0].unit and _COORDINATION.fullmatch(gap):
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

    def _in_order(self, chain: list[Claim], index: int) -> None:
        """`A người …, B người …, lần lượt đạt x% và y%`; `các tỷ lệ này lần lượt là …`: one source each."""
        first = chain[0].window
        if not _RESPECTIVELY.search(self.key, first.left, first.hedge_start):
            return
        if self._runs(first.left, first.hedge_start):
            return
        before = self.claims[max(0, index - len(chain)) : index]
        sources = before if len(before) == len(chain) else None
        if sources is None and _THIS_NUMBER.search(self.key, first.left, first.hedge_start):
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

    # ------------------------------------------------------------------------------------ role

    def _role(self, claim: Claim) -> None:
        if claim.role:
            return
        window = claim.window
        if claim.statistic in ("change", "percent_change", "gap"):
            plan = [
                c for c in self.seen.within("role", window.left, window.hedge_start) if c.value == "target"
            ]
            planned = plan and self.key[plan[-1].start : plan[-1].end] in (
                "phấn đấu",
                "dự kiến",
                "sẽ",
                "đặt",
                "đặt ra",
                "đề ra",
            )
            if self.role_so_far == "target" and not self._says_achieved(window):
                planned = True
            if not planned and claim.light and self.previous is not None and self.previous.role == "target":
                planned = True
            self._set(
                claim,
                "role",
                "target" if planned else "achieved",
                "change_planned" if planned else "change_observed",
            )
            return
        before = self.key[window.left : window.hedge_start]
        if claim.measure != "completion_rate" and (
            _PLAN_OPENS_BRACKET.search(before) or window.left == 0 and _GOAL_IS.match(before)
        ):
            self._set(claim, "role", "target", "target_word_before")
            return
        cues = self.seen.within("role", window.left, window.hedge_start)
        if claim.measure == "completion_rate":
            cues = [c for c in cues if c.value == "achieved" or not self._is_noun(c)]
            chained = claim.light and self.previous is not None and self.previous.measure == "completion_rate"
            if (
                not cues
                and not (chained and self.previous.role == "target")
                and not self._planned_completion(window)
            ):
                self._set(claim, "role", "achieved", "completion_observed")
                return
        if _FROM.search(before) and _LEADS_TO.match(self.key, window.unit_end) and cues:
            if self.key[cues[-1].start : cues[-1].end] in ("phấn đấu", "sẽ", "dự kiến"):
                self._set(claim, "role", "achieved", "level_that_the_target_starts_from")
                return
        weak = None
        for cue in reversed(cues):
            if cue.value == "achieved" and _REACHES.fullmatch(self.key, cue.start, cue.end):
                weak = weak or cue  # "mục tiêu … là vận động được N người": the target word decides
                continue
            if cue.value == "target" and weak is not None and ";" in self.key[cue.end : weak.start]:
                break
            verdict = self._role_of(cue, window)
            if verdict:
                self._set(claim, "role", verdict, f"{verdict}_word_before")
                return
        if weak is not None and (self.role_so_far != "target" or ";" in self.key[window.left : weak.start]):
            self._set(claim, "role", "achieved", "achieved_word_before")
            return
        due = claim.per in ("commune", "district", "province") or claim.bound == "at_least"
        if claim.per and due and claim.measure == "new_participants" and self.role_so_far != "achieved":
            self._set(claim, "role", "target", "due_from_each")
            return
        after = regex.match(
            r"[^,;()]{0,60}?(?:theo|là|như)\s+(?:chỉ tiêu|kế hoạch|mục tiêu)|\s*(?:\([^)]*\)\s*)?(?:theo (?:kế hoạch|chỉ tiêu))",
            self.key[window.unit_end : window.tail],
        )
        if after and claim.measure != "completion_rate":
            self._set(claim, "role", "target", "target_word_after")
            return
        if (
            self.role_so_far == "target"
            and _FROM.search(before)
            and _LEADS_TO.match(self.key, window.unit_end)
        ):
            self._set(claim, "role", "achieved", "level_that_the_target_starts_from")
            return
        if self.role_so_far:
            self._set(claim, "role", self.role_so_far, "role_earlier_in_sentence")
            return
        if self.carry.heading == "target" and not self._says_achieved(window):
            self._set(claim, "role", "target", "under_a_heading_of_targets")
            return
        listed = claim.rules.get("programme") == "goes_on_with_the_sentence_before" and self._ranks(window)
        if (self.continues or listed and not self._says_achieved(window)) and self.carry.target:
            self._set(claim, "role", "target", "goes_on_with_the_targets")

    def _planned_completion(self, window: Window) -> bool:
        """`Phấn đấu đến hết tháng 9 đạt 75% kế hoạch, đến hết tháng 11 đạt 100%`."""
        words = [c for c in self.seen.within("role", 0, window.left) if not self._is_noun(c)]
        return (
            bool(words) and words[-1].value == "target" and ";" not in self.key[words[-1].end : window.left]
        )

    def _is_noun(self, cue: Cue) -> bool:
        surface = self.key[cue.start : cue.end]
        return surface in _TARGET_NOUN or surface.endswith("giao")

    def _role_of(self, cue: Cue, window: Window | None) -> str | None:
        """The role that a role word gives to a number after it, or None."""
        surface = self.key[cue.start : cue.end]
        if surface in _TARGET_NOUN or surface.endswith("giao"):
            before = self.key[max(0, cue.start - 30) : cue.start]
            if window is not None:
                between = self.key[cue.end : window.hedge_start]
                words = between.split()
                if regex.search(r"đạt (?:như sau|kết quả|được)|kết quả", between):
                    return "achieved"
                direct = (
                    len(words) <= 8
                    and not regex.search(
                        r"[,;]|\b(?:đã|mới|chỉ|tăng|giảm|thực hiện|vượt)\b|\bđạt$", between.rstrip()
                    )
                    and (
                        window.unit != "percent"
                        or not before.rstrip().endswith(("so với", "%"))
                        or not words
                        and surface != "kế hoạch"
                    )
                )
                if direct:
                    return "target"
            if regex.search(r"%[^,;]{0,12}$", before) or _REACHED.search(before):
                return None
            if (
                regex.match(
                    r"\s*(?:đều |cơ bản |đã )*(?:đạt và vượt|vượt|hoàn thành|đạt)", self.key[cue.end :]
                )
                and window is None
            ):
                return None
            if (
                window is not None
                and surface == "kế hoạch"
                and "(" not in self.key[cue.end : window.hedge_start]
                and regex.search(r"so (?:với )?$", before)
            ):
                return None
        return cue.value

    # ------------------------------------------------------------------------------------ the rest

    def _group(self, claim: Claim) -> None:
        window, key = claim.window, self.key
        if claim.group:
            return
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
            and claim.light
            and self.previous is not None
            and self.previous.group
            and claim.programme == self.previous.programme
        ):
            self._set(claim, "group", self.previous.group, "goes_on_with_the_number_before")
            return
        values = {c.value for c in cues}
        if {"poor", "near_poor"} <= values or len(values) > 1:
            self._set(claim, "group", "other", "several_groups")
        elif values == {"workers"}:
            if "công nhân" in key[cues[0].start : cues[0].end] or claim.programme in _HEALTH:
                self._set(claim, "group", "workers", rule)
        elif values:
            self._set(claim, "group", values.pop(), rule)

    def _base(self, claim: Claim, again: bool = False) -> None:
        if claim.measure != "participation_rate":
            if claim.group and claim.measure == "non_participants":
                claim.base = None
            return
        if claim.statistic == "percent_change":
            return
        if claim.group and claim.group not in ("workers",):
            if claim.base in (None, "population", "households"):
                claim.base = None
                claim.rules["base"] = "rate_within_a_group"
                return
        if claim.base and claim.rules.get("base") != "base_by_programme":
            return
        window = claim.window
        part = _OF_A_PART.match(self.key)
        if part and not self._runs(0, part.end()) and "tỷ lệ bao phủ" not in self.key[: window.hedge_start]:
            claim.base = None
            claim.rules["base"] = "rate_within_a_group"
            return
        for begin, end in self._clauses(window):
            found = [
                c
                for c in vocabulary()["base"].scan(self.key, begin, end)
                if c.value not in ("target",)
                and regex.search(
                    r"(?:tỷ lệ|tỉ lệ|%)\s+(?:\p{L}+\s+){0,2}$", self.key[max(0, c.start - 25) : c.start]
                )
            ]
            if found and found[0].value != "labour_force":
                self._set(claim, "base", found[0].value, "base_before_percent")
                return
            if self._topics(begin, end):
                break
        if (
            claim.light
            and self.previous is not None
            and self.previous.base
            and self.previous.programme == claim.programme
        ):
            self._set(claim, "base", self.previous.base, "goes_on_with_the_number_before")
            return
        parts = set((claim.programme or "").split("+"))
        if parts and parts <= _HEALTH:
            self._set(claim, "base", "population", "base_by_programme")
        elif parts and parts <= _LABOUR:
            self._set(claim, "base", "labour_force", "base_by_programme")

    def _per(self, claim: Claim) -> None:
        window = claim.window
        found = vocabulary()["per"].scan(self.key, window.left, window.hedge_start)
        if not found:
            cue = vocabulary()["per"].at(self.key, window.unit_end)
            slash = regex.match(r"\s*/\s*(xã|phường|huyện|quận|tuần|tháng|ngày)", self.key[window.unit_end :])
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
        if found:
            self._set(claim, "per", found[-1].value, "per_unit_before")
        elif claim.light and self.previous is not None and self.previous.per:
            self._set(claim, "per", self.previous.per, "goes_on_with_the_number_before")

    def _spread_hedges(self) -> None:
        """A hedge before a list holds for the items after it, unless any of them has its own."""
        claims = self.claims
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
                if following.unit == chain[0].unit and following.light and _COORDINATION.fullmatch(gap):
                    chain.append(following)
                else:
                    break
            if chain[0].bound != "exact" and all(c.bound == "exact" for c in chain[1:]):
                for claim in chain[1:]:
                    self._set(claim, "bound", chain[0].bound, "hedge_before_the_list")
            i += len(chain)

    def _set(self, claim: Claim, name: str, value, rule: str) -> None:
        setattr(claim, name, value)
        claim.rules[name] = rule


def _joined(run: list[Cue]) -> str:
    """A set of programmes, joined in the order of the contract."""
    values = {c.value for c in run}
    return "+".join(p for p in PROGRAMMES if p in values)
