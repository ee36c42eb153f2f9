"""Verdicts: what a decision diagram says of whole columns of people.

A diagram asks one variable after the other. Where a row has a value for it, the row is in one of its cells; where it has
none, it may be in any. So what is certain is put together from below: behind a question, an answer is certain if it is so
behind the row's cell, or behind all cells. With three-valued tests of the cells that is Kleene's logic over the diagram;
and since a path asks a variable once, it finds exactly what all completions agree on, as `sxguide.diagram.standing` does for
one person.

What it leaves out are the constraints of the vocabulary, which forbid some completions. They can only settle what is open,
and only where the facts leave the constraint itself open: that is for the scalar path to look into. Whether a constraint can
make a difference to a function at all is found by trying every set of nodes that facts can leave.
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
    # What facts can leave of a function under two choices of constraints.
    Pair: TypeAlias = tuple[frozenset[State], frozenset[State]]

# Pairs of sets that are looked at to see whether constraints make a difference.
MAX_PAIRS: Final = 3_000


class Verdicts:
    """What the functions of one diagram come to. `cells` tests in which cells rows are."""

    def __init__(self, diagram: Diagram, gates: Gates, cells: Cells) -> None:
        self.diagram = diagram
        self._forest = diagram.forest
        self._gates = gates
        self._cells = cells
        self._known: dict[tuple[int, int], Truth] = {}
        self._doubts: dict[int, Truth] = {}

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
        if root < 0:
            return root == answer
        key = (root, answer)
        if key not in self._known:
            self._known[key] = self._found(root, answer)
        return self._known[key]

    def _found(self, node: int, answer: int) -> Truth:
        level, gates = self._forest.levels[node], self._gates
        behind = _by_truth(self.verdict(child, answer) for child in self._forest.children[node])
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

    def doubt(self, root: int) -> Truth:
        """Where a constraint that is open may settle what is open of a function."""
        found = self._doubts.get(root)
        if found is None:
            found = self._doubts[root] = self._gates.any_of(
                self._gates.is_open(self.verdict(guard, self._forest.true))
                for guard in self._telling(root)
            )
        return found

    # Constraints

    def _telling(self, root: int) -> tuple[int, ...]:
        """The constraints that together make all the difference that constraints make to a function."""
        every = telling = self._binding(root)
        for guard in every:
            fewer = tuple(each for each in telling if each != guard)
            if self._are_alike((root, every), (root, fewer)):
                telling = fewer
        return telling

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

    def _are_alike(self, one: State, other: State) -> bool:
        """Whether the same answers are left under both, whatever facts are known."""
        start: Pair = (frozenset({one}), frozenset({other}))
        seen = {start}
        waiting = [start]
        while waiting:
            pair = waiting.pop()
            asked = [each for states in pair for state in states for each in self._questions(state)]
            if not asked:
                left, right = ({node for node, _ in states} for states in pair)
                if left != right:
                    return False
                continue
            new = set(self._left(pair, min(map(self._forest.levels.__getitem__, asked)))) - seen
            # Where constraints forbid everything they have no say.
            waiting += [each for each in new if each[0]]
            seen |= new
            if len(seen) > MAX_PAIRS:
                return False
        return True

    @staticmethod
    def _questions(state: State) -> list[int]:
        return [each for each in (state[0], *state[1]) if each >= 0]

    def _left(self, pair: Pair, level: int) -> Iterator[Pair]:
        """What is left in each cell that rows can be in, and what is left where the variable is open."""
        variable = self.diagram.variables[level]
        places = self._cells.open_to(variable)
        behind = [
            (self._stepped_all(pair[0], level, cell), self._stepped_all(pair[1], level, cell))
            for cell in range(len(variable.cells))
        ]
        yield from (behind[place] for place in places if place is not None)
        if None in places:
            one, other = zip(*behind, strict=True)
            yield frozenset().union(*one), frozenset().union(*other)

    def _stepped_all(self, states: frozenset[State], level: int, cell: int) -> frozenset[State]:
        steps = (self._step(state, level, cell) for state in states)
        return frozenset(step for step in steps if step is not None)

    def _step(self, state: State, level: int, cell: int) -> State | None:
        """The state in a cell; None where a constraint forbids it."""
        kept: list[int] = []
        for guard in state[1]:
            following = self._stepped(guard, level, cell)
            if following == self._forest.false:
                return None
            if following != self._forest.true:
                kept.append(following)
        return self._stepped(state[0], level, cell), tuple(kept)

    def _stepped(self, node: int, level: int, cell: int) -> int:
        if node < 0 or self._forest.levels[node] != level:
            return node
        return self._forest.children[node][cell]


def _by_truth(truths: Iterable[Truth]) -> dict[Truth, set[int]]:
    """Cells by what comes behind them."""
    behind: dict[Truth, set[int]] = {}
    for cell, truth in enumerate(truths):
        behind.setdefault(truth, set()).add(cell)
    return behind
