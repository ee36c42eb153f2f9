"""Csvrows: the rows of a CSV file, each cell as what its column holds.

The file is UTF-8 with commas and a header; a text with commas, quotes or line breaks stands in double quotes. An empty
cell is a fact that nobody knows. The standard library reads it and not Polars, which is six times as fast but takes what
a row that is cut short lacks for unknown.
"""

from __future__ import annotations

import csv
import itertools
import threading
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from sxguide.cases import read_value
from sxguide.errors import BatchError, Problem, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sxguide.model import Fact

_ROWS = 20_000
# More than any person's facts take; a file of one endless line has to end somewhere.
_MAX_CHARACTERS = 1 << 20
# What fits a column of whole numbers.
_WHOLE = r"^-?(0|[1-9][0-9]{0,17})$"


class CsvRows:
    """The rows of one file, to be gone through once. `facts` has the fact that a column holds, where it holds one."""

    def __init__(self, path: Path, stream: BinaryIO, facts: Mapping[str, Fact]) -> None:
        self._path = path
        self._stream = stream
        self._records = self._read()
        self.header = self._header()
        self._facts = {name: facts[name] for name in self.header if name in facts}
        self._faults: dict[int, list[Problem]] = {}
        self._guard = threading.Lock()

    @property
    def schema(self) -> pl.Schema:
        """The columns with their types: truths and whole numbers are told apart, all else are texts."""
        types = {"boolean": pl.Boolean(), "integer": pl.Int64()}
        kinds = {name: fact.kind for name, fact in self._facts.items()}
        return pl.Schema(
            {name: types.get(kinds.get(name, ""), pl.String()) for name in self.header}
        )

    def frames(self, columns: list[str] | None, *_more: object) -> Iterator[pl.DataFrame]:
        """The rows, some thousand at a time; of the columns only those asked for.

        Polars may ask for some rows only, where a query does. Nobody's query here does.

        Raises:
            BatchError: The file cannot be read to its end.
        """
        first = 0
        while records := list(itertools.islice(self._records, _ROWS)):
            frame = self._frame(first, records)
            yield frame if columns is None else frame.select(columns)
            first += len(records)

    def faults(self, first: int, count: int) -> dict[int, list[Problem]]:
        """The faults of so many rows from the row `first`, by row, counted from 0; each is told once."""
        with self._guard:
            found = [row for row in self._faults if first <= row < first + count]
            return {row: self._faults.pop(row) for row in found}

    def _header(self) -> list[str]:
        names = next(self._records, [])
        problems = []
        if not names:
            problems.append(Problem("csv-header", f"`{self._path}` has no header"))
        for place, name in enumerate(names, start=1):
            if not name:
                message = f"column {place} of `{self._path}` has no name"
                problems.append(Problem("csv-header", message))
            elif names.index(name) < place - 1:
                message = f"two columns of `{self._path}` are called `{shortened(name)}`"
                problems.append(Problem("csv-header", message))
        if problems:
            raise BatchError(problems)
        return names

    def _frame(self, first: int, records: list[list[str]]) -> pl.DataFrame:
        width = len(self.header)
        for place, record in enumerate(records):
            if len(record) != width:
                message = f"the row has {len(record)} cells, and the header {width}"
                self._note(first + place, [Problem("csv-cells", message, path="$")])
                records[place] = [""] * width
        columns = dict(zip(self.header, map(list, zip(*records, strict=True)), strict=True))
        cells = pl.DataFrame(columns, schema=dict.fromkeys(self.header, pl.String))
        cells = cells.select(pl.when(pl.col(name) != "").then(pl.col(name)) for name in self.header)
        typed = cells.select(self._typed(name) for name in self.header)
        for name, fact in self._facts.items():
            if typed.schema[name] != pl.String:
                self._note_lost(first, fact, cells[name], typed[name])
        return typed

    def _typed(self, name: str) -> pl.Expr:
        cell = pl.col(name)
        match self.schema[name]:
            case pl.Boolean():
                return cell.replace_strict({"true": True, "false": False}, default=None).cast(
                    pl.Boolean
                )
            case pl.Int64():
                return pl.when(cell.str.contains(_WHOLE)).then(cell).cast(pl.Int64)
            case _:
                return cell

    def _note_lost(self, first: int, fact: Fact, cells: pl.Series, typed: pl.Series) -> None:
        """Notes the cells that say something and yet give no value."""
        lost = (cells.is_not_null() & typed.is_null()).arg_true()
        for place, text in zip(lost, cells.gather(lost), strict=True):
            problems: list[Problem] = []
            read_value(fact, text, f"$.{fact.name}", problems)
            self._note(first + place, problems)

    def _note(self, row: int, problems: list[Problem]) -> None:
        # Polars reads ahead, in threads of its own.
        with self._guard:
            self._faults.setdefault(row, []).extend(problems)

    def _read(self) -> Iterator[list[str]]:
        """The records, lines that are empty left out."""
        self._characters = 0
        reader = csv.reader(self._lines(), strict=True)
        try:
            for record in reader:
                self._characters = 0
                if record:
                    yield record
        except csv.Error as error:
            message = f"`{self._path}` is no CSV: line {reader.line_num}: {error}"
            help_text = "a text with quotes in it stands in quotes, and each of its own twice"
            raise BatchError([Problem("csv-syntax", message, help=help_text)]) from error
        except UnicodeDecodeError as error:
            message = f"`{self._path}` is not UTF-8: line {reader.line_num + 1} cannot be read"
            raise BatchError([Problem("file-encoding", message)]) from error

    def _lines(self) -> Iterator[str]:
        encoding = "utf-8-sig"
        while line := self._stream.readline(_MAX_CHARACTERS):
            self._characters += len(line)
            if self._characters >= _MAX_CHARACTERS:
                message = (
                    f"a row of `{self._path}` has more than the {_MAX_CHARACTERS} bytes allowed"
                )
                raise BatchError([Problem("csv-syntax", message)])
            yield line.decode(encoding)
            encoding = "utf-8"
