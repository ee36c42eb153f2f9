"""Reach: when a fact can have another value, and which; time passes by itself, and all else takes what the fact allows."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from sxguide.change import Range
from sxguide.errors import CalendarError
from sxguide.periods import add_months, add_years

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.diagram.variables import Cell, Cut, Point
    from sxguide.model import Fact, Plain

_DAY = dt.timedelta(days=1)
_FEN = Decimal("0.01")
# Digits enough for any number that a rule may hold, whatever the caller's own decimal context.
_EXACT = Context(prec=100)
_ADDED = {"monthly": add_months, "yearly": add_years}


def reached_on(fact: Fact, now: Point, cell: Cell, start: dt.date) -> dt.date | None:
    """The first day, from `start` on, on which a fact that is `now` can lie in another cell; None where it never can."""
    if cell.sample is None:
        return None
    match fact.mutability:
        case "chosen":
            return start
        case "once":
            return start if cell.sample is True else None
        case "monthly" | "yearly":
            return _grown_on(fact, now, cell, start)
        case "anew":
            low, high = date_bounds(cell)
            return None if high is not None and high < start else max(start, low or start)
        case "each_year":
            return start if _rises(now, cell) else start.replace(start.year + 1, 1, 1)
        case _:
            return None


def example(fact: Fact, now: Point, cell: Cell, start: dt.date) -> Point:
    """A value in a cell that the fact can have on the first day on which it can lie there."""
    match fact.mutability:
        case "monthly" | "yearly":
            return _grown(now, cell)
        case "anew":
            low, _ = date_bounds(cell)
            return max(start, low or start)
        case _:
            return cast("Point", cell.sample)


def is_by_time(fact: Fact, now: Point, cell: Cell) -> bool:
    """Whether nobody has to do anything for a fact to come to lie in a cell: it begins again with the year."""
    if fact.mutability != "each_year":
        return False
    return cell.sample is False or (not _rises(now, cell) and _holds(cell, Decimal(0)))


def ranges(
    fact: Fact, cells: Iterable[Cell], start: dt.date | None = None, day: dt.date | None = None
) -> tuple[Range, ...]:
    """The values of cells, neighbours joined; of an event that is to come only those from `start` to `day`."""
    joined: list[tuple[Cut | None, Cut | None]] = []
    for cell in cells:
        if joined and joined[-1][1] == cell.low:
            joined[-1] = (joined[-1][0], cell.high)
        else:
            joined.append((cell.low, cell.high))
    found = (_range(fact, low, high) for low, high in joined)
    if fact.mutability != "anew" or start is None or day is None:
        return tuple(found)
    return tuple(
        Range(
            max(start, cast("dt.date", each.low or start)),
            min(day, cast("dt.date", each.high or day)),
        )
        for each in found
    )


def date_bounds(cell: Cell) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day of a cell of dates."""
    return _days(cell.low, cell.high)


def _days(low: Cut | None, high: Cut | None) -> tuple[dt.date | None, dt.date | None]:
    first = None if low is None else cast("dt.date", low[0]) + low[1] * _DAY
    last = None if high is None else cast("dt.date", high[0]) - (not high[1]) * _DAY
    return first, last


def _range(fact: Fact, low: Cut | None, high: Cut | None) -> Range:
    """Two cuts as a range; where there are steps from value to value, its ends are within."""
    if fact.kind == "date":
        return Range(*_days(low, high))
    first = fact.minimum if low is None else low[0]
    last = None if high is None else high[0]
    if fact.kind == "number":
        return Range(first, last, low is None or not low[1], high is None or high[1])
    step = _FEN if fact.kind == "money" else Decimal(1)
    if low is not None and low[1]:
        first = _EXACT.add(cast("Decimal", low[0]), step)
    if high is not None and not high[1]:
        last = _EXACT.subtract(cast("Decimal", high[0]), step)
    return Range(plain(fact, first), plain(fact, last))


def plain(fact: Fact, value: Point | None) -> Plain | None:
    """A value as callers give and get it."""
    return int(value) if fact.kind == "integer" and isinstance(value, Decimal) else value


def _rises(now: Point, cell: Cell) -> bool:
    """Whether all of a cell is above a value; of true and false, true is."""
    if not cell.is_interval:
        return cell.sample is True
    return cell.low is not None and cell.low > (now, False)


def _holds(cell: Cell, value: Point) -> bool:
    place = (value, False)
    return (cell.low is None or cell.low <= place) and (cell.high is None or place < cell.high)


def _steps(now: Point, cell: Cell) -> int:
    """How many whole steps a number has to grow by, at least, to come to lie in a cell above it."""
    bound, is_behind = cast("Cut", cell.low)
    gap = Fraction(cast("Decimal", bound)) - Fraction(cast("Decimal", now))
    return math.floor(gap) + 1 if is_behind else math.ceil(gap)


def _grown_on(fact: Fact, now: Point, cell: Cell, start: dt.date) -> dt.date | None:
    if not _rises(now, cell):
        return None
    try:
        return _ADDED[fact.mutability](start, _steps(now, cell))
    except CalendarError:
        return None


def _grown(now: Point, cell: Cell) -> Point:
    bound, is_behind = cast("Cut", cell.low)
    if not is_behind:
        return bound
    grown = _EXACT.add(cast("Decimal", now), Decimal(_steps(now, cell)))
    return grown if _holds(cell, grown) else cast("Point", cell.sample)
