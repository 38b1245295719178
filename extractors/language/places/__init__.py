"""Places through time: the register of units, mentions in text, and which unit each means."""

from extractors.language.places.mentions import PlaceMention
from extractors.language.places.register import Candidate, Register, Unit, lookup, register
from extractors.language.places.resolve import DocumentPlaces, ResolvedPlace

__all__ = [
    "Candidate",
    "DocumentPlaces",
    "PlaceMention",
    "Register",
    "ResolvedPlace",
    "Unit",
    "lookup",
    "register",
]
