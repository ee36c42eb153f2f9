"""Floor 0, source: where a piece of text stands, and how to show it to a reader."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SourceText:
    """A named text, such as a rule file or one expression; lines and columns count from 1."""

    name: str
    text: str = field(repr=False)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`."""
        offset = max(0, min(offset, len(self.text)))
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset) + 1, offset - line_start + 1

    def line(self, number: int) -> str:
        """The text of line `number`, without its line end."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 1 <= number <= len(lines) else ""

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
        """The line on which the span begins, and carets under the part it covers."""
        line, column = self.source.position(self.start)
        text = self.source.line(line)
        width = max(1, min(self.end - self.start, len(text) - column + 1))
        gutter = f"{line} | "
        # A wide character takes two cells of a terminal, so the pad follows the text itself.
        pad = "".join("　" if _is_wide(char) else " " for char in text[: column - 1])
        marks = "".join(
            "＾" if _is_wide(char) else "^" for char in text[column - 1 : column - 1 + width]
        )
        return f"{gutter}{text}\n{' ' * (len(gutter) - 2)}| {pad}{marks or '^'}"


def _is_wide(char: str) -> bool:
    return "\u1100" <= char <= "\u115f" or "\u2e80" <= char <= "\uffdc"
