"""Built-in functions on how points and ranges lie to one another (DMN 1.5, table 78)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.feel.comparison import compare, equal, is_within
from sxguide.feel.logic import conjunction
from sxguide.values import Range, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.feel.functions.builtin import Implementation
    from sxguide.feel.logic import Truth


def _both(*truths: Truth) -> Truth:
    return conjunction(truths)


def _before(left: Value, right: Value) -> Truth:
    match left, right:
        case Range(), Range():
            touching = left.high_included and right.low_included
            return compare("<" if touching else "<=", left.high, right.low)
        case Range(), _:
            return compare("<" if left.high_included else "<=", left.high, right)
        case _, Range():
            return compare("<" if right.low_included else "<=", left, right.low)
        case _:
            return compare("<", left, right)


def _meets(left: Range, right: Range) -> Truth:
    return _both(left.high_included and right.low_included, equal(left.high, right.low))


def _reaches(left: Range, right: Range) -> Truth:
    """Whether `left` ends where `right` has begun."""
    touching = left.high_included and right.low_included
    return compare(">=" if touching else ">", left.high, right.low)


def _starts_no_later(left: Range, right: Range) -> Truth:
    """Whether every point of `right` comes after some start of `left`."""
    wide = left.low_included or not right.low_included
    return compare("<=" if wide else "<", left.low, right.low)


def _ends_no_earlier(left: Range, right: Range) -> Truth:
    wide = left.high_included or not right.high_included
    return compare(">=" if wide else ">", left.high, right.high)


def _overlaps(left: Range, right: Range) -> Truth:
    return _both(_reaches(left, right), _reaches(right, left))


def _overlaps_before(left: Range, right: Range) -> Truth:
    earlier = left.low_included and not right.low_included
    return _both(
        compare("<=" if earlier else "<", left.low, right.low),
        _reaches(left, right),
        _ends_no_earlier(right, left),
    )


def _finishes(left: Value, right: Range) -> Truth:
    if not isinstance(left, Range):
        return _both(right.high_included, equal(left, right.high))
    return _both(
        left.high_included is right.high_included,
        equal(left.high, right.high),
        _starts_no_later(right, left),
    )


def _starts(left: Value, right: Range) -> Truth:
    if not isinstance(left, Range):
        return _both(right.low_included, equal(left, right.low))
    return _both(
        left.low_included is right.low_included,
        equal(left.low, right.low),
        _ends_no_earlier(right, left),
    )


def _includes(left: Range, right: Value) -> Truth:
    if not isinstance(right, Range):
        return is_within(right, left)
    return _both(_starts_no_later(left, right), _ends_no_earlier(left, right))


def _coincides(left: Value, right: Value) -> Truth:
    return equal(left, right)


def _turned(relation: Callable[..., Truth]) -> Implementation:
    return lambda left, right: relation(right, left)


RANGES: Mapping[str, Implementation] = {
    "before": _before,
    "after": _turned(_before),
    "meets": _meets,
    "met by": _turned(_meets),
    "overlaps": _overlaps,
    "overlaps before": _overlaps_before,
    "overlaps after": _turned(_overlaps_before),
    "finishes": _finishes,
    "finished by": _turned(_finishes),
    "includes": _includes,
    "during": _turned(_includes),
    "starts": _starts,
    "started by": _turned(_starts),
    "coincides": _coincides,
}
