"""The columns of a result, the room of their numbers, and where columns of facts end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import condition, formula, small_guide

from sxguide.backends.columnar.plan import Bounds
from sxguide.backends.columnar.results import INCLUDES, Request, has_room, row_of
from sxguide.errors import CaseError

ON = dt.date(2026, 6, 1)
OUTPUTS = {
    "whether": formula("boolean", "person.wants", given="always"),
    "when": formula("date", "application.date", given="always"),
    "months": formula("integer", "person.months", given="always"),
    "pay": formula("money", "person.pay * person.share", given="always"),
    "share": formula("number", "person.months / 3", given="always"),
    "words": formula("text", '"a"', given="always"),
}
GUIDE = small_guide(
    {"all": [condition("able", "person.able = true"), condition("named", 'person.name = "a"')]},
    rules={"benefit": OUTPUTS},
)
SERVICE = GUIDE.service("some")
COLUMNS = {
    "outcome": pl.Enum(["eligible", "ineligible", "undetermined"]),
    "whether": pl.Boolean(),
    "when": pl.Date(),
    "months": pl.Int64(),
    "pay": pl.Decimal(38, 2),
    "share": pl.Decimal(38, 12),
    "words": pl.String(),
    "due": pl.Date(),
    "provisional": pl.Boolean(),
}
CONDITIONS = {"condition.able": pl.Boolean(), "condition.named": pl.Boolean()}
MISSING = {"missing": pl.List(pl.String())}


@pytest.mark.parametrize(
    ("include", "more"),
    [
        ((), {}),
        (("problem",), {}),
        (("conditions",), CONDITIONS),
        (("missing",), MISSING),
        (INCLUDES, CONDITIONS | MISSING),
    ],
)
def test_a_result_has_the_columns_that_are_asked_for(include, more):
    request = Request({"": SERVICE, "x.": SERVICE}, ON, include)

    assert list(request.columns_of(SERVICE, 12).items()) == list((COLUMNS | more).items())
    assert list(request.columns(12).items()) == [
        (prefix + name, dtype) for prefix in ("", "x.") for name, dtype in (COLUMNS | more).items()
    ]
    assert request.tells_problems is ("problem" in include)


def test_a_decision_has_its_values_in_the_order_of_the_columns():
    case = {"person.able": True, "person.months": 6, "person.pay": "7.50", "person.share": "0.5"}
    decision = GUIDE.decide("some", case, on=ON)

    told = row_of(decision, SERVICE, INCLUDES, 12)

    assert told == (
        *("undetermined", None, ON, 6, Decimal("3.75"), 2, "a", ON, False),
        *(True, None, ["person.name"]),
    )
    assert len(row_of(decision, SERVICE, (), 12)) == len(COLUMNS)


def test_a_number_that_its_column_cannot_hold_is_told():
    case = {"person.pay": "0.01", "person.share": "0.1", "person.months": 3}
    decision = GUIDE.decide("some", case, on=ON)

    with pytest.raises(CaseError) as error:
        row_of(decision, SERVICE, (), 12)

    (problem,) = error.value.problems
    words = "`pay` comes to `0.001`, which a column of 2 decimal places does not hold"
    assert (problem.code, problem.message, problem.path) == ("number-too-long", words, "$.pay")


@pytest.mark.parametrize(
    ("number", "scale", "held"),
    [
        *(
            ("0.25", 2, True),
            ("0.250", 2, True),
            ("0.255", 2, False),
            ("0", 0, True),
            ("0E-9", 2, True),
        ),
        *(("1E+2", 0, True), ("9" * 34, 4, True), ("9" * 34, 5, False), ("1E+37", 0, True)),
        *(("1E+38", 0, False), ("1E+36", 1, True), ("1E+37", 1, False), ("-0.25", 2, True)),
    ],
)
def test_a_column_holds_a_number_to_its_last_digit(number, scale, held):
    assert has_room(Decimal(number), pl.Decimal(38, scale)) is held


@pytest.mark.parametrize(
    ("value", "held"),
    [
        *((Decimal(7), True), (Decimal("7.0"), True), (Decimal("7.5"), False), (7, True)),
        *((2**63 - 1, True), (2**63, False), (-(2**63), True), (Decimal(-(2**63) - 1), False)),
    ],
)
def test_a_column_of_64_bits_holds_whole_numbers_of_as_many(value, held):
    assert has_room(value, pl.Int64()) is held


@pytest.mark.parametrize("value", [True, None, "a", ON])
@pytest.mark.parametrize("dtype", [pl.Int64(), pl.Decimal(38, 2), pl.Boolean()], ids=str)
def test_what_is_no_number_has_room(value, dtype):
    assert has_room(value, dtype)


LOW, HIGH = dt.date(2000, 1, 1), dt.date(2026, 1, 1)
DAY = dt.timedelta(1)


@pytest.mark.parametrize(
    ("low", "high", "beyond"),
    [
        (LOW, HIGH, [True, False, False, True, None]),
        (LOW, None, [True, False, False, False, None]),
        (None, HIGH, [False, False, False, True, None]),
    ],
)
def test_values_before_the_low_end_and_from_the_high_end_lie_beyond(low, high, beyond):
    values = pl.Series("day", [LOW - DAY, LOW, HIGH - DAY, HIGH, None])
    bounds = Bounds("day", low, high)

    assert values.to_frame().select(bounds.beyond).to_series().to_list() == beyond
    for value, is_beyond in zip(values, beyond, strict=True):
        assert (
            bounds.hold(pl.Series("day", [value, LOW], dtype=pl.Date)) is not is_beyond
            or value is None
        )
    assert bounds.hold(pl.Series("day", [None], dtype=pl.Date))
