"""What Polars cannot say: the interpreter is asked once for each combination of what is read, in the rows that are wanted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import condition, small_guide

from sxguide.backends.columnar import scalars
from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.parts import Unfit
from sxguide.backends.columnar.scalars import worked_out
from sxguide.backends.columnar.sources import Sources
from sxguide.backends.columnar.stages import Stages
from sxguide.backends.situation import Situation
from sxguide.feel.parser import parse_expression
from sxguide.model import Expression

ON = dt.date(2026, 6, 1)
GUIDE = small_guide(condition("one", "person.able = true"))


@pytest.fixture
def asked(monkeypatch):
    """The facts that the interpreter was asked about."""
    seen = []
    work_out = Situation.work_out

    def counted(situation, formula):
        names = ("person.months", "person.name", "person.pay")
        seen.append(tuple(situation.lookup(name) for name in names))
        return work_out(situation, formula)

    monkeypatch.setattr(Situation, "work_out", counted)
    return seen


def found(text, columns, dtype, wanted=None, names=None):
    """Values, nulls of FEEL's, and numbers that are too long, of each row."""
    frame, stages = pl.DataFrame(columns), Stages("~")
    sources = Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])
    intake = take_in(GUIDE.rulebook, frame, names, ON)
    moment = Moment(sources, intake, ON, stages)
    node = parse_expression(text, names=GUIDE.facts)
    mask = None if wanted is None else stages.keep("mask", wanted)
    told = worked_out(moment, Expression(node, text, node.span), dtype, intake.facts, mask)
    given = stages.run(frame.lazy())
    return given.select(value=told.value, absent=told.absent, long=told.too_long).collect().rows()


def test_a_combination_is_worked_out_once(asked):
    months = [8, 8, 12, None, 8, None]

    rows = found("person.months / 8", {"person.months": months}, pl.Decimal(38, 10))

    assert [value for value, _, _ in rows] == [1, 1, Decimal("1.5"), None, 1, None]
    assert len(asked) == 3


def test_only_rows_that_are_wanted_are_worked_out(asked):
    columns = {"person.months": [8, 12, 8, 16], "person.able": [True, False, False, True]}

    rows = found("person.months / 8", columns, pl.Decimal(38, 10), pl.col("person.able"))

    assert rows == [(1, False, False), (None, None, None), (None, None, None), (2, False, False)]
    assert [months for months, _, _ in asked] in ([8, 16], [16, 8])


def test_no_more_are_kept_than_there_is_room_for(monkeypatch, asked):
    monkeypatch.setattr(scalars, "MAX_KNOWN", 1)
    frame, stages = pl.DataFrame({"person.months": [8, 16]}), Stages("~")
    sources = Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])
    intake = take_in(GUIDE.rulebook, frame, None, ON)
    node = parse_expression("person.months / 8", names=GUIDE.facts)
    expression = Expression(node, "person.months / 8", node.span)
    moment = Moment(sources, intake, ON, stages)
    told = worked_out(moment, expression, pl.Decimal(38, 10), intake.facts)

    for _ in range(2):
        given = stages.run(frame.lazy()).select(told.value).collect()
        assert given.to_series().to_list() == [1, 2]

    # One of the two is kept, and the other is worked out again.
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("text", "columns", "dtype", "rows"),
    [
        (
            "if person.months > 8 then null else person.wants",
            {"person.months": [8, 9, 8, None], "person.wants": [True, True, None, False]},
            pl.Boolean(),
            [(True, False, False), (None, True, False), (None, False, False), (None, False, False)],
        ),
        (
            "person.months / 8",
            {"person.months": [1, 4]},
            pl.Decimal(38, 2),
            [(None, False, True), (Decimal("0.5"), False, False)],
        ),
        (
            "string length(person.name)",
            {"person.name": ["", "ab", None]},
            pl.Int64(),
            [(0, False, False), (2, False, False), (None, False, False)],
        ),
        (
            "string(person.pay)",
            {"person.pay": pl.Series([Decimal("7.5"), Decimal(20)], dtype=pl.Decimal(9, 4))},
            pl.String(),
            [("7.5", False, False), ("20", False, False)],
        ),
        # What no fact can be is not known.
        (
            "string length(person.name) + person.months",
            {"person.name": ["a", "a"], "person.months": [-1, 1]},
            pl.Int64(),
            [(None, False, False), (2, False, False)],
        ),
        (
            "application.date.year + person.months",
            {"person.months": [1], "application.date": [dt.date(2020, 1, 1)]},
            pl.Int64(),
            [(2027, False, False)],
        ),
    ],
)
def test_a_value_is_the_interpreters_with_nulls_and_numbers_without_room_told(
    text, columns, dtype, rows
):
    assert found(text, columns, dtype) == rows


def test_a_fact_is_read_in_the_column_that_holds_it():
    rows = found(
        "string length(person.name)", {"who": ["ab"]}, pl.Int64(), names={"who": "person.name"}
    )

    assert rows == [(2, False, False)]


@pytest.mark.parametrize("columns", [{"person.able": [True]}, {"application.date": [ON]}])
def test_what_reads_no_column_is_not_worked_out_here(columns):
    with pytest.raises(Unfit):
        found("application.date.year + person.months", columns, pl.Int64())
