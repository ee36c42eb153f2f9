"""Screening: one person's facts put to every service, as one table."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.answers import Outcome

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Mapping
    from fractions import Fraction

    from sxguide.citations import JsonValue
    from sxguide.decision import Decision
    from sxguide.model import Fact


class Screening:
    """The decisions on all services for one person on one date, in the guide's order."""

    def __init__(
        self,
        on: dt.date,
        decisions: tuple[Decision, ...],
        services_first: Callable[[Decision], tuple[str, ...]],
    ) -> None:
        self._on = on
        self._decisions = decisions
        self._services_first = services_first

    @property
    def on(self) -> dt.date:
        """The date that the decisions are made for."""
        return self._on

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions, in the guide's order."""
        return self._decisions

    @cached_property
    def first(self) -> Mapping[str, tuple[str, ...]]:
        """For a service that is refused or open, the services with which a condition comes to hold that does not yet.

        `paths` follows them back to what can be done first.
        """
        return MappingProxyType(
            {
                each.service: self._services_first(each)
                for each in self._decisions
                if each.outcome is not Outcome.ELIGIBLE
            }
        )

    def __iter__(self) -> Iterator[Decision]:
        """The decisions, in the guide's order."""
        return iter(self.decisions)

    def __len__(self) -> int:
        """How many services were asked for."""
        return len(self.decisions)

    def __getitem__(self, service: str) -> Decision:
        """The decision on the service of that name."""
        for decision in self.decisions:
            if decision.service == service:
                return decision
        raise KeyError(service)

    def of(self, outcome: Outcome) -> tuple[Decision, ...]:
        """The decisions with that outcome."""
        return tuple(each for each in self.decisions if each.outcome is outcome)

    def at_once(self) -> tuple[Decision, ...]:
        """What the person may have and a visit settles on the spot, without a review."""
        return tuple(each for each in self.of(Outcome.ELIGIBLE) if each.is_settled_at_once)

    def next_question(self, *, without: Collection[str] = ()) -> Fact | None:
        """The fact whose answer is expected to settle the most services, none of those in `without`.

        Of two that are as good, the one that more services ask for; the chances are those of `Decision.next_question`.
        None where everything is settled, or no answer could settle more.
        """
        facts: dict[str, Fact] = {}
        found: dict[str, list[Fraction]] = {}
        for decision in self.decisions:
            for fact, chance in decision.analyser.settling(decision, without=without):
                facts[fact.name] = fact
                found.setdefault(fact.name, []).append(chance)
        best = max(found, key=lambda name: (sum(found[name]), len(found[name])), default=None)
        return None if best is None else facts[best]

    def paths(self, service: str) -> tuple[tuple[str, ...], ...]:
        """The ways to a service that others come before: on each, what to do first, in order; none where nothing does.

        A way that is part of another is left out.
        """
        found = tuple(self._paths(service, ()))
        return tuple(path for path in found if not any(set(path) < set(other) for other in found))

    def _paths(self, service: str, after: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for earlier in self.first.get(service, ()):
            if earlier not in after:
                ways = tuple(self._paths(earlier, (*after, service)))
                yield from ((*way, earlier) for way in ways or ((),))

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON; each decision short, since `Guide.decide` gives it whole."""
        return {"on": self.on.isoformat(), "services": [self._row(each) for each in self.decisions]}

    def _row(self, decision: Decision) -> dict[str, JsonValue]:
        return {
            "service": decision.service,
            "number": decision.number,
            "title": decision.title.to_dict(),
            "outcome": decision.outcome.value,
            "benefit": {name: each.to_dict()["value"] for name, each in decision.benefit.items()},
            "due": str(decision.deadline.due),
            "settled_at_once": decision.is_settled_at_once,
            "blame": [[reason.id for reason in reasons] for reasons in decision.blame],
            "missing": [each.name for each in decision.missing],
            "first": list(self.first.get(decision.service, ())),
            "paths": [list(path) for path in self.paths(decision.service)],
        }
