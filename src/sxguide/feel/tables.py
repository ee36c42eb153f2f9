"""Decision tables (DMN 1.5, chapter 8): what a table is, and what it yields under its hit policy."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, TypeAlias, assert_never
from typing import Literal as OneOf

from sxguide.feel.budget import Budget
from sxguide.feel.comparison import equal, is_same
from sxguide.feel.evaluator import agreed, evaluate
from sxguide.feel.functions import BUILTINS
from sxguide.feel.logic import conjunction, united
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sxguide.feel.nodes import Node, Test

HitPolicy: TypeAlias = OneOf[
    "unique", "any", "first", "priority", "rule_order", "output_order", "collect"
]
Aggregation: TypeAlias = OneOf["sum", "min", "max", "count"]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule of a table: a test for each input (its subject is `?`), an expression for each output."""

    tests: tuple[Test, ...]
    outputs: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision table.

    One output yields its value; several yield a context, with a name for each in `output_names`. `priorities` has, for each
    output, its values from the most to the least important (hit policies `priority` and `output_order`). `defaults` has a
    value for each output where no row matches, or is empty.
    """

    inputs: tuple[Node, ...]
    rows: tuple[Row, ...]
    hit_policy: HitPolicy = "unique"
    aggregation: Aggregation | None = None
    output_names: tuple[str, ...] = ()
    priorities: tuple[tuple[Node, ...], ...] = ()
    defaults: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class TableResult:
    """What a table yields: its value, the rows that match (from 0), and those that may, by what is unknown.

    `conflict` says why the value is null although rows match.
    """

    value: Value
    matched: tuple[int, ...]
    possible: tuple[int, ...]
    conflict: str | None = None


def evaluate_table(
    table: DecisionTable, lookup: Callable[[str], Value], *, budget: Budget | None = None
) -> TableResult:
    """What the table yields; under unknown inputs, the value that all possible outcomes share, or unknown.

    Raises:
        LimitError: the table uses up more than `budget` (or the standard one) allows.
    """
    return _Run(table, lookup, budget or Budget()).result()


@dataclass(frozen=True, slots=True)
class _Hit:
    """A row with the values of its outputs."""

    row: int
    outputs: tuple[Value, ...]


class _Run:
    """One evaluation of a table."""

    def __init__(
        self, table: DecisionTable, lookup: Callable[[str], Value], budget: Budget
    ) -> None:
        self._table = table
        self._lookup = lookup
        self._budget = budget

    def result(self) -> TableResult:
        inputs = [evaluate(node, self._lookup, budget=self._budget) for node in self._table.inputs]
        matched: list[_Hit] = []
        possible: list[tuple[_Hit, Unknown]] = []
        for number, row in enumerate(self._table.rows):
            truth = conjunction(
                self._passes(test, value) for test, value in zip(row.tests, inputs, strict=True)
            )
            if truth is True:
                matched.append(_Hit(number, self._values(row.outputs)))
            elif isinstance(truth, Unknown):
                possible.append((_Hit(number, self._values(row.outputs)), truth))
            if truth is True and self._table.hit_policy == "first":
                break
        value, conflict = self._outcome(matched)
        if possible:
            value = self._shared(value, matched, possible)
        rows = tuple(hit.row for hit in matched), tuple(hit.row for hit, _ in possible)
        return TableResult(value, *rows, None if isinstance(value, Unknown) else conflict)

    def _passes(self, test: Test, value: Value) -> Value:
        def lookup(name: str) -> Value:
            return value if name == "?" else self._lookup(name)

        return evaluate(test, lookup, budget=self._budget)

    def _values(self, nodes: tuple[Node, ...]) -> tuple[Value, ...]:
        return tuple(evaluate(node, self._lookup, budget=self._budget) for node in nodes)

    def _shared(
        self, certain: Value, matched: list[_Hit], possible: list[tuple[_Hit, Unknown]]
    ) -> Value:
        """The outcome if it is the same whether none of the possible rows matches, or any one of them does."""
        outcomes = [certain]
        for hit, _ in possible:
            outcomes.append(self._outcome(sorted([*matched, hit], key=lambda each: each.row))[0])
        reason = reduce(operator.or_, (truth for _, truth in possible))
        return agreed(outcomes, reason, self._budget)

    def _outcome(self, hits: list[_Hit]) -> tuple[Value, str | None]:
        """The value where exactly `hits` match, and the conflict that makes it null."""
        if not hits and (self._table.defaults or self._table.aggregation is None):
            return self._default(), None
        match self._table.hit_policy:
            case "unique":
                return self._only(hits[:2], "several rows match where only one may")
            case "any":
                return self._alike(hits)
            case "first":
                return self._shaped(hits[0]), None
            case "priority":
                ordered = self._by_priority(hits)
                return ordered if isinstance(ordered, Unknown) else self._shaped(ordered[0]), None
            case "output_order":
                ordered = self._by_priority(hits)
                return ordered if isinstance(ordered, Unknown) else self._all(ordered), None
            case "rule_order":
                return self._all(hits), None
            case "collect":
                return self._collected(hits), None
            case _:
                assert_never(self._table.hit_policy)

    def _default(self) -> Value:
        defaults = self._values(self._table.defaults)
        return self._shaped(_Hit(-1, defaults)) if defaults else None

    def _shaped(self, hit: _Hit) -> Value:
        if len(hit.outputs) == 1:
            return hit.outputs[0]
        return dict(zip(self._table.output_names, hit.outputs, strict=True))

    def _all(self, hits: Sequence[_Hit]) -> tuple[Value, ...]:
        return tuple(map(self._shaped, hits))

    def _only(self, hits: list[_Hit], conflict: str) -> tuple[Value, str | None]:
        return (self._shaped(hits[0]), None) if len(hits) == 1 else (None, conflict)

    def _alike(self, hits: list[_Hit]) -> tuple[Value, str | None]:
        unknown = united(*(self._budget.survey(hit.outputs) for hit in hits))
        if unknown is not None and len(hits) > 1:
            return unknown, None
        differing = [hit for hit in hits if not is_same(hit.outputs, hits[0].outputs)]
        return self._only([hits[0], *differing], "rows that match differ in their outputs")

    def _collected(self, hits: list[_Hit]) -> Value:
        outputs = self._all(hits)
        if self._table.aggregation is None:
            return outputs
        value: Value = BUILTINS[self._table.aggregation].call(outputs)
        return value

    def _by_priority(self, hits: list[_Hit]) -> list[_Hit] | Unknown:
        """The hits from the most to the least important output; of several outputs the first decides first."""
        unknown = united(*(value for hit in hits for value in hit.outputs))
        if unknown is not None:
            return unknown
        scales = [self._values(nodes) for nodes in self._table.priorities]

        def rank(hit: _Hit) -> tuple[int, ...]:
            return tuple(
                _place(value, scale) for value, scale in zip(hit.outputs, scales, strict=False)
            )

        return sorted(hits, key=rank)


def _place(value: Value, scale: tuple[Value, ...]) -> int:
    """Where the value stands on the scale; behind its end where it is not on it."""
    return next(
        (place for place, allowed in enumerate(scale) if equal(value, allowed) is True), len(scale)
    )
