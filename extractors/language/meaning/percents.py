"""What a percent says: a coverage, the completion of a plan, a change; and of what it is the share."""

import regex

from extractors.language.clauses import Window
from extractors.language.matching import match, search
from extractors.language.meaning.claim import Claim
from extractors.language.meaning.counts import Counts
from extractors.language.meaning.patterns import (
    AGAINST_PLAN,
    COORDINATION,
    FILLER,
    HEALTH,
    INDEX,
    NAME_BEFORE_BRACKET,
    RATES,
    THIS_NUMBER,
)
from extractors.language.meaning.programmes import joined
from extractors.language.vocabulary import Cue, vocabulary

#: what may follow a percent without making it the share of something else
_RATE_OF_PROGRAMME = regex.compile(
    r"tỷ lệ (?:bhyt|bhxh|bhtn|bảo hiểm y tế|bảo hiểm xã hội)(?: tự nguyện)?(?: toàn dân)?"
    r"(?: của \p{L}+)? ?(?:là|đạt|mới|mới đạt|chỉ|chỉ đạt|:|khoảng)?\s*$"
)
_REACHING = regex.compile(r"(?:đạt|mới|chỉ|là|còn|lên|xuống|tới|với|mức|mốc|hơn|nhiều,?|nhất,?)\s*$")
_EXTREME = regex.compile(
    r"tỷ lệ (?:(?:đạt|bao phủ|tham gia|vận động|thực hiện|hoàn thành|phát triển)[^,;:]{0,15} )?"
    r"(?:rất |khá |còn )?(?:cao|thấp)"
)
_AMONG_CASES = regex.compile(r"\d\s+(?:lượt|ca|bệnh nhân|người bệnh|hồ sơ)\b[^.;]*(?:trong (?:đó|số)|,)")
#: what people are, not what they take part in (`trong đó 35% là đồng bào dân tộc thiểu số`)
_WHO_ARE = regex.compile(
    r" là (?:con|người|đồng bào|nông dân|hộ|học sinh|lao động|phụ nữ|nữ|nam|trẻ|hội viên|công nhân)\b"
)
_OF_OTHER = regex.compile(r" (?:dùng|sử dụng|được sử dụng|được dùng|được cấp nước|uống|nghe|xem|truy cập)\b")
_AFTER_PERCENT = regex.compile(
    r"\s*(?:$|[.,;:()\[\]…”\"’/|–-]|(?:trong|ở|tại|năm|vào|tính|so|và|theo|với|tham gia|được|lên|xuống|nhưng|"
    r"thì|mà|để|nên|song|rồi|"
    r"cao|thấp|đứng|cuối|đầu|giữa|hồi|nay|tăng|giảm|vượt|đến|từ|sau|khi|trước|còn|đã|chưa|hoàn thành|tụt|sụt|"
    r"rơi|leo|vọt|nhích|nâng|chính phủ|thủ tướng|hđnd|ubnd|trung ương|nghị quyết|mà|do|nhờ|vì|dù|tuy|bằng|"
    r"tương đương|trở lên|là|ngay|như|trên địa bàn|"
    r"người|số|tổng|của|trên|có|toàn|trong số|mua|đóng|bhyt|bhxh|bhtn|bảo hiểm|về|"
    r"(?:tỷ lệ )?bao phủ|hiện)\b)"
)
_PEOPLE = regex.compile(
    r"\s*(?:các |số )?(?:nhóm|hội viên|đoàn viên|thành viên|phụ nữ|nông dân|lao động|công nhân|hộ|em|trẻ|"
    r"giáo viên|"
    r"cán bộ|tiểu thương|đối tượng)\b"
)
#: what those asked in a survey say
_SAY = regex.compile(r"\b(?:nói|cho rằng|cho là|trả lời|đồng ý|hài lòng)\b")
_OTHER_PLAN = regex.compile(
    r"\b(?:thu|chi|vốn|giải ngân|diện tích|sản lượng|xuất khẩu|ngân sách|nợ|hồ sơ|doanh thu|dự toán|trồng|"
    r"xây dựng|"
    r"sản xuất|công trình|dự án|tiêm)\b"
)
_SALARY = regex.compile(
    r"\b(?:(?<!lực )lương(?! hưu)|thu nhập|khả năng lao động|tính thêm|giá mua|mức đóng|tỷ lệ đóng|phí|"
    r"lệ phí|thuế|"
    r"thuế suất|lãi|lãi suất|cổ phần|vốn|tiền)\b|\bx\s*$"
)
_MONEY = regex.compile(r"\d\s*(?:nghìn |ngàn |triệu |tỷ |tỉ )*(?:đồng|tỷ|tỉ)\b(?! lệ)")
_ANNOUNCED_RATE = regex.compile(
    r"tỷ lệ(?: người| dân| người dân| bao phủ| tham gia)* (?:bhyt|bảo hiểm y tế)[^.;:]{0,60}:"
)
_GROWTH = regex.compile(
    r"(?:tương đương|tương ứng|bằng|hay|đạt)(?: với)?(?: mức| tốc độ| tỷ lệ)? "
    r"(?:tăng(?: trưởng)?|giảm)\s*$"
)
_COUNTS_COMMUNES = regex.compile(
    r"\s*(?:trở lên|trở xuống)?\s*(?:là|gồm|có|:|với)(?: có)?\s*\d+ "
    r"(?:xã|phường|thị trấn|huyện|đơn vị|thôn|ấp|địa phương)\b"
)
_THE_REST = regex.compile(
    r"\b(?:xã|phường|thị trấn|địa phương|huyện|đơn vị|nơi) (?:còn lại|khác)(?: đều| đã| cũng)?(?: đạt)?\s*$"
)
_PAID = regex.compile(r"\b(?:hỗ trợ|thanh toán|chi trả|được hưởng)(?: thêm| mức| tới| đến)*\s*$")
_VOTERS = regex.compile(r" (?:tổng )?(?:số )?(?:đại biểu|phiếu|cử tri)\b")
_SO_MANY_HAVE = regex.compile(
    r"\b\d+ (?:xã|phường|thị trấn|quận|huyện|tỉnh|đơn vị|địa phương)[^,;:()]{0,30} có "
    r"tỷ lệ[^,;:()]{0,100}$"
)
#: `tổ chức nào đạt trên │110%│ chỉ tiêu sẽ được thưởng`, `không còn thôn nào bao phủ dưới │90%│`: a condition
_WHICHEVER = regex.compile(
    r"\b(?:xã|phường|thị trấn|huyện|tỉnh|thôn|bản|ấp|đơn vị|địa phương|nơi|tổ chức|cá nhân|đại lý) nào\b"
    r"[^,;:()\d]{0,50}$"
)
_REWARDED = regex.compile(r"[^,;.\d]{0,40}\btrở lên\b[^;.\d]{0,60}\bthưởng\b")
_THAN_PLANNED = regex.compile(
    r"\s*so(?: với)? (?:kế hoạch|chỉ tiêu|mục tiêu|nghị quyết)\b(?! năm (?:trước|ngoái))"
)
_BOOKS = regex.compile(r"\bsổ (?:bhxh|bảo hiểm)(?:(?!tham gia)[^,;.]){0,100}$")
_CARDS_CHANGED = regex.compile(r"(?:tăng|giảm) [\d.]+ thẻ[^;.%]{0,30}\([^;.%]{0,20}$")
_KEEPS = regex.compile(
    r"(?: |:|vẫn|đã|mới|cũng|hiện|nay|giữ|vững|duy trì|được|đạt|bao phủ|phủ|chiếm|ở|mức|tỷ lệ|là|với)*"
)
_OPENS_WITH_PLAN = regex.compile(r"\W*so với (?:chỉ tiêu|kế hoạch|mục tiêu)[^,;()%]{0,60}\(\s*$")
_NAMED_GOAL = regex.compile(r"(?:vượt|đạt|so với|hoàn thành) (?:mục tiêu|chỉ tiêu)\s*$")
#: `Còn đích 80% vào năm 2020`: the goal of the coverage spoken of
_OPENS_PLAN = regex.compile(r"\(\s*(?:là|(?:phát triển|vận động|tăng)(?: mới| thêm)?)?[\s:]*$")
#: what follows is of others: `76,8% dân số, │còn│ 47.000 người chưa tham gia`
_TURNS = regex.compile(r"\b(?:nhưng|song|trong khi|còn)\b")
_PLANS = regex.compile(r"\b(?:kế hoạch|chỉ tiêu|mục tiêu|hoàn thành)\b")
_GOAL = regex.compile(r"(?:mục tiêu|đích|mốc|chỉ tiêu)(?: bao phủ)?\s*$")
_PLAN_BEFORE = regex.compile(r"(?:kế hoạch|chỉ tiêu|mục tiêu|nghị quyết)(?: [\p{L}\d/-]+){0,14}\s*\($")


class Percents(Counts):
    """Measure and base of a percent."""

    def _in_brackets_after_plan(self, claim: Claim) -> bool:
        """`đạt 78,1% kế hoạch tỉnh giao (7.500 người)`: what stands in the brackets is the plan."""
        window, source = claim.window, self.previous
        left = self.key[window.left : window.hedge_start]
        if source is None and self._goal_that_opens(claim):
            return True
        if source is None or not _OPENS_PLAN.search(left):
            return False
        if NAME_BEFORE_BRACKET.search(self.seen.text[window.left : window.hedge_start]):
            return False  # "vượt kế hoạch như Thanh Miện (112,3%)"
        opening = window.left + left.rfind("(") + 1
        if not _PLAN_BEFORE.search(self.key, source.window.unit_end, opening):
            return False
        if claim.unit == "percent":
            measure = source.measure if source.measure in RATES else "participation_rate"
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

    def _goal_that_opens(self, claim: Claim) -> bool:
        """`So với chỉ tiêu năm 2025 │(95,2%)│, tỷ lệ bao phủ BHYT còn thiếu 1,4%`."""
        window = claim.window
        if claim.unit != "percent" or not _OPENS_WITH_PLAN.match(self.key, 0, window.hedge_start):
            return False
        topics, runs = self._topics(window.right, len(self.key)), self._runs(window.right, len(self.key))
        if not topics or topics[0].value != "coverage" or not runs:
            return False
        self._set(claim, "measure", "participation_rate", "plan_in_brackets")
        self._set(claim, "role", "target", "plan_in_brackets")
        self._set(claim, "programme", joined(runs[0]), "programme_later_in_sentence")
        return True

    def _percent(self, claim: Claim, statistic: Cue | None) -> bool:
        window, key = claim.window, self.key
        right = self._topics(window.unit_end, self._told_to(window))
        left, subject = self._left_topics(window)
        base = self._base_after(window)
        group = [
            g for g in self.seen.within("group", window.unit_end, window.right) if self._at_start(window, g)
        ]
        left = [t for t in left if not key.startswith("đóng", t.start)]  # "đóng BHTN 2%" is a contribution
        # "15 - 17% để khuyến khích doanh nghiệp phát triển": the word alone may be said of anything
        loose = bool(right) and right[0].value in ("new", "rejoin") and base is None and not group
        loose = loose and not self._runs(window.unit_end, window.right)
        enrol_right = right and right[0].value not in ("other", "completion") and not loose
        enrol_left = [t for t in left if t.value not in ("other", "completion", "remaining")]
        completing = any(t.value == "completion" for t in left)
        lefts = {t.value for t in enrol_left}
        told = [
            t.start for t in enrol_left if t.value == "coverage"
        ]  # what stands before it is another subject
        since = told[-1] if told else window.left
        if self._says(_SALARY, since, window.hedge_start) or self._says(
            _SALARY, window.unit_end, window.right
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
        goal = self.previous is None and self.carry.rates in HEALTH and not right and not left
        if (
            goal
            and base is None
            and _GOAL.search(key, self._back(window), window.hedge_start)
            and window.number.value > 30
        ):
            self._set(claim, "measure", "participation_rate", "goal_of_the_coverage")
            self._set(claim, "programme", self.carry.rates, "goal_of_the_coverage")
            self._set(claim, "role", "target", "goal_of_the_coverage")
            return True
        if right and right[0].value == "other":
            return False
        if self.previous is None and _AMONG_CASES.search(key, 0, window.hedge_start):
            return False  # "khám cho 4.500 lượt người, trong đó hơn 60% có thẻ"
        if _REWARDED.match(key, window.unit_end):
            return False  # "đơn vị đạt từ 120% chỉ tiêu trở lên được thưởng": a condition
        if window.number.bound == "at_least" and self._threshold(window):
            return False  # "doanh nghiệp có từ 30% người lao động trở lên": a condition
        if not enrol_right and _MONEY.search(key, since, window.hedge_start):
            return False  # "thu … đạt 4.870 tỷ đồng, bằng 70,3% kế hoạch"
        if self._outreach(window) and not enrol_right:
            return False
        if base is None and not enrol_right and _WHO_ARE.match(key, window.unit_end):
            return False
        if base is None and _PAID.search(key, window.left, window.hedge_start):
            return False  # "được hỗ trợ 30% khi tham gia", "thanh toán 100% khi có thẻ": money
        if _VOTERS.match(key, window.unit_end):
            return False
        if _BOOKS.search(key, window.left, window.hedge_start):
            return False  # "Sổ BHXH đã cấp chiếm trên 98%": books given out
        if base is None and _SAY.search(key, window.unit_end, window.right):
            return False  # "41% người chưa mua thẻ nói lý do là …"
        if right and right[0].value == "join" and self._in_use(window, right[0]):
            return False  # "98,7% người tham gia BHYT được đồng bộ dữ liệu"
        people = (
            enrol_right and right[0].value in ("join", "not_join") and _PEOPLE.match(key, window.unit_end)
        )
        if base is None and not group and not people and not _AFTER_PERCENT.match(key, window.unit_end):
            return False  # the share of something else ("30% mức đóng")
        if self._sorts_places(window):
            return False
        if statistic is None and base is None and self._one_more_change(claim):
            return True
        if self._told_in_percent_too(claim):
            return True
        if key.endswith("%/", 0, window.hedge_start) and not self._paired(window):
            return False  # two shares side by side, of which nothing says what the second is
        if statistic is not None and statistic.value in ("up", "down"):
            missed = _THAN_PLANNED.match(key, window.unit_end) and window.number.value < 60
            measured = self.previous is not None and self.previous.measure in RATES
            if missed and measured:  # "83,4%, tăng 2,4% so với kế hoạch": a gap, in the words of a rise
                beyond = "above" if statistic.value == "up" else "below"
                if self._gap(claim, Cue(statistic.start, statistic.end, beyond)):
                    return True
            if search(r"phải\s*$", key[window.left : statistic.start]):
                return False  # a condition
            return self._percent_change(claim, statistic, left, subject)
        if statistic is not None and base != "target" and self._gap(claim, statistic):
            return True
        if (
            statistic is not None
            and statistic.value in ("above", "below")
            and base is None
            and window.number.value < 30
            and not window.number.value_max
            and self._compares(window)
        ):
            return False  # "thấp hơn 3,3% so với …": by so much, of what nobody says
        misses = statistic is not None and statistic.value in ("above", "below") and base == "target"
        if misses and claim.window.number.value < 60 and self._gap(claim, statistic):
            return True
        source = self.previous
        covered = source is not None and source.measure == "participation_rate"
        if base == "target" and covered and _NAMED_GOAL.search(key, self._back(window), window.hedge_start):
            # "đạt 1,2%, vượt mục tiêu 1% của Nghị quyết 28": the goal, no share of it
            self._set(claim, "measure", "participation_rate", "goal_of_the_coverage")
            self._set(claim, "role", "target", "goal_of_the_coverage")
            return True
        if base == "target":
            said = left or self._topics(self._back(window), window.hedge_start)
            if (
                source is None
                and said
                and said[-1].value == "other"
                and not self._runs(0, window.hedge_start)
            ):
                return False  # "giải quyết việc làm cho 15.000 lao động, đạt 102% kế hoạch"
            if source is None and left and left[-1].value == "other":
                return False
            if source is None and not enrol_left and not completing and not self.seen.programmes:
                programme = self.carry.claim.programme if self.carry.claim else self._just_named(window)
                if programme is None and self.carry.age <= 2 and not left and statistic is None:
                    programme = self.carry.programme
                if programme is None or self._says(_OTHER_PLAN, 0, window.hedge_start):
                    return False
                self._set(claim, "programme", programme, "goes_on_with_the_sentence_before")
            if source is None and subject and not left and not self._runs(window.unit_end, window.right):
                return False
            self._set(claim, "measure", "completion_rate", "percent_of_target")
            self._set(claim, "base", "target", "percent_of_target")
            return True
        if base == "population" and _OF_OTHER.match(key, self._after_base(window)):
            return False  # "100% dân số dùng nước hợp vệ sinh"
        if base == "population" and not enrol_right and key.startswith(" là ", self._after_base(window)):
            return False  # "nơi 64% dân số là người Jrai"
        if base not in (None, "target") or group:
            if not enrol_right and not right:
                stop = key.find(";", window.right)
                ahead = self._topics(window.right, stop if stop >= 0 else len(key))
                turned = ahead and _TURNS.search(key, window.unit_end, ahead[0].start)
                if ahead and ahead[0].value in ("join", "not_join") and not turned:
                    right, enrol_right = ahead[:1], True
            goal = self.carry.claim is not None and base in ("labour_force", "population")
            goal = goal and not left and not subject
            goal = goal and any(
                c.value == "target" for c in self.seen.within("role", window.left, window.hedge_start)
            )
            goes_on = (claim.light or not subject) and source is not None
            if not (enrol_right or enrol_left or goal or goes_on or self._programme_has(window, base)):
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
        planned = search(
            r"(?:so với |theo |trên )(?:\p{L}+ ){0,2}?(?:kế hoạch|chỉ tiêu|mục tiêu)[^,;]*(?:đạt|bằng|được|"
            r"\()\s*$|(?:chỉ tiêu|kế hoạch) (?:về )?[^,;]{0,40}\b(?:đã|mới)(?: chỉ)? đạt\s*$",
            key[window.left : window.hedge_start],
        )
        planned = planned or AGAINST_PLAN.match(key) and not statistic
        if planned and not ("coverage" in lefts and "phủ" in key[since : window.hedge_start]):
            self._set(claim, "measure", "completion_rate", "measured_against_plan")
            self._set(claim, "base", "target", "measured_against_plan")
            return True
        named = _RATE_OF_PROGRAMME.search(key, window.left, window.hedge_start)
        if "coverage" in lefts or enrol_right or named:
            self._set(claim, "measure", "participation_rate", "coverage")
            return True
        after_rate = covered and source.statistic == "level"
        if enrol_left and not after_rate and self._counted_against_target(window):
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
            and not THIS_NUMBER.search(key, window.left, window.hedge_start)
            and not (self.carry.claims and _EXTREME.search(key, window.left) and self._ranks(window))
        ):
            if source is not None and search(
                r"tỷ lệ(?: chung| bình quân)?(?: của cả nước| cả nước)?(?: đạt)?\s*(?:là|:)?\s*$|"
                r"\b(?:tỷ lệ|mức)(?: bao phủ| tham gia| đạt)*(?: chung| bình quân| trung bình)+"
                r"(?: \p{L}+){0,5}?\s*(?:là|đạt|ở mức|\()\s*$",
                key[window.left : window.hedge_start],
            ):
                return self._rate_after_count(claim, source)
            return False
        if self._of_health_now(window, source):
            self._set(claim, "measure", "participation_rate", "coverage")
            return True
        if source is not None:
            return self._rate_after_count(claim, source)
        if self._of_an_announced_rate(window):
            self._set(claim, "measure", "participation_rate", "item_of_an_announced_list")
            return True
        anaphora = THIS_NUMBER.search(key, window.left, window.hedge_start)
        if (
            self.carry.claim is None
            and source is None
            and self._listed(window)
            and self.carry.list_of in HEALTH
        ):
            self._set(claim, "measure", "participation_rate", "item_of_an_announced_list")
            return True
        if self.carry.claim is not None and (anaphora or self._goes_on(window) or self._reaches(window)):
            rates = [c for c in self.carry.claims if c.measure in RATES and c.statistic == "level"]
            carried = rates[-1] if rates and not anaphora else self.carry.claim
            rule = "this_number" if anaphora else "goes_on_with_the_sentence_before"
            self._take_over(claim, carried, rule)
            if self.carry.announced in RATES and not anaphora:
                self._set(claim, "measure", self.carry.announced, "rate_of_the_sentence_before")
                if self.carry.announced == "completion_rate":
                    self._set(claim, "base", "target", "rate_of_the_sentence_before")
                return True
            if anaphora and carried.role == "target" and not self._says_achieved(window):
                self._set(claim, "role", "target", rule)
            reached = (
                rates[-1].measure if rates else None
            ) != "participation_rate" or window.number.value > 100
            reached = reached and search(
                r"(?:vượt|hoàn thành|đạt)[^,;]{0,20}(?:kế hoạch|chỉ tiêu|mục tiêu)", key[: window.hedge_start]
            )
            if reached:
                self._set(claim, "measure", "completion_rate", "measured_against_plan")
                self._set(claim, "base", "target", "measured_against_plan")
                return True
            return self._rate_after_count(claim, carried)
        return False

    def _of_health_now(self, window: Window, source: Claim | None) -> bool:
        """`Về BHYT, huyện đạt │91,9%│` after a report on BHXH tự nguyện: its coverage, no plan is named."""
        runs = self._runs(window.left, window.hedge_start)
        before = source or self.carry.claim
        if not runs or before is None or window.number.value > 100:
            return False
        now = {cue.value for cue in runs[-1]}
        if not now <= HEALTH or before.programme in HEALTH or _PLANS.search(self.key, 0, window.tail):
            return False
        gap = self.key[runs[-1][-1].end : window.hedge_start]
        return _REACHING.search(gap) is not None and len(gap.split()) <= 6

    def _programme_has(self, window: Window, base: str | None) -> bool:
        """`BHYT vẫn giữ được tỷ lệ │95,6%│ dân số`, `BHTN: đạt │11,3%│ lực lượng lao động`: a verb
        between."""
        runs = self._runs(window.left, window.hedge_start)
        if base is None or not runs or (base == "population") != ({cue.value for cue in runs[-1]} <= HEALTH):
            return False
        return _KEEPS.fullmatch(self.key, runs[-1][-1].end, window.hedge_start) is not None

    def _one_more_change(self, claim: Claim) -> bool:
        """`tăng lần lượt 8,1%, │6,4%│, │8,5%│ và │1,1%│`."""
        last = self.previous
        if last is None or last.unit != "percent" or last.statistic == "level":
            return False
        if not COORDINATION.fullmatch(self.key, last.window.unit_end, claim.window.hedge_start):
            return False
        self._set(claim, "statistic", last.statistic, "list_under_one_verb")
        self._set(claim, "measure", last.measure, "list_under_one_verb")
        if last.base:
            self._set(claim, "base", last.base, "list_under_one_verb")
        claim.sign, claim.compared = last.sign, last.compared
        return True

    def _of_an_announced_rate(self, window: Window) -> bool:
        """`các xã đạt tỷ lệ BHYT trên 93% như: xã Tân Phú đạt │93,01%│`: the first item, after its place."""
        if not _ANNOUNCED_RATE.search(self.key, self._back(window), window.hedge_start):
            return False
        ends = [end for _, end in self.seen.places if window.left < end <= window.hedge_start]
        return bool(ends) and FILLER.fullmatch(self.key, max(ends), window.hedge_start) is not None

    def _sorts_places(self, window: Window) -> bool:
        """A threshold by which places are counted or listed.

        `từ 90% trở lên là 8 xã`, `các xã còn lại từ 83%`, `16 huyện có tỷ lệ dưới 77%`, `các xã dưới 90%: …`.
        """
        if _WHICHEVER.search(self.key, self._back(window), window.hedge_start):
            return True
        if window.number.bound == "exact":
            return False
        return (
            self.key[window.unit_end :].lstrip().startswith(":")
            or _COUNTS_COMMUNES.match(self.key, window.unit_end) is not None
            or _THE_REST.search(self.key, self._back(window), window.hedge_start) is not None
            or _SO_MANY_HAVE.search(self.key, window.left, window.hedge_start) is not None
        )

    def _told_in_percent_too(self, claim: Claim) -> bool:
        """`tăng 293 người, tương đương mức tăng trưởng │15,35%│`."""
        last = self.previous
        if last is None or last.statistic != "change" or last.unit == "percent":
            return False
        if not _GROWTH.search(self.key, claim.window.left, claim.window.hedge_start):
            return False
        return self._as_percent_of(claim, last)

    def _as_percent_of(self, claim: Claim, change: Claim) -> bool:
        self._set(claim, "measure", change.measure, "change_in_percent")
        self._set(claim, "statistic", "percent_change", "change_in_percent")
        claim.sign = change.sign
        return True

    def _reaches(self, window: Window) -> bool:
        """`Khối đại học thấp hơn nhiều, khoảng 88%`: right after a coverage, and of nothing else."""
        told = self.carry.claims_age <= 1 and any(
            c.measure == "participation_rate" for c in self.carry.claims
        )
        before = self.key[: window.hedge_start]
        if (
            not told
            or not _REACHING.search(before)
            or self._subjects(before.rfind(";") + 1, window.hedge_start, window)
        ):
            return False
        if any(t.value == "other" for t in self._topics(0, window.hedge_start)) or self._says(
            _OTHER_PLAN, 0, window.hedge_start
        ):
            return False
        if self._of_money(0, window.hedge_start) or INDEX.search(self.seen.text, 0, window.hedge_start):
            return False
        begin = self.key.rfind(";", 0, window.hedge_start) + 1
        part = match(r"\W*(?:riêng |còn )?(?:khối|nhóm|bậc|cấp)\b", self.key[begin:]) is not None
        if (
            begin
            and not part
            and not any(begin <= start < window.hedge_start for start, _ in self.seen.places)
        ):
            return False
        return len(self._content_words(begin, window.hedge_start)) <= (8 if part else 4)

    def _after_base(self, window: Window) -> int:
        """Where the base of a percent ends (`92,7% người dân │ có bảo hiểm y tế`)."""
        found = vocabulary()["base"].scan(self.key, window.unit_end, min(window.right, window.unit_end + 40))
        return found[0].end if found else window.unit_end

    def _rate_after_count(self, claim: Claim, source: Claim) -> bool:
        """A percent that follows a number without words of its own (`19.702 người …, đạt 73,8%`)."""
        if _CARDS_CHANGED.search(self.key, self._back(claim.window), claim.window.hedge_start):
            return False  # "tăng 7.024 thẻ (tương ứng 3,54%)": the rise of what is not counted here
        if source.measure == "participation_rate" and source.statistic == "change":
            self._set(claim, "measure", "participation_rate", "list_under_one_verb")
            return True
        if source.statistic in ("change", "percent_change", "gap"):
            if source.unit != "percent" and search(
                r"(?:tương đương|tương ứng|\(|bằng|hay)(?: với)?(?: mức)?(?: tăng(?: trưởng)?| giảm)?\s*$",
                self.key[claim.window.left : claim.window.hedge_start],
            ):
                return self._as_percent_of(claim, source)
            source = next((c for c in reversed(self.claims) if c.statistic == "level"), source)
        shares = search(
            r"(?:trong đó|gồm)[^,;]*chiếm[^,;]{0,12}$", self.key[claim.window.left : claim.window.hedge_start]
        )
        if shares and source.unit != "percent":
            return False  # "trong đó nông dân chiếm hơn 80%": a share of those counted
        if source.measure in RATES or source.measure == "non_participants":
            self._set(claim, "measure", source.measure, "list_under_one_verb")
            if source.measure == "completion_rate":
                self._set(claim, "base", "target", "list_under_one_verb")
            reaches = search(
                r"đạt|tỷ lệ (?:cao|thấp)|tuyệt đối|bao phủ",
                self.key[self._back(claim.window) : claim.window.hedge_start],
            )
            if source.measure == "non_participants" and (reaches or source.unit != "percent"):
                self._set(claim, "measure", "participation_rate", "percent_after_count")
            elif source.measure == "non_participants":
                self._set(claim, "role", "achieved", "observed_non_participants")
            return True
        over = claim.window.number.value > 100
        left = self.key[claim.window.left : claim.window.hedge_start]
        if not over and source.measure == "new_participants" and search(r"chiếm[^,;]{0,14}$", left):
            self._set(claim, "measure", "participation_rate", "percent_after_count")
            return True
        voluntary = source.programme == "voluntary_social_insurance" and claim.window.number.value > 15
        planned = any(
            c.role == "target" and c.unit != "percent" for c in self.claims
        ) or self._counted_against_target(claim.window)
        rates = [c for c in self.claims if c.measure in RATES and c.statistic == "level"]
        if "tỷ lệ" in self.key[claim.window.left : claim.window.hedge_start]:
            rates = [c for c in rates if not c.programme or c.programme == source.programme]
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
        ) and bool(search(r"(?:đạt|bằng|được)\s*$", self.key[window.left : window.hedge_start]))
