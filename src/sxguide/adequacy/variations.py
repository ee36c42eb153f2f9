"""Variations: an expression with one small thing in it changed, as a slip of the pen would."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    Literal,
    Name,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.printer import to_feel
from sxguide.feel.traversal import children, rebuilt
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.feel.nodes import BinaryOperator, ComparisonOperator, Node
    from sxguide.source import Span

# What each comparison is mistaken for: the one that differs on the boundary alone, and its contrary.
_MISTAKEN: Mapping[BinaryOperator, tuple[ComparisonOperator, ...]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "=": ("!=",),
    "!=": ("=",),
}
_EXCHANGED: Mapping[BinaryOperator, tuple[str, BinaryOperator]] = {
    "and": ("and-or", "or"),
    "or": ("and-or", "and"),
    "+": ("sign", "-"),
    "-": ("sign", "+"),
}
_TWINS = {"min": "max", "max": "min", "floor": "ceiling", "ceiling": "floor"}
_DURATION = re.compile(r"(P(?:[^0-9]*[0-9]+[^0-9]+)*?)([0-9]+)([YMWD])$")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Variation:
    """An expression with one thing changed: what stood at `at` now reads `text`; `kind` is an entry of `KINDS`."""

    kind: str
    node: Node
    at: Span
    text: str


def variations(node: Node) -> Iterator[Variation]:
    """The expression with one thing changed, in every way."""
    for kind, changed in _own(node):
        if changed == node:
            # Two branches that are the same, for one.
            continue
        yield Variation(kind, changed, node.span, to_feel(changed))
    parts = children(node)
    for place, part in enumerate(parts):
        if isinstance(node, Binary) and node.op in _MISTAKEN and _is_truth(part):
            # `= false` for `= true` is `!=` once more.
            continue
        for each in variations(part):
            whole = rebuilt(node, (*parts[:place], each.node, *parts[place + 1 :]))
            yield replace(each, node=whole)


def test_variations(test: Test) -> Iterator[tuple[str, Test]]:
    """A cell of a decision table with one thing changed; its subject stays."""
    if test.tests:
        yield "condition-dropped", replace(test, tests=(), negated=False)
    for each in variations(replace(test, subject=Name("?", test.span))):
        if isinstance(each.node, Test) and each.node.tests:
            yield each.kind, each.node


def _own(node: Node) -> Iterator[tuple[str, Node]]:  # noqa: C901, PLR0912 — an arm for each kind of node
    """What can be changed about the node itself, with the kind of change."""
    match node:
        case Binary():
            yield from _binary(node)
        case UnaryTest(op=op):
            for mistaken in _MISTAKEN[op]:
                yield "comparison", replace(node, op=mistaken)
        case Literal():
            yield from _literal(node)
        case RangeLiteral(low, high):
            if low is not None:
                yield "comparison", replace(node, low_included=not node.low_included)
            if high is not None:
                yield "comparison", replace(node, high_included=not node.high_included)
        case Test(tests=tests):
            for place in range(len(tests) if len(tests) > 1 else 0):
                yield "value-dropped", replace(node, tests=_without(tests, place))
            if tests:
                yield "comparison", replace(node, negated=not node.negated)
        case Conditional(then=then, otherwise=otherwise):
            yield "branches", replace(node, then=otherwise, otherwise=then)
        case Comprehension(kind="some" | "every" as kind):
            yield "and-or", replace(node, kind="every" if kind == "some" else "some")
        case Collection(items=items, names=None):
            for place in range(len(items) if len(items) > 1 else 0):
                yield "value-dropped", replace(node, items=_without(items, place))
        case Call():
            yield from _call(node)
        case _:
            pass


def _binary(node: Binary) -> Iterator[tuple[str, Node]]:
    op = node.op
    if op in _MISTAKEN:
        for mistaken in _MISTAKEN[op]:
            yield "comparison", replace(node, op=mistaken)
    elif op in _EXCHANGED and not _is_words(node.left) and not _is_words(node.right):
        kind, other = _EXCHANGED[op]
        yield kind, replace(node, op=other)
    if op in {"and", "or"}:
        yield "condition-dropped", node.left
        yield "condition-dropped", node.right


def _literal(node: Literal) -> Iterator[tuple[str, Node]]:
    match node.value:
        case bool(value):
            yield "value", replace(node, value=not value)
        case Decimal() as number:
            for moved in moved_number(number):
                yield "threshold", replace(node, value=moved)
        case dt.datetime():
            return
        case dt.date() as day:
            for moved_day in moved_date(day):
                yield "threshold", replace(node, value=moved_day)
        case _:
            return


def _call(node: Call) -> Iterator[tuple[str, Node]]:
    match node:
        case Call(Name("not"), (operand,), None):
            yield "comparison", operand
        case Call(Name("duration" | "date" as name), (Literal(str(text)) as literal,), None):
            for moved in _moved_duration(text) if name == "duration" else _moved_day(text):
                yield "threshold", replace(node, arguments=(replace(literal, value=moved),))
        case Call(Name(name) as function) if name in _TWINS:
            yield "function", replace(node, function=replace(function, name=_TWINS[name]))
        case _:
            return


def moved_number(number: Decimal) -> tuple[Decimal, Decimal]:
    """A number one unit of its last place lower and higher."""
    _, digits, exponent = number.as_tuple()
    step = Decimal((0, (1,), min(exponent, 0) if isinstance(exponent, int) else 0))
    del digits
    return number - step, number + step


def moved_date(day: dt.date) -> tuple[dt.date, ...]:
    """The days before and after, as far as there are."""
    earlier = (day - _DAY,) if day > dt.date.min else ()
    later = (day + _DAY,) if day < dt.date.max else ()
    return (*earlier, *later)


def _moved_duration(text: str) -> Iterator[str]:
    found = _DURATION.match(text)
    if found is not None:
        before, count, unit = found.groups()
        for moved in (int(count) - 1, int(count) + 1):
            if moved >= 0:
                yield f"{before}{moved}{unit}"


def _moved_day(text: str) -> Iterator[str]:
    day = iso_date(text)
    for moved in moved_date(day) if day is not None else ():
        yield moved.isoformat()


def _without(parts: tuple[Node, ...], place: int) -> tuple[Node, ...]:
    return parts[:place] + parts[place + 1 :]


def _is_words(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str)


def _is_truth(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, bool)
