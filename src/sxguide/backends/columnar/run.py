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
    from collections.abc import Mapping

    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.plan import Ask, Plan
    from sxguide.backends.columnar.planner import Plans
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.sources import Sources

_SIGN: Final = "\N{SECTION SIGN}"
_ROW: Final = f"{_SIGN}row"
_LEFT: Final = f"{_SIGN}left"
_DAY: Final = f"{_SIGN}day"
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
        self.schema = pl.Schema(carried | self._own | {PROBLEM: pl.String()})

    def result(self) -> pl.LazyFrame:
        """The result, with a column `problem`."""
        rows = self._intake.rows.with_row_index(_ROW) if self._raises else self._intake.rows
        if self.day is None:
            return rows.map_batches(self._by_day, schema=self.schema, streamable=True)
        plan = self._plan(self.day)
        return _Laid(self, plan).out(rows)

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

    def filler(self, ask: Ask) -> Filler:
        """What fills those results of one service that only the scalar path can tell."""
        service = self._request.services[ask.prefix]
        columns = list(self._request.columns_of(service, self._intake.scale))
        places = [columns.index(name) for name in ask.fills]

        def answer(row: Mapping[str, Any]) -> list[Any]:
            values = self._rowwise.results_of(row, service)
            return [values[place] for place in places]

        fills = tuple(ask.prefix + name for name in ask.fills)
        return Filler(ask.keys, fills, answer, ask.known)

    @cached_property
    def row_filler(self) -> Filler:
        """What fills all results of a row."""
        on = self._request.on
        names = {*self._intake.facts.values(), *((on,) if isinstance(on, str) else ())}
        keys = tuple(pl.col(name) for name in sorted(names))
        return Filler(keys, (*self._own, PROBLEM), self._answer)

    def _answer(self, row: Mapping[str, Any]) -> list[Any]:
        try:
            return [*self._rowwise.results(row), None]
        except CaseError as error:
            if self._raises:
                raise CaseError(placed(error.problems, row[_ROW])) from error
            return [None] * len(self._own) + [said(error.problems)]

    def _by_day(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The result for rows of people who apply on several days."""
        place = f"{_SIGN}place"
        batch = batch.with_columns(self._day_of(batch).alias(_DAY)).with_row_index(place)
        days = batch.partition_by(_DAY, as_dict=True, include_key=False)
        parts = [self._on_day(rows, day).with_columns(rows[place]) for (day,), rows in days.items()]
        if not parts:
            return pl.DataFrame(schema=self.schema)
        return pl.concat(parts).sort(place).select(self.schema.names())

    def _on_day(self, rows: pl.DataFrame, day: object) -> pl.DataFrame:
        if len(rows) >= _FEW and isinstance(day, dt.date) and self._is_usable(day):
            return _Laid(self, self._plan(day)).out(rows.lazy()).collect()
        blank = (pl.lit(None, dtype=dtype).alias(name) for name, dtype in self._own.items())
        problem = pl.lit(None, dtype=pl.String).alias(PROBLEM)
        everything = pl.repeat(True, len(rows), dtype=pl.Boolean, eager=True)  # noqa: FBT003 — a value like others
        filled = self.row_filler.fill(rows.with_columns(*blank, problem), everything)
        return filled.select(self.schema.names())

    def _day_of(self, batch: pl.DataFrame) -> pl.Series:
        """The day on which each person applies; null where it cannot be told."""
        given, on = self._intake.facts.get(APPLICATION_DATE), self._request.on
        nothing = pl.repeat(None, len(batch), dtype=pl.Date, eager=True)
        days = (
            read_days(batch[on])
            if isinstance(on, str)
            else pl.repeat(on, len(batch), dtype=pl.Date, eager=True)
        )
        if given is None:
            return days
        own = read_days(batch[given]).zip_with(batch[given].is_not_null(), days)
        return own.zip_with(days.is_not_null(), nothing)


class _Laid:
    """A plan laid out for the frames of one run."""

    def __init__(self, run: Run, plan: Plan) -> None:
        self._run = run
        self._plan = plan
        self._masks = {f"{_SIGN}ask{number}": ask.mask for number, ask in enumerate(plan.asks)}
        self._fillers = list(map(run.filler, plan.asks))
        self._names = run.schema.names()

    def out(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The result for rows."""
        problem = pl.lit(None, dtype=pl.String).alias(PROBLEM)
        worked_out = self._plan.stages.run(rows).with_columns(
            problem, **self._plan.results, **self._masks, **{_LEFT: self._plan.left}
        )
        return worked_out.map_batches(self._finished, schema=self._run.schema, streamable=True)

    def _finished(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The result for rows that the plan has been put to."""
        left = batch[_LEFT]
        for name, filler in zip(self._masks, self._fillers, strict=True):
            wanted = batch[name]
            if wanted.any():
                batch = filler.fill(batch, wanted & ~left)
        if left.any():
            batch = self._run.row_filler.fill(batch, left)
        return batch[self._names]
