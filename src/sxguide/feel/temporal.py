"""Dates, times and durations as FEEL writes them: text to value and back, and how time zones count.

A value that Python's calendar cannot hold exactly is not read at all: years outside 1 to 9999, and fractions of a
second finer than a microsecond.
"""

from __future__ import annotations

import datetime as dt
import re

from sxguide.values import MonthsDuration

_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+/-]+)?"
)
_MONTHS = r"(?P<sign>-)?P(?=[0-9])(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?"
_DAYS = (
    r"(?P<sign>-)?P(?=[0-9T])(?:(?P<days>[0-9]+)D)?(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?"
    r"(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+)(?:\.(?P<fraction>[0-9]*))?S)?)?"
)
_DATE_FORM = re.compile(_DATE)
_TIME_FORM = re.compile(_TIME)
_DATE_AND_TIME_FORM = re.compile(f"{_DATE}T{_TIME}")
_MONTHS_FORM = re.compile(_MONTHS)
_DAYS_FORM = re.compile(_DAYS)

# XML Schema part 2, 3.2.7.3: an offset is at most fourteen hours either way.
_WIDEST_OFFSET = dt.timedelta(hours=14)
_MICROSECOND_DIGITS = 6
# A longer number of days, hours or months is outside what a duration can hold.
_LONGEST_NUMBER = 18

_MINUTE = 60
_HOUR = 3600
_MICROSECOND = dt.timedelta(microseconds=1)
_SECOND = dt.timedelta(seconds=1)
# Stands in for the day that a time of day lacks.
_ANY_DAY = dt.date(2000, 1, 1)
_FIRST_MIDNIGHT = dt.datetime(1, 1, 1)  # noqa: DTZ001 — a local time, against which local times are measured

Temporal = dt.date | dt.time | dt.datetime | dt.timedelta | MonthsDuration


def read_temporal(text: str) -> Temporal | None:
    """The date, time, date and time or duration that `text` writes, or None where it writes none."""
    if text[:1] == "P" or text[:2] == "-P":
        return read_duration(text)
    for read in (read_date, read_date_and_time, read_time):
        value = read(text)
        if value is not None:
            return value
    return None


def read_date(text: str) -> dt.date | None:
    """The date that `text` writes (`2026-11-23`), or None."""
    match = _DATE_FORM.fullmatch(text)
    return _date(match) if match else None


def read_time(text: str) -> dt.time | None:
    """The time that `text` writes (`10:30:00`, with offset or zone or neither), or None."""
    match = _TIME_FORM.fullmatch(text)
    moment = _moment(_ANY_DAY, match) if match else None
    return None if moment is None else moment.timetz()


def read_date_and_time(text: str) -> dt.datetime | None:
    """The date and time that `text` writes, or None; `24:00:00` is the next day's midnight."""
    match = _DATE_AND_TIME_FORM.fullmatch(text)
    if match is None:
        return None
    day = _date(match)
    return None if day is None else _moment(day, match)


def read_duration(text: str) -> dt.timedelta | MonthsDuration | None:
    """The duration that `text` writes: years and months (`P1Y8M`) or days and time (`P1DT2H`), or None."""
    match = _MONTHS_FORM.fullmatch(text)
    if match:
        if any(len(part or "") > _LONGEST_NUMBER for part in match.group("years", "months")):
            return None
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return MonthsDuration(-months if match["sign"] else months)
    match = _DAYS_FORM.fullmatch(text)
    return _days_duration(match) if match else None


def _date(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _moment(day: dt.date, match: re.Match[str]) -> dt.datetime | None:
    microsecond = _microseconds(match["fraction"])
    if microsecond is None:
        return None
    clock = (int(match["hour"]), int(match["minute"]), int(match["second"]), microsecond)
    try:
        zone = read_zone(match["zone"]) if match["zone"] else None
        if clock == (24, 0, 0, 0):
            midnight = dt.datetime.combine(day, dt.time(), zone)
            return midnight + dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(*clock), zone)
    except (ValueError, OverflowError):
        return None


def _microseconds(fraction: str | None) -> int | None:
    digits = (fraction or "").rstrip("0")
    return (
        int(digits.ljust(_MICROSECOND_DIGITS, "0")) if len(digits) <= _MICROSECOND_DIGITS else None
    )


def _days_duration(match: re.Match[str]) -> dt.timedelta | None:
    parts = match.group("days", "hours", "minutes", "seconds")
    microseconds = _microseconds(match["fraction"])
    if microseconds is None or any(len(part or "") > _LONGEST_NUMBER for part in parts):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in parts)
    try:
        length = dt.timedelta(days, hours * _HOUR + minutes * _MINUTE + seconds, microseconds)
        return -length if match["sign"] else length
    except OverflowError:
        return None


def read_zone(text: str) -> dt.tzinfo:
    """The zone that `Z`, `+08:00` or `@Asia/Shanghai` names; a ValueError where there is none."""
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if minutes >= _MINUTE or any(second >= _MINUTE for second in seconds):
        message = f"`{text}` is not an offset"
        raise ValueError(message)
    offset = dt.timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return offset_zone(-offset if text[0] == "-" else offset)


def offset_zone(offset: dt.timedelta) -> dt.tzinfo:
    """The zone that is `offset` ahead of UTC; a ValueError outside fourteen hours either way."""
    if abs(offset) > _WIDEST_OFFSET:
        message = f"`{to_text(offset)}` is too wide for an offset"
        raise ValueError(message)
    return dt.timezone(offset) if offset else dt.UTC


def named_zone(name: str) -> dt.tzinfo:
    """The zone of the IANA database called `name`; a ValueError where there is none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 — few expressions name a zone

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        message = f"there is no time zone `{name}`"
        raise ValueError(message) from error


def zone_name(value: dt.time | dt.datetime) -> str | None:
    """The IANA name of the zone that the value was given in, or None."""
    key = getattr(value.tzinfo, "key", None)
    return key if isinstance(key, str) else None


def since_first_day(value: dt.datetime) -> dt.timedelta:
    """How long after the calendar's first midnight the value lies: in UTC, or in local time where it has no zone."""
    return value.replace(tzinfo=None) - _FIRST_MIDNIGHT - (value.utcoffset() or dt.timedelta())


def since_midnight(value: dt.time) -> dt.timedelta:
    """How long after midnight the time of day is: in UTC, or in local time where its offset is not known."""
    moment = dt.datetime.combine(_FIRST_MIDNIGHT, value.replace(tzinfo=None))
    return moment - _FIRST_MIDNIGHT - (value.utcoffset() or dt.timedelta())


def clock_of(value: dt.time | dt.datetime) -> str:
    """The clock that shows the value; values on different clocks have no order.

    It is `UTC` where the offset is known, otherwise the zone's name (a time of day in a zone with summer time), or
    nothing for local time.
    """
    return "UTC" if value.utcoffset() is not None else zone_name(value) or ""


def to_text(value: Temporal) -> str:
    """How FEEL writes the value, in its canonical form; `read_temporal` reads it back."""
    match value:
        case dt.datetime():
            return f"{value.date().isoformat()}T{_clock_text(value)}"
        case dt.date():
            return value.isoformat()
        case dt.time():
            return _clock_text(value)
        case dt.timedelta():
            return _days_text(value)
        case MonthsDuration():
            return str(value)


def _clock_text(value: dt.time | dt.datetime) -> str:
    clock = f"{value.hour:02}:{value.minute:02}:{value.second:02}{_fraction(value.microsecond)}"
    name = zone_name(value)
    if name is not None:
        return f"{clock}@{name}"
    offset = value.utcoffset()
    return clock if offset is None else clock + _offset_text(offset)


def _offset_text(offset: dt.timedelta) -> str:
    if not offset:
        return "Z"
    minutes, seconds = divmod(abs(offset) // _SECOND, _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    sign = "-" if offset < dt.timedelta() else "+"
    return f"{sign}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _days_text(value: dt.timedelta) -> str:
    seconds, microseconds = divmod(abs(value) // _MICROSECOND, 10**_MICROSECOND_DIGITS)
    minutes, seconds = divmod(seconds, _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    days, hours = divmod(hours, 24)
    second = f"{seconds}{_fraction(microseconds)}S" if seconds or microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + second
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < dt.timedelta() else "") + f"P{body or 'T0S'}"


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06}".rstrip("0") if microseconds else ""
