"""Answers: the parts of a decision: outcome, amounts, what is missing, deadline, what to bring and where, receipt; as data."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.model import to_json_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sxguide.citations import Citation, JsonValue, Text
    from sxguide.model import Plain
    from sxguide.reasons import Grounds, Truth, Used

Status: TypeAlias = Literal["known", "range", "undetermined", "not_applicable"]


class Outcome(enum.Enum):
    """Whether the person may have the service."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"

    @classmethod
    def of(cls, truth: Truth) -> Outcome:
        """The outcome that the truth of the eligibility tree's root stands for."""
        if truth is None:
            return cls.UNDETERMINED
        return cls.ELIGIBLE if truth else cls.INELIGIBLE


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact or parameter that nobody gave and that can still change the answer.

    `note` says of a parameter why it has no value; `available_on` from when it has one, where that is known.
    """

    name: str
    kind: Literal["fact", "parameter"]
    label: Text
    question: Text | None = None
    note: Text | None = None
    available_on: dt.date | None = None

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label.to_dict(),
            "question": self.question.to_dict() if self.question else None,
            "note": self.note.to_dict() if self.note else None,
            "available_on": to_json_value(self.available_on),
        }


@dataclass(frozen=True, slots=True)
class Benefit:
    """One named output. `value` is None unless `status` is `known`.

    `possible` are the values that it can still take, the least first, where `status` is `range`; where the outcome is open,
    those that it takes if the person turns out to be eligible. Empty where these cannot be told.
    """

    name: str
    label: Text
    value: Plain | None
    possible: tuple[Plain, ...]
    unit: str | None
    status: Status
    missing: tuple[Missing, ...]
    formula: str
    grounds: Grounds = field(repr=False)

    @property
    def derivation(self) -> tuple[Used, ...]:
        """What the value was worked out from, step by step, in the order in which it was read."""
        return self.grounds.used

    @property
    def provisional_years(self) -> tuple[int, ...]:
        """The years whose calendar nobody has announced and that the value was counted over."""
        return self.grounds.provisional_years

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses behind the output and behind what it reads."""
        return self.grounds.citations

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "label": self.label.to_dict(),
            "value": to_json_value(self.value),
            "possible": [to_json_value(value) for value in self.possible],
            "unit": self.unit,
            "status": self.status,
            "missing": [missing.to_dict() for missing in self.missing],
            "formula": self.formula,
            "derivation": [used.to_dict() for used in self.derivation],
            "provisional_years": list(self.provisional_years),
            "citations": [citation.clause for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for the agency to answer, counted from the application.

    `provisional` tells that the count ran into years whose calendar nobody has announced (`provisional_years`).
    """

    due: dt.date | None
    working_days: int
    counting: Literal["after_application_day", "not_stated", "instant"]
    provisional: bool
    provisional_years: tuple[int, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "due": to_json_value(self.due),
            "working_days": self.working_days,
            "counting": self.counting,
            "provisional": self.provisional,
            "provisional_years": list(self.provisional_years),
            "citations": [citation.clause for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Point:
    """A material, place, agency, channel or notice. `needed` None: depends on what is not known."""

    id: str
    text: Text
    needed: Truth
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "id": self.id,
            "text": self.text.to_dict(),
            "needed": self.needed,
            "citations": [citation.clause for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Handling:
    """Where the service is accepted, who reviews it, and where the result appears."""

    accepted_at: tuple[Point, ...]
    reviewed_by: tuple[Point, ...]
    results_at: tuple[Point, ...]

    def points(self) -> Iterator[Point]:
        """Every point, in the order of a visit."""
        yield from self.accepted_at
        yield from self.reviewed_by
        yield from self.results_at

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "accepted_at": [point.to_dict() for point in self.accepted_at],
            "reviewed_by": [point.to_dict() for point in self.reviewed_by],
            "results_at": [point.to_dict() for point in self.results_at],
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """What reproduces a decision: which rules, engine and calendar, for which service, date and facts."""

    rulebook: str
    engine: str
    calendar: str
    service: str
    on: dt.date
    facts: Mapping[str, Plain]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON; facts sorted by name."""
        return {
            "rulebook": self.rulebook,
            "engine": self.engine,
            "calendar": self.calendar,
            "service": self.service,
            "on": self.on.isoformat(),
            "facts": {name: to_json_value(self.facts[name]) for name in sorted(self.facts)},
        }
