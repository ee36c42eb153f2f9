"""Alignment: where in the file each character of a scalar stands.

A parser gives a scalar's text after quotes, escapes, indentation and line folding are gone. Here
the text and the file are walked side by side to find each character again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANKS_AND_BREAKS = r"[ \t]*+(?:\r?\n[ \t]*+)++"
# The tokens of the three styles that fold lines; `same` is a run of characters that stand for themselves.
_TOKENS = {
    "plain": re.compile(rf"(?P<fold>{_BLANKS_AND_BREAKS})|(?P<same>[ \t]++|[^ \t\r\n]++)"),
    "'": re.compile(
        rf"(?P<fold>{_BLANKS_AND_BREAKS})|(?P<same>[ \t]++|[^ \t\r\n']++)|(?P<escape>'')"
    ),
    '"': re.compile(
        rf"(?P<fold>{_BLANKS_AND_BREAKS})|(?P<same>[ \t]++|[^ \t\r\n\"\\]++)"
        rf"|\\(?:(?P<join>(?:\r?\n[ \t]*+)++)|(?P<escape>x..|u.{{4}}|U.{{8}}|.))"
    ),
}
_FIRST_LINE_OF_BLOCK = re.compile(r"[^\n]*+\n(?: *+\r?\n)*+(?P<blanks> *+)")
_FIRST_LINE_OF_TEXT = re.compile(r"(?: *+\n)*+(?P<blanks> *+)[^ \n]")
_HEADER = re.compile(r"[^\r\n]*+")
_LINE = re.compile(r"[^\r\n]++")
_BREAKS = re.compile(r"\n*+")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each character of a scalar starts (and one place more: where the text ends) and ends.

    `end` is where the whole scalar ends in the file, its closing quote included.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    end: int


def align(file: str, begin: int, text: str, style: str) -> Alignment | None:
    """Find `text` again in `file` from the offset `begin`, at which the scalar begins.

    `style` is `plain`, `'`, `"`, `|` or `>`. None where the two do not fit together.
    """
    if style in ("|", ">"):
        return _align_block(file, begin, text)
    quote = "" if style == "plain" else style
    inner = begin + len(quote)
    escaped = bool(quote) and (quote in text or "\\" in text)
    if not escaped and file.startswith(text + quote, inner):
        end = inner + len(text)
        return Alignment(range(inner, end + 1), range(inner + 1, end + 1), end + len(quote))
    return _align_folded(file, inner, text, style)


def _align_folded(file: str, inner: int, text: str, style: str) -> Alignment | None:
    starts: list[int] = []
    ends: list[int] = []
    position = inner
    while len(starts) < len(text):
        match = _TOKENS[style].match(file, position)
        if match is None:
            return None
        position = match.end()
        if match.lastgroup == "same":
            position = min(position, match.start() + len(text) - len(starts))
            starts.extend(range(match.start(), position))
            ends.extend(range(match.start() + 1, position + 1))
        else:
            count = _characters_of(match)
            starts.extend([match.start()] * count)
            ends.extend([position] * count)
    if len(starts) > len(text):
        return None
    starts.append(position)
    if style == "plain":
        return Alignment(tuple(starts), tuple(ends), position)
    closing = file.find(style, position)
    return Alignment(tuple(starts), tuple(ends), closing + 1) if closing >= 0 else None


def _characters_of(match: re.Match[str]) -> int:
    """How many characters an escape, a fold or an escaped line end stands for."""
    breaks = match.group().count("\n")
    match match.lastgroup:
        case "fold":
            return max(1, breaks - 1)
        case "join":
            return breaks - 1
        case _:
            return 1


def _align_block(file: str, begin: int, text: str) -> Alignment | None:
    if not text.strip("\n"):
        return Alignment([begin + 1] * (len(text) + 1), [begin + 1] * len(text), begin + 1)
    header = _HEADER.match(file, begin)
    written = _FIRST_LINE_OF_BLOCK.match(file, begin)
    read = _FIRST_LINE_OF_TEXT.match(text)
    if header is None or written is None or read is None:
        return None
    indent = len(written["blanks"]) - len(read["blanks"])
    if indent < 0:
        return None
    gap = re.compile(rf"(?:\r?\n {{0,{indent}}}+)++")
    starts: list[int] = []
    ends: list[int] = []
    position = end = header.end()
    while len(starts) < len(text):
        if between := gap.match(file, position):
            count = _characters_between(text, len(starts))
            starts.extend([position] * count)
            position = between.end()
            ends.extend([position] * count)
            continue
        line = _LINE.match(file, position)
        if line is None or not text.startswith(line.group(), len(starts)):
            return None
        starts.extend(range(position, line.end()))
        ends.extend(range(position + 1, line.end() + 1))
        position = end = line.end()
    starts.append(end)
    return Alignment(tuple(starts), tuple(ends), end) if len(starts) == len(text) + 1 else None


def _characters_between(text: str, offset: int) -> int:
    """How many characters of a block's `text` at `offset` the line ends between two lines give."""
    if offset and text[offset] == " ":
        return 1
    breaks = _BREAKS.match(text, offset)
    return breaks.end() - offset if breaks else 0
