"""Blame: the minimal sets of conditions that suffice for a refusal."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import ON, condition, fact, small_guide

from sxguide.answers import Outcome
from sxguide.diagram import blame as module
from sxguide.diagram.blame import MAX_SETS

if TYPE_CHECKING:
    from sxguide.decision import Decision
    from sxguide.reasons import Reason

WANTS = condition("wants", "person.wants = true")
ABLE = condition("able", "person.able = true")
RED = condition("red", 'person.colour = "red"')
LONG = condition("long", "person.months >= 12")
SHORT = condition("short", "person.months < 12")


def decided(tree: Any, case: dict[str, Any], **parts: Any) -> Decision:
    return small_guide(tree, **parts).decide("some", case, on=ON)


def blamed(tree: Any, case: dict[str, Any], **parts: Any) -> list[list[str]]:
    return ids(decided(tree, case, **parts).blame)


def ids(sets: tuple[tuple[Reason, ...], ...]) -> list[list[str]]:
    return [[reason.id for reason in reasons] for reasons in sets]


def test_each_condition_that_all_need_refuses_by_itself():
    tree = {"all": [WANTS, ABLE, RED]}

    assert blamed(tree, {"person.wants": False, "person.able": True, "person.colour": "blue"}) == [
        ["wants"],
        ["red"],
    ]


def test_a_choice_refuses_when_none_of_it_holds():
    case = {"person.wants": False, "person.able": False}

    assert blamed({"any": [WANTS, ABLE]}, case) == [["wants", "able"]]


def test_branches_within_a_choice_refuse_in_every_combination():
    tree = {"any": [{"all": [WANTS, RED]}, ABLE]}
    case = {"person.wants": False, "person.able": False, "person.colour": "blue"}

    assert blamed(tree, case) == [["wants", "able"], ["red", "able"]]


def test_a_condition_that_holds_is_not_blamed():
    tree = {"any": [{"all": [WANTS, RED]}, ABLE]}
    case = {"person.wants": True, "person.able": False, "person.colour": "blue"}

    assert blamed(tree, case) == [["red", "able"]]


def test_open_conditions_that_exclude_each_other_refuse_together():
    tree = {"all": [LONG, SHORT, WANTS]}

    decision = decided(tree, {})

    assert decision.outcome is Outcome.INELIGIBLE
    assert ids(decision.blame) == [["long", "short"]]
    assert ids(decided(tree, {"person.wants": False}).blame) == [["wants"], ["long", "short"]]


def test_a_branch_that_is_not_in_force_is_blamed_as_a_whole():
    ended = {"id": "ended", "all": [WANTS, ABLE], "in_force": {"until": "2020-12-31"}}

    assert blamed({"all": [ended, RED]}, {}) == [["ended"]]


@pytest.mark.parametrize("case", [{}, {"person.wants": True}])
def test_nobody_is_blamed_where_nobody_is_refused(case):
    assert decided(WANTS, case).blame == ()
    assert decided(WANTS, case).obstacles == ()


def test_obstacles_have_no_condition_in_common():
    tree = {"all": [WANTS, {"any": [{"all": [ABLE, RED]}, LONG]}]}
    case = {
        "person.wants": False,
        "person.able": False,
        "person.colour": "blue",
        "person.months": 3,
    }
    decision = decided(tree, case)

    assert ids(decision.blame) == [["wants"], ["able", "long"], ["red", "long"]]
    assert ids(decision.obstacles) == [["wants"], ["able", "long"]]


def test_more_sets_than_anybody_reads_are_not_told():
    flags = {f"x.b{number}": fact("boolean") for number in range(64)}
    leaves = [condition(f"c{number}", f"x.b{number} = true") for number in range(64)]
    tree = {"any": [{"all": leaves[start : start + 8]} for start in range(0, 64, 8)]}

    found = blamed(tree, dict.fromkeys(flags, False), facts=flags)

    assert len(found) == MAX_SETS
    assert {len(each) for each in found} == {8}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_more_is_searched_than_is_allowed(count, monkeypatch):
    monkeypatch.setattr(module, "MAX_SEARCHED", count)
    case = {"person.wants": False, "person.able": False, "person.colour": "blue"}

    assert blamed({"all": [WANTS, ABLE, RED]}, case) == [["wants"], ["able"], ["red"]][:count]


def test_no_more_sets_are_told_than_are_allowed(monkeypatch):
    monkeypatch.setattr(module, "MAX_SETS", 2)
    case = {"person.wants": False, "person.able": False, "person.colour": "blue"}

    assert blamed({"all": [WANTS, ABLE, RED]}, case) == [["wants"], ["able"]]


def test_without_a_diagram_what_is_known_to_be_false_is_blamed():
    flags = {f"x.b{number}": fact("boolean") for number in range(300)}
    tree = {"all": [condition(f"c{number}", f"{name} = true") for number, name in enumerate(flags)]}

    assert blamed(tree, {"x.b7": False}, facts=flags) == [["c7"]]


# Against every set of conditions

LEAVES = (
    WANTS,
    ABLE,
    RED,
    LONG,
    SHORT,
    condition("green", 'person.colour = "green"'),
    condition("longer", "person.months >= 24"),
)
PEOPLE = [
    {"person.wants": wants, "person.able": able, "person.colour": colour, "person.months": months}
    for wants, able, colour, months in itertools.product(
        (True, False), (True, False), ("red", "green", "blue"), (3, 12, 24)
    )
]


def random_tree(chance: random.Random, leaves: list[Any], depth: int = 0) -> Any:
    if len(leaves) == 1:
        return leaves[0]
    cut = chance.randrange(1, len(leaves))
    members = [random_tree(chance, part, depth + 1) for part in (leaves[:cut], leaves[cut:])]
    return {chance.choice(("all", "any")): members}


def holds(tree: Any, truths: dict[str, bool]) -> bool:
    if "when" in tree:
        return truths[tree["id"]]
    (quantifier,) = tree
    members = [holds(member, truths) for member in tree[quantifier]]
    return all(members) if quantifier == "all" else any(members)


def of_person(guide: Any, person: dict[str, Any]) -> dict[str, bool]:
    reasons = guide.decide("some", person, on=ON).reasons
    return {each.id: each.truth for each in reasons if each.quantifier is None}


@pytest.mark.parametrize("seed", range(40))
def test_the_sets_are_all_that_suffice_and_are_minimal(seed):
    chance = random.Random(seed)  # noqa: S311 — nothing is secret
    leaves = chance.sample(LEAVES, chance.randrange(2, len(LEAVES) + 1))
    tree = random_tree(chance, leaves)
    names = [leaf["id"] for leaf in leaves]
    guide = small_guide(tree if "when" not in tree else {"all": [tree]})
    whole = chance.choice(PEOPLE)
    case = {name: whole[name] for name in chance.sample(sorted(whole), chance.randrange(5))}
    completions = [person for person in PEOPLE if case.items() <= person.items()]
    truths = [of_person(guide, person) for person in completions]

    def suffices(blamed: frozenset[str]) -> bool:
        taken = ({name: name not in blamed or each[name] for name in names} for each in truths)
        return not any(holds(tree, each) for each in taken)

    every = [
        frozenset(found)
        for size in range(len(names) + 1)
        for found in itertools.combinations(names, size)
        if suffices(frozenset(found))
    ]
    wanted = {each for each in every if not any(other < each for other in every)}
    decision = guide.decide("some", case, on=ON)

    assert {frozenset(each) for each in ids(decision.blame)} == wanted - {frozenset()}
