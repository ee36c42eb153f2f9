"""Results: the columns that come back, and how a decision looks in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import polars as pl

from sxguide.decision import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sxguide.decision import Decision
    from sxguide.model import Output, Service

Include: TypeAlias = Literal["conditions", "missing", "problem"]
Result: TypeAlias = pl.DataFrame | pl.LazyFrame
INCLUDES: tuple[Include, ...] = ("conditions", "missing", "problem")

OUTCOMES = pl.Enum([each.value for each in Outcome])
PROBLEM = "problem"
_DIGITS = 38
_FEN = 2
# Digits after the point where nothing says how many a number needs.
_SCALE = 10


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked about a frame: services, each with what its columns begin with, on a date or a column of dates."""

    services: Mapping[str, Service]
    on: dt.date | str
    include: Collection[Include]

    @property
    def tells_problems(self) -> bool:
        """Whether faults of rows are told in a column, and not raised."""
        return "problem" in self.include

    def columns(self) -> dict[str, pl.DataType]:
        """The result columns, those carried through apart."""
        columns: dict[str, pl.DataType] = {}
        for prefix, service in self.services.items():
            columns |= columns_of(service, self.include, prefix)
        return columns | ({PROBLEM: pl.String()} if self.tells_problems else {})


def columns_of(
    service: Service, include: Collection[Include], prefix: str = ""
) -> dict[str, pl.DataType]:
    """The result columns of one service, `problem` apart, with their types."""
    columns: dict[str, pl.DataType] = {"outcome": OUTCOMES}
    columns |= {output.name: _type_of(output) for output in service.outputs}
    columns |= {"due": pl.Date(), "provisional": pl.Boolean()}
    if "conditions" in include:
        conditions = service.eligibility.conditions()
        columns |= {f"condition.{each.id}": pl.Boolean() for each in conditions}
    if "missing" in include:
        columns["missing"] = pl.List(pl.String())
    return {prefix + name: dtype for name, dtype in columns.items()}


def _type_of(output: Output) -> pl.DataType:
    match output.kind:
        case "boolean":
            return pl.Boolean()
        case "date":
            return pl.Date()
        case "integer":
            return pl.Int64()
        case "money":
            return pl.Decimal(_DIGITS, _FEN)
        case "number":
            return pl.Decimal(_DIGITS, _SCALE)
        case _:
            return pl.String()


def row_of(decision: Decision, include: Collection[Include]) -> tuple[Any, ...]:
    """A decision as the values of the columns, in their order."""
    values: list[Any] = [decision.outcome.value]
    values += (benefit.value for benefit in decision.benefit.values())
    values += (decision.deadline.due, decision.deadline.provisional)
    if "conditions" in include:
        values += (reason.truth for reason in decision.reasons if reason.quantifier is None)
    if "missing" in include:
        values.append([each.name for each in decision.missing])
    return tuple(values)
