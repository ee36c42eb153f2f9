"""Restriction: what one person's facts leave of a diagram, in a forest of its own.

The questions that somebody has answered are gone, and so are those that change nothing any more. Where a constraint of
the vocabulary forbids what completes the facts, the answer is *impossible*. Constraints that nobody at all could meet are
left out: then they say something of facts that a person may well lack.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.recall import Cells


class Restriction:
    """A diagram for the cells that are known. Its forest grows as functions are asked for; answers keep their nodes.

    Everything raises `DiagramTooLargeError` where there are too many nodes.
    """

    def __init__(self, diagram: ServiceDiagram, cells: Cells) -> None:
        self.forest = diagram.forest.sibling()
        self._source = diagram.forest
        self._guards = diagram.guards
        self._cells = cells
        self._left: dict[NodeId, NodeId] = {}
        self._answers: dict[NodeId, frozenset[NodeId]] = {}
        self._joined: dict[tuple[NodeId, ...], NodeId] = {}

    def left(self, root: NodeId) -> NodeId:
        """What is left of a function of the diagram."""
        source, cells = self._source, self._cells
        node = root
        while node >= 0:
            cell = cells[source.levels[node]]
            if cell is None:
                break
            node = source.children[node][cell]
        if node < 0:
            return node
        if node not in self._left:
            children = tuple(map(self.left, source.children[node]))
            self._left[node] = self.forest.node(source.levels[node], children)
        return self._left[node]

    def allowed(self, *functions: NodeId) -> NodeId:
        """Where no constraint forbids what completes some functions of this forest."""
        levels = frozenset().union(*map(self.forest.support, functions))
        bonds = tuple(bond for linked, bond in self._bonds if not linked.isdisjoint(levels))
        if bonds not in self._joined:
            self._joined[bonds] = self.forest.joined(bonds, every=True)
        return self._joined[bonds]

    def possible(self, root: NodeId) -> NodeId:
        """What is left of a function of the diagram, impossible where a constraint forbids it."""
        function = self.left(root)
        return self.forest.guarded(function, self.allowed(function))

    def answers(self, node: NodeId) -> frozenset[NodeId]:
        """What a function of this forest can still answer, impossible apart."""
        if node < 0:
            return frozenset(() if node == self.forest.impossible else (node,))
        if node not in self._answers:
            children = self.forest.children[node]
            self._answers[node] = frozenset().union(*map(self.answers, children))
        return self._answers[node]

    @cached_property
    def _bonds(self) -> list[tuple[frozenset[int], NodeId]]:
        """What constraints say together of the variables that they link, each time with these variables' levels."""
        bonds: list[tuple[frozenset[int], NodeId]] = []
        for guard in self._guards:
            node = self.left(guard.root)
            levels = self.forest.support(node)
            linked = [bond for bond in bonds if not bond[0].isdisjoint(levels)]
            for bond in linked:
                bonds.remove(bond)
            levels = levels.union(*(each for each, _ in linked))
            node = self.forest.joined([node, *(each for _, each in linked)], every=True)
            bonds.append((levels, node))
        return [bond for bond in bonds if bond[1] != self.forest.false]
