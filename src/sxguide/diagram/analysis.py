"""Analysis: what is asked of a decision afterwards, answered from the diagram of its service."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from sxguide.answers import Outcome
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram.blame import blame
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.questions import Questions
from sxguide.diagram.remainder import Remainder
from sxguide.diagram.standing import Standing
from sxguide.model import is_parameter
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sxguide.decision import Decision
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.diagram.questions import Member
    from sxguide.diagram.variables import Variable
    from sxguide.model import Fact, Plain, Service
    from sxguide.reasons import Reason


class Analysis:
    """The `Analyser` of one decision. Nothing is worked out before it is asked for."""

    def __init__(self, diagrams: Diagrams, service: Service, situation: Situation) -> None:
        self._diagrams = diagrams
        self._service = service
        self._situation = situation

    def blame(self, decision: Decision) -> tuple[tuple[Reason, ...], ...]:
        """The minimal sets of conditions that suffice for a refusal."""
        standing = None
        if any(reason.truth is None for reason in decision.reasons):
            standing = self._diagrams.stand(self._service, self._situation)
        return blame(self._service, standing, decision.reasons)

    def next_question(
        self,
        decision: Decision,
        *,
        population: Sequence[Mapping[str, Plain]] = (),
        without: Collection[str] = (),
    ) -> Fact | None:
        """The fact to ask for next; None where the outcome is settled, or no answer could settle it."""
        names = _askable(decision, without)
        standing = self._standing(names)
        name = names[0] if names else None
        if standing is not None:
            members = tuple(self._members(standing, population))
            # Where this takes too much, what most conditions wait for is asked first.
            with suppress(DiagramTooLargeError):
                best = self._questions(standing, names, members).best()
                name = best or _indirect(standing, names)
        return None if name is None else self._fact(name)

    def settling(
        self, decision: Decision, *, without: Collection[str] = ()
    ) -> tuple[tuple[Fact, Fraction], ...]:
        """The facts that may be asked for, each with the chance that its answer settles the outcome."""
        names = _askable(decision, without)
        standing = self._standing(names)
        chances: Mapping[str, Fraction] = dict.fromkeys(names[:1], Fraction(0))
        if standing is not None:
            with suppress(DiagramTooLargeError):
                found = self._questions(standing, names).settling()
                last = _indirect(standing, names)
                chances = found or ({} if last is None else {last: Fraction(0)})
        return tuple((self._fact(name), chance) for name, chance in chances.items())

    def _fact(self, name: str) -> Fact:
        return self._situation.rulebook.facts[name]

    def _standing(self, names: Sequence[str]) -> Standing | None:
        """Where the person stands, if there is something to ask and a diagram."""
        return self._diagrams.stand(self._service, self._situation) if names else None

    def _questions(
        self, standing: Standing, names: Sequence[str], members: Sequence[Member] = ()
    ) -> Questions:
        remainder = Remainder(standing, standing.diagram.root, self._situation)
        awaited = {
            level: self._awaited(standing.diagram.variables[level])
            for level in remainder.levels(remainder.start)
        }
        return Questions(remainder, names, awaited, members)

    def _awaited(self, variable: Variable) -> frozenset[str]:
        """The facts, and the parameters without a value, that are to be known before a variable is."""
        found: set[str] = set()
        for name in variable.facts:
            value = self._situation.lookup(name)
            if isinstance(value, Unknown):
                found |= value.names if is_parameter(name) else {name}
        return frozenset(found)

    def _members(
        self, standing: Standing, population: Sequence[Mapping[str, Plain]]
    ) -> Iterator[Member]:
        """The cells of those people whom no rule of the service tells apart from the person, as far as is known."""
        rulebook, calendar = self._situation.rulebook, self._situation.calendar
        day = {APPLICATION_DATE: self._situation.day}
        levels = standing.diagram.forest.support(standing.diagram.root)
        for facts in population:
            own = Standing(standing.diagram, Situation(rulebook, calendar, {**facts, **day}))
            if all(
                standing.cells[level] is None or own.cells[level] in {standing.cells[level], None}
                for level in levels
            ):
                both = {**facts, **self._situation.facts}
                yield Standing(standing.diagram, Situation(rulebook, calendar, both)).cells


def _indirect(standing: Standing, names: Iterable[str]) -> str | None:
    """A fact that stands in no condition, and may still settle by a default what the person could not say."""
    direct = {name for variable in standing.diagram.variables for name in variable.facts}
    return next((name for name in names if name not in direct), None)


def _askable(decision: Decision, without: Collection[str]) -> list[str]:
    """The facts that can still change the outcome, but for some."""
    if decision.outcome is not Outcome.UNDETERMINED:
        return []
    return [
        each.name for each in decision.missing if each.kind == "fact" and each.name not in without
    ]
