"""Backend: a frame put to one service or to several."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.results import INCLUDES, row_of
from sxguide.cases import MAX_FAULTS
from sxguide.errors import CaseError, DecisionError, Problem, did_you_mean
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from sxguide.backends.columnar.intake import Frame, Intake
    from sxguide.backends.columnar.results import Request, Result
    from sxguide.decision import Decision
    from sxguide.model import Rulebook, Service

    # The decisions on several services for the facts of one row.
    Decide: TypeAlias = Callable[[Sequence[Service], Mapping[str, Any], dt.date], list[Decision]]

_ROW = "row number"


class Columnar:
    """The services of one rulebook, for frames. `decide` is what decides on a single case."""

    def __init__(self, rulebook: Rulebook, decide: Decide) -> None:
        self._rulebook = rulebook
        self._decide = decide

    def run(
        self, frame: Frame, request: Request, columns: Mapping[str, str | None] | None
    ) -> Result:
        """The answer to a request about a frame.

        Raises:
            CaseError: Columns, or facts of rows, are malformed or contradict one another.
            DecisionError: The frame, `columns` or something in the request is no such thing.
        """
        _require_includes(request.include)
        intake = take_in(self._rulebook, frame, columns, request.on)
        rows = _Rows(self._decide, intake, request)
        numbered = intake.rows.with_row_index(_ROW)
        found = numbered.map_batches(rows.decided, schema=rows.schema, streamable=True)
        return found if intake.is_lazy else found.collect(engine="in-memory")


class _Rows:
    """Rows decided on one after the other."""

    def __init__(self, decide: Decide, intake: Intake, request: Request) -> None:
        self._decide = decide
        self._intake = intake
        self._request = request
        carried = {name: intake.schema[name] for name in intake.carried}
        self.schema = pl.Schema(carried | request.columns())

    def decided(self, batch: pl.DataFrame) -> pl.DataFrame:
        """The result for some rows.

        Raises:
            CaseError: The faults of the first rows that have any, unless they are asked for as a column.
        """
        faults: list[Problem] = []
        found = [self._row(row, faults) for row in batch.iter_rows(named=True)]
        if faults:
            raise CaseError(faults)
        return pl.DataFrame(found, schema=self.schema, orient="row")

    def _row(self, row: Mapping[str, Any], faults: list[Problem]) -> tuple[Any, ...]:
        request, intake = self._request, self._intake
        carried = tuple(row[name] for name in intake.carried)
        own = len(self.schema) - len(carried)
        try:
            case = {name: _plain(row[column]) for name, column in intake.facts.items()}
            decisions = self._decide(tuple(request.services.values()), case, _day(row, request.on))
        except CaseError as error:
            if request.tells_problems:
                return (*carried, *(None,) * (own - 1), _said(error.problems))
            if len(faults) < MAX_FAULTS:
                faults += _placed(error.problems, row[_ROW])
            return (*carried, *(None,) * own)
        values = [value for each in decisions for value in row_of(each, request.include)]
        return (*carried, *values, *((None,) if request.tells_problems else ()))


def _plain(value: object) -> object:
    # The digits behind the point of a column are no single row's.
    return value.normalize() if isinstance(value, Decimal) else value


def _day(row: Mapping[str, Any], on: dt.date | str) -> dt.date:
    """The date of the decisions on a row.

    Raises:
        CaseError: There is none.
    """
    if not isinstance(on, str):
        return on
    day = iso_date(row[on]) if isinstance(row[on], str) else row[on]
    if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
        return day
    message = "the date of the decision is not known" if day is None else "`on` must be a date"
    raise CaseError([Problem("wrong-type", message, path=f"$.{on}")])


def _said(problems: Iterable[Problem]) -> str:
    return "\n".join(f"{each.path}: error[{each.code}]: {each.message}" for each in problems)


def _placed(problems: Iterable[Problem], row: int) -> Iterator[Problem]:
    """The faults with the number of the row, from 0, in their paths: `$[2].person.sex`."""
    for problem in problems:
        yield replace(problem, path=f"$[{row}]{(problem.path or '$').removeprefix('$')}")


def _require_includes(include: Collection[str]) -> None:
    for each in include:
        if each not in INCLUDES:
            near = did_you_mean(str(each), INCLUDES) or "allowed: " + ", ".join(INCLUDES)
            message = f"`include` cannot have `{each}`; {near}"
            raise DecisionError(message)
