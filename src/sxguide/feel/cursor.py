"""The parser's place in the tokens: looking, taking, expecting; spans, limits, and faults with their way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sxguide.errors import Problem, did_you_mean
from sxguide.feel.lexer import Token, tokenize
from sxguide.feel.scope import KEYWORDS, Scope, normalised

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sxguide.feel.lexer import Locate
    from sxguide.source import Span

MAX_LENGTH = 100_000
MAX_DEPTH = 100
MAX_NODES = 20_000

# What may stand inside a name beside its words.
_NAME_SYMBOLS = frozenset("./-'+*")
CLOSER = {"(": ")", "[": "]", "{": "}"}
# What a symbol in the wrong place may be there for.
_SYMBOL_ADVICE = {
    "'": 'strings are written in double quotes: `"…"`',
    "..": "a range stands in brackets: `[1..10]`, `(1..10)`",
    ",": "a list stands in brackets: `[1, 2]`",
    ":": "an entry `name: value` stands in `{…}`; a call names all of its arguments or none",
    "[": "a filter holds a condition or an index: `list[item > 5]`, `list[1]`",
}


class FaultFound(Exception):  # noqa: N818 — a jump to the parser's entry, never seen by a caller
    """Reading cannot go on; the faults are in `Cursor.problems`."""


class Cursor:
    """A place in the tokens of one text."""

    def __init__(self, text: str, names: Collection[str], locate: Locate) -> None:
        self.text = text
        self.scope = Scope(names)
        self.problems: list[Problem] = []
        self._locate = locate
        self._depth = 0
        self._index = 0
        self._tokens: tuple[Token, ...] = ()

    def read_tokens(self) -> None:
        """Break the text into tokens; its faults of spelling join the problems."""
        if len(self.text) > MAX_LENGTH:
            self.over_limit(f"the expression is longer than {MAX_LENGTH} characters", 0, 1)
        self._tokens, faults = tokenize(self.text, self._locate)
        self.problems.extend(faults)

    @property
    def token(self) -> Token:
        """The token at this place."""
        return self._tokens[self._index]

    @property
    def previous(self) -> Token:
        """The token before this place."""
        return self._tokens[max(0, self._index - 1)]

    def ahead(self, count: int = 1) -> Token:
        """The token `count` places ahead, or the end."""
        return self._tokens[min(self._index + count, len(self._tokens) - 1)]

    def at(self, *texts: str) -> bool:
        """Whether the token here is one of these symbols or keywords."""
        return self.token.kind in ("symbol", "word") and self.token.text in texts

    def advance(self, count: int = 1) -> Token:
        """Take `count` tokens; the first of them."""
        token = self.token
        self._index = min(self._index + count, len(self._tokens) - 1)
        return token

    def take(self, *texts: str) -> bool:
        """Take the token here if it is one of these."""
        if self.at(*texts):
            self.advance()
            return True
        return False

    def span(self, start: int) -> Span:
        """From `start` to the end of the last token taken."""
        return self._locate(start, max(start, self.previous.end))

    def spot(self, token: Token) -> Span:
        """Where a token stands."""
        return self._locate(token.start, token.end)

    def match_name(self) -> tuple[str, int] | None:
        """The name in scope that begins here, and its number of tokens."""
        return self.scope.match(self._tokens, self._index)

    def match_part(self) -> tuple[str, int] | None:
        """The attribute name of several words that begins here, and its number of tokens."""
        return self.scope.match_part(self._tokens, self._index)

    def name_run(self, *stops: str) -> int:
        """How many tokens from here could form one new name that ends before one of `stops`; 0 if none."""
        count = 0
        while True:
            token = self.ahead(count)
            if token.kind in ("symbol", "word") and token.text in stops:
                return count
            is_part = (
                token.kind == "word"
                or (token.kind == "symbol" and token.text in _NAME_SYMBOLS)
                or (token.kind == "literal" and token.text[0] in ".0123456789")
            )
            if not is_part or (count == 0 and token.kind != "word"):
                return 0
            count += 1

    def take_name(self, count: int) -> str:
        """Take `count` tokens as one name, with single spaces."""
        start = self.token.start
        self.advance(count)
        return normalised(self.text[start : self.previous.end])

    def new_name(self, what: str, *stops: str) -> str:
        """A name that is not in scope yet and ends before one of `stops`."""
        count = self.name_run(*stops)
        if count == 0:
            if self.token.kind == "word":
                self.advance()
                self.unexpected(" or ".join(f"`{stop}`" for stop in stops))
            self.unexpected(what)
        return self.take_name(count)

    def expect(self, text: str, *, help: str | None = None) -> Token:  # noqa: A002 — as in Problem
        """Take this symbol or keyword, or report that it is missing."""
        if not self.at(text):
            self.unexpected(f"`{text}`", help=help)
        return self.advance()

    def close(self, opener: Token, *closers: str, separator: str = "") -> Token:
        """Take what closes `opener`, or report that it is missing; `separator` is what else could follow."""
        closers = closers or (CLOSER[opener.text],)
        if self.token.kind == "end":
            self.fail(
                f"`{opener.text}` is never closed",
                self.spot(opener),
                help=f"add `{closers[0]}` where it should end",
            )
        if not self.at(*closers):
            self.unexpected(f"{separator}`{closers[0]}`")
        return self.advance()

    def report(self, message: str, span: Span, *, help: str | None = None) -> None:  # noqa: A002 — as in Problem
        """Report a fault of syntax and read on."""
        self.problems.append(Problem("expression-syntax", message, span, help=help))

    def fail(self, message: str, span: Span, *, help: str | None = None) -> NoReturn:  # noqa: A002 — as in Problem
        """Report a fault of syntax and stop."""
        self.report(message, span, help=help)
        raise FaultFound

    def unexpected(self, expected: str, *, help: str | None = None) -> NoReturn:  # noqa: A002 — as in Problem
        """Report that something else was expected here, and stop."""
        token = self.token
        if token.kind == "fault":
            # The lexer has reported it.
            raise FaultFound
        found = "the end of the expression" if token.kind == "end" else f"`{token.text}`"
        self.fail(
            f"expected {expected}, found {found}", self.spot(token), help=self._advice() or help
        )

    def over_limit(self, message: str, start: int, end: int) -> NoReturn:
        """Report that the expression is too large, and stop."""
        self.problems.append(
            Problem(
                "expression-limit",
                message,
                self._locate(start, end),
                help="name a part of it in a definition of its own",
            )
        )
        raise FaultFound

    def descend(self) -> None:
        """Go one level deeper, within the limit."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.over_limit(
                f"the expression is nested deeper than {MAX_DEPTH} levels",
                self.token.start,
                self.token.end,
            )

    def ascend(self) -> None:
        """Come back up one level."""
        self._depth -= 1

    def _advice(self) -> str | None:
        """What the writer may have meant by the token here."""
        token, before = self.token, self.previous
        if token.kind == "symbol":
            if token.text == ">" and before.text == "<":
                return "FEEL writes `!=` for not equal"
            return _SYMBOL_ADVICE.get(token.text)
        if token.kind != "word":
            return None
        if token.text not in KEYWORDS and token.text.lower() in KEYWORDS:
            return f"keywords are written in lower case: `{token.text.lower()}`"
        if token.text == "is" and before.kind == "word":
            return "FEEL compares with `=`, with null as well: `x = null`"
        if before.kind == "word" and before.text == "not":
            return "`not` is a function: write `not(…)`"
        if before.kind == "word" and before.text not in KEYWORDS and token.text not in KEYWORDS:
            return did_you_mean(" ".join(self._words_around()), self.scope.given)
        return None

    def _words_around(self) -> Iterator[str]:
        """The run of words in which this place stands."""
        first = self._index
        while first > 0 and self._is_plain_word(self._tokens[first - 1]):
            first -= 1
        last = self._index
        while self._is_plain_word(self._tokens[last]):
            last += 1
        return (token.text for token in self._tokens[first:last])

    @staticmethod
    def _is_plain_word(token: Token) -> bool:
        return token.kind == "word" and token.text not in KEYWORDS
