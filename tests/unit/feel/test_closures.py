"""Compiled expressions: what no row can change is worked out once, and the rest says what the reference says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.unit.feel.expressions import unknown

from sxguide.errors import LimitError
from sxguide.feel import nodes
from sxguide.feel.closures import compile_expression
from sxguide.feel.evaluator import evaluate
from sxguide.feel.parser import parse_expression
from sxguide.values import MonthsDuration

SLOTS = {"c.a": 0, "c.b": 1}
FACTS = {"one": Decimal(1), "word": "x", "day": dt.date(2026, 1, 31), "open": unknown("open")}
NAMES = {*SLOTS, *FACTS}


def compiled(text, lookup=FACTS.__getitem__):
    return compile_expression(parse_expression(text, names=NAMES), SLOTS, lookup)


def reference(text, row):
    every = {**FACTS, **{name: row[place] for name, place in SLOTS.items()}}
    return evaluate(parse_expression(text, names=NAMES), every.__getitem__)


ROWS = [
    (Decimal(1), Decimal(2)),
    (Decimal("1.0"), Decimal(1)),
    ("x", "y"),
    (True, False),
    (dt.date(2026, 1, 31), dt.date(2024, 2, 29)),
    (None, Decimal(1)),
    (unknown("a"), Decimal(1)),
    (unknown("a"), unknown("b")),
    ((Decimal(1), "x"), ()),
    (MonthsDuration(1), dt.timedelta(days=1)),
]


@pytest.mark.parametrize(
    "text",
    [
        "c.a",
        "one",
        "c.a = one",
        "one = c.a",
        "c.a != c.b",
        "c.a >= c.b",
        'c.a < "y"',
        "c.a and c.b",
        "false and c.a",
        "true or c.a",
        "c.a or open",
        "not(c.a)",
        "c.a + c.b",
        "c.a / (c.b - c.b)",
        "-c.a",
        "c.a.year",
        'c.a + duration("P1M")',
        'c.a - duration("P1D") < day',
        "if c.a then c.b else one",
        'c.a in ("x", "z")',
        'not(c.a in ("x", "z"))',
        'c.a in ["x", "z"]',
        "c.a in (1, 2)",
        "word in (c.a, c.b)",
        'word in ("x", c.a)',
        'word in ("z", c.a)',
        "c.a in [1..2]",
        "c.a in (1..2]",
        "c.a in [c.b..2]",
        "c.a in (> c.b)",
        "c.a in (< 1, > 1)",
        "c.a in (? = c.b)",
        "c.a in (? > 0, null)",
        "c.a in (? = c.b or ? = 1)",
        "c.a between one and c.b",
        "sqrt(c.a)",
        "max(c.a, c.b)",
        "sum([c.a, c.b])",
        "decimal(number: c.a, scale: 0)",
        "string length(c.a)",
        "[c.a, one]",
        "{x: c.a}.x",
        "some each in [c.a, c.b] satisfies each = one",
        "[c.a, c.b][item = one]",
        "c.a instance of number",
        "c.b[1]",
    ],
)
def test_a_compiled_expression_says_what_the_reference_says(text):
    closure = compiled(text)

    for row in ROWS:
        expected = reference(text, row)
        found = closure(row)
        assert (type(found), found) == (type(expected), expected), row


def test_what_no_row_can_change_is_looked_up_once():
    asked = []

    def lookup(name):
        asked.append(name)
        return FACTS[name]

    closure = compiled('c.a > one + one and (word = "x" or c.b)', lookup)
    for number in range(5):
        closure((Decimal(number), True))

    assert sorted(asked) == ["one", "one", "word"]


def test_the_other_side_is_not_asked_where_one_decides():
    closure = compiled('c.a and string join([c.b], "") = ""')

    assert closure((False,)) is False


def test_a_part_that_the_reference_walks_reads_the_row():
    closure = compiled("some each in [1, 2] satisfies each = c.a + one")

    assert [closure((Decimal(number), None)) for number in (0, 1, 2)] == [True, True, False]


@pytest.mark.parametrize("negated", [False, True])
def test_a_value_passes_no_tests_at_all(negated):
    node = parse_expression("c.a", names=NAMES)
    closure = compile_expression(
        nodes.Test(node, (), negated=negated, span=node.span), SLOTS, FACTS.__getitem__
    )

    assert closure((None,)) is not negated


def test_a_date_moved_by_months_is_the_same_each_time():
    closure = compiled('c.a + duration("P1M")')

    assert [closure((day,)) for day in (dt.date(2026, 1, 31), dt.date(2026, 3, 1)) * 2] == [
        dt.date(2026, 2, 28),
        dt.date(2026, 4, 1),
    ] * 2


def test_limits_hold_for_what_is_worked_out_once():
    with pytest.raises(LimitError):
        compiled("c.a + sum(for x in 1..1000, y in 1..1000 return x)")


def test_limits_hold_for_what_a_row_can_change():
    closure = compiled("sum(for x in 1..c.a, y in 1..c.a return x)")

    assert closure((Decimal(2),)) == Decimal(6)
    with pytest.raises(LimitError):
        closure((Decimal(1000),))
    with pytest.raises(LimitError):
        compiled("c.a + c.a")(("x" * 900_000,))
