"""Boundaries: the slip turns where the rules turn, and on the days on which they change."""

from __future__ import annotations

import datetime as dt

import pytest
from counter import GUIDE, slip
from hypothesis import given
from hypothesis import strategies as st

from sxguide.scenarios import read_scenarios, run
from sxguide.testing import dates_around, edge_cases, eligible_cases, scenario_file

SERVICE = "skill-upgrade-subsidy"
ON = dt.date(2026, 4, 30)


@pytest.mark.parametrize("case", edge_cases(SERVICE, on=ON, guide=GUIDE), ids=str)
def test_the_slip_turns_with_every_condition(case):
    label = {reason.id: reason.label.en for reason in GUIDE.decide(SERVICE, {}, on=ON).reasons}

    because = slip(SERVICE, case, ON)["because"]

    assert (label[case.condition] in because) is not case.holds


@given(data=st.data())
def test_the_amounts_are_the_same_on_both_sides_of_a_change_that_is_none_of_theirs(data):
    on = data.draw(dates_around("contribution.base_floor", guide=GUIDE))
    case = data.draw(eligible_cases(SERVICE, on=on, guide=GUIDE, certificate={"level": "senior"}))

    assert slip(SERVICE, case, on)["amounts"] == {"amount": "2000"}


def test_what_was_drawn_can_be_kept_as_a_scenario():
    case = edge_cases(SERVICE, on=ON, guide=GUIDE)[0]
    text = scenario_file(GUIDE.decide(SERVICE, case, on=ON), str(case))

    (scenario,) = read_scenarios("kept.yaml", text.encode())

    assert run(GUIDE, scenario) == []
