"""Forest: the nodes of diagrams over one order of variables. Two equal functions are one and the same node."""

from __future__ import annotations

from functools import reduce
from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

from sxguide.diagram.limits import MAX_BRANCHES, MAX_JOINS, MAX_NODES, DiagramTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sxguide.values import Value

# From 0 up: a question. Below 0: an answer.
NodeId: TypeAlias = int


class Forest:
    """Shared, reduced, ordered diagrams; `levels` and `children` are indexed by node.

    `room` multiplies the limits.
    """

    def __init__(self, room: int = 1) -> None:
        self._room = room
        self._branches = 0
        self._joins = 0
        self.levels: list[int] = []
        self.children: list[tuple[NodeId, ...]] = []
        self._nodes: dict[tuple[int, tuple[NodeId, ...]], NodeId] = {}
        self._answers: list[Value] = []
        self._answer_ids: dict[tuple[type, object], NodeId] = {}
        self.false = self.answer(False)  # noqa: FBT003 — an answer is a value
        self.true = self.answer(True)  # noqa: FBT003 — an answer is a value
        # No rule answers this: no person has such facts together.
        self._answers.append(None)
        self.impossible = -len(self._answers)

    def sibling(self) -> Forest:
        """A forest without any question yet, in which every answer is the same node as here."""
        sibling = Forest(self._room)
        sibling._answers = self._answers.copy()
        sibling._answer_ids = self._answer_ids.copy()
        return sibling

    def answer(self, value: Value) -> NodeId:
        """The node that answers `value`, whatever the facts."""
        key = (type(value), value)
        node = self._answer_ids.get(key)
        if node is None:
            self._answers.append(value)
            node = self._answer_ids[key] = -len(self._answers)
        return node

    def value(self, node: NodeId) -> Value:
        """What an answer says."""
        return self._answers[-node - 1]

    def node(self, level: int, children: tuple[NodeId, ...]) -> NodeId:
        """The node that asks the variable of `level`; where the answer changes nothing, no question.

        Raises:
            DiagramTooLargeError: there are too many nodes.
        """
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (level, children)
        found = self._nodes.get(key)
        if found is None:
            found = len(self.levels)
            self._branches += len(children)
            if found >= MAX_NODES * self._room or self._branches > MAX_BRANCHES * self._room:
                raise DiagramTooLargeError
            self.levels.append(level)
            self.children.append(children)
            self._nodes[key] = found
        return found

    def tabulated(
        self,
        levels: Sequence[int],
        samples: Sequence[Sequence[Value]],
        answer: Callable[[Sequence[Value]], Value],
    ) -> NodeId:
        """The diagram of a function that is given as `answer`; `samples` has a value for each cell of each level."""
        row: list[Value] = [None] * len(levels)

        def grown(depth: int) -> NodeId:
            if depth == len(levels):
                return self.answer(answer(row))
            branches = []
            for sample in samples[depth]:
                row[depth] = sample
                branches.append(grown(depth + 1))
            return self.node(levels[depth], tuple(branches))

        return grown(0)

    def joined(self, nodes: Sequence[NodeId], *, every: bool) -> NodeId:
        """FEEL's `and` (every) or `or` of diagrams that answer true, false or null.

        Raises:
            DiagramTooLargeError: it takes too much.
        """
        neutral, deciding = (self.true, self.false) if every else (self.false, self.true)
        known: dict[tuple[NodeId, NodeId], NodeId] = {}

        def join(one: NodeId, other: NodeId) -> NodeId:
            if deciding in {one, other}:
                return deciding
            if other in {one, neutral}:
                return one
            if one == neutral:
                return other
            key = (one, other) if one < other else (other, one)
            if key not in known:
                known[key] = self._merged(join, one, other)
            return known[key]

        # From the last on: members mostly stand in the order of their variables, and each is then put on top.
        return reduce(join, reversed(nodes), neutral)

    def guarded(self, root: NodeId, guard: NodeId) -> NodeId:
        """The function where `guard` is true, and impossible where it is false.

        Raises:
            DiagramTooLargeError: it takes too much.
        """
        known: dict[tuple[NodeId, NodeId], NodeId] = {}

        def limit(node: NodeId, guard: NodeId) -> NodeId:
            if guard == self.true or node == self.impossible:
                return node
            if guard == self.false:
                return self.impossible
            key = node, guard
            if key not in known:
                known[key] = self._merged(limit, node, guard)
            return known[key]

        return limit(root, guard)

    def reached(self, root: NodeId, guard: NodeId) -> frozenset[NodeId]:
        """The answers that the function gives where `guard` is true.

        Raises:
            DiagramTooLargeError: it takes too much.
        """
        wanted = {node for below in self.below(root) for node in self.children[below] if node < 0}
        found: set[NodeId] = set()
        seen: set[tuple[NodeId, NodeId]] = set()

        def search(node: NodeId, guard: NodeId) -> None:
            if guard == self.false or (node, guard) in seen:
                return
            if node < 0:
                # What is not false everywhere is true somewhere.
                found.add(node)
                return
            seen.add((node, guard))
            for pair in self.pairs(node, guard):
                search(*pair)
                if len(found) == len(wanted):
                    return

        search(root, guard)
        return frozenset(found)

    def mapped(self, root: NodeId, change: Callable[[Value], Value]) -> NodeId:
        """The diagram with other answers."""
        known: dict[NodeId, NodeId] = {}

        def map_from(node: NodeId) -> NodeId:
            if node < 0:
                return self.answer(change(self.value(node)))
            if node not in known:
                children = tuple(map(map_from, self.children[node]))
                known[node] = self.node(self.levels[node], children)
            return known[node]

        return map_from(root)

    def pairs(self, one: NodeId, other: NodeId) -> Iterable[tuple[NodeId, NodeId]]:
        """What is left of two functions with each answer to the question that comes first in one of them.

        Raises:
            DiagramTooLargeError: so many pairs have been looked at.
        """
        self._joins += 1
        if self._joins > MAX_JOINS * self._room:
            raise DiagramTooLargeError
        level = self._first(one, other)
        return zip(self.at(one, level), self.at(other, level), strict=False)

    def _merged(
        self, merge: Callable[[NodeId, NodeId], NodeId], one: NodeId, other: NodeId
    ) -> NodeId:
        """The question that comes first in one of two functions, with what `merge` makes of the rest of both."""
        level = self._first(one, other)
        return self.node(level, tuple([merge(*pair) for pair in self.pairs(one, other)]))

    def _first(self, one: NodeId, other: NodeId) -> int:
        """The level of the question that comes first in one of two functions; one of them has a question."""
        if one < 0 or other < 0:
            return self.levels[max(one, other)]
        return min(self.levels[one], self.levels[other])

    def at(self, node: NodeId, level: int) -> Iterable[NodeId]:
        """What follows each cell of the variable of `level`, which is not below the node's own."""
        if node >= 0 and self.levels[node] == level:
            return self.children[node]
        return repeat(node)

    def below(self, root: NodeId) -> Iterator[NodeId]:
        """Every question that the diagram of `root` has, each once."""
        seen: set[NodeId] = set()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node >= 0 and node not in seen:
                seen.add(node)
                yield node
                waiting.extend(self.children[node])

    def support(self, root: NodeId) -> frozenset[int]:
        """The levels of the variables that can matter to `root`."""
        return frozenset(self.levels[node] for node in self.below(root))
