"""Months and years as the Civil Code counts them: worked examples and refusals."""

from __future__ import annotations

import datetime as dt

import pytest

from sxguide.errors import CalendarError
from sxguide.periods import add_months, add_years, months_between, years_between


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 3, 15), 1, dt.date(2026, 4, 15)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2026, 8, 31), 1, dt.date(2026, 9, 30)),
        (dt.date(2026, 2, 28), 1, dt.date(2026, 3, 28)),
        (dt.date(2026, 12, 31), 2, dt.date(2027, 2, 28)),
        (dt.date(2026, 3, 31), -1, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 15), -1, dt.date(2025, 12, 15)),
        (dt.date(2026, 5, 5), 0, dt.date(2026, 5, 5)),
        (dt.date(1, 1, 1), 12 * 9999 - 1, dt.date(9999, 12, 1)),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day_or_the_months_last(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("birth", "years", "expected"),
    [
        (dt.date(1966, 11, 23), 60, dt.date(2026, 11, 23)),
        (dt.date(2004, 2, 29), 16, dt.date(2020, 2, 29)),
        (dt.date(2004, 2, 29), 17, dt.date(2021, 2, 28)),
        (dt.date(2026, 2, 28), -2, dt.date(2024, 2, 28)),
    ],
)
def test_an_age_is_reached_on_the_birthday(birth, years, expected):
    assert add_years(birth, years) == expected


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (dt.date(2026, 1, 15), dt.date(2026, 2, 14), 0),
        (dt.date(2026, 1, 15), dt.date(2026, 2, 15), 1),
        (dt.date(2026, 1, 31), dt.date(2026, 2, 27), 0),
        (dt.date(2026, 1, 31), dt.date(2026, 2, 28), 1),
        (dt.date(2024, 1, 31), dt.date(2024, 2, 28), 0),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28), 12),
        (dt.date(2026, 2, 28), dt.date(2026, 1, 31), -1),
        (dt.date(2026, 2, 15), dt.date(2026, 1, 16), 0),
        (dt.date(1, 1, 1), dt.date(9999, 12, 31), 12 * 9999 - 1),
    ],
)
def test_months_between_counts_the_periods_that_have_ended(start, end, months):
    assert months_between(start, end) == months


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (dt.date(2010, 11, 23), dt.date(2026, 11, 22), 15),
        (dt.date(2010, 11, 23), dt.date(2026, 11, 23), 16),
        (dt.date(2004, 2, 29), dt.date(2021, 2, 27), 16),
        (dt.date(2004, 2, 29), dt.date(2021, 2, 28), 17),
        (dt.date(2026, 1, 1), dt.date(2024, 7, 1), -1),
        (dt.date(2026, 1, 1), dt.date(2025, 7, 1), 0),
    ],
)
def test_years_between_counts_full_years_towards_zero(start, end, years):
    assert years_between(start, end) == years


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (dt.date(9999, 12, 1), 1),
        (dt.date(1, 1, 31), -1),
        pytest.param(dt.date(2026, 1, 1), 10**5000, id="too long to print"),
        (dt.date(2026, 1, 1), -(10**40)),
    ],
)
def test_a_result_outside_the_calendar_is_refused_in_our_words(day, months):
    with pytest.raises(CalendarError, match="outside the years 1 to 9999"):
        add_months(day, months)


def test_years_outside_the_calendar_are_refused_as_well():
    with pytest.raises(CalendarError, match="outside the years 1 to 9999"):
        add_years(dt.date(2026, 1, 1), 8000)


@pytest.mark.parametrize("day", [dt.datetime(2026, 1, 1), "2026-01-01", None, 20260101])  # noqa: DTZ001 — a naive time is what must be refused
def test_only_a_plain_date_is_taken(day):
    with pytest.raises(CalendarError, match="a date"):
        add_months(day, 1)
    with pytest.raises(CalendarError, match="a date"):
        add_years(day, 1)
    with pytest.raises(CalendarError, match="a date"):
        months_between(day, dt.date(2026, 1, 1))
    with pytest.raises(CalendarError, match="a date"):
        years_between(dt.date(2026, 1, 1), day)


@pytest.mark.parametrize("count", [True, 1.0, "1", None])
def test_only_a_whole_number_is_taken(count):
    for question in (add_months, add_years):
        with pytest.raises(CalendarError, match="a whole number"):
            question(dt.date(2026, 1, 1), count)
