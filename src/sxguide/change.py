"""Change: what would turn the answer of a decision, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

from sxguide.model import to_json_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sxguide.answers import Outcome
    from sxguide.citations import Citation, JsonValue, Language
    from sxguide.decision import Decision
    from sxguide.model import Fact, Plain, Service
    from sxguide.reasons import Reason

# What a change takes: nothing but time; something that the person does; something that is not the person's to change.
ChangeKind: TypeAlias = Literal["time", "action", "not_changeable"]


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`; None is without end. Both ends are within, unless said otherwise."""

    low: Plain | None
    high: Plain | None
    includes_low: bool = True
    includes_high: bool = True

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "low": to_json_value(self.low),
            "high": to_json_value(self.high),
            "includes_low": self.includes_low,
            "includes_high": self.includes_high,
        }


@dataclass(frozen=True, slots=True)
class NewValue:
    """What one fact would have to be: one of `values`, or within one of `ranges`.

    `now` is its present value, and `example` the one that was tried. `services` are those that bring it about.
    """

    fact: Fact
    now: Plain | None
    values: tuple[Plain, ...]
    ranges: tuple[Range, ...]
    example: Plain
    services: tuple[Service, ...] = ()

    @property
    def name(self) -> str:
        """The fact's name."""
        return self.fact.name

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "label": self.fact.label.to_dict(),
            "unit": self.fact.unit,
            "now": to_json_value(self.now),
            "values": [to_json_value(value) for value in self.values],
            "ranges": [each.to_dict() for each in self.ranges],
            "example": to_json_value(self.example),
            "services": [service.name for service in self.services],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """Other values of some facts that turn the answer: any of those told will do, and no part of them does.

    `on` is the earliest date at which all of it can be reached, and `decision` the one made anew then, with each fact's
    `example`. Time is part of the change (`application.date` is among the facts) where one has to wait longer than the
    other facts take to grow, counted from `start`, the day of the application. `is_sure` tells whether the answer turns
    whatever is not known. `before` is the decision that it is about, and `idle` the one if nothing but time passes.
    """

    facts: tuple[NewValue, ...]
    kind: ChangeKind
    is_sure: bool
    on: dt.date
    start: dt.date = field(repr=False)
    before: Decision = field(compare=False, repr=False)
    idle: Decision = field(compare=False, repr=False)
    decision: Decision = field(compare=False, repr=False)

    @property
    def waits(self) -> bool:
        """Whether it cannot be had on the date that the decision was asked on."""
        return self.on > self.start

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The conditions that it concerns, as they stand in the new decision, and branches that come into force or end.

        They turn with it: they stand otherwise before, or if nothing but time passes.
        """
        rows = zip(self.before.reasons, self.idle.reasons, self.decision.reasons, strict=True)
        return tuple(
            then
            for now, idle, then in rows
            if {now.truth, idle.truth} != {then.truth}
            and (then.quantifier is None or now.in_force is not then.in_force)
        )

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses of the conditions that turn with it, each once."""
        cited = (citation for reason in self.reasons for citation in reason.citations)
        return tuple(dict.fromkeys(cited))

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "kind": self.kind,
            "sure": self.is_sure,
            "on": self.on.isoformat(),
            "facts": [each.to_dict() for each in self.facts],
            "outcome": self.decision.outcome.value,
            "reasons": [reason.id for reason in self.reasons],
            "citations": [citation.clause for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Changes(Sequence[Change]):
    """What would turn the answer of a decision to `target`: the fewest facts first, and of as many, time before action.

    `is_exact` is false where there may be others: the service is too large for its diagram, or the answer hangs on
    something that has no cells, such as the words of a posting.
    """

    decision: Decision
    target: Outcome
    is_exact: bool
    changes: tuple[Change, ...]

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Change, ...]: ...
    def __getitem__(self, index: int | slice) -> Change | tuple[Change, ...]:
        """The change at a place, the best first."""
        return self.changes[index]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        """The best first."""
        return iter(self.changes)

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "service": self.decision.service,
            "on": self.decision.on.isoformat(),
            "outcome": self.decision.outcome.value,
            "target": self.target.value,
            "exact": self.is_exact,
            "changes": [each.to_dict() for each in self.changes],
        }

    def text(self, lang: Language = "zh") -> str:
        """The changes in words, several lines."""
        return self.decision.renderer.changes(self, lang)

    def __str__(self) -> str:
        """The changes in Chinese words."""
        return self.text()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last` on which the outcome is the same if only time passes; no `last`: as far as is known."""

    first: dt.date
    last: dt.date | None
    outcome: Outcome

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "first": self.first.isoformat(),
            "last": to_json_value(self.last),
            "outcome": self.outcome.value,
        }
