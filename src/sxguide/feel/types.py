"""Types of FEEL values, as the rule checker sees them: a number has a unit, an enumeration its allowed values.

Every type includes null, as in the standard. Types are compared by value and print in the rule writer's words.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, assert_never

from sxguide.values import MonthsDuration

if TYPE_CHECKING:
    from sxguide.values import Value


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parts: boolean, date, a duration, any, null and their like."""

    name: str

    def __str__(self) -> str:
        """The type's FEEL name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `unit` is a word such as `yuan`, `month`, `year`, or None where it has none."""

    unit: str | None = None

    def __str__(self) -> str:
        """`number`, or `number (month)`."""
        return f"number ({self.unit})" if self.unit else "number"


@dataclass(frozen=True, slots=True)
class String:
    """A string; `values` are all it can be (an enumeration), or None where it can be anything.

    `closed` tells a declared enumeration, whose comparisons are checked, from a string that only
    happens to be known, such as a literal.
    """

    values: tuple[str, ...] | None = None
    closed: bool = False

    def __str__(self) -> str:
        """`string`, or the allowed values of an enumeration."""
        if self.values is None or not self.closed:
            return "string"
        return "one of " + ", ".join(f'"{value}"' for value in self.values)


@dataclass(frozen=True, slots=True)
class RangeOf:
    """A range between two values of type `bound`."""

    bound: Type

    def __str__(self) -> str:
        """`range of date`."""
        return f"range of {self.bound}"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements all have the type `item`."""

    item: Type

    def __str__(self) -> str:
        """`list of number`."""
        return f"list of {self.item}"


@dataclass(frozen=True, slots=True)
class ContextOf:
    """A context; `fields` are its entries in order, or None where they are not known."""

    fields: tuple[tuple[str, Type], ...] | None = None

    def __str__(self) -> str:
        """`context`."""
        return "context"


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """A function; `parameters` is None where it is not known how many it takes."""

    parameters: tuple[Type, ...] | None
    result: Type

    def __str__(self) -> str:
        """`function`."""
        return "function"


@dataclass(frozen=True, slots=True)
class Either:
    """A value of one of several types, such as what `date(from)` takes."""

    types: tuple[Type, ...]

    def __str__(self) -> str:
        """`date or string`."""
        return " or ".join(map(str, self.types))


@dataclass(frozen=True, slots=True)
class Variable:
    """In a signature: whatever type within `bound` an argument turns out to have; the same name, the same type."""

    name: str
    bound: Type

    def __str__(self) -> str:
        """The type that bounds it."""
        return str(self.bound)


Type: TypeAlias = (
    Simple | Number | String | RangeOf | ListOf | ContextOf | FunctionOf | Either | Variable
)

ANY = Simple("any")
NULL = Simple("null")
BOOLEAN = Simple("boolean")
DATE = Simple("date")
TIME = Simple("time")
DATE_AND_TIME = Simple("date and time")
YEARS_AND_MONTHS = Simple("years and months duration")
DAYS_AND_TIME = Simple("days and time duration")
NUMBER = Number()
STRING = String()
DURATION = Either((YEARS_AND_MONTHS, DAYS_AND_TIME))
CALENDAR_DAY = Either((DATE, DATE_AND_TIME))
COMPARABLE = Either((NUMBER, STRING, DATE, TIME, DATE_AND_TIME, YEARS_AND_MONTHS, DAYS_AND_TIME))

# The attributes that a value has by its type (DMN 1.5, table 65). A date's parts are plain numbers, since rules
# count with them (`year * 12 + month`); the parts of a duration are amounts and keep their units.
_DATE_PARTS: dict[str, Type] = {"year": NUMBER, "month": NUMBER, "day": NUMBER, "weekday": NUMBER}
_TIME_PARTS: dict[str, Type] = {
    "hour": NUMBER,
    "minute": NUMBER,
    "second": NUMBER,
    "time offset": DAYS_AND_TIME,
    "timezone": STRING,
}
_ATTRIBUTES: dict[Type, dict[str, Type]] = {
    DATE: _DATE_PARTS,
    TIME: _TIME_PARTS,
    DATE_AND_TIME: _DATE_PARTS | _TIME_PARTS,
    YEARS_AND_MONTHS: {"years": Number("year"), "months": Number("month")},
    DAYS_AND_TIME: {
        "days": Number("day"),
        "hours": Number("hour"),
        "minutes": Number("minute"),
        "seconds": Number("second"),
    },
}

ATTRIBUTE_NAMES = frozenset(name for names in _ATTRIBUTES.values() for name in names) | {
    "start",
    "end",
    "start included",
    "end included",
}


def attributes(subject: Type) -> dict[str, Type] | None:
    """The attributes of a value of type `subject`, by name; None where they cannot be known."""
    match subject:
        case RangeOf(bound):
            return {
                "start": bound,
                "end": bound,
                "start included": BOOLEAN,
                "end included": BOOLEAN,
            }
        case ContextOf(fields):
            return None if fields is None else dict(fields)
        case Simple():
            return None if subject in (ANY, NULL) else _ATTRIBUTES.get(subject, {})
        case Number() | String() | FunctionOf():
            return {}
        case ListOf(item):
            # A path on a list is the list of the elements' attributes.
            of_item = attributes(item)
            return (
                None if of_item is None else {name: ListOf(part) for name, part in of_item.items()}
            )
        case Either(types):
            return _shared_attributes(types)
        case Variable(bound=bound):
            return attributes(bound)
        case _:
            assert_never(subject)


def _shared_attributes(types: tuple[Type, ...]) -> dict[str, Type] | None:
    merged: dict[str, Type] = {}
    for each in types:
        of_each = attributes(each)
        if of_each is None:
            return None
        for name, part in of_each.items():
            merged[name] = join(merged[name], part) if name in merged else part
    return merged


def join(left: Type, right: Type) -> Type:
    """The narrowest type that both fit: what `if … then left else right` can yield."""
    match left, right:
        case (a, b) if b in (a, NULL):
            return left
        case (a, _) if a == NULL:
            return right
        case (a, b) if ANY in (a, b):
            return ANY
        case Number(one), Number(other):
            return Number(one or other) if one is None or other is None else NUMBER
        case String(), String():
            return _join_strings(left, right)
        case ListOf(one), ListOf(other):
            return ListOf(join(one, other))
        case RangeOf(one), RangeOf(other):
            return RangeOf(join(one, other))
        case ContextOf(), ContextOf():
            return ContextOf(None)
        case _:
            return _either((left, right))


def _join_strings(left: String, right: String) -> String:
    if left.values is None or right.values is None:
        return STRING
    values = (*left.values, *(value for value in right.values if value not in left.values))
    # A declared enumeration stays one as long as every value is its own.
    if left.closed and values == left.values:
        return left
    if right.closed and set(values) == set(right.values):
        return right
    return String(values)


def _either(types: tuple[Type, ...]) -> Type:
    flat: list[Type] = []
    for each in types:
        for part in each.types if isinstance(each, Either) else (each,):
            if part not in flat:
                flat.append(part)
    return flat[0] if len(flat) == 1 else Either(tuple(flat))


_NAMED = {
    str(of): of
    for of in (BOOLEAN, DATE, TIME, DATE_AND_TIME, YEARS_AND_MONTHS, DAYS_AND_TIME, NUMBER, STRING)
}


def named(name: str | None) -> Type:
    """The type that FEEL calls `name`; any where it has parts, is defined elsewhere, or is not given."""
    return ANY if name is None else _NAMED.get(name, ANY)


def of_value(value: Value) -> Type:
    """The type of a literal's value."""
    match value:
        case None:
            return NULL
        case bool():
            return BOOLEAN
        case Decimal():
            return NUMBER
        case str():
            return String((value,))
        case dt.datetime():
            return DATE_AND_TIME
        case dt.date():
            return DATE
        case dt.time():
            return TIME
        case dt.timedelta():
            return DAYS_AND_TIME
        case MonthsDuration():
            return YEARS_AND_MONTHS
        case _:
            return ANY


def fits(given: Type, expected: Type) -> bool:
    """Whether a value of type `given` may stand where `expected` is wanted; units and allowed values apart."""
    if ANY in (given, expected) or given == NULL:
        return True
    match given, expected:
        case _, Variable(bound=bound):
            return fits(given, bound)
        case Variable(bound=bound), _:
            return fits(bound, expected)
        case Either(types), _:
            return any(fits(each, expected) for each in types)
        case _, Either(types):
            return any(fits(given, each) for each in types)
        case ListOf(item), ListOf(wanted):
            return fits(item, wanted)
        case RangeOf(bound), RangeOf(wanted):
            return fits(bound, wanted)
        case Simple(), Simple():
            return given == expected
        case _:
            return type(given) is type(expected)


def element(of: Type) -> Type:
    """The type of a list's elements; anything else counts as a list of itself."""
    return of.item if isinstance(of, ListOf) else of


def described(of: Type) -> str:
    """The type in a sentence: `a date`, `a number`, `a list`, `a date or a string`."""
    match of:
        case Either(types):
            return " or ".join(map(described, types))
        case Variable(bound=bound):
            return described(bound)
        case Number():
            return "a number"
        case String():
            return "a string"
        case RangeOf():
            return "a range"
        case ListOf():
            return "a list"
        case ContextOf() | FunctionOf():
            return f"a {of}"
        case Simple(name):
            return name if of in (ANY, NULL) else f"a {name}"
        case _:
            assert_never(of)
