"""Hostile input: whatever is given ends in errors of our own, in bounded time, and never in a traceback."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from decimal import Decimal

import polars as pl
import pytest
from tests.faults.reports import FOLDER, ROOT, run
from tests.rulebooks import (
    ON,
    condition,
    rule_files,
    service,
    small_guide,
)

from sxguide.casefiles import read_data
from sxguide.errors import MAX_FAULTS, CaseError, RulebookError
from sxguide.listfiles import MAX_ENTRIES, MAX_LIST_BYTES, read_list
from sxguide.loader import load_rulebook
from sxguide.source import MAX_BYTES

# A hard stop for a process that hangs, many times what any of these takes.
PATIENCE_SECONDS = 120

RULES = (ROOT / FOLDER / "unreachable-row.yaml").read_bytes()
SMALL = small_guide(condition("a", "person.wants"))


def odd_values() -> dict[str, object]:
    loop: dict[str, object] = {}
    loop["loop"] = loop
    return {
        "nan": float("nan"),
        "infinity": float("inf"),
        "binary fraction": 0.1,
        "decimal nan": Decimal("NaN"),
        "signalling nan": Decimal("sNaN"),
        "decimal infinity": Decimal("-Infinity"),
        "huge decimal": Decimal("1e999999"),
        "tiny decimal": Decimal("1e-999999"),
        "huge integer": 10**5000,
        "negative": -1,
        "imaginary": 1j,
        "moment": dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC),
        "first day": dt.date.min,
        "last day": dt.date.max,
        "time": dt.time(12),
        "bytes": b"true",
        "list": ["true"],
        "set": {1},
        "loop": loop,
        "function": len,
        "type": int,
        "object": object(),
        "empty": "",
        "long": "x" * 1_000_000,
        "half a character": "\ud800",
        "control characters": "\x1b[2J\r\n\t\x00",
        "marks of direction": "\u202e\u2066",
        "digits of another script": "٢٠٢٦-٠١-٠١",
        "huge digits": "9" * 5000,
        "exponent": "1e9",
        "almost true": "True",
        "almost a date": "2026-02-30",
    }


@pytest.mark.parametrize("name", odd_values())
def test_no_fact_takes_an_odd_value(guide, name):
    value = odd_values()[name]
    case = dict.fromkeys(guide.facts, value)

    with pytest.raises(CaseError) as caught:
        guide.decide("skill-upgrade-subsidy", case, on=ON)

    assert len(caught.value.problems) == len(guide.facts) - takers(guide, name, value)
    assert len(str(caught.value)) < 1_000 * len(guide.facts)
    assert str(caught.value).replace("\n", " ").isprintable()


def takers(guide, name: str, value: object) -> int:
    """How many facts such a value fits: a text takes every text, and some numbers may be below zero."""
    facts = guide.facts.values()
    if isinstance(value, str):
        return sum(fact.kind == "text" for fact in facts)
    numbers = (fact for fact in facts if fact.kind in {"integer", "number", "money"})
    return sum(fact.minimum is None for fact in numbers) if name == "negative" else 0


@pytest.mark.parametrize(
    "case",
    [None, 1, "x", b"x", [], object(), int, {1: 2}, {None: None}, {("a", "b"): 1}, {"\ud800": 1}],
    ids=lambda case: repr(case).partition(" at ")[0],
)
def test_what_is_no_case_is_refused(case):
    with pytest.raises(CaseError) as caught:
        SMALL.decide("some", case, on=ON)

    assert len(caught.value.problems) == 1


def test_a_case_of_many_unknown_facts_is_not_told_without_end():
    with pytest.raises(CaseError) as caught:
        SMALL.decide("some", dict.fromkeys(range(100_000), 1), on=ON)

    assert len(caught.value.problems) == 100


def faults_of_candidates(guide, candidates: object) -> list[tuple[str, str | None, str | None]]:
    with pytest.raises(CaseError) as caught:
        guide.recommend("gig-job-recommendation", {}, candidates, on=ON)
    return [(each.code, each.path, each.help) for each in caught.value.problems]


def test_a_candidate_with_an_unknown_field_is_refused(guide):
    assert faults_of_candidates(guide, [{"occupation": "cook", "dayly_pay": 200}]) == [
        ("unknown-field", "$[0].dayly_pay", "did you mean `daily_pay`?")
    ]


def test_a_candidate_without_what_every_one_has_is_refused(guide):
    assert faults_of_candidates(guide, [{"occupation": "cook"}, {"daily_pay": 200}]) == [
        ("missing-field", "$[1].occupation", "`occupation`: occupation (职业（工种）)")
    ]


@pytest.mark.parametrize("name", sorted(odd_values().keys() - {"negative", "almost true"}))
def test_no_candidate_has_an_odd_value(guide, name):
    candidate = {"occupation": "cook", "minimum_age": odd_values()[name], "daily_pay": -1}

    assert [code for code, *_ in faults_of_candidates(guide, [candidate])] in (
        ["out-of-range", "wrong-type"],
        ["wrong-type", "out-of-range"],
    )


@pytest.mark.parametrize(
    "candidates", [None, {}, "x", b"x", 1, {1}, iter([])], ids=lambda each: type(each).__name__
)
def test_candidates_are_a_list(guide, candidates):
    assert faults_of_candidates(guide, candidates) == [("wrong-type", "$", None)]


def test_a_folder_that_does_not_exist_is_one_fault():
    assert run("facts", "--rules", "no/such/folder").errors == (
        "error[no-such-folder]: there is no folder `no/such/folder`\n1 fault\n"
    )


def test_a_folder_of_too_many_files_is_one_fault(tmp_path):
    for number in range(2001):
        (tmp_path / f"{number}.yaml").touch()

    outcome = run("check", str(tmp_path))

    assert outcome.code == 2
    assert outcome.errors == "error[too-many-files]: more than 2000 rule files\n1 fault\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "no/such/file.yaml"),
        ("check", "\0"),
        ("check", "x" * 5000),
        ("run", "no/such/file.yaml"),
        ("decide", "22", "no/such/case.json"),
        ("decide", "22", "rules"),
        ("decide", "22", ""),
        ("clauses", "--check", "rules"),
        ("services", "--source", "no/such/guide.txt"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40].replace("\0", "NUL"),
)
def test_a_file_that_cannot_be_read_is_one_fault(monkeypatch, arguments):
    monkeypatch.chdir(ROOT)

    outcome = run(*arguments)

    assert outcome.code == 2
    assert outcome.output == ""
    assert outcome.errors.startswith("error[unreadable-file]: `")
    assert outcome.errors.endswith("\n1 fault\n")
    assert len(outcome.errors) < 400


@pytest.mark.parametrize("data", [b"", b" ", b"\xef\xbb\xbf", b"# nothing\n", b"null\n"])
def test_an_empty_rule_file_is_of_no_kind(tmp_path, data):
    path = tmp_path / "empty.yaml"
    path.write_bytes(data)

    outcome = run("check", str(path))

    assert outcome.code == 2
    assert "error[unknown-kind]" in outcome.errors


def test_errors_are_json_where_json_is_asked_for(monkeypatch):
    monkeypatch.chdir(ROOT)

    outcome = run("check", "--json", str(FOLDER / "ten-faults.yaml"))
    found = json.loads(outcome.errors)

    assert outcome.code == 2
    assert outcome.output == ""
    assert list(found) == ["errors"]
    assert len(found["errors"]) == 10
    assert next(each for each in found["errors"] if each["code"] == "unknown-clause") == {
        "code": "unknown-clause",
        "message": "there is no clause `guide/22/descriptions`",
        "file": "fixtures/faulty/ten-faults.yaml",
        "line": 4,
        "column": 57,
        "path": None,
        "help": "did you mean `guide/22/description`?",
    }


def test_an_error_without_faults_is_json_with_its_message(monkeypatch):
    monkeypatch.chdir(ROOT)

    outcome = run("facts", "--json", "no-such-service")

    assert outcome.code == 2
    assert outcome.output == ""
    (only,) = json.loads(outcome.errors)["errors"]
    assert only["message"].startswith("unknown service `no-such-service`")


# Each of these goes through the command line in a process of its own, which may not hang, crash or show a traceback.

_DEEP = 100_000
RULE_FILES = {
    "huge": (b"facts: {}\n" * 1_000_000, "yaml-size"),
    "deep brackets": (b"[" * MAX_BYTES, "yaml-depth"),
    "deep lists": (b"- " * (MAX_BYTES // 2), "yaml-depth"),
    "deep keys": (b"? " * (MAX_BYTES // 2), "yaml-depth"),
    "quotes": (b'"' * MAX_BYTES, "yaml-syntax"),
    "colons": (b":" * MAX_BYTES, "yaml-syntax"),
    "one key many times": (b"a: 1\n" * 200_000, "yaml-duplicate-key"),
    "many keys": (b"".join(b"k%d: 1\n" % n for n in range(80_000)), "unknown-kind"),
    "many faults": (b"facts: {" + b"".join(b"%d: 1," % n for n in range(20_000)) + b"}", "wrong-type"),
    "many aliases": (b"a: [" + b"*x," * 300_000 + b"]", "yaml-alias"),
    "utf-16": ("facts: {}".encode("utf-16"), "yaml-encoding"),
    "null bytes": (b"\0" * MAX_BYTES, "yaml-encoding"),
    "half a character": (b'facts: {"\\ud800": 1}', "yaml-syntax"),
    "an object": (b"facts: !!python/object/apply:os.system [id]", "yaml-tag"),
    "a long expression": (b"1 + " * 24_999 + b"1", "expression-limit"),
    "a longer expression": (b"1 + " * 25_001 + b"1", "expression-limit"),
    "a deep expression": (b"not(" * 20_000 + b"true", "expression-limit"),
    "many words": (b"person " * 14_000, "expression-syntax"),
    "many unknown names": (b"+".join(b"a.b%d" % n for n in range(10_000)), "expression-limit"),
    "a range of everything": (b"some x in [1..99999999999] satisfies x = 0", None),
    "a tower of powers": (b"9 ** 9 ** 9 ** 9 = 1", None),
}  # fmt: skip
CASES = {
    "huge.json": (b"[" + b"1," * 6_000_000 + b"1]", "json-size"),
    "deep.json": (b"[" * _DEEP, "json-depth"),
    "deep objects.json": (b'{"a":' * _DEEP, "json-depth"),
    "digits.json": (b'{"contribution": {"monthly_base": ' + b"9" * 5000 + b"}}", "json-value"),
    "exponent.json": (b'{"contribution": {"monthly_base": 1e999999999999}}', "json-value"),
    "quotes.json": (b'"' * MAX_BYTES, "json-syntax"),
    "backslashes.json": (b'"' + b"\\" * (MAX_BYTES - 2), "json-syntax"),
    "unknown.json": (json.dumps({f"k{n}": n for n in range(50_000)}).encode(), "unknown-fact"),
    "twice.json": (b"{" + b'"a": 1,' * 100_000 + b'"a": 1}', "json-duplicate-key"),
    "control characters.json": (b'{"\\u001b[2J": 1}', "unknown-fact"),
    "bytes.json": (bytes(range(256)), "json-encoding"),
    "huge.yaml": (b"- 1\n" * 3_000_000, "yaml-size"),
    "deep.yaml": (b"{a: " * 10_000, "yaml-depth"),
}
SCENARIO_FILES = {
    "many faults": (b"scenarios: [" + b"1," * 100_000 + b"]", "wrong-type"),
    "huge": (b"scenarios: []\n" * 1_000_000, "yaml-size"),
    "deep case": (b"scenarios: [{case: " + b"{a: " * 10_000, "yaml-depth"),
}


def command_line(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sxguide", *arguments],
        capture_output=True,
        check=False,
        cwd=ROOT,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )


def ends_in(done: subprocess.CompletedProcess[str], code: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"error[{code}]" in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stderr.count("error[") <= MAX_FAULTS
    assert max(map(len, done.stderr.splitlines())) < 1_000


@pytest.mark.parametrize("name", RULE_FILES)
def test_a_hostile_rule_file_is_refused(tmp_path, name):
    data, code = RULE_FILES[name]
    if data.startswith((b"1 +", b"not(", b"person ", b"a.b", b"some ", b"9 **")):
        data = RULES.replace(b'"1000"', b"'" + data + b"'")
    path = tmp_path / "hostile.yaml"
    path.write_bytes(data)

    ends_in(command_line("check", str(path)), code or "unreachable-row")


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_case_is_refused(tmp_path, name):
    data, code = CASES[name]
    path = tmp_path / name
    path.write_bytes(data)

    ends_in(command_line("decide", "skill-upgrade-subsidy", str(path), "--on", "2026-04-30"), code)


@pytest.mark.parametrize("name", SCENARIO_FILES)
def test_a_hostile_scenario_file_is_refused(tmp_path, name):
    data, code = SCENARIO_FILES[name]
    path = tmp_path / "hostile.yaml"
    path.write_bytes(data)

    ends_in(command_line("run", str(path)), code)


def test_a_huge_rule_file_is_refused():
    with pytest.raises(RulebookError, match="yaml-size"):
        load_rulebook({"huge.yaml": b"#" * (MAX_BYTES + 1)})


@pytest.mark.parametrize(("name", "code"), [("c.json", "json-size"), ("c.yaml", "yaml-size")])
def test_a_huge_case_is_refused(name, code):
    with pytest.raises(CaseError, match=code):
        read_data(name, b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize("name", ["c.json", "c.jsonl"])
def test_a_huge_list_of_candidates_is_refused(name):
    with pytest.raises(CaseError, match="json-size"):
        read_list(name, b" " * (MAX_LIST_BYTES + 1), told=nobody)


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("c.json", b"[" + b"{}," * MAX_ENTRIES + b"{}]", f"c.json:1:{3 * MAX_ENTRIES + 2}"),
        ("c.jsonl", b"{}\n" * (MAX_ENTRIES + 9), f"c.jsonl:{MAX_ENTRIES + 1}:1"),
    ],
    ids=["json", "lines"],
)
def test_a_list_of_too_many_candidates_is_refused(name, data, place):
    with pytest.raises(CaseError, match="list-size") as caught:
        read_list(name, data, told=nobody)

    (problem,) = caught.value.problems
    assert str(problem.span) == place


def nobody(_done: int) -> None:
    """Whom no progress interests."""


def test_a_text_larger_than_any_guide_is_refused(tmp_path):
    path = tmp_path / "guide.txt"
    path.write_text("x" * 500_001, encoding="utf-8")

    outcome = run("clauses", "--check", str(path))

    assert outcome.code == 2
    assert "error[guide-text-size]" in outcome.errors


def test_a_text_that_is_not_the_guides_own_is_never_quoted(tmp_path):
    path = tmp_path / "guide.txt"
    path.write_text("1.示例登记\n事项名称：示例登记\n事项说明：仅供测试。\n", encoding="utf-8")

    outcome = run("services", "--source", str(path))

    assert outcome.code == 2
    assert outcome.output == ""
    assert "guide/1/description: error[guide-text-changed]" in outcome.errors


def test_what_is_faultless_is_not_loaded_beside_what_is_not():
    files = rule_files(service("good", condition("a", "person.wants")))
    load_rulebook(files)

    with pytest.raises(RulebookError, match="unknown-clause"):
        load_rulebook({**files, "faulty.yaml": RULES})


def test_a_number_that_no_column_holds_is_refused(guide):
    frame = pl.DataFrame(
        {
            "resident_pension.years_paid": pl.Series(["0"]).cast(pl.Decimal(38, 34)),
            "resident_pension.years_interrupted": [20_000],
            "resident_pension.enrolled": [True],
            "resident_pension.scheme_start_on": ["2010-01-01"],
            "person.birth_date": ["1990-01-01"],
        }
    )

    found = guide.decide_frame(32, frame, on=ON, include=["problem"])

    assert "$.back_payable_years: error[number-too-long]" in found["problem"][0]
    with pytest.raises(CaseError, match="number-too-long"):
        guide.decide_frame(32, frame, on=ON)
