"""The reference semantics: names, operators, conditions, iterations, filters, functions; and limits that hold."""

from __future__ import annotations

import datetime as dt
import decimal
from decimal import Decimal

import pytest
from tests.unit.feel.expressions import assert_values, value_of

from sxguide.errors import LimitError
from sxguide.feel.budget import Budget
from sxguide.feel.evaluator import evaluate
from sxguide.feel.parser import parse_expression


def test_a_local_variable_hides_a_given_name_and_that_a_built_in_function():
    given = {"count": Decimal(7), "x": Decimal(1)}

    assert value_of("for x in [5] return x + count", given) == (Decimal(12),)
    assert value_of("count([5])") == Decimal(1)


def test_a_name_that_nobody_knows_is_null():
    assert value_of("nobody") is None
    assert value_of("nobody()") is None


def test_only_a_key_error_of_the_lookup_means_that_there_is_no_such_name():
    def lookup(name):
        raise RuntimeError(name)

    with pytest.raises(RuntimeError, match="fact"):
        evaluate(parse_expression("fact", names=["fact"]), lookup)


def test_numbers_are_computed_in_decimal128_whatever_the_threads_context_is():
    with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
        third = value_of("1 / 3")
        whole = value_of("decimal(2 / 3, 20) + 0.1")

    assert third == Decimal("0." + "3" * 34)
    assert whole == Decimal("0.76666666666666666667")


def test_arithmetic_without_a_result_is_null():
    assert_values(
        dict.fromkeys(
            [
                "1 / 0",
                "0 / 0",
                "0 ** -1",
                "10 ** 6145",
                "1 + null",
                '1 + "1"',
                "true + true",
                '-"a"',
                '@"9999-12-31" + @"P1D"',
                '@"P1Y" + @"P1D"',
                '@"P999999999D" * 10',
                '@"P99999999Y" * 100000000000',
            ],
            "null",
        )
    )


def test_dates_times_and_durations_compute():
    assert_values(
        {
            '@"2024-01-31" + @"P1M"': '@"2024-02-29"',
            '@"P1Y" + @"2024-02-29"': '@"2025-02-28"',
            '@"2024-03-31" - @"P1M"': '@"2024-02-29"',
            '@"2024-01-01" + @"PT36H"': '@"2024-01-02"',
            '@"2024-01-02" - @"PT1M"': '@"2024-01-01"',
            '@"2024-03-01" - @"2024-02-01"': '@"P29D"',
            '@"2024-01-01T10:00:00" + @"P1M"': '@"2024-02-01T10:00:00"',
            '@"23:30:00" + @"PT1H"': '@"00:30:00"',
            '@"10:00:00" - @"09:00:00"': '@"PT1H"',
            '2.5 * @"P1Y11M"': '@"P4Y9M"',
            '@"PT23H" * 2.5': '@"P2DT9H30M"',
            '@"P10D" / @"P4D"': "2.5",
            '@"P1Y" / @"P3M"': "4",
            '@"2024-01-02T10:00:00" - @"2024-01-01T10:00:00Z"': "null",
        }
    )


def test_an_hour_across_a_change_of_clocks_is_an_hour_in_the_world():
    assert_values(
        {
            'string(@"2024-03-31T01:30:00@Europe/Paris" + @"PT1H")': '"2024-03-31T03:30:00@Europe/Paris"',
            '@"2024-04-01T00:00:00@Europe/Paris" - @"2024-03-31T00:00:00@Europe/Paris"': '@"PT23H"',
        }
    )


def test_logic_has_three_values_and_counts_everything_else_as_null():
    assert_values(
        {
            "true and null": "null",
            "false and null": "false",
            'false and "x"': "false",
            "true or null": "true",
            "false or null": "null",
            "not(null)": "null",
            'not("x")': "null",
        }
    )


def test_equality_tells_a_difference_of_type_from_a_difference_of_value():
    assert_values(
        {
            "1 = 1.00": "true",
            "1 = 2": "false",
            '1 = "1"': "null",
            "null = null": "true",
            "1 = null": "false",
            '@"P1Y" = @"P365D"': "null",
            '@"P1D" = @"PT24H"': "true",
            "true = 1": "null",
            "[1, 2] = [1, 2]": "true",
            "[1, 2] = [1]": "false",
            '[1] = ["1"]': "null",
            '[1, 2] = ["1", 3]': "false",
            "{a: 1, b: 2} = {b: 2, a: 1}": "true",
            "[1..3] = [1..3]": "true",
            "[1..3] = [1..3)": "false",
            "(= 10) = (= 10)": "true",
            "(= 10) = [10..10]": "false",
            '@"2024-01-01T00:00:00Z" = @"2024-01-01T08:00:00+08:00"': "true",
            '@"10:00:00" = @"10:00:00Z"': "null",
        }
    )


def test_order_is_null_between_types_and_between_clocks():
    assert_values(
        {
            "1 < 2": "true",
            '"a" <= "b"': "true",
            '@"2024-01-01" > @"2023-01-01"': "true",
            '1 < "2"': "null",
            "null < 1": "null",
            "true < false": "null",
            '@"10:00:00" < @"11:00:00Z"': "null",
            '@"10:00:00@Europe/Paris" < @"11:00:00@Europe/Paris"': "true",
            '@"10:00:00+02:00" < @"09:00:00Z"': "true",
        }
    )


def test_in_and_between_put_a_value_to_ranges_lists_and_tests():
    assert_values(
        {
            "5 between 1 and 5": "true",
            "5 between 6 and 1": "false",
            "null between 1 and 2": "null",
            "5 in [1..5)": "false",
            "5 in (1, < 6)": "true",
            "5 in [[1..3], [5..7]]": "true",
            '5 in ["5", 6]': "false",
            "[1, 2] in [[1, 2], [3]]": "true",
            "5 in (!= 5)": "false",
            "5 in [(= 5), 7]": "true",
            "5 in (? > 4)": "true",
            "5 in (null..10]": "null",
        }
    )


def test_if_takes_everything_but_true_for_false():
    assert_values(
        {"if null then 1 else 2": "2", 'if "true" then 1 else 2': "2", "if true then 1 else 2": "1"}
    )


def test_for_runs_over_lists_and_ranges_both_ways_and_sees_its_earlier_results():
    assert_values(
        {
            "for i in [1, 2], j in [i, 10] return i * j": "[1, 10, 4, 20]",
            "for i in 3..1 return i": "[3, 2, 1]",
            "for i in (1..4) return i": "[2, 3]",
            "for i in [1..1) return i": "[]",
            "for i in 0..4 return if i = 0 then 1 else i * partial[-1]": "[1, 1, 2, 6, 24]",
            'for d in @"2024-02-28"..@"2024-03-01" return d.day': "[28, 29, 1]",
            "for i in 5 return i": "[5]",
            "for i in null return i": "null",
            'for i in "a".."c" return i': "null",
            "for i in 1..1.5 return i": "null",
        }
    )


def test_some_and_every_want_truth_values():
    assert_values(
        {
            "some x in [1, 2] satisfies x > 1": "true",
            "every x in [1, 2] satisfies x > 1": "false",
            "some x in [] satisfies true": "false",
            "every x in [] satisfies false": "true",
            "every x in [1, null] satisfies x > 0": "null",
            "some x in [1, 2] satisfies if x = 1 then true else 5": "null",
            "some x in null satisfies true": "null",
        }
    )


def test_a_filter_takes_an_index_or_a_condition():
    assert_values(
        {
            "[1, 2, 3][2]": "2",
            "[1, 2, 3][-1]": "3",
            "[1, 2, 3][4]": "null",
            "[1, 2, 3][1.5]": "null",
            "[][1]": "null",
            "[][item > 1]": "[]",
            "[1, 2, 3][item > 1]": "[2, 3]",
            "[{a: 1}, {a: 2}][a > 1]": "[{a: 2}]",
            "[{item: 1}, {item: 2}][item > 1]": "[{item: 2}]",
            "5[1]": "5",
            "5[false]": "[]",
            "null[1]": "null",
            '[1, 2]["x"]': "null",
            "[1, null, 3][item > 1]": "[3]",
        }
    )


def test_a_path_leads_into_contexts_lists_of_contexts_and_parts_of_values():
    assert_values(
        {
            "{a: {b: 1}}.a.b": "1",
            "{a: 1}.b": "null",
            "[{a: 1}, {b: 2}].a": "[1, null]",
            '@"2024-02-29".month': "2",
            '@"2024-02-29".weekday': "4",
            '@"2024-02-29T10:30:01.5+08:00".second': "1.5",
            '@"2024-02-29T10:30:00+08:00".time offset': '@"PT8H"',
            '@"2024-02-29T10:30:00@Asia/Shanghai".timezone': '"Asia/Shanghai"',
            '@"-P1Y2M".months': "-2",
            '@"-P1DT2H".hours': "-2",
            "[1..5).end included": "false",
            '@"2024-02-29".hour': "null",
            "5.year": "null",
            '@"10:00:00".year': "null",
            '@"P1D".months': "null",
            "[1..5).middle": "null",
        }
    )


def test_a_contexts_entries_see_the_earlier_ones_and_names_must_differ():
    assert_values({"{a: 1, b: a + 1}.b": "2", "{a: 1, a: 2}": "null"})


def test_functions_are_values_that_are_called_by_position_or_by_name():
    assert_values(
        {
            "(function(a, b) a - b)(5, 3)": "2",
            "(function(a, b) a - b)(b: 5, a: 3)": "-2",
            "(function(a, b) a - b)(5)": "null",
            "(function(a) a)(b: 1)": "null",
            "(function(a: number) a)([5])": "5",
            '(function(a: number) 1)("x")': "null",
            "{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r": "120",
            "(function(g) g([1, 2]))(sum)": "3",
            "5(1)": "null",
        }
    )


def test_instance_of_asks_for_the_type_that_is_written():
    assert_values(
        {
            "[1, 2] instance of list<number>": "true",
            '[1, "2"] instance of list<number>': "false",
            "{a: 1, b: 2} instance of context<a: number>": "true",
            "{} instance of context<a: number>": "false",
            "null instance of number": "false",
            '@"P1D" instance of days and time duration': "true",
            '@"2024-01-01T00:00:00" instance of date': "false",
            "[1..5] instance of range<number>": "true",
            "sum instance of function<list<number>> -> number": "true",
            "(function(a) a) instance of function<number, number> -> number": "false",
            "1 instance of nonsense": "null",
        }
    )


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000000 return i",
        "for i in 1..1000, j in 1..1000 return i",
        "some i in 1..100000 satisfies some j in 1..100000 satisfies false",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "for i in 1..100000 return partial",
        "for i in 1..2000 return [partial[-1]]",
        'for d in @"0001-01-01"..@"9999-12-31" return d',
        'string join(for i in 1..90000 return "a word and a space and then some more", ",")',
        'replace(string join(for i in 1..9000 return "x"), "x", string join(for i in 1..9000 return "y"))',
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$")',
        'matches("x", "(((a{1000}){1000}){1000}){1000}")',
        'for i in 1..2000 return matches("a", "a")',
    ],
)
def test_no_expression_runs_away(text):
    with pytest.raises(LimitError):
        value_of(text)


_FORTY_LISTS = f"{'list<' * 40}number{'>' * 40}"


@pytest.mark.parametrize(
    "use",
    [
        "z",
        "string(z)",
        "z = z",
        "z in [z]",
        "flatten(z)",
        "z.a",
        "count([z])",
        f"z instance of {_FORTY_LISTS}",
        f"(function(q: {_FORTY_LISTS}) 1)(z)",
    ],
)
def test_a_value_that_shares_its_parts_is_paid_for_at_its_full_size(use):
    doublings = ", ".join(f"l{n}: [l{n - 1}, l{n - 1}]" for n in range(1, 40))

    with pytest.raises(LimitError, match="steps"):
        value_of(f"{{l0: [1], {doublings}, z: l39, r: {use}}}.r")


@pytest.mark.parametrize(
    "text", ["2 ** 999999999", "1.0000001 ** 999999999999", "exp(1E6000)", "date(1E6000, 1, 1)"]
)
def test_a_number_that_is_far_too_large_is_null_at_once(text):
    assert value_of(text) is None


def test_the_caller_sets_how_many_steps_an_evaluation_may_take():
    with pytest.raises(LimitError, match="more than 10 steps"):
        value_of("for i in 1..20 return i", budget=Budget(10))


def test_a_budget_lasts_for_as_many_steps_as_it_has():
    budget = Budget(3)
    for _ in range(3):
        budget.spend()

    with pytest.raises(LimitError, match="more than 3 steps"):
        budget.spend()


def test_a_duration_has_the_parts_that_it_is_written_with():
    assert_values(
        {
            'duration("P2DT3H4M5S").days': "2",
            'duration("P2DT3H4M5S").hours': "3",
            'duration("-P2DT3H4M5S").minutes': "-4",
            'duration("P2DT3H4M5.5S").seconds': "5.5",
        }
    )


def test_a_value_nested_deeper_than_python_recurses_is_refused():
    deep: tuple[object, ...] = ()
    for _ in range(5_000):
        deep = (deep,)

    with pytest.raises(LimitError, match="levels deep"):
        value_of("x = x", {"x": deep})


def test_a_long_but_honest_expression_is_within_the_limits():
    words = " or ".join(f'"{n}" = x' for n in range(60))

    assert value_of(words, {"x": "59"}) is True
    assert value_of("sum(for i in 1..30000 return i)") == Decimal(450_015_000)


def test_a_function_that_is_given_back_still_works():
    add = value_of("function(a) a + 1")

    assert add.call(Decimal(1)) == Decimal(2)


def test_a_date_and_a_local_midnight_are_different_things():
    assert value_of('date and time("2024-01-01")') == dt.datetime(2024, 1, 1)  # noqa: DTZ001 — local time
    assert value_of('date and time(date("2024-01-01"))') == dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
