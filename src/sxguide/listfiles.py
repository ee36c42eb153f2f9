"""Listfiles: long lists of a user's, as plain data without floats, read entry by entry.

A list is JSON, JSON lines (an entry a line) or YAML: its name says which by its ending, and else it is told by how it
begins. JSON of either kind may be large; YAML is slow to read, and has the bound of every other YAML file.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide import casefiles, casepaths
from sxguide.casepaths import json_tree
from sxguide.errors import CaseError, Problem
from sxguide.jsontext import Data, JsonReader, decoded, skip_blanks, syntax_fault
from sxguide.source import SourceText
from sxguide.yamltree import MAX_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_LIST_BYTES = 64 << 20
MAX_ENTRIES = 200_000

# Whoever waits is told so often, in entries, how far the reading has come.
_PACE = 1_000

_Format: TypeAlias = Literal["array", "lines", "yaml"]
_ENDINGS: dict[str, _Format] = {
    ".json": "array",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".yaml": "yaml",
    ".yml": "yaml",
}
_FEWER = "leave out what cannot suit, or ask in parts"
_NO_LIST = "candidates are a list, each a mapping of fields"


def read_list(name: str, data: bytes, told: Callable[[int], None]) -> list[Data]:
    """The entries of a file.

    `told` is called now and then with how many of the bytes have been read, roughly.

    Raises:
        CaseError: The file is malformed, holds no list, or too much; with every fault and its place.
    """
    written_as = _format(name, data)
    if written_as == "yaml":
        found = casefiles.read_data(name, data)
        if not isinstance(found, list):
            problem = Problem("wrong-type", _NO_LIST, path="$")
            raise CaseError(casefiles.located(name, data, [problem]))
        return found
    if len(data) > MAX_LIST_BYTES:
        message = f"the file has more than the {MAX_LIST_BYTES} bytes allowed"
        span = SourceText(name, "").span(0, 0)
        raise CaseError([Problem("json-size", message, span, help=_FEWER)])
    if written_as == "lines":
        return _read_lines(name, data, told)
    return _read_array(decoded(name, data), told)


def _format(name: str, data: bytes) -> _Format:
    for ending, written_as in _ENDINGS.items():
        if name.endswith(ending):
            return written_as
    beginning = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return "array" if beginning == b"[" else "lines" if beginning == b"{" else "yaml"


def located(name: str, data: bytes, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of the entries that were read from a file, with their places in the file."""
    written_as = _format(name, data)
    if written_as == "yaml":
        return casefiles.located(name, data, problems)
    by_entry: dict[int, list[Problem]] = {}
    for problem in problems:
        number = (problem.path or "").removeprefix("$[").partition("]")[0]
        by_entry.setdefault(int(number), []).append(problem)
    found: list[Problem] = []
    for index, (source, start, end) in enumerate(_entries(name, data, written_as)):
        own = by_entry.pop(index, [])
        root = json_tree(source.text[start:end]) if own else None
        if root is None:
            found += own
        else:
            lines, start_within = source.lines(start, end)
            placed = casepaths.located(own, root, lines, start_within, above=f"$[{index}]")
            found += sorted(placed, key=_start)
    return found


def _start(problem: Problem) -> int:
    return 0 if problem.span is None else problem.span.start


def _read_lines(name: str, data: bytes, told: Callable[[int], None]) -> list[Data]:
    reader = JsonReader()
    found: list[Data] = []
    problems: list[Problem] = []
    done = 0
    for number, line in _lines(data):
        try:
            source = decoded(name, line.rstrip(), number)
            found.append(reader.read(source))
            _refuse_more(source, len(found))
        except CaseError as error:
            problems += error.problems
        if len(problems) >= MAX_PROBLEMS or len(found) > MAX_ENTRIES:
            break
        done += len(line)
        if not len(found) % _PACE:
            told(done)
    if problems:
        raise CaseError(problems[:MAX_PROBLEMS])
    return found


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    for number, line in enumerate(io.BytesIO(data), 1):
        if not line.isspace():
            yield number, line


def _read_array(source: SourceText, told: Callable[[int], None]) -> list[Data]:
    found: list[Data] = []
    # Bytes are counted as if each character took as many.
    for value, start, _ in _array(source):
        found.append(value)
        _refuse_more(source, len(found), start)
        if not len(found) % _PACE:
            told(start)
    return found


def _array(source: SourceText) -> Iterator[tuple[Data, int, int]]:
    """The entries of the JSON array that a text is, with where each begins and ends."""
    text = source.text
    start = skip_blanks(text, 0)
    if not text.startswith("[", start):
        JsonReader().read(source)
        raise CaseError([Problem("wrong-type", _NO_LIST, source.span(start, start + 1), "$")])
    reader = JsonReader()
    at = skip_blanks(text, start + 1)
    is_over = text.startswith("]", at)
    while not is_over:
        value, end = reader.read_at(source, at)
        yield value, at, end
        at = skip_blanks(text, end)
        is_over = text.startswith("]", at)
        if not is_over:
            if not text.startswith(",", at):
                raise CaseError([syntax_fault(source, at, "Expecting ',' delimiter")])
            comma, at = at, skip_blanks(text, at + 1)
            if text.startswith("]", at):
                raise CaseError([syntax_fault(source, comma, "Illegal trailing comma")])
    at = skip_blanks(text, at + 1)
    if at < len(text):
        raise CaseError([syntax_fault(source, at, "Extra data")])


def _refuse_more(source: SourceText, count: int, start: int = 0) -> None:
    if count > MAX_ENTRIES:
        message = f"the list has more than the {MAX_ENTRIES} entries allowed"
        help_text = "leave out what cannot suit, or ask in parts"
        raise CaseError(
            [Problem("list-size", message, source.span(start, start + 1), help=help_text)]
        )


def _entries(name: str, data: bytes, written_as: _Format) -> Iterator[tuple[SourceText, int, int]]:
    """Where each entry of a file that was read stands."""
    if written_as == "lines":
        for number, line in _lines(data):
            source = decoded(name, line.rstrip(), number)
            yield source, 0, len(source.text)
    else:
        source = decoded(name, data)
        for _, start, end in _array(source):
            yield source, start, end
