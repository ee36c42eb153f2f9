"""The reference back end: walks the rules as they are written, slowly and obviously. The others must agree with it.

What is not known stays `Unknown` and carries the names that would settle it; three-valued logic does the rest. Where a
truth or value stays unknown only for want of facts with few values (yes or no, one of a list), all their completions
are tried: if they agree, that is the answer.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from sxguide.backends.situation import (
    Reading,
    Situation,
    as_plain,
    contradictions,
    domain,
    formula_text,
    statement_of,
    used,
)
from sxguide.decision import (
    Benefit,
    Grounds,
    Handling,
    Missing,
    Outcome,
    Point,
    Reason,
    Status,
    Truth,
)
from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Formula,
    Gap,
    Group,
    Interpretation,
    Item,
    Output,
    Service,
)
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# How many completions of the missing facts are tried before three-valued logic has the last word.
MAX_COMPLETIONS = 64


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules of one service say of one person; all of it is worked out."""

    outcome: Outcome
    reasons: Reason
    benefit: Mapping[str, Benefit]
    missing: tuple[Missing, ...]
    materials: tuple[Point, ...]
    handling: Handling
    notices: tuple[Point, ...]
    interpretations: tuple[Interpretation, ...]


def find(service: Service, situation: Situation) -> Found:
    """What the rules of one service say of one person."""
    return _Finder(situation, service).findings()


def services_first(service: Service, situation: Situation, reasons: Reason) -> tuple[Service, ...]:
    """The other services that establish facts with which a condition of `service` comes to hold that does not yet."""
    open_now = {leaf.id for leaf in reasons if leaf.truth is not True and leaf.in_force}
    conditions = [each for each in service.eligibility.conditions() if each.id in open_now]

    def helps(other: Service) -> bool:
        then = situation.completed(dict.fromkeys(other.establishes, True))
        return any(_truth(condition, then) is True for condition in conditions)

    others = situation.rulebook.services.values()
    return tuple(
        other for other in others if other is not service and other.establishes and helps(other)
    )


class _Finder:
    """One service put to one situation."""

    def __init__(self, situation: Situation, service: Service) -> None:
        self._situation = situation
        self._rulebook = situation.rulebook
        self._service = service
        # The interpretations that something in this decision rests on, and the names each truth waits for.
        self._rests_on: dict[str, None] = {}
        self._waits: dict[str, frozenset[str]] = {}

    def findings(self) -> Found:
        """Everything, in the order in which a decision tells it."""
        service = self._service
        reasons = self._reason(service.eligibility, in_force=True)
        outcome = Outcome.of(reasons.truth)
        missing = self._missing(self._waiting(reasons)) if reasons.truth is None else ()
        benefit = {
            output.name: self._benefit(output, outcome, missing) for output in service.outputs
        }
        materials = tuple(self._points(service.materials))
        handling = Handling(
            accepted_at=tuple(self._points(service.handling.accepted_at)),
            reviewed_by=tuple(self._points(service.handling.reviewed_by)),
            results_at=tuple(self._points(service.handling.results_at)),
        )
        notices = tuple(self._points(service.notices))
        return Found(
            outcome=outcome,
            reasons=reasons,
            benefit=benefit,
            missing=missing,
            materials=materials,
            handling=handling,
            notices=notices,
            interpretations=self._interpretations(),
        )

    def _reason(self, node: Condition | Group, *, in_force: bool) -> Reason:
        here = in_force and (node.in_force is None or node.in_force.covers(self._situation.day))
        match node:
            case Condition():
                return self._leaf(node, in_force=here)
            case Group():
                return self._branch(node, in_force=here)
            case _:
                assert_never(node)

    def _leaf(self, condition: Condition, *, in_force: bool) -> Reason:
        truth: Truth = False
        reading = Reading()
        if in_force:
            value, reading = self._agreed(condition.when)
            truth = None if isinstance(value, Unknown) else value is True
            if isinstance(value, Unknown):
                self._waits[condition.id] = value.names
            self._rests_on.update(dict.fromkeys((*condition.rests_on, *reading.rests_on)))
        grounds = Grounds.known(
            tuple(used(self._situation, reading)),
            self._rulebook.cite((*condition.cites, *reading.cites)),
        )
        return Reason(statement_of(condition, in_force=in_force), truth, (), grounds)

    def _branch(self, group: Group, *, in_force: bool) -> Reason:
        children = tuple(self._reason(member, in_force=in_force) for member in group.members)
        truth: Truth = False
        if in_force:
            truth = _join(group.quantifier == "all", (child.truth for child in children))
            if truth is None:
                truth = self._settled(group, children)
        grounds = Grounds.known((), self._rulebook.cite(group.cites))
        return Reason(statement_of(group, in_force=in_force), truth, children, grounds)

    def _settled(self, group: Group, children: tuple[Reason, ...]) -> Truth:
        """The truth of a group that its members leave open, where all completions of what they wait for agree."""
        waiting = frozenset[str]().union(
            *(self._waits.get(leaf.id, frozenset()) for child in children for leaf in child)
        )
        truths = {_truth(group, situation) for situation in self._completions(waiting)}
        return truths.pop() if len(truths) == 1 else None

    def _agreed(self, formula: Formula) -> tuple[Value, Reading]:
        """The value of a formula; where it is unknown for want of facts with few values, what all completions agree on."""
        value, reading = self._situation.work_out(formula)
        if isinstance(value, Unknown):
            values = [
                situation.work_out(formula)[0] for situation in self._completions(value.names)
            ]
            if (
                values
                and not isinstance(values[0], Unknown)
                and all(other == values[0] for other in values)
            ):
                return values[0], reading
        return value, reading

    def _completions(self, names: frozenset[str]) -> Iterator[Situation]:
        """The situation with every possible choice of these facts, unless one has many values or they are too many."""
        domains = [domain(self._rulebook.facts.get(name)) for name in sorted(names)]
        if not all(domains) or math.prod(map(len, domains)) > MAX_COMPLETIONS:
            return
        # Facts that are given contradict nothing; only what reads a completed one can be broken.
        constraints = self._situation.constraints_on(names)
        for values in itertools.product(*domains):
            situation = self._situation.completed(dict(zip(sorted(names), values, strict=True)))
            if not contradictions(situation, constraints):
                yield situation

    def _waiting(self, reason: Reason) -> list[str]:
        """The names that an open node waits for: those most conditions wait for first, then as they come."""
        counts: dict[str, int] = {}
        for leaf in _open_leaves(reason):
            for name in sorted(self._waits[leaf.id]):
                counts[name] = counts.get(name, 0) + 1
        return sorted(counts, key=lambda name: -counts[name])

    def _missing(self, names: list[str] | frozenset[str]) -> tuple[Missing, ...]:
        ordered = names if isinstance(names, list) else sorted(names)
        return tuple(self._missing_one(name) for name in ordered)

    def _missing_one(self, name: str) -> Missing:
        if not name.startswith(PARAMETER_PREFIX):
            fact = self._rulebook.facts[name]
            return Missing(name, "fact", fact.label, fact.question)
        label = self._rulebook.parameters[name.removeprefix(PARAMETER_PREFIX)].label
        found = self._situation.entry(name)
        if isinstance(found, Gap):
            return Missing(
                name, "parameter", label, note=found.reason, available_on=found.available_on
            )
        return Missing(name, "parameter", label)

    def _benefit(self, output: Output, outcome: Outcome, missing: tuple[Missing, ...]) -> Benefit:
        value, reading = self._agreed(output.formula)
        for_nobody = output.given == "when_eligible" and outcome is Outcome.INELIGIBLE
        waits = output.given == "when_eligible" and outcome is Outcome.UNDETERMINED
        wanted = self._missing(value.names) if isinstance(value, Unknown) else ()
        known = as_plain(value, output.kind, output.name)
        status: Status
        if for_nobody or value is None:
            status, wanted, known = "not_applicable", (), None
        elif waits or isinstance(value, Unknown):
            earlier = missing if waits else ()
            named = {each.name for each in earlier}
            status, known = "undetermined", None
            wanted = (*earlier, *(each for each in wanted if each.name not in named))
        else:
            status = "known"
        if status != "not_applicable":
            self._rests_on.update(dict.fromkeys((*output.rests_on, *reading.rests_on)))
        return Benefit(
            name=output.name,
            label=output.label,
            value=known,
            unit=output.unit,
            status=status,
            missing=wanted,
            formula=formula_text(output.formula),
            grounds=Grounds.known(
                tuple(used(self._situation, reading)),
                self._rulebook.cite((*output.cites, *reading.cites)),
                tuple(reading.provisional_years) if known is not None else (),
            ),
        )

    def _points(self, items: tuple[Item, ...]) -> Iterator[Point]:
        for item in items:
            needed: Truth = True
            cites: tuple[str, ...] = item.cites
            if item.when is not None:
                value, reading = self._agreed(item.when)
                needed = None if isinstance(value, Unknown) else value is True
                cites = (*item.cites, *reading.cites)
                self._rests_on.update(dict.fromkeys(reading.rests_on))
            yield Point(item.id, item.text, needed, self._rulebook.cite(cites))

    def _interpretations(self) -> tuple[Interpretation, ...]:
        """The service's own readings, then the shared ones that something in this decision rests on."""
        shared = (*self._rests_on, *self._service.deadline.rests_on)
        own = [entry.id for entry in self._service.interpretations]
        return tuple(
            self._rulebook.interpretations[name] for name in dict.fromkeys((*own, *shared))
        )


def _truth(node: Condition | Group, situation: Situation) -> Truth:
    """The bare truth of a node, without reasons."""
    if node.in_force is not None and not node.in_force.covers(situation.day):
        return False
    if isinstance(node, Condition):
        value, _ = situation.work_out(node.when)
        return None if isinstance(value, Unknown) else value is True
    return _join(node.quantifier == "all", (_truth(member, situation) for member in node.members))


def _join(every: bool, truths: Iterator[Truth]) -> Truth:  # noqa: FBT001 — the callers write the comparison
    """Kleene's `and` (every) or `or`."""
    seen = set(truths)
    if (not every) in seen:
        return not every
    return None if None in seen else every


def _open_leaves(reason: Reason) -> Iterator[Reason]:
    if reason.truth is not None:
        return
    if reason.quantifier is None:
        yield reason
    for child in reason.children:
        yield from _open_leaves(child)
