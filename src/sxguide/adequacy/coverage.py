"""Coverage: which scenarios make each part of the rules true, false and decisive.

A condition is decisive where the outcome would be another if it alone came out otherwise. Two scenarios in which it is
decisive, true in one and false in the other, show that it decides by itself (masking MC/DC). Any other part is decisive
where the scenario states what it says, and so would fail without it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.adequacy.possible import Possible
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.feel.tables import evaluate_table
from sxguide.model import Condition, Group, TableFormula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sxguide.adequacy.trials import Trial
    from sxguide.citations import Text
    from sxguide.decision import Decision
    from sxguide.guide import Guide
    from sxguide.model import Item, Service
    from sxguide.reasons import Reason, Truth
    from sxguide.shapes import Record

PartKind: TypeAlias = Literal[
    "condition", "row", "material", "handling", "notice", "deadline", "clause"
]


@dataclass(slots=True)
class Part:
    """One part of a service's rules, and the scenarios that try it.

    `true`, `false` and `decisive` are names of scenarios. `wanted` tells which of these there have to be: a material that
    everybody needs is never false. Of a condition, `pair` is a scenario in which it is true and decisive and one in which
    it is false and decisive.
    """

    service: str
    kind: PartKind
    name: str
    label: Text
    wanted: frozenset[str]
    true: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    decisive: list[str] = field(default_factory=list)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The first scenarios that show a condition deciding both ways."""
        ways = [
            next((name for name in self.decisive if name in others), None)
            for others in (set(self.true), set(self.false))
        ]
        yes, no = ways
        return None if yes is None or no is None else (yes, no)

    @property
    def missing(self) -> tuple[str, ...]:
        """What no scenario does that could: `true`, `false`, `decisive-true` and so on."""
        found = {
            "true": bool(self.true),
            "false": bool(self.false),
            "decisive": bool(self.decisive),
            "decisive-true": not set(self.decisive).isdisjoint(self.true),
            "decisive-false": not set(self.decisive).isdisjoint(self.false),
        }
        return tuple(way for way, is_there in found.items() if way in self.wanted and not is_there)


_CONDITION = frozenset({"true", "false", "decisive-true", "decisive-false"})
_ALWAYS = frozenset({"true", "decisive"})
_SOMETIMES = frozenset({"true", "false", "decisive"})


def coverage(
    guide: Guide, services: Sequence[str], trials: Mapping[str, Sequence[Trial]]
) -> tuple[Part, ...]:
    """Every part of some services, with the scenarios that try it. Every scenario holds."""
    parts: list[Part] = []
    for name in services:
        parts.extend(_Tally(guide, guide.services[name]).counted(trials[name]))
    return tuple(parts)


class _Tally:
    """One service's parts, counted scenario by scenario."""

    def __init__(self, guide: Guide, service: Service) -> None:
        self._guide = guide
        self._service = service
        possible = Possible(guide, service)
        self._conditions = {
            each.id: self._part(
                "condition",
                f"eligibility/{each.id}",
                each.label,
                possible.ways(each.id, _CONDITION),
            )
            for each in service.eligibility.conditions()
        }
        self._rows = {
            (output.name, place): self._part(
                "row", f"benefit/{output.name}/{place + 1}", output.label, _SOMETIMES
            )
            for output in service.outputs
            if isinstance(output.formula, TableFormula)
            for place in range(len(output.formula.table.rows))
        }
        self._items = dict(self._item_parts())
        deadline = self._part("deadline", "deadline", service.title, _ALWAYS)
        self._deadline = deadline
        self._clauses = {
            locator: self._part("clause", locator, guide.rulebook.citations[locator].gist, _ALWAYS)
            for locator in _own_clauses(service)
        }

    def _part(self, kind: PartKind, name: str, label: Text, wanted: frozenset[str]) -> Part:
        return Part(self._service.name, kind, name, label, wanted)

    def _item_parts(self) -> Iterator[tuple[str, Part]]:
        handling = self._service.handling
        kinds: tuple[tuple[PartKind, str, tuple[Item, ...]], ...] = (
            ("material", "materials", self._service.materials),
            ("handling", "accepted_at", handling.accepted_at),
            ("handling", "reviewed_by", handling.reviewed_by),
            ("handling", "results_at", handling.results_at),
            ("notice", "notices", self._service.notices),
        )
        for kind, key, items in kinds:
            for item in items:
                wanted = _ALWAYS if item.when is None else _SOMETIMES
                name = f"{key}/{item.id}"
                yield name, self._part(kind, name, item.text, wanted)

    def counted(self, trials: Sequence[Trial]) -> tuple[Part, ...]:
        """The parts, with the scenarios that try each."""
        for trial in trials:
            expect = trial.scenario.expect
            if expect is not None:
                self._count(trial, trial.decision(self._guide), expect)
        return (
            *self._conditions.values(),
            *self._rows.values(),
            *self._items.values(),
            self._deadline,
            *self._clauses.values(),
        )

    def _count(self, trial: Trial, decision: Decision, expect: Record) -> None:
        for reason in decision.reasons:
            if reason.id in self._conditions:
                is_decisive = _decides(decision.reasons, reason.id)
                _note(self._conditions[reason.id], trial, reason.truth, is_decisive=is_decisive)
        self._count_rows(trial, decision, expect)
        self._count_items(trial, decision, expect)
        states_due = expect["due"] is not None
        _note(self._deadline, trial, truth=True, is_decisive=states_due)
        cited = {citation.clause for citation in decision.citations}
        stated = _stated_clauses(expect)
        for locator, part in self._clauses.items():
            if locator in cited:
                _note(part, trial, truth=True, is_decisive=locator in stated)

    def _count_rows(self, trial: Trial, decision: Decision, expect: Record) -> None:
        stated = {named.name for named in expect["benefit"] or () if named.value.text != "none"}
        facts = {APPLICATION_DATE: decision.on, **decision.receipt.facts}
        situation = Situation(self._guide.rulebook, self._guide.calendar, facts)
        for output in self._service.outputs:
            if not isinstance(output.formula, TableFormula):
                continue
            result = evaluate_table(output.formula.table, situation.lookup)
            for place in range(len(output.formula.table.rows)):
                is_open = place in result.possible
                truth = None if is_open else place in result.matched
                is_decisive = truth is True and output.name in stated
                _note(self._rows[output.name, place], trial, truth, is_decisive=is_decisive)

    def _count_items(self, trial: Trial, decision: Decision, expect: Record) -> None:
        handling = decision.handling
        lists = {
            "materials": (decision.materials, "materials"),
            "accepted_at": (handling.accepted_at, "handling"),
            "reviewed_by": (handling.reviewed_by, "handling"),
            "results_at": (handling.results_at, "handling"),
            "notices": (decision.notices, "notices"),
        }
        named = {each.name for each in expect["clauses"] or ()}
        for key, (points, stating) in lists.items():
            for point in points:
                part = self._items[f"{key}/{point.id}"]
                # To name its clauses states that it is there, but not for whom.
                is_stated = expect[stating] is not None
                is_stated = is_stated or (part.wanted == _ALWAYS and part.name in named)
                _note(part, trial, point.needed, is_decisive=is_stated)


def _note(part: Part, trial: Trial, truth: Truth, *, is_decisive: bool) -> None:
    if truth is None:
        return
    (part.true if truth else part.false).append(trial.name)
    if is_decisive:
        part.decisive.append(trial.name)


def _decides(reasons: Reason, name: str) -> bool:
    """Whether the outcome turns with one condition, all others being as they are."""
    return {_with(reasons, name, truth=True), _with(reasons, name, truth=False)} == {True, False}


def _with(reason: Reason, name: str, *, truth: bool) -> Truth:
    """The truth of a node where that of a condition is another."""
    if not reason.in_force:
        return False
    if reason.quantifier is None:
        return truth if reason.id == name else reason.truth
    seen = {_with(child, name, truth=truth) for child in reason.children}
    deciding = reason.quantifier == "any"
    if deciding in seen:
        return deciding
    return None if None in seen else not deciding


def _stated_clauses(expect: Record) -> set[str]:
    stated = set(expect["cites"] or ())
    for named in (*(expect["fails"] or ()), *(expect["clauses"] or ())):
        stated.update(named.value)
    return stated


def _own_clauses(service: Service) -> tuple[str, ...]:
    """The clauses that a service's rules cite themselves, each once."""

    def cites(node: Condition | Group) -> Iterator[str]:
        yield from node.cites
        for member in node.members if isinstance(node, Group) else ():
            yield from cites(member)

    tables = [each.formula for each in service.outputs if isinstance(each.formula, TableFormula)]
    items = (*service.materials, *service.handling.items(), *service.notices)
    return tuple(
        dict.fromkeys(
            (
                *cites(service.eligibility),
                *(locator for output in service.outputs for locator in output.cites),
                *(locator for item in items for locator in item.cites),
                *(locator for table in tables for row in table.row_cites for locator in row),
                *service.deadline.cites,
            )
        )
    )
