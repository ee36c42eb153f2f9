"""Whether a value has a type, and what becomes of a value where another type is asked for (DMN 1.5, 10.3.2.9.4)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import Protocol, assert_never, runtime_checkable

from sxguide.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_AND_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_AND_MONTHS,
    ContextOf,
    Either,
    FunctionOf,
    ListOf,
    Number,
    RangeOf,
    Simple,
    String,
    Type,
    Variable,
)
from sxguide.values import Function, MonthsDuration, Range, Unknown, Value

_NAMED: dict[str, Type] = {
    "Any": ANY,
    "Null": NULL,
    "boolean": BOOLEAN,
    "number": NUMBER,
    "string": STRING,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_AND_TIME,
    "years and months duration": YEARS_AND_MONTHS,
    "days and time duration": DAYS_AND_TIME,
    "list": ListOf(ANY),
    "context": ContextOf(),
    "function": FunctionOf(None, ANY),
    "range": RangeOf(ANY),
}
_PYTHON_TYPES: dict[Simple, type] = {
    BOOLEAN: bool,
    DATE: dt.date,
    TIME: dt.time,
    DATE_AND_TIME: dt.datetime,
    YEARS_AND_MONTHS: MonthsDuration,
    DAYS_AND_TIME: dt.timedelta,
}


@lru_cache(maxsize=512)
def read_type(text: str) -> Type | None:
    """The type that `text` names, as `list<number>` or `date and time`; None where there is no such type."""
    text = text.strip()
    if text in _NAMED:
        return _NAMED[text]
    match = re.fullmatch(r"(list|range|context|function)\s*<(.*)", text, re.DOTALL)
    if match is None:
        return None
    inside, after = _up_to_closing(match[2])
    if match[1] == "function":
        return _function_type(inside, after)
    if after:
        return None
    if match[1] == "context":
        return _context_type(inside)
    item = read_type(inside)
    if item is None:
        return None
    return ListOf(item) if match[1] == "list" else RangeOf(item)


def _up_to_closing(text: str) -> tuple[str, str]:
    """What stands before the `>` that closes a bracket already open, and what stands after it."""
    depth = 1
    for index, char in enumerate(text):
        if char == "<":
            depth += 1
        elif char == ">" and text[index - 1 : index] != "-":
            depth -= 1
            if depth == 0:
                return text[:index], text[index + 1 :].strip()
    return text, ">"


def _parts(text: str) -> list[str]:
    """The parts of `text` between the commas that stand in no bracket."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "<") - (char == ">" and not parts[-1].endswith("-"))
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts] if text.strip() else []


def _function_type(inside: str, after: str) -> Type | None:
    parameters = [read_type(part) for part in _parts(inside)]
    result = read_type(after[2:]) if after.startswith("->") else None
    if result is None or None in parameters:
        return None
    return FunctionOf(tuple(parameter for parameter in parameters if parameter is not None), result)


def _context_type(inside: str) -> Type | None:
    fields = []
    for part in _parts(inside):
        name, _, written = part.partition(":")
        field = read_type(written)
        if field is None:
            return None
        fields.append((name.strip(), field))
    return ContextOf(tuple(fields))


def is_instance(value: Value, wanted: Type) -> bool:
    """Whether the known `value` is an instance of the type; null is one of no type but Null."""
    return wanted == NULL if value is None else fits(value, wanted)


def fits(value: Value, wanted: Type) -> bool:
    """Whether `value` can stand where the type is asked for: every type has room for null, and for what is unknown."""
    if value is None or isinstance(value, Unknown):
        return True
    match wanted:
        case Simple():
            return wanted == ANY or type(value) is _PYTHON_TYPES.get(wanted)
        case Number():
            return isinstance(value, Decimal)
        case String(values):
            return isinstance(value, str) and (values is None or value in values)
        case ListOf(item):
            return isinstance(value, tuple) and (
                item == ANY or all(fits(each, item) for each in value)
            )
        case RangeOf(bound):
            return isinstance(value, Range) and fits(value.low, bound) and fits(value.high, bound)
        case ContextOf(fields):
            return isinstance(value, dict) and all(
                name in value and fits(value[name], field) for name, field in fields or ()
            )
        case FunctionOf(parameters):
            return isinstance(value, Function) and (
                parameters is None or takes(value, len(parameters))
            )
        case Either(types):
            return any(fits(value, each) for each in types)
        case Variable(bound=bound):
            return fits(value, bound)
        case _:
            assert_never(wanted)


@runtime_checkable
class Overloaded(Protocol):
    """What a function does, if it has several forms and knows which numbers of arguments they take."""

    def takes(self, count: int) -> bool:
        """Whether a form takes `count` arguments."""


def takes(function: Function, count: int) -> bool:
    """Whether the function can be called with `count` arguments."""
    forms: object = function.call
    if isinstance(forms, Overloaded):
        return forms.takes(count)
    return len(function.parameters) == count


def coerced(value: Value, wanted: Type) -> Value:
    """`value` as the type asks for it; null where it cannot be.

    A list of one element stands for the element, a single value for the list of it, a date for its midnight in UTC.
    """
    if fits(value, wanted):
        return value
    if isinstance(value, tuple) and len(value) == 1 and fits(value[0], wanted):
        element: Value = value[0]
        return element
    if isinstance(wanted, ListOf) and fits(value, wanted.item):
        return (value,)
    if wanted == DATE_AND_TIME and type(value) is dt.date:
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return None


# Stands for an argument that does not have the parameter's type; no value is this object.
UNFIT = Unknown(frozenset())


def fitted(value: Value, wanted: Type) -> Value:
    """`value` as a parameter of the type takes it, or `UNFIT`."""
    taken = coerced(value, wanted)
    return UNFIT if taken is None and value is not None else taken
