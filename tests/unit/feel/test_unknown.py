"""What is not known stays unknown for the right reasons, and what does not depend on it is answered all the same."""

from __future__ import annotations

import itertools
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.feel.expressions import unknown, value_of

from sxguide.feel.evaluator import evaluate
from sxguide.feel.parser import parse_expression
from sxguide.values import Unknown

A, B = unknown("a"), unknown("b")
NAMES = {"a": A, "b": B, "one": Decimal(1), "flag": True}
BOTH = unknown("a", "b")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("false and a", False),
        ("a and false", False),
        ("true or a", True),
        ("a or true", True),
        ("true and a", A),
        ("false or a", A),
        ("a and b", BOTH),
        ("a or b", BOTH),
        ("null and a", A),
        ("null or a", A),
        ("not(a)", A),
    ],
)
def test_and_or_and_not_answer_where_the_unknown_cannot_matter(text, value):
    assert value_of(text, NAMES) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 1", A),
        ("a = b", BOTH),
        ("a = null", A),
        ("a < one", A),
        ("a + b * one", BOTH),
        ("-a", A),
        ("a.year", A),
        ("a instance of number", A),
        ("a between 1 and b", BOTH),
        ("abs(a)", A),
        ("a(1)", A),
        ("sum([1, a, b])", BOTH),
        ("max(a, 1)", A),
        ("string join([a], b)", BOTH),
        ("{x: a}.x", A),
        ("[1, a] = [1, b]", BOTH),
        ("(function(x) x + 1)(a)", A),
        ("for x in a return 1", A),
        ("[1, 2][a]", A),
        ("a[1]", A),
        ("for x in 1..a return x", A),
    ],
)
def test_what_depends_on_an_unknown_is_unknown_for_the_same_reasons(text, value):
    assert value_of(text, NAMES) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("if a then 5 else 5", Decimal(5)),
        ("if a then 5 else 6", A),
        ("if a then b else 5", BOTH),
        ("if a then [1, b] else [1, b]", BOTH),
        ("if a then null else null", None),
        ("if flag then 5 else a", Decimal(5)),
        ('if a then @"10:00:00Z" else @"10:00:00+00:00"', None),
    ],
)
def test_an_unknown_condition_is_settled_only_by_branches_that_agree(text, value):
    got = value_of(text, NAMES)

    if "@" in text:
        assert not isinstance(got, Unknown)
    else:
        assert got == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 in [a, 1]", True),
        ("1 in (a, 1)", True),
        ("1 in [a, 2]", A),
        ("a in [1, 2]", A),
        ("7 in [a..5]", False),
        ("3 in [a..5]", A),
        ("list contains([a, 1], 1)", True),
        ("list contains([a, 2], 1)", A),
        ("list contains([1, 2], a)", A),
        ("[1, a] = [2, a]", False),
        ("[1, a] = [1, 2, 3]", False),
        ("{x: 1, y: a} = {x: 2, y: a}", False),
    ],
)
def test_one_known_match_or_mismatch_settles_membership_and_equality(text, value):
    assert value_of(text, NAMES) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("some x in [a, true] satisfies x", True),
        ("some x in [a, false, b] satisfies x", BOTH),
        ("every x in [a, false] satisfies x", False),
        ("every x in [a, true] satisfies x", A),
        ("every x in [a, null] satisfies x", A),
        ("every x in [a, 5] satisfies x", None),
        ("all([a, false])", False),
        ("all([a, true])", A),
        ("any(a, true)", True),
    ],
)
def test_quantifiers_are_kleenes(text, value):
    assert value_of(text, NAMES) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count([a])", Decimal(1)),
        ("[1, a][1]", Decimal(1)),
        ("[1, a][2]", A),
        ("count(a)", A),
        ("append([a], b)", (A, B)),
        ("concatenate([a], [1])", (A, Decimal(1))),
        ("concatenate([1], a)", A),
        ("reverse([1, a])", (A, Decimal(1))),
        ("remove([a, 1], 1)", (Decimal(1),)),
        ("insert before([1], 1, a)", (A, Decimal(1))),
        ("insert before([1], a, 1)", A),
        ("sublist([a, 1], 2)", (Decimal(1),)),
        ("list replace([1, 2], function(x, y) x = a, 3)", A),
        ('get value({x: a, y: 1}, "y")', Decimal(1)),
        ('context put({}, "x", a)', {"x": A}),
        ("for x in [a, 1] return x", (A, Decimal(1))),
        ("[{x: a}].x", (A,)),
        ("[1, 2, 3][item > 1 and a]", A),
        ("[1, 2, 3][item > 5 and a]", ()),
        ("sort([2, a], function(x, y) x < y)", A),
        ("sort([2, 1], function(x, y) a)", A),
    ],
)
def test_lists_and_contexts_carry_unknown_members(text, value):
    assert value_of(text, NAMES) == value


def test_a_call_that_no_form_fits_is_null_even_with_an_unknown_argument():
    assert value_of("abs(a, 1)", NAMES) is None


def test_an_unknown_has_no_truth_value_in_python():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(A)


def _joined(template, *parts):
    return st.tuples(*parts).map(lambda texts: template.format(*texts))


# Well-typed expressions, `depth` operators deep, over a truth value `a` and a number `b`, either of which may be null.
@cache
def _truths(depth):
    leaves = st.sampled_from(["a", "true", "false", "null"])
    if depth == 0:
        return leaves
    truth, number = _truths(depth - 1), _numbers(depth - 1)
    return st.one_of(
        leaves,
        _joined("({} and {})", truth, truth),
        _joined("({} or {})", truth, truth),
        _joined("not({})", truth),
        _joined("(if {} then {} else {})", truth, truth, truth),
        _joined("all([{}, {}])", truth, truth),
        _joined("(every x in [{}, {}] satisfies x)", truth, truth),
        _joined("(some x in [{}, {}] satisfies x)", truth, truth),
        _joined("({} = {})", number, number),
        _joined("({} < {})", number, number),
        _joined("({} in [{}, 2])", number, number),
        _joined("({} in ({}, > 1))", number, number),
        _joined("list contains([{}, 1], {})", number, number),
        _joined("([{}, {}] = [1, {}])", number, number, number),
    )


@cache
def _numbers(depth):
    leaves = st.sampled_from(["b", "1", "2", "null"])
    if depth == 0:
        return leaves
    truth, number = _truths(depth - 1), _numbers(depth - 1)
    return st.one_of(
        leaves,
        _joined("({} + {})", number, number),
        _joined("max({}, {})", number, number),
        _joined("count([{}, {}])", truth, number),
        _joined("count([{}, {}][item = 1])", number, number),
        _joined("[{}, {}][1]", number, number),
        _joined("(if {} then {} else {})", truth, number, number),
        _joined("(for x in [{}, {}] return x)[2]", number, number),
    )


@given(_truths(3) | _numbers(3))
def test_an_answer_given_under_unknowns_is_the_answer_of_every_completion(text):
    node = parse_expression(text, names=NAMES)

    partial = evaluate(node, NAMES.__getitem__)

    for a, b in itertools.product((True, False, None), (Decimal(1), Decimal(2), None)):
        full = evaluate(node, {"a": a, "b": b}.__getitem__)
        if isinstance(partial, Unknown):
            assert partial.names <= {"a", "b"}
        else:
            assert (partial, type(partial)) == (full, type(full)), (a, b)
