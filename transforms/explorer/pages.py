"""The HTML pages of the site, in English (`name.html`) and Vietnamese (`name.vi.html`).

Start, trust and the provinces are written in full here; figures, figure and campaign are frames that their
scripts fill from the data files. Jinja2 escapes everything that is not marked as safe, and only what
`charts.py` draws is.
"""

import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import polars as pl

from transforms.explorer import charts
from transforms.explorer.data import NOWHERE, UNDATED, Site, day, in_order, province_series
from transforms.explorer.scripts import write_script

if TYPE_CHECKING:
    from transforms.gate import SuiteResult

_HERE = Path(__file__).parent
WORDS = json.loads((_HERE / "words.json").read_text(encoding="utf-8"))
LANGUAGES = {"en": "", "vi": ".vi"}  # suffix of page names
#: Rows of the series that a province's page shows, newest first.
SERIES = 400
VOLUNTARY, HOUSEHOLD = "voluntary_social_insurance", "household_health_insurance"


class Language:
    """Words, numbers and days of one language."""

    def __init__(self, code: str):
        self.code = code
        self.at = list(LANGUAGES).index(code)
        self.suffix = LANGUAGES[code]

    def words(self, key: str, **values: object) -> str:
        return WORDS[key][self.at].format(**values)

    def value(self, word: str | None) -> str:
        """A word of a vocabulary; sets of programmes part by part."""
        if word is None:
            return ""
        return " + ".join(
            WORDS[f"v.{one}"][self.at] if f"v.{one}" in WORDS else one for one in word.split("+")
        )

    def number(self, value: float | None) -> str:
        if value is None:
            return ""
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
        return text if self.code == "en" else text.translate(str.maketrans(",.", ".,"))

    def day(self, value: date | str | None) -> str:
        if value is None:
            return ""
        year, month, of_month = str(value)[:10].split("-")
        return f"{year}-{month}-{of_month}" if self.code == "en" else f"{of_month}/{month}/{year}"

    def period(self, start: date | None, end: date | None) -> str:
        """`2024` for a whole year, else its days."""
        if start and end and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
        if start and end and start != end:
            return f"{self.day(start)} – {self.day(end)}"
        return self.day(start or end)

    def quantity(self, value: float, unit: str) -> str:
        return f"{self.number(value)}{'' if unit == 'percent' else ' '}{self.value(unit)}"

    def page(self, name: str) -> str:
        return f"{name}{self.suffix}.html"


def write(site: Site, folder: Path, suites: list["SuiteResult"], accuracy: str | None) -> None:
    """All pages in both languages, and the words for the scripts."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    series = province_series(site)
    common = {
        "provinces": dict(sorted(site.provinces.items(), key=lambda one: in_order(one[1]))),
        "years": sorted({year for _, _, year, _ in site.shards if year != UNDATED}, reverse=True),
        "undated": any(year == UNDATED for _, _, year, _ in site.shards),
        "programmes": _by_number(site.figures["programme"]),
        "measures": _by_number(site.figures["measure"]),
        "roles": _by_number(site.figures["role"]),
        "NOWHERE": NOWHERE,
        "UNDATED": UNDATED,
    }
    for code in LANGUAGES:
        language = Language(code)
        write_script(
            folder / "assets" / f"words.{code}.js",
            "words",
            {key: said[language.at] for key, said in WORDS.items()},
        )

        def render(template: str, name: str, language=language, **values: object) -> None:
            other = {"en": "vi", "vi": "en"}[language.code]
            text = environment.get_template(template).render(
                **common,
                **values,
                lang=language.code,
                other_lang=other,
                other_page=f"{name}{LANGUAGES[other]}.html",
                other_name=WORDS["lang_name"][1 - language.at],
                t=language.words,
                v=language.value,
                number=language.number,
                quantity=language.quantity,
                day=language.day,
                period=language.period,
                page=language.page,
                name=name,
            )
            (folder / language.page(name)).write_text(text, encoding="utf-8", newline="\n")

        render("start.html.j2", "index", **_start(site, language))
        render("figures.html.j2", "figures")
        render("figure.html.j2", "figure")
        render("campaign.html.j2", "campaign")
        render("trust.html.j2", "trust", **_trust(site, language, suites, accuracy))
        for province, name in [*site.provinces.items(), (NOWHERE, None)]:
            values = _province(site, language, province, series)
            render(
                "province.html.j2",
                f"province-{province}",
                province_name=name or language.words("nowhere"),
                **values,
            )


def _by_number(column: pl.Series) -> list[str]:
    return (
        column.value_counts(sort=True)
        .sort(["count", column.name], descending=[True, False])[column.name]
        .to_list()
    )


def _start(site: Site, language: Language) -> dict:
    tables = site.tables
    count_34 = dict(site.figures.group_by("province_2025").len().drop_nulls().iter_rows())
    launches = Counter(
        (when.year, when.month) for when in tables["campaigns"]["launched_on"].drop_nulls().to_list()
    )
    years = [int(year) for _, _, year, _ in site.shards if year != UNDATED]
    former = {code: name for code, (name, _) in site.former.items()}
    return {
        "counts": {
            "n_figures": tables["figures"].height,
            "n_campaigns": tables["campaigns"].height,
            "n_documents": tables["documents"].height,
            "n_provinces": len(count_34),
        },
        "span": f"{min(years)}–{max(years)}" if years else "",
        "map_34": charts.map_svg(
            "34", site.provinces, lambda code: language.page(f"province-{code}"), language.words
        ),
        "map_63": charts.map_svg(
            "63",
            former,
            lambda code: language.page(f"province-{site.former[code][1]}") if code in site.former else "#",
            language.words,
        ),
        "count_34": count_34,
        "n_nowhere": site.figures["province_2025"].null_count(),
        "timeline": charts.timeline_svg(launches, language.words) if launches else None,
        "launches": sorted(launches.items(), reverse=True),
        "months": language.words("months").split(),
    }


# ── a province ───────────────────────────────────────────────────────────────────────────────────


def _province(site: Site, language: Language, province: str, series: dict[str, pl.DataFrame]) -> dict:
    nowhere = province == NOWHERE
    parts = {} if nowhere else {code: name for code, (name, now) in site.former.items() if now == province}
    campaigns = defaultdict(list)
    for campaign in site.campaigns.get(province, []):
        campaigns[campaign["year"]].append(campaign)
    by_year = defaultdict(int)
    for _, code, year, n in site.shards:
        if code == province:
            by_year[year] += n
    panel = _panel_of(site, province)
    return {
        "code": province,
        "parts": {} if len(parts) == 1 else parts,
        "n_figures": sum(by_year.values()),
        "by_year": sorted(by_year.items(), key=lambda item: (item[0] != UNDATED, item[0]), reverse=True),
        "campaigns": sorted(campaigns.items(), key=lambda item: item[0] or 0, reverse=True),
        "n_campaigns": sum(map(len, campaigns.values())),
        "targets": [] if nowhere else _target_charts(language, series, province, parts),
        "coverage": _coverage_charts(language, panel),
        "panel": panel[:SERIES],
        "n_panel": len(panel),
    }


def _panel_of(site: Site, province: str) -> list[dict]:
    """Rows of the panel about a whole province (or what it was made of; or the country), newest first."""
    level = "country" if province == NOWHERE else "province"
    ids = site.tables["places"].filter(pl.col("level") == level).select("place_id", "valid_from")
    rows = site.tables["panel"].join(ids, on="place_id")
    rows = rows.filter(
        pl.col("province_2025").is_null() if province == NOWHERE else pl.col("province_2025") == province
    )
    rows = rows.sort(
        ["year", "programme", "measure", "role", "place_id", "as_of", "period_end"],
        descending=[True, *[False] * 6],
        nulls_last=True,
    )
    return [
        row | {"place": site.name(row["place_id"]), "shard": site.shard_of.get(row["chosen_figure_id"])}
        for row in rows.iter_rows(named=True)
    ]


def _target_charts(
    language: Language, series: dict[str, pl.DataFrame], province: str, parts: dict
) -> list[dict]:
    """Per programme: new participants aimed for and reached, a group of bars per year.

    A merged province's years before the merger show its sum where all parts are known, else each part under
    its own name: what is known of one part is never shown as the whole.
    """
    charts_made = []
    for programme in (VOLUNTARY, HOUSEHOLD):
        wanted = (
            (pl.col("programme") == programme)
            & (pl.col("measure") == "new_participants")
            & (pl.col("unit") == "person")
            & pl.col("role").is_in(["target", "achieved"])
        )
        whole = series["34"].filter(wanted & (pl.col("at") == province))
        of_parts = series["63"].filter(wanted & pl.col("at").is_in(list(parts)))
        known = set(whole.select("year", "role").iter_rows())
        bars = defaultdict(dict)
        for row in whole.iter_rows(named=True):
            bars[row["year"], ""][row["role"]] = row["value"]
        for row in of_parts.iter_rows(named=True):
            if len(parts) > 1 and (row["year"], row["role"]) not in known:
                part = f"{parts[row['at']]} (–2025)"
                bars[row["year"], part][row["role"]] = row["value"]
        groups = [
            (
                f"{year} {part}".strip(),
                [
                    (role, found[role], f"{language.number(found[role])} {language.value(role)}")
                    for role in ("target", "achieved")
                    if role in found
                ],
            )
            for (year, part), found in sorted(bars.items(), key=lambda item: (-item[0][0], item[0][1]))
        ]
        if groups:
            label = f"{language.words('target_achieved')}: {language.value(programme)}"
            charts_made.append(
                {
                    "title": language.value(programme),
                    "svg": charts.bars_svg(groups, label),
                }
            )
    return charts_made


def _coverage_charts(language: Language, panel: list[dict]) -> list[dict]:
    """Per kind of stock or rate: its stated values over time, one series per place and programme."""
    kinds = defaultdict(lambda: defaultdict(list))
    for row in panel:
        when = row["as_of"] or row["period_end"]
        if row["role"] != "achieved" or row["is_derived"] or when is None:
            continue
        if row["measure"] == "participation_rate" and row["unit"] == "percent":
            kind = (row["measure"], row["unit"], row["base"])
        elif row["measure"] == "participants" and row["unit"] == "person":
            kind = (row["measure"], row["unit"], None)
        else:
            continue
        kinds[kind][row["programme"], row["place"]].append((when, row["value"]))
    made = []
    for (measure, unit, base), of in sorted(kinds.items(), key=lambda item: [part or "" for part in item[0]]):
        title = language.value(measure) + (
            f" ({language.words('base').lower()}: {language.value(base)})" if base else ""
        )
        places = {place for _, place in of}
        series = [
            (
                language.value(programme) + (f", {place}" if len(places) > 1 else ""),
                [
                    (when, value, f"{language.day(when)}: {language.quantity(value, unit)}")
                    for when, value in sorted(points)
                ],
            )
            for (programme, place), points in sorted(of.items())
        ]
        for chunk in (series[at : at + 6] for at in range(0, len(series), 6)):
            made.append(
                {"title": title, "svg": charts.coverage_svg(chunk, language.words, language.number, title)}
            )
    return made


# ── trust ────────────────────────────────────────────────────────────────────────────────────────


def _trust(site: Site, language: Language, suites: list["SuiteResult"], accuracy: str | None) -> dict:
    figures, documents = site.figures, site.tables["documents"]
    matrix: dict[str, dict[str, int]] = defaultdict(dict)
    for _, province, year, n in site.shards:
        matrix[province][year] = matrix[province].get(year, 0) + n
    most = max((n for row in matrix.values() for n in row.values()), default=1)
    counts = figures.group_by("document_id").len().rename({"len": "figures"})
    sources = (
        documents.join(counts, on="document_id", how="left")
        .group_by("publisher")
        .agg(
            pl.col("document_id").n_unique().alias("documents"),
            pl.col("figures").sum(),
            pl.col("published_at").min().alias("first"),
            pl.col("published_at").max().alias("last"),
            pl.col("captured_at").max().alias("captured"),
        )
        .sort(["documents", "publisher"], descending=[True, False])
    )
    rejected = (
        site.tables["rejected"]
        .group_by("kind", "reason")
        .len()
        .sort(["len", "kind", "reason"], descending=[True, False, False])
    )
    bands = [(0.9, 1.01), (0.8, 0.9), (0.6, 0.8), (0.4, 0.6), (0.0, 0.4)]
    spread = [
        (
            f"{low:.1f}–{min(high, 1):.1f}",
            figures.filter(pl.col("confidence").is_between(low, high, closed="left")).height,
        )
        for low, high in bands
    ]
    return {
        "suites": suites,
        "accuracy": _markdown_tables(accuracy) if accuracy else [],
        "matrix": dict(matrix),
        "shade": lambda n: min(5, 1 + int(5 * (n / most) ** 0.5)) if n else 0,
        "sources": [
            row | {key: day(row[key]) for key in ("first", "last", "captured")}
            for row in sources.iter_rows(named=True)
        ],
        "rejected_rows": rejected.rows(),
        "spread": spread,
        "spread_most": max((n for _, n in spread), default=0) or 1,
    }


def _markdown_tables(text: str) -> list[tuple[str, list[list[str]]]]:
    """(heading, rows) of each table of docs/accuracy.md, the heads first; the list of documents left out."""
    tables, heading = [], ""
    for line in text.splitlines():
        if found := re.match(r"#+\s+(.*)", line):
            heading = found[1]
        elif line.startswith("|") and not heading.lower().startswith("by document"):
            cells = [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]
            if set("".join(cells)) <= set("-: "):
                continue
            if not tables or tables[-1][0] != heading:
                tables.append((heading, []))
            tables[-1][1].append(cells)
    return tables
