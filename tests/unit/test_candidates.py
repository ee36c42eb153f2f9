"""Candidates: every way of giving them, and every way of giving them wrong, all told at once."""

from __future__ import annotations

import datetime as dt
from collections import UserDict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import WORDS, Part, condition, small_guide

from sxguide.candidates import read_candidates
from sxguide.cases import FIRST_DAY, LAST_DAY, MAX_FAULTS
from sxguide.errors import CaseError
from sxguide.values import Unknown


def field(kind: str, **more: Any) -> Part:
    unit = {"unit": "year"} if kind in {"integer", "number"} else {}
    return {"type": kind, "label": WORDS, **unit, **more}


COLOURS = {"red": {"zh": "红", "en": "red one"}, "green": {"zh": "绿", "en": "green one"}}
MATCHING = {
    "candidate": {
        "trade": field("text", given="always"),
        "pay": field("money", minimum=0),
        "age": field("integer", minimum=16),
        "share": field("number"),
        "born_on": field("date"),
        "indoors": field("boolean"),
        "colour": field("enumeration", values=COLOURS),
    },
    "keep": [condition("a", 'candidate.trade = "cook"')],
    "rank": [
        {
            "id": "b",
            "by": "candidate.pay",
            "order": "ascending",
            "label": WORDS,
            "cites": ["law/made-up/1"],
        }
    ],
}
SERVICE = small_guide(condition("a", "person.wants"), rules={"matching": MATCHING}).service("some")
assert SERVICE.matching is not None
FIELDS = SERVICE.matching.fields
KEYS = [field.key for field in FIELDS]


def read(*candidates: Any) -> list[dict[str, Any]]:
    rows = zip(*read_candidates(FIELDS, candidates).columns, strict=True)
    return [dict(zip(KEYS, row, strict=True)) for row in rows]


def value_of(key: str, value: Any) -> Any:
    (row,) = read({"trade": "cook", key: value})
    return row[key]


def told(*candidates: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(CaseError) as caught:
        read(*candidates)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def unknown(key: str) -> Unknown:
    return Unknown(frozenset({f"candidate.{key}"}))


@dataclass
class Post:
    trade: str
    pay: int | None = None


@pytest.mark.parametrize(
    "candidate",
    [{"pay": 3, "trade": "cook"}, UserDict(trade="cook", pay=3), Post("cook", 3)],
    ids=["mapping", "other mapping", "dataclass"],
)
def test_a_candidate_may_be_given_in_any_form(candidate):
    (row,) = read(candidate)

    assert (row["trade"], row["pay"]) == ("cook", Decimal(3))


@pytest.mark.parametrize(
    "candidate", [{"trade": "cook"}, {"trade": "cook", "pay": None}, Post("cook")]
)
def test_what_is_not_said_is_unknown_by_its_name(candidate):
    (row,) = read(candidate)

    assert row["pay"] == unknown("pay")


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("pay", 4000, Decimal(4000)),
        ("pay", "4000.50", Decimal("4000.50")),
        ("pay", Decimal("0.5"), Decimal("0.5")),
        ("pay", 10**20, Decimal(10**20)),
        ("pay", 0, Decimal(0)),
        ("age", 16, Decimal(16)),
        ("age", Decimal("18.0"), Decimal(18)),
        ("share", -3, Decimal(-3)),
        ("share", "-0.25", Decimal("-0.25")),
        ("born_on", "2000-02-29", dt.date(2000, 2, 29)),
        ("born_on", dt.date(2000, 2, 29), dt.date(2000, 2, 29)),
        ("born_on", FIRST_DAY, FIRST_DAY),
        ("born_on", str(LAST_DAY), LAST_DAY),
        ("indoors", False, False),
        ("colour", "red", "red"),
        ("colour", "绿", "green"),
        ("colour", "green one", "green"),
        ("trade", "", ""),
    ],
)
def test_a_value_is_read_exactly(key, given, value):
    found = value_of(key, given)

    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("key", "given", "code"),
    [
        ("pay", -1, "out-of-range"),
        ("pay", "0.005", "wrong-type"),
        ("pay", 0.5, "wrong-type"),
        ("pay", True, "wrong-type"),
        ("pay", Decimal("NaN"), "wrong-type"),
        ("pay", 10**60, "wrong-type"),
        ("age", 15, "out-of-range"),
        ("age", "16", "wrong-type"),
        ("age", Decimal("16.5"), "wrong-type"),
        ("born_on", "2001-02-29", "wrong-type"),
        ("born_on", "1849-12-31", "out-of-range"),
        ("born_on", dt.date(2151, 1, 1), "out-of-range"),
        ("born_on", dt.datetime(2000, 1, 1, tzinfo=dt.UTC), "wrong-type"),
        ("indoors", 1, "wrong-type"),
        ("indoors", "true", "wrong-type"),
        ("colour", "blue", "unknown-value"),
        ("colour", ["red"], "unknown-value"),
        ("trade", 3, "wrong-type"),
        ("trade", {"a": 1}, "wrong-type"),
    ],
)
def test_a_value_that_a_field_cannot_have_is_told_with_its_path(key, given, code):
    assert told({"trade": "cook"}, {"trade": "cook", key: given}) == [(code, f"$[1].{key}")]


def test_candidates_may_give_one_field_in_different_ways():
    rows = read(
        {"trade": "cook", "pay": 1, "born_on": "2000-01-01", "colour": "红"},
        {"trade": "cook", "pay": "2.50", "born_on": dt.date(2000, 1, 2), "colour": "green"},
        {"trade": "cook"},
    )

    assert [row["pay"] for row in rows] == [Decimal(1), Decimal("2.50"), unknown("pay")]
    assert [row["born_on"] for row in rows[:2]] == [dt.date(2000, 1, 1), dt.date(2000, 1, 2)]
    assert [row["colour"] for row in rows] == ["red", "green", unknown("colour")]


@pytest.mark.parametrize("candidate", [{"pay": 1}, {"trade": None}], ids=["absent", "none"])
def test_a_field_that_every_candidate_gives_may_not_be_left_out(candidate):
    assert told(candidate) == [("missing-field", "$[0].trade")]


def test_an_unknown_field_is_told_with_the_nearest():
    with pytest.raises(CaseError) as caught:
        read({"trade": "cook", "born": 1, "coulour": "red"})

    first, second = caught.value.problems
    assert (first.code, first.path) == ("unknown-field", "$[0].born")
    assert (second.message, second.help) == ("unknown field `coulour`", "did you mean `colour`?")


def test_an_unknown_field_without_a_value_is_a_fault_all_the_same():
    assert told({"trade": "cook", "born": None}) == [("unknown-field", "$[0].born")]


def test_a_field_has_a_name_of_text():
    assert told({"trade": "cook", 3: 4}) == [("wrong-type", "$[0]")]


@pytest.mark.parametrize("candidate", [None, 3, "cook", ["trade"], Post], ids=repr)
def test_what_is_no_mapping_is_no_candidate(candidate):
    assert told(candidate) == [("wrong-type", "$[0]")]


def test_all_faults_of_all_candidates_are_told():
    assert told({"pay": -1, "agee": 3}, 7, {"trade": "cook"}, {"trade": 1}) == [
        ("missing-field", "$[0].trade"),
        ("out-of-range", "$[0].pay"),
        ("unknown-field", "$[0].agee"),
        ("wrong-type", "$[1]"),
        ("wrong-type", "$[3].trade"),
    ]


@pytest.mark.parametrize(
    "candidates",
    [[{}] * 10_000, [{"trade": "cook", **{f"x{each}": 1 for each in range(10_000)}}]],
    ids=["many candidates", "many fields"],
)
def test_faults_are_told_up_to_a_bound(candidates):
    assert len(told(*candidates)) == MAX_FAULTS


@pytest.mark.parametrize("candidates", [None, 3, "[]", b"[]", {}, {"a": 1}, {1}], ids=repr)
def test_candidates_are_a_list(candidates):
    with pytest.raises(CaseError, match="candidates are a list"):
        read_candidates(FIELDS, candidates)


def test_a_long_name_is_cut_in_the_message():
    with pytest.raises(CaseError) as caught:
        read({"trade": "cook", "x" * 10_000: 1})

    assert len(str(caught.value)) < 1_000
