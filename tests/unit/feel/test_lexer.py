"""The lexer: what becomes one token, what each literal is worth, and how slips of spelling are reported."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sxguide.feel.lexer import tokenize
from sxguide.source import SourceText
from sxguide.values import MonthsDuration


def tokens_of(text):
    tokens, problems = tokenize(text, SourceText("expression", text).span)
    assert problems == ()
    return tokens[:-1]


def problems_of(text):
    return tokenize(text, SourceText("expression", text).span)[1]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("a+b", ["a", "+", "b"]),
        ("1..5", ["1", "..", "5"]),
        ("[.5...5]", ["[", ".5", "..", ".5", "]"]),
        ("2**-3", ["2", "**", "-", "3"]),
        ("a<=b>=c!=d", ["a", "<=", "b", ">=", "c", "!=", "d"]),
        ("function<number>->Any", ["function", "<", "number", ">", "->", "Any"]),
        ("order and android", ["order", "and", "android"]),
        ("年龄>=六十", ["年龄", ">=", "六十"]),
        ("🐎_2.b", ["🐎_2", ".", "b"]),
        ("1 // one\n+ /* two\nlines */ 2", ["1", "+", "2"]),
        ("1e10x", ["1e10", "x"]),
        ("1ex", ["1", "ex"]),
        ("a\u3000b\u00a0c", ["a", "b", "c"]),
    ],
)
def test_a_text_falls_into_its_tokens(text, texts):
    assert [token.text for token in tokens_of(text)] == texts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        (".5", "0.5"),
        ("007.50", "7.50"),
        ("1.2E-3", "0.0012"),
        ("1e10", "10000000000"),
        ("9999999999999999999999999999999999", "9999999999999999999999999999999999"),
    ],
)
def test_a_number_is_read_exactly(text, number):
    (token,) = tokens_of(text)

    assert isinstance(token.value, Decimal)
    assert token.value == Decimal(number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"a\tb\n\"c\" \\ \'d\'"', "a\tb\n\"c\" \\ 'd'"),
        (r'"\u4E2D\U01F40E"', "中🐎"),
        (r'"\uD83D\uDCA9"', "💩"),
        (r'"\d+\s"', r"\d+\s"),
        (r'"\\u0009"', r"\u0009"),
        ('""', ""),
    ],
)
def test_a_string_keeps_what_its_escapes_stand_for(text, value):
    assert [token.value for token in tokens_of(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@"2026-11-23"', dt.date(2026, 11, 23)),
        ('@"10:30:00"', dt.time(10, 30)),
        ('@ "2026-11-23T10:30:00"', dt.datetime(2026, 11, 23, 10, 30)),  # noqa: DTZ001 — FEEL's local date and time
        ('@"P1Y6M"', MonthsDuration(18)),
        ('@"-P5D"', dt.timedelta(days=-5)),
    ],
)
def test_an_at_literal_is_read_into_its_value(text, value):
    assert [token.value for token in tokens_of(text)] == [value]


def test_a_token_knows_where_it_stands_and_whether_space_goes_before():
    first, second, third = tokens_of("ab  +c")

    assert (first.start, first.end, first.spaced) == (0, 2, False)
    assert (second.start, second.end, second.spaced) == (4, 5, True)
    assert (third.start, third.end, third.spaced) == (5, 6, False)


@pytest.mark.parametrize(
    ("text", "underlined", "help_part"),
    [
        ("a == b", "==", "`=`"),
        ("a && b", "&&", "`and`"),
        ("a || b", "||", "`or`"),
        ("a ≥ b", "≥", "`>=`"),
        ("f（1）", "（", "`(`"),
        ("!a", "!", "not("),
        ("5 % 2", "%", "modulo"),
        ("a ^ 2", "^", "`**`"),
        ("“a”", "“", "straight"),
        ('"abc\n+ 1', '"abc', "on the line"),
        ("1 /* a", "/*", "`*/`"),
        ('@"2026-02-30"', '@"2026-02-30"', '@"2026-01-31"'),
    ],
)
def test_a_slip_is_underlined_and_its_help_says_what_feel_writes(text, underlined, help_part):
    problem = problems_of(text)[0]

    assert problem.code == "expression-syntax"
    assert problem.span.text == underlined
    assert help_part in problem.help


def test_every_slip_of_a_text_is_reported_at_once():
    problems = problems_of('a == 1 && b ≠ "\\uD800"')

    assert [problem.span.text for problem in problems] == ["==", "&&", "≠", "\\uD800"]


@pytest.mark.parametrize("text", ["1" * 35, "1e6145", "1e-9999999999", "0." + "1" * 40])
def test_a_number_beyond_the_standards_precision_is_over_the_limit(text):
    (problem,) = problems_of(text)

    assert problem.code == "expression-limit"
    assert problem.span.text == text
