"""Arithmetic on FEEL values (DMN 1.5, tables 55 to 59): one table of what each operator does to which types.

Numbers are computed in decimal128. What has no result (another type, a division by zero, an overflow, a date outside
the calendar) is null.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sxguide.errors import CalendarError
from sxguide.feel.logic import united
from sxguide.feel.temporal import clock_of, since_first_day, since_midnight
from sxguide.periods import add_months
from sxguide.values import DECIMAL128, MonthsDuration, Value

_MICROSECOND = dt.timedelta(microseconds=1)
_DAY = dt.timedelta(days=1)
# Enough for every calendar, and small enough to stay quick.
_MOST_MONTHS = 10**18


def calculate(op: str, left: Value, right: Value) -> Value:
    """What `left op right` yields for one of `+ - * / **`."""
    operation = _OPERATIONS.get((op, type(left), type(right)))
    if operation is None:
        return united(left, right)
    try:
        result: Value = operation(left, right)
    except (ArithmeticError, ValueError, CalendarError):
        return None
    return result


def calculate_numbers(op: str) -> Callable[[Decimal, Decimal], Decimal | None]:
    """What works out `left op right` for two numbers, as `calculate` does; may raise `ArithmeticError` for null."""
    operation: Callable[[Decimal, Decimal], Decimal | None] = _OPERATIONS[op, Decimal, Decimal]
    return operation


def minus(operand: Value) -> Value:
    """What `-operand` yields."""
    match operand:
        case Decimal():
            return DECIMAL128.minus(operand)
        case dt.timedelta():
            # The longest duration backwards has no counterpart forwards.
            return calculate("-", dt.timedelta(), operand)
        case MonthsDuration():
            return MonthsDuration(-operand.months)
        case _:
            return united(operand)


def _power(base: Decimal, exponent: Decimal) -> Decimal | None:
    power = DECIMAL128.power(base, exponent)
    # Zero to a negative power is a division by zero, for which decimal raises nothing.
    return power if power.is_finite() else None


def _months(count: int) -> MonthsDuration:
    if abs(count) > _MOST_MONTHS:
        raise OverflowError
    return MonthsDuration(count)


def truncated(number: Decimal) -> int:
    """The number without its fraction: parts of a month or of a microsecond do not count."""
    return int(number.to_integral_value(ROUND_DOWN))


def _add_months_to_moment(moment: dt.datetime, duration: MonthsDuration) -> dt.datetime:
    return dt.datetime.combine(add_months(moment.date(), duration.months), moment.timetz())


def _add_to_moment(moment: dt.datetime, duration: dt.timedelta) -> dt.datetime:
    # Across a change of clocks, an hour later is an hour later in the world, not on the clock.
    return (
        moment + duration
        if moment.tzinfo is None
        else (moment.astimezone(dt.UTC) + duration).astimezone(moment.tzinfo)
    )


def _add_to_day(day: dt.date, duration: dt.timedelta) -> dt.date:
    return (_midnight(day) + duration).date()


def _add_to_clock(clock: dt.time, duration: dt.timedelta) -> dt.time:
    start = dt.datetime.combine(dt.date(1, 1, 1), clock.replace(tzinfo=None))
    return (start + duration % _DAY).time().replace(tzinfo=clock.tzinfo)


def _between_moments(later: dt.datetime, earlier: dt.datetime) -> dt.timedelta | None:
    return (
        since_first_day(later) - since_first_day(earlier)
        if clock_of(later) == clock_of(earlier)
        else None
    )


def _between_clocks(later: dt.time, earlier: dt.time) -> dt.timedelta | None:
    return (
        since_midnight(later) - since_midnight(earlier)
        if clock_of(later) == clock_of(earlier)
        else None
    )


def _midnight(day: dt.date) -> dt.datetime:
    """Where a date meets a date and time, it stands for its midnight in UTC (DMN 1.5, 10.3.2.3.5)."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _scale_length(length: dt.timedelta, factor: Decimal) -> dt.timedelta:
    return truncated(DECIMAL128.multiply(Decimal(length // _MICROSECOND), factor)) * _MICROSECOND


def _scale_months(duration: MonthsDuration, factor: Decimal) -> MonthsDuration:
    return _months(truncated(DECIMAL128.multiply(Decimal(duration.months), factor)))


def _divide_length(length: dt.timedelta, divisor: Decimal) -> dt.timedelta:
    return truncated(DECIMAL128.divide(Decimal(length // _MICROSECOND), divisor)) * _MICROSECOND


def _divide_months(duration: MonthsDuration, divisor: Decimal) -> MonthsDuration:
    return _months(truncated(DECIMAL128.divide(Decimal(duration.months), divisor)))


def _lengths_ratio(left: dt.timedelta, right: dt.timedelta) -> Decimal:
    return DECIMAL128.divide(Decimal(left // _MICROSECOND), Decimal(right // _MICROSECOND))


def _months_ratio(left: MonthsDuration, right: MonthsDuration) -> Decimal:
    return DECIMAL128.divide(Decimal(left.months), Decimal(right.months))


def _backwards(duration: MonthsDuration) -> MonthsDuration:
    return MonthsDuration(-duration.months)


_Operation = Callable[[Any, Any], Any]

_ADDITIONS: Mapping[tuple[type, type], _Operation] = {
    (Decimal, Decimal): DECIMAL128.add,
    (str, str): operator.add,
    (dt.timedelta, dt.timedelta): operator.add,
    (MonthsDuration, MonthsDuration): lambda left, right: _months(left.months + right.months),
}
# A point in time and a duration, in either order.
_SHIFTS: Mapping[tuple[type, type], _Operation] = {
    (dt.date, dt.timedelta): _add_to_day,
    (dt.date, MonthsDuration): lambda day, duration: add_months(day, duration.months),
    (dt.datetime, dt.timedelta): _add_to_moment,
    (dt.datetime, MonthsDuration): _add_months_to_moment,
    (dt.time, dt.timedelta): _add_to_clock,
}
_SUBTRACTIONS: Mapping[tuple[type, type], _Operation] = {
    (Decimal, Decimal): DECIMAL128.subtract,
    (dt.timedelta, dt.timedelta): operator.sub,
    (MonthsDuration, MonthsDuration): lambda left, right: _months(left.months - right.months),
    (dt.date, dt.date): operator.sub,
    (dt.datetime, dt.datetime): _between_moments,
    (dt.date, dt.datetime): lambda day, moment: _between_moments(_midnight(day), moment),
    (dt.datetime, dt.date): lambda moment, day: _between_moments(moment, _midnight(day)),
    (dt.time, dt.time): _between_clocks,
    (dt.date, dt.timedelta): lambda day, duration: _add_to_day(day, -duration),
    (dt.date, MonthsDuration): lambda day, duration: add_months(day, -duration.months),
    (dt.datetime, dt.timedelta): lambda moment, duration: _add_to_moment(moment, -duration),
    (dt.datetime, MonthsDuration): lambda moment, duration: _add_months_to_moment(
        moment, _backwards(duration)
    ),
    (dt.time, dt.timedelta): lambda clock, duration: _add_to_clock(clock, -duration),
}
_MULTIPLICATIONS: Mapping[tuple[type, type], _Operation] = {
    (Decimal, Decimal): DECIMAL128.multiply,
    (dt.timedelta, Decimal): _scale_length,
    (Decimal, dt.timedelta): lambda factor, length: _scale_length(length, factor),
    (MonthsDuration, Decimal): _scale_months,
    (Decimal, MonthsDuration): lambda factor, duration: _scale_months(duration, factor),
}
_DIVISIONS: Mapping[tuple[type, type], _Operation] = {
    (Decimal, Decimal): DECIMAL128.divide,
    (dt.timedelta, Decimal): _divide_length,
    (MonthsDuration, Decimal): _divide_months,
    (dt.timedelta, dt.timedelta): _lengths_ratio,
    (MonthsDuration, MonthsDuration): _months_ratio,
}


def _turned(operation: _Operation) -> _Operation:
    return lambda left, right: operation(right, left)


_OPERATIONS: Mapping[tuple[str, type, type], _Operation] = {
    **{("+", *types): operation for types, operation in _ADDITIONS.items()},
    **{("+", *types): operation for types, operation in _SHIFTS.items()},
    **{("+", right, left): _turned(operation) for (left, right), operation in _SHIFTS.items()},
    **{("-", *types): operation for types, operation in _SUBTRACTIONS.items()},
    **{("*", *types): operation for types, operation in _MULTIPLICATIONS.items()},
    **{("/", *types): operation for types, operation in _DIVISIONS.items()},
    ("**", Decimal, Decimal): _power,
}
