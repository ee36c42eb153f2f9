"""Atoms: a rule taken apart into comparisons whose cuts can be found, and parts that stay opaque.

Definitions that are expressions are written out in place. Then every part that yields true or false and rests on a fact
with an ordered domain is one of three things:

* a comparison that is proved to turn once as one fact rises: an atom, which cuts that fact's domain;
* built from such parts by logic, by `if`, or by looking them up in a table;
* anything else: opaque, one yes-or-no variable of its own.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, assert_never

from sxguide.diagram.directions import Direction, Directions, is_positive_literal
from sxguide.diagram.limits import MAX_DEPTH, MAX_PARTS, DiagramTooLargeError
from sxguide.feel.evaluator import evaluate
from sxguide.feel.nodes import (
    Binary,
    Call,
    Conditional,
    Literal,
    Name,
    Node,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.printer import to_feel
from sxguide.feel.traversal import children, names_read, rebuilt
from sxguide.model import Expression, Formula, TableFormula, TermFormula, is_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.diagram.moment import Moment
    from sxguide.feel.nodes import BinaryOperator, ComparisonOperator

_COMPARISONS: frozenset[BinaryOperator] = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Atom:
    """A comparison that turns at most once as `fact` rises, all else being given; `op` is an ordering."""

    fact: str
    test: Binary
    op: ComparisonOperator


@dataclass(frozen=True, slots=True)
class Part:
    """An opaque part of a rule: what it is called in the rule's place, and the free names it rests on.

    `steady` are the facts along which it is proved to turn no more than once.
    """

    name: str
    node: Node
    facts: frozenset[str]
    steady: frozenset[str]


class _Written(NamedTuple):
    """A node written out, how many parts it has, and how deep they nest."""

    node: Node
    size: int
    depth: int


class NotTabulatedError(Exception):
    """A value that cells do not settle, as an amount that grows with a fact."""


class Atoms:
    """Takes rules apart, and keeps the atoms and the opaque parts that were found."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self.atoms: dict[Node, Atom] = {}
        self.parts: dict[str, Part] = {}
        # Facts that some rule asks for being there at all.
        self.may_lack: set[str] = set()
        # Definitions written out, with how many parts each has and how deep they nest.
        self._written_out: dict[str, _Written] = {}
        # By the identity of a node, which is kept for that; to find equal nodes one has to go through them.
        self._free_in: dict[int, tuple[Node, frozenset[str]]] = {}

    def statement(self, expression: Expression) -> Expression:
        """A rule that yields true or false, with names in the place of what is opaque in it."""
        return replace(expression, node=self._statement(self._write_out(expression.node)))

    def opaque(self, expression: Expression) -> Expression:
        """The same, where the whole rule is opaque."""
        return replace(expression, node=self._opaque(self._write_out(expression.node)))

    def formula(self, formula: Formula) -> Formula:
        """A formula with names in the place of what is opaque in it.

        Raises:
            NotTabulatedError: its value changes within cells.
        """
        match formula:
            case Expression(node=node):
                return replace(formula, node=self._settled(self._write_out(node)))
            case TableFormula():
                self._check_table(formula)
                return formula
            case TermFormula(after=after, days=days):
                for part in (after, days):
                    self._settled(self._write_out(part.node))
                return formula
            case _:
                assert_never(formula)

    # Writing definitions out

    def _write_out(self, node: Node) -> Node:
        """A rule with its definitions in place.

        Raises:
            DiagramTooLargeError: it is too long, or too deep.
        """
        return self._written(node).node

    def _written(self, node: Node) -> _Written:
        if isinstance(node, Name):
            body = self._moment.expression(node.name)
            if body is None:
                return _Written(node, 1, 1)
            if node.name not in self._written_out:
                self._written_out[node.name] = self._written(body)
            return self._written_out[node.name]
        if isinstance(node, Conditional) and not self._moment.free(names_read(node.condition)):
            holds = evaluate(node.condition, self._moment.value) is True
            return self._written(node.then if holds else node.otherwise)
        parts = [self._written(part) for part in children(node)]
        size = 1 + sum(part.size for part in parts)
        depth = 1 + max((part.depth for part in parts), default=0)
        # A definition that reads another twice doubles it: sixty such in a row would fill any memory.
        if size > MAX_PARTS or depth > MAX_DEPTH:
            raise DiagramTooLargeError
        whole = rebuilt(node, [part.node for part in parts]) if parts else node
        return _Written(whole, size, depth)

    # What cells settle

    def _free(self, node: Node) -> frozenset[str]:
        """The free facts that a node rests on, and the parameters without a value."""
        if id(node) not in self._free_in:
            self._free_in[id(node)] = node, self._moment.free(names_read(node))
        return self._free_in[id(node)][1]

    def _statement(self, node: Node) -> Node:
        try:
            return self._settled(node)
        except NotTabulatedError:
            return self._opaque(node)

    def _settled(self, node: Node) -> Node:
        """The node, where its value is the same all over a cell."""
        free = self._free(node)
        if all(map(self._moment.is_few, free)):
            return node
        match node:
            case Binary(op="and" | "or", left=left, right=right):
                return replace(node, left=self._statement(left), right=self._statement(right))
            case Binary(op=op) if op in _COMPARISONS:
                return self._comparison(node)
            case Test():
                return self._test(node)
            case Conditional(condition, then, otherwise):
                return replace(
                    node,
                    condition=self._statement(condition),
                    then=self._settled(then),
                    otherwise=self._settled(otherwise),
                )
            case Call(Name("not"), (operand,), None):
                return replace(node, arguments=(self._statement(operand),))
            case Name(name):
                self._check_name(name)
                return node
            case _:
                return rebuilt(node, [self._settled(part) for part in children(node)])

    def _check_name(self, name: str) -> None:
        definition = self._moment.rulebook.definitions.get(name)
        if definition is None or not isinstance(definition.formula, TableFormula):
            raise NotTabulatedError
        self._check_table(definition.formula)

    def _check_table(self, formula: TableFormula) -> None:
        """A table settles its value where cells settle every test and every output."""
        table = formula.table
        for row in table.rows:
            for subject, test in zip(table.inputs, row.tests, strict=True):
                posed = replace(test, subject=self._write_out(subject))
                if self._settled(posed) != posed:
                    raise NotTabulatedError
        outputs = [node for row in table.rows for node in row.outputs]
        for node in (*outputs, *table.defaults, *itertools.chain(*table.priorities)):
            whole = self._write_out(node)
            if self._settled(whole) != whole:
                raise NotTabulatedError

    # Comparisons

    def _comparison(self, node: Binary) -> Node:
        if isinstance(node.right, Literal) and node.right.value is None and node.op in {"=", "!="}:
            return self._absence(node)
        try:
            return replace(node, left=self._settled(node.left), right=self._settled(node.right))
        except NotTabulatedError:
            branching = _by_branch(node)
            if branching is not None:
                return self._settled(branching)
            self._add_atoms(node)
            return node

    def _absence(self, node: Binary) -> Node:
        """`fact = null`: whether the person has such a thing."""
        match node.left:
            case Name(name) if self._moment.is_ordered(name):
                self.may_lack.add(name)
                return node
            case _:
                raise NotTabulatedError

    def _test(self, node: Test) -> Node:
        try:
            self._settled(node.subject)
        except NotTabulatedError:
            for comparison in _comparisons(node):
                self._add_atoms(comparison)
        else:
            for test in node.tests:
                self._settled(test)
        return node

    def _add_atoms(self, node: Binary) -> None:
        """Keeps a comparison whose difference is proved to rise or to fall with its only ordered fact."""
        free = self._free(node)
        ordered = [name for name in free if not self._moment.is_few(name)]
        if len(ordered) != 1 or not self._moment.is_ordered(ordered[0]):
            raise NotTabulatedError
        (fact,) = ordered
        if not self._is_steady(node.left, node.right, fact):
            raise NotTabulatedError
        for op in _orderings(node.op):
            test = replace(node, op=op)
            self.atoms.setdefault(test, Atom(fact, test, op))

    def _way(self, name: str, fact: str) -> Direction:
        """How a name that is not written out moves with a fact."""
        if fact not in self._moment.free([name]):
            return Direction.STILL
        definition = self._moment.rulebook.definitions.get(name)
        if definition is None:
            return Direction.UNKNOWN
        match definition.formula:
            case TermFormula(after=after, days=days):
                directions = Directions(fact, lambda one: self._way(one, fact), self._is_positive)
                return directions.of(self._write_out(after.node)) | directions.of(
                    self._write_out(days.node)
                )
            case _:
                return Direction.UNKNOWN

    def _is_positive(self, node: Node) -> bool:
        """Whether a number or duration is proved never to be negative."""
        match node:
            case Name(name):
                return self._is_positive_name(name)
            case Binary("+" | "*" | "/", left, right):
                return self._is_positive(left) and self._is_positive(right)
            case Call(Name("max"), arguments, None):
                return any(map(self._is_positive, arguments))
            case Call(Name("min" | "floor" | "ceiling"), arguments, None):
                return all(map(self._is_positive, arguments))
            case Conditional(_, then, otherwise):
                return self._is_positive(then) and self._is_positive(otherwise)
            case _:
                return is_positive_literal(node)

    def _is_positive_name(self, name: str) -> bool:
        rulebook = self._moment.rulebook
        if is_parameter(name):
            value = self._moment.value(name)
            return isinstance(value, Decimal) and value >= 0
        if name in rulebook.facts:
            minimum = rulebook.facts[name].minimum
            return minimum is not None and minimum >= 0
        definition = rulebook.definitions.get(name)
        match definition.formula if definition is not None else None:
            case Expression(node=node):
                return self._is_positive(node)
            case TableFormula(table=table):
                outputs = [node for row in table.rows for node in row.outputs]
                return all(map(self._is_positive, (*outputs, *table.defaults)))
            case _:
                return False

    def _opaque(self, node: Node) -> Name:
        text = to_feel(node)
        part = self.parts.get(text)
        if part is None:
            facts = self._free(node)
            part = self.parts[text] = Part(f"? {text}", node, facts, self._steady(node, facts))
        return Name(part.name, node.span)

    def _steady(self, node: Node, facts: frozenset[str]) -> frozenset[str]:
        match node:
            case Binary("=", Binary() as comparison, Literal(value=True)):
                return self._steady(comparison, facts)
            case Binary("<" | "<=" | ">" | ">=", left, right):
                ordered = filter(self._moment.is_ordered, facts)
                return frozenset(each for each in ordered if self._is_steady(left, right, each))
            case _:
                return frozenset()

    def _is_steady(self, left: Node, right: Node, fact: str) -> bool:
        directions = Directions(fact, lambda name: self._way(name, fact), self._is_positive)
        difference = directions.of(left) | directions.of(right).turned()
        return difference is not Direction.UNKNOWN


def _by_branch(node: Binary) -> Conditional | None:
    """`(if c then a else b) < d` as `if c then a < d else b < d`; None where neither side is an `if`."""
    match node:
        case Binary(left=Conditional(condition, then, otherwise, span)):
            yes, no = (replace(node, left=each) for each in (then, otherwise))
        case Binary(right=Conditional(condition, then, otherwise, span)):
            yes, no = (replace(node, right=each) for each in (then, otherwise))
        case _:
            return None
    return Conditional(condition, yes, no, span)


def _orderings(op: BinaryOperator) -> Iterator[ComparisonOperator]:
    """A comparison as orderings, each of which turns once: `a = b` is `a >= b` and not `a > b`."""
    match op:
        case "<" | "<=" | ">" | ">=":
            yield op
        case _:
            yield ">="
            yield ">"


def _comparisons(node: Test) -> Iterator[Binary]:
    """The comparisons that a test of a subject comes down to."""
    for test in node.tests:
        match test:
            case UnaryTest(op, operand):
                yield Binary(op, node.subject, operand, test.span)
            case RangeLiteral(low, high, low_included, high_included):
                if low is not None:
                    yield Binary(">=" if low_included else ">", node.subject, low, test.span)
                if high is not None:
                    yield Binary("<=" if high_included else "<", node.subject, high, test.span)
            case Literal():
                yield Binary("=", node.subject, test, test.span)
            case _:
                raise NotTabulatedError
