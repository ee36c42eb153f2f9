"""Decision: what is said to a person about one service on one date, as data."""

from __future__ import annotations

import datetime as dt
import enum
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from fractions import Fraction

    from sxguide.citations import Basis, Citation, JsonValue, Language, Text
    from sxguide.model import Fact, Interpretation, Plain

Truth: TypeAlias = bool | None
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


class Renderer(Protocol):
    """Turns a decision into something to read; `Guide` hands one to every decision it makes."""

    def text(self, decision: Decision, lang: Language) -> str:
        """Plain text of several lines."""

    def html(self, decision: Decision, lang: Language) -> str:
        """An HTML fragment; everything that came from a case is escaped."""


class Analyser(Protocol):
    """Answers what is asked of a decision afterwards; `Guide` hands one to every decision it makes."""

    def blame(self, decision: Decision) -> tuple[tuple[Reason, ...], ...]:
        """The minimal sets of conditions that suffice for a refusal, the smallest first."""

    def next_question(
        self,
        decision: Decision,
        *,
        population: Sequence[Mapping[str, Plain]] = (),
        without: Collection[str] = (),
    ) -> Fact | None:
        """The fact to ask for next, none of those in `without`; None where no answer is needed, or none could help.

        `population` are people to expect answers from: those who agree with what is known are equally likely.
        """

    def settling(
        self, decision: Decision, *, without: Collection[str] = ()
    ) -> tuple[tuple[Fact, Fraction], ...]:
        """The facts that may be asked for, each with the chance that its answer settles the outcome."""


def to_json_value(value: Plain | None) -> JsonValue:
    """A plain value for JSON: decimals and dates as strings, so that nothing is rounded."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


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
class Used:
    """A value that went into a finding: a fact, a parameter or a derived fact. None: not known.

    `value_label` is what an enumeration's value is called.
    """

    name: str
    kind: Literal["fact", "parameter", "definition"]
    label: Text
    value: Plain | None
    unit: str | None
    value_label: Text | None = None
    basis: Basis | None = None
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label.to_dict(),
            "value": to_json_value(self.value),
            "unit": self.unit,
            "basis": self.basis,
            "citations": [citation.clause for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """A node of the condition tree; iterating it gives the node and everything below it, depth first.

    `quantifier` is None for a leaf. `expression` is the leaf's FEEL text. A node out of force is false.
    """

    id: str
    label: Text
    truth: Truth
    in_force: bool
    quantifier: Literal["all", "any"] | None
    children: tuple[Reason, ...]
    expression: str | None
    used: tuple[Used, ...]
    citations: tuple[Citation, ...]

    def __iter__(self) -> Iterator[Reason]:
        """This node, then every node below it, depth first."""
        yield self
        for child in self.children:
            yield from child

    def failures(self) -> Iterator[Reason]:
        """What a refusal rests on: leaves that are false, and whole branches that are not in force."""
        if self.truth is False:
            if self.quantifier is None or not self.in_force:
                yield self
                return
            for child in self.children:
                yield from child.failures()

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        plain: dict[str, JsonValue] = {
            "id": self.id,
            "label": self.label.to_dict(),
            "truth": self.truth,
            "in_force": self.in_force,
            "citations": [citation.clause for citation in self.citations],
        }
        if self.quantifier is not None:
            plain["quantifier"] = self.quantifier
            plain["children"] = [child.to_dict() for child in self.children]
        else:
            plain["expression"] = self.expression
            plain["used"] = [used.to_dict() for used in self.used]
        return plain


@dataclass(frozen=True, slots=True)
class Benefit:
    """One named output. `value` is None unless `status` is `known`.

    `possible` are the values that it can still take, the least first, where `status` is `range`; where the outcome is open,
    those that it takes if the person turns out to be eligible. Empty where these cannot be told.

    `derivation` is what the value was worked out from, step by step, in the order in which it was read.
    `provisional_years` are those whose calendar nobody has announced and that the value was counted over.
    """

    name: str
    label: Text
    value: Plain | None
    possible: tuple[Plain, ...]
    unit: str | None
    status: Status
    missing: tuple[Missing, ...]
    formula: str
    derivation: tuple[Used, ...]
    provisional_years: tuple[int, ...]
    citations: tuple[Citation, ...]

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


@dataclass(frozen=True, slots=True)
class Findings:
    """What a back end finds of one person and one service: a decision without its deadline and receipt."""

    outcome: Outcome
    reasons: Reason
    benefit: Mapping[str, Benefit]
    missing: tuple[Missing, ...]
    materials: tuple[Point, ...]
    handling: Handling
    notices: tuple[Point, ...]
    interpretations: tuple[Interpretation, ...]
    is_exact: bool

    def citations(self) -> Iterator[Citation]:
        """Every citation of every finding, in the order in which a reader meets them."""
        for reason in self.reasons:
            yield from reason.citations
        for benefit in self.benefit.values():
            yield from benefit.citations
        for point in (*self.materials, *self.handling.points(), *self.notices):
            yield from point.citations


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a person may have a service, what it pays, what to bring, where, by when, and which clauses say so.

    `is_exact` tells that what is open is open indeed: some completion of the missing facts goes either way. It is false
    where something is open and the service is too large for its diagram, so that three-valued logic alone has answered.
    """

    service: str
    number: int
    title: Text
    on: dt.date
    outcome: Outcome
    is_exact: bool
    reasons: Reason
    benefit: Mapping[str, Benefit]
    missing: tuple[Missing, ...]
    deadline: Deadline
    materials: tuple[Point, ...]
    handling: Handling
    notices: tuple[Point, ...]
    interpretations: tuple[Interpretation, ...]
    citations: tuple[Citation, ...]
    receipt: Receipt
    renderer: Renderer = field(compare=False, repr=False)
    analyser: Analyser = field(compare=False, repr=False)

    @property
    def blame(self) -> tuple[tuple[Reason, ...], ...]:
        """What a refusal rests on: every minimal set of conditions that suffices for it, the smallest first.

        A set suffices if the person would be refused even though all other conditions held, whatever is not known. It
        may hold conditions that are open, where one or the other of them is broken in any case; and whole branches that
        are not in force. Empty where nobody is refused.
        """
        return self.analyser.blame(self)

    @property
    def obstacles(self) -> tuple[tuple[Reason, ...], ...]:
        """Of what is to blame, as many sets without a condition in common as there are, the smallest first.

        To be eligible takes a change to each of them.
        """
        chosen: list[tuple[Reason, ...]] = []
        named: set[str] = set()
        for reasons in self.blame:
            ids = {reason.id for reason in reasons}
            if named.isdisjoint(ids):
                chosen.append(reasons)
                named |= ids
        return tuple(chosen)

    @property
    def next_question(self) -> Fact | None:
        """The missing fact with which the fewest questions are to be expected until the outcome is settled.

        Every possible combination of values that the rules can tell apart counts as equally likely; `Guide.next_question`
        takes a population instead. None where the outcome is settled, or where no answer could settle it.
        """
        return self.analyser.next_question(self)

    @property
    def is_settled_at_once(self) -> bool:
        """Whether the guide has the service answered on the spot and nobody else review it."""
        return self.deadline.counting == "instant" and not self.handling.reviewed_by

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON. Keys keep this order, so that two equal decisions give the same bytes."""
        return {
            "service": self.service,
            "number": self.number,
            "title": self.title.to_dict(),
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "exact": self.is_exact,
            "reasons": self.reasons.to_dict(),
            "blame": [[reason.id for reason in reasons] for reasons in self.blame],
            "benefit": {name: benefit.to_dict() for name, benefit in self.benefit.items()},
            "missing": [missing.to_dict() for missing in self.missing],
            "deadline": self.deadline.to_dict(),
            "materials": [point.to_dict() for point in self.materials],
            "handling": self.handling.to_dict(),
            "notices": [point.to_dict() for point in self.notices],
            "interpretations": [entry.to_dict() for entry in self.interpretations],
            "citations": [citation.to_dict() for citation in self.citations],
            "receipt": self.receipt.to_dict(),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """JSON text, Chinese left readable."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def text(self, lang: Language = "zh") -> str:
        """The decision in words, several lines."""
        return self.renderer.text(self, lang)

    def __str__(self) -> str:
        """The decision in Chinese words."""
        return self.text()

    def _repr_html_(self) -> str:
        return self.renderer.html(self, "zh")
