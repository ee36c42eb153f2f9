"""Built-in functions on lists and contexts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.feel.expressions import assert_values, value_of

from sxguide.errors import LimitError
from sxguide.feel.budget import MAX_ELEMENTS


def test_positions_count_from_one_or_from_the_end_and_must_exist():
    assert_values(
        {
            "sublist([1, 2, 3], 2)": "[2, 3]",
            "sublist([1, 2, 3], -2, 1)": "[2]",
            "sublist([1, 2, 3], 4)": "null",
            "sublist([1, 2, 3], 2, 5)": "null",
            "insert before([1, 3], 2, 2)": "[1, 2, 3]",
            "insert before([1, 3], -1, 2)": "[1, 2, 3]",
            "insert before([], 1, 2)": "null",
            "remove([1, 2, 3], -1)": "[1, 2]",
            "remove([1, 2, 3], 0)": "null",
            "list replace([1, 2, 3], -1, 4)": "[1, 2, 4]",
            "list replace([1, 2, 3], 4, 4)": "null",
        }
    )


def test_list_replace_takes_a_condition_on_each_element():
    assert_values(
        {
            "list replace([2, 4, 7], function(item, newItem) item < newItem, 5)": "[5, 5, 7]",
            "list replace([2, 4], function(item, newItem) item, 5)": "null",
            "list replace([2, 4], function(item) true, 5)": "null",
            "list replace(position: 2, newItem: 4, list: [1, 2])": "[1, 4]",
        }
    )


def test_lists_are_put_together_and_taken_apart():
    assert_values(
        {
            "append([1], 2, null)": "[1, 2, null]",
            "concatenate([1], [2, 3], [])": "[1, 2, 3]",
            "concatenate([1], null)": "null",
            "reverse([1, 2])": "[2, 1]",
            "flatten([[1, [2]], 3])": "[1, 2, 3]",
            "union([1, 2], [2, 3])": "[1, 2, 3]",
            "distinct values([1, 2, 1.0, null, null])": "[1, 2, null]",
            'distinct values([1, "1", true])': '[1, "1", true]',
            "distinct values([{a: 1}, {a: 1.0}, [1], [1]])": "[{a: 1}, [1]]",
            "distinct values([[1..2], [1..2], [1..2)])": "[[1..2], [1..2)]",
            "count(distinct values([sum, sum, max]))": "2",
            'distinct values([@"10:00:00Z", @"11:00:00+01:00"])': '[@"10:00:00Z"]',
            'count(distinct values([@"2024-01-01T10:00:00", @"2024-01-01T10:00:00Z"]))': "2",
            "index of([1, 2, null, 2], 2)": "[2, 4]",
            "index of([1, null], null)": "[2]",
            "list contains([1, null], null)": "true",
            'list contains([1], "1")': "false",
        }
    )


def test_sort_keeps_equals_in_place_and_wants_an_order():
    assert_values(
        {
            "sort([3, 1, 2], function(x, y) x > y)": "[3, 2, 1]",
            "sort([3, 1, 2])": "[1, 2, 3]",
            "sort([{k: 2, n: 1}, {k: 1, n: 2}, {k: 2, n: 3}], function(x, y) x.k < y.k).n": "[2, 1, 3]",
            'sort([1, "a"])': "null",
            "sort([1, 2], function(x, y) 5)": "null",
            "sort([1, 2], function(x) true)": "null",
        }
    )


def test_a_single_value_stands_for_the_list_of_it_and_the_other_way_round():
    assert_values(
        {"append(1, 2)": "[1, 2]", 'upper case(["a"])': '"A"', 'upper case(["a", "b"])': "null"}
    )


def test_contexts_are_read_and_rewritten():
    assert_values(
        {
            'get value({a: 1}, "a")': "1",
            'get value({a: 1}, "b")': "null",
            "get entries({a: 1}).key": '["a"]',
            'context([{key: "a", value: 1}, {key: "b", value: 2}])': "{a: 1, b: 2}",
            'context([{key: "a", value: 1}, {key: "a", value: 2}])': "null",
            'context([{key: "a"}])': "null",
            'context put({a: 1}, "a", 2)': "{a: 2}",
            'context put({x: 1, y: {a: 0}}, ["y", "a"], 2)': "{x: 1, y: {a: 2}}",
            'context put({x: 1}, ["y", "a"], 2)': "null",
            "context put({x: 1}, [], 2)": "null",
            "context put({x: 1}, [null], 2)": "null",
            "context merge([{a: 1, b: 1}, {b: 2}])": "{a: 1, b: 2}",
            "context merge([{a: 1}, null])": "null",
        }
    )


def test_is_sets_apart_what_equality_does_not():
    assert_values(
        {
            'is(@"10:00:00Z", @"10:00:00+00:00")': "true",
            'is(@"10:00:00Z", @"10:00:00@Etc/UTC")': "false",
            'is(@"2024-01-01T00:00:00Z", @"2024-01-01T08:00:00+08:00")': "false",
            'is([1, {a: "x"}], [1.0, {a: "x"}])': "true",
            'is(1, "1")': "false",
            "is([1..2], [1..2.0])": "true",
            'is(@"P0M", @"PT0S")': "false",
        }
    )


@pytest.mark.parametrize("text", ["append(long, 1)", "concatenate(long, [1])"])
def test_a_list_grows_up_to_the_limit_and_no_further(text):
    longest = (Decimal(1),) * MAX_ELEMENTS

    assert len(value_of(text, {"long": longest[1:]})) == MAX_ELEMENTS
    with pytest.raises(LimitError, match="more than 100000 elements"):
        value_of(text, {"long": longest})
