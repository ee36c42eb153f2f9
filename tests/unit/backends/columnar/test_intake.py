"""Which column holds which fact, and what is said of columns that cannot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import condition, small_guide

from sxguide.backends.columnar.intake import take_in
from sxguide.errors import CaseError, DecisionError

ON = dt.date(2026, 6, 1)
RULEBOOK = small_guide(condition("one", "person.able = true")).rulebook
EXACT = "a binary fraction is not exact: give whole numbers, decimals, or their digits as texts"


def taken(columns, given=None, on=ON):
    return take_in(RULEBOOK, pl.DataFrame(columns), given, on)


def faults(columns, given=None, on=ON):
    with pytest.raises(CaseError) as error:
        taken(columns, given, on)
    return [(each.code, each.path, each.message, each.help) for each in error.value.problems]


def test_a_column_holds_the_fact_that_it_is_called_or_said_to_hold():
    found = taken(
        {"asked": [ON], "person.able": [True], "wage": [1], "id": [7]},
        {"wage": "person.pay", "id": None},
        "asked",
    )

    assert found.facts == {"person.able": "person.able", "person.pay": "wage"}
    assert found.carried == ("id",)
    assert not found.is_lazy


def test_the_date_of_the_decisions_may_be_a_fact():
    found = taken({"person.birth_date": [ON]}, on="person.birth_date")

    assert found.facts == {"person.birth_date": "person.birth_date"}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        *((name, [None]) for name in RULEBOOK.facts),
        ("person.able", [True]),
        ("person.birth_date", [ON]),
        ("person.birth_date", ["2008-02-29"]),
        ("person.birth_date", pl.Series(["2008-02-29"], dtype=pl.Categorical)),
        ("person.months", [7]),
        ("person.months", pl.Series([7], dtype=pl.UInt8)),
        ("person.months", [Decimal(7)]),
        ("person.pay", [7]),
        ("person.pay", [Decimal("7.5")]),
        ("person.pay", ["7.5"]),
        ("person.share", ["7.5"]),
        ("person.colour", ["red"]),
        ("person.colour", pl.Series(["red"], dtype=pl.Enum(["red"]))),
        ("person.name", ["red"]),
    ],
)
def test_a_column_may_have_any_type_that_can_hold_the_fact(column, values):
    assert taken({column: values}).facts == {column: column}


@pytest.mark.parametrize(
    ("column", "values", "message", "way_out"),
    [
        ("person.able", ["true"], "`true` or `false`, not a column of texts", None),
        ("person.able", [1], "`true` or `false`, not a column of numbers", None),
        ("person.birth_date", [1], "a date, not a column of numbers", "write it like `2026-11-23`"),
        (
            "person.birth_date",
            [dt.datetime(2008, 2, 29)],  # noqa: DTZ001 — a moment is no date
            "a date, not a column of times",
            "a date without a time",
        ),
        ("person.months", ["7"], "a whole number (month), not a column of texts", None),
        ("person.months", [7.0], "a whole number (month), not a column of binary fractions", EXACT),
        ("person.months", [True], "a whole number (month), not a column of truths", None),
        ("person.pay", [7.0], "a number (yuan), not a column of binary fractions", EXACT),
        ("person.share", [True], "a number (one), not a column of truths", None),
        ("person.colour", [[1]], "words, not a column of something else", None),
        ("person.name", [7.0], "words, not a column of binary fractions", None),
    ],
)
def test_a_column_of_another_type_is_refused_with_what_is_wanted(column, values, message, way_out):
    assert faults({column: values}) == [
        ("wrong-type", f"$.{column}", f"`{column}` must be {message}", way_out)
    ]


def test_all_columns_that_are_no_facts_are_told_at_once():
    told = faults(
        {"person.abl": [True], "wage": [1], "person.pay": [1], "zzz": [1]},
        {"wage": "person.pay"},
    )

    carry = "`columns` says which fact a column holds, or None to carry it through"
    assert told == [
        (
            "unknown-fact",
            "$.person.abl",
            "unknown fact `person.abl`",
            f"did you mean `person.able`?; {carry}",
        ),
        (
            "fact-given-twice",
            "$.person.pay",
            "`person.pay` is given twice",
            "`wage` holds it as well: once is enough",
        ),
        ("unknown-fact", "$.zzz", "unknown fact `zzz`", carry),
    ]


@pytest.mark.parametrize(
    ("given", "on", "message"),
    [
        (None, "abel", "`on` names no column of the frame: `abel`; did you mean `able`?"),
        (None, "x", "`on` names no column of the frame: `x`; there are `able`, `when`"),
        (
            {"abel": None},
            ON,
            "`columns` names no column of the frame: `abel`; did you mean `able`?",
        ),
        (
            {"x": None},
            ON,
            "`columns` names no column of the frame: `x`; there are `able`, `when`",
        ),
    ],
)
def test_what_names_no_column_is_told_those_that_there_are(given, on, message):
    with pytest.raises(DecisionError) as error:
        taken({"able": [True], "when": [ON]}, given, on)

    assert str(error.value) == message


def test_a_frame_without_columns_has_none_to_name():
    with pytest.raises(DecisionError, match="there are none"):
        taken({}, {"x": None})


@pytest.mark.parametrize(
    ("columns", "scale"),
    [
        ({}, 10),
        ({"person.pay": pl.Series([None], dtype=pl.Decimal(20, 2))}, 10),
        ({"person.share": pl.Series([None], dtype=pl.Decimal(20, 12))}, 12),
        ({"person.share": pl.Series([None], dtype=pl.Decimal(38, 36))}, 34),
    ],
)
def test_numbers_of_the_result_have_as_many_places_as_any_column(columns, scale):
    assert taken(columns).scale == scale


@pytest.mark.parametrize(
    ("names", "mark"), [([], "§"), (["a§"], "§"), (["§a"], "§§"), (["§§", "§"], "§§§")]
)
def test_no_column_begins_with_the_mark_of_ours(names, mark):
    assert taken({name: [1] for name in names}, dict.fromkeys(names)).mark == mark
