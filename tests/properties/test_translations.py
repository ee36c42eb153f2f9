"""Expressions at random say in Polars what the interpreter says, of everybody whom they tell apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.properties.translations import NAMES, SPAN, everybody, expected, translated, values_of

from sxguide.backends.columnar.parts import Unfit
from sxguide.feel import nodes
from sxguide.feel.nodes import Binary, Call, Collection, Conditional, Literal, Name, Path, UnaryTest
from sxguide.values import MonthsDuration

MOST_PEOPLE = 400
COMPARISONS = ["=", "!=", "<", "<=", ">", ">="]
OPERATORS = ["+", "-", "*", *COMPARISONS, "and", "or", "and", "or"]

literals = st.sampled_from(
    [
        *(None, True, False, "red", "a", ""),
        *map(Decimal, ("0", "1", "2.5", "-3", "12", "9" * 34)),
        *(dt.date(2008, 2, 29), dt.date(2026, 6, 1), dt.date(9999, 12, 31)),
        *(MonthsDuration(1), MonthsDuration(12), MonthsDuration(-7)),
        *(dt.timedelta(3), dt.timedelta(hours=5)),
    ]
).map(lambda value: Literal(value, SPAN))
names = st.sampled_from(NAMES).map(lambda name: Name(name, SPAN))
spans = st.just(SPAN)


def call(name, *arguments):
    return Call(Name(name, SPAN), arguments, None, SPAN)


def larger(inner):
    unary = st.builds(UnaryTest, st.sampled_from(COMPARISONS), inner, spans)
    tests = st.lists(st.one_of(literals, inner, unary), max_size=3).map(tuple)
    return st.one_of(
        st.builds(Binary, st.sampled_from(OPERATORS), inner, inner, spans),
        st.builds(Binary, st.sampled_from(OPERATORS), names, literals, spans),
        st.builds(Conditional, inner, inner, inner, spans),
        st.builds(nodes.Test, inner, tests, st.booleans(), spans),
        st.builds(Path, inner, st.sampled_from(["year", "month"]), spans),
        st.builds(lambda one, two: call("max", one, two), inner, inner),
        st.builds(lambda one, two: call("min", one, two), names, inner),
        inner.map(lambda one: call("not", one)),
        inner.map(lambda one: call("count", Collection((one,), None, SPAN))),
    )


trees = st.recursive(st.one_of(literals, names, names), larger, max_leaves=7)


@settings(max_examples=1000)
@given(trees)
def test_a_translation_yields_what_the_interpreter_yields(tree):
    frame = everybody(tree)
    assume(len(frame) <= MOST_PEOPLE)
    try:
        part, stages = translated(tree, frame)
    except Unfit:
        # Then it is the interpreter's.
        return

    found = values_of(part, frame, stages)

    for row, ours, theirs in zip(frame.rows(named=True), found, expected(tree, frame), strict=True):
        assert (type(ours), ours) == (type(theirs), theirs), row
