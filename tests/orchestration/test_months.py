"""Packs of months: a night makes those of its own days, and the tables are those of a full build."""

import shutil
from pathlib import Path

import pytest

from orchestration import stages
from orchestration.folder import DataFolder

ARTICLE = """Bưu điện tỉnh Lào Cai ra quân

Trong ngày ra quân 14/5/2023, Bưu điện tỉnh Lào Cai đã vận động được 215 người tham gia BHXH tự nguyện.
"""


@pytest.fixture
def folder(few_data, tmp_path) -> DataFolder:
    shutil.copytree(few_data, tmp_path / "data", symlinks=True)
    return DataFolder(tmp_path / "data")


def build(folder: DataFolder) -> dict[str, bytes]:
    stages.build_campaigns(folder)
    stages.build_panel(folder)
    return {path.name: path.read_bytes() for path in folder.history.glob("*.parquet")}


def packs(folder: DataFolder) -> dict[Path, tuple[int, int]]:
    found = (folder.history / "months").iterdir()
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def test_a_new_document_makes_its_month_anew_and_the_tables_are_those_of_a_full_build(folder):
    build(folder)
    before, day = packs(folder), folder.store.days()[0]
    folder.store.add(ARTICLE.encode(), media_type="text/plain", day=day, archive_path="lao-cai.txt")
    assert stages.stale_days(folder) == [day]
    stages.read_documents(folder, day, lambda *_: None)
    stages.read_figures(folder, day, lambda *_: None)
    tables = build(folder)
    after = packs(folder)
    made_anew = {path.name[:7] for path in after if after[path] != before.get(path)}
    assert made_anew == {f"{day:%Y-%m}"} and len({path.name[:7] for path in after}) > 1
    shutil.rmtree(folder.history)
    assert build(folder) == tables


def test_a_damaged_pack_is_made_anew(folder):
    tables = build(folder)
    for path in packs(folder):
        path.write_bytes(path.read_bytes()[:-20])
    assert build(folder) == tables


def test_a_table_of_history_is_the_file_of_the_release(folder):
    tables = build(folder)
    stages.build_candidate(folder)
    kept = {path.name: path.read_bytes() for path in folder.candidate.glob("*.parquet")}
    assert all(kept[name] == tables[name] for name in kept.keys() & tables.keys())
    assert len(kept.keys() & tables.keys()) == 6
