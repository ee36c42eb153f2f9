"""Files: what a batch reads and writes, by what the name of the file ends in."""

from __future__ import annotations

import queue
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

import polars as pl
from polars.exceptions import PanicException, PolarsError
from polars.io.plugins import register_io_source

from sxguide.batch.csvrows import CsvRows
from sxguide.errors import BatchError, Problem, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from sxguide.model import Fact

Format: TypeAlias = Literal["parquet", "csv", "arrow"]

_ENDINGS: Mapping[str, Format] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".arrow": "arrow",
    ".ipc": "arrow",
    ".feather": "arrow",
}
# What no text stands for.
_NO_TEXT = (pl.Binary(), pl.Object(), pl.Null())
# As many batches wait for the disk.
_WAITING = 2
# How often a writer that has no room is asked whether it is still there (seconds).
_PATIENCE = 0.2


def format_of(path: Path) -> Format:
    """What a file is, by its ending.

    Raises:
        BatchError: It has no ending that is known.
    """
    found = _ENDINGS.get(path.suffix.lower())
    if found is None:
        message = f"`{shortened(str(path), 200)}` is no kind of file that is known by its ending"
        help_text = f"a batch reads and writes {', '.join(f'`{each}`' for each in _ENDINGS)}"
        raise BatchError([Problem("unknown-ending", message, help=help_text)])
    return found


class Source:
    """A file of cases, one a row.

    `rows` are to be collected once, until they are stopped. `size` is how much there is to read, as `done` tells it.
    """

    def __init__(self, path: Path, stream: BinaryIO, facts: Mapping[str, Fact]) -> None:
        self._csv: CsvRows | None = None
        self._stream = stream
        self._is_stopped = False
        if format_of(path) == "csv":
            rows = self._csv = CsvRows(path, stream, facts)
            self.rows = register_io_source(rows.frames, schema=rows.schema)
            self.size = path.stat().st_size
        else:
            is_parquet = format_of(path) == "parquet"
            self.rows = (
                pl.scan_parquet(path, glob=False, hive_partitioning=False)
                if is_parquet
                else pl.scan_ipc(path, glob=False, hive_partitioning=False)
            )
            self.size = self.rows.select(pl.len()).collect().item()
        self.schema = self.rows.collect_schema()
        self.rows = self.rows.map_batches(self._unless_stopped, schema=self.schema, streamable=True)

    def done(self, rows: int) -> int:
        """How much is read once so many rows are."""
        return rows if self._csv is None else self._stream.tell()

    def stop(self) -> None:
        """Has whoever collects the rows fail at the next ones."""
        self._is_stopped = True

    def _unless_stopped(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self._is_stopped:
            raise _StoppedError
        return rows

    def faults(self, first: int, count: int) -> dict[int, list[Problem]]:
        """What is wrong with rows as they stand in the file, by row, counted from 0; each fault is told once."""
        return {} if self._csv is None else self._csv.faults(first, count)


@contextmanager
def opened(path: Path, facts: Mapping[str, Fact]) -> Iterator[Source]:
    """The cases in a file; `facts` has the fact that a column holds, where it holds one.

    Raises:
        BatchError: There is no such file, or it is not what its ending says.
    """
    format_of(path)
    try:
        # Polars takes a folder for many files, and we take one.
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    with stream:
        with _reading(path):
            source = Source(path, stream, facts)
        yield source


class Batches:
    """What comes of the rows of a source, the file at `path`, in their order, some ten thousands at a time.

    Polars works in threads of its own, which must not outlive the interpreter: leaving the `with` block waits for them.
    """

    def __init__(self, path: Path, source: Source, rows: pl.LazyFrame) -> None:
        self._path = path
        self._source = source
        self._rows = rows
        self._begun: Iterator[pl.DataFrame] = iter(())

    def __enter__(self) -> Batches:
        """Itself; nothing is read yet."""
        return self

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """The batches, once.

        Raises:
            BatchError: The file cannot be read to its end.
        """
        with _reading(self._path):
            self._begun = self._rows.collect_batches(maintain_order=True, engine="streaming")
            yield from self._begun

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Has Polars come to an end."""
        self._source.stop()
        with suppress(Exception, PanicException):
            for _ in self._begun:
                pass


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Has what goes wrong while a file is read told by its name."""
    try:
        yield
    except (PolarsError, PanicException) as error:
        name = shortened(str(path), 200)
        message = f"`{name}` is damaged, or not what its ending says: {_first_line(error)}"
        raise BatchError([Problem("damaged-file", message)]) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError | ValueError) -> BatchError:
    reason = getattr(error, "strerror", None) or "there can be no such file"
    message = f"`{shortened(str(path), 200)}` cannot be read: {reason.lower()}"
    return BatchError([Problem("unreadable-file", message)])


def _first_line(error: BaseException) -> str:
    return shortened(next(iter(str(error).strip().splitlines()), "no reason given"), 200)


class Writer:
    """Writes batches of rows into a file as they come, in a thread of its own.

    Left by an error, the file is not whole.
    """

    def __init__(self, draft: Path, target: Path, schema: pl.Schema) -> None:
        self._draft = draft
        self._target = target
        self._schema = schema
        self._waiting: queue.Queue[pl.DataFrame | _End] = queue.Queue(_WAITING)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Writer:
        """Itself, at work."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Ends the file, or gives it up."""
        self._hand_over(_End(is_whole=kind is None))
        self._thread.join()
        if kind is None:
            self._require_success()

    def write(self, rows: pl.DataFrame) -> None:
        """Hands over rows to be written.

        Raises:
            BatchError: Writing has failed, at these rows or before.
        """
        if rows.height:
            self._hand_over(rows)
            self._require_success()

    def _hand_over(self, thing: pl.DataFrame | _End) -> None:
        while self._thread.is_alive():
            try:
                self._waiting.put(thing, timeout=_PATIENCE)
            except queue.Full:
                continue
            return

    def _require_success(self) -> None:
        if self._error is not None:
            reason = getattr(self._error, "strerror", None) or _first_line(self._error)
            message = f"`{shortened(str(self._target), 200)}` cannot be written: {reason.lower()}"
            raise BatchError([Problem("unwritable-file", message)]) from self._error

    def _work(self) -> None:
        rows = register_io_source(self._frames, schema=self._schema)
        try:
            _sink(rows, self._draft, format_of(self._target))
        except BaseException as error:  # noqa: BLE001 — whatever it is, it is told where rows are handed over
            self._error = error

    def _frames(self, *_asked: object) -> Iterator[pl.DataFrame]:
        while True:
            thing = self._waiting.get()
            if not isinstance(thing, _End):
                yield thing
            elif thing.is_whole:
                return
            else:
                raise _GivenUpError


@dataclass(frozen=True, slots=True)
class _End:
    """No more rows follow."""

    is_whole: bool


class _StoppedError(Exception):
    """Nobody wants the rows any more."""


class _GivenUpError(Exception):
    """Somebody else has failed, and the file is not wanted any more."""


def _sink(rows: pl.LazyFrame, draft: Path, form: Format) -> None:
    # A file that Polars is given by name it may make after the run has been given up, and its draft removed.
    with draft.open("wb") as file:
        match form:
            case "parquet":
                rows.sink_parquet(file)
            case "csv":
                rows.sink_csv(file)
            case "arrow":
                rows.sink_ipc(file, compat_level=pl.CompatLevel.oldest())
            case _:
                assert_never(form)


def require_room(schema: pl.Schema, target: Path) -> None:
    """Refuses columns that the kind of file cannot hold.

    Raises:
        BatchError: There are such columns.
    """
    if format_of(target) != "csv":
        return
    nested = [name for name, dtype in schema.items() if dtype.is_nested() or dtype in _NO_TEXT]
    if nested:
        message = f"a CSV file cannot hold the column `{shortened(nested[0])}`: {schema[nested[0]]}"
        help_text = "write Parquet or Arrow, or leave the column out"
        raise BatchError([Problem("unwritable-column", message, help=help_text)])
