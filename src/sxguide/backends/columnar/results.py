"""Results: the columns that come back, and how a decision looks in them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import polars as pl

from sxguide.answers import Outcome
from sxguide.errors import CaseError, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from sxguide.decision import Decision
    from sxguide.model import Output, Plain, Service
    from sxguide.values import Value

Include: TypeAlias = Literal["conditions", "missing", "problem"]
Result: TypeAlias = pl.DataFrame | pl.LazyFrame
INCLUDES: tuple[Include, ...] = ("conditions", "missing", "problem")

OUTCOMES = pl.Enum([each.value for each in Outcome])
PROBLEM = "problem"
_DIGITS = 38
_FEN = 2
_MOST = 2**63
_EXACT = Context(prec=100)


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

    def columns(self, scale: int) -> dict[str, pl.DataType]:
        """The result columns, those carried through apart; numbers have so many digits behind the point."""
        columns: dict[str, pl.DataType] = {}
        for prefix, service in self.services.items():
            found = self.columns_of(service, scale)
            columns |= {prefix + name: dtype for name, dtype in found.items()}
        return columns

    def columns_of(self, service: Service, scale: int) -> dict[str, pl.DataType]:
        """The result columns of one service, without a prefix."""
        columns: dict[str, pl.DataType] = {"outcome": OUTCOMES}
        columns |= {output.name: type_of(output, scale) for output in service.outputs}
        columns |= {"due": pl.Date(), "provisional": pl.Boolean()}
        if "conditions" in self.include:
            conditions = service.eligibility.conditions()
            columns |= {f"condition.{each.id}": pl.Boolean() for each in conditions}
        if "missing" in self.include:
            columns["missing"] = pl.List(pl.String())
        return columns


def type_of(output: Output, scale: int) -> pl.DataType:
    """The type of an output; numbers have so many digits behind the point."""
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
            return pl.Decimal(_DIGITS, scale)
        case _:
            return pl.String()


def row_of(
    decision: Decision, service: Service, include: Collection[Include], scale: int
) -> tuple[Any, ...]:
    """A decision as the values of the columns, in their order.

    Raises:
        CaseError: A number has more digits than its column.
    """
    values: list[Any] = [decision.outcome.value]
    values += (
        _held(output.name, decision.benefit[output.name].value, type_of(output, scale))
        for output in service.outputs
    )
    values += (decision.deadline.due, decision.deadline.provisional)
    if "conditions" in include:
        values += (reason.truth for reason in decision.reasons if reason.quantifier is None)
    if "missing" in include:
        values.append([each.name for each in decision.missing])
    return tuple(values)


def _held(name: str, value: Plain | None, dtype: pl.DataType) -> Plain | None:
    """The value of an output, if its column holds it to the last digit."""
    if not has_room(value, dtype):
        column = f"{dtype.scale} decimal places" if isinstance(dtype, pl.Decimal) else "64 bits"
        message = f"`{name}` comes to `{value}`, which a column of {column} does not hold"
        raise CaseError([Problem("number-too-long", message, path=f"$.{name}")])
    return value


def has_room(value: Value | int, dtype: pl.DataType) -> bool:
    """Whether a column of that type holds a value: of a number, whether to the last digit."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return True
    number = Decimal(value)
    if not isinstance(dtype, pl.Decimal):
        return number == number.to_integral_value() and -_MOST <= number < _MOST
    _, digits, exponent = number.normalize(_EXACT).as_tuple()
    places = exponent if isinstance(exponent, int) else 0
    return not number or (
        -places <= dtype.scale and len(digits) + places + dtype.scale <= dtype.precision
    )
