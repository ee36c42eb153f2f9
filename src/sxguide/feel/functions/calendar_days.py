"""Built-in functions on where a day stands in its year, month or week (DMN 1.5, table 80)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day_of_year(day: dt.date) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


def _day_of_week(day: dt.date) -> str:
    return _WEEKDAYS[day.weekday()]


def _month_of_year(day: dt.date) -> str:
    return _MONTHS[day.month - 1]


def _week_of_year(day: dt.date) -> Decimal:
    """The week by ISO 8601: the first week of a year holds its first Thursday."""
    return Decimal(day.isocalendar().week)


CALENDAR_DAYS: Mapping[str, Implementation] = {
    "day of year": _day_of_year,
    "day of week": _day_of_week,
    "month of year": _month_of_year,
    "week of year": _week_of_year,
}
