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
from urllib.parse import quote

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

    def days(self, values: pl.Expr) -> pl.Expr:
        return values.dt.to_string("%Y-%m-%d" if self.code == "en" else "%d/%m/%Y")

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
    provinces, trust = _Provinces(site), _trust(site, suites, accuracy)
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
        render("trust.html.j2", "trust", **trust)
        campaigns = _campaigns(site, language)
        for province, name in [*site.provinces.items(), (NOWHERE, None)]:
            values = provinces.page(language, province, campaigns[province])
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
    count_34 = dict(site.figures.group_by("province_2025").len().drop_nulls().iter_rows())
    launches = Counter((when.year, when.month) for when in site.campaigns["launched_on"].drop_nulls())
    years = [int(year) for _, _, year, _ in site.shards if year != UNDATED]
    former = {code: name for code, (name, _) in site.former.items()}
    return {
        "counts": {
            "n_figures": site.figures.height,
            "n_campaigns": site.campaigns.height,
            "n_documents": site.documents.height,
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


class _Provinces:
    """What the pages of provinces show, whatever the language."""

    def __init__(self, site: Site):
        self.site = site
        self.by_year: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for _, province, year, n in site.shards:
            self.by_year[province][year] += n
        self.targets = _targets(province_series(site))
        self.panels = _panels(site)

    def page(self, language: Language, province: str, campaigns: dict[int | None, list[tuple]]) -> dict:
        """The values of one page. `campaigns`: by year, as `_campaigns` gives them."""
        former = self.site.former.items()
        parts = {code: name for code, (name, now) in former if now == province}
        by_year, panel = self.by_year[province], self.panels[province]
        return {
            "code": province,
            "parts": {} if len(parts) == 1 else parts,
            "n_figures": sum(by_year.values()),
            "by_year": sorted(by_year.items(), key=lambda item: (item[0] != UNDATED, item[0]), reverse=True),
            "campaigns": sorted(campaigns.items(), key=lambda item: item[0] or 0, reverse=True),
            "n_campaigns": sum(map(len, campaigns.values())),
            "targets": _target_charts(language, self.targets, province, parts),
            "coverage": _coverage_charts(language, panel),
            "panel": [_series_row(language, row) for row in panel.head(SERIES).iter_rows(named=True)],
            "n_panel": panel.height,
        }


def _panels(site: Site) -> dict[str, pl.DataFrame]:
    """Rows of the panel about each whole province, or what it was made of (under NOWHERE: about the country),
    newest first, with the name of their `place` and the `shard` of their figure."""
    whole = site.places.filter(pl.col("level").is_in(["province", "country"])).select("place_id", "level")
    rows = site.panel.join(whole, on="place_id")
    shards = site.shards_of(rows["chosen_figure_id"]).rename({"figure_id": "chosen_figure_id"})
    rows = (
        rows.with_columns(site.named("place_id").alias("place"))
        .join(shards, on="chosen_figure_id", how="left", maintain_order="left")
        .sort(
            ["year", "programme", "measure", "role", "place_id", "as_of", "period_end"],
            descending=[True, *[False] * 6],
            nulls_last=True,
            maintain_order=True,
        )
    )
    country = (pl.col("level") == "country") & pl.col("province_2025").is_null()
    provinces = rows.filter(pl.col("level") == "province").partition_by("province_2025", as_dict=True)
    panels = {province: provinces.get((province,), rows.clear()) for province in site.provinces}
    return panels | {NOWHERE: rows.filter(country)}


def _series_row(language: Language, row: dict) -> tuple:
    """Cells of a row of the panel as the page shows them: year, programme, measure, role, address of the
    figure (or None), value, span of contested values (or None), its explanation, time, place, documents."""
    measure = language.value(row["measure"])
    contested = explained = address = None
    if row["shard"]:
        address = f"{language.page('figure')}#f={quote(row['chosen_figure_id'])}&in={row['shard']}"
    if row["is_contested"]:
        least, most = language.number(row["value_min"]), language.number(row["value_max"])
        contested = f"{language.words('contested')}: {least}–{most}"
        explained = language.words("contested_long", min=least, max=most)
    return (
        row["year"],
        language.value(row["programme"]),
        f"{measure} ({language.value(row['base'])})" if row["base"] else measure,
        language.value(row["role"]),
        address,
        language.quantity(row["value"], row["unit"]),
        contested,
        explained,
        f"{language.words('as_of').lower()} {language.day(row['as_of'])}"
        if row["as_of"]
        else language.period(row["period_start"], row["period_end"]),
        row["place"],
        language.number(row["n_documents"]),
    )


def _campaigns(site: Site, language: Language) -> dict[str, dict[int | None, list[tuple]]]:
    """Drives as the pages of provinces list them, newest first: province → year → (address, name, more)."""
    numbers = site.campaigns["n_figures"].unique()
    shown = pl.col("n_figures").replace_strict(
        numbers, [language.number(n) for n in numbers], return_dtype=pl.String
    )
    rows = site.campaigns.select(
        "file",
        "year",
        "campaign_id",
        pl.col("name").fill_null(language.words("unnamed")),
        pl.concat_str(
            pl.col("place").fill_null(""),
            pl.concat_str(pl.lit(" · "), language.days(pl.col("launched_on"))).fill_null(""),
            pl.lit(" · "),
            shown,
            pl.lit(f" {language.words('n_figures')}"),
        ),
    )
    found = defaultdict(lambda: defaultdict(list))
    page = language.page("campaign")
    for file, year, campaign, name, more in rows.iter_rows():
        found[file][year].append((f"{page}#c={quote(campaign)}&in={file}", name, more))
    return found


def _targets(series: dict[str, pl.DataFrame]) -> dict[tuple[str, str, str], list[tuple[int, str, float]]]:
    """(era, province, programme) → year, role and value of new participants aimed for and reached."""
    found = defaultdict(list)
    for era, rows in series.items():
        wanted = rows.filter(
            (pl.col("measure") == "new_participants")
            & (pl.col("unit") == "person")
            & pl.col("role").is_in(["target", "achieved"])
        )
        for at, programme, *told in wanted.select("at", "programme", "year", "role", "value").iter_rows():
            found[era, at, programme].append(told)
    return found


def _target_charts(language: Language, targets: dict, province: str, parts: dict[str, str]) -> list[dict]:
    """Per programme: new participants aimed for and reached, a group of bars per year.

    A merged province's years before the merger show its sum where all parts are known, else each part under
    its own name: what is known of one part is never shown as the whole.
    """
    charts_made = []
    for programme in (VOLUNTARY, HOUSEHOLD):
        bars = defaultdict(dict)
        for year, role, value in targets.get(("34", province, programme), ()):
            bars[year, ""][role] = value
        known = {(year, role) for (year, _), of in bars.items() for role in of}
        for code, name in parts.items() if len(parts) > 1 else ():
            for year, role, value in targets.get(("63", code, programme), ()):
                if (year, role) not in known:
                    bars[year, f"{name} (–2025)"][role] = value
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
            title = language.value(programme)
            label = f"{language.words('target_achieved')}: {title}"
            charts_made.append({"title": title, "svg": charts.bars_svg(groups, label)})
    return charts_made


def _coverage_charts(language: Language, panel: pl.DataFrame) -> list[dict]:
    """Per kind of stock or rate: its stated values over time, one series per place and programme."""
    kinds = defaultdict(lambda: defaultdict(list))
    rate = (pl.col("measure") == "participation_rate") & (pl.col("unit") == "percent")
    stock = (pl.col("measure") == "participants") & (pl.col("unit") == "person")
    rows = panel.filter((pl.col("role") == "achieved") & ~pl.col("is_derived") & (rate | stock)).select(
        "measure",
        "unit",
        pl.when(rate).then("base"),
        "programme",
        "place",
        pl.coalesce("as_of", "period_end").alias("when"),
        "value",
    )
    for *kind, programme, place, when, value in rows.drop_nulls("when").iter_rows():
        kinds[tuple(kind)][programme, place].append((when, value))
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


def _trust(site: Site, suites: list["SuiteResult"], accuracy: str | None) -> dict:
    figures, documents = site.figures, site.documents
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
        .with_columns(day(pl.col("first", "last", "captured")))
    )
    rejected = (
        site.rejected.group_by("kind", "reason")
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
        "sources": sources.rows(named=True),
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
