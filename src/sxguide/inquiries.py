"""Inquiries: one person's facts on one date, put to the back ends; what a decision wants later comes from here."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.almanac import FIRST_DAY, LAST_DAY
from sxguide.answers import Deadline, Outcome, Receipt
from sxguide.backends import interpreter
from sxguide.backends.compiled import Compiled
from sxguide.backends.situation import (
    APPLICATION_DATE,
    Situation,
    application_date,
    contradictions,
)
from sxguide.cases import read_case
from sxguide.decision import Decision
from sxguide.errors import CaseError, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from sxguide.backends.agreement import Agreement
    from sxguide.change import Changes, Stretch
    from sxguide.changes.advisor import Advisor
    from sxguide.decision import Analyser, Findings, Renderer
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar

# Which back end decides. They agree; the interpreter is the reference, and slow.
BackEnd: TypeAlias = Literal["compiled", "interpreter"]

# A term that begins on the last of these days still ends within the calendar.
LAST_APPLICATION = LAST_DAY.replace(year=LAST_DAY.year - 1)


class Registry:
    """Where the inquiries of one guide come from, and what they share. Safe to share between threads."""

    def __init__(
        self, rulebook: Rulebook, calendar: Callable[[], WorkCalendar], back_end: BackEnd
    ) -> None:
        self.rulebook = rulebook
        self._calendar = calendar
        self.compiled = Compiled(rulebook, calendar) if back_end == "compiled" else None

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day calendar to count with."""
        return self._calendar()

    @cached_property
    def diagrams(self) -> Diagrams:
        """The diagrams of all services."""
        from sxguide.diagram.diagrams import Diagrams  # noqa: PLC0415 — only where something is open

        return Diagrams(self.rulebook, self.calendar)

    @cached_property
    def advisor(self) -> Advisor:
        """What looks for changes."""
        from sxguide.changes.advisor import Advisor  # noqa: PLC0415 — few programs ask on

        return Advisor(self.rulebook, self.calendar, self.diagrams, LAST_APPLICATION)

    @cached_property
    def renderer(self) -> Renderer:
        """What turns decisions into words."""
        from sxguide.change_prose import ChangeProse  # noqa: PLC0415 — few programs want words

        return ChangeProse()

    def inquiry(self, case: object, on: dt.date) -> Inquiry:
        """The facts of a case, checked, on a date.

        Raises:
            CaseError: Facts are malformed or contradict one another; all faults at once.
        """
        compiled = self.compiled
        given = compiled.read(case) if compiled is not None else None
        if given is not None:
            day = given.get(APPLICATION_DATE, on)
            is_usable = FIRST_DAY <= day <= LAST_APPLICATION  # type: ignore[operator]  # the vocabulary has it as a date
            if is_usable and not compiled.may_contradict(given, day):  # type: ignore[arg-type, union-attr]  # as above
                return Inquiry(self, given, on, day)  # type: ignore[arg-type]  # as above
        given = read_case(self.rulebook, case)
        day = application_date({APPLICATION_DATE: on, **given})
        inquiry = Inquiry(self, given, on, day)
        _refuse_unusable(inquiry.situation)
        return inquiry


class Inquiry:
    """One person's facts on one date, and the `Office` of the decisions that are made of them."""

    __slots__ = ("_registry", "_situation", "day", "facts", "on")

    def __init__(
        self, registry: Registry, facts: Mapping[str, Plain], on: dt.date, day: dt.date
    ) -> None:
        self._registry = registry
        self._situation: Situation | None = None
        self.facts = facts
        self.on = on
        self.day = day

    @property
    def situation(self) -> Situation:
        """The value of every name that a rule may read."""
        if self._situation is None:
            registry = self._registry
            facts = {APPLICATION_DATE: self.on, **self.facts}
            self._situation = Situation(registry.rulebook, registry.calendar, facts)
        return self._situation

    def decision(self, service: Service) -> Decision:
        """Whether the person may have a service."""
        compiled = self._registry.compiled
        findings = self.reference(service) if compiled is None else compiled.find(service, self)
        return Decision(service, findings, self)

    def reference(self, service: Service) -> Findings:
        """What the interpreter finds."""
        return interpreter.find(service, self.situation, lambda: self.agreement(service))

    def agreement(self, service: Service) -> Agreement:
        """What all completions of the missing facts agree on."""
        from sxguide.diagram.completions import Completions  # noqa: PLC0415 — only where something is open

        return Completions(self._registry.diagrams, service, self.situation)

    def services_first(self, decision: Decision) -> tuple[str, ...]:
        """The services with which a condition comes to hold that does not yet."""
        if decision.outcome is Outcome.ELIGIBLE:
            return ()
        service = self._registry.rulebook.services[decision.service]
        others = interpreter.services_first(service, self.situation, decision.reasons)
        return tuple(each.name for each in others)

    @property
    def renderer(self) -> Renderer:
        """What turns the decisions into words."""
        return self._registry.renderer

    def analyser(self, service: Service) -> Analyser:
        """What answers questions about a decision."""
        from sxguide.diagram.analysis import Analysis  # noqa: PLC0415 — few programs ask on

        return Analysis(self._registry.diagrams, service, self.situation)

    def changes(self, decision: Decision) -> Changes:
        """What would turn the answer."""
        registry = self._registry
        service = registry.rulebook.services[decision.service]
        return registry.advisor.changes(service, decision, self.situation, self._anew)

    def stretches(self, service: Service) -> tuple[Stretch, ...]:
        """The outcomes from the application on, if only time passes."""
        return self._registry.advisor.stretches(service, self.situation, self._anew)

    def _anew(self, service: Service, facts: Mapping[str, Plain], day: dt.date) -> Decision | None:
        """The decision on other facts, on another date; None where they contradict one another."""
        case = {name: value for name, value in facts.items() if name != APPLICATION_DATE}
        if APPLICATION_DATE in self.facts:
            case[APPLICATION_DATE] = day
        try:
            return self._registry.inquiry(case, day).decision(service)
        except CaseError:
            return None

    def deadline(self, service: Service) -> Deadline:
        """When the agency has to answer."""
        rule, registry = service.deadline, self._registry
        due = registry.calendar.due(self.day, rule.working_days)
        return Deadline(
            due=due.date,
            working_days=rule.working_days,
            counting=rule.counting,
            provisional=due.provisional,
            provisional_years=due.provisional_years,
            citations=registry.rulebook.cite(rule.cites),
        )

    def receipt(self, service: Service) -> Receipt:
        """What reproduces the decision; its facts are in the order of the vocabulary."""
        registry = self._registry
        return Receipt(
            rulebook=registry.rulebook.digest,
            engine=engine_version(),
            calendar=registry.calendar.version,
            service=service.name,
            on=self.on,
            facts={
                name: self.facts[name] for name in registry.rulebook.facts if name in self.facts
            },
        )


def _refuse_unusable(situation: Situation) -> None:
    """Refuses an application outside the calendar, and facts that contradict one another."""
    problems = contradictions(situation)
    if not FIRST_DAY <= situation.day <= LAST_APPLICATION:
        message = (
            f"`{APPLICATION_DATE}` must be from {FIRST_DAY} to {LAST_APPLICATION},"
            f" not `{situation.day}`"
        )
        problems.append(Problem("out-of-range", message, path=f"$.{APPLICATION_DATE}"))
    if problems:
        raise CaseError(problems)


@cache
def engine_version() -> str:
    """The version of this library."""
    from importlib.metadata import version  # noqa: PLC0415 — a tenth of the time to start

    return version("sxguide")
