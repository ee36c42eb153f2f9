"""A small rulebook with a bit of everything, and scenarios for it, for tests of how well scenarios try rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rulebooks import (
    clause,
    condition,
    entry,
    formula,
    item,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide.adequacy.trials import trials_of
from sxguide.guide import Guide
from sxguide.loader import load_rulebook
from sxguide.scenarios import read_scenarios

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.adequacy.trials import Trial

Part = dict[str, Any]

TREE = {
    "all": [
        condition("months", "person.months >= param.made.least", cites=[clause(2)]),
        {
            "id": "way",
            "any": [
                condition("wants", "person.wants = true", cites=[clause(3)]),
                condition("old", "person.long", in_force={"until": "2024-12-31"}),
            ],
        },
        # Every colour is named: that it can be left out is what a proof has to find.
        condition("colour", 'person.colour in ("red", "green", "blue")'),
    ]
}
AMOUNT = {
    "inputs": ["person.colour"],
    "hit": "unique",
    "rows": [
        {"when": ['"red"'], "then": "100", "cites": [clause(4)]},
        {"when": ['"green", "blue"'], "then": "200", "cites": [clause(5)]},
    ],
}
RULES = {
    "benefit": {"amount": formula("money", AMOUNT, given="when_eligible", cites=[clause(6)])},
    "deadline": {"working_days": 5, "counting": "after_application_day", "cites": [clause(7)]},
    "materials": [item("form"), item("card", when="person.wants = true")],
}
PARTS = {
    "parameters": {"made.least": parameter("integer", entry(12))},
    "definitions": {"person.long": formula("boolean", "person.months > 24", cites=[clause(8)])},
}


def files(tree: Part = TREE, rules: Part = RULES, **parts: Any) -> dict[str, bytes]:
    """The files of the rulebook."""
    return rule_files(service("some", tree, **rules), **{**PARTS, **parts})


def guide_of(tree: Part = TREE, rules: Part = RULES, **parts: Any) -> Guide:
    """A guide to it, which decides as mutants are decided."""
    return Guide(load_rulebook(files(tree, rules, **parts)), back_end="interpreter")


def scenario(name: str, case: Part, expect: Part, on: str = "2026-06-01", **more: Any) -> Part:
    """A scenario for its service."""
    made = {"name": name, "service": "some", "date": on, "case": case, "expect": expect}
    return {**made, **more}


def tried(guide: Guide, *scenarios: Part) -> Mapping[str, tuple[Trial, ...]]:
    """These scenarios as trials of the rules."""
    if not scenarios:
        return trials_of(guide, [])
    read = read_scenarios("made-up.yaml", written({"scenarios": list(scenarios)}))
    return trials_of(guide, [("made-up.yaml", each) for each in read])


CLAUSES = {
    "eligibility/months": [clause(2), clause(1)],
    "eligibility/wants": [clause(3)],
    "eligibility/old": [clause(1)],
    "eligibility/colour": [clause(1)],
    "benefit/amount": [clause(6), clause(4)],
    "deadline": [clause(7)],
    "materials/form": [clause(1)],
    "materials/card": [clause(1)],
    "accepted_at/counter": [clause(1)],
    "param.made.least": [clause(1)],
}
WHOLE = {"person.months": 12, "person.wants": True, "person.colour": "red"}
WITHOUT = {"person.months": 24, "person.wants": False, "person.colour": "red"}
DUE = {"due": "2026-06-08", "counting": "after_application_day"}
OLD = "2024-12-31"
# Together they kill every mutant that can be killed.
ENOUGH = (
    scenario(
        "red is worth 100",
        WHOLE,
        {
            "outcome": "eligible",
            "benefit": {"amount": 100},
            "materials": ["form", "card"],
            "clauses": CLAUSES,
            **DUE,
        },
    ),
    *(
        scenario(
            f"{colour} is worth 200",
            {**WHOLE, "person.colour": colour},
            {
                "outcome": "eligible",
                "benefit": {"amount": 200},
                "clauses": {"benefit/amount": [clause(6), clause(5)]},
            },
        )
        for colour in ("green", "blue")
    ),
    scenario(
        "11 months are too few",
        {**WHOLE, "person.months": 11},
        {"outcome": "ineligible", "fails": {"months": [clause(2)]}, "benefit": {"amount": "none"}},
    ),
    scenario(
        "who does not want it gets nothing after 2024",
        {**WITHOUT, "person.months": 25},
        {
            "outcome": "ineligible",
            "fails": {"wants": [clause(3)], "old": [clause(1)]},
            "out_of_force": ["old"],
            "materials": ["form"],
        },
        on="2025-01-01",
    ),
    scenario(
        "who does not want it gets it with 25 months up to 2024",
        {**WITHOUT, "person.months": 25},
        {
            "outcome": "eligible",
            "out_of_force": [],
            "clauses": {"eligibility/old": [clause(1), clause(8)], "person.long": [clause(8)]},
        },
        on=OLD,
    ),
    scenario(
        "24 months are too few for that",
        WITHOUT,
        {"outcome": "ineligible", "fails": {"wants": [clause(3)], "old": [clause(1)]}},
        on=OLD,
    ),
)
