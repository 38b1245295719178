"""Which place a claim speaks of.

Belongs here: the choice among the places of a sentence and its context. Does not belong here: which
unit a name means (`places`).

The place of a clause holds for its numbers; over sentences it holds until another takes over; where
nothing was named it is the place of the article as a whole.

    unit       the unit that was found, on the day of the claim; or why it stays open
    in_order   several claims side by side, of one place each
    choice     the order in which all of this is asked for one claim
    scope      what the sentences before leave to it
    doubt      where either of two places may be meant
    nesting    one place within another: which of them is spoken of
    several    one number for several units, or for a region
    unnamed    units without a name, or with one that the register does not have
    no_unit    villages, schools, cooperatives: in a unit, but none
    beside     places that the clause only measures by, or that do something else in it
"""

from extractors.language.where.choice import where
from extractors.language.where.found import Found
from extractors.language.where.in_order import in_order, is_list
from extractors.language.where.scope import Scope
from extractors.language.where.unit import Units

__all__ = ["Found", "Scope", "Units", "in_order", "is_list", "where"]
