"""Target, achieved or remaining: the role of a number."""

import regex

from extractors.language.clauses import Window
from extractors.language.matching import match, search
from extractors.language.meaning.claim import Claim
from extractors.language.meaning.context import Context
from extractors.language.meaning.patterns import CAME_OF_IT, COMPARISON, NAME_BEFORE_BRACKET
from extractors.language.vocabulary import Cue

_TARGET_NOUN = ("mục tiêu", "chỉ tiêu", "các chỉ tiêu", "kế hoạch", "nhiệm vụ")
_REACHED = regex.compile(
    r"(?:hoàn thành|đạt|vượt|đưa|so với|thực hiện|bằng|ban hành|xây dựng|triển khai|để|cho|các|những|được|"
    r"cụ thể hóa|vượt mức|về|lần)"
    r"(?: các| những| được| vượt mức| tốt| xuất sắc| toàn diện| cả| toàn bộ| \d+/?\d*)*\s*$|\d+/\d+ $"
)
_REACHES = regex.compile(r"(?:vận động|phát triển|khai thác|thu hút|thực hiện) được|thực hiện đạt|đạt được")
_PLAN_OPENS_BRACKET = regex.compile(r"\((?:nghị quyết|kế hoạch|chỉ tiêu|mục tiêu|nq|kh)\s*(?:là|:)?\s*$")
_FROM = regex.compile(r"\btừ(?: mức)?\s*$")
_LEADS_TO = regex.compile(r"\s*(?:\p{L}+ )?lên\b")
_STILL_DUE = regex.compile(
    r"[^,;()]{0,50}\b(?:phải|cần)(?: \p{L}+)? (?:phát triển|vận động|khai thác|thực hiện|hoàn thành)\b"
)
#: an item that says what is to be done (`- Duy trì tỷ lệ bao phủ BHYT từ 97% trở lên`)
_TO_DO = regex.compile(r"[\W\d]*(?:duy trì|giữ vững|phát triển|vận động|khai thác|bảo đảm|đảm bảo|tăng)\b")
#: `Trong năm 2026, toàn tỉnh │phát triển mới│ tối thiểu 30.000 người`
_TO_WIN = regex.compile(r"\b(?:phát triển|vận động|khai thác|thu hút)(?: mới| thêm)*\s*$")
#: what follows the name of a plan is its own number (`vượt mục tiêu │1%│ của Nghị quyết`)
_NAMED_PLAN = regex.compile(r"(?:mục tiêu|chỉ tiêu)\s*$")
#: `thấp hơn 0,9% so với chỉ tiêu Chính phủ giao năm 2024 là │94,1%│`
_THE_PLAN_IS = regex.compile(r"\bvới (?:chỉ tiêu|mục tiêu|kế hoạch)[^,;:%()]{0,60}\blà\s*$")
#: `đạt 82% mục tiêu đề ra là │300 người│`
_SHARE_OF_PLAN_IS = regex.compile(
    r"% (?:so với )?(?:kế hoạch|chỉ tiêu|mục tiêu)"
    r"(?:[^,;:%()]{0,60}\blà|(?: phát triển| vận động| giao| mới){0,3})\s*$"
)
#: `Toàn thành phố là 8.000 người, │chưa kể 60.000 người│ tham gia BHYT`
_NOT_TO_SPEAK_OF = regex.compile(r"\W*(?:chưa|không) (?:kể|tính)\b")
_SINCE = regex.compile(
    r"^\W*(?:trước khi [^,;]{3,50}, ?)?(?:tính đến|đến hết|đến|hết)\b[^,;]{0,40},[^,;]*\bcó\s*$|"
    r"\bsau (?:hơn |gần )?[\p{L}\d]+ (?:tháng|tuần|ngày|quý|năm)\b|đến nay|hiện nay"
)
#: a sentence that says what the goal is says nothing else, however many clauses it has
_GOAL_OPENS = regex.compile(
    r"\W*(?:với )?(?:các )?(?:mục tiêu|chỉ tiêu)(?: \p{L}+){0,3} (?:là|:)|"
    r"[^,;:]{0,80}\bmục tiêu (?:đặt|đề) ra là"
)
_RESULT = regex.compile(
    r"\b(?:đã|mới(?! \d)|kết quả|thực hiện|đến nay|hiện|trong khi|so với|năm trước|cùng kỳ)\b"
)
#: `cần thêm 21.900 người để │đạt tỷ lệ bao phủ 93,8%`: the window begins at the verb
_TO_REACH = regex.compile(r"\b(?:để|nhằm)\s*$")
_SECOND_PERCENT = regex.compile(r"/[\d.,]+%")
_GOAL_IS = regex.compile(r"\W*(?:các )?(?:mục tiêu|chỉ tiêu)(?! này)[^;:]*\blà\s*$")


class Roles(Context):
    """Role of a number."""

    def _note_role(self, window: Window) -> None:
        """Role words outside brackets hold for the numbers after them."""
        if self._bracketed(window):
            return
        for cue in self.seen.within("role", window.left, window.tail):
            if self.key.rfind("(", window.left, cue.start) <= self.key.rfind(")", window.left, cue.start):
                verdict = self._role_of(cue, None)
                if CAME_OF_IT.search(self.key, cue.end, window.hedge_start):
                    continue
                grows = self.key.startswith(("tăng", "giảm"), cue.start)
                if grows and self.role_so_far == "target" and self.previous is not None:
                    continue  # "mục tiêu … 2.150 người, tăng 640 người so với năm 2021; tỷ lệ đạt từ 97%"
                if verdict and cue.start < window.hedge_start:
                    self.role_so_far = verdict

    def _role(self, claim: Claim) -> None:
        if claim.role:
            return
        window = claim.window
        if claim.statistic in ("change", "percent_change", "gap"):
            plan = [
                c for c in self.seen.within("role", window.left, window.hedge_start) if c.value == "target"
            ]
            said = self.key[plan[-1].start : plan[-1].end] if plan else ""
            planned = said in ("phấn đấu", "dự kiến", "sẽ", "đặt ra", "đề ra") or said.startswith("đặt ")
            if self.role_so_far == "target" and not self._says_achieved(window):
                planned = planned or self._wills(window)
            last = self.previous
            goes_on = claim.light and last is not None and last.rules.get("role") != "plan_in_brackets"
            headed = last is not None and last.rules.get("role") == "under_a_heading_of_targets"
            if not planned and (goes_on or headed) and last.role == "target":
                planned = True
            self._set(
                claim,
                "role",
                "target" if planned else "achieved",
                "change_planned" if planned else "change_observed",
            )
            return
        if (beside := self._beside_its_plan(window)) is not None:
            self._set(claim, "role", beside, "result_and_plan_side_by_side")
            return
        if claim.unit == "percent" and self._paired(window):
            role = "achieved" if self.key.startswith("/", window.unit_end) else "target"
            self._set(claim, "role", role, "result_and_plan_side_by_side")
            return
        before = self.key[window.left : window.hedge_start]
        if claim.measure != "completion_rate" and (
            _PLAN_OPENS_BRACKET.search(before) or window.left == 0 and _GOAL_IS.match(before)
        ):
            self._set(claim, "role", "target", "target_word_before")
            return
        back = self._back(window), window.hedge_start
        if claim.measure == "participation_rate" and _THE_PLAN_IS.search(self.key, *back):
            self._set(claim, "role", "target", "target_word_before")
            return
        if claim.unit != "percent" and "%" in self.key and _SHARE_OF_PLAN_IS.search(self.key, *back):
            self._set(claim, "role", "target", "plan_of_the_share")
            return
        if claim.measure == "participation_rate" and _NAMED_PLAN.search(
            self.key, self._back(window), window.hedge_start
        ):
            self._set(claim, "role", "target", "target_word_before")
            return
        if _TO_REACH.search(self.key, self._back(window), window.left) and self.key.startswith(
            "đạt", window.left
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
                and (self.carry.heading != "target" or self._says_achieved(window))
            ):
                self._set(claim, "role", "achieved", "completion_observed")
                return
        starts = _FROM.search(before) and _LEADS_TO.match(self.key, window.unit_end)
        if starts and cues and self.key[cues[-1].start : cues[-1].end] in ("phấn đấu", "sẽ", "dự kiến"):
            self._set(claim, "role", "achieved", "level_that_the_target_starts_from")
            return
        goal = claim.measure != "completion_rate" and _GOAL_OPENS.match(self.key)
        if goal and not _RESULT.search(self.key, goal.end(), window.hedge_start):
            self._set(claim, "role", "target", "target_word_before")
            return
        weak = None
        for cue in reversed(cues):
            done = cue.value == "achieved" and _REACHES.fullmatch(self.key, cue.start, cue.end)
            if done and self.carry.heading == "target":
                continue  # "II. Mục tiêu: … mỗi xã vận động được từ 05 người trở lên"
            if done:
                weak = weak or cue  # "mục tiêu … là vận động được N người": the target word decides
                continue
            if cue.value == "target" and weak is not None and ";" in self.key[cue.end : weak.start]:
                break
            verdict = self._role_of(cue, window)
            if verdict:
                self._set(claim, "role", verdict, f"{verdict}_word_before")
                return
        each = claim.per and claim.bound == "at_least" and claim.measure == "new_participants"
        if each and (self.role_so_far == "target" or claim.rules.get("bound") == "at_least_so_many"):
            self._set(claim, "role", "target", "due_from_each")
            return
        if weak is not None and (self.role_so_far != "target" or ";" in self.key[window.left : weak.start]):
            self._set(claim, "role", "achieved", "achieved_word_before")
            return
        due = claim.per in ("commune", "district", "province") or claim.bound == "at_least"
        if claim.per and due and claim.measure == "new_participants" and self.role_so_far != "achieved":
            self._set(claim, "role", "target", "due_from_each")
            return
        to_do = _TO_DO.match(self.key) or _TO_WIN.search(self.key, window.left, window.hedge_start)
        if claim.bound == "at_least" and to_do and not self._says_achieved(window):
            self._set(claim, "role", "target", "at_least_to_be_done")
            return
        if claim.unit != "percent" and _STILL_DUE.match(self.key, window.unit_end, window.right):
            self._set(claim, "role", "target", "target_word_after")
            return
        after = match(
            r"[^,;()]{0,60}?(?:theo|là|như)\s+(?:chỉ tiêu|kế hoạch|mục tiêu)|"
            r"\s*(?:\([^)]*\)\s*)?(?:theo (?:kế hoạch|chỉ tiêu))",
            self.key[window.unit_end : window.tail],
        )
        if after and claim.measure != "completion_rate":
            self._set(claim, "role", "target", "target_word_after")
            return
        if self.role_so_far == "target" and starts:
            self._set(claim, "role", "achieved", "level_that_the_target_starts_from")
            return
        if self.previous is not None and _NOT_TO_SPEAK_OF.match(self.key, window.left, window.hedge_start):
            self._set(claim, "role", self.previous.role, "goes_on_with_the_number_before")
            return
        if self._next_in_brackets(claim):
            self._set(claim, "role", "target", "goes_on_with_the_targets")
            return
        if self.role_so_far:
            self._set(claim, "role", self.role_so_far, "role_earlier_in_sentence")
            return
        if self.carry.heading == "target" and not self._says_achieved(window):
            self._set(claim, "role", "target", "under_a_heading_of_targets")
            return
        listed = claim.rules.get("programme") == "goes_on_with_the_sentence_before" and self._ranks(window)
        grown = self.seen.cues["statistic"] and COMPARISON.search(self.key, window.left, window.tail + 80)
        if _SINCE.search(self.key, self._back(window), window.hedge_start) or grown:
            return  # "Sau 4 tháng, huyện có 431 người": a result
        if (self.continues or listed and not self._says_achieved(window)) and self.carry.target:
            self._set(claim, "role", "target", "goes_on_with_the_targets")

    def _beside_its_plan(self, window: Window) -> str | None:
        """`… so với kế hoạch: Đông Hưng │512│/│1.300│ người`: what of the two the number is."""
        if window.number.rule == "denominator":
            return "target"
        following = self.seen.windows[self.seen.windows.index(window) + 1 :][:1]
        paired = window.number.rule == "numerator" and following and following[0].number.rule == "denominator"
        return "achieved" if paired else None

    def _next_in_brackets(self, claim: Claim) -> bool:
        """`giao chỉ tiêu cao nhất cho xã Giang Thành (98%), kế đến là phường Long Xuyên │(97%)│`."""
        last, text = self.previous, self.seen.text
        if last is None or (last.role, last.unit, last.measure) != ("target", claim.unit, claim.measure):
            return False
        if last.rules.get("role") != "goes_on_with_the_targets" and not search(
            r"\bgiao (?:chỉ tiêu|kế hoạch)", self.key[last.window.left : last.window.hedge_start]
        ):
            return False
        return all(
            NAME_BEFORE_BRACKET.search(text[c.window.left : c.window.hedge_start]) for c in (last, claim)
        )

    def _paired(self, window: Window) -> bool:
        """`… so chỉ tiêu giao (Đông Xuyên │82,53%│/│91,86%│ …)`: a result, and what was planned."""
        planned = any(self._is_noun(c) for c in self.seen.within("role", 0, window.hedge_start))
        second = self.key.endswith("%/", 0, window.hedge_start)
        return planned and (second or _SECOND_PERCENT.match(self.key, window.unit_end) is not None)

    def _wills(self, window: Window) -> bool:
        """Is a rise, fall or gap itself planned? Not by the name of a plan, once a result was told."""
        before = [
            c for c in self.seen.within("role", self._back(window), window.hedge_start) if c.value == "target"
        ]
        if any(not self._is_noun(c) for c in before[-1:]):
            return True
        last = self.previous
        return (
            last is None
            or last.role == "target"
            and last.statistic != "gap"
            and "vượt" not in self.key[window.left : window.hedge_start]
        )

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
                if CAME_OF_IT.search(between):
                    return None  # "giao chỉ tiêu đến từng khóm, nên phát triển mới 106 người"
                if search(r"đạt (?:như sau|kết quả|được)|kết quả", between):
                    return "achieved"
                direct = (
                    len(words) <= 8
                    and not search(
                        r"[,;]|\b(?:đã|mới|chỉ|tăng|giảm|thực hiện|vượt|nên|do|vì)\b|\bđạt$", between.rstrip()
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
            if search(r"%[^,;]{0,12}$", before) or _REACHED.search(before):
                return None
            if (
                match(r"\s*(?:đều |cơ bản |đã )*(?:đạt và vượt|vượt|hoàn thành|đạt)", self.key[cue.end :])
                and window is None
            ):
                return None
            if (
                window is not None
                and surface == "kế hoạch"
                and "(" not in self.key[cue.end : window.hedge_start]
                and search(r"so (?:với )?$", before)
            ):
                return None
        if surface == "yêu cầu" and self.key[: cue.start].endswith("đạt "):
            return None  # "chưa đạt yêu cầu": what was found of a result
        if surface == "đăng ký" and self.key[: cue.start].endswith(("số người ", "số hộ ", "trong số ")):
            return None  # "số người đăng ký là 16.700": they have
        if surface in ("bảo đảm", "đảm bảo") and search(r"\bđược(?: \p{L}+){0,4} $", self.key[: cue.start]):
            return None  # "an sinh xã hội được bảo đảm": a state, no aim
        return cue.value
