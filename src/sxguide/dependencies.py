"""Dependencies: which names a formula reads, and which facts a service rests on."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, assert_never

from sxguide.feel.traversal import names_read
from sxguide.lifecycle_model import EVENTS_PREFIX
from sxguide.model import (
    CANDIDATE_PREFIX,
    PARAMETER_PREFIX,
    Expression,
    Fact,
    Formula,
    Matching,
    Rulebook,
    Service,
    TableFormula,
    TermFormula,
    is_parameter,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.feel.nodes import Node


def reads(formula: Formula) -> frozenset[str]:
    """The facts, parameters and definitions that a formula names itself."""
    return frozenset[str]().union(*map(names_read, expressions(formula))) - {"?"}


def expressions(formula: Formula) -> tuple[Node, ...]:
    """The expressions that a formula is made of."""
    match formula:
        case Expression(node=node):
            return (node,)
        case TermFormula(after=after, days=days):
            return (after.node, days.node)
        case TableFormula(table=table):
            tests = (test for row in table.rows for test in row.tests)
            outputs = (output for row in table.rows for output in row.outputs)
            return (*table.inputs, *tests, *outputs, *itertools.chain(*table.priorities))
        case _:
            assert_never(formula)


def read_by(rulebook: Rulebook, name: str) -> frozenset[str]:
    """The names that the value of `name` is worked out from, one step down."""
    if name.startswith(CANDIDATE_PREFIX):
        return frozenset()
    if name.startswith(PARAMETER_PREFIX):
        key = rulebook.parameters[name.removeprefix(PARAMETER_PREFIX)].keyed_by
        return frozenset({key} if key is not None else ())
    if name in rulebook.definitions:
        return reads(rulebook.definitions[name].formula)
    # Inside a filter a name may be an entry of the elements, which is none of the rulebook's.
    fact = rulebook.facts.get(name)
    return reads(fact.default) if fact is not None and fact.default is not None else frozenset()


def facts_read(rulebook: Rulebook, service: Service) -> tuple[Fact, ...]:
    """The facts that a service reads, also through definitions, defaults and keys, in the vocabulary's order."""
    found = names_behind(rulebook, formulas_of(service))
    return tuple(fact for name, fact in rulebook.facts.items() if name in found)


def names_behind(rulebook: Rulebook, formulas: Iterable[Formula]) -> frozenset[str]:
    """Every name that the formulas read, also through definitions, defaults and keys."""
    return behind(rulebook, (name for formula in formulas for name in reads(formula)))


def behind(rulebook: Rulebook, names: Iterable[str]) -> frozenset[str]:
    """The names, and every name that they are worked out from."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= read_by(rulebook, name)
    return frozenset(found)


def keys_read(rulebook: Rulebook, service: Service) -> tuple[str, ...]:
    """The facts (years) that pick the values of the parameters that a service reads, by name."""
    found = names_behind(rulebook, formulas_of(service))
    parameters = (rulebook.parameter(name) for name in found)
    keys = {each.keyed_by for each in parameters if each is not None}
    return tuple(sorted(key for key in keys if key is not None))


def formulas_of(service: Service) -> Iterator[Formula]:
    """Everything that is worked out for a service."""
    yield from decided_by(service)
    if service.matching is not None:
        yield from _matching_formulas(service.matching)


def decided_by(service: Service) -> Iterator[Formula]:
    """What a decision on a service is worked out from: everything but how it matches candidates."""
    for condition in service.eligibility.conditions():
        yield condition.when
    for output in service.outputs:
        yield output.formula
    for item in (*service.materials, *service.handling.items(), *service.notices):
        if item.when is not None:
            yield item.when


def _matching_formulas(matching: Matching) -> Iterator[Formula]:
    for field in matching.fields:
        if field.default is not None:
            yield field.default
    for condition in matching.keep:
        yield condition.when
    for criterion in matching.rank:
        yield criterion.by


def settled_facts(rulebook: Rulebook) -> frozenset[str]:
    """The facts that life cycles give from nothing but events that happen once, so that no later event changes them."""
    cycles = rulebook.lifecycles.values()
    once = {EVENTS_PREFIX + kind.name for cycle in cycles for kind in cycle.events if kind.is_once}
    return frozenset(
        fact.name
        for cycle in cycles
        for fact in cycle.facts
        if all(name in once or is_parameter(name) for name in reads(fact.formula))
    )
