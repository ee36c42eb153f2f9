"""Diagrams: built once, kept, shared between threads, and forgotten when there are too many."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.rulebooks import ON, condition, fact, small_guide

import sxguide
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram import diagrams as module
from sxguide.diagram.diagrams import Diagrams

LONG = condition("long", "person.months >= 12")


def made(guide):
    return Diagrams(guide.rulebook, guide.calendar)


def situation(guide, day=ON, **case):
    return Situation(guide.rulebook, guide.calendar, {APPLICATION_DATE: day, **case})


def test_a_diagram_is_built_once_a_day():
    guide = small_guide(LONG)
    diagrams, service = made(guide), guide.service("some")

    first = diagrams.stand(service, situation(guide)).diagram
    again = diagrams.stand(service, situation(guide)).diagram
    later = diagrams.stand(service, situation(guide, ON + dt.timedelta(1))).diagram

    assert first is again
    assert first is not later


def test_what_a_known_fact_lets_be_cut_has_a_diagram_of_its_own():
    facts = {"person.other": fact("integer", minimum=0)}
    guide = small_guide(condition("less", "person.months < person.other"), facts=facts)
    diagrams, service = made(guide), guide.service("some")

    nothing = diagrams.stand(service, situation(guide)).diagram
    half = diagrams.stand(service, situation(guide, **{"person.other": 7})).diagram

    assert [each.opaque is None for each in nothing.variables] == [False]
    assert [each.opaque is None for each in half.variables] == [True]


def test_diagrams_too_many_to_keep_are_forgotten(monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT", 3)
    guide = small_guide(LONG)
    diagrams, service = made(guide), guide.service("some")
    first = diagrams.stand(service, situation(guide)).diagram

    for days in range(1, 5):
        diagrams.stand(service, situation(guide, ON + dt.timedelta(days)))

    assert diagrams.stand(service, situation(guide)).diagram is not first


def test_diagrams_with_too_many_nodes_are_forgotten(monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT_NODES", 2)
    guide = small_guide(LONG)
    diagrams, service = made(guide), guide.service("some")
    first = diagrams.stand(service, situation(guide)).diagram

    for days in range(1, 5):
        diagrams.stand(service, situation(guide, ON + dt.timedelta(days)))

    assert diagrams.stand(service, situation(guide)).diagram is not first


@pytest.mark.parametrize("service", ["unemployment-registration", "training-intent-registration"])
def test_threads_that_ask_at_the_same_time_are_told_the_same(service):
    days = [dt.date(2026, 9, 1) + dt.timedelta(number) for number in range(12)]
    one_by_one = sxguide.load()
    alone = [one_by_one.decide(service, {}, on=day).to_json() for day in days]
    shared = sxguide.load()

    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda day: shared.decide(service, {}, on=day).to_json(), days * 4)

    assert list(asked) == alone * 4
