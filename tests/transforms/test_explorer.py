"""The explorer's files: what they hold, against the tables. What a browser makes of them: tests/explorer."""

import json
import random
import re
import shutil
import unicodedata
from pathlib import Path

import polars as pl
import pytest
import regex

from tests.conftest import PROJECT
from tests.explorer.made import release
from transforms import explorer
from transforms.explorer import charts, data, pages
from transforms.explorer.scripts import write_script
from transforms.explorer.words import Words
from transforms.release import write_candidate
from transforms.schema import TABLES, empty

HTML_LINK = re.compile(r'(?:href|src|cite|action)="([^"]*)"')


@pytest.fixture(scope="module")
def places(samples_data) -> pl.DataFrame:
    return pl.read_parquet(samples_data / "release" / "places.parquet")


@pytest.fixture(scope="module")
def made(tmp_path_factory, places) -> Path:
    """A release of 400 figures and one harmful page, with its site."""
    folder = release(tmp_path_factory.mktemp("made") / "candidate", 400, places, hostile=True)
    explorer.build(folder)
    return folder


def read(path: Path):
    """What a data file puts."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("R.put(") and text.endswith(");\n")
    return json.loads("[" + text[len("R.put(") : -len(");\n")] + "]")[1]


def cells(column, n: int) -> list:
    if isinstance(column, list):
        return column
    indices = [column["i"]] * n if isinstance(column["i"], int) else column["i"]
    return [column["d"][at] for at in indices]


def shards(site: Path) -> dict[str, dict]:
    return {path.stem: read(path) for path in sorted((site / "data" / "figures").glob("*.js"))}


def rows_of(site: Path) -> dict[str, dict]:
    """figure_id → all columns, from all shards."""
    found = {}
    for shard in shards(site).values():
        columns = {name: cells(column, shard["n"]) for name, column in shard["columns"].items()}
        for at, figure in enumerate(columns["figure_id"]):
            assert figure not in found, "a figure stands in one shard only"
            found[figure] = {name: column[at] for name, column in columns.items()}
    return found


@pytest.mark.parametrize("which", ["samples", "made"])
def test_every_figure_is_there_as_in_parquet(which, samples_data, made):
    folder = samples_data / "release" if which == "samples" else made
    figures = pl.read_parquet(folder / "figures.parquet")
    texts = {
        (row["document_id"], row["version"]): row["text"]
        for row in pl.read_parquet(folder / "documents.parquet").iter_rows(named=True)
    }
    shown = rows_of(folder / "explorer")
    assert shown.keys() == set(figures["figure_id"])
    dates = [name for name, dtype in TABLES["figures"].schema.items() if dtype == pl.Date]
    for row in figures.with_columns(pl.col(dates).cast(pl.String)).iter_rows(named=True):
        one = shown[row["figure_id"]]
        for name in set(row) - {"quote", "quote_start", "quote_end"}:
            assert one[name] == row[name], name
        start = one["number_start"] - one["quote_start"]
        assert one["quote"][start : start + len(row["number_text"])] == row["number_text"]
        text = texts[row["document_id"], row["version"]]
        assert text[one["quote_start"] : one["quote_end"]] == one["quote"] and one["quote"] in row["quote"]


def test_quotes_and_their_surroundings_are_short(made):
    for shard in shards(made / "explorer").values():
        quotes = cells(shard["columns"]["quote"], shard["n"])
        numbers = cells(shard["columns"]["number_text"], shard["n"])
        for quote, number in zip(quotes, numbers, strict=True):
            assert len(quote) <= data.QUOTE + len(number)
        for side in ("before", "after"):
            assert max(len(text) for text in cells(shard[side], shard["n"])) <= data.CONTEXT + 2


def test_the_same_release_gives_the_same_bytes(made, tmp_path):
    again = shutil.copytree(made, tmp_path / "candidate", ignore=shutil.ignore_patterns("explorer"))
    explorer.build(again)
    assert files_of(made / "explorer") == files_of(again / "explorer")
    assert not (tmp_path / "explorer.part").exists()


def test_files_that_are_as_in_the_last_release_are_there_once(made, tmp_path):
    """The same bytes as without it; what changed, was damaged, or is written at publication stays apart."""
    last, new = shutil.copytree(made, tmp_path / "last"), tmp_path / "candidate"
    shutil.copytree(made, new, ignore=shutil.ignore_patterns("explorer"))
    figures = pl.read_parquet(made / "figures.parquet")
    one = figures["figure_id"][0]
    value = pl.when(pl.col("figure_id") == one).then(pl.lit(1.0)).otherwise("value").alias("value")
    figures.with_columns(value).write_parquet(new / "figures.parquet")
    (revised,) = (
        key for key, shard in shards(made / "explorer").items() if one in shard["columns"]["figure_id"]
    )
    damaged = last / "explorer" / "data" / "map.js"
    damaged.write_bytes(damaged.read_bytes()[:-9])

    explorer.build(new)
    alone = files_of(new / "explorer")
    told = explorer.build(new, last=last)
    assert files_of(new / "explorer") == alone
    own = {path for path in alone if (new / "explorer" / path).stat().st_nlink == 1}
    assert {
        Path("data", name) for name in ("release.js", "map.js", "index.js", f"figures/{revised}.js")
    } <= own
    assert len(own) < 10 and told["shared bytes"] == sum(len(alone[path]) for path in alone.keys() - own)

    before = files_of(last / "explorer")
    (new / "datapackage.json").write_text((new / "datapackage.json").read_text().replace("2026", "2027"))
    explorer.stamp(new)
    assert files_of(last / "explorer") == before
    shutil.rmtree(last)
    assert files_of(new / "explorer").keys() == alone.keys()
    assert not list(tmp_path.rglob("*.link"))


def files_of(site: Path) -> dict[Path, bytes]:
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_every_link_leads_somewhere_and_none_outside(made):
    site = made / "explorer"
    for page in site.glob("*.html"):
        for link in HTML_LINK.findall(page.read_text(encoding="utf-8")):
            assert not re.match(r"(?i)\s*(https?:|//|javascript:)", link), (page.name, link)
            if not link.startswith(("#", "data:")):
                assert (site / link.split("#")[0]).exists() or link == "../validation.html", (page.name, link)


@pytest.mark.parametrize("suffix", ["", ".vi"])
def test_each_figure_is_three_clicks_from_the_start(made, suffix):
    """Start → a province → a year of it → the list, which holds exactly that shard's figures."""
    site = made / "explorer"
    start = HTML_LINK.findall((site / f"index{suffix}.html").read_text(encoding="utf-8"))
    index = read(site / "data" / "index.js")
    for _, province, year, _ in index["shards"]:
        page = f"province-{province}{suffix}.html"
        assert page in start
        list_of_year = f"figures{suffix}.html#province={province}&amp;year={year}"
        assert list_of_year in HTML_LINK.findall((site / page).read_text(encoding="utf-8"))
    listed = [(key, n) for key, _, _, n in index["shards"]]
    assert [key for key, _ in listed] == [key for key in dict.fromkeys(k for k, _ in listed)]
    ids = iter(index["columns"]["id"])
    for key, n in listed:
        shard = read(site / "data" / "figures" / f"{key}.js")
        assert [next(ids) for _ in range(n)] == cells(shard["columns"]["figure_id"], n)


def test_a_word_leads_to_the_figures_whose_sentence_has_it(samples_data):
    site = (samples_data / "release" / "explorer").resolve()
    ids = read(site / "data" / "index.js")["columns"]["id"]
    figures = rows_of(site)
    for word, said in (("nguoi", "người"), ("dien", "điện"), ("dat", "đạt"), ("7500", "7.500")):
        packed = dict(read(site / "data" / "words" / f"{word[:2]}.js"))[word]
        found, at = set(), 0
        for run in packed.split(","):
            skip, _, length = run.partition(".")
            at += int(skip, 36)
            for _ in range(int(length or "1", 36)):
                found.add(ids[at])
                at += 1
        must = {one for one, row in figures.items() if re.search(rf"\b{said}\b", row["quote"], re.IGNORECASE)}
        assert must and must <= found


def test_every_word_of_a_text_is_found_and_no_other(tmp_path):
    """Whatever is looked up once for many figures: as if each were asked alone, text by text."""
    quotes = [
        "Đến nay Yên Thành đạt 7.500 người, còn 1.234,5 triệu đồng (BHXH,BHYT).",
        unicodedata.normalize("NFD", "ĐỢT này Điện Biên: 92,8% dân số…"),
        "hộ\u00a0gia\tđình\nthứ\u2028hai; 12.a 3..4 5,,6 \u0301 a\u0301.5 ５.5 𝐇à İstanbul",
        "",
        "một_hai-ba " + "dài" * 20,
    ]
    chance = random.Random(4)
    rows = pl.DataFrame(
        {
            "row": pl.Series(range(200), dtype=pl.UInt32),
            "quote": sorted(chance.choices(quotes, k=200)),
            "place_text": chance.choices(["Phú Thọ", "xã Yên Thành", None], k=200),
            "place": chance.choices(["Tỉnh Phú Thọ", None], k=200),
            "drive": chance.choices(["Mùa vàng an sinh 2024", None], k=200),
            "about": sorted(chance.choices(["Ra quân: 7.500 Báo Mẫu", "Báo Mẫu"], k=200)),
        }
    )
    words = Words()
    for block in (rows[:70], rows[70:71], rows[71:]):
        words.add(block)
    found = {}
    for name in words.write(tmp_path):
        for word, runs in read(tmp_path / f"{name}.js"):
            at, found[word] = 0, set()
            for run in runs.split(","):
                skip, _, length = run.partition(".")
                at += int(skip, 36)
                found[word] |= set(range(at, at := at + int(length or "1", 36)))
    expected = {}
    for row, *texts in rows.iter_rows():
        plain = unicodedata.normalize("NFD", " ".join(text or "" for text in texts))
        plain = regex.sub(r"\p{M}", "", plain).lower().replace("đ", "d")
        for word in regex.findall(r"[\p{L}\p{N}]+(?:[.,][0-9]+)*", plain):
            expected.setdefault(regex.sub("[.,]", "", word)[:24], set()).add(row)
    assert found == expected


def test_harmful_texts_stay_text(made):
    """No page holds a tag that the templates did not write, no data file a `<`, and no address runs."""
    site = made / "explorer"
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert (
            "<script>" not in text
            and "<img" not in text
            and "<iframe" not in text
            and "onload=" not in (re.sub(r"&[a-z0-9#]+;[^<]*", "", text))
        )
        assert len(re.findall(r"<script", text)) == len(re.findall(r'<script src="(?:assets|data)/', text))
    harmful = [path for path in (site / "data").rglob("*.js") if "harm" in path.read_text(encoding="utf-8")]
    assert harmful
    for path in harmful:
        text = path.read_text(encoding="utf-8")
        assert not set("<>&\u2028\u2029") & set(text.replace("R.put", ""))
    told = [
        d for s in shards(site).values() for d in s["documents"].values() if "script" in (d["title"] or "")
    ]
    assert told and all(document["url"] is None for document in told)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://bao.vn/a?x=1#y", True),
        ("HTTP://bao.vn", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://bao.vn", False),
        ("https://bao.vn/\u202egnp.exe", False),
        ('https://bao.vn/"onclick="x', False),
        ("https://", False),
        ("data:text/html,<script>", False),
        ("ftp://bao.vn/a", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(given, kept):
    addresses = pl.DataFrame(
        {"given": given, "other": None}, schema=dict.fromkeys(("given", "other"), pl.String)
    )
    assert addresses.select(data.safe_url("other", "given")).item() == (given if kept else None)


def test_data_files_stay_json_whatever_they_hold(tmp_path):
    value = {"</script>": "\u2028\u2029<!--&", "lone": "\ud800", "quote": "\"'\\"}
    write_script(tmp_path / "a.js", "a", value)
    assert read(tmp_path / "a.js") == value


def test_a_release_without_a_row_says_so(tmp_path, places):
    tables = {name: empty(name) for name in TABLES} | {"places": places}
    write_candidate(tables, tmp_path / "candidate", version="2026.01.02", code_version="0")
    explorer.build(tmp_path / "candidate")
    site = tmp_path / "candidate" / "explorer"
    assert pages.WORDS["none_yet"][0] in (site / "index.html").read_text(encoding="utf-8")
    assert pages.WORDS["no_figures"][1] in (site / "province-01.vi.html").read_text(encoding="utf-8")
    assert read(site / "data" / "index.js")["columns"]["id"] == []


def test_the_site_is_published_with_its_release(samples_data):
    release_folder = (samples_data / "release").resolve()
    told = read(release_folder / "explorer" / "data" / "release.js")
    assert told["version"] == release_folder.name
    assert {row["reason"] for row in told["changes"]} == {"first_release"}
    rows = {one["path"]: one["rows"] for one in told["files"]}
    assert rows["figures.parquet"] == pl.read_parquet(release_folder / "figures.parquet").height
    trust = (release_folder / "explorer" / "trust.html").read_text(encoding="utf-8")
    assert all(f'<th scope="row">{table}</th>' in trust for table in TABLES), (
        "what the gate said of each table"
    )


def test_the_map_has_every_province_of_both_eras_and_the_islands(made):
    index = (made / "explorer" / "index.vi.html").read_text(encoding="utf-8")
    known = read(made / "explorer" / "data" / "map.js")
    for era, count in (("34", 34), ("63", 63)):
        svg = re.search(rf'<svg class="map" data-era="{era}".*?</svg>', index, re.DOTALL)[0]
        assert set(re.findall(r'data-code="(\d\d)"', svg)) == set(known["names"][era])
        assert len(known["names"][era]) == count
        assert "Hoàng Sa" in svg and "Trường Sa" in svg
        for code in ("48", "56"):  # Đà Nẵng and Khánh Hòa take their islands' colour
            assert re.search(rf'data-code="{code}"[^§]*?</a>', svg)[0].count("<circle") >= 8


def test_before_the_merger_a_new_province_has_a_sum_only_if_all_parts_are_known(made):
    """Otherwise a part would pass for the whole, and the merger for a jump."""
    site = data.Site(made)
    series = data.province_series(site)
    keys = ["year", *data.LAYER]
    parts = {code: [c for c, (_, now) in site.former.items() if now == code] for code in site.provinces}
    for row in series["34"].filter(pl.col("year") < 2025).iter_rows(named=True):
        known = series["63"].filter(
            pl.all_horizontal(pl.col(key).eq_missing(pl.lit(row[key])) for key in keys)
            & pl.col("at").is_in(parts[row["at"]])
        )
        assert set(known["at"]) == set(parts[row["at"]])


def test_words_are_there_in_both_languages():
    assert all(len(said) == 2 and all(said) for said in pages.WORDS.values())
    words = set(pages.WORDS)
    for table in TABLES.values():
        for column in table.columns:
            if column.vocabulary and column.name not in ("dated", "programme", "kind", "level"):
                missing = {v for v in column.vocabulary if f"v.{v}" not in words}
                assert not missing, (table.name, column.name, missing)
    folder = PROJECT / "transforms" / "explorer"
    used = set()
    for path in [*folder.glob("assets/*.js"), *folder.glob("templates/*.j2")]:
        used |= set(re.findall(r'\bt\("([a-z_0-9]+)"[,)]', path.read_text(encoding="utf-8")))
    assert used <= words, used - words


def test_axes_have_round_numbers():
    for most, ticks in (
        (98.2, [0, 20, 40, 60, 80, 100]),
        (23_000, [0, 5000, 10000, 15000, 20000, 25000]),
        (0, [0, 1]),
    ):
        assert charts._ticks(most) == ticks


def test_names_sort_as_in_vietnamese():
    names = ["Đà Nẵng", "Điện Biên", "Cà Mau", "An Giang", "Đồng Nai", "Gia Lai", "Bắc Ninh", "Hà Nội"]
    assert sorted(names, key=data.in_order) == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Đà Nẵng", "Điện Biên", "Đồng Nai", "Gia Lai", "Hà Nội",
    ]  # fmt: skip
