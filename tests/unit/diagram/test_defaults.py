"""Defaults: looked up as the interpreter does, whoever was looked up before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import ON, condition, entry, fact, parameter, small_guide

from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram import defaults as module
from sxguide.diagram.defaults import Defaults

FACTS = {
    "x.words": fact("text", default="string(person.share)"),
    "x.wish": fact("boolean", default="if person.wants then true else null"),
    "x.year": fact("integer", default="application.date.year"),
    "x.both": fact("boolean", default="x.wish and person.able"),
    "x.least": fact("integer", default="param.fund.least"),
}
GUIDE = small_guide(
    condition("one", "person.wants = true"),
    facts=FACTS,
    parameters={"fund.least": parameter("integer", entry(3, **{"from": "2026-06-01"}))},
)
PEOPLE: list[dict[str, Any]] = [
    {},
    {"person.share": Decimal("0.5")},
    {"person.share": Decimal("0.50")},
    {"person.wants": True},
    {"person.wants": True, "person.able": False},
    {"person.wants": False},
    {"x.wish": False},
    {"x.year": 1999},
    {APPLICATION_DATE: ON.replace(year=2020)},
]


@pytest.mark.parametrize("name", [*FACTS, "person.wants", "param.fund.least"])
def test_the_value_is_the_interpreters(name):
    defaults = Defaults(GUIDE.rulebook)
    people = [
        Situation(GUIDE.rulebook, GUIDE.calendar, {APPLICATION_DATE: ON, **each})
        for each in PEOPLE * 2
    ]

    found = [defaults.value(name, each) for each in people]

    assert list(map(str, found)) == [str(each.lookup(name)) for each in people]


def test_too_many_combinations_to_remember_are_forgotten(monkeypatch):
    monkeypatch.setattr(module, "MAX_REMEMBERED", 3)
    defaults = Defaults(GUIDE.rulebook)

    for year in range(2000, 2020):
        on = {APPLICATION_DATE: ON.replace(year=year)}
        person = Situation(GUIDE.rulebook, GUIDE.calendar, on)
        assert defaults.value("x.year", person) == year

    assert len(defaults._found) <= 3


def situation(**facts: Any) -> Situation:
    return Situation(GUIDE.rulebook, GUIDE.calendar, {APPLICATION_DATE: ON, **facts})


def test_known_is_what_is_given_or_supposed():
    names = ["person.wants", "person.able", "x.wish", "x.year", "x.words", "param.fund.least"]
    person = situation(**{"person.wants": True})

    assert Defaults(GUIDE.rulebook).known(names, person) == {
        "person.wants": True,
        "x.wish": True,
        "x.year": 2026,
        "param.fund.least": 3,
    }


def test_who_suggests_the_same_is_looked_up_once(monkeypatch):
    defaults = Defaults(GUIDE.rulebook)
    looked_up = []
    lookup = Situation.lookup
    monkeypatch.setattr(
        Situation, "lookup", lambda self, name: looked_up.append(name) or lookup(self, name)
    )

    for wants in (True, False, True, False):
        person = situation(**{"person.wants": wants, "person.able": wants})
        assert str(defaults.value("x.wish", person)) == str(lookup(person, "x.wish"))

    assert looked_up.count("x.wish") == 2
