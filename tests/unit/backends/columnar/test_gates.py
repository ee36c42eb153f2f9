"""Truths of rows: Kleene's logic, put together without what can make no difference."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from sxguide.backends.columnar.gates import Gates
from sxguide.backends.columnar.stages import Stages

ROWS = pl.DataFrame(
    list(itertools.product([True, False, None], repeat=2)),
    schema={"one": pl.Boolean, "two": pl.Boolean},
    orient="row",
)


@pytest.fixture
def gates():
    return Gates()


def column(gates, name):
    return gates.test(name, lambda: pl.col(name))


def values(gates, truth):
    """A truth of every row, and how many columns of their own it takes."""
    stages = Stages("~")
    rows = gates.rows(truth, stages)
    given = stages.run(ROWS.lazy()).with_columns(found=rows).collect()
    return given["found"].to_list(), len(given.columns) - 3


def kleene_and(one, two):
    return False if False in (one, two) else None if None in (one, two) else True


def kleene_or(one, two):
    return True if True in (one, two) else None if None in (one, two) else False


def negation(one, two):
    return None if one is None else not one


def settled(one, two):
    return True if one is True else False if two is True else None


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda gates, one, two: gates.all_of((one, two)), kleene_and),
        (lambda gates, one, two: gates.any_of((one, two)), kleene_or),
        (lambda gates, one, two: gates.negated(one), negation),
        (lambda gates, one, two: gates.is_open(one), lambda one, two: one is None),
        (
            lambda gates, one, two: gates.filled(one, two),
            lambda one, two: two if one is None else one,
        ),
        (lambda gates, one, two: gates.settled(one, two), settled),
        (lambda gates, one, two: gates.settled(one, gates.negated(one)), lambda one, two: one),
        (
            lambda gates, one, two: gates.settled(gates.negated(two), two),
            lambda one, two: negation(two, one),
        ),
        (lambda gates, one, two: gates.unknown, lambda one, two: None),
    ],
    ids=["and", "or", "not", "open", "filled", "settled", "is it", "is it not", "unknown"],
)
def test_a_truth_is_that_of_every_row(gates, make, expected):
    truth = make(gates, column(gates, "one"), column(gates, "two"))

    found, _ = values(gates, truth)
    assert found == [expected(*row) for row in ROWS.rows()]


def test_what_the_same_inputs_make_is_made_once(gates):
    one, two = column(gates, "one"), column(gates, "two")

    assert column(gates, "one") is one is gates.made("one")
    assert gates.made("three") is None
    assert gates.all_of((one, two)) is gates.all_of((two, one, True, one))
    assert gates.any_of((one, two)) is gates.any_of((two, one, False, two))
    assert gates.all_of((one, two)) is not gates.any_of((one, two))
    assert gates.negated(one) is gates.negated(one)
    assert gates.negated(gates.negated(one)) is one
    assert gates.is_open(one) is gates.is_open(one)
    assert gates.unknown is gates.unknown
    assert gates.filled(one, two) is gates.filled(one, two)
    assert gates.filled(one, two) is not gates.filled(two, one)


def test_what_makes_no_difference_is_left_out(gates):
    one = column(gates, "one")

    assert gates.all_of(()) is True
    assert gates.any_of(()) is False
    assert gates.all_of((True, one)) is one
    assert gates.all_of((False, one)) is False
    assert gates.any_of((False, one)) is one
    assert gates.any_of((True, one)) is True
    assert gates.negated(True) is False
    assert gates.is_open(False) is False
    assert gates.filled(True, one) is True
    assert gates.filled(one, gates.unknown) is one


def test_what_is_settled_for_all_rows(gates):
    assert gates.settled(False, True) is False
    assert gates.settled(True, False) is True
    assert gates.settled(False, False) is gates.unknown


def test_what_is_settled_one_way_alone_is_open_otherwise(gates):
    one = column(gates, "one")
    sides = ROWS["one"].to_list()

    assert gates.settled(True, one) is True
    assert gates.settled(one, True) is False
    assert values(gates, gates.settled(one, False))[0] == [each or None for each in sides]
    assert values(gates, gates.settled(False, one))[0] == [
        False if each else None for each in sides
    ]


def test_what_several_read_is_a_column_of_its_own(gates):
    both = gates.all_of((column(gates, "one"), column(gates, "two")))
    truth = gates.any_of((gates.negated(both), gates.is_open(both)))

    found, columns = values(gates, truth)

    assert found == [kleene_and(*row) is not True for row in ROWS.rows()]
    assert columns == 1


@pytest.mark.parametrize("truth", [True, False])
def test_a_truth_of_all_rows_is_a_literal(gates, truth):
    assert values(gates, truth) == ([truth] * len(ROWS), 0)
