"""Days: a function of one date as a table by day number: filled by Polars at once, or by Python as days come up."""

from __future__ import annotations

import datetime as dt
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from sxguide.cases import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from collections.abc import Callable

_EPOCH = dt.date(1970, 1, 1)
_FIRST = (FIRST_DAY - _EPOCH).days
_COUNT = (LAST_DAY - FIRST_DAY).days + 1


class DayTable:
    """What `work_out` makes of a day; null where it makes nothing. Safe to share between threads."""

    def __init__(
        self, work_out: Callable[[dt.date], object], dtype: pl.DataType | type[pl.DataType]
    ) -> None:
        self._work_out = work_out
        self._dtype = dtype
        self._values = pl.repeat(None, _COUNT, dtype=dtype, eager=True)
        self._filled = pl.repeat(False, _COUNT, dtype=pl.Boolean, eager=True)  # noqa: FBT003 — a value like others
        self._lock = threading.Lock()

    def rows(self, days: pl.Expr) -> pl.Expr:
        """The values for a column of dates; null where the date is, or lies outside all facts."""
        return days.map_batches(self.of, return_dtype=self._dtype, is_elementwise=True)

    def of(self, days: pl.Series) -> pl.Series:
        """The values for some dates."""
        places = _places(days)
        values = self._values.gather(places)
        if values.null_count() > places.null_count():
            open_places = places.filter(values.is_null() & places.is_not_null()).unique()
            missing = open_places.filter(~self._filled.gather(open_places))
            if len(missing):
                self._fill(missing)
            # Another thread may have filled them in the meantime.
            values = self._values.gather(places)
        return values.alias(days.name)

    def _fill(self, places: pl.Series) -> None:
        found = [self._work_out(FIRST_DAY + dt.timedelta(place)) for place in places]
        with self._lock:
            values = pl.Series(found, dtype=self._dtype)
            self._values = self._values.clone().scatter(places, values)
            self._filled = self._filled.clone().scatter(places, True)  # noqa: FBT003 — a value like others


class Shift:
    """A function from dates to dates that takes Polars long; looked up where facts may lie. Safe to share between threads."""

    def __init__(self, work_out: Callable[[pl.Expr], pl.Expr]) -> None:
        self._work_out = work_out
        every = pl.date_range(FIRST_DAY, LAST_DAY, eager=True)
        self._values = self._worked_out(every)

    def rows(self, days: pl.Expr, span: tuple[dt.date, dt.date]) -> pl.Expr:
        """The dates for a column of dates; null where a date is, or lies outside the span."""

        def of(batch: pl.Series) -> pl.Series:
            places = _places(batch)
            if places.null_count() == batch.null_count():
                return self._values.gather(places).alias(batch.name)
            is_within = batch.is_between(*span)
            return self._worked_out(batch.set(~is_within, None)).alias(batch.name)

        return days.map_batches(of, return_dtype=pl.Date, is_elementwise=True)

    def _worked_out(self, days: pl.Series) -> pl.Series:
        return days.to_frame().select(self._work_out(pl.first())).to_series()


@lru_cache(maxsize=100)
def months_later(months: int) -> Shift:
    """The corresponding day so many months later, or earlier, at most the month's last."""
    return Shift(lambda days: days.dt.offset_by(f"{months}mo"))


@lru_cache(maxsize=28)
def in_its_month(day: int) -> Shift:
    """That day of the month that a date is in; every month has it."""
    return Shift(lambda days: days.dt.month_start() + pl.duration(days=day - 1))


def _places(days: pl.Series) -> pl.Series:
    """Where the days stand in the table; null outside."""
    numbers = days.to_physical() - _FIRST
    is_outside = (numbers < 0) | (numbers >= _COUNT)
    return (numbers.set(is_outside, None) if is_outside.any() else numbers).cast(pl.UInt32)
