"""Casefiles: JSON and YAML files of a user's, as plain data without floats.

YAML scalars are read by YAML 1.2's core rules, so that `on` and `no` are words and `010` is not eight; numbers with a
fraction become decimals in both formats.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from sxguide.errors import CaseError, Problem, shortened
from sxguide.source import SourceText
from sxguide.values import MAX_DIGITS, exact_number
from sxguide.yamltree import (
    MAX_BYTES,
    MAX_DEPTH,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    read_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.source import Span

Data: TypeAlias = bool | int | Decimal | str | list["Data"] | dict[str, "Data"] | None


def read_data(name: str, data: bytes) -> Data:
    """The contents of a `.json` file, or else of a YAML file.

    Raises:
        CaseError: The file is malformed; with every fault and its place.
    """
    if name.endswith(".json"):
        return _read_json(name, data)
    document = read_yaml(name, data)
    if document.problems:
        raise CaseError(document.problems)
    return plain(document.root) if document.root is not None else {}


def plain(node: YamlNode) -> Data:
    """A YAML node as plain data."""
    match node:
        case YamlMapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}
        case YamlSequence(items=items):
            return [plain(item) for item in items]
        case YamlScalar(text=text, quoted=quoted):
            return text if quoted else _core_scalar(text)


_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def _core_scalar(text: str) -> Data:
    if text in _WORDS:
        return _WORDS[text]
    number = exact_number(text)
    if number is None:
        return text
    return number if "." in text else int(number)


def _read_json(name: str, data: bytes) -> Data:
    source = _decoded(name, data)
    too_deep = _depth_fault(source)
    if too_deep is not None:
        raise CaseError([too_deep])
    try:
        loaded: Data = json.loads(
            source.text, parse_float=_exact, parse_int=_whole, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        message, help_text = _in_our_words(error.msg)
        span = source.span(error.pos, error.pos + 1)
        raise CaseError([Problem("json-syntax", message, span, help=help_text)]) from error
    problems = list(_value_faults(source))
    if problems:
        raise CaseError(problems)
    return loaded


def _decoded(name: str, data: bytes) -> SourceText:
    if len(data) > MAX_BYTES:
        message = f"the file has more than the {MAX_BYTES} bytes allowed"
        raise CaseError([Problem("json-size", message, SourceText(name, "").span(0, 0))])
    try:
        return SourceText(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        source = SourceText(name, error.object.decode("utf-8", errors="replace"))
        start = len(error.object[: error.start].decode("utf-8"))
        message = f"byte {error.start} (0x{error.object[error.start]:02X}) is not UTF-8"
        span = source.span(start, start + 1)
        problem = Problem("json-encoding", message, span, help="save the file as UTF-8")
        raise CaseError([problem]) from error


def _depth_fault(source: SourceText) -> Problem | None:
    """That brackets nest too deep; found before anything is read, since reading goes down with them."""
    depth = 0
    for token in _TOKEN.finditer(source.text):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if depth > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels of lists and objects"
            return Problem("json-depth", message, source.span(*token.span()))
    return None


def _value_faults(source: SourceText) -> Iterator[Problem]:
    """What is JSON by its syntax, and yet says nothing certain; `source` is known to be JSON."""
    opened: list[dict[str, Span]] = []
    for token in _TOKEN.finditer(source.text):
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


def _exact(number: str) -> Decimal:
    return Decimal(number) if _is_bounded(number) else Decimal(0)


def _whole(number: str) -> int:
    return int(number) if _is_bounded(number) else 0


def _no_number(word: str) -> None:
    """NaN and the infinities, which Python takes for JSON."""


def _in_our_words(said: str) -> tuple[str, str | None]:
    """What the parser's words mean, and the way out."""
    for beginning, message, help_text in _SYNTAX:
        if said.startswith(beginning):
            return message, help_text
    return "this is not JSON", None


_MAX_EXPONENT_DIGITS = 2
_SYNTAX = (
    ("Expecting ',' delimiter", "a `,` or a closing bracket is missing before this", None),
    ("Expecting ':' delimiter", "a `:` is missing before this", 'write `"key": value`'),
    ("Expecting property name", "a key is missing here", 'a key is written in double quotes, and none follows the last `,`'),
    ("Expecting value", "a value is missing here", "a text is written in double quotes; the constants are `true`, `false` and `null`"),
    ("Illegal trailing comma", "no `,` follows the last entry", "take the `,` away"),
    ("Extra data", "something stands after the end of the content", "a file is one object"),
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
