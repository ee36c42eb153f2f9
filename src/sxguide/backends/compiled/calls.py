"""Calls: built-in functions put to values that are no lists, contexts or ranges."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING, Final

from sxguide.backends.compiled.parts import (
    NULL_CODE,
    NUMBERS,
    Kind,
    Part,
    Unfit,
    Workshop,
    call,
    choose,
    compared,
    constant,
)
from sxguide.backends.compiled.runtime import Called
from sxguide.feel.functions import BUILTINS
from sxguide.feel.functions.builtin import Builtin
from sxguide.feel.nodes import Binary, Call, Name
from sxguide.feel.traversal import walk
from sxguide.feel.types import BOOLEAN, DATE, NUMBER, STRING, Type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sxguide.feel.nodes import Node

# Below so many digits of dividend and divisor together, a quotient that 34 digits round has the floor of the exact one.
_FLOOR_DIGITS: Final = 33

# What these have to do with a text may take them longer than an expression is given.
_PATTERNS: Final = frozenset({"matches", "replace", "split"})

# What the results of functions are.
_KINDS: Final[Mapping[Type, Kind]] = {
    BOOLEAN: "truth",
    DATE: "date",
    NUMBER: "number",
    STRING: "text",
}


def call_part(workshop: Workshop, node: Call, arguments: Sequence[Part]) -> Part:
    """A call by position of a function that says nothing of what is unknown."""
    builtin = builtin_of(node)
    if builtin is None or node.names is not None or builtin.sees_unknowns:
        raise Unfit
    if builtin.name in ("min", "max") and len(arguments) > 1:
        return _extreme(workshop, builtin, arguments)
    count = len(arguments)
    if not builtin.takes(count) or any(part.kind == "any" for part in arguments):
        raise Unfit
    for place, part in enumerate(arguments):
        if part.is_nullable and not _wants_value(builtin, place, count):
            raise Unfit
    kind = _result(builtin)
    function = workshop.bind(Called(builtin, [part.kind for part in arguments], kind))
    python = workshop.strict(arguments, lambda *values: call(function, *values))
    return Part(python, kind, any(part.is_open for part in arguments), is_nullable=True)


def builtin_of(node: Call) -> Builtin | None:
    """The built-in function that is called."""
    named = BUILTINS.get(node.function.name) if isinstance(node.function, Name) else None
    called = named.call if named is not None else None
    return called if isinstance(called, Builtin) else None


def is_pattern(builtin: Builtin | None) -> bool:
    """Whether a function goes through a text with a pattern."""
    return builtin is not None and builtin.name in _PATTERNS


def uses_patterns(node: Node) -> bool:
    """Whether an expression calls such a function."""
    return any(isinstance(each, Call) and is_pattern(builtin_of(each)) for each in walk(node))


def _wants_value(builtin: Builtin, place: int, count: int) -> bool:
    """Whether every form of the function that takes so many arguments makes null of a null at that place."""
    parameters = [each.parameter(place) for each in builtin.signatures if each.takes(count)]
    return all(not (each.optional or each.variadic) and each.type in _KINDS for each in parameters)


def _result(builtin: Builtin) -> Kind:
    results = {signature.result for signature in builtin.signatures}
    return _KINDS.get(results.pop(), "any") if len(results) == 1 else "any"


def _extreme(workshop: Workshop, builtin: Builtin, arguments: Sequence[Part]) -> Part:
    """The least or greatest of numbers; null where one is null."""
    kinds = {part.kind for part in arguments}
    is_open = any(part.is_open for part in arguments)
    is_nullable = any(part.is_nullable for part in arguments)
    known = [part.digits for part in arguments if part.digits is not None]
    digits = max(known) if len(known) == len(arguments) else None
    if kinds == {"whole"}:
        function = workshop.bind(min if builtin.name == "min" else max)
        kind: Kind = "whole"
    elif kinds <= set(NUMBERS):
        kind = "number"
        function = workshop.bind(Called(builtin, [part.kind for part in arguments], kind))
    else:
        raise Unfit
    python = workshop.strict(arguments, lambda *values: call(function, *values))
    return Part(python, kind, is_open, is_nullable, digits)


def floor_of_quotient(node: Call) -> Binary | None:
    """The quotient in `floor(a / b)`."""
    builtin = builtin_of(node)
    if builtin is None or builtin.name != "floor" or node.names is not None:
        return None
    if len(node.arguments) != 1 or not isinstance(node.arguments[0], Binary):
        return None
    quotient = node.arguments[0]
    return quotient if quotient.op == "/" else None


def floored(workshop: Workshop, dividend: Part, divisor: Part) -> Part:
    """The floor of the quotient of two whole numbers; null where the divisor is zero."""
    parts = (dividend, divisor)
    digits = math.fsum(part.digits or math.inf for part in parts)
    if any(part.kind != "whole" for part in parts) or digits > _FLOOR_DIGITS:
        raise Unfit

    def make(one: ast.expr, other: ast.expr) -> ast.expr:
        quotient = ast.BinOp(one, ast.FloorDiv(), other)
        return choose(compared(other, ast.Eq(), constant(0)), NULL_CODE, quotient)

    python = workshop.strict(parts, make)
    is_open = dividend.is_open or divisor.is_open
    return Part(python, "whole", is_open, is_nullable=True, digits=(dividend.digits or 0) + 1)
