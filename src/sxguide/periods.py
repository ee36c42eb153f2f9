"""Periods: months and years as the Civil Code counts them (the only door to dateutil).

Articles 201 and 202: the first day is not counted, and a period of months or years ends on the
day of the month that corresponds to it, or on the month's last day where there is none. So
`add_months(day, n)` is at once the last day of a period of n months that begins on `day`, and
`add_years(birth, n)` the day on which the age n is reached (article 1259: the number itself is
within; born on 29 February, reached in a common year on 28 February).
"""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta

from sxguide.errors import CalendarError


def add_months(day: dt.date, months: int) -> dt.date:
    """The corresponding day `months` months later (earlier, if negative), at most the month's last.

    Raises:
        CalendarError: `day` is not a date, `months` is not whole, or the result is outside the
            years 1 to 9999.
    """
    _require_date(day)
    _require_whole(months)
    try:
        return day + relativedelta(months=months)
    except (ValueError, OverflowError) as fault:
        message = f"so many months from `{day}` lead outside the years 1 to 9999"
        raise CalendarError(message) from fault


def add_years(day: dt.date, years: int) -> dt.date:
    """The corresponding day `years` years later (earlier, if negative), at most the month's last.

    Raises:
        CalendarError: As `add_months`.
    """
    _require_whole(years)
    return add_months(day, 12 * years)


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from `start` to `end`: the greatest n for which `add_months(start, n) <= end`.

    From 31 January to 28 February is one month, since the period ends on the month's last day.
    Backwards it is the same count, negative: `months_between(a, b) == -months_between(b, a)`.

    Raises:
        CalendarError: One of the two is not a date.
    """
    _require_date(start)
    _require_date(end)
    if end < start:
        return -months_between(end, start)
    months = 12 * (end.year - start.year) + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def years_between(start: dt.date, end: dt.date) -> int:
    """Whole years from `start` to `end`, by the rule of `months_between`; negative backwards.

    From a birth date to a later day it is the age in full years.

    Raises:
        CalendarError: One of the two is not a date.
    """
    months = months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def _require_date(day: object) -> None:
    if not isinstance(day, dt.date):
        message = f"a date is needed, not `{day}`"
        raise CalendarError(message)
    if isinstance(day, dt.datetime):
        message = f"a date without a time is needed, not `{day}`"
        raise CalendarError(message)


def _require_whole(number: object) -> None:
    if not isinstance(number, int) or isinstance(number, bool):
        message = f"a whole number is needed, not `{number}`"
        raise CalendarError(message)
