"""Laws that months and years obey on every date."""

from __future__ import annotations

import calendar
import datetime as dt

from hypothesis import assume, example, given
from hypothesis import strategies as st

from sxguide.periods import add_months, add_years, months_between, years_between

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
MONTHS = st.integers(-1200, 1200)


@given(DATES, MONTHS)
@example(dt.date(2024, 2, 29), 12)
def test_the_month_is_the_one_counted_to_and_the_day_the_corresponding_or_the_last(day, months):
    result = add_months(day, months)
    assert (result.year - day.year) * 12 + result.month - day.month == months
    last = calendar.monthrange(result.year, result.month)[1]
    assert result.day == min(day.day, last)


@given(DATES, MONTHS, MONTHS)
def test_more_months_never_lead_to_an_earlier_day(day, fewer, more):
    assume(fewer < more)
    assert add_months(day, fewer) < add_months(day, more)


@given(DATES, DATES, MONTHS)
def test_a_later_start_never_leads_to_an_earlier_day(first, second, months):
    earlier, later = sorted([first, second])
    assert add_months(earlier, months) <= add_months(later, months)


@given(DATES, DATES)
@example(dt.date(2026, 1, 31), dt.date(2026, 2, 28))
def test_months_between_is_the_greatest_count_that_has_ended(first, second):
    start, end = sorted([first, second])
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@given(DATES, st.integers(0, 1200))
def test_months_between_takes_back_what_add_months_gave(day, months):
    assert months_between(day, add_months(day, months)) == months


@given(DATES, DATES)
def test_months_and_years_between_change_sign_with_the_direction(start, end):
    assert months_between(start, end) == -months_between(end, start)
    assert years_between(start, end) == -years_between(end, start)


@given(DATES, DATES, DATES)
def test_a_later_end_never_has_fewer_months(start, first, second):
    earlier, later = sorted([first, second])
    assert months_between(start, earlier) <= months_between(start, later)


@given(DATES, st.integers(0, 120))
def test_an_age_is_not_reached_on_the_day_before_the_birthday(birth, age):
    birthday = add_years(birth, age)
    assert years_between(birth, birthday) == age
    assert age == 0 or years_between(birth, birthday - dt.timedelta(days=1)) == age - 1


@given(DATES, st.integers(-100, 100))
def test_a_year_is_twelve_months(day, years):
    assert add_years(day, years) == add_months(day, 12 * years)
