"""Parts: what stands for a FEEL value in a frame: a Polars expression with one value a row, or one value for all rows.

| kind | the expression yields | FEEL |
| --- | --- | --- |
| truth | Boolean | boolean |
| code | a code of an enumeration's value: its place in `words` | string |
| text | String | string |
| number | whole numbers: the number times ten to the power of `scale` | number |
| date | Date | date |

A null is a value that nobody knows. FEEL's null is null too, with `absent` true.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.values import Value

# The first and the last date.
Span: TypeAlias = tuple[dt.date, dt.date]
Kind: TypeAlias = Literal["truth", "code", "text", "number", "date"]

# Larger numbers are left to the interpreter, so that nothing overflows.
WHOLE_DIGITS = 15
# As many digits as both decimal128 and a whole number of 128 bits hold.
MAX_DIGITS = 34
# As many digits as 64 bits hold.
NARROW_DIGITS = 18
# More codes than so many are looked up in a set.
_MOST_COMPARED = 3
# What a literal of 64 bits holds.
_MOST_LITERAL = 2**63
# No decimal column holds more.
_MOST = 10**38
NOTHING = pl.lit(None, dtype=pl.Boolean)


class Unfit(Exception):  # noqa: N818 — no fault: it says that the interpreter has to do this part
    """Polars cannot say the expression."""


@dataclass(frozen=True, slots=True)
class Part:
    """An expression of a kind, or (`column` is None) the interpreter's value that all rows share.

    A number's whole numbers are those of the expression times `factor`; `digits` bounds how many digits they have, and
    `wide` tells that the expression has 128 bits. `span` is from when to when a date may be; None: nobody says.
    """

    kind: Kind | None
    column: pl.Expr | None = None
    absent: pl.Expr | None = None
    words: tuple[str | None, ...] = ()
    scale: int = 0
    digits: int = 0
    factor: int = 1
    wide: bool = False
    span: Span | None = None
    value: Value = None

    @property
    def is_fixed(self) -> bool:
        """Whether the value is the same for all rows."""
        return self.column is None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody's value is known."""
        return self.column is None and isinstance(self.value, Unknown)

    @property
    def is_null(self) -> bool:
        """Whether it is FEEL's null for all rows."""
        return self.column is None and self.value is None

    @property
    def rows(self) -> pl.Expr:
        """The expression.

        Raises:
            Unfit: It is one value for all rows.
        """
        if self.column is None:
            raise Unfit
        return self.column

    def coded(self, values: Iterable[str]) -> pl.Expr:
        """Whether an enumeration's value is one of these; null where it is not known."""
        wanted = set(values)
        codes = [code for code, word in enumerate(self.words) if word in wanted]
        return is_one_of(self.rows, codes, len(self.words))


def fixed(value: Value) -> Part:
    """One value for all rows."""
    match value:
        case bool():
            return Part("truth", value=value)
        case Decimal():
            return Part("number", value=value)
        case str():
            return Part("text", value=value)
        case dt.datetime():
            return Part(None, value=value)
        case dt.date():
            return Part("date", value=value)
        case _:
            return Part(None, value=value)


def is_one_of(codes: pl.Expr, wanted: list[int], count: int) -> pl.Expr:
    """Whether a code is one of those wanted, of so many that there are."""
    if len(wanted) * 2 > count:
        others = sorted(set(range(count)) - set(wanted))
        return ~is_one_of(codes, others, count)
    if not wanted:
        return codes.is_null() & NOTHING
    if len(wanted) > _MOST_COMPARED:
        return codes.is_in(wanted)
    return reduce(lambda one, other: one | other, [codes == code for code in wanted])


def reaches(part: Part, cut: tuple[object, bool]) -> pl.Expr:
    """Whether a number or date is at least the cut's value, or greater if the cut lies behind that; null if not known.

    Raises:
        Unfit: The part is no such thing.
    """
    value, is_behind = cut
    if part.kind == "date" and isinstance(value, dt.date):
        return part.rows > value if is_behind else part.rows >= value
    if part.kind != "number" or not isinstance(value, Decimal):
        raise Unfit
    if part.factor != 1:
        part = Part("number", scaled(part, part.scale), scale=part.scale, digits=part.digits)
    numerator, denominator = value.as_integer_ratio()
    factor: int = 10**part.scale
    whole, rest = divmod(numerator * factor, denominator)
    least = whole + 1 if rest or is_behind else whole
    if part.scale or abs(least) >= _MOST_LITERAL:
        # Beyond what a column can hold, one bound is as good as another.
        return part.rows >= pl.lit(max(-_MOST, min(least, _MOST)), dtype=pl.Int128)
    return part.rows >= least


def scaled(part: Part, scale: int) -> pl.Expr:
    """The whole numbers of a number at a finer scale.

    Raises:
        Unfit: They may have too many digits.
    """
    if part.is_fixed:
        number = part.value
        if not isinstance(number, Decimal):
            raise Unfit
        return pl.lit(whole_at(number, scale), dtype=pl.Int128)
    if part.digits + scale - part.scale > MAX_DIGITS or scale < part.scale:
        raise Unfit
    wide = part.rows if part.wide else part.rows.cast(pl.Int128)
    factor = part.factor * 10 ** (scale - part.scale)
    return wide if factor == 1 else wide * pl.lit(factor, dtype=pl.Int128)


def whole_at(number: Decimal, scale: int) -> int:
    """A number times ten to the power of `scale`.

    Raises:
        Unfit: That is not whole, or has too many digits.
    """
    sign, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or len(digits) + exponent + scale > MAX_DIGITS:
        raise Unfit
    shift = exponent + scale
    factor: int = 10 ** abs(shift)
    whole = int("".join(map(str, digits)))
    rest = 0
    if shift < 0:
        whole, rest = divmod(whole, factor)
    else:
        whole *= factor
    if rest:
        raise Unfit
    return -whole if sign else whole


def scale_of(part: Part) -> int:
    """The digits behind the point that a number has."""
    if not part.is_fixed:
        return part.scale
    number = part.value
    if not isinstance(number, Decimal):
        raise Unfit
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Unfit
    return max(0, -exponent)


def digits_of(part: Part) -> int:
    """How many digits the whole numbers of a number have at most."""
    if not part.is_fixed:
        return part.digits
    return len(str(abs(whole_at(part.value, scale_of(part)))))  # type: ignore[arg-type]  # `scale_of` has looked


def without_absent(part: Part) -> Part:
    """The part where FEEL's null counts as not known, as a fact's default does."""
    return replace(part, absent=None)
