"""Remainder: what a person's facts leave of a diagram, as a function that can be split by any question, in any order.

Beside the answers that the rules give it has the answer *impossible*: no person has such facts together. Impossible is
what a constraint forbids, and what would contradict a default, since a default is taken to be so until somebody says
otherwise.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sxguide.backends.situation import Situation
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.standing import Standing
    from sxguide.diagram.variables import Variable


class Remainder:
    """An open function of one person's variables. It has a forest of its own, since splitting makes nodes."""

    def __init__(self, standing: Standing, root: NodeId, situation: Situation) -> None:
        self.variables = standing.diagram.variables
        restriction = standing.restriction()
        self.forest = restriction.forest
        self.impossible = self.forest.impossible
        self.answers = restriction.answers
        self._supports: dict[NodeId, frozenset[int]] = {}
        self._counts: dict[NodeId, int] = {}
        self._splits: dict[tuple[NodeId, int], tuple[NodeId, ...]] = {}
        start = restriction.possible(root)
        for guard in list(self._defaults(self.forest.support(start), situation)):
            start = self.forest.guarded(start, guard)
        self.start = start
        # The levels of the variables that the rules ask, those that only constraints ask apart.
        asked = self.forest.support(restriction.left(root))
        self.matters = asked & self.forest.support(start)
        self._cells = {
            level: tuple(_possible(self.variables[level])) for level in self.forest.support(start)
        }
        self._all = math.prod(map(len, self._cells.values()))

    def is_settled(self, node: NodeId) -> bool:
        """Whether all possible completions agree."""
        return len(self.answers(node)) <= 1

    def levels(self, node: NodeId) -> frozenset[int]:
        """The levels of the variables that a function asks."""
        if node not in self._supports:
            self._supports[node] = self.forest.support(node)
        return self._supports[node]

    def cells(self, level: int) -> tuple[int, ...]:
        """The cells of a variable that a person can be in."""
        return self._cells[level]

    def can_be_said(self, level: int, cell: int) -> bool:
        """Whether a person in a cell can give the fact: who has no such thing cannot."""
        return self.variables[level].cells[cell].sample is not None

    def count(self, node: NodeId) -> int:
        """How many possible combinations of cells of all variables a function has, asked or not."""
        if node < 0:
            return 0 if node == self.impossible else self._all
        if node not in self._counts:
            cells = self.cells(self.forest.levels[node])
            children = self.forest.children[node]
            self._counts[node] = sum(self.count(children[cell]) for cell in cells) // len(cells)
        return self._counts[node]

    def split(self, node: NodeId, level: int) -> tuple[NodeId, ...]:
        """What is left of a function with the variable of `level` in each of its cells.

        Raises:
            DiagramTooLargeError: there are too many nodes.
        """
        if node < 0 or self.forest.levels[node] > level:
            return (node,) * len(self.variables[level].cells)
        if self.forest.levels[node] == level:
            return self.forest.children[node]
        key = (node, level)
        if key not in self._splits:
            parts = [self.split(child, level) for child in self.forest.children[node]]
            self._splits[key] = tuple(
                self.forest.node(self.forest.levels[node], children)
                for children in zip(*parts, strict=True)
            )
        return self._splits[key]

    def _defaults(self, levels: frozenset[int], situation: Situation) -> Iterator[NodeId]:
        """Each default that an answer to another open question can set off, as a function: true where it is kept to."""
        named = {self.variables[level].name: level for level in levels}
        for name, level in named.items():
            fact = situation.rulebook.facts.get(name)
            value = situation.lookup(name) if fact is not None and fact.default else None
            if isinstance(value, Unknown):
                for awaited in sorted(value.names & named.keys() - {name}):
                    yield self._default(level, named[awaited], situation)

    def _default(self, level: int, awaited: int, situation: Situation) -> NodeId:
        """Where the variable of `level` is in the cell in which an answer to that of `awaited` puts it by default."""
        variable, other = self.variables[level], self.variables[awaited]
        follows: dict[int, int] = {}
        for cell in _possible(other):
            sample = other.cells[cell].sample
            if sample is None:
                continue
            value = situation.completed({other.name: sample}).lookup(variable.name)
            if not isinstance(value, Unknown):
                follows[cell] = variable.place(value)

        def is_kept(cell: int, earlier: int) -> NodeId:
            return self.forest.answer(follows.get(earlier, cell) == cell)

        return self._of_two((level, len(variable.cells)), (awaited, len(other.cells)), is_kept)

    def _of_two(
        self,
        one: tuple[int, int],
        other: tuple[int, int],
        answer: Callable[[int, int], NodeId],
    ) -> NodeId:
        """The function of two variables, each given as its level and how many cells it has."""
        if one[0] > other[0]:
            return self._of_two(other, one, lambda here, there: answer(there, here))
        (level, cells), (below, cells_below) = one, other
        rows = (
            self.forest.node(below, tuple(answer(cell, each) for each in range(cells_below)))
            for cell in range(cells)
        )
        return self.forest.node(level, tuple(rows))


def _possible(variable: Variable) -> Iterator[int]:
    """The cells that somebody can be in; that a part of a condition is null is nobody's doing."""
    for place, cell in enumerate(variable.cells):
        if variable.opaque is None or cell.sample is not None:
            yield place
