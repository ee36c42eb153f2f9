"""Days: a function of one date as a table by day number, filled as days come up."""

from __future__ import annotations

import datetime as dt
import threading
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


def _places(days: pl.Series) -> pl.Series:
    """Where the days stand in the table; null outside."""
    numbers = days.to_physical() - _FIRST
    is_outside = (numbers < 0) | (numbers >= _COUNT)
    return (numbers.set(is_outside, None) if is_outside.any() else numbers).cast(pl.UInt32)
