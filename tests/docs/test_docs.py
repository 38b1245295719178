"""The documentation says what is so: its queries and programs run, its answers are the real ones.

`RAQUAN_WRITE_DOCS=1 pytest tests/docs` writes the answers into the pages instead of comparing them.
"""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.query import query
from tests.conftest import PROJECT

DOCS = PROJECT / "docs"
WRITE = bool(os.environ.get("RAQUAN_WRITE_DOCS"))
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.M | re.S)
#: An answer stands right under its block: a table, or the text that a program prints.
_ANSWER = re.compile(r"\n((?:\|[^\n]*\n)+|```text\n.*?^```\n)", re.M | re.S)


@pytest.fixture(scope="module")
def example(tmp_path_factory, raquan) -> Path:
    """A folder in which `data/release` is the release of the example archive."""
    here = tmp_path_factory.mktemp("example")
    done = raquan("run", "--archive", DOCS / "example" / "articles", "--data", here / "data")
    assert done.returncode == 0, done.stderr
    return here


def blocks(page: str) -> Iterator[tuple[str, str, int]]:
    """(language, code, where the block ends) of a page."""
    for found in _BLOCK.finditer((DOCS / page).read_text(encoding="utf-8")):
        yield found[1], found[2], found.end()


def shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return "" if value is None else str(value)


def as_table(answer) -> str:
    lines = ["| " + " | ".join(answer.columns) + " |", "|" + "---|" * len(answer.columns)]
    lines += ["| " + " | ".join(map(shown, row)) + " |" for row in answer.rows]
    return "\n".join(lines) + "\n"


def printed(code: str, folder: Path) -> str:
    """What a program prints, run in `folder` by this interpreter."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "POLARS_FMT_TABLE_CELL_LIST_LEN": "3"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return f"```text\n{done.stdout}```\n"


def test_the_worked_questions_have_the_answers_that_are_printed(example):
    page = DOCS / "questions.md"
    text = page.read_text(encoding="utf-8")
    written, at, answered = [], 0, 0
    for language, code, end in blocks("questions.md"):
        if language == "sql":
            answer = as_table(query(example / "data" / "release", code))
            assert answer.count("\n") > 2, f"no rows:\n{code}"
        elif language == "python":
            answer = printed(code, example)
        else:
            continue
        answered += 1
        there = _ANSWER.match(text, end)
        if WRITE:
            written += [text[at:end], "\n", answer]
            at = there.end() if there else end
        else:
            assert there, f"no answer under:\n{code}"
            assert there[1] == answer, code
    if WRITE:
        page.write_text("".join([*written, text[at:]]), encoding="utf-8")
    assert answered >= 10


@pytest.mark.parametrize("number", range(sum(one[0] == "python" for one in blocks("researchers.md"))))
def test_the_programs_for_researchers_run(example, number):
    code = [one[1] for one in blocks("researchers.md") if one[0] == "python"][number]
    assert printed(code, example).count("\n") > 2


def test_the_sql_for_researchers_answers(example):
    for language, code, _ in blocks("researchers.md"):
        if language == "sql":
            import duckdb

            with contextlib.chdir(example):
                assert duckdb.sql(code).fetchall()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_the_r_for_researchers_runs(example):
    for language, code, _ in blocks("researchers.md"):
        if language == "r":
            done = subprocess.run(["Rscript", "-e", code], cwd=example, capture_output=True, text=True)
            if "there is no package called" in done.stderr:
                pytest.skip(done.stderr.strip().splitlines()[0])
            assert done.returncode == 0 and done.stdout.strip(), done.stderr


def test_the_notebook_runs_offline_from_top_to_bottom(example):
    notebook = json.loads((DOCS / "first-steps.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    names: dict[str, object] = {"__name__": "__main__"}
    with contextlib.chdir(example):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                said = io.StringIO()
                with contextlib.redirect_stdout(said):
                    exec(compile("".join(cell["source"]), "cell", "exec"), names)
                recorded = "".join("".join(output["text"]) for output in cell["outputs"])
                if WRITE:
                    text = said.getvalue().splitlines(keepends=True)
                    cell["outputs"] = (
                        [{"name": "stdout", "output_type": "stream", "text": text}] if text else []
                    )
                elif "changes-with-the-rules" in cell["metadata"].get("tags", ()):
                    assert said.getvalue()  # confidence and names of rules: whoever mends a rule changes them
                else:
                    assert said.getvalue() == recorded
    if WRITE:
        body = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        (DOCS / "first-steps.ipynb").write_text(body, encoding="utf-8")


def test_the_example_articles_are_those_that_the_formulas_give(tmp_path):
    kept = DOCS / "example" / "articles"
    (tmp_path / "articles").mkdir()
    shutil.copy(DOCS / "example" / "make.py", tmp_path)
    subprocess.run([sys.executable, str(tmp_path / "make.py")], check=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "articles").iterdir()}
    assert made == {path.name: path.read_text(encoding="utf-8") for path in kept.iterdir()}


def test_every_link_between_the_pages_leads_somewhere():
    for page in (PROJECT / "README.md", *DOCS.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
        for target, anchor in re.findall(r"\]\(([^)#:\s]*\.md)?#([^)]+)\)", text):
            headings = re.findall(
                r"^#+ (.*)$", ((page.parent / target) if target else page).read_text(), re.M
            )
            anchors = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
            assert anchor in anchors, f"{page.name}: #{anchor}"
