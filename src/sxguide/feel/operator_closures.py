"""Operator closures: `if`, `and`, `or`, comparisons and arithmetic, made ready for many rows of values.

The usual types are told first and worked out on the spot; what is anything else goes the way of `evaluate`.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from sxguide.feel.arithmetic import calculate, calculate_numbers
from sxguide.feel.budget import Budget, checked_characters
from sxguide.feel.comparison import compare
from sxguide.feel.evaluator import agreed
from sxguide.feel.logic import conjunction, disjunction
from sxguide.values import MonthsDuration, Unknown, Value

if TYPE_CHECKING:
    from sxguide.feel.logic import Truth
    from sxguide.feel.nodes import ComparisonOperator

Closure: TypeAlias = Callable[[Sequence[Value]], Value]

Comparing: TypeAlias = Callable[[Any, Any], bool]

_COMPARISONS: Mapping[ComparisonOperator, Comparing] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
# Where both sides are of one of these types, Python's own comparison is FEEL's.
ORDERED: frozenset[type] = frozenset({Decimal, str, dt.date, dt.timedelta, MonthsDuration})
EQUATED: frozenset[type] = ORDERED | {bool}


@dataclass(frozen=True, slots=True)
class Fixed:
    """The value of a part that no row can change."""

    value: Value

    def __call__(self, _row: Sequence[Value]) -> Value:
        """The value, whatever the row."""
        return self.value


def choice(condition: Closure, then: Closure, otherwise: Closure) -> Closure:
    """`if`: where the condition is unknown, what both ways agree on."""

    def choose(row: Sequence[Value]) -> Value:
        truth = condition(row)
        if isinstance(truth, Unknown):
            return agreed([then(row), otherwise(row)], truth, Budget())
        return then(row) if truth is True else otherwise(row)

    return choose


def junction(left: Closure, right: Closure, *, deciding: bool) -> Closure:
    """`or` where true decides, `and` where false does."""
    if isinstance(left, Fixed) and left.value is deciding:
        return left
    join = disjunction if deciding else conjunction

    def joined(row: Sequence[Value]) -> Truth:
        one = left(row)
        if one is deciding:
            return deciding
        other = right(row)
        if type(one) is bool and type(other) is bool:
            return other
        return join((one, other))

    return joined


def comparison(op: ComparisonOperator, left: Closure, right: Closure) -> Closure:
    """`=`, `<` and their like."""
    test = _COMPARISONS[op]
    kinds = EQUATED if op in ("=", "!=") else ORDERED
    if isinstance(right, Fixed) and type(right.value) in kinds:
        return _comparison_with(op, left, right.value)

    def between(row: Sequence[Value]) -> Truth:
        one, other = left(row), right(row)
        if type(one) is type(other) and type(one) in kinds:
            return test(one, other)
        return compare(op, one, other)

    return between


def _comparison_with(op: ComparisonOperator, left: Closure, fixed: Value) -> Closure:
    test, kind = _COMPARISONS[op], type(fixed)

    def against(row: Sequence[Value]) -> Truth:
        value = left(row)
        return test(value, fixed) if type(value) is kind else compare(op, value, fixed)

    return against


def calculation(op: str, left: Closure, right: Closure) -> Closure:
    """`+`, `-`, `*`, `/` and `**`."""
    fixed = right.value if isinstance(right, Fixed) else None
    if isinstance(fixed, dt.timedelta | MonthsDuration):
        return _shift(op, left, fixed)
    if isinstance(fixed, Decimal):
        return _calculation_with(op, left, fixed)
    with_numbers = calculate_numbers(op)

    def calculated(row: Sequence[Value]) -> Value:
        one, other = left(row), right(row)
        if type(one) is Decimal and type(other) is Decimal:
            try:
                return with_numbers(one, other)
            except ArithmeticError:
                return None
        if isinstance(one, str) and isinstance(other, str):
            checked_characters(len(one) + len(other))
        return calculate(op, one, other)

    return calculated


def _calculation_with(op: str, left: Closure, fixed: Decimal) -> Closure:
    with_numbers = calculate_numbers(op)

    def calculated(row: Sequence[Value]) -> Value:
        one = left(row)
        if type(one) is not Decimal:
            return calculate(op, one, fixed)
        try:
            return with_numbers(one, fixed)
        except ArithmeticError:
            return None

    return calculated


def _shift(op: str, left: Closure, duration: dt.timedelta | MonthsDuration) -> Closure:
    """A duration that no row can change, put to a value: months are slow to add, so once for each date."""
    shifted: dict[dt.date, Value] = {}

    def shift(row: Sequence[Value]) -> Value:
        value = left(row)
        if type(value) is not dt.date:
            return calculate(op, value, duration)
        if value not in shifted:
            shifted[value] = calculate(op, value, duration)
        return shifted[value]

    return shift
