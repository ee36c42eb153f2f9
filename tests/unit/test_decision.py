"""Decisions as data: outcome, the tree of reasons, and plain JSON that rounds nothing and is the same every time."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
    WORDS,
    condition,
    entry,
    formula,
    interpretation,
    parameter,
    small_guide,
)

from sxguide.answers import Outcome
from sxguide.citations import Text
from sxguide.model import to_json_value
from sxguide.reasons import Grounds, Reason, Statement

WANTS = condition("wants", "person.wants = true")
ABLE = condition("able", "person.able = true")


def reason(
    name: str, *children: Reason, truth: bool | None = None, in_force: bool = True
) -> Reason:
    """A node of a tree of reasons, bare."""
    statement = Statement(
        id=name,
        label=Text("词", "words"),
        in_force=in_force,
        quantifier="all" if children else None,
        expression=None,
    )
    return Reason(statement, truth, children, Grounds.known((), ()))


@pytest.mark.parametrize(
    ("truth", "outcome"), [(True, "eligible"), (False, "ineligible"), (None, "undetermined")]
)
def test_the_outcome_is_the_truth_of_the_tree(truth, outcome):
    assert Outcome.of(truth).value == outcome


def test_a_tree_is_gone_through_depth_first():
    tree = reason("root", reason("a", reason("a1"), reason("a2")), reason("b"))

    assert [node.id for node in tree] == ["root", "a", "a1", "a2", "b"]


def test_a_refusal_rests_on_false_leaves_below_false_nodes():
    tree = reason(
        "root",
        reason("false-leaf", truth=False),
        reason("true-leaf", truth=True),
        reason("open-leaf", truth=None),
        reason("true-any", reason("irrelevant", truth=False), truth=True),
        reason(
            "false-any", reason("both", truth=False), reason("of-these", truth=False), truth=False
        ),
        truth=False,
    )

    assert [node.id for node in tree.failures()] == ["false-leaf", "both", "of-these"]


def test_a_branch_out_of_force_fails_as_a_whole():
    ended = reason(
        "ended", reason("inner", truth=False, in_force=False), truth=False, in_force=False
    )

    assert [node.id for node in reason("root", ended, truth=False).failures()] == ["ended"]


def test_an_eligible_tree_has_no_failures():
    assert list(reason("root", reason("false", truth=False), truth=True).failures()) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1500.00"), "1500.00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0." + "3" * 34), "0." + "3" * 34),
        (dt.date(2026, 6, 1), "2026-06-01"),
        (True, True),
        (12, 12),
        ("words", "words"),
        (None, None),
    ],
)
def test_plain_values_are_written_exactly(value, written):
    assert to_json_value(value) == written
    assert type(to_json_value(value)) is type(written)


def test_the_plain_decision_has_every_part():
    series = {"fund.rate": parameter("number", entry(0.2), unit="one")}
    rules = {
        "benefit": {"amount": formula("money", "person.pay * param.fund.rate", given="always")},
        "interpretations": [interpretation("own", others=[WORDS])],
    }
    guide = small_guide({"all": [WANTS, ABLE]}, rules=rules, parameters=series)

    plain: Any = guide.decide(
        "some", {"person.wants": True, "person.pay": Decimal("3000.50")}, on=ON
    ).to_dict()

    assert list(plain) == [
        "service",
        "number",
        "title",
        "on",
        "outcome",
        "exact",
        "reasons",
        "blame",
        "benefit",
        "missing",
        "deadline",
        "materials",
        "handling",
        "notices",
        "interpretations",
        "citations",
        "receipt",
    ]
    amount = plain["benefit"]["amount"]
    assert (amount["value"], amount["unit"], amount["status"]) == ("600.100", "yuan", "known")
    assert [(step["name"], step["value"]) for step in amount["derivation"]] == [
        ("person.pay", "3000.50"),
        ("param.fund.rate", "0.2"),
    ]
    assert plain["outcome"] == "undetermined"
    assert [child["truth"] for child in plain["reasons"]["children"]] == [True, None]
    assert plain["missing"][0] == {
        "name": "person.able",
        "kind": "fact",
        "label": WORDS,
        "question": WORDS,
        "note": None,
        "available_on": None,
    }
    assert plain["handling"]["accepted_at"][0]["id"] == "counter"
    assert plain["interpretations"][0]["others"] == [WORDS]
    assert plain["interpretations"][0]["clauses"] == [CLAUSE]
    assert plain["citations"][0]["basis"] == "official"
    assert plain["receipt"]["facts"] == {"person.pay": "3000.50", "person.wants": True}


def test_what_is_missing_may_have_a_note_and_a_date():
    series = {"fund.least": parameter("integer", entry(12, published="2026-08-26"))}
    tree = condition("enough", "person.months >= param.fund.least")

    plain: Any = (
        small_guide(tree, parameters=series).decide("some", {"person.months": 12}, on=ON).to_dict()
    )

    assert plain["missing"][0]["available_on"] == "2026-08-26"
    assert "2026-08-26" in plain["missing"][0]["note"]["zh"]


def test_the_receipts_facts_are_sorted_by_name():
    guide = small_guide(WANTS)

    plain: Any = guide.decide("some", {"person.wants": True, "person.able": False}, on=ON).to_dict()

    assert list(plain["receipt"]["facts"]) == ["person.able", "person.wants"]


def test_json_leaves_chinese_readable_and_reads_back_as_the_plain_decision(guide):
    decision = guide.decide(22, {"certificate.level": "junior"}, on=ON)

    assert "技能提升补贴申领" in decision.to_json()
    assert json.loads(decision.to_json()) == decision.to_dict()
    assert json.loads(decision.to_json(indent=2)) == decision.to_dict()


def test_decisions_are_values(guide):
    case = {"certificate.level": "junior"}

    assert guide.decide(22, case, on=ON) == guide.decide("skill-upgrade-subsidy", case, on=ON)
    assert guide.decide(22, case, on=ON) != guide.decide(22, {}, on=ON)


def test_a_decision_reads_as_words():
    decision = small_guide(WANTS).decide("some", {}, on=ON)

    assert str(decision) == decision.text() == decision.text("zh")
    assert decision.text("en") != decision.text("zh")
    assert decision._repr_html_().startswith("<section")


SCRIPT = """
import datetime as dt, hashlib, sxguide
guide = sxguide.load()
case = {"person": {"sex": "female", "birth_date": "1975-03-04"}, "unemployment_insurance.months_paid": 60}
texts = [guide.decide(name, case, on=dt.date(2026, 6, 1)).to_json() for name in guide.services]
print(hashlib.sha256("".join(texts).encode()).hexdigest())
"""


def test_the_bytes_of_a_decision_do_not_depend_on_the_process():
    # Sets of names are hashed differently in every process; a decision must not show it.
    def digest(seed):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout

    assert digest("1") == digest("2") == digest("3")
