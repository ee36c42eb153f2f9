"""Cases as a frame: a column of a fitting type for each fact, with every digit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import condition, small_guide

from sxguide.backends.columnar.rows import frame_of

FACTS = small_guide(condition("one", "person.able = true")).facts


@pytest.mark.parametrize(
    ("name", "values", "dtype"),
    [
        ("person.able", [True, None, False], pl.Boolean()),
        ("person.birth_date", [dt.date(2008, 2, 29), None], pl.Date()),
        ("person.months", [7, None, 0], pl.Int64()),
        ("person.colour", ["red", None], pl.String()),
        ("person.name", ["", None], pl.String()),
        ("person.pay", [Decimal("0.25"), None, Decimal(7)], pl.Decimal(38, 2)),
        ("person.share", [Decimal(7), None], pl.Decimal(38, 0)),
        ("person.share", [Decimal("1E+2"), None], pl.Decimal(38, 0)),
        ("person.share", [Decimal("-0.125"), Decimal("2.5")], pl.Decimal(38, 3)),
        ("person.share", [None], pl.Decimal(38, 0)),
    ],
)
def test_a_fact_has_a_column_of_its_kind(name, values, dtype):
    cases = [{} if value is None else {name: value} for value in values]

    frame = frame_of([FACTS[name]], cases)

    assert frame.schema == {name: dtype}
    assert frame[name].to_list() == values


def test_facts_have_columns_in_their_order_and_cases_have_rows():
    facts = [FACTS["person.months"], FACTS["person.able"]]

    frame = frame_of(facts, [{"person.able": True}, {"person.months": 3}, {}])

    assert frame.rows() == [(None, True), (3, None), (None, None)]
    assert frame.columns == ["person.months", "person.able"]
