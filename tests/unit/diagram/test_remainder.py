"""Remainder: how many people a function still has, and what is left of it with the answer to any question."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from tests.rulebooks import ON, WORDS, choice, condition, small_guide

from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram.diagrams import Diagrams
from sxguide.diagram.remainder import Remainder

WANTS = condition("wants", "person.wants = true")
ABLE = condition("able", "person.able = true")
RED = condition("red", 'person.colour = "red"')
LONG = condition("long", "person.months >= 12")
# Whoever has been insured for long is taken to be old.
GROUP = choice("old", "young", default='if person.months >= 12 then "old" else null')
OLD = condition("old", 'x.group = "old"')


def remainder(tree: Any, case: dict[str, Any] | None = None, **parts: Any) -> Remainder:
    """What is left of the eligibility of a made-up service."""
    guide = small_guide(tree, **parts)
    facts = {APPLICATION_DATE: ON, **(case or {})}
    situation = Situation(guide.rulebook, guide.calendar, facts)
    standing = Diagrams(guide.rulebook, guide.calendar).stand(guide.service("some"), situation)
    assert standing is not None
    return Remainder(standing, standing.diagram.root, situation)


def level(left: Remainder, name: str) -> int:
    return [each.name for each in left.variables].index(name)


def answers(left: Remainder) -> dict[tuple[Any, ...], Any]:
    """What the function says of every combination of samples; "never" where no person has these together."""
    levels = sorted(left.levels(left.start))
    found = {}
    for cells in itertools.product(*map(left.cells, levels)):
        node = left.start
        while node >= 0:
            place = levels.index(left.forest.levels[node])
            node = left.forest.children[node][cells[place]]
        samples = (
            left.variables[each].cells[cell].sample
            for each, cell in zip(levels, cells, strict=True)
        )
        value = "never" if node == left.impossible else left.forest.value(node)
        found[tuple(samples)] = value
    return found


def constraint(holds: str) -> dict[str, Any]:
    return {"id": "only", "holds": holds, "label": WORDS}


def test_everybody_is_a_combination_of_cells():
    left = remainder({"all": [WANTS, RED]})

    assert left.count(left.start) == 2 * 3
    assert left.levels(left.start) == {0, 1}


def test_what_is_known_is_no_question_any_more():
    left = remainder({"all": [WANTS, RED, LONG]}, {"person.colour": "red"})

    assert left.count(left.start) == 2 * 2
    assert left.levels(left.start) == {level(left, "person.wants"), level(left, "person.months")}


def test_a_settled_function_has_all_combinations_that_were_left_at_the_start():
    left = remainder({"all": [WANTS, RED]})

    wanting = left.split(left.start, level(left, "person.wants"))
    red = left.split(wanting[1], level(left, "person.colour"))

    assert [left.is_settled(each) for each in wanting] == [True, False]
    assert [left.is_settled(each) for each in red] == [True, True, True]
    assert [left.count(each) for each in (*wanting, *red)] == [6] * 5


def test_nobody_is_what_a_constraint_forbids():
    # given that nobody who wants it is red
    left = remainder(
        {"all": [WANTS, RED]},
        constraints=[constraint('not(person.wants) or person.colour != "red"')],
    )

    assert left.count(left.start) == 5
    assert left.count(left.impossible) == 0
    assert left.is_settled(left.start)
    assert left.is_settled(left.impossible)


def test_what_only_a_constraint_asks_for_matters_to_no_rule():
    left = remainder(WANTS, constraints=[constraint("not(person.wants) or person.able")])

    assert left.count(left.start) == 3
    assert left.matters == {level(left, "person.wants")}


@pytest.mark.parametrize("tree", [{"all": [OLD, LONG]}, {"all": [LONG, OLD]}])
def test_nobody_is_other_than_a_default_takes_them_to_be(tree):
    # given somebody who says neither; whoever is not insured for long may be of either group
    left = remainder(tree, facts={"x.group": GROUP})

    found = answers(left)
    names = [left.variables[each].name for each in sorted(left.levels(left.start))]
    people = [{**dict(zip(names, each, strict=True)), "": found[each]} for each in found]
    never = [each for each in people if each[""] == "never"]
    assert left.count(left.start) == 3
    assert [(each["x.group"], each["person.months"]) for each in never] == [("young", 12)]


def test_a_default_that_is_not_set_off_any_more_forbids_nothing():
    left = remainder({"any": [OLD, LONG]}, {"person.months": 3}, facts={"x.group": GROUP})

    assert answers(left) == {("old",): True, ("young",): False}


def test_a_default_that_a_lacking_fact_would_set_off_forbids_nothing():
    # given that a rule asks whether there is a birth date at all, and that only a date that is given makes old
    old = 'if person.birth_date <= date("2000-01-01") then "old" else null'
    late = condition("late", 'person.birth_date = null or person.birth_date > date("2000-01-01")')
    left = remainder({"all": [OLD, late]}, facts={"x.group": choice("old", "young", default=old)})

    found = answers(left)

    assert len(found) == 2 * 3
    assert [each for each, said in found.items() if said == "never"] == [
        ("young", min(day for _, day in found if day is not None))
    ]
    assert left.count(left.start) == 5


def test_who_has_no_such_thing_cannot_say_so():
    left = remainder(condition("lacks", "person.birth_date = null"))

    said = [left.can_be_said(0, cell) for cell in left.cells(0)]

    assert said == [True, False]


def test_that_a_part_of_a_condition_is_null_is_nobodys_doing():
    left = remainder({"all": [condition("named", 'contains(person.name, "a")'), WANTS]})

    assert list(map(left.cells, (0, 1))) == [(0, 1), (0, 1)]
    assert left.count(left.start) == 4


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_function_may_be_split_in_any_order(order):
    tree = {"any": [{"all": [WANTS, LONG]}, {"all": [ABLE, RED]}]}
    left = remainder(tree)
    names = ["person.wants", "person.months", "person.able", "person.colour"]
    assert [each.name for each in left.variables] == names

    for cells in itertools.product(*map(left.cells, range(4))):
        node = left.start
        for each in order:
            node = left.split(node, each)[cells[each]]
        wants, months, able, colour = cells
        assert left.forest.value(node) is bool((wants and months) or (able and colour == 0))


@pytest.mark.parametrize("name", ["person.wants", "person.months", "person.able", "person.colour"])
def test_what_the_answers_to_a_question_leave_has_everybody_together(name):
    left = remainder(
        {"any": [{"all": [WANTS, LONG]}, {"all": [ABLE, RED]}]},
        constraints=[constraint("not(person.wants) or not(person.able)")],
    )

    parts = left.split(left.start, level(left, name))

    # Of each part everybody is counted who can be in it, whatever they say of what it does not ask any more.
    assert math.prod(map(len, map(left.cells, range(4)))) == 24
    assert left.count(left.start) == 18
    assert sum(map(left.count, parts)) == 18 * len(parts)
