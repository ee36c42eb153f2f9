"""Cells of a fact, and which cell a value is in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, localcontext

import pytest
from tests.cells import described

from sxguide.diagram.variables import Turns, Variable

DAY = dt.date(2026, 6, 1)


def months(*cuts: int, minimum: int | None = 0, **more: bool) -> Variable:
    least = None if minimum is None else Decimal(minimum)
    places = [(Decimal(cut), False) for cut in cuts]
    return Variable.of_many(
        "person.months", "integer", places, least, may_lack=more.get("may_lack", False)
    )


def test_a_fact_with_few_values_has_a_cell_for_each():
    variable = Variable.of_few("person.colour", ["red", "green"])

    assert [cell.sample for cell in variable.cells] == ["red", "green"]
    assert variable.place("green") == 1


@pytest.mark.parametrize(
    ("value", "place"), [(0, 0), (11, 0), (12, 1), (23, 1), (24, 2), (10**9, 2)]
)
def test_cuts_divide_a_domain_into_intervals(value, place):
    assert months(24, 12, 12).place(Decimal(value)) == place


def test_every_sample_lies_in_its_own_cell():
    variable = months(1, 12, 24)

    assert [variable.place(cell.sample) for cell in variable.cells] == [0, 1, 2, 3]


def test_what_lies_below_the_least_value_divides_nothing():
    assert len(months(-3, 0, 12).cells) == 2


def test_a_fact_that_may_be_lacking_has_a_cell_for_it():
    variable = months(12, may_lack=True)

    assert variable.cells[variable.place(None)].sample is None
    assert len(variable.cells) == 3


def test_a_number_without_steps_can_be_cut_on_either_side_of_a_value():
    half = Decimal("0.5")
    variable = Variable.of_many(
        "person.share", "number", [(half, False), (half, True)], None, may_lack=False
    )

    assert [variable.place(Decimal(each)) for each in ("0.49", "0.5", "0.51")] == [0, 1, 2]
    assert [variable.place(cell.sample) for cell in variable.cells] == [0, 1, 2]


def test_samples_do_not_depend_on_the_callers_decimal_context():
    cuts = [(Decimal("123456.78"), True), (Decimal("123456.79"), False)]
    with localcontext(prec=3):
        variable = Variable.of_many("x.share", "number", cuts, None, may_lack=False)

    assert [variable.place(cell.sample) for cell in variable.cells] == [0, 1, 2]


def test_a_part_that_stays_opaque_is_false_true_or_null():
    variable = Variable.of_part("? odd", None, ["person.name"])

    assert [variable.place(each) for each in (False, True, None)] == [0, 1, 2]
    assert variable.facts == ("person.name",)


def test_cuts_make_cells_and_lacking_the_fact_is_one_more():
    assert described(months(12, 24, may_lack=True).cells) == "< 12, >= 12 and < 24, >= 24, -"


def test_turns_know_the_value_on_each_side_of_each_cut():
    turns = Turns(((DAY, False), (dt.date(2027, 1, 1), False)), (True, False, None))

    days = (dt.date(2026, 5, 31), DAY, dt.date(2026, 12, 31), dt.date(2027, 1, 1))
    assert [turns.at(day) for day in days] == [True, False, False, None]


@pytest.mark.parametrize(
    ("kind", "cuts", "minimum", "samples"),
    [
        ("date", [], None, ["2000-01-01"]),
        ("integer", [], None, ["0"]),
        ("integer", [], "5", ["5"]),
        ("date", [(DAY, False)], None, ["2026-05-31", "2026-06-01"]),
        ("integer", [(Decimal(12), False)], None, ["11", "12"]),
        ("integer", [(Decimal(12), False)], "5", ["5", "12"]),
        ("money", [(Decimal("33.34"), False)], None, ["33.33", "33.34"]),
        ("number", [(Decimal("0.5"), True)], None, ["0.5", "1.5"]),
        ("number", [(Decimal("0.5"), False)], None, ["-0.5", "0.5"]),
        ("number", [(Decimal(1), True), (Decimal(2), False)], "0", ["0", "1.5", "2"]),
        ("number", [(Decimal(1), True), (Decimal(2), True)], "1", ["1", "1.5", "3"]),
    ],
)
def test_a_sample_lies_next_to_a_cut(kind, cuts, minimum, samples):
    least = None if minimum is None else Decimal(minimum)

    variable = Variable.of_many("x.some", kind, cuts, least, may_lack=False)

    assert [str(cell.sample) for cell in variable.cells] == samples


@pytest.mark.parametrize(("is_behind", "count"), [(False, 1), (True, 2)])
def test_a_cut_behind_the_least_value_divides_it_from_the_others(is_behind, count):
    cuts = [(Decimal("0.5"), is_behind)]

    variable = Variable.of_many("x.share", "number", cuts, Decimal("0.5"), may_lack=False)

    assert len(variable.cells) == count


def test_a_date_is_cut_whatever_the_least_number():
    variable = Variable.of_many("x.day", "date", [(DAY, False)], Decimal(0), may_lack=False)

    assert len(variable.cells) == 2


def test_two_variables_are_the_same_whose_cells_are():
    assert months(12) == months(12)
    assert months(12) != months(13)
    assert months(12) != months(12, may_lack=True)


def test_turns_may_lie_behind_a_value():
    half = Decimal("0.5")
    turns = Turns(((half, False), (half, True)), (False, None, True))

    assert [turns.at(Decimal(each)) for each in ("0.4", "0.5", "0.6")] == [False, None, True]
