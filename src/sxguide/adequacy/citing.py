"""Citing: clauses that a decision goes on citing when a rule no longer does, because of what the rule reads.

A part of a decision cites the clauses of its rule and those of the definitions and parameters that were read for it. Where
a name is read whoever asks, and what it stands for cites a clause on every day, the rule adds nothing by citing it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sxguide.feel.nodes import Binary, Call, Conditional, Literal, Name, Negation, Path, Test
from sxguide.model import Condition, Expression, Group, TableFormula, TermFormula, is_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.adequacy.mutants import Change
    from sxguide.feel.nodes import Node
    from sxguide.model import Formula, Rulebook, Service


def is_cited_anyway(rulebook: Rulebook, change: Change) -> bool:
    """Whether a dropped clause stands in every decision as it did before."""
    if change.clause is None:
        return False
    return any(
        change.clause in cited
        for service in rulebook.services.values()
        for cited in _cited_beside(rulebook, service, change)
    )


def _cited_beside(rulebook: Rulebook, service: Service, change: Change) -> Iterator[set[str]]:
    """What is surely cited beside the rule's own clauses, where the change is to this service."""
    if change.edit.at.source is not service.span.source:
        return
    list_name, _, rest = change.of.partition("/")
    name = rest.partition("/")[0]
    if list_name == "eligibility":
        for condition in _always_in_force(service.eligibility):
            if condition.id == name:
                yield _behind(rulebook, condition.when)
    for output in service.outputs:
        if list_name == "benefit" and output.name == name:
            # A row's clauses come with those of the output itself.
            own = set(output.cites) if rest != name else set()
            yield own | _behind(rulebook, output.formula)
    for item in (*service.materials, *service.handling.items(), *service.notices):
        if item.when is not None and rest == item.id:
            yield _behind(rulebook, item.when)


def _always_in_force(node: Condition | Group) -> Iterator[Condition]:
    """The conditions that are in force on every day; for the others nothing is read on some."""
    if node.in_force is not None:
        return
    if isinstance(node, Condition):
        yield node
        return
    for member in node.members:
        yield from _always_in_force(member)


def _behind(rulebook: Rulebook, formula: Formula) -> set[str]:
    """The clauses of all that is read for a formula whoever asks, and on whatever day."""
    found: set[str] = set()
    for name in _surely_read(formula):
        definition = rulebook.definitions.get(name)
        parameter = rulebook.parameter(name) if is_parameter(name) else None
        if definition is not None:
            found |= {*definition.cites, *_behind(rulebook, definition.formula)}
        elif parameter is not None and len(parameter.entries) == 1 and parameter.keyed_by is None:
            (entry,) = parameter.entries
            if (entry.start, entry.end, entry.published) == (None, None, None):
                found.update(entry.cites)
    return found


def _surely_read(formula: Formula) -> set[str]:
    match formula:
        case Expression(node=node):
            return _names(node)
        case TermFormula(after=after, days=days):
            return _names(after.node) | _names(days.node)
        case TableFormula(table=table):
            return set().union(*map(_names, table.inputs))
        case _:
            assert_never(formula)


def _names(node: Node) -> set[str]:
    """The names that an evaluation reads in any case; some may be left out, none is there that may not be read."""
    match node:
        case Literal():
            return set()
        case Name(name):
            return {name}
        case Binary(op="and" | "or", left=left):
            return _names(left)
        case Binary(left=left, right=right):
            return _names(left) | _names(right)
        case Conditional(condition, then, otherwise):
            return _names(condition) | (_names(then) & _names(otherwise))
        case Call(function=Name(), arguments=arguments):
            return set().union(*map(_names, arguments))
        case Path(subject=part) | Negation(operand=part) | Test(subject=part):
            return _names(part)
        case _:
            return set()
