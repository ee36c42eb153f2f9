"""Suites: generated scenarios stand on both sides of every boundary, hold, and say that nobody has confirmed them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.adequacy_rules import guide_of
from tests.rulebooks import ON, condition, formula, item

from sxguide.adequacy.coverage import coverage
from sxguide.adequacy.suites import suite
from sxguide.adequacy.trials import Trial
from sxguide.scenarios import read_scenarios, run


def drawn(guide, on=ON):
    text = suite(guide, guide.services["some"], on)
    assert text is not None
    return read_scenarios("suite.yaml", text.encode())


@pytest.fixture(scope="module")
def small():
    return guide_of()


def test_each_holds_and_is_not_confirmed(small):
    for each in drawn(small):
        assert run(small, each) == []
        assert not each.is_confirmed


def test_together_they_show_every_condition_deciding(small):
    trials = [Trial("suite.yaml", each, "some") for each in drawn(small)]

    conditions = [
        part for part in coverage(small, ["some"], {"some": trials}) if part.kind == "condition"
    ]
    # Of the branch that has ended, only the day before the end could tell.
    assert [part.name for part in conditions if part.missing] == ["eligibility/old"]


def test_both_sides_of_a_boundary_are_there(small):
    months = {each.case["person.months"] for each in drawn(small) if "person.months" in each.case}

    assert {11, 12} <= months


@pytest.mark.parametrize(
    ("when", "fact", "below", "above"),
    [
        ("person.pay > 100", "person.pay", "100.00", "100.01"),
        ("person.pay < 100", "person.pay", "99.99", "100.00"),
        ("person.share >= 0.5", "person.share", "0.49", "0.5"),
        ('person.birth_date <= date("2000-02-29")', "person.birth_date", "2000-02-29", "2000-03-01"),
    ],
)  # fmt: skip
def test_a_boundary_of_every_kind_of_fact(when, fact, below, above):
    guide = guide_of({"all": [condition("only", when)]}, {})
    values = {str(each.case[fact]) for each in drawn(guide)}

    assert {below, above} <= values


def test_outputs_and_notices_are_drawn_as_well():
    rules = {
        "benefit": {"days": formula("integer", "if person.months > 6 then 2 else 1")},
        "notices": [item("late", when="person.wants")],
    }
    scenarios = drawn(guide_of({"all": []}, rules))

    values = {named.value.text for each in scenarios for named in each.expect["benefit"] or ()}
    notices = {tuple(each.expect["notices"] or ()) for each in scenarios}
    assert {"1", "2"} <= values
    assert {("late",), ()} <= notices


def test_a_service_that_asks_nothing_has_no_suite():
    guide = guide_of({"all": []}, {})

    assert suite(guide, guide.services["some"], ON) is None


def test_facts_are_written_so_that_they_read_back(guide):
    text = suite(guide, guide.services["flexible-worker-pension-enrolment"], dt.date(2026, 11, 23))

    assert text is not None
    scenarios = read_scenarios("suite.yaml", text.encode())
    bases = {each.case.get("contribution.monthly_base") for each in scenarios} - {None}
    assert all(run(guide, each) == [] for each in scenarios)
    assert not any(isinstance(base, float) for base in bases)
    assert all(isinstance(base, int | Decimal) for base in bases)
