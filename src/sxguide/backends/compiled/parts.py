"""Parts: pieces of Python, as `ast` nodes, that stand for FEEL expressions while a function is put together.

In the functions that come out, None is a value that nobody knows and `NULL` is FEEL's null. Known values are Python's own:

| kind | Python | FEEL |
| --- | --- | --- |
| truth | bool | boolean |
| whole | int | a number that is whole |
| number | Decimal | any number |
| text | str | string |
| date | datetime.date | date |
| months | int | years and months duration |
| days | datetime.timedelta | days and time duration |
| any | as the interpreter has it | anything |

No text of a rule file becomes code: names of facts and strings are constants, and everything else is bound by a number.
"""

from __future__ import annotations

import ast
import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sxguide.values import MAX_DIGITS, MonthsDuration, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind: TypeAlias = Literal["truth", "whole", "number", "text", "date", "months", "days", "any"]

NUMBERS: Final = ("whole", "number")
# Numbers, dates and the like have an order; so have texts.
ORDERED: Final = ("whole", "number", "text", "date", "months", "days")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of code and what is known of its value.

    `is_open`: nobody may know it. `is_nullable`: it may be null. `digits` bounds the digits of an int, where that is
    known. A part whose value is the same for everybody is `fixed`, and `value` is the interpreter's value of it.
    """

    python: ast.expr
    kind: Kind
    is_open: bool = False
    is_nullable: bool = False
    digits: int | None = None
    fixed: bool = False
    value: Value = None

    @property
    def is_plain(self) -> bool:
        """Whether the value is sure to be there."""
        return not (self.is_open or self.is_nullable)

    def fits(self, digits: int) -> bool:
        """Whether the number is sure to have no more digits."""
        return self.digits is not None and self.digits <= digits

    def like(self, other: Part) -> Part:
        """This part where either of two may come: what may be true of one may be true of both."""
        both = (
            None if self.digits is None or other.digits is None else max(self.digits, other.digits)
        )
        return replace(
            self,
            is_open=self.is_open or other.is_open,
            is_nullable=self.is_nullable or other.is_nullable,
            digits=both,
        )


class Unfit(Exception):  # noqa: N818 — no fault: it says that the interpreter has to do this part
    """The expression, or something in it, cannot be compiled."""


class Workshop:
    """Makes code: names for what is bound and for intermediate values, and the tests for what is not there."""

    def __init__(self, bound: dict[str, object]) -> None:
        self._bound = bound
        self._count = 0

    def bind(self, thing: object) -> ast.expr:
        """The code for an object of ours."""
        name = self._fresh("k")
        self._bound[name] = thing
        return load(name)

    def local(self) -> str:
        """A name for an intermediate value."""
        return self._fresh("v")

    def fixed(self, value: Value) -> Part:
        """A part that is the same for everybody."""
        match value:
            case bool():
                return Part(constant(value), "truth", fixed=True, value=value)
            case Decimal() if is_whole(value):
                number = int(value)
                digits = len(str(abs(number)))
                return Part(constant(number), "whole", digits=digits, fixed=True, value=value)
            case Decimal():
                return Part(self.bind(value), "number", fixed=True, value=value)
            case str():
                return Part(constant(value), "text", fixed=True, value=value)
            case MonthsDuration(months):
                digits = len(str(abs(months)))
                return Part(constant(months), "months", digits=digits, fixed=True, value=value)
            case dt.timedelta():
                return Part(self.bind(value), "days", fixed=True, value=value)
            case dt.date() if not isinstance(value, dt.datetime):
                return Part(self.bind(value), "date", fixed=True, value=value)
            case Unknown():
                return Part(UNKNOWN, "any", is_open=True, fixed=True, value=value)
            case None:
                return Part(NULL_CODE, "any", is_nullable=True, fixed=True, value=None)
            case _:
                return Part(self.bind(value), "any", fixed=True, value=value)

    def strict(
        self,
        parts: Sequence[Part],
        make: Callable[..., ast.expr],
        *,
        passes_null: bool = False,
    ) -> ast.expr:
        """What `make` makes of the parts' code; unknown where one is unknown, else null where one is null.

        With `passes_null`, null is a value like others.
        """
        opened: list[ast.expr] = []
        nulled: list[ast.expr] = []
        handles: list[ast.expr] = []
        for part in parts:
            tests = [opened] if part.is_open else []
            if part.is_nullable and not passes_null:
                tests.append(nulled)
            handle, first = self._handle(part.python) if tests else (part.python, part.python)
            for each in tests:
                each.append(is_(first, UNKNOWN if each is opened else NULL_CODE))
                first = handle
            handles.append(handle)
        python = make(*handles)
        if nulled:
            python = choose(any_of(nulled), NULL_CODE, python)
        if opened:
            python = choose(any_of(opened), UNKNOWN, python)
        return python

    def held(self, python: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Code to use after the first time, and code for the first time, which keeps the value."""
        return self._handle(python)

    def _handle(self, python: ast.expr) -> tuple[ast.expr, ast.expr]:
        if isinstance(python, ast.Name | ast.Constant):
            return python, python
        name = self.local()
        return load(name), ast.NamedExpr(ast.Name(name, ast.Store()), python)

    def _fresh(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"


def is_whole(number: Decimal) -> bool:
    """Whether an int says the same, to the last digit that is written."""
    _, digits, exponent = number.as_tuple()
    return exponent == 0 and len(digits) <= MAX_DIGITS and not (number.is_signed() and not number)


def constant(value: bool | int | str | None) -> ast.expr:  # noqa: FBT001 — a value like others
    """The code for a constant."""
    return ast.Constant(value)


def load(name: str) -> ast.expr:
    """The code for what stands under a name of ours."""
    return ast.Name(name, ast.Load())


UNKNOWN: Final = ast.Constant(None)
# What stands for FEEL's null is bound under this name.
NULL_NAME: Final = "NULL"
NULL_CODE: Final = load(NULL_NAME)


def is_(left: ast.expr, right: ast.expr) -> ast.expr:
    """Whether the two are the same object."""
    return ast.Compare(left, [ast.Is()], [right])


def is_not(left: ast.expr, right: ast.expr) -> ast.expr:
    """Whether the two are different objects."""
    return ast.Compare(left, [ast.IsNot()], [right])


def compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> ast.expr:
    """A comparison of known values."""
    return ast.Compare(left, [op], [right])


def choose(condition: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    """One of two."""
    return ast.IfExp(condition, then, otherwise)


def any_of(tests: Sequence[ast.expr]) -> ast.expr:
    """Whether one of the tests holds."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))


def all_of(tests: Sequence[ast.expr]) -> ast.expr:
    """Whether all tests hold."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), list(tests))


def call(function: ast.expr, *arguments: ast.expr) -> ast.expr:
    """A call by position."""
    return ast.Call(function, list(arguments), [])


def assign(name: str, python: ast.expr) -> ast.stmt:
    """A statement that keeps a value."""
    return ast.Assign([ast.Name(name, ast.Store())], python)
