"""Built-in functions on how points and ranges lie to one another, and ranges read from texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.feel.expressions import assert_values, value_of

from sxguide.values import Range


@pytest.mark.parametrize(
    ("holds", "fails"),
    [
        ("before(1, 2)", "before(2, 2)"),
        ("before(1, (1..5])", "before(1, [1..5])"),
        ("before([1..5), 5)", "before([1..5], 5)"),
        ("before([1..5), [5..9])", "before([1..5], [5..9])"),
        ("after([5..9], [1..5))", "after([5..9], [1..5])"),
        ("meets([1..5], [5..9])", "meets([1..5), [5..9])"),
        ("met by([5..9], [1..5])", "met by((5..9], [1..5])"),
        ("overlaps([1..5], [5..9])", "overlaps([1..5), [5..9])"),
        ("overlaps before([1..5], [3..8])", "overlaps before([3..8], [1..5])"),
        ("overlaps before([1..5], (1..5])", "overlaps before([1..5], [1..5])"),
        ("overlaps after([3..8], [1..5])", "overlaps after([1..5], [3..8])"),
        ("finishes(5, [1..5])", "finishes(5, [1..5))"),
        ("finishes([3..5], [1..5])", "finishes([3..5), [1..5])"),
        ("finished by([1..5], (1..5])", "finished by((1..5], [1..5])"),
        ("includes([1..5], 5)", "includes([1..5), 5)"),
        ("includes([1..5], (1..5))", "includes((1..5), [1..5])"),
        ("during([2..4], [1..5])", "during([0..4], [1..5])"),
        ("starts(1, [1..5])", "starts(1, (1..5])"),
        ("starts([1..5), [1..5])", "starts([1..5], [1..5))"),
        ("started by([1..5], [1..3])", "started by([1..5], (1..3])"),
        ("coincides([1..5], [1..5])", "coincides([1..5], [1..5))"),
        ("coincides(3, 3.0)", "coincides(3, 4)"),
    ],
)
def test_relations_mind_whether_the_ends_belong_to_the_range(holds, fails):
    assert value_of(holds) is True
    assert value_of(fails) is False


def test_relations_of_what_cannot_be_compared_are_null():
    assert_values(
        dict.fromkeys(
            [
                'before(1, "2")',
                'includes([1..5], "3")',
                "meets(1, 2)",
                "before(null, [1..5])",
                "overlaps([1..5], 3)",
            ],
            "null",
        )
    )


_BOUNDS = st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans(), st.booleans())


def _written(bounds):
    low, high, low_included, high_included = bounds
    return f"{'[' if low_included else '('}{min(low, high)}..{max(low, high)}{']' if high_included else ')'}"


def _points(interval):
    """The quarters between -1 and 6 that lie in the range."""
    return {
        point
        for point in (quarter / 4 for quarter in range(-4, 24))
        if (interval.low < point or (interval.low_included and interval.low == point))
        and (point < interval.high or (interval.high_included and interval.high == point))
    }


@given(_BOUNDS, _BOUNDS)
def test_relations_agree_with_the_points_of_the_ranges(left, right):
    one, other = _written(left), _written(right)
    points, others = _points(value_of(one)), _points(value_of(other))

    if points and others:
        assert value_of(f"before({one}, {other})") is (max(points) < min(others))
        assert value_of(f"overlaps({one}, {other})") is bool(points & others)
        assert value_of(f"includes({one}, {other})") is (others <= points)
        assert value_of(f"during({one}, {other})") is (points <= others)


def test_a_range_is_read_from_literals_and_nothing_else():
    assert_values(
        {
            'range("[18..21)")': "[18..21)",
            'range("]-1..21[")': "(-1..21)",
            'range(" [ 1 .. 3 ] ")': "[1..3]",
            'range("[\\"a\\"..\\"c\\"]")': '["a".."c"]',
            'range("[date(\\"2024-01-01\\")..@\\"2024-01-02\\"]")': '[@"2024-01-01"..@"2024-01-02"]',
            **dict.fromkeys(
                [
                    'range("[3..1]")',
                    'range("[1..\\"b\\"]")',
                    'range("[1+1..3]")',
                    'range("[..2]")',
                    'range("[null..null]")',
                    'range(">= 10")',
                    'range("")',
                    "range([1..3])",
                    'range("[date(string(\\"2024-01-01\\"))..date(\\"2024-01-02\\")]")',
                ],
                "null",
            ),
        }
    )


def test_a_comparison_in_brackets_is_a_range_without_a_bound():
    assert value_of("(< 5)") == Range(None, value_of("5"), low_included=False, high_included=False)
    assert_values(
        {"-100 in (< 5)": "true", "(>= 5).start included": "true", "(> 5) = (5..null)": "false"}
    )
