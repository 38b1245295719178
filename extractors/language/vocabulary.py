"""The words of `vocabulary.yaml`, compiled: a text is scanned once per word class.

Belongs here: how a word list becomes a pattern. Does not belong here: any Vietnamese word.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex
import yaml

_FILE = Path(__file__).with_name("vocabulary.yaml")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of one class, met at a span; `value` is its meaning in that class."""

    start: int
    end: int
    value: str


class WordClass:
    """All words of one section: `scan` finds them left to right, `at` tries one position."""

    def __init__(self, name: str, entries: dict[str, list[str]]):
        self.name = name
        self._values = list(entries)
        # longest first over all meanings, so that "tham gia mới" is not read as "tham gia"
        words = sorted(
            ((surface, number) for number, surfaces in enumerate(entries.values()) for surface in surfaces),
            key=lambda word: -len(word[0]),
        )
        branches = "|".join(f"(?P<v{number}>{_pattern(surface)})" for surface, number in words)
        self._here = regex.compile(rf"(?:{branches})(?!\p{{L}})")
        self._regex = regex.compile(rf"(?<![\p{{L}}\d])(?:{branches})(?!\p{{L}})")

    def scan(self, key: str, start: int = 0, end: int | None = None) -> list[Cue]:
        """The words between `start` and `end` of a match key (extractors.language.text.match_key)."""
        stop = len(key) if end is None else end
        return [Cue(m.start(), m.end(), self._value(m)) for m in self._regex.finditer(key, start, stop)]

    def at(self, key: str, position: int) -> Cue | None:
        """The word that starts exactly at `position`, even glued to a digit (`23người`)."""
        m = self._here.match(key, position)
        return Cue(m.start(), m.end(), self._value(m)) if m else None

    def before(self, key: str, position: int) -> Cue | None:
        """The word that ends just before `position` (blanks between do not count)."""
        end = len(key[:position].rstrip())
        found = [c for c in self.scan(key, max(0, end - 40), end) if c.end == end]
        return found[-1] if found else None

    def _value(self, m: regex.Match) -> str:
        return self._values[int(m.lastgroup[1:])]


def _pattern(surface: str) -> str:
    grouped = regex.sub(r"(?<!\\)\((?!\?)", "(?:", surface)
    return grouped.replace("…", r"(?:\s+[\p{L}\d]+){0,5}?\s+").replace(" ", r"\s+")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, dict[str, WordClass]] | dict[str, WordClass]:
    """Every section of vocabulary.yaml as a WordClass, by name."""
    sections = yaml.load(
        _FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return {name: WordClass(name, entries) for name, entries in sections.items()}
