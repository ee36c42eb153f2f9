"""The names in scope while an expression is read: which run of tokens is one name.

FEEL's names may hold spaces and operator characters (`date and time`, `Pre-bureau risk`, `person.birth_date`), so only
the names in scope tell where one ends: the longest that fits is taken.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from sxguide.feel.lexer import tokenize
from sxguide.feel.signatures import FUNCTIONS
from sxguide.feel.types import ATTRIBUTE_NAMES
from sxguide.source import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sxguide.feel.lexer import Token

KEYWORDS = frozenset(
    {
        "and",
        "between",
        "else",
        "every",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "null",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    }
)

# A name as the texts of its tokens, and for each whether white space stands before it.
_Shape: TypeAlias = tuple[tuple[str, bool], ...]
_Layer: TypeAlias = dict[str, tuple[tuple[_Shape, str], ...]]


@lru_cache(maxsize=4096)
def _shape(name: str) -> _Shape:
    source = SourceText("name", name)
    tokens, _ = tokenize(name, source.span)
    return tuple(
        (token.text, token.spaced and index > 0) for index, token in enumerate(tokens[:-1])
    )


@lru_cache(maxsize=64)
def _layer(names: frozenset[str]) -> _Layer:
    layer: _Layer = {}
    for name in names:
        _add(layer, name)
    return layer


@lru_cache(maxsize=64)
def _normalised(names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The names as `normalised` writes them, and those that may stand after a dot."""
    given = frozenset(map(normalised, names))
    return given, frozenset(name for name in given if "." not in name)


def _add(layer: _Layer, name: str) -> None:
    shape = _shape(name)
    if shape:
        first = shape[0][0]
        entries = {*layer.get(first, ()), (shape, name)}
        layer[first] = tuple(sorted(entries, key=lambda entry: (-len(entry[0]), entry[1])))


def normalised(name: str) -> str:
    """The name with single spaces."""
    return " ".join(name.split())


class Scope:
    """The names in scope, innermost last; local names come and go as the expression is read."""

    def __init__(self, names: Iterable[str]) -> None:
        self.given, parts = _normalised(frozenset(names))
        self._layers = [_layer(frozenset(FUNCTIONS)), _layer(self.given)]
        self._attributes = _layer(ATTRIBUTE_NAMES)
        self._parts = _layer(parts)
        self._keys: _Layer = {}

    def enter(self, names: Iterable[str] = ()) -> None:
        """Open an inner scope that knows `names`."""
        self._layers.append({})
        for name in names:
            self.bind(name)

    def bind(self, name: str) -> None:
        """Add a name to the innermost scope."""
        _add(self._layers[-1], name)

    def bind_key(self, name: str) -> None:
        """Add a context's entry: its later entries see it, and paths may name it."""
        self.bind(name)
        _add(self._keys, name)

    def leave(self) -> None:
        """Close the innermost scope."""
        self._layers.pop()

    def match(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The name in scope that begins at token `index`, and how many tokens it takes; None where there is none."""
        best: tuple[str, int] | None = None
        for layer in reversed(self._layers):
            found = _match(layer, tokens, index)
            if found is None or (best is not None and found[1] <= best[1]):
                continue
            # `x.year` is an attribute of the inner `x`, even where an outer name is spelled `x.year`.
            if best is None or tokens[index + best[1]].text != ".":
                best = found
        return best or _match(self._keys, tokens, index)

    def match_part(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The attribute or entry name that begins at token `index` after a dot, as in `match`."""
        found = [
            match
            for layer in (self._attributes, self._keys, self._parts)
            if (match := _match(layer, tokens, index)) is not None
        ]
        return max(found, key=lambda match: match[1], default=None)


def _match(layer: _Layer, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    for shape, name in layer.get(tokens[index].text, ()):
        run = tokens[index : index + len(shape)]
        if len(run) == len(shape) and all(
            token.text == text and (position == 0 or token.spaced == spaced)
            for position, (token, (text, spaced)) in enumerate(zip(run, shape, strict=True))
        ):
            return name, len(shape)
    return None
