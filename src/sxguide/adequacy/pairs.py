"""Pairs: rules and their mutant side by side in one rulebook, so that one diagram can have both.

What the mutant has otherwise stands under a name of its own, and so does every definition that rests on it. All other
names mean the same to both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, assert_never, cast

from sxguide.adequacy.branches import may_differ
from sxguide.dependencies import reads
from sxguide.feel.nodes import Name
from sxguide.feel.printer import to_feel
from sxguide.feel.traversal import children, rebuilt
from sxguide.model import (
    PARAMETER_PREFIX,
    Expression,
    Group,
    Item,
    TableFormula,
    TermFormula,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sxguide.feel.nodes import Node, Test
    from sxguide.model import Formula, Rulebook, Service

# What the mutant's names end in, and what is asked of two outputs.
MARK = "′"
DIFFER = "≠"

_F = TypeVar("_F", bound="Formula")


@dataclass(frozen=True, slots=True)
class Pair:
    """A service and its mutant, over one rulebook."""

    rulebook: Rulebook
    original: Service
    mutant: Service

    @property
    def both(self) -> Service:
        """A service made of both, for its diagram: its eligibility has those of both under it."""
        one, other = self.original, self.mutant
        root = replace(
            one.eligibility,
            id=f"{MARK}both",
            quantifier="any",
            members=(one.eligibility, other.eligibility),
            in_force=None,
        )
        return replace(
            one,
            eligibility=root,
            outputs=(*one.outputs, *other.outputs),
            materials=(*one.materials, *other.materials),
            handling=replace(
                one.handling,
                accepted_at=(*one.handling.items(), *other.handling.items()),
                reviewed_by=(),
                results_at=(),
            ),
            notices=(*one.notices, *other.notices, *self._differing()),
        )

    def _differing(self) -> Iterator[Item]:
        """For each output that the two have as expressions, whether its values may differ."""
        mutants = {each.name.removesuffix(MARK): each.formula for each in self.mutant.outputs}
        for output in self.original.outputs:
            formulas = output.formula, mutants[output.name]
            nodes = [each.node for each in formulas if isinstance(each, Expression)]
            if len(nodes) == len(formulas):
                node = may_differ(*nodes)
                when = Expression(node, to_feel(node), output.span)
                yield Item(output.name + DIFFER, output.label, when, (), output.span)


def pair(rulebook: Rulebook, mutant: Rulebook, service: str) -> Pair:
    """The rules and their mutant, as far as one service is concerned; outputs and items that are the same are left out."""
    renamed = _renamed_names(rulebook, mutant)
    definitions = {
        renamed[name]: replace(each, name=renamed[name], formula=_formula(each.formula, renamed))
        for name, each in mutant.definitions.items()
        if name in renamed
    }
    parameters = {
        name + MARK: replace(each, name=name + MARK)
        for name, each in mutant.parameters.items()
        if PARAMETER_PREFIX + name in renamed
    }
    joint = replace(
        rulebook,
        definitions={**rulebook.definitions, **definitions},
        parameters={**rulebook.parameters, **parameters},
    )
    one = rulebook.services[service]
    other = mapped(mutant.services[service], lambda each: _formula(each, renamed), MARK)
    return Pair(joint, _without_common(one, other), _without_common(other, one))


def _renamed_names(rulebook: Rulebook, mutant: Rulebook) -> dict[str, str]:
    """The mutant's own name for what it has otherwise, and for every definition that rests on that."""
    changed = {
        name for name, each in mutant.definitions.items() if each is not rulebook.definitions[name]
    }
    changed |= {
        PARAMETER_PREFIX + name
        for name, each in mutant.parameters.items()
        if each is not rulebook.parameters[name]
    }
    while more := {
        name
        for name, each in mutant.definitions.items()
        if name not in changed and not reads(each.formula).isdisjoint(changed)
    }:
        changed |= more
    return {name: name + MARK for name in changed}


def mapped(service: Service, changed: Callable[[Formula], Formula], mark: str = "") -> Service:
    """A service with other formulas; `mark` is put behind the names of its nodes and outputs."""

    def when(expression: Expression) -> Expression:
        return cast("Expression", changed(expression))

    def items(several: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(
            each if each.when is None else replace(each, when=when(each.when)) for each in several
        )

    handling = service.handling
    return replace(
        service,
        eligibility=_tree(service.eligibility, when, mark),
        outputs=tuple(
            replace(each, name=each.name + mark, formula=changed(each.formula))
            for each in service.outputs
        ),
        materials=items(service.materials),
        handling=replace(
            handling,
            accepted_at=items(handling.accepted_at),
            reviewed_by=items(handling.reviewed_by),
            results_at=items(handling.results_at),
        ),
        notices=items(service.notices),
    )


def _tree(group: Group, changed: Callable[[Expression], Expression], mark: str) -> Group:
    members = tuple(
        _tree(each, changed, mark)
        if isinstance(each, Group)
        else replace(each, id=each.id + mark, when=changed(each.when))
        for each in group.members
    )
    return replace(group, id=group.id + mark, members=members)


def _formula(formula: _F, renamed: Mapping[str, str]) -> _F:
    """A formula with the mutant's names; the very same where it reads none of them."""
    if reads(formula).isdisjoint(renamed):
        return formula

    def node_of(node: Node) -> Node:
        if isinstance(node, Name):
            return replace(node, name=renamed.get(node.name, node.name))
        return rebuilt(node, [node_of(part) for part in children(node)])

    return cast("_F", rewritten(formula, node_of))


def with_own_names(node: Node) -> Node:
    """An expression of the mutant with the names that the rules have in the place of its own."""
    if isinstance(node, Name):
        return replace(node, name=node.name.removesuffix(MARK))
    return rebuilt(node, [with_own_names(part) for part in children(node)])


def rewritten(formula: Formula, changed: Callable[[Node], Node]) -> Formula:
    """A formula with other expressions; what is written of it follows."""
    match formula:
        case Expression(node=node):
            other = changed(node)
            return formula if other == node else replace(formula, node=other, text=to_feel(other))
        case TermFormula(after=after, days=days):
            return replace(
                formula,
                after=cast("Expression", rewritten(after, changed)),
                days=cast("Expression", rewritten(days, changed)),
            )
        case TableFormula(table=table):
            rows = tuple(
                replace(
                    row,
                    tests=tuple(cast("Test", changed(test)) for test in row.tests),
                    outputs=tuple(map(changed, row.outputs)),
                )
                for row in table.rows
            )
            inputs = tuple(map(changed, table.inputs))
            return replace(formula, table=replace(table, inputs=inputs, rows=rows))
        case _:
            assert_never(formula)


def _without_common(service: Service, other: Service) -> Service:
    """A service with those outputs and items only that the other has not."""
    handling = service.handling
    outputs = {each.name.removesuffix(MARK): (each.formula, each.given) for each in other.outputs}
    items = [(each.id, each.when) for each in _all_items(other)]

    def own(several: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(each for each in several if (each.id, each.when) not in items)

    return replace(
        service,
        outputs=tuple(
            each
            for each in service.outputs
            if outputs.get(each.name.removesuffix(MARK)) != (each.formula, each.given)
        ),
        materials=own(service.materials),
        handling=replace(
            handling,
            accepted_at=own(handling.accepted_at),
            reviewed_by=own(handling.reviewed_by),
            results_at=own(handling.results_at),
        ),
        notices=own(service.notices),
    )


def _all_items(service: Service) -> tuple[Item, ...]:
    return (*service.materials, *service.handling.items(), *service.notices)
