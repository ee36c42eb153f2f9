"""What names and attributes stand for, and what the writer of an unknown one may have meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.errors import did_you_mean, nearest
from sxguide.feel.nodes import Name, Path
from sxguide.feel.operator_types import Mismatch
from sxguide.feel.printer import to_feel
from sxguide.feel.types import ANY, Type, attributes, described

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sxguide.feel.nodes import Node
    from sxguide.source import Span

_CONSTANTS = ("true", "false", "null")


def chain(node: Node) -> list[tuple[str, Span]]:
    """The beginnings of a dotted chain of names, shortest first: `a`, `a.b`, `a.b.c`; none for other nodes."""
    match node:
        case Name(name):
            return [(name, node.span)]
        case Path(subject, name):
            beginnings = chain(subject)
            return [*beginnings, (f"{beginnings[-1][0]}.{name}", node.span)] if beginnings else []
        case _:
            return []


def unknown_name(
    beginnings: Sequence[tuple[str, Span]], names: Collection[str]
) -> tuple[Mismatch, Span]:
    """That nothing in scope is called like a chain, given by its beginnings; and which part of it is meant."""
    for text, span in reversed(beginnings):
        # A dotted name is a slip of one with as many dots; what follows it is an attribute.
        alike = [name for name in (*names, *_CONSTANTS) if name.count(".") == text.count(".")]
        if nearest(text, alike):
            return Mismatch(
                "unknown-name", f"unknown name `{text}`", did_you_mean(text, alike)
            ), span
    text, span = beginnings[-1]
    way_out = "inside a decision table, `?` is the value of the input" if text == "?" else None
    return Mismatch("unknown-name", f"unknown name `{text}`", way_out), span


def attribute(owner: Type, name: str) -> Type | Mismatch:
    """The type of an attribute, or that its owner has none of that name."""
    known = attributes(owner)
    if known is None:
        return ANY
    if name in known:
        return known[name]
    listed = "it has " + ", ".join(f"`{each}`" for each in known) if known else None
    message = f"{described(owner)} has no `{name}`"
    return Mismatch("unknown-attribute", message, did_you_mean(name, known) or listed)


def possessor(owner: Node | None) -> str:
    """Whose allowed values they are, in a message; None is for what a rule declares."""
    if owner is None:
        return "what is expected here"
    text = to_feel(owner)
    return "the input" if text == "?" else f"`{text}`"
