"""Dates: working days, and days on which a value of the law changes."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from sxguide.errors import DrawingError, nearest, shortened
from sxguide.model import PARAMETER_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sxguide.guide import Guide
    from sxguide.model import Entry, Parameter
    from sxguide.workdays import WorkCalendar

_DAY = dt.timedelta(days=1)
_FRIDAY = 4


def working_days_between(
    calendar: WorkCalendar, first: dt.date | None, last: dt.date | None
) -> Sequence[dt.date]:
    """The working days from `first` to `last`, by default of all years with a notice, in order.

    Raises:
        CalendarError: One of the two is not a date that the calendar covers.
        DrawingError: There is no working day between them.
    """
    known_from, known_to = calendar.announced
    begin = first or dt.date(known_from, 1, 1)
    end = last or dt.date(known_to, 12, 31)
    for day in (begin, end):
        calendar.is_working_day(day)
    places = range(
        bisect_left(calendar.ordinals, begin.toordinal()),
        bisect_right(calendar.ordinals, end.toordinal()),
    )
    if not places:
        message = f"there is no working day from {begin} to {end}"
        raise DrawingError(message)
    return [dt.date.fromordinal(calendar.ordinals[place]) for place in places]


def beside_holidays(days: Sequence[dt.date], calendar: WorkCalendar) -> list[dt.date]:
    """Those of some working days that are not what the week would have them: make-up days, and days beside a day off."""
    return [
        day
        for day in days
        if day.weekday() > _FRIDAY
        or any(
            near.weekday() <= _FRIDAY and not calendar.is_working_day(near)
            for near in (day - _DAY, day + _DAY)
        )
    ]


def turning_days(guide: Guide, name: str) -> Sequence[dt.date]:
    """The days on both sides of every change of a parameter: of its value, and of what is published.

    Of a parameter that is announced year by year the years count too. One that never changes has the day on which it was
    last checked.

    Raises:
        DrawingError: There is no such parameter; the message names the nearest.
    """
    parameter = _parameter(guide, name)
    days = {day for entry in parameter.entries for day in _turning(entry)}
    return sorted(days or {entry.last_checked for entry in parameter.entries})


def _turning(entry: Entry) -> Iterator[dt.date]:
    for begin in (entry.start, entry.published):
        if begin is not None:
            yield from (begin - _DAY, begin)
    if entry.end is not None:
        yield from (entry.end, entry.end + _DAY)
    if entry.key is not None:
        for year in (entry.key, entry.key + 1):
            yield from (dt.date(year - 1, 12, 31), dt.date(year, 1, 1))


def _parameter(guide: Guide, name: str) -> Parameter:
    found = guide.parameters.get(name.removeprefix(PARAMETER_PREFIX))
    if found is None:
        near = nearest(name, guide.parameters)
        hint = f": did you mean `{near}`?" if near else ""
        message = f"unknown parameter `{shortened(name)}`{hint}"
        raise DrawingError(message)
    return found
