"""What one number says, and what a sentence hands to the next one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.language.clauses import Window

#: for how many sentences a programme is remembered that nothing was counted of
_REMEMBERED = 2
#: for how many sentences a report may be gone on with
_GOES_ON = 4
#: of social insurance, where "BHXH" alone may be short for either
KINDS = {"voluntary_social_insurance", "compulsory_social_insurance"}


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


class Carry(NamedTuple):
    """What a sentence hands to the next one."""

    programme: str | None = None
    target: bool = False  # the sentence listed targets
    listing: bool = False  # it announced a list ("… như sau:")
    uncounted: bool = False  # the people it told of were counted for nothing
    claims: tuple[Claim, ...] = ()
    heading: str | None = None  # "target": it stands under a heading of targets

    age: int = 0  # sentences since the programme was named
    claims_age: int = 0  # sentences since the claims were made
    completed: Claim | None = None  # the count whose completion of a plan was last told
    rates: str | None = None  # the programme whose coverage was last told
    list_of: str | None = None  # the programme that the announcement of a list named
    columns: tuple[str | None, str | None] = (None, None)  # … of its people and its shares, if it names both
    announced: str | None = None  # the measure that a list, or the sentence just before, was announced as
    won: str | None = None  # the programme that people were last won for
    only: str | None = None  # the one programme that the whole document speaks of
    daily: bool = False  # it stands under its day in a diary, which tells what came of that day

    def older(self, **changes) -> "Carry":
        """What is left one sentence later; a programme that nothing was counted of is soon forgotten."""
        age, claims_age = self.age + 1, self.claims_age + 1
        claims = self.claims if claims_age <= _GOES_ON else ()
        programme = self.programme if claims or age <= _REMEMBERED else None
        left = {"programme": programme, "claims": claims, "completed": self.completed if claims else None}
        left |= {"age": age, "claims_age": claims_age}
        left |= {"uncounted": False, "announced": None, "columns": (None, None)}
        return self._replace(**(left | changes))

    @property
    def claim(self) -> Claim | None:
        """The last claim of the sentence."""
        return self.claims[-1] if self.claims else None

    def programme_for(self, unit: str, measure: str | None = None, role: str | None = None) -> str | None:
        """The programme last counted in this unit, else the one last named."""
        kinds = {c.programme for c in self.claims} or {self.won}
        if self.programme == "social_insurance" and len(kinds) == 1 and kinds <= KINDS:
            return kinds.pop()  # "BHXH" alone is short for the kind that was counted
        if self.age < self.claims_age:
            return self.programme  # named since then
        if role == "remaining" and self.completed is not None:
            return self.completed.programme  # what is left of the plan whose completion was told
        counted = next((c for c in reversed(self.claims) if c.unit == unit), None)
        if measure == "new_participants" and self.won and (counted is None or counted.role == "achieved"):
            return self.won  # a stock told in between does not change whom one wins
        if unit == "percent" and self.rates and measure != "completion_rate":
            return self.rates
        return next((c.programme for c in reversed(self.claims) if c.unit == unit), self.programme)
