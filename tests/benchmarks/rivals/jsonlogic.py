"""JSONLogic by datalogic-py: one rule that yields an array, compiled once, in a session of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import datalogic_py
from tests.benchmarks.by_hand import AMOUNTS, BOUNDS, CONDITIONS, OUTPUTS, PUBLISHED, RATE
from tests.benchmarks.rivals.rules import RULES, Always, Join, Name, Test

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from tests.benchmarks.by_hand import Found

    Logic = Any


def rule(service: int) -> Callable[[Mapping[str, Any], dt.date], Found]:
    """A function that asks the compiled rule."""
    rules = RULES[service]
    compiled_engine = datalogic_py.Engine()
    conditions = {each.id: _condition(each) for each in rules.conditions}
    ids, outputs = CONDITIONS[service], OUTPUTS[service]
    outcome = _join(rules.outcome, conditions)
    told = [outcome, *(conditions[each] for each in ids), *_outputs(service, outcome)]
    compiled, session = compiled_engine.compile(told), compiled_engine.session()
    prepare, count = rules.prepare, len(ids) + 1

    def ask(case: Mapping[str, Any], day: dt.date) -> Found:
        found = session.evaluate(compiled, prepare(case, day))
        return found[0], tuple(found[1:count]), tuple(found[count : count + len(outputs)])

    return ask


def _condition(condition: Test | Always) -> Logic:
    if isinstance(condition, Always):
        return True
    name = {"var": condition.name}
    if isinstance(condition.value, Name):
        value: Logic = {"var": condition.value.name}
        is_open: Logic = {"or": [_is_null(name), _is_null(value)]}
    else:
        value = list(condition.value) if condition.op == "in" else condition.value
        is_open = _is_null(name)
    op = {"==": "===", "!=": "!=="}.get(condition.op, condition.op)
    return {"if": [is_open, None, {op: [name, value]}]}


def _join(join: Join, conditions: Mapping[str, Logic]) -> Logic:
    members = [
        _join(each, conditions) if isinstance(each, Join) else conditions[each]
        for each in join.members
    ]
    settling = join.quantifier == "any"
    return {
        "if": [
            {"or": [{"===": [each, settling]} for each in members]},
            settling,
            {"or": [_is_null(each) for each in members]},
            None,
            not settling,
        ]
    }


def _is_null(logic: Logic) -> Logic:
    return {"===": [logic, None]}


def _outputs(service: int, outcome: Logic) -> list[Logic]:
    eligible = {"===": [outcome, True]}
    if service == 22:
        amount = _chosen("level", {level: int(each) for level, each in AMOUNTS.items()})
        return [{"if": [eligible, amount, None]}]
    if service == 20:
        floor = _bound({year: int(floor) for year, (floor, _) in BOUNDS.items()})
        ceiling = _bound({year: int(ceiling) for year, (_, ceiling) in BOUNDS.items()})
        base = {"var": "base"}
        in_range = {
            "if": [
                {"!==": [{"var": "year"}, {"var": "this_year"}]},
                False,
                {"or": [_is_null(base), _is_null(floor)]},
                None,
                {"<=": [floor, base, ceiling]},
            ]
        }
        paid = {"and": [eligible, {"===": [in_range, True]}]}
        return [floor, ceiling, {"if": [paid, {"*": [base, float(RATE)]}, None]}, in_range]
    return []


def _bound(values: Mapping[int, int]) -> Logic:
    (year, published), *_ = PUBLISHED.items()
    unpublished = {
        "and": [{"===": [{"var": "year"}, year]}, {"<": [{"var": "day"}, published.toordinal()]}]
    }
    return {"if": [unpublished, None, _chosen("year", values)]}


def _chosen(name: str, values: Mapping[Any, int]) -> Logic:
    branches: list[Logic] = []
    for key, value in values.items():
        branches += [{"===": [{"var": name}, key]}, value]
    return {"if": [*branches, None]}
