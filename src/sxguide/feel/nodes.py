"""The expression tree of FEEL: fifteen kinds of node, each with the span it was read from.

Two nodes are equal when they say the same; where they stand is not part of that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

if TYPE_CHECKING:
    from sxguide.source import Span
    from sxguide.values import Value

BinaryOperator: TypeAlias = OneOf[
    "+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"
]
ComparisonOperator: TypeAlias = OneOf["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, string, boolean, null, or an at-literal (`@"2026-01-01"`) already read into its value."""

    value: Value
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, fact, definition, parameter or function: `person.birth_date`, `string length`, `?`."""

    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Path:
    """An attribute of a value: `date.year`, `duration.months`, a context's entry."""

    subject: Node
    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """Arithmetic minus: `-x`."""

    operand: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and an operator: arithmetic, comparison, `and`, `or`."""

    op: BinaryOperator
    left: Node
    right: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    """`if … then … else …`."""

    condition: Node
    then: Node
    otherwise: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `names` is given for a call with named arguments and is as long as `arguments`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`for`, `some`, `every`: iterators (a name and its domain) and the body they are put to.

    A domain `a .. b` of a `for` is a `RangeLiteral` with both ends included.
    """

    kind: OneOf["for", "some", "every"]
    iterators: tuple[tuple[str, Node], ...]
    body: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Filter:
    """`list[condition]` or `list[index]`."""

    subject: Node
    condition: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RangeLiteral:
    """`[a..b]`, `(a..b)`, `]a..b[` and mixtures; a unary comparison as a value (`(< 5)`) has one bound None."""

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Collection:
    """A list literal (`names` is None) or a context literal (`names` as long as `items`)."""

    items: tuple[Node, ...]
    names: tuple[str, ...] | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FunctionLiteral:
    """`function(a, b: number) body`; types are the FEEL type names as written, None where there is none."""

    parameters: tuple[tuple[str, str | None], ...]
    body: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Test:
    """Whether `subject` passes one of `tests` (`x in (…)`, `x between a and b`, a decision table's cell).

    Each test is a positive unary test: an expression without `?` that yields a value, a range or a list of either to
    compare the subject with; a `UnaryTest`; or any expression that reads `?` and yields a boolean. `negated` stands for
    a cell's `not(…)`. No tests at all is the cell `-`, which everything passes.
    """

    subject: Node
    tests: tuple[Node, ...]
    negated: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """`< 5` and its like, inside a `Test`: compares the subject with the operand."""

    op: ComparisonOperator
    operand: Node
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`x instance of T`; `type_name` is the type as written, with single spaces."""

    subject: Node
    type_name: str
    span: Span = field(compare=False, repr=False)


Node: TypeAlias = (
    Literal
    | Name
    | Path
    | Negation
    | Binary
    | Conditional
    | Call
    | Comprehension
    | Filter
    | RangeLiteral
    | Collection
    | FunctionLiteral
    | Test
    | UnaryTest
    | InstanceOf
)
