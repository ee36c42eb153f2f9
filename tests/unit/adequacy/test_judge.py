"""Judge: mutants killed, survivors with a case that kills them, and proofs that hold."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from tests.adequacy_rules import ENOUGH, TREE, WHOLE, guide_of, scenario, tried
from tests.rulebooks import clause, condition, entry, parameter

from sxguide.adequacy.difference import Difference
from sxguide.adequacy.judge import Judge
from sxguide.adequacy.mutants import mutants, owners
from sxguide.adequacy.mutation import judge, slices
from sxguide.guide import Guide
from sxguide.scenario_writer import said
from sxguide.scenarios import read_scenarios, run

HEAD = "scenarios:\n"
# Around every edge and cut of the made-up rules.
DAYS = tuple(
    map(
        dt.date.fromisoformat,
        ("2019-02-28", "2024-12-30", "2024-12-31", "2025-01-01", "2025-01-02", "2030-06-01"),
    )
)
MONTHS = (0, 10, 11, 12, 13, 14, 23, 24, 25, 26, 100)


def judged(guide, *scenarios):
    trials = tried(guide, *scenarios)
    bench = Judge(guide.rulebook, guide.calendar, trials)
    return [
        (mutant, bench.verdict(mutant))
        for owner in owners(guide.rulebook)
        for mutant in mutants(guide.rulebook, owner)
    ]


def asked(mutant):
    return Guide(mutant.rulebook, back_end="interpreter")


def differing(guide, mutant):
    """A case on which rules and mutant differ, of all cases that matter; None where there is none."""
    other = asked(mutant)
    for day, months, wants, colour in itertools.product(
        DAYS, MONTHS, (True, False), ("red", "green", "blue")
    ):
        case = {"person.months": months, "person.wants": wants, "person.colour": colour}
        if said(guide.decide("some", case, on=day)) != said(other.decide("some", case, on=day)):
            return day, case
    return None


@pytest.fixture(scope="module")
def small():
    return guide_of()


def test_scenarios_that_try_everything_kill_every_mutant_but_the_equivalent(small):
    verdicts = judged(small, *ENOUGH)

    left = [
        (v.change.kind, v.change.of, v.status)
        for _, v in verdicts
        if v.status in {"survived", "unproved"}
    ]
    assert left == []
    assert {v.status for _, v in verdicts} == {"killed", "equivalent"}


@pytest.mark.parametrize("left_out", range(len(ENOUGH)))
def test_each_of_these_scenarios_is_needed(small, left_out):
    kept = [each for number, each in enumerate(ENOUGH) if number != left_out]

    assert any(v.status == "survived" for _, v in judged(small, *kept))


def test_what_is_proved_equivalent_is_so_for_every_case(small):
    """Brute force over the cells, and the other way round: what differs anywhere is not called equivalent."""
    for mutant, verdict in judged(small):
        assert (verdict.status == "equivalent") == (differing(small, mutant) is None), (
            verdict.change
        )


def test_a_proof_that_proves_too_much_is_found_out_by_brute_force(small, monkeypatch):
    monkeypatch.setattr(Difference, "is_none", lambda self, stretch: True)

    wrong = [
        mutant
        for mutant, verdict in judged(small)
        if verdict.status == "equivalent" and differing(small, mutant) is not None
    ]
    assert wrong


def test_a_survivor_comes_with_a_scenario_that_kills_it(small):
    survivors = [(mutant, v) for mutant, v in judged(small) if v.status == "survived"]

    assert survivors
    for mutant, verdict in survivors:
        text = HEAD + verdict.killer.scenario_text(verdict.change)
        (killing,) = read_scenarios("killing.yaml", text.encode())
        assert not killing.is_confirmed
        assert run(small, killing) == []
        assert run(asked(mutant), killing) != [], verdict.change


def test_a_scenario_that_states_too_little_is_named(small):
    survivors = [v for _, v in judged(small, scenario("it holds", WHOLE, {"outcome": "eligible"}))]

    deadline = next(v for v in survivors if v.change.kind == "deadline")
    assert deadline.killer.scenario == "made-up.yaml:1 it holds"
    assert deadline.killer.expect["due"] == "2026-06-08"


def test_a_clause_that_stays_cited_is_no_loss(small):
    """What the parameter cites stands under the condition as well."""
    tree = {
        "all": [
            condition("months", "person.months >= param.made.least", cites=[clause(1), clause(2)])
        ]
    }
    verdicts = [v for _, v in judged(guide_of(tree)) if v.change.of == "eligibility/months"]

    dropped = {v.change.clause: v.status for v in verdicts if v.change.kind == "citation-dropped"}
    assert dropped == {clause(1): "equivalent", clause(2): "survived"}


def test_a_clause_that_is_cited_only_on_some_days_is_a_loss():
    tree = {
        "all": [
            condition("months", "person.months >= param.made.least", cites=[clause(1), clause(2)])
        ]
    }
    dated = {"made.least": parameter("integer", entry(12, **{"from": "2020-01-01"}))}
    verdicts = [
        v for _, v in judged(guide_of(tree, parameters=dated)) if v.change.clause == clause(1)
    ]

    assert {v.status for v in verdicts if v.change.of == "eligibility/months"} == {"survived"}


def test_what_no_diagram_tells_is_unproved():
    tree = {
        "all": [condition("word", 'matches(person.name, "a") and string length(person.name) < 50')]
    }
    verdicts = [v for _, v in judged(guide_of(tree)) if v.change.of == "eligibility/word"]

    assert "unproved" in {v.status for v in verdicts}
    assert "equivalent" not in {v.status for v in verdicts}


def test_a_rule_that_reads_the_date_is_proved_for_no_more_than_was_looked_at():
    """Months and years are the same for everybody; that the two never differ no diagram of one day tells."""
    tree = {
        "all": [
            condition(
                "born",
                'person.birth_date + duration("P12M") * 10 + duration("P1Y") * 8 <= application.date',
            )
        ]
    }
    statuses = {v.status for _, v in judged(guide_of(tree)) if v.change.of == "eligibility/born"}

    assert "equivalent" not in statuses


def test_a_condition_that_another_covers_is_proved_on_every_day(small):
    tree = {"all": [*TREE["all"], condition("some-months", "person.months >= 1")]}
    verdicts = [v for _, v in judged(guide_of(tree)) if v.change.of == "eligibility/months"]

    assert all(v.status != "unproved" for v in verdicts)


def test_several_processes_say_what_one_says(small):
    trials = tried(small, *ENOUGH[:3])
    work = slices(small, ["some"])
    heard = []

    together = judge(small, trials, work, processes=2, told=heard.append)

    assert together == judge(small, trials, work)
    assert heard[-1] == len(together.verdicts)


def test_the_score_leaves_the_equivalent_out(small):
    found = judge(small, tried(small, *ENOUGH), slices(small, ["some"]))

    killed, total = found.score
    assert killed == total == len(found.verdicts) - found.counts["equivalent"]
    assert found.left == ()
