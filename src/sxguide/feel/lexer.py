"""The lexer of FEEL: a text becomes tokens; every fault of spelling is reported, and reading goes on.

Names are not put together here: which words form one name depends on the names in scope, so that is the parser's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

from sxguide.errors import Problem
from sxguide.feel.temporal import read_temporal
from sxguide.values import DECIMAL128

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sxguide.source import Span
    from sxguide.values import Value

    Locate: TypeAlias = Callable[[int, int], Span]

TokenKind: TypeAlias = OneOf["word", "literal", "symbol", "fault", "end"]

# The characters of names (DMN 1.5, 10.3.1.2, rules 28 and 29), without full-width punctuation: `，` in a rule is a slip of
# the keyboard, not a name.
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d\u180f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3005-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufdcf\ufdf0-\ufe0f\ufe70-\ufefe"
    "\U00010000-\U000effff"
)
_NAME_PART = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_SPACE = "\\s\u180e\u200b\ufeff"

_TOKEN = rf"""
    (?P<space>[{_SPACE}]+ | //[^\n\r]* | /\*.*?\*/)
  | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[{_NAME_START}][{_NAME_PART}]* | \?)
  | (?P<temporal>@[{_SPACE}]*"(?:[^"\\\n\r]|\\[^\n\r])*")
  | (?P<string>"(?:[^"\\\n\r]|\\[^\n\r])*")
  | (?P<slip>===?|!==|&&|\|\||=<|=>|[≤≥≠≦≧×÷−–—（）［］【】｛｝，、：．＝＜＞＋－＊／…])
  | (?P<symbol>\*\*|\.\.|->|<=|>=|!=|/(?!\*)|[-+*=<>()\[\]{{}},:.'])
"""

# What writers of other languages and of Chinese keyboards type, and what FEEL writes.
_SLIPS = {
    "==": "=",
    "===": "=",
    "!==": "!=",
    "&&": "and",
    "||": "or",
    "=<": "<=",
    "=>": ">=",
    "≤": "<=",
    "≥": ">=",
    "≦": "<=",
    "≧": ">=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "，": ",",
    "、": ",",
    "：": ":",
    "．": ".",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
    "…": "..",
}
_ADVICE = {
    "!": "FEEL negates with `not(…)`",
    "%": "FEEL has `modulo(dividend, divisor)`; a percentage is written as a fraction, `0.08`",
    "^": "FEEL raises to a power with `**`",
    "&": "FEEL joins conditions with `and`",
    "|": "FEEL joins conditions with `or`",
    ";": "FEEL separates items with `,`",
    "；": "FEEL separates items with `,`",
    "“": 'strings are written in straight double quotes: `"…"`',
    "”": 'strings are written in straight double quotes: `"…"`',
    "‘": 'strings are written in straight double quotes: `"…"`',
    "’": 'strings are written in straight double quotes: `"…"`',
    "＂": 'strings are written in straight double quotes: `"…"`',
    "`": "names are written without quotes",
    "@": 'a date is written `@"2026-01-31"`',
    "$": "names are written without `$`",
}

# FEEL's own escapes; a backslash before anything else stands for itself, as in a regular expression.
_ESCAPE = re.compile(
    r"""\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[nrt"'\\])"""
)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_LAST_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_MAX_EXPONENT_DIGITS = 5


@cache
def _token() -> re.Pattern[str]:
    """The pattern of tokens, whose many characters take longer to compile than a decision: who only decides reads none."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its text (of a slip, what FEEL writes for it), its offsets, and whether white space stands before it."""

    kind: TokenKind
    text: str
    start: int
    end: int
    spaced: bool
    value: Value = None


def tokenize(text: str, locate: Locate) -> tuple[tuple[Token, ...], tuple[Problem, ...]]:
    """The tokens of `text`, the last of them of kind `end`, and every fault of spelling."""
    lexer = _Lexer(text, locate)
    tokens = tuple(lexer.tokens())
    return tokens, tuple(lexer.problems)


class _Lexer:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str, locate: Locate) -> None:
        self._text = text
        self._locate = locate
        self.problems: list[Problem] = []

    def tokens(self) -> Iterator[Token]:
        pattern = _token()
        offset, spaced = 0, False
        while offset < len(self._text):
            match = pattern.match(self._text, offset)
            if match is None:
                token = self._unreadable(offset, spaced=spaced)
            elif match.lastgroup == "space":
                offset, spaced = match.end(), True
                continue
            else:
                token = self._token(match, spaced=spaced)
            yield token
            offset, spaced = token.end, False
        yield Token("end", "", offset, offset, spaced)

    def _token(self, match: re.Match[str], *, spaced: bool) -> Token:
        text, start, end = match.group(), match.start(), match.end()
        match match.lastgroup:
            case "number":
                return Token("literal", text, start, end, spaced, self._number(text, start, end))
            case "string":
                return Token("literal", text, start, end, spaced, self._string(text, start))
            case "temporal":
                return self._temporal(text, start, end, spaced=spaced)
            case "slip":
                return self._slip(text, start, end, spaced=spaced)
            case "word":
                return Token("word", text, start, end, spaced)
            case _:
                return Token("symbol", text, start, end, spaced)

    def _fault(self, message: str, start: int, end: int, *, help: str | None = None) -> None:  # noqa: A002 — as in Problem
        self.problems.append(
            Problem("expression-syntax", message, self._locate(start, end), help=help)
        )

    def _slip(self, text: str, start: int, end: int, *, spaced: bool) -> Token:
        meant = _SLIPS[text]
        advice = "FEEL compares with `=`" if meant == "=" else f"FEEL writes `{meant}`"
        self._fault(f"`{text}` is not part of FEEL", start, end, help=advice)
        return Token("word" if meant.isalpha() else "symbol", meant, start, end, spaced)

    def _unreadable(self, offset: int, *, spaced: bool) -> Token:
        char = self._text[offset]
        if char == '"' or self._text.startswith('@"', offset):
            return self._unclosed_string(offset, spaced=spaced)
        if self._text.startswith("/*", offset):
            self._fault("this comment is never closed", offset, offset + 2, help="end it with `*/`")
            return Token("fault", "/*", offset, len(self._text), spaced)
        shown = char if char.isprintable() else f"U+{ord(char):04X}"
        self._fault(f"`{shown}` is not part of FEEL", offset, offset + 1, help=_ADVICE.get(char))
        return Token("fault", char, offset, offset + 1, spaced)

    def _unclosed_string(self, offset: int, *, spaced: bool) -> Token:
        end = offset + len(self._text[offset:].splitlines()[0])
        self._fault(
            "this string is never closed",
            offset,
            end,
            help='a string ends with `"` on the line where it began; write `\\n` for a new line',
        )
        return Token("fault", '"', offset, end, spaced)

    def _number(self, text: str, start: int, end: int) -> Decimal:
        mantissa, _, exponent = text.lower().partition("e")
        digits = mantissa.replace(".", "").lstrip("0")
        if len(digits) > DECIMAL128.prec or len(exponent.lstrip("+-0")) > _MAX_EXPONENT_DIGITS:
            self._limit(start, end)
            return Decimal(0)
        value = Decimal(text)
        if value and not DECIMAL128.Emin <= value.adjusted() <= DECIMAL128.Emax:
            self._limit(start, end)
        return value

    def _limit(self, start: int, end: int) -> None:
        self.problems.append(
            Problem(
                "expression-limit",
                "this number has too many digits",
                self._locate(start, end),
                help=f"a number has at most {DECIMAL128.prec} digits and an exponent of at most {DECIMAL128.Emax}",
            )
        )

    def _temporal(self, text: str, start: int, end: int, *, spaced: bool) -> Token:
        content = text[text.index('"') + 1 : -1]
        value = read_temporal(content)
        if value is None:
            self._fault(
                f'`@"{content}"` is not a date, a time or a duration',
                start,
                end,
                help='write `@"2026-01-31"`, `@"12:00:00"`, `@"2026-01-31T12:00:00"`, `@"P1Y6M"` or `@"P5D"`',
            )
        return Token("literal", text, start, end, spaced, value)

    def _string(self, text: str, start: int) -> str:
        def unescaped(match: re.Match[str]) -> str:
            escape = match.group()
            if escape[1] in _PLAIN_ESCAPES:
                return _PLAIN_ESCAPES[escape[1]]
            if escape.count("\\") > 1:
                units = bytes.fromhex(escape.replace("\\u", ""))
                return units.decode("utf-16-be")
            code = int(escape[2:], 16)
            if code > _LAST_CODE_POINT or code in _SURROGATES:
                at = start + 1 + match.start()
                self._fault(f"`{escape}` is not a character", at, at + len(escape))
                return ""
            return chr(code)

        return _ESCAPE.sub(unescaped, text[1:-1])
