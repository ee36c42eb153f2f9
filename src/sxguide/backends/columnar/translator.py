"""Translator: a FEEL tree made into expressions of Polars.

Names, literals, logic, comparisons, `in`, `if`, sums, differences and products become expressions, and so do dates so much
later or earlier, and a day of the month that a date is in. What else rests on one date and otherwise on what all rows share
is looked up by day. What else there is, is left to the interpreter.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import polars as pl

from sxguide.backends.columnar.dates import in_month, part_of_date
from sxguide.backends.columnar.days import DayTable
from sxguide.backends.columnar.operators import (
    calculated,
    chosen,
    compared,
    joined,
    negated,
)
from sxguide.backends.columnar.parts import Part, Unfit, fixed
from sxguide.cases import FIRST_DAY, LAST_DAY
from sxguide.feel.evaluator import evaluate
from sxguide.feel.nodes import (
    Binary,
    Call,
    Conditional,
    Literal,
    Name,
    Node,
    Path,
    Test,
    UnaryTest,
)
from sxguide.feel.traversal import names_read, reads_subject
from sxguide.values import MonthsDuration, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.backends.columnar.parts import Kind
    from sxguide.model import Plain
    from sxguide.values import Value

# Days on which a function of a date shows what it yields.
_SAMPLES = (dt.date(2000, 2, 29), dt.date(1960, 1, 1), dt.date(2026, 11, 23))


class Names(Protocol):
    """Where the names of expressions come from."""

    def part(self, name: str) -> Part:
        """The value of a name."""

    def knows(self, name: str) -> bool:
        """Whether there is such a name."""

    def date_behind(self, names: frozenset[str]) -> str:
        """The one fact that the names rest on and that not all rows share: a date.

        Raises:
            Unfit: There are others, or they rest on something that nobody knows.
        """

    def with_facts(self, facts: Mapping[str, Plain]) -> Callable[[str], Value]:
        """The values of all names where no more facts than these are known."""


class Translator:
    """Makes the expressions of one moment."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.tables: dict[tuple[Node, str], Part] = {}

    def part(self, node: Node) -> Part:
        """The part for a node.

        Raises:
            Unfit: Polars cannot say it.
        """
        if isinstance(node, Literal):
            return fixed(node.value)
        if isinstance(node, Name) and self._names.knows(node.name):
            return self._names.part(node.name)
        names = frozenset(filter(self._names.knows, names_read(node)))
        try:
            parts = {name: self._names.part(name) for name in sorted(names)}
            if all(part.is_fixed for part in parts.values()):
                return fixed(evaluate(node, lambda name: parts[name].value))
            return self._made(node)
        except Unfit:
            return self._by_day(node, names)

    def truth(self, node: Node) -> Part:
        """The part for a node that is true or false, or null or unknown.

        Raises:
            Unfit: Polars cannot say it, or it is something else.
        """
        part = self.part(node)
        if part.kind != "truth" and not (part.is_unknown or part.is_null):
            raise Unfit
        return part

    def _made(self, node: Node) -> Part:
        match node:
            case Binary("and" | "or" as op, left, right):
                return joined(self.truth(left), self.truth(right), every=op == "and")
            case Binary("<" | "<=" | ">" | ">=", left, right) if self._is_shift(left, right):
                return self._turning(node)
            case Binary("=" | "!=" | "<" | "<=" | ">" | ">=" as op, left, right):
                return compared(op, self.part(left), self.part(right))
            case Binary(op, left, right):
                return calculated(op, self.part(left), self.part(right))
            case Conditional(condition, then, otherwise):
                return chosen(self.truth(condition), self.part(then), self.part(otherwise))
            case Call(Name("not"), (operand,), None):
                return negated(self.truth(operand))
            case Test():
                return self._test(node)
            case Call(
                Name("date"), (Path(year, "year"), Path(month, "month"), Literal(day)), None
            ) if year == month and isinstance(day, Decimal) and day % 1 == 0:
                return in_month(self.part(year), int(day))
            case Path(subject, "year" | "month" | "day" as name):
                return part_of_date(self.part(subject), name)
            case Call(Name("max" | "min" as name), arguments, None) if len(arguments) > 1:
                return self._extreme(name, [self.part(each) for each in arguments])
            case _:
                raise Unfit

    def _is_shift(self, left: Node, right: Node) -> bool:
        """Whether a date that is so much later or earlier than a fact is compared with one that all rows share."""
        match left:
            case Binary("+" | "-", Name(name), length) if self._names.knows(name):
                is_length = isinstance(self.part(length).value, MonthsDuration | dt.timedelta)
                return is_length and self.part(right).is_fixed and not self.part(left.left).is_fixed
            case _:
                return False

    def _turning(self, node: Node) -> Part:
        """A comparison that turns once along the dates of a fact, since the later date is never shifted before the earlier.

        Raises:
            Unfit: It does not rest on one date alone, or is null for some.
        """
        fact = self._names.date_behind(frozenset(filter(self._names.knows, names_read(node))))

        def holds(day: dt.date) -> bool:
            found = evaluate(node, self._names.with_facts({fact: day}))
            if not isinstance(found, bool):
                raise Unfit
            return found

        low, high = FIRST_DAY, LAST_DAY
        rows = self._names.part(fact).rows
        first, last = holds(low), holds(high)
        while (high - low).days > 1:
            middle = low + (high - low) / 2
            low, high = (middle, high) if holds(middle) is first else (low, middle)
        # Where it is the same on both ends it never turns.
        is_late = rows >= (high if first is not last else FIRST_DAY)
        return Part("truth", is_late if last else ~is_late)

    def _test(self, node: Test) -> Part:
        if not node.tests or any(map(reads_subject, node.tests)):
            raise Unfit
        found: Part | None = None
        for test in node.tests:
            operand = test.operand if isinstance(test, UnaryTest) else test
            one = compared(
                test.op if isinstance(test, UnaryTest) else "=",
                self.part(node.subject),
                self.part(operand),
            )
            # What is not comparable, or null, is no match.
            if one.absent is not None or one.is_null:
                raise Unfit
            found = one if found is None else joined(found, one, every=False)
        if found is None:
            raise Unfit
        return negated(found) if node.negated else found

    def _extreme(self, name: str, parts: list[Part]) -> Part:
        if any(part.absent is not None or part.is_null for part in parts):
            raise Unfit
        found = parts[0]
        for part in parts[1:]:
            is_less = compared("<=", found, part)
            one, other = (found, part) if name == "min" else (part, found)
            found = chosen(is_less, one, other)
        return found

    def _by_day(self, node: Node, names: frozenset[str]) -> Part:
        """A function of one date, looked up by day.

        Raises:
            Unfit: It is none, or tells something of those whose date nobody knows.
        """
        fact = self._names.date_behind(names)
        key = (node, fact)
        if key not in self.tables:
            self.tables[key] = self._looked_up(node, fact)
        return self.tables[key]

    def _looked_up(self, node: Node, fact: str) -> Part:
        if not isinstance(evaluate(node, self._names.with_facts({})), Unknown):
            raise Unfit

        def work_out(day: dt.date) -> Value:
            return evaluate(node, self._names.with_facts({fact: day}))

        return looked_up(self._names.part(fact), work_out)


def looked_up(day: Part, work_out: Callable[[dt.date], Value]) -> Part:
    """What `work_out` makes of a date, looked up by day: truths or dates, and null.

    Raises:
        Unfit: It makes something else.
    """
    for sample in map(work_out, _SAMPLES):
        if isinstance(sample, bool):
            return _table("truth", day, DayTable(work_out, pl.Boolean))
        if isinstance(sample, dt.date) and not isinstance(sample, dt.datetime):
            return _table("date", day, DayTable(work_out, pl.Date))
    raise Unfit


def _table(kind: Kind, day: Part, table: DayTable) -> Part:
    rows = table.rows(day.rows)
    absent = rows.is_null() & day.rows.is_not_null()
    return Part(kind, rows, absent=absent if day.absent is None else absent | day.absent)
