"""What `value.name` yields: a context's entry, or a part of a date, time, duration or range (DMN 1.5, table 65)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sxguide.feel.temporal import zone_name
from sxguide.values import DECIMAL128, MonthsDuration, Range, Unknown, Value

_MICROSECOND = dt.timedelta(microseconds=1)
_MICROSECONDS_A_SECOND = 1_000_000
_MONTHS_A_YEAR = 12


def attribute(value: Value, name: str) -> Value:
    """The attribute `name` of the value, null where it has none; of a list, the list of its elements' attributes."""
    match value:
        case Unknown():
            return value
        case dict():
            return value.get(name)
        case tuple():
            return tuple(attribute(element, name) for element in value)
        case dt.datetime():
            return _of_day(value, name) if name in _DAY_NAMES else _of_clock(value, name)
        case dt.date():
            return _of_day(value, name)
        case dt.time():
            return _of_clock(value, name)
        case dt.timedelta():
            return _of_length(value, name)
        case MonthsDuration():
            return _of_months(value, name)
        case Range():
            return _of_range(value, name)
        case _:
            return None


_DAY_NAMES = frozenset({"year", "month", "day", "weekday"})


def _of_day(value: dt.date, name: str) -> Value:
    match name:
        case "year":
            return Decimal(value.year)
        case "month":
            return Decimal(value.month)
        case "day":
            return Decimal(value.day)
        case "weekday":
            return Decimal(value.isoweekday())
        case _:
            return None


def _of_clock(value: dt.time | dt.datetime, name: str) -> Value:
    match name:
        case "hour":
            return Decimal(value.hour)
        case "minute":
            return Decimal(value.minute)
        case "second":
            return _seconds(value.second * _MICROSECONDS_A_SECOND + value.microsecond)
        case "time offset":
            return value.utcoffset()
        case "timezone":
            return zone_name(value)
        case _:
            return None


def _of_length(value: dt.timedelta, name: str) -> Value:
    """The parts of the duration as it is written, all with its sign."""
    sign = -1 if value < dt.timedelta() else 1
    whole_seconds, microseconds = divmod(abs(value) // _MICROSECOND, _MICROSECONDS_A_SECOND)
    match name:
        case "days":
            return Decimal(sign * (whole_seconds // 86_400))
        case "hours":
            return Decimal(sign * (whole_seconds // 3_600 % 24))
        case "minutes":
            return Decimal(sign * (whole_seconds // 60 % 60))
        case "seconds":
            return _seconds(sign * (whole_seconds % 60 * _MICROSECONDS_A_SECOND + microseconds))
        case _:
            return None


def _seconds(microseconds: int) -> Decimal:
    return DECIMAL128.divide(Decimal(microseconds), Decimal(_MICROSECONDS_A_SECOND))


def _of_months(value: MonthsDuration, name: str) -> Value:
    sign = -1 if value.months < 0 else 1
    years, months = divmod(abs(value.months), _MONTHS_A_YEAR)
    match name:
        case "years":
            return Decimal(sign * years)
        case "months":
            return Decimal(sign * months)
        case _:
            return None


def _of_range(value: Range, name: str) -> Value:
    match name:
        case "start":
            return value.low
        case "end":
            return value.high
        case "start included":
            return value.low_included
        case "end included":
            return value.high_included
        case _:
            return None
