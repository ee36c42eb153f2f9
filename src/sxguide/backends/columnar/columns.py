"""Columns: a column of a frame as the values of a fact, and which of its rows want a closer look.

What wants a closer look is left to the scalar path: it knows what is wrong with a value, and reads those that are right
after all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Final

import polars as pl

from sxguide.backends.columnar.parts import (
    WHOLE_DIGITS,
    Part,
    Unfit,
    is_one_of,
    reaches,
    whole_at,
)
from sxguide.backends.columnar.plan import Bounds
from sxguide.cases import FIRST_DAY, LAST_DAY, read_value
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from sxguide.model import Fact, Plain

    Keep: TypeAlias = Callable[[pl.Expr], pl.Expr]

# Digits behind the point of numbers that are read from texts.
_SCALE: Final = 10
_EXACT: Final = Context(prec=100)
_WIDE: Final = 128
_BITS: Final[Mapping[type[pl.DataType], int]] = {
    pl.Int8: 8,
    pl.Int16: 16,
    pl.Int32: 32,
    pl.Int64: 64,
    pl.UInt8: 8,
    pl.UInt16: 16,
    pl.UInt32: 32,
    pl.UInt64: 64,
}
_SPAN: Final = (FIRST_DAY, LAST_DAY)
_PRECISION: Final = 38
_MOST: Final = Decimal(10**WHOLE_DIGITS)


@dataclass(frozen=True, slots=True)
class Ready:
    """A fact's values, and where they want a closer look: where `suspects` are true, and beyond the bounds."""

    part: Part
    suspects: tuple[pl.Expr, ...] = ()
    bounds: Bounds | None = None


def ready(fact: Fact, name: str, dtype: pl.DataType, keep: Keep) -> Ready | None:
    """The column of that name and type as values of a fact; None where nobody's value is known.

    `keep` makes a column of its own of what takes long to read.
    """
    if dtype == pl.Null:
        return None
    column = pl.col(name)
    match fact.kind:
        case "boolean":
            return Ready(Part("truth", column))
        case "date":
            return _dates(fact, name, dtype, keep)
        case "integer" | "number" | "money":
            return _numbers(fact, name, dtype, keep)
        case "enumeration":
            return _codes(fact, column, dtype, keep)
        case _:
            return Ready(Part("text", column.cast(pl.String)))


def read_days(column: pl.Series) -> pl.Series:
    """The dates of a column; null where there is none, or no date."""
    if column.dtype == pl.Date:
        return column
    if column.dtype not in (pl.String, pl.Categorical, pl.Enum):
        return pl.repeat(None, len(column), dtype=pl.Date, eager=True)
    words = column.cast(pl.String)
    different = words.unique().drop_nulls()
    days = pl.Series([iso_date(word) for word in different], dtype=pl.Date)
    return words.replace_strict(different, days, default=None, return_dtype=pl.Date)


def stripped(value: object) -> object:
    """A value without the zeros that only the scale of its column adds."""
    return value.normalize(_EXACT) if isinstance(value, Decimal) else value


def _dates(fact: Fact, name: str, dtype: pl.DataType, keep: Keep) -> Ready:
    column = pl.col(name)
    if dtype == pl.Date:
        return Ready(
            Part("date", column, span=_SPAN),
            bounds=Bounds(name, FIRST_DAY, LAST_DAY + dt.timedelta(1)),
        )
    days = keep(_read(fact, column, pl.Date()))
    return Ready(Part("date", days, span=_SPAN), (column.is_not_null() & days.is_null(),))


def _codes(fact: Fact, column: pl.Expr, dtype: pl.DataType, keep: Keep) -> Ready:
    meanings: dict[str, str] = {}
    for choice in fact.choices:
        for word in (choice.value, choice.label.zh, choice.label.en):
            meanings.setdefault(word, choice.value)
    if isinstance(dtype, pl.Enum):
        words = tuple(meanings.get(word) for word in dtype.categories)
        codes = column.to_physical()
        wrong = [code for code, word in enumerate(words) if word is None]
        suspects = (is_one_of(codes, wrong, len(words)),) if wrong else ()
        return Ready(Part("code", codes, words=words), suspects)
    known = keep(column.cast(pl.Enum(list(meanings)), strict=False))
    suspect = column.is_not_null() & known.is_null()
    return Ready(Part("code", known.to_physical(), words=tuple(meanings.values())), (suspect,))


def _numbers(fact: Fact, name: str, dtype: pl.DataType, keep: Keep) -> Ready:
    column = pl.col(name)
    least = -_MOST if fact.minimum is None else fact.minimum
    if dtype in (pl.String, pl.Categorical, pl.Enum):
        read = keep(_read(fact, column, pl.Decimal(_PRECISION, _SCALE)))
        digits = WHOLE_DIGITS + _SCALE
        part = Part("number", read.to_physical(), scale=_SCALE, digits=digits, wide=True)
        beyond = (~reaches(part, (least, False)), reaches(part, (_MOST, False)))
        return Ready(part, (column.is_not_null() & read.is_null(), *beyond))
    if not isinstance(dtype, pl.Decimal):
        part = Part("number", column, digits=WHOLE_DIGITS, wide=dtype == pl.Int128)
        return Ready(part, bounds=_bounds(name, least, dtype))
    whole, scale = column.to_physical(), dtype.scale
    part = Part("number", whole, scale=scale, digits=WHOLE_DIGITS + scale, wide=True)
    kept = {"integer": 0, "money": 2}.get(fact.kind, WHOLE_DIGITS)
    is_finer = whole % pl.lit(10 ** max(scale - kept, 0), dtype=pl.Int128) != 0
    return Ready(part, (is_finer,) if scale > kept else (), Bounds(name, least, _MOST))


def _bounds(name: str, least: Decimal, dtype: pl.DataType) -> Bounds | None:
    """From the least that a fact may be to where numbers could overflow, as far as whole numbers of the type go."""
    bits, is_signed = _BITS.get(type(dtype), _WIDE), dtype.is_signed_integer()
    low = least if least > (-(2 ** (bits - 1)) if is_signed else 0) else None
    high = _MOST if 2**bits > _MOST else None
    return None if low is None and high is None else Bounds(name, low, high)


def _read(fact: Fact, column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """The values that texts write; null where they write none, or one that the type does not hold."""

    def values(texts: pl.Series) -> pl.Series:
        words = texts.cast(pl.String)
        different = words.unique().drop_nulls()
        read = [_held(read_value(fact, word, "$", []), dtype) for word in different]
        return words.replace_strict(
            different, pl.Series(read, dtype=dtype), default=None, return_dtype=dtype
        )

    return column.map_batches(values, return_dtype=dtype, is_elementwise=True)


def _held(value: Plain | None, dtype: pl.DataType) -> Plain | None:
    if isinstance(value, Decimal) and isinstance(dtype, pl.Decimal):
        try:
            whole_at(value, dtype.scale)
        except Unfit:
            return None
    return value
