"""Data files of the site: JSON in a script, and the JSON of whole columns.

What stands in every row of a release is turned into JSON by polars, a column at a time; Python's own `json`
takes what is small. Both write the same texts: no `<`, `>`, `&` and no line separator, so that a text stays
data wherever a browser meets it.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

_NEVER = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
_ESCAPES = {'"': '\\"', "\\": "\\\\"} | {chr(n): f"\\u{n:04x}" for n in range(32)} | _NEVER


def as_json(value: Any) -> str:
    """A value of Python as JSON. Raises ValueError for a number that JSON does not have."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, escape in _NEVER.items():
        text = text.replace(char, escape)
    # A lone surrogate cannot be written as UTF-8; as an escape it can.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def write_script(path: Path, name: str, value: Any) -> None:
    """`R.put("name", value);` of a value of Python."""
    write_json(path, name, as_json(value))


def write_json(path: Path, name: str, text: str) -> None:
    """`R.put("name", text);` of a JSON text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"R.put({json.dumps(name)},{text});\n", encoding="utf-8", newline="\n")


# ── columns → JSON: expressions that give a text in each row ──────────────────────────────────────
# To be worked out over whole columns: inside of groups, what escapes would be set up for each of them. Groups
# join (`listed`, `keyed`, `gathered`) columns that are there.


def quoted(text: pl.Expr) -> pl.Expr:
    """Texts as JSON strings."""
    escaped = text.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    return pl.concat_str(pl.lit('"'), escaped, pl.lit('"')).fill_null("null")


def number(value: pl.Expr) -> pl.Expr:
    """Finite numbers; a whole one without its `.0`."""
    return value.cast(pl.String).str.strip_suffix(".0").fill_null("null")


def json_lists(column: str) -> pl.Expr:
    """A column of lists of texts as JSON arrays."""
    text = pl.struct(pl.col(column)).struct.json_encode()
    text = text.str.strip_prefix(f'{{"{column}":').str.strip_suffix("}")
    return text.str.replace_many(list(_NEVER), list(_NEVER.values())).alias(column)


def array(*items: pl.Expr) -> pl.Expr:
    """JSON texts side by side as an array in each row."""
    return pl.concat_str(pl.lit("["), pl.concat_str(items, separator=","), pl.lit("]"))


def record(**fields: pl.Expr) -> pl.Expr:
    """JSON texts side by side as an object in each row."""
    parts = [part for name, text in fields.items() for part in (pl.lit(f',"{name}":'), text)]
    parts[0] = pl.lit(f'{{"{next(iter(fields))}":')
    return pl.concat_str(*parts, pl.lit("}"))


def pair(key: pl.Expr, value: pl.Expr) -> pl.Expr:
    """`"key":value` of texts and JSON texts, for `keyed`; null where there is no value."""
    return pl.concat_str(quoted(key), pl.lit(":"), value)


def listed(column: str) -> pl.Expr:
    """JSON texts of all rows, or of each group, as one array; nulls are left out."""
    return pl.concat_str(pl.lit("["), pl.col(column).str.join(","), pl.lit("]")).alias(column)


def keyed(column: str) -> pl.Expr:
    """JSON texts `"key":value` of all rows, or of each group, each once, as one object, without nulls."""
    pairs = pl.col(column).drop_nulls().unique().sort()
    return pl.concat_str(pl.lit("{"), pairs.str.join(","), pl.lit("}")).alias(column)


def gathered(column: str) -> tuple[pl.Expr, pl.Expr]:
    """Of a column of each group: its different values, nulls first, and which of them each row has. The order
    is that of the values, so that a group's are the same whatever stands in other groups. For `packed`."""
    values = pl.col(column)
    which = (values.rank("dense") - 1 + values.has_nulls().cast(pl.UInt32)).fill_null(0)
    return (
        values.unique().sort().alias(f"{column} values"),
        which.cast(pl.String).str.join(",").alias(f"{column} which"),
    )


def packed(column: str, text: Callable[[pl.Expr], pl.Expr] = quoted) -> pl.Expr:
    """A column that was `gathered`, as `{"d": values, "i": indices}`; `"i": 0` where there is but one value.
    `text` makes the JSON of the values."""
    values = pl.col(f"{column} values")
    several = pl.concat_str(pl.lit("["), pl.col(f"{column} which"), pl.lit("]"))
    return pl.concat_str(
        pl.lit('{"d":['),
        values.list.eval(text(pl.element())).list.join(","),
        pl.lit('],"i":'),
        pl.when(values.list.len() > 1).then(several).otherwise(pl.lit("0")),
        pl.lit("}"),
    )
