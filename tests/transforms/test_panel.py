"""What a researcher would notice: the right value chosen, contradictions visible, copies counted once."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.made import document, figure
from tests.transforms.simulated import archive
from transforms.frames import documents_frame, figures_frame, latest_figures
from transforms.panel import panel, value_history


def claims(*given_claims: tuple[str, float, dict], known_on: date | None = None) -> pl.DataFrame:
    """The panel of one claim per document, (number_text, value, fields of figure and document)."""
    documents, figures = [], []
    for number, (text, value, rest) in enumerate(given_claims):
        rest = dict(rest)
        of_document = {name: rest.pop(name) for name in ("day", "kind", "duplicate_of") if name in rest}
        one = document(number, text=f"Đạt {text} người.", **of_document)
        documents.append(one)
        figures.append(figure(one, text, value, role=rest.pop("role", "achieved"), **rest))
    return panel(figures_frame(figures), documents_frame(documents), known_on)


def only(table: pl.DataFrame) -> dict:
    (row,) = table.to_dicts()
    return row


def test_the_official_report_wins_over_later_press():
    row = only(
        claims(
            ("4.100", 4100, {"kind": "official_report", "day": date(2025, 12, 1)}),
            ("4.312", 4312, {"day": date(2025, 12, 5)}),
        )
    )
    assert row["value"] == 4100 and row["is_contested"]
    assert (row["value_min"], row["value_max"], row["n_documents"]) == (4100, 4312, 2)
    assert row["first_published_at"].date() == date(2025, 12, 1)
    assert row["last_revised_at"].date() == date(2025, 12, 5)


def test_the_later_document_wins_over_the_earlier():
    row = only(
        claims(("4.312", 4312, {"day": date(2025, 12, 5)}), ("4.199", 4199, {"day": date(2025, 12, 1)}))
    )
    assert row["value"] == 4312 and row["is_contested"]


def test_a_rounded_number_supports_the_exact_one_and_gives_way_to_it():
    row = only(
        claims(
            ("4.312", 4312, {"day": date(2025, 12, 1)}),
            ("4,3 nghìn", 4300, {"day": date(2025, 12, 5), "bound": "more_than"}),
        )
    )
    assert row["value"] == 4312 and not row["is_contested"] and row["n_documents"] == 2


@pytest.mark.parametrize(
    ("first", "second", "contested"),
    [
        (("1,23 triệu", 1_230_000, "more_than"), ("1.234.567", 1_234_567, "exact"), False),
        (("1,23 triệu", 1_230_000, "more_than"), ("1.224.567", 1_224_567, "exact"), True),
        (("15 triệu", 15_000_000, "less_than"), ("14.724.000", 14_724_000, "exact"), False),
        (("15 triệu", 15_000_000, "less_than"), ("15.100.000", 15_100_000, "exact"), True),
        (("16.000", 16_000, "exact"), ("16.012", 16_012, "exact"), False),
        (("16.012", 16_012, "exact"), ("16.112", 16_112, "exact"), True),
        (("4.000", 4_000, "about"), ("4.150", 4_150, "exact"), False),
    ],
)
def test_claims_disagree_only_beyond_what_their_wording_allows(first, second, contested):
    row = only(claims(*((text, value, {"bound": bound}) for text, value, bound in (first, second))))
    assert row["is_contested"] is contested


def test_targets_are_set_as_round_numbers_so_two_of_them_contradict():
    row = only(claims(("16.000", 16_000, {"role": "target"}), ("16.500", 16_500, {"role": "target"})))
    assert row["is_contested"]


def test_percents_agree_within_their_last_digit():
    rate = {
        "unit": "percent",
        "measure": "participation_rate",
        "base": "population",
        "as_of": date(2025, 9, 30),
    }
    assert not only(claims(("92,3%", 92.3, rate), ("92,34%", 92.34, rate)))["is_contested"]
    assert only(claims(("92,3%", 92.3, rate), ("92,44%", 92.44, rate)))["is_contested"]
    assert not only(claims(("92%", 92, rate), ("92,44%", 92.44, rate)))["is_contested"]


def test_copies_of_a_story_count_once_and_are_no_later_word():
    row = only(
        claims(
            ("4.312", 4312, {"day": date(2025, 12, 3)}),
            ("4.199", 4199, {"day": date(2025, 12, 1)}),
            ("4.199", 4199, {"day": date(2025, 12, 9), "duplicate_of": "doc-1"}),
        )
    )
    assert row["n_documents"] == 2 and row["value"] == 4312
    assert len(row["claim_ids"]) == 3


@pytest.mark.parametrize(
    "left_out",
    [
        {"group": "students"},
        {"per": "commune"},
        {"statistic": "change"},
        {"place_id": None, "place_level": None},
        {"period_start": None, "period_end": None},
        {"measure": "other"},
    ],
    ids=lambda rest: next(iter(rest)),
)
def test_what_is_no_point_of_a_series_stays_out(left_out):
    assert claims(("4.000", 4000, left_out)).is_empty()


def test_completion_and_remaining_are_derived_and_marked_where_nobody_states_them():
    table = claims(
        ("16.000", 16_000, {"role": "target"}),
        ("12.000", 12_000, {"period_end": date(2025, 9, 30)}),
    )
    derived = {row["measure"]: row for row in table.filter("is_derived").to_dicts()}
    assert derived["completion_rate"]["value"] == 75.0 and derived["completion_rate"]["unit"] == "percent"
    assert derived["completion_rate"]["period_end"] == date(2025, 9, 30)
    assert derived["new_participants"]["value"] == 4000 and derived["new_participants"]["role"] == "remaining"
    assert all(row["chosen_figure_id"] is None and len(row["claim_ids"]) == 2 for row in derived.values())


def test_a_stated_completion_is_not_derived_again():
    completion = {"measure": "completion_rate", "base": "target", "unit": "percent"}
    table = claims(
        ("16.000", 16_000, {"role": "target"}), ("12.000", 12_000, {}), ("75,1%", 75.1, completion)
    )
    rows = table.filter(pl.col("measure") == "completion_rate").to_dicts()
    assert [(row["value"], row["is_derived"]) for row in rows] == [(75.1, False)]


def test_results_of_one_year_are_not_held_against_the_target_of_another():
    table = claims(
        ("16.000", 16_000, {"role": "target"}),
        ("12.000", 12_000, {"period_start": date(2024, 1, 1), "period_end": date(2024, 9, 30)}),
    )
    assert table.filter("is_derived").is_empty()


@pytest.mark.parametrize(
    ("start", "end", "as_of", "year"),
    [
        (date(2025, 11, 4), date(2026, 1, 2), None, 2025),
        (date(2025, 1, 1), date(2025, 12, 31), None, 2025),
        (date(2021, 1, 1), date(2025, 12, 31), None, 2025),
        (None, date(2025, 12, 31), None, 2025),
        (date(2025, 1, 1), None, date(2024, 12, 31), 2024),
    ],
)
def test_the_year_is_that_of_most_of_the_period(start, end, as_of, year):
    row = only(claims(("4.000", 4000, {"period_start": start, "period_end": end, "as_of": as_of})))
    assert row["year"] == year


def test_the_past_can_be_asked_for():
    told = (("4.199", 4199, {"day": date(2025, 12, 1)}), ("4.312", 4312, {"day": date(2025, 12, 5)}))
    assert claims(*told, known_on=date(2025, 11, 30)).is_empty()
    early = only(claims(*told, known_on=date(2025, 12, 4)))
    assert early["value"] == 4199 and early["n_documents"] == 1 and not early["is_contested"]
    assert only(claims(*told, known_on=date(2025, 12, 5)))["value"] == 4312


def test_a_figure_that_its_document_took_back_counts_only_for_the_past():
    day = datetime(2025, 12, 1, 1, tzinfo=UTC)
    first = document(1, text="Đạt 4.199 người.", captured_at=day, day=date(2025, 12, 1))
    mended = document(
        1,
        text="Đạt 4.312 người.",
        day=date(2025, 12, 1),
        captured_at=day.replace(day=4),
        modified_at=day.replace(day=3),
    )
    documents = documents_frame([first, mended])
    figures = latest_figures(
        figures_frame([figure(first, "4.199", 4199), figure(mended, "4.312", 4312)]), documents
    )
    now, then = panel(figures, documents), panel(figures, documents, date(2025, 12, 2))
    assert only(now)["value"] == 4312 and not only(now)["is_contested"]
    assert only(then)["value"] == 4199


def test_choice_is_right_where_sources_of_a_simulated_archive_differ():
    seen = archive(4_000, seed=5)
    table = panel(figures_frame(seen.figures), documents_frame(seen.documents))
    rows = table.filter(~pl.col("is_derived") & (pl.col("value_min") != pl.col("value_max"))).to_dicts()
    right = [
        # A number of which only a rounded statement is left is right within its rounding.
        0 <= seen.truth[row["place_id"], row["period_start"], row["role"]] - row["value"] < 1000
        for row in rows
    ]
    assert len(rows) > 200 and sum(right) >= 0.98 * len(right)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(30)))
def test_the_panel_does_not_depend_on_order_and_has_unique_keys(order):
    seen = archive(60, seed=11)
    figures, documents = seen.figures[:30], seen.documents
    expected = panel(figures_frame(figures), documents_frame(documents))
    shuffled = panel(figures_frame([figures[place] for place in order]), documents_frame(reversed(documents)))
    assert expected.equals(shuffled)
    key = ["place_id", "period_start", "period_end", "as_of", "programme", "measure", "role", "base", "unit"]
    assert not expected.select(key).is_duplicated().any()


def test_no_figures_give_an_honest_empty_panel():
    assert panel(figures_frame([]), documents_frame([document()])).is_empty()


def test_another_advert_on_the_page_revises_nothing():
    first = document(1, text="Đạt 4.199 người.", captured_at=datetime(2025, 12, 1, tzinfo=UTC))
    again = document(
        1, text="Đạt 4.199 người.", version="f" * 64, captured_at=datetime(2025, 12, 9, tzinfo=UTC)
    )
    once, twice = documents_frame([first]), documents_frame([first, again])
    found = [figure(one, "4.199", 4199, figure_id="a") for one in (first, again)]
    expected = panel(latest_figures(figures_frame(found[:1]), once), once)
    assert panel(latest_figures(figures_frame(found), twice), twice).equals(expected)
    assert only(expected)["n_documents"] == 1


def test_the_history_of_a_value_says_when_it_was_first_stated_and_who_revised_it():
    press = document(1, text="Đạt 4.199 người.", day=date(2025, 12, 1))
    copy = document(2, text="Đạt 4.199 người.", day=date(2025, 12, 2), duplicate_of="doc-1")
    report = document(3, text="Đạt 4.312 người.", day=date(2025, 12, 9), kind="official_report")
    late = document(4, text="Đạt 4.000 người.", day=date(2025, 12, 20))
    documents = documents_frame([press, copy, report, late])
    figures = figures_frame(
        [
            figure(one, one.text.split()[1], float(one.text.split()[1].replace(".", "")))
            for one in (press, copy, report, late)
        ]
        + [figure(late, "4.000", 4000, figure_id="other", role="achieved")]
    )
    row = panel(figures, documents).filter(pl.col("role") == "target").row(0, named=True)
    steps = value_history(figures, documents, row)
    assert steps.select("known_since", "value", "document_id", "n_documents", "is_contested").rows() == [
        (date(2025, 12, 1), 4199, "doc-1", 1, False),
        (date(2025, 12, 9), 4312, "doc-3", 2, True),
        (date(2025, 12, 20), 4312, "doc-3", 3, True),
    ]
    assert value_history(figures, documents, row | {"unit": "household"}).is_empty()


def test_the_history_ends_with_what_documents_without_any_time_add():
    dated, undated = document(1, text="Đạt 4.199 người."), document(2, text="Đạt 4.200 người.", day=None)
    documents = documents_frame([dated, undated])
    figures = figures_frame([figure(dated, "4.199", 4199), figure(undated, "4.200", 4200)])
    row = panel(figures, documents).row(0, named=True)
    assert value_history(figures, documents, row)["known_since"].to_list() == [date(2025, 11, 15), None]
