"""Cases drawn for every service are what they are said to be: the decision says so."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sxguide
from sxguide.answers import Outcome
from sxguide.scenarios import read_scenarios, run
from sxguide.testing import (
    cases,
    edge_cases,
    eligible_cases,
    ineligible_cases,
    partial_cases,
    scenario_file,
)

GUIDE = sxguide.load()
ON = dt.date(2026, 11, 23)
# These are open to everybody.
OPEN = ("employment-policy-search", "job-fair-search", "personnel-archive-query")
# A date of what never was cannot be said.
MAY_LACK = {"training.recommended_on"}


@pytest.mark.parametrize("service", GUIDE.services)
@settings(max_examples=10)
@given(data=st.data())
def test_a_drawn_case_is_complete_and_comes_out_as_it_should(service, data):
    anyone = data.draw(cases(service, on=ON, guide=GUIDE))
    eligible = data.draw(eligible_cases(service, on=ON, guide=GUIDE))

    read = {fact.name for fact in GUIDE.facts_read(service)} - {"application.date"}
    for case in (anyone, eligible):
        assert case.keys() <= read
        assert read - case.keys() <= MAY_LACK
    assert GUIDE.decide(service, anyone, on=ON).outcome is not Outcome.UNDETERMINED
    assert GUIDE.decide(service, eligible, on=ON).outcome is Outcome.ELIGIBLE
    if service not in OPEN:
        ineligible = data.draw(ineligible_cases(service, on=ON, guide=GUIDE))
        assert GUIDE.decide(service, ineligible, on=ON).outcome is Outcome.INELIGIBLE


@pytest.mark.parametrize("service", OPEN)
def test_nobody_is_refused_what_is_open_to_everybody(service):
    with pytest.raises(sxguide.errors.DrawingError, match="nobody is refused the service"):
        ineligible_cases(service, on=ON, guide=GUIDE)


@pytest.mark.parametrize("service", GUIDE.services)
@settings(max_examples=10)
@given(data=st.data())
def test_a_partial_case_contradicts_nothing_and_is_a_scenario(service, data):
    case = data.draw(partial_cases(service, on=ON, guide=GUIDE))

    decision = GUIDE.decide(service, case, on=ON)
    text = scenario_file(decision, "drawn")
    (scenario,) = read_scenarios("drawn.yaml", text.encode())
    assert scenario.case.keys() == case.keys()
    assert run(GUIDE, scenario) == []


@pytest.mark.parametrize("service", GUIDE.services)
def test_both_sides_of_every_boundary_are_where_they_are_said_to_be(service):
    edges = edge_cases(service, on=ON, guide=GUIDE)

    wrong = [
        str(edge)
        for edge in edges
        for reason in GUIDE.decide(service, edge, on=ON).reasons
        if reason.id == edge.condition and reason.truth is not edge.holds
    ]
    assert wrong == []
    assert len(set(map(str, edges))) == len(edges)


# A condition that no case can fail, or that reads words that the kit cannot make up.
ONE_SIDED = {
    ("unemployment-registration", "place"),
    *(("gig-recruitment-registration", each) for each in ("marriage", "religion", "origin")),
    ("gig-recruitment-registration", "personal-traits"),
}


def test_every_condition_in_force_has_both_sides():
    missing = set()
    for service in GUIDE.services.values():
        edges = edge_cases(service.name, on=ON, guide=GUIDE)
        sides = {(edge.condition, edge.holds) for edge in edges}
        missing |= {
            (service.name, reason.id)
            for reason in GUIDE.decide(service.name, {}, on=ON).reasons
            if reason.expression is not None
            and reason.in_force
            and not {(reason.id, True), (reason.id, False)} <= sides
        }
    assert missing - {("skill-upgrade-subsidy", each) for each in PHASED} == ONE_SIDED


# Within a branch that is not in force.
PHASED = ("phased-employee", "phased-months", "phased-recipient")
