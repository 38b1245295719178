"""The same story on several outlets: copies of a press release, syndicated articles.

Two documents tell the same story if most of their wording is the same and their numbers are. The numbers
must agree too, because drives of two provinces are often reported in one template in which nothing
but places and numbers differs.

All pairs need not be compared: copies share their numbers with the words around them (`đạt khoảng 3.000 người
tham gia BHXH`), so those propose the pairs, and wording is compared only where the numbers agree. The
cost grows with the number of copies, not with that of all pairs. Documents without any number are
copies only of their own text, word for word; they state no figure.
"""

import polars as pl

from transforms.schema import TABLES, conform

#: Words of a run: five words in a row are rarely written twice independently.
WORDS = 5
#: A number in its words that stands in more documents than this is a template's or a law's: no hint.
COMMON = 40
#: Share of the shorter text's runs that the longer has, and of its numbers.
SAME_WORDING, SAME_NUMBERS = 0.6, 0.8
#: Letters at both ends of two texts that are compared word for word.
ENDS = 40
#: A story is copied within weeks; the same wording a year later is another drive's report.
DAYS = 45

_NUMBER = r"\d+(?:[.,/-]\d+)*"
_IN_ITS_WORDS = rf"(?:\p{{L}}+\W+){{2}}{_NUMBER}(?:\W+\p{{L}}+){{3}}"


def traits(documents: pl.DataFrame) -> pl.DataFrame:
    """What of each text may show that it is a copy: document_id, version, `first` and `last` letters, `hints`
    (numbers in their words), `numbers`. They depend on the text alone, so they can be kept."""
    text = pl.col("text")
    return documents.select("document_id", "version", text.str.to_lowercase()).select(
        "document_id",
        "version",
        text.str.extract(rf"^(?:\s*\S){{1,{ENDS}}}", 0).str.replace_all(r"\s", "").alias("first"),
        text.str.slice(-10 * ENDS).str.extract(rf"(?:\S\s*){{1,{ENDS}}}$", 0)
        .str.replace_all(r"\s", "").alias("last"),
        text.str.extract_all(_IN_ITS_WORDS).list.unique().alias("hints"),
        text.str.extract_all(_NUMBER).list.unique().alias("numbers"),
    )  # fmt: skip


def duplicates(documents: pl.DataFrame, kept: pl.DataFrame | None = None) -> pl.DataFrame:
    """`documents` with `duplicate_of` filled: the document_id of the first document with the same story.

    First is the earliest published (else captured), then the smaller document_id. A copy always points to a
    document that is no copy itself. Of a document with several versions the newest is compared. `kept`:
    the `traits` of the documents, where somebody has them already.
    """
    stories = _stories(documents, traits(documents) if kept is None else kept)
    pairs = pl.concat([_word_for_word(stories), _alike(stories, _proposed(stories))])
    first: dict[int, int] = {}
    for late, early in pairs.unique().sort("late", "early").iter_rows():
        # Stories are numbered in order of time: what `early` is a copy of is settled before.
        if late not in first:
            first[late] = first.get(early, early)
    ids = stories["document_id"]
    links = pl.DataFrame(
        [(ids[late], ids[early]) for late, early in first.items()],
        schema={"document_id": pl.String, "duplicate_of": pl.String},
        orient="row",
    )
    marked = documents.drop("duplicate_of").join(links, on="document_id", how="left", maintain_order="left")
    return conform(marked, TABLES["documents"])


def _stories(documents: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """story (numbered by time), document_id, day, text and its traits; one row per document."""
    of_version = ["document_id", "version"]
    told = documents.select(
        *of_version,
        "text",
        pl.coalesce("published_at", "captured_at").alias("told_at"),
        "captured_at",
        "modified_at",
    )
    return (
        told.sort("captured_at", "modified_at", "version", nulls_last=False)
        .unique("document_id", keep="last", maintain_order=True)
        .sort("told_at", "document_id", nulls_last=True)
        .join(
            traits.unique(of_version, keep="first", maintain_order=True),
            on=of_version,
            how="left",
            maintain_order="left",
        )
        .select(
            "document_id",
            pl.col("told_at").dt.date().alias("day"),
            "text",
            "first",
            "last",
            "hints",
            "numbers",
        )
        .with_row_index("story")
    )


def _word_for_word(stories: pl.DataFrame) -> pl.DataFrame:
    """late, early: texts that are the same but for spaces and capitals.

    Whole texts are compared only where the first and the last letters are the same.
    """
    alike = stories.select("story", "first", "last").drop_nulls().filter(pl.len().over("first", "last") > 1)
    same = pl.col("text").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    first = (
        stories.select("story", "text")
        .join(alike.select("story"), on="story", how="semi", maintain_order="left")
        .with_columns(pl.col("story").first().over(same).alias("early"))
        .filter(pl.col("early") != pl.col("story"))
    )
    return first.select(pl.col("story").alias("late"), "early")


def _proposed(stories: pl.DataFrame) -> pl.DataFrame:
    """late, early: stories of the same weeks that share a number in its words, and most numbers."""
    hints = (
        stories.select("story", "day", pl.col("hints").alias("hint"))
        .explode("hint", empty_as_null=True)
        .drop_nulls("hint")
        .filter(pl.len().over("hint").is_between(2, COMMON))
    )
    pairs = (
        hints.join(hints, on="hint", suffix="_early")
        .filter(
            (pl.col("story_early") < pl.col("story"))
            & ((pl.col("day") - pl.col("day_early")).dt.total_days().abs() <= DAYS).fill_null(True)
        )
        .select(pl.col("story").alias("late"), pl.col("story_early").alias("early"))
        .unique()
    )
    numbers = (
        _concerned(stories, pairs)
        .select("story", pl.col("numbers").alias("item"))
        .explode("item", empty_as_null=True)
        .drop_nulls("item")
    )
    return _sharing(pairs, numbers, SAME_NUMBERS)


def _concerned(stories: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The stories of some pairs."""
    return stories.filter(
        pl.col("story").is_in(pl.concat([pairs["late"], pairs["early"]]).unique().implode())
    )


def _alike(stories: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs most of whose wording is the same."""
    words = (
        _concerned(stories, pairs)
        .select("story", pl.col("text").str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]+").alias("word"))
        .explode("word", empty_as_null=True)
        .drop_nulls("word")
        # The hash stands for the word in comparisons only; what is a copy does not depend on its value.
        .with_columns(pl.col("word").hash())
    )
    run = pl.struct(pl.col("word").shift(-place).over("story").alias(str(place)) for place in range(WORDS))
    whole = pl.col("word").shift(1 - WORDS).over("story").is_not_null()
    runs = words.select("story", run.hash().alias("item"), whole.alias("whole")).filter("whole")
    return _sharing(pairs, runs.select("story", "item").unique(), SAME_WORDING)


def _sharing(pairs: pl.DataFrame, items: pl.DataFrame, least: float) -> pl.DataFrame:
    """The pairs that share at least this share of the items of whichever story has fewer."""
    sizes = items.group_by("story").len("size")
    kept = []
    for some in pairs.sort("late", "early").iter_slices(20_000):
        shared = (
            some.join(items, left_on="late", right_on="story")
            .join(items, left_on=["early", "item"], right_on=["story", "item"])
            .group_by("late", "early")
            .len("shared")
            .join(sizes, left_on="late", right_on="story")
            .join(sizes, left_on="early", right_on="story", suffix="_early")
        )
        fewer = pl.min_horizontal("size", "size_early")
        kept.append(shared.filter(pl.col("shared") >= least * fewer).select("late", "early"))
    return pl.concat([pairs.clear(), *kept])
