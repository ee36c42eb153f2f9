"""zen-engine: a decision graph of one expression node, in which every expression minds null.

Asked in two ways: the decision object of the documentation's quick start, which starts threads at every call, and the engine
with the graph in its static loader, which is much faster and just as documented. Both parse the graph once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import zen
from tests.benchmarks.by_hand import AMOUNTS, BOUNDS, CONDITIONS, OUTPUTS, PUBLISHED, RATE
from tests.benchmarks.rivals.rules import RULES, Always, Join, Name, Test

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from tests.benchmarks.by_hand import Found

_FLOOR: Final = {year: floor for year, (floor, _) in BOUNDS.items()}
_CEILING: Final = {year: ceiling for year, (_, ceiling) in BOUNDS.items()}


def decision(service: int) -> Callable[[Mapping[str, Any], dt.date], Found]:
    """A function that asks a decision object, loaded once."""
    evaluate = zen.ZenEngine().create_decision(json.dumps(graph(service))).evaluate
    return _asking(service, evaluate)


def engine(service: int) -> Callable[[Mapping[str, Any], dt.date], Found]:
    """A function that asks the engine by the graph's name."""
    loaded = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": graph(service)}}})
    return _asking(service, lambda case: loaded.evaluate("rules", case))


def _asking(
    service: int, evaluate: Callable[[dict[str, Any]], dict[str, Any]]
) -> Callable[[Mapping[str, Any], dt.date], Found]:
    prepare, ids = RULES[service].prepare, tuple(map(_key, CONDITIONS[service]))
    outputs = OUTPUTS[service]

    def ask(case: Mapping[str, Any], day: dt.date) -> Found:
        # What is null is left out of the result.
        get = evaluate(prepare(case, day))["result"].get
        return (
            get("outcome"),
            tuple([get(name) for name in ids]),
            tuple([get(name) for name in outputs]),
        )

    return ask


def graph(service: int) -> dict[str, Any]:
    """The decision graph of a service."""
    rules = RULES[service]
    expressions = {_key(each.id): _condition(each) for each in rules.conditions}
    expressions["outcome"] = _join(rules.outcome)
    expressions |= _outputs(service)
    content = {
        "expressions": [
            {"id": key, "key": key, "value": value} for key, value in expressions.items()
        ]
    }
    nodes = [
        _node("in", "inputNode"),
        _node("rules", "expressionNode", content=content),
        _node("out", "outputNode"),
    ]
    edges = [
        {"id": f"{start}-{end}", "type": "edge", "sourceId": start, "targetId": end}
        for start, end in (("in", "rules"), ("rules", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def _node(name: str, kind: str, **more: object) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, **more}


def _key(condition: str) -> str:
    return condition.replace("-", "_") + "_holds"


def _condition(condition: Test | Always) -> str:
    if isinstance(condition, Always):
        return "true"
    name, value = condition.name, condition.value
    if isinstance(value, Name):
        return f"{name} == null or {value.name} == null ? null : {name} {condition.op} {value.name}"
    constant = json.dumps(list(value) if condition.op == "in" else value)
    return f"{name} == null ? null : {name} {condition.op} {constant}"


def _join(join: Join) -> str:
    members = [
        f"({_join(each)})" if isinstance(each, Join) else f"$.{_key(each)}" for each in join.members
    ]
    settling, otherwise = ("false", "true") if join.quantifier == "all" else ("true", "false")
    settled = " or ".join(f"{each} == {settling}" for each in members)
    opened = " or ".join(f"{each} == null" for each in members)
    return f"{settled} ? {settling} : {opened} ? null : {otherwise}"


def _outputs(service: int) -> dict[str, str]:
    if service == 22:
        known = _chosen("level", {json.dumps(level): each for level, each in AMOUNTS.items()})
        return {"amount": f"$.outcome == true ? ({known}) : null"}
    if service == 20:
        in_range = (
            "year != this_year ? false"
            " : base == null or $.base_floor == null ? null"
            " : base >= $.base_floor and base <= $.base_ceiling"
        )
        return {
            "base_floor": _bound(_FLOOR),
            "base_ceiling": _bound(_CEILING),
            "base_in_range": in_range,
            "monthly_contribution": (
                f"$.outcome == true and $.base_in_range == true ? base * {RATE} : null"
            ),
        }
    return {}


def _bound(values: Mapping[int, Decimal]) -> str:
    (year, published), *_ = PUBLISHED.items()
    known = _chosen("year", values)
    return f"year == {year} and day < {published.toordinal()} ? null : ({known})"


def _chosen(name: str, values: Mapping[Any, Decimal]) -> str:
    return " : ".join([*(f"{name} == {key} ? {value}" for key, value in values.items()), "null"])
