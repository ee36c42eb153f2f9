"""Decision: what is said to a person about one service on one date, as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from fractions import Fraction

    from sxguide.answers import Benefit, Deadline, Handling, Missing, Outcome, Point, Receipt
    from sxguide.change import Changes
    from sxguide.citations import Citation, JsonValue, Language, Text
    from sxguide.model import Fact, Interpretation, Plain, Service
    from sxguide.reasons import Reason


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
