"""What the tests of the evaluator write: an expression's value, unknowns, and values in a line of text."""

from __future__ import annotations

from sxguide.feel.evaluator import evaluate
from sxguide.feel.parser import parse_expression
from sxguide.values import Unknown


def value_of(text, names=None, budget=None):
    """The value of the expression where the names have the values."""
    names = names or {}
    return evaluate(parse_expression(text, names=names), names.__getitem__, budget=budget)


def unknown(*names):
    """Unknown for want of the names."""
    return Unknown(frozenset(names))


def assert_values(cases):
    """Each expression on the left has the value of the one on the right; all that have not are shown together."""
    wrong = {}
    for left, right in cases.items():
        got, wanted = value_of(left), value_of(right)
        if type(got) is not type(wanted) or got != wanted:
            wrong[left] = got
    assert not wrong, wrong
