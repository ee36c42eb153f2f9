"""Shapes: what each reads, the fault it names where it cannot, and the schema that says the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sxguide.citations import Text
from sxguide.shapes import (
    Anything,
    Bilingual,
    ByKey,
    Date,
    ExactNumber,
    Key,
    Keys,
    ListOf,
    MapOf,
    OneOf,
    Scalar,
    Shape,
    TrueOrFalse,
    WholeNumber,
    Word,
    nested,
)
from sxguide.yamltree import YamlMapping, read_yaml

if TYPE_CHECKING:
    from sxguide.errors import Problem

SLUG = Word("an identifier", r"[a-z]+(-[a-z]+)*", "some-name")
COLOUR = OneOf(("red", "green"))
PET = Keys(
    "a pet", {"name": Key(SLUG, "its name"), "age": Key(WholeNumber(), "its age", required=False)}
)


def reading(shape: Shape, text: str) -> tuple[Any, list[Problem]]:
    """What a shape reads of a YAML text, and the faults it found."""
    problems: list[Problem] = []
    root = read_yaml("file.yaml", text.encode()).root
    assert root is not None
    return shape.read(root, problems), problems


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (SLUG, "some-name", "some-name"),
        (Word("words"), "任何 words", "任何 words"),
        (COLOUR, "green", "green"),
        (TrueOrFalse(), "true", True),
        (TrueOrFalse(), "false", False),
        (WholeNumber(), "0", 0),
        (WholeNumber(1), "12", 12),
        (ExactNumber(), "0.080", Decimal("0.080")),
        (ExactNumber(), "-3", Decimal(-3)),
        (Date(), "2026-06-01", dt.date(2026, 6, 1)),
        (Date(), '"2026-06-01"', dt.date(2026, 6, 1)),
        (Bilingual(), "{zh: 词, en: words}", Text("词", "words")),
        (ListOf(SLUG, "a list of names"), "[a, b-c]", ("a", "b-c")),
        (ListOf(SLUG, "a list of names", least=0), "[]", ()),
    ],
)
def test_what_fits_is_read(shape, text, value):
    assert reading(shape, text) == (value, [])


@pytest.mark.parametrize(
    ("shape", "text", "message", "help_text", "blank"),
    [
        (
            SLUG,
            "Some Name",
            "expected an identifier, found `Some Name`",
            "write it like `some-name`",
            "Some Name",
        ),
        (SLUG, '""', "expected an identifier, found ``", "write it like `some-name`", ""),
        (SLUG, "[a]", "expected an identifier, found a list", "write it like `some-name`", ""),
        (Word("words"), "{a: b}", "expected words, found a mapping", None, ""),
        (
            COLOUR,
            "gren",
            "expected one of `red`, `green`, found `gren`",
            "did you mean `green`?",
            "red",
        ),
        (COLOUR, "[]", "expected one of `red`, `green`, found a list", None, "red"),
        (TrueOrFalse(), "yes", "expected `true` or `false`, found `yes`", None, False),
        (TrueOrFalse(), '"true"', "expected `true` or `false`, found `true`", None, False),
        (WholeNumber(1), "0", "expected a whole number from 1 up, found `0`", None, 1),
        (WholeNumber(), "-1", "expected a whole number from 0 up, found `-1`", None, 0),
        (WholeNumber(), "1.5", "expected a whole number from 0 up, found `1.5`", None, 0),
        (WholeNumber(), "010", "expected a whole number from 0 up, found `010`", None, 0),
        (WholeNumber(), '"3"', "expected a whole number from 0 up, found `3`", None, 0),
        (WholeNumber(), "１", "expected a whole number from 0 up, found `１`", None, 0),
        (
            ExactNumber(),
            "1e3",
            "expected a number, found `1e3`",
            "write it in plain digits, like `1500` or `0.08`",
            Decimal(0),
        ),
        (
            ExactNumber(),
            ".nan",
            "expected a number, found `.nan`",
            "write it in plain digits, like `1500` or `0.08`",
            Decimal(0),
        ),
        (
            ExactNumber(),
            "'3'",
            "expected a number, found `3`",
            "write it in plain digits, like `1500` or `0.08`",
            Decimal(0),
        ),
        (
            Date(),
            "2026-02-30",
            "expected a date, found `2026-02-30`",
            "write it like `2026-11-23`",
            dt.date.min,
        ),
        (
            Date(),
            "{}",
            "expected a date, found a mapping",
            "write it like `2026-11-23`",
            dt.date.min,
        ),
        (Scalar("an expression"), "[1]", "expected an expression, found a list", None, None),
        (Scalar("an expression"), '"  "', "expected an expression, found `  `", None, None),
        (
            ListOf(SLUG, "a list of names"),
            "a",
            "expected a list of names, found `a`",
            "write a list: `[…]`, or lines that begin with `-`",
            (),
        ),
        (
            MapOf(SLUG, COLOUR, "colours"),
            "red",
            "expected colours (a mapping), found `red`",
            None,
            (),
        ),
        (PET, "[]", "expected a pet (a mapping), found a list", None, None),
    ],
)
def test_what_does_not_fit_is_named_and_stands_as_a_blank(shape, text, message, help_text, blank):
    value, problems = reading(shape, text)

    (problem,) = problems
    assert (problem.code, problem.message, problem.help) == ("wrong-type", message, help_text)
    assert str(problem.span) == "file.yaml:1:1"
    if shape is not PET:
        assert value == blank


def test_long_words_are_cut_in_the_message():
    _, (problem,) = reading(COLOUR, "x" * 500)

    assert len(problem.message) < 120


def test_an_empty_list_is_a_fault_where_one_is_needed():
    _, (problem,) = reading(ListOf(SLUG, "a list of names"), "[]")

    assert (problem.code, problem.message) == (
        "empty-list",
        "expected a list of names, found an empty list",
    )


def test_every_faulty_member_of_a_list_is_named():
    _, problems = reading(ListOf(SLUG, "names"), "[A, b, C]")

    assert [str(problem.span) for problem in problems] == ["file.yaml:1:2", "file.yaml:1:8"]


def test_a_record_has_a_value_for_every_key():
    record, problems = reading(PET, "name: rex\nage: 3")

    assert problems == []
    assert (record["name"], record["age"]) == ("rex", 3)
    assert str(record.spans["age"]) == "file.yaml:2:6"


def test_an_optional_key_that_is_absent_is_none():
    assert reading(PET, "name: rex")[0]["age"] is None


def test_a_record_names_every_key_that_is_unknown_or_missing():
    record, problems = reading(PET, "agee: 3\ncolour: red")

    assert [(problem.code, problem.message, problem.help) for problem in problems] == [
        ("unknown-key", "unknown key `agee` in a pet", "did you mean `age`?"),
        ("unknown-key", "unknown key `colour` in a pet", "it may have `name`, `age`"),
        ("missing-key", "a pet needs the key `name`", "`name`: its name"),
    ]
    assert record["name"] == ""


def test_an_empty_record_misses_its_keys_at_its_own_place():
    _, (problem,) = reading(PET, "{}")

    assert problem.code == "missing-key"
    assert str(problem.span) == "file.yaml:1:1"


CHOICE = Keys(
    "a formula",
    {name: Key(Word("words"), name, required=False) for name in ("value", "table")},
    choice=("value", "table"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("value: x", []),
        ("table: x", []),
        ("{}", [("missing-key", "a formula needs one of `value`, `table`")]),
        ("value: x\ntable: y", [("one-of", "a formula has `value` and `table`")]),
    ],
)
def test_exactly_one_of_a_choice_must_be_there(text, found):
    _, problems = reading(CHOICE, text)

    assert [(problem.code, problem.message) for problem in problems] == found


def test_a_map_reads_names_and_values_with_their_places():
    (first, second), problems = reading(MapOf(SLUG, COLOUR, "colours"), "a: red\nb: green")

    assert problems == []
    assert [(first.name, first.value), (second.name, second.value)] == [
        ("a", "red"),
        ("b", "green"),
    ]
    assert str(second.name_span) == "file.yaml:2:1"


TREE = ByKey("a node", "node")
TREE.kinds.update(
    {
        "leaf": Keys("a leaf", {"leaf": Key(Word("words"), "its words")}),
        "branch": Keys("a branch", {"branch": Key(ListOf(TREE, "nodes"), "its nodes")}),
    }
)


def test_a_record_is_read_as_the_kind_whose_key_it_has():
    record, problems = reading(TREE, "branch: [{leaf: a}, {branch: [{leaf: b}]}]")

    assert problems == []
    assert record["branch"][1]["branch"][0]["leaf"] == "b"


@pytest.mark.parametrize(
    ("text", "code", "message", "help_text"),
    [
        ("leef: a", "missing-key", "a node needs one of `leaf`, `branch`", "did you mean `leaf`?"),
        (
            "{}",
            "missing-key",
            "a node needs one of `leaf`, `branch`",
            "`leaf` for a leaf, `branch` for a branch",
        ),
        ("words", "wrong-type", "expected a node (a mapping), found `words`", None),
    ],
)
def test_a_record_of_no_kind_is_a_fault(text, code, message, help_text):
    value, (problem,) = reading(TREE, text)

    assert value is None
    assert (problem.code, problem.message, problem.help) == (code, message, help_text)


def test_anything_is_kept_as_the_node_it_is():
    value, problems = reading(Anything(), "{a: [1]}")

    assert isinstance(value, YamlMapping)
    assert problems == []


@pytest.mark.parametrize(
    ("shape", "blank"),
    [
        (Word("words"), ""),
        (COLOUR, "red"),
        (TrueOrFalse(), False),
        (WholeNumber(3), 3),
        (ExactNumber(), Decimal(0)),
        (Date(), dt.date.min),
        (Scalar("a value"), None),
        (Bilingual(), Text("", "")),
        (ListOf(COLOUR, "colours"), ()),
        (MapOf(SLUG, COLOUR, "colours"), ()),
        (TREE, None),
    ],
)
def test_a_blank_stands_for_what_is_missing(shape, blank):
    assert shape.blank() == blank


def test_the_blank_of_a_record_has_blanks_for_what_must_be_there():
    record = PET.blank()

    assert (record["name"], record["age"]) == ("", None)
    assert Anything().blank() == YamlMapping((), record.span)


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (Word("words"), {"type": "string", "minLength": 1}),
        (SLUG, {"type": "string", "pattern": "^(?:[a-z]+(-[a-z]+)*)$"}),
        (COLOUR, {"enum": ["red", "green"]}),
        (TrueOrFalse(), {"type": "boolean"}),
        (WholeNumber(1), {"type": "integer", "minimum": 1}),
        (ExactNumber(), {"type": "number"}),
        (Date(), {"type": "string", "format": "date"}),
        (Scalar("a value"), {"type": ["string", "number", "boolean"]}),
        (Anything(), {}),
        (
            ListOf(COLOUR, "colours"),
            {"type": "array", "items": {"enum": ["red", "green"]}, "minItems": 1},
        ),
        (TREE, {"$ref": "#/$defs/node"}),
        (
            MapOf(SLUG, COLOUR, "colours"),
            {
                "type": "object",
                "propertyNames": {"type": "string", "pattern": "^(?:[a-z]+(-[a-z]+)*)$"},
                "additionalProperties": {"enum": ["red", "green"]},
            },
        ),
    ],
)
def test_a_shape_writes_its_schema(shape, schema):
    assert shape.schema() == schema


def test_the_schema_of_a_record_allows_no_other_keys():
    schema = PET.schema()

    assert schema["additionalProperties"] is False
    assert schema["required"] == ["name"]
    assert schema["properties"]["age"] == {
        "description": "its age",
        "type": "integer",
        "minimum": 0,
    }


def test_the_schema_of_a_choice_wants_exactly_one():
    assert CHOICE.schema()["oneOf"] == [{"required": ["value"]}, {"required": ["table"]}]


def test_a_shape_that_holds_itself_is_defined_once():
    definitions = nested([TREE])

    branch = definitions["node"]["anyOf"][1]
    assert branch["properties"]["branch"]["items"] == {"$ref": "#/$defs/node"}
