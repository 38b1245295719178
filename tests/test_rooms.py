"""The rooms and the direction of imports between them (design: orchestration → extractors, transforms)."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
ROOMS = ("orchestration", "extractors", "transforms")


def _modules(room: str) -> list[Path]:
    return sorted((PROJECT / room).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    """Full names of everything that a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(PROJECT).parts[: -node.level] if node.level else ()
            base = ".".join((*package, *filter(None, [node.module])))
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def _reaches(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", _modules("extractors"), ids=lambda path: str(path.relative_to(PROJECT)))
def test_extractors_import_neither_other_room_nor_frames_nor_dagster(path):
    forbidden = ("orchestration", "transforms", "dagster", "polars", "pandas", "pyarrow")
    assert not [name for name in _imports(path) if _reaches(name, *forbidden)]


@pytest.mark.parametrize("path", _modules("transforms"), ids=lambda path: str(path.relative_to(PROJECT)))
def test_transforms_import_only_the_value_types(path):
    imports = _imports(path)
    forbidden = ("orchestration", "dagster", "requests", "urllib3", "urllib.request")
    assert not [name for name in imports if _reaches(name, *forbidden)]
    # `from extractors import values` reads as extractors.values too.
    assert not [n for n in imports if _reaches(n, "extractors") and not _reaches(n, "extractors.values")]


@pytest.mark.parametrize("name", ["assets", "checks", "definitions", "resources", "partitions"])
def test_modules_that_dagster_reads_keep_their_annotations(name):
    """`from __future__ import annotations` breaks the annotations of `context`."""
    assert "__future__.annotations" not in _imports(PROJECT / "orchestration" / f"{name}.py")


def test_every_room_has_modules():
    assert all(len(_modules(room)) > 3 for room in ROOMS)
