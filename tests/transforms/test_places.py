"""places.parquet, and series of the 63 provinces as series of the 34."""

from datetime import date

import polars as pl
import pytest

from extractors.language.places import register
from transforms.places import places, to_provinces_2025
from transforms.schema import TABLES

LONG_AN, OLD_TAY_NINH, TAY_NINH = "province:80@2008-08-01", "province:72@2008-08-01", "province:80@2025-07-01"
OLD_THANH_HOA, THANH_HOA = "province:38@2008-08-01", "province:38@2025-07-01"


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    return places(register().places())


def panel(*rows: dict) -> pl.DataFrame:
    """Rows of a panel; what a row does not say is a count of people on the last day of 2024."""
    usual = {
        "year": 2024,
        "period_start": None,
        "period_end": None,
        "as_of": date(2024, 12, 31),
        "programme": "voluntary_social_insurance",
        "measure": "participants",
        "role": "achieved",
        "base": None,
        "unit": "person",
        "n_documents": 1,
    }
    filled = []
    for row in rows:
        row = usual | row
        code = register().province_2025(register().get(row["place_id"]))
        row |= {"province_2025": code, "value_min": row["value"], "value_max": row["value"]}
        filled.append(row)
    schema = {name: dtype for name, dtype in TABLES["panel"].schema.items() if name in filled[0]}
    return pl.DataFrame(filled, schema=schema)


def test_the_table_has_every_unit_once_with_what_became_of_it(table):
    assert table["place_id"].is_unique().all()
    on_the_last_day = table.filter(
        (pl.col("valid_from") <= date(2025, 6, 30)) & (pl.col("valid_to") >= date(2025, 6, 30))
    )
    counts = dict(on_the_last_day.group_by("level").len().iter_rows())
    assert counts == {"province": 63, "district": 696, "commune": 10035}
    long_an = table.row(by_predicate=pl.col("place_id") == LONG_AN, named=True)
    assert (long_an["name"], long_an["type"], long_an["successor_place_ids"]) == (
        "Long An",
        "Tỉnh",
        [TAY_NINH],
    )
    assert long_an["province_2025"] == "80" and long_an["valid_to"] == date(2025, 6, 30)


def test_parents_and_successors_are_rows_of_the_table(table):
    known = set(table["place_id"])
    assert set(table["parent_place_id"].drop_nulls()) <= known
    assert set(table["successor_place_ids"].explode().drop_nulls()) <= known


def test_a_district_of_before_leads_to_the_communes_of_today(table):
    row = table.row(by_predicate=pl.col("place_id") == "district:390@2019-01-01", named=True)
    assert "commune:15127@2025-07-01" in row["successor_place_ids"]  # xã Cẩm Thủy, of huyện Cẩm Thủy


def test_counts_of_merged_provinces_are_added_and_say_of_what(table):
    rows = panel({"place_id": LONG_AN, "value": 30_000.0}, {"place_id": OLD_TAY_NINH, "value": 12_000.0})
    (row,) = to_provinces_2025(rows, table).to_dicts()
    assert (row["place_id"], row["province_2025"], row["value"]) == (TAY_NINH, "80", 42_000.0)
    assert (row["parts"], row["missing"]) == ([OLD_TAY_NINH, LONG_AN], [])


def test_a_sum_of_a_part_only_says_what_is_missing(table):
    (row,) = to_provinces_2025(panel({"place_id": LONG_AN, "value": 30_000.0}), table).to_dicts()
    assert (row["value"], row["missing"]) == (30_000.0, [OLD_TAY_NINH])


def test_rates_of_merged_provinces_are_never_added(table):
    rate = {"unit": "percent", "measure": "participation_rate", "base": "population"}
    rows = panel(
        {"place_id": LONG_AN, "value": 91.0} | rate, {"place_id": OLD_TAY_NINH, "value": 89.0} | rate
    )
    assert to_provinces_2025(rows, table).is_empty()


def test_a_province_that_was_not_merged_keeps_counts_and_rates(table):
    rows = panel(
        {"place_id": OLD_THANH_HOA, "value": 92.5, "unit": "percent", "base": "population"},
        {"place_id": OLD_THANH_HOA, "value": 100_000.0},
    )
    made = to_provinces_2025(rows, table)
    assert set(made["place_id"]) == {THANH_HOA}
    assert sorted(made["value"]) == [92.5, 100_000.0]
    assert made["missing"].list.len().sum() == 0


def test_ha_tay_which_ended_in_2008_is_no_part_of_a_series_of_today(table):
    rate = {"unit": "percent", "base": "population"}
    rows = panel({"place_id": "province:01@2008-08-01", "value": 93.0} | rate)
    (row,) = to_provinces_2025(rows, table).to_dicts()
    assert (row["value"], row["missing"]) == (93.0, [])


def test_different_quantities_are_not_mixed(table):
    rows = panel(
        {"place_id": LONG_AN, "value": 30_000.0},
        {"place_id": OLD_TAY_NINH, "value": 12_000.0, "as_of": date(2024, 11, 30)},
        {"place_id": OLD_TAY_NINH, "value": 9_000.0, "role": "target"},
    )
    made = to_provinces_2025(rows, table)
    assert sorted(made["value"]) == [9_000.0, 12_000.0, 30_000.0]
    assert made["missing"].list.len().to_list() == [1, 1, 1]


def test_rows_of_today_and_of_other_levels(table):
    rows = panel(
        {"place_id": TAY_NINH, "value": 50_000.0, "as_of": date(2025, 12, 31), "year": 2025},
        {"place_id": "district:390@2019-01-01", "value": 400.0},
        {"place_id": "country:VN@1945-09-02", "value": 2_000_000.0},
    )
    (row,) = to_provinces_2025(rows, table).to_dicts()
    assert (row["place_id"], row["value"], row["parts"]) == (TAY_NINH, 50_000.0, [TAY_NINH])


def test_nothing_in_nothing_out(table):
    made = to_provinces_2025(panel({"place_id": LONG_AN, "value": 1.0}).clear(), table)
    assert made.is_empty() and {"parts", "missing", "place_id"} <= set(made.columns)


def test_a_province_renamed_on_the_way_counts_once(table):
    hue = panel({"place_id": "province:46@2008-08-01", "value": 7_000.0})
    (row,) = to_provinces_2025(hue, table).to_dicts()
    assert (row["place_id"], row["value"], row["missing"]) == ("province:46@2025-07-01", 7_000.0, [])
