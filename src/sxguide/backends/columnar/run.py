"""Run: a plan put to the rows of a frame, and what it leaves over to the scalar path."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from sxguide.backends.columnar.columns import read_days
from sxguide.backends.columnar.leftover import Filler
from sxguide.backends.columnar.results import PROBLEM
from sxguide.backends.columnar.rowwise import Rowwise, placed, said
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.plan import Ask, Plan
    from sxguide.backends.columnar.planner import Plans
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.sources import Sources

# People of one day that are too few for a plan of their own.
_FEW: Final = 50


class Run:
    """One request about one frame. `raises`: faults of rows are raised, else they are told in the column `problem`."""

    def __init__(
        self, sources: Sources, plans: Plans, intake: Intake, request: Request, *, raises: bool
    ) -> None:
        self._sources = sources
        self._plans = plans
        self._intake = intake
        self._request = request
        self._raises = raises
        self._rowwise = Rowwise(sources, intake, request)
        carried = {name: intake.schema[name] for name in intake.carried}
        self._own = request.columns(intake.scale)
        self._row = f"{intake.mark}row"
        self.schema = pl.Schema(carried | self._own | {PROBLEM: pl.String()})

    def lazy(self) -> pl.LazyFrame:
        """The result for a lazy frame, with a column `problem`."""
        rows = self._intake.rows.with_row_index(self._row) if self._raises else self._intake.rows
        if self.day is None:
            return rows.map_batches(self._by_day, schema=self.schema, streamable=True)
        return self._laid(self.day).out(rows)

    def eager(self) -> pl.DataFrame:
        """The result, worked out."""
        rows = self._intake.rows.collect()
        return self._by_day(rows) if self.day is None else self._laid(self.day).told(rows)

    @cached_property
    def day(self) -> dt.date | None:
        """The day on which all people apply; None where it differs, or is none that can be planned for."""
        on = self._request.on
        if isinstance(on, str) or APPLICATION_DATE in self._intake.facts:
            return None
        return on if self._is_usable(on) else None

    def plan(self) -> Plan | None:
        """The plan, where there is one for all rows."""
        return None if self.day is None else self._plan(self.day)

    def _is_usable(self, day: dt.date) -> bool:
        try:
            self._sources.decide((), {}, day)
        except CaseError:
            return False
        return True

    def _plan(self, day: dt.date) -> Plan:
        return self._plans.of(self._intake, self._request, day)

    def _laid(self, day: dt.date) -> _Laid:
        # For the plan the day is settled; the scalar path reads it from the row.
        given, on = self._intake.facts.get(APPLICATION_DATE), self._request.on
        also = [self._row] if self._raises else []
        also += [column for column in (given, on) if isinstance(column, str)]
        return _Laid(self, self._plan(day), self._intake, also)

    def filler(self, ask: Ask) -> Filler:
        """What fills those results of one service that only the scalar path can tell."""
        service = self._request.services[ask.prefix]
        columns = list(self._request.columns_of(service, self._intake.scale))
        places = [columns.index(name) for name in ask.fills]

        def answer(row: Mapping[str, Any]) -> list[Any]:
            values = self._rowwise.results_of(row, service)
            return [values[place] for place in places]

        fills = tuple(self.inner(ask.prefix + name) for name in ask.fills)
        return Filler(ask.keys, fills, answer, ask.known)

    def inner(self, name: str) -> str:
        """What a column of the result is called beside the caller's columns, which may be called like it."""
        return f"{self._intake.mark}{name}"

    def row_filler(self, columns: Collection[str]) -> Filler:
        """What fills all results of a row with these columns."""
        on = self._request.on
        names = {*self._intake.facts.values(), *((on,) if isinstance(on, str) else ())}
        keys = tuple(pl.col(name) for name in sorted(names.intersection(columns)))
        return Filler(keys, tuple(map(self.inner, (*self._own, PROBLEM))), self._answer)

    def _answer(self, row: Mapping[str, Any]) -> list[Any]:
        try:
            return [*self._rowwise.results(row), None]
        except CaseError as error:
            if self._raises:
                raise CaseError(placed(error.problems, row[self._row])) from error
            return [None] * len(self._own) + [said(error.problems)]

    def _by_day(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The result for rows of people who apply on several days."""
        place, day = f"{self._intake.mark}place", f"{self._intake.mark}day"
        batch = batch.with_columns(self._day_of(batch).alias(day)).with_row_index(place)
        days = batch.partition_by(day, as_dict=True, include_key=False)
        parts = [self._on_day(rows, on).with_columns(rows[place]) for (on,), rows in days.items()]
        if not parts:
            return pl.DataFrame(schema=self.schema)
        return pl.concat(parts).sort(place).select(self.schema.names())

    def _on_day(self, rows: pl.DataFrame, day: object) -> pl.DataFrame:
        if len(rows) >= _FEW and isinstance(day, dt.date) and self._is_usable(day):
            return self._laid(day).told(rows)
        kept = {self.inner(name): pl.col(name) for name in self._intake.carried}
        own = {**self._own, PROBLEM: pl.String()}
        blank = {self.inner(name): pl.lit(None, dtype=dtype) for name, dtype in own.items()}
        everything = pl.repeat(True, len(rows), dtype=pl.Boolean, eager=True)  # noqa: FBT003 — a value like others
        filler = self.row_filler(rows.columns)
        return self.outer(filler.fill(rows.with_columns(**kept, **blank), everything))

    def outer(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The result as the caller gets it."""
        names = self.schema.names()
        found = rows[[self.inner(name) for name in names]]
        found.columns = names
        return found

    def _day_of(self, batch: pl.DataFrame) -> pl.Series:
        """The day on which each person applies; null where it cannot be told."""
        given, on = self._intake.facts.get(APPLICATION_DATE), self._request.on
        nothing = pl.repeat(None, len(batch), dtype=pl.Date, eager=True)
        days = (
            read_days(batch[on]) if isinstance(on, str) else pl.repeat(on, len(batch), eager=True)
        )
        if given is None:
            return days
        own = read_days(batch[given]).zip_with(batch[given].is_not_null(), days)
        return own.zip_with(days.is_not_null(), nothing)


class _Laid:
    """A plan laid out for the frames of one run; `also` are columns beside the facts that the scalar path reads."""

    def __init__(self, run: Run, plan: Plan, intake: Intake, also: Sequence[str]) -> None:
        self._run = run
        self._plan = plan
        self._left = f"{intake.mark}left"
        self._fillers = {
            f"{intake.mark}ask{number}": run.filler(ask) for number, ask in enumerate(plan.asks)
        }
        masks = dict(zip(self._fillers, (ask.mask for ask in plan.asks), strict=True))
        problem = pl.lit(None, dtype=pl.String)
        carried = {name: pl.col(name) for name in intake.carried}
        results = {**carried, **plan.results, PROBLEM: problem}
        self._columns = {run.inner(name): rows for name, rows in results.items()}
        self._columns |= {**masks, self._left: plan.left}
        # What the scalar path reads of those rows that are left to it.
        keys = {name for ask in plan.asks for key in ask.keys for name in key.meta.root_names()}
        read = plan.columns_read
        self._read = [*dict.fromkeys((*filter(read.__contains__, intake.schema), *also))]
        self._between = sorted(keys.difference(intake.schema))
        # Without any column there would be no rows.
        taken = dict.fromkeys((*self._read, *intake.carried))
        self._taken = [*taken] or intake.schema.names()[:1]

    def out(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The result for rows."""
        worked_out = self._plan.stages.run(rows.select(self._taken)).with_columns(**self._columns)
        kept = worked_out.select(*self._columns, *self._between, *self._read)
        return kept.map_batches(
            lambda batch: self._finished(batch, batch), schema=self._run.schema, streamable=True
        )

    def told(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The result for rows, worked out."""
        worked_out = self._plan.stages.run(rows.lazy()).with_columns(**self._columns)
        kept = worked_out.select(*self._columns, *self._between)
        return self._finished(kept.collect(engine="streaming"), rows)

    def _finished(self, batch: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
        """The result; `batch` has what the plan has made of the rows."""
        left = self._left_over(batch[self._left], rows)
        fillers = [(batch[name], filler) for name, filler in self._fillers.items()]
        fillers = [(wanted, filler) for wanted, filler in fillers if wanted.any()]
        is_left = left.any()
        if (fillers or is_left) and batch is not rows:
            batch = batch.hstack(rows.select(self._read))
        for wanted, filler in fillers:
            batch = filler.fill(batch, wanted & ~left if is_left else wanted)
        if is_left:
            batch = self._run.row_filler(self._read).fill(batch, left)
        return self._run.outer(batch)

    def _left_over(self, suspect: pl.Series, rows: pl.DataFrame) -> pl.Series:
        """Which rows are left to the scalar path as a whole."""
        beyond = [each.beyond for each in self._plan.bounds if not each.hold(rows[each.column])]
        if not beyond and not suspect.any():
            return suspect
        found = rows.select(pl.any_horizontal(beyond)).to_series() if beyond else suspect
        return (found | suspect).fill_null(False)  # noqa: FBT003 — a value like others
