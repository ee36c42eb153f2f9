"""Types as they are written, and what becomes of a value where a type is asked for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sxguide.feel.instances import coerced, is_instance, read_type
from sxguide.feel.types import (
    ANY,
    DATE,
    DATE_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("number", NUMBER),
        ("list<date and time>", ListOf(DATE_AND_TIME)),
        ("list<list<Any>>", ListOf(ListOf(ANY))),
        ("range<date>", RangeOf(DATE)),
        (
            "context<a: number, b c: list<string>>",
            ContextOf((("a", NUMBER), ("b c", ListOf(STRING)))),
        ),
        ("function<> -> Any", FunctionOf((), ANY)),
        (
            "function<list<number>, function<string>->date> -> number",
            FunctionOf((ListOf(NUMBER), FunctionOf((STRING,), DATE)), NUMBER),
        ),
    ],
)
def test_a_type_is_read_as_it_is_written(text, wanted):
    assert read_type(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "numbers",
        "list<",
        "list<number",
        "list<number>x",
        "list<nonsense>",
        "context<a>",
        "context<a: nonsense>",
        "function<number>",
        "function<nonsense> -> number",
        "number<string>",
    ],
)
def test_what_is_no_type_is_not_read(text):
    assert read_type(text) is None


@pytest.mark.parametrize(
    ("value", "wanted", "result"),
    [
        ((Decimal(1),), NUMBER, Decimal(1)),
        (Decimal(1), ListOf(NUMBER), (Decimal(1),)),
        ((Decimal(1), Decimal(2)), NUMBER, None),
        ("x", NUMBER, None),
        (None, NUMBER, None),
        (dt.date(2024, 1, 1), DATE_AND_TIME, dt.datetime(2024, 1, 1, tzinfo=dt.UTC)),
        (dt.datetime(2024, 1, 1, tzinfo=dt.UTC), DATE, None),
        ({"a": Decimal(1), "b": "x"}, ContextOf((("a", NUMBER),)), {"a": Decimal(1), "b": "x"}),
        ({"a": "x"}, ContextOf((("a", NUMBER),)), None),
    ],
)
def test_a_value_becomes_what_is_asked_for_or_null(value, wanted, result):
    assert coerced(value, wanted) == result


def test_a_boolean_is_no_number_and_null_is_an_instance_of_no_type():
    assert not is_instance(True, NUMBER)
    assert not is_instance(None, ANY)
    assert is_instance(None, NULL)
