"""One slip, one fault: what only follows from a fault is not told beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    FACTS,
    INSTRUMENTS,
    Part,
    choice,
    condition,
    entry,
    fact,
    formula,
    interpretation,
    item,
    parameter,
    service,
    written,
)

from sxguide.errors import RulebookError
from sxguide.loader import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

Steps = tuple[str | int, ...]

TABLE = {
    "inputs": ["person.colour"],
    "hit": "unique",
    "rows": [
        {"when": ['"red"'], "then": "1", "cites": [CLAUSE]},
        {"when": ['"green"'], "then": "param.law.least"},
        {"when": ["-"], "then": "3"},
    ],
}
PRIORITY = {**TABLE, "hit": "priority", "priorities": ["1", "param.law.least", "3"]}
RULES: dict[str, Part] = {
    "facts.yaml": {
        "facts": {
            **FACTS,
            "person.year": fact("integer", unit="year", default="application.date.year"),
            "person.mood": choice("good", "bad", default='if person.wants then "good" else null'),
        },
        "constraints": [
            {"id": "born", "holds": "person.birth_date <= application.date", "label": {"zh": "生", "en": "born"}}
        ],
    },
    "laws.yaml": {"instruments": INSTRUMENTS},
    "interpretations.yaml": {"interpretations": [interpretation("shared-reading")]},
    "parameters.yaml": {
        "parameters": {
            "law.least": parameter(
                "integer",
                entry(2, until="2025-12-31"),
                entry(3, **{"from": "2026-01-01", "published": "2026-01-01"}),
            ),
            "law.yearly": parameter("money", entry(1500, key=2026), keyed_by="person.year"),
        }
    },
    "definitions.yaml": {
        "definitions": {
            "sum.months": formula("integer", TABLE, rests_on=["shared-reading"]),
            "sum.best": formula("integer", PRIORITY),
            "sum.due": formula("date", "person.birth_date + duration(\"P1Y\")"),
        }
    },
    "service.yaml": service(
        "some",
        {
            "all": [
                condition("wants", "person.wants", rests_on=["shared-reading", "own-reading"]),
                {
                    "id": "either",
                    "any": [
                        condition("months", "person.months >= param.law.least", in_force={"from": "2020-01-01", "until": "2030-12-31"}),
                        condition("sum", "sum.months + sum.best > 3 and sum.due < application.date"),
                    ],
                },
            ]
        },
        benefit={"amount": formula("money", "param.law.yearly", given="always", rests_on=["shared-reading"])},
        deadline={"working_days": 5, "counting": "not_stated", "cites": [CLAUSE], "rests_on": ["shared-reading"]},
        materials=[item("form", when='person.mood = "good"'), item("card")],
        notices=[item("note")],
        establishes=["person.able"],
        interpretations=[interpretation("own-reading", others=[{"zh": "别的", "en": "another"}])],
    ),
}  # fmt: skip


def places(content: Any) -> Iterator[Steps]:
    """The way to every value within."""
    inside = content.items() if isinstance(content, dict) else enumerate(content)
    for step, value in inside:
        yield (step,)
        if isinstance(value, dict | list):
            yield from ((step, *steps) for steps in places(value))


def with_slip(steps: Steps, slip: object) -> dict[str, bytes]:
    """The rules with one value replaced."""
    # A copy in which no two places share what they hold.
    rules: Any = json.loads(json.dumps(RULES))
    within = rules
    for step in steps[:-1]:
        within = within[step]
    within[steps[-1]] = slip
    return {name: written(content) for name, content in rules.items()}


# Each file begins with the key that tells its kind, and the names in it are the writer's own.
PLACES = [steps for steps in places(RULES) if len(steps) > 1]


def test_the_rules_are_faultless_before_the_slip():
    load_rulebook({name: written(content) for name, content in RULES.items()})


@pytest.mark.parametrize("steps", PLACES, ids=lambda steps: "/".join(map(str, steps)))
def test_a_value_of_a_wrong_shape_is_one_fault(steps):
    with pytest.raises(RulebookError) as caught:
        load_rulebook(with_slip(steps, [["odd"]]))

    (problem,) = caught.value.problems
    assert problem.code == "wrong-type"
    assert problem.span is not None
    assert problem.span.source.name == steps[0]
