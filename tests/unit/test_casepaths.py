"""Where in a file the path of a fault leads."""

from __future__ import annotations

import pytest

from sxguide.casepaths import json_tree, located
from sxguide.errors import Problem
from sxguide.source import SourceText
from sxguide.yamltree import read_yaml

CASE = """\
person:
  sex: x
  wants_work: 1
person.birth_date: y
certificate: {level: [a, b]}
"""


def place(path, code="wrong-type", text=CASE):
    root = read_yaml("case.yaml", text.encode()).root
    (problem,) = located([Problem(code, "wrong", path=path)], root, SourceText("case.yaml", text))
    return None if problem.span is None else (problem.span.line, problem.span.text)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.person.sex", (2, "x")),
        ("$.person.birth_date", (4, "y")),
        ("$.certificate.level", (5, "[a, b]")),
        ("$.certificate.level[1]", (5, "b")),
        ("$.certificate.level[2]", (5, "[a, b]")),
        ("$.person.sex.more", (2, "x")),
    ],
)
def test_a_path_leads_to_what_it_names_or_as_far_as_there_is_something(path, found):
    assert place(path) == found


@pytest.mark.parametrize("path", ["$.application.date", "$[0]", "$.pers"])
def test_what_the_file_does_not_say_has_no_place(path):
    assert place(path) is None


@pytest.mark.parametrize("code", ["unknown-fact", "unknown-field", "fact-given-twice"])
def test_a_fault_of_a_name_is_at_the_name(code):
    assert place("$.person.sex", code) == (2, "sex")


def test_of_a_fact_that_is_given_twice_the_later_one_is_meant():
    text = "person.sex: x\nperson: {sex: y}\n"

    assert place("$.person.sex", "fact-given-twice", text) == (2, "sex")


def test_json_that_is_no_yaml_by_the_letter_has_places_all_the_same():
    text = '{\n\t"a": "\\ud83d\\ude00\\/",\t"b" : 1e5}'
    root = json_tree(text)
    assert root is not None

    (problem,) = located([Problem("wrong-type", "wrong", path="$.b")], root, SourceText("a", text))

    assert problem.span is not None
    assert problem.span.text == "1e5"
