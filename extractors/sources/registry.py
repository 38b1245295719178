"""The registry of sources: one YAML file each, read and checked (docs/sources.md says how to write one).

Belongs here: what a source is and what its file may say. Does not belong here: how links are found
(`discover`) or what a layout's selectors do (`extractors.documents.layouts`).
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from extractors.documents.layouts import Layout
from extractors.sources.subject import QUERIES

FOLDER = Path(__file__).parent / "registry"

SOURCE_KINDS = ("news", "agency_portal", "post", "official_report")
DISCOVERY_KINDS = ("feed", "sitemap", "news_sitemap", "listing", "search", "urls")
#: Parts of a file that somebody compared with a real page of the site.
VERIFIABLE = ("articles", "layouts", "feed", "sitemap", "news_sitemap", "listing", "search")


class SourceError(ValueError):
    """A source file that cannot be used; the message names the file, the key and what is wanted."""

    def __init__(self, file: str, key: str, problem: str):
        super().__init__(f"{file}: {key}: {problem}" if key else f"{file}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """One way to find a source's articles.

    `url` may hold `{yyyy}`, `{mm}`, `{dd}` or, without zeros, `{m}`, `{d}` (archives by date),
    `{page}` and, for a search, `{query}`. `next_page`: the template of the second and later pages,
    where they differ from the first. `pages`: how many a night reads.
    """

    kind: str  # DISCOVERY_KINDS
    url: str = ""
    next_page: str | None = None
    pages: int = 1
    queries: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One site: where its articles are found, which URLs are articles, how its pages are laid out."""

    name: str  # the file's name without .yaml
    publisher: str  # as documents.publisher shows it
    #: What an article is about if it names no place: a code of the 34 provinces in force since
    #: 2025-07-01; None for outlets that write about the whole country, wherever they sit.
    home_province: str | None
    kind: str  # SOURCE_KINDS
    domains: tuple[str, ...]  # hosts of its articles; www. before one is the same
    discover: tuple[Discovery, ...]
    articles: tuple[re.Pattern[str], ...]  # searched in path and query of a URL; groups y, m, d give the day
    layouts: tuple[Layout, ...]
    rate_limit: float  # seconds between two requests
    terms: str  # what the site's licence or terms say of reuse, or "not verified"
    verified: tuple[str, ...]  # VERIFIABLE parts that were seen on a real page
    note: str = ""

    def is_article(self, url: str) -> bool:
        """Whether a canonical URL is one of the source's articles."""
        return self._article(url) is not None

    def day_in_url(self, url: str) -> date | None:
        """The day that the URL itself names, by the groups `y`, `m`, `d` of an article pattern."""
        found = self._article(url)
        if not found or not {"y", "m", "d"} <= found.groupdict().keys():
            return None
        year, month, day = (int(found[group]) for group in "ymd")
        try:
            return date(year + 2000 if year < 100 else year, month, day)
        except ValueError:
            return None

    def _article(self, url: str) -> re.Match[str] | None:
        parts = urlsplit(url)
        if (parts.hostname or "").removeprefix("www.") not in self.domains:
            return None
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return next((found for pattern in self.articles if (found := pattern.search(address))), None)


def load_registry(folder: Path = FOLDER) -> dict[str, Source]:
    """All sources by name. Raises SourceError for the first file that is not in order."""
    files = sorted(Path(folder).glob("*.yaml"))
    if not files:
        raise SourceError(str(folder), "", "holds no source (*.yaml)")
    return {path.stem: load_source(path) for path in files}


def load_source(path: Path) -> Source:
    """One source file. Raises SourceError."""
    path = Path(path)
    try:
        row = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path.name, "", f"cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise SourceError(path.name, "", f"is not YAML: {error}") from error
    if not isinstance(row, dict):
        raise SourceError(path.name, "", "must be a mapping of keys such as name, publisher, discover")
    return _Reader(path, row).source()


class _StrictLoader(yaml.SafeLoader):
    """YAML in which a key that is written twice is an error instead of a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.YAMLError(f"the key {twice} is written twice (line {node.start_mark.line + 1} ff.)")
        return super().construct_mapping(node, deep)


class _Reader:
    """Takes the keys of one file one by one; what is left over at the end is an error."""

    def __init__(self, path: Path, row: dict[str, Any]):
        self.file = path.name
        self.stem = path.stem
        self.row = dict(row)

    def source(self) -> Source:
        self.name = self.text("name")
        self.domains = self.hosts()
        source = Source(
            name=self.name,
            publisher=self.text("publisher"),
            home_province=self.home_province(),
            kind=self.one_of("kind", SOURCE_KINDS),
            domains=self.domains,
            discover=tuple(self.discovery(i, entry) for i, entry in enumerate(self.list("discover"), 1)),
            articles=tuple(self.pattern(i, entry) for i, entry in enumerate(self.list("articles"), 1)),
            layouts=tuple(self.layout(i, entry) for i, entry in enumerate(self.list("layouts"), 1)),
            rate_limit=self.rate_limit(),
            terms=self.text("terms"),
            verified=self.verified(),
            note=self.text("note", default=""),
        )
        if self.row:
            raise self.error(
                str(next(iter(self.row))), "is not a key of a source; docs/sources.md lists them"
            )
        if source.name != self.stem:
            raise self.error("name", f"must be the file's name, {self.stem!r}, not {source.name!r}")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.name):
            raise self.error("name", "must be small letters a-z, digits and hyphens")
        return source

    def error(self, key: str, problem: str) -> SourceError:
        return SourceError(self.file, key, problem)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.row.pop(key, default)
        if value is None:
            raise self.error(key, "is missing")
        if not isinstance(value, str) or not (value.strip() or default == ""):
            raise self.error(key, f"must be text, not {value!r}")
        return value.strip()

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in choices:
            raise self.error(key, f"must be one of {', '.join(choices)}, not {value!r}")
        return value

    def list(self, key: str) -> list:
        value = self.row.pop(key, None)
        if not isinstance(value, list) or not value:
            raise self.error(key, "must be a list with at least one entry")
        return value

    def home_province(self) -> str | None:
        if "home_province" not in self.row:
            raise self.error("home_province", "is missing; write null for the whole country")
        value = self.row.pop("home_province")
        if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d\d", value)):
            raise self.error(
                "home_province", f'must be two digits in quotes, such as "01", or null, not {value!r}'
            )
        return value

    def rate_limit(self) -> float:
        value = self.row.pop("rate_limit", None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0.5 <= value <= 60:
            raise self.error("rate_limit", f"must be 0.5 to 60 seconds between two requests, not {value!r}")
        return float(value)

    def verified(self) -> tuple[str, ...]:
        value = self.row.pop("verified", [])
        if not isinstance(value, list) or any(part not in VERIFIABLE for part in value):
            raise self.error("verified", f"must be a list out of {', '.join(VERIFIABLE)}, not {value!r}")
        return tuple(value)

    def pattern(self, i: int, entry: Any) -> re.Pattern[str]:
        key = f"articles, entry {i}"
        if not isinstance(entry, str):
            raise self.error(key, f"must be a regular expression in quotes, not {entry!r}")
        try:
            pattern = re.compile(entry)
        except re.error as error:
            raise self.error(key, f"is not a regular expression: {error}") from error
        if not entry.startswith("^/"):
            raise self.error(key, "must begin with ^/ : it is searched in what follows the host")
        return pattern

    def hosts(self) -> tuple[str, ...]:
        hosts = self.list("domains")
        for host in hosts:
            if not isinstance(host, str) or not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", host):
                raise self.error("domains", f"must be host names in small letters, not {host!r}")
            if host.startswith("www."):
                raise self.error("domains", f"write {host.removeprefix('www.')}: www. before it is the same")
        return tuple(hosts)

    def layout(self, i: int, entry: Any) -> Layout:
        key = f"layouts, entry {i}"
        if not isinstance(entry, dict):
            raise self.error(key, f"must be a mapping of selectors, not {entry!r}")
        # Drift is watched by the layout's name, so each of a source's own has one.
        own = f"{self.name}@{entry['valid_from']}" if entry.get("valid_from") else self.name
        name = "" if set(entry) == {"layout"} else own
        try:
            return Layout.from_mapping(entry, name=name, domains=self.domains)
        except ValueError as error:
            raise self.error(key, str(error)) from error

    def discovery(self, i: int, entry: Any) -> Discovery:
        key = f"discover, entry {i}"
        kinds = [kind for kind in DISCOVERY_KINDS if isinstance(entry, dict) and kind in entry]
        if len(kinds) != 1:
            raise self.error(key, f"must have exactly one of {', '.join(DISCOVERY_KINDS)}")
        kind = kinds[0]
        allowed = {kind} | {"listing": {"next_page", "pages"}, "search": {"pages", "queries"}}.get(
            kind, set()
        )
        surplus = next((name for name in entry if name not in allowed), None)
        if surplus is not None:
            raise self.error(f"{key}, {surplus}", f"does not belong to a {kind}")
        if kind == "urls":
            urls = entry["urls"]
            if not isinstance(urls, list) or not urls:
                raise self.error(f"{key}, urls", "must be a list of URLs")
            return Discovery(kind=kind, urls=tuple(self.url(f"{key}, urls", url, set()) for url in urls))
        dates = {"yyyy", "mm", "dd", "m", "d"}
        holders = {"listing": dates | {"page"}, "search": {"page", "query"}, "feed": set()}.get(kind, dates)
        url = self.url(f"{key}, {kind}", entry[kind], holders)
        if kind == "search" and "{query}" not in url:
            raise self.error(f"{key}, search", "must hold {query}, where the words go")
        next_page = entry.get("next_page")
        if next_page is not None:
            next_page = self.url(f"{key}, next_page", next_page, holders)
            if "{page}" not in next_page:
                raise self.error(f"{key}, next_page", "must hold {page}, where the number goes")
        pages = entry.get("pages", 1)
        if isinstance(pages, bool) or not isinstance(pages, int) or not 1 <= pages <= 50:
            raise self.error(f"{key}, pages", f"must be a number of pages from 1 to 50, not {pages!r}")
        if pages > 1 and "{page}" not in (next_page or url):
            raise self.error(f"{key}, pages", "more than one page needs {page} in the URL or a next_page")
        queries = entry.get("queries", list(QUERIES) if kind == "search" else [])
        if not isinstance(queries, list) or not all(isinstance(query, str) for query in queries):
            raise self.error(f"{key}, queries", f"must be a list of texts, not {queries!r}")
        return Discovery(kind=kind, url=url, next_page=next_page, pages=pages, queries=tuple(queries))

    def url(self, key: str, value: Any, holders: set[str]) -> str:
        if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
            raise self.error(key, f"must be an http(s) URL, not {value!r}")
        for holder in re.findall(r"\{(.*?)\}", value):
            if holder not in holders:
                usable = ", ".join(f"{{{name}}}" for name in sorted(holders)) or "no placeholder"
                raise self.error(key, f"has {{{holder}}}; here {usable} may stand")
        return value
