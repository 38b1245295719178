"""What a number of people says: a stock, people won, people lost, people still to be won."""

from collections.abc import Sequence

import regex

from extractors.language.clauses import Window
from extractors.language.matching import fullmatch, match, search
from extractors.language.meaning.claim import Claim
from extractors.language.meaning.patterns import (
    BULLET,
    COMPARISON,
    NAME_BEFORE_BRACKET,
    NAMES,
    PART,
    PARTS,
    RATES,
    THIS_NUMBER,
    WON,
)
from extractors.language.meaning.statistics import Statistics
from extractors.language.vocabulary import Cue, vocabulary

#: "chỉ trong một ngày đã có 41 người tham gia": who takes part by then was won then
_DURING = regex.compile(
    r"trong vòng (?:\p{L}+|\d+) (?:tuần|ngày|tháng)|(?:trong|ngay|sau|kết thúc|đến trưa|đến chiều|"
    r"hết)(?: \p{L}+){0,3} (?:ngày(?! \d)|buổi|sáng|chiều|lễ|đợt|giờ|ra quân|chiến dịch|hội nghị|"
    r"phiên)(?! hết)"
    r"|(?:đến|tới) (?:trưa|chiều|tối) (?:cùng ngày|nay|ngày)|cuối (?:ngày|buổi)(?! \d)|cùng ngày"
    r"|(?:đến|tới) (?:khoảng )?\d{1,2} ?(?:giờ|h)(?! ngày)"
    r"|(?:kết quả|riêng|ngay)(?: \p{L}+){0,4} (?:ngày|buổi|lễ|đợt) (?:ra quân|phát động)"
    r"|trong (?:\d{1,3}|hai|ba|bốn|năm|sáu|bảy|mười) (?:ngày|tuần) (?:này|đó|ấy|qua)"
    r"|^\W*(?:sáng|trưa|chiều|tối)(?: ngày)? (?:nay|qua|\d[\d/.-]*)(?: \([^()]*\))?,"
    r" (?:(?:tại|ở) )?(?!hội nghị|buổi|lễ|toàn|cả)[^,;:()\d]{3,40} (?:đã |cũng )?có $"
)
#: `37.000 người đã tham gia BHXH tự nguyện │ngay trong ngày 23/5│`
_IN_THAT_DAY = regex.compile(
    r"[^,;.()\d]{0,40}\b(?:(?:ngay|chỉ) (?:trong|sau)(?: \p{L}+){0,2} (?:ngày|buổi|sáng|lễ)|"
    r"ngay tại (?:chỗ|lễ|buổi|hội nghị|(?:các )?(?:điểm|bàn))|trong (?:ngày|buổi)(?=\s*[,;.)]|$))\b"
)
_BESIDES = regex.compile(r"\s*(?:cùng với đó|bên cạnh đó|ngoài ra|đồng thời)")
_BLANKS = regex.compile(r"\s*")
_STANDS = regex.compile(
    r"quản lý|tính đến|\bhết (?:quý|tháng|năm|\d)|lũy kế|cộng dồn|hiện|đến nay|đến hết|tổng số|chiếm"
)
#: `đã │thực hiện được│ 188 người BHXH tự nguyện`
_DONE = regex.compile(r"\b(?:thực hiện|vận động|hoàn thành)(?: được)?\s*$")
#: a stock, where what came of a day is told
_STANDS_TODAY = regex.compile(r"\b(?:hiện|đang|tính đến|quản lý|chiếm|còn)\b")
#: a ratio told in people (`bình quân 10 người thì chỉ 6 người đóng tiếp`, `4 trên 10 người`)
_IN_SO_MANY = regex.compile(
    r"\b(?:cứ|bình quân)(?: mỗi)?\s*(?:[\p{L}\d]+ (?:người|lao động|hộ)[^.;]*)?$|\d+ (?:trên|"
    r"trong(?: số)?)\s*$|\b(?:nếu(?: như)?|tức là|(?:cả|mỗi|một) gia đình|trong)\s*$"
)
#: words after a number that goes on, which name nobody else
_AROUND_COUNTS = {"nữa", "thôi", "trên", "toàn", "tham", "gia", "dân", "thuộc", "hộ"}
#: `211 người hưởng BHXH một lần (trong đó │27 người│ tham gia BHXH tự nguyện)`
_OF_OTHERS = regex.compile(
    r"\d (?:lượt )?người (?:\p{L}+ ){0,3}(?:hưởng|nhận|rút|nghỉ)\b[^();:\d]{0,60}\(\s*trong đó(?: có)? $"
)
#: `94.300 chủ hộ tham gia, trên tổng số │hơn 1,8 triệu hộ│`
_OF_ALL = regex.compile(r"\btrên tổng số\s*$")
#: who pays anew when the time has come
_DUE = regex.compile(r"(?:đến|đáo|hết) hạn")
#: `Bưu điện vận động được 480 người, │các đại lý thu khác│ 120 người`: by whom people were won
_COLLECTORS = regex.compile(r"đại lý|tổ chức dịch vụ|cộng tác viên|điểm thu")
#: who is given a book or a card as a present
_GIVEN = regex.compile(r"\d (?:sổ|thẻ|suất|phần)\b[^,;]{0,25} cho\s*$")
#: `Tổ có │5 người│, phụ trách bốn xã`: who goes from door to door
_CREW = regex.compile(r"\b(?:tổ|đội|nhóm|ban|phòng)(?: (?!có |gồm )\p{L}+){0,3} (?:có|gồm) $")
#: `thành lập ban chỉ đạo với │15 thành viên│`, `các tổ tuyên truyền nhóm nhỏ từ │5 đến 10 người│`
_CREW_OF = regex.compile(
    r"\b(?:tổ (?!dân)|đội|ban chỉ đạo|nhóm (?!hộ|học|người|đối))"
    r"(?:(?! có | gồm )[^,;:.()\d]){0,30} (?:với|từ) $"
)
#: `không tụ tập quá │20 người│`: what is allowed
_NO_MORE_THAN = regex.compile(r"\bkhông (?:\p{L}+ ){1,3}quá $")
#: `toàn tỉnh có 410.560 học sinh, │trong đó 402.318 em tham gia│`: those of whom some take part
_SOME_OF_THEM = regex.compile(
    r"[^,;.()\d%]{0,25}, trong (?:đó|số đó|số này)(?: có| đã có)? [\d.,]+ \p{L}+(?: \p{L}+)? (?:đã |đang )?"
    r"(?:tham gia|có thẻ|mua)\b"
)
#: how many people there are, of whom some may be insured
_ALL_THERE_ARE = regex.compile(r"\b(?:dân số(?! (?:ít|đông|nhỏ|thưa)\b)|nhân khẩu)\b")
#: `số người tham gia đến nay phát triển lên │419 người│`
_GROWN_TO = regex.compile(r"số (?:người|lao động)[^,;]{0,80}(?:phát triển|tăng) lên[^,;]{0,12}$")
#: `có tới 4.870 người chưa tham gia; nay chỉ còn │1.260 người│`
_ONLY_SO_MANY_LEFT = regex.compile(r"\b(?:chỉ |nay |hiện |đã |giảm |xuống )+còn(?: lại)?\s*$")
#: `phấn đấu … đưa số người chưa có thẻ BHYT xuống │dưới 28.000│`
_BROUGHT_DOWN = regex.compile(r"\b(?:đưa|giảm|kéo)\b[^,;]{0,60}\bxuống(?: còn| dưới)?\s*$")
_SHARE_OF_ALL = regex.compile(
    r"[^,;.()]{0,50}(?:,|\() ?(?:bằng|đạt|chiếm|tương đương|tỷ lệ) [\d.,]+% (?:so với )?(?:tổng )?số "
    r"(?:học sinh|hssv|sinh viên|người|hộ|hội viên|lao động)\b"
)
#: `từ │19.870 người│ năm 2023 lên 21.560 người`
_FROM = regex.compile(r"\btừ\s*$")
_TO = regex.compile(r"\s*(?:\(?(?:năm|cuối năm|đầu năm) \d{4}\)? )?(?:lên|xuống)\b")
#: `BHYT 171.942 người, │bao phủ 91,7%│ dân số`
_COVERS_SO_MUCH = regex.compile(
    r"[,;(\s]+(?:(?:đạt |với )?(?:tỷ lệ )?bao phủ|(?:chiếm|bằng|đạt) [\d.,]+% dân số)\b"
)
_THAN_AT_THE_HEAD = regex.compile(
    r"\W*so với (?!chỉ tiêu|kế hoạch|mục tiêu)[^,;:]{3,60},"
    r" (?:đã |vẫn |lại |cũng )*(?:tăng|giảm)(?: thêm| tới)? "
)
_NEW_ONES = regex.compile(r"\s*mới\s*(?:[,.;)]|$|trong\b)")
_ITEM = regex.compile(rf"(?:{BULLET.pattern})|(?:\d{{1,2}}[.)] )?[^,.;:\d]{{2,60}}:")
_OPENS_BRACKET = regex.compile(r"[^,;)%]*\(\s*(?:tổng số )?")
_POOL = regex.compile(r"(?<= nhân khẩu)|\s*(?:đang )?trong (?:độ )?tuổi")
_THRESHOLD = regex.compile(
    r"(?:doanh nghiệp|đơn vị|(?<!bhxh )cơ sở|hợp tác xã|nhà thầu|người sử dụng lao động|"
    r"hộ kinh doanh)[^,;:]*(?:có|sử dụng)\b(?:[^:]*\b(?:từ|dưới|trên|quá|tối đa|tối thiểu|ít nhất|quy mô|"
    r"bình quân|đủ)\b[^:]{0,40}|\s*)$"
)

#: who takes part `từ 06/5 đến 12/5` joined in those days: who takes part at all is counted on a day
_FROM_DAY_TO_DAY = regex.compile(
    r"\btừ (?:ngày )?\d{1,2}(?:[/.-]\d{1,2}(?:[/.-]\d{4})?)? (?:đến|tới) (?:hết )?(?:ngày )?"
    r"\d{1,2}[/.-]\d{1,2}\b"
)


class Counts(Statistics):
    """Measure and, where the words of the count settle it, role of a number of people or households."""

    def _noun(self, window: Window) -> int:
        """Where the word after the number begins."""
        return _BLANKS.match(self.key, window.number.end).end()

    def _count(self, claim: Claim, statistic: Cue | None) -> bool:
        window = claim.window
        last = self._last_of_list(window)
        right = self._topics(last.unit_end, self._told_to(last))
        left, subject = self._left_topics(window)
        near = right[0] if right else None
        compared = COMPARISON.search(self.key, window.unit_end, window.right)
        if near is not None and near.value == "other" and compared and compared.start() < near.start:
            near, right = None, []  # "giảm 1.276 người so với năm trước, thời điểm doanh nghiệp tạm dừng"
        due = near is not None and _DUE.fullmatch(self.key, near.start, near.end)
        if due and any(t.value == "rejoin" for t in left):
            near, right = None, []  # "tái tục 6.500 người đến hạn đóng"
        if near is not None and near.value == "other":
            return False
        if self._outreach(window) or match(r"\s*bị\b", self.key[window.unit_end :]):
            return False
        if self._is_whole_of_what_stands_before(window):
            return False
        if near is None and self._so_many_are_left(claim):
            return True
        if window.number.value < 1000 and (self._threshold(window) or window.number.bound == "at_most"):
            return False
        before = self._back(window), window.hedge_start
        if window.number.value <= 50 and (
            _CREW.search(self.key, *before)
            or (near is None or near.value == "keep")
            and _CREW_OF.search(self.key, *before)
        ):
            return False
        if _NO_MORE_THAN.search(self.key, self._back(window), window.number.start):
            return False
        in_it = any(t.value == "join" for t in left)
        if near is None and not in_it and _SOME_OF_THEM.match(self.key, window.unit_end):
            return False
        if self.claims and (near is None or near.value == "new") and _OF_ALL.search(self.key, *before):
            return False
        if not self.claims and _OF_OTHERS.search(self.key, *before):
            return False
        if _GIVEN.search(self.key, self._back(window), window.hedge_start):
            return False
        if claim.unit == "household" and near is None:
            if match(r"\s*(?:cận )?nghèo", self.key[window.unit_end :]) and statistic:
                return False  # "giảm 312 hộ nghèo"
            if left and not self._same_clause(window, left) and not self._runs(window.unit_end, window.right):
                return False  # "kinh nghiệm vận động BHXH: ấp có 412 hộ"
        if window.number.value <= 100 and _IN_SO_MANY.search(
            self.key, self._back(window), window.number.start
        ):
            return False
        if window.number.value <= 50 and self.key.startswith("đối tượng", self._noun(window)):
            return False  # "5 đối tượng chưa tham gia": kinds of people, not people
        if search(r"(?:tham gia|đóng|nộp)[^,;]*\bcho\s*$", self.key[window.left : window.hedge_start]):
            return False  # an employer who insures its people
        if near is not None and self._in_use(window, near):
            return False
        elsewhere = (
            near is not None and near.value == "join" and not self._runs(window.unit_end, window.right)
        )
        if elsewhere and left and left[-1].value == "other" and self._same_clause(window, left):
            return False  # "ngày hội hiến máu có 520 người tham gia"
        enrol_left = [t for t in left if t.value not in ("other", "completion")]
        insured = near is None and self._insured_of(window)  # "620 người BHXH tự nguyện"
        if near is None and not insured:
            collected = left and self._by_collectors(window, left[-1])
            if left and (left[-1].value == "other") and not (statistic and self.previous) and not collected:
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
        if "rejoin" in rights and not self._not_yet_again(right):
            self._set(claim, "measure", "returning_participants", "taking_part_again")
        elif "not_join" in rights or ("not_join" in kinds and not near):
            self._set(claim, "measure", "non_participants", "not_taking_part")
            if not (self.role_so_far == "target" and _BROUGHT_DOWN.search(self.key, 0, window.hedge_start)):
                self._set(claim, "role", "achieved", "observed_non_participants")
        elif "remaining" in kinds and self._due_in_a_period(window, left):
            self._set(claim, "measure", "new_participants", "won_in_a_period")
            self._set(claim, "role", "target", "target_word_before")
        elif (
            "remaining" in kinds or self._remaining_before(window) or self._more_to_go(window)
        ) and not self._each(window):
            if not self._runs(0, len(self.key)) and self.carry.claim is None and near is None:
                return False  # "bệnh viện còn thiếu 60 người"
            self._set(claim, "measure", "new_participants", "still_to_be_won")
            self._set(claim, "role", "remaining", "still_to_be_won")
        elif "rejoin" in kinds:
            self._set(claim, "measure", "returning_participants", "taking_part_again")
        elif "keep" in kinds or "keep" in rights:
            self._set(claim, "measure", "participants", "won_and_kept")
        elif (part := self._part_of_those_won(claim)) is not None:
            self._set(claim, "measure", part, "list_under_one_verb")
        elif near is not None and near.value == "join" and self._announced_as_new():
            self._set(claim, "measure", "new_participants", "item_of_an_announced_list")
        elif near is not None and self.key.startswith("đang tham gia", near.start):
            self._set(claim, "measure", "participants", "taking_part")
        elif _GROWN_TO.search(self.key, self._back(window), window.hedge_start):
            self._set(claim, "measure", "participants", "total_raised_to")
        elif self._so_many_of_all(window, rights):
            self._set(claim, "measure", "participants", "taking_part")
        elif kinds & {"new", "remaining"} or "new" in rights or self._new_people(window):
            self._set(claim, "measure", "new_participants", "won_in_a_period")
        elif (
            claim.light
            and self.previous is not None
            and self.previous.unit == claim.unit
            and not self._own_stock(window)
        ):
            like = self._of_new_ones(self.previous, self.claims) if near is not None else self.previous
            self._set(claim, "measure", like.measure, "list_under_one_verb")
            if self.previous.role == "remaining":
                self._set(claim, "role", "remaining", "list_under_one_verb")
        elif (
            self._won_that_day(window, near)
            or self.carry.daily
            and not self._stands_as_yet(window)
            or near is not None
            and not subject
            and _FROM_DAY_TO_DAY.search(self.key, self._back(window), window.hedge_start)
            or (near is not None or insured)
            and self._during_the_drive(window)
            or not subject
            and self._during_the_drive(window, told_before=False)
        ):
            self._set(claim, "measure", "new_participants", "won_during_the_drive")
        else:
            self._set(claim, "measure", "participants", "taking_part" if near else "subject_taking_part")
        return True

    def _of_new_ones(self, last: Claim, told: Sequence[Claim]) -> Claim:
        """`892 người tham gia mới, 305 người tái tham gia; │4.118 người│ tham gia BHYT`: new too."""
        new = [c for c in told if c.measure == "new_participants" and c.unit == last.unit]
        return new[-1] if new and last.measure == "returning_participants" else last

    def _by_collectors(self, window: Window, cue: Cue) -> bool:
        """Are people won by others told of before, and then those that collectors of dues won?"""
        last = self.previous
        if last is None or last.measure not in WON or last.unit != window.unit:
            return False
        between = self.key[cue.end : window.hedge_start]
        return bool(_COLLECTORS.fullmatch(self.key, cue.start, cue.end)) and len(between.split()) < 5

    def _announced_as_new(self) -> bool:
        """An item of a list: `Kết quả vận động mới trong ngày: - Phường Dĩ An: │19 người│ tham gia …`."""
        return self.carry.announced == "new_participants" and _ITEM.match(self.key) is not None

    def _won_before(self, claim: Claim) -> str:
        """`1.652 người tham gia trong ngày, đạt 110% mục tiêu. Trong đó, huyện Củ Chi có │187 người│`."""
        told = [c for c in self.carry.claims if c.unit == claim.unit and c.statistic == "level"]
        if self.previous is not None or not told:
            return "participants"
        last, window = told[-1], claim.window
        won = last.measure in WON and last.role == "achieved"
        if not won or window.number.value >= last.window.number.value:
            return "participants"
        of_one = self._names_somebody(window) and not _STANDS.search(self.key, 0, window.hedge_start)
        return last.measure if of_one or PARTS.match(self.key) else "participants"

    def _part_of_those_won(self, claim: Claim) -> str | None:
        """`1.738 người tham gia mới, đạt 115% mục tiêu; │5.260 người│ tham gia …`, `… trong đó │7.915│`."""
        window = claim.window
        last = next((c for c in reversed(self.claims) if c.unit == claim.unit), None)
        if last is not None and self._runs(window.unit_end, window.right):
            last = self._of_new_ones(last, self.claims)
        if last is None or last.role in ("target", "remaining") or last.statistic != "level":
            return None
        if last.measure not in WON:
            return None
        between = self.claims[self.claims.index(last) + 1 :]
        if any(c.measure != "completion_rate" for c in between):
            return None
        lead = self.key[window.left : window.hedge_start].strip(" ,;")
        parts = ("trong đó", "trong đó có", "gồm", "bao gồm", "và", "")
        return last.measure if lead in parts and (between or lead) else None

    def _so_many_are_left(self, claim: Claim) -> bool:
        window, last = claim.window, self.previous
        if last is None or (last.measure, last.unit) != ("non_participants", claim.unit):
            return False
        if not _ONLY_SO_MANY_LEFT.search(self.key, self._back(window), window.hedge_start):
            return False
        self._set(claim, "measure", "non_participants", "so_many_are_left")
        self._set(claim, "role", "achieved", "observed_non_participants")
        return True

    def _not_yet_again(self, right: list[Cue]) -> bool:
        """`chưa tham gia BHYT trở lại` has not; `dừng đóng nay tái tham gia` has."""
        first, *others = right[:2]
        return first.value == "not_join" and not any("tham gia" in self.key[t.start : t.end] for t in others)

    def _due_in_a_period(self, window: Window, left: list[Cue]) -> bool:
        """`Quý IV, toàn ngành cần phát triển 500 nghìn người`: due, but no remainder of a plan."""
        word = next((t for t in reversed(left) if t.value == "remaining"), None)
        if word is None or not match(
            r"cần (?:phải )?(?:vận động|phát triển|khai thác)", self.key[word.start :]
        ):
            return False
        before = self.key[self._back(window) : window.hedge_start]
        return not search(
            r"\bthêm\b|\bcòn\b|từ nay|số người cần|để (?:hoàn thành|đạt)|như vậy", before
        ) and bool(search(r"\b(?:năm|quý|tháng|đợt|chiến dịch|tuần)\b", before))

    def _so_many_of_all(self, window: Window, rights: set[str]) -> bool:
        """`đến ngày 18/9 đã có 186.740 em đăng ký tham gia, bằng 71,8% tổng số học sinh`: of all, a stock."""
        registered = "new" in rights and _SHARE_OF_ALL.match(self.key, window.unit_end)
        return bool(registered) and _STANDS.search(self.key, 0, window.hedge_start) is not None

    def _new_people(self, window: Window) -> bool:
        """`12.500 người tham gia BHXH tự nguyện mới`, `41 người mới`."""
        if _NEW_ONES.match(self.key, window.unit_end):
            return True
        runs = self._runs(window.unit_end, window.right)
        return bool(runs) and match(r"\s*mới\b(?! đạt)", self.key[runs[0][-1].end :]) is not None

    def _insured_of(self, window: Window) -> bool:
        """The programme follows the people at once: `620 người BHXH tự nguyện`."""
        runs = self._runs(window.unit_end, window.right)
        return bool(runs) and not self.key[window.unit_end : runs[0][0].start].strip()

    def _during_the_drive(self, window: Window, told_before: bool = True) -> bool:
        """Does the clause say so, or (`told_before`) does it go on with people who were won?"""
        before = self.key[: window.hedge_start]
        if any(
            c.value == "target" and (not self._is_noun(c) or self._hands_down(c, window))
            for c in self.seen.within("role", window.left, window.hedge_start)
        ):
            return False
        if _DURING.search(before, before.rfind(";") + 1):
            return True
        last = next((c for c in reversed(self.carry.claims) if c.unit == window.unit), None)
        if last is not None and (last.measure, last.role) == ("new_participants", "target") and told_before:
            return _DONE.search(self.key, window.left, window.hedge_start) is not None
        if (
            not told_before
            or last is None
            or last.measure != "new_participants"
            or last.role != "achieved"
            or _STANDS.search(before)
        ):
            return False
        among = self._names_somebody(window) or _BESIDES.match(before) is not None
        among = among or PARTS.match(before) is not None
        return among and window.number.value < 2 * last.window.number.value

    def _names_somebody(self, window: Window) -> bool:
        """A name before the number; the first word of a sentence has its capital for that alone."""
        names = NAMES.finditer(self.seen.text, window.left, window.hedge_start)
        return any(self.key[: m.start()].strip(" –-+•*“\"'") or " " in m[0] for m in names)

    def _won_that_day(self, window: Window, near: Cue | None) -> bool:
        """`Số người tham gia BHYT trong ngày: │612 người│`, `│370 người│ tham gia ngay trong ngày 23/5`."""
        if near is not None:
            runs = self._runs(near.end, window.tail)
            said = runs[0][-1].end if runs and not self.key[near.end : runs[0][0].start].strip() else near.end
            return near.value == "join" and _IN_THAT_DAY.match(self.key, said, window.tail) is not None
        named = search(r"trong ngày[\s:]*$", self.key[window.left : window.hedge_start])
        return named is not None and self._during_the_drive(window)

    def _stands_as_yet(self, window: Window) -> bool:
        """`Theo UBND xã, Bình An hiện có 3.120 người tham gia`: a stock, also in a diary of days."""
        return _STANDS_TODAY.search(self.key, self._back(window), window.hedge_start) is not None

    def _hands_down(self, cue: Cue, window: Window) -> bool:
        """`được BHXH Việt Nam giao 63.500 người`."""
        return self.key[cue.start : cue.end].endswith("giao") and self._role_of(cue, window) == "target"

    def _at_start(self, window: Window, cue: Cue) -> bool:
        """Do these people follow the number at once (`100% người thuộc hộ cận nghèo`)?"""
        return (
            fullmatch(
                r"\s*(?:(?:số|các|em|người|dân|thuộc|hộ|gia đình|thành viên|hội viên|đoàn viên|tổng|của|diện|"
                r"đối tượng|nhóm|trên|là|,|và)\s*)*",
                self.key[window.unit_end : cue.start],
            )
            is not None
        )

    def _is_whole_of_what_stands_before(self, window: Window) -> bool:
        """All people, of whom a share was told: `233.621 người …, đạt 85,7% dân số │(272.484 người)│`."""
        last, counts = self.previous, [c for c in self.claims if c.unit == "person"]
        if window.unit != "person" or last is None or last.unit != "percent" or not counts:
            return False
        part = counts[-1].window.number.value
        if last.statistic != "level" or not _OPENS_BRACKET.fullmatch(
            self.key, last.window.unit_end, window.hedge_start
        ):
            return False
        whole = 100 * part / max(last.window.number.value, 0.1)
        return window.number.value > part and abs(window.number.value - whole) < 0.01 * whole

    def _threshold(self, window: Window) -> bool:
        """`doanh nghiệp … có số lao động … không quá 10 người`: a condition of a rule, not a count."""
        clause = self.key[self.key.rfind(";", 0, window.hedge_start) + 1 : window.hedge_start][-300:]
        return _THRESHOLD.search(clause) is not None

    def _in_use(self, window: Window, near: Cue) -> bool:
        """`1,2 triệu người tham gia BHYT đi khám bệnh`: who uses a card is not who takes part."""
        return bool(vocabulary()["use"].scan(self.key, near.end, max(near.end, self._told_to(window))))

    def _own_stock(self, window: Window) -> bool:
        before = self.key[window.left : window.hedge_start]
        return search(r"(?<!trong đó )\b(?:có|phục vụ|quản lý)\s*$", before) is not None

    def _each(self, window: Window) -> bool:
        """`mỗi xã cần vận động 20 người`: what each has to reach is a target."""
        begin = self.key.rfind(";", 0, window.hedge_start) + 1
        return bool(vocabulary()["per"].scan(self.key, begin, window.hedge_start))

    def _more_to_go(self, window: Window) -> bool:
        """`còn 71 người nữa`; not `ba tháng đầu năm có thêm 11 người nữa`."""
        won = search(r"\bcó thêm\s*$", self.key[window.left : window.hedge_start])
        more = match(r"\s*(?:nữa\b|còn lại (?:của|theo) (?:chỉ tiêu|kế hoạch))", self.key[window.unit_end :])
        return won is None and more is not None

    def _remaining_before(self, window: Window) -> bool:
        due = match(
            r"[^,;()]{0,50}\b(?:cần|phải|chưa)(?: \p{L}+)? (?:phát triển|vận động|khai thác)\b",
            self.key[window.unit_end : window.tail],
        )
        if due and search(r"\bcòn\s*$", self.key[window.left : window.hedge_start]):
            return True  # "còn 1.200 người cần vận động từ nay đến cuối năm"
        return (
            search(
                r"(?:còn thiếu|còn phải|cần thêm|còn cần)[^,;]{0,25}$|"
                r"\bsố(?: người| lao động)?(?: còn)? (?:phải|cần) (?:phát triển|vận động|khai thác|"
                r"thực hiện)[^;]{0,60}$|"
                r"(?:từ nay|từ giờ|thời gian còn lại)[^;]{0,60}\b(?:phải|cần)(?: \p{L}+)? (?:phát triển|"
                r"vận động|khai thác|"
                r"tăng)(?: mới| được)* thêm[^,;]{0,15}$",
                self.key[window.left : window.hedge_start],
            )
            is not None
        )

    def _inherit_count(self, claim: Claim, statistic: Cue | None) -> bool:
        """No word of its own: the number goes on with what was said before (`, tăng 533 người so với …`)."""
        window = claim.window
        if vocabulary()["trade"].at(self.key, self._noun(window)):
            return False  # "trường có 32 giáo viên": how many there are
        if (self.previous is not None or self.carry.claim is not None) and self._raised(window):
            self._set(claim, "measure", "participants", "total_raised_to")
            return True
        if (
            statistic is not None
            and statistic.value in ("up", "down")
            and self._subject_changes(claim, statistic)
        ):
            return True
        if (self.previous or self.carry.claim) and self._more_to_go(window) and not self._each(window):
            source = self.previous or self.carry.claim
            self._set(claim, "measure", "new_participants", "still_to_be_won")
            self._set(claim, "role", "remaining", "still_to_be_won")
            self._take_over(claim, source, "goes_on_with_the_number_before")
            return True
        anaphora = THIS_NUMBER.search(self.key, window.left, window.hedge_start)
        if _ALL_THERE_ARE.search(self.key, window.left, window.hedge_start) or _POOL.match(
            self.key, window.unit_end
        ):
            return False
        if search(r"so với\s*$", self.key[window.left : window.hedge_start]):
            return False  # "con số này quá ít so với gần 20.000 lao động": what it is measured against
        goes_on = anaphora or self._goes_on(window) or statistic and self._than_before(window)
        source = self.previous or (self.carry.claim if goes_on else None)
        if self.previous is None and match(
            r"[\s–+•*-]*(?:\d+\. )?(?:về )?bh\w+[^:,;]{0,30}:\s*$", self.key[: window.hedge_start]
        ):
            source = None  # "- BHTN: 43.590 người": an item of its own
        if source is not None and source is self.carry.claim and not anaphora:
            source = self._of_new_ones(source, self.carry.claims)
        completes = match(r"[^;.]{0,40}\d\s*%", self.key[window.unit_end :])
        if source is not None and self.previous is None and completes and not anaphora:
            # "Lục Yên 1.240 người, đạt 71%": like the count of which a completion was told
            source = self.carry.completed or source
        if source is not None and self.previous is None and not anaphora and self._others(window, source):
            return False
        if (
            source is not None
            and self.previous is None
            and "household" in (claim.unit, source.unit)
            and claim.unit != source.unit
            and not anaphora
        ):
            return False  # "huyện có 9 xã với 31.200 hộ"
        if (
            source is None
            and PARTS.match(self.key)
            and (
                PART.search(self.key, window.left, window.hedge_start)
                or any(
                    self._at_start(window, group)
                    for group in self.seen.within("group", window.number.end, window.right)
                )
            )
        ):
            source = next(
                (c for c in reversed(self.carry.claims) if c.unit == "person" and c.statistic == "level"),
                None,
            )
        if source is None and self.seen.within("programme", window.left, window.hedge_start):
            # "BHXH bắt buộc: 12.345 người" – the programme itself is the subject
            runs = self._runs(window.left, window.hedge_start)
            gap = self.key[runs[-1][-1].end : window.hedge_start]
            direct = fullmatch(r"[\s:(–-]*(?:là|đạt|có|được|với|khoảng|tăng mới)?[\s:(]*", gap)
            if (
                direct
                or gap.rstrip().endswith(":")
                or not self._content_words(runs[-1][-1].end, window.hedge_start)
                and "," not in gap
                or self._tells_of(runs[-1], window)
            ):
                last = next((c for c in self.carry.claims if c.unit == claim.unit), None)
                won = last is not None and (last.measure, last.role) == ("new_participants", "achieved")
                item = won and self.carry.claims_age <= 1 and gap.startswith(":") and runs[-1][0].start < 4
                measure = "new_participants" if item else "participants"
                self._set(claim, "measure", measure, "programme_as_subject")
                return True
        bracketed = NAME_BEFORE_BRACKET.search(self.seen.text[window.left : window.hedge_start])
        if source is None and bracketed and self._just_named(window):
            self._set(claim, "measure", "participants", "place_after_the_programme")
            self._set(claim, "programme", self.carry.programme, "programme_of_sentence_before")
            return True
        named = anaphora and not self.carry.uncounted  # "4,8 triệu người rút một lần. Con số này …"
        if (
            source is None
            and self.carry.programme
            and (named or self._states_plan(window) or self._hands_out(window))
        ):
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
        if measure in RATES:
            targets = any(
                c.value == "target" for c in self.seen.within("role", window.left, window.hedge_start)
            )
            measure = counted[-1].measure if counted and not targets else self._won_before(claim)
        if (
            measure == "non_participants"
            and self.previous is None
            and self._runs(window.left, window.hedge_start)
        ):
            measure = "participants"
        stands = search(
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
        if _NEW_ONES.match(self.key, window.unit_end):
            measure = "new_participants"
        if _FROM.search(self.key, window.left, window.hedge_start) and _TO.match(self.key, window.unit_end):
            measure = "participants"  # "từ 19.870 người năm 2023 lên 21.560 người"
        if self._runs(window.left, window.hedge_start) and _COVERS_SO_MUCH.match(self.key, window.unit_end):
            measure = "participants"
        if self.previous is None and not anaphora and self._announced_as_new():
            measure, rule = "new_participants", "item_of_an_announced_list"
        self._set(claim, "measure", measure, rule)
        if self.previous is None or anaphora:
            self._take_over(claim, source, rule)
        if source.measure == "non_participants":
            self._set(claim, "role", "achieved", "observed_non_participants")
        plan = search(r"chỉ tiêu|kế hoạch|mục tiêu", self.key[window.left : window.hedge_start])
        if source.role == "remaining" and plan:
            self._set(claim, "measure", "participants", "plan_after_remainder")
        elif (
            source.role == "remaining"
            or anaphora
            and source.role == "target"
            and statistic is None
            and not self._says_achieved(window)
        ):
            self._set(claim, "role", source.role, rule)
        return True

    def _than_before(self, window: Window) -> bool:
        """`So với ngày đầu hợp nhất, tăng │7.930 người│`: what was told of before."""
        return (
            self.carry.claims_age <= 1
            and _THAN_AT_THE_HEAD.fullmatch(self.key[: window.hedge_start]) is not None
        )

    def _others(self, window: Window, source: Claim) -> bool:
        """`toàn tỉnh có 345.000 học sinh các cấp` after a count of the insured: other people are told of."""
        groups = {c.value for c in self.seen.within("group", window.number.end, window.right)}
        if groups & {"students", "children"} and source.programme == "voluntary_social_insurance":
            return True
        stop = min(self._told_to(window), window.unit_end + 40)
        return bool(self._content_words(window.number.end, stop) - _AROUND_COUNTS)

    def _take_over(self, claim: Claim, source: Claim, rule: str) -> None:
        """Programme and group of an earlier claim, unless the sentence names its own."""
        window = claim.window
        if self._runs(0, window.right):
            return
        named_since = (
            self.carry.claims and source is self.carry.claim and self.carry.age < self.carry.claims_age
        )
        programme = self.carry.programme if named_since else source.programme
        if source.unit == "percent" and claim.unit == "person" and claim.measure in WON and self.carry.won:
            programme = self.carry.won  # a coverage told in between does not change whom one wins
        self._set(claim, "programme", programme, rule)
        if source.group and not named_since and not self.seen.within("group", window.left, window.right):
            self._set(claim, "group", source.group, rule)

    def _next_place(self, window: Window) -> bool:
        """`Bình Dương (giảm 62.430), TP.HCM (│41.075│)`, `Thuận An mất 24.700 lao động, Tân Uyên │…│`."""
        gap = self.key[window.left : window.hedge_start].rstrip(" (")
        return any(window.left < end <= window.left + len(gap) + 1 for _, end in self.seen.places)

    def _states_plan(self, window: Window) -> bool:
        """`Nhưng kế hoạch năm nay là 14.500 người` and nothing else before it."""
        before = self.key[window.left : window.hedge_start]
        planned = search(r"(?:kế hoạch|chỉ tiêu|mục tiêu)(?:[^,;:]{0,30}\blà| cán đích| đạt| có)\s*$", before)
        if planned is None or any(t.value == "other" for t in self._topics(0, window.hedge_start)):
            return False
        return not self._content_words(
            max(window.left, self.key.rfind(",", 0, window.hedge_start)), window.hedge_start
        )

    def _hands_out(self, window: Window) -> bool:
        """`Tỉnh giao chỉ tiêu về BHXH tự nguyện. Theo đó, toàn tỉnh phải đạt 38.500 người`."""
        if self.carry.age or self.carry.uncounted or self.carry.claims or self.claims:
            return False
        plans = [c for c in self.seen.within("role", 0, window.hedge_start) if c.value == "target"]
        return bool(plans) and self._role_of(plans[-1], window) == "target" and self._goes_on(window)

    def _raised(self, window: Window) -> bool:
        """`nâng tổng số lên 148.700 người`: the stock that the new ones led to."""
        return (
            search(
                r"(?:nâng|đưa|tăng)[^,;]{0,12}(?:tổng )?(?:con )?số[^,;]*(?:lên|thành|đạt|là)[^,;]{0,12}$|"
                r"(?:lũy kế|cộng dồn)(?! [\p{L}\d]+ (?:tháng|tuần|ngày)\b)[^,;]{0,30}$|"
                r"\b(?:để|lên)(?: cán| chạm| đạt)? mốc\s*$",
                self.key[window.left : window.hedge_start],
            )
            is not None
        )

    def _tells_of(self, run: list[Cue], window: Window) -> bool:
        """`BHXH tự nguyện thì khó hơn, đến nay mới được 19 người`: the programme is the theme."""
        opens = not self._content_words(0, run[0].start)
        count = search(r"(?:được|đạt|có|chỉ|là|còn|với)\s*$", self.key[window.left : window.hedge_start])
        other = any(t.value == "other" for t in self._topics(run[-1].end, window.hedge_start))
        money = self._of_money(window.left, window.hedge_start)
        return bool(self.carry.claims and opens and count and not other and not money and not window.left)

    def _forward_subject(self, claim: Claim) -> bool:
        """`theo kế hoạch … giao (3.672 người), số người tham gia …`: the subject follows."""
        window = claim.window
        noun = search(
            r"(?:kế hoạch|chỉ tiêu|mục tiêu|giao)[^,;]*\(\s*$", self.key[window.left : window.hedge_start]
        )
        if noun and self._topics(window.right, min(len(self.key), window.right + 80)):
            self._set(claim, "measure", "participants", "target_in_brackets")
            self._set(claim, "role", "target", "target_in_brackets")
            return True
        return False
