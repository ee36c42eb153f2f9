"""Jsontext: JSON as plain data without floats, with its faults told in our words.

The standard library's parser reads. Only where it found something that may be a fault is the text gone through once more,
token by token, to say what and where.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from sxguide.errors import CaseError, Problem, shortened
from sxguide.source import SourceText
from sxguide.values import MAX_DIGITS
from sxguide.yamltree import MAX_DEPTH, MAX_PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.source import Span

Data: TypeAlias = bool | int | Decimal | str | list["Data"] | dict[str, "Data"] | None


def decoded(name: str, data: bytes, first_line: int = 1) -> SourceText:
    """The text of a file, or of a part of one that begins with the line `first_line`.

    Raises:
        CaseError: It is not UTF-8.
    """
    try:
        return SourceText(name, data.decode("utf-8-sig"), first_line)
    except UnicodeDecodeError as error:
        source = SourceText(name, error.object.decode("utf-8", errors="replace"), first_line)
        start = len(error.object[: error.start].decode("utf-8"))
        message = f"byte {error.start} (0x{error.object[error.start]:02X}) is not UTF-8"
        span = source.span(start, start + 1)
        problem = Problem("json-encoding", message, span, help="save the file as UTF-8")
        raise CaseError([problem]) from error


class JsonReader:
    """Reads JSON values, one after the other."""

    def __init__(self) -> None:
        self._is_doubtful = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=self._exact,
            parse_int=self._whole,
            parse_constant=self._no_number,
        )

    def read(self, source: SourceText) -> Data:
        """The one value that a text is.

        Raises:
            CaseError: Its syntax is faulty, or it says nothing certain; with places.
        """
        value, end = self.read_at(source, skip_blanks(source.text, 0))
        end = skip_blanks(source.text, end)
        if end < len(source.text):
            raise CaseError([syntax_fault(source, end, "Extra data")])
        return value

    def read_at(self, source: SourceText, start: int) -> tuple[Data, int]:
        """The value that begins at `start`, and where it ends.

        Raises:
            CaseError: Its syntax is faulty, or it says nothing certain; with places.
        """
        self._is_doubtful = False
        try:
            value, end = self._decoder.raw_decode(source.text, start)
        except json.JSONDecodeError as error:
            raise CaseError([syntax_fault(source, error.pos, error.msg)]) from error
        except RecursionError as error:
            raise CaseError(_depth_faults(source, start)) from error
        if self._is_doubtful or _HALF_ESCAPED.search(source.text, start, end) or _is_deep(value):
            problems = _depth_faults(source, start) or _value_faults(source, start, end)
            found = list(islice(problems, MAX_PROBLEMS))
            if found:
                raise CaseError(found)
        return value, end

    def _object(self, pairs: list[tuple[str, Data]]) -> dict[str, Data]:
        found = dict(pairs)
        self._is_doubtful |= len(found) < len(pairs)
        return found

    def _exact(self, number: str) -> Decimal:
        self._is_doubtful |= not _is_bounded(number)
        return Decimal(number) if _is_bounded(number) else Decimal(0)

    def _whole(self, number: str) -> int:
        self._is_doubtful |= not _is_bounded(number)
        return int(number) if _is_bounded(number) else 0

    def _no_number(self, _word: str) -> None:
        """NaN and the infinities, which Python takes for JSON."""
        self._is_doubtful = True


def skip_blanks(text: str, start: int) -> int:
    """Where what follows the white space at `start` begins."""
    blank = _BLANK.match(text, start)
    return blank.end() if blank else start


def _is_deep(value: Data) -> bool:
    level: list[Data] = [value]
    for _ in range(MAX_DEPTH):
        inside = (
            each.values() if isinstance(each, dict) else each
            for each in level
            if isinstance(each, dict | list)
        )
        level = [inner for values in inside for inner in values if isinstance(inner, dict | list)]
        if not level:
            return False
    return True


def _depth_faults(source: SourceText, start: int) -> list[Problem]:
    """That brackets nest too deep from `start` on."""
    depth = 0
    for token in _TOKEN.finditer(source.text, start):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if depth > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels of lists and objects"
            return [Problem("json-depth", message, source.span(*token.span()))]
        if depth == 0:
            break
    return []


def _value_faults(source: SourceText, start: int, end: int) -> Iterator[Problem]:
    """What is JSON by its syntax from `start` to `end`, and yet says nothing certain."""
    opened: list[dict[str, Span]] = []
    for token in _TOKEN.finditer(source.text, start, end):
        span = source.span(*token.span())
        match token.lastgroup:
            case "open":
                opened.append({})
            case "close":
                opened.pop()
            case "constant":
                help_text = "leave out what nobody knows, or write `null`"
                yield Problem("json-value", f"`{span.text}` is no number", span, help=help_text)
            case "number" if not _is_bounded(span.text):
                help_text = f"at most {MAX_DIGITS} digits, and an exponent of at most two"
                yield Problem("json-value", "the number is too long", span, help=help_text)
            case "key" | "string":
                word: str = json.loads(span.text)
                if _HALF.search(word):
                    message = "an escape in this text is half a character"
                    yield Problem("json-value", message, span)
                if token.lastgroup == "key":
                    first = opened[-1].setdefault(word, span)
                    if first is not span:
                        message = f"the key `{shortened(word)}` stands twice; the first is on line {first.line}"
                        yield Problem("json-duplicate-key", message, span, help="keep one of them")
            case _:
                pass


def _is_bounded(number: str) -> bool:
    exponent = number.lower().partition("e")[2].lstrip("+-0")
    return len(number) <= MAX_DIGITS and len(exponent) <= _MAX_EXPONENT_DIGITS


def syntax_fault(source: SourceText, at: int, said: str) -> Problem:
    """A fault of syntax, of which the standard library's parser says `said`, in our words and with the way out."""
    span = source.span(at, at + 1)
    for beginning, message, help_text in _SYNTAX:
        if said.startswith(beginning):
            return Problem("json-syntax", message, span, help=help_text)
    return Problem("json-syntax", "this is not JSON", span)


_MAX_EXPONENT_DIGITS = 2
_SYNTAX = (
    ("Expecting ',' delimiter", "a `,` or a closing bracket is missing before this", None),
    ("Expecting ':' delimiter", "a `:` is missing before this", 'write `"key": value`'),
    ("Expecting property name", "a key is missing here", 'a key is written in double quotes, and none follows the last `,`'),
    ("Expecting value", "a value is missing here", "a text is written in double quotes; the constants are `true`, `false` and `null`"),
    ("Illegal trailing comma", "no `,` follows the last entry", "take the `,` away"),
    ("Extra data", "something stands after the end of the content", "take it away; of JSON lines, each entry has a line of its own"),
    ("Unterminated string", "the text that begins here is never closed", 'close it with `"`'),
    ("Invalid control character", "a text is written on one line", "write `\\n` for a new line and `\\t` for a tab"),
    ("Invalid", "the backslash begins no escape that JSON knows", "write `\\\\` for a backslash"),
)  # fmt: skip
_TOKEN = re.compile(
    r"""
    (?P<key>"(?:[^"\\]|\\.)*+"(?=[ \t\r\n]*:))
  | (?P<string>"(?:[^"\\]|\\.)*+"?)
  | (?P<constant>NaN|-?Infinity)
  | (?P<number>-?[0-9][-+.0-9eE]*)
  | (?P<open>[\[{])
  | (?P<close>[\]}])
    """,
    re.VERBOSE | re.DOTALL,
)
_HALF = re.compile(r"[\ud800-\udfff]")
_HALF_ESCAPED = re.compile(r"\\u[dD][89a-fA-F]")
_BLANK = re.compile(r"[ \t\r\n]*+")
