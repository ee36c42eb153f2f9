"""Builder: the diagram of a service on one day."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from sxguide.dependencies import reads
from sxguide.diagram.atoms import Atoms, NotTabulatedError
from sxguide.diagram.cuts import bare_turns, turns
from sxguide.diagram.evaluation import function_of
from sxguide.diagram.forest import Forest, NodeId
from sxguide.diagram.limits import (
    MAX_COMBINATIONS,
    MAX_EVALUATIONS,
    MAX_VARIABLES,
    DiagramTooLargeError,
)
from sxguide.diagram.recall import Recall
from sxguide.diagram.variables import Cut, Point, Turns, Variable
from sxguide.errors import LimitError
from sxguide.feel.evaluator import evaluate
from sxguide.feel.logic import negation
from sxguide.feel.nodes import Binary, Call, ComparisonOperator, Name, Node
from sxguide.feel.traversal import names_read, walk
from sxguide.model import Condition, Expression, Formula, Group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sxguide.diagram.atoms import Atom
    from sxguide.diagram.moment import Moment
    from sxguide.model import Constraint, Service
    from sxguide.values import Value

_MIRRORED: Mapping[ComparisonOperator, ComparisonOperator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """A constraint of the vocabulary: true where facts may stand together.

    `is_plain`: it asks no fact twice, so that three-valued logic finds wherever facts break it.
    """

    constraint: Constraint
    root: NodeId
    levels: frozenset[int]
    is_plain: bool


@dataclass(frozen=True, slots=True)
class ServiceDiagram:
    """Everything of a service that cells settle, over one order of `variables`.

    `truths` has the diagram of each condition and of what each material, place and notice depends on; `groups` those of
    the branches of the eligibility, by id; `values` those of the outputs, by name, whose value is the same all over a cell.
    `supposed` are the levels of the variables whose facts may be known by default.
    """

    service: Service
    moment: Moment
    forest: Forest
    variables: tuple[Variable, ...]
    truths: Mapping[Expression, NodeId]
    groups: Mapping[str, NodeId]
    values: Mapping[str, NodeId]
    guards: tuple[Guard, ...]
    supposed: frozenset[int]
    recall: Recall = field(default_factory=Recall, compare=False, repr=False)

    @property
    def root(self) -> NodeId:
        """The eligibility."""
        return self.groups[self.service.eligibility.id]

    @property
    def size(self) -> int:
        """How many questions the diagram of the eligibility has."""
        return sum(1 for _ in self.forest.below(self.root))


def build(service: Service, moment: Moment, room: int = 1) -> ServiceDiagram:
    """The diagram of a service at a moment; `room` multiplies how many nodes it may have.

    Raises:
        DiagramTooLargeError: it would have too many nodes, or take too much to build.
    """
    try:
        return _Builder(service, moment, room).diagram()
    except LimitError as error:
        raise DiagramTooLargeError from error


def cuts_along(
    fact: str, rules: Iterable[Expression], service: Service, moment: Moment
) -> frozenset[Cut] | None:
    """Where rules that are true or false cut the domain of a fact; None where a rule is not proved to turn once with it.

    A rule that compares the fact with another that is free as well, and that no cut can divide, is left out.

    Raises:
        DiagramTooLargeError: it would take too much to find.
    """
    try:
        return _Builder(service, moment, 1).cuts_along(fact, rules)
    except LimitError as error:
        raise DiagramTooLargeError from error


class _Builder:
    """One diagram on its way."""

    def __init__(self, service: Service, moment: Moment, room: int) -> None:
        self._service = service
        self._moment = moment
        self._rulebook = moment.rulebook
        self._atoms = Atoms(moment)
        self._cuts: dict[str, set[Cut]] = {}
        self._turns: dict[Node, Mapping[tuple[Value, ...], Turns]] = {}
        self._order: dict[str, None] = {}
        self._variables: tuple[Variable, ...] = ()
        self._forest = Forest(room)
        self._evaluations = 0

    def diagram(self) -> ServiceDiagram:
        statements = {each: self._statement(each) for each in _statements(self._service)}
        outputs = {each.name: self._value(each.formula) for each in self._service.outputs}
        constraints = {each: self._statement(each.holds) for each in self._linked_constraints()}
        if len(self._order) > MAX_VARIABLES:
            raise DiagramTooLargeError
        self._variables = tuple(map(self._variable, self._order))
        truths = {
            each: self._tabulated(ready, lambda value: value is True)
            for each, ready in statements.items()
        }
        values = {
            name: self._tabulated(ready, lambda value: value)
            for name, ready in outputs.items()
            if ready is not None
        }
        groups: dict[str, NodeId] = {}
        self._join(self._service.eligibility, truths, groups)
        return ServiceDiagram(
            service=self._service,
            moment=self._moment,
            forest=self._forest,
            variables=self._variables,
            truths=truths,
            groups=groups,
            values=values,
            guards=tuple(self._guard(each, ready) for each, ready in constraints.items()),
            supposed=frozenset(
                level for level, each in enumerate(self._variables) if self._is_supposed(each)
            ),
        )

    def _is_supposed(self, variable: Variable) -> bool:
        facts = [self._rulebook.facts.get(name) for name in variable.facts]
        return any(fact is not None and fact.default is not None for fact in facts)

    def cuts_along(self, fact: str, rules: Iterable[Expression]) -> frozenset[Cut] | None:
        """Where rules cut the domain of a fact."""
        for rule in rules:
            self._statement(rule)
        for part in self._atoms.parts.values():
            others = part.facts - {fact}
            if fact in part.facts and all(map(self._moment.is_few, others)):
                return None
        return frozenset(self._cuts.get(fact, ()))

    def _guard(self, constraint: Constraint, ready: Formula) -> Guard:
        root = self._tabulated(ready, lambda value: value is not False)
        names = [each.name for each in walk(constraint.holds.node) if isinstance(each, Name)]
        derived = self._rulebook.definitions.keys() & names
        is_plain = not derived and len(names) == len(set(names))
        return Guard(constraint, root, self._forest.support(root), is_plain)

    # Taking rules apart

    def _statement(self, expression: Expression) -> Formula:
        """A rule that is true or false, ready; where its cuts cannot be found it is opaque as a whole."""
        ready = self._cut(lambda: self._atoms.statement(expression))
        return self._noted(ready or self._atoms.opaque(expression))

    def _value(self, formula: Formula) -> Formula | None:
        """The formula of an output, ready, if cells settle its value."""
        ready = self._cut(lambda: self._atoms.formula(formula))
        return ready and self._noted(ready)

    def _cut(self, take_apart: Callable[[], Formula]) -> Formula | None:
        """A rule taken apart, its cuts found; None where that cannot be done, and then no atom of it counts."""
        known = dict(self._atoms.atoms)
        try:
            ready = take_apart()
            new = list(self._atoms.atoms.values())[len(known) :]
            found = [(atom, self._turns_of(atom)) for atom in new]
        except NotTabulatedError:
            self._atoms.atoms = known
            return None
        for atom, by_values in found:
            self._turns[atom.test] = by_values
            cuts = self._cuts.setdefault(atom.fact, set())
            cuts.update(*(each.cuts for each in by_values.values()))
        return ready

    def _noted(self, ready: Formula) -> Formula:
        self._order.update(dict.fromkeys(self._variables_of(ready)))
        return ready

    def _variables_of(self, formula: Formula) -> Iterator[str]:
        """The variables of a rule in the order of its text; those behind one name in the vocabulary's."""
        parts = {part.name for part in self._atoms.parts.values()}
        for name in _names(formula):
            if name in parts:
                yield name
            else:
                yield from sorted(self._moment.free_facts(name), key=self._moment.rank)

    def _linked_constraints(self) -> list[Constraint]:
        """The constraints that bind a variable, also by way of other constraints."""
        bound = set(self._order)
        linked: list[Constraint] = []
        waiting = [(each, self._moment.free_in(each.holds)) for each in self._rulebook.constraints]
        while near := [each for each in waiting if not each[1].isdisjoint(bound)]:
            waiting = [each for each in waiting if each[1].isdisjoint(bound)]
            bound.update(*(free for _, free in near))
            linked += (constraint for constraint, _ in near)
        return linked

    # Cuts

    def _turns_of(self, atom: Atom) -> Mapping[tuple[Value, ...], Turns]:
        """Where an atom turns, for each combination of the values of the other facts that it reads."""
        others = self._others(atom)
        self._count(math.prod(len(self._few(name)) for name in others))
        return {
            values: self._turns_at(atom, self._moment.also(dict(zip(others, values, strict=True))))
            for values in itertools.product(*map(self._few, others))
        }

    def _others(self, atom: Atom) -> list[str]:
        free = self._moment.free(names_read(atom.test)) - {atom.fact}
        return sorted(free, key=self._moment.rank)

    def _turns_at(self, atom: Atom, moment: Moment) -> Turns:
        """Where an atom turns with all other facts that it reads fixed; found once a moment."""
        found = moment.turns.get(atom.test)
        if found is None:
            found = moment.turns[atom.test] = self._find_turns(atom, moment)
        return found

    def _find_turns(self, atom: Atom, moment: Moment) -> Turns:
        fact = self._rulebook.facts[atom.fact]
        bare = _bare(atom)
        if bare is not None:
            op, bound = bare
            return bare_turns(op, evaluate(bound, moment.value), fact.kind)
        if fact.kind == "number":
            raise NotTabulatedError
        weight = self._moment.weight(Expression(atom.test, "", atom.test.span))
        left, right = (
            function_of(Expression(side, "", side.span), [atom.fact], moment)
            for side in (atom.test.left, atom.test.right)
        )

        def sides(value: Value) -> tuple[Value, Value]:
            self._count(weight)
            return left((value,)), right((value,))

        return turns(atom.op, sides, fact.kind, moment.day)

    def _count(self, evaluations: int) -> None:
        self._evaluations += evaluations
        if self._evaluations > MAX_EVALUATIONS:
            raise DiagramTooLargeError

    def _few(self, name: str) -> tuple[Point, ...]:
        fact = self._rulebook.facts[name]
        if fact.kind == "boolean":
            return (False, True)
        return tuple(choice.value for choice in fact.choices)

    # Putting together

    def _variable(self, name: str) -> Variable:
        for part in self._atoms.parts.values():
            if part.name == name:
                return Variable.of_part(name, part.node, sorted(part.facts), part.steady)
        fact = self._rulebook.facts[name]
        if self._moment.is_few(name):
            return Variable.of_few(name, self._few(name))
        cuts = self._cuts.get(name, set())
        may_lack = name in self._atoms.may_lack
        return Variable.of_many(name, fact.kind, cuts, fact.minimum, may_lack=may_lack)

    def _tabulated(self, ready: Formula, reading: Callable[[Value], Value]) -> NodeId:
        """The diagram of what `reading` makes of the values of a rule."""
        return self._forest.mapped(self._grown(ready), reading)

    def _grown(self, ready: Formula) -> NodeId:
        """The diagram of a rule's values: `and`, `or` and `not` join diagrams, all else is tried on every cell."""
        match ready:
            case Expression(node=Binary(op=("and" | "or") as op, left=left, right=right)):
                sides = [self._grown(replace(ready, node=side)) for side in (left, right)]
                return self._forest.joined(sides, every=op == "and")
            case Expression(node=Call(Name("not"), (operand,), None)):
                return self._forest.mapped(self._grown(replace(ready, node=operand)), negation)
            case _:
                return self._tried(ready)

    def _tried(self, ready: Formula) -> NodeId:
        """The diagram of a rule that is tried on every combination of its cells."""
        wanted = set(self._variables_of(ready))
        levels = [level for level, each in enumerate(self._variables) if each.name in wanted]
        samples: list[list[Value]] = [
            [cell.sample for cell in self._variables[level].cells] for level in levels
        ]
        combinations = math.prod(map(len, samples))
        if combinations > MAX_COMBINATIONS:
            raise DiagramTooLargeError
        names = [self._variables[level].name for level in levels]
        answer = self._known_answer(ready, names)
        if answer is None:
            self._count(combinations * self._moment.weight(ready))
            answer = function_of(ready, names, self._moment)
        return self._forest.tabulated(levels, samples, answer)

    def _known_answer(
        self, ready: Formula, names: Sequence[str]
    ) -> Callable[[Sequence[Value]], Value] | None:
        """The values of an atom, all of which are known since its turns are."""
        if not isinstance(ready, Expression) or not isinstance(ready.node, Binary):
            return None
        by_values = self._turns.get(ready.node)
        if by_values is None:
            return None
        atom = self._atoms.atoms[ready.node]
        if atom.fact in self._atoms.may_lack:
            return None
        place = names.index(atom.fact)
        others = [names.index(name) for name in self._others(atom)]

        def answer(row: Sequence[Value]) -> Value:
            turned = by_values[tuple(row[each] for each in others)]
            return turned.at(cast("Point", row[place]))

        return answer

    def _join(
        self,
        node: Condition | Group,
        truths: Mapping[Expression, NodeId],
        groups: dict[str, NodeId],
    ) -> NodeId:
        """The diagram of a node of the eligibility; those of branches are kept in `groups`."""
        is_in_force = node.in_force is None or node.in_force.covers(self._moment.day)
        if isinstance(node, Condition):
            return truths[node.when] if is_in_force else self._forest.false
        members = [self._join(member, truths, groups) for member in node.members]
        joined = self._forest.joined(members, every=node.quantifier == "all")
        groups[node.id] = joined if is_in_force else self._forest.false
        return groups[node.id]


def _statements(service: Service) -> Iterator[Expression]:
    """Every rule of a service that is true or false."""
    for condition in service.eligibility.conditions():
        yield condition.when
    for item in (*service.materials, *service.handling.items(), *service.notices):
        if item.when is not None:
            yield item.when


def _names(formula: Formula) -> Iterable[str]:
    if isinstance(formula, Expression):
        return (node.name for node in walk(formula.node) if isinstance(node, Name))
    return sorted(reads(formula))


def _bare(atom: Atom) -> tuple[ComparisonOperator, Node] | None:
    """A comparison of the fact itself, as an operator and what the fact is compared with."""
    match atom.test:
        case Binary(left=Name(name), right=bound) if name == atom.fact:
            return atom.op, bound
        case Binary(left=bound, right=Name(name)) if name == atom.fact:
            return _MIRRORED[atom.op], bound
        case _:
            return None
