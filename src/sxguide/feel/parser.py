"""The parser of FEEL (DMN 1.5, 10.3.1): a text becomes a tree of nodes, each with the span it was read from.

A unary comparison in brackets is a value: `(< 5)`, `(<= 5)`, `(> 5)`, `(>= 5)` are a `RangeLiteral` with one bound;
`(= 5)` and `(!= 5)` are a `UnaryTest`, since no range says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sxguide.errors import ExpressionError
from sxguide.feel.cursor import MAX_DEPTH, MAX_NODES, FaultFound
from sxguide.feel.grammar import Grammar
from sxguide.feel.nodes import Call, Name, Test, UnaryTest
from sxguide.feel.traversal import measure
from sxguide.source import SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sxguide.errors import Problem
    from sxguide.feel.lexer import Locate
    from sxguide.feel.nodes import Node

_Read = TypeVar("_Read", bound="Node")


def parse_expression(
    text: str, *, names: Collection[str] = (), locate: Locate | None = None
) -> Node:
    """The tree of an expression; `names` are those in scope, `locate` maps offsets in `text` to a span.

    Raises:
        ExpressionError: the text is not an expression, or is over a limit.
    """
    return _parse(text, names, locate, _Parser.whole_expression)


def parse_unary_tests(
    text: str, *, names: Collection[str] = (), locate: Locate | None = None
) -> Test:
    """The tests of a decision table's cell, put to `?`; `names` and `locate` as in `parse_expression`.

    Raises:
        ExpressionError: the text is not a list of unary tests, or is over a limit.
    """
    return _parse(text, names, locate, _Parser.whole_cell)


def _parse(
    text: str, names: Collection[str], locate: Locate | None, read: Callable[[_Parser], _Read]
) -> _Read:
    parser = _Parser(text, names, locate or SourceText("expression", text).span)
    node: _Read | None = None
    try:
        parser.read_tokens()
        node = read(parser)
    except FaultFound:
        pass
    if node is None or parser.problems:
        raise ExpressionError(_in_order(parser.problems))
    return node


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.span.start if problem.span else 0)


class _Parser(Grammar):
    """Reads a whole text."""

    def whole_expression(self) -> Node:
        """The whole text as one expression."""
        if self.token.kind == "end":
            self.fail("the expression is empty", self.spot(self.token))
        return self._finish(self.expression())

    def whole_cell(self) -> Test:
        """The whole text as the tests of a cell: `-`, `not(…)`, or tests with commas between."""
        if self.token.kind == "end":
            self.fail(
                "the cell is empty",
                self.spot(self.token),
                help="write `-` for a cell that everything passes",
            )
        subject = Name("?", self.spot(self.token))
        self.scope.enter(["?"])
        if self.at("-") and self.ahead().kind == "end":
            self.advance()
            return Test(subject, (), negated=False, span=self.span(0))
        start = self.token.start
        if self.at("not") and self.ahead().text == "(":
            tests, negated = self._negated_tests()
        else:
            tests, negated = [self.test()], False
        while not negated and self.take(","):
            tests.append(self.test())
        if isinstance(tests[-1], UnaryTest) and self.at("and", "or"):
            self.unexpected(
                "`,` or the end of the cell",
                help="write a range, `[5..10)`, or `? >= 5 and ? < 10`",
            )
        return self._finish(Test(subject, tuple(tests), negated, self.span(start)))

    def _negated_tests(self) -> tuple[list[Node], bool]:
        """What begins with `not(`: tests to negate, or, where more follows, an expression that calls `not`."""
        name = self.advance()
        opener = self.advance()
        tests = self.tests(opener)
        if not tests and self.token.kind == "end":
            self.fail(
                "`not()` has no test to negate",
                self.span(name.start),
                help="write `-` for a cell that everything passes",
            )
        if self.token.kind == "end" or any(isinstance(test, UnaryTest) for test in tests):
            return tests, True
        call = Call(Name("not", self.spot(name)), tuple(tests), None, self.span(name.start))
        return [self.climb(self.suffixes(call, name.start), name.start, 0)], False

    def _finish(self, node: _Read) -> _Read:
        if self.token.kind != "end":
            if self.at(")", "]", "}"):
                self.fail(f"`{self.token.text}` closes nothing", self.spot(self.token))
            self.unexpected("an operator or the end of the expression")
        depth, size = measure(node)
        if depth > MAX_DEPTH:
            self.over_limit(
                f"the expression is nested deeper than {MAX_DEPTH} levels", 0, len(self.text)
            )
        if size > MAX_NODES:
            self.over_limit(f"the expression has more than {MAX_NODES} parts", 0, len(self.text))
        return node
