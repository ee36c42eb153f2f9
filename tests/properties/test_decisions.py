"""Decisions of real services for random people of whom little is known.

What nobody knows may leave an answer open; it may never make it another than it would be, were more known.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sxguide
from sxguide.cases import read_case
from sxguide.decision import Outcome
from sxguide.scenarios import Scenario, read_scenarios

GUIDE = sxguide.load()
SERVICES = (
    "unemployment-registration",
    "flexible-worker-pension-enrolment",
    "skill-upgrade-subsidy",
    "unemployment-benefit",
    "resident-pension-back-payment",
    "resident-pension-claim",
)
SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"

# Numbers and dates around the thresholds of the rules, where a mistake would show.
NUMBERS = (0, 1, 2, 3, 11, 12, 14, 15, 35, 36, 59, 60, 119, 120, 4243, 4244, 21219, 21220)
DATES = (
    dt.date(1950, 2, 28),
    dt.date(1966, 9, 15),
    dt.date(1966, 9, 16),
    dt.date(1975, 1, 31),
    dt.date(2010, 9, 15),
    dt.date(2010, 9, 16),
    dt.date(2025, 9, 15),
    dt.date(2026, 8, 31),
    dt.date(2026, 9, 15),
)

# What is supposed where nobody says otherwise is not unknown, and saying otherwise may well change an answer. The
# other defaults follow from what is known: a constraint refuses whoever says otherwise.
SUPPOSED = {
    "application.date",
    "back_payment.scheme",
    "contribution.year",
    "resident_pension.enrolled",
    "supplementary_pension.enrolled",
}


def values(fact: sxguide.Fact) -> st.SearchStrategy[Any]:
    """A few values of a fact."""
    match fact.kind:
        case "boolean":
            return st.booleans()
        case "enumeration":
            return st.sampled_from([choice.value for choice in fact.choices])
        case "date":
            return st.sampled_from(DATES)
        case "integer":
            return st.sampled_from([number for number in NUMBERS if number >= (fact.minimum or 0)])
        case _:
            return st.sampled_from(NUMBERS).map(Decimal)


@functools.cache
def eligible_scenarios(service: str) -> list[Scenario]:
    """The scenarios of a service in which the person may have it."""
    found = []
    for file in sorted((SCENARIOS / service).glob("*.yaml")):
        for scenario in read_scenarios(file.name, file.read_bytes()):
            if scenario.expect is not None and scenario.expect["outcome"] == "eligible":
                found.append(scenario)
    return found


@st.composite
def people(draw: st.DrawFn, service: str) -> tuple[dict[str, Any], dt.date]:
    """Somebody who may have the service, but for a fact or two that may be otherwise; and the date."""
    scenario = draw(st.sampled_from(eligible_scenarios(service)))
    case: dict[str, Any] = dict(read_case(GUIDE.rulebook, scenario.case))
    facts = [fact for fact in GUIDE.facts_read(service) if fact.name != "application.date"]
    for fact in draw(
        st.lists(st.sampled_from(facts), max_size=2, unique_by=lambda each: each.name)
    ):
        case[fact.name] = draw(values(fact))
    return case, scenario.on


@st.composite
def cases(draw: st.DrawFn, service: str) -> tuple[dict[str, Any], dt.date]:
    """What is said of such a person: some of their facts, in any order; and the date."""
    case, on = draw(people(service))
    dropped = draw(st.sets(st.sampled_from(sorted(case)))) if case else set()
    order = draw(st.permutations(sorted(case.keys() - dropped)))
    return {name: case[name] for name in order}, on


def decided(service: str, case: dict[str, Any], on: dt.date) -> sxguide.Decision | None:
    """The decision, or None where the facts contradict one another."""
    try:
        return GUIDE.decide(service, case, on=on)
    except sxguide.CaseError:
        return None


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=60)
@given(data=st.data())
def test_one_more_known_fact_never_makes_a_settled_answer_another(service, data):
    more, on = data.draw(cases(service))
    known = sorted(more.keys() - SUPPOSED)
    assume(known)
    name = data.draw(st.sampled_from(known))
    less = {key: value for key, value in more.items() if key != name}
    before, after = decided(service, less, on), decided(service, more, on)
    # Facts that contradict one another are nobody's.
    assume(before is not None)
    assume(after is not None)

    if before.outcome is not Outcome.UNDETERMINED:
        assert after.outcome is before.outcome
    for output, known in before.benefit.items():
        if known.status == "known":
            assert (after.benefit[output].status, after.benefit[output].value) == (
                "known",
                known.value,
            )


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=25)
@given(data=st.data())
def test_the_order_of_the_facts_decides_nothing(service, data):
    case, on = data.draw(cases(service))
    shuffled = dict(data.draw(st.permutations(list(case.items()))))
    decision = decided(service, case, on)
    assume(decision is not None)

    again = decided(service, shuffled, on)

    assert again is not None
    assert again.to_json() == decision.to_json()


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_decision_made_again_is_the_same(service, data):
    case, on = data.draw(cases(service))
    decision = decided(service, case, on)
    assume(decision is not None)

    assert decided(service, case, on) == decision


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=25)
@given(data=st.data())
def test_an_open_answer_names_what_it_waits_for_and_a_settled_one_names_nothing(service, data):
    decision = decided(service, *data.draw(cases(service)))
    assume(decision is not None)

    assert bool(decision.missing) is (decision.outcome is Outcome.UNDETERMINED)
    given_names = decision.receipt.facts
    assert not [each.name for each in decision.missing if each.name in given_names]
    for benefit in decision.benefit.values():
        assert (benefit.value is not None) is (benefit.status == "known")
        assert bool(benefit.missing) is (benefit.status in {"undetermined", "range"})


FINITE = {"boolean", "enumeration"}


@pytest.mark.parametrize("service", SERVICES)
@settings(max_examples=12)
@given(data=st.data())
def test_a_settled_answer_is_that_of_every_completion(service, data):
    """By brute force over up to three of the facts that have few values, left unknown."""
    case, on = data.draw(people(service))
    facts = {fact.name: fact for fact in GUIDE.facts_read(service)}
    few = sorted(name for name in facts.keys() - SUPPOSED if facts[name].kind in FINITE)
    left_open = data.draw(st.lists(st.sampled_from(few), min_size=1, max_size=3, unique=True))
    partial = {name: value for name, value in case.items() if name not in left_open}
    decision = decided(service, partial, on)
    assume(decision is not None)

    domains = (
        (False, True)
        if facts[name].kind == "boolean"
        else tuple(choice.value for choice in facts[name].choices)
        for name in left_open
    )
    completions = (
        dict(zip(left_open, chosen, strict=True)) for chosen in itertools.product(*domains)
    )
    complete = [decided(service, {**partial, **completion}, on) for completion in completions]
    outcomes = {each.outcome for each in complete if each is not None}

    if decision.outcome is not Outcome.UNDETERMINED:
        assert outcomes <= {decision.outcome}
