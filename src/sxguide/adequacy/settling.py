"""Settling: rules and mutant with the values of parameters on a day written out, so that what comes to the same is the same.

A parameter with the same value in both, and a definition that is proved to have the same value for everybody, go by one
name again. Nothing here looks at the date of the application, so what is found holds on every day on which parameters are
as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sxguide.adequacy.branches import may_differ
from sxguide.adequacy.pairs import MARK, Pair, mapped, rewritten
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.citations import Text
from sxguide.dependencies import expressions, reads
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.errors import SxguideError
from sxguide.feel.evaluator import evaluate
from sxguide.feel.nodes import Binary, Call, Conditional, Literal, Name, Negation, Path
from sxguide.feel.printer import to_feel
from sxguide.feel.traversal import children, names_read, reads_subject, rebuilt
from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Entry,
    Expression,
    Group,
    TableFormula,
    is_parameter,
)
from sxguide.values import Unknown
from sxguide.verification.ground import Ground, bare

if TYPE_CHECKING:
    from sxguide.adequacy.stretches import Stretch
    from sxguide.feel.nodes import Node
    from sxguide.model import Definition, Formula, Parameter, Service
    from sxguide.workdays import WorkCalendar


class Settling:
    """A pair on the days of a stretch, and the names of the mutant that mean what the rules' own do."""

    def __init__(self, pair: Pair, stretch: Stretch, calendar: WorkCalendar) -> None:
        self._pair = pair
        self._rulebook = pair.rulebook
        self._stretch = stretch
        self._day = stretch.first
        self._calendar = calendar
        self._situation = Situation(pair.rulebook, calendar, {APPLICATION_DATE: self._day})
        self._same: dict[str, str] = {}
        for name, parameter in self._rulebook.parameters.items():
            if name.endswith(MARK) and self._is_same_parameter(parameter):
                self._same[PARAMETER_PREFIX + name] = PARAMETER_PREFIX + name.removesuffix(MARK)
        definitions = [name for name in self._rulebook.definitions if name.endswith(MARK)]
        while more := [
            name
            for name in definitions
            if name not in self._same and self._is_same_definition(name)
        ]:
            self._same.update({name: name.removesuffix(MARK) for name in more})

    def pair(self) -> Pair:
        """The pair as it is on these days."""
        definitions = {
            name: replace(each, formula=self._formula(each.formula))
            for name, each in self._rulebook.definitions.items()
        }
        return Pair(
            replace(self._rulebook, definitions=definitions),
            mapped(self._pair.original, self._formula),
            mapped(self._pair.mutant, self._formula),
        )

    def _is_same_parameter(self, parameter: Parameter) -> bool:
        own = self._rulebook.parameters[parameter.name.removesuffix(MARK)]
        keys = {entry.key for each in (parameter, own) for entry in each.entries}
        return all(
            self._value_on(parameter, key) == self._value_on(own, key) for key in keys or {None}
        )

    def _value_on(self, parameter: Parameter, key: int | None) -> object:
        entry = parameter.at(self._day, key)
        return (type(entry.value), entry.value) if isinstance(entry, Entry) else None

    def _formula(self, formula: Formula) -> Formula:
        return rewritten(formula, self._node)

    def _node(self, node: Node) -> Node:
        """A part of a rule with the rules' own names, and values in the place of what only rests on parameters."""
        if isinstance(node, Name) and node.name in self._same:
            node = replace(node, name=self._same[node.name])
        parts = children(node)
        if parts:
            node = rebuilt(node, [self._node(part) for part in parts])
        return self._value(node) if self._is_constant(node) else node

    def _is_constant(self, node: Node) -> bool:
        if not isinstance(node, Binary | Call | Conditional | Name | Negation | Path):
            return False
        names = names_read(node)
        if isinstance(node, Name) and not names:
            return False
        return not reads_subject(node) and all(map(self._is_value, names))

    def _is_value(self, name: str) -> bool:
        """Whether a name is a parameter's whose value no year picks."""
        parameter = self._rulebook.parameter(name) if is_parameter(name) else None
        return parameter is not None and parameter.keyed_by is None

    def _value(self, node: Node) -> Node:
        try:
            value = evaluate(node, self._situation.lookup)
        except SxguideError:
            return node
        return node if isinstance(value, Unknown) else Literal(value, node.span)

    def are_alike(self, own: Node, other: Node) -> bool:
        """Whether two dates come before and after the same days of the stretch, for everybody."""
        span = own.span
        first, last = (Literal(day, span) for day in (self._stretch.first, self._stretch.last))
        before = Binary("and", Binary("<", own, first, span), Binary("<", other, first, span), span)
        behind = Binary("and", Binary(">", own, last, span), Binary(">", other, last, span), span)
        is_beyond = Binary("or", before, behind, span)
        no, yes = (Literal(value, own.span) for value in (False, True))
        # A date that is null is beyond nothing.
        within = Conditional(is_beyond, no, yes, own.span)
        differ = may_differ(*(self._node(self._written(each)) for each in (own, other)))
        return self._is_impossible(Binary("and", differ, within, own.span))

    # Definitions

    def _is_same_definition(self, name: str) -> bool:
        definitions = self._rulebook.definitions
        mutant, own = definitions[name], definitions[name.removesuffix(MARK)]
        if self._formula(mutant.formula) == self._formula(own.formula):
            return True
        if not isinstance(own.formula, Expression) or not isinstance(mutant.formula, Expression):
            return False
        nodes = own.formula.node, mutant.formula.node
        differ = may_differ(*(self._node(self._written(node)) for node in nodes))
        return not self._rests_on_date(names_read(differ)) and self._is_impossible(differ)

    def _written(self, node: Node) -> Node:
        """An expression with the definitions that it reads written out, as far as that can be."""
        if isinstance(node, Name):
            definition = self._rulebook.definitions.get(node.name)
            body = None if definition is None else self._body(definition)
            return node if body is None else self._written(body)
        parts = children(node)
        return rebuilt(node, [self._written(part) for part in parts]) if parts else node

    def _body(self, definition: Definition) -> Node | None:
        """What a definition comes to: an expression, or a table as one branch after the other.

        Where rows of a table overlap, that is not what it comes to. So only tables count that ask the same in both.
        """
        match definition.formula:
            case Expression(node=node):
                return node
            case TableFormula(table=table) as formula:
                if table.hit_policy not in {"unique", "first"} or not self._asks_alike(definition):
                    return None
                chain: Node = table.defaults[0] if table.defaults else Literal(None, formula.span)
                for row in reversed(table.rows):
                    tests: list[Node] = [
                        replace(test, subject=subject)
                        for subject, test in zip(table.inputs, row.tests, strict=True)
                    ]
                    whole = tests[0]
                    for test in tests[1:]:
                        whole = Binary("and", whole, test, formula.span)
                    chain = Conditional(whole, row.outputs[0], chain, formula.span)
                return chain
            case _:
                return None

    def _asks_alike(self, definition: Definition) -> bool:
        twin = (
            definition.name.removesuffix(MARK)
            if definition.name.endswith(MARK)
            else definition.name + MARK
        )
        other = self._rulebook.definitions.get(twin)
        if other is None:
            return True
        tables = [
            each.formula.table
            for each in (definition, other)
            if isinstance(each.formula, TableFormula)
        ]
        asked = [
            (table.inputs, [row.tests for row in table.rows], table.defaults) for table in tables
        ]
        return len(asked) == 2 and asked[0] == asked[1]  # noqa: PLR2004 — the two of a pair

    def _is_impossible(self, node: Node) -> bool:
        """Whether a condition is true of nobody, whatever the date."""
        constraints = tuple(
            replace(each, holds=holds)
            for each in self._rulebook.constraints
            if (holds := self._on_any_day(each.holds)) is not None
        )
        when = Expression(node, to_feel(node), node.span)
        words = Text("", "")
        condition = Condition("differ", when, words, (), None, (), node.span)
        service: Service = self._pair.original
        group = Group("all", "all", (condition,), words, (), None, node.span)
        rulebook = replace(self._rulebook, constraints=constraints)
        try:
            ground = Ground(bare(service, group), Moment(rulebook, self._calendar, self._day, {}))
            return not ground.can_be(ground.diagram.truths[when])
        except DiagramTooLargeError:
            return False

    def _on_any_day(self, holds: Expression) -> Expression | None:
        """What a constraint says on some day of the stretch or other; None where that is not so easily told."""
        if not self._rests_on_date(reads(holds)):
            return holds
        match holds.node:
            case Binary(op="<=" | "<", left=left, right=Name(name)) as node if (
                name == APPLICATION_DATE and not self._rests_on_date(names_read(left))
            ):
                bound = replace(node, right=Literal(self._stretch.last, node.span))
                return replace(holds, node=bound, text=to_feel(bound))
            case _:
                return None

    def _rests_on_date(self, names: frozenset[str]) -> bool:
        if APPLICATION_DATE in names:
            return True
        definitions = self._rulebook.definitions
        return any(
            self._rests_on_date(names_read(node))
            for name in names
            if name in definitions
            for node in expressions(definitions[name].formula)
        )
