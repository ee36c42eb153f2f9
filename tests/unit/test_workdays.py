"""Working days against the notices of 2023 to 2026, and how far the calendar says that it knows."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

from sxguide import almanac, workdays
from sxguide.almanac import FIRST_DAY, LAST_DAY
from sxguide.errors import CalendarError
from sxguide.workdays import MAX_WORKING_DAYS, DueDate, WorkCalendar

FIXTURES = Path(__file__).parents[2] / "fixtures" / "calendar"
NOTICES = json.loads((FIXTURES / "notices.json").read_text("utf-8"))["notices"]
TERMS = json.loads((FIXTURES / "terms.json").read_text("utf-8"))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def days_from(first: str, last: str) -> list[dt.date]:
    ordinals = range(day(first).toordinal(), day(last).toordinal() + 1)
    return [dt.date.fromordinal(ordinal) for ordinal in ordinals]


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    """What was known before any notice for 2027."""
    return WorkCalendar.default().until(2026)


def test_each_day_of_2023_to_2026_is_what_the_notices_say(calendar):
    off = {d for n in NOTICES for s in n["spans"] for d in days_from(s["from"], s["to"])}
    makeup = {day(text) for notice in NOTICES for text in notice["makeup_days"]}
    wrong = [
        d
        for d in days_from("2022-12-31", "2026-12-31")
        if calendar.is_working_day(d) != (d not in off and (d.weekday() < 5 or d in makeup))
    ]
    assert wrong == []


@pytest.mark.parametrize("row", TERMS["working_days_per_month"], ids=lambda row: row["year"])
def test_the_months_have_as_many_working_days_as_counted_by_hand(calendar, row):
    year = row["year"]
    ends = [dt.date(year, month, 1) - dt.timedelta(days=1) for month in range(1, 13)]
    ends.append(dt.date(year, 12, 31))
    months = [calendar.count(start, end) for start, end in itertools.pairwise(ends)]
    assert months == row["months"]
    assert calendar.count(ends[0], ends[-1]) == row["total"]


@pytest.mark.parametrize(
    "row", TERMS["terms"], ids=lambda row: f"{row['start']}+{row['working_days']}"
)
def test_a_term_of_working_days_ends_as_counted_by_hand(calendar, row):
    due = calendar.due(day(row["start"]), row["working_days"])
    assert due == DueDate(day(row["due"]), provisional=False, provisional_years=())


def test_no_working_days_are_due_on_the_day_itself_and_never_provisional(calendar):
    holiday, far = day("2026-10-01"), day("2050-01-01")
    assert calendar.due(holiday, 0) == DueDate(holiday, provisional=False, provisional_years=())
    assert calendar.due(far, 0) == DueDate(far, provisional=False, provisional_years=())


@pytest.mark.parametrize(
    ("start", "count", "due", "years"),
    [
        ("2026-12-25", 1, "2026-12-28", ()),
        ("2026-12-25", 2, "2026-12-29", (2027,)),
        ("2026-12-31", 1, "2027-01-04", (2027,)),
        ("2026-12-31", 5, "2027-01-08", (2027,)),
        ("2027-12-24", 3, "2027-12-29", (2027, 2028)),
    ],
)
def test_a_term_beyond_the_last_notice_is_provisional_and_names_the_years(
    calendar, start, count, due, years
):
    found = calendar.due(day(start), count)
    assert (found.provisional, found.provisional_years) == (bool(years), years)
    assert found.date == day(due)


def test_a_long_term_names_every_year_without_a_notice_that_it_runs_over(calendar):
    assert calendar.due(day("2026-06-01"), 800).provisional_years == (2027, 2028, 2029)


def test_a_term_before_the_first_notice_is_provisional_too(calendar):
    first, _ = calendar.announced
    assert first == 2001
    assert calendar.due(dt.date(1999, 12, 20), 30).provisional_years == (1999, 2000)
    assert calendar.due(dt.date(2000, 12, 31), 5).provisional_years == ()


def test_a_year_without_a_notice_goes_by_weekdays_and_statutory_holidays():
    calendar = WorkCalendar.default().until(2024)
    assert not calendar.is_working_day(day("2025-01-29"))  # the first day of the lunar year
    assert calendar.is_working_day(day("2025-02-04"))  # off only by notice
    assert not calendar.is_working_day(day("2025-01-26"))  # made up only by notice
    assert calendar.due(day("2025-01-24"), 1).provisional_years == (2025,)


def test_a_calendar_until_a_year_knows_that_year_and_none_after_it(calendar):
    assert calendar.announced == (2001, 2026)
    assert calendar.until(2024).announced == (2001, 2024)
    assert calendar.until(2024).is_working_day(day("2024-10-12"))
    with pytest.raises(CalendarError, match="there is no notice for `2027`"):
        calendar.until(2027)
    with pytest.raises(CalendarError, match="there is no notice for `1999`"):
        calendar.until(1999)


def test_a_closure_is_a_day_off_whatever_the_notices_say(calendar):
    closed = calendar.with_closures([day("2026-11-24"), day("2026-10-10")])
    assert not closed.is_working_day(day("2026-10-10"))
    assert closed.due(day("2026-11-23"), 1).date == day("2026-11-25")
    assert calendar.due(day("2026-11-23"), 1).date == day("2026-11-24")


def made_up_notice_for_2027(calendar: WorkCalendar) -> WorkCalendar:
    off = [*days_from("2026-12-31", "2027-01-03"), *days_from("2027-02-05", "2027-02-11")]
    return calendar.with_schedule(2027, off, [day("2026-12-27"), day("2027-02-13")])


def test_a_newer_notice_settles_its_year_and_the_end_of_the_year_before(calendar):
    newer = made_up_notice_for_2027(calendar)
    assert newer.announced == (2001, 2027)
    due = newer.due(day("2026-12-25"), 5)
    assert due == DueDate(day("2027-01-04"), provisional=False, provisional_years=())
    assert newer.is_working_day(day("2026-12-27"))
    assert not newer.is_working_day(day("2027-02-11"))
    assert newer.is_working_day(day("2027-05-03"))  # the notice laid over does not name it
    assert newer.due(day("2027-12-24"), 3).provisional_years == (2028,)


def test_a_notice_laid_over_replaces_the_one_known_whole(calendar):
    newer = calendar.with_schedule(2026, [day("2026-10-01")], [])
    assert not newer.is_working_day(day("2026-10-01"))
    assert newer.is_working_day(day("2026-10-02"))
    assert not newer.is_working_day(day("2026-10-10"))
    assert calendar.is_working_day(day("2026-10-10"))
    first, last = calendar.announced
    for year in (first, last):
        assert calendar.with_schedule(year, [], []).is_working_day(dt.date(year, 1, 1))


def test_closures_outlast_a_newer_notice_and_an_older_state(calendar):
    closed = calendar.with_closures([day("2026-11-24")])
    assert not made_up_notice_for_2027(closed).is_working_day(day("2026-11-24"))
    assert not closed.until(2025).is_working_day(day("2026-11-24"))


def test_a_notice_may_settle_every_day_from_the_december_before(calendar):
    newer = calendar.with_schedule(2027, [day("2026-12-01"), day("2027-12-31")], [])
    assert not newer.is_working_day(day("2026-12-01"))
    assert not newer.is_working_day(day("2027-12-31"))


def test_of_two_notices_on_one_day_the_later_holds(calendar):
    newer = made_up_notice_for_2027(calendar)
    older = calendar.with_schedule(2026, [], [day("2026-12-27")])
    assert older.is_working_day(day("2026-12-27"))
    again = older.with_schedule(2027, [day("2026-12-27")], [])
    assert not again.is_working_day(day("2026-12-27"))
    assert newer.is_working_day(day("2026-12-27"))


@pytest.mark.parametrize(
    ("year", "off", "makeup", "words"),
    [
        (2028, [], [], "cannot follow the years known, 2001 to 2026"),
        (2000, [], [], "cannot follow"),
        (True, [], [], "cannot follow"),
        (2027, ["2026-11-30"], [], "a notice for 2027 cannot settle `2026-11-30`"),
        (2027, ["2028-01-01"], [], "cannot settle"),
        (2027, [], ["2027-02-12"], "the make-up day `2027-02-12` is a weekday"),
        (2027, ["2027-02-13"], ["2027-02-13"], "both a day off and a make-up day"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(calendar, year, off, makeup, words):
    off_days, makeup_days = [day(text) for text in off], [day(text) for text in makeup]
    with pytest.raises(CalendarError, match=words):
        calendar.with_schedule(year, off_days, makeup_days)


def test_the_version_tells_calendars_apart_and_nothing_else(calendar):
    base = calendar.version
    assert base.startswith("holidays-")
    assert base.endswith("/2026")
    closed = calendar.with_closures([day("2026-11-24")])
    assert closed.version.startswith(f"{base}+")
    assert closed.version == calendar.with_closures([day("2026-11-24")]).version
    assert closed.version != calendar.with_closures([day("2026-11-25")]).version
    assert made_up_notice_for_2027(calendar).version.rpartition("+")[0].endswith("/2027")


def test_the_same_notice_laid_over_changes_nothing(calendar):
    known = dict(calendar.schedules)[2026]
    again = calendar.with_schedule(2026, known.off_days, known.makeup_days)
    assert again == calendar
    assert again.version == calendar.version


@pytest.mark.parametrize(
    "wrong",
    [dt.datetime(2026, 1, 5), "2026-01-05", 20260105, True, None],  # noqa: DTZ001 — a naive time is what must be refused
)
def test_only_a_plain_date_is_taken(calendar, wrong: Any):
    with pytest.raises(CalendarError, match="a date"):
        calendar.is_working_day(wrong)
    with pytest.raises(CalendarError, match="a date"):
        calendar.due(wrong, 1)
    with pytest.raises(CalendarError, match="a date"):
        calendar.count(day("2026-01-05"), wrong)
    with pytest.raises(CalendarError, match="a date"):
        calendar.with_closures([wrong])


@pytest.mark.parametrize(
    "count",
    [
        -1,
        MAX_WORKING_DAYS + 1,
        pytest.param(10**5000, id="too long to print"),
        True,
        1.0,
        "1",
        None,
    ],
)
def test_only_a_whole_number_of_days_within_limits_is_taken(calendar, count: Any):
    with pytest.raises(CalendarError, match="whole number of working days from 0 to 10000"):
        calendar.due(day("2026-01-05"), count)


def test_days_outside_the_calendar_are_refused(calendar):
    with pytest.raises(CalendarError, match="covers 1990-01-01 to 2100-12-31"):
        calendar.is_working_day(FIRST_DAY - dt.timedelta(days=1))
    with pytest.raises(CalendarError, match="covers 1990-01-01 to 2100-12-31"):
        calendar.due(LAST_DAY + dt.timedelta(days=1), 0)
    with pytest.raises(CalendarError, match="lead beyond 2100-12-31"):
        calendar.due(LAST_DAY - dt.timedelta(days=10), 50)


def test_the_last_day_of_the_calendar_can_be_asked_for(calendar):
    assert calendar.is_working_day(LAST_DAY)
    assert calendar.due(LAST_DAY - dt.timedelta(days=1), 1).date == LAST_DAY
    assert not calendar.with_closures([LAST_DAY]).is_working_day(LAST_DAY)


def test_the_working_days_are_those_that_the_calendar_covers(calendar):
    # The first day is New Year's Day.
    assert calendar.ordinals[0] == FIRST_DAY.toordinal() + 1
    assert calendar.ordinals[-1] == LAST_DAY.toordinal()


def test_a_count_that_ends_before_it_begins_is_refused(calendar):
    assert calendar.count(day("2026-01-05"), day("2026-01-05")) == 0
    with pytest.raises(CalendarError, match="before it begins"):
        calendar.count(day("2026-01-06"), day("2026-01-05"))


def test_a_calendar_survives_pickling(calendar):
    copy = pickle.loads(pickle.dumps(calendar))
    assert copy == calendar
    assert copy.due(day("2026-02-13"), 7) == calendar.due(day("2026-02-13"), 7)


def test_eight_threads_on_first_use_share_one_right_calendar():
    workdays._default_calendar.cache_clear()
    almanac.almanac.cache_clear()
    barrier = threading.Barrier(8)
    seen: list[tuple[WorkCalendar, list[dt.date]]] = []

    def ask() -> None:
        barrier.wait()
        calendar = WorkCalendar.default()
        rows = TERMS["terms"]
        answers = [calendar.due(day(row["start"]), row["working_days"]).date for row in rows]
        seen.append((calendar, answers))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [day(row["due"]) for row in TERMS["terms"]]
    assert [answers for _, answers in seen] == [expected] * 8
    assert len({id(calendar) for calendar, _ in seen}) == 1
