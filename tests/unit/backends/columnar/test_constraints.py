"""Constraints of the vocabulary in frames: they settle what they settle for single cases, and nothing else."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl
import pytest
from tests.rulebooks import WORDS, condition, small_guide

from sxguide.backends.columnar import verdicts
from sxguide.errors import CaseError

ON = dt.date(2026, 6, 1)
VALUES = {
    "person.months": [None, 0, 11, 12, 30],
    "person.colour": [None, "red", "green", "blue"],
    "person.wants": [None, True, False],
    "person.able": [None, True, False],
}
LONG = condition("long", "person.months >= 12")
RED = condition("red", 'person.colour = "red"')
BY_COLOUR = {
    "any": [
        {"id": "of-red", "all": [RED, LONG], "label": WORDS},
        {
            "id": "of-green",
            "all": [
                condition("green", 'person.colour = "green"'),
                condition("longer", "person.months >= 24"),
            ],
            "label": WORDS,
        },
        {
            "id": "of-blue",
            "all": [
                condition("blue", 'person.colour = "blue"'),
                condition("short", "person.months < 12"),
            ],
            "label": WORDS,
        },
    ]
}
RED_LONG = 'person.colour != "red" or person.months >= 12'
CASES = {
    "tied to what the service does not ask": (LONG, [RED_LONG]),
    "tied to one value of three": (BY_COLOUR, ['person.wants = false or person.colour != "blue"']),
    "by way of one another": (
        LONG,
        ['person.wants = false or person.colour = "red"', RED_LONG],
    ),
    "between what the service asks": ({"all": [LONG, RED]}, [RED_LONG]),
    "between several": (
        BY_COLOUR,
        [RED_LONG, 'person.wants = false or person.colour != "green" or person.months >= 24'],
    ),
    "against one another": (
        {"any": [LONG, RED]},
        [
            "person.wants = false or person.months >= 12",
            "person.able = false or person.months < 12",
        ],
    ),
    "broken unnoticed": (
        {"any": [LONG, condition("able", "person.able = true")]},
        [
            "person.able = true or (person.wants = true and person.wants = false)",
            "person.able = true or person.months >= 12",
        ],
    ),
}
# So many combinations are left to single decisions: what breaks a constraint, and what constraints may still settle; with
# conditions and missing facts, what only those can tell besides.
LEFT = {
    "tied to what the service does not ask": (2, 5),
    "tied to one value of three": (5, 23),
    "by way of one another": (24, 26),
    "between what the service asks": (2, 4),
    "between several": (9, 25),
    "against one another": (75, 89),
    "broken unnoticed": (55, 58),
}


def guide_of(name):
    tree, limits = CASES[name]
    constraints = [
        {"id": f"limit-{number}", "holds": holds, "label": WORDS}
        for number, holds in enumerate(limits)
    ]
    return small_guide(tree, constraints=constraints)


def everybody():
    return [dict(zip(VALUES, row, strict=True)) for row in itertools.product(*VALUES.values())]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("include", [("problem",), ("problem", "conditions", "missing")])
def test_a_frame_is_decided_on_as_single_cases_are(name, include, left):
    guide, rows = guide_of(name), everybody()

    found = guide.decide_frame("some", pl.DataFrame(rows), on=ON, include=include)

    assert len(left) == LEFT[name]["missing" in include]
    for row, ours in zip(rows, found.iter_rows(named=True), strict=True):
        case = {name: value for name, value in row.items() if value is not None}
        try:
            decision = guide.decide("some", case, on=ON)
        except CaseError:
            assert (ours["outcome"], ours["problem"] is None) == (None, False), case
            continue
        assert (ours["outcome"], ours["problem"]) == (decision.outcome.value, None), case
        if "missing" in include:
            leaves = [each for each in decision.reasons if each.quantifier is None]
            assert [ours[f"condition.{each.id}"] for each in leaves] == [
                each.truth for each in leaves
            ], case
            assert ours["missing"] == [each.name for each in decision.missing], case


def test_where_there_is_too_much_to_look_at_more_is_left_to_single_decisions(monkeypatch, left):
    monkeypatch.setattr(verdicts, "MAX_PAIRS", 1)
    name = "between several"

    guide_of(name).decide_frame("some", pl.DataFrame(everybody()), on=ON, include=["problem"])

    assert len(left) == 22 > LEFT[name][0]


@pytest.mark.parametrize(
    ("name", "is_told"), [("between what the service asks", False), ("against one another", True)]
)
def test_the_plan_tells_what_is_left_to_single_decisions(name, is_told):
    told = guide_of(name).explain_plan("some", pl.DataFrame(everybody()), on=ON)

    note = "some, what stays open and facts or constraints may settle: single decisions"
    assert (note in told.split("\n")) is is_told
