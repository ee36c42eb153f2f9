"""One person's facts put to a diagram: what can still come out, and which facts can still matter."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rulebooks import ON, WORDS, choice, condition, fact, small_guide

from sxguide.answers import Outcome

RED = condition("red", 'person.colour = "red"')
LONG = condition("long", "person.months >= 12")
LONGER = condition("longer", "person.months >= 24")
SHORT = condition("short", "person.months < 12")


def found(tree: Any, case: dict[str, Any], **parts: Any) -> tuple[str, set[str]]:
    decision = small_guide(tree, **parts).decide("some", case, on=ON)
    assert decision.is_exact
    return decision.outcome.value, {each.name for each in decision.missing}


def constraint(name: str, holds: str) -> dict[str, Any]:
    return {"id": name, "holds": holds, "label": WORDS}


def test_one_number_settles_conditions_on_both_sides_of_it():
    assert found({"any": [LONG, SHORT]}, {}) == ("eligible", set())
    assert found({"all": [LONG, SHORT]}, {}) == ("ineligible", set())


def test_a_condition_behind_another_adds_nothing_that_is_missing():
    tree = {"all": [LONGER, LONG, RED]}

    assert found(tree, {"person.months": 24}) == ("undetermined", {"person.colour"})
    assert found(tree, {"person.colour": "red"}) == ("undetermined", {"person.months"})


def test_a_constraint_settles_what_rules_leave_open():
    limits = [constraint("red-long", 'person.colour != "red" or person.months >= 12')]

    assert found(LONG, {"person.colour": "red"}, constraints=limits) == ("eligible", set())
    assert found(LONG, {"person.colour": "green"}, constraints=limits) == (
        "undetermined",
        {"person.months"},
    )


def test_a_fact_that_only_settles_is_missing_too():
    # given two facts that can only change together
    facts = {"x.kind": choice("long", "short")}
    limits = [
        constraint("long", 'x.kind != "long" or person.months >= 12'),
        constraint("short", 'x.kind != "short" or person.months < 12'),
    ]
    tree = {"any": [LONG, condition("kind", 'x.kind = "long"')]}

    assert found(tree, {}, facts=facts, constraints=limits) == (
        "undetermined",
        {"person.months", "x.kind"},
    )


def test_constraints_that_leave_no_completion_are_left_out():
    # given constraints that no value of the missing fact meets, though none is broken yet
    limits = [constraint("a", "person.months > 12"), constraint("b", "person.months < 12")]

    assert found(LONG, {}, constraints=limits) == ("undetermined", {"person.months"})


def test_constraints_that_nobody_can_meet_leave_the_others_be():
    # given constraints on one fact that no value meets, and one on another that leaves a single value
    facts = {"x.kind": choice("long", "short")}
    limits = [
        constraint("a", "person.months > 12"),
        constraint("b", "person.months < 12"),
        constraint("kind", 'x.kind != "long"'),
    ]
    kind = condition("kind", 'x.kind = "long"')

    settled = found({"all": [kind, LONG]}, {}, facts=facts, constraints=limits)
    opened = found({"any": [kind, LONG]}, {}, facts=facts, constraints=limits)

    assert settled == ("ineligible", set())
    assert opened == ("undetermined", {"person.months"})


def test_what_most_open_conditions_ask_for_comes_first():
    tree = {
        "all": [
            RED,
            condition("wants", "person.wants = true"),
            {"any": [LONGER, condition("both", "person.months = 1 and person.wants = true")]},
        ]
    }

    decision = small_guide(tree).decide("some", {}, on=ON)

    assert [each.name for each in decision.missing] == [
        "person.wants",
        "person.months",
        "person.colour",
    ]


def test_a_fact_that_is_compared_with_a_missing_one_is_taken_into_account():
    facts = {"person.other": fact("integer", minimum=0)}
    tree = {"any": [condition("less", "person.months < person.other"), LONG]}

    settled = found(tree, {"person.other": 12}, facts=facts)

    assert settled == ("eligible", set())
    assert found(tree, {}, facts=facts)[0] == "undetermined"


def test_what_a_default_waits_for_is_missing_with_the_fact():
    facts = {"x.b": fact("boolean", default="if person.wants then true else null")}

    assert found(condition("b", "x.b = true"), {}, facts=facts) == (
        "undetermined",
        {"x.b", "person.wants"},
    )


def test_people_in_the_same_cells_are_told_the_same():
    guide = small_guide({"all": [LONG, RED]})

    answers = {
        tuple(each.name for each in guide.decide("some", {"person.months": months}, on=ON).missing)
        for months in (12, 13, 500)
    }

    assert answers == {("person.colour",)}


def test_a_service_too_large_for_its_diagram_is_answered_without_and_says_so():
    flags = {f"x.b{number}": fact("boolean") for number in range(300)}
    tree = {"all": [condition(f"c{number}", f"{name} = true") for number, name in enumerate(flags)]}
    guide = small_guide(tree, facts=flags)

    decision = guide.decide("some", {}, on=ON)
    refused = guide.decide("some", {"x.b7": False}, on=ON)
    known = guide.decide("some", dict.fromkeys(flags, True), on=ON)

    assert (decision.outcome, decision.is_exact) == (Outcome.UNDETERMINED, False)
    assert len(decision.missing) == 300
    assert (refused.outcome, refused.is_exact) == (Outcome.INELIGIBLE, False)
    assert (known.outcome, known.is_exact) == (Outcome.ELIGIBLE, True)


@pytest.mark.parametrize("count", [8, 14])
def test_constraints_too_tangled_to_look_through_leave_the_answer_open(count):
    # given that each of many facts must differ from every other, with too few values or just enough
    facts = {f"x.c{number}": choice(*"stuvwxyz") for number in range(count)}
    limits = [
        constraint(f"k{one}-{other}", f"x.c{one} != x.c{other}")
        for one in range(count)
        for other in range(one)
    ]
    tree = {"all": [condition(f"c{one}", f'x.c{one} != "s"') for one in range(count)]}

    decision = small_guide(tree, facts=facts, constraints=limits).decide("some", {}, on=ON)

    assert decision.outcome is not Outcome.ELIGIBLE
