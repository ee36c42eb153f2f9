"""`range(from)`: a string such as `[18..21)` or `["a".."c"]` as the range that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.errors import ExpressionError
from sxguide.feel.arithmetic import minus
from sxguide.feel.comparison import compare
from sxguide.feel.functions.conversions import CONVERSIONS
from sxguide.feel.nodes import Call, Literal, Name, Negation, Node, RangeLiteral
from sxguide.values import Range, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation

_CONSTRUCTORS = frozenset({"date", "time", "date and time", "duration"})


def _range(text: str) -> Range | None:
    from sxguide.feel.parser import parse_expression  # noqa: PLC0415 — few rules write ranges as texts

    try:
        node = parse_expression(text)
    except ExpressionError:
        return None
    if not isinstance(node, RangeLiteral):
        return None
    low, high = _endpoint(node.low), _endpoint(node.high)
    if compare("<=", low, high) is not True:
        return None
    return Range(low, high, node.low_included, node.high_included)


def _endpoint(node: Node | None) -> Value:
    """The value of an endpoint, which is a literal or a date, time or duration made of a literal."""
    match node:
        case Literal(value):
            return value
        case Negation(Literal(value)):
            return minus(value)
        case Call(Name(name), (Literal(str() as text),), None) if name in _CONSTRUCTORS:
            return CONVERSIONS[name](text)
        case _:
            return None


RANGE_TEXTS: Mapping[str, Implementation] = {"range": _range}
