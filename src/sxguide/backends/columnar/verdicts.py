"""Verdicts: what a decision diagram says of whole columns of people.

A diagram asks one variable after the other. Where a row has a value for it, the row is in one of its cells; where it has
none, it may be in any. So what is certain is put together from below: behind a question, an answer is certain if it is so
behind the row's cell, or behind all cells. With three-valued tests of the cells that is Kleene's logic over the diagram;
and since a path asks a variable once, it finds exactly what all completions agree on.

Constraints of the vocabulary forbid some completions. Where they change no answer, they are left out. Elsewhere it is worked
out of each answer whether it can still come out at all. Either way the result is what `sxguide.diagram.standing` finds for
one person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.backends.columnar.cells import Cells
    from sxguide.backends.columnar.cuts import Diagram
    from sxguide.backends.columnar.gates import Gates, Truth

    # A function, and the constraints that are still open.
    State: TypeAlias = tuple[int, tuple[int, ...]]


# Sets of states that are looked at to see whether constraints change anything.
MAX_SETS: Final = 3_000


class Verdicts:
    """What the functions of one diagram come to. `cells` tests in which cells rows are, or may be."""

    def __init__(self, diagram: Diagram, gates: Gates, cells: Cells) -> None:
        self.diagram = diagram
        self._forest = diagram.forest
        self._gates = gates
        self._cells = cells
        self._possible: dict[tuple[State, int], Truth] = {}
        self._certain: dict[tuple[int, int], Truth] = {}
        self._free: dict[int, bool] = {}

    def answers(self, root: int) -> list[int]:
        """Everything that a function may answer."""
        seen: set[int] = set()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(self._forest.children[node] if node >= 0 else ())
        return sorted(node for node in seen if node < 0)

    def verdict(self, root: int, answer: int) -> Truth:
        """Whether a function comes to an answer; null where completions differ."""
        if self.is_free(root):
            return self._is(root, answer)
        can = self.possible(root, answer)
        others = self._gates.any_of(
            self.possible(root, other) for other in self.answers(root) if other != answer
        )
        return self._gates.told(can, others)

    def possible(self, root: int, answer: int) -> Truth:
        """Whether an answer can still come out of a function."""
        return self._can((root, self._binding(root)), answer)

    # Without constraints

    def _is(self, node: int, answer: int) -> Truth:
        if node < 0:
            return node == answer
        key = (node, answer)
        if key not in self._certain:
            self._certain[key] = self._found(node, answer)
        return self._certain[key]

    def _found(self, node: int, answer: int) -> Truth:
        level, gates = self._forest.levels[node], self._gates
        behind = self._by_truth(self._is(child, answer) for child in self._forest.children[node])
        if len(behind) == 1:
            return next(iter(behind))
        inside = {
            truth: self._cells.is_in(self.diagram.variables[level], cells)
            for truth, cells in behind.items()
        }
        rest = [truth for truth in behind if not isinstance(truth, bool)]
        if not rest:
            return inside[True]
        if len(rest) == 1 and len(behind) == len(("sure", "rest")):
            if True in behind:
                return gates.any_of((inside[True], rest[0]))
            return gates.all_of((inside[rest[0]], rest[0]))
        ways = [gates.all_of((inside[truth], truth)) for truth in behind]
        return gates.any_of((*ways, gates.all_of(behind)))

    @staticmethod
    def _by_truth(truths: Iterable[Truth]) -> dict[Truth, set[int]]:
        """Cells by what comes behind them."""
        behind: dict[Truth, set[int]] = {}
        for cell, truth in enumerate(truths):
            behind.setdefault(truth, set()).add(cell)
        return behind

    # With constraints

    def is_free(self, root: int) -> bool:
        """Whether constraints change no answer of a function, whatever is known."""
        found = self._free.get(root)
        if found is None:
            found = self._free[root] = not self._binding(root) or self._makes_no_difference(root)
        return found

    def is_ruled_out(self, root: int) -> Truth:
        """Where constraints forbid whatever completes the facts: then they have no say, since somebody has such facts."""
        if self.is_free(root):
            return False
        can = self._gates.any_of(self.possible(root, answer) for answer in self.answers(root))
        return self._gates.negated(can)

    def _makes_no_difference(self, root: int) -> bool:
        """Whether with and without constraints the same comes out, tried with every set of states that facts can leave."""
        start = (frozenset({(root, self._binding(root))}), frozenset({root}))
        seen = {start}
        waiting = [start]
        while waiting:
            states, nodes = waiting.pop()
            asked = [each for state in states for each in (state[0], *state[1]) if each >= 0]
            asked += [node for node in nodes if node >= 0]
            if not asked:
                if {node for node, _ in states} != nodes:
                    return False
                continue
            level = min(self._forest.levels[each] for each in asked)
            for following in self._left(states, nodes, level):
                # Where constraints forbid everything they have no say.
                if following[0] and following not in seen:
                    seen.add(following)
                    waiting.append(following)
            if len(seen) > MAX_SETS:
                return False
        return True

    def _left(
        self, states: frozenset[State], nodes: frozenset[int], level: int
    ) -> Iterator[tuple[frozenset[State], frozenset[int]]]:
        """What a row's cell leaves of states with and nodes without constraints, and what is left where it is open."""
        variable = self.diagram.variables[level]
        cells = self._cells.open_to(variable)
        behind: dict[int, tuple[frozenset[State], frozenset[int]]] = {}
        for cell in range(len(variable.cells)):
            steps = (self._step(state, level, cell) for state in states)
            allowed = frozenset(step for step in steps if step is not None)
            behind[cell] = allowed, frozenset(self._stepped(node, level, cell) for node in nodes)
        yield from (behind[cell] for cell in cells if cell is not None)
        if None in cells:
            with_, without = zip(*behind.values(), strict=True)
            yield frozenset().union(*with_), frozenset().union(*without)

    def _binding(self, root: int) -> tuple[int, ...]:
        """The constraints on what a function asks, also by way of one another."""
        bound = self._forest.support(root)
        binding: list[int] = []
        waiting = [each for each in self.diagram.guards if each.root != self._forest.true]
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
        if key not in self._possible:
            self._possible[key] = self._found_possible(state, answer)
        return self._possible[key]

    def _found_possible(self, state: State, answer: int) -> Truth:
        level = self._level(state)
        behind = self._by_truth(
            following is not None and self._can(following, answer)
            for following in self._steps(state, level)
        )
        if len(behind) == 1:
            return next(iter(behind))
        # Nobody is in no cell: where a row cannot be in the others, it is in the last.
        open_ = [truth for truth in behind if truth is not True]
        spared = open_[0] if len(open_) == 1 and open_[0] is not False else None
        variable = self.diagram.variables[level]
        return self._gates.any_of(
            truth
            if truth is spared
            else self._gates.all_of((truth, self._cells.may_be(variable, cells)))
            for truth, cells in behind.items()
            if truth is not False
        )

    def _level(self, state: State) -> int:
        return min(self._forest.levels[each] for each in (state[0], *state[1]) if each >= 0)

    def _steps(self, state: State, level: int) -> list[State | None]:
        """The state behind each cell of a level; None where a constraint forbids it."""
        cells = range(len(self.diagram.variables[level].cells))
        return [self._step(state, level, cell) for cell in cells]

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
