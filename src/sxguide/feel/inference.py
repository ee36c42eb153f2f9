"""Type inference: what an expression yields, and everything in it that cannot be meant.

A part that is at fault has the type `any` from then on, so that one slip is reported once.
"""

from __future__ import annotations

from collections import ChainMap
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, assert_never

from sxguide.errors import Problem, did_you_mean
from sxguide.feel.call_types import call, call_value, call_with_text
from sxguide.feel.name_types import attribute, chain, possessor, unknown_name
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
    Path,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.operator_types import (
    Mismatch,
    arithmetic,
    between_years_and_months,
    equality,
    foreign_value,
    foreign_values,
    iterated,
    negative,
    ordering,
    units_differ,
)
from sxguide.feel.signatures import CLOCK_FUNCTIONS, FUNCTIONS
from sxguide.feel.traversal import reads_subject, walk
from sxguide.feel.types import (
    ANY,
    BOOLEAN,
    NULL,
    ContextOf,
    FunctionOf,
    ListOf,
    Number,
    RangeOf,
    String,
    Type,
    described,
    element,
    fits,
    join,
    named,
    of_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.feel.nodes import Node
    from sxguide.source import Span

# To look for the nearest name takes its time, and nobody reads so many.
_MAX_PROBLEMS = 100
_EQUALITIES = ("=", "!=")
_ORDERINGS = ("<", "<=", ">", ">=")
# Functions that look for a value in a list.
_SEARCHES = ("list contains", "index of")


@dataclass(frozen=True, slots=True)
class Inferred:
    """What an expression yields, and its faults in the order of the text."""

    type: Type
    problems: tuple[Problem, ...]


def infer(node: Node, scope: Mapping[str, Type]) -> Inferred:
    """The type of an expression whose free names have the types in `scope`; in a cell, `?` is one of them."""
    inference = _Inference(scope)
    found = inference.type_of(node)
    return Inferred(found, inference.sorted_problems())


def infer_as(expected: Type, node: Node, scope: Mapping[str, Type]) -> Inferred:
    """As `infer`, and a problem where the expression does not yield what is `expected`: type, unit, allowed values."""
    inference = _Inference(scope)
    found = inference.type_of(node)
    inference.must_yield(expected, found, node)
    return Inferred(found, inference.sorted_problems())


class _Inference:
    """One walk over a tree."""

    def __init__(self, scope: Mapping[str, Type]) -> None:
        self._scope: ChainMap[str, Type] = ChainMap({}, dict(scope))
        # Inside a filter of contexts whose entries are not known, any name may be an entry.
        self._names_are_open = False
        self._problems: list[Problem] = []

    def sorted_problems(self) -> tuple[Problem, ...]:
        """The faults found, in the order of the text."""
        return tuple(
            sorted(self._problems, key=lambda problem: problem.span.start if problem.span else 0)
        )

    def _report(self, mismatch: Mismatch, span: Span) -> None:
        self._problems.append(Problem(mismatch.code, mismatch.message, span, help=mismatch.help))

    def _settled(self, found: Type | Mismatch, span: Span) -> Type:
        """The type found, or the report of the mismatch."""
        if isinstance(found, Mismatch):
            self._report(found, span)
            return ANY
        return found

    @contextmanager
    def _local(self, names: Mapping[str, Type]) -> Iterator[None]:
        """Names that are in scope for a while."""
        self._scope = self._scope.new_child(dict(names))
        yield
        self._scope = self._scope.parents

    def _type_within(self, names: Mapping[str, Type], node: Node) -> Type:
        with self._local(names):
            return self.type_of(node)

    def type_of(self, node: Node) -> Type:
        """The type of a node; its faults are reported."""
        match node:
            case Literal(value):
                return of_value(value)
            case Name(name):
                return self._name(node, name)
            case Path(subject, name):
                return self._path(node, subject, name)
            case Negation(operand):
                return self._settled(negative(self.type_of(operand)), operand.span)
            case Binary():
                return self._binary(node)
            case Test(subject, tests):
                return self._membership(subject, tests)
            case UnaryTest(operand=operand):
                return RangeOf(self.type_of(operand))
            case InstanceOf(subject=subject):
                self.type_of(subject)
                return BOOLEAN
            case _:
                return self._compound(node)

    def _compound(
        self,
        node: Conditional
        | Call
        | Comprehension
        | Filter
        | RangeLiteral
        | Collection
        | FunctionLiteral,
    ) -> Type:
        match node:
            case Conditional(condition, then, otherwise):
                self._condition(condition, "the condition of `if`")
                return join(self.type_of(then), self.type_of(otherwise))
            case Call():
                return self._call(node)
            case Comprehension():
                return self._comprehension(node)
            case Filter(subject, condition):
                return self._filter(subject, condition)
            case RangeLiteral():
                return self._range(node)
            case Collection(items, names):
                return self._list(items) if names is None else self._context(items, names)
            case FunctionLiteral(parameters, body):
                types = {name: named(of) for name, of in parameters}
                return FunctionOf(tuple(types.values()), self._type_within(types, body))
            case _:
                assert_never(node)

    # Names

    def _name(self, node: Node, name: str) -> Type:
        if name in self._scope:
            return self._scope[name]
        if name in FUNCTIONS:
            return FunctionOf(None, ANY)
        return self._unknown([(name, node.span)])

    def _path(self, node: Path, subject: Node, name: str) -> Type:
        beginnings = chain(node)
        if beginnings and beginnings[0][0] not in self._scope:
            return self._unknown(beginnings)
        return self._settled(attribute(self.type_of(subject), name), node.span)

    def _unknown(self, beginnings: list[tuple[str, Span]]) -> Type:
        if not self._names_are_open and len(self._problems) < _MAX_PROBLEMS:
            self._report(*unknown_name(beginnings, self._scope))
        return ANY

    # Operators

    def _binary(self, node: Binary) -> Type:
        op, left_node, right_node = node.op, node.left, node.right
        if op in ("and", "or"):
            is_left = self._condition(left_node, f"the left side of `{op}`")
            is_right = self._condition(right_node, f"the right side of `{op}`")
            return BOOLEAN if is_left and is_right else ANY
        left, right = self.type_of(left_node), self.type_of(right_node)
        if op in _EQUALITIES:
            self._equal((left, left_node), (right, right_node), node.span)
            return BOOLEAN
        if op in _ORDERINGS:
            self._ordered(left, right, node.span)
            return BOOLEAN
        found = between_years_and_months(node, left, right) or arithmetic(op, left, right)
        return self._settled(found, node.span)

    def _equal(self, left: tuple[Type, Node], right: tuple[Type, Node], span: Span) -> None:
        mismatch = equality(left[0], right[0])
        if mismatch is not None:
            self._report(mismatch, span)
            return
        for (enumeration, owner), (given, node) in ((left, right), (right, left)):
            self._allowed(enumeration, owner, given, node)

    def _allowed(self, enumeration: Type, owner: Node | None, given: Type, node: Node) -> None:
        """Report every string that `node` can give and the owner of an enumeration cannot have."""
        if isinstance(enumeration, ListOf) and isinstance(given, ListOf):
            enumeration, given = enumeration.item, given.item
        for value in foreign_values(given, enumeration):
            at = next(
                (part for part in walk(node) if isinstance(part, Literal) and part.value == value),
                node,
            )
            self._report(foreign_value(value, enumeration, possessor(owner)), at.span)

    def _ordered(self, left: Type, right: Type, span: Span) -> None:
        mismatch = ordering(left, right)
        if mismatch is not None:
            self._report(mismatch, span)

    def _condition(self, node: Node, what: str) -> bool:
        """Whether a node yields a boolean; if not, it is reported."""
        found = self.type_of(node)
        if fits(found, BOOLEAN):
            return True
        message = f"{what} is {described(found)}, not a boolean"
        way_out = "a condition compares: `x = …`, `x > …`"
        self._report(Mismatch("type-mismatch", message, way_out), node.span)
        return False

    # Unary tests

    def _membership(self, subject: Node, tests: tuple[Node, ...]) -> Type:
        found = self.type_of(subject)
        for test in tests:
            self._test((found, subject), test)
        return BOOLEAN

    def _test(self, subject: tuple[Type, Node], test: Node) -> None:
        if isinstance(test, UnaryTest):
            operand = self.type_of(test.operand)
            if test.op in _EQUALITIES:
                self._equal(subject, (operand, test.operand), test.span)
            else:
                self._ordered(subject[0], operand, test.span)
        elif reads_subject(test):
            with self._local({"?": subject[0]}):
                self._condition(test, "this test")
        else:
            self._matches(subject, self.type_of(test), test)

    def _matches(self, subject: tuple[Type, Node], found: Type, test: Node) -> None:
        """Check a test that gives a value, a range, or a list of either, to compare the subject with."""
        if isinstance(found, ListOf) and not isinstance(subject[0], ListOf):
            self._matches(subject, found.item, test)
        elif isinstance(found, RangeOf) and not isinstance(subject[0], RangeOf):
            self._ordered(subject[0], found.bound, test.span)
        else:
            self._equal(subject, (found, test), test.span)

    # Calls

    def _call(self, node: Call) -> Type:
        types = [self.type_of(argument) for argument in node.arguments]
        function = node.function
        if (
            isinstance(function, Name)
            and function.name in FUNCTIONS
            and function.name not in self._scope
        ):
            return self._built_in(node, function.name, types)
        beginnings = chain(function)
        if beginnings and beginnings[0][0] not in self._scope:
            name, span = beginnings[-1]
            help_line = did_you_mean(name, (*FUNCTIONS, *self._scope))
            self._report(
                Mismatch("unknown-function", f"unknown function `{name}`", help_line), span
            )
            return ANY
        found = self.type_of(function)
        return self._settled(call_value(found, len(types)), node.span)

    def _built_in(self, node: Call, name: str, types: list[Type]) -> Type:
        if name in CLOCK_FUNCTIONS:
            message = f"`{name}` reads the clock"
            help_line = "a rule never reads the clock: use `application.date`"
            self._report(Mismatch("clock-read", message, help_line), node.span)
        only = node.arguments[0] if node.arguments else None
        if len(types) == 1 and isinstance(only, Literal) and isinstance(only.value, str):
            of_text = call_with_text(name, only.value)
            if of_text is not None and node.names in (None, ("from",)):
                return self._settled(of_text, only.span)
        outcome = call(FUNCTIONS[name], types, node.names)
        for index, mismatch in outcome.mismatches:
            self._report(mismatch, node.span if index is None else node.arguments[index].span)
        if name in _SEARCHES and node.names is None and not outcome.mismatches:
            listed, sought = zip(types, node.arguments, strict=True)
            self._equal((element(listed[0]), listed[1]), sought, node.span)
        return outcome.result

    # Lists, ranges and contexts

    def _comprehension(self, node: Comprehension) -> Type:
        names: dict[str, Type] = {}
        for name, domain in node.iterators:
            found = iterated(node.kind, self._type_within(names, domain))
            names[name] = self._settled(found, domain.span)
        if node.kind == "for":
            return ListOf(self._type_within({**names, "partial": ListOf(ANY)}, node.body))
        with self._local(names):
            self._condition(node.body, f"what `{node.kind}` tests")
        return BOOLEAN

    def _filter(self, subject: Node, condition: Node) -> Type:
        item = element(self.type_of(subject))
        entries = dict(item.fields or ()) if isinstance(item, ContextOf) else {}
        were_open = self._names_are_open
        self._names_are_open = were_open or item in (ANY, ContextOf())
        found = self._type_within({"item": item, **entries}, condition)
        self._names_are_open = were_open
        if isinstance(found, Number):
            return item
        if not fits(found, BOOLEAN):
            message = f"a filter is a condition or an index, not {described(found)}"
            self._report(Mismatch("type-mismatch", message), condition.span)
        return ListOf(item)

    def _range(self, node: RangeLiteral) -> Type:
        low = NULL if node.low is None else self.type_of(node.low)
        high = NULL if node.high is None else self.type_of(node.high)
        self._ordered(low, high, node.span)
        return RangeOf(join(low, high))

    def _list(self, items: tuple[Node, ...]) -> Type:
        types = [self.type_of(item) for item in items]
        return ListOf(reduce(join, types) if types else ANY)

    def _context(self, items: tuple[Node, ...], names: tuple[str, ...]) -> Type:
        fields: dict[str, Type] = {}
        for name, item in zip(names, items, strict=True):
            fields[name] = self._type_within(fields, item)
        return ContextOf(tuple(fields.items()))

    # What is wanted of the whole

    def must_yield(self, expected: Type, found: Type, node: Node) -> None:
        """Report that `node` does not yield what is expected of it."""
        if not fits(found, expected):
            message = f"expected {described(expected)}, this is {described(found)}"
            self._report(Mismatch("type-mismatch", message), node.span)
            return
        mismatch = units_differ(expected, found)
        if mismatch is not None and isinstance(expected, Number) and isinstance(found, Number):
            message = f"expected a number in `{expected.unit}`, this is one in `{found.unit}`"
            self._report(replace(mismatch, message=message), node.span)
        # A declared enumeration may have too many values as well.
        possible = String(found.values) if isinstance(found, String) else found
        self._allowed(expected, None, possible, node)
