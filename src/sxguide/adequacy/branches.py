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
    from sxguide.feel.nodes import ComparisonOperator, Node

# So many pairs of values are looked at; beyond these the two may differ anywhere.
_MOST = 64


def may_differ(one: Node, other: Node) -> Node:
    """A condition that is true wherever two expressions may have different values."""
    return _Branches().condition(one, other)


class _Branches:
    def __init__(self) -> None:
        self._looked_at = 0

    def condition(self, one: Node, other: Node) -> Node:
        if one == other:
            return Literal(value=False, span=one.span)
        self._looked_at += 1
        first, second = _by_branch(one), _by_branch(other)
        if self._looked_at > _MOST or (first is None and second is None):
            return Literal(value=True, span=one.span)
        if first is not None:
            return replace(
                first,
                then=self.condition(first.then, other),
                otherwise=self.condition(first.otherwise, other),
            )
        assert second is not None  # noqa: S101 — one of the two has branches
        return replace(
            second,
            then=self.condition(one, second.then),
            otherwise=self.condition(one, second.otherwise),
        )


def _by_branch(node: Node) -> Conditional | None:
    """An expression with a branch in it, as the branch with the rest of the expression in both arms."""
    match node:
        case Conditional():
            return node
        case Comprehension() | Filter() | FunctionLiteral():
            # A branch in there may turn on a local name.
            return None
        case _:
            parts = children(node)
    for place, part in enumerate(parts):
        branch = _by_branch(part)
        if branch is not None:
            before, after = parts[:place], parts[place + 1 :]
            return replace(
                branch,
                then=rebuilt(node, (*before, branch.then, *after)),
                otherwise=rebuilt(node, (*before, branch.otherwise, *after)),
            )
    return _of_two(node)


def _of_two(node: Node) -> Conditional | None:
    """The greater or the lesser of two, as a branch; one of them has to be a plain number, to be compared by cells."""
    match node:
        case Call(Name("max" | "min" as name), (left, right), None):
            if not isinstance(left, Literal) and not isinstance(right, Literal):
                return None
            op: ComparisonOperator = ">=" if name == "max" else "<="
            return Conditional(Binary(op, left, right, node.span), left, right, node.span)
        case _:
            return None
