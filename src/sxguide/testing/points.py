"""Points: the values that are drawn for a fact, those on the edges of a cell first, and the most readable before others."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import TYPE_CHECKING, cast

from sxguide.cases import FIRST_DAY, LAST_DAY
from sxguide.diagram.variables import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sxguide.diagram.variables import Cut, Point
    from sxguide.model import Fact, Plain

# A date that everybody can read, and from which others are counted.
READABLE = dt.date(2000, 1, 1)
# How far numbers are drawn beyond the last place where a rule turns, in steps of their kind.
_REACH = 1_000
# Days are drawn from so many years before the day of the application to so many behind it.
_YEARS_BEFORE, _YEARS_BEHIND = 110, 30
_DAYS_A_YEAR = 366
# Digits enough for any number that a rule may hold, whatever the caller's own decimal context.
_EXACT = Context(prec=100)
_FEN = Decimal("0.01")
_PARTS = 1_000
# Words where no rule reads any.
ANY_WORDS = ("甲", "any", "")


@dataclass(frozen=True, slots=True)
class Stretch:
    """`size` values in a row, of which one is drawn by its number.

    Number 0 is the value in the place `start`; from there the numbers go up to the end, and then on from `first`.
    """

    first: dt.date | int | Decimal
    step: Decimal
    start: int
    size: int

    def at(self, number: int) -> Plain:
        """The value with a number from 0 to `size - 1`."""
        place = (self.start + number) % self.size
        match self.first:
            case dt.date():
                return self.first + dt.timedelta(days=place)
            case int():
                return self.first + place
            case Decimal():
                return _EXACT.add(self.first, _EXACT.multiply(self.step, Decimal(place)))


@dataclass(frozen=True, slots=True)
class Points:
    """What is drawn from a cell: the readable value, the edges of the cell, and the stretch between them.

    `low` and `high` are the edges that rules have made, None where the cell goes on without end.
    """

    readable: Plain
    low: Plain | None = None
    high: Plain | None = None
    stretch: Stretch | None = None

    @property
    def distance(self) -> Decimal:
        """How far the readable value is from the most readable of all."""
        match self.readable:
            case bool():
                return Decimal(self.readable)
            case dt.date():
                return Decimal(abs((self.readable - READABLE).days))
            case int() | Decimal():
                return abs(Decimal(self.readable))
            case _:
                return Decimal(0)


def points_of(fact: Fact, cell: Cell, day: dt.date) -> Points | None:
    """What is drawn from a cell of a fact; None where no case can say a value of it."""
    if not cell.is_interval:
        return None if cell.sample is None else Points(as_fact(fact, cell.sample))
    if fact.kind == "date":
        return _days(cell, day)
    if cell.low is None and fact.minimum is not None:
        cell = replace(cell, low=(fact.minimum, False))
    if fact.kind == "number":
        return _numbers(cell)
    return _steps(fact, cell)


def free_cells(fact: Fact) -> Sequence[Cell]:
    """The cells of a fact that no rule turns on."""
    match fact.kind:
        case "boolean":
            return (Cell(sample=False), Cell(sample=True))
        case "enumeration":
            return tuple(Cell(choice.value) for choice in fact.choices)
        case "text":
            return tuple(map(Cell, ANY_WORDS))
        case _:
            return (Cell(None, is_interval=True),)


def as_fact(fact: Fact, value: Point) -> Plain:
    """A value as cases give it: whole numbers without a fraction."""
    return int(value) if fact.kind == "integer" and isinstance(value, Decimal) else value


def _days(cell: Cell, day: dt.date) -> Points | None:
    first = _next_day(cell.low) if cell.low is not None else dt.date.min
    last = _day_before(cell.high) if cell.high is not None else dt.date.max
    # Where cases end is no boundary of a rule.
    low = first if first > FIRST_DAY else None
    high = last if last < LAST_DAY else None
    first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    if first > last:
        return None
    readable = _readable_day(first, last)
    # A birth in 1850 can be said, and is nobody's.
    near = (
        max(first, day - dt.timedelta(days=_YEARS_BEFORE * _DAYS_A_YEAR)),
        min(last, day + dt.timedelta(days=_YEARS_BEHIND * _DAYS_A_YEAR)),
    )
    first, last = near if near[0] <= near[1] else (first, last)
    size = (last - first).days + 1
    start = (min(max(readable, first), last) - first).days
    return Points(readable, low, high, Stretch(first, Decimal(1), start, size))


def _next_day(cut: Cut) -> dt.date:
    value, is_behind = cut
    return cast("dt.date", value) + dt.timedelta(days=is_behind)


def _day_before(cut: Cut) -> dt.date:
    value, is_behind = cut
    return cast("dt.date", value) - dt.timedelta(days=not is_behind)


def _readable_day(first: dt.date, last: dt.date) -> dt.date:
    """The day nearest to the readable date, a first of January or else of a month where there is one."""
    if first <= READABLE <= last:
        return READABLE
    if last < READABLE:
        tries = (last.replace(month=1, day=1), last.replace(day=1), last)
    else:
        tries = (_first_of(first, months=12), _first_of(first, months=1), first)
    return next(each for each in tries if first <= each <= last)


def _first_of(day: dt.date, months: int) -> dt.date:
    """The first day of a year (12 months) or of a month (1), from `day` on."""
    begun = day.year * 12 + day.month - 1 + (day.day > 1)
    year, month = divmod(-(-begun // months) * months, 12)
    return dt.date(year, month + 1, 1)


def _steps(fact: Fact, cell: Cell) -> Points | None:
    """Whole numbers, or yuan and fen."""
    step = _FEN if fact.kind == "money" else Decimal(1)
    low = None if cell.low is None else _step_from(cell.low, step)
    high = None if cell.high is None else _step_up_to(cell.high, step)
    if low is not None and high is not None and low > high:
        return None
    first, last = _window(low, high, step)
    readable = min(max(Decimal(0), first), last)
    size = int(_EXACT.divide(_EXACT.subtract(last, first), step)) + 1
    start = int(_EXACT.divide(_EXACT.subtract(readable, first), step))
    shown, begin = (as_fact(fact, each) for each in (readable, first))
    return Points(
        shown,
        None if low is None else as_fact(fact, low),
        None if high is None else as_fact(fact, high),
        Stretch(cast("int | Decimal", begin), step, start, size),
    )


def _step_from(cut: Cut, step: Decimal) -> Decimal:
    value, is_behind = _number(cut)
    scaled = _EXACT.divide(value, step)
    return _EXACT.multiply(
        Decimal(math.floor(scaled) + 1 if is_behind else math.ceil(scaled)), step
    )


def _step_up_to(cut: Cut, step: Decimal) -> Decimal:
    value, is_behind = _number(cut)
    scaled = _EXACT.divide(value, step)
    return _EXACT.multiply(
        Decimal(math.floor(scaled) if is_behind else math.ceil(scaled) - 1), step
    )


def _window(low: Decimal | None, high: Decimal | None, step: Decimal) -> tuple[Decimal, Decimal]:
    """The stretch from which numbers are drawn."""
    reach = _EXACT.multiply(step, Decimal(_REACH))
    if low is None:
        last = reach if high is None else high
        return _EXACT.subtract(last, max(reach, abs(last))), last
    return low, _EXACT.add(low, max(reach, abs(low))) if high is None else high


def _numbers(cell: Cell) -> Points:
    """Numbers with any fraction. A cell has no last number below a cut: one nearby stands for the edge."""
    if cell.low is None or cell.high is None:
        return _open_numbers(cell)
    (low, low_open), (high, high_closed) = (_number(cell.low), _number(cell.high))
    if low == high:
        return Points(low, low, low)
    width = _EXACT.subtract(high, low)
    step = _FEN if width > _FEN else _EXACT.divide(width, Decimal(_PARTS))
    first = _EXACT.add(low, step) if low_open else low
    last = high if high_closed else _EXACT.subtract(high, step)
    whole = Decimal(math.ceil(first))
    readable = Decimal(0) if first <= 0 <= last else whole if first <= whole <= last else first
    size = int(_EXACT.divide(_EXACT.subtract(last, first), step)) + 1
    return Points(readable, first, last, Stretch(first, step, 0, size))


def _open_numbers(cell: Cell) -> Points:
    step = _FEN
    if cell.low is not None:
        value, is_behind = _number(cell.low)
        low = _EXACT.add(value, step) if is_behind else value
        readable = Decimal(math.ceil(max(low, Decimal(0))))
        return Points(readable, low, None, Stretch(low, Decimal("0.5"), 0, 2 * _REACH))
    if cell.high is not None:
        value, is_behind = _number(cell.high)
        high = value if is_behind else _EXACT.subtract(value, step)
        readable = Decimal(math.floor(min(high, Decimal(0))))
        return Points(readable, None, high, Stretch(high, Decimal("-0.5"), 0, 2 * _REACH))
    return Points(Decimal(0), None, None, Stretch(Decimal(0), Decimal("0.5"), 0, _REACH))


def _number(cut: Cut) -> tuple[Decimal, bool]:
    """A cut of an ordered domain of numbers."""
    return cast("tuple[Decimal, bool]", cut)
