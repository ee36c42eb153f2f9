"""Casepaths: where in a file the path of a fault, such as `$.person.sex` or `$[3].pay`, leads."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sxguide.source import Span
from sxguide.yamltree import YamlMapping, YamlNode, YamlScalar, YamlSequence, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.errors import Problem
    from sxguide.source import SourceText

# These are about what a value is called; all others are about the value.
_ABOUT_NAMES = frozenset({"unknown-fact", "unknown-field", "fact-given-twice"})

# What JSON may hold and YAML may not, with as long a stand-in: blanks, and halves of a character.
_NO_YAML = ((re.compile(r"\t"), " "), (re.compile(r"\\u[dD][89a-fA-F]"), r"\\u00"))


def json_tree(text: str) -> YamlNode | None:
    """The tree of a JSON text, to find places in; None for what is not also YAML."""
    for pattern, stand_in in _NO_YAML:
        text = pattern.sub(stand_in, text)
    return read_yaml("", text.encode()).root


def located(
    problems: Iterable[Problem],
    root: YamlNode,
    source: SourceText,
    start: int = 0,
    *,
    above: str = "$",
) -> Iterator[Problem]:
    """The problems with their places.

    `root` is what stands in `source` from the character `start` on, and `above` is its path. A problem whose path leads
    nowhere in it is left as it is.
    """
    for problem in problems:
        path = (problem.path or "$").removeprefix(above)
        is_name = problem.code in _ABOUT_NAMES
        span = _place(root, path, is_name=is_name)
        if span is None and above != "$":
            # What an entry of a list lacks is missing from that entry.
            span = root.span
        if span is None:
            yield problem
        else:
            yield replace(problem, span=Span(source, start + span.start, start + span.end))


def _place(node: YamlNode, path: str, *, is_name: bool) -> Span | None:
    """The span of what the path leads to, or of the innermost thing on the way that is there."""
    span = None if path else node.span
    while path:
        for name, inner, rest in _steps(node, path):
            span = name.span if name is not None and is_name and not rest else inner.span
            node, path = inner, rest
            break
        else:
            break
    return span


def _steps(node: YamlNode, path: str) -> Iterator[tuple[YamlScalar | None, YamlNode, str]]:
    """What the path may go on to: its name, if it has one, itself, and the rest of the path."""
    match node:
        case YamlMapping(entries=entries):
            # Of a fact that is given twice the later one is at fault, so the last comes first.
            for key, inner in reversed(entries):
                begun = f".{key.text}"
                is_cut = path.endswith("…") and begun.startswith(path[:-1])
                if path == begun or is_cut:
                    yield key, inner, ""
                elif path.startswith((f"{begun}.", f"{begun}[")):
                    yield key, inner, path.removeprefix(begun)
        case YamlSequence(items=items):
            index = re.match(r"\[([0-9]{1,9})\]", path)
            if index is not None and int(index[1]) < len(items):
                yield None, items[int(index[1])], path[index.end() :]
        case YamlScalar():
            pass
