"""Expressions: a FEEL tree made into Python.

Names, logic, comparisons, arithmetic, `if`, `in`, calls of built-in functions, and `some` and `every` over a written list
become Python. What else there is (other comprehensions, filters, lists, contexts, functions, `instance of`) is left to the
interpreter, node by node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, assert_never

from sxguide.backends.compiled import operators
from sxguide.backends.compiled.calls import (
    builtin_of,
    call_part,
    floor_of_quotient,
    floored,
    is_pattern,
)
from sxguide.backends.compiled.membership import membership
from sxguide.backends.compiled.parts import (
    NUMBERS,
    UNKNOWN,
    Kind,
    Part,
    Unfit,
    Workshop,
    call,
    choose,
    constant,
    is_,
)
from sxguide.backends.compiled.runtime import Walk, as_truth
from sxguide.feel.evaluator import evaluate
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
    Node,
    Path,
    RangeLiteral,
    Test,
    UnaryTest,
)
from sxguide.feel.traversal import (
    children,
    measure,
    names_read,
    reads_subject,
    rebuilt,
    walk,
)

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable

    from sxguide.values import Value

# A rule with a deeper or larger tree is left to the interpreter: Python's own compiler has its limits too.
MAX_DEPTH = 40
MAX_NODES = 2_000
# A comprehension over so many listed items takes few steps, whatever is done with each.
MAX_LISTED = 20


class Names(Protocol):
    """Where the names of expressions come from."""

    def part(self, name: str) -> Part:
        """The value of a name."""

    def knows(self, name: str) -> bool:
        """Whether there is such a name."""

    def is_delicate(self, names: Iterable[str]) -> None:
        """Notes that something might use up its budget where these names have values."""


class Translator:
    """Makes the code of the expressions of one function."""

    def __init__(self, workshop: Workshop, names: Names) -> None:
        self._workshop = workshop
        self._names = names

    def expression(self, node: Node) -> Part:
        """The code for a whole expression.

        Raises:
            Unfit: It is too large, or might use up its budget on nobody's facts.
        """
        depth, size = measure(node)
        if depth > MAX_DEPTH or size > MAX_NODES or any(map(_is_boundless, walk(node))):
            raise Unfit
        return self.part(node)

    def part(self, node: Node) -> Part:
        """The code for a node."""
        if isinstance(node, Literal):
            return self._workshop.fixed(node.value)
        if isinstance(node, Name) and self._names.knows(node.name):
            return self._names.part(node.name)
        parts = self.parts_read(node)
        if all(part.fixed for part in parts.values()):
            values: dict[str, Value] = {name: part.value for name, part in parts.items()}
            return self._workshop.fixed(evaluate(node, values.__getitem__))
        try:
            return self._made(node)
        except Unfit:
            self._names.is_delicate(parts)
            return self.walked(node, "any")

    def walked(self, node: Node, kind: Kind, make: Callable[..., Walk] = Walk) -> Part:
        """The code that leaves the node to the interpreter, by what `make` makes of it, as `Walk` does."""
        parts = self.parts_read(node)
        kinds = [(name, part.kind) for name, part in parts.items()]
        function = self._workshop.bind(make(lambda lookup: evaluate(node, lookup), kinds, kind))
        python = call(function, *(part.python for part in parts.values()))
        return Part(python, kind, is_open=True, is_nullable=True)

    def parts_read(self, *nodes: Node) -> dict[str, Part]:
        """The names of the rulebook that the nodes read, in a fixed order."""
        names = frozenset[str]().union(*map(names_read, nodes))
        return {name: self._names.part(name) for name in sorted(names) if self._names.knows(name)}

    def is_delicate(self, *nodes: Node) -> None:
        """Notes that the nodes might use up their budget where what they read is known."""
        self._names.is_delicate(self.parts_read(*nodes))

    def truth(self, part: Part) -> Part:
        """The part as an operand of logic."""
        if part.kind == "truth":
            return part
        python = call(self._workshop.bind(as_truth), part.python)
        return Part(python, "truth", is_open=part.is_open, is_nullable=True)

    def _made(self, node: Node) -> Part:
        match node:
            case Binary():
                return self._binary(node)
            case Conditional():
                return self._conditional(node)
            case Test():
                return self._test(node)
            case Call():
                return self._call(node)
            case Path(subject, name):
                return operators.attribute(self._workshop, self.part(subject), name)
            case Negation(operand):
                return operators.minus(self._workshop, self.part(operand))
            case Comprehension():
                return self._quantified(node)
            case (
                Collection()
                | Filter()
                | FunctionLiteral()
                | InstanceOf()
                | RangeLiteral()
                | UnaryTest()
                | Literal()
                | Name()
            ):
                raise Unfit
            case _:
                assert_never(node)

    def _binary(self, node: Binary) -> Part:
        left, right = self.part(node.left), self.part(node.right)
        if node.op not in ("and", "or"):
            for operand in (left, right):
                if operand.fixed and operand.is_open:
                    return operand
        match node.op:
            case "and" | "or":
                return operators.junction(
                    self._workshop,
                    self.truth(left),
                    self.truth(right),
                    deciding=node.op == "or",
                )
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                return operators.comparison(self._workshop, node.op, left, right)
            case "+" if left.kind == right.kind == "text":
                # Texts can grow.
                self.is_delicate(node)
                return operators.joined(self._workshop, left, right)
            case "+" | "-" | "*" | "/" | "**":
                return operators.calculation(self._workshop, node.op, left, right)
            case _:
                assert_never(node.op)

    def _call(self, node: Call) -> Part:
        quotient = floor_of_quotient(node)
        if quotient is not None:
            dividend, divisor = self.part(quotient.left), self.part(quotient.right)
            return floored(self._workshop, dividend, divisor)
        builtin = builtin_of(node)
        if is_pattern(builtin):
            self.is_delicate(node)
        return call_part(self._workshop, node, [self.part(each) for each in node.arguments])

    def _test(self, node: Test) -> Part:
        if not node.tests:
            return self._workshop.fixed(not node.negated)
        if any(map(reads_subject, node.tests)):
            raise Unfit
        subject = self.part(node.subject)
        tests = [
            (test, self.part(test.operand if isinstance(test, UnaryTest) else test))
            for test in node.tests
        ]
        return membership(self._workshop, subject, tests, negated=node.negated)

    def _quantified(self, node: Comprehension) -> Part:
        """`some` or `every` over a written list: the body of each item, joined by `or` or `and`."""
        (name, domain), *others = node.iterators
        is_plain = isinstance(domain, Collection) and domain.names is None and domain.items
        if node.kind == "for" or others or not is_plain or _loops_within(node):
            raise Unfit
        bodies = []
        for item in children(domain):
            if reads_subject(item):
                # A `?` in it would be another one inside a test.
                raise Unfit
            body = self.part(_put_for(name, item, node.body))
            if body.kind != "truth":
                raise Unfit
            bodies.append(body)
        joined, *rest = bodies
        for body in rest:
            joined = operators.junction(self._workshop, joined, body, deciding=node.kind == "some")
        return joined

    def _conditional(self, node: Conditional) -> Part:
        condition = self.truth(self.part(node.condition))
        then, otherwise = self._alike(self.part(node.then), self.part(node.otherwise))
        if condition.is_plain:
            return self._either(condition.python, then, otherwise)
        handle, first = self._workshop.held(condition.python)
        is_true = is_(first, constant(True))  # noqa: FBT003 — a constant of the code
        if not condition.is_open:
            return self._either(is_true, then, otherwise)
        # Whether the branches agree is for the interpreter to say.
        settled = self._either(is_(handle, constant(True)), then, otherwise)  # noqa: FBT003 — as above
        walked = self.walked(node, settled.kind)
        python = choose(is_(first, UNKNOWN), walked.python, settled.python)
        return Part(python, settled.kind, True, True, settled.digits)  # noqa: FBT003 — open and nullable, as a walk is

    def _either(self, condition: ast.expr, then: Part, otherwise: Part) -> Part:
        joined = then.like(otherwise)
        python = choose(condition, then.python, otherwise.python)
        return Part(python, joined.kind, joined.is_open, joined.is_nullable, joined.digits)

    def _alike(self, one: Part, other: Part) -> tuple[Part, Part]:
        """The two as parts of one kind."""
        if one.kind == other.kind:
            return one, other
        if one.kind in NUMBERS and other.kind in NUMBERS:
            return operators.as_number(self._workshop, one), operators.as_number(
                self._workshop, other
            )
        if is_absent(one):
            return Part(one.python, other.kind, one.is_open, one.is_nullable, 0), other
        if is_absent(other):
            return one, Part(other.python, one.kind, other.is_open, other.is_nullable, 0)
        raise Unfit


def _is_boundless(node: Node) -> bool:
    """Whether the node may take many steps for few words."""
    match node:
        case Comprehension(iterators=iterators):
            return len(iterators) > 1 or not _is_short(iterators[0][1]) or _loops_within(node)
        case FunctionLiteral():
            return True
        case Filter(condition=condition):
            return any(isinstance(each, Filter) for each in walk(condition))
        case _:
            return False


def _put_for(name: str, item: Node, body: Node) -> Node:
    """The body with the item wherever the name stands; the body binds no names."""
    if isinstance(body, Name):
        return item if body.name == name else body
    return rebuilt(body, [_put_for(name, item, part) for part in children(body)])


def _is_short(domain: Node) -> bool:
    return isinstance(domain, Collection) and len(domain.items) <= MAX_LISTED


def _loops_within(comprehension: Comprehension) -> bool:
    return any(
        isinstance(each, Comprehension | Filter) and each is not comprehension
        for each in walk(comprehension)
    )


def is_absent(part: Part) -> bool:
    """Whether the part is null, or unknown, for everybody; such a part is of any kind."""
    return part.fixed and not part.is_plain
