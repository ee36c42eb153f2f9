"""Long lists of a user's: JSON, JSON lines and YAML, entry by entry, with faults told by their places."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sxguide import listfiles
from sxguide.errors import CaseError, Problem
from sxguide.listfiles import located, read_list

COOK = {"trade": "cook", "pay": Decimal("1.50")}


def read(name, text, told=lambda _done: None):
    return read_list(name, text.encode(), told)


def places(name, text):
    with pytest.raises(CaseError) as caught:
        read(name, text)
    return [(problem.code, str(problem.span)) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.json", ' [ {"trade": "cook", "pay": 1.50} , {"trade": "词"}\n]\n'),
        ("list.jsonl", '{"trade": "cook", "pay": 1.50}\n\n{"trade": "词"}'),
        ("list.ndjson", '\ufeff{"trade": "cook", "pay": 1.50}\r\n{"trade": "\\u8bcd"}\r\n'),
        ("list.yaml", "- {trade: cook, pay: 1.50}\n- trade: 词\n"),
        ("standard input", '[{"trade": "cook", "pay": 1.50}, {"trade": "词"}]'),
        ("standard input", '{"trade": "cook", "pay": 1.50}\n{"trade": "词"}\n'),
        ("standard input", "- {trade: cook, pay: 1.50}\n- trade: 词\n"),
    ],
)
def test_a_list_is_read_in_each_format(name, text):
    assert read(name, text) == [COOK, {"trade": "词"}]


@pytest.mark.parametrize(("name", "text"), [("a.json", "[]"), ("a.jsonl", "\n"), ("a.yaml", "[]")])
def test_a_list_may_be_empty(name, text):
    assert read(name, text) == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.json", '[{"b": 1},\n {"b" 2}]', [("json-syntax", "a.json:2:7")]),
        ("a.json", '[{"b": 1}\n', [("json-syntax", "a.json:2:1")]),
        ("a.json", "", [("json-syntax", "a.json:1:1")]),
        ("a.json", '{"b": 1}', [("wrong-type", "a.json:1:1")]),
        ("a.json", '[1,\n{"b": 1, "b": 2}]', [("json-duplicate-key", "a.json:2:10")]),
        ("a.json", "[" * 100_000, [("json-depth", "a.json:1:34")]),
        ("a.jsonl", '{"b": x}\n{}\n{"b": \n', [("json-syntax", "a.jsonl:1:7"), ("json-syntax", "a.jsonl:3:6")]),
        ("a.jsonl", "{}\n" + "[" * 40 + "]" * 40, [("json-depth", "a.jsonl:2:33")]),
        ("a.yaml", "- a\n- b: 1\n  b: 2\n", [("yaml-duplicate-key", "a.yaml:3:3")]),
        ("a.yaml", "b: 1", [("wrong-type", "a.yaml:1:1")]),
    ],
)  # fmt: skip
def test_a_faulty_list_is_told_with_places(name, text, found):
    assert places(name, text) == found


def test_no_more_faults_are_told_than_anybody_reads():
    assert len(places("a.jsonl", "x\n" * 1000)) == 100


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_whoever_waits_is_told_how_far_it_is(name, monkeypatch):
    monkeypatch.setattr(listfiles, "_PACE", 2)
    entries = ['{"b": 1}'] * 5
    text = f"[{','.join(entries)}]" if name == "a.json" else "\n".join(entries)
    steps: list[int] = []

    read(name, text, steps.append)

    assert len(steps) == 2
    assert steps == sorted(steps)
    assert steps[-1] <= len(text)


@pytest.mark.parametrize(
    ("path", "code", "span"),
    [
        ("$[1].pay", "wrong-type", "3:10"),
        ("$[1].pay", "unknown-field", "3:3"),
        ("$[1].trade", "missing-field", "2:1"),
        ("$[0]", "wrong-type", "1:2"),
        ("$[1].long na…", "unknown-field", "4:2"),
    ],
)
def test_a_fault_of_an_entry_has_its_place(path, code, span):
    array = b'["x",\n{\n  "pay": "\\ud83d\\ude00",\n\t"long name": 1}]'
    problem = Problem(code, "wrong", path=path)

    (placed,) = located("a.json", array, [problem])

    assert str(placed.span) == f"a.json:{span}"
    assert (placed.path, placed.code) == (path, code)


def test_a_fault_of_a_line_has_its_place():
    data = b'{"a": 1}\n\n{"a": 1, "b": [2]}\n'

    (placed,) = located("a.jsonl", data, [Problem("wrong-type", "wrong", path="$[1].b")])

    assert str(placed).splitlines()[0] == "a.jsonl:3:15: error[wrong-type]: wrong"
