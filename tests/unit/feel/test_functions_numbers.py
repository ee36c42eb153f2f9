"""Built-in functions on numbers and their aggregates: exact, never binary."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.unit.feel.expressions import assert_values, value_of


def test_roundings_differ_at_the_half_and_below_zero():
    assert_values(
        {
            "decimal(2.5, 0)": "2",
            "decimal(3.5, 0)": "4",
            "decimal(1 / 3, 2.5)": "0.33",
            "decimal(1234, -2)": "1200",
            "floor(-1.56, 1)": "-1.6",
            "ceiling(-1.56, 1)": "-1.5",
            "round up(-1.121, 2)": "-1.13",
            "round down(-1.129, 2)": "-1.12",
            "round half up(-2.5, 0)": "-3",
            "round half down(-2.5, 0)": "-2",
            "round up(5.5, 6176)": "5.5",
            "round up(5.5, 6177)": "null",
            "floor(1.56, null)": "null",
        }
    )


def test_modulo_has_the_divisors_sign():
    assert_values(
        {
            "modulo(12, 5)": "2",
            "modulo(-12, 5)": "3",
            "modulo(12, -5)": "-3",
            "modulo(-10.1, -4.5)": "-1.1",
            "modulo(10, 0)": "null",
        }
    )


def test_odd_and_even_also_of_what_is_not_whole():
    assert_values({"odd(-1)": "true", "even(0)": "true", "odd(1.5)": "false", "even(1.5)": "false"})


def test_absolute_values_of_durations_too():
    assert_values(
        {"abs(-1)": "1", 'abs(@"-P1D")': '@"P1D"', 'abs(@"-P1Y")': '@"P1Y"', 'abs("x")': "null"}
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sqrt(2)", "1.414213562373095048801688724209698"),
        ("exp(1)", "2.718281828459045235360287471352662"),
        ("log(10)", "2.302585092994045684017991454684364"),
        ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
    ],
)
def test_roots_and_powers_are_right_to_the_last_of_34_digits(text, value):
    assert value_of(text) == Decimal(value)


def test_what_has_no_root_or_logarithm_is_null():
    assert_values(
        dict.fromkeys(["sqrt(-1)", "log(0)", "log(-1)", "sqrt(null)", 'exp("1")'], "null")
    )


def test_aggregates_take_a_list_or_its_elements():
    assert_values(
        {
            "sum([1, 2, 3])": "6",
            "sum(1, 2, 3)": "6",
            "sum(5)": "5",
            "max([3, 1, 2])": "3",
            'min("b", "a")': '"a"',
            'max(@"2024-01-01", @"2023-01-01")': '@"2024-01-01"',
            "mean(1, 2)": "1.5",
            "median([8, 2, 5, 7])": "6",
            "median([3, 1, 2])": "2",
            "mode(6, 3, 9, 6, 3)": "[3, 6]",
            "product([2, 3, 4])": "24",
            "count([1, null])": "2",
            "count(1)": "1",
            "all([true, null, false])": "false",
            "all([true, null])": "null",
            "any([])": "false",
            "all(true, 1)": "null",
        }
    )


def test_aggregates_of_nothing_or_of_a_mixture_are_null():
    assert_values(
        {
            **dict.fromkeys(
                ["sum([])", "max([])", "mean([])", "median([])", "stddev([1])", "product([])"],
                "null",
            ),
            **dict.fromkeys(
                [
                    "sum([1, null])",
                    'max([1, "a"])',
                    "max([true, false])",
                    "sum(null)",
                    "max(1, null)",
                ],
                "null",
            ),
            "mode([])": "[]",
        }
    )


def test_a_sum_of_cents_is_exact():
    assert value_of("sum(for i in 1..1000 return 0.1)") == Decimal(100)
