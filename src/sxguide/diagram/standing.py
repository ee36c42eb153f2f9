"""Standing: one person's facts put to a diagram: what can still come out, and which facts can still matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.diagram.influence import Influence
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.restriction import Restriction
from sxguide.feel.evaluator import evaluate
from sxguide.model import Condition, is_parameter
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.backends.situation import Situation
    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.variables import Variable
    from sxguide.model import Group, Plain


def half_known(diagram: ServiceDiagram, situation: Situation) -> dict[str, Plain]:
    """The facts that an open opaque part knows, and others of which are missing, with their values."""
    found: dict[str, Plain] = {}
    for variable in diagram.variables:
        if variable.opaque is None or len(variable.facts) == 1:
            continue
        facts = [name for name in variable.facts if not is_parameter(name)]
        known = diagram.moment.defaults.known(facts, situation)
        if 0 < len(known) < len(facts) and _part_cell(diagram, variable, situation) is None:
            found |= known
    return found


def _part_cell(diagram: ServiceDiagram, variable: Variable, situation: Situation) -> int | None:
    """The cell of an opaque part for one person; None where nobody knows."""
    part = variable.opaque
    known = diagram.moment.defaults.known(variable.facts, situation)
    # Most people know all of a part or nothing, and to find out nothing takes as long.
    if part is None or (variable.facts and not known):
        return None

    def find() -> int | None:
        value = evaluate(part, situation.lookup)
        if isinstance(value, Unknown):
            return None
        return variable.place(value if isinstance(value, bool) else None)

    return diagram.recall.part(variable, known, find)


class Standing:
    """Where a person stands in a diagram: the cell of every variable that is known.

    A completion is a choice of a cell for each of the others that no constraint forbids.
    """

    def __init__(self, diagram: ServiceDiagram, situation: Situation) -> None:
        self.diagram = diagram
        self._situation = situation
        self._value = diagram.moment.defaults.value
        self.cells = tuple([self._cell(level) for level in range(len(diagram.variables))])
        self._found = diagram.recall.of(self.cells)
        self._restriction: Restriction | None = None

    def restriction(self) -> Restriction:
        """What the person's facts leave of the diagram, to work with."""
        return Restriction(self.diagram, self.cells)

    @property
    def is_exact(self) -> bool:
        """Whether everything that a decision may ask of the diagram can be found within the limits."""
        found = self._found
        if found.is_exact is None:
            found.is_exact = self._finds_everything()
        return found.is_exact

    def _finds_everything(self) -> bool:
        diagram = self.diagram
        try:
            for root in (*diagram.truths.values(), *diagram.groups.values()):
                self.answers(root)
            self.mattering(diagram.root)
            self._asked_by_conditions()
            for root in diagram.values.values():
                self.answers(root)
                self.answers_where(root, diagram.root)
                self.mattering(root)
        except DiagramTooLargeError:
            return False
        return True

    def answers(self, root: NodeId) -> frozenset[NodeId]:
        """The answers that the completions give."""
        known = self._found.answers
        if root not in known:
            own = self._own
            function = own.left(root)
            known[root] = own.forest.reached(function, own.allowed(function))
        return known[root]

    def answers_where(self, root: NodeId, condition: NodeId) -> frozenset[NodeId]:
        """The answers that those completions give for which the diagram of `condition` is not false."""
        known, key = self._found.answers_where, (root, condition)
        if key not in known:
            known[key] = self._find_where(root, condition)
        return known[key]

    def _find_where(self, root: NodeId, condition: NodeId) -> frozenset[NodeId]:
        own = self._own
        function, held = own.left(root), own.left(condition)
        guard = own.forest.joined([held, own.allowed(function, held)], every=True)
        return own.forest.reached(function, guard)

    def mattering(self, root: NodeId) -> tuple[Variable, ...]:
        """The variables that can still matter to an answer that is open.

        Such a variable turns the answer (two completions differ in it alone, and in the answer), or else settles it (with
        one value of it, all completions agree).
        """
        known = self._found.mattering
        if root not in known:
            known[root] = tuple(self._mattering(root))
        return tuple([self.diagram.variables[level] for level in known[root]])

    def _mattering(self, root: NodeId) -> Iterator[int]:
        own = self._own
        function, possible = own.left(root), own.possible(root)
        influence = Influence(own, possible)
        for level in sorted(own.forest.support(function)):
            # Where nothing is forbidden, what is left of a reduced diagram matters.
            if possible == function or influence.turns(level) or influence.settles(level):
                yield level

    def awaited(self) -> tuple[str, ...]:
        """The names that can still matter to the outcome: those that most open conditions ask for first, then as they come."""
        found, variables = self._found, self.diagram.variables
        if found.varying is None:
            found.varying = tuple(self._varying())
        key = tuple([self.names([variables[level]]) for level in found.varying])
        if key not in found.awaited:
            found.awaited[key] = tuple(self._in_order())
        return found.awaited[key]

    def _in_order(self) -> list[str]:
        mattering = self.names(self.mattering(self.diagram.root))
        counts: dict[str, int] = {}
        for levels in self._asked_by_conditions():
            for name in sorted(self.names(self.diagram.variables[level] for level in levels)):
                counts[name] = counts.get(name, 0) + 1
        wanted = [*counts, *sorted(mattering - counts.keys())]
        return sorted(
            mattering.intersection(wanted), key=lambda n: (-counts.get(n, 0), wanted.index(n))
        )

    def _varying(self) -> Iterator[int]:
        """The levels that the outcome waits for and behind which there are other names for other people."""
        self.mattering(self.diagram.root)
        levels = {*self._found.mattering[self.diagram.root]}.union(*self._asked_by_conditions())
        for level in sorted(levels):
            if level in self.diagram.supposed or len(self.diagram.variables[level].facts) > 1:
                yield level

    def names(self, variables: Iterable[Variable]) -> frozenset[str]:
        """The facts and parameters that could settle these variables, also by way of defaults."""
        found: set[str] = set()
        for variable in variables:
            for name in variable.facts:
                value = self._value(name, self._situation)
                if isinstance(value, Unknown):
                    found |= value.names
        return frozenset(found)

    def _asked_by_conditions(self) -> tuple[tuple[int, ...], ...]:
        """The levels of the variables that each open condition asks, in the order of the eligibility."""
        if self._found.asked is None:
            self._found.asked = tuple(self._asked_by(self.diagram.service.eligibility))
        return self._found.asked

    def _asked_by(self, node: Condition | Group) -> Iterator[tuple[int, ...]]:
        diagram = self.diagram
        if node.in_force is not None and not node.in_force.covers(diagram.moment.day):
            return
        root = diagram.truths[node.when] if isinstance(node, Condition) else diagram.groups[node.id]
        if len(self.answers(root)) == 1:
            return
        if isinstance(node, Condition):
            own = self._own
            yield tuple(sorted(own.forest.support(own.left(root))))
        else:
            for member in node.members:
                yield from self._asked_by(member)

    @property
    def _own(self) -> Restriction:
        """For questions that nobody with the same cells has asked yet."""
        if self._restriction is None:
            self._restriction = self.restriction()
        return self._restriction

    def _cell(self, level: int) -> int | None:
        variable, get = self.diagram.variables[level], self._situation.facts.get
        given = get(variable.name)
        if given is not None:
            return variable.place(given)  # type: ignore[arg-type]  # a whole number stands for the decimal
        if level not in self.diagram.supposed and all(get(name) is None for name in variable.facts):
            return None
        if variable.opaque is not None:
            return _part_cell(self.diagram, variable, self._situation)
        value = self._value(variable.name, self._situation)
        return None if isinstance(value, Unknown) else variable.place(value)
