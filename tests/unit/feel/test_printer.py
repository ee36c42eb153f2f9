"""The printer: canonical texts, brackets only where they are needed, and texts that read back as the same tree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    Filter,
    FunctionLiteral,
    InstanceOf,
    Literal,
    Name,
    Negation,
    Path,
    RangeLiteral,
    UnaryTest,
)
from sxguide.feel.nodes import Test as Membership
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.printer import to_feel, to_unary_tests
from sxguide.source import SourceText
from sxguide.values import MonthsDuration, Range

SPAN = SourceText("test", "").span(0, 0)
NAMES = ("a", "Full Name", "person.age", "Date-Time", "年龄", "string length", "foo bar")


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a+b*c", "a + b * c"),
        ("((a+b))*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("-(-3)", "--3"),
        ("-(a ** b)", "-(a ** b)"),
        ("(-a)**b", "-a ** b"),
        ("(a or b) and c", "(a or b) and c"),
        ("(if a then b else c)+1", "(if a then b else c) + 1"),
        ("x between 1 and 2", "x in [1..2]"),
        ("x in (1,<5)", "x in (1, < 5)"),
        ("x in (<5)", "x in (< 5)"),
        ("x in ((<5))", "x in ((< 5))"),
        ("x in (a and b)", "x in (a and b)"),
        ("x in ]1..2[", "x in (1..2)"),
        ("(<=5)", "(<= 5)"),
        ("(!=5)", "(!= 5)"),
        ("(x instance of list) < 5", "(x instance of list) < 5"),
        ("for  i in 1..3 ,j in xs return i*j", "for i in [1..3], j in xs return i * j"),
        ('{"a":1, "b c":2, "d+e":3, "":4}', '{a: 1, b c: 2, "d+e": 3, "": 4}'),
        ("function( a:number,b ) a", "function(a: number, b) a"),
        ("(function(a) a)(1)", "(function(a) a)(1)"),
        ("f(start position :2)", "f(start position: 2)"),
        ('@"P18M"', '@"P1Y6M"'),
        ("1.50e2", "150"),
        (".5", "0.5"),
        ('"a\\u000A\\"b\\""', '"a\\n\\"b\\""'),
        ('"\\u0007\\U01F40E"', '"\\u0007🐎"'),
    ],
)
def test_an_expression_has_one_canonical_text(text, canonical):
    assert to_feel(parse_expression(text)) == canonical


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("-", "-"),
        ("<5,>=10", "< 5, >= 10"),
        ('not( "a","b" )', 'not("a", "b")'),
        ("(not(a))", "(not(a))"),
        ("(not(a) and b)", "(not(a) and b)"),
        ("1, not(a)", "1, not(a)"),
        ("?>5", "? > 5"),
    ],
)
def test_a_cell_has_one_canonical_text_that_reads_back(text, canonical):
    test = parse_unary_tests(text)

    assert to_unary_tests(test) == canonical
    assert parse_unary_tests(canonical) == test


def test_a_negated_test_outside_a_cell_is_written_with_not():
    test = Membership(Name("x", SPAN), (Literal(Decimal(1), SPAN),), True, SPAN)

    assert to_feel(test) == "not(x in 1)"


def test_a_value_that_has_no_literal_is_refused():
    with pytest.raises(ValueError, match="have literals"):
        to_feel(Literal(Range(None, Decimal(1), False, True), SPAN))


LEAVES = st.one_of(
    st.builds(Name, st.sampled_from(NAMES), st.just(SPAN)),
    st.builds(
        Literal,
        st.one_of(
            st.sampled_from([None, True, False]),
            st.decimals(min_value=0, max_value=10**9, places=3),
            st.text(max_size=5),
            st.dates(),
            st.times().map(lambda time: time.replace(fold=0)),
            st.datetimes().map(lambda moment: moment.replace(fold=0)),
            st.integers(-500, 500).map(MonthsDuration),
            st.timedeltas(dt.timedelta(days=-99), dt.timedelta(days=99)),
        ),
        st.just(SPAN),
    ),
)
OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"]
)
TYPES = st.sampled_from(["number", "list", "date and time", "list<number>", "function<> -> Any"])


def unary_tests(nodes, *operators):
    return st.builds(UnaryTest, st.sampled_from(operators), nodes, st.just(SPAN))


def larger(nodes):
    """Trees of one more level above `nodes`."""
    at = st.just(SPAN)
    few = st.lists(nodes, max_size=3).map(tuple)
    tests = st.one_of(nodes, unary_tests(nodes, "=", "<", ">="))
    domains = st.lists(st.tuples(st.sampled_from(["i", "j"]), nodes), min_size=1, max_size=2)
    entries = st.lists(st.tuples(st.sampled_from(["k", "foo bar", "x+y", ""]), nodes), max_size=3)
    named = st.lists(
        st.tuples(st.sampled_from(["n", "start position"]), nodes), min_size=1, max_size=2
    )
    parameters = st.lists(st.tuples(st.sampled_from(["p", "q r"]), st.none() | TYPES), max_size=2)
    return st.one_of(
        st.builds(Path, nodes, st.sampled_from(["year", "time offset", "c"]), at),
        st.builds(Negation, nodes, at),
        st.builds(Binary, OPERATORS, nodes, nodes, at),
        st.builds(Conditional, nodes, nodes, nodes, at),
        st.builds(Call, nodes, few, st.none(), at),
        st.builds(lambda f, pairs: Call(f, *columns(pairs), SPAN), nodes, named),
        st.builds(
            Comprehension, st.sampled_from(["for", "some", "every"]), domains.map(tuple), nodes, at
        ),
        st.builds(Filter, nodes, nodes, at),
        st.builds(RangeLiteral, nodes, nodes, st.booleans(), st.booleans(), at),
        st.builds(RangeLiteral, st.none(), nodes, st.just(value=False), st.booleans(), at),
        st.builds(RangeLiteral, nodes, st.none(), st.booleans(), st.just(value=False), at),
        st.builds(Collection, few, st.none(), at),
        st.builds(lambda pairs: Collection(*columns(pairs), SPAN), entries),
        st.builds(FunctionLiteral, parameters.map(tuple), nodes, at),
        st.builds(
            Membership,
            nodes,
            st.lists(tests, min_size=1, max_size=3).map(tuple),
            st.just(value=False),
            at,
        ),
        unary_tests(nodes, "=", "!="),
        st.builds(InstanceOf, nodes, TYPES, at),
    )


def columns(pairs):
    return tuple(item for _, item in pairs), tuple(name for name, _ in pairs)


TREES = st.recursive(LEAVES, larger, max_leaves=12)


@given(TREES)
def test_a_printed_tree_reads_back_as_the_same_tree(tree):
    text = to_feel(tree)

    assert repr(parse_expression(text, names=NAMES)) == repr(tree)


@given(st.lists(TREES, max_size=3), st.booleans())
def test_a_printed_cell_reads_back_as_the_same_tests(tests, negated):
    cell = Membership(Name("?", SPAN), tuple(tests), negated and bool(tests), SPAN)

    assert repr(parse_unary_tests(to_unary_tests(cell), names=NAMES)) == repr(cell)
