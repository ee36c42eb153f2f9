"""Parts of columns: codes among codes, numbers against cuts, numbers at a finer scale."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from sxguide.backends.columnar.parts import (
    Part,
    Unfit,
    digits_of,
    fixed,
    is_one_of,
    reaches,
    scale_of,
    scaled,
    whole_at,
    without_absent,
)
from sxguide.values import Unknown

UNKNOWN = Unknown(frozenset({"person.months"}))
COLUMN = pl.col("column")


def shown(rows, values, dtype):
    frame = pl.DataFrame({"column": pl.Series(values, dtype=dtype)})
    return frame.select(rows).to_series().to_list()


def number(**more):
    return Part("number", COLUMN, **{"digits": 4, **more})


@pytest.mark.parametrize("count", [5, 6, 9])
@pytest.mark.parametrize(
    "wanted", [[], [0], [1, 3], [0, 2, 4], [0, 1, 2, 3], [0, 1, 2, 3, 4], [4, 3, 2, 1]]
)
def test_a_code_is_one_of_those_wanted(wanted, count):
    codes = [*range(count), None]

    found = shown(is_one_of(COLUMN, wanted, count), codes, pl.UInt8)

    assert found == [None if code is None else code in wanted for code in codes]


def test_an_enumeration_is_known_by_its_words():
    part = Part("code", COLUMN, words=("red", None, "blue"))

    assert shown(part.coded(["red", "pink"]), [0, 1, 2, None], pl.UInt8) == [
        *(True, False, False),
        None,
    ]


VALUES = [-2, -1, 0, 1, 2, 3, 7, None]
CUTS = [*map(Decimal, ("-1", "0", "1", "1.5", "2", "2.4", "-0.5", "3E+20", "-3E+20", "1E+40"))]


@pytest.mark.parametrize("is_behind", [False, True])
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize(("scale", "factor"), [(0, 1), (1, 1), (0, 3), (1, -2), (2, 25)])
def test_a_number_reaches_a_cut_or_lies_behind_it(scale, factor, cut, is_behind):
    part = number(scale=scale, factor=factor)

    found = shown(reaches(part, (cut, is_behind)), VALUES, pl.Int64)

    def does(value):
        meant = Decimal(value * factor).scaleb(-scale)
        return meant > cut if is_behind else meant >= cut

    assert found == [None if value is None else does(value) for value in VALUES]


@pytest.mark.parametrize("is_behind", [False, True])
def test_a_date_reaches_a_cut_or_lies_behind_it(is_behind):
    days = [dt.date(2026, 1, day) for day in (1, 2, 3)]
    part = Part("date", COLUMN)

    found = shown(reaches(part, (days[1], is_behind)), [*days, None], pl.Date)

    assert found == [False, not is_behind, True, None]


@pytest.mark.parametrize(
    ("part", "cut"),
    [
        (Part("truth", COLUMN), Decimal(1)),
        (Part("date", COLUMN), Decimal(1)),
        (number(), dt.date(2026, 1, 1)),
        (number(), "1"),
    ],
)
def test_nothing_else_has_cuts(part, cut):
    with pytest.raises(Unfit):
        reaches(part, (cut, False))


@pytest.mark.parametrize(
    ("part", "scale", "values"),
    [
        (number(), 0, [7, -1, None]),
        (number(), 2, [700, -100, None]),
        (number(scale=1), 1, [7, -1, None]),
        (number(scale=1), 3, [700, -100, None]),
        (number(scale=1, factor=5), 1, [35, -5, None]),
        (number(scale=1, factor=5), 2, [350, -50, None]),
        (number(digits=30), 4, [70000, -10000, None]),
        (number(wide=True), 1, [70, -10, None]),
    ],
)
def test_a_number_at_a_finer_scale_is_wide(part, scale, values):
    dtype = pl.Int128 if part.wide else pl.Int64
    frame = pl.DataFrame({"column": pl.Series([7, -1, None], dtype=dtype)})

    found = frame.select(scaled(part, scale)).to_series()

    assert (found.to_list(), found.dtype) == (values, pl.Int128)


@pytest.mark.parametrize(
    ("part", "scale"),
    [
        (number(digits=30), 5),
        (number(scale=2), 1),
        (fixed(Decimal("0.25")), 1),
        (fixed(Decimal("1E+30")), 5),
        (fixed("7"), 0),
    ],
)
def test_a_number_has_no_coarser_scale_and_no_more_than_34_digits(part, scale):
    with pytest.raises(Unfit):
        scaled(part, scale)


@pytest.mark.parametrize(
    ("text", "scale", "whole"),
    [
        *(("0.25", 2, 25), ("0.25", 4, 2500), ("-0.25", 2, -25), ("0.50", 1, 5), ("7", 0, 7)),
        *(("7E+2", 0, 700), ("7E+2", 1, 7000), ("0", 5, 0), ("-0", 2, 0), ("1E+33", 0, 10**33)),
    ],
)
def test_a_number_times_a_power_of_ten_is_whole(text, scale, whole):
    assert whole_at(Decimal(text), scale) == whole


@pytest.mark.parametrize(
    ("text", "scale"),
    [("0.25", 1), ("0.001", 2), ("1E+34", 0), ("1E+33", 1), ("NaN", 0), ("Infinity", 0)],
)
def test_what_is_not_whole_then_or_too_long_is_refused(text, scale):
    with pytest.raises(Unfit):
        whole_at(Decimal(text), scale)


@pytest.mark.parametrize(
    ("part", "scale", "digits"),
    [
        (number(scale=3, digits=9), 3, 9),
        (fixed(Decimal("0.25")), 2, 2),
        (fixed(Decimal("-12.50")), 2, 4),
        (fixed(Decimal("7E+2")), 0, 3),
        (fixed(Decimal(0)), 0, 1),
    ],
)
def test_a_number_tells_its_scale_and_its_digits(part, scale, digits):
    assert (scale_of(part), digits_of(part)) == (scale, digits)


@pytest.mark.parametrize("value", ["7", None, True, Decimal("NaN")])
def test_what_is_no_number_has_no_scale(value):
    with pytest.raises(Unfit):
        scale_of(fixed(value))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, "truth"),
        (Decimal(7), "number"),
        ("a", "text"),
        (dt.date(2026, 1, 1), "date"),
        (dt.datetime(2026, 1, 1), None),  # noqa: DTZ001 — a moment is no date
        (dt.timedelta(1), None),
        (None, None),
        (UNKNOWN, None),
    ],
)
def test_a_value_that_all_rows_share_has_a_kind_and_no_column(value, kind):
    part = fixed(value)

    assert (part.kind, part.value) == (kind, value)
    assert (part.is_fixed, part.is_null, part.is_unknown) == (True, value is None, value is UNKNOWN)
    with pytest.raises(Unfit):
        part.rows  # noqa: B018 — to read it is what is refused


def test_a_column_is_neither_fixed_nor_null_nor_unknown():
    part = Part("truth", COLUMN, absent=COLUMN)

    assert (part.is_fixed, part.is_null, part.is_unknown) == (False, False, False)
    assert without_absent(part).absent is None
