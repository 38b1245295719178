"""What a sentence states: a claim with its time and its place."""

from dataclasses import dataclass

from extractors.language.meaning import Claim
from extractors.language.text import Sentence
from extractors.language.when import Times
from extractors.language.where import Found


@dataclass(slots=True)
class Stated:
    """A claim with its time, its place and the sentence it stands in."""

    claim: Claim
    sentence: Sentence
    times: Times
    found: Found
