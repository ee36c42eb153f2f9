"""Closures: an expression made ready for many rows of values that differ in a few names only.

The reference is `evaluate`, and the closures agree with it on every row. What no row can change is worked out once. Of
the rest, names, lists, attributes, arithmetic, comparisons, `and`, `or`, `if`, `in` and calls of built-in functions
become Python closures; anything else (comprehensions, filters, contexts, functions, `instance of`, ranges and tests that
a row can change) is handed to `evaluate`, row by row. Budgets count for what is worked out once, and for each call and
each such part by itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, assert_never

from sxguide.errors import CalendarError
from sxguide.feel.arithmetic import minus
from sxguide.feel.attributes import attribute
from sxguide.feel.budget import Budget
from sxguide.feel.comparison import compare, is_member, is_within
from sxguide.feel.evaluator import evaluate
from sxguide.feel.functions.builtin import Builtin
from sxguide.feel.logic import disjunction, negation
from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    Filter,
    FunctionLiteral,
    InstanceOf,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.operator_closures import (
    EQUATED,
    ORDERED,
    Closure,
    Comparing,
    Fixed,
    calculation,
    choice,
    comparison,
    junction,
)
from sxguide.feel.traversal import children, names_read, walk
from sxguide.feel.types import NUMBER, Either, Type, Variable
from sxguide.values import Function, Range, Value

if TYPE_CHECKING:
    from sxguide.feel.logic import Truth


def compile_expression(
    node: Node, slots: Mapping[str, int], lookup: Callable[[str], Value]
) -> Closure:
    """What gives the expression's value for a row of values.

    `slots` are the names that differ from row to row, each with its place in a row. `lookup` gives every other name as in
    `evaluate`, and must not change its mind.

    Raises:
        LimitError: a part that no row can change uses up more than the standard budget; calling the closure raises it for
            the other parts.
    """
    return _Compiler(slots, lookup).part(node)


class _Compiler:
    """One compilation: which names are in the rows, and where the others come from."""

    def __init__(self, slots: Mapping[str, int], lookup: Callable[[str], Value]) -> None:
        self._slots = slots
        self._lookup = lookup
        # By identity: to find equal trees one has to go through them.
        self._known_to_change: dict[int, bool] = {}

    def part(self, node: Node) -> Closure:
        """The closure of a node."""
        if self._changes(node):
            return self._changing(node)
        return Fixed(evaluate(node, self._lookup))

    def _changes(self, node: Node) -> bool:
        """Whether a node reads anything that differs from row to row."""
        found = self._known_to_change.get(id(node))
        if found is None:
            if isinstance(node, Collection | Comprehension | Filter | FunctionLiteral):
                found = not names_read(node).isdisjoint(self._slots)
            elif isinstance(node, Name):
                found = node.name in self._slots
            else:
                found = any(map(self._changes, children(node)))
            self._known_to_change[id(node)] = found
        return found

    def _changing(self, node: Node) -> Closure:
        match node:
            case Name(name):
                return operator.itemgetter(self._slots[name])
            case Binary():
                return self._binary(node)
            case Test():
                return self._test(node)
            case Call():
                return self._call(node)
            case Conditional(condition, then, otherwise):
                return choice(self.part(condition), self.part(then), self.part(otherwise))
            case Path(subject, name):
                part = self.part(subject)
                return lambda row: attribute(part(row), name)
            case Negation(operand):
                part = self.part(operand)
                return lambda row: minus(part(row))
            case Collection(items, None):
                parts = [self.part(item) for item in items]
                return lambda row: tuple(part(row) for part in parts)
            case (
                Collection()
                | RangeLiteral()
                | Filter()
                | Comprehension()
                | FunctionLiteral()
                | InstanceOf()
                | UnaryTest()
            ):
                return self._walk(node)
            case Literal(value):
                return Fixed(value)
            case _:
                assert_never(node)

    def _walk(self, node: Node) -> Closure:
        """Leave the node to `evaluate`."""
        slots, lookup = self._slots, self._lookup

        def walked(row: Sequence[Value]) -> Value:
            return evaluate(node, lambda name: row[slots[name]] if name in slots else lookup(name))

        return walked

    def _binary(self, node: Binary) -> Closure:
        left, right = self.part(node.left), self.part(node.right)
        match node.op:
            case "and" | "or":
                return junction(left, right, deciding=node.op == "or")
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                return comparison(node.op, left, right)
            case "+" | "-" | "*" | "/" | "**":
                return calculation(node.op, left, right)
            case _:
                assert_never(node.op)

    def _test(self, node: Test) -> Closure:
        if not node.tests:
            return Fixed(not node.negated)
        if any(map(self._needs_walk, node.tests)):
            return self._walk(node)
        subject = self.part(node.subject)
        parts = [
            self.part(test.operand if isinstance(test, UnaryTest) else test) for test in node.tests
        ]
        passes = [_passing(test, part) for test, part in zip(node.tests, parts, strict=True)]
        if isinstance(subject, Fixed):
            # What such a test says of the subject is the same for every row: true settles it, false adds nothing.
            settled = [
                passing(subject.value, ()) if isinstance(part, Fixed) else None
                for passing, part in zip(passes, parts, strict=True)
            ]
            if any(truth is True for truth in settled):
                return Fixed(not node.negated)
            passes = [
                passing
                for passing, truth in zip(passes, settled, strict=True)
                if truth is not False
            ]

        def among(row: Sequence[Value]) -> Truth:
            value = subject(row)
            truths = []
            for passing in passes:
                truth = passing(value, row)
                if truth is True:
                    return not node.negated
                truths.append(truth)
            joined = disjunction(truths)
            return negation(joined) if node.negated else joined

        words = _words(node, parts)
        return among if words is None else _listed(words, subject, among, negated=node.negated)

    def _needs_walk(self, test: Node) -> bool:
        """Whether a test reads its subject as `?`, or is a range that a row can change."""
        reads_subject = any(isinstance(part, Name) and part.name == "?" for part in walk(test))
        is_range = isinstance(test, RangeLiteral)
        return reads_subject or (is_range and not names_read(test).isdisjoint(self._slots))

    def _call(self, node: Call) -> Closure:
        function = self.part(node.function)
        called = function.value if isinstance(function, Fixed) else None
        if not isinstance(called, Function) or not isinstance(called.call, Builtin):
            return self._walk(node)
        builtin, names = called.call, node.names
        parts = [self.part(argument) for argument in node.arguments]
        if names is None and _takes_numbers(builtin, len(parts)):
            return _call_with_numbers(builtin, parts)

        def call(row: Sequence[Value]) -> Value:
            return builtin.apply([part(row) for part in parts], names, Budget())

        return call


def _takes_numbers(builtin: Builtin, count: int) -> bool:
    """Whether the only form of the function that takes so many arguments takes numbers."""
    forms = [signature for signature in builtin.signatures if signature.takes(count)]
    return len(forms) == 1 and all(
        _is_open_to_numbers(forms[0].parameter(place).type) for place in range(count)
    )


def _is_open_to_numbers(wanted: Type) -> bool:
    match wanted:
        case Variable(bound=bound):
            return _is_open_to_numbers(bound)
        case Either(types=types):
            return NUMBER in types
        case _:
            return wanted == NUMBER


def _call_with_numbers(builtin: Builtin, parts: Sequence[Closure]) -> Closure:
    """A call that finds numbers as its arguments has nothing to prepare."""

    def call(row: Sequence[Value]) -> Value:
        arguments = [part(row) for part in parts]
        if any(type(argument) is not Decimal for argument in arguments):
            return builtin.apply(arguments, None, Budget())
        try:
            return builtin.implementation(*arguments)
        except (ArithmeticError, ValueError, CalendarError):
            return None

    return call


_Passing: TypeAlias = Callable[[Value, Sequence[Value]], Value]


def _passing(test: Node, part: Closure) -> _Passing:
    """Whether a value passes one test of a row."""
    if isinstance(test, UnaryTest):
        op = test.op
        return lambda value, row: compare(op, value, part(row))
    if isinstance(test, RangeLiteral) and isinstance(part, Fixed):
        interval = part.value
        if not isinstance(interval, Range):
            return lambda _value, _row: None
        within = _within(interval)
        return lambda value, _row: within(value)
    if isinstance(part, Fixed):
        container = part.value
        return lambda value, _row: is_member(value, container)

    def member(value: Value, row: Sequence[Value]) -> Truth:
        other = part(row)
        if type(value) is type(other) and type(other) in EQUATED:
            return bool(value == other)
        return is_member(value, other)

    return member


def _within(interval: Range) -> Callable[[Value], Value]:
    bounds = [bound for bound in (interval.low, interval.high) if bound is not None]
    kinds = {type(bound) for bound in bounds}
    if len(kinds) != 1 or kinds.isdisjoint(ORDERED):
        return lambda value: is_within(value, interval)
    (kind,) = kinds
    low, high = interval.low, interval.high
    above: Comparing = operator.ge if interval.low_included else operator.gt
    below: Comparing = operator.le if interval.high_included else operator.lt

    def within(value: Value) -> Value:
        if type(value) is not kind:
            return is_within(value, interval)
        return (low is None or above(value, low)) and (high is None or below(value, high))

    return within


def _words(node: Test, parts: Sequence[Closure]) -> frozenset[str] | None:
    """The strings that the tests allow, where they do nothing but list strings that no row can change."""
    words: set[str] = set()
    for test, part in zip(node.tests, parts, strict=True):
        if isinstance(test, UnaryTest) or not isinstance(part, Fixed):
            return None
        listed = part.value if isinstance(part.value, tuple) else (part.value,)
        if not all(isinstance(word, str) for word in listed):
            return None
        words.update(listed)
    return frozenset(words) if words else None


def _listed(
    words: frozenset[str], subject: Closure, otherwise: Closure, *, negated: bool
) -> Closure:
    """Whether a string is one of the words; `otherwise` says it of what is no string."""

    def listed(row: Sequence[Value]) -> Value:
        value = subject(row)
        return (value in words) is not negated if type(value) is str else otherwise(row)

    return listed
