"""The explorer in headless Chromium, from disk and over HTTP, as a reader meets it."""

import base64
import functools
import http.server
import io
import threading
from datetime import date
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest

from tests.explorer.browser import Browser, chromium
from tests.explorer.made import release
from transforms import explorer

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine")
#: What a first view may cost with 10,000 figures, in bytes.
FIRST_VIEW = 1_500_000
LOADED = "!document.querySelector('main').textContent.includes(R.t('loading'))"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(autouse=True)
def desktop(request):
    request.getfixturevalue("browser").size(1200)


@pytest.fixture(scope="module")
def samples(samples_data) -> Path:
    return (samples_data / "release").resolve()


@pytest.fixture(scope="module")
def made(tmp_path_factory, samples) -> Path:
    """10,000 figures and a page that means harm."""
    places = pl.read_parquet(samples / "places.parquet")
    folder = release(tmp_path_factory.mktemp("made") / "release", 10_000, places, hostile=True)
    explorer.build(folder)
    return folder


@pytest.fixture(scope="module")
def served(samples):
    """The samples' release over HTTP."""
    handler = functools.partial(_Quiet, directory=samples)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def first_figure(folder: Path) -> str:
    row = pl.read_parquet(folder / "figures.parquet").row(0, named=True)
    return f"f={quote(row['figure_id'])}"


def every_page(folder: Path) -> list[str]:
    campaign = pl.read_parquet(folder / "campaigns.parquet")["campaign_id"][0]
    figure = first_figure(folder)
    pages = [path.name for path in sorted((folder / "explorer").glob("*.html"))]
    pages = [page for page in pages if not page.startswith(("figure.", "campaign.", "province-"))]
    pages += ["province-82.html", "province-82.vi.html", "province-00.html", "province-01.vi.html"]
    pages += [f"figure{suffix}.html#{figure}" for suffix in ("", ".vi")]
    return pages + [f"campaign{suffix}.html#c={quote(campaign)}" for suffix in ("", ".vi")]


@pytest.mark.parametrize("way", ["from disk", "over HTTP"])
def test_no_page_errs_or_asks_another_host(browser, samples, served, way):
    base = samples.as_uri() if way == "from disk" else served
    for page in every_page(samples):
        browser.open(f"{base}/explorer/{page}")
        browser.wait(LOADED)
        assert not browser.errors, page
        outside = [url for url in browser.requests if not url.startswith((f"{base}/explorer/", "data:"))]
        assert not outside, page
        assert browser.js("document.querySelector('[data-version]').textContent") == samples.name


def test_the_number_marked_is_that_of_parquet_for_every_figure(browser, samples):
    browser.open(f"{samples.as_uri()}/explorer/figure.html")
    for row in pl.read_parquet(samples / "figures.parquet").iter_rows(named=True):
        browser.js(f"location.hash = 'f={row['figure_id']}'")
        browser.wait(f"document.querySelector('h1[data-figure=\"{row['figure_id']}\"]')")
        marked, value, heading = browser.js(
            "[document.querySelector('mark').textContent, document.querySelector('mark').dataset.value, "
            "document.querySelector('h1').dataset.value]"
        )
        assert marked == row["number_text"]
        assert float(value) == float(heading) == row["value"]
        assert browser.js("document.querySelector('.quote').textContent") == row["quote"]
        assert browser.js("document.querySelectorAll('mark').length") == 1


def test_three_clicks_from_the_start_to_a_figure(browser, samples):
    browser.open(f"{samples.as_uri()}/explorer/index.html")
    browser.js(
        "document.querySelector('#map-34 a[data-code=\"40\"]').dispatchEvent("
        "new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    browser.wait("location.pathname.endsWith('province-40.html') && document.readyState === 'complete'")
    browser.js("document.querySelector('.chips a').click()")
    browser.wait("document.querySelectorAll('.results li a').length")
    figures = pl.read_parquet(samples / "figures.parquet").filter(pl.col("province_2025") == "40")
    assert browser.js("document.querySelectorAll('.results li').length") == figures.height
    browser.js("document.querySelector('.results li a').click()")
    browser.wait("document.querySelector('h1[data-figure]')")
    assert browser.js("document.querySelector('h1').dataset.figure") in figures["figure_id"].to_list()
    assert not browser.errors


def found(browser: Browser) -> int:
    browser.wait("R.list && document.getElementById('found').textContent")
    return browser.js("R.list.everything().then(found => found[1].length)")


def test_search_with_and_without_accents_is_a_link_to_share(browser, samples):
    counts = []
    for words in ("Yên Thành", "yen thanh", "YEN THANH", "yen tha"):
        browser.open(f"{samples.as_uri()}/explorer/figures.html#q={quote(words)}")
        counts.append(found(browser))
    assert counts[0] > 0 and len(set(counts)) == 1
    browser.open(f"{samples.as_uri()}/explorer/figures.html")
    everything = found(browser)
    browser.js(
        "const form = document.getElementById('filters'); form.elements.q.value = 'yen thanh';"
        "form.elements.role.value = 'target'; form.dispatchEvent(new Event('submit', {cancelable: true}))"
    )
    browser.wait("location.hash.includes('role=target')")
    link = browser.js("location.href")
    browser.wait(f"!document.getElementById('found').textContent.startsWith('{everything} ')")
    narrowed = found(browser)
    assert 0 < narrowed < counts[0] < everything
    browser.open(link)
    assert found(browser) == narrowed
    assert browser.js("document.getElementById('filters').elements.q.value") == "yen thanh"
    browser.open(f"{samples.as_uri()}/explorer/figures.html#q=khongcotunay")
    browser.wait("R.list && document.getElementById('found').textContent === R.t('nothing_found')")
    assert not browser.errors


def test_search_over_drives(browser, samples):
    drives = pl.read_parquet(samples / "campaigns.parquet")
    browser.open(f"{samples.as_uri()}/explorer/figures.vi.html#kind=campaigns")
    assert found(browser) == drives.height
    browser.open(f"{samples.as_uri()}/explorer/figures.vi.html#kind=campaigns&year=2023&q=diem+tua")
    browser.wait("document.querySelectorAll('.results li').length === 1")
    browser.js("document.querySelector('.results a').click()")
    browser.wait(
        "location.pathname.endsWith('campaign.vi.html') && document.querySelectorAll('mark').length > 3"
    )
    assert "Điểm tựa tuổi già" in browser.js("document.querySelector('h1').textContent")


def saved(browser: Browser, way: str) -> bytes:
    make = {"csv": "R.list.csv", "parquet": "R.parquet"}[way]
    return base64.b64decode(
        browser.js(
            f"R.list.everything().then(([c, r]) => new Blob([{make}(c, r)])).then(b => new Promise(done => {{"
            "const reader = new FileReader(); reader.onload = () => done(reader.result.split(',')[1]);"
            "reader.readAsDataURL(b); }))"
        )
    )


def test_what_is_shown_can_be_taken_as_parquet_and_csv(browser, samples):
    browser.open(f"{samples.as_uri()}/explorer/figures.html#province=82")
    found(browser)
    wanted = (
        pl.read_parquet(samples / "figures.parquet").filter(pl.col("province_2025") == "82").sort("figure_id")
    )
    parquet = pl.read_parquet(io.BytesIO(saved(browser, "parquet"))).sort("figure_id")
    assert parquet.schema == wanted.schema
    assert parquet.equals(wanted)
    csv = pl.read_csv(io.BytesIO(saved(browser, "csv")), infer_schema=False).sort("figure_id")
    assert csv.columns == wanted.columns
    assert csv["quote"].to_list() == wanted["quote"].to_list()
    assert [float(value) for value in csv["value"]] == wanted["value"].to_list()


def test_parquet_of_everything_opens_elsewhere_too(browser, made):
    import duckdb
    import pyarrow.parquet as pq

    browser.open(f"{made.as_uri()}/explorer/figures.html#year=2025")
    found(browser)
    data = saved(browser, "parquet")
    figures = pl.read_parquet(made / "figures.parquet")
    shown = pq.read_table(io.BytesIO(data))
    wanted = figures.filter(pl.coalesce("as_of", "period_end").dt.year() == 2025)
    total = duckdb.sql("SELECT count(*), sum(value), sum(len(rules)) FROM shown").fetchall()[0]
    assert total[0] == shown.num_rows and abs(shown.num_rows - wanted.height) <= 60  # drives over New Year
    of_ids = figures.filter(pl.col("figure_id").is_in(shown.column("figure_id").to_pylist()))
    assert total[1] == pytest.approx(of_ids["value"].sum())
    assert total[2] == of_ids["rules"].list.len().sum()


def test_a_page_that_means_harm_does_none(browser, made):
    base = f"{made.as_uri()}/explorer"
    figures = pl.read_parquet(made / "figures.parquet").filter(pl.col("document_id") == "dharm")
    pages = [f"figure{s}.html#f={quote(one)}" for one in figures["figure_id"] for s in ("", ".vi")]
    pages += [f"campaign.html#c={quote('drive<harm>')}", "province-01.html", "trust.html"]
    pages += ["figures.html#province=01&year=2025", "figures.html#kind=campaigns&province=01&year=2025"]
    pages += [
        "figures.html#q=%3Cimg+src=x+onerror=window.harmed=1%3E",
        "figure.html#f=%3Cscript%3E&in=../../x",
    ]
    for page in pages:
        browser.open(f"{base}/{page}")
        browser.wait(LOADED)
        browser.js("new Promise(done => setTimeout(done, 150))")
        browser.js(
            "document.querySelectorAll('main *').forEach(e => { for (const name of ['mouseover', 'click']) "
            "if (!e.closest('a, button')) e.dispatchEvent(new MouseEvent(name, {bubbles: true})) })"
        )
        assert browser.js("window.harmed === undefined && window.parent.harmed === undefined"), page
        assert not browser.dialogs
        assert (
            browser.js(
                "document.querySelectorAll('main script, main img, main iframe, main svg[onload]').length"
            )
            == 0
        )
        assert browser.js(
            "[...document.querySelectorAll('a')].every(a => /^(file|https):$/.test(a.protocol))"
        ), page
        assert not [url for url in browser.requests if not url.startswith((base, "data:"))]
    row = figures.filter(pl.col("number_text") == "4.321").row(0, named=True)
    browser.open(f"{base}/figure.html#f={quote(row['figure_id'])}")
    browser.wait("document.querySelector('mark')")
    assert browser.js("document.querySelector('mark').textContent") == "4.321", "offsets count code points"


def test_the_first_view_of_ten_thousand_figures_is_light(browser, made):
    browser.open(f"{made.as_uri()}/explorer/index.html")
    files = [
        made / "explorer" / url.split("/explorer/")[1] for url in browser.requests if "/explorer/" in url
    ]
    assert len(files) >= 5
    assert sum(path.stat().st_size for path in files) < FIRST_VIEW


def test_pages_fit_a_phone(browser, samples):
    browser.size(360, 740)
    for page in every_page(samples):
        browser.open(f"{samples.as_uri()}/explorer/{page}")
        browser.wait(LOADED)
        assert browser.js("document.documentElement.scrollWidth") <= 360, page


def test_the_keyboard_is_enough(browser, samples):
    browser.open(f"{samples.as_uri()}/explorer/index.html")
    seen = []
    for _ in range(60):
        browser.key("Tab", 9)
        seen.append(
            browser.js("(a => a.id || a.dataset.code || a.className || a.tagName)(document.activeElement)")
        )
    assert seen[0] == "skip"
    assert {"other-language", "map-layer", "map-year", "01", "79"} <= set(seen)
    browser.js("document.querySelector('#map-34 a[data-code=\"40\"]').focus()")
    browser.key("Enter", 13, "\r")
    browser.wait("location.pathname.endsWith('province-40.html')")
    browser.open(f"{samples.as_uri()}/explorer/figures.html#year=2024")
    found(browser)
    browser.key("Tab", 9)
    browser.key("Enter", 13, "\r")
    assert browser.js("document.activeElement.id") == "main"
    assert browser.js("location.hash") == "#year=2024", "skipping to the content keeps the state"


def test_the_language_switch_keeps_what_is_shown(browser, samples):
    browser.open(f"{samples.as_uri()}/explorer/figure.html#{first_figure(samples)}")
    browser.wait(LOADED)
    english = browser.js("document.querySelector('mark').textContent")
    browser.js("document.getElementById('other-language').click()")
    browser.wait("document.documentElement.lang === 'vi' && document.querySelector('mark')")
    assert browser.js("document.querySelector('mark').textContent") == english
    assert browser.js("document.querySelector('h2').textContent") == "Câu văn"


def test_the_map_shows_the_panel(browser, samples):
    panel = pl.read_parquet(samples / "panel.parquet").filter(~pl.col("is_derived"))
    places = pl.read_parquet(samples / "places.parquet").filter(
        (pl.col("level") == "province") & (pl.col("valid_from") < date(2025, 7, 1))
    )
    row = panel.join(places.select("place_id", "code"), on="place_id").row(0, named=True)
    browser.open(f"{samples.as_uri()}/explorer/index.html#era=63")
    layer = browser.js(
        f"R.get('map').layers.findIndex(l => l && l.programme === '{row['programme']}' && "
        f"l.measure === '{row['measure']}' && l.role === '{row['role']}' && l.unit === '{row['unit']}')"
    )
    browser.js(f"location.hash = 'era=63&layer={layer}&year={row['year']}'")
    browser.wait(f"document.getElementById('map-layer').value === '{layer}'")
    label = browser.js(
        f"document.querySelector('#map-63 a[data-code=\"{row['code']}\"]').getAttribute('aria-label')"
    )
    assert browser.js(f"R.number({row['value']})") in label
    assert browser.js("document.getElementById('map-34').hidden && !document.getElementById('map-63').hidden")
    assert browser.js("document.querySelectorAll('#map-table tbody tr').length") == 63


def test_what_is_not_there_is_said(browser, samples):
    for page, word in (
        ("figure.html#f=nothing", "figure_missing"),
        ("campaign.html#c=nothing", "campaign_missing"),
    ):
        browser.open(f"{samples.as_uri()}/explorer/{page}")
        browser.wait(f"document.querySelector('h1').textContent === R.t('{word}')")
        assert not browser.errors


def test_numbers_are_written_as_the_reader_writes_them(browser, samples):
    """`7.500` is seven and a half to an English eye; the quote keeps it as printed."""
    for page, written in (("figures.html", "7,500 people"), ("figures.vi.html", "7.500 người")):
        browser.open(f"{samples.as_uri()}/explorer/{page}#q=yen+thanh+7500")
        browser.wait("document.querySelectorAll('.results mark').length")
        told = browser.js("[...document.querySelectorAll('.results li > a')].map(a => a.textContent)")
        assert written in told, told
        assert "7.500" in browser.js(
            "[...document.querySelectorAll('.results mark')].map(m => m.textContent)"
        )
