"""An article that a page holds only in its scripts: what Next.js, Nuxt and their like draw it from, and the
`articleBody` of JSON-LD.

Belongs here: finding the object that is the article of the page, among those of all others that it links to.
How its HTML is read is the matter of `blocks`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import regex
from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from extractors.documents import text as lines
from extractors.documents.dates import Moment, parse_moment

#: Letters of one script and values in it; the state of a front page has some 2 MB and 50,000 values.
_MAX_SCRIPT, _MAX_VALUES = 5_000_000, 200_000
#: Fewer words are a teaser.
_MIN_WORDS = 40


@dataclass(slots=True)
class Embedded:
    """What the object of an article says; `body` is its HTML, parsed, or its lines as paragraphs."""

    body: HtmlElement
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    published: Moment | None = None


def embedded_article(tree: HtmlElement, titles: Iterable[str]) -> Embedded | None:
    """The article whose title is one of `titles` (or the only one that has a body), None where the scripts
    hold none. HTML is taken before plain text, and more words before fewer."""
    wanted = {key for title in titles if (key := lines.key(title))}
    found: list[tuple[bool, bool, int, dict[str, Any], str]] = []
    for owner in _objects(tree):
        body = _body_of(owner)
        if body is None:
            continue
        is_html = "</" in body
        words = len(_TAG.sub(" ", body).split())
        if words >= _MIN_WORDS:
            found.append((lines.key(_first(owner, _TITLE)) in wanted, is_html, words, owner, body))
    own = [row for row in found if row[0]]
    if not own and len({row[4] for row in found}) == 1:
        own = found
    if not own:
        return None
    *_, owner, body = max(own, key=lambda row: row[1:3])
    try:
        parsed = fragment_fromstring(_as_html(body), create_parent="div")
    except (etree.LxmlError, ValueError):
        return None
    return Embedded(
        parsed,
        title=_line(_first(owner, _TITLE)),
        lead=_line(_first(owner, _LEAD)),
        author=_line(_first(owner, _AUTHOR)),
        published=_moment(owner),
    )


# ---------------------------------------------------------------------- what an object says

_TITLE = regex.compile(r"(?:title|headline|name|tieu_?de|ten_?bai)", regex.I)
_LEAD = regex.compile(
    r"(?:sapo|lead|desc|description|summary|excerpt|abstract|intro|tom_?tat|mo_?ta|brief)", regex.I
)
_AUTHOR = regex.compile(r"(?:author|authors|author_?name|byline|tac_?gia|writer)", regex.I)
_TIME = regex.compile(
    r"(?:publish\w*|date_?published|posted\w*|release_?(?:date|time)|date|time|pub_?date"
    r"|ngay_?(?:dang|xuat_?ban))",
    regex.I,
)
_CREATED = regex.compile(r"(?:created?_?(?:at|date|time|on)?|ngay_?tao)", regex.I)
_TAG = regex.compile(r"<[^<>]*>")


def _first(owner: dict[str, Any], name: regex.Pattern[str]) -> str | None:
    for key, value in owner.items():
        if name.fullmatch(key):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    one = one.get("name") or one.get("rendered") or one.get("title")
                if isinstance(one, str) and one.strip():
                    return one
    return None


def _line(value: str | None) -> str | None:
    if not value:
        return None
    return lines.one_line("".join(_parsed(value).itertext())) or None


def _parsed(value: str) -> HtmlElement:
    try:
        return fragment_fromstring(value.replace("\0", ""), create_parent="div")
    except (etree.LxmlError, ValueError):
        return fragment_fromstring("", create_parent="div")


def _moment(owner: dict[str, Any]) -> Moment | None:
    for name in (_TIME, _CREATED):
        for key, value in owner.items():
            if not name.fullmatch(key):
                continue
            if isinstance(value, str) and (moment := parse_moment(value)):
                return moment
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                seconds = value / 1000 if value > 10**11 else value
                if 946_684_800 < seconds < 4_102_444_800:  # of this century
                    return Moment(datetime.fromtimestamp(seconds, UTC), "+00:00", True)
    return None


def _body_of(owner: dict[str, Any]) -> str | None:
    """The longest text of an object: a string, or a list of blocks with a text each."""
    texts = []
    for value in owner.values():
        if isinstance(value, dict):  # WordPress: {"rendered": "<p>…"}
            value = value.get("rendered") or value.get("html") or value.get("value") or value.get("blocks")
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list) and len(value) > 1 and (joined := _joined(value)):
            texts.append(joined)
    return max(texts, key=len, default=None)


def _joined(blocks: list[Any]) -> str | None:
    """The paragraphs of an editor that keeps them one by one; None for a list of other things."""
    texts = []
    for block in blocks:
        if isinstance(block, dict) and isinstance(block.get("data"), dict):
            block = block["data"]
        if isinstance(block, dict):
            if any(_TITLE.fullmatch(key) or key.lower() in ("url", "slug", "link") for key in block):
                return None
            block = next(
                (v for k in ("text", "content", "html", "value") if isinstance(v := block.get(k), str)), None
            )
        if isinstance(block, str) and block.strip():
            texts.append(block if block.lstrip().startswith("<") else f"<p>{block}</p>")
    return "\n".join(texts) or None


def _as_html(body: str) -> str:
    body = body.replace("\0", "")
    if "</" in body or "<br" in body:
        return body
    # JSON-LD has the text of a page without its tags: where they stood, nothing parts the sentences
    rows = (row for part in body.split("\n") for row in lines.parted_at_glue(part))
    return "".join(f"<p>{row}</p>" for row in rows if row.strip())


# ---------------------------------------------------------------------- scripts → objects


def _objects(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """All objects of all scripts, as far as they can be read."""
    pushed: list[str] = []  # Next.js sends its state in pieces that are cut anywhere
    for script in tree.iter("script"):
        source = script.text
        if not source or len(source) > _MAX_SCRIPT:
            continue
        if "__next_f" in source:
            pushed += [text for text in _strings(source) if text is not None]
        elif "json" in (script.get("type") or ""):
            yield from _walk(_loads(source))
        elif "__" in source or "JSON.parse" in source or "window." in source:
            yield from _of_program(source)
    if pushed:
        yield from _of_flight("".join(pushed))


def _loads(source: str) -> Any:
    try:
        value = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None
    return _revived(value) if _is_devalued(value) else value


def _is_devalued(value: Any) -> bool:
    """Nuxt 3 and SvelteKit: one list of all values; what an object holds are places in that list."""
    return (
        isinstance(value, list)
        and len(value) > 3
        and any(isinstance(row, dict) and row and all(type(v) is int for v in row.values()) for row in value)
    )


def _revived(values: list[Any]) -> list[Any]:
    def at(place: Any) -> Any:
        return values[place] if type(place) is int and 0 <= place < len(values) else None

    def told(place: Any) -> Any:
        value = at(place)
        if isinstance(value, list):
            return [_shallow(one) if isinstance(one := at(p), dict) else one for p in value]
        return _shallow(value) if isinstance(value, dict) else value

    def _shallow(row: dict[str, Any]) -> dict[str, Any]:
        return {key: one for key, place in row.items() if not isinstance(one := at(place), (dict, list))}

    return [
        {key: told(place) for key, place in row.items()} if isinstance(row, dict) else row for row in values
    ]


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    pending, seen = [value], 0
    while pending and seen < _MAX_VALUES:
        value = pending.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, str) and value.startswith(('{"', '[{"')):
            pending.append(_loads(value))  # a state within a state


_STRING = regex.compile(r'"((?:[^"\\\n]|\\.)*+)"' + r"|'((?:[^'\\\n]|\\.)*+)'", regex.S)
_ESCAPE = regex.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", regex.S)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": "", "\n": ""}


def _letter(escape: regex.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    return chr(int(code, 16) % 0x110000) if code else _ESCAPED.get(escape[4], escape[4])


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_letter, text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _strings(source: str) -> Iterator[str | None]:
    for found in _STRING.finditer(source):
        yield _unescaped(found[1] if found[1] is not None else found[2])


_TOKEN = regex.compile(rf"""["']?(?P<key>[\p{{L}}_$][\w$]*)["']?\s*:\s*(?=["'{{])|{_STRING.pattern}|[{{}}]""")


def _of_program(source: str) -> Iterator[dict[str, Any]]:
    """The objects of a program: as JSON where it is that, else the strings that stand in one pair of braces
    (`window.__NUXT__=(function(a,b){return {…}}(…))` names only what is said twice by a letter)."""
    begin, end = source.find("{"), source.rfind("}")
    if 0 <= begin < end and (value := _loads(source[begin : end + 1])) is not None:
        yield from _walk(value)
        return
    stack: list[dict[str, Any]] = [{}]
    key = None
    for found in _TOKEN.finditer(source):
        if found["key"]:
            key = found["key"]
        elif found[0] == "{":
            inner: dict[str, Any] = {}
            if key:
                stack[-1].setdefault(key, inner)
            stack.append(inner)
            key = None
        elif found[0] == "}":
            if len(stack) > 1:
                yield stack.pop()
            key = None
        else:
            raw = found[2] if found[2] is not None else found[3]
            text = _unescaped(raw or "")
            if text.startswith(('{"', '[{"')):  # JSON.parse("…")
                yield from _walk(_loads(text))
            if key:
                stack[-1].setdefault(key, text)
            key = None
    yield from reversed(stack)


_ROW = regex.compile(rb"([0-9a-f]+):(?:T([0-9a-f]+),)?")


def _of_flight(stream: str) -> Iterator[dict[str, Any]]:
    """Next.js: rows `id:JSON` and `id:Tlength,text`, which an object names as `$id`. Lengths are in bytes."""
    data = stream.encode("utf-8", "replace")
    texts: dict[str, str] = {}
    values = []
    at = 0
    while at < len(data) and (found := _ROW.match(data, at)):
        name = found[1].decode()
        if found[2]:
            at = found.end() + int(found[2], 16)
            texts[name] = data[found.end() : at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        values.append(_loads(data[found.end() : end].decode("utf-8", "replace")))
        at = end + 1
    for value in values:
        for owner in _walk(value):
            yield {
                key: texts.get(one[1:], one) if isinstance(one, str) and one.startswith("$") else one
                for key, one in owner.items()
            }
