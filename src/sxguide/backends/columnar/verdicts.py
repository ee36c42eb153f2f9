"""Verdicts: what a decision diagram says of whole columns of people.

A diagram asks one variable after the other. Where a row has a value for it, the row is in one of its cells; where it has
none, it may be in any. So what is certain is put together from below: behind a question, an answer is certain if it is so
behind the row's cell, or behind all cells. With three-valued tests of the cells that is Kleene's logic over the diagram;
and since a path asks a variable once, it finds exactly what all completions agree on, as `sxguide.diagram.standing` does for
one person.

Constraints of the vocabulary forbid some completions. Where a constraint ties one variable of a function to others that
the function does not ask, what it says is that the row is not in some cells of the variable, and that is all: so the tests
of its cells are sharpened by it (`Bonds`), and then one may be false while no other is true yet. A constraint counts only
where it can make a difference to the function at all, which is found by trying every set of nodes that facts can leave.

Where a constraint ties two variables of a function to one another, the diagrams of both are walked through side by side,
once for each answer: what the constraint forbids is as good as certain. Where constraints may contradict one another though
facts break none of them, or there is too much to walk through, what is open is for the scalar path (`doubt`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sxguide.backends.columnar.cells import Cells
    from sxguide.backends.columnar.cuts import Diagram
    from sxguide.backends.columnar.gates import Gates, Truth

    # A function, and the constraints that are still open.
    State: TypeAlias = tuple[int, tuple[int, ...]]
    # What facts can leave of it.
    States: TypeAlias = frozenset[State]
    # The level of a variable, and the constraints that sharpen the tests of its cells.
    Bonds: TypeAlias = tuple[tuple[int, tuple[int, ...]], ...]

# Combinations of sets that are looked at to see whether constraints make a difference.
MAX_PAIRS: Final = 3_000
# Pairs of a function and its constraints that are walked through for one answer.
MAX_STATES: Final = 300


@dataclass(frozen=True, slots=True)
class _Limits:
    """The constraints that have a say in a function: those that sharpen tests, that are walked through, or are left alone."""

    bonds: Bonds = ()
    beside: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


class Verdicts:
    """What the functions of one diagram come to. `cells` tests in which cells rows are."""

    def __init__(self, diagram: Diagram, gates: Gates, cells: Cells) -> None:
        self.diagram = diagram
        self._forest = diagram.forest
        self._gates = gates
        self._cells = cells
        self._known: dict[tuple[Bonds, int, int], Truth] = {}
        self._walked: dict[tuple[State, int], Truth] = {}
        self._limits: dict[int, _Limits] = {}

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
        limits = self._limits_of(root)
        if limits.beside:
            return self._beside((root, limits.beside), answer)
        return self._verdict(limits.bonds, root, answer)

    def truth(self, root: int) -> Truth:
        """Whether a function that is true or false is true; null where completions differ."""
        yes = self.verdict(root, self._forest.true)
        if not self._limits_of(root).beside:
            return yes
        return self._gates.settled(yes, self.verdict(root, self._forest.false))

    def doubt(self, root: int) -> Truth:
        """Where a constraint that is open may still settle what is open of a function."""
        return self._gates.any_of(
            self._gates.is_open(self._verdict((), guard, self._forest.true))
            for guard in self._limits_of(root).doubtful
        )

    def _verdict(self, bonds: Bonds, node: int, answer: int) -> Truth:
        if node < 0:
            return node == answer
        key = (bonds, node, answer)
        if key not in self._known:
            level = self._forest.levels[node]
            behind = _by_truth(
                self._verdict(bonds, child, answer) for child in self._forest.children[node]
            )
            inside = {truth: self._is_in(bonds, level, cells) for truth, cells in behind.items()}
            self._known[key] = self._chosen(inside, is_sharp=level in dict(bonds))
        return self._known[key]

    def _beside(self, state: State, answer: int) -> Truth:
        """Whether a function comes to an answer, or constraints forbid it to come to any."""
        node, guards = state
        if node == answer:
            return True
        if node < 0 and not guards:
            return False
        key = (state, answer)
        if key not in self._walked:
            level = self._first(state)
            variable = self.diagram.variables[level]
            steps = [self._step(state, level, cell) for cell in range(len(variable.cells))]
            behind = _by_truth(step is None or self._beside(step, answer) for step in steps)
            inside = {truth: self._cells.is_in(variable, cells) for truth, cells in behind.items()}
            self._walked[key] = self._chosen(inside, is_sharp=False)
        return self._walked[key]

    def _first(self, state: State) -> int:
        """The level of the question that comes first."""
        return min(self._forest.levels[each] for each in self._questions(state))

    def _chosen(self, inside: Mapping[Truth, Truth], *, is_sharp: bool) -> Truth:
        """The truth that comes behind a question; `inside` has whether the row is in the cells that each truth is behind.

        `is_sharp`: it may be known of some cells that the row is not in them, and of none yet that it is.
        """
        gates = self._gates
        if len(inside) == 1:
            return next(iter(inside))
        rest = [truth for truth in inside if not isinstance(truth, bool)]
        if not rest:
            return inside[True]
        if len(rest) == 1 and len(inside) == len(("sure", "rest")):
            if True in inside:
                return gates.any_of((inside[True], rest[0]))
            return gates.all_of((inside[rest[0]], rest[0]))
        some = gates.any_of(gates.all_of((within, truth)) for truth, within in inside.items())
        if not is_sharp:
            return gates.any_of((some, gates.all_of(inside)))
        every = gates.all_of(
            gates.any_of((gates.negated(within), truth)) for truth, within in inside.items()
        )
        return gates.filled(every, some)

    def _is_in(self, bonds: Bonds, level: int, cells: Collection[int]) -> Truth:
        """Whether a row is in one of these cells, as far as its own value and what is tied to it tell."""
        variable = self.diagram.variables[level]
        own, guards = self._cells.is_in(variable, cells), dict(bonds).get(level)
        if isinstance(own, bool) or guards is None:
            return own
        others = set(range(len(variable.cells))) - set(cells)
        is_not, is_it = (
            self._gates.all_of(self._is_forbidden(guards, level, cell) for cell in each)
            for each in (cells, others)
        )
        return self._gates.filled(own, self._gates.settled(is_it, is_not))

    def _is_forbidden(self, guards: tuple[int, ...], level: int, cell: int) -> Truth:
        """Whether constraints forbid the cell of a variable to a row."""
        left: list[int] = []
        for guard in guards:
            following = self._stepped(guard, level, cell)
            if following == self._forest.false:
                return True
            if following != self._forest.true:
                left.append(following)
        if not left:
            return False
        asked = min(self._forest.levels[guard] for guard in left)
        if asked == level:
            return self._is_forbidden(tuple(left), level, cell)
        variable = self.diagram.variables[asked]
        behind = _by_truth(
            self._is_forbidden(
                tuple(self._stepped(guard, asked, each) for guard in left), level, cell
            )
            for each in range(len(variable.cells))
        )
        inside = {truth: self._cells.is_in(variable, cells) for truth, cells in behind.items()}
        return self._chosen(inside, is_sharp=False)

    # Constraints

    def _limits_of(self, root: int) -> _Limits:
        found = self._limits.get(root)
        if found is None:
            telling = self._telling(root)
            found = self._limits[root] = self._told(root, telling)
        return found

    def _told(self, root: int, telling: tuple[int, ...]) -> _Limits:
        """How the constraints that make a difference to a function have their say."""
        if not telling:
            return _Limits()
        if self._may_clash(root):
            return _Limits(doubtful=telling)
        bonds = self._bonds(root, telling)
        if bonds is not None:
            return _Limits(bonds)
        return (
            _Limits(beside=telling)
            if self._is_short((root, telling))
            else _Limits(doubtful=telling)
        )

    def _is_short(self, start: State) -> bool:
        """Whether a function can be walked through beside its constraints."""
        seen: set[State] = set()
        waiting = [start]
        while waiting:
            state = waiting.pop()
            if state in seen or not self._questions(state):
                continue
            seen.add(state)
            if len(seen) > MAX_STATES:
                return False
            level = self._first(state)
            cells = range(len(self.diagram.variables[level].cells))
            steps = (self._step(state, level, cell) for cell in cells)
            waiting += [step for step in steps if step is not None]
        return True

    def _bonds(self, root: int, guards: tuple[int, ...]) -> Bonds | None:
        """The variable of a function that each group of linked constraints tells of; None where one tells of several."""
        linked: list[tuple[frozenset[int], tuple[int, ...]]] = []
        for guard in guards:
            levels = self._forest.support(guard)
            members: tuple[int, ...] = (guard,)
            for other in [each for each in linked if not each[0].isdisjoint(levels)]:
                linked.remove(other)
                levels, members = levels | other[0], (*other[1], *members)
            linked.append((levels, members))
        support = self._forest.support(root)
        tied = [(sorted(levels & support), members) for levels, members in linked]
        if any(len(levels) > 1 for levels, _ in tied):
            return None
        return tuple((levels[0], members) for levels, members in tied if levels)

    def _may_clash(self, root: int) -> bool:
        """Whether the constraints on what a function asks can be broken together where none is broken by itself."""
        guards = self._binding(root)
        if not all(each.is_plain for each in self.diagram.guards if each.root in guards):
            # What asks a fact twice may be broken unnoticed.
            return True
        if len(guards) == 1:
            return False
        together: States = frozenset({(self._forest.true, guards)})
        alone = [frozenset({(self._forest.true, (guard,))}) for guard in guards]
        start = (together, *alone)
        seen, waiting = {start}, [start]
        while waiting:
            left = waiting.pop()
            if not left[0]:
                return True
            asked = [each for state in left[0] for each in self._questions(state)]
            if asked:
                level = min(map(self._forest.levels.__getitem__, asked))
                # Where one is broken by itself, the facts contradict one another.
                new = {each for each in self._left(left, level) if all(each[1:])} - seen
                waiting += new
                seen |= new
            if len(seen) > MAX_PAIRS:
                return True
        return False

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
        start: tuple[States, ...] = (frozenset({one}), frozenset({other}))
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

    def _left(self, sets: tuple[States, ...], level: int) -> Iterator[tuple[States, ...]]:
        """What is left in each cell that rows can be in, and what is left where the variable is open."""
        variable = self.diagram.variables[level]
        places = self._cells.open_to(variable)
        behind = [
            tuple(self._stepped_all(states, level, cell) for states in sets)
            for cell in range(len(variable.cells))
        ]
        yield from (behind[place] for place in places if place is not None)
        if None in places:
            nothing: States = frozenset()
            yield tuple(nothing.union(*each) for each in zip(*behind, strict=True))

    def _stepped_all(self, states: States, level: int, cell: int) -> States:
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
