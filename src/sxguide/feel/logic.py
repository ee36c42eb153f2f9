"""Three-valued logic with unknowns: what `and`, `or`, `not` and the quantifiers make of true, false, null and unknown.

Null is FEEL's third truth value. Unknown stands beside it: the value may turn out to be any of the three, so a
conjunction of null and unknown is unknown, since it is false where the unknown turns out false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

Truth = bool | None | Unknown


def united(*values: Value) -> Unknown | None:
    """Unknown for the reasons of all unknown `values`, or None where all are known."""
    union: Unknown | None = None
    for value in values:
        if isinstance(value, Unknown):
            union = value if union is None else union | value
    return union


def conjunction(truths: Iterable[Value]) -> Truth:
    """Whether all of `truths` are true; what is neither true, false nor unknown counts as null."""
    return _decide(truths, deciding=False)


def disjunction(truths: Iterable[Value]) -> Truth:
    """Whether one of `truths` is true; what is neither true, false nor unknown counts as null."""
    return _decide(truths, deciding=True)


def negation(truth: Value) -> Truth:
    """`not(truth)`; null for what is neither true, false nor unknown."""
    if isinstance(truth, bool):
        return not truth
    return truth if isinstance(truth, Unknown) else None


def _decide(truths: Iterable[Value], *, deciding: bool) -> Truth:
    """The deciding truth value as soon as one has it, else unknown, else null, else the other truth value."""
    union: Unknown | None = None
    answer: bool | None = not deciding
    for truth in truths:
        if truth is deciding:
            return deciding
        if isinstance(truth, Unknown):
            union = truth if union is None else union | truth
        elif not isinstance(truth, bool):
            answer = None
    return answer if union is None else union
