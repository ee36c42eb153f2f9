"""Built-in functions that make values of others (DMN 1.5, table 72): `number`, `string`, `date`, `duration` …."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sxguide.feel.temporal import (
    named_zone,
    offset_zone,
    read_date,
    read_date_and_time,
    read_duration,
    read_time,
    to_text,
)
from sxguide.periods import months_between
from sxguide.values import DECIMAL128, MonthsDuration, Range, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation

_MICROSECONDS_A_SECOND = 1_000_000
_GROUPINGS = {None, " ", ",", "."}
_POINTS = {None, ",", "."}


def _number(text: str, grouping: str | None = None, point: str | None = None) -> Decimal | None:
    if grouping not in _GROUPINGS or point not in _POINTS or (grouping and grouping == point):
        return None
    separator, dot = re.escape(grouping or ""), re.escape(point or ".")
    # Groups of any size, but only before the point.
    whole = f"[0-9]+(?:{separator}[0-9]+)*" if separator else "[0-9]+"
    number = rf"-?(?:{whole}(?:{dot}[0-9]*)?|{dot}[0-9]+)(?:[eE][+-]?[0-9]{{1,6}})?"
    if re.fullmatch(number, text) is None:
        return None
    plain = text.replace(grouping, "") if grouping else text
    return DECIMAL128.create_decimal(plain.replace(point or ".", "."))


def to_string(value: Value) -> str | None:
    """The value as FEEL writes it, a string without its quotation marks; null for null."""
    if value is None or isinstance(value, str):
        return value
    return _written(value)


def _written(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value if value else value.copy_abs():f}"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case dt.date() | dt.time() | dt.timedelta() | MonthsDuration():
            return to_text(value)
        case tuple():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            return f"{{{', '.join(f'{name}: {_written(entry)}' for name, entry in value.items())}}}"
        case Range():
            return _written_range(value)
        case _:
            return "function"


def _written_range(interval: Range) -> str:
    low, high = _written_bound(interval.low), _written_bound(interval.high)
    if interval.low is None:
        return f"<{'=' if interval.high_included else ''}{high}"
    if interval.high is None:
        return f">{'=' if interval.low_included else ''}{low}"
    return f"{'[' if interval.low_included else '('}{low}..{high}{']' if interval.high_included else ')'}"


def _written_bound(bound: Value) -> str:
    match bound:
        case dt.date() | dt.time() | dt.timedelta() | MonthsDuration():
            return f'@"{to_text(bound)}"'
        case _:
            return _written(bound)


def _date(
    source: str | dt.date | Decimal, month: Decimal | None = None, day: Decimal | None = None
) -> Value:
    match source:
        case str():
            return read_date(source)
        case dt.datetime():
            return source.date()
        case dt.date():
            return source
        case Decimal() if month is not None and day is not None:
            return dt.date(_exact(source), _exact(month), _exact(day))
        case _:
            return None


def _time(
    source: str | dt.time | dt.date | Decimal,
    minute: Decimal | None = None,
    second: Decimal | None = None,
    offset: dt.timedelta | None = None,
) -> Value:
    match source:
        case str():
            return read_time(source)
        case dt.datetime():
            return source.timetz()
        case dt.date():
            return dt.time(tzinfo=dt.UTC)
        case Decimal() if minute is not None and second is not None:
            return _clock(source, minute, second, _zone(offset))
        case dt.time():
            return source
        case _:
            return None


def _date_and_time(
    source: str | dt.date | Decimal,
    *parts: Any,  # noqa: ANN401 — the signature has checked them
) -> Value:
    match source, parts:
        case str(), ():
            return _read_moment(source)
        case dt.datetime(), ():
            return source
        case dt.date(), ():
            return dt.datetime.combine(source, dt.time(), dt.UTC)
        case dt.date(), (clock,):
            return dt.datetime.combine(_day(source), clock)
        case Decimal(), (month, day, hour, minute, second, *zone):
            date = dt.date(_exact(source), _exact(month), _exact(day))
            return dt.datetime.combine(date, _clock(hour, minute, second, _zone(*zone)))
        case _:
            return None


def _read_moment(text: str) -> dt.datetime | None:
    day = read_date(text)
    return read_date_and_time(text) if day is None else dt.datetime.combine(day, dt.time())


def _zone(zone: dt.timedelta | str | None = None) -> dt.tzinfo | None:
    match zone:
        case dt.timedelta():
            return offset_zone(zone)
        case str():
            return named_zone(zone)
        case None:
            return None


def _clock(hour: Decimal, minute: Decimal, second: Decimal, zone: dt.tzinfo | None) -> dt.time:
    microseconds = _exact(DECIMAL128.multiply(second, Decimal(_MICROSECONDS_A_SECOND)))
    whole, fraction = divmod(microseconds, _MICROSECONDS_A_SECOND)
    return dt.time(_exact(hour), _exact(minute), whole, fraction, tzinfo=zone)


def _exact(number: Decimal) -> int:
    """The number as the whole number that it is; a ValueError where it is none."""
    if number != number.to_integral_value():
        message = f"`{number}` is not a whole number"
        raise ValueError(message)
    return int(number)


def _duration(source: str | dt.timedelta | MonthsDuration) -> Value:
    return read_duration(source) if isinstance(source, str) else source


def _years_and_months(start: dt.date, end: dt.date) -> MonthsDuration:
    return MonthsDuration(months_between(_day(start), _day(end)))


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


CONVERSIONS: Mapping[str, Implementation] = {
    "number": _number,
    "string": to_string,
    "date": _date,
    "time": _time,
    "date and time": _date_and_time,
    "duration": _duration,
    "years and months duration": _years_and_months,
}
