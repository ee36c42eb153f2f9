"""Streams: the events of many people, one a line, taken apart person by person in bounded memory.

Each line names its `person`, and the lines are sorted by it, so that nobody comes twice and no name has to be kept. A line
that cannot be read, or that names nobody, is nobody's: the stream is refused, with all such lines. What is wrong
with an event is its person's alone, and stops nobody else.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sxguide.errors import Problem, TimelineError, shortened
from sxguide.lifecycle.events import MAX_EVENTS
from sxguide.lifecycle.timeline import MAX_HISTORY, read_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

# An event with every text as long as may be, each character as an escape, is shorter.
MAX_LINE = 65_536
# Nobody reads on beyond so many lines that are wrong.
MAX_TOLD = 100

_Line: TypeAlias = "str | bytes"


@dataclass(slots=True)
class Person:
    """The events of one person as data, each with its line; `fault` where these are more than a history may have."""

    name: str
    events: list[tuple[str, object]] = field(default_factory=list)
    fault: Problem | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """What one line says, of whom, and how long it is."""

    person: str
    path: str
    data: object
    length: int


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, of each at most what tells that it is too long.

    Raises:
        TimelineError: The file cannot be read on.
    """
    try:
        while line := file.readline(MAX_LINE + 1):
            yield line
            # The rest of a line that is too long is passed over.
            while len(line) > MAX_LINE and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE + 1)
    except OSError as error:
        message = f"the events cannot be read: {(error.strerror or 'no reason given').lower()}"
        raise TimelineError([Problem("unreadable-file", message)]) from error


def persons(lines: Iterable[_Line]) -> Iterator[Person]:
    """Each person of a stream with their events.

    Raises:
        TimelineError: Lines are malformed, name no person, or are not sorted by it; with every such line.
    """
    for name, own in itertools.groupby(_read(lines), key=lambda each: each.person):
        yield _person(name, own)


def _person(name: str, lines: Iterable[_Said]) -> Person:
    found, length = Person(name), 0
    for each in lines:
        length += each.length
        # What is too much is read to the end and not kept.
        if found.fault is not None:
            continue
        if len(found.events) == MAX_EVENTS:
            message = f"a history has at most {MAX_EVENTS} events"
            found.fault = Problem("too-many-events", message, path=each.path)
        elif length > MAX_HISTORY:
            message = f"a history has at most {MAX_HISTORY} bytes"
            found.fault = Problem("history-size", message, path=each.path)
        else:
            found.events.append((each.path, each.data))
    if found.fault is not None:
        found.events.clear()
    return found


def _read(lines: Iterable[_Line]) -> Iterator[_Said]:
    """What each line says; once one is wrong, the others are only looked through for more that are."""
    problems: list[Problem] = []
    last = ""
    for number, line in enumerate(lines, start=1):
        path = f"line {number}: $"
        try:
            said = _said(path, line, last, is_first=number == 1)
        except TimelineError as error:
            problems.extend(error.problems)
            if len(problems) >= MAX_TOLD:
                break
            continue
        if said is not None:
            last = said.person
            if not problems:
                yield said
    if problems:
        raise TimelineError(problems[:MAX_TOLD])


def _said(path: str, line: _Line, last: str, *, is_first: bool) -> _Said | None:
    """What a line says; None for an empty one.

    Raises:
        TimelineError: It is malformed, names no person, or one who comes before `last`.
    """
    if len(line) > MAX_LINE:
        message = f"a line has at most {MAX_LINE} bytes"
        raise TimelineError([Problem("line-size", message, path=path)])
    text = _decoded(path, line, is_first=is_first) if isinstance(line, bytes) else line
    if not text.strip():
        return None
    data = read_line(path, text)
    person = data.get("person") if isinstance(data, dict) else None
    if not isinstance(person, str) or not person:
        message, help_text = "an event of many people's needs its `person`", "a text"
        raise TimelineError([Problem("missing-person", message, path=path, help=help_text)])
    if person < last:
        message = f"`{shortened(person)}` comes after `{shortened(last)}`"
        help_text = "sort the lines by `person`, character by character"
        raise TimelineError([Problem("person-order", message, path=path, help=help_text)])
    return _Said(person, path, data, len(line))


def _decoded(path: str, line: bytes, *, is_first: bool) -> str:
    try:
        return line.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError as error:
        message = f"the line is not UTF-8: its byte {error.start} cannot be read"
        raise TimelineError([Problem("file-encoding", message, path=path)]) from error
