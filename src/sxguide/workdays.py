"""Workdays: which days are working days, and how far that is known .

A weekday is a working day unless a notice of the State Council makes it a day off; a Saturday or
Sunday is one only where a notice makes it a make-up day. A notice covers one year, comes out late
in the year before, and may reach back into its last days (29 to 31 December 2018 were settled by
the notice for 2019). In a year without a notice a day counts by its weekday and the statutory
holidays alone, and what is counted over it is provisional.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from sxguide.almanac import FIRST_DAY, LAST_DAY, Schedule, almanac
from sxguide.errors import CalendarError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_WORKING_DAYS = 10_000

_DAY = dt.timedelta(days=1)
_REACH_BACK = dt.timedelta(days=3)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day of a term of working days.

    It is provisional when the term runs over a year without a notice, or over days that the notice
    of the following year may still change; `provisional_years` are the years in question.
    """

    date: dt.date
    provisional: bool
    provisional_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days from `FIRST_DAY` to `LAST_DAY`; a calendar never changes, a change makes another.

    `schedules` are the years with a notice, without a gap, and `closures` days off beyond them.
    `ordinals` are the working days in ascending order, as proleptic Gregorian ordinals. `version`
    names the source, the last year with a notice, and a digest of what was laid over the source.
    """

    schedules: tuple[tuple[int, Schedule], ...] = field(repr=False)
    closures: frozenset[dt.date] = field(default=frozenset(), repr=False)
    version: str = field(init=False)
    ordinals: tuple[int, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", _version(self))
        object.__setattr__(self, "ordinals", tuple(_working_ordinals(self)))

    @classmethod
    def default(cls) -> WorkCalendar:
        """The calendar with every notice that the `holidays` package knows; built once, on first use."""
        with _FIRST_USE:
            return _default_calendar()

    @property
    def announced(self) -> tuple[int, int]:
        """The first and the last year with a notice."""
        return self.schedules[0][0], self.schedules[-1][0]

    def until(self, year: int) -> WorkCalendar:
        """This calendar as it was when the notice for `year` was the newest.

        Raises:
            CalendarError: There is no notice for `year`.
        """
        self._require_announced(year)
        known = tuple(item for item in self.schedules if item[0] <= year)
        return WorkCalendar(known, self.closures)

    def with_closures(self, dates: Iterable[dt.date]) -> WorkCalendar:
        """This calendar with `dates` as days off, whatever else holds for them.

        Raises:
            CalendarError: One of `dates` is not a date that the calendar covers.
        """
        return WorkCalendar(self.schedules, self.closures | _days(dates))

    def with_schedule(
        self, year: int, off_days: Iterable[dt.date], makeup_days: Iterable[dt.date]
    ) -> WorkCalendar:
        """This calendar with the whole notice for `year`, in place of the one known, if there is one.

        Raises:
            CalendarError: `year` would leave a gap after the years known; a day is outside `year`
                and the December before it; a make-up day is a weekday or a day off as well.
        """
        first, last = self.announced
        if not _is_whole(year) or not first <= year <= last + 1:
            message = f"a notice for `{year}` cannot follow the years known, {first} to {last}"
            raise CalendarError(message)
        schedule = Schedule(_days(off_days), _days(makeup_days))
        _check_schedule(year, schedule)
        schedules = dict(self.schedules) | {year: schedule}
        return WorkCalendar(tuple(sorted(schedules.items(), key=_year)), self.closures)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether `day` is a working day, as far as is known.

        Raises:
            CalendarError: `day` is not a date that the calendar covers.
        """
        position = bisect_left(self.ordinals, _ordinal(day))
        return position < len(self.ordinals) and self.ordinals[position] == day.toordinal()

    def due(self, start: dt.date, working_days: int) -> DueDate:
        """The last of `working_days` working days, the first being the first one after `start`.

        No working days at all are due on `start` itself, and that is never provisional.

        Raises:
            CalendarError: `start` is not a date that the calendar covers, `working_days` is not a
                whole number from 0 to `MAX_WORKING_DAYS`, or the term leaves the calendar.
        """
        position = bisect_right(self.ordinals, _ordinal(start))
        if not _is_whole(working_days) or not 0 <= working_days <= MAX_WORKING_DAYS:
            message = f"a term is a whole number of working days from 0 to {MAX_WORKING_DAYS}"
            raise CalendarError(message)
        if working_days == 0:
            return DueDate(start, provisional=False, provisional_years=())
        if position + working_days > len(self.ordinals):
            message = f"{working_days} working days after `{start}` lead beyond {LAST_DAY}"
            raise CalendarError(message)
        last = dt.date.fromordinal(self.ordinals[position + working_days - 1])
        years = self._years_without_notice(start + _DAY, last)
        return DueDate(last, provisional=bool(years), provisional_years=years)

    def count(self, start: dt.date, end: dt.date) -> int:
        """How many working days there are after `start`, up to `end` and including it.

        Raises:
            CalendarError: One of the two is not a date that the calendar covers, or `end` is
                before `start`.
        """
        first, last = _ordinal(start), _ordinal(end)
        if last < first:
            message = f"the count would end on `{end}`, before it begins on `{start}`"
            raise CalendarError(message)
        return bisect_right(self.ordinals, last) - bisect_right(self.ordinals, first)

    def _years_without_notice(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """The years without a notice that have a say on the days from `first` to `last`."""
        known_from, known_to = self.announced
        years = range(first.year, (last + _REACH_BACK).year + 1)
        return tuple(year for year in years if not known_from <= year <= known_to)

    def _require_announced(self, year: int) -> None:
        first, last = self.announced
        if not _is_whole(year) or not first <= year <= last:
            message = f"there is no notice for `{year}`, only for {first} to {last}"
            raise CalendarError(message)


_FIRST_USE = threading.Lock()


@cache
def _default_calendar() -> WorkCalendar:
    return WorkCalendar(almanac().schedules)


def _working_ordinals(calendar: WorkCalendar) -> Iterator[int]:
    """The working days in ascending order; of two notices on one day the later one holds."""
    first, last = calendar.announced
    estimated = {day for day in almanac().statutory if not first <= day.year <= last}
    settled = dict.fromkeys(estimated, False)
    for _, schedule in calendar.schedules:
        settled |= dict.fromkeys(schedule.off_days, False)
        settled |= dict.fromkeys(schedule.makeup_days, True)
    settled |= dict.fromkeys(calendar.closures, False)
    by_ordinal = {day.toordinal(): working for day, working in settled.items()}
    for ordinal in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
        # Ordinal 1 was a Monday.
        if by_ordinal.get(ordinal, (ordinal - 1) % 7 < _SATURDAY):
            yield ordinal


def _version(calendar: WorkCalendar) -> str:
    known = almanac()
    source = f"holidays-{known.package_version}/{calendar.announced[1]}"
    notices = [
        [year, _texts(schedule.off_days), _texts(schedule.makeup_days)]
        for year, schedule in calendar.schedules
        if (year, schedule) not in known.schedules
    ]
    if not notices and not calendar.closures:
        return source
    overlay = json.dumps([notices, _texts(calendar.closures)])
    return f"{source}+{hashlib.sha256(overlay.encode()).hexdigest()[:12]}"


def _texts(days: Iterable[dt.date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _check_schedule(year: int, schedule: Schedule) -> None:
    for day in sorted(schedule.off_days | schedule.makeup_days):
        if not dt.date(year - 1, 12, 1) <= day <= dt.date(year, 12, 31):
            message = f"a notice for {year} cannot settle `{day}`"
            raise CalendarError(message)
    for day in sorted(schedule.makeup_days):
        if day.weekday() < _SATURDAY:
            message = f"the make-up day `{day}` is a weekday"
            raise CalendarError(message)
        if day in schedule.off_days:
            message = f"`{day}` is both a day off and a make-up day"
            raise CalendarError(message)


def _days(days: Iterable[dt.date]) -> frozenset[dt.date]:
    return frozenset(dt.date.fromordinal(_ordinal(day)) for day in days)


def _ordinal(day: object) -> int:
    """The ordinal of a date that the calendar covers; anything else is refused, times of day too."""
    if not isinstance(day, dt.date):
        message = f"a date is needed, not `{day}`"
        raise CalendarError(message)
    if isinstance(day, dt.datetime):
        message = f"a date without a time is needed, not `{day}`"
        raise CalendarError(message)
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"`{day}` is outside the calendar, which covers {FIRST_DAY} to {LAST_DAY}"
        raise CalendarError(message)
    return day.toordinal()


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _year(item: tuple[int, Schedule]) -> int:
    return item[0]
