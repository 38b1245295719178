"""Several numbers side by side, told of as many places: one each, in their order.

Belongs here: `A và B lần lượt là 587 và 540 người`. Does not belong here: one number for several places
(`several`).
"""

from collections.abc import Sequence

import regex

from extractors.language.clauses import View
from extractors.language.meaning import Claim
from extractors.language.places import PlaceMention
from extractors.language.where.found import Found

_SIDE_BY_SIDE = regex.compile(r"\s*(?:,|và|;)\s*")
_RESPECTIVELY = regex.compile(r"lần lượt|tương ứng")
#: `Không chỉ Hòa Thuận, ở Long Thạnh, Ngọc Chúc phong trào cũng khá …`
_BESIDES = regex.compile(r"(?:không (?:chỉ|riêng)(?: có| ở| tại)?|ngoài|bên cạnh) $")


def in_order(
    claims: Sequence[Claim],
    found: Sequence[Found],
    before: Sequence[Found],
    seen: View,
    here: list[PlaceMention],
    start: int,
) -> list[Found]:
    """What was found for the claims of a sentence, with one place each where that is said.

    Where the sentence names none: the places of the figures just before, be it in the sentence before.
    `before`: what was found for the figures before the sentence, as many as it has or more.
    """
    found = [*before, *found]
    index = 0
    while index < len(claims):
        chain = _chain(claims, index, seen)
        at = len(before) + index
        one_each = _one_each(chain, found[at], found[max(0, at - len(chain)) : at], seen, here, start)
        for offset, mention in enumerate(one_each):
            source = "stated" if mention in here else "context"
            found[at + offset] = Found(mention, source, "one_place_each_in_order", listed=True)
        index += len(chain)
    return found[len(before) :]


def _chain(claims: Sequence[Claim], index: int, seen: View) -> list[Claim]:
    """The claims of one unit from `index` on that stand side by side."""
    chain = [claims[index]]
    for claim in claims[index + 1 :]:
        gap = chain[-1].window.unit_end, claim.window.hedge_start
        if claim.unit != chain[0].unit or not _SIDE_BY_SIDE.fullmatch(seen.key, *gap):
            break
        chain.append(claim)
    return chain


def _one_each(
    chain: list[Claim],
    first: Found,
    before: list[Found],
    seen: View,
    here: list[PlaceMention],
    start: int,
) -> list[PlaceMention]:
    """As many places as the chain has claims, or none; `first`: what was found for the first of them."""
    begin, end = chain[0].window.left, chain[0].window.hedge_start
    named = [m for m in here if begin <= m.start - start < end and m.kind == "unit"]
    together = first.several if first.text else ()
    # `A và B đạt 99,1% và 99,3%`: as many numbers side by side as places
    side_by_side = len(together) == len(chain) and all(m in named for m in together)
    if len(chain) < 2 or not (side_by_side or _RESPECTIVELY.search(seen.key, begin, end)):
        return []
    if side_by_side:
        named = list(together)
    named = [m for m in named if not _BESIDES.search(seen.key, 0, m.start - start)]
    told = [f.mention for f in before]
    if (
        len(named) != len(chain)
        and len(told) == len(chain)
        and all(told)
        and len({id(m) for m in told}) == len(chain)
    ):
        named = told
    return named if len(named) == len(chain) else []


def is_list(found: Sequence[Found]) -> bool:
    """Did the claims of a sentence have a place each, of which the last one does not take over?"""
    own = {f.mention.start for f in found if f.mention is not None and f.source == "stated"}
    return len(own) > 1 and found[-1].mention is not None
