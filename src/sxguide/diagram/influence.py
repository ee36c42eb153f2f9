"""Influence: whether a variable can turn what a function answers, or settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.restriction import Restriction


class Influence:
    """The variables of one open function; `node` is of the restriction's forest, with impossible where that is so."""

    def __init__(self, restriction: Restriction, node: NodeId) -> None:
        self._restriction = restriction
        self._forest = restriction.forest
        self._node = node
        self._apart: dict[tuple[NodeId, NodeId], bool] = {}

    def turns(self, level: int) -> bool:
        """Whether two completions differ in the variable of `level` alone, and in the answer."""
        forest = self._forest
        return any(
            self._differ(one, other)
            for node in forest.below(self._node)
            if forest.levels[node] == level
            for one in frozenset(forest.children[node])
            for other in frozenset(forest.children[node])
            if one < other
        )

    def settles(self, level: int) -> bool:
        """Whether with some value of the variable of `level` all completions agree."""
        forest, answers = self._forest, self._restriction.answers
        known: dict[NodeId, tuple[frozenset[NodeId], ...]] = {}

        def by_cell(node: NodeId) -> tuple[frozenset[NodeId], ...]:
            if node < 0 or forest.levels[node] > level:
                return (answers(node),) * count
            if forest.levels[node] == level:
                return tuple(map(answers, forest.children[node]))
            if node not in known:
                below = zip(*map(by_cell, forest.children[node]), strict=True)
                known[node] = tuple(frozenset().union(*each) for each in below)
            return known[node]

        asking = (node for node in forest.below(self._node) if forest.levels[node] == level)
        count = next((len(forest.children[node]) for node in asking), 1)
        return any(len(each) == 1 for each in by_cell(self._node))

    def _differ(self, one: NodeId, other: NodeId) -> bool:
        """Whether some completion of the rest gives two answers, both of them possible."""
        forest = self._forest
        if one == other or forest.impossible in {one, other}:
            return False
        if one < 0 and other < 0:
            return True
        key = (one, other) if one < other else (other, one)
        if key not in self._apart:
            self._apart[key] = any(self._differ(*pair) for pair in forest.pairs(one, other))
        return self._apart[key]
