"""One person's facts put to a diagram: what can still come out, and which facts can still matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import ON, WORDS, choice, condition, entry, fact, parameter, small_guide

from sxguide.answers import Outcome
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram.diagrams import Diagrams
from sxguide.diagram.standing import half_known

if TYPE_CHECKING:
    from sxguide.guide import Guide

RED = condition("red", 'person.colour = "red"')
LONG = condition("long", "person.months >= 12")
LONGER = condition("longer", "person.months >= 24")
SHORT = condition("short", "person.months < 12")


def found(tree: Any, case: dict[str, Any], **parts: Any) -> tuple[str, set[str]]:
    decision = small_guide(tree, **parts).decide("some", case, on=ON)
    assert decision.is_exact
    return decision.outcome.value, {each.name for each in decision.missing}


def situation(guide: Guide, case: dict[str, Any]) -> Situation:
    return Situation(guide.rulebook, guide.calendar, {APPLICATION_DATE: ON, **case})


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


def test_half_known_are_the_facts_that_open_parts_know():
    # given parts that compare two facts, of which nothing, one or both are known
    names = ["x.a", "x.b", "x.c", "x.d", "x.e"]
    facts = {name: fact("integer", minimum=0) for name in names}
    old = {"fund.old": parameter("integer", entry(3, until="2020-12-31"))}
    tree = {
        "all": [
            RED,
            condition("one", "x.c < person.months"),
            condition("text", 'contains(person.name, "a")'),
            condition("two", "person.months < x.a"),
            condition("both", "x.d < x.e"),
            condition("three", "x.b < x.c or x.b < person.months"),
            condition("law", "modulo(x.e, param.fund.old) = 0"),
        ]
    }
    guide = small_guide(tree, facts=facts, parameters=old)
    known = {"x.a": 7, "x.b": 3, "x.d": 2, "x.e": 1, "person.name": "a"}
    diagrams = Diagrams(guide.rulebook, guide.calendar)
    built = diagrams.of(guide.service("some"), ON, {})
    assert built is not None

    found = half_known(built, situation(guide, known))

    assert found == {"x.a": 7, "x.b": 3}
    assert half_known(built, situation(guide, {})) == {}


@pytest.mark.parametrize(("months", "found"), [(3, {"person.months": 3}), (12, {})])
def test_a_half_known_part_that_is_settled_already_fixes_nothing(months, found):
    part = '(if modulo(person.months, 2) = 1 then person.name else "b") = "a"'
    guide = small_guide(condition("one", part))
    built = Diagrams(guide.rulebook, guide.calendar).of(guide.service("some"), ON, {})
    assert built is not None

    assert half_known(built, situation(guide, {"person.months": months})) == found


def test_what_a_default_waits_for_is_missing_with_the_fact():
    facts = {"x.b": fact("boolean", default="if person.wants then true else null")}

    assert found(condition("b", "x.b = true"), {}, facts=facts) == (
        "undetermined",
        {"x.b", "person.wants"},
    )


def test_people_whose_defaults_wait_for_other_facts_are_told_so():
    # given people in the same cells, one after the other: no rule asks for what the default waits for
    facts = {"x.b": fact("boolean", default="if person.wants then person.able else null")}
    cases: list[dict[str, Any]] = [{}, {"person.wants": True}, {"person.wants": False}] * 2
    tree = {"all": [condition("b", "x.b = true"), RED]}
    guide = small_guide(tree, facts=facts)

    names = [[each.name for each in guide.decide("some", case, on=ON).missing] for case in cases]

    assert list(map(sorted, names[:3])) == [
        ["person.able", "person.colour", "person.wants", "x.b"],
        ["person.able", "person.colour", "x.b"],
        ["person.colour", "x.b"],
    ]
    assert names[:3] == names[3:]


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
