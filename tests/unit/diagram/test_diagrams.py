"""Diagrams: built once, kept, shared between threads, and forgotten when there are too many."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.rulebooks import ON, condition, fact, rule_files, small_guide
from tests.rulebooks import service as made_up

import sxguide
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram import diagrams as module
from sxguide.diagram.diagrams import Diagrams
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.guide import Guide
from sxguide.loader import load_rulebook

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


def test_the_diagram_that_was_not_used_for_longest_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT", 2)
    guide = small_guide(LONG)
    diagrams, service = made(guide), guide.service("some")
    days = [ON + dt.timedelta(number) for number in range(3)]
    first, second = (diagrams.of(service, day, {}) for day in days[:2])

    diagrams.of(service, days[0], {})
    diagrams.of(service, days[2], {})

    assert diagrams.of(service, days[0], {}) is first
    assert diagrams.of(service, days[1], {}) is not second


def test_as_many_nodes_as_are_allowed_are_kept(monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT_NODES", 3)
    guide = small_guide(LONG)
    diagrams, service = made(guide), guide.service("some")
    days = [ON + dt.timedelta(number) for number in range(5)]

    kept = [diagrams.of(service, day, {}) for day in days]

    # Each has one node: the last three are still there, those before them are not.
    assert [len(each.forest.levels) for each in kept] == [1] * 5
    assert [diagrams.of(service, day, {}) for day in days[2:]] == kept[2:]
    assert all(
        diagrams.of(service, day, {}) is not old for day, old in zip(days, kept[:2], strict=False)
    )


def test_a_service_too_large_for_a_diagram_is_tried_once(monkeypatch):
    guide = small_guide(LONG)
    diagrams, service = made(guide), guide.service("some")
    tries = []

    def refuse(service, moment):
        tries.append(moment)
        raise DiagramTooLargeError

    monkeypatch.setattr(module, "build", refuse)

    assert [diagrams.of(service, ON, {}) for _ in range(2)] == [None, None]
    assert diagrams.stand(service, situation(guide)) is None
    assert len(tries) == 1


def test_a_part_that_goes_round_too_often_for_somebody_leaves_that_person_without_a_diagram():
    rounds = "for i in 1..person.months return for j in 1..person.months return i * j"
    guide = small_guide(condition("many", f"count({rounds}) > 3"))
    diagrams, service = made(guide), guide.service("some")

    assert diagrams.stand(service, situation(guide, **{"person.months": 3})) is not None
    assert diagrams.stand(service, situation(guide, **{"person.months": 9_000})) is None


def test_services_share_a_moment_until_there_are_too_many(monkeypatch):
    monkeypatch.setattr(module, "MAX_MOMENTS", 2)
    guide = Guide(
        load_rulebook(rule_files(made_up("a", LONG, number=1), made_up("b", LONG, number=2)))
    )
    diagrams = made(guide)
    a, b = map(guide.service, "ab")
    days = [ON + dt.timedelta(number) for number in range(3)]

    first, second = (diagrams.of(a, day, {}).moment for day in days[:2])
    assert diagrams.of(b, days[0], {}).moment is first
    third = diagrams.of(a, days[2], {}).moment

    assert third.defaults is first.defaults
    assert diagrams.of(b, days[2], {}).moment is third
    assert diagrams.of(b, days[1], {}).moment is not second


@pytest.mark.parametrize("service", ["unemployment-registration", "training-intent-registration"])
def test_threads_that_ask_at_the_same_time_are_told_the_same(service):
    days = [dt.date(2026, 9, 1) + dt.timedelta(number) for number in range(12)]
    one_by_one = sxguide.load()
    alone = [one_by_one.decide(service, {}, on=day).to_json() for day in days]
    shared = sxguide.load()

    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(lambda day: shared.decide(service, {}, on=day).to_json(), days * 4)

    assert list(asked) == alone * 4
