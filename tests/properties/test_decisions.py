"""Decisions of real services for random people of whom little is known.

What nobody knows may leave an answer open; it may never make it another than it would be, were more known.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.applicants import GUIDE, SUPPOSED, cases, decided, people

from sxguide.answers import Outcome

# Those whose rules are hardest; what is said of knowledge and of order is said of all.
SERVICES = (
    "unemployment-registration",
    "flexible-worker-pension-enrolment",
    "skill-upgrade-subsidy",
    "unemployment-benefit",
    "resident-pension-back-payment",
    "resident-pension-claim",
)


@pytest.mark.parametrize("service", [name for name in GUIDE.services if GUIDE.facts_read(name)])
@settings(max_examples=40)
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
