"""Cuts: where along a fact's domain a comparison turns, found through the rules themselves.

The comparison is proved to turn at most once where it has a value. It may have none (null) at either end of the domain,
where dates leave the calendar; these ends are sought from a place in the middle that has a value.

Each of these places lies between two that are told apart, and the gap is narrowed by trying places in it. Where to try is
guessed from the difference of the two sides, which for a date or a count is close to a straight line; a guess that does
not narrow the gap fast enough gives way to its middle. So a guess costs time at worst, and never a wrong cut.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from sxguide.diagram.atoms import NotTabulatedError
from sxguide.diagram.variables import Turns
from sxguide.feel.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from sxguide.feel.nodes import ComparisonOperator
    from sxguide.model import Kind
    from sxguide.values import Value

    # What gives the two sides of a comparison for a value of the fact.
    Sides: TypeAlias = Callable[[Value], tuple[Value, Value]]

# Whole numbers and fen up to here; a rule that turns later on is taken not to turn.
_FAR = 10**15
# The step from a value to the next, as a power of ten.
_EXPONENTS = {"integer": 0, "money": -2}
_DAY = dt.timedelta(days=1)
# So many guesses must halve the gap between them.
_GUESSES = 3


def turns(op: ComparisonOperator, sides: Sides, kind: Kind, middle: dt.date) -> Turns:
    """Where a comparison turns along a domain of dates, whole numbers or money; `middle` is a date in use.

    Raises:
        NotTabulatedError: the comparison has no value in the middle, so that its ends cannot be told.
    """
    grid = _Dates(middle) if kind == "date" else _Steps(_EXPONENTS[kind])
    line = _Line(op, sides, grid)
    if line.at(grid.middle) is None:
        if line.at(grid.first) is None and line.at(grid.last) is None:
            return Turns((), (None,))
        raise NotTabulatedError
    changes = tuple(line.changes())
    return Turns(
        cuts=tuple((grid.value(place), False) for place in changes),
        values=tuple(line.at(place) for place in (grid.first, *changes)),
    )


def bare_turns(op: ComparisonOperator, bound: Value, kind: Kind) -> Turns:
    """The same for a comparison of the fact itself with a value."""
    is_behind = op in {">", "<="}
    before, after = op in {"<", "<="}, op in {">", ">="}
    match bound:
        case dt.datetime():
            return Turns((), (None,))
        case dt.date() if kind == "date":
            if bound == dt.date.max and is_behind:
                return Turns((), (before,))
            return Turns(((bound + is_behind * _DAY, False),), (before, after))
        case Decimal() if kind == "number":
            return Turns(((bound, is_behind),), (before, after))
        case Decimal() if kind in _EXPONENTS:
            return Turns(((next_step(bound, kind, is_behind=is_behind), False),), (before, after))
        case _:
            return Turns((), (None,))


def next_step(bound: Decimal, kind: Kind, *, is_behind: bool) -> Decimal:
    """The first whole number (or amount in yuan and fen) from `bound` on, or behind it."""
    grid = _Steps(_EXPONENTS[kind])
    scaled = grid.exactly(bound)
    return grid.value(math.floor(scaled) + 1 if is_behind else math.ceil(scaled))


class _Line:
    """A comparison along a grid, each place of it worked out once."""

    def __init__(self, op: ComparisonOperator, sides: Sides, grid: _Dates | _Steps) -> None:
        self._op = op
        self._sides = sides
        self._grid = grid
        self._known: dict[int, tuple[Value, int | None, int | None]] = {}

    def at(self, place: int) -> Value:
        """The value of the comparison."""
        return self._look(place)[0]

    def changes(self) -> Iterator[int]:
        """The first place of each stretch after the first."""
        first, middle, last = self._grid.first, self._grid.middle, self._grid.last
        if self.at(first) is None:
            first = self._end(first, middle)
            yield first
        beyond = self._end(last, middle) + 1 if self.at(last) is None else None
        last = last if beyond is None else beyond - 1
        if self.at(first) != self.at(last):
            yield self._turn(first, last)
        if beyond is not None:
            yield beyond

    def _look(self, place: int) -> tuple[Value, int | None, int | None]:
        """The value of the comparison, and how far along the grid its two sides are, where they lie on it."""
        known = self._known.get(place)
        if known is None:
            left, right = self._sides(self._grid.value(place))
            known = (
                compare(self._op, left, right),
                self._grid.place(left),
                self._grid.place(right),
            )
            self._known[place] = known
        return known

    def _end(self, lacking: int, having: int) -> int:
        """The place nearest to `lacking` that has a value: beyond it a side has left the grid."""
        _, *sides = self._look(having)
        far = max if lacking > having else min
        ahead = far((side - having for side in sides if side is not None), default=0)
        guess = lacking - ahead
        return self._narrowed(lacking, having, lambda _low, _high: guess)[1]

    def _turn(self, first: int, last: int) -> int:
        """The first place that is not as `first` is."""
        return self._narrowed(first, last, self._crossing)[1]

    def _crossing(self, low: int, high: int) -> int | None:
        """Where the sides meet, if they run in straight lines."""
        before, after = self._gap(low), self._gap(high)
        if before is None or after is None or before == after:
            return None
        return low + (high - low) * before // (before - after)

    def _gap(self, place: int) -> int | None:
        _, left, right = self._look(place)
        return None if left is None or right is None else left - right

    def _narrowed(
        self, start: int, end: int, guess: Callable[[int, int], int | None]
    ) -> tuple[int, int]:
        """The two neighbours between which the comparison comes to be another than at `start`."""
        value = self.at(start)
        tries, wide = 0, abs(end - start)
        while abs(end - start) > 1:
            place = guess(start, end)
            if place is None or tries == _GUESSES:
                place, tries = (start + end) // 2, 0
            place = min(max(place, min(start, end) + 1), max(start, end) - 1)
            if self.at(place) is value:
                start = place
            else:
                end = place
            tries = 0 if 2 * abs(end - start) <= wide else tries + 1
            wide = abs(end - start)
        return start, end


class _Dates:
    """Every day that Python knows."""

    first = dt.date.min.toordinal()
    last = dt.date.max.toordinal()

    def __init__(self, middle: dt.date) -> None:
        self.middle = middle.toordinal()

    @staticmethod
    def value(place: int) -> dt.date:
        return dt.date.fromordinal(place)

    @staticmethod
    def place(value: Value) -> int | None:
        """How far along a value is."""
        return value.toordinal() if isinstance(value, dt.date) else None


class _Steps:
    """Whole steps of a power of ten, far to both sides."""

    first, middle, last = -_FAR, 0, _FAR

    def __init__(self, exponent: int) -> None:
        self._exponent = exponent

    def value(self, place: int) -> Decimal:
        # Built from its digits: arithmetic would depend on the caller's decimal context.
        return Decimal(f"{place}E{self._exponent}")

    def exactly(self, value: Decimal) -> Fraction:
        """How far along a number is, between steps too."""
        return Fraction(value) / Fraction(10) ** self._exponent

    def place(self, value: Value) -> int | None:
        """How far along a value is, rounded."""
        return round(self.exactly(value)) if isinstance(value, Decimal) else None
