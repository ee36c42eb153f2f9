"""What a rule comes to is worked out once for the same values, and never taken for that of others."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sxguide.lifecycle import Timeline, acts
from sxguide.values import MonthsDuration, Unknown

UNTIL = dt.date(2026, 12, 31)
EVENTS = [
    {
        "kind": "benefit_approved",
        "on": "2026-02-10",
        "registered_on": "2026-01-31",
        "months_paid": 60,
    },
    {"kind": "card_reported_temporarily", "on": "2026-03-02"},
]


@pytest.fixture
def worked_out(monkeypatch):
    """How often something was worked out."""
    count = []
    work_out = acts.Acting._work_out

    def counted(self, firing, day, facts):
        count.append(firing.pattern.rule.id)
        return work_out(self, firing, day, facts)

    monkeypatch.setattr(acts.Acting, "_work_out", counted)
    return count


def test_for_a_second_person_of_the_same_life_nothing_is_worked_out_again(guide, worked_out):
    timeline = Timeline(guide)
    told = []
    for _ in range(2):
        timeline.clear()
        for event in EVENTS:
            timeline.post(event)
        told.append([each.to_dict() for each in timeline.until(UNTIL)])
        told.append(len(worked_out))

    assert told[0] == told[2]
    assert told[1] == told[3] > 0


def test_what_is_remembered_is_bounded(guide, worked_out, monkeypatch):
    monkeypatch.setattr(acts, "_REMEMBERED", 3)
    timeline = Timeline(guide)
    for day in range(1, 29):
        timeline.post({"kind": "card_reported_temporarily", "on": f"2026-02-{day:02}"})
        timeline.post({"kind": "card_released", "on": f"2026-02-{day:02}"})

    timeline.until(UNTIL)

    assert len(timeline._acting._remembered) <= 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.5"), Decimal("1.50")),
        (None, Unknown(frozenset({"a"}))),
        (Unknown(frozenset({"a"})), Unknown(frozenset({"b"}))),
        ((Decimal(1),), (Decimal("1.0"),)),
        (MonthsDuration(12), MonthsDuration(12)),
    ],
)
def test_values_that_are_shown_differently_are_told_apart(one, other):
    assert acts._told_apart(one) != acts._told_apart(other)


@pytest.mark.parametrize("value", [None, True, "words", dt.date(2026, 1, 1), Decimal("1.50")])
def test_the_same_value_is_known_again(value):
    assert acts._told_apart(value) == acts._told_apart(value)


def test_of_two_people_who_join_on_one_day_each_has_an_age_of_their_own(guide):
    timeline = Timeline(guide)
    ends = []
    for born in ("1970-05-01", "1971-06-02"):
        timeline.clear()
        timeline.post({"kind": "born", "on": born})
        timeline.post({"kind": "resident_pension_enrolled", "on": "2026-03-02"})
        (awaits,) = (each for each in timeline.state(on=UNTIL) if each.name == "awaits_claim_age")
        ends.append(awaits.until)

    assert ends == [dt.date(2030, 4, 30), dt.date(2031, 6, 1)]
