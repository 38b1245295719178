"""What a researcher would notice: thin provinces and years, and doubt, are seen before they mislead."""

import xml.etree.ElementTree as ElementTree
from datetime import date

import polars as pl

from tests.transforms.made import COUNTRY, TAY_NINH, document, figure
from tests.transforms.test_gate import made_places, made_release
from transforms.coverage import by_year, coverage, lines, picture
from transforms.frames import documents_frame, figures_frame
from transforms.panel import panel
from transforms.schema import COVERAGE, empty


def told() -> dict[str, pl.DataFrame]:
    one, two = document(1), document(2, day=date(2024, 3, 1))
    silent = document(3, text="Sáng nay, lễ ra quân.", day=date(2024, 3, 1))
    undated = {"period_start": None, "period_end": None}
    figures = [
        figure(one, figure_id="a", confidence=0.9),
        figure(one, figure_id="b", confidence=0.4, checks=("rate=achieved/target:off",), role="achieved"),
        figure(two, figure_id="c", place_id=TAY_NINH, province_2025="80", **undated),
        figure(two, figure_id="d", place_id=COUNTRY, province_2025=None, place_level="country"),
        figure(two, figure_id="e", place_id=None, province_2025=None, place_level=None, **undated),
    ]
    documents, rows = documents_frame([one, two, silent]), figures_frame(figures)
    return {
        "documents": documents,
        "figures": rows,
        "campaigns": empty("campaigns"),
        "panel": panel(rows, documents),
        "places": made_places(),
        "rejected": empty("rejected"),
    }


def test_each_figure_counts_once_where_and_when_it_is_of():
    cells = coverage(told())
    assert cells.schema == pl.Schema(COVERAGE.schema)
    rows = {(row["level"], row["province_2025"], row["year"]): row for row in cells.to_dicts()}
    ha_noi = rows["province", "01", 2025]
    assert (ha_noi["n_figures"], ha_noi["n_documents"], ha_noi["mean_confidence"]) == (2, 1, 0.65)
    assert (ha_noi["n_doubtful"], ha_noi["n_contradicted"], ha_noi["n_quantities"]) == (1, 1, 2)
    # Undated figures are of the year of their document.
    assert rows["province", "80", 2024]["n_figures"] == 1
    assert rows["country", None, 2025]["n_figures"] == 1
    # The document without a figure is counted where nothing is decided.
    assert rows["undecided", None, 2024]["n_documents"] == 2
    assert cells["n_figures"].sum() == 5


def test_contested_quantities_and_drives_are_counted():
    tables = made_release()
    cells = coverage(tables)
    assert cells["n_campaigns"].sum() == tables["campaigns"].height
    stated = tables["panel"].filter(~pl.col("is_derived"))
    assert cells["n_quantities"].sum() == stated.height
    assert cells["n_contested"].sum() == stated["is_contested"].sum()


def test_the_table_by_year_and_the_thin_provinces_are_told():
    cells = coverage(told())
    assert by_year(cells)["n_figures"].to_list() == [2, 3]
    said = lines(cells)
    assert "| 2025 | 1 of 34 |" in said and "32 of the 34" in said


def test_the_picture_is_whole_and_fetches_nothing():
    svg = picture(coverage(told()))
    root = ElementTree.fromstring(svg)
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert any("2025: 2 figures from 1 documents" in title and "0.65" in title for title in titles)
    assert svg.count("http") == 1  # its namespace


def test_nothing_gives_an_honest_empty_table_and_picture():
    tables = told() | {"documents": empty("documents"), "figures": empty("figures"), "panel": empty("panel")}
    cells = coverage(tables)
    assert cells.is_empty() and "34 of the 34" in lines(cells)
    ElementTree.fromstring(picture(cells))
