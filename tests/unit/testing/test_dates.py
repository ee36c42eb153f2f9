"""Dates: working days, and days beside the changes of a parameter."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import find, given, settings
from tests.rulebooks import condition, entry, fact, parameter, small_guide

from sxguide.errors import CalendarError, DrawingError
from sxguide.testing import dates_around, working_days
from sxguide.workdays import WorkCalendar

CALENDAR = WorkCalendar.default()


def drawn(strategy, count=200):
    found = set()

    @settings(max_examples=count)
    @given(strategy)
    def collect(day):
        found.add(day)

    collect()
    return found


@given(working_days())
def test_a_working_day_is_one_and_announced(day):
    assert CALENDAR.is_working_day(day)
    assert CALENDAR.announced[0] <= day.year <= CALENDAR.announced[1]


def test_working_days_lie_beside_holidays_and_at_weekends():
    found = drawn(working_days(first=dt.date(2026, 1, 1), last=dt.date(2026, 3, 15)))

    # The make-up Saturdays of the Spring Festival, and the days around its nine days off.
    assert {dt.date(2026, 2, 14), dt.date(2026, 2, 28), dt.date(2026, 2, 24)} <= found


def test_a_working_day_shrinks_to_the_first():
    strategy = working_days(first=dt.date(2026, 5, 1), last=dt.date(2026, 12, 31))

    assert find(strategy, lambda _: True) == dt.date(2026, 5, 6)
    assert find(strategy, lambda day: day.month >= 9) == dt.date(2026, 9, 1)


def test_closures_of_ones_own_are_no_working_days():
    closed = CALENDAR.with_closures([dt.date(2026, 6, 1)])
    strategy = working_days(first=dt.date(2026, 6, 1), last=dt.date(2026, 6, 3), calendar=closed)

    assert drawn(strategy, 50) == {dt.date(2026, 6, 2), dt.date(2026, 6, 3)}


def test_a_week_of_holidays_has_no_working_day():
    with pytest.raises(DrawingError, match="no working day from 2026-10-01 to 2026-10-07"):
        working_days(first=dt.date(2026, 10, 1), last=dt.date(2026, 10, 7))


@pytest.mark.parametrize("day", ["2026-10-01", dt.date(1, 1, 1), dt.datetime(2026, 1, 1)])  # noqa: DTZ001 — refused
def test_what_is_no_day_of_the_calendar_is_refused(day):
    with pytest.raises(CalendarError):
        working_days(first=day)


YEARLY = {
    "facts": {"person.year": fact("integer", unit="one")},
    "parameters": {
        "fund.months": parameter(
            "integer",
            entry(12, until="2024-12-31"),
            entry(24, **{"from": "2025-01-01"}, published="2025-03-05"),
        ),
        "fund.base": parameter("integer", entry(7, key=2026), keyed_by="person.year"),
        "fund.always": parameter("integer", entry(1)),
    },
}


def test_dates_lie_on_both_sides_of_every_change():
    guide = small_guide(condition("wants", "person.wants = true"), **YEARLY)

    changes = drawn(dates_around("fund.months", guide=guide))
    years = drawn(dates_around("param.fund.base", guide=guide))

    assert {
        dt.date(2024, 12, 31),
        dt.date(2025, 1, 1),
        dt.date(2025, 3, 4),
        dt.date(2025, 3, 5),
    } <= changes
    assert {
        dt.date(2025, 12, 31),
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
        dt.date(2027, 1, 1),
    } <= years
    assert min(changes) >= dt.date(2024, 1, 1)
    assert len(changes) > 20


def test_what_never_changes_has_days_around_its_last_check():
    guide = small_guide(condition("wants", "person.wants = true"), **YEARLY)

    assert find(dates_around("fund.always", guide=guide), lambda _: True) == dt.date(2026, 1, 1)


def test_a_parameter_that_does_not_exist_is_refused_with_the_nearest():
    guide = small_guide(condition("wants", "person.wants = true"), **YEARLY)

    with pytest.raises(DrawingError, match=r"`fund\.month`: did you mean `fund\.months`"):
        dates_around("fund.month", guide=guide)
