"""The words of `vocabulary.yaml`, compiled: a text is scanned once per word class.

Belongs here: how a word list becomes a pattern. Does not belong here: any Vietnamese word.

A class has up to two hundred entries, and most words of a text begin none of them. So each entry is filed
under the words that it may begin with, and is tried only where one of these stands.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import regex
import yaml

from extractors.language.matching import LETTER, by_first_letter

_FILE = Path(__file__).with_name("vocabulary.yaml")

#: what an entry begins with: a word, or `/` (`/tháng`)
_FIRST = regex.compile(r"\p{L}+|/")
#: the part of an entry in which it begins (groups that may be absent, then one that may not or a word), and
#: the words there that begin something
_HEAD = regex.compile(rf"(?:(\((?:[^()]|(?1))*\))[?*] ?)*(?:(?1)|{_FIRST.pattern})")
_BEGINS = regex.compile(rf"(?<!\p{{L}} ?)(?:{_FIRST.pattern})")


class Cue(NamedTuple):
    """A word of one class, met at a span; `value` is its meaning in that class."""

    start: int
    end: int
    value: str


class WordClass:
    """All words of one section: `scan` finds them left to right, `at` tries one position."""

    def __init__(self, name: str, entries: dict[str, list[str]]):
        self.name = name
        # longest first over all meanings, so that "tham gia mới" is not read as "tham gia"
        words = sorted(
            ((surface, value) for value, surfaces in entries.items() for surface in surfaces),
            key=lambda word: -len(word[0]),
        )
        #: first word → the entries that may begin with it, and their values
        self._entries: dict[str, tuple[tuple[str, str], ...]] = {}
        for surface, value in words:
            for first in set(_BEGINS.findall(_HEAD.match(surface)[0])):
                self._entries[first] = (*self._entries.get(first, ()), (surface, value))
        self._firsts = re.compile(by_first_letter(sorted(self._entries, key=len, reverse=True)))
        #: first word → its entries as one pattern, and their values; made when the word is first met
        self._patterns: dict[str, tuple[re.Pattern, tuple[str, ...]]] = {}

    def scan(self, key: str, start: int = 0, end: int | None = None) -> list[Cue]:
        """The words between `start` and `end` of a match key (extractors.language.text.match_key)."""
        return list(self.find(key, start, end))

    def find(self, key: str, start: int = 0, end: int | None = None) -> Iterator[Cue]:
        """The same one by one, for who may not need them all."""
        stop = len(key) if end is None else end
        reach = start
        for first in self._firsts.finditer(key, start, stop):
            begin = first.start()
            if begin < reach or _in_word(key, begin):
                continue
            cue = self._cue(first[0], key, begin, stop)
            if cue is not None:
                reach = cue.end
                yield cue

    def _cue(self, first: str, key: str, position: int, stop: int) -> Cue | None:
        known = self._patterns.get(first)
        if known is None:
            known = self._patterns[first] = _compiled(self._entries[first])
        pattern, values = known
        m = pattern.match(key, position, stop)
        return Cue(position, m.end(), values[m.lastindex - 1]) if m else None

    def at(self, key: str, position: int) -> Cue | None:
        """The word that starts exactly at `position`, even glued to a digit (`23người`)."""
        first = self._firsts.match(key, position)
        return self._cue(first[0], key, position, len(key)) if first else None

    def before(self, key: str, position: int) -> Cue | None:
        """The word that ends just before `position` (blanks between do not count)."""
        end = len(key[:position].rstrip())
        found = [c for c in self.scan(key, max(0, end - 40), end) if c.end == end]
        return found[-1] if found else None


class Together:
    """Several word classes, looked for in one pass: as if each were scanned alone."""

    def __init__(self, classes: Iterable[WordClass]):
        self._classes = tuple(classes)
        firsts = sorted({first for words in self._classes for first in words._entries}, key=len, reverse=True)
        self._firsts = re.compile(by_first_letter(firsts))
        #: first word → the classes (by their place) in which something begins so, and with what there
        self._begins: dict[str, list[tuple[int, str]]] = {}
        for met in firsts:
            for place, words in enumerate(self._classes):
                begun = [first for first in words._entries if met.startswith(first)]
                if begun:
                    self._begins.setdefault(met, []).append((place, max(begun, key=len)))

    def scan(self, key: str) -> list[list[Cue]]:
        """The words of each class in a match key."""
        found: list[list[Cue]] = [[] for _ in self._classes]
        for met in self._firsts.finditer(key):
            begin = met.start()
            if _in_word(key, begin):
                continue
            for place, first in self._begins[met[0]]:
                cues = found[place]
                if cues and cues[-1].end > begin:
                    continue
                cue = self._classes[place]._cue(first, key, begin, len(key))
                if cue is not None:
                    cues.append(cue)
        return found


def _in_word(key: str, position: int) -> bool:
    """Whether the word or number before a position goes on there."""
    return position > 0 and ((before := key[position - 1]).isalpha() or before.isdecimal())


def _compiled(entries: tuple[tuple[str, str], ...]) -> tuple[re.Pattern, tuple[str, ...]]:
    """The entries as the groups of one pattern, and their values."""
    groups = "|".join(f"({_pattern(surface)})" for surface, _ in entries)
    return re.compile(rf"(?:{groups})(?!{LETTER})"), tuple(value for _, value in entries)


def _pattern(surface: str) -> str:
    grouped = regex.sub(r"(?<!\\)\((?!\?)", "(?:", surface)
    return grouped.replace("…", rf"(?:\s+(?:{LETTER}|\d)+){{0,5}}?\s+").replace(" ", r"\s+")


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, WordClass]:
    """Every section of vocabulary.yaml as a WordClass, by name."""
    sections = yaml.load(
        _FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    )
    return {name: WordClass(name, entries) for name, entries in sections.items()}


@cache
def together(*names: str) -> Together:
    """Some sections of vocabulary.yaml, for who asks for all of them."""
    return Together(vocabulary()[name] for name in names)
