"""Files of a user's: JSON and YAML as plain data, exact, with every fault told as a fault of the case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sxguide.casefiles import read_data
from sxguide.errors import CaseError
from sxguide.source import MAX_BYTES


def codes(name: str, data: bytes) -> list[str]:
    with pytest.raises(CaseError) as caught:
        read_data(name, data)
    return [problem.code for problem in caught.value.problems]


def message(name: str, data: bytes) -> str:
    with pytest.raises(CaseError) as caught:
        read_data(name, data)
    return caught.value.problems[0].message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("''", ""),
        ("12", 12),
        ("-3", -3),
        ("0.10", Decimal("0.10")),
        ("'12'", "12"),
        ('"true"', "true"),
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("010", "010"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-06-01", "2026-06-01"),
        ("词", "词"),
    ],
)
def test_a_scalar_of_yaml_is_read_by_the_core_rules(text, value):
    found = read_data("case.yaml", f"key: {text}".encode())

    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)


def test_yaml_nests():
    assert read_data("case.yaml", b"a:\n  b: [1, {c: x}]\n  d:") == {
        "a": {"b": [1, {"c": "x"}], "d": None}
    }


def test_a_file_of_any_other_name_is_yaml():
    assert read_data("standard input", b"a: 1") == {"a": 1}


@pytest.mark.parametrize(
    "data",
    [
        b"a: 1\na: 2",
        b"a:\tb\n\t- c",
        b"\xff\xfe\x00",
        b"a: &x 1\nb: *x",
        b"a: [1",
        b"x" * (MAX_BYTES + 1),
    ],
)
def test_a_faulty_yaml_file_is_a_faulty_case(data):
    assert codes("case.yaml", data)


def test_faults_of_yaml_have_their_place():
    with pytest.raises(CaseError) as caught:
        read_data("case.yaml", b"a: 1\nb: 2\na: 3")

    assert str(caught.value.problems[0].span) == "case.yaml:3:1"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{"a": {"b": [true, null, "x"]}}', {"a": {"b": [True, None, "x"]}}),
        ('{"a": 0.10}', {"a": Decimal("0.10")}),
        ('{"a": 1e3}', {"a": Decimal("1e3")}),
        ("[]", []),
        ("12", 12),
        ('\ufeff{"a": "词"}', {"a": "词"}),
    ],
)
def test_json_is_read_exactly(text, value):
    assert read_data("case.json", text.encode()) == value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a": 1,}', "json-syntax"),
        (b"", "json-syntax"),
        (b"{'a': 1}", "json-syntax"),
        (b'{"a": NaN}', "json-value"),
        (b'{"a": -Infinity}', "json-value"),
        (b'{"a": 1, "a": 2}', "json-duplicate-key"),
        (b'{"a": ' + b"1" * 5000 + b"}", "json-value"),
        (b'{"a": 0.' + b"1" * 5000 + b"}", "json-value"),
        (b'{"a": 1e9999999999999999999}', "json-value"),
        (b'{"a": "\\ud800"}', "json-value"),
        (b"\xff", "json-encoding"),
        (b"[" * 100_000, "json-depth"),
        (b'"' + b"x" * MAX_BYTES + b'"', "json-size"),
    ],
    ids=lambda each: each if isinstance(each, str) else repr(each[:16]),
)
def test_a_faulty_json_file_is_told_in_one_fault(data, code):
    assert codes("case.json", data) == [code]


def test_a_fault_of_json_has_its_place():
    with pytest.raises(CaseError) as caught:
        read_data("case.json", b'{\n  "a": x\n}')

    (problem,) = caught.value.problems
    assert str(problem.span) == "case.json:2:8"
    assert problem.message == "a value is missing here"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": NaN}', "`NaN` is no number"),
        (b'{"ab": 1, "ab": 2}', "the key `ab` stands twice; the first is on line 1"),
        (b'{"a\\u0062": 1, "ab": 2}', "the key `ab` stands twice; the first is on line 1"),
        (b"\xff", "byte 0 (0xFF) is not UTF-8"),
    ],
)
def test_a_fault_of_json_says_what_is_wrong(data, words):
    assert message("case.json", data) == words
