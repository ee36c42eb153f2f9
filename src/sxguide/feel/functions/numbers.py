"""Built-in functions on numbers (DMN 1.5, table 76): roundings, roots, powers; all in decimal128."""

from __future__ import annotations

import datetime as dt
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import TYPE_CHECKING

from sxguide.feel.arithmetic import truncated
from sxguide.values import DECIMAL128, MonthsDuration, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation

# The standard's own bounds of a scale.
_LEAST_SCALE, _MOST_SCALE = -6111, 6176


def _rounding(mode: str) -> Implementation:
    def rounded(number: Decimal, scale: Decimal | None = Decimal(0)) -> Decimal | None:
        if scale is None:
            return None
        places = truncated(scale)
        exponent = number.as_tuple().exponent
        if not _LEAST_SCALE <= places <= _MOST_SCALE or not isinstance(exponent, int):
            return None
        if -exponent <= places:
            return number
        return number.quantize(Decimal(1).scaleb(-places, DECIMAL128), mode, DECIMAL128)

    return rounded


def _absolute(value: Decimal | dt.timedelta | MonthsDuration) -> Value:
    match value:
        case Decimal():
            return DECIMAL128.abs(value)
        case dt.timedelta():
            return abs(value)
        case MonthsDuration():
            return MonthsDuration(abs(value.months))


def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """`dividend - divisor * floor(dividend / divisor)`: the sign is the divisor's."""
    remainder = DECIMAL128.remainder(dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        return DECIMAL128.add(remainder, divisor)
    return remainder


def _log(number: Decimal) -> Decimal | None:
    return DECIMAL128.ln(number) if number > 0 else None


def _is_odd(number: Decimal) -> bool:
    return DECIMAL128.remainder(number, Decimal(2)).copy_abs() == 1


def _is_even(number: Decimal) -> bool:
    return DECIMAL128.remainder(number, Decimal(2)) == 0


NUMBERS: Mapping[str, Implementation] = {
    "decimal": _rounding(ROUND_HALF_EVEN),
    "floor": _rounding(ROUND_FLOOR),
    "ceiling": _rounding(ROUND_CEILING),
    "round up": _rounding(ROUND_UP),
    "round down": _rounding(ROUND_DOWN),
    "round half up": _rounding(ROUND_HALF_UP),
    "round half down": _rounding(ROUND_HALF_DOWN),
    "abs": _absolute,
    "modulo": _modulo,
    "sqrt": DECIMAL128.sqrt,
    "log": _log,
    "exp": DECIMAL128.exp,
    "odd": _is_odd,
    "even": _is_even,
}
