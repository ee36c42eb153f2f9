"""The screen: a stream that tables, lines and bars are written to (the only door to rich)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeVar

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Words

from sxguide.source import visible
from sxguide.terminal.cells import Styled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sxguide.citations import Language, Text
    from sxguide.prose import Line, Mark, Section
    from sxguide.terminal.cells import Cell

_T = TypeVar("_T")

_MARK_STYLES: dict[Mark, tuple[str, str]] = {
    "yes": ("✓ ", "green"),
    "no": ("✗ ", "red"),
    "open": ("? ", "yellow"),
    "none": ("", ""),
}


class Terminal:
    """Writes to one stream in one language, `lang`; colour only where the stream is a screen."""

    def __init__(self, stream: TextIO, lang: Language) -> None:
        self.lang = lang
        # Output that is piped is as wide as its longest line, so that nothing is cut for a screen that is not there.
        width = None if stream.isatty() else 160
        self._console = Console(
            file=stream, width=width, highlight=False, markup=False, emoji=False
        )

    def sections(self, parts: Iterable[Section]) -> None:
        """Sections of prose in two columns: their lines, and the clauses that say so."""
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=False)
        table.add_column(ratio=3, overflow="fold")
        table.add_column(ratio=2, style="dim", overflow="fold")
        for section in parts:
            table.add_row("", "")
            table.add_row(Words(section.title, style="bold"), "")
            for line in section.lines:
                table.add_row(_marked(line), ", ".join(line.clauses))
        self._print(table)

    def table(self, titles: Iterable[Text], rows: Iterable[Sequence[Cell]]) -> None:
        """A table with a title over each column."""
        table = Table(box=box.SIMPLE_HEAD)
        for title in titles:
            table.add_column(title.of(self.lang), overflow="fold")
        for row in rows:
            table.add_row(*map(_words, row))
        self._print(table)

    def _print(self, shown: RenderableType) -> None:
        """Prints without the blanks that tables end their lines with."""
        with self._console.capture() as capture:
            self._console.print(shown)
        for line in capture.get().splitlines():
            self._console.file.write(line.rstrip() + "\n")

    def line(self, words: str, style: str = "") -> None:
        """One line of words."""
        self._console.print(Words(words, style=style), soft_wrap=True)

    def paragraph(self, words: str, style: str = "") -> None:
        """Words for a person to read, broken between words where the screen is narrow."""
        self._console.print(Words(words, style=style))

    def prompt(self, words: str) -> None:
        """Words behind which somebody is to type."""
        self._console.print(Words(words), end="")
        self._console.file.flush()

    def progress(self, things: Sequence[_T], about: str) -> Iterator[_T]:
        """Goes through `things` with a progress bar, which only a screen shows."""
        from rich.progress import track  # noqa: PLC0415 — heavy, and only trials take long

        yield from track(
            things,
            description=about,
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )


@contextmanager
def bar(stream: TextIO, about: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar, gone at the end, that only a screen shows; yields what is to be told how much is done.

    Without a `total` it only shows that something is being done.
    """
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 — heavy, and little takes long

    console = Console(file=stream)
    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    is_hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=is_hidden) as progress:
        task = progress.add_task(visible(about), total=total)
        yield lambda done: progress.update(task, completed=done)


def _words(cell: Cell) -> Words | str:
    return Words(cell.words, style=cell.style) if isinstance(cell, Styled) else cell


def _marked(line: Line) -> Padding:
    """A line with its mark; where it is broken, its rest stands as far in as it does."""
    sign, style = _MARK_STYLES[line.mark]
    words = Words(sign, style=style).append(line.words, style="default")
    return Padding(words, (0, 0, 0, 2 * (line.depth + 1)))
