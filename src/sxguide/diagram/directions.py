"""Directions: proof that the value of an expression only rises, or only falls, as one fact rises.

A cut may be sought by halving only where this is proved: halving takes any expression for one that turns once.
Rising and falling are meant weakly, and of the values that are not null.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

from sxguide.feel.nodes import Binary, Call, Conditional, Literal, Name, Negation, Node, Path
from sxguide.feel.printer import to_feel
from sxguide.feel.traversal import names_read
from sxguide.values import MonthsDuration

# A month's number falls by at most 11 where the year's number rises by 1.
_MOST_MONTHS_BACK = 11

_ROUNDINGS = frozenset(
    {"floor", "ceiling", "round up", "round down", "round half up", "round half down"}
)


class Direction(enum.IntFlag):
    """How a value moves as a fact rises; both: not known."""

    STILL = 0
    RISES = 1
    FALLS = 2
    UNKNOWN = 3

    def turned(self) -> Direction:
        """How the negative of the value moves."""
        return {Direction.RISES: Direction.FALLS, Direction.FALLS: Direction.RISES}.get(self, self)


# What is known of a name that is not the fact itself.
NameDirection: TypeAlias = Callable[[str], Direction]
IsPositive: TypeAlias = Callable[[Node], bool]


class Directions:
    """How expressions move with the fact `fact`.

    `of_name` says how the value of another name moves; `is_positive` proves that a number or duration is never negative.
    """

    def __init__(self, fact: str, of_name: NameDirection, is_positive: IsPositive) -> None:
        self._fact = fact
        self._of_name = of_name
        self._is_positive = is_positive

    def of(self, node: Node) -> Direction:
        """How the value of `node` moves."""
        match node:
            case Name(name):
                return Direction.RISES if name == self._fact else self._of_name(name)
            case Negation(operand):
                return self.of(operand).turned()
            case Binary(op="+" | "-"):
                return self._sum(node)
            case Binary(op="*" | "/", left=left, right=right):
                return self._product(node.op, left, right)
            case Conditional(condition, then, otherwise) if not self._moves(condition):
                return self.of(then) | self.of(otherwise)
            case Call(Name(name), arguments, None) if name in _ROUNDINGS:
                return self._first(arguments)
            case Call(Name("min" | "max"), arguments, None):
                return self._joined(arguments)
            case Path(subject, "year"):
                return self.of(subject)
            case _:
                return Direction.UNKNOWN if self._moves(node) else Direction.STILL

    def _moves(self, node: Node) -> bool:
        return any(
            name == self._fact or self._of_name(name) is not Direction.STILL
            for name in names_read(node)
        )

    def _first(self, arguments: tuple[Node, ...]) -> Direction:
        first, *others = arguments
        return Direction.UNKNOWN if any(map(self._moves, others)) else self.of(first)

    def _joined(self, nodes: tuple[Node, ...]) -> Direction:
        joined = Direction.STILL
        for node in nodes:
            joined |= self.of(node)
        return joined

    def _product(self, op: str, left: Node, right: Node) -> Direction:
        if not self._moves(right) and self._is_positive(right):
            return self.of(left)
        if op == "*" and not self._moves(left) and self._is_positive(left):
            return self.of(right)
        return Direction.UNKNOWN if self._moves(left) or self._moves(right) else Direction.STILL

    def _sum(self, node: Node) -> Direction:
        """A sum moves as its terms do; the year and the month of one date are taken together."""
        direction = Direction.STILL
        dates: dict[str, dict[str, Decimal]] = {}
        for factor, term in _terms(node, Decimal(1)):
            match term:
                case Path(subject, "year" | "month") if self._moves(subject):
                    if self.of(subject) is not Direction.RISES:
                        return Direction.UNKNOWN
                    parts = dates.setdefault(to_feel(subject), {})
                    parts[term.name] = parts.get(term.name, Decimal(0)) + factor
                case _:
                    moved = self.of(term)
                    direction |= moved.turned() if factor < 0 else moved
        for parts in dates.values():
            direction |= _of_date(parts)
        return direction


def _of_date(factors: Mapping[str, Decimal]) -> Direction:
    """How `a * year + b * month` moves: as the year does, where the month cannot make up for it."""
    year, month = factors.get("year", Decimal(0)), factors.get("month", Decimal(0))
    if month == 0 or (year * month > 0 and abs(year) >= _MOST_MONTHS_BACK * abs(month)):
        if year == 0:
            return Direction.STILL
        return Direction.RISES if year > 0 else Direction.FALLS
    return Direction.UNKNOWN


def _terms(node: Node, factor: Decimal) -> Iterator[tuple[Decimal, Node]]:
    """The terms of a sum, each with the number it is multiplied by."""
    match node:
        case Binary("+", left, right):
            yield from _terms(left, factor)
            yield from _terms(right, factor)
        case Binary("-", left, right):
            yield from _terms(left, factor)
            yield from _terms(right, -factor)
        case Binary("*", left, Literal(Decimal() as number)):
            yield from _terms(left, factor * number)
        case Binary("*", Literal(Decimal() as number), right):
            yield from _terms(right, factor * number)
        case Negation(operand):
            yield from _terms(operand, -factor)
        case _:
            yield factor, node


def is_positive_literal(node: Node) -> bool:
    """Whether a number or a duration is written out and not negative."""
    match node:
        case Literal(Decimal() as number):
            return number >= 0
        case Literal(MonthsDuration(months)):
            return months >= 0
        case Call(Name("duration"), (Literal(str() as text),), None):
            return not text.startswith("-")
        case _:
            return False
