"""The reference semantics of FEEL: a walk over the tree, slow and obvious.

Null follows the standard; what has no value is null, never an error. An unknown value makes what depends on it unknown,
for the reasons of every unknown involved, unless the alternatives agree. The only error is a `LimitError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_never
from typing import Literal as OneOf

from sxguide.errors import LimitError
from sxguide.feel.arithmetic import calculate, minus
from sxguide.feel.attributes import attribute
from sxguide.feel.budget import MAX_DEPTH, Budget, checked_characters, checked_length
from sxguide.feel.comparison import Comparison, compare, is_member, is_same, is_within
from sxguide.feel.domains import NoDomainError, domain_of
from sxguide.feel.functions import BUILTINS
from sxguide.feel.functions.builtin import Builtin
from sxguide.feel.instances import UNFIT, fitted, is_instance, read_type
from sxguide.feel.logic import conjunction, disjunction, negation, united
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
from sxguide.feel.traversal import children
from sxguide.feel.types import ANY
from sxguide.values import Function, Range, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sxguide.feel.logic import Truth


def evaluate(node: Node, lookup: Callable[[str], Value], *, budget: Budget | None = None) -> Value:
    """The value of an expression; `lookup` gives the value of a name, or raises KeyError where it has none.

    Names are sought among the expression's own variables, then by `lookup`, then among the built-in functions.

    Raises:
        LimitError: the expression uses up more than `budget` (or the standard one) allows.
    """
    budget = budget or Budget()
    try:
        value = _Evaluation(lookup, budget).value(node, None)
        # Whoever goes through the value may rely on its size.
        budget.survey(value)
    except RecursionError as error:
        message = f"the expression is nested, or calls itself, more than {MAX_DEPTH} levels deep"
        raise LimitError(message) from error
    return value


@dataclass(frozen=True, slots=True)
class _Scope:
    """Local variables, the innermost first; a list (not a tuple) among them is a result that is still growing."""

    names: Mapping[str, Any]
    outer: _Scope | None


class _Evaluation:
    """One evaluation: where names come from, and what may still be used up."""

    def __init__(self, lookup: Callable[[str], Value], budget: Budget) -> None:
        self._lookup = lookup
        self._budget = budget

    def value(self, node: Node, scope: _Scope | None) -> Value:
        """The value of `node` where the names of `scope` are known."""
        self._budget.descend()
        value = self._value(node, scope)
        self._budget.ascend()
        return value

    def _value(self, node: Node, scope: _Scope | None) -> Value:  # noqa: C901, PLR0911, PLR0912 — an arm for each node
        match node:
            case Literal():
                return node.value
            case Name():
                return self._name(node.name, scope)
            case Binary():
                return self._binary(node, scope)
            case Test():
                return self._test(node, scope)
            case Call():
                return self._call(node, scope)
            case Conditional():
                return self._conditional(node, scope)
            case Path():
                subject = self.value(node.subject, scope)
                if isinstance(subject, tuple):
                    self._pay(subject)
                return attribute(subject, node.name)
            case Negation():
                return minus(self.value(node.operand, scope))
            case Collection():
                return self._collection(node, scope)
            case RangeLiteral():
                return self._range(node, scope)
            case Filter():
                return self._filter(node, scope)
            case Comprehension():
                return self._comprehension(node, scope)
            case FunctionLiteral():
                return self._function(node, scope)
            case InstanceOf():
                return self._instance_of(node, scope)
            case UnaryTest():
                comparison = Comparison(node.op, self.value(node.operand, scope))
                return Function(node.op, ("?",), comparison)
            case _:
                assert_never(node)

    def _pay(self, *values: Value) -> None:
        """Pay for going through lists, contexts and long strings."""
        for value in values:
            if isinstance(value, tuple | dict | str):
                self._budget.survey(value)

    def _name(self, name: str, scope: _Scope | None) -> Value:
        while scope is not None:
            if name in scope.names:
                value = scope.names[name]
                if isinstance(value, list):
                    self._pay(tuple(value))
                    return tuple(value)
                found: Value = value
                return found
            scope = scope.outer
        try:
            return self._lookup(name)
        except KeyError:
            return BUILTINS.get(name)

    def _binary(self, node: Binary, scope: _Scope | None) -> Value:
        match node.op:
            case "and":
                return conjunction(self.value(part, scope) for part in (node.left, node.right))
            case "or":
                return disjunction(self.value(part, scope) for part in (node.left, node.right))
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                left, right = self.value(node.left, scope), self.value(node.right, scope)
                self._pay(left, right)
                return compare(node.op, left, right)
            case "+" | "-" | "*" | "/" | "**":
                left, right = self.value(node.left, scope), self.value(node.right, scope)
                if isinstance(left, str) and isinstance(right, str):
                    checked_characters(len(left) + len(right))
                    self._pay(left, right)
                return calculate(node.op, left, right)
            case _:
                assert_never(node.op)

    def _conditional(self, node: Conditional, scope: _Scope | None) -> Value:
        condition = self.value(node.condition, scope)
        if not isinstance(condition, Unknown):
            return self.value(node.then if condition is True else node.otherwise, scope)
        alternatives = [self.value(node.then, scope), self.value(node.otherwise, scope)]
        return agreed(alternatives, condition, self._budget)

    def _collection(self, node: Collection, scope: _Scope | None) -> Value:
        if node.names is None:
            return tuple(self.value(item, scope) for item in node.items)
        if len(set(node.names)) < len(node.names):
            return None
        entries: dict[str, Value] = {}
        inner = _Scope(entries, scope)
        for name, item in zip(node.names, node.items, strict=True):
            entries[name] = self.value(item, inner)
        return entries

    def _range(self, node: RangeLiteral, scope: _Scope | None) -> Range | None:
        """The range; null where a bound that is written is null, or the two have no order."""
        bounds = [
            None if bound is None else self.value(bound, scope) for bound in (node.low, node.high)
        ]
        low, high = bounds
        written = [
            value
            for value, bound in zip(bounds, (node.low, node.high), strict=True)
            if bound is not None
        ]
        if None in written or compare("<=", written[0], written[-1]) is None:
            return None
        return Range(low, high, node.low_included, node.high_included)

    def _test(self, node: Test, scope: _Scope | None) -> Truth:
        subject = self.value(node.subject, scope)
        if not node.tests:
            return not node.negated
        inner = _Scope({"?": subject}, scope)
        truth = disjunction(self._passes(subject, test, inner) for test in node.tests)
        return negation(truth) if node.negated else truth

    def _passes(self, subject: Value, test: Node, scope: _Scope) -> Value:
        match test:
            case UnaryTest():
                operand = self.value(test.operand, scope)
                self._pay(subject, operand)
                return compare(test.op, subject, operand)
            case RangeLiteral():
                interval = self._range(test, scope)
                return None if interval is None else is_within(subject, interval)
            case _:
                value = self.value(test, scope)
                if _reads_subject(test):
                    return value
                self._pay(subject, value)
                return is_member(subject, value)

    def _call(self, node: Call, scope: _Scope | None) -> Value:
        function = self.value(node.function, scope)
        arguments = [self.value(argument, scope) for argument in node.arguments]
        if not isinstance(function, Function):
            return united(function)
        if isinstance(function.call, Builtin):
            return function.call.apply(arguments, node.names, self._budget)
        ordered = _ordered(function, arguments, node.names)
        if ordered is None:
            return None
        result: Value = function.call(*ordered)
        return result

    def _function(self, node: FunctionLiteral, scope: _Scope | None) -> Function:
        names = tuple(name for name, _ in node.parameters)
        types = tuple(read_type(written) if written else None for _, written in node.parameters)

        def call(*arguments: Value) -> Value:
            self._pay(*arguments)
            taken = [
                fitted(value, wanted or ANY) for value, wanted in zip(arguments, types, strict=True)
            ]
            if any(value is UNFIT for value in taken):
                return None
            return self.value(node.body, _Scope(dict(zip(names, taken, strict=True)), scope))

        return Function("function", names, call)

    def _instance_of(self, node: InstanceOf, scope: _Scope | None) -> bool | Unknown | None:
        subject = self.value(node.subject, scope)
        unknown = self._budget.survey(subject)
        wanted = read_type(node.type_name)
        if unknown is not None or wanted is None:
            return unknown
        return is_instance(subject, wanted)

    def _filter(self, node: Filter, scope: _Scope | None) -> Value:
        subject = self.value(node.subject, scope)
        if subject is None or isinstance(subject, Unknown):
            return subject
        elements = subject if isinstance(subject, tuple) else (subject,)
        if not elements:
            index = self.value(node.condition, _Scope({"item": None}, scope))
            return None if isinstance(index, Decimal) else ()
        kept: list[Value] = []
        union: Unknown | None = None
        for element in elements:
            truth = self.value(node.condition, _element_scope(element, scope))
            if isinstance(truth, Decimal):
                return _element_at(elements, truth)
            if isinstance(truth, Unknown):
                union = united(union, truth)
            elif truth is True:
                kept.append(element)
            elif truth is not None and truth is not False:
                return None
        return tuple(kept) if union is None else union

    def _comprehension(self, node: Comprehension, scope: _Scope | None) -> Value:
        results: list[Value] = []
        if node.kind == "for":
            scope = _Scope({"partial": results}, scope)
        try:
            for inner in self._bindings(node.iterators, scope):
                results.append(self.value(node.body, inner))
                checked_length(len(results))
        except NoDomainError as error:
            return error.value
        return tuple(results) if node.kind == "for" else _quantified(node.kind, results)

    def _bindings(
        self, iterators: tuple[tuple[str, Node], ...], scope: _Scope | None
    ) -> Iterator[_Scope | None]:
        """A scope for each combination of the iterators' values, the last iterator turning fastest."""
        if not iterators:
            yield scope
            return
        (name, domain), *others = iterators
        for value in domain_of(self.value(domain, scope)):
            self._budget.spend()
            yield from self._bindings(tuple(others), _Scope({name: value}, scope))


def agreed(alternatives: Sequence[Value], reason: Unknown, budget: Budget) -> Value:
    """The value that all alternatives share; otherwise unknown for `reason` and for those of unknown alternatives."""
    unknown = united(*(budget.survey(value) for value in alternatives))
    if unknown is not None:
        return reason | unknown
    first, *others = alternatives
    return first if all(is_same(first, other) for other in others) else reason


def _quantified(kind: OneOf["some", "every"], truths: list[Value]) -> Truth:
    """Whether some or all are true; null where one is no truth value at all."""
    if not all(truth is None or isinstance(truth, bool | Unknown) for truth in truths):
        return None
    return disjunction(truths) if kind == "some" else conjunction(truths)


def _element_scope(element: Value, scope: _Scope | None) -> _Scope:
    """What a filter's condition sees: `item`, and where the element is a context, its entries before that."""
    item = _Scope({"item": element}, scope)
    return _Scope(element, item) if isinstance(element, dict) else item


def _element_at(elements: tuple[Value, ...], position: Decimal) -> Value:
    if position != position.to_integral_value() or not 0 < position.copy_abs() <= len(elements):
        return None
    return elements[int(position) - 1 if position > 0 else int(position)]


def _ordered(
    function: Function, arguments: list[Value], names: tuple[str, ...] | None
) -> list[Value] | None:
    """The arguments in the order of the function's parameters; None where they do not fit."""
    if len(arguments) != len(function.parameters):
        return None
    if names is None:
        return arguments
    named = dict(zip(names, arguments, strict=True))
    if named.keys() != set(function.parameters):
        return None
    return [named[parameter] for parameter in function.parameters]


def _reads_subject(node: Node) -> bool:
    """Whether the expression reads `?`."""
    if isinstance(node, Name):
        return node.name == "?"
    return any(map(_reads_subject, children(node)))
