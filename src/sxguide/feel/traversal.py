"""Walking a tree of nodes: its parts, its size, and the names it reads."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    Filter,
    FunctionLiteral,
    InstanceOf,
    Literal,
    Name,
    Negation,
    Path,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.signatures import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sxguide.feel.nodes import Node

# Names that are no reading: the built-in functions, and the subject of a unary test.
_NOT_READ = frozenset(FUNCTIONS) | {"?"}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text."""
    match node:
        case Literal() | Name():
            return ()
        case Path(subject=part) | Negation(operand=part) | UnaryTest(operand=part):
            return (part,)
        case InstanceOf(subject=part) | FunctionLiteral(body=part):
            return (part,)
        case Binary(left=left, right=right):
            return (left, right)
        case Conditional(condition, then, otherwise):
            return (condition, then, otherwise)
        case Call(function, arguments):
            return (function, *arguments)
        case Comprehension(iterators=iterators, body=body):
            return (*(domain for _, domain in iterators), body)
        case Filter(subject, condition):
            return (subject, condition)
        case RangeLiteral(low, high):
            return tuple(bound for bound in (low, high) if bound is not None)
        case Collection(items=items):
            return items
        case Test(subject, tests):
            return (subject, *tests)
        case _:
            assert_never(node)


def rebuilt(node: Node, parts: Sequence[Node]) -> Node:  # noqa: C901, PLR0912 — an arm for each kind of node
    """The same node over other parts, in the order in which `children` gives them."""
    match node:
        case Literal() | Name():
            return node
        case Path() | InstanceOf():
            return replace(node, subject=parts[0])
        case Negation() | UnaryTest():
            return replace(node, operand=parts[0])
        case FunctionLiteral():
            return replace(node, body=parts[0])
        case Binary():
            return replace(node, left=parts[0], right=parts[1])
        case Conditional():
            return replace(node, condition=parts[0], then=parts[1], otherwise=parts[2])
        case Call():
            return replace(node, function=parts[0], arguments=tuple(parts[1:]))
        case Comprehension():
            named = zip(node.iterators, parts, strict=False)
            return replace(
                node,
                iterators=tuple((name, domain) for (name, _), domain in named),
                body=parts[-1],
            )
        case Filter():
            return replace(node, subject=parts[0], condition=parts[1])
        case RangeLiteral(low=low):
            return replace(
                node,
                low=parts[0] if low is not None else None,
                high=parts[-1] if node.high is not None else None,
            )
        case Collection():
            return replace(node, items=tuple(parts))
        case Test():
            return replace(node, subject=parts[0], tests=tuple(parts[1:]))
        case _:
            assert_never(node)


def walk(root: Node) -> Iterator[Node]:
    """Every node of a tree, parents first, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def measure(root: Node) -> tuple[int, int]:
    """How many levels deep a tree is, and how many nodes it has; it may be deeper than Python can recurse."""
    depth = size = 0
    waiting = [(root, 1)]
    while waiting:
        node, level = waiting.pop()
        size += 1
        depth = max(depth, level)
        waiting.extend((child, level + 1) for child in children(node))
    return depth, size


def reads_subject(node: Node) -> bool:
    """Whether an expression reads `?`, the value that a unary test is put to."""
    match node:
        case Name(name):
            return name == "?"
        case Test(subject=subject):
            # Its tests read its own subject.
            return reads_subject(subject)
        case _:
            return any(map(reads_subject, children(node)))


@lru_cache(maxsize=4096)
def names_read(node: Node) -> frozenset[str]:
    """The names an expression reads from outside: no local names, no built-in functions, no `?`.

    A name inside a filter counts although it may turn out to be an entry of the filtered contexts.
    """
    return frozenset(_free(node, _NOT_READ))


def _free(node: Node, local: frozenset[str]) -> set[str]:
    match node:
        case Name(name):
            return set() if name in local else {name}
        case Comprehension(kind, iterators, body):
            found: set[str] = set()
            for name, domain in iterators:
                found |= _free(domain, local)
                local |= {name}
            return found | _free(body, local | {"partial"} if kind == "for" else local)
        case Filter(subject, condition):
            return _free(subject, local) | _free(condition, local | {"item"})
        case FunctionLiteral(parameters, body):
            return _free(body, local.union(name for name, _ in parameters))
        case Collection(items, names) if names is not None:
            found = set()
            for name, item in zip(names, items, strict=True):
                found |= _free(item, local)
                local |= {name}
            return found
        case _:
            return set().union(*(_free(child, local) for child in children(node)))
