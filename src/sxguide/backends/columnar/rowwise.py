"""Rowwise: the scalar path: a row of a frame put to what decides on single cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sxguide.backends.columnar.columns import stripped
from sxguide.backends.columnar.results import row_of
from sxguide.errors import CaseError, Problem
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.sources import Sources
    from sxguide.model import Service


class Rowwise:
    """Rows of one frame, one after the other."""

    def __init__(self, sources: Sources, intake: Intake, request: Request) -> None:
        self._sources = sources
        self._intake = intake
        self._request = request

    def results(self, row: Mapping[str, Any]) -> list[Any]:
        """The result columns of all services.

        Raises:
            CaseError: The row's facts are malformed or contradict one another.
        """
        services = tuple(self._request.services.values())
        return [value for values in self._values(row, services) for value in values]

    def results_of(self, row: Mapping[str, Any], service: Service) -> tuple[Any, ...]:
        """The result columns of one service.

        Raises:
            CaseError: As above.
        """
        return next(self._values(row, (service,)))

    def problems(self, row: Mapping[str, Any]) -> tuple[Problem, ...]:
        """What is wrong with the facts of a row."""
        try:
            self.results(row)
        except CaseError as error:
            return error.problems
        return ()

    def _values(
        self, row: Mapping[str, Any], services: tuple[Service, ...]
    ) -> Iterator[tuple[Any, ...]]:
        decisions = self._sources.decide(services, self._case(row), self._day(row))
        for service, decision in zip(services, decisions, strict=True):
            yield row_of(decision, service, self._request.include, self._intake.scale)

    def _case(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: stripped(row[column])
            for name, column in self._intake.facts.items()
            if column in row
        }

    def _day(self, row: Mapping[str, Any]) -> dt.date:
        """The date of the decisions on a row.

        Raises:
            CaseError: There is none.
        """
        on = self._request.on
        if not isinstance(on, str):
            return on
        given = row[on]
        day = iso_date(given) if isinstance(given, str) else given
        if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
            return day
        message = (
            "the date of the decision is not known" if given is None else "`on` must be a date"
        )
        raise CaseError([Problem("wrong-type", message, path=f"$.{on}")])


def said(problems: Iterable[Problem]) -> str:
    """Faults as the text of a `problem` column, each on a line of its own."""
    return "\n".join(f"{each.path}: error[{each.code}]: {each.message}" for each in problems)


def placed(problems: Iterable[Problem], row: int) -> Iterator[Problem]:
    """Faults with the number of the row, from 0, in their paths: `$[2].person.sex`."""
    for problem in problems:
        yield replace(problem, path=f"$[{row}]{(problem.path or '$').removeprefix('$')}")
