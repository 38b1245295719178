"""SQL over one release: DuckDB in memory, the release's tables as views, nothing else within reach."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb


class QueryError(ValueError):
    """The query could not be answered; the message is for the person who typed it."""


@dataclass
class Answer:
    columns: list[str]
    rows: Iterator[tuple]


def query(release: Path, sql: str) -> Answer:
    """Answer one SELECT over the Parquet files of a release folder.

    The release is resolved once, so that a version published meanwhile cannot mix with it. DuckDB may
    open that folder and nothing else: no other file, no network, no extension.
    """
    release = release.resolve()
    tables = sorted(release.glob("*.parquet"))
    if not tables:
        raise QueryError(f"There is no release in {release}; make one with: raquan run --archive DIR")
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET allowed_directories = [{_quoted(str(release) + '/')}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    for path in tables:
        connection.execute(f'CREATE VIEW "{path.stem}" AS FROM read_parquet({_quoted(str(path))})')
    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1:
            raise QueryError(f"Give one SELECT statement; this holds {len(statements)}.")
        # Anything else could write (COPY … TO a table's own file).
        if statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError("A release is only read: give a SELECT statement.")
        cursor = connection.execute(statements[0])
    except duckdb.Error as error:
        raise QueryError(_in_plain_words(error, connection)) from error
    return Answer([column[0] for column in cursor.description or []], _rows(cursor))


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while batch := cursor.fetchmany(10_000):
        yield from batch


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _in_plain_words(error: duckdb.Error, connection: duckdb.DuckDBPyConnection) -> str:
    message = str(error).split("\n\nLINE")[0].strip()
    if isinstance(error, duckdb.PermissionException):
        return "A query reads the release's tables only: no other files, no network, no settings."
    if isinstance(error, duckdb.CatalogException) and "Table with name" in message:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT view_name FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        ]
        return f"{message.splitlines()[0]}\nThe tables are: {', '.join(tables)}."
    return message
