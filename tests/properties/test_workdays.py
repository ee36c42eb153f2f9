"""Laws that working days obey on every day of the calendar."""

from __future__ import annotations

import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from sxguide.almanac import FIRST_DAY
from sxguide.workdays import WorkCalendar

CALENDAR = WorkCalendar.default().until(2026)
DAYS = st.dates(FIRST_DAY, dt.date(2090, 12, 31))
NEAR = st.dates(dt.date(2017, 12, 1), dt.date(2028, 1, 31))
COUNTS = st.integers(1, 300)
ONE_DAY = dt.timedelta(days=1)


@given(DAYS, COUNTS)
def test_a_due_date_is_a_working_day_after_the_start(start, count):
    due = CALENDAR.due(start, count).date
    assert due > start
    assert CALENDAR.is_working_day(due)


@given(DAYS, COUNTS)
def test_counting_to_the_due_date_gives_the_term_back(start, count):
    due = CALENDAR.due(start, count).date
    assert CALENDAR.count(start, due) == count
    assert CALENDAR.count(start, due - ONE_DAY) == count - 1


@given(NEAR, st.integers(1, 40))
@example(dt.date(2024, 2, 2), 7)
def test_the_due_date_is_the_one_a_walk_over_the_days_finds(start, count):
    day, left = start, count
    while left:
        day += ONE_DAY
        left -= CALENDAR.is_working_day(day)
    assert CALENDAR.due(start, count).date == day


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_is_never_due_earlier(first, second, count):
    earlier, later = sorted([first, second])
    assert CALENDAR.due(earlier, count).date <= CALENDAR.due(later, count).date


@given(DAYS, COUNTS)
def test_one_working_day_more_is_due_later(start, count):
    assert CALENDAR.due(start, count).date < CALENDAR.due(start, count + 1).date


@given(DAYS, COUNTS, COUNTS)
def test_two_terms_one_after_the_other_make_one(start, first, second):
    middle = CALENDAR.due(start, first).date
    assert CALENDAR.due(middle, second).date == CALENDAR.due(start, first + second).date


@given(NEAR, st.integers(0, 60))
def test_a_term_is_provisional_exactly_when_it_names_years_and_only_unknown_ones(start, count):
    due = CALENDAR.due(start, count)
    assert due.provisional == bool(due.provisional_years)
    assert all(year > 2026 for year in due.provisional_years)
    assert due.provisional == (count > 0 and due.date >= dt.date(2026, 12, 29))


@given(NEAR, st.integers(1, 60), st.sets(NEAR, max_size=20))
def test_closures_never_make_a_term_shorter(start, count, closures):
    closed = CALENDAR.with_closures(closures)
    assert closed.due(start, count).date >= CALENDAR.due(start, count).date


@given(NEAR, st.integers(1, 60))
def test_what_is_certain_does_not_change_when_a_notice_is_added(start, count):
    before = CALENDAR.until(2025).due(start, count)
    after = CALENDAR.due(start, count)
    assert before.provisional or before == after
