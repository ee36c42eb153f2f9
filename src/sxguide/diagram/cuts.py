"""Cuts: where along a fact's domain a comparison turns, found by halving through the rules themselves.

The comparison is proved to turn at most once where it has a value. It may have none (null) at either end of the domain,
where dates leave the calendar; these ends are found by halving too, from a place in the middle that has one.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING

from sxguide.diagram.atoms import NotTabulatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sxguide.diagram.variables import Cut
    from sxguide.model import Kind
    from sxguide.values import Value

# Whole numbers and fen up to here; a rule that turns later on is taken not to turn.
_FAR = 10**15
# The step from a value to the next, as a power of ten.
_EXPONENTS = {"integer": 0, "money": -2}


def turns(test: Callable[[Value], Value], kind: Kind, middle: dt.date) -> Iterator[Cut]:
    """The cuts of a comparison along a domain of dates, whole numbers or money; `middle` is a date in use.

    Raises:
        NotTabulatedError: the comparison has no value in the middle, so that its ends cannot be told.
    """
    grid = _Dates(middle) if kind == "date" else _Steps(_EXPONENTS[kind])

    def at(place: int) -> Value:
        return test(grid.value(place))

    def lacks(place: int) -> bool:
        return at(place) is None

    first, last = grid.first, grid.last
    if lacks(grid.middle):
        if lacks(first) and lacks(last):
            return
        raise NotTabulatedError
    if lacks(first):
        first = _turn(lacks, first, grid.middle)
        yield grid.value(first), False
    if lacks(last):
        beyond = _turn(lacks, grid.middle, last)
        yield grid.value(beyond), False
        last = beyond - 1
    if at(first) != at(last):
        yield grid.value(_turn(lambda place: at(place) is True, first, last)), False


def next_step(bound: Decimal, kind: Kind, *, is_behind: bool) -> Decimal:
    """The first whole number (or amount in yuan and fen) from `bound` on, or behind it."""
    step = _EXPONENTS[kind]
    scaled = bound.scaleb(-step)
    first = math.floor(scaled) + 1 if is_behind else math.ceil(scaled)
    return Decimal(first).scaleb(step)


def _turn(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first place after `low` that is not as `low` is, where `high` is not."""
    start = holds(low)
    while high - low > 1:
        between = (low + high) // 2
        if holds(between) is start:
            low = between
        else:
            high = between
    return high


class _Dates:
    """Every day that Python knows."""

    first = dt.date.min.toordinal()
    last = dt.date.max.toordinal()

    def __init__(self, middle: dt.date) -> None:
        self.middle = middle.toordinal()

    @staticmethod
    def value(place: int) -> dt.date:
        return dt.date.fromordinal(place)


class _Steps:
    """Whole steps of a power of ten, far to both sides."""

    first, middle, last = -_FAR, 0, _FAR

    def __init__(self, exponent: int) -> None:
        self._exponent = exponent

    def value(self, place: int) -> Decimal:
        return Decimal(place).scaleb(self._exponent)
