"""Decision: what is said to a person about one service on one date, as data."""

from __future__ import annotations

import datetime as dt
import enum
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from fractions import Fraction

    from sxguide.change import Changes
    from sxguide.citations import Basis, Citation, JsonValue, Language, Text
    from sxguide.model import Fact, Interpretation, Plain, Service

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

    def changes(self, changes: Changes, lang: Language) -> str:
        """Plain text of several lines: what would turn the answer."""


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


# The values read, the clauses, the years without a calendar.
Told: TypeAlias = "tuple[tuple[Used, ...], tuple[Citation, ...], tuple[int, ...]]"


class Grounds:
    """What a finding rests on: the values read for it, and the clauses behind it; worked out when somebody first looks."""

    __slots__ = ("_key", "_told", "_work_out")

    def __init__(self, work_out: Callable[[Any], Told], key: object) -> None:
        self._work_out = work_out
        self._key = key
        self._told: Told | None = None

    @classmethod
    def known(
        cls,
        used: tuple[Used, ...],
        citations: tuple[Citation, ...],
        provisional_years: tuple[int, ...] = (),
    ) -> Grounds:
        """Grounds that are worked out already."""
        return cls(lambda told: told, (used, citations, provisional_years))

    @property
    def used(self) -> tuple[Used, ...]:
        """The values, in the order in which they were read."""
        return self.told[0]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses, each once."""
        return self.told[1]

    @property
    def provisional_years(self) -> tuple[int, ...]:
        """The years whose calendar nobody has announced and that something was counted over."""
        return self.told[2]

    @property
    def told(self) -> Told:
        """All three."""
        if self._told is None:
            self._told = self._work_out(self._key)
        return self._told

    def __eq__(self, other: object) -> bool:
        """Whether the two tell the same."""
        return isinstance(other, Grounds) and self.told == other.told

    def __hash__(self) -> int:
        """By what is told."""
        return hash(self.told)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a node of the condition tree says, whoever asks.

    `quantifier` is None for a leaf. `expression` is the leaf's FEEL text. A node out of force is false.
    """

    id: str
    label: Text
    in_force: bool
    quantifier: Literal["all", "any"] | None
    expression: str | None


class Reason:
    """A node of the condition tree; iterating it gives the node and everything below it, depth first."""

    __slots__ = ("_children", "_grounds", "_statement", "_truth")

    def __init__(
        self, statement: Statement, truth: Truth, children: tuple[Reason, ...], grounds: Grounds
    ) -> None:
        self._statement = statement
        self._truth = truth
        self._children = children
        self._grounds = grounds

    @property
    def id(self) -> str:
        """The node's name within its service."""
        return self._statement.id

    @property
    def label(self) -> Text:
        """What the node says, in words."""
        return self._statement.label

    @property
    def truth(self) -> Truth:
        """Whether it holds; None where nobody knows."""
        return self._truth

    @property
    def in_force(self) -> bool:
        """Whether the rule is in force on the date; a node out of force is false."""
        return self._statement.in_force

    @property
    def quantifier(self) -> Literal["all", "any"] | None:
        """Whether all or any of the children must hold; None for a leaf."""
        return self._statement.quantifier

    @property
    def children(self) -> tuple[Reason, ...]:
        """The nodes directly below."""
        return self._children

    @property
    def expression(self) -> str | None:
        """The leaf's FEEL text."""
        return self._statement.expression

    @property
    def grounds(self) -> Grounds:
        """What the truth rests on."""
        return self._grounds

    @property
    def used(self) -> tuple[Used, ...]:
        """The values that the truth rests on, in the order in which they were read."""
        return self._grounds.used

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses behind the condition and behind what it reads."""
        return self._grounds.citations

    def with_truth(self, truth: Truth) -> Reason:
        """The same node with another truth."""
        return Reason(self._statement, truth, self._children, self._grounds)

    def __eq__(self, other: object) -> bool:
        """Whether the two say the same, on the same grounds."""
        return isinstance(other, Reason) and self._all() == other._all()

    def __hash__(self) -> int:
        """By what is said."""
        return hash(self._all())

    def __repr__(self) -> str:
        """Short: name and truth."""
        return f"<Reason {self.id}: {self.truth}>"

    def _all(self) -> tuple[Statement, Truth, tuple[Reason, ...], Grounds]:
        return self._statement, self._truth, self._children, self._grounds

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


class Findings(Protocol):
    """What a back end finds of one person and one service: a decision without its deadline and receipt.

    The outcome is there at once; a back end may work out the rest when somebody asks for it.
    """

    @property
    def outcome(self) -> Outcome:
        """Whether the person may have the service."""

    @property
    def is_exact(self) -> bool:
        """Whether what is open is open indeed, and not for want of a diagram."""

    @property
    def reasons(self) -> Reason:
        """The condition tree."""

    @property
    def benefit(self) -> Mapping[str, Benefit]:
        """Every output that the service declares, by name."""

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What can still change the outcome, most telling first."""

    @property
    def materials(self) -> tuple[Point, ...]:
        """What to bring."""

    @property
    def handling(self) -> Handling:
        """Where to go."""

    @property
    def notices(self) -> tuple[Point, ...]:
        """What else to know."""

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The chosen readings that something in the decision rests on."""


class Office(Protocol):
    """What a decision needs beside the findings; `Guide` hands one to every decision it makes."""

    @property
    def on(self) -> dt.date:
        """The date that the decision is made for."""

    @property
    def renderer(self) -> Renderer:
        """What turns the decision into words."""

    def analyser(self, service: Service) -> Analyser:
        """What answers questions about the decision."""

    def deadline(self, service: Service) -> Deadline:
        """When the agency has to answer."""

    def receipt(self, service: Service) -> Receipt:
        """What reproduces the decision."""

    def changes(self, decision: Decision) -> Changes:
        """What would turn the answer."""


class Decision:
    """Whether a person may have a service, what it pays, what to bring, where, by when, and which clauses say so.

    The outcome is worked out already; reasons, amounts, deadline and words are when somebody first asks for them. Two
    decisions are equal when they say the same.
    """

    __slots__ = ("_citations", "_deadline", "_findings", "_office", "_receipt", "_rules")

    def __init__(self, rules: Service, findings: Findings, office: Office) -> None:
        self._rules = rules
        self._findings = findings
        self._office = office
        self._deadline: Deadline | None = None
        self._receipt: Receipt | None = None
        self._citations: tuple[Citation, ...] | None = None

    @property
    def service(self) -> str:
        """The service's name."""
        return self._rules.name

    @property
    def number(self) -> int:
        """The service's number in the guide."""
        return self._rules.number

    @property
    def title(self) -> Text:
        """The service's first title."""
        return self._rules.title

    @property
    def on(self) -> dt.date:
        """The date that the decision is made for."""
        return self._office.on

    @property
    def outcome(self) -> Outcome:
        """Whether the person may have the service."""
        return self._findings.outcome

    @property
    def is_exact(self) -> bool:
        """Whether what is open is open indeed: some completion of the missing facts goes either way.

        It is false where something is open and the service is too large for its diagram, so that three-valued logic alone
        has answered.
        """
        return self._findings.is_exact

    @property
    def reasons(self) -> Reason:
        """The condition tree: what holds, what does not, what nobody knows."""
        return self._findings.reasons

    @property
    def benefit(self) -> Mapping[str, Benefit]:
        """Every output that the service declares, by name."""
        return self._findings.benefit

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The facts and parameters that can still change the outcome, most telling first."""
        return self._findings.missing

    @property
    def deadline(self) -> Deadline:
        """The last day for the agency to answer."""
        if self._deadline is None:
            self._deadline = self._office.deadline(self._rules)
        return self._deadline

    @property
    def materials(self) -> tuple[Point, ...]:
        """What to bring."""
        return self._findings.materials

    @property
    def handling(self) -> Handling:
        """Where the service is accepted, who reviews it, and where the result appears."""
        return self._findings.handling

    @property
    def notices(self) -> tuple[Point, ...]:
        """What else to know."""
        return self._findings.notices

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The chosen readings that something in the decision rests on."""
        return self._findings.interpretations

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses behind everything said, each once, in the order in which a reader meets them."""
        if self._citations is None:
            self._citations = tuple(dict.fromkeys(self._cited()))
        return self._citations

    @property
    def receipt(self) -> Receipt:
        """What reproduces the decision."""
        if self._receipt is None:
            self._receipt = self._office.receipt(self._rules)
        return self._receipt

    @property
    def renderer(self) -> Renderer:
        """What turns the decision into words."""
        return self._office.renderer

    @property
    def analyser(self) -> Analyser:
        """What answers questions about the decision."""
        return self._office.analyser(self._rules)

    def _cited(self) -> Iterator[Citation]:
        for reason in self.reasons:
            yield from reason.citations
        for benefit in self.benefit.values():
            yield from benefit.citations
        for point in (*self.materials, *self.handling.points(), *self.notices):
            yield from point.citations
        yield from self.deadline.citations

    def __eq__(self, other: object) -> bool:
        """Whether the two say the same."""
        return isinstance(other, Decision) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # what it says holds dictionaries

    def __repr__(self) -> str:
        """Short: service, date and outcome."""
        return f"<Decision {self.service} on {self.on}: {self.outcome.value}>"

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

    def changes(self) -> Changes:
        """What would turn the answer: facts with other values, of which no part would, the fewest first.

        An eligible person is told what would lose it, everybody else what would make them eligible. A change that is `sure`
        turns the answer whatever is not known; one that is not may turn it, as what is not known comes out. Where the answer
        is open only sure ones are told, since it may go either way already. Each has been tried: the decision was made anew
        on the earliest date at which the change can be reached. No part of a change turns the answer by itself.
        """
        return self._office.changes(self)

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
