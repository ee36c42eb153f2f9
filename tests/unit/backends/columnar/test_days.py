"""Functions of one date: looked up by day, worked out once a day, within the days that facts may be."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from sxguide.backends.columnar.days import DayTable, in_its_month, months_later
from sxguide.cases import FIRST_DAY, LAST_DAY

LEAP = dt.date(2008, 2, 29)
BEFORE, AFTER = FIRST_DAY - dt.timedelta(1), LAST_DAY + dt.timedelta(1)
SPAN = (FIRST_DAY, LAST_DAY)


def column(*days):
    return pl.DataFrame({"day": pl.Series(days, dtype=pl.Date)})


def test_a_day_is_worked_out_once_and_looked_up_afterwards():
    asked = []

    def weekend(day):
        asked.append(day)
        return None if day == LEAP else day.weekday() > 4

    table = DayTable(weekend, pl.Boolean)
    rows = table.rows(pl.col("day"))
    sunday, monday = dt.date(2026, 6, 7), dt.date(2026, 6, 8)

    first = column(sunday, None, LEAP, sunday, FIRST_DAY, LAST_DAY).select(rows).to_series()
    second = column(monday, LEAP, sunday, BEFORE, AFTER).select(rows).to_series()

    assert first.to_list() == [
        True,
        None,
        None,
        True,
        FIRST_DAY.weekday() > 4,
        LAST_DAY.weekday() > 4,
    ]
    assert second.to_list() == [False, None, True, None, None]
    assert sorted(asked) == [FIRST_DAY, LEAP, sunday, monday, LAST_DAY]
    assert (first.name, first.dtype) == ("day", pl.Boolean)


@pytest.mark.parametrize("is_beyond", [False, True], ids=["facts alone", "with other days"])
@pytest.mark.parametrize(
    ("months", "days"),
    [
        (
            1,
            {
                LEAP: dt.date(2008, 3, 29),
                dt.date(2026, 1, 31): dt.date(2026, 2, 28),
                FIRST_DAY: dt.date(1850, 2, 1),
            },
        ),
        (-12, {LEAP: dt.date(2007, 2, 28), LAST_DAY: dt.date(2149, 12, 31)}),
    ],
)
def test_so_many_months_later_is_the_same_day_at_most_the_last(months, days, is_beyond):
    rows = months_later(months).rows(pl.col("day"), SPAN)
    given = [*days, None, *([BEFORE, AFTER] if is_beyond else [])]

    found = column(*given).select(rows).to_series()

    assert found.to_list() == [*days.values(), *[None] * (len(given) - len(days))]
    assert (found.name, found.dtype) == ("day", pl.Date)


def test_days_of_a_wider_span_are_worked_out_as_well():
    rows = months_later(1).rows(pl.col("day"), (BEFORE, AFTER))

    found = column(BEFORE, AFTER, AFTER + dt.timedelta(1), LEAP).select(rows).to_series()

    assert found.to_list() == [
        dt.date(1850, 1, 31),
        dt.date(2151, 2, 1),
        None,
        dt.date(2008, 3, 29),
    ]


@pytest.mark.parametrize(("day", "first"), [(1, dt.date(2008, 2, 1)), (28, dt.date(2008, 2, 28))])
def test_a_day_of_the_month_that_a_date_is_in(day, first):
    rows = in_its_month(day).rows(pl.col("day"), SPAN)

    assert column(LEAP, None).select(rows).to_series().to_list() == [first, None]
