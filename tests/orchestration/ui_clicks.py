"""Run by hand, on a machine that does nothing else: pytest tests/orchestration/ui_clicks.py

What docs/running.md promises by clicks is done by clicks: real ones, in headless Chromium.
"""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import yaml

from orchestration import sources, stages
from orchestration.folder import DataFolder
from orchestration.run import prepare_home
from tests.explorer.browser import Browser, chromium
from tests.orchestration.serving import WAIT, ask, outcome, serving, until
from tests.orchestration.test_sources import STORY, at_work, vccorp


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with at_work(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="module")
def days(world, tmp_path_factory) -> tuple[Path, list[date]]:
    """A data folder, and three days before today on which a story of the paper was captured and read."""
    folder, found = DataFolder(tmp_path_factory.mktemp("ui") / "data"), []
    prepare_home(folder)
    with folder.writing():
        for back in (4, 3, 2):
            day, title = stages.today() - timedelta(days=back), f"Nghệ An ra quân, ngày thứ {5 - back}"
            page = vccorp(title, STORY, world.moment - timedelta(days=back), n=100 * back)
            about = {"url": f"{world.paper.url}/nghe-an-{back}0.htm", "source": "bao-mot"}
            folder.store.add(page.encode(), media_type="text/html", day=day, **about)
            for read in (stages.read_documents, stages.read_figures):
                read(folder, day, lambda *_: None)
            found.append(day)
    return folder.root, found


@pytest.fixture(scope="module")
def ui(world, days):
    """The UI on that folder: its address."""
    with serving(days[0]) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """One Chromium for all pages."""
    if chromium() is None:
        pytest.skip("needs Chromium (Debian's package chromium)")
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    browser.size(1500, 950)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def refreshed(ui, days, browser) -> Path:
    """The data folder after its first refresh, launched for today."""
    day = stages.today().isoformat()
    _open_launchpad(browser, ui, "refresh", day, shows="fetch: true")
    _succeeds(ui, _launch(browser), browser)
    return days[0]


# ── what a person does ────────────────────────────────────────────────────────────────────────────


def _open_job(browser: Browser, address: str, job: str) -> None:
    browser.open(f"{address}/jobs")
    link = f"[...document.querySelectorAll('a')].find(a => a.innerText.trim() == '{job}')"
    browser.wait(link, WAIT, every=0.2)
    browser.click(link)
    browser.wait(f"location.pathname.endsWith('/{job}')", WAIT, every=0.2)


def _open_launchpad(browser: Browser, address: str, job: str, day: str | None, shows: str) -> None:
    """Jobs → job → ▾ → Open launchpad, and the day chosen; the config then shows this."""
    _open_job(browser, address, job)
    # the arrow beside Materialize…
    arrow = """[...document.querySelectorAll('button')].find(b => b.innerText.startsWith('Materialize'))
        ?.parentElement.parentElement.querySelector('button:has([aria-label=arrow_drop_down])')"""
    entry = "[...document.querySelectorAll('li')].find(e => e.innerText.trim() == 'Open launchpad')"
    _opens(browser, arrow, entry)
    browser.click(entry)
    editor = "([...document.querySelectorAll('.CodeMirror')].at(-1)?.innerText ?? '')"
    browser.wait(f"{editor}.includes('resources:')", WAIT, every=0.3)
    field = "document.querySelector('input[placeholder=Partition]')"
    offered = f"[...document.querySelectorAll('li button')].find(b => b.innerText.trim() == '{day}')"
    for _ in range(10 if day else 0):  # the field is drawn anew once, and forgets what was written
        browser.click(field)
        browser.type(day)
        try:
            browser.wait(offered, 3, every=0.2)
        except AssertionError:
            continue
        browser.click(offered)
        break
    browser.wait(f"{editor}.includes({json.dumps(shows)})", WAIT, every=0.2)


def _opens(browser: Browser, button: str, shown: str) -> None:
    """Click until it shows: a page that is drawn anew in that moment closes its menus."""
    browser.wait(button, WAIT, every=0.2)
    for _ in range(20):
        browser.click(button)
        try:
            browser.wait(shown, 3, every=0.1)
            return
        except AssertionError:
            continue
    raise AssertionError(f"{shown} was not opened")


def _line(text: str) -> str:
    """The line of the launchpad's config with this text."""
    return f"[...document.querySelectorAll('.CodeMirror-line')].find(l => l.innerText.includes('{text}'))"


def _before(line: str, last: str) -> str:
    """The place before the last such character of a line."""
    return f"""(() => {{
        const texts = document.createTreeWalker({line}, NodeFilter.SHOW_TEXT), place = document.createRange()
        while (texts.nextNode()) {{
            const i = texts.currentNode.data.lastIndexOf('{last}')
            if (i >= 0) place.setStart(texts.currentNode, i)
        }}
        place.collapse(true)
        return place
    }})()"""


def _press(browser: Browser, label: str) -> None:
    """The button with this label, once it can be pressed."""
    button = f"""[...document.querySelectorAll('button')].find(
        b => b.innerText.trim() == '{label}' && !b.disabled && b.getAttribute('aria-disabled') != 'true')"""
    browser.wait(button, WAIT, every=0.2)
    browser.click(button)


def _launch(browser: Browser) -> str:
    """Materialize; the id of the run, whose page opens."""
    _press(browser, "Materialize")
    browser.wait("location.pathname.startsWith('/runs/')", WAIT, every=0.2)
    return browser.js("location.pathname").split("/")[2]


def _succeeds(address: str, run_id: str, browser: Browser) -> None:
    """The run ends well, as Dagster knows it and as its page tells it."""
    assert outcome(address, run_id) == "SUCCESS"
    browser.wait("document.body.innerText.includes('Success')", WAIT, every=0.3)


# ── tests ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_refresh_publishes_what_the_sources_hold(refreshed):
    documents = pl.read_parquet(refreshed / "release" / "documents.parquet")
    assert set(documents["source"]) == {"bao-mot", "cong-hai"}
    assert {"412", "400", "200"} <= set(
        pl.read_parquet(refreshed / "release" / "figures.parquet")["number_text"]
    )


def test_a_backfill_over_several_days_after_a_rule_change(refreshed, ui, days, world, browser):
    _, found = days
    path = world.registry / "bao-mot.yaml"
    row = yaml.safe_load(path.read_text())
    row["layouts"] = [{"container": ".detail-content", "title": ".detail-sapo"}]  # another line is the title
    path.write_text(yaml.safe_dump(row))
    sources._registry.cache_clear()
    folder = DataFolder(refreshed)
    assert set(found) <= set(stages.stale_days(folder))

    _open_job(browser, ui, "read")
    tab = "[...document.querySelectorAll('[role=tab], a')].find(a => a.innerText.trim() == 'Partitions')"
    browser.wait(tab, WAIT, every=0.2)
    browser.click(tab)
    browser.wait("document.body.innerText.includes('Total partitions')", WAIT, every=0.2)
    _press(browser, "Materialize…")
    field = "document.querySelector('input[placeholder=\"No matching partitions\"]')"
    browser.wait(field, WAIT, every=0.2)
    browser.click(field)
    browser.type(f"[{found[0]}...{found[-1]}]")
    browser.key("Enter", 13, "\r")
    browser.wait("document.body.innerText.includes('3 partitions')")
    _press(browser, "Launch backfill")

    query = "{ partitionBackfillsOrError { ... on PartitionBackfills { results { id status } } } }"

    def ended() -> str | None:
        for one in ask(ui, query)["partitionBackfillsOrError"]["results"]:
            return one["id"] if one["status"] not in ("REQUESTED", "COMPLETING") else None

    backfill = until(ended)
    browser.open(f"{ui}/runs/b/{backfill}")
    # partitions targeted, in progress, succeeded, failed
    told = r"/read\s+100% completed\s+3\s+0\s+3\s+0/.test(document.body.innerText)"
    browser.wait(told, WAIT, every=0.3)
    assert not set(found) & set(stages.stale_days(folder))
    for day in found:
        assert any(t.startswith("Sáng nay,") for t in pl.read_parquet(folder.part("documents", day))["title"])
        assert pl.read_parquet(folder.part("figures", day)).height


def test_one_source_again(refreshed, ui, world, browser):
    day = stages.today().isoformat()
    _open_launchpad(browser, ui, "fetch", day, shows="fetch: true")
    browser.click(_before(_line("sources:"), "]"), at="[box.x, box.y + box.height / 2]")
    browser.type("bao-mot")
    browser.wait(f"{_line('sources:')}.innerText.includes('[bao-mot]')")
    world.tell("Nghệ An ra quân vận động người dân tham gia BHXH tự nguyện", 381)
    world.forget_requests()
    _succeeds(ui, _launch(browser), browser)
    assert world.paper.pages_asked and not world.portal.requests
    pages = [c for c in DataFolder(refreshed).store.of_day(stages.today()) if c.url.endswith("bhxh-1.htm")]
    assert len(pages) == 2  # as it was, and as it is now


def test_publishing_again(refreshed, ui, browser):
    shutil.rmtree((refreshed / "release").resolve())
    (refreshed / "release").unlink()
    _open_launchpad(browser, ui, "publish", None, shows="again: false")
    browser.click(_before(_line("again:"), "false"), at="[box.x + 1, box.y + box.height / 2]")
    browser.key("End", 35)
    for _ in "false":
        browser.key("Backspace", 8)
    browser.type("true")
    browser.wait(f"{_line('again:')}.innerText.includes('again: true')")
    _succeeds(ui, _launch(browser), browser)
    published = pl.read_parquet(refreshed / "release" / "figures.parquet")
    assert published.height == pl.read_parquet(refreshed / "history" / "figures.parquet").height > 3
