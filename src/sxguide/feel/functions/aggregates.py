"""Built-in functions that sum a list up (DMN 1.5, table 75): from `count` to `mode`.

A null among the elements makes the result null, except where the elements are truth values or are only counted.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sxguide.feel.comparison import compare
from sxguide.feel.logic import conjunction, disjunction
from sxguide.values import DECIMAL128, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.feel.functions.builtin import Implementation
    from sxguide.feel.nodes import ComparisonOperator

_Numbers = tuple[Decimal, ...]


def elements(arguments: tuple[Value, ...]) -> tuple[Value, ...]:
    """The elements that a function of one list or of several values was called with."""
    if len(arguments) == 1 and isinstance(arguments[0], tuple):
        return arguments[0]
    return arguments


def _of_numbers(function: Callable[[_Numbers], Value]) -> Implementation:
    def of_arguments(*arguments: Value) -> Value:
        numbers = elements(arguments)
        known = tuple(number for number in numbers if isinstance(number, Decimal))
        return function(known) if len(known) == len(numbers) else None

    return of_arguments


def _extreme(op: ComparisonOperator) -> Implementation:
    """The element that stands in relation `op` to all others; null where some cannot be compared."""

    def of_arguments(*arguments: Value) -> Value:
        values = elements(arguments)
        if not values or compare("<=", values[0], values[0]) is None:
            return None
        best = values[0]
        for value in values[1:]:
            truth = compare(op, value, best)
            if truth is None:
                return None
            best = value if truth is True else best
        return best

    return of_arguments


def _sum(numbers: _Numbers) -> Decimal | None:
    return _total(numbers) if numbers else None


def _total(numbers: _Numbers) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = DECIMAL128.add(total, number)
    return total


def _mean(numbers: _Numbers) -> Decimal | None:
    return DECIMAL128.divide(_total(numbers), Decimal(len(numbers))) if numbers else None


def _median(numbers: _Numbers) -> Decimal | None:
    if not numbers:
        return None
    middle, ordered = len(numbers) // 2, sorted(numbers)
    return ordered[middle] if len(numbers) % 2 else _mean((ordered[middle - 1], ordered[middle]))


def _sample_deviation(numbers: _Numbers) -> Decimal | None:
    mean = _mean(numbers)
    if mean is None or len(numbers) == 1:
        return None
    squares = tuple(DECIMAL128.power(DECIMAL128.subtract(number, mean), 2) for number in numbers)
    return DECIMAL128.sqrt(DECIMAL128.divide(_total(squares), Decimal(len(numbers) - 1)))


def _mode(numbers: _Numbers) -> tuple[Decimal, ...]:
    counts = Counter(numbers)
    most = max(counts.values(), default=0)
    return tuple(sorted(number for number, count in counts.items() if count == most))


def _product(numbers: _Numbers) -> Decimal | None:
    if not numbers:
        return None
    product = Decimal(1)
    for number in numbers:
        product = DECIMAL128.multiply(product, number)
    return product


def _truth(function: Callable[..., Any]) -> Implementation:
    return lambda *arguments: function(elements(arguments))


AGGREGATES: Mapping[str, Implementation] = {
    "count": lambda values: Decimal(len(values)),
    "min": _extreme("<"),
    "max": _extreme(">"),
    "sum": _of_numbers(_sum),
    "mean": _of_numbers(_mean),
    "median": _of_numbers(_median),
    "stddev": _of_numbers(_sample_deviation),
    "mode": _of_numbers(_mode),
    "product": _of_numbers(_product),
    "all": _truth(conjunction),
    "any": _truth(disjunction),
}
