"""Faults as data, how they are told, and the family of exceptions."""

from __future__ import annotations

import pytest

from sxguide import errors
from sxguide.errors import (
    CaseError,
    Problem,
    RulebookError,
    SxguideError,
    did_you_mean,
    nearest,
    shortened,
)
from sxguide.source import SourceText

SPAN = SourceText("rules.yaml", "agee: 3").span(0, 4)


def test_a_fault_in_a_file_tells_place_code_message_line_and_help():
    problem = Problem("unknown-key", "unknown key `agee`", SPAN, help="did you mean `age`?")

    assert str(problem).split("\n") == [
        "rules.yaml:1:1: error[unknown-key]: unknown key `agee`",
        "1 | agee: 3",
        "  | ^^^^",
        "  help: did you mean `age`?",
    ]


def test_a_fault_in_a_case_tells_its_path():
    assert (
        str(Problem("unknown-fact", "unknown fact `x`", path="$.x"))
        == "$.x: error[unknown-fact]: unknown fact `x`"
    )


def test_a_fault_without_a_place_tells_what_is_wrong():
    assert str(Problem("no-rule-files", "no rule files")) == "error[no-rule-files]: no rule files"


def test_an_error_tells_all_of_its_faults():
    error = RulebookError(Problem("a", words) for words in ("one", "two"))

    assert [problem.message for problem in error.problems] == ["one", "two"]
    assert str(error) == "error[a]: one\nerror[a]: two"


@pytest.mark.parametrize(
    ("word", "near"), [("junoir", "junior"), ("senor", "senior"), ("expert", None), ("", None)]
)
def test_the_nearest_word_is_offered_where_one_is_near(word, near):
    allowed = ("junior", "senior")

    assert nearest(word, allowed) == near
    assert did_you_mean(word, allowed) == (f"did you mean `{near}`?" if near else None)


@pytest.mark.parametrize(("text", "cut"), [("x" * 60, "x" * 60), ("x" * 61, "x" * 60 + "…")])
def test_long_words_of_others_are_cut(text, cut):
    assert shortened(text) == cut


ERRORS = [
    value
    for name, value in vars(errors).items()
    if name.endswith("Error") and isinstance(value, type)
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_has_one_base(error):
    assert issubclass(error, SxguideError)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (CaseError, ValueError),
        (errors.ScenarioError, ValueError),
        (errors.ExpressionError, ValueError),
        (errors.CalendarError, ValueError),
        (errors.UnknownServiceError, LookupError),
        (errors.MissingExtraError, ImportError),
    ],
    ids=lambda each: each.__name__,
)
def test_errors_are_the_builtin_ones_that_a_caller_expects(error, builtin):
    assert issubclass(error, builtin)
