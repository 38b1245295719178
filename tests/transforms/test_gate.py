"""Each promise of the gate is broken once and must be noticed; what is right must pass."""

import re
from datetime import UTC, date, datetime
from unicodedata import combining, decomposition, is_normalized

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.made import COUNTRY, HA_NOI, document, figure, mention
from transforms.campaigns import campaigns
from transforms.frames import documents_frame, figures_frame, mentions_frame
from transforms.gate import _NOT_PLAIN, split_rows, text_held, validate, validation_page
from transforms.panel import panel
from transforms.schema import TABLES, conform, empty


def made_places() -> pl.DataFrame:
    """A country, 63 provinces until 2025-06-30 and 34 since, with made-up names."""
    merger, before = date(2025, 7, 1), date(2008, 8, 1)
    rows = [("country", "VN", date(1945, 9, 2), None, [], None, None)]
    for code in range(1, 64):
        heir = f"{min(code, 34):02}"
        ended = date(2025, 6, 30)
        rows.append(("province", f"{code:02}", before, ended, [f"province:{heir}@{merger}"], heir, COUNTRY))
    rows += [("province", f"{code:02}", merger, None, [], f"{code:02}", COUNTRY) for code in range(1, 35)]
    columns = (
        "level",
        "code",
        "valid_from",
        "valid_to",
        "successor_place_ids",
        "province_2025",
        "parent_place_id",
    )
    frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    named = frame.with_columns(
        pl.format("{}:{}@{}", "level", "code", pl.col("valid_from").cast(pl.String)).alias("place_id"),
        pl.format("Nơi {}", "code").alias("name"),
        pl.lit("exact").alias("dated"),
        pl.lit([], dtype=pl.List(pl.String)).alias("variants"),
        pl.col("successor_place_ids").list.eval(pl.lit(1.0)).alias("successor_shares"),
    )
    return conform(named, "places")


def made_release() -> dict[str, pl.DataFrame]:
    """All tables of a small release in which every promise is kept."""
    one = document(1, captured_at=datetime(2025, 11, 16, tzinfo=UTC))
    two = document(2, text="Mới đạt 3.000 người, 75% chỉ tiêu.", day=date(2025, 12, 20))
    rate = {"measure": "completion_rate", "base": "target", "unit": "percent"}
    found = [
        figure(one),
        figure(two, "3.000", 3000, role="achieved", as_of=date(2025, 12, 15)),
        figure(two, "75%", 75, role="achieved", **rate),
    ]
    documents = documents_frame([one, two])
    mentions = mentions_frame([mention(one), mention(two, launched_on=None)])
    drives, figures = campaigns(mentions, documents, figures_frame(found))
    return {
        "documents": documents,
        "figures": figures,
        "campaigns": drives,
        "panel": panel(figures, documents),
        "places": made_places(),
        "rejected": empty("rejected"),
    }


@pytest.fixture(scope="module")
def release() -> dict[str, pl.DataFrame]:
    return made_release()


def first(df: pl.DataFrame, **changed: object) -> pl.DataFrame:
    """The table with some values of its first row changed."""
    head = df.head(1).with_columns(
        pl.lit(value, dtype=df.schema[name]).alias(name) for name, value in changed.items()
    )
    return pl.concat([head, df.slice(1)])


def test_rows_that_keep_the_rules_all_pass(release):
    for name in ("documents", "figures"):
        good, rejected = split_rows(release[name], name, release)
        assert good.equals(release[name]) and rejected.is_empty()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"number_start": 17}, "offsets_hold"),
        ({"quote": "Một câu khác."}, "offsets_hold"),
        ({"number_start": -36}, "offsets_hold"),
        ({"version": "f" * 64}, "document_there"),
        ({"version": "not a hash"}, "shape_version"),
        ({"unit": "people"}, "vocabulary_unit"),
        ({"programme": "health_insurance+voluntary_social_insurance"}, "vocabulary_programme"),
        ({"value": float("nan")}, "value_finite"),
        ({"value": float("inf")}, "value_finite"),
        ({"value_max": 3000.0}, "value_finite"),
        ({"value": None}, "filled_value"),
        ({"value": -4000.0}, "level_not_negative"),
        ({"value": 16_500_000.0}, "count_plausible"),
        ({"measure": "participation_rate", "unit": "percent", "value": 104.0}, "rate_plausible"),
        ({"measure": "completion_rate", "unit": "percent", "value": 104.0}, None),
        ({"measure": "completion_rate", "unit": "percent", "value": 1040.0}, "rate_plausible"),
        ({"statistic": "change", "value": -4000.0}, None),
        ({"period_start": date(2026, 1, 1)}, "dates_in_order"),
        ({"as_of": date(1905, 1, 1)}, "dates_in_order"),
        ({"as_of": date(2035, 1, 1), "role": "achieved"}, "not_from_the_future"),
        ({"as_of": date(2035, 1, 1), "role": "target"}, None),
        ({"confidence": 1.2}, "confidence_a_share"),
        ({"place_id": "province:99@2025-07-01"}, "place_known"),
        ({"place_id": "Hà Nội"}, "shape_place_id"),
        ({"province_2025": "40"}, "valid_province_2025"),
        ({"province_pre2025": "40"}, None),
        ({"province_pre2025": "64"}, "valid_province_pre2025"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_figure_that_breaks_a_row_rule_is_rejected_with_its_reason(release, changed, reason):
    broken = first(release["figures"], **changed)
    good, rejected = split_rows(broken, "figures", release)
    if reason is None:
        assert rejected.is_empty()
        return
    (row,) = rejected.to_dicts()
    assert (row["kind"], row["reason"]) == ("figure", reason)
    assert row["figure_id"] == broken["figure_id"][0] and row["document_id"] == "doc-1"
    assert "Met: " in row["detail"]
    assert good.height == release["figures"].height - 1


def test_a_number_outside_its_quote_is_rejected(release):
    text = release["documents"]["text"][0]
    changed = {"quote": text[30:], "quote_start": 30, "quote_end": len(text)}
    rejected = split_rows(first(release["figures"], **changed), "figures", release)[1]
    assert rejected["reason"].to_list() == ["number_within_quote"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"text": "Hà Nội".replace("à", "a\u0300")}, "text_in_nfc"),
        ({"published_at": datetime(2026, 3, 1, tzinfo=UTC)}, "published_in_time"),
        ({"published_at": datetime(1970, 1, 1, tzinfo=UTC)}, "published_in_time"),
        ({"kind": "rumour"}, "vocabulary_kind"),
        ({"version": "abc"}, "shape_version"),
    ],
)
def test_a_document_that_breaks_a_row_rule_is_rejected(release, changed, reason):
    good, rejected = split_rows(first(release["documents"], **changed), "documents", {})
    assert rejected["reason"].to_list() == [reason] and rejected["kind"].to_list() == ["document"]
    assert good.height == 1


def test_of_two_rows_with_one_key_one_is_kept(release):
    good, rejected = split_rows(pl.concat([release["figures"]] * 2), "figures", release)
    assert good.equals(release["figures"])
    assert set(rejected["reason"]) == {"duplicate_key"} and rejected.height == 3


def test_offsets_count_characters_beyond_the_basic_plane():
    one = document(text="🎉 Ra quân 🎉: Hà Nội đạt 4.000 người. 🎉")
    tables = {"documents": documents_frame([one])}
    assert split_rows(figures_frame([figure(one)]), "figures", tables)[1].is_empty()


def test_a_long_document_with_many_figures_is_checked_in_linear_time():
    number = "4.000"
    one = document(text=f"đạt {number} người. " * 60_000)
    width = len(f"đạt {number} người. ")
    first_figure = figure(one, quote=one.text[:width], quote_end=width)
    base = figures_frame([first_figure])
    many = (
        base.select(pl.all().repeat_by(20_000).explode())
        .with_row_index("n")
        .with_columns(
            pl.format("f{}", "n").alias("figure_id"),
            *(
                (pl.col(name) + pl.col("n").cast(pl.Int64) * width).alias(name)
                for name in ("number_start", "number_end", "quote_start", "quote_end")
            ),
        )
    )
    good, rejected = split_rows(many.drop("n"), "figures", {"documents": documents_frame([one])})
    assert good.height == 20_000 and rejected.is_empty()


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), data=st.data())
def test_offsets_hold_exactly_when_slices_agree(text, data):
    one = document(text=text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    off = data.draw(st.integers(-2, 2))
    given_figure = figure(one, text[start:end], 1, number_start=start + off, number_end=end + off)
    figures, documents = figures_frame([given_figure]), documents_frame([one])
    rejected = split_rows(figures, "figures", {"documents": documents})[1]
    agrees = start + off >= 0 and text[start + off : end + off] == text[start:end]
    assert ("offsets_hold" in rejected["reason"].to_list()) == (not agrees)
    # What was found in the texts before is as good as asking again, and is of these texts only.
    held = text_held(documents, figures)
    assert split_rows(figures, "figures", {"documents": documents}, held)[1].equals(rejected)
    bad = split_rows(documents, "documents", {})[1]
    assert split_rows(documents, "documents", {}, held)[1].equals(bad)
    assert held.filter(rule="offsets_hold").height == agrees


@pytest.mark.parametrize(
    ("table", "changed", "broken"),
    [
        ("documents", {"text": "Nghe\u0302 An vận động được 3.000 người."}, {"text_in_nfc", "offsets_hold"}),
        ("figures", {"number_start": 17}, {"offsets_hold"}),
        ("figures", {"quote": "Một câu khác."}, {"offsets_hold"}),
    ],
)
def test_what_was_asked_of_other_texts_or_figures_is_asked_again(release, table, changed, broken):
    held = text_held(release["documents"], release["figures"])
    suites = ["documents", "figures"]
    assert [result.broken() for result in validate(release, suites, held)] == [(), ()]
    other = release | {table: first(release[table], **changed)}
    found = [promise for result in validate(other, suites, held) for promise in result.broken()]
    assert {promise.name for promise in found} & {"text_in_nfc", "offsets_hold"} == broken
    assert validate(other, suites, held) == validate(other, suites)


def test_what_passes_for_plain_is_in_nfc_whatever_stands_beside_it():
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    plain = pl.Series(every).filter(~pl.Series(every).str.contains(_NOT_PLAIN)).to_list()
    assert {"a", "ệ", "Đ", "–", "“", "₫"} <= set(plain)
    assert all(is_normalized("NFC", one) and not combining(one) for one in plain)
    # Nothing plain is the second half of what two characters are written as in NFC.
    halves = [decomposition(one).split() for one in every]
    seconds = {chr(int(both[1], 16)) for both in halves if len(both) == 2 and not both[0].startswith("<")}
    assert seconds.isdisjoint(plain)


# ── suites ───────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_release_keeps_every_promise(release):
    results = validate(release)
    assert [result.table for result in results] == list(TABLES)
    assert [(result.table, result.broken()) for result in results if result.broken()] == []
    assert all(len(result.to_json()) < 16_000 for result in results)
    page = validation_page(results)
    assert "Every critical promise is kept" in page
    assert not re.search(r"(?:src|href)=[\"'](?!#)", page), "the page must not reach for anything"


def test_empty_tables_keep_their_promises():
    tables = {name: empty(name) for name in TABLES} | {"places": made_places()}
    assert all(result.success for result in validate(tables))


@pytest.mark.parametrize(
    ("table", "break_it", "name", "severity"),
    [
        ("figures", lambda df: pl.concat([df, df.head(1)]), "unique_key", "critical"),
        ("figures", lambda df: first(df, unit="people"), "vocabulary_unit", "critical"),
        ("figures", lambda df: first(df, number_start=3), "offsets_hold", "critical"),
        ("figures", lambda df: first(df, campaign_id="none"), "campaign_known", "critical"),
        ("figures", lambda df: first(df, quote=None), "filled_quote", "critical"),
        ("figures", lambda df: first(df, checks=None), "filled_checks", "critical"),
        ("figures", lambda df: first(df, measure="participation_rate"), "rate_in_percent", "warning"),
        ("figures", lambda df: df.with_columns(place_id=pl.lit(HA_NOI.replace("2025-07-01", "2008-08-01"))),
         "place_in_force", "warning"),
        ("documents", lambda df: pl.concat([df, df.head(1)]), "unique_key", "critical"),
        ("documents", lambda df: first(df, duplicate_of="nowhere"), "first_of_duplicates", "critical"),
        ("campaigns", lambda df: first(df, n_figures=9), "n_figures_right", "critical"),
        ("campaigns", lambda df: first(df, document_ids=["lost"]), "documents_known", "critical"),
        ("campaigns", lambda df: first(df, part_of="lost"), "wider_drive_known", "critical"),
        ("campaigns", lambda df: first(df, ends_on=date(2025, 1, 1)), "dates_in_order", "warning"),
        ("panel", lambda df: pl.concat([df, df.head(1)]), "unique_key", "critical"),
        ("panel", lambda df: df.with_columns(value=pl.col("value") + 1), "value_within_claims", "critical"),
        ("panel", lambda df: df.with_columns(chosen_figure_id=pl.lit("x")), "choice_is_stated", "critical"),
        ("places", lambda df: df.filter(pl.col("code") != "07"), "provinces_before_2025", "critical"),
        ("places", lambda df: first(df, code="XX"), "id_from_its_parts", "critical"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_broken_promise_is_told_with_examples(release, table, break_it, name, severity):
    broken = release | {table: break_it(release[table])}
    (result,) = validate(broken, [table])
    told = {promise.name: promise for promise in result.broken()}
    assert told[name].severity == severity and told[name].n_broken >= 1 and told[name].examples
    assert result.success is (severity == "warning" and not result.broken("critical"))
    page = validation_page([result])
    assert told[name].promise.split("<")[0][:40] in page.replace("&#39;", "'")


def test_every_broken_row_is_counted_though_the_suite_is_asked_about_distinct_values(release):
    figures = pl.concat([release["figures"]] * 3)
    figures = figures.with_columns(figure_id=pl.format("{}-{}", "figure_id", pl.int_range(figures.height)))
    broken = figures.with_columns(unit=pl.lit("people"), quote=pl.lit(None, pl.String))
    (result,) = validate(release | {"figures": broken}, ["figures"])
    told = {promise.name: promise.n_broken for promise in result.broken()}
    assert told["vocabulary_unit"] == told["filled_quote"] == figures.height


def test_examples_from_hostile_text_cannot_run_in_the_page(release):
    hostile = release["figures"].with_columns(unit=pl.lit("<script>alert(1)</script>"))
    (result,) = validate(release | {"figures": hostile}, ["figures"])
    assert "<script>alert" not in validation_page([result])


@pytest.mark.parametrize(
    ("rest", "checks"),
    [
        ({"as_of": date(2025, 12, 15)}, ["place_in_force:off"]),
        ({"as_of": date(2025, 6, 30)}, []),
        ({"as_of": date(2025, 12, 15), "role": "target"}, []),
        ({"as_of": date(2025, 12, 15), "rules": ("place:called old: the unit that had ended",)}, []),
        ({"as_of": date(1997, 12, 31), "rules": ("place:before 2008-08-01: the unit of that day",)}, []),
        ({"as_of": date(2025, 12, 15), "rules": ("place:not in force on 2025-12-15: the nearest in time",)},
         ["place_in_force:off"]),
        # Districts ended on one day: whoever names one later names a former one.
        ({"as_of": date(2025, 12, 15), "place_id": "district:001@2008-08-01", "place_level": "district"}, []),
    ],
)  # fmt: skip
def test_a_place_that_was_not_in_force_is_noted_unless_the_text_calls_it_former(rest, checks):
    one = document()
    row = figure(one, **({"role": "achieved", "place_id": "province:07@2008-08-01"} | rest))
    places = made_places()
    district = places.filter(pl.col("place_id") == "province:01@2008-08-01").with_columns(
        place_id=pl.lit("district:001@2008-08-01"), level=pl.lit("district"), code=pl.lit("001")
    )
    related = {"documents": documents_frame([one]), "places": pl.concat([places, district])}
    kept, rejected = split_rows(figures_frame([row]), "figures", related)
    assert kept["checks"].to_list() == [checks] and rejected.is_empty()
    assert split_rows(kept, "figures", related)[0].equals(kept)
