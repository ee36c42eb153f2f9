"""Standing: one person's facts put to a diagram: what can still come out, and which facts can still matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.diagram.forest import Forest
from sxguide.diagram.limits import MAX_STANDINGS, DiagramTooLargeError
from sxguide.feel.evaluator import evaluate
from sxguide.feel.logic import united
from sxguide.model import is_parameter
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from sxguide.backends.situation import Situation
    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.variables import Variable
    from sxguide.feel.nodes import Node
    from sxguide.model import Plain
    from sxguide.values import Value

    # A function, and the constraints that still bind what it asks.
    State: TypeAlias = tuple[NodeId, tuple[NodeId, ...]]


def half_known(diagram: ServiceDiagram, situation: Situation) -> dict[str, Plain]:
    """The facts that an open opaque part knows, and others of which are missing, with their values."""
    found: dict[str, Plain] = {}
    for variable in diagram.variables:
        facts = [name for name in variable.facts if not is_parameter(name)]
        if variable.opaque is not None and len(facts) > 1:
            known = situation.known(facts)
            if 0 < len(known) < len(facts) and isinstance(
                part_value(variable, variable.opaque, situation), Unknown
            ):
                found |= known
    return found


def part_value(variable: Variable, part: Node, situation: Situation) -> bool | Unknown | None:
    """The value of an opaque part for one person."""
    # Most people know all of a part or nothing, and to find out nothing takes as long.
    unknown = united(*map(situation.lookup, variable.facts))
    if unknown is not None and not situation.known(variable.facts):
        return unknown
    value = evaluate(part, situation.lookup)
    return value if isinstance(value, bool | Unknown) else None


class Standing:
    """Where a person stands in a diagram: the cell of every variable that is known.

    A completion is a choice of a cell for each of the others that no constraint forbids. Where constraints would forbid
    every completion they are left out: then they say something of facts that a person may well lack.
    """

    def __init__(self, diagram: ServiceDiagram, situation: Situation) -> None:
        self.diagram = diagram
        self._forest = diagram.forest
        self._situation = situation
        self.cells = tuple(self._cell(variable) for variable in diagram.variables)
        self._found = diagram.recall.of(self.cells)
        self._reached: dict[State, frozenset[NodeId]] = {}
        self._looked_at = 0

    def answers(self, root: NodeId) -> frozenset[NodeId]:
        """The answers that the completions give."""
        found = self._found.answers.get(root)
        if found is None:
            found = self._found.answers[root] = self._reach(self.start(root))
        return found

    def answers_where(self, root: NodeId, condition: NodeId) -> frozenset[NodeId]:
        """The answers that those completions give for which the diagram of `condition` is not false."""
        found = self._found.answers_where.get((root, condition))
        if found is None:
            found = self._find_where(root, condition)
            self._found.answers_where[root, condition] = found
        return found

    def _find_where(self, root: NodeId, condition: NodeId) -> frozenset[NodeId]:
        start, held = self._walked(root), self._walked(condition)
        if held == self._forest.false:
            return frozenset()
        own = () if held == self._forest.true else (held,)
        binding = self._binding(self._forest.support(start) | self._forest.support(held))
        return self._reach((start, own + binding)) or self._reach((start, own))

    def start(self, root: NodeId) -> State:
        """What the known facts leave of `root`, with the constraints that bind it."""
        start = self._walked(root)
        if start < 0:
            return start, ()
        state = (start, self._binding(self._forest.support(start)))
        return state if self._reach(state) else (start, ())

    def mattering(self, root: NodeId) -> tuple[Variable, ...]:
        """The variables that can still matter to an answer that is open.

        Such a variable turns the answer (two completions differ in it alone, and in the answer), or else settles it (with
        one value of it, all completions agree).
        """
        found = self._found.mattering.get(root)
        if found is None:
            found = self._found.mattering[root] = tuple(self._mattering(root))
        return tuple(self.diagram.variables[level] for level in found)

    def _mattering(self, root: NodeId) -> Iterator[int]:
        state = self.start(root)
        reduced = Forest()
        levels = reduced.support(self.reduced(state[0], reduced))
        search = _Difference(self)
        for level in sorted(levels):
            # Where nothing is forbidden, what is left of a reduced diagram matters.
            if not state[1] or search.turns_on(state, level) or self._settles(state, level):
                yield level

    def reduced(self, root: NodeId, forest: Forest) -> NodeId:
        """What is left of a function, in a forest of its own, without the questions that change nothing any more."""
        known: dict[NodeId, NodeId] = {}

        def grown(node: NodeId) -> NodeId:
            start = self._walked(node)
            if start < 0:
                return forest.answer(self._forest.value(start))
            found = known.get(start)
            if found is None:
                children = tuple(map(grown, self._forest.children[start]))
                found = known[start] = forest.node(self._forest.levels[start], children)
            return found

        return grown(root)

    def possible(self, root: NodeId, forest: Forest) -> NodeId:
        """Where no constraint forbids what completes a function, in a forest of its own."""
        _, guards = self.start(root)
        return forest.joined([self.reduced(guard, forest) for guard in guards], every=True)

    def open_levels(self, node: NodeId) -> frozenset[int]:
        """The levels of the open variables that a function asks."""
        return self._open(self._forest.support(node))

    def names(self, variables: tuple[Variable, ...]) -> frozenset[str]:
        """The facts and parameters that could settle these variables, also by way of defaults."""
        found: set[str] = set()
        for variable in variables:
            for name in variable.facts:
                value = self._situation.lookup(name)
                if isinstance(value, Unknown):
                    found |= value.names
        return frozenset(found)

    def _settles(self, state: State, wanted: int) -> bool:
        """Whether with some value of the variable of `wanted` all completions agree."""
        return any(
            len(self._with_cell(state, wanted, cell)) == 1
            for cell in range(len(self.diagram.variables[wanted].cells))
        )

    def _with_cell(self, state: State, wanted: int, cell: int) -> frozenset[NodeId]:
        """The answers of the completions in which the variable of `wanted` is in a cell."""
        known: dict[State, frozenset[NodeId]] = {}

        def answers(state: State) -> frozenset[NodeId]:
            if state not in known:
                known[state] = self._explored(state, wanted, cell, answers)
            return known[state]

        return answers(state)

    def _explored(
        self, state: State, wanted: int, cell: int, answers: Callable[[State], frozenset[NodeId]]
    ) -> frozenset[NodeId]:
        if all(each < 0 for each in (state[0], *state[1])):
            return frozenset({state[0]})
        level = self.first_level(state)
        if level > wanted:
            return self._reach(state)
        if level == wanted:
            following = self.step(state, level, cell)
            return frozenset() if following is None else self._reach(following)
        return frozenset().union(*map(answers, self.after(state)))

    def _cell(self, variable: Variable) -> int | None:
        value: Value
        if variable.opaque is not None:
            value = part_value(variable, variable.opaque, self._situation)
        else:
            value = self._situation.lookup(variable.name)
        return None if isinstance(value, Unknown) else variable.place(value)

    def _walked(self, node: NodeId) -> NodeId:
        """The first question from `node` on that nobody has answered."""
        forest = self._forest
        while node >= 0:
            cell = self.cells[forest.levels[node]]
            if cell is None:
                return node
            node = forest.children[node][cell]
        return node

    def _binding(self, levels: frozenset[int]) -> tuple[NodeId, ...]:
        """The constraints that bind an open question among `levels`, also by way of one another."""
        if not self.diagram.guards:
            return ()
        bound = self._open(levels)
        binding: list[NodeId] = []
        waiting = [
            (root, guard.levels)
            for guard in self.diagram.guards
            if (root := self._walked(guard.root)) != self._forest.true
        ]
        while near := [each for each in waiting if not self._open(each[1]).isdisjoint(bound)]:
            for each in near:
                waiting.remove(each)
                binding.append(each[0])
                bound |= self._open(each[1])
        return tuple(binding)

    def _open(self, levels: frozenset[int]) -> frozenset[int]:
        return frozenset(level for level in levels if self.cells[level] is None)

    def _reach(self, state: State) -> frozenset[NodeId]:
        known = self._reached.get(state)
        if known is None:
            node, guards = state
            if node < 0 and not guards:
                known = frozenset({node})
            else:
                known = frozenset().union(*map(self._reach, self.after(state)))
            self._reached[state] = known
        return known

    def after(self, state: State) -> Iterator[State]:
        """The states behind each cell of the first open question of a state; forbidden ones are left out."""
        level = self.first_level(state)
        for cell in range(len(self.diagram.variables[level].cells)):
            following = self.step(state, level, cell)
            if following is not None:
                yield following

    def first_level(self, state: State) -> int:
        """The first open question of a state that is not settled."""
        node, guards = state
        levels = self._forest.levels
        return min(levels[each] for each in (node, *guards) if each >= 0)

    def step(self, state: State, level: int, cell: int) -> State | None:
        """The state after an answer to the question of `level`; None where a constraint forbids it.

        Raises:
            DiagramTooLargeError: too many states were looked at for this person.
        """
        self._looked_at += 1
        if self._looked_at > MAX_STANDINGS:
            raise DiagramTooLargeError
        node, guards = state
        kept: list[NodeId] = []
        for guard in guards:
            following = self._stepped(guard, level, cell)
            if following == self._forest.false:
                return None
            if following != self._forest.true:
                kept.append(following)
        return self._stepped(node, level, cell), tuple(kept)

    def _stepped(self, node: NodeId, level: int, cell: int) -> NodeId:
        if node < 0 or self._forest.levels[node] != level:
            return node
        return self._walked(self._forest.children[node][cell])


class _Difference:
    """Looks for two completions that differ in one variable alone and in the answer."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._told_apart: dict[tuple[State, State], bool] = {}

    def turns_on(self, state: State, wanted: int) -> bool:
        """Whether the answer of some completions turns with the variable of `wanted`."""
        known: dict[State, bool] = {}

        def search(state: State) -> bool:
            found = known.get(state)
            if found is None:
                found = known[state] = explore(state)
            return found

        def explore(state: State) -> bool:
            if state[0] < 0:
                return False
            standing = self._standing
            if standing.first_level(state) < wanted:
                return any(map(search, standing.after(state)))
            level = wanted
            cells = range(len(standing.diagram.variables[level].cells))
            branches = {standing.step(state, level, cell) for cell in cells} - {None}
            return any(
                self._differ(one, other)
                for one in branches
                for other in branches
                if one is not None and other is not None and one[0] < other[0]
            )

        return search(state)

    def _differ(self, one: State, other: State) -> bool:
        """Whether some completion of the rest is allowed by both states and has two answers."""
        if one[0] == other[0]:
            return False
        key = (one, other)
        found = self._told_apart.get(key)
        if found is None:
            found = self._told_apart[key] = self._explore(one, other)
        return found

    def _explore(self, one: State, other: State) -> bool:
        standing = self._standing
        questions = (one[0], other[0], *one[1], *other[1])
        if all(each < 0 for each in questions):
            return True
        level = min(standing.diagram.forest.levels[each] for each in questions if each >= 0)
        for cell in range(len(standing.diagram.variables[level].cells)):
            left, right = standing.step(one, level, cell), standing.step(other, level, cell)
            if left is not None and right is not None and self._differ(left, right):
                return True
        return False
