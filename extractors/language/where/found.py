"""What was found for a claim."""

from typing import NamedTuple

from extractors.language.places import PlaceMention


class Found(NamedTuple):
    """The mention chosen for a claim; `source` is place_source of the contract."""

    mention: PlaceMention | None
    source: str | None
    rule: str
    text: str | None = None  # one number for several places or a region: as written, place left open
    several: tuple[PlaceMention, ...] = ()  # those several places; without a text: one of them, left open
    listed: bool = False  # the sentence gave each of several places its number
