"""Scenarios: read with every fault told, and held against a decision point by point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from tests.rulebooks import (
    CLAUSE,
    Part,
    clause,
    condition,
    formula,
    interpretation,
    item,
    small_guide,
    written,
)

from sxguide.errors import ScenarioError
from sxguide.scenarios import json_schema, read_scenarios, run

if TYPE_CHECKING:
    from sxguide.guide import Guide

TREE = {
    "all": [
        condition("wants", "person.wants = true", cites=[clause(2)]),
        condition("months", "person.months >= 12", cites=[clause(3)]),
        {"id": "either", "any": [
            condition("able", "person.able = true"),
            condition("ended", "person.wants", in_force={"until": "2024-12-31"}),
        ]},
    ]
}  # fmt: skip
RULES = {
    "benefit": {
        "amount": formula("money", "1500"),
        "count": formula("integer", "3"),
        "fine": formula("boolean", "true"),
        "day": formula("date", "application.date"),
    },
    "deadline": {"working_days": 5, "counting": "after_application_day", "cites": [clause(4)]},
    "materials": [item("form"), item("card", when="person.able")],
    "interpretations": [interpretation("own")],
}
ELIGIBLE = {"person": {"wants": True, "months": 12, "able": True}}


@pytest.fixture(scope="module")
def small() -> Guide:
    return small_guide(TREE, rules=RULES)


def scenario(expect: Part, case: Part | None = None, **more: Any) -> Part:
    return {
        "name": "it holds",
        "service": "some",
        "date": "2026-06-01",
        "case": case or ELIGIBLE,
        "expect": expect,
        **more,
    }


def mismatches(guide: Guide, expect: Part, case: Part | None = None, **more: Any) -> list[str]:
    (only,) = read_scenarios("s.yaml", written({"scenarios": [scenario(expect, case, **more)]}))
    return [str(mismatch) for mismatch in run(guide, only)]


def told(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ScenarioError) as caught:
        read_scenarios("s.yaml", text.encode())
    return [(problem.code, str(problem.span)) for problem in caught.value.problems]


HOLDS: Part = {
    "outcome": "eligible",
    "benefit": {"amount": 1500, "count": 3, "fine": True, "day": "2026-06-01"},
    "due": "2026-06-08",
    "provisional": False,
    "fails": {},
    "out_of_force": ["ended"],
    "missing": [],
    "materials": ["form", "card"],
    "interpretations": ["own"],
    "cites": [clause(2), clause(4)],
}


def test_a_scenario_that_says_everything_right_holds(small):
    assert mismatches(small, HOLDS) == []


def test_only_what_a_scenario_says_is_held_against_the_decision(small):
    assert mismatches(small, {"outcome": "eligible"}) == []


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ({"outcome": "ineligible"}, "outcome: expected ineligible, found eligible"),
        ({"due": "2026-06-09"}, "due: expected 2026-06-09, found 2026-06-08"),
        ({"provisional": True}, "provisional: expected true, found false"),
        ({"missing": ["person.able"]}, "missing: expected person.able, found none"),
        ({"materials": ["form"]}, "materials: expected form, found card, form"),
        ({"fails": {"months": []}}, "fails: expected months, found none"),
        ({"out_of_force": ["wants"]}, "out of force: expected wants, found ended"),
        ({"interpretations": ["other"]}, "interpretations: expected other, found own"),
        ({"benefit": {"amount": 1600}}, "benefit amount: expected 1600, found 1500"),
        ({"benefit": {"amount": "none"}}, "benefit amount: expected none, found 1500"),
        (
            {"benefit": {"count": 3.5}},
            "benefit count: expected 3.5, found no value of that kind (integer)",
        ),
        (
            {"benefit": {"fine": "yes"}},
            "benefit fine: expected yes, found no value of that kind (boolean)",
        ),
        ({"benefit": {"amonut": 1}}, "benefit amonut: expected 1, found no such output"),
    ],
)
def test_what_a_scenario_says_wrong_is_told(small, expect, found):
    assert mismatches(small, {**HOLDS, **expect}) == [found]


def test_a_clause_that_is_not_cited_is_told_with_those_that_are(small):
    (found,) = mismatches(small, {"outcome": "eligible", "cites": [clause(9)]})

    assert found == f"cites: expected {clause(9)}, found " + ", ".join(
        clause(number) for number in (1, 2, 3, 4)
    )


def test_a_refusal_is_held_against_every_failed_condition_and_its_clauses(small):
    case = {"person": {"wants": False, "months": 3, "able": True}}

    def fails(expected):
        return mismatches(small, {"outcome": "ineligible", "fails": expected}, case)

    assert fails({"wants": [clause(2)], "months": [clause(3)]}) == []
    assert fails({"wants": [clause(2)]}) == ["fails: expected wants, found months, wants"]
    assert fails({"wants": [clause(3)], "months": []}) == [
        f"clauses of wants: expected {clause(3)}, found {clause(2)}"
    ]


def test_an_output_without_a_value_is_none(small):
    case = {"person": {"wants": False}}

    assert mismatches(small, {"outcome": "ineligible", "benefit": {"amount": "none"}}, case) == []


def test_an_error_is_a_mismatch(small):
    (unknown,) = mismatches(small, {"outcome": "eligible"}, {"person.wnats": True})
    (service,) = mismatches(small, {"outcome": "eligible"}, service="none")

    assert unknown.startswith(
        "decision: expected one, found an error: $.person.wnats: error[unknown-fact]"
    )
    assert service.startswith("decision: expected one, found an error: unknown service `none`")


def test_a_scenario_may_forget_later_schedules(small):
    expect = {"outcome": "eligible", "provisional": True}

    assert mismatches(small, expect, date="2025-12-30", calendar_until=2025) == []
    assert mismatches(small, expect, date="2025-12-30") == [
        "provisional: expected true, found false"
    ]


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"some": "eligible"}, []),
        ({"some": "ineligible"}, ["some: expected ineligible, found eligible"]),
        ({}, ["some: expected nothing, found eligible"]),
        (
            {"some": "eligible", "other": "eligible"},
            ["other: expected eligible, found no such service"],
        ),
    ],
)
def test_a_scenario_may_expect_the_outcome_of_every_service(small, expected, found):
    made = {"name": "all", "date": "2026-06-01", "case": ELIGIBLE, "screen": expected}
    (only,) = read_scenarios("s.yaml", written({"scenarios": [made]}))

    assert [str(mismatch) for mismatch in run(small, only)] == found


def test_scenarios_are_read_in_order_with_their_places():
    text = "scenarios:\n- {name: a, service: some, date: 2026-06-01, case: {}, expect: {outcome: eligible}}\n- name: b\n  service: '22'\n  date: 2026-06-01\n  case: {person: {months: 3, pay: 0.10}}\n  expect: {outcome: eligible}\n"

    first, second = read_scenarios("s.yaml", text.encode())

    assert (first.name, second.name, second.service) == ("a", "b", "22")
    assert (first.span.line, second.span.line) == (2, 3)
    assert str(second.case) == "{'person': {'months': 3, 'pay': Decimal('0.10')}}"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["wrong-type"]),
        ("scenarios: []", ["empty-list"]),
        ("scenario: []", ["unknown-key"]),
        ("scenarios: [{name: a}]", ["missing-key"] * 3),
        ("scenarios: [", ["yaml-syntax"]),
        (
            "scenarios: [{name: a, service: s, date: soon, case: {}, expect: {outcome: perhaps}}]",
            ["wrong-type", "wrong-type"],
        ),
        (
            "scenarios: [{name: a, date: 2026-06-01, case: {}, expect: {outcome: eligible}}]",
            ["missing-key"],
        ),
    ],
)
def test_every_fault_of_a_file_is_told(text, codes):
    assert [code for code, _ in told(text)] == codes


def test_a_name_stands_for_one_scenario():
    one = scenario({"outcome": "eligible"})

    assert [code for code, _ in told(written({"scenarios": [one, one]}).decode())] == [
        "duplicate-name"
    ]


def test_the_schema_says_what_the_reader_reads():
    schema = Draft202012Validator(json_schema())

    assert (
        list(
            schema.iter_errors(
                {"scenarios": [scenario({"outcome": "eligible", "cites": [CLAUSE]})]}
            )
        )
        == []
    )
    for faulty in (
        {},
        {"scenarios": []},
        {"scenarios": [scenario({})]},
        {"scenarios": [scenario({"outcome": "maybe"})]},
    ):
        assert list(schema.iter_errors(faulty))
