"""Variables: what a diagram asks about, and the cells that a variable's values fall into."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Context, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.feel.nodes import Node
    from sxguide.model import Kind
    from sxguide.values import Value

# A known value of a variable.
Point: TypeAlias = bool | Decimal | dt.date | str

# A place between two values of an ordered domain: before the value (False) or behind it (True).
Cut: TypeAlias = tuple[Point, bool]

_DAY = dt.timedelta(days=1)
_FEN = Decimal("0.01")
# Digits enough for any number that a rule may hold, whatever the caller's own decimal context.
_EXACT = Context(prec=100)


@dataclass(frozen=True, slots=True)
class Cell:
    """Values that no rule tells apart. `sample` is one of them; None: the fact does not exist for the person.

    An interval runs from the cut `low` to the cut `high` (None: without end); a single value has neither.
    """

    sample: Point | None
    low: Cut | None = None
    high: Cut | None = None
    is_interval: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """What one level of a diagram asks: a fact, or a part of a condition that stays opaque.

    `facts` are the names that an answer would come from: the fact's own, or all that an opaque part reads. `steady` are those
    along which an opaque part is proved to turn no more than once.
    """

    name: str
    cells: tuple[Cell, ...]
    facts: tuple[str, ...]
    opaque: Node | None = field(default=None, compare=False)
    steady: frozenset[str] = frozenset()
    _cuts: tuple[tuple[Point, bool], ...] = ()
    _places: dict[Point | None, int] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of_few(cls, name: str, values: Iterable[Point]) -> Variable:
        """A fact with few values: each is a cell."""
        cells = tuple(Cell(value) for value in values)
        return cls(name, cells, (name,), _places={cell.sample: i for i, cell in enumerate(cells)})

    @classmethod
    def of_part(
        cls, name: str, part: Node, facts: Iterable[str], steady: frozenset[str] = frozenset()
    ) -> Variable:
        """A part of a condition that cells do not settle: false, true, or null."""
        cells = (Cell(sample=False), Cell(sample=True), Cell(sample=None))
        places: dict[Point | None, int] = {False: 0, True: 1, None: 2}
        return cls(name, cells, tuple(facts), part, steady, _places=places)

    @classmethod
    def of_many(
        cls, name: str, kind: Kind, cuts: Iterable[Cut], minimum: Decimal | None, *, may_lack: bool
    ) -> Variable:
        """A fact with an ordered domain, cut into intervals. `may_lack`: a rule asks whether there is such a fact."""
        kept = tuple(sorted(cut for cut in set(cuts) if _divides(cut, minimum)))
        bounds = (None, *kept, None)
        cells = [
            Cell(_sample(kind, low, high, minimum), low, high, is_interval=True)
            for low, high in pairwise(bounds)
        ]
        places: dict[Point | None, int] = {}
        if may_lack:
            places[None] = len(cells)
            cells.append(Cell(None))
        return cls(name, tuple(cells), (name,), _cuts=kept, _places=places)

    def place(self, value: Value) -> int:
        """The number of the cell that holds a known value."""
        if not self.cells[0].is_interval or value is None:
            return self._places[cast("Point | None", value)]
        return bisect_right(self._cuts, (cast("Point", value), False))


@dataclass(frozen=True, slots=True)
class Turns:
    """The values that a comparison has along a domain: `values[0]` up to the first of `cuts`, and so on."""

    cuts: tuple[Cut, ...]
    values: tuple[Value, ...]

    def at(self, value: Point) -> Value:
        """The value of the comparison for a value of the fact."""
        return self.values[bisect_right(self.cuts, (value, False))]


def _divides(cut: Cut, minimum: Decimal | None) -> bool:
    """Whether there are values on both sides of the cut."""
    value, is_behind = cut
    if minimum is None or not isinstance(value, Decimal):
        return True
    return value > minimum or (value == minimum and is_behind)


def _sample(kind: Kind, low: Cut | None, high: Cut | None, minimum: Decimal | None) -> Point:
    """A value between two cuts: the nearest to a cut, so that boundaries are what is tried."""
    if low is not None:
        value, is_behind = low
        return value if not is_behind else _after(kind, value, high)
    if minimum is not None:
        return minimum
    if high is None:
        return dt.date(2000, 1, 1) if kind == "date" else Decimal(0)
    value, is_behind = high
    return value if is_behind else _step(kind, value, -1)


def _after(kind: Kind, value: Point, high: Cut | None) -> Point:
    if kind == "number" and high is not None:
        bounds = cast("Decimal", value), cast("Decimal", high[0])
        return _EXACT.divide(_EXACT.add(*bounds), Decimal(2))
    return _step(kind, value, 1)


def _step(kind: Kind, value: Point, sign: int) -> Point:
    """The neighbour of a value (for a number without steps: a value beside it)."""
    if isinstance(value, dt.date):
        return value + sign * _DAY
    step = _FEN if kind == "money" else Decimal(1)
    move = _EXACT.add if sign > 0 else _EXACT.subtract
    return move(cast("Decimal", value), step)
