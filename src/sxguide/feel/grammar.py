"""The grammar of FEEL (DMN 1.5, 10.3.1), read by recursive descent: each method reads one construct.

Operators bind as in the standard, weakest first: `or`, `and`, comparison (`=`, `<`, `in`, `between` …), `+ -`, `* /`,
`**`, minus, then `instance of`, paths, filters and calls. Binary operators lean to the left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from sxguide.feel.cursor import CLOSER, Cursor
from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    Filter,
    FunctionLiteral,
    InstanceOf,
    Literal,
    Name,
    Negation,
    Path,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.scope import KEYWORDS
from sxguide.feel.typenames import take_type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal as OneOf

    from sxguide.feel.lexer import Token
    from sxguide.feel.nodes import BinaryOperator, ComparisonOperator, Node

_Item = TypeVar("_Item")

_COMPARISON, _ADDITION = 3, 4
_BINDING = {
    "or": 1,
    "and": 2,
    "=": _COMPARISON,
    "!=": _COMPARISON,
    "<": _COMPARISON,
    "<=": _COMPARISON,
    ">": _COMPARISON,
    ">=": _COMPARISON,
    "in": _COMPARISON,
    "between": _COMPARISON,
    "+": _ADDITION,
    "-": _ADDITION,
    "*": 5,
    "/": 5,
    "**": 6,
}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTANTS = {"true": True, "false": False, "null": None}


class Grammar(Cursor):
    """Reads nodes from the tokens of one text."""

    # Operators

    def expression(self) -> Node:
        """Any expression."""
        self.descend()
        start = self.token.start
        node = self.climb(self._operand(), start, 0)
        self.ascend()
        return node

    def _operation(self, binding: int) -> Node:
        """An expression whose operators all bind at least as strongly as `binding`."""
        self.descend()
        start = self.token.start
        node = self.climb(self._operand(), start, binding)
        self.ascend()
        return node

    def climb(self, left: Node, start: int, binding: int) -> Node:
        """What `left`, read from `start`, becomes with the operators that follow it."""
        while (found := self._operator()) is not None and _BINDING[found] >= binding:
            self.advance()
            match found:
                case "in":
                    left = Test(left, self._in_tests(), negated=False, span=self.span(start))
                case "between":
                    low_start = self.token.start
                    low = self._operation(_ADDITION)
                    self.expect("and", help="write `x between low and high`")
                    high = self._operation(_ADDITION)
                    bounds = RangeLiteral(low, high, True, True, self.span(low_start))  # noqa: FBT003 — both included
                    left = Test(left, (bounds,), negated=False, span=self.span(start))
                case _:
                    right = self._operation(_BINDING[found] + 1)
                    left = Binary(cast("BinaryOperator", found), left, right, self.span(start))
        return left

    def _operator(self) -> str | None:
        token = self.token
        is_operator = token.kind in ("symbol", "word") and token.text in _BINDING
        return token.text if is_operator else None

    def _operand(self) -> Node:
        minuses = []
        while self.at("-"):
            minuses.append(self.advance().start)
        start = self.token.start
        node = self.suffixes(self._primary(), start)
        for minus in reversed(minuses):
            node = Negation(node, self.span(minus))
        return node

    def suffixes(self, node: Node, start: int) -> Node:
        """Paths, filters, calls and `instance of` after a value that was read from `start`."""
        while True:
            if self.at("."):
                self.advance()
                node = Path(node, self._part_name(), self.span(start))
            elif self.at("[") and self._begins_value(self.ahead()):
                opener = self.advance()
                self.scope.enter(["item"])
                condition = self.expression()
                self.scope.leave()
                self.close(opener)
                node = Filter(node, condition, self.span(start))
            elif self.at("("):
                arguments, names = self._arguments()
                node = Call(node, arguments, names, self.span(start))
            elif self.at("instance"):
                self.advance()
                self.expect("of")
                node = InstanceOf(node, take_type(self), self.span(start))
            else:
                return node

    def _part_name(self) -> str:
        found = self.match_part()
        if found is not None:
            self.advance(found[1])
            return found[0]
        if self.token.kind != "word" or self.token.text == "?":
            self.unexpected("the name of an attribute")
        return self.advance().text

    def _begins_value(self, token: Token) -> bool:
        """Whether a value can begin with this token; `[` before anything else closes a range."""
        if token.kind == "word":
            return (
                token.text not in KEYWORDS or token.text in _CONSTANTS or token.text in self._WORDS
            )
        return token.kind in ("literal", "fault") or token.text in ("(", "[", "{", "-")

    # Values

    def _primary(self) -> Node:
        token = self.token
        if token.kind == "literal":
            self.advance()
            return Literal(token.value, self.spot(token))
        if token.kind == "word":
            return self._word(token)
        if token.kind != "symbol" or token.text not in self._OPENERS:
            self.unexpected("a value")
        return self._OPENERS[token.text](self)

    def _word(self, token: Token) -> Node:
        if token.text in self._WORDS and (token.text != "function" or self.ahead().text == "("):
            return self._WORDS[token.text](self)
        if token.text in _CONSTANTS:
            self.advance()
            return Literal(_CONSTANTS[token.text], self.spot(token))
        found = self.match_name()
        if found is not None:
            name, count = found
            self.advance(count)
            return Name(name, self.span(token.start))
        if token.text in KEYWORDS:
            self.unexpected("a value")
        self.advance()
        return Name(token.text, self.spot(token))

    def _conditional(self) -> Node:
        start = self.advance().start
        condition = self.expression()
        self.expect("then", help="write `if … then … else …`")
        then = self.expression()
        self.expect(
            "else", help="every `if` has an `else`; write `else null` where there is nothing to say"
        )
        otherwise = self.expression()
        return Conditional(condition, then, otherwise, self.span(start))

    def _comprehension(self) -> Node:
        opener = self.advance()
        kind = cast("OneOf['for', 'some', 'every']", opener.text)
        self.scope.enter()
        iterators = [self._iterator()]
        while self.take(","):
            iterators.append(self._iterator())
        if kind == "for":
            self.scope.bind("partial")
        last = "return" if kind == "for" else "satisfies"
        self.expect(last, help=f"write `{kind} x in list {last} …`")
        body = self.expression()
        self.scope.leave()
        return Comprehension(kind, tuple(iterators), body, self.span(opener.start))

    def _iterator(self) -> tuple[str, Node]:
        name = self.new_name("a name", "in")
        self.expect("in")
        start = self.token.start
        domain = self.expression()
        if self.take(".."):
            domain = RangeLiteral(domain, self.expression(), True, True, self.span(start))  # noqa: FBT003 — both included
        self.scope.bind(name)
        return name, domain

    def _function(self) -> Node:
        start = self.advance().start
        parameters = self._items(self.advance(), self._parameter)
        self.scope.enter(name for name, _ in parameters)
        if self.at("external") and self.ahead().text == "{":
            self.report(
                "functions written in another language are not supported", self.spot(self.advance())
            )
        body = self.expression()
        self.scope.leave()
        return FunctionLiteral(tuple(parameters), body, self.span(start))

    def _parameter(self) -> tuple[str, str | None]:
        name = self.new_name("the name of a parameter", ",", ":", ")")
        return name, take_type(self) if self.take(":") else None

    def _arguments(self) -> tuple[tuple[Node, ...], tuple[str, ...] | None]:
        """The arguments of a call, and their names where it names them."""
        opener = self.advance()
        if not self.name_run(":"):
            return tuple(self._items(opener, self.expression)), None
        pairs = self._items(opener, self._named_argument)
        return tuple(argument for _, argument in pairs), tuple(name for name, _ in pairs)

    def _named_argument(self) -> tuple[str, Node]:
        name = self.new_name("the name of an argument", ":")
        self.expect(":")
        return name, self.expression()

    # Brackets

    def _items(self, opener: Token, read: Callable[[], _Item]) -> list[_Item]:
        """None, one or more of what `read` reads, with commas between, and what closes `opener`."""
        items = []
        if not self.at(CLOSER[opener.text]):
            items.append(read())
            while self.take(","):
                items.append(read())
        self.close(opener, separator="`,` or ")
        return items

    def _bracketed(self) -> Node:
        """After `(`: an expression in brackets, a range, or a unary comparison as a value."""
        opener = self.advance()
        if self.at(*_COMPARISONS):
            node = _as_value(self._unary_test())
            self.close(opener)
            return node
        node = self.expression()
        if self.take(".."):
            return self._range(opener, node)
        self.close(opener)
        return node

    def _range(self, opener: Token, low: Node) -> RangeLiteral:
        high = self.expression()
        closer = self.close(opener, "]", ")", "[")
        return RangeLiteral(
            low,
            high,
            low_included=opener.text == "[",
            high_included=closer.text == "]",
            span=self.span(opener.start),
        )

    def _list_or_range(self) -> Node:
        opener = self.token
        if opener.text == "]" and not self._begins_value(self.ahead()):
            self.unexpected("a value")
        self.advance()
        if opener.text == "[" and self.take("]"):
            return Collection((), None, self.span(opener.start))
        first = self.expression()
        if self.take(".."):
            return self._range(opener, first)
        if opener.text == "]":
            self.unexpected(
                "`..`",
                help="a list begins with `[`; a range without its lower bound with `]` or `(`",
            )
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.close(opener, separator="`,` or ")
        return Collection(tuple(items), None, self.span(opener.start))

    def _context(self) -> Node:
        opener = self.advance()
        self.scope.enter()
        entries = self._items(opener, self._entry)
        self.scope.leave()
        names = tuple(name for name, _ in entries)
        return Collection(tuple(item for _, item in entries), names, self.span(opener.start))

    def _entry(self) -> tuple[str, Node]:
        token = self.token
        if token.kind == "literal" and isinstance(token.value, str):
            name = token.value
            self.advance()
        else:
            name = self.new_name("the name of an entry", ":")
        self.expect(":")
        item = self.expression()
        self.scope.bind_key(name)
        return name, item

    # Unary tests

    def test(self) -> Node:
        """A positive unary test: `< 5` and its like, or an expression."""
        return self._unary_test() if self.at(*_COMPARISONS) else self.expression()

    def tests(self, opener: Token) -> list[Node]:
        """Tests with commas between, and what closes `opener`."""
        return self._items(opener, self.test)

    def _unary_test(self) -> UnaryTest:
        token = self.advance()
        operand = self._operation(_ADDITION)
        return UnaryTest(cast("ComparisonOperator", token.text), operand, self.span(token.start))

    def _in_tests(self) -> tuple[Node, ...]:
        """What follows `in`: one test, or several in brackets."""
        if self.at(*_COMPARISONS):
            return (self._unary_test(),)
        if not self.at("("):
            return (self._operation(_ADDITION),)
        opener = self.advance()
        first = self.test()
        if isinstance(first, UnaryTest) or self.at(","):
            tests = [first]
            while self.take(","):
                tests.append(self.test())
            self.close(opener, separator="`,` or ")
            return tuple(tests)
        if self.take(".."):
            first = self._range(opener, first)
        else:
            self.close(opener, separator="`,` or ")
        # One expression in brackets may be the beginning of a longer one: `x in (a + b) * 2`.
        return (self.climb(self.suffixes(first, opener.start), opener.start, _ADDITION),)

    # What begins with a word or symbol of its own; one table each for all parsers, never changed.
    _WORDS: ClassVar[Mapping[str, Callable[[Grammar], Node]]] = {
        "if": _conditional,
        "for": _comprehension,
        "some": _comprehension,
        "every": _comprehension,
        "function": _function,
    }
    _OPENERS: ClassVar[Mapping[str, Callable[[Grammar], Node]]] = {
        "(": _bracketed,
        "[": _list_or_range,
        "]": _list_or_range,
        "{": _context,
    }


def _as_value(test: UnaryTest) -> Node:
    """A unary comparison as a value: a range with one bound where a range says the same."""
    match test.op:
        case "<" | "<=":
            return RangeLiteral(None, test.operand, False, test.op == "<=", test.span)  # noqa: FBT003 — low is open
        case ">" | ">=":
            return RangeLiteral(test.operand, None, test.op == ">=", False, test.span)  # noqa: FBT003 — high is open
        case _:
            return test
