"""Types: how they read in a message, and what two of them have in common."""

from __future__ import annotations

import pytest

from sxguide.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    NULL,
    NUMBER,
    STRING,
    ContextOf,
    Either,
    FunctionOf,
    ListOf,
    Number,
    RangeOf,
    String,
    Variable,
    described,
    fits,
    join,
)

SEX = String(("male", "female"), closed=True)


@pytest.mark.parametrize(
    ("type_", "text", "in_a_sentence"),
    [
        (DATE, "date", "a date"),
        (Number("yuan"), "number (yuan)", "a number"),
        (NUMBER, "number", "a number"),
        (SEX, 'one of "male", "female"', "a string"),
        (String(("male",)), "string", "a string"),
        (ListOf(DATE), "list of date", "a list"),
        (RangeOf(DATE), "range of date", "a range"),
        (ContextOf(), "context", "a context"),
        (FunctionOf(None, ANY), "function", "a function"),
        (Either((DATE, STRING)), "date or string", "a date or a string"),
        (Variable("T", NUMBER), "number", "a number"),
        (ANY, "any", "any"),
    ],
)
def test_a_type_reads_in_the_writers_words(type_, text, in_a_sentence):
    assert str(type_) == text
    assert described(type_) == in_a_sentence


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        (DATE, DATE, DATE),
        (DATE, NULL, DATE),
        (NULL, DATE, DATE),
        (DATE, ANY, ANY),
        (Number("yuan"), NUMBER, Number("yuan")),
        (Number("yuan"), Number("month"), NUMBER),
        (SEX, String(("male",)), SEX),
        (String(("female",)), String(("male",)), String(("female", "male"))),
        (String(("other",)), SEX, String(("other", "male", "female"))),
        (SEX, STRING, STRING),
        (ListOf(NUMBER), ListOf(Number("yuan")), ListOf(Number("yuan"))),
        (ContextOf((("x", DATE),)), ContextOf((("y", DATE),)), ContextOf()),
        (DATE, BOOLEAN, Either((DATE, BOOLEAN))),
        (Either((DATE, BOOLEAN)), BOOLEAN, Either((DATE, BOOLEAN))),
    ],
)
def test_the_join_of_two_types_holds_the_values_of_both(left, right, both):
    assert join(left, right) == both


@pytest.mark.parametrize(
    ("given", "expected", "does"),
    [
        (DATE, DATE, True),
        (DATE, BOOLEAN, False),
        (NULL, DATE, True),
        (ANY, DATE, True),
        (DATE, Either((DATE, STRING)), True),
        (Either((DATE, STRING)), STRING, True),
        (BOOLEAN, Either((DATE, STRING)), False),
        (ListOf(DATE), ListOf(NUMBER), False),
        (RangeOf(DATE), RangeOf(DATE), True),
        (DATE, ListOf(DATE), False),
        (Number("yuan"), Variable("N", NUMBER), True),
        (Variable("N", NUMBER), DATE, False),
        (SEX, STRING, True),
    ],
)
def test_a_type_fits_where_its_values_may_stand(given, expected, does):
    assert fits(given, expected) is does
