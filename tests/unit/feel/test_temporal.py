"""Dates, times and durations: what is read, what is refused, and how values are written."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxguide.feel.temporal import read_temporal, to_text
from sxguide.values import MonthsDuration

_DAYS = st.timedeltas()
_MONTHS = st.builds(MonthsDuration, st.integers(-(10**9), 10**9))
_OFFSETS = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
_ZONES = st.none() | st.just(dt.UTC) | _OFFSETS | st.just(ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-11-23", dt.date(2026, 11, 23)),
        ("10:30:00", dt.time(10, 30)),
        ("10:30:00.25Z", dt.time(10, 30, 0, 250_000, dt.UTC)),
        ("10:30:00-00:00", dt.time(10, 30, tzinfo=dt.UTC)),
        ("10:30:00@Asia/Shanghai", dt.time(10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))),
        ("2026-11-23T10:30:00", dt.datetime(2026, 11, 23, 10, 30)),  # noqa: DTZ001 — local time
        (
            "2026-11-23T10:30:00+08:00",
            dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        ),
        ("2026-12-31T24:00:00Z", dt.datetime(2027, 1, 1, tzinfo=dt.UTC)),
        ("P1Y8M", MonthsDuration(20)),
        ("-P3M", MonthsDuration(-3)),
        ("P1DT2H3M4.5S", dt.timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("-PT36H", dt.timedelta(hours=-36)),
        ("PT0.S", dt.timedelta()),
    ],
)
def test_a_text_in_the_standards_form_is_read(text, value):
    assert read_temporal(text) == value
    assert type(read_temporal(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-29",
        "2026-13-01",
        "26-01-01",
        "+2026-01-01",
        "2026-1-1",
        "２０２６-01-01",
        "2026-01-01T",
        "10:30",
        "10:60:00",
        "24:00:01",
        "10:30:00+5:00",
        "10:30:00+15:00",
        "10:30:00+02:60",
        "10:30:00@Nowhere/Land",
        "10:30:00@../../etc/passwd",
        "10:30:00+02:00@Europe/Paris",
        "P",
        "PT",
        "P1DT",
        "P1S",
        "P1Y1D",
        "1Y",
        "P1.5Y",
    ],
)
def test_a_text_in_any_other_form_is_refused(text):
    assert read_temporal(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "10000-01-01",
        "-2026-01-01",
        "0000-01-01",
        "10:30:00.1234567",
        "9999-12-31T24:00:00",
        "P9999999999D",
    ],
)
def test_what_the_calendar_cannot_hold_exactly_is_refused_and_not_rounded(text):
    assert read_temporal(text) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.timedelta(), "PT0S"),
        (dt.timedelta(hours=24), "P1D"),
        (dt.timedelta(minutes=1000), "PT16H40M"),
        (-dt.timedelta(hours=1, minutes=2), "-PT1H2M"),
        (dt.timedelta(microseconds=500_000), "PT0.5S"),
        (MonthsDuration(0), "P0M"),
        (MonthsDuration(100), "P8Y4M"),
        (
            dt.time(11, 59, 45, tzinfo=dt.timezone(dt.timedelta(hours=2, minutes=45, seconds=55))),
            "11:59:45+02:45:55",
        ),
        (dt.time(0, 1, tzinfo=ZoneInfo("Etc/UTC")), "00:01:00@Etc/UTC"),
    ],
)
def test_a_value_is_written_in_its_canonical_form(value, text):
    assert to_text(value) == text


@given(st.dates() | st.times(timezones=_ZONES) | st.datetimes(timezones=_ZONES) | _DAYS | _MONTHS)
def test_what_is_written_reads_back_as_the_same_value(value):
    read = read_temporal(to_text(value))

    assert read == value
    assert to_text(read) == to_text(value)
