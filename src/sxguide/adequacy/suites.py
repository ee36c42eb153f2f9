"""Suites: scenarios on both sides of every boundary, for their author to confirm.

What they expect is what the rules say now. So they show what the rules do and not that it is right, until somebody who
knows the law has looked at each and taken its mark away.
"""

from __future__ import annotations

import datetime as dt
import itertools
import operator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from sxguide.adequacy.possible import way_of
from sxguide.backends.situation import as_plain
from sxguide.dependencies import facts_read
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.errors import CaseError
from sxguide.scenario_writer import file_text, said, scenario_text
from sxguide.verification.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.citations import JsonValue
    from sxguide.decision import Decision
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.variables import Cell, Point, Variable
    from sxguide.guide import Guide
    from sxguide.model import Condition, Kind, Plain, Service

_DAY = dt.timedelta(days=1)
_FEN = Decimal("0.01")
_HEAD = """\
# yaml-language-server: $schema=../../../rules/schema/scenarios.json
# Generated from the rules: check each against the law, and take `confirmed: false` away.
"""
# What a generated scenario states, where there is something to state.
_STATED = ("benefit", "due", "provisional", "fails", "missing", "materials", "notices")
_WAYS = ("decisive-true", "decisive-false", "true", "false")


@dataclass(frozen=True, slots=True)
class Draft:
    """A case, and in a few words why it is tried."""

    name: str
    facts: Mapping[str, Plain]


def suite(guide: Guide, service: Service, on: dt.date) -> str | None:
    """A scenario file for a service on a day; None where nothing about it turns on facts, or its diagram is too large."""
    try:
        ground = Ground(service, Moment(guide.rulebook, guide.calendar, on, {}))
        drafts = list(_Drafts(guide, ground).all())
    except DiagramTooLargeError:
        return None
    texts: dict[tuple[tuple[str, Plain], ...], str] = {}
    for draft in drafts:
        key = tuple(sorted(draft.facts.items()))
        if key not in texts:
            expect = _expected(guide.decide(service.name, draft.facts, on=on))
            texts[key] = scenario_text(
                draft.name, service.name, on, draft.facts, expect, confirmed=False
            )
    if not texts:
        return None
    return file_text(texts.values(), _HEAD)


def _expected(decision: Decision) -> dict[str, JsonValue]:
    """What a scenario about a decision would state."""
    found = said(decision)
    kept = {key: found[key] for key in _STATED if found[key] not in ([], {})}
    return {"outcome": found["outcome"], **kept}


class _Drafts:
    """The cases of one service on one day."""

    def __init__(self, guide: Guide, ground: Ground) -> None:
        self._guide = guide
        self._ground = ground
        self._service = ground.service
        self._kinds = {each.name: each.kind for each in facts_read(guide.rulebook, self._service)}

    def all(self) -> Iterator[Draft]:
        """Each condition deciding both ways, each boundary of it, and each way in which the rest can come out."""
        for condition in self._in_force():
            yield from self._ways(condition)
            yield from self._boundaries(condition)
        yield from self._outputs()
        yield from self._items()

    def _in_force(self) -> Iterator[Condition]:
        """The conditions that the diagram has, with those alone that are in force."""
        reasons = self._guide.decide(self._service.name, {}, on=self._ground.moment.day).reasons
        here = {each.id for each in reasons if each.in_force}
        return (each for each in self._service.eligibility.conditions() if each.id in here)

    def _ways(self, condition: Condition) -> Iterator[Draft]:
        for way in _WAYS[:2]:
            facts = self._somebody(way_of(self._ground, condition.when, condition.id, way))
            if facts is not None:
                truth = way.removeprefix("decisive-")
                yield Draft(f"{condition.id} alone is {truth}", facts)

    def _boundaries(self, condition: Condition) -> Iterator[Draft]:
        """Where the condition turns along a fact: the last value on the one side, the first on the other."""
        truth = self._ground.diagram.truths[condition.when]
        decisive = self._ground.any_of(
            way_of(self._ground, condition.when, condition.id, way) for way in _WAYS[:2]
        )
        yield from self._edges(condition.id, truth, decisive)

    def _outputs(self) -> Iterator[Draft]:
        ground = self._ground
        for output in self._service.outputs:
            root = ground.diagram.values.get(output.name)
            if root is None:
                continue
            seen = ground.forest.true if output.given == "always" else ground.diagram.root
            for number, answer in enumerate(self._answers(root), start=1):
                here = ground.forest.mapped(root, partial(operator.eq, answer))
                facts = self._somebody(ground.all_of((seen, here)))
                if facts is not None:
                    yield Draft(f"{output.name}, value {number}", facts)
            yield from self._edges(output.name, root, seen)

    def _answers(self, root: NodeId) -> list[object]:
        forest = self._ground.forest
        leaves = [root] if root < 0 else []
        leaves += [
            child for node in forest.below(root) for child in forest.children[node] if child < 0
        ]
        return [forest.value(leaf) for leaf in dict.fromkeys(leaves)]

    def _items(self) -> Iterator[Draft]:
        ground, service = self._ground, self._service
        for item in (*service.materials, *service.handling.items(), *service.notices):
            if item.when is None:
                continue
            truth = ground.diagram.truths[item.when]
            for node, words in ((truth, "applies"), (ground.none_of(truth), "does not apply")):
                facts = self._somebody(node)
                if facts is not None:
                    yield Draft(f"{item.id} {words}", facts)
            yield from self._edges(item.id, truth, ground.forest.true)

    # People

    def _somebody(self, node: NodeId) -> dict[str, Plain] | None:
        """The facts of somebody of whom something is true, of those alone that the service reads."""
        for example in self._ground.examples(node):
            facts = {name: value for name, value in example.facts.items() if name in self._kinds}
            if self._is_possible(facts):
                return facts
        return None

    def _is_possible(self, facts: Mapping[str, Plain]) -> bool:
        try:
            self._guide.decide(self._service.name, facts, on=self._ground.moment.day)
        except CaseError:
            return False
        return True

    def _edges(self, name: str, root: NodeId, where: NodeId) -> Iterator[Draft]:
        """Both sides of each place where a function turns along a fact, `where` it matters if that can be."""
        forest = self._ground.forest
        for level in sorted(forest.support(root)):
            variable = self._ground.diagram.variables[level]
            if variable.opaque is not None:
                continue
            cells = [cell for cell in variable.cells if cell.is_interval]
            for below, above in itertools.pairwise(cells):
                for facts in self._sides(variable, (below, above), root, where):
                    value = facts[variable.name]
                    yield Draft(f"{name} at {variable.name} = {value}", facts)

    def _sides(
        self, variable: Variable, cells: tuple[Cell, Cell], root: NodeId, where: NodeId
    ) -> tuple[dict[str, Plain], ...]:
        """The same person on both sides of a cut; nobody where the function does not turn there."""
        ground, name = self._ground, variable.name
        samples = [cell.sample for cell in cells]
        turned = [ground.with_value(root, name, sample) for sample in samples]
        if turned[0] == turned[1]:
            return ()
        both = [ground.with_value(where, name, sample) for sample in samples]
        unlike = self._unlike(*turned)
        kind = self._kinds.get(name)
        if kind is None:
            return ()
        values = [as_plain(each, kind, name) for each in (_last(kind, cells[0]), samples[1])]
        for example in ground.examples(unlike, ground.any_of(both)):
            facts = {key: each for key, each in example.facts.items() if key in self._kinds}
            sides = tuple({**facts, name: value} for value in values if value is not None)
            if all(map(self._is_possible, sides)):
                return sides
        return ()

    def _unlike(self, one: NodeId, other: NodeId) -> NodeId:
        """Where two functions have different values."""
        ground = self._ground
        answers = dict.fromkeys((*self._answers(one), *self._answers(other)))
        alike = ground.any_of(
            ground.all_of(
                ground.forest.mapped(each, partial(operator.eq, answer)) for each in (one, other)
            )
            for answer in answers
        )
        return ground.none_of(alike)


def _last(kind: Kind, cell: Cell) -> Point | None:
    """The greatest value of a cell that ends at a cut; of a number without steps, one that is close."""
    if cell.high is None:
        return cell.sample
    value, is_behind = cell.high
    if is_behind:
        return value
    if isinstance(value, dt.date):
        return value - _DAY
    if not isinstance(value, Decimal):
        return cell.sample
    close = value - (Decimal(1) if kind == "integer" else _FEN)
    return close if cell.low is None or (close, False) >= cell.low else cell.sample
