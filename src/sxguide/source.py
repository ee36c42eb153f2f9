"""Source: where a piece of text stands, and how to show it to a reader."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

# What a file of rules, cases or words may have at most.
MAX_BYTES = 1 << 20
# How much of a line is quoted, and how much of that may stand before the part that is meant (characters).
MAX_QUOTED = 160
_MAX_LEAD = 60
_CUT = "…"


@dataclass(frozen=True, slots=True)
class SourceText:
    """A named text, such as a rule file or one expression; lines and columns count from 1.

    Of a large file it may be some of the lines only, of which the first is the file's line `first_line`.
    """

    name: str
    text: str = field(repr=False)
    first_line: int = 1

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        offset = max(0, min(offset, len(self.text)))
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset) + self.first_line, offset - line_start + 1

    def line_at(self, offset: int) -> str:
        """The line on which the character at `offset` stands, without its line end."""
        offset = max(0, min(offset, len(self.text)))
        end = self.text.find("\n", offset)
        line = self.text[self.text.rfind("\n", 0, offset) + 1 : end if end >= 0 else None]
        return line.removesuffix("\r")

    def lines(self, start: int, end: int) -> tuple[SourceText, int]:
        """The lines that the characters from `start` to `end` stand on, and where `start` is in them."""
        first = self.text.rfind("\n", 0, start) + 1
        last = self.text.find("\n", end)
        text = self.text[first : last if last >= 0 else None]
        return SourceText(self.name, text, self.position(start)[0]), start - first

    def span(self, start: int, end: int) -> Span:
        """The span of the characters from `start` up to, not including, `end`."""
        return Span(self, start, max(start, end))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source text: offsets in characters, `end` not included."""

    source: SourceText = field(repr=False)
    start: int
    end: int

    @property
    def line(self) -> int:
        """The line on which the span begins, from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """The column at which the span begins, from 1."""
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        """The characters that the span covers."""
        return self.source.text[self.start : self.end]

    def __str__(self) -> str:
        """`file:line:column`."""
        line, column = self.source.position(self.start)
        return f"{self.source.name}:{line}:{column}"

    def quoted(self) -> str:
        """The line on which the span begins, and carets under the part it covers; of a long line, an extract."""
        line, column = self.source.position(self.start)
        whole = self.source.line_at(self.start)
        start = column - 1
        first, last = 0, len(whole)
        if len(whole) > MAX_QUOTED:
            first = max(0, min(start - _MAX_LEAD, len(whole) - MAX_QUOTED))
            last = first + MAX_QUOTED
        before = (_CUT if first else "") + visible(whole[first:start])
        covered = visible(whole[start : min(start + self.end - self.start, last)])
        after = visible(whole[start + len(covered) : last]) + (_CUT if last < len(whole) else "")
        gutter = f"{line} | "
        marks = _under(before, " ", "　") + (_under(covered, "^", "＾") or "^")
        return f"{gutter}{before}{covered}{after}\n{' ' * (len(gutter) - 2)}| {marks}"


def visible(text: str) -> str:
    """The text with a stand-in for each character that would move a terminal's cursor, or hide."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":
        return char
    # Unicode has a picture for each control character of ASCII, in ASCII's order.
    return chr(0x2400 + ord(char)) if char < " " else "�"


def _under(text: str, narrow: str, wide: str) -> str:
    """A mark below each character: a wide one takes two cells of a terminal, a combining one none."""
    return "".join(
        wide if unicodedata.east_asian_width(char) in "WF" else narrow
        for char in text
        if not unicodedata.combining(char)
    )
