"""What a page states about itself: meta elements, JSON-LD, the times and names it shows, its address.

Does not belong here: its text (`html`, `blocks`).
"""

import html as entities
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import regex
from lxml.html import HtmlElement

from extractors.documents import text as lines
from extractors.documents.dates import Moment, find_moment, parse_moment
from extractors.documents.layouts import matches
from extractors.sources.urls import canonical_url


def visible(node: HtmlElement) -> str:
    """All text of an element in one clean line."""
    if node.tag == "meta":
        return lines.one_line(node.get("content") or "")
    parts = []
    for child in node.iter():
        hidden = child.tag in ("script", "style", "noscript")
        if child.text and not hidden:
            parts.append(child.text)
        if child is not node and child.tag == "br":
            parts.append(" ")
        if child is not node and child.tail:
            if _is_stamp(child):
                parts.append(" - ")  # the page writes the dash with a style sheet
            parts.append(child.tail)
    return lines.one_line("".join(parts))


def _is_stamp(node: HtmlElement) -> bool:
    """Whether an element names the place or the outlet before a sentence, with no dash between them."""
    if node.tag != "span" or _STAMP.isdisjoint((node.get("class") or "").split()):
        return False
    return node.getprevious() is None and (node.tail or "").lstrip()[:1].isupper()


_STAMP = frozenset(["location-stamp", "place", "location", "dateline"])
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")


def marks_of(node: HtmlElement) -> str:
    """Class and id of an element (VCCorp: its type), in lower case, words parted by hyphens."""
    kind = node.get("type") if node.tag == "div" else None
    return _parted(f"{node.get('class') or ''} {node.get('id') or ''} {kind or ''}")


@lru_cache(maxsize=4096)
def _parted(marks: str) -> str:
    return _CAMEL.sub("-", marks).lower().replace("_", "-")


_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.I)


def is_hidden(node: HtmlElement) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or bool(style and _HIDDEN.search(style))


#: An invitation says when something will be.
_EVENT = regex.compile(r"\W*(?:Thời gian(?! đăng| cập)|Khai mạc|Bế mạc|Bắt đầu|Thời hạn|Hạn (?:nộp|cuối))\b")


def is_time(text: str) -> bool:
    """Whether a line is a time and nothing else but a word or two (`Cập nhật: 25/08/2024`), or what a bar or
    a dash parts from it (`25/08/2024 08:00 | Nguồn: …`)."""
    stated = find_moment(text) if len(text) <= 80 else None
    if stated is None:
        return False
    if _EVENT.match(text):
        return False
    moment, (start, end) = stated
    before, after = text[:start], text[end:]
    if len((before + after).split()) <= 4:
        return len(text) <= 60
    return moment.has_time and len(before.split()) <= 2 and bool(regex.match(r"\s*[-–|•·]\s[^.!?]*$", after))


@dataclass(slots=True)
class Facts:
    """What the head of a page states; None where it says nothing."""

    title: str | None = None
    description: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    is_article: bool = False
    canonical: str | None = None  # as declared: it may be of another site or no address


_PUBLISHED = ("article:published_time", "datepublished", "pubdate", "dc.date.issued", "date")
_MODIFIED = ("article:modified_time", "datemodified", "lastmod", "og:updated_time")
_AUTHORS = ("article:author", "dable:author", "author")
_META = {*_PUBLISHED, *_MODIFIED, *_AUTHORS, "og:title", "og:description", "description", "og:site_name"}


def read_facts(tree: HtmlElement) -> Facts:
    """Meta elements and JSON-LD. A time with a zone is taken before one without."""
    meta: dict[str, str] = {}
    scripts: list[HtmlElement] = []
    canonical: str | None = None
    for node in tree.iter("meta", "link", "script"):
        if node.tag == "script":
            scripts.append(node)
            continue
        if node.tag == "link":
            if canonical is None and "canonical" in (node.get("rel") or "").lower().split():
                canonical = node.get("href") or ""
            continue
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if name in _META and (value := lines.one_line(entities.unescape(node.get("content") or ""))):
            meta.setdefault(name, value)
    article = next(_articles(scripts), {})
    facts = Facts(
        title=meta.get("og:title") or _string(article.get("headline")),
        description=meta.get("og:description")
        or meta.get("description")
        or _string(article.get("description")),
        # og:type says "article" on the lists of some sites too
        is_article=bool(article) or "article:published_time" in meta,
        canonical=canonical,
    )
    facts.published = _best_time(_string(article.get("datePublished")), *map(meta.get, _PUBLISHED))
    changed = map(parse_moment, (_string(article.get("dateModified")), *map(meta.get, _MODIFIED)))
    facts.modified = max(filter(None, changed), key=lambda moment: moment.at, default=None)
    publisher = article.get("publisher")
    owner = _string(publisher.get("name") if isinstance(publisher, dict) else publisher)
    owners = [name for name in (owner, meta.get("og:site_name")) if name]
    facts.publisher = next((name for name in owners if not _SITE.search(name)), None)
    ours = [lines.key(name) for name in owners]
    # Many pages name the outlet as the author.
    for persons in (map(_person, _list(article.get("author"))), *([meta.get(name)] for name in _AUTHORS)):
        own = [
            p
            for p in persons
            if p
            and not lines.is_site_name(p)
            and not any(lines.key(p) in o or o in lines.key(p) for o in ours)
        ]
        facts.author = facts.author or author_names(own)
    return facts


_SITE = regex.compile(r"https?://|^[\w-]+(?:\.[\w-]+)+$")
_ARTICLE_TYPES = regex.compile(r"(?:News|Reportage|Analysis|Opinion)?(?:Article|NewsArticle|BlogPosting)$")


def _articles(scripts: Iterable[HtmlElement]) -> Iterator[dict[str, Any]]:
    """The articles that the page's JSON-LD describes."""
    for script in scripts:
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > 1_000_000:
            continue
        try:
            pending = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            if broken := _of_broken(script.text):
                yield broken
            continue
        seen = 0
        while pending and seen < 1000:
            row = pending.pop()
            seen += 1
            if isinstance(row, list):
                pending.extend(reversed(row))
            elif isinstance(row, dict):
                if any(isinstance(t, str) and _ARTICLE_TYPES.match(t) for t in _list(row.get("@type"))):
                    yield row
                pending.extend(
                    row[k] for k in ("@graph", "mainEntity") if isinstance(row.get(k), (list, dict))
                )


_TYPE = regex.compile(r'"@type"\s*:\s*"([^"]{1,40})"')
_STATED = regex.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"]{8,40})"')


def _of_broken(text: str) -> dict[str, Any]:
    """What can be read of JSON-LD with an unescaped quotation in its headline, or a comma too many."""
    if not any(map(_ARTICLE_TYPES.match, _TYPE.findall(text))):
        return {}
    return dict(reversed(_STATED.findall(text)))  # of each, the first


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _string(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return lines.one_line(entities.unescape(entities.unescape(value))) or None


def _person(value: Any) -> str | None:
    if isinstance(value, dict):
        return None if value.get("@type") == "Organization" else _string(value.get("name"))
    return _string(value)


_HANDLE = regex.compile(r"https?://|@|^[\p{Ll}\d._-]+$|\.(?:vn|com|net|org)\b|\bonline\b", regex.I)


#: Accounts that a system makes when it is set up (Joomla: Super User).
_ACCOUNTS = frozenset(["super user", "administrator", "admin", "root", "quản trị", "quản trị viên"])
_COMMAS = regex.compile(r"\s*[;,]\s*")
_AUTHOR_LABEL = regex.compile(
    r"^(?:(?:Tác giả|(?:Tin|Bài)(?:(?:,| và| -) ảnh)?|PV|Thực hiện)\s*:|[Tt]heo\b:?(?=\s+\p{Lu}\p{Ll}))\s*"
)


def author_names(names: Iterable[str | None]) -> str | None:
    """The names, each once, joined by commas; addresses, handles and site names are none."""
    kept: dict[str, str] = {}
    for name in names:
        for part in _COMMAS.split(name or ""):
            part = _AUTHOR_LABEL.sub("", part).strip(" -–")
            if not part or lines.key(part) in _ACCOUNTS:
                continue
            if len(part) <= 60 and not _HANDLE.search(part) and not parse_moment(part):
                kept.setdefault(lines.key(part), part)
    return ", ".join(kept.values()) or None


def _best_time(*stated: str | None) -> Moment | None:
    moments = [moment for text in stated if (moment := parse_moment(text))]
    return min(moments, key=lambda m: (m.offset is None, not m.has_time), default=None)


def stated_time(tree: HtmlElement, selectors: Iterable[str]) -> Moment | None:
    for selector in selectors:
        for node in matches(tree, selector):
            for text in (node.get("content"), node.get("datetime"), visible(node)):
                if moment := parse_moment(text):
                    return moment
    return None


_TIME_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:date|time|datetime|publish\w*|posted|submitted|ngay\w*|thoi-?gian|pdate|post-time|entry-meta"
    r"|post-meta|article-meta|meta-?data)(?:$|[\s_-])"
)
_TIME_LABEL = regex.compile(
    r"\(?(?:ngày\s+(?:đăng|xuất bản|phát hành)|(?:đăng|được đăng)\s+(?:lúc|ngày)|cập nhật|sửa lần cuối)\b"
    r"|(?:được\s)?đăng\s*:",
    regex.I,
)
_UPDATED = regex.compile(r"(?:cập nhật|sửa)\b", regex.I)
_POSTED = regex.compile(r"\b(?:đăng|xuất bản)\b", regex.I)


def _posted_moment(text: str) -> Moment | None:
    """The time of a line; of two, the one that is said to be of the posting."""
    posted = _POSTED.search(text)
    return (posted and parse_moment(text[posted.end() :])) or parse_moment(text)


_TIME_TAGS = (
    *("h1", "h2", "h3", "h4", "h5", "h6", "time", "span", "div", "td", "p", "li", "dd"),
    *("em", "i", "abbr", "small", "label", "b", "strong", "font", "a"),
)


class ShownTime(NamedTuple):
    """The time that readers see beside an article."""

    moment: Moment
    modified: Moment | None = None  # the later one that is said to be of a change
    is_sure: bool = False  # between title and text, and no other day stands there


def visible_time(
    tree: HtmlElement, title: str | None, container: HtmlElement | None = None
) -> ShownTime | None:
    """The time that the page shows, in an element made for it or alone in its line; with the hour rather than
    without.

    Between the title and the end of the article rather than elsewhere, where today's date and those of other
    articles stand; of these, the one whose element is nearest to the title in the tree.
    """
    below, begun, key = False, 0, lines.key(title)  # how many paragraphs have come: the first is the lead
    again = False  # the title comes again below a time
    depth = _depths(container)
    above: list[_Shown] = []
    shown: list[_Shown] = []
    loose: Moment | None = None  # right below the title, among counts and buttons
    for node, past in _with_end(tree, container, _TIME_TAGS):
        if len(node) > 6:
            continue
        text = node.text_content()
        begun += (
            below
            and len(text) > 60
            and lines.ends_sentence(text.rstrip())
            and is_leaf(node)
            and container in node.iterancestors()
        )
        if len(text) > len(title or "") + 200:
            continue
        if (
            (not below or shown and not begun and not past)
            and 0 < len(key) <= len(text)
            and lines.key(text) == key
        ):
            again = below
            if not below and not _is_in_hidden(node):  # the copy to print or to read aloud
                below, depth = True, _depths(_with_its_wraps(node, key))
        stated = node.get("datetime") or node.get("content")
        if not (stated or node.get("title") or "20" in text or "19" in text):
            continue  # no year
        text = lines.one_line(" ".join(node.itertext()))
        machine = parse_moment(stated)
        made_for_it = (
            machine is not None
            or node.tag == "time"
            or bool(_TIME_CLASS.search(marks_of(node)))
            or bool(_TIME_LABEL.match(text))
        )
        moment = (
            machine
            or (parse_moment(node.get("title")) if made_for_it else None)
            or (_posted_moment(text) if len(text) <= 80 else None)
        )
        if not moment or past and _is_of_another(node) or not made_for_it and _EVENT.match(text):
            continue
        alone = is_time(text)
        if not made_for_it and not (alone and (not below or moment.has_time or not past)):
            if below and not begun and not past and moment.has_time and not lines.ends_sentence(text):
                loose = loose or moment
            continue
        changed = bool(_UPDATED.match(text)) and not _POSTED.search(text) or _is_of_change(node)
        found = _Shown(node, moment, changed, made_for_it, machine is not None)
        if not below:
            above.append(found)
        else:
            found.rank = 1 if past else 2 if begun > 1 else 0
            shown.append(found)
    for order, found in enumerate(above):
        if _distance(found.node, depth) <= _BESIDE_TITLE if below else found.made_for_it:
            found.order = -order  # the one right above the title
        elif not found.made_for_it:
            continue
        found.rank = 3 if below and _is_in_bar(found.node, depth) else 1
        shown.append(found)
    best = min(shown, key=lambda found: found.key(depth), default=None)
    if loose is not None and (best is None or best.rank):
        return ShownTime(loose)
    if best is None:
        return None
    beside = [found.moment for found in shown if not found.rank and not found.changed]
    later = [
        f.moment
        for f in shown
        if f.changed
        and f.moment.at > best.moment.at
        # below the title, or in what holds title and text
        and (
            not f.rank
            or f.rank == 1
            and container is not None
            and _distance(f.node, depth) <= _distance(container, depth)
        )
    ]
    is_sure = (
        not again
        and not best.rank
        and not best.changed
        and all(moment.at.date() == best.moment.at.date() for moment in beside)
    )
    changed = min(later, key=lambda moment: not moment.has_time, default=None)
    changed = None if best.changed or best.rank > 1 else changed
    return ShownTime(_with_clock(best.node, best.moment), changed, is_sure)


def _is_in_hidden(node: HtmlElement) -> bool:
    return is_hidden(node) or any(map(is_hidden, node.iterancestors()))


_CHANGED_CLASS = regex.compile(r"(?:^|[\s_-])(?:date-?)?(?:modified|updated?)(?:$|[\s_-])")
_PUBLISHED_CLASS = regex.compile(r"published|posted|created|entry-date")  # WordPress calls it updated too


def _is_of_change(node: HtmlElement) -> bool:
    """Whether the element of a time, or the one around it, says that it is of a change."""
    for above in (node, node.getparent()):
        said = f"{marks_of(above)} {(above.get('itemprop') or '').lower()}"
        if _PUBLISHED_CLASS.search(said):
            return False
        if _CHANGED_CLASS.search(said):
            return True
    return False


_BAR_CLASS = regex.compile(
    r"(?:^|[\s-])(?:header|top|top-?bar|menu|nav|navbar|banner|today|hom-?nay)(?:$|[\s-])"
)


def _is_in_bar(node: HtmlElement, depth: dict[HtmlElement, int]) -> bool:
    """Whether an element above the title stands in the head of the site, with the day of the reading."""
    boxes = takewhile(lambda above: above not in depth, (node, *node.iterancestors()))
    return any(box.tag in ("header", "nav") or _BAR_CLASS.search(marks_of(box)) for box in boxes)


def _is_of_another(node: HtmlElement) -> bool:
    """Whether a time after the article stands in a teaser: in a small box with a headline that leads away."""
    for above in islice(node.iterancestors(), 3):
        if len(visible(above).split()) > 80:
            return False
        if any(len(visible(link).split()) >= 6 for link in above.iter("a")):
            return True
    return False


@dataclass(slots=True)
class _Shown:
    """A time that a page shows; `rank` says where: 0 below the title, 1 above it or after the article, 2 in
    it, 3 in the bar at the top of the page."""

    node: HtmlElement
    moment: Moment
    changed: bool
    made_for_it: bool
    for_machines: bool
    rank: int = 0
    order: int = 0

    def key(self, depth: dict[HtmlElement, int]) -> tuple[int, ...]:
        """The least is the article's: nearest to the title in the tree, and made for it."""
        far = _distance(self.node, depth) if self.rank else 0
        return (
            self.rank,
            far,
            self.changed,
            not self.made_for_it,
            not self.moment.has_time,
            not self.for_machines,
            self.order,
        )


#: Levels above a title within which the last date before it is the article's.
_BESIDE_TITLE = 1


def _with_clock(node: HtmlElement, day: Moment) -> Moment:
    """The moment whose day alone stands in `node`, if its clock stands beside it."""
    after = node.getnext()
    if not day.has_time and after is not None and len(clock := visible(after)) <= 20:
        said = find_moment(f"{visible(node)} {clock}")
        if said and said[0].has_time and said[0].at.date() == day.at.date():
            return said[0]
    for above in islice(node.iterancestors(), 0 if day.has_time else 4):
        text = lines.one_line(" ".join(above.itertext()))
        if len(text) > 120:
            break
        if (found := find_moment(text)) and found[0].has_time and found[0].at.date() == day.at.date():
            return found[0]
    return day


#: VCCorp's numbers (`…-20250612140512345.htm`) are no such day: they say when the writing began.
_DAY_IN_ADDRESS = regex.compile(r"/(?P<y>20\d{2})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?!\d)")


def day_in_address(url: str | None) -> Moment | None:
    """The day that the address of an article states: `/2025/06/12/…`."""
    found = _DAY_IN_ADDRESS.search(urlsplit(url or "").path)
    return parse_moment(f"{found['y']}-{found['m']}-{found['d']}") if found else None


def _with_its_wraps(node: HtmlElement, key: str) -> HtmlElement:
    """The outermost element that says nothing else."""
    while (above := node.getparent()) is not None and lines.key(above.text_content()) == key:
        node = above
    return node


def _depths(node: HtmlElement | None) -> dict[HtmlElement, int]:
    """The elements that hold `node`, with how many levels they are above it."""
    return {} if node is None else {above: i for i, above in enumerate(node.iterancestors())}


def _distance(node: HtmlElement, depth: dict[HtmlElement, int]) -> int:
    return next((depth[above] for above in node.iterancestors() if above in depth), 0)


def _with_end(
    tree: HtmlElement, container: HtmlElement | None, tags: tuple[str, ...]
) -> Iterator[tuple[HtmlElement, bool]]:
    """The elements of `tags` in the page's order, each with whether `container` has ended before it."""
    after = container
    while after is not None and after.getnext() is None:
        after = after.getparent()
    after = None if after is None else after.getnext()
    past = False
    for node in tree.iter(*tags, *([] if after is None else [after.tag])):
        past = past or node is after
        if node.tag in tags:
            yield node, past


def until_end(tree: HtmlElement, container: HtmlElement | None, *tags: str) -> Iterator[HtmlElement]:
    """The elements of `tags` from the top of the page to the end of `container`."""
    return (node for node, past in takewhile(lambda found: not found[1], _with_end(tree, container, tags)))


def title_of(tree: HtmlElement, facts: Facts, container: HtmlElement | None = None) -> str | None:
    """The heading that the page's own title repeats; else that title, without the site's name.

    Portals give all their pages one title (`Chi tiết tin`): then it is the heading above the `container` of
    the article, or an element whose class says that it is a title.
    """
    whole = whole_title(tree, facts)
    names = set(lines.key(whole).split())
    headings = [
        (heading, set(lines.key(heading).split()))
        for node in tree.iter("h1")
        if (heading := visible(node)) and not is_logo(node) and not lines.is_site_name(heading)
    ]
    said = max(
        (
            (len(words & names), heading)
            for heading, words in headings
            # `Tin tức`, the page's title, makes no title of a section's name
            if len(words) > 3 and len(words & names) >= max(0.6 * min(len(words), len(names)), 3)
        ),
        key=lambda row: row[0],
        default=(0, None),
    )
    parts = [part for part in title_parts(tree, facts) if not lines.is_site_name(part)]
    before: list[tuple[HtmlElement, str]] = []
    if container is not None:
        before = list(lines_above(tree, container))
        shown = {lines.key(text) for _, text in (*before, *_lines_at_head(container))}
        for part in sorted(parts, key=len, reverse=True):
            # the heading may be the site's name, which the page's title repeats too
            words = set(lines.key(part).split())
            if len(words) > max(3, said[0]) and lines.key(part) in shown and not _is_of_menu(part, before):
                return part
    if said[1]:
        return _below_section(said[1], before) or said[1]
    if container is not None:
        titled = [(node, text) for node, text in before if _is_titled(node, text)]
        linked = [text for node, text in titled if next(node.iter("a"), None) is not None]
        above = len(titled[-1][1].split()) if titled else 0
        first = any(node.tag == "h1" for node, _ in titled)
        chosen = [
            text
            for node, text in _lines_at_head(container)
            if (node.tag == "h1" or node.tag == "h2" and not first and TITLE_CLASS.search(marks_of(node)))
            and _is_titled(node, text)
            and len(text.split()) > above  # else it may head the first part of the article
        ][:1]
        chosen = chosen or [text for _, text in titled if text not in linked] or linked
        chosen = chosen[-1:] or [t for node, t in _lines_at_head(container) if _is_titled(node, t)]
        chosen = chosen or [text for node, text in before if _is_set_as_title(node, text)][-1:]
        if not chosen and all(
            len(part.split()) <= 4 or lines.is_site_name(part) for part in _PARTS.split(whole)[::2]
        ):
            chosen = _bold_opening(container) or list(islice(_first_lines_beside(container, before), 1))
            chosen = chosen or [
                text
                for _, text in _lines_at_head(container)
                if 5 <= len(text.split()) <= 45 and not lines.ends_sentence(text) and not is_time(text)
            ]
        if chosen:
            return chosen[0]
    if not whole:
        return max((heading for heading, _ in headings), key=len, default=None)
    if lines.is_site_name(whole):
        return whole
    parts = [part for part in _SITE_NAME.split(whole) if part and not lines.is_site_name(part)] or [whole]
    return parts[0] if len(parts[0].split()) > 3 else max(parts, key=len)


def _is_of_menu(part: str, before: list[tuple[HtmlElement, str]]) -> bool:
    """Whether a part of the page's title stands above, and between it and the article a longer heading of
    first rank, or, where it is as short as a section's name and no such heading, any title."""
    key = lines.key(part)
    at = max((i for i, (_, text) in enumerate(before) if lines.key(text) == key), default=len(before))
    short = len(key.split()) < 5 and at < len(before) and before[at][0].tag != "h1"
    return any(
        node.tag == "h1"
        and _is_titled(node, text)
        and len(lines.key(text)) > len(key)
        or short
        and (_is_titled(node, text) or _is_set_as_title(node, text))
        for node, text in before[at + 1 :]
    )


def _below_section(heading: str, before: list[tuple[HtmlElement, str]]) -> str | None:
    """The article's title where `heading` is the name of its section, which the way to the page says again:
    below that, a heading or an element whose class says that it is a title."""
    key = lines.key(heading)
    said = [i for i, (_, text) in enumerate(before) if lines.key(text) == key]
    if len(said) < 2 or before[said[-1]][0].tag in _HEADINGS:
        return None
    return next(
        (
            text
            for node, text in before[said[-1] + 1 :]
            if _is_titled(node, text) and not lines.ends_sentence(text)
        ),
        None,
    )


def _first_lines_beside(container: HtmlElement, before: list[tuple[HtmlElement, str]]) -> Iterator[str]:
    """The lines above the article that may be its title, those that share the innermost element with it
    first, each from the top."""
    depth = _depths(container)
    for _, text in sorted(before, key=lambda line: _distance(line[0], depth)):
        if (
            5 <= len(text.split()) <= 45
            and not lines.is_prose(text)
            and not lines.is_box_heading(text)
            and not lines.is_site_name(text)
            and not _CONTACT.search(text)
            and find_moment(text) is None
        ):
            yield text


#: `info@… | Hotline: …`, the bar above the site's name.
_CONTACT = regex.compile(
    r"[\w.+-]@[\w-]+\.\w|\b(?:hotline|tel|fax|email|đường dây nóng|tổng đài[^:]{0,12}|điện thoại)\s*:",
    regex.I,
)


def _lines_at_head(container: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    for node in container.iter(*_HEADINGS, "h5", "h6", "p", "div", "span", "td"):
        if node is container or not is_leaf(node):
            continue
        text = visible(node)
        if lines.is_prose(text):
            return
        yield node, text


def _is_set_as_title(node: HtmlElement, text: str) -> bool:
    """Pages of before style sheets: bold, or in larger letters, and no sentence."""
    larger = node.tag == "font" and (node.get("size") or "") in ("3", "4", "5", "6", "+1", "+2", "+3")
    return (
        (larger or node.tag in ("b", "strong"))
        and 5 <= len(text.split()) <= 45
        and not lines.ends_sentence(text)
        and not is_time(text)
    )


def _bold_opening(container: HtmlElement) -> list[str]:
    """The bold line that the text opens with, as `_is_set_as_title`, before a line break."""
    for node in container.iter():
        if node.tag in ("b", "strong", "font"):
            after = node.getnext()
            ends = after is not None and after.tag in ("br", "p", "div") and not (node.tail or "").strip()
            return [text] if ends and is_leaf(node) and _is_set_as_title(node, text := visible(node)) else []
        if (node.text or "").strip():
            break
    return []


def whole_title(tree: HtmlElement, facts: Facts) -> str:
    node = tree.find(".//head/title")
    return facts.title or (visible(node) if node is not None else "")


def title_parts(tree: HtmlElement, facts: Facts) -> list[str]:
    """The page's own title, whole and parted where it may name the site too."""
    pieces = _PARTS.split(whole_title(tree, facts))
    runs = ["".join(pieces[i : j + 1]) for i in range(0, len(pieces), 2) for j in range(i, len(pieces), 2)]
    return [run for part in runs if (run := part.strip(" :|»›>"))]


def _is_titled(node: HtmlElement, text: str) -> bool:
    """A heading or an element whose class says that it is a title; no lead in a heading's clothes, and no
    heading of a part of the article."""
    named = bool(TITLE_CLASS.search(marks_of(node))) and "sub" not in marks_of(node)
    return (
        (node.tag in _HEADINGS or named)
        and 5 <= len(text.split()) <= 45
        and len(lines.key(text).split()) > 4  # `Tin tức - Sự kiện` is a section
        and not text.endswith((":", ";"))
        and (not text.endswith(".") or node.tag == "h1" or node.tag in _HEADINGS and named)
        and not lines.NUMBERED.match(text)
        and not is_logo(node)
        and not lines.is_site_name(text)
    )


def is_logo(heading: HtmlElement) -> bool:
    """The site's name, linked to its front page, set as a heading."""
    return any(urlsplit(link.get("href") or "").path in ("", "/") for link in heading.iter("a"))


_HEADINGS = ("h1", "h2", "h3", "h4")
TITLE_CLASS = regex.compile(r"(?:^|[\s_-])(?:title\w*|ttl|tit|tieu-?de\w*|headline|heading)(?:$|[\s_-])")
LEAD_CLASS = regex.compile(
    r"(?:^|[\s_-])(?:sapo|chapeau|lead|standfirst|(?<!with-)summary|abstract|intro|introtext|description|desc|trich-?dan|mo-?ta|tom-?tat|hometext|trich|excerpt|deck|brief)"
    r"(?:$|[\s_-])"
)
_PARTS = regex.compile(r"(\s+[–—-]\s+|\s*(?:\||::|[»›>]+)\s*)")


_BLOCKS = ("div", "p", "table", "ul", "ol", "section", "article", "blockquote", "form", "h1", "h2")


def is_leaf(node: HtmlElement) -> bool:
    """Whether an element holds no block and no line break; a heading may be broken to look well."""
    tags = _BLOCKS if node.tag in _HEADINGS else (*_BLOCKS, "br")
    return not any(inner is not node for inner in islice(node.iter(*tags), 2))


def lines_above(tree: HtmlElement, container: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The short texts before an element, in the page's order: elements that hold one line, not in a link save
    a heading of first rank; of other headings what stands beside a link, the way back or a rubric."""
    inside = set(container.iterancestors())
    tags = (*_HEADINGS, "h5", "h6", "p", "blockquote", "div", "span", "td", "b", "strong", "font", "a")
    for node in tree.iter(*tags, container.tag):
        if node is container:
            return
        if node.tag not in tags or node in inside or not is_leaf(node):
            continue
        beside, least = "", 1
        if node.tag != "h1" or is_logo(node):
            link = next(node.iter("a"), None)
            if link is not None and node.tag in _HEADINGS:
                beside, least = visible(link), 5
            elif link is not None or next(node.iterancestors("a"), None) is not None:
                continue
        text = visible(node).removeprefix(beside).strip()
        if least <= len(text.split()) <= 120:
            yield node, text


_SITE_NAME = regex.compile(r"\s+[–—-]\s+(?=[^|–—-]*$)|\s*(?:\||::|[»›>]+)\s*")


_SECOND_LEVEL = frozenset(["com", "gov", "org", "edu", "net"])


def _site(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2:])


def canonical_of(declared: str | None, url: str | None) -> str | None:
    """The page's declared canonical URL where it is of the same site and no front page, else its URL."""
    for candidate in (declared, url):
        try:
            address = canonical_url(urljoin(url or "", (candidate or "").strip()))
        except ValueError:
            continue
        parts = urlsplit(address)
        front = parts.path in ("", "/") and not parts.query
        if candidate is url or (
            not front and (not url or _site(parts.hostname) == _site(urlsplit(url).hostname or ""))
        ):
            return address
    return None
