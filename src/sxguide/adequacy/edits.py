"""Edits: a change to a rule shown as a change to its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.source import visible

if TYPE_CHECKING:
    from sxguide.source import Span

# So many lines of what was taken away are shown.
_MAX_LINES = 6


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands at `at` in a rule file would read `text`."""

    at: Span
    text: str

    def diff(self) -> list[str]:
        """`file:line`, then the lines as they stand behind `-`, and as they would stand behind `+`."""
        source = self.at.source
        first = source.text.rfind("\n", 0, self.at.start) + 1
        end = source.text.find("\n", self.at.end)
        last = len(source.text) if end < 0 else end
        before = source.text[first:last]
        after = source.text[first : self.at.start] + self.text + source.text[self.at.end : last]
        place = f"{source.name}:{self.at.line}"
        return [place, *_marked("-", before), *_marked("+", after if after.strip(" -") else "")]


def within(span: Span, pattern: str) -> Span:
    """The first place behind the beginning of `span` that fits; the beginning itself where nothing does."""
    source = span.source
    found = re.search(pattern, source.text[span.start :])
    if found is None:
        return source.span(span.start, span.start)
    start, end = found.span(1 if found.re.groups else 0)
    return source.span(span.start + start, span.start + end)


def locator_within(span: Span, locator: str) -> Span:
    """Where a rule cites a clause."""
    return within(span, rf"(?<![\w/-]){re.escape(locator)}(?![\w/-])")


def _marked(sign: str, text: str) -> list[str]:
    lines = text.split("\n") if text else []
    shown = [f"{sign} {visible(line)}" for line in lines[:_MAX_LINES]]
    if len(lines) > _MAX_LINES:
        shown.append(f"{sign} …")
    return shown
