"""Nodes taken apart and put together again, on an expression of every kind."""

from __future__ import annotations

import pytest

from sxguide.feel.nodes import Literal, Name
from sxguide.feel.parser import parse_expression
from sxguide.feel.traversal import children, rebuilt, walk

EXPRESSIONS = (
    "1",
    "months",
    "day.year",
    "-months",
    "months + 1",
    "if able then months else 2",
    "min(months, 2)",
    "function(x: number) x + months",
    "for x in [1, months], y in 1..3 return x + y",
    "some x in months satisfies x > 1",
    "[1, months][item > 1]",
    "[1..months]",
    "{low: months, high: 2}",
    "months in (> 1, 2, not(3))",
    "months in [1..3]",
    "months instance of number",
    "months between 1 and 2",
)


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_a_node_is_its_parts_put_together_again(text):
    for node in walk(parse_expression(text)):
        assert rebuilt(node, children(node)) == node


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_each_part_of_a_node_can_be_another(text):
    for node in walk(parse_expression(text)):
        parts = children(node)
        for place, part in enumerate(parts):
            other = Name("another", part.span)
            changed = rebuilt(node, (*parts[:place], other, *parts[place + 1 :]))

            assert children(changed) == (*parts[:place], other, *parts[place + 1 :])


@pytest.mark.parametrize("text", ["1", "months"])
def test_a_leaf_has_no_parts(text):
    node = parse_expression(text)

    assert isinstance(node, Literal | Name)
    assert children(node) == ()
