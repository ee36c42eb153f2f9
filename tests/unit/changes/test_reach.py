"""When a fact can have another value, by its mutability."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.rulebooks import choice, condition, fact, small_guide

from sxguide.changes.reach import example, is_by_time, ranges, reached_on
from sxguide.diagram.variables import Variable

START = dt.date(2026, 1, 31)
MANY = {"integer": "integer", "number": "number"}


def declared(kind, mutability, **more):
    made = small_guide(
        condition("wants", "person.wants = true"),
        facts={"x.it": {**fact(kind, **more), "mutability": mutability}},
    )
    return made.facts["x.it"]


def cells(kind, *cuts, minimum=Decimal(0)):
    return Variable.of_many("x.it", kind, cuts, minimum, may_lack=False).cells


def test_what_is_chosen_can_be_had_at_once():
    fact = declared("boolean", "chosen")
    (no, yes) = Variable.of_few("x.it", (False, True)).cells

    assert reached_on(fact, False, yes, START) == START
    assert reached_on(fact, True, no, START) == START


def test_what_is_given_can_never_be_had():
    fact = declared("boolean", "given")
    (_, yes) = Variable.of_few("x.it", (False, True)).cells

    assert reached_on(fact, False, yes, START) is None


def test_what_happens_once_is_never_undone():
    fact = declared("boolean", "once")
    (no, yes) = Variable.of_few("x.it", (False, True)).cells

    assert reached_on(fact, False, yes, START) == START
    assert reached_on(fact, True, no, START) is None


def test_months_grow_by_one_a_month_and_end_with_the_month():
    fact = declared("integer", "monthly")
    below, above = cells("integer", (Decimal(36), False))

    assert reached_on(fact, Decimal(35), above, START) == dt.date(2026, 2, 28)
    assert reached_on(fact, Decimal(30), above, START) == dt.date(2026, 7, 31)
    assert example(fact, Decimal(30), above, START) == 36
    assert reached_on(fact, Decimal(40), below, START) is None


def test_years_grow_by_one_a_year_also_from_a_fraction():
    fact = declared("number", "yearly", unit="year")
    _, above = cells("number", (Decimal(15), False))

    assert reached_on(fact, Decimal("13.5"), above, START) == dt.date(2028, 1, 31)
    assert example(fact, Decimal("13.5"), above, START) == 15


def test_more_than_a_number_of_years_takes_a_year_longer():
    fact = declared("number", "yearly", unit="year")
    _, above = cells("number", (Decimal(15), True))

    assert reached_on(fact, Decimal(14), above, START) == dt.date(2028, 1, 31)
    assert example(fact, Decimal(14), above, START) == 16


def test_a_value_in_a_narrow_cell_is_within_it():
    fact = declared("number", "yearly", unit="year")
    cuts = ((Decimal(15), True), (Decimal("15.5"), False))
    _, narrow, _ = cells("number", *cuts)

    assert Decimal(15) < example(fact, Decimal(14), narrow, START) < Decimal("15.5")


def test_months_beyond_any_calendar_are_never_had():
    fact = declared("integer", "monthly")
    _, above = cells("integer", (Decimal(10**9), False))

    assert reached_on(fact, Decimal(0), above, START) is None


def test_an_event_can_be_had_anew_but_not_in_the_past():
    fact = declared("date", "anew")
    cut = (START - dt.timedelta(365), False)
    old, recent = cells("date", cut, minimum=None)

    assert reached_on(fact, START, old, START) is None
    assert reached_on(fact, START, recent, START) == START
    assert example(fact, START, recent, START) == START
    (within,) = ranges(fact, [recent], START, START + dt.timedelta(9))
    assert (within.low, within.high) == (START, START + dt.timedelta(9))


def test_a_count_of_the_year_begins_again_with_the_next():
    fact = declared("integer", "each_year", unit="count")
    none, some, many = cells("integer", (Decimal(1), False), (Decimal(3), False))

    assert reached_on(fact, Decimal(1), many, START) == START
    assert reached_on(fact, Decimal(3), some, START) == dt.date(2027, 1, 1)
    assert reached_on(fact, Decimal(3), none, START) == dt.date(2027, 1, 1)
    assert [is_by_time(fact, Decimal(3), cell) for cell in (none, some, many)] == [
        True,
        False,
        False,
    ]


def test_what_was_so_this_year_is_not_so_in_the_next():
    fact = declared("boolean", "each_year")
    no, yes = Variable.of_few("x.it", (False, True)).cells

    assert reached_on(fact, True, no, START) == dt.date(2027, 1, 1)
    assert reached_on(fact, False, yes, START) == START
    assert is_by_time(fact, True, no)
    assert not is_by_time(fact, False, yes)


@pytest.mark.parametrize(
    ("kind", "cuts", "told"),
    [
        ("integer", [(Decimal(12), False), (Decimal(36), False)], (12, 35)),
        (
            "money",
            [(Decimal(5), True), (Decimal("7.5"), False)],
            (Decimal("5.01"), Decimal("7.49")),
        ),
        (
            "date",
            [(START, False), (START + dt.timedelta(2), False)],
            (START, START + dt.timedelta(1)),
        ),
    ],
)
def test_where_values_have_steps_both_ends_are_within(kind, cuts, told):
    fact = declared(kind, "chosen")
    _, middle, _ = cells(kind, *cuts, minimum=None)
    (within,) = ranges(fact, [middle])

    assert (within.low, within.high) == told
    assert within.includes_low
    assert within.includes_high


def test_where_values_have_no_steps_an_end_may_be_without():
    fact = declared("number", "chosen")
    _, middle, _ = cells("number", (Decimal(5), True), (Decimal(7), False))
    (within,) = ranges(fact, [middle])

    assert (within.low, within.includes_low) == (5, False)
    assert (within.high, within.includes_high) == (7, False)


def test_neighbours_are_joined_and_others_are_not():
    fact = declared("integer", "chosen")
    cuts = [(Decimal(number), False) for number in (10, 20, 30)]
    one, two, _, four = cells("integer", *cuts, minimum=None)

    assert [(each.low, each.high) for each in ranges(fact, [one, two, four])] == [
        (None, 19),
        (30, None),
    ]


def test_a_choice_lies_in_no_interval():
    made = small_guide(condition("red", 'x.it = "red"'), facts={"x.it": choice("red", "blue")})
    (_, blue) = Variable.of_few("x.it", ("red", "blue")).cells

    assert example(made.facts["x.it"], "red", blue, START) == "blue"
