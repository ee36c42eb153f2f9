"""Said: everything in a decision that a scenario can state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.model import to_json_value
from sxguide.scenarios import cited_by_element

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.answers import Point
    from sxguide.citations import JsonValue
    from sxguide.decision import Decision


def said(decision: Decision) -> dict[str, JsonValue]:
    """What a decision says, under the keys of a scenario's `expect`."""
    refusal = {each.id: [c.clause for c in each.citations] for each in decision.reasons.failures()}
    return {
        "outcome": decision.outcome.value,
        "benefit": {name: to_json_value(each.value) for name, each in decision.benefit.items()},
        "due": to_json_value(decision.deadline.due),
        "provisional": decision.deadline.provisional,
        "counting": decision.deadline.counting,
        "fails": {name: _in_order(cited) for name, cited in refusal.items()},
        "out_of_force": [each.id for each in decision.reasons if not each.in_force],
        "missing": _in_order(each.name for each in decision.missing),
        "open": {
            name: _in_order(each.name for each in output.missing)
            for name, output in decision.benefit.items()
        },
        "materials": _needed(decision.materials),
        "handling": _needed(decision.handling.points()),
        "notices": _needed(decision.notices),
        "interpretations": [each.id for each in decision.interpretations],
        "clauses": {name: _in_order(cited) for name, cited in cited_by_element(decision).items()},
    }


def _in_order(names: Iterable[str]) -> list[JsonValue]:
    return [*sorted(names)]


def _needed(points: Iterable[Point]) -> list[JsonValue]:
    return [each.id for each in points if each.needed]
