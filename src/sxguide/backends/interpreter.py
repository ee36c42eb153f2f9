"""The reference back end: walks the rules as they are written, slowly and obviously. The others must agree with it.

What is not known stays `Unknown` and carries the names that would settle it; three-valued logic does the rest. Where it
leaves a truth or value open, the interpreter asks what all completions of the missing facts agree on (`Agreement`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from sxguide.answers import Benefit, Handling, Missing, Outcome, Point, Status
from sxguide.backends.situation import (
    Reading,
    Situation,
    as_plain,
    formula_text,
    missing_of,
    statement_of,
    used,
)
from sxguide.model import (
    Condition,
    Expression,
    Group,
    Interpretation,
    Item,
    Output,
    Plain,
    Service,
)
from sxguide.reasons import Grounds, Reason, Truth
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sxguide.backends.agreement import Agreement

# Where a value is open, and something may be known of it all the same.
_OPEN = frozenset({"range", "undetermined"})
# Kinds of which a range of values says something.
_RANGED = frozenset({"date", "integer", "number", "money"})


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules of one service say of one person; all of it is worked out."""

    outcome: Outcome
    is_exact: bool
    reasons: Reason
    benefit: Mapping[str, Benefit]
    missing: tuple[Missing, ...]
    materials: tuple[Point, ...]
    handling: Handling
    notices: tuple[Point, ...]
    interpretations: tuple[Interpretation, ...]


def find(service: Service, situation: Situation, agreement: Callable[[], Agreement]) -> Found:
    """What the rules of one service say of one person; `agreement` is asked for only where something is open."""
    return _Finder(situation, service, agreement).findings()


def services_first(service: Service, situation: Situation, reasons: Reason) -> tuple[Service, ...]:
    """The other services that establish facts with which a condition of `service` comes to hold that does not yet."""
    open_now = {leaf.id for leaf in reasons if leaf.truth is not True and leaf.in_force}
    conditions = [each for each in service.eligibility.conditions() if each.id in open_now]

    def helps(other: Service) -> bool:
        then = situation.completed(dict.fromkeys(other.establishes, True))
        return any(then.work_out(condition.when)[0] is True for condition in conditions)

    others = situation.rulebook.services.values()
    return tuple(
        other for other in others if other is not service and other.establishes and helps(other)
    )


class _Finder:
    """One service put to one situation."""

    def __init__(
        self, situation: Situation, service: Service, agreement: Callable[[], Agreement]
    ) -> None:
        self._asked: Agreement | None = None
        self._agreement = agreement
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
        missing: tuple[Missing, ...] = ()
        if reasons.truth is None:
            missing = missing_of(self._situation, self._awaited(reasons))
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
            is_exact=self._asked is None or self._asked.is_exact,
        )

    def _ask(self) -> Agreement:
        """What all completions agree on, looked at once."""
        if self._asked is None:
            self._asked = self._agreement()
        return self._asked

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
            truth, waits, reading = self._truth(condition.when)
            self._waits[condition.id] = waits
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
                truth = self._ask().group(group)
        grounds = Grounds.known((), self._rulebook.cite(group.cites))
        return Reason(statement_of(group, in_force=in_force), truth, children, grounds)

    def _truth(self, when: Expression) -> tuple[Truth, frozenset[str], Reading]:
        """The truth of an expression, the names it waits for where it is open, and what was read for it."""
        value, reading = self._situation.work_out(when)
        if isinstance(value, Unknown):
            return self._ask().truth(when), value.names, reading
        return value is True, frozenset(), reading

    def _awaited(self, reason: Reason) -> tuple[str, ...]:
        """The names that the open outcome waits for: those most conditions wait for first, then as they come."""
        awaited = self._ask().awaited()
        if awaited is not None:
            return awaited
        counts: dict[str, int] = {}
        for leaf in _open_leaves(reason):
            for name in sorted(self._waits[leaf.id]):
                counts[name] = counts.get(name, 0) + 1
        return tuple(sorted(counts, key=lambda name: -counts[name]))

    def _benefit(self, output: Output, outcome: Outcome, missing: tuple[Missing, ...]) -> Benefit:
        value, reading = self._situation.work_out(output.formula)
        for_nobody = output.given == "when_eligible" and outcome is Outcome.INELIGIBLE
        possible: tuple[Value, ...] = ()
        if isinstance(value, Unknown) and not for_nobody:
            possible = self._ask().values(output)
            value = possible[0] if len(possible) == 1 else value
        waits = output.given == "when_eligible" and outcome is Outcome.UNDETERMINED
        known = as_plain(value, output.kind, output.name)
        wanted: tuple[Missing, ...] = ()
        status: Status
        if for_nobody or value is None:
            status, known = "not_applicable", None
        elif waits or isinstance(value, Unknown):
            status, known = "undetermined", None
            wanted = self._output_waits(output, value, missing if waits else ())
            if waits:
                possible = self._if_eligible(output, value)
            elif _is_range(possible, output):
                status = "range"
        else:
            status = "known"
        if status != "not_applicable":
            self._rests_on.update(dict.fromkeys((*output.rests_on, *reading.rests_on)))
        return Benefit(
            name=output.name,
            label=output.label,
            value=known,
            possible=_in_order(possible, output) if status in _OPEN else (),
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

    def _if_eligible(self, output: Output, value: Value) -> tuple[Value, ...]:
        """What an output may come to if the outcome does, as far as that can be told."""
        if not isinstance(value, Unknown):
            return (value,)
        return self._ask().values_if_eligible(output)

    def _output_waits(
        self, output: Output, value: Value, earlier: tuple[Missing, ...]
    ) -> tuple[Missing, ...]:
        """What an output waits for: what its outcome waits for first, then what its value does."""
        if not isinstance(value, Unknown):
            return earlier
        names = self._ask().awaited_by(output)
        wanted = missing_of(self._situation, sorted(value.names if names is None else names))
        named = {each.name for each in earlier}
        return (*earlier, *(each for each in wanted if each.name not in named))

    def _points(self, items: tuple[Item, ...]) -> Iterator[Point]:
        for item in items:
            needed: Truth = True
            cites: tuple[str, ...] = item.cites
            if item.when is not None:
                needed, _, reading = self._truth(item.when)
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


def _is_range(values: tuple[Value, ...], output: Output) -> bool:
    """Whether values say something together: one that is sure, or the least and the greatest of an ordered kind."""
    if not values or None in values:
        return False
    return len(values) == 1 or output.kind in _RANGED


def _in_order(values: tuple[Value, ...], output: Output) -> tuple[Plain, ...]:
    """Values as their declared kind, the least first; none where they say nothing together."""
    if not _is_range(values, output):
        return ()
    plain = [as_plain(value, output.kind, output.name) for value in values]
    return tuple(sorted((each for each in plain if each is not None), key=_sort_key))


def _sort_key(value: Plain) -> tuple[str, Plain]:
    return type(value).__name__, value


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
