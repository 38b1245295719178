"""`search`, `match` and `fullmatch` for patterns that are written where they are asked.

The functions of `regex` look at locale and flags at every call (6 µs each, a twentieth of a text's time);
these look up the compiled pattern by its text alone.

A pattern that must hold just before a place, `…$`, may begin with `(?r)`: `regex` then reads from that end,
and does not try every beginning before it.
"""

from collections.abc import Iterable
from functools import cache

import regex

#: `\p{L}` for `re`, which is faster with short patterns: word characters but digits, `_`, and numbers that
#: are written raised, lowered, as fractions, in Roman letters or in circles.
LETTER = r"[^\W\d_²³¹¼-¾⁰-⁹₀-₉⅐-↉①-⓿❶-➓]"

_compiled = cache(regex.compile)


def search(pattern: str, text: str, flags: int = 0) -> regex.Match | None:
    """The first place in `text` where the pattern holds."""
    return _compiled(pattern, flags).search(text)


def match(pattern: str, text: str, flags: int = 0) -> regex.Match | None:
    """The pattern at the beginning of `text`."""
    return _compiled(pattern, flags).match(text)


def fullmatch(pattern: str, text: str, flags: int = 0) -> regex.Match | None:
    """The pattern over all of `text`."""
    return _compiled(pattern, flags).fullmatch(text)


def by_first_letter(alternatives: Iterable[str]) -> str:
    """A pattern for any of the alternatives, of which each begins with a letter as it stands.

    Told apart by that letter, most are passed over at once; those that begin alike are tried in their order.
    """
    groups: dict[str, list[str]] = {}
    for alternative in alternatives:
        groups.setdefault(alternative[0], []).append(alternative[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in groups.items())
