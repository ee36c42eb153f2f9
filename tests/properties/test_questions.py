"""Interviews with random people: they end, in the decision that a person has who says everything, after few questions."""

from __future__ import annotations

import datetime as dt
import functools
import random
from typing import Any

import pytest
from tests.questioning import ON, Search, keeps_to_defaults, mean_asked, people

import sxguide
from sxguide.answers import Outcome
from sxguide.diagram import limits, questions

GUIDE = sxguide.load()
# Texts that recruit with and without what a posting must not say.
TEXTS = ("招聘搬运工两名，日结", "仅限男性，未婚优先", "")
SEED = 20_261_123


@functools.cache
def searched(service: str) -> tuple[Any, Any]:
    """The people of a service, and the least mean number of questions; nothing where it is too large to search."""
    rows = people(GUIDE, service)
    return (None, None) if rows is None else (rows, Search(rows).optimum())


def test_most_services_are_small_enough_to_search():
    assert sum(searched(service)[0] is not None for service in GUIDE.services) >= 25


@pytest.mark.parametrize("states", [limits.MAX_STATES, 0])
@pytest.mark.parametrize("service", GUIDE.services)
def test_hardly_more_is_asked_than_by_the_best_strategy(service, states, monkeypatch):
    monkeypatch.setattr(questions, "MAX_STATES", states)
    rows, optimum = searched(service)

    if rows is not None:
        assert optimum <= mean_asked(GUIDE, service, rows) <= optimum * 105 / 100


def value(fact: sxguide.Fact, chance: random.Random) -> Any:
    """A random value of a fact, often near what the rules ask for."""
    match fact.kind:
        case "boolean":
            return chance.random() < 0.5
        case "enumeration":
            return chance.choice(fact.choices).value
        case "date":
            return ON - dt.timedelta(days=chance.choice((0, 100, 365, 6_000, 22_000, 27_000)))
        case "text":
            return chance.choice(TEXTS)
        case _:
            return chance.choice((0, 1, 3, 12, 15, 36, 60, 120, 5_000))


def person(service: str, chance: random.Random) -> dict[str, Any]:
    """Somebody of whom everything is known that has no default, or whose default the outcome may turn on; and it agrees."""
    missing = {each.name for each in GUIDE.decide(service, {}, on=ON).missing}
    facts = [
        fact
        for fact in GUIDE.facts_read(service)
        if fact.name != "application.date" and (fact.default is None or fact.name in missing)
    ]
    while True:
        case = {fact.name: value(fact, chance) for fact in facts}
        try:
            GUIDE.decide(service, case, on=ON)
        except sxguide.CaseError:
            continue
        if keeps_to_defaults(GUIDE, case):
            return case


@pytest.mark.parametrize("service", GUIDE.services)
def test_an_interview_ends_in_the_decision_of_who_says_everything(service):
    chance = random.Random(f"{SEED} {service}")  # noqa: S311 — no secret, and the same in every run
    for _ in range(8):
        complete = person(service, chance)
        whole = GUIDE.decide(service, complete, on=ON)
        case: dict[str, Any] = {}

        while (question := GUIDE.next_question(service, case, on=ON)) is not None:
            assert question.name not in case
            case[question.name] = complete[question.name]

        if whole.outcome is not Outcome.UNDETERMINED:
            assert GUIDE.decide(service, case, on=ON).outcome is whole.outcome, (SEED, complete)


@pytest.mark.parametrize("service", GUIDE.services)
def test_an_interview_ends_with_somebody_who_knows_little(service):
    chance = random.Random(f"{SEED} {service}")  # noqa: S311 — no secret, and the same in every run
    for _ in range(4):
        complete = person(service, chance)
        case: dict[str, Any] = {}
        without: set[str] = set()

        while question := GUIDE.next_question(service, case, on=ON, without=without):
            assert question.name not in without | case.keys()
            if chance.random() < 0.4:
                without.add(question.name)
            else:
                case[question.name] = complete[question.name]

        decision = GUIDE.decide(service, case, on=ON)
        whole = GUIDE.decide(service, complete, on=ON)
        if decision.outcome is not Outcome.UNDETERMINED:
            assert decision.outcome is whole.outcome
