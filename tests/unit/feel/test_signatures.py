"""The built-in functions: which there are, how many arguments each takes, and what its parameters are called."""

from __future__ import annotations

import pytest

from sxguide.feel.parser import parse_expression
from sxguide.feel.signatures import CLOCK_FUNCTIONS, FUNCTIONS

RANGE_FUNCTIONS = (
    *("before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after"),
    *("finishes", "finished by", "includes", "during", "starts", "started by", "coincides"),
)


def test_every_kind_of_function_of_the_standard_is_there():
    assert len(FUNCTIONS) == 86
    assert FUNCTIONS.keys() >= {
        *RANGE_FUNCTIONS,
        *("date", "date and time", "duration", "years and months duration", "range", "context"),
        *("string length", "string join", "matches", "list contains", "list replace", "sort"),
        *("round half down", "decimal", "modulo", "is", "day of week", "week of year"),
        *("get value", "get entries", "context put", "context merge"),
        *CLOCK_FUNCTIONS,
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_name_is_one_name_to_the_parser(function):
    assert parse_expression(function).name == function


@pytest.mark.parametrize("function", FUNCTIONS)
def test_optional_parameters_stand_last_and_a_variadic_one_after_all(function):
    for form in FUNCTIONS[function]:
        optional = [parameter.optional for parameter in form.parameters]

        assert optional == sorted(optional)
        assert not any(parameter.variadic for parameter in form.parameters[:-1])
        assert form.name == function


@pytest.mark.parametrize(
    ("function", "counts"),
    [
        ("date", {1, 3}),
        ("time", {1, 3, 4}),
        ("date and time", {1, 2, 6, 7}),
        ("number", {1, 2, 3}),
        ("substring", {2, 3}),
        ("floor", {1, 2}),
        ("round up", {2}),
        ("today", {0}),
        ("not", {1}),
    ],
)
def test_a_function_takes_as_many_arguments_as_one_of_its_forms(function, counts):
    taken = {count for count in range(9) if any(form.takes(count) for form in FUNCTIONS[function])}

    assert taken == counts


def test_a_variadic_parameter_takes_all_the_arguments_from_its_place_on():
    (append,) = FUNCTIONS["append"]

    assert append.takes(5)
    assert not append.takes(0)
    assert append.parameter(0).name == "list"
    assert {append.parameter(index).name for index in (1, 2, 9)} == {"item"}


def test_named_arguments_find_their_parameters_in_any_order():
    (substring,) = FUNCTIONS["substring"]

    assert substring.positions(["start position", "string"]) == (1, 0, None)
    assert substring.positions(["length", "string", "start position"]) == (1, 2, 0)


@pytest.mark.parametrize(
    "names", [["string"], ["string", "start"], ["string", "string", "start position"]]
)
def test_named_arguments_that_are_missing_unknown_or_doubled_do_not_fit(names):
    (substring,) = FUNCTIONS["substring"]

    assert substring.positions(names) is None


def test_a_form_is_written_as_in_the_standard():
    (substring,) = FUNCTIONS["substring"]
    (concatenate,) = FUNCTIONS["concatenate"]

    assert str(substring) == "substring(string, start position, length?)"
    assert str(concatenate) == "concatenate(list…)"
