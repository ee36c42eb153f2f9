"""An expression with one thing changed: all that is changed, and nothing else."""

from __future__ import annotations

import pytest

from sxguide.adequacy.variations import variations
from sxguide.feel.parser import parse_expression
from sxguide.feel.printer import to_feel
from sxguide.source import SourceText

NAMES = ("a", "b", "c", "person.colour")


def parsed(text):
    source = SourceText("rule.yaml", text)
    return parse_expression(text, names=NAMES, locate=source.span)


def varied(text):
    return [to_feel(each.node) for each in variations(parsed(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < 5", ["a <= 5", "a >= 5", "a < 4", "a < 6"]),
        ("a >= b", ["a > b", "a < b"]),
        ("a = true", ["a != true"]),
        ("a and b", ["a or b", "a", "b"]),
        ("a or b", ["a and b", "a", "b"]),
        ("a + b", ["a - b"]),
        ('a + "x"', []),
        ("a * 0.20", ["a * 0.19", "a * 0.21"]),
        ("if a then b else c", ["if a then c else b"]),
        ("if a then b else b", []),
        ("max(a, b)", ["min(a, b)"]),
        ("not(a)", ["a"]),
        ('duration("P1Y")', ['duration("P0Y")', 'duration("P2Y")']),
        ('duration("P1Y2M")', ['duration("P1Y1M")', 'duration("P1Y3M")']),
        ('date("2024-12-31")', ['date("2024-12-30")', 'date("2025-01-01")']),
        ('@"2024-12-31"', ['@"2024-12-30"', '@"2025-01-01"']),
        ("some x in [a, b] satisfies x", [
            "every x in [a, b] satisfies x",
            "some x in [b] satisfies x",
            "some x in [a] satisfies x",
        ]),
        ("true", ["false"]),
        ("a.year", []),
    ],
)  # fmt: skip
def test_every_way_to_change_one_thing(text, expected):
    assert varied(text) == expected


def test_the_values_that_a_test_allows_are_dropped_one_by_one():
    assert varied('person.colour in ("red", "green")')[:2] == [
        'person.colour in "green"',
        'person.colour in "red"',
    ]


def test_the_ends_of_a_range_are_taken_in_or_left_out_and_moved():
    found = varied("a in [1..5)")

    assert {"a in (1..5)", "a in [1..5]", "a in [0..5)", "a in [1..6)"} <= set(found)


def test_a_variation_knows_what_stood_there():
    (*_, last) = variations(parsed("a < 5 and b"))

    assert (last.at.text, last.text) == ("5", "6")


def test_nothing_is_changed_into_itself():
    for text in ("a < 5 and (b or c)", "if a then b else b", "a + 0"):
        node = parsed(text)
        assert all(each.node != node for each in variations(node))
