"""Membership: whether a value passes one of several tests that are the same for everybody."""

from __future__ import annotations

import ast
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sxguide.backends.compiled.operators import COMPARISONS
from sxguide.backends.compiled.parts import (
    NUMBERS,
    Kind,
    Part,
    Unfit,
    Workshop,
    all_of,
    any_of,
    compared,
)
from sxguide.feel.nodes import UnaryTest
from sxguide.values import Range, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sxguide.feel.nodes import Node


def membership(
    workshop: Workshop, subject: Part, tests: Sequence[tuple[Node, Part]], *, negated: bool
) -> Part:
    """Whether the subject passes one of the tests (none of them, if `negated`)."""
    listed = listed_values(subject.kind, tests)
    if listed == []:
        # Nothing is in an empty list, known or not.
        return workshop.fixed(negated)
    if listed is not None:
        # Null is on no list of values.
        members = workshop.bind(frozenset(listed))
        op = ast.NotIn() if negated else ast.In()
        python = workshop.strict(
            [subject], lambda one: compared(one, op, members), passes_null=True
        )
        return Part(python, "truth", subject.is_open)
    if subject.is_nullable:
        raise Unfit

    def make(one: ast.expr) -> ast.expr:
        passed = any_of([passes(workshop, one, subject.kind, *test) for test in tests])
        return ast.UnaryOp(ast.Not(), passed) if negated else passed

    return Part(workshop.strict([held(subject)], make), "truth", subject.is_open)


def held(subject: Part) -> Part:
    """A subject that is read more than once must be simple, or be kept when it is tested for being known."""
    if isinstance(subject.python, ast.Name | ast.Constant) or subject.is_open:
        return subject
    raise Unfit


def listed_values(kind: Kind, tests: Sequence[tuple[Node, Part]]) -> list[Value] | None:
    """The values that the tests list, where they do nothing but list values of the subject's kind."""
    values: list[Value] = []
    for test, part in tests:
        if isinstance(test, UnaryTest) or not part.fixed:
            return None
        members = part.value if isinstance(part.value, tuple) else (part.value,)
        if not all(is_of_kind(value, kind) for value in members):
            return None
        values.extend(members)
    return values


def is_of_kind(value: Value, kind: Kind) -> bool:
    """Whether a value equals only values of that kind, and has the same hash as ours."""
    match kind:
        case "truth":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "whole" | "number":
            return isinstance(value, Decimal)
        case "date":
            return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        case _:
            return False


def passes(workshop: Workshop, one: ast.expr, kind: Kind, test: Node, part: Part) -> ast.expr:
    """Whether a known value of that kind passes one test that is the same for everybody."""
    if not part.fixed:
        raise Unfit
    if isinstance(test, UnaryTest):
        bound = _bound(workshop, part.value, kind)
        return compared(one, COMPARISONS[test.op](), bound)
    if isinstance(part.value, Range):
        return _within(workshop, one, part.value, kind)
    members = part.value if isinstance(part.value, tuple) else (part.value,)
    if not all(is_of_kind(value, kind) for value in members):
        raise Unfit
    return compared(one, ast.In(), workshop.bind(frozenset(members)))


def _within(workshop: Workshop, one: ast.expr, interval: Range, kind: Kind) -> ast.expr:
    tests: list[ast.expr] = []
    if interval.low is not None:
        op: ast.cmpop = ast.GtE() if interval.low_included else ast.Gt()
        tests.append(compared(one, op, _bound(workshop, interval.low, kind)))
    if interval.high is not None:
        op = ast.LtE() if interval.high_included else ast.Lt()
        tests.append(compared(one, op, _bound(workshop, interval.high, kind)))
    if not tests:
        raise Unfit
    return all_of(tests)


def _bound(workshop: Workshop, value: Value, kind: Kind) -> ast.expr:
    if not is_of_kind(value, kind):
        raise Unfit
    if kind in NUMBERS and isinstance(value, Decimal):
        return workshop.fixed(value).python
    return workshop.bind(value)
