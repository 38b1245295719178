"""Insurance of another country, which is none of ours.

Belongs here: how often other countries are named in a text, and whether it is on one of them.
"""

import regex

from extractors.language.matching import search
from extractors.language.vocabulary import vocabulary

_ANOTHER_SYLLABLE = regex.compile(r" \p{Lu}\p{Ll}")


def countries_abroad(text: str, key: str) -> int:
    """How often other countries are named: `Mỹ Tho` is a town, `áo` a coat, `bền bỉ` no country."""
    named = 0
    for cue in vocabulary()["foreign"].scan(key):
        last = text.rfind(" ", cue.start, cue.end) + 1 or cue.start
        named += text[last].isupper() and not _ANOTHER_SYLLABLE.match(text, cue.end)
    return named


def is_foreign(text: str, key: str) -> bool:
    """Another country's insurance: foreign names stand in the text and no Vietnamese agency does."""
    if search(r"bhxh|bhyt|bhtn|bảo hiểm xã hội (?:việt nam|tỉnh|thành phố|tp|huyện|quận)", key):
        return False
    abroad = countries_abroad(text, key)
    return abroad >= 3 and abroad > 2 * len(regex.findall(r"việt nam|cả nước|toàn quốc", key))
