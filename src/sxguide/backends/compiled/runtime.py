"""Runtime: what compiled functions call while they run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sxguide.errors import CalendarError, LimitError
from sxguide.feel.arithmetic import calculate
from sxguide.feel.budget import Budget, checked_characters
from sxguide.periods import add_months
from sxguide.values import MonthsDuration, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from sxguide.backends.compiled.parts import Kind
    from sxguide.feel.functions.builtin import Builtin
    from sxguide.workdays import WorkCalendar

    Lookup: TypeAlias = Callable[[str], Value]

# So many results of each expression or table that is left to the interpreter.
_WALKS_KEPT = 128
# Enough for every day of a lifetime at a few megabytes; months are slow to add.
_SHIFTS_KEPT = 2**15


class _Null:
    """FEEL's null among Python values, where None is what nobody knows."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "null"


NULL: Final = _Null()


class Surprise(Exception):  # noqa: N818 — no fault: it says that the interpreter has to decide
    """A value is not of the type that the checker promises, or what is worked out might use up its budget."""


# What a known value of each kind is an instance of, exactly; the interpreter's own types.
_TYPES: Mapping[Kind, type] = {
    "truth": bool,
    "whole": Decimal,
    "number": Decimal,
    "text": str,
    "date": dt.date,
    "months": MonthsDuration,
    "days": dt.timedelta,
}


def to_value(found: object, kind: Kind) -> Value:
    """What the interpreter has for a known value of ours, or for null."""
    if found is NULL:
        return None
    if kind == "whole":
        return Decimal(found)  # type: ignore[arg-type]  # a value of this kind is an int
    if kind == "months":
        return MonthsDuration(found)  # type: ignore[arg-type]  # a value of this kind is an int
    return found  # type: ignore[return-value]  # the other kinds are the interpreter's own


def of_value(value: Value, kind: Kind) -> object:
    """What we have for a value of the interpreter's.

    Raises:
        Surprise: It is of another kind.
    """
    if isinstance(value, Unknown):
        return None
    if value is None:
        return NULL
    if kind == "any":
        return value
    if type(value) is not _TYPES[kind]:
        raise Surprise
    if kind == "whole":
        return _int(value)
    return value.months if isinstance(value, MonthsDuration) else value


def _int(number: Value) -> int:
    if not isinstance(number, Decimal) or number != number.to_integral_value():
        raise Surprise
    return int(number)


def scale(months: int, factor: int) -> object:
    """So many times a number of months; null where that is too long."""
    found = calculate("*", MonthsDuration(months), Decimal(factor))
    return NULL if found is None else found.months  # type: ignore[union-attr]  # a duration, or nothing


@lru_cache(maxsize=_SHIFTS_KEPT)
def shift(day: dt.date, months: int) -> object:
    """The day so many months later; null outside the calendar."""
    try:
        return add_months(day, months)
    except CalendarError:
        return NULL


def move(day: dt.date, length: dt.timedelta) -> object:
    """The day so many whole days later; null outside the calendar."""
    try:
        return day + length
    except OverflowError:
        return NULL


def work_out(op: str, left: Decimal, right: Decimal) -> object:
    """What the operator yields for two numbers; null where they have no result."""
    found = calculate(op, left, right)
    return NULL if found is None else found


def join_texts(left: str, right: str) -> str:
    """One text after another.

    Raises:
        LimitError: It would be too long.
    """
    checked_characters(len(left) + len(right))
    return left + right


def as_truth(found: object) -> object:
    """The operand of `and` and `or`: what is neither true nor false nor unknown counts as null."""
    return found if found is True or found is False or found is None else NULL


class Walk:
    """An expression or a table that is left to the interpreter, with the names that it reads."""

    __slots__ = ("_inexact", "_kind", "_names", "_recall", "_walk")

    def __init__(
        self, walk: Callable[[Lookup], Value], names: Sequence[tuple[str, Kind]], kind: Kind
    ) -> None:
        self._walk = walk
        self._names = tuple(names)
        self._kind = kind
        # Equal values of these kinds may be written differently.
        self._inexact = [i for i, (_, each) in enumerate(names) if each in ("number", "any")]
        self._recall = lru_cache(maxsize=_WALKS_KEPT)(self._work_out)

    def __call__(self, *found: object) -> object:
        """The value, where the names have these values."""
        # What is walked is so mostly since something is unknown, which is the same for many people.
        if all(found[place] is None for place in self._inexact):
            return self._recall(*found)
        return self._work_out(*found)

    def _work_out(self, *found: object) -> object:
        try:
            value = self._walk(_values(self._names, found).__getitem__)
        except LimitError as error:
            raise Surprise from error
        return of_value(value, self._kind)


def _values(names: Sequence[tuple[str, Kind]], found: Sequence[object]) -> dict[str, Value]:
    return {
        name: Unknown(frozenset({name})) if value is None else to_value(value, kind)
        for (name, kind), value in zip(names, found, strict=True)
    }


class Called:
    """A built-in function put to known values that are not null."""

    __slots__ = ("_builtin", "_kind", "_kinds")

    def __init__(self, builtin: Builtin, kinds: Sequence[Kind], kind: Kind) -> None:
        self._builtin = builtin
        self._kinds = tuple(kinds)
        self._kind = kind

    def __call__(self, *found: object) -> object:
        """What the function yields."""
        arguments = [to_value(value, kind) for value, kind in zip(found, self._kinds, strict=True)]
        return of_value(self._builtin.apply(arguments, None, Budget()), self._kind)


class Term:
    """The last of so many working days after a date."""

    __slots__ = ("_calendar",)

    def __init__(self, calendar: Callable[[], WorkCalendar]) -> None:
        self._calendar = calendar

    def __call__(self, after: dt.date, days: int) -> object:
        """The day; null where the calendar does not have it."""
        try:
            return self._calendar().due(after, days).date
        except CalendarError:
            return NULL
