"""Rows: cases as a frame, one a row, with the columns that this back end reads without a second look."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sxguide.model import Fact, Plain

# One person a row, one fact a column.
People: TypeAlias = pl.DataFrame

_DIGITS = 38


def frame_of(facts: Iterable[Fact], cases: Sequence[Mapping[str, Plain]]) -> People:
    """A frame with a column for each of `facts`; what a case does not say is null."""
    return pl.DataFrame([_column(fact, [case.get(fact.name) for case in cases]) for fact in facts])


def _column(fact: Fact, values: list[Plain | None]) -> pl.Series:
    match fact.kind:
        case "boolean":
            return pl.Series(fact.name, values, pl.Boolean())
        case "date":
            return pl.Series(fact.name, values, pl.Date())
        case "integer":
            return pl.Series(fact.name, values, pl.Int64())
        case "number" | "money":
            decimals = [value for value in values if value is None or isinstance(value, Decimal)]
            return pl.Series(fact.name, decimals, pl.Decimal(_DIGITS, _scale(decimals)))
        case _:
            return pl.Series(fact.name, values, pl.String())


def _scale(values: Iterable[Decimal | None]) -> int:
    """The places behind the point that hold all of these numbers."""
    exponents = [value.as_tuple().exponent for value in values if value is not None]
    return max([0, *(-each for each in exponents if isinstance(each, int))])
