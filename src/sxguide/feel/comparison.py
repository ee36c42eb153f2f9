"""Equality, order and membership of FEEL values (DMN 1.5, 10.3.2.13 and table 54).

Values of different types are not comparable: the answer is null. Equality with null is plain true or false.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, assert_never

from sxguide.feel.logic import conjunction, united
from sxguide.feel.temporal import clock_of, since_first_day, since_midnight, to_text
from sxguide.values import Function, MonthsDuration, Range, Value

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from sxguide.feel.logic import Truth
    from sxguide.feel.nodes import ComparisonOperator

_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the value `(= 5)` or `(!= 5)` does: compares what it is put to; no range says the same."""

    op: ComparisonOperator
    operand: Value

    def __call__(self, value: Value) -> Truth:
        """What the comparison says of `value`."""
        return compare(self.op, value, self.operand)


def compare(op: ComparisonOperator, left: Value, right: Value) -> Truth:
    """What `left op right` yields."""
    match op:
        case "=":
            return equal(left, right)
        case "!=":
            answer = equal(left, right)
            return not answer if isinstance(answer, bool) else answer
        case "<" | "<=" | ">" | ">=":
            return _ordered(op, left, right)
        case _:
            assert_never(op)


def _ordered(op: str, left: Value, right: Value) -> Truth:
    unknown = united(left, right)
    if unknown is not None:
        return unknown
    one, other = _place(left), _place(right)
    if one is None or other is None or one[0] != other[0]:
        return None
    if one[1] == other[1]:
        return op in ("<=", ">=")
    return bool(one[1] < other[1]) is op.startswith("<")


def _place(value: Value) -> tuple[object, Any] | None:
    """On which scale the value lies and where on it; None for what has no order."""
    match value:
        case Decimal() | str() | dt.timedelta() | MonthsDuration():
            return type(value), value
        case dt.datetime():
            return (dt.datetime, clock_of(value)), since_first_day(value)
        case dt.date():
            return dt.date, value
        case dt.time():
            return (dt.time, clock_of(value)), since_midnight(value)
        case _:
            return None


def equal(left: Value, right: Value) -> Truth:
    """Whether the two are equal; null where their types differ and neither is null."""
    unknown = united(left, right)
    if unknown is not None:
        return unknown
    if left is None or right is None:
        return left is right
    if _kind(left) is not _kind(right):
        return None
    match left, right:
        case tuple(), tuple():
            return len(left) == len(right) and conjunction(map(equal, left, right))
        case dict(), dict():
            return left.keys() == right.keys() and conjunction(
                equal(left[key], right[key]) for key in left
            )
        case Range(), Range():
            return conjunction(_equal_parts(left, right))
        case dt.datetime(), dt.datetime():
            return _equal_seconds(_place(left), _place(right))
        case dt.time(), dt.time():
            return _equal_seconds(_place(left), _place(right))
        case _:
            return left == right


def _kind(value: Value) -> type:
    """The value's type, with which it can be equal: `(= 5)` is a range too, though never the same as one."""
    return (
        Range if isinstance(value, Function) and isinstance(value.call, Comparison) else type(value)
    )


def _equal_parts(left: Range, right: Range) -> Iterator[Truth]:
    yield (left.low_included, left.high_included) == (right.low_included, right.high_included)
    yield equal(left.low, right.low)
    yield equal(left.high, right.high)


def _equal_seconds(left: tuple[object, Any] | None, right: tuple[Hashable, Any] | None) -> Truth:
    """Whether two times fall on the same second: equality sees no fractions, as the conformance suite has it."""
    if left is None or right is None or left[0] != right[0]:
        return None
    return bool(left[1] // _SECOND == right[1] // _SECOND)


def is_within(value: Value, interval: Range) -> Truth:
    """Whether `value` lies in the range; a bound that is None bounds nothing."""
    truths: list[Truth] = []
    if interval.low is not None:
        truths.append(compare(">=" if interval.low_included else ">", value, interval.low))
    if interval.high is not None:
        truths.append(compare("<=" if interval.high_included else "<", value, interval.high))
    return conjunction(truths)


def is_member(value: Value, container: Value) -> Truth:
    """Whether `value` passes `container`: equals it, or lies in the range that it is, or in the list that it is.

    A list holds a value that passes one of its elements; a list also equals itself.
    """
    if isinstance(container, tuple):
        whole = equal(value, container) if isinstance(value, tuple) else False
        return any_match((whole, *(_passes(value, element) for element in container)))
    return _passes(value, container)


def _passes(value: Value, test: Value) -> Truth:
    match test:
        case Range() if not isinstance(value, Range):
            return is_within(value, test)
        case Function(call=Comparison() as comparison):
            return comparison(value)
        case _:
            return equal(value, test)


def any_match(truths: tuple[Truth, ...]) -> Truth:
    """Whether one of several tests holds; what is not comparable is no match."""
    if any(truth is True for truth in truths):
        return True
    unknown = united(*truths)
    return False if unknown is None else unknown


def identity(value: Value) -> Hashable:
    """A key that two known values share exactly when `=` finds them equal."""
    match value:
        case tuple():
            return (tuple, *map(identity, value))
        case dict():
            return (dict, frozenset((name, identity(entry)) for name, entry in value.items()))
        case dt.datetime():
            return (dt.datetime, clock_of(value), since_first_day(value) // _SECOND)
        case dt.time():
            return (dt.time, clock_of(value), since_midnight(value) // _SECOND)
        case Range(low, high):
            return (Range, identity(low), identity(high), value.low_included, value.high_included)
        case Function():
            return (Function, id(value))
        case _:
            return (type(value), value)


def is_same(left: Value, right: Value) -> bool:
    """Whether the two known values are the same to the last attribute, which sets zones and offsets apart."""
    if type(left) is not type(right):
        return False
    match left, right:
        case tuple(), tuple():
            return len(left) == len(right) and all(map(is_same, left, right))
        case dict(), dict():
            return left.keys() == right.keys() and all(
                is_same(left[key], right[key]) for key in left
            )
        case Range(), Range():
            return bool(left == right)
        case dt.time() | dt.datetime(), dt.time() | dt.datetime():
            return to_text(left) == to_text(right)
        case _:
            return left == right
