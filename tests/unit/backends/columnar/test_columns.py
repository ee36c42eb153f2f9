"""Columns read as facts: their values, and the rows that want a closer look."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import condition, fact, small_guide

from sxguide.backends.columnar.columns import read_days, ready, stripped
from sxguide.backends.columnar.stages import Stages

FACTS = small_guide(
    condition("one", "person.able = true"),
    facts={"person.balance": fact("integer"), "person.score": fact("number", minimum=0.5)},
).facts
LEAP = dt.date(2008, 2, 29)
MOST = 10**15


def read(name, column):
    """The values of a column: `...` where a row wants a closer look, None where nobody's is known."""
    stages = Stages("~")
    frame = column.alias("column").to_frame()
    found = ready(FACTS[name], "column", column.dtype, lambda rows: stages.keep(str(rows), rows))
    bounds = [] if found.bounds is None else [found.bounds.beyond]
    shown = (
        stages.run(frame.lazy())
        .with_columns(value=found.part.rows, odd=pl.any_horizontal(False, *found.suspects, *bounds))
        .select("value", "odd")
        .collect()
    )
    return [... if odd else meant(found.part, value) for value, odd in shown.iter_rows()]


def meant(part, value):
    if value is None:
        return None
    match part.kind:
        case "number":
            return Decimal(value).scaleb(-part.scale)
        case "code":
            return part.words[value]
        case _:
            return value


def texts(*words):
    return pl.Series(words, dtype=pl.String)


def decimals(scale, *numbers):
    return pl.Series([each and Decimal(each) for each in numbers], dtype=pl.Decimal(38, scale))


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("person.able", pl.Series([True, None, False]), [True, None, False]),
        (
            "person.birth_date",
            pl.Series(
                [
                    LEAP,
                    None,
                    *(
                        dt.date(*day)
                        for day in [(1850, 1, 1), (1849, 12, 31), (2150, 12, 31), (2151, 1, 1)]
                    ),
                ]
            ),
            [LEAP, None, dt.date(1850, 1, 1), ..., dt.date(2150, 12, 31), ...],
        ),
        (
            "person.birth_date",
            texts("2008-02-29", None, "2009-02-29", "1849-12-31", "2150-12-31", ""),
            [LEAP, None, ..., ..., dt.date(2150, 12, 31), ...],
        ),
        ("person.months", pl.Series([7, None, 0, -1]), [7, None, 0, ...]),
        ("person.months", pl.Series([MOST - 1, MOST]), [MOST - 1, ...]),
        ("person.balance", pl.Series([1 - MOST, -MOST, -MOST - 1]), [1 - MOST, -MOST, ...]),
        ("person.months", pl.Series([127, -1], dtype=pl.Int8), [127, ...]),
        ("person.months", pl.Series([255, 0], dtype=pl.UInt8), [255, 0]),
        ("person.months", pl.Series([MOST, 0], dtype=pl.UInt64), [..., 0]),
        ("person.months", pl.Series([MOST, 0, -1], dtype=pl.Int128), [..., 0, ...]),
        ("person.balance", pl.Series([-128, 127], dtype=pl.Int8), [-128, 127]),
        ("person.months", decimals(2, "7", None, "7.5", "-1", MOST), [7, None, ..., ..., ...]),
        ("person.months", decimals(0, "7", "0", "-1"), [7, 0, ...]),
        ("person.pay", decimals(2, "7.25", "0", "-0.01"), [Decimal("7.25"), 0, ...]),
        ("person.pay", decimals(4, "7.25", "7.255", "7.2501"), [Decimal("7.25"), ..., ...]),
        ("person.share", decimals(4, "7.2501", "-7"), [Decimal("7.2501"), -7]),
        ("person.share", decimals(20, "0.00000000000000000001"), [...]),
        (
            "person.pay",
            texts("7.25", None, "7.255", "-1", "x", "1e2"),
            [Decimal("7.25"), None, ..., ..., ..., ...],
        ),
        ("person.share", texts("0.0000000001", "0.00000000001"), [Decimal("1E-10"), ...]),
        ("person.share", texts(str(MOST - 1), str(MOST), str(-MOST)), [MOST - 1, ..., -MOST]),
        ("person.score", texts("0.5", "0.49"), [Decimal("0.5"), ...]),
        ("person.score", decimals(2, "0.5", "0.49"), [Decimal("0.5"), ...]),
        ("person.score", pl.Series([1, 0]), [1, ...]),
        (
            "person.colour",
            texts("red", "值green", "the value blue", "pink", None),
            ["red", "green", "blue", ..., None],
        ),
        ("person.colour", pl.Series(["red", "pink"], dtype=pl.Categorical), ["red", ...]),
        (
            "person.colour",
            pl.Series(["值red", "pink", None], dtype=pl.Enum(["pink", "值red"])),
            ["red", ..., None],
        ),
        (
            "person.colour",
            pl.Series(["red", "blue"], dtype=pl.Enum(["blue", "red"])),
            ["red", "blue"],
        ),
        ("person.name", texts("", None, "a"), ["", None, "a"]),
        ("person.name", pl.Series(["a", None], dtype=pl.Categorical), ["a", None]),
    ],
)
def test_a_column_has_the_values_of_its_fact_and_what_cannot_be_wants_a_closer_look(
    name, column, values
):
    assert read(name, column) == values


def test_of_a_column_without_a_type_nothing_is_known():
    assert ready(FACTS["person.able"], "column", pl.Null(), lambda rows: rows) is None


@pytest.mark.parametrize(
    ("name", "dtype", "bounds"),
    [
        ("person.months", pl.UInt8, None),
        ("person.months", pl.Int8, (Decimal(0), None)),
        ("person.balance", pl.Int32, None),
        ("person.balance", pl.Int64, (-MOST, MOST)),
        ("person.months", pl.UInt64, (None, MOST)),
        ("person.months", pl.Int128, (Decimal(0), MOST)),
        ("person.score", pl.UInt8, (Decimal("0.5"), None)),
    ],
)
def test_a_column_is_looked_at_no_further_than_its_type_goes(name, dtype, bounds):
    found = ready(FACTS[name], "column", dtype(), lambda rows: rows)

    assert found.suspects == ()
    assert (found.bounds and (found.bounds.low, found.bounds.high)) == bounds


@pytest.mark.parametrize(
    ("column", "days"),
    [
        (pl.Series([LEAP, None]), [LEAP, None]),
        (texts("2008-02-29", "2009-02-29", None), [LEAP, None, None]),
        (pl.Series(["2008-02-29", None], dtype=pl.Categorical), [LEAP, None]),
        (pl.Series([7, 8]), [None, None]),
    ],
)
def test_days_are_read_of_dates_and_of_texts(column, days):
    found = read_days(column)

    assert (found.to_list(), found.dtype) == (days, pl.Date)


def test_a_value_has_no_zeros_that_only_its_column_adds():
    assert str(stripped(Decimal("7.500"))) == "7.5"
    assert stripped("7.500") == "7.500"
    assert str(stripped(Decimal("1234567890123456789012345678901234.5000"))).endswith("34.5")
