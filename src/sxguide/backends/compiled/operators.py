"""Operators: logic, comparison, arithmetic and attributes, on parts whose kinds are known."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from sxguide.backends.compiled.parts import (
    NULL_CODE,
    NUMBERS,
    ORDERED,
    UNKNOWN,
    Part,
    Unfit,
    Workshop,
    all_of,
    any_of,
    call,
    choose,
    compared,
    constant,
    is_,
    is_not,
)
from sxguide.backends.compiled.runtime import join_texts, move, scale, shift, work_out
from sxguide.feel.arithmetic import minus as minus_of
from sxguide.values import MAX_DIGITS

if TYPE_CHECKING:
    from sxguide.feel.nodes import ComparisonOperator

COMPARISONS: Final[Mapping[ComparisonOperator, type[ast.cmpop]]] = {
    "=": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
}
# A date's attributes, with the digits that they have at most.
_DATE_PARTS: Final = {"year": 4, "month": 2, "day": 2}
# Periods of more months than these digits write are null in FEEL.
_MONTH_DIGITS: Final = 17


def junction(workshop: Workshop, left: Part, right: Part, *, deciding: bool) -> Part:
    """`or` where true decides, `and` where false does, of two truths."""
    is_open, is_nullable = left.is_open or right.is_open, left.is_nullable or right.is_nullable
    if not (is_open or is_nullable):
        join = any_of if deciding else all_of
        return Part(join([left.python, right.python]), "truth")
    one, one_first = workshop.held(left.python)
    other, other_first = workshop.held(right.python)
    decided = any_of([is_(one_first, constant(deciding)), is_(other_first, constant(deciding))])
    rest = constant(not deciding)
    if is_nullable:
        nulls = [
            is_(each, NULL_CODE) for each, part in ((one, left), (other, right)) if part.is_nullable
        ]
        rest = choose(any_of(nulls), NULL_CODE, rest)
    if is_open:
        unknowns = [
            is_(each, UNKNOWN) for each, part in ((one, left), (other, right)) if part.is_open
        ]
        rest = choose(any_of(unknowns), UNKNOWN, rest)
    return Part(choose(decided, constant(deciding), rest), "truth", is_open, is_nullable)


def comparison(workshop: Workshop, op: ComparisonOperator, left: Part, right: Part) -> Part:
    """A comparison of two values of one kind."""
    is_equation = op in ("=", "!=")
    if is_equation and right.fixed and right.kind == "truth" and left.kind == "truth":
        return _is_it(workshop, op, left, wanted=(op == "=") is right.value)
    if not _comparable(left, right, is_equation=is_equation):
        raise Unfit
    python = workshop.strict(
        [left, right],
        lambda one, other: compared(one, COMPARISONS[op](), other),
        passes_null=is_equation,
    )
    is_nullable = not is_equation and (left.is_nullable or right.is_nullable)
    return Part(python, "truth", left.is_open or right.is_open, is_nullable)


def _comparable(left: Part, right: Part, *, is_equation: bool) -> bool:
    if left.kind in NUMBERS and right.kind in NUMBERS:
        return True
    if is_equation and _is_null(right) and left.kind != "any":
        return True
    allowed = (*ORDERED, "truth") if is_equation else ORDERED
    return left.kind == right.kind and left.kind in allowed


def _is_null(part: Part) -> bool:
    return part.fixed and part.is_nullable


def _is_it(workshop: Workshop, op: ComparisonOperator, part: Part, *, wanted: bool) -> Part:
    """Whether a truth is the wanted one; `=` is false of null, and `!=` true."""
    if not part.is_nullable:
        if wanted:
            return part
        python = workshop.strict([part], lambda one: ast.UnaryOp(ast.Not(), one))
    elif op == "=":
        python = workshop.strict([part], lambda one: is_(one, constant(wanted)), passes_null=True)
    else:
        other = constant(not wanted)
        python = workshop.strict([part], lambda one: is_not(one, other), passes_null=True)
    return Part(python, "truth", part.is_open)


def as_number(workshop: Workshop, part: Part) -> Part:
    """A number as a decimal."""
    if part.kind == "number":
        return part
    if part.fixed:
        return Part(workshop.bind(part.value), "number", fixed=True, value=part.value)
    decimal = workshop.bind(Decimal)
    python = workshop.strict([part], lambda one: call(decimal, one))
    return Part(python, "number", part.is_open, part.is_nullable)


def calculation(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    """Arithmetic on two values."""
    make = _MAKERS.get((op, left.kind, right.kind))
    if make is not None:
        return make(workshop, op, left, right)
    if left.kind in NUMBERS and right.kind in NUMBERS:
        return _of_decimals(workshop, op, left, right)
    raise Unfit


def joined(workshop: Workshop, left: Part, right: Part) -> Part:
    """One text after another."""
    function = workshop.bind(join_texts)
    python = workshop.strict([left, right], lambda one, other: call(function, one, other))
    both = left.like(right)
    return Part(python, "text", both.is_open, both.is_nullable)


def _of_decimals(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    function = workshop.bind(work_out)
    one, other = as_number(workshop, left), as_number(workshop, right)
    python = workshop.strict([one, other], lambda *both: call(function, constant(op), *both))
    return Part(python, "number", left.is_open or right.is_open, is_nullable=True)


def _of_ints(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    """Whole numbers that have room in 34 digits are added as Python's."""
    if left.digits is None or right.digits is None:
        return _of_decimals(workshop, op, left, right)
    digits = max(left.digits, right.digits) + 1
    if digits > MAX_DIGITS:
        return _of_decimals(workshop, op, left, right)
    operator = ast.Add() if op == "+" else ast.Sub()
    python = workshop.strict([left, right], lambda one, other: ast.BinOp(one, operator, other))
    joined = left.like(right)
    return Part(python, left.kind, joined.is_open, joined.is_nullable, digits)


def _product(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    """As ints where no decimal could come out as minus zero: one factor is a number above zero."""
    digits = (left.digits or MAX_DIGITS) + (right.digits or MAX_DIGITS)
    if digits > MAX_DIGITS or not any(map(_is_positive, (left, right))):
        return _of_decimals(workshop, op, left, right)
    python = workshop.strict([left, right], lambda one, other: ast.BinOp(one, ast.Mult(), other))
    joined = left.like(right)
    return Part(python, "whole", joined.is_open, joined.is_nullable, digits)


def _is_positive(part: Part) -> bool:
    return part.fixed and isinstance(part.value, Decimal) and part.value > 0


def _scaled(workshop: Workshop, _op: str, left: Part, right: Part) -> Part:
    """So many times a number of months."""
    digits = (left.digits or MAX_DIGITS) + (right.digits or MAX_DIGITS)
    joined = left.like(right)
    if digits > _MONTH_DIGITS:
        function = workshop.bind(scale)
        python = workshop.strict([left, right], lambda *both: call(function, *both))
        return Part(python, "months", joined.is_open, is_nullable=True, digits=_MONTH_DIGITS + 2)
    python = workshop.strict([left, right], lambda one, other: ast.BinOp(one, ast.Mult(), other))
    return Part(python, "months", joined.is_open, joined.is_nullable, digits)


def _added_months(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    if not (left.fits(_MONTH_DIGITS - 1) and right.fits(_MONTH_DIGITS - 1)):
        raise Unfit
    return _of_ints(workshop, op, left, right)


def _shifted(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    """A date so many months later or earlier; outside the calendar, null."""
    day, months = (left, right) if left.kind == "date" else (right, left)
    function = workshop.bind(shift)

    def make(one: ast.expr, other: ast.expr) -> ast.expr:
        return call(function, one, other if op == "+" else ast.UnaryOp(ast.USub(), other))

    joined = left.like(right)
    return Part(workshop.strict([day, months], make), "date", joined.is_open, is_nullable=True)


def _moved(workshop: Workshop, op: str, left: Part, right: Part) -> Part:
    """A date so many whole days later or earlier."""
    if (
        not right.fixed
        or not isinstance(right.value, dt.timedelta)
        or right.value % dt.timedelta(1)
    ):
        raise Unfit
    function = workshop.bind(move)
    length = workshop.bind(right.value if op == "+" else -right.value)
    python = workshop.strict([left], lambda day: call(function, day, length))
    return Part(python, "date", left.is_open, is_nullable=True)


def _between(workshop: Workshop, _op: str, left: Part, right: Part) -> Part:
    python = workshop.strict([left, right], lambda one, other: ast.BinOp(one, ast.Sub(), other))
    joined = left.like(right)
    return Part(python, "days", joined.is_open, joined.is_nullable)


_Maker: TypeAlias = Callable[[Workshop, str, Part, Part], Part]

_MAKERS: Final[Mapping[tuple[str, str, str], _Maker]] = {
    ("+", "whole", "whole"): _of_ints,
    ("-", "whole", "whole"): _of_ints,
    ("*", "whole", "whole"): _product,
    ("+", "months", "months"): _added_months,
    ("-", "months", "months"): _added_months,
    ("*", "months", "whole"): _scaled,
    ("*", "whole", "months"): _scaled,
    ("+", "date", "months"): _shifted,
    ("+", "months", "date"): _shifted,
    ("-", "date", "months"): _shifted,
    ("+", "date", "days"): _moved,
    ("-", "date", "days"): _moved,
    ("-", "date", "date"): _between,
}


def attribute(workshop: Workshop, subject: Part, name: str) -> Part:
    """The year, month or day of a date."""
    if subject.kind != "date" or name not in _DATE_PARTS:
        raise Unfit
    python = workshop.strict([subject], lambda day: ast.Attribute(day, name, ast.Load()))
    return Part(python, "whole", subject.is_open, subject.is_nullable, _DATE_PARTS[name])


def minus(workshop: Workshop, operand: Part) -> Part:
    """A number with the other sign."""
    if operand.kind == "whole" and operand.fits(MAX_DIGITS):
        python = workshop.strict([operand], lambda one: ast.UnaryOp(ast.USub(), one))
        return Part(python, "whole", operand.is_open, operand.is_nullable, operand.digits)
    if operand.kind == "number":
        function = workshop.bind(minus_of)
        python = workshop.strict([operand], lambda one: call(function, one))
        return Part(python, "number", operand.is_open, operand.is_nullable)
    raise Unfit
