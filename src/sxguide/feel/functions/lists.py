"""Built-in functions on lists (DMN 1.5, table 75); positions count from 1, or from the end where negative."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from itertools import chain
from typing import TYPE_CHECKING

from sxguide.feel.arithmetic import truncated
from sxguide.feel.budget import checked_length
from sxguide.feel.comparison import any_match, compare, equal, identity
from sxguide.feel.logic import united
from sxguide.values import Function, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from sxguide.feel.functions.builtin import Implementation
    from sxguide.feel.logic import Truth

_List = tuple[Value, ...]


class _NoOrderError(ValueError):
    """Two elements of a list have no order."""


class _UnknownOrderError(Exception):
    """The order of two elements is not known; ends a sort from inside the comparison."""

    def __init__(self, unknown: Unknown) -> None:
        self.unknown = unknown
        super().__init__()


def index_at(values: _List, position: Decimal) -> int | None:
    """The index, from 0, of a position in the list; None where the list has none."""
    place = truncated(position)
    if place == 0 or abs(place) > len(values):
        return None
    return place - 1 if place > 0 else len(values) + place


def _list_contains(values: _List, element: Value) -> Truth:
    return any_match(tuple(equal(value, element) for value in values))


def _sublist(values: _List, start: Decimal, length: Decimal | None = None) -> _List | None:
    first = index_at(values, start)
    if first is None:
        return None
    if length is None:
        return values[first:]
    count = truncated(length)
    return values[first : first + count] if 0 < count <= len(values) - first else None


def _concatenate(*lists: Value) -> Value:
    unknown = united(*lists)
    if unknown is not None:
        return unknown
    known = [part for part in lists if isinstance(part, tuple)]
    checked_length(sum(map(len, known)))
    return tuple(chain(*known)) if len(known) == len(lists) else None


def _append(values: _List, *items: Value) -> _List:
    checked_length(len(values) + len(items))
    return (*values, *items)


def _insert_before(values: _List, position: Decimal, item: Value) -> _List | None:
    index = index_at(values, position)
    checked_length(len(values) + 1)
    return None if index is None else (*values[:index], item, *values[index:])


def _remove(values: _List, position: Decimal) -> _List | None:
    index = index_at(values, position)
    return None if index is None else (*values[:index], *values[index + 1 :])


def _list_replace(values: _List, which: Decimal | Function, item: Value) -> Value:
    if isinstance(which, Function):
        return _replace_matching(values, which, item)
    index = index_at(values, which)
    return None if index is None else (*values[:index], item, *values[index + 1 :])


def _replace_matching(values: _List, match: Function, item: Value) -> Value:
    truths: list[Value] = [match.call(value, item) for value in values]
    unknown = united(*truths)
    if unknown is not None:
        return unknown
    if not all(isinstance(truth, bool) for truth in truths):
        return None
    return tuple(item if truth else value for truth, value in zip(truths, values, strict=True))


def _index_of(values: _List, match: Value) -> _List:
    return tuple(
        Decimal(number)
        for number, value in enumerate(values, start=1)
        if equal(value, match) is True
    )


def _distinct_values(values: _List) -> _List:
    firsts: dict[Hashable, Value] = {}
    for value in values:
        firsts.setdefault(identity(value), value)
    return tuple(firsts.values())


def _union(*lists: Value) -> Value:
    joined = _concatenate(*lists)
    return _distinct_values(joined) if isinstance(joined, tuple) else joined


def _flatten(values: _List) -> _List:
    flat = tuple(_leaves(values))
    checked_length(len(flat))
    return flat


def _leaves(values: _List) -> Iterator[Value]:
    for value in values:
        if isinstance(value, tuple):
            yield from _leaves(value)
        else:
            yield value


def _sort(values: _List, precedes: Function | None = None) -> Value:
    def order(left: Value, right: Value) -> int:
        if _precedes(precedes, left, right):
            return -1
        return 1 if _precedes(precedes, right, left) else 0

    try:
        return tuple(sorted(values, key=cmp_to_key(order)))
    except _UnknownOrderError as error:
        return error.unknown


def _precedes(precedes: Function | None, left: Value, right: Value) -> bool:
    truth = compare("<", left, right) if precedes is None else precedes.call(left, right)
    if isinstance(truth, Unknown):
        raise _UnknownOrderError(truth)
    if not isinstance(truth, bool):
        raise _NoOrderError
    return truth


LISTS: Mapping[str, Implementation] = {
    "list contains": _list_contains,
    "sublist": _sublist,
    "append": _append,
    "concatenate": _concatenate,
    "insert before": _insert_before,
    "remove": _remove,
    "list replace": _list_replace,
    "reverse": lambda values: values[::-1],
    "index of": _index_of,
    "union": _union,
    "distinct values": _distinct_values,
    "flatten": _flatten,
    "sort": _sort,
}
