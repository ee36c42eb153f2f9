"""Built-in functions on contexts (DMN 1.5, table 79)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.feel.functions.builtin import Implementation

_Context = dict[str, Value]


def _get_entries(context: _Context) -> tuple[Value, ...]:
    return tuple({"key": key, "value": value} for key, value in context.items())


def _context(entries: tuple[_Context, ...]) -> _Context | None:
    context: _Context = {}
    for entry in entries:
        key = entry["key"]
        if not isinstance(key, str) or key in context:
            return None
        context[key] = entry["value"]
    return context


def _context_put(context: _Context, keys: str | tuple[Value, ...], value: Value) -> _Context | None:
    """The context with the value under the key, or under the last of the keys, each of which leads one context deeper."""
    if isinstance(keys, str):
        return {**context, keys: value}
    first, *others = keys or (None,)
    if not isinstance(first, str):
        return None
    if not others:
        return {**context, first: value}
    inner = context.get(first)
    put = _context_put(inner, tuple(others), value) if isinstance(inner, dict) else None
    return None if put is None else {**context, first: put}


def _context_merge(contexts: tuple[_Context | None, ...]) -> _Context | None:
    merged: _Context = {}
    for context in contexts:
        if context is None:
            return None
        merged |= context
    return merged


CONTEXTS: Mapping[str, Implementation] = {
    "get value": lambda context, key: context.get(key),
    "get entries": _get_entries,
    "context": _context,
    "context put": _context_put,
    "context merge": _context_merge,
}
