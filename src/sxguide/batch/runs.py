"""Runs: a file of cases decided on, from opening it to putting the decisions in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from sxguide.batch.files import Batches, Source, Writer, format_of, opened, require_room
from sxguide.batch.rejects import SCHEMA, read_problem, reject_rows
from sxguide.cases import nearest_fact
from sxguide.drafts import Drafts
from sxguide.errors import BatchError, PathError, Problem, shortened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sxguide.guide import Guide
    from sxguide.model import Fact

# Given how much there is to read and of what file, yields what is to be told how much has been read.
Reading: TypeAlias = "Callable[[int, str], AbstractContextManager[Callable[[int], None]]]"

_PROBLEM: Literal["problem"] = "problem"
_INCLUDE = (_PROBLEM,)


@dataclass(frozen=True, slots=True)
class Job:
    """What to decide on, and where to. `service` is None for all services.

    `on` is the date of all decisions, or the name of the column that has it. `columns` gives the fact that a column holds,
    or None where it is only carried through.
    """

    source: Path
    target: Path
    rejects: Path
    service: str | int | None
    on: dt.date | str
    columns: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a run. `carried` are the columns that no rule reads."""

    rows: int
    rejected: int
    carried: tuple[str, ...]

    @property
    def decided(self) -> int:
        """How many rows have decisions."""
        return self.rows - self.rejected


def run(guide: Guide, job: Job, reading: Reading) -> Tally:
    """Decides on every row, writes decisions and rejects, and puts both in their places together.

    A column that is no fact, and not called nearly as one, is carried through. `reading` shows how far it is.

    Raises:
        BatchError: The cases cannot be read, or the files not be written; nothing is where it was not before.
        UnknownServiceError: There is no such service.
        CaseError: A column as a whole is no such fact.
        DecisionError: `job.on` or `job.columns` names a column that is not there.
    """
    _require_apart(job)
    with opened(job.source, _facts(guide, job.columns)) as source:
        columns = _columns(guide, job, source.schema)
        carried = tuple(name for name, fact in columns.items() if fact is None)
        _require_no_clash(guide, job, source, carried)
        decided = _decided(guide, job, source.rows, columns)
        schema = decided.collect_schema()
        outcome = pl.Schema({name: schema[name] for name in schema if name != _PROBLEM})
        require_room(outcome, job.target)
        rows, rejected = _written(job, source, decided, outcome, reading)
    return Tally(rows, rejected, carried)


def _written(
    job: Job, source: Source, decided: pl.LazyFrame, outcome: pl.Schema, reading: Reading
) -> tuple[int, int]:
    """Writes both files; how many rows there were, and how many were rejected."""
    # The drafts are gone at once where the run is ended; Polars may take a while longer.
    with Batches(job.source, source, decided) as batches, Drafts() as drafts:
        try:
            rejects = drafts.add(job.rejects)
            # Placed last, so that whoever sees it sees its rejects.
            target = drafts.add(job.target)
            with (
                Writer(rejects, job.rejects, SCHEMA) as losses,
                Writer(target, job.target, outcome) as gains,
                reading(source.size, job.source.name) as told,
            ):
                sorting = _Sorting(source, losses, gains)
                for batch in batches:
                    sorting.take(batch)
                    told(source.done(sorting.rows))
            drafts.publish()
        except PathError as error:
            raise BatchError([Problem("unwritable-file", str(error))]) from error
    return sorting.rows, sorting.rejected


class _Sorting:
    """Puts every row either into the decisions or into the rejects."""

    def __init__(self, source: Source, losses: Writer, gains: Writer) -> None:
        self._source = source
        self._losses = losses
        self._gains = gains
        self.rows = 0
        self.rejected = 0

    def take(self, batch: pl.DataFrame) -> None:
        """Sorts the rows that follow."""
        faults = self._source.faults(self.rows, batch.height)
        told = batch[_PROBLEM]
        for place in told.is_not_null().arg_true():
            faults.setdefault(self.rows + place, []).extend(read_problem(told[place]))
        decided = batch.drop(_PROBLEM)
        if faults:
            places = [row - self.rows for row in faults]
            is_lost = pl.int_range(batch.height, eager=True).is_in(places)
            decided = decided.filter(~is_lost)
            self._losses.write(reject_rows(faults))
        self._gains.write(decided)
        self.rows += batch.height
        self.rejected += len(faults)


def _decided(
    guide: Guide, job: Job, rows: pl.LazyFrame, columns: Mapping[str, str | None]
) -> pl.LazyFrame:
    if job.service is None:
        found = guide.screen_frame(rows, on=job.on, columns=columns, include=_INCLUDE)
    else:
        found = guide.decide_frame(job.service, rows, on=job.on, columns=columns, include=_INCLUDE)
    return found.lazy()


def _facts(guide: Guide, columns: Mapping[str, str | None]) -> dict[str, Fact]:
    """The fact that a column of each name would hold."""
    named = {
        column: fact
        for column, name in columns.items()
        if (fact := guide.facts.get(name or "")) is not None
    }
    return {name: fact for name, fact in guide.facts.items() if name not in columns} | named


def _columns(guide: Guide, job: Job, schema: pl.Schema) -> dict[str, str | None]:
    """What the columns hold, as frames are told: what is no fact is carried through, a misspelt fact is not."""
    columns = dict(job.columns)
    for name in schema:
        is_open = name not in columns and name not in guide.facts
        if is_open and (name == job.on or nearest_fact(guide.rulebook, name) is None):
            columns[name] = None
    if all(columns.get(name, name) is None for name in schema):
        message = f"`{shortened(str(job.source), 200)}` has no column that is a fact"
        help_text = "`sxguide facts` lists every fact; `--columns` says which fact a column holds"
        raise BatchError([Problem("no-fact-column", message, help=help_text)])
    return columns


def _require_apart(job: Job) -> None:
    """Refuses files of one name, and endings that are not known.

    Raises:
        BatchError: There are such.
    """
    for path in (job.source, job.target, job.rejects):
        format_of(path)
    pairs = ((job.source, job.target), (job.source, job.rejects), (job.target, job.rejects))
    problems = [
        Problem("same-file", f"`{shortened(str(one), 200)}` cannot be two things at once")
        for one, other in pairs
        if _is_same(one, other)
    ]
    if problems:
        raise BatchError(problems)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, ValueError, RuntimeError):
        # One of them is not there, or is no path at all; who opens it says so.
        return False


def _require_no_clash(guide: Guide, job: Job, source: Source, carried: tuple[str, ...]) -> None:
    """Refuses columns that are carried through and called as a column of the decisions is.

    Raises:
        BatchError: There are such.
    """
    held = {name: fact for name, fact in job.columns.items() if fact is not None}
    rows = source.rows.drop(name for name in carried if name != job.on)
    own = _decided(guide, job, rows, held).collect_schema()
    help_text = "call it something else"
    problems = [
        Problem("column-clash", f"decisions have a column `{name}` of their own", help=help_text)
        for name in carried
        if name in own
    ]
    if problems:
        raise BatchError(problems)
