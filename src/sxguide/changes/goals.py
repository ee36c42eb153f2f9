"""Goals: a diagram with what is not known taken out of it, so that it tells whether an answer comes surely, or possibly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.diagram.forest import Forest

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.forest import NodeId


@dataclass(frozen=True, slots=True)
class Goal:
    """Two functions of what is known, in a forest of their own: true where an answer comes.

    `sure`: every completion that no constraint forbids has the answer, and there is one. `possible`: some have it, and
    some have not.
    """

    forest: Forest
    sure: NodeId
    possible: NodeId


def goal(diagram: ServiceDiagram, unknown: AbstractSet[int], *, wanted: bool) -> Goal:
    """The goal that the eligibility be `wanted`, with the variables of the levels `unknown` open.

    Raises:
        DiagramTooLargeError: there are too many nodes.
    """
    forest = Forest()
    root = _moved(diagram.forest, diagram.root, forest)
    guards = [_moved(diagram.forest, guard.root, forest) for guard in diagram.guards]
    others = forest.mapped(root, lambda value: value is not True)
    hits, misses = (root, others) if wanted else (others, root)
    coming = _some(forest, forest.joined([hits, *guards], every=True), unknown)
    failing = _some(forest, forest.joined([misses, *guards], every=True), unknown)
    never_failing = forest.mapped(failing, lambda value: value is not True)
    return Goal(
        forest,
        sure=forest.joined([coming, never_failing], every=True),
        possible=forest.joined([coming, failing], every=True),
    )


def _moved(source: Forest, root: NodeId, forest: Forest) -> NodeId:
    """A function in another forest: joining makes nodes, and a diagram never changes once built."""
    known: dict[NodeId, NodeId] = {}

    def moved(node: NodeId) -> NodeId:
        if node < 0:
            return forest.answer(source.value(node))
        if node not in known:
            children = tuple(map(moved, source.children[node]))
            known[node] = forest.node(source.levels[node], children)
        return known[node]

    return moved(root)


def _some(forest: Forest, root: NodeId, levels: AbstractSet[int]) -> NodeId:
    """Where a function is true for some cells of the variables of `levels`."""
    if levels.isdisjoint(forest.support(root)):
        return root
    known: dict[NodeId, NodeId] = {}

    def some(node: NodeId) -> NodeId:
        if node < 0:
            return node
        if node not in known:
            level = forest.levels[node]
            children = tuple(map(some, forest.children[node]))
            if level in levels:
                known[node] = forest.joined(list(dict.fromkeys(children)), every=False)
            else:
                known[node] = forest.node(level, children)
        return known[node]

    return some(root)
