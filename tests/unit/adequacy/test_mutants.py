"""Mutants: every kind of change is made, each changes something, and is shown as a change to the rule file."""

from __future__ import annotations

import pytest
from tests.adequacy_rules import guide_of

import sxguide.adequacy.mutants as module
from sxguide.adequacy.mutants import KINDS, mutants, owners


@pytest.fixture(scope="module")
def small():
    return guide_of()


@pytest.fixture(scope="module")
def all_of_them(guide):
    return [
        (owner, each) for owner in owners(guide.rulebook) for each in mutants(guide.rulebook, owner)
    ]


def of(small, owner, kind):
    return [each for each in mutants(small.rulebook, owner) if each.change.kind == kind]


def test_whatever_a_service_reads_has_mutants(small):
    assert owners(small.rulebook) == ("some", "person.long", "param.made.least")


def test_the_rules_have_mutants_of_every_kind(all_of_them):
    assert {each.change.kind for _, each in all_of_them} == set(KINDS)


def test_each_mutant_is_another_rulebook(guide, all_of_them):
    ours = guide.rulebook
    for owner, mutant in all_of_them:
        theirs = mutant.rulebook
        changed = (
            theirs.services != ours.services,
            theirs.definitions != ours.definitions,
            theirs.parameters != ours.parameters,
        )
        assert sum(changed) == 1, (owner, mutant.change)


def test_a_mutant_that_changes_nothing_is_refused(small, monkeypatch):
    change = next(iter(mutants(small.rulebook, "some"))).change

    def unchanged(service):
        yield change, service

    monkeypatch.setattr(module, "_of_service", unchanged)

    with pytest.raises(AssertionError, match="changes nothing"):
        list(mutants(small.rulebook, "some"))


def test_no_two_mutants_are_the_same(all_of_them):
    seen = [
        (
            mutant.change.kind,
            mutant.change.of,
            tuple(mutant.change.edit.diff()),
            mutant.change.clause,
        )
        for _, mutant in all_of_them
    ]

    assert len(seen) == len(set(seen))


def test_a_dropped_condition_decides_nothing_and_is_still_told(small):
    (mutant,) = (
        each
        for each in of(small, "some", "condition-dropped")
        if each.change.of == "eligibility/months"
    )

    condition, *_ = mutant.rulebook.services["some"].eligibility.members
    assert (condition.id, condition.when.text) == ("months", "true")


def test_the_end_of_a_period_is_moved_by_a_day(small):
    ends = [
        each.rulebook.services["some"].eligibility.members[1].members[1].in_force.end.isoformat()
        for each in of(small, "some", "date")
    ]

    assert ends == ["2024-12-30", "2025-01-01"]


def test_a_parameter_moves_by_one(small):
    values = [
        each.rulebook.parameters["made.least"].entries[0].value
        for each in of(small, "param.made.least", "threshold")
    ]

    assert values == [11, 13]


def test_a_change_is_shown_as_a_diff_of_the_rule_file(guide):
    (mutant, *_) = mutants(guide.rulebook, "param.skill_subsidy.base_months")

    place, before, after = mutant.change.edit.diff()
    assert place.startswith("parameters/skill-subsidy.yaml:")
    assert (before.split(), after.split()) == (
        ["-", "-", "value:", "36"],
        ["+", "-", "value:", "35"],
    )


def test_a_dropped_clause_is_found_in_its_line(guide):
    dropped = [
        each.change.edit
        for each in mutants(guide.rulebook, "unemployment-benefit")
        if each.change.kind == "citation-dropped" and each.change.of == "eligibility/involuntary"
    ]

    assert [edit.at.text for edit in dropped] == [
        "guide/23/description",
        "law/social-insurance-law/45/2",
        "law/order-13/13",
    ]


def test_a_shared_mutant_concerns_every_service_that_reads_it(guide):
    (mutant, *_) = mutants(guide.rulebook, "param.retirement.male_60.step")

    assert set(mutant.services) == {
        "unemployment-registration",
        "flexible-worker-pension-enrolment",
    }
