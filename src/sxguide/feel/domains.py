"""What an iteration runs over: a list, the whole numbers or days of a range, or a single value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sxguide.feel.arithmetic import calculate
from sxguide.feel.budget import checked_length
from sxguide.feel.logic import united
from sxguide.values import DECIMAL128, Range, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONE_DAY = dt.timedelta(days=1)


class NoDomainError(Exception):
    """There is nothing to iterate over: `value` (null or unknown) is what the whole iteration yields."""

    def __init__(self, value: Unknown | None) -> None:
        self.value = value
        super().__init__()


def domain_of(value: Value) -> Iterator[Value]:
    """The values that an iteration over `value` takes, one after the other.

    Raises:
        NoDomainError: it has none.
        LimitError: they are too many.
    """
    match value:
        case tuple():
            return iter(value)
        case Range():
            return _steps(value)
        case None | Unknown():
            raise NoDomainError(value)
        case _:
            return iter((value,))


def _steps(interval: Range) -> Iterator[Value]:
    """The whole numbers or the days of a range, up or down."""
    low, high = interval.low, interval.high
    step: Decimal | dt.timedelta
    if (
        isinstance(low, Decimal)
        and isinstance(high, Decimal)
        and _is_whole(low)
        and _is_whole(high)
    ):
        checked_length(DECIMAL128.subtract(high, low).copy_abs())
        step = Decimal(1) if low <= high else Decimal(-1)
    elif type(low) is dt.date and type(high) is dt.date:
        checked_length(abs((high - low).days))
        step = _ONE_DAY if low <= high else -_ONE_DAY
    else:
        raise NoDomainError(united(low, high))
    return _walk(interval, step)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _walk(interval: Range, step: Decimal | dt.timedelta) -> Iterator[Value]:
    value = interval.low
    if interval.low_included and (interval.high_included or value != interval.high):
        yield value
    while value != interval.high:
        value = calculate("+", value, step)
        if interval.high_included or value != interval.high:
            yield value
