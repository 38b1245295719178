"""Entries are tried only where a word stands that they may begin with: none may be overlooked by that."""

import pytest
import regex
import yaml

from extractors.language import vocabulary as room
from extractors.language.rules import catalogue
from extractors.language.text import match_key
from extractors.language.vocabulary import together, vocabulary

_SECTIONS = yaml.safe_load(room._FILE.read_text(encoding="utf-8"))
_EXAMPLES = [match_key(rule.example.text) for rule in catalogue().values()]


@pytest.mark.parametrize("name", _SECTIONS)
def test_a_class_finds_what_its_entries_tried_everywhere_would_find(name):
    entries = sorted(
        ((surface, value) for value, surfaces in _SECTIONS[name].items() for surface in surfaces),
        key=lambda entry: -len(entry[0]),
    )
    branches = "|".join(f"(?P<{value}>{room._pattern(surface)})" for surface, value in entries)
    everywhere = regex.compile(rf"(?<![\p{{L}}\d])(?:{branches})(?!\p{{L}})")
    for key in _EXAMPLES:
        plain = [(m.start(), m.end(), m.lastgroup) for m in everywhere.finditer(key)]
        assert vocabulary()[name].scan(key) == plain, key

    # whole words of the entries after which an entry may go on, also those that no example has
    words = regex.findall(r"\p{L}+|/", " ".join(surface for surface, _ in entries))
    may_begin = {w for w in words if everywhere.fullmatch(w) or everywhere.fullmatch(w + " ", partial=True)}
    assert may_begin <= set(vocabulary()[name]._entries)
    assert may_begin


def test_classes_scanned_together_find_what_each_finds_alone():
    names = tuple(_SECTIONS)
    for key in _EXAMPLES:
        alone = [vocabulary()[name].scan(key) for name in names]
        assert together(*names).scan(key) == alone, key


def test_an_entry_begins_no_word_in_its_middle_and_none_glued_to_a_number():
    topic = vocabulary()["topic"]
    assert [cue.value for cue in topic.scan("12 người tham gia")] == ["join"]
    assert topic.scan("5tham gia") == topic.scan("xtham gia") == topic.scan("tham giang") == []
    assert [cue.value for cue in topic.scan("có 5 thẻ, tham gia²")] == ["join"]  # with the mark of a footnote


def test_a_unit_may_be_glued_to_its_number():
    assert vocabulary()["unit"].at("23người dân", 2) == (2, 11, "person")
    assert vocabulary()["unit"].at("23người dân", 3) is None
