"""Rules whose diagram would explode: answered all the same, marked as not exact where that is so, and never for long."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import ON, WORDS, Part, choice, condition, fact, formula, small_guide

from sxguide.answers import Outcome
from sxguide.errors import LimitError

if TYPE_CHECKING:
    from sxguide.guide import Guide

NUMBER = fact("integer", minimum=0)
FLAG = fact("boolean")


def named(kind: Part, count: int) -> Part:
    return {f"x.f{number}": kind for number in range(count)}


def every_pair_compared() -> Guide:
    names = list(named(NUMBER, 30))
    pairs = [(one, other) for one in range(30) for other in range(one)]
    tree = [condition(f"c{a}-{b}", f"{names[a]} < {names[b]}") for a, b in pairs]
    return small_guide({"any": tree}, facts=named(NUMBER, 30))


def pairs_in_the_wrong_order() -> Guide:
    facts = named(choice(*"uvwxyz"), 16)
    first = [condition(f"first{number}", f'x.f{number} = "u"') for number in range(8)]
    pairs = [condition(f"pair{n}", f"x.f{n} = x.f{n + 8}") for n in range(8)]
    return small_guide({"all": [{"any": first}, *pairs]}, facts=facts)


def a_table_of_200_rows() -> Guide:
    rows = [
        {"when": [f">= {7 * n % 97}", f"< {13 * n % 89}", f">= {3 * n % 53}"], "then": str(n)}
        for n in range(200)
    ]
    table = {"inputs": ["x.f0", "x.f1", "x.f2"], "hit": "first", "rows": rows}
    return small_guide(
        condition("high", "x.score > 50"),
        facts=named(NUMBER, 3),
        definitions={"x.score": formula("integer", table)},
    )


def a_chain_that_doubles() -> Guide:
    chain = {"x.d0": formula("integer", "x.f0 + 1")}
    for number in range(1, 60):
        chain[f"x.d{number}"] = formula("integer", f"x.d{number - 1} + x.d{number - 1}")
    return small_guide(condition("high", "x.d59 > 9"), facts=named(NUMBER, 1), definitions=chain)


def more_facts_than_a_diagram_is_deep() -> Guide:
    facts = named(FLAG, 900)
    return small_guide(
        {"all": [condition(f"c{n}", f"x.f{n} = true") for n in range(900)]}, facts=facts
    )


def one_condition_of_many_facts() -> Guide:
    terms = " + ".join(f"(if x.f{number} then 1 else 0)" for number in range(20))
    return small_guide(condition("few", f"person.months < {terms}"), facts=named(FLAG, 20))


def a_loop_for_every_combination() -> Guide:
    every = " and ".join(f"x.f{number}" for number in range(12))
    return small_guide(
        condition("loop", f"sum(for i in 1..1200 return if {every} then i else 1) > 5"),
        facts=named(FLAG, 12),
    )


def hundreds_of_cuts() -> Guide:
    ways = [condition(f"c{n}", f"person.months in [{4 * n}..{4 * n + 1}]") for n in range(600)]
    return small_guide({"any": ways})


TOO_LARGE = [
    every_pair_compared,
    pairs_in_the_wrong_order,
    a_table_of_200_rows,
    a_chain_that_doubles,
    more_facts_than_a_diagram_is_deep,
    one_condition_of_many_facts,
    a_loop_for_every_combination,
    hundreds_of_cuts,
]


def deep_branches() -> Guide:
    tree: Any = condition("c", "person.months > 0")
    for number in range(9):
        tree = {("any", "all")[number % 2]: [condition(f"c{number}", f"x.f{number} = true"), tree]}
    return small_guide(tree, facts=named(FLAG, 9))


def facts_that_must_all_differ() -> Guide:
    limits = [
        {"id": f"k{a}-{b}", "holds": f"x.f{a} != x.f{b}", "label": WORDS}
        for a in range(20)
        for b in range(a)
    ]
    tree = [condition(f"c{n}", f'x.f{n} != "u"') for n in range(20)]
    return small_guide({"all": tree}, facts=named(choice(*"uvwxyz"), 20), constraints=limits)


@pytest.mark.parametrize("make", TOO_LARGE)
def test_a_service_too_large_for_its_diagram_is_open_and_not_exact(make):
    decision = make().decide("some", {}, on=ON)

    assert (decision.outcome, decision.is_exact) == (Outcome.UNDETERMINED, False)
    assert decision.missing
    assert decision.next_question is not None
    assert decision.blame == ()
    assert (decision.changes().changes, decision.changes().is_exact) == ((), False)


@pytest.mark.parametrize("make", TOO_LARGE)
def test_a_service_too_large_for_its_diagram_is_no_service_verified(make):
    assert "not-verified" in [each.code for each in make().verify(on=ON)]


def more_ways_to_change_than_anybody_reads() -> Guide:
    every = [
        {"any": [condition(f"c{n}-{way}", f"x.f{3 * n + way} = true") for way in range(3)]}
        for n in range(12)
    ]
    return small_guide({"all": every}, facts=named(FLAG, 36))


def test_more_ways_to_change_than_anybody_reads_are_not_told():
    case = {f"x.f{number}": False for number in range(36)}
    changes = more_ways_to_change_than_anybody_reads().decide("some", case, on=ON).changes()

    assert (changes.changes, changes.is_exact) == ((), False)


def test_rules_by_the_date_that_are_too_many_to_tell_when_they_turn():
    months = " + ".join(f"(if x.f{number} then 1 else 0)" for number in range(16))
    rule = f'person.birth_date + duration("P1M") * ({months}) <= application.date'
    guide = small_guide(condition("when", rule), facts=named(FLAG, 16))
    case = {f"x.f{number}": True for number in range(16)} | {"person.birth_date": "2000-01-01"}

    with pytest.raises(LimitError, match="too many rules that go by the date"):
        guide.eligible_from(case, "some", on=ON)
    assert guide.decide("some", case, on=ON).changes().is_exact is False


@pytest.mark.parametrize("make", [*TOO_LARGE, deep_branches, facts_that_must_all_differ])
def test_when_something_turns_is_told_of_large_services_too(make):
    assert make().stretches({}, "some", on=ON)[0].first == ON


@pytest.mark.parametrize("make", [deep_branches, facts_that_must_all_differ])
def test_what_only_looks_too_large_ends_as_well(make):
    guide = make()
    decision = guide.decide("some", {}, on=ON)

    assert decision.outcome is Outcome.UNDETERMINED
    assert decision.to_json()
    assert isinstance(guide.verify(on=ON), tuple)


@pytest.mark.parametrize("make", [*TOO_LARGE, deep_branches])
def test_what_is_settled_without_a_diagram_stays_so_when_more_is_known(make):
    guide = make()
    chance = random.Random(5)  # noqa: S311 — nothing is secret
    for _ in range(4):
        whole = {fact.name: value_of(fact, chance) for fact in guide.facts_read("some")}
        whole.pop("application.date", None)
        part = {name: value for name, value in whole.items() if chance.random() < 0.8}
        before = guide.decide("some", part, on=ON)
        after = guide.decide("some", whole, on=ON)

        assert after.outcome is not Outcome.UNDETERMINED
        assert before.outcome in {Outcome.UNDETERMINED, after.outcome}


def value_of(fact: Any, chance: random.Random) -> Any:
    match fact.kind:
        case "boolean":
            return chance.random() < 0.5
        case "enumeration":
            return chance.choice(fact.choices).value
        case _:
            return chance.randrange(100)
