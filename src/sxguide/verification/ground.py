"""Ground: what can be and what cannot, on one day, as a diagram tells it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from sxguide.backends.situation import as_plain
from sxguide.diagram.builder import build
from sxguide.model import Condition, Group, HandlingRule
from sxguide.verification.findings import Example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.moment import Moment
    from sxguide.model import Plain, Service
    from sxguide.values import Value

# How much more room verification has than a decision: it asks about each condition apart.
ROOM = 20
# Cases that are tried for one that shows what is meant.
MAX_CASES = 200


class Ground:
    """A service's diagram on one day, with the constraints of the vocabulary."""

    def __init__(self, service: Service, moment: Moment) -> None:
        self.service = service
        self.moment = moment
        self.diagram: ServiceDiagram = build(service, moment, ROOM)
        self.forest = self.diagram.forest
        self._possible = self.all_of(guard.root for guard in self.diagram.guards)

    def all_of(self, nodes: Iterable[NodeId]) -> NodeId:
        """Where all of some functions are true."""
        return self.forest.joined(list(nodes), every=True)

    def any_of(self, nodes: Iterable[NodeId]) -> NodeId:
        """Where some of them are true."""
        return self.forest.joined(list(nodes), every=False)

    def none_of(self, node: NodeId) -> NodeId:
        """Where a function is not true."""
        return self.forest.mapped(node, lambda value: value is not True)

    def can_be(self, *nodes: NodeId) -> bool:
        """Whether some functions are true of somebody, all together."""
        return self.all_of((*nodes, self._possible)) != self.forest.false

    def are_alike(self, one: NodeId, other: NodeId) -> bool:
        """Whether two functions are the same for everybody."""
        return self.all_of((one, self._possible)) == self.all_of((other, self._possible))

    def tree(
        self, node: Condition | Group, instead: Mapping[str, NodeId], kept: AbstractSet[str] | None
    ) -> NodeId:
        """A branch with other functions `instead` of some nodes, all conditions but those `kept` taken as true.

        None: all are kept.
        """
        if node.id in instead:
            return instead[node.id]
        if node.in_force is not None and not node.in_force.covers(self.moment.day):
            return self.forest.false if kept is None or node.id in kept else self.forest.true
        if isinstance(node, Condition):
            is_kept = kept is None or node.id in kept
            return self.diagram.truths[node.when] if is_kept else self.forest.true
        members = [self.tree(member, instead, kept) for member in node.members]
        return self.forest.joined(members, every=node.quantifier == "all")

    def whatever(self, node: NodeId, names: AbstractSet[str]) -> NodeId:
        """A function with some facts set aside: true where it is true with some value of them."""
        for level, variable in enumerate(self.diagram.variables):
            if variable.name in names:
                node = self.any_of(
                    self._with(node, level, cell) for cell in range(len(variable.cells))
                )
        return node

    def with_value(self, node: NodeId, name: str, value: Value) -> NodeId:
        """What is left of a function with one fact known."""
        for level, variable in enumerate(self.diagram.variables):
            if variable.name == name:
                return self._with(node, level, variable.place(value))
        return node

    def _with(self, node: NodeId, level: int, cell: int) -> NodeId:
        forest = self.forest
        known: dict[NodeId, NodeId] = {}

        def part(node: NodeId) -> NodeId:
            if node < 0 or forest.levels[node] > level:
                return node
            if forest.levels[node] == level:
                return forest.children[node][cell]
            if node not in known:
                children = tuple(map(part, forest.children[node]))
                known[node] = forest.node(forest.levels[node], children)
            return known[node]

        return part(node)

    def example(self, *nodes: NodeId) -> Example | None:
        """Somebody of whom some functions are true; None where only a part that stays opaque could tell."""
        return next(self.examples(*nodes), None)

    def examples(self, *nodes: NodeId) -> Iterator[Example]:
        """Such people, some of them; facts that do not matter to it are left out."""
        found = self._cases(self.all_of((*nodes, self._possible)), {})
        for facts in itertools.islice(found, MAX_CASES):
            yield Example(self.service.name, self.moment.day, facts)

    def _cases(self, node: NodeId, facts: dict[str, Plain]) -> Iterator[dict[str, Plain]]:
        if node == self.forest.true:
            yield dict(facts)
        if node < 0:
            return
        variable = self.diagram.variables[self.forest.levels[node]]
        if variable.opaque is not None:
            # A text that makes it so is not to be had: only those cases count that do without.
            return
        for cell, child in zip(variable.cells, self.forest.children[node], strict=True):
            if cell.sample is None:
                yield from self._cases(child, facts)
                continue
            fact = self.moment.rulebook.facts[variable.name]
            plain = as_plain(cell.sample, fact.kind, fact.name)
            if plain is not None:
                yield from self._cases(child, {**facts, variable.name: plain})


def bare(service: Service, eligibility: Group) -> Service:
    """A service with other conditions, and nothing that depends on anything else."""
    return replace(
        service,
        eligibility=eligibility,
        outputs=(),
        materials=(),
        handling=HandlingRule((), (), ()),
        notices=(),
    )


def minimal(
    names: Sequence[str], suffices: Callable[[AbstractSet[str]], bool]
) -> tuple[str, ...] | None:
    """A minimal set of names that suffices, of those that stand first; None where not even all do."""
    kept = frozenset(names)
    if not suffices(kept):
        return None
    shrunk = reduce(
        lambda rest, name: rest - {name} if suffices(rest - {name}) else rest, reversed(names), kept
    )
    return tuple(name for name in names if name in shrunk)
