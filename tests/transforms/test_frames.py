from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.values import Rejection
from tests.transforms.made import document, figure
from transforms.frames import documents_frame, figures_frame, latest_figures, rejections_frame, version_order
from transforms.schema import SchemaError


def test_times_are_kept_in_utc_with_the_offset_that_was_stated():
    hanoi = datetime(2025, 11, 15, 7, 30, tzinfo=timezone(timedelta(hours=7)))
    frame = documents_frame([document(published_at=hanoi, published_offset="+07:00")])
    assert frame["published_at"][0] == datetime(2025, 11, 15, 0, 30, tzinfo=UTC)
    assert frame["published_offset"][0] == "+07:00"


def test_a_time_without_zone_is_refused_in_plain_words():
    with pytest.raises(SchemaError, match="documents.published_at.*no time zone"):
        documents_frame([document(published_at=datetime(2025, 11, 15))])


def test_text_that_no_file_can_hold_is_refused_with_its_document():
    with pytest.raises(SchemaError, match=r"documents.text.*doc-1"):
        documents_frame([document(text="hỏng \ud800")])


def test_a_version_met_twice_is_one_row_and_a_rejection_said_twice_too():
    twice = [document(archive_path="b.html"), document(archive_path="a.html")]
    assert documents_frame(twice)["archive_path"].to_list() == ["a.html"]
    said = Rejection(kind="document", reason="empty_file", detail="trống.html is empty.")
    assert rejections_frame([said, said]).height == 1


def test_nothing_gives_tables_with_all_columns():
    assert documents_frame([]).columns == documents_frame([document()]).columns
    assert figures_frame([]).schema == figures_frame([figure(document())]).schema


def versions():
    """Three captured versions of one document; the second drops a figure, the third brings a new one."""
    day = datetime(2025, 11, 16, tzinfo=UTC)
    texts = ("Đạt 1.000 và 2.000.", "Nay đạt 1.000.", "Nay đạt 1.000 và 3.000.")
    documents = [
        document(1, text=text, captured_at=day + timedelta(days=place)) for place, text in enumerate(texts)
    ]
    figures = [
        figure(one, number, float(number.replace(".", "")), figure_id=f"doc-1-{number}")
        for one in documents
        for number in ("1.000", "2.000", "3.000")
        if number in one.text
    ]
    return documents, figures


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(5)))
def test_a_figure_stated_again_has_one_row_of_the_newest_version(order):
    documents, figures = versions()
    table = documents_frame(documents)
    one_each = latest_figures(figures_frame([figures[place % len(figures)] for place in order]), table)
    first, second, third = (one.version for one in documents)
    rows = {row["number_text"]: (row["version"], row["first_version"]) for row in one_each.to_dicts()}
    assert rows == {"1.000": (third, first), "2.000": (first, first), "3.000": (third, third)}
    assert latest_figures(one_each, table).equals(one_each)


def test_figures_of_an_unknown_document_are_kept_for_the_gate_to_judge():
    lost = figure(document(9))
    kept = latest_figures(figures_frame([lost]), documents_frame([document(1)]))
    assert kept["figure_id"].to_list() == [lost.figure_id]
    assert kept.filter(pl.col("version") == lost.version).height == 1


def test_versions_that_differ_only_in_adverts_and_markup_are_one_step_of_the_history():
    day = datetime(2025, 11, 16, tzinfo=UTC)
    texts = ("Đạt 1.000 người.", "Đạt 1.000 người.", "Nay đạt 1.000 người.", "Nay đạt 1.000 người.")
    documents = [
        document(1, text=text, version=f"{place}" * 64, captured_at=day + timedelta(days=place))
        for place, text in enumerate(texts)
    ]
    table = documents_frame(documents)
    assert table.height == 4  # one row per captured version, as the contract says
    order = version_order(table).sort("version")
    assert order["order"].to_list() == [0, 0, 1, 1]
    assert [name[0] for name in order["stands_for"]] == ["0", "0", "2", "2"]
    # The second wording is known since its first capture.
    assert order["known_at"].to_list()[2:] == [day + timedelta(days=2)] * 2
    found = [figure(one, "1.000", 1000, figure_id="a") for one in documents]
    kept = latest_figures(figures_frame(found), table)
    assert kept.select("version", "first_version").row(0) == ("2" * 64, "0" * 64)
    assert latest_figures(kept, table).equals(kept)
    # The next advert changes nothing; a new title does.
    again = document(1, text=texts[3], version="4" * 64, captured_at=day + timedelta(days=9))
    more = documents_frame([*documents, again])
    assert latest_figures(figures_frame([*found, figure(again, "1.000", 1000, figure_id="a")]), more).equals(
        kept
    )
    titled = document(1, text=texts[3], title="Nay", version="5" * 64, captured_at=day + timedelta(days=9))
    assert version_order(documents_frame([*documents, titled]))["order"].max() == 2
