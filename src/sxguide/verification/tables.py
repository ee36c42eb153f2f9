"""Tables: whom a decision table leaves out, where rows overlap against its hit policy, and rows that are never reached."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.citations import Text
from sxguide.feel.evaluator import evaluate
from sxguide.feel.nodes import Binary
from sxguide.model import Condition, Expression, Group, TableFormula
from sxguide.verification.findings import Finding, united
from sxguide.verification.ground import Ground, bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.moment import Moment
    from sxguide.feel.nodes import Node
    from sxguide.feel.tables import Row
    from sxguide.model import Definition, Output, Service
    from sxguide.source import Span
    from sxguide.verification.findings import Example

# Hit policies under which two rows that match must not differ.
_ONE_VALUE = frozenset({"unique", "any"})
# Hit policies under which no row matching is a value like any other.
_OF_MANY = frozenset({"collect", "rule_order", "output_order"})
_NO_LABEL = Text("", "")


@dataclass(frozen=True, slots=True)
class Stated:
    """A table where it stands: as the formula of an output or a definition."""

    name: str
    table: TableFormula
    cites: tuple[str, ...]
    span: Span
    service: str | None
    is_for_everybody: bool = True


def of_output(output: Output, table: TableFormula, service: Service) -> Stated:
    """A table that yields an output."""
    is_for_everybody = output.given == "always"
    return Stated(output.name, table, output.cites, output.span, service.name, is_for_everybody)


def of_definition(definition: Definition, table: TableFormula) -> Stated:
    """A table that yields a derived fact."""
    return Stated(definition.name, table, definition.cites, definition.span, None)


def doubtful_tables(stated: Stated, service: Service, moment: Moment) -> Iterator[Finding]:
    """What is doubtful about a table, for the people that it is for.

    Of a definition, `service` is one that uses it, for its examples.
    """
    conditions = [
        _matches(number, row, stated) for number, row in enumerate(stated.table.table.rows)
    ]
    rows = Group("# rows", "any", tuple(conditions), _NO_LABEL, (), None, stated.span)
    members = (rows,) if stated.is_for_everybody else (service.eligibility, rows)
    whole = Group("# table", "all", members, _NO_LABEL, (), None, stated.span)
    ground = Ground(bare(service, whole), moment)
    entitled = (
        ground.forest.true
        if stated.is_for_everybody
        else ground.diagram.groups[service.eligibility.id]
    )
    matching = [ground.diagram.truths[each.when] for each in conditions]
    yield from _Study(stated, ground, entitled, matching).findings()


@dataclass(frozen=True, slots=True)
class _Study:
    """One table: whom it is for, and whom each row matches."""

    stated: Stated
    ground: Ground
    entitled: NodeId
    matching: list[NodeId]

    def findings(self) -> Iterator[Finding]:
        table = self.stated.table.table
        for number, reached in enumerate(self._reached()):
            if not self.ground.can_be(self.entitled, reached):
                yield self._unreached(number)
        if table.hit_policy in _ONE_VALUE:
            yield from self._overlaps()
        if not table.defaults and table.hit_policy not in _OF_MANY:
            left_out = self.ground.none_of(self.ground.any_of(self.matching))
            example = self._known_inputs(self.entitled, left_out)
            if example is not None:
                yield self._gap(example)

    def _reached(self) -> Iterator[NodeId]:
        """Whom each row is reached for: where the first that matches wins, none of those before it matches."""
        before = self.ground.forest.false
        for row in self.matching:
            if self.stated.table.table.hit_policy == "first":
                yield self.ground.all_of((row, self.ground.none_of(before)))
                before = self.ground.any_of((before, row))
            else:
                yield row

    def _overlaps(self) -> Iterator[Finding]:
        for one, other in itertools.combinations(range(len(self.matching)), 2):
            example = self._known_inputs(self.entitled, self.matching[one], self.matching[other])
            if example is not None and self._differ(one, other, example):
                yield self._overlap(one, other, example)

    def _differ(self, one: int, other: int, example: Example) -> bool:
        """Whether two rows that match may do so: under `any`, where they yield the same."""
        table = self.stated.table.table
        if table.hit_policy == "unique":
            return True
        situation = self._situation(example)
        values = [
            [evaluate(node, situation.lookup) for node in table.rows[row].outputs]
            for row in (one, other)
        ]
        return values[0] != values[1]

    def _known_inputs(self, *nodes: NodeId) -> Example | None:
        """Somebody who has a value for every input: whoever has none is left out on purpose."""
        for example in self.ground.examples(*nodes):
            lookup = self._situation(example).lookup
            inputs = (evaluate(node, lookup) for node in self.stated.table.table.inputs)
            if all(value is not None for value in inputs):
                return example
        return None

    def _situation(self, example: Example) -> Situation:
        moment = self.ground.moment
        return Situation(
            moment.rulebook, moment.calendar, {APPLICATION_DATE: example.on, **example.facts}
        )

    def _row(self, number: int) -> Row:
        return self.stated.table.table.rows[number]

    def _clauses(self, *rows: int) -> tuple[str, ...]:
        return united(self.stated.cites, *(self.stated.table.row_cites[row] for row in rows))

    def _unreached(self, number: int) -> Finding:
        return Finding(
            code="unreachable-row",
            of=f"{self.stated.name}/{number + 1}",
            message=Text(
                zh=f"`{self.stated.name}` 的第 {number + 1} 行对谁都不适用",
                en=f"row {number + 1} of `{self.stated.name}` is never reached",
            ),
            span=self._row(number).tests[0].span,
            service=self.stated.service,
            clauses=self._clauses(number),
            example=self.ground.example(self.entitled, self.matching[number])
            or self.ground.example(self.entitled),
        )

    def _overlap(self, one: int, other: int, example: Example) -> Finding:
        return Finding(
            code="table-overlap",
            of=f"{self.stated.name}/{other + 1}",
            message=Text(
                zh=f"`{self.stated.name}` 的第 {one + 1} 行和第 {other + 1} 行对同一个人都适用",
                en=f"rows {one + 1} and {other + 1} of `{self.stated.name}` match the same person",
            ),
            span=self._row(other).tests[0].span,
            service=self.stated.service,
            clauses=self._clauses(one, other),
            example=example,
        )

    def _gap(self, example: Example) -> Finding:
        return Finding(
            code="table-gap",
            of=self.stated.name,
            message=Text(
                zh=f"`{self.stated.name}` 没有一行适用于有些人",
                en=f"no row of `{self.stated.name}` matches some of those whom it is for",
            ),
            span=self.stated.span,
            service=self.stated.service,
            clauses=self._clauses(),
            example=example,
        )


def _matches(number: int, row: Row, stated: Stated) -> Condition:
    """That a row matches, as a condition."""
    tests: list[Node] = [
        replace(test, subject=subject)
        for subject, test in zip(stated.table.table.inputs, row.tests, strict=True)
    ]
    node = reduce(lambda left, right: Binary("and", left, right, stated.span), tests)
    # Expressions are told apart by their text.
    when = Expression(node, f"# row {number} of {stated.name}", stated.span)
    return Condition(f"# row {number}", when, _NO_LABEL, (), None, (), stated.span)
