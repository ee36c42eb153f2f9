"""Cuts: where a comparison turns, found by trying."""

from __future__ import annotations

import datetime as dt
import operator
from decimal import Decimal, localcontext

import pytest

from sxguide.diagram.atoms import NotTabulatedError
from sxguide.diagram.cuts import bare_turns, next_step, turns
from sxguide.periods import add_months

MIDDLE = dt.date(2026, 6, 1)
TESTS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
# Places that a straight line takes to be looked at, both ends and the middle among them; halving takes dozens.
TRIES = 7


def years_later(day, years):
    try:
        return add_months(day, 12 * years)
    except (OverflowError, ValueError):
        return None


def counted(sides):
    """The same sides, and how often they are worked out."""
    calls = []

    def call(value):
        calls.append(value)
        return sides(value)

    return call, calls


@pytest.mark.parametrize("op", TESTS)
@pytest.mark.parametrize("years", [0, 16, 60])
def test_a_date_that_rises_turns_where_it_reaches_the_other(op, years):
    sides, calls = counted(lambda born: (years_later(born, years), MIDDLE))

    found = turns(op, sides, "date", MIDDLE)

    for day in (dt.date(1900, 1, 1), dt.date(1966, 6, 1), dt.date(2010, 6, 1), dt.date(2026, 6, 2)):
        for near in (day - dt.timedelta(1), day, day + dt.timedelta(1)):
            assert found.at(near) == TESTS[op](years_later(near, years), MIDDLE)
    assert len(calls) == len(set(calls)) <= TRIES


def test_where_a_date_leaves_the_calendar_there_is_no_value():
    found = turns("<=", lambda born: (years_later(born, 16), MIDDLE), "date", MIDDLE)

    assert found.at(dt.date(9983, 12, 31)) is False
    assert found.at(dt.date(9984, 1, 1)) is None
    assert found.at(dt.date.max) is None


def test_no_value_at_the_beginning_of_the_calendar_is_found_too():
    found = turns("<", lambda day: (years_later(day, -16), MIDDLE), "date", MIDDLE)

    assert [found.at(dt.date(year, 1, 1)) for year in (1, 16, 17, 2042, 2043)] == [
        None,
        None,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("kind", ["integer", "money"])
@pytest.mark.parametrize(
    ("left", "right"),
    [((1, 0), (0, 5000)), ((3, 7), (0, 12)), ((0, 12), (2, 0)), ((-2, 0), (1, 9))],
)
def test_where_two_straight_lines_meet_is_found_at_once(left, right, kind):
    def both(number):
        return tuple(slope * number + Decimal(base) for slope, base in (left, right))

    sides, calls = counted(both)

    found = turns(">=", sides, kind, MIDDLE)

    step = Decimal(1) if kind == "integer" else Decimal("0.01")
    for number in (step * count for count in range(-1000, 6000)):
        assert found.at(number) == operator.ge(*both(number))
    assert len(calls) == len(set(calls)) <= TRIES


@pytest.mark.parametrize("steps", [(0, 0), (3, 7), (40, 1), (1000, 999)])
def test_a_side_that_moves_in_leaps_is_no_obstacle(steps):
    width, height = steps

    def leaps(number):
        return number // (width + 1) * height + number, Decimal(5000)

    found = turns(">=", leaps, "integer", MIDDLE)

    truth = [leaps(Decimal(number))[0] >= 5000 for number in range(6000)]
    assert [found.at(Decimal(number)) for number in range(6000)] == truth


def test_a_guess_that_never_helps_costs_little():
    """A side that stays far away until it leaps lets no guess come near."""
    sides, calls = counted(lambda number: (Decimal(10**30 if number >= 777 else 0), Decimal(1)))

    found = turns(">=", sides, "integer", MIDDLE)

    assert (found.at(Decimal(776)), found.at(Decimal(777))) == (False, True)
    assert len(calls) < 4 * (2 * 10**15).bit_length()


def test_money_turns_to_the_fen():
    found = turns("<", lambda pay: (pay * 3, Decimal("100.00")), "money", MIDDLE)

    assert (found.at(Decimal("33.33")), found.at(Decimal("33.34"))) == (True, False)


def test_a_comparison_that_never_turns_has_no_cut():
    assert turns("<", lambda _: (Decimal(1), Decimal(2)), "integer", MIDDLE).cuts == ()


def test_a_comparison_without_any_value_is_null_all_over():
    assert turns("<", lambda _: (None, Decimal(2)), "integer", MIDDLE).values == (None,)


def test_no_value_in_the_middle_alone_is_not_understood():
    def holed(number):
        return (None if number == 0 else number), Decimal(2)

    with pytest.raises(NotTabulatedError):
        turns("<", holed, "integer", MIDDLE)


@pytest.mark.parametrize("op", TESTS)
@pytest.mark.parametrize(
    ("kind", "bound", "near"),
    [
        ("date", MIDDLE, [MIDDLE - dt.timedelta(1), MIDDLE, MIDDLE + dt.timedelta(1)]),
        ("integer", Decimal(12), [Decimal(11), Decimal(12), Decimal(13)]),
        ("integer", Decimal("11.5"), [Decimal(11), Decimal(12)]),
        ("money", Decimal("0.005"), [Decimal("0.00"), Decimal("0.01")]),
        ("number", Decimal("0.5"), [Decimal("0.4999"), Decimal("0.5"), Decimal("0.5001")]),
        ("date", dt.date.max, [dt.date.max]),
        ("date", dt.date.min, [dt.date.min, dt.date(1, 1, 2)]),
    ],
)
def test_a_fact_compared_as_it_is_turns_at_what_it_is_compared_with(op, kind, bound, near):
    found = bare_turns(op, bound, kind)

    assert [found.at(each) for each in near] == [TESTS[op](each, bound) for each in near]


@pytest.mark.parametrize("bound", [None, "x", Decimal(3), dt.datetime(2026, 6, 1, tzinfo=dt.UTC)])
def test_what_a_date_cannot_be_compared_with_gives_null(bound):
    assert bare_turns("<", bound, "date").values == (None,)


def test_the_next_step_does_not_depend_on_the_callers_decimal_context():
    with localcontext(prec=2):
        step = next_step(Decimal("123456.785"), "money", is_behind=True)

    assert step == Decimal("123456.79")
