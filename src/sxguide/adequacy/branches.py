"""Branches: where two values can differ that no cells settle, as a condition.

`max(if c then x else 0, y)` and `max(if c then x else 1, y)` are the same value where `c` holds. Where it does not, `max(0, y)` and
`max(1, y)` are: where `y` is 1 or more. So both are written as branches, and what remains are pairs of values that are
written alike, or may differ.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sxguide.feel.nodes import (
    Binary,
    Call,
    Comprehension,
    Conditional,
    Filter,
    FunctionLiteral,
    Literal,
    Name,
)
from sxguide.feel.traversal import children, rebuilt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.nodes import ComparisonOperator, Node

# So many pairs of values are looked at; beyond these the two may differ anywhere.
_MOST = 64


def may_differ(one: Node, other: Node) -> Node:
    """A condition that is true wherever two expressions may have different values."""
    return _Branches().condition(one, other, {})


class _Branches:
    def __init__(self) -> None:
        self._looked_at = 0

    def condition(self, one: Node, other: Node, known: Mapping[Node, bool]) -> Node:
        """Where two expressions may differ, of those people for whom conditions are `known` to hold or not."""
        one, other = _taken(one, known), _taken(other, known)
        if one == other:
            return Literal(value=False, span=one.span)
        self._looked_at += 1
        branch = _by_branch(one) or _by_branch(other)
        if branch is None or self._looked_at > _MOST:
            return Literal(value=True, span=one.span)
        # Whatever the branch stands in, both sides are looked at under what it asks.
        then, otherwise = (
            self.condition(one, other, {**known, branch.condition: holds})
            for holds in (True, False)
        )
        return replace(branch, condition=_asked(branch.condition), then=then, otherwise=otherwise)


def _asked(condition: Node) -> Node:
    """A condition as conditions of services are written, so that a diagram knows the two for one: `fact = true`."""
    if isinstance(condition, Name):
        return Binary("=", condition, Literal(value=True, span=condition.span), condition.span)
    return condition


def _taken(node: Node, known: Mapping[Node, bool]) -> Node:
    """An expression without the branches whose conditions are known."""
    if isinstance(node, Comprehension | Filter | FunctionLiteral):
        return node
    parts = children(node)
    if parts:
        node = rebuilt(node, [_taken(part, known) for part in parts])
    branch = node if isinstance(node, Conditional) else _of_two(node)
    if branch is None or branch.condition not in known:
        return node
    return _taken(branch.then if known[branch.condition] else branch.otherwise, known)


def _by_branch(node: Node) -> Conditional | None:
    """The first branch in an expression; none in what has local names, on which it may turn."""
    match node:
        case Conditional():
            return node
        case Comprehension() | Filter() | FunctionLiteral():
            return None
        case _:
            found = (_by_branch(part) for part in children(node))
            return next((each for each in found if each is not None), None) or _of_two(node)


def _of_two(node: Node) -> Conditional | None:
    """The greater or the lesser of two, as a branch; one of them has to be a plain number, to be compared by cells."""
    match node:
        case Call(Name("max" | "min" as name), (left, right), None):
            number, other = (left, right) if isinstance(left, Literal) else (right, left)
            if not isinstance(number, Literal):
                return None
            op: ComparisonOperator = ">=" if name == "max" else "<="
            # Where the other is null, so is the greater of the two: the second arm.
            return Conditional(Binary(op, number, other, node.span), number, other, node.span)
        case _:
            return None
