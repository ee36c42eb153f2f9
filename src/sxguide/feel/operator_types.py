"""What operators take and give: which types add up, compare and agree, and in which units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from sxguide.errors import did_you_mean
from sxguide.feel.nodes import Binary, Literal
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
    Either,
    ListOf,
    Number,
    RangeOf,
    Simple,
    String,
    Type,
    described,
    fits,
    join,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.feel.nodes import BinaryOperator


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why two types do not go together, and the way out."""

    code: str
    message: str
    help: str | None = None


_SHIFTS: dict[tuple[Type, Type], Type] = {
    (DATE, YEARS_AND_MONTHS): DATE,
    (DATE, DAYS_AND_TIME): DATE,
    (DATE_AND_TIME, YEARS_AND_MONTHS): DATE_AND_TIME,
    (DATE_AND_TIME, DAYS_AND_TIME): DATE_AND_TIME,
    (TIME, DAYS_AND_TIME): TIME,
    (YEARS_AND_MONTHS, YEARS_AND_MONTHS): YEARS_AND_MONTHS,
    (DAYS_AND_TIME, DAYS_AND_TIME): DAYS_AND_TIME,
    (NUMBER, NUMBER): NUMBER,
}
_SCALINGS: dict[tuple[Type, Type], Type] = {
    (NUMBER, NUMBER): NUMBER,
    (YEARS_AND_MONTHS, NUMBER): YEARS_AND_MONTHS,
    (DAYS_AND_TIME, NUMBER): DAYS_AND_TIME,
}


def _mirrored(table: dict[tuple[Type, Type], Type]) -> dict[tuple[Type, Type], Type]:
    return {(right, left): result for (left, right), result in table.items()}


# DMN 1.5, 10.3.2.13: what the arithmetic operators give.
_RESULTS: dict[BinaryOperator, dict[tuple[Type, Type], Type]] = {
    "+": _SHIFTS | _mirrored(_SHIFTS) | {(STRING, STRING): STRING},
    "-": _SHIFTS
    | {
        (DATE, DATE): DAYS_AND_TIME,
        (DATE, DATE_AND_TIME): DAYS_AND_TIME,
        (DATE_AND_TIME, DATE): DAYS_AND_TIME,
        (DATE_AND_TIME, DATE_AND_TIME): DAYS_AND_TIME,
        (TIME, TIME): DAYS_AND_TIME,
    },
    "*": _SCALINGS | _mirrored(_SCALINGS),
    "/": _SCALINGS
    | {
        (YEARS_AND_MONTHS, YEARS_AND_MONTHS): NUMBER,
        (DAYS_AND_TIME, DAYS_AND_TIME): NUMBER,
    },
    "**": {(NUMBER, NUMBER): NUMBER},
}
_VERBS: dict[BinaryOperator, str] = {
    "+": "{left} and {right} cannot be added",
    "-": "{right} cannot be taken from {left}",
    "*": "{left} cannot be multiplied by {right}",
    "/": "{left} cannot be divided by {right}",
    "**": "{left} cannot be raised to the power of {right}",
}
_MONTHS_A_YEAR = Decimal(12)
_ORDERED = (NUMBER, STRING, DATE, TIME, DATE_AND_TIME, YEARS_AND_MONTHS, DAYS_AND_TIME)


def kind(of: Type) -> Type:
    """The type without its unit or allowed values."""
    match of:
        case Number():
            return NUMBER
        case String():
            return STRING
        case _:
            return of


def _alternatives(of: Type) -> tuple[Type, ...]:
    return of.types if isinstance(of, Either) else (of,)


def _pairs(left: Type, right: Type) -> Iterator[tuple[Type, Type]]:
    return product(_alternatives(left), _alternatives(right))


def arithmetic(op: BinaryOperator, left: Type, right: Type) -> Type | Mismatch:
    """What `left op right` gives, for `+ - * / **`."""
    if not {ANY, NULL}.isdisjoint((*_alternatives(left), *_alternatives(right))):
        return ANY
    found: Type | None = None
    for one, other in _pairs(left, right):
        result = _RESULTS[op].get((kind(one), kind(other)))
        if isinstance(one, Number) and isinstance(other, Number):
            units = _units(op, one, other)
            if isinstance(units, Mismatch):
                return units
            result = units
        if result is not None:
            found = result if found is None else join(found, result)
    if found is not None:
        return found
    message = _VERBS[op].format(left=described(left), right=described(right))
    return Mismatch("type-mismatch", message, _conversion(left, right))


def negative(operand: Type) -> Type | Mismatch:
    """What minus gives."""
    if fits(operand, Either((NUMBER, YEARS_AND_MONTHS, DAYS_AND_TIME))):
        return operand
    message = f"{described(operand)} has no negative"
    return Mismatch("type-mismatch", message, "conditions are negated with `not(…)`")


def _units(op: BinaryOperator, left: Number, right: Number) -> Number | Mismatch:
    match op:
        case "+" | "-":
            return units_differ(left, right) or Number(left.unit or right.unit)
        case "*":
            return NUMBER if left.unit and right.unit else Number(left.unit or right.unit)
        case "/":
            return NUMBER if right.unit else left
        case _:
            return NUMBER


def between_years_and_months(node: Binary, left: Type, right: Type) -> Type | None:
    """Months, where `node` is years times 12; years, where it is months over 12; None for anything else."""
    by_twelve = isinstance(node.right, Literal) and node.right.value == _MONTHS_A_YEAR
    if node.op == "*" and left == Number("year") and by_twelve:
        return Number("month")
    if node.op == "*" and right == Number("year") and isinstance(node.left, Literal):
        return Number("month") if node.left.value == _MONTHS_A_YEAR else None
    if node.op == "/" and left == Number("month") and by_twelve:
        return Number("year")
    return None


def units_differ(left: Type, right: Type) -> Mismatch | None:
    """That two numbers have different units; a number without a unit goes with any."""
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return None
    if left.unit is None or right.unit is None or left.unit == right.unit:
        return None
    help_line = (
        "a year has 12 months: multiply by 12"
        if {left.unit, right.unit} == {"month", "year"}
        else None
    )
    return Mismatch(
        "unit-mismatch", f"one number is in `{left.unit}`, the other in `{right.unit}`", help_line
    )


def equality(left: Type, right: Type) -> Mismatch | None:
    """Why values of two types can never be equal, or None if they can."""
    if isinstance(left, ListOf) and isinstance(right, ListOf):
        return equality(left.item, right.item)
    if not (fits(left, right) or fits(right, left)):
        message = f"{described(left)} cannot be compared with {described(right)}"
        return Mismatch("type-mismatch", message, _conversion(left, right))
    if isinstance(left, String) and isinstance(right, String) and left.closed and right.closed:
        if set(left.values or ()).isdisjoint(right.values or ()):
            return Mismatch("type-mismatch", "these two enumerations have no value in common")
        return None
    return units_differ(left, right)


def ordering(left: Type, right: Type) -> Mismatch | None:
    """Why values of two types have no order, or None if they have."""
    for each in (left, right):
        if isinstance(each, String) and each.closed:
            return Mismatch(
                "type-mismatch",
                "the values of an enumeration have no order",
                'compare with `=`, or with `in ("…", "…")`',
            )
    if not any(_is_ordered(one, other) for one, other in _pairs(left, right)):
        message = f"{described(left)} cannot be compared with {described(right)}"
        if kind(left) == kind(right):
            message = f"{described(left)} is neither less nor greater than another"
        return Mismatch("type-mismatch", message, _conversion(left, right))
    return units_differ(left, right)


def _is_ordered(left: Type, right: Type) -> bool:
    if {ANY, NULL} & {left, right}:
        return True
    return kind(left) == kind(right) and kind(left) in _ORDERED


def iterated(keyword: str, domain: Type) -> Type | Mismatch:
    """What a name stands for that runs over `domain`."""
    match domain:
        case ListOf(item):
            return item
        case RangeOf(bound) if fits(bound, Either((NUMBER, DATE))):
            return bound
        case Simple() if domain in (ANY, NULL):
            return ANY
        case _:
            message = f"`{keyword}` runs over a list or a range of numbers or dates, not {described(domain)}"
            return Mismatch("type-mismatch", message)


def foreign_values(given: Type, enumeration: Type) -> tuple[str, ...]:
    """The strings that `given`, itself no declared enumeration, can be and a declared one cannot."""
    if not (isinstance(given, String) and isinstance(enumeration, String)) or given.closed:
        return ()
    if given.values is None or enumeration.values is None or not enumeration.closed:
        return ()
    return tuple(value for value in given.values if value not in enumeration.values)


def foreign_value(value: str, enumeration: Type, owner: str) -> Mismatch:
    """That a declared enumeration lacks a value; `owner` is whose values they are, as the writer names it."""
    values = (enumeration.values if isinstance(enumeration, String) else None) or ()
    listed = "it can be " + ", ".join(f'`"{each}"`' for each in values)
    return Mismatch(
        "unknown-value",
        f'`"{value}"` is not a value of {owner}',
        did_you_mean(value, values) or listed,
    )


def _conversion(left: Type, right: Type) -> str | None:
    """How to bring two types together, where writers commonly mix them up."""
    kinds = {kind(left), kind(right)}
    if kinds == {DATE, STRING}:
        return 'write a date as `date("2026-01-31")`'
    if kinds == {DATE, NUMBER}:
        return (
            'a date moves by a duration, `duration("P1Y")`; its parts are `.year`, `.month`, `.day`'
        )
    if kinds in ({YEARS_AND_MONTHS, NUMBER}, {DAYS_AND_TIME, NUMBER}):
        return "a duration's parts are `.years` and `.months`, or `.days` and `.hours`"
    if kinds == {YEARS_AND_MONTHS, DAYS_AND_TIME}:
        return "months and days have no fixed ratio: add both to a date, and compare the dates"
    if kinds == {STRING, NUMBER}:
        return "a number becomes a string with `string(…)`, a string a number with `number(…)`"
    if BOOLEAN in kinds:
        return "conditions are joined with `and` and `or`"
    return None
