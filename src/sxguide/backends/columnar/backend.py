"""Backend: a frame put to one service or to several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.planner import Plans
from sxguide.backends.columnar.results import INCLUDES, PROBLEM
from sxguide.backends.columnar.rowwise import Rowwise, placed
from sxguide.backends.columnar.run import Run
from sxguide.cases import MAX_FAULTS
from sxguide.errors import CaseError, DecisionError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import polars as pl

    from sxguide.backends.columnar.intake import Frame, Intake
    from sxguide.backends.columnar.results import Request, Result
    from sxguide.backends.columnar.sources import Sources


class Columnar:
    """The services of one rulebook, for frames."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._plans = Plans(sources)

    def run(
        self, frame: Frame, request: Request, columns: Mapping[str, str | None] | None
    ) -> Result:
        """The answer to a request about a frame.

        Raises:
            CaseError: Columns, or facts of rows, are malformed or contradict one another.
            DecisionError: The frame, `columns` or something in the request is no such thing.
        """
        _require_includes(request.include)
        intake = take_in(self._sources.rulebook, frame, columns, request.on)
        _require_no_clash(intake.carried, {*request.columns(intake.scale), PROBLEM})
        raises = intake.is_lazy and not request.tells_problems
        run = Run(self._sources, self._plans, intake, request, raises=raises)
        if intake.is_lazy:
            found = run.lazy()
            return found if request.tells_problems else found.drop(PROBLEM)
        told = run.eager()
        if request.tells_problems:
            return told
        self._raise_problems(told, intake, request)
        return told.drop(PROBLEM)

    def explain(
        self, frame: Frame, request: Request, columns: Mapping[str, str | None] | None
    ) -> str:
        """How the answer to a request about a frame is worked out, line by line.

        Raises:
            CaseError: Columns are no facts, or have types that facts cannot have.
            DecisionError: The frame, `columns` or something in the request is no such thing.
        """
        intake = take_in(self._sources.rulebook, frame, columns, request.on)
        plan = Run(self._sources, self._plans, intake, request, raises=False).plan()
        if plan is None:
            return (
                "people apply on several days: each day with many people has a plan of its own,"
                " and who applies on another day is decided on alone"
            )
        return "\n".join(plan.notes)

    def _raise_problems(self, found: pl.DataFrame, intake: Intake, request: Request) -> None:
        """Raises the faults of the first rows that have any."""
        places = found[PROBLEM].is_not_null().arg_true().head(MAX_FAULTS)
        if not len(places):
            return
        rows = intake.rows.collect()[places]
        rowwise = Rowwise(self._sources, intake, request)
        raise CaseError(
            problem
            for place, row in zip(places, rows.iter_rows(named=True), strict=True)
            for problem in placed(rowwise.problems(row), place)
        )


def _require_no_clash(carried: Iterable[str], own: Collection[str]) -> None:
    """Refuses columns that are carried through and called as a column of the result is."""
    help_text = "call it something else"
    problems = [
        Problem("column-clash", f"results have a column `{name}` of their own", help=help_text)
        for name in carried
        if name in own
    ]
    if problems:
        raise CaseError(problems)


def _require_includes(include: Collection[str]) -> None:
    for each in include:
        if each not in INCLUDES:
            near = did_you_mean(str(each), INCLUDES) or "allowed: " + ", ".join(INCLUDES)
            message = f"`include` cannot have `{each}`; {near}"
            raise DecisionError(message)
