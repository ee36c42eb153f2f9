"""Random people for the real services: somebody who may have the service, but for a fact or two; and what is said of them."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import sxguide
from sxguide.cases import read_case
from sxguide.scenarios import Scenario, read_scenarios

GUIDE = sxguide.load()
SCENARIOS = Path(__file__).parents[1] / "fixtures" / "scenarios"

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
TEXTS = ("搬运工", "仅限男性，未婚优先", "")

# What is supposed where nobody says otherwise is not unknown, and saying otherwise may well change an answer. The
# other defaults follow from what is known: a constraint refuses whoever says otherwise.
SUPPOSED = {
    "application.date",
    "back_payment.scheme",
    "contribution.year",
    "resident_pension.enrolled",
    "supplementary_pension.enrolled",
    "suspension.benefit",
    "training.intent_registered",
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
        case "text":
            return st.sampled_from(TEXTS)
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
    if facts:
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


def decided(
    service: str, case: dict[str, Any], on: dt.date, guide: sxguide.Guide = GUIDE
) -> sxguide.Decision | None:
    """The decision, or None where the facts contradict one another."""
    try:
        return guide.decide(service, case, on=on)
    except sxguide.CaseError:
        return None
