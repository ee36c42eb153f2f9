"""On random trees and values, unknown and null among them, a compiled expression says what the reference says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sxguide.errors import LimitError
from sxguide.feel import nodes
from sxguide.feel.closures import compile_expression
from sxguide.feel.evaluator import evaluate
from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    InstanceOf,
    Literal,
    Name,
    Negation,
    Path,
    RangeLiteral,
    UnaryTest,
)
from sxguide.source import SourceText
from sxguide.values import Function, MonthsDuration, Range, Unknown

SPAN = SourceText("expression", "x").span(0, 1)
SLOTS = {"candidate.a": 0, "candidate.b": 1, "candidate.c": 2}
OTHERS = ("fact", "definition")

numbers = st.sampled_from([Decimal(number) for number in ("-1", "0", "1", "2.5", "3")])
days = st.sampled_from([dt.date(2008, 2, 29), dt.date(2026, 1, 31), dt.date(2026, 6, 1)])
durations = st.sampled_from([MonthsDuration(12), MonthsDuration(-1), dt.timedelta(days=3)])
known: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), numbers, st.sampled_from(["", "a", "b"]), days
)
unknowns = st.sampled_from(["x", "y"]).map(lambda name: Unknown(frozenset({name})))
values = st.one_of(
    known,
    known,
    durations,
    unknowns,
    st.lists(st.one_of(known, unknowns), max_size=3).map(tuple),
    st.builds(Range, numbers, st.one_of(numbers, unknowns), st.booleans(), st.booleans()),
    st.builds(Range, days, st.none(), st.booleans(), st.just(False)),
)

literals = st.builds(Literal, st.one_of(known, durations), st.just(SPAN))
names = st.sampled_from([*SLOTS, *SLOTS, *OTHERS]).map(lambda name: Name(name, SPAN))


def call(name, *arguments):
    return Call(Name(name, SPAN), arguments, None, SPAN)


def passes(inner):
    """What may stand behind `in`: values, lists, ranges, comparisons, and what reads the subject."""
    bounds = st.one_of(st.none(), inner)
    ranges = st.builds(
        RangeLiteral, inner, bounds, st.booleans(), st.booleans(), st.just(SPAN)
    ) | st.builds(
        RangeLiteral,
        *[numbers.map(lambda number: Literal(number, SPAN))] * 2,
        st.booleans(),
        st.booleans(),
        st.just(SPAN),
    )
    comparisons = st.builds(
        UnaryTest, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), inner, st.just(SPAN)
    )
    own = inner.map(lambda node: Binary("=", Name("?", SPAN), node, SPAN))
    words = st.sampled_from(["", "a", "b"]).map(lambda word: Literal(word, SPAN))
    mixed = st.lists(st.one_of(inner, ranges, comparisons, own), max_size=3)
    return st.one_of(mixed, st.lists(words, max_size=3)).map(tuple)


def larger(inner):
    operators = ["+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "and", "or", "and", "or"]
    lists = st.lists(inner, max_size=3).map(lambda items: Collection(tuple(items), None, SPAN))
    return st.one_of(
        st.builds(Binary, st.sampled_from(operators), inner, inner, st.just(SPAN)),
        st.builds(Binary, st.sampled_from(operators), inner, inner, st.just(SPAN)),
        st.builds(Conditional, inner, inner, inner, st.just(SPAN)),
        st.builds(Negation, inner, st.just(SPAN)),
        st.builds(nodes.Test, inner, passes(inner), st.booleans(), st.just(SPAN)),
        st.builds(Path, inner, st.sampled_from(["year", "months"]), st.just(SPAN)),
        st.builds(InstanceOf, inner, st.just("number"), st.just(SPAN)),
        inner.map(lambda node: call("not", node)),
        inner.map(lambda node: call("sqrt", node)),
        st.builds(lambda one, other: call("decimal", one, other), inner, inner),
        st.builds(lambda one, other: call("max", one, other), inner, inner),
        lists,
        st.builds(
            lambda domain, body: Comprehension("some", (("item", domain),), body, SPAN),
            lists,
            inner,
        ),
    )


trees = st.recursive(st.one_of(literals, names, names), larger, max_leaves=12)
rows = st.lists(values, min_size=len(SLOTS), max_size=len(SLOTS))


def same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, Function):
        return one.name == other.name
    return one == other


@settings(max_examples=1500)
@given(trees, st.fixed_dictionaries(dict.fromkeys(OTHERS, values)), st.lists(rows, max_size=3))
def test_a_compiled_expression_agrees_with_the_reference_on_every_row(tree, others, table):
    try:
        compiled = compile_expression(tree, SLOTS, others.__getitem__)
    except LimitError:
        return
    for row in table:
        every = {**others, **{name: row[place] for name, place in SLOTS.items()}}
        expected = evaluate(tree, every.__getitem__)

        assert same(compiled(row), expected)
        # A second time: what was kept from the first must not have spoilt it.
        assert same(compiled(row), expected)
