"""Values: what an expression can yield.

The values of FEEL, and the Python type that stands for each:

| FEEL | Python |
| --- | --- |
| null | None |
| boolean | bool |
| number | decimal.Decimal (34 digits, half-even; never float, never int) |
| string | str |
| date | datetime.date |
| time | datetime.time |
| date and time | datetime.datetime |
| days and time duration | datetime.timedelta |
| years and months duration | MonthsDuration |
| range | Range |
| list | tuple |
| context | dict (insertion-ordered, not changed once built) |

Beside them stands `Unknown`, which is not FEEL's null: the value exists, but nobody has said what it is.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

# As many digits as decimal128 keeps exactly.
MAX_DIGITS = 34

# DMN 1.5, 10.3.2.3.1: numbers are IEEE 754-2008 decimal128.
DECIMAL128 = Context(
    prec=MAX_DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[DivisionByZero, InvalidOperation, Overflow],
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that nobody has given; `names` are the facts and parameters that would settle it."""

    names: frozenset[str]

    def __or__(self, other: Unknown) -> Unknown:
        """Unknown for the reasons of both."""
        return self if self.names >= other.names else Unknown(self.names | other.names)

    def __bool__(self) -> bool:
        """An unknown is neither true nor false."""
        message = "an unknown value is neither true nor false"
        raise TypeError(message)


@dataclass(frozen=True, slots=True, order=True)
class MonthsDuration:
    """A years and months duration, as a whole number of months (negative: backwards)."""

    months: int

    def __str__(self) -> str:
        """ISO 8601, as `P1Y8M`, `P0M`, `-P3M`."""
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if self.months < 0 else ''}P{body}"


@dataclass(frozen=True, slots=True)
class Range:
    """A FEEL range; None as a bound is no bound on that side (and then that side is open)."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A FEEL function as a value: its parameter names and what it does."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Any]


# Lists are tuples and contexts are dicts of values; Python's checker has no recursive alias that stays readable here.
Value: TypeAlias = (
    bool
    | Decimal
    | str
    | dt.date
    | dt.time
    | dt.datetime
    | dt.timedelta
    | MonthsDuration
    | Range
    | Function
    | tuple[Any, ...]
    | dict[str, Any]
    | Unknown
    | None
)


def exact_number(text: str) -> Decimal | None:
    """The number that plain digits write, or None; no exponents, no infinities, no thousands separators."""
    plain = re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", text, re.ASCII)
    return Decimal(text) if plain and len(text) <= MAX_DIGITS else None


def iso_date(text: str) -> dt.date | None:
    """The date that `YYYY-MM-DD` writes, or None."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII) is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
