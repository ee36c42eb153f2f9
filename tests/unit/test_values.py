"""Values: unknowns join their reasons, durations write themselves, texts become numbers and dates exactly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sxguide.values import MonthsDuration, Unknown, exact_number, iso_date


def test_two_unknowns_wait_for_what_both_wait_for():
    assert Unknown(frozenset("a")) | Unknown(frozenset("b")) == Unknown(frozenset("ab"))


def test_an_unknown_that_waits_for_more_is_kept_as_it_is():
    more = Unknown(frozenset("ab"))

    assert more | Unknown(frozenset("a")) is more


def test_an_unknown_is_never_taken_for_true_or_false():
    with pytest.raises(TypeError, match="an unknown value is neither true nor false"):
        bool(Unknown(frozenset()))


@pytest.mark.parametrize(
    ("months", "text"),
    [(20, "P1Y8M"), (12, "P1Y"), (8, "P8M"), (0, "P0M"), (-3, "-P3M"), (-15, "-P1Y3M")],
)
def test_a_duration_of_months_is_written_in_years_and_months(months, text):
    assert str(MonthsDuration(months)) == text


def test_durations_of_months_are_ordered():
    assert MonthsDuration(11) < MonthsDuration(12)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Decimal(0)),
        ("-12", Decimal(-12)),
        ("0.080", Decimal("0.080")),
        ("1" * 34, Decimal("1" * 34)),
        ("1" * 35, None),
        ("010", None),
        ("1e3", None),
        ("1,000", None),
        (".5", None),
        ("5.", None),
        ("+1", None),
        ("NaN", None),
        ("Infinity", None),
        ("１", None),
        ("1\n", None),
        ("", None),
    ],
)
def test_only_plain_digits_write_a_number(text, number):
    assert exact_number(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", dt.date(2024, 2, 29)),
        ("2023-02-29", None),
        ("2026-13-01", None),
        ("2026-6-1", None),
        ("20260601", None),
        ("2026-W23-1", None),
        ("2026-06-01T00:00", None),
        ("2026-06-01\n", None),
        ("二〇二六", None),
    ],
)
def test_only_one_way_of_writing_a_date_is_read(text, day):
    assert iso_date(text) == day
