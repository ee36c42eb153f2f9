"""Run: a plan put to the rows of a frame, and what it leaves over to the scalar path."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import polars as pl

from sxguide.backends.columnar.columns import read_days
from sxguide.backends.columnar.leftover import filled
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

_SIGN = "\N{SECTION SIGN}"
ROW = f"{_SIGN}row"
_LEFT = f"{_SIGN}left"
_DAY = f"{_SIGN}day"
# People of one day that are too few for a plan of their own.
_FEW = 50


class Run:
    """One request about one frame."""

    def __init__(self, sources: Sources, plans: Plans, intake: Intake, request: Request) -> None:
        self._sources = sources
        self._plans = plans
        self._intake = intake
        self._request = request
        self._rowwise = Rowwise(sources, intake, request)
        carried = {name: intake.schema[name] for name in intake.carried}
        self._own = request.columns(intake.scale)
        self.schema = pl.Schema(carried | self._own | {PROBLEM: pl.String()})

    def result(self, *, raises: bool) -> pl.LazyFrame:
        """The result; faults of rows are raised, or told in the column `problem`."""
        rows, day = self._intake.rows, self._shared_day()
        self._raises = raises
        if raises:
            rows = rows.with_row_index(ROW)
        if day is None:
            found = rows.map_batches(self._by_day, schema=self.schema, streamable=True)
        else:
            plan = self._plan(day)
            found = self._worked_out(rows, plan).map_batches(
                lambda batch: self._finished(batch, plan), schema=self.schema, streamable=True
            )
        return found.drop(PROBLEM) if raises else found

    def _shared_day(self) -> dt.date | None:
        """The day on which all people apply; None where it differs, or is none that can be planned for."""
        on = self._request.on
        if isinstance(on, str) or APPLICATION_DATE in self._intake.facts:
            return None
        return on if self._is_usable(on) else None

    def _is_usable(self, day: dt.date) -> bool:
        try:
            self._sources.decide((), {}, day)
        except CaseError:
            return False
        return True

    def _plan(self, day: dt.date) -> Plan:
        return self._plans.of(self._intake, self._request, day)

    def _worked_out(self, rows: pl.LazyFrame, plan: Plan) -> pl.LazyFrame:
        """The rows with everything that Polars works out."""
        masks = {f"{_SIGN}ask{number}": ask.mask for number, ask in enumerate(plan.asks)}
        rows = plan.stages.run(rows)
        # Carried columns may have the names of result columns no more than anything else.
        return rows.with_columns(**plan.results, **masks, **{_LEFT: plan.left})

    def _finished(self, batch: pl.DataFrame, plan: Plan) -> pl.DataFrame:
        """The result for rows that the plan has been put to."""
        batch = batch.with_columns(pl.lit(None, dtype=pl.String).alias(PROBLEM))
        left = batch[_LEFT]
        for number, ask in enumerate(plan.asks):
            wanted = batch[f"{_SIGN}ask{number}"] & ~left
            if wanted.any():
                batch = self._asked(batch, wanted, ask)
        if left.any():
            batch = self._row_by_row(batch, left)
        return batch.select(self.schema.names())

    def _asked(self, batch: pl.DataFrame, wanted: pl.Series, ask: Ask) -> pl.DataFrame:
        """The rows with those results of one service that only the scalar path can tell."""
        service = self._request.services[ask.prefix]
        columns = list(self._request.columns_of(service, self._intake.scale))
        places = [columns.index(name) for name in ask.fills]

        def answer(row: Mapping[str, Any]) -> list[Any]:
            values = self._rowwise.results_of(row, service)
            return [values[place] for place in places]

        return filled(batch, wanted, ask.keys, [ask.prefix + name for name in ask.fills], answer)

    def _row_by_row(self, batch: pl.DataFrame, left: pl.Series) -> pl.DataFrame:
        names = {*self._intake.facts.values(), *self._on_column()}
        keys = [pl.col(name) for name in sorted(names)]
        return filled(batch, left, keys, [*self._own_names(), PROBLEM], self._answer)

    def _own_names(self) -> list[str]:
        return [name for name in self._own if name != PROBLEM]

    def _on_column(self) -> tuple[str, ...]:
        on = self._request.on
        return (on,) if isinstance(on, str) else ()

    def _answer(self, row: Mapping[str, Any]) -> list[Any]:
        try:
            return [*self._rowwise.results(row), None]
        except CaseError as error:
            if self._raises:
                raise CaseError(placed(error.problems, row[ROW])) from error
            return [None] * len(self._own_names()) + [said(error.problems)]

    def _by_day(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The result for rows of people who apply on several days."""
        batch = batch.with_columns(self._day_of(batch).alias(_DAY)).with_row_index(f"{_SIGN}place")
        parts = [
            self._on_day(rows, day)
            for (day,), rows in batch.partition_by(_DAY, as_dict=True, include_key=False).items()
        ]
        if not parts:
            return pl.DataFrame(schema=self.schema)
        return pl.concat(parts).sort(f"{_SIGN}place").select(self.schema.names())

    def _on_day(self, rows: pl.DataFrame, day: object) -> pl.DataFrame:
        place = rows[f"{_SIGN}place"]
        if len(rows) < _FEW or not isinstance(day, dt.date) or not self._is_usable(day):
            empty = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in self._own.items()]
            blank = rows.with_columns(*empty, pl.lit(None, dtype=pl.String).alias(PROBLEM))
            everything = pl.repeat(True, len(rows), eager=True)  # noqa: FBT003 — a value like others
            found = self._row_by_row(blank, everything).select(self.schema.names())
        else:
            plan = self._plan(day)
            found = self._finished(self._worked_out(rows.lazy(), plan).collect(), plan)
        return found.with_columns(place)

    def _day_of(self, batch: pl.DataFrame) -> pl.Series:
        """The day on which each person applies; null where it cannot be told."""
        given = self._intake.facts.get(APPLICATION_DATE)
        on = self._request.on
        days = (
            read_days(batch[on])
            if isinstance(on, str)
            else pl.repeat(on, len(batch), dtype=pl.Date, eager=True)
        )
        if given is None:
            return days
        own = read_days(batch[given])
        own_or_on = own.zip_with(batch[given].is_not_null(), days)
        return own_or_on.zip_with(
            days.is_not_null(), pl.repeat(None, len(batch), dtype=pl.Date, eager=True)
        )
