"""Operators: what FEEL's operators make of parts, as expressions of Polars.

Polars' own logic is Kleene's, and its comparisons yield null where a side is null: so unknowns need no code of their own.
What does is FEEL's null.
"""

from __future__ import annotations

import datetime as dt
import operator
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Final

import polars as pl

from sxguide.backends.columnar.dates import joint_span, moved
from sxguide.backends.columnar.parts import (
    MAX_DIGITS,
    Part,
    Unfit,
    digits_of,
    fixed,
    reaches,
    scale_of,
    scaled,
    whole_at,
)
from sxguide.feel.arithmetic import calculate, minus
from sxguide.feel.comparison import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sxguide.feel.nodes import BinaryOperator, ComparisonOperator

_FALSE: Final = pl.lit(False)  # noqa: FBT003 — a value like others
# As many words as a code of 8 bits tells apart.
_MOST_NARROW: Final = 2**8
_TRUE: Final = pl.lit(True)  # noqa: FBT003 — as above
_MIRRORED: Final[Mapping[ComparisonOperator, ComparisonOperator]] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "=": "=",
    "!=": "!=",
}
_OPERATORS: Final[Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def joined(left: Part, right: Part, *, every: bool) -> Part:
    """FEEL's `and` (every) or `or`: what decides, else unknown, else null, else the other truth."""
    for one, other in ((left, right), (right, left)):
        if one.is_fixed and one.value is (not every):
            return one
        if one.is_fixed and one.value is every:
            return other
    sides = [_as_rows(part) for part in (left, right)]
    rows = reduce(operator.and_ if every else operator.or_, sides)
    absences = [_absence(part) for part in (left, right)]
    if all(each is None for each in absences):
        return Part("truth", rows)
    # Null where nothing decides, a side is null and none is unknown.
    unknown = [
        side.is_null() if absent is None else side.is_null() & ~absent
        for side, absent in zip(sides, absences, strict=True)
    ]
    known_null = _any_of(absent for absent in absences if absent is not None)
    return Part("truth", rows, absent=rows.is_null() & known_null & ~_any_of(unknown))


def _as_rows(part: Part) -> pl.Expr:
    return pl.lit(None, dtype=pl.Boolean) if part.is_fixed else part.rows


def _absence(part: Part) -> pl.Expr | None:
    return _TRUE if part.is_null else part.absent


def _any_of(truths: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(operator.or_, truths)


def negated(part: Part) -> Part:
    """FEEL's `not`: null of null."""
    return part if part.is_fixed and part.value is None else Part("truth", ~part.rows, part.absent)


def compared(op: ComparisonOperator, left: Part, right: Part) -> Part:
    """A comparison. Null equals null alone, and has no order.

    Raises:
        Unfit: The two are of kinds that are not compared here.
    """
    for part in (left, right):
        if part.is_unknown:
            return part
    if left.is_fixed and right.is_fixed:
        return fixed(compare(op, left.value, right.value))
    if left.is_fixed:
        return compared(_MIRRORED[op], right, left)
    if right.is_null:
        return _is_null(op, left)
    rows = _compared_rows(op, left, right)
    absences = [each for each in (left.absent, right.absent) if each is not None]
    if not absences:
        return Part("truth", rows)
    if op not in ("=", "!="):
        return Part("truth", rows, absent=_any_of(absences) & _known(left) & _known(right))
    if len(absences) > 1:
        raise Unfit
    other = right if left.absent is not None else left
    known_null = absences[0] & (_TRUE if other.is_fixed else other.rows.is_not_null())
    return Part("truth", pl.when(known_null).then(op == "!=").otherwise(rows))


def _known(part: Part) -> pl.Expr:
    """Whether a value is known, null included."""
    if part.is_fixed:
        return _TRUE
    known = part.rows.is_not_null()
    return known if part.absent is None else known | part.absent


def _is_null(op: ComparisonOperator, part: Part) -> Part:
    """`= null` and `!= null`."""
    if op not in ("=", "!="):
        raise Unfit
    known = pl.when(part.rows.is_not_null()).then(op == "!=")
    if part.absent is None:
        return Part("truth", known.otherwise(None))
    return Part("truth", known.when(part.absent).then(op == "=").otherwise(None))


def _compared_rows(op: ComparisonOperator, left: Part, right: Part) -> pl.Expr:
    match left.kind, right.kind:
        case "code", "text" if right.is_fixed and op in ("=", "!="):
            is_it = left.coded([str(right.value)])
            return is_it if op == "=" else ~is_it
        case "truth", "truth" if op in ("=", "!="):
            if not right.is_fixed:
                return _OPERATORS[op](left.rows, right.rows)
            return left.rows if (op == "=") is right.value else ~left.rows
        case "number", "number":
            return _compared_numbers(op, left, right)
        case "date", "date":
            other = pl.lit(right.value, dtype=pl.Date) if right.is_fixed else right.rows
            return _OPERATORS[op](left.rows, other)
        case "text", "text" if op in ("=", "!="):
            other = pl.lit(right.value, dtype=pl.String) if right.is_fixed else right.rows
            return _OPERATORS[op](left.rows, other)
        case _:
            raise Unfit


def _compared_numbers(op: ComparisonOperator, left: Part, right: Part) -> pl.Expr:
    if not right.is_fixed:
        if _is_plain(left) and _is_plain(right):
            return _OPERATORS[op](left.rows, right.rows)
        scale = max(left.scale, right.scale)
        return _OPERATORS[op](scaled(left, scale), scaled(right, scale))
    match op:
        case ">=" | ">":
            return reaches(left, (right.value, op == ">"))
        case "<" | "<=":
            return ~reaches(left, (right.value, op == "<="))
        case _:
            is_it = reaches(left, (right.value, False)) & ~reaches(left, (right.value, True))
            return is_it if op == "=" else ~is_it


def _is_plain(part: Part) -> bool:
    """Whether the expression of a number is the number."""
    return part.scale == 0 and part.factor == 1 and not part.wide


def calculated(op: BinaryOperator, left: Part, right: Part) -> Part:
    """A sum, difference or product of numbers, exact, or a date so much later or earlier.

    Raises:
        Unfit: It is of something else, or may have too many digits.
    """
    for part in (left, right):
        if part.is_unknown:
            return part
    if left.is_fixed and right.is_fixed:
        return fixed(calculate(op, left.value, right.value))
    if op == "+" and right.kind == "date":
        left, right = right, left
    if left.kind == "date" and op in ("+", "-"):
        return moved(left, right.value if op == "+" else minus(right.value))
    return _calculated_numbers(op, left, right)


def _calculated_numbers(op: BinaryOperator, left: Part, right: Part) -> Part:
    if left.kind != "number" or right.kind != "number":
        raise Unfit
    if left.absent is not None or right.absent is not None:
        raise Unfit
    match op:
        case "+" | "-":
            scale = max(scale_of(left), scale_of(right))
            digits = 1 + max(digits_of(each) + scale - scale_of(each) for each in (left, right))
            one, other = scaled(left, scale), scaled(right, scale)
            rows = one + other if op == "+" else one - other
        case "*":
            scale = scale_of(left) + scale_of(right)
            digits = digits_of(left) + digits_of(right)
            if left.is_fixed:
                left, right = right, left
            rows = scaled(left, scale_of(left))
            if isinstance(right.value, Decimal):
                # A factor that all rows share is put to them with that of a finer scale, later and at once.
                factor = left.factor * whole_at(right.value, scale_of(right))
                return Part(
                    "number", left.rows, scale=scale, digits=digits, factor=factor, wide=left.wide
                )
            rows = rows * scaled(right, scale_of(right))
        case _:
            raise Unfit
    if digits > MAX_DIGITS:
        raise Unfit
    return Part("number", rows, scale=scale, digits=digits, wide=True)


def chosen(condition: Part, then: Part, otherwise: Part) -> Part:
    """FEEL's `if`: where the condition is unknown, what both branches agree on.

    Raises:
        Unfit: The branches are of two kinds.
    """
    if condition.is_fixed and not condition.is_unknown:
        return then if condition.value is True else otherwise
    worded = [_words(part) for part in (then, otherwise) if part.kind in ("code", "text")]
    if len(worded) > 1 and not set(worded[0]).isdisjoint(worded[1]):
        # One word would have two codes, and the branches would seem to differ.
        raise Unfit
    then, otherwise = _alike(then, otherwise)
    one, other = (_branch(part) for part in (then, otherwise))
    kind = then.kind or otherwise.kind
    if kind is None:
        raise Unfit
    may_agree = not (then.kind is None or otherwise.kind is None)
    if condition.is_unknown:
        agreed = one == other if may_agree else _FALSE
        rows: pl.Expr = pl.when(agreed).then(one if then.kind else other)
    elif otherwise.kind is None:
        rows = pl.when(condition.rows).then(one)
    else:
        asked = condition.rows
        is_false = ~asked if condition.absent is None else ~asked | condition.absent
        rows = pl.when(asked).then(one).when(is_false).then(other)
        rows = rows.when(one == other).then(one) if may_agree else rows.otherwise(None)
    return Part(
        kind,
        rows,
        absent=_absent_of_choice(condition, then, otherwise),
        words=then.words or otherwise.words,
        scale=max(then.scale, otherwise.scale),
        digits=max(then.digits, otherwise.digits),
        factor=then.factor if otherwise.kind is None else otherwise.factor,
        wide=then.wide or otherwise.wide,
        span=joint_span(then, otherwise),
    )


def _absent_of_choice(condition: Part, then: Part, otherwise: Part) -> pl.Expr | None:
    absences = [_absence(part) for part in (then, otherwise)]
    if all(each is None for each in absences):
        return None
    one, other = (_FALSE if absent is None else absent for absent in absences)
    both = one & other
    if condition.is_unknown:
        return both
    asked = condition.rows
    is_false = ~asked if condition.absent is None else ~asked | condition.absent
    return pl.when(asked).then(one).when(is_false).then(other).otherwise(both)


def _branch(part: Part) -> pl.Expr:
    """A branch as rows; one that nobody knows, or that is null, yields null."""
    if not part.is_fixed:
        return part.rows
    match part.value:
        case bool() as value:
            return pl.lit(value)
        case dt.date() as value:
            return pl.lit(value, dtype=pl.Date)
        case _:
            return pl.lit(None)


def _alike(one: Part, other: Part) -> tuple[Part, Part]:
    """Two branches with one scale, or one list of words.

    Raises:
        Unfit: They are of two kinds.
    """
    kinds = {part.kind for part in (one, other) if not (part.is_unknown or part.is_null)}
    numbers = [part for part in (one, other) if part.kind == "number"]
    if kinds == {"number"} and (len(numbers) > 1 or numbers[0].is_fixed):
        scale = max(map(scale_of, numbers))
        return _at_scale(one, scale), _at_scale(other, scale)
    if kinds and kinds <= {"text", "code"}:
        words, place = _joined_words(_words(one), _words(other))
        return _with_words(one, words, 0), _with_words(other, words, place)
    if len(kinds) != 1 or not kinds <= {"truth", "date", "number"}:
        raise Unfit
    return one, other


def _at_scale(part: Part, scale: int) -> Part:
    if part.kind != "number":
        return part
    digits = digits_of(part) + scale - scale_of(part)
    rows = scaled(part, scale)
    return Part("number", rows, part.absent, scale=scale, digits=digits, wide=True)


def _words(part: Part) -> tuple[str | None, ...]:
    if part.kind == "code":
        return part.words
    if part.kind == "text" and part.is_fixed:
        return (str(part.value),)
    if part.is_fixed:
        return ()
    raise Unfit


def _joined_words(
    one: tuple[str | None, ...], other: tuple[str | None, ...]
) -> tuple[tuple[str | None, ...], int]:
    """Two lists of words as one, and where the second begins in it: where the first has it, there."""
    for place in range(len(one) - len(other) + 1):
        if one[place : place + len(other)] == other:
            return one, place
    return one + other, len(one)


def _with_words(part: Part, words: tuple[str | None, ...], before: int) -> Part:
    if part.kind is None:
        return part
    dtype = pl.UInt8 if len(words) <= _MOST_NARROW else pl.UInt32
    codes = pl.lit(0, dtype=dtype) if part.is_fixed else part.rows.cast(dtype)
    if before:
        codes = codes + pl.lit(before, dtype=dtype)
    return Part("code", codes, part.absent, words=words)


def supposed(given: Part, default: Part) -> Part:
    """A fact with a default, which counts where nobody gave the fact; one that is null leaves it unknown.

    Raises:
        Unfit: They are of two kinds.
    """
    if default.is_unknown or default.is_null:
        return given
    if given.kind == default.kind == "text":
        words = pl.lit(default.value) if default.is_fixed else default.rows
        return Part("text", given.rows.fill_null(words))
    if given.kind == "number" and default.is_fixed and scale_of(default) <= given.scale:
        whole = whole_at(Decimal(str(default.value)), given.scale)
        digits = max(given.digits, len(str(abs(whole))))
        literal = pl.lit(whole, dtype=pl.Int128) if given.wide else pl.lit(whole)
        return replace(given, column=given.rows.fill_null(literal), digits=digits)
    one, other = _alike(given, default)
    rows = one.rows.fill_null(_branch(other) if other.is_fixed else other.rows)
    return Part(
        one.kind,
        rows,
        words=one.words,
        scale=one.scale,
        digits=max(one.digits, other.digits),
        wide=one.wide,
        span=joint_span(one, other),
    )
