"""What a researcher would notice: articles on one launch share a campaign, others do not, ids stay."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.made import COUNTRY, HA_NOI, TAY_NINH, document, figure, mention
from tests.transforms.simulated import Archive, archive
from transforms.campaigns import campaigns
from transforms.frames import documents_frame, figures_frame, mentions_frame


def linked(
    documents: Iterable, mentions: Iterable, figures: Iterable = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    return campaigns(mentions_frame(mentions), documents_frame(documents), figures_frame(figures))


def groups(table: pl.DataFrame) -> set[frozenset[str]]:
    return {frozenset(ids) for ids in table["document_ids"]}


def told(*mentions_given: dict, days: tuple[date, ...] = ()) -> pl.DataFrame:
    days = days or (date(2025, 11, 16),) * len(mentions_given)
    documents = [document(number, day=day) for number, day in enumerate(days)]
    found = [mention(one, **rest) for one, rest in zip(documents, mentions_given, strict=True)]
    return linked(documents, found)[0]


def test_three_outlets_on_one_launch_are_one_campaign_with_the_fullest_name():
    table = told(
        {"name": "Một trăm ngày vì mọi nhà", "organisers": ("BHXH TP. Hà Nội",)},
        {"name": "Một trăm ngày", "organisers": ("Bưu điện TP. Hà Nội", "bhxh tp. hà nội")},
        {"name": None, "launched_on": None},
        days=(date(2025, 11, 15), date(2025, 11, 16), date(2025, 12, 20)),
    )
    (row,) = table.to_dicts()
    assert row["document_ids"] == ["doc-0", "doc-1", "doc-2"]
    assert row["name"] == "Một trăm ngày vì mọi nhà"
    assert row["launched_on"] == date(2025, 11, 15) and row["year"] == 2025
    assert len(row["organisers"]) == 2
    assert len(row["linked_by"]) == 3 and "no day stated" in row["linked_by"][2]


def test_a_day_that_one_outlet_gets_wrong_does_not_split_the_campaign():
    table = told({}, {"launched_on": date(2025, 11, 16)}, {})
    assert table.height == 1
    assert table["launched_on"][0] == date(2025, 11, 15)


@pytest.mark.parametrize(
    "other",
    [
        {"place_id": COUNTRY, "province_2025": None},
        {"place_id": TAY_NINH, "province_2025": "80"},
        {"launched_on": date(2024, 11, 15)},
        {"launched_on": date(2025, 5, 15)},
        {"launched_on": date(2025, 11, 5), "name": "Trao sổ hôm nay, an nhàn mai sau"},
    ],
    ids=["national", "another province", "another year", "another season", "another name ten days off"],
)
def test_other_drives_stay_apart(other):
    assert told({}, other).height == 2


def test_two_provinces_of_the_63_that_are_one_today_keep_their_own_drives():
    long_an = {"place_id": "province:80@2008-08-01", "province_2025": "80", "launched_on": date(2024, 11, 15)}
    tay_ninh = {
        "place_id": "province:72@2008-08-01",
        "province_2025": "80",
        "launched_on": date(2024, 11, 15),
    }
    table = told(long_an, tay_ninh, days=(date(2024, 11, 16),) * 2)
    assert table.height == 2 and table["campaign_id"].n_unique() == 2


def test_a_drive_is_part_of_the_wider_one_that_runs_at_its_time():
    commune = {"place_id": "commune:00004@2025-07-01", "launched_on": date(2025, 11, 20)}
    national = {"place_id": COUNTRY, "province_2025": None, "launched_on": date(2025, 11, 1)}
    last_year = {"launched_on": date(2024, 11, 1)}
    rows = {row["document_ids"][0]: row for row in told(national, {}, commune, last_year).to_dicts()}
    assert rows["doc-1"]["part_of"] == rows["doc-0"]["campaign_id"]
    assert rows["doc-2"]["part_of"] == rows["doc-1"]["campaign_id"]
    assert rows["doc-0"]["part_of"] is None and rows["doc-3"]["part_of"] is None


def test_the_year_in_a_name_tells_results_of_january_from_the_new_year():
    table = told(
        {"launched_on": None, "name": "Một trăm ngày vì mọi nhà năm 2024"},
        {"launched_on": date(2024, 11, 15), "name": "Một trăm ngày vì mọi nhà năm 2024"},
        {"launched_on": date(2025, 1, 20), "name": "Một trăm ngày vì mọi nhà năm 2025"},
        days=(date(2025, 1, 21), date(2024, 11, 16), date(2025, 1, 21)),
    )
    assert groups(table) == {frozenset({"doc-0", "doc-1"}), frozenset({"doc-2"})}


def test_documents_without_a_mention_have_no_campaign_and_mentions_without_document_none_either():
    one, other = document(1), document(2)
    table, figures = linked([one, other], [mention(one), mention(document(9))], [figure(one), figure(other)])
    assert groups(table) == {frozenset({"doc-1"})}
    assert dict(figures.select("document_id", "campaign_id").iter_rows()) == {
        "doc-1": table["campaign_id"][0],
        "doc-2": None,
    }


def test_figures_join_the_drive_of_their_place_and_time_only():
    one = document(text="4.000 ở đây, 5.000 nơi khác, 6.000 cả nước, 7.000 năm xưa, 8.000 tại phường.")
    figures = [
        figure(one),
        figure(one, "5.000", 5000, place_id=TAY_NINH, province_2025="80"),
        figure(one, "6.000", 6000, place_id=COUNTRY, province_2025=None, place_level="country"),
        figure(one, "7.000", 7000, period_start=None, period_end=None, as_of=date(2021, 9, 30)),
        figure(one, "8.000", 8000, place_id="commune:00004@2025-07-01", place_level="commune"),
    ]
    table, found = linked([one], [mention(one)], figures)
    joined = found.filter(pl.col("campaign_id").is_not_null())["number_text"].sort().to_list()
    assert joined == ["4.000", "8.000"]
    assert table["n_figures"].to_list() == [2]


def test_a_drive_that_says_no_day_is_of_the_year_that_its_figures_are_of():
    one = document(day=None)
    figures = [figure(one, period_start=None, period_end=None, as_of=date(2021, 9, 30))]
    table = linked([one], [mention(one, launched_on=None)], figures)[0]
    assert table["year"].to_list() == [2021] and "_2021_" in table["campaign_id"][0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [None, "!!!", "2025", "Lễ ra quân 2025", "Ra quân", "A " * 80, "A " * 80 + "b", "Vì mọi nhà"]
            ),
            st.sampled_from([None, date(2025, 11, 1), date(2025, 11, 4), date(2024, 11, 1)]),
            st.sampled_from([HA_NOI, COUNTRY, None]),
        ),
        max_size=12,
    )
)
def test_ids_are_unique_and_every_mention_is_in_one_campaign_whatever_was_read(rows):
    table = told(
        *(
            {
                "name": name,
                "launched_on": day,
                "place_id": place,
                "province_2025": "01" if place == HA_NOI else None,
            }
            for name, day, place in rows
        )
    )
    assert table["campaign_id"].is_unique().all()
    members = [document_id for ids in table["document_ids"] for document_id in ids]
    assert sorted(members) == sorted(f"doc-{number}" for number in range(len(rows)))
    assert all(len(campaign_id) < 160 for campaign_id in table["campaign_id"])


def test_no_mentions_give_an_honest_empty_table():
    table, figures = linked([document()], [], [figure(document())])
    assert table.is_empty() and figures.height == 1 and figures["campaign_id"].null_count() == 1


def pairs(grouped: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    return {pair for one in grouped for pair in combinations(sorted(one), 2)}


@pytest.fixture(scope="module")
def simulated() -> Archive:
    return archive(3_000, seed=7)


def test_linking_finds_the_true_drives_of_a_simulated_archive(simulated):
    true: dict[int, list[str]] = {}
    for document_id, drive in simulated.drive_of.items():
        true.setdefault(drive, []).append(document_id)
    found, expected = (
        pairs(linked(simulated.documents, simulated.mentions)[0]["document_ids"]),
        pairs(true.values()),
    )
    both = len(found & expected)
    assert 2 * both / (len(found) + len(expected)) >= 0.95


def campaign_of(documents: Iterable, mentions: Iterable) -> dict[str, str]:
    kept = {one.document_id for one in documents}
    table = linked(documents, [one for one in mentions if one.document_id in kept])[0]
    return {
        document_id: row["campaign_id"] for row in table.to_dicts() for document_id in row["document_ids"]
    }


@pytest.fixture(scope="module")
def large() -> Archive:
    return archive(10_000, seed=8)


def test_no_id_changes_when_the_500_last_published_articles_are_added(large):
    by_day = sorted(large.documents, key=lambda one: (one.published_at, one.document_id))
    before, after = campaign_of(by_day[:-500], large.mentions), campaign_of(by_day, large.mentions)
    assert {one for one in before if before[one] != after[one]} == set()


def test_no_id_changes_when_500_articles_of_all_years_turn_up_late(large):
    before = campaign_of(random.Random(1).sample(large.documents, len(large.documents) - 500), large.mentions)
    after = campaign_of(large.documents, large.mentions)
    assert {one for one in before if before[one] != after[one]} == set()


def test_no_id_changes_when_names_are_cleaned_in_another_way(simulated):
    def cleaned(one):
        name = one.name and f"  {one.name.lower().replace('oà', 'òa')}. ".replace(" ", "  ")
        return replace(one, name=name, rules=("another",))

    before = campaign_of(simulated.documents, simulated.mentions)
    assert campaign_of(simulated.documents, map(cleaned, simulated.mentions)) == before


def test_an_article_told_between_two_drives_stays_with_the_first_when_the_second_is_launched():
    told_between = {"launched_on": None, "name": None}
    later = {"launched_on": date(2025, 12, 5), "name": "Trao sổ hôm nay, an nhàn mai sau"}
    table = told({}, told_between, later, days=(date(2025, 11, 15), date(2025, 11, 20), date(2025, 12, 5)))
    assert groups(table) == {frozenset({"doc-0", "doc-1"}), frozenset({"doc-2"})}


def test_two_drives_of_one_month_have_ids_of_their_own_and_the_first_keeps_its_id():
    second = {"launched_on": date(2025, 11, 26), "name": "Trao sổ hôm nay, an nhàn mai sau"}
    days = (date(2025, 11, 16), date(2025, 11, 27))
    before, after = told({}, days=days[:1]), told({}, second, days=days)
    assert before["campaign_id"].to_list() == ["province-01-20250701_2025-11"]
    assert after["campaign_id"].to_list() == [
        "province-01-20250701_2025-11",
        "province-01-20250701_2025-11-26",
    ]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_result_does_not_depend_on_the_order_of_arrival(data):
    seen = archive(60, seed=3)
    documents, mentions = seen.documents[:40], seen.mentions[:40]
    figures = seen.figures[:30]
    expected = linked(documents, mentions, figures)
    order = data.draw(st.permutations(range(40)))
    shuffled = linked(
        [documents[place] for place in order], [mentions[place] for place in order], reversed(figures)
    )
    assert all(one.equals(other) for one, other in zip(expected, shuffled, strict=True))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 12), st.booleans())
def test_ids_stay_when_articles_that_agree_about_the_day_are_added(added, named):
    base = [document(number) for number in range(2)]
    more = [document(f"more-{number}") for number in range(added)]
    known = [mention(base[0]), mention(base[1], name=None)]
    extra = [mention(one, name="Một trăm ngày" if named else None) for one in more]
    before, after = linked(base, known)[0], linked(base + more, known + extra)[0]
    assert before["campaign_id"].to_list() == after["campaign_id"].to_list()


def test_a_place_with_many_drives_is_linked_in_little_time():
    documents = [document(number, day=date(2025, 11, 1 + number % 28)) for number in range(3000)]
    mentions = [
        mention(
            one, name=f"Tên riêng {number % 40}", launched_on=date(2025, 1 + number % 12, 1 + number % 28)
        )
        for number, one in enumerate(documents)
    ]
    table = linked(documents, mentions)[0]
    assert sum(map(len, table["document_ids"])) == 3000


def test_ha_noi_before_and_after_the_merger_is_comparable_by_province_2025():
    before = {"place_id": "province:01@2008-08-01", "launched_on": date(2024, 11, 15)}
    table = told(before, {"place_id": HA_NOI}, days=(date(2024, 11, 16), date(2025, 11, 16)))
    assert table["province_2025"].to_list() == ["01", "01"]
    assert sorted(table["year"]) == [2024, 2025]
