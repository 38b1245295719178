"""How well a release agrees with gold annotations: precision, recall and F1 over figures.

Gold is one JSON file per document, `{"document": file name, "figures": [...]}`, its figures with the
fields of figures.parquet. A gold figure with `"optional": true` may be found or not: it counts
neither way. Only documents with gold are scored, and rows whose measure is `other` are left out.

A row and a gold figure are *the same figure* when value, unit and printed digits agree and their
quotes share at least 60 % of the shorter one's words. Three scores follow:

    number   the figure was found
    core     and programme, measure, statistic, role and sign are right
    full     and bound, base, place, province and time are right
"""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import polars as pl

LEVELS = ("number", "core", "full")
CORE_FIELDS = ("programme", "measure", "statistic", "role")
TIME_FIELDS = ("as_of", "period_start", "period_end")
FIELDS = (*CORE_FIELDS, "sign", "bound", "base", "place", "province", *TIME_FIELDS)


class GoldError(ValueError):
    """Gold or release could not be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True)
class Miss:
    """One gold figure that was missed or misread, or one row that no gold figure asks for."""

    kind: str  # "missed", "wrong" or "spurious"
    document: str
    number: str
    quote: str
    fields: dict[str, tuple[object, object]] = field(default_factory=dict)  # field → (row's, gold's)


@dataclass(frozen=True)
class Pair:
    """A gold figure and the row that was taken for it; one of them is None where it has no counterpart."""

    document: str
    gold: dict | None
    row: dict | None
    wrong: dict[str, tuple[object, object]] = field(default_factory=dict)  # field → (row's, gold's)


@dataclass
class Score:
    """Counts over figures; `hits` by level, for all documents together and for each."""

    counts: Counter = field(default_factory=Counter)  # wanted, predicted, number, core, full
    by_document: dict[str, Counter] = field(default_factory=dict)
    wrong_fields: Counter = field(default_factory=Counter)
    documents_without_rows: list[str] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)  # of what is required or given; optional gold is left out

    def as_dict(self) -> dict:
        """The score as JSON-ready values; `number`, `core`, `full` each with precision, recall, f1."""
        found = self.counts["number"]
        return {
            **{level: measures(self.counts, level) for level in LEVELS},
            "wrong_fields": dict(self.wrong_fields.most_common()),
            "fields": {
                name: {"right": found - self.wrong_fields[name], "wrong": self.wrong_fields[name]}
                for name in FIELDS
            },
            "documents": {
                name: {level: measures(counts, level) for level in LEVELS}
                for name, counts in self.by_document.items()
            },
            "documents_without_rows": self.documents_without_rows,
        }


def measures(counts: Counter, level: str) -> dict:
    """Precision, recall and F1 of one level; a document with nothing to find and nothing found is 1."""
    hits, predicted, wanted = counts[level], counts["predicted"], counts["wanted"]
    precision = hits / predicted if predicted else float(wanted == 0)
    recall = hits / wanted if wanted else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
        "hits": hits,
        "predicted": predicted,
        "wanted": wanted,
    }


def score(gold_folder: Path, release: Path) -> Score:
    """Score the figures of a release folder against a folder of gold files.

    Raises GoldError when a folder or file is missing or not what it should be.
    """
    return score_rows(gold_folder, _rows_by_file_name(release))


def score_rows(gold_folder: Path, rows: Mapping[str, Sequence[dict]]) -> Score:
    """Score rows that lie in memory: file name of a document → its figures, as rows of figures.parquet.

    Raises GoldError as `score` does.
    """
    result = Score()
    for path, gold in _gold_files(gold_folder):
        name = gold["document"]
        if name not in rows and gold["figures"]:
            result.documents_without_rows.append(name)
        try:
            _score_document(name, gold["figures"], list(rows.get(name, ())), result)
        except (KeyError, TypeError, AttributeError) as error:
            raise GoldError(
                f"{path}: a figure lacks a field or has one of the wrong kind ({error!r})"
            ) from error
    return result


def _score_document(name: str, gold_figures: list[dict], left: list[dict], result: Score) -> None:
    counts = result.by_document.setdefault(name, Counter())
    # Required figures choose their rows first; an optional one may only take what is left.
    for gold in sorted(gold_figures, key=lambda figure: bool(figure.get("optional"))):
        same = [row for row in left if _same_figure(row, gold)]
        row = min(same, key=lambda row: _severity(_wrong(row, gold)), default=None)
        if row is not None:
            left.remove(row)
        if gold.get("optional"):
            continue
        counts["wanted"] += 1
        if row is None:
            result.misses.append(Miss("missed", name, gold["number"], gold["quote"]))
            result.pairs.append(Pair(name, gold, None))
            continue
        wrong = _wrong(row, gold)
        core, rest = _severity(wrong)
        counts.update(predicted=1, number=1, core=not core, full=not core and not rest)
        result.wrong_fields.update(wrong.keys())
        result.pairs.append(Pair(name, gold, row, wrong))
        if wrong:
            result.misses.append(Miss("wrong", name, gold["number"], gold["quote"], wrong))
    counts["predicted"] += len(left)
    result.misses += [Miss("spurious", name, row["number_text"], row["quote"]) for row in left]
    result.pairs += [Pair(name, None, row) for row in left]
    result.counts.update(counts)


def _same_figure(row: dict, gold: dict) -> bool:
    apart = abs(abs(row["value"]) - abs(gold["value"]))
    return (
        apart <= 1e-6 * max(1, abs(gold["value"]))
        and row["unit"] == gold["unit"]
        and re.sub(r"\D", "", row["number_text"]) == re.sub(r"\D", "", gold["number"])
        and _overlap(row["quote"], gold["quote"]) >= 0.6
    )


def _overlap(one: str, other: str) -> float:
    one, other = set(_fold(one).split()), set(_fold(other).split())
    return len(one & other) / max(1, min(len(one), len(other)))


def _severity(wrong: dict) -> tuple[int, int]:
    """Number of wrong core fields, and of the others."""
    core = sum(name in CORE_FIELDS or name == "sign" for name in wrong)
    return core, len(wrong) - core


def _wrong(row: dict, gold: dict) -> dict[str, tuple[object, object]]:
    """The fields in which a row differs from its gold figure, each with both values."""
    wrong = {}
    for name in CORE_FIELDS:
        wanted = gold.get(name, "level" if name == "statistic" else None)
        if row.get(name) != wanted:
            wrong[name] = (row.get(name), wanted)
    if (row["value"] < 0) != (gold["value"] < 0):
        wrong["sign"] = (row["value"], gold["value"])
    for name in ("bound", "base"):
        if row.get(name) != gold.get(name):
            wrong[name] = (row.get(name), gold.get(name))
    # Where gold states no place, province or date, none is asked for.
    both_country = gold.get("place_level") == row.get("place_level") == "country"
    if (
        gold.get("place")
        and not both_country
        and _place_key(row.get("place_text")) != _place_key(gold["place"])
    ):
        wrong["place"] = (row.get("place_text"), gold["place"])
    provinces = (row.get("province_2025"), row.get("province_pre2025"))
    if gold.get("province_code") and gold["province_code"] not in provinces:
        wrong["province"] = (provinces, gold["province_code"])
    for name in TIME_FIELDS:
        # A stock stated for a period and one stated as of the period's last day say the same.
        said = (row.get(name),) if name == "period_start" else (row.get("as_of"), row.get("period_end"))
        if gold.get(name) and gold[name] not in map(str, said):
            wrong[name] = (str(row.get(name)), gold[name])
    return wrong


def _fold(text: str | None) -> str:
    """Lower case, without diacritics and punctuation: for comparison only."""
    text = unicodedata.normalize("NFD", (text or "").lower())
    text = "".join(char for char in text if not unicodedata.combining(char)).replace("đ", "d")
    return re.sub(r"\W+", " ", text).strip()


_UNIT_WORDS = re.compile(
    r"^(thanh pho|tinh|tp|huyen|quan|thi xa|thi tran|xa|phuong|q|h|p|toan quoc|ca nuoc) "
)
_OFFICES = re.compile(r"^(bhxh|bao hiem xa hoi|buu dien) ")
_ALIASES = {
    "hcm": "ho chi minh",
    "tphcm": "ho chi minh",
    "hn": "ha noi",
    "toan quoc": "viet nam",
    "ca nuoc": "viet nam",
}


def _place_key(text: str | None) -> str:
    """A place's bare name: `TP. HCM`, `thành phố Hồ Chí Minh` and `BHXH TP.HCM` are one."""
    key, previous = _fold(text), None
    while key != previous:
        previous, key = key, _UNIT_WORDS.sub("", key)
    key = _OFFICES.sub("", key).removesuffix(" cu")
    return _ALIASES.get(key, key)


def _gold_files(folder: Path) -> Iterator[tuple[Path, dict]]:
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise GoldError(f"{folder}: no gold here; it should hold one .json file per document")
    for path in paths:
        try:
            gold = json.loads(path.read_text(encoding="utf-8"))
            gold["document"], gold["figures"]  # noqa: B018  both must be there
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GoldError(
                f'{path}: not a gold file {{"document": …, "figures": […]}} ({error!r})'
            ) from error
        yield path, gold


def _rows_by_file_name(release: Path) -> dict[str, list[dict]]:
    try:
        documents = pl.read_parquet(release / "documents.parquet", columns=["document_id", "archive_path"])
        figures = pl.read_parquet(release / "figures.parquet")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise GoldError(f"{release}: not a release that can be read ({error})") from error
    by_document = defaultdict(list)
    for row in figures.iter_rows(named=True):
        if row["measure"] != "other" and row["programme"]:
            by_document[row["document_id"]].append(row)
    return {
        PurePosixPath(archive_path).name: by_document[document_id]
        for document_id, archive_path in documents.iter_rows()
        if archive_path
    }
