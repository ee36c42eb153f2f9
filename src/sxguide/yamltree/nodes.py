"""The nodes of a YAML tree. Equality of nodes ignores where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sxguide.source import SourceText, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sxguide.errors import Problem

# Levels of lists and mappings, and faults that are listed.
MAX_DEPTH = 32
MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class YamlScalar:
    """A text; `quoted` when it is written in quotes or as a block, so that it can only be meant as text.

    `starts` has the place in the file of each character of `text` and one place more, where the
    text ends; `ends` has the place at which each character ends.
    """

    text: str
    quoted: bool
    span: Span = field(compare=False)
    starts: Sequence[int] = field(compare=False, repr=False)
    ends: Sequence[int] = field(compare=False, repr=False)

    def locate(self, start: int, end: int) -> Span:
        """The span in the file of the characters of `text` from `start` up to, not including, `end`.

        Offsets beyond the text are taken for its nearest end. A character that the file writes
        in another way (an escape, a folded line end) has the span of all that stands for it.
        """
        start = max(0, min(start, len(self.text)))
        end = max(start, min(end, len(self.text)))
        if start == end:
            return Span(self.span.source, self.starts[start], self.starts[start])
        return Span(self.span.source, self.starts[start], self.ends[end - 1])


@dataclass(frozen=True, slots=True)
class YamlSequence:
    """A list of nodes."""

    items: tuple[YamlNode, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """Keys and their nodes, in the order of the file; no key stands twice."""

    entries: tuple[tuple[YamlScalar, YamlNode], ...]
    span: Span = field(compare=False)

    def get(self, key: str) -> YamlNode | None:
        """The node under `key`, or None where there is none."""
        for name, node in self.entries:
            if name.text == key:
                return node
        return None


YamlNode: TypeAlias = YamlScalar | YamlSequence | YamlMapping


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """What was read of one file: its text, its tree, and all faults found, by place.

    `root` is None where the faults leave no tree that can be relied on. Duplicate keys do leave
    one, with the first of each, so that a reader can look for further faults. An empty file is
    an empty scalar.
    """

    source: SourceText
    root: YamlNode | None
    problems: tuple[Problem, ...]
