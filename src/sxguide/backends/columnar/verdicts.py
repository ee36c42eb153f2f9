"""Verdicts: what can still come out of a decision diagram, for whole columns of people.

A diagram asks one variable after the other. Where a row has a value for it, the row is in one of its cells; where it has
none, it may be in any. So whether an answer can still come out is put together from below: behind a question it can if the
row may be in a cell behind which it can. What constraints of the vocabulary forbid does not come out. That is what
`sxguide.diagram.standing` finds for one person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.backends.columnar.cuts import Diagram
    from sxguide.backends.columnar.gates import Gates, Truth

    # Whether the rows may be in one of these cells of the variable of a level.
    MayBe: TypeAlias = Callable[[int, frozenset[int]], Truth]
    # A function, and the constraints that are still open.
    State: TypeAlias = tuple[int, tuple[int, ...]]


class Verdicts:
    """What can come out of the functions of one diagram."""

    def __init__(self, diagram: Diagram, gates: Gates, may_be: MayBe) -> None:
        self._diagram = diagram
        self._forest = diagram.forest
        self._gates = gates
        self._may_be = may_be
        self._known: dict[tuple[State, int], Truth] = {}

    def possible(self, root: int) -> dict[int, Truth]:
        """The answers of a function, each with whether it can still come out."""
        state = (root, self._binding(root))
        return {answer: self._can(state, answer) for answer in sorted(self._answers(root))}

    def is_bound(self, root: int) -> bool:
        """Whether constraints have a say in a function."""
        return bool(self._binding(root))

    def _answers(self, root: int) -> frozenset[int]:
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(self._forest.children[node] if node >= 0 else ())
        return frozenset(node for node in seen if node < 0)

    def _binding(self, root: int) -> tuple[int, ...]:
        """The constraints on what a function asks, also by way of one another."""
        bound = self._forest.support(root)
        binding: list[int] = []
        waiting = [each for each in self._diagram.guards if each.root != self._forest.true]
        while near := [each for each in waiting if not each.levels.isdisjoint(bound)]:
            for guard in near:
                waiting.remove(guard)
                binding.append(guard.root)
                bound |= guard.levels
        return tuple(binding)

    def _can(self, state: State, answer: int) -> Truth:
        """Whether the answer can come out behind a state."""
        node, guards = state
        if node < 0 and node != answer:
            return False
        if node < 0 and not guards:
            return True
        key = (state, answer)
        if key not in self._known:
            self._known[key] = self._found(state, answer)
        return self._known[key]

    def _found(self, state: State, answer: int) -> Truth:
        level = min(self._forest.levels[each] for each in (state[0], *state[1]) if each >= 0)
        cells_by_truth: dict[Truth, set[int]] = {}
        for cell in range(len(self._diagram.variables[level].cells)):
            following = self._step(state, level, cell)
            truth = False if following is None else self._can(following, answer)
            cells_by_truth.setdefault(truth, set()).add(cell)
        if len(cells_by_truth) == 1:
            return next(iter(cells_by_truth))
        # Nobody is in no cell: where a row cannot be in the others, it is in the last.
        spared = self._spared(cells_by_truth)
        return self._gates.any_of(
            truth
            if truth is spared
            else self._gates.all_of((truth, self._may_be(level, frozenset(cells))))
            for truth, cells in cells_by_truth.items()
            if truth is not False
        )

    def _spared(self, cells_by_truth: Mapping[Truth, set[int]]) -> Truth | None:
        """The one truth that needs no test of its cells: beside cells where the answer is sure to come out."""
        others = [truth for truth in cells_by_truth if truth is not True]
        return others[0] if len(others) == 1 and others[0] is not False else None

    def _step(self, state: State, level: int, cell: int) -> State | None:
        node, guards = state
        kept: list[int] = []
        for guard in guards:
            following = self._stepped(guard, level, cell)
            if following == self._forest.false:
                return None
            if following != self._forest.true:
                kept.append(following)
        return self._stepped(node, level, cell), tuple(kept)

    def _stepped(self, node: int, level: int, cell: int) -> int:
        if node < 0 or self._forest.levels[node] != level:
            return node
        return self._forest.children[node][cell]
