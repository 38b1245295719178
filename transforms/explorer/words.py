"""The search index: which figures a word belongs to.

Words are of the quote, the place, the drive, the title and the publisher, in lower case without accents. A
file holds those that begin with the same two letters: `[word, rows of the index]`, the rows as runs
`start.length` in base 36, a start counted from the end of the run before, a length of 1 left out.
"""

from pathlib import Path

import polars as pl

from transforms.explorer.scripts import array, listed, quoted, write_json

#: A word as it stands in a text: letters and digits with their accents; a number keeps its separators here.
_WORD = r"[\p{L}\p{N}\p{M}]+(?:[.,]\p{M}*[0-9][0-9\p{M}]*)*"


def folded(text: pl.Expr) -> pl.Expr:
    """Lower case without accents: what a search compares. `fold` in base.js does the same."""
    return (
        text.str.normalize("NFD").str.replace_all(r"\p{M}", "").str.to_lowercase().str.replace_all("đ", "d")
    )


class Words:
    """Collects which figures each word belongs to, a block of figures at a time, and writes the files."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._runs: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """`rows`: figures in the order of the index, with `row`, `place`, `drive` and `about`.

        What stands in several texts is looked into once: figures of one sentence or document stand side by
        side, and few words make up all texts.
        """
        texts = (
            pl.col("quote"),
            pl.concat_str("place_text", "place", separator=" ", ignore_nulls=True),
            pl.col("drive").str.slice(0, 200),
            pl.col("about"),
        )
        end = rows["row"].last() + 1
        spans = pl.concat(
            rows.select("row", text.alias("text"))
            .filter(pl.col("text").ne_missing(pl.col("text").shift(1)) | (pl.int_range(pl.len()) == 0))
            .select(
                "text", pl.col("row").alias("start"), pl.col("row").shift(-1, fill_value=end).alias("end")
            )
            .drop_nulls("text")
            for text in texts
        )
        known = spans.select(pl.col("text").unique()).with_row_index("at")
        # Between spaces first, which is cheap; what a word is, is asked once of each such piece.
        pieces = known.select("at", pl.col("text").str.split(" ").alias("piece"))
        pieces = pieces.explode("piece", empty_as_null=True)
        words = (
            pieces.select(pl.col("piece").unique())
            .with_columns(pl.col("piece").str.extract_all(_WORD).alias("word"))
            .explode("word", empty_as_null=True)
            .with_columns(folded(pl.col("word")).str.replace_all(r"[.,]", "").str.slice(0, 24))
            .filter(pl.col("word") != "")
        )
        numbers = [self._numbers.setdefault(word, len(self._numbers)) for word in words["word"]]
        spans = (
            pieces.join(words.select("piece", pl.Series("word", numbers, pl.UInt32)), on="piece")
            .select("at", "word")
            .join(spans.join(known, on="text").select("at", "start", "end"), on="at")
            .select("word", "start", "end")
        )
        self._runs.append(_merged(spans))

    def write(self, folder: Path) -> list[str]:
        """Write the files; returns their names, without `.js`."""
        if not self._numbers:
            return []
        known = pl.DataFrame(
            list(self._numbers.items()), {"plain": pl.String, "word": pl.UInt32}, orient="row"
        )
        known = known.sort("plain").with_row_index("at")
        places = known.sort("word")["at"]
        runs = pl.concat(self._runs)
        runs = _merged(runs.with_columns(places.gather(runs["word"]).alias("word")))
        same = pl.col("word") == pl.col("word").shift(1)
        before = pl.when(same).then(pl.col("end").shift(1)).otherwise(0)
        skip, length = runs.select(pl.col("start") - before, pl.col("end") - pl.col("start"))
        runs = pl.DataFrame({"at": runs["word"], "skip": _base_36(skip), "length": _base_36(length)})
        run = (
            pl.when(pl.col("length") == "1")
            .then("skip")
            .otherwise(pl.concat_str("skip", pl.lit("."), "length"))
        )
        letters = pl.col("plain").str.slice(0, 2).str.pad_end(2, "_").str.replace_all("[^a-z0-9]", "_")
        files = (
            runs.select("at", run.alias("runs"))
            .group_by("at", maintain_order=True)
            .agg(pl.col("runs").str.join(","))
            .join(known, on="at", maintain_order="left")
            .select(
                letters.alias("file"), array(quoted(pl.col("plain")), quoted(pl.col("runs"))).alias("words")
            )
            .group_by("file")
            .agg(listed("words"))
            .sort("file")
        )
        for file, text in files.iter_rows():
            write_json(folder / f"{file}.js", f"words/{file}", text)
        return files["file"].to_list()


def _merged(spans: pl.DataFrame) -> pl.DataFrame:
    """word, start, end, sorted; spans of a word that overlap or touch are made one."""
    if spans.is_empty():
        return spans
    word, start, length = spans.select(
        pl.col("word").cast(pl.Int64), "start", (pl.col("end") - pl.col("start")).alias("length")
    )
    # All in one number, which is sorted in a fraction of the time of three columns.
    width, longest = spans["end"].max() + 1, length.max() + 1
    if (word.max() + 1) * width * longest >= 2**63:
        raise OverflowError("The search index cannot number so many words and figures.")
    numbers = ((word * width + start) * longest + length).sort()
    start = numbers // longest
    end = (start + numbers % longest).cum_max()
    begins = start > end.shift(1, fill_value=-1)
    start, end = start.filter(begins), end.filter(begins.shift(-1, fill_value=True))
    word = start // width
    runs = {"word": word, "start": start % width, "end": end - word * width}
    return pl.DataFrame(runs, schema=dict.fromkeys(runs, pl.UInt32), strict=False)


def _base_36(numbers: pl.Series) -> pl.Series:
    known = numbers.unique()
    return numbers.replace_strict(known, [_36(n) for n in known], return_dtype=pl.String)


def _36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + text
        if not number:
            return text
