"""Whether a number is a target because of its time, or an estimate: what the meaning of words left open.

Belongs here: roles that the date of a claim decides. Does not belong here: roles that words tell
(`meaning.roles`).
"""

from datetime import date

import regex

from extractors.language.clauses import View
from extractors.language.meaning import Claim
from extractors.language.when import Times

_ESTIMATED = regex.compile(
    r"\W*(?:dự )?ước(?! mơ| muốn| vọng)\b|[^,;:.\d]{0,50}\bước (?:tính )?(?:đến|tới)\b"
)
_SUBJECT = regex.compile(r"số (?:người|lao động|đối tượng)[^,;]{0,40}tham gia")
#: kinds of times in which people are won, where a target of people who take part is one of new ones
_OF_A_DRIVE = ("launch_day", "campaign_days", "from_now_until", "months_of_year", "month", "quarter", "range")
#: the sentence itself names the day
_OWN_DATE = ("date_before", "date_after", "date_earlier")


def mark_estimates(seen: View, claims: list[Claim]) -> None:
    """`Ước đến 31/12, …`: an estimate announced at the head of a sentence holds for all its numbers."""
    if _ESTIMATED.match(seen.key):
        for claim in claims:
            if claim.bound == "exact":
                claim.bound = "about"
                claim.rules["bound"] = "estimate_of_the_sentence"


def finish_role(
    claim: Claim, times: Times, seen: View, before: Claim | None, published: date | None, year: int | None
) -> None:
    """Sets a role that words left open, and what a target of a drive counts.

    `before`: the claim before it; `published`: the day of speaking, else `year`.
    """
    if claim.role is None:
        ahead = _is_ahead(claim, times, before)
        estimated = claim.rules.get("bound") == "estimate_of_the_sentence"  # "Ước đến 31/12, … có …"
        to_come = not estimated and _still_to_come(times, published, year)
        claim.role = "target" if ahead or to_come else "achieved"
        claim.rules["role"] = (
            "period_ahead" if ahead else "day_still_to_come" if to_come else "achieved_by_default"
        )
    if claim.role == "target" and _counts_new_ones(claim, times, seen):
        claim.measure = "new_participants"
        claim.rules["measure"] = "target_of_a_drive"


def _is_ahead(claim: Claim, times: Times, before: Claim | None) -> bool:
    """`từ nay đến cuối năm`, or what goes on with a claim of that kind."""
    from_now_on = times.mention is not None and times.mention.kind == "from_now_until"
    if from_now_on and times.rule.startswith(_OWN_DATE):
        return True
    told = before.rules.get("role") if before is not None else None
    if told == "day_still_to_come":
        return times.rule.startswith("goes_on_with_the_number_before")
    return told == "period_ahead" and claim.light


def _still_to_come(times: Times, published: date | None, year: int | None) -> bool:
    """A day that the sentence itself names and that lies after the day of speaking."""
    mention = times.mention
    if mention is None or not mention.until or mention.last is None or not times.rule.startswith(_OWN_DATE):
        return False
    if published is not None:
        ahead = (mention.last - published).days
        return ahead > (10 if mention.kind == "until_month" else 0)  # a month is told of before it ends
    return year is not None and mention.last.year > year


def _counts_new_ones(claim: Claim, times: Times, seen: View) -> bool:
    """`ra quân đặt mục tiêu 500 người tham gia`: a target of people to win."""
    if claim.statistic != "level" or claim.unit == "percent" or claim.measure != "participants":
        return False
    if claim.rules.get("measure") in ("won_and_kept", "target_in_brackets", "plan_after_remainder"):
        return False
    if claim.rules.get("role") == "plan_of_the_share":
        return False
    kind = times.mention.kind if times.mention else None
    subject = _SUBJECT.search(seen.key, 0, claim.window.hedge_start)
    return kind in _OF_A_DRIVE and not subject or bool(claim.per) or kind == "day"
