"""The printer of FEEL: a tree becomes its canonical text, which reads back as an equal tree.

Brackets stand only where the tree needs them. What reads as `x between a and b` prints as `x in [a..b]`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from sxguide.feel.lexer import tokenize
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
from sxguide.feel.temporal import to_text
from sxguide.source import SourceText
from sxguide.values import DECIMAL128, MonthsDuration

if TYPE_CHECKING:
    from sxguide.feel.nodes import Node
    from sxguide.values import Value

# How strongly a construct holds together, weakest first. A type name reads on into what follows it, so `instance of`
# gets brackets before any operator but `and` and `or`.
_LOOSE, _OR, _AND, _INSTANCE, _COMPARISON, _SUM, _PRODUCT, _POWER, _MINUS, _SUFFIX, _ATOM = range(
    11
)
_STRENGTH = {
    "or": _OR,
    "and": _AND,
    "=": _COMPARISON,
    "!=": _COMPARISON,
    "<": _COMPARISON,
    "<=": _COMPARISON,
    ">": _COMPARISON,
    ">=": _COMPARISON,
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "**": _POWER,
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_feel(node: Node) -> str:
    """The canonical text of an expression."""
    return _at_least(_LOOSE, node)


def to_unary_tests(test: Test) -> str:
    """The canonical text of a decision table's cell; its subject is `?`."""
    if not test.tests:
        return "-"
    tests = [_test(each) for each in test.tests]
    if test.negated:
        return f"not({', '.join(tests)})"
    # A cell that begins with a call of `not` would read as a negated one.
    if tests[0].startswith("not("):
        tests[0] = f"({tests[0]})"
    return ", ".join(tests)


def _at_least(needed: int, node: Node) -> str:
    """The text of `node`, in brackets if it holds together less strongly than needed."""
    text = _text(node)
    return text if _strength(node) >= needed else f"({text})"


def _strength(node: Node) -> int:
    match node:
        case Conditional() | Comprehension() | FunctionLiteral():
            return _LOOSE
        case Binary(op=op):
            return _STRENGTH[op]
        case InstanceOf():
            return _INSTANCE
        case Test():
            return _COMPARISON
        case Negation():
            return _MINUS
        case Literal(value=Decimal() as number):
            return _MINUS if number.is_signed() else _ATOM
        case Path() | Filter() | Call():
            return _SUFFIX
        case Literal() | Name() | RangeLiteral() | Collection() | UnaryTest():
            return _ATOM
        case _:
            assert_never(node)


def _text(node: Node) -> str:
    match node:
        case Literal(value):
            return _literal(value)
        case Name(name):
            return name
        case Path(subject, name):
            return f"{_at_least(_SUFFIX, subject)}.{name}"
        case Negation(operand):
            return f"-{_at_least(_MINUS, operand)}"
        case Binary(op, left, right):
            strength = _STRENGTH[op]
            return f"{_at_least(strength, left)} {op} {_at_least(strength + 1, right)}"
        case InstanceOf(subject, type_name):
            return f"{_at_least(_SUFFIX, subject)} instance of {type_name}"
        case UnaryTest():
            return f"({_test(node)})"
        case Test():
            return _membership(node)
        case _:
            return _compound(node)


def _compound(
    node: Conditional | Call | Comprehension | Filter | RangeLiteral | Collection | FunctionLiteral,
) -> str:
    match node:
        case Conditional(condition, then, otherwise):
            return f"if {_text(condition)} then {_text(then)} else {_text(otherwise)}"
        case Call(function, arguments, names):
            return f"{_at_least(_SUFFIX, function)}({_items(arguments, names)})"
        case Comprehension(kind, iterators, body):
            domains = ", ".join(f"{name} in {_at_least(_OR, domain)}" for name, domain in iterators)
            return f"{kind} {domains} {'return' if kind == 'for' else 'satisfies'} {_text(body)}"
        case Filter(subject, condition):
            return f"{_at_least(_SUFFIX, subject)}[{_text(condition)}]"
        case RangeLiteral():
            return _range(node)
        case Collection(items, names):
            if names is None:
                return f"[{_items(items, None)}]"
            return f"{{{_items(items, tuple(map(_key, names)))}}}"
        case FunctionLiteral(parameters, body):
            declared = ", ".join(name + (f": {of}" if of else "") for name, of in parameters)
            return f"function({declared}) {_text(body)}"
        case _:
            assert_never(node)


def _items(items: tuple[Node, ...], names: tuple[str, ...] | None) -> str:
    texts = map(_text, items)
    if names is None:
        return ", ".join(texts)
    return ", ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))


def _range(node: RangeLiteral) -> str:
    if node.low is None and node.high is not None:
        return f"({'<=' if node.high_included else '<'} {_at_least(_SUM, node.high)})"
    if node.high is None and node.low is not None:
        return f"({'>=' if node.low_included else '>'} {_at_least(_SUM, node.low)})"
    bounds = "..".join(
        _at_least(_OR, bound) for bound in (node.low, node.high) if bound is not None
    )
    return f"{'[' if node.low_included else '('}{bounds}{']' if node.high_included else ')'}"


def _membership(node: Test) -> str:
    text = f"{_at_least(_COMPARISON, node.subject)} in {_tests(node.tests)}"
    return f"not({text})" if node.negated else text


def _tests(tests: tuple[Node, ...]) -> str:
    """What stands after `in`."""
    only = tests[0] if len(tests) == 1 else None
    if only is None or isinstance(only, UnaryTest):
        return f"({', '.join(map(_test, tests))})"
    if isinstance(only, RangeLiteral) and only.low is not None and only.high is not None:
        return _range(only)
    text = _at_least(_SUM, only)
    # After `in`, a bracket at the front opens the list of tests.
    return f"({_text(only)})" if text.startswith("(") else text


def _test(node: Node) -> str:
    if isinstance(node, UnaryTest):
        return f"{node.op} {_at_least(_SUM, node.operand)}"
    return _text(node)


def _key(name: str) -> str:
    """The name of an entry, in quotes unless it is made of words alone."""
    tokens, _ = tokenize(name, SourceText("name", name).span)
    words = [token.text for token in tokens[:-1] if token.kind == "word"]
    return name if name and " ".join(words) == name else _quoted(name)


def _literal(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            is_short = abs(value.adjusted()) <= DECIMAL128.prec
            return format(value, "f") if is_short else str(value)
        case str():
            return _quoted(value)
        case dt.date() | dt.time() | dt.timedelta() | MonthsDuration():
            return f'@"{to_text(value)}"'
        case _:
            message = (
                "only numbers, strings, booleans, null, dates, times and durations have literals"
            )
            raise ValueError(message)


def _quoted(text: str) -> str:
    return f'"{"".join(map(_character, text))}"'


def _character(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:06X}"  # noqa: PLR2004 — four hex digits
