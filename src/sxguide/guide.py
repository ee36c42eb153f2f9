"""Guide: rules loaded once, asked many times."""

from __future__ import annotations

import datetime as dt
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.backends import interpreter
from sxguide.backends.compiled import Compiled
from sxguide.backends.situation import (
    APPLICATION_DATE,
    Situation,
    application_date,
    contradictions,
)
from sxguide.bundle import bundled_rulebook
from sxguide.cases import read_case
from sxguide.decision import Deadline, Decision, Outcome, Receipt
from sxguide.dependencies import facts_read
from sxguide.errors import (
    CaseError,
    DecisionError,
    Problem,
    UnknownServiceError,
    nearest,
    shortened,
)
from sxguide.rulefiles import bundled_files, files_at, folder_files, read_text
from sxguide.screening import Screening
from sxguide.workdays import FIRST_DAY, LAST_DAY, WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from sxguide.citations import Language
    from sxguide.decision import Findings
    from sxguide.model import Fact, Parameter, Plain, Rulebook, Service
    from sxguide.prose import Prose
    from sxguide.recommendations import Recommendation
    from sxguide.search import Hit, SearchIndex


# Which back end decides. They agree; the interpreter is the reference, and slow.
BackEnd: TypeAlias = Literal["compiled", "interpreter"]

# A term that begins on the last of these days still ends within the calendar.
LAST_APPLICATION = LAST_DAY.replace(year=LAST_DAY.year - 1)


def load(
    path: str | Path | None = None,
    *,
    calendar: WorkCalendar | None = None,
    parameters: str | Path | None = None,
    source: str | Path | None = None,
) -> Guide:
    """The bundled rules, or those in the folder `path`, as a guide.

    `calendar` is the working-day calendar to count with; by default the announced schedules that the installed
    `holidays` package knows. `parameters` is a file or folder of parameters of your own, which take the place of their
    namesakes. `source` is the official text of the guide (UTF-8), which citations then quote.

    Raises:
        RulebookError: Every fault of every rule file.
        GuideTextError: `source` is not the edition that the rules were written from.
    """
    if path is None and parameters is None:
        rulebook = bundled_rulebook()
    else:
        rule_files = bundled_files() if path is None else folder_files(Path(path))
        overlay = files_at(Path(parameters)) if parameters is not None else None
        rulebook = _loader().load_rulebook(rule_files, overlay)
    if source is not None:
        rulebook = _loader().attach_source(rulebook, read_text(Path(source)))
    return Guide(rulebook, calendar)


def _loader() -> ModuleType:
    """What reads rule files, which most programs leave to the build."""
    from sxguide import loader  # noqa: PLC0415 — as long to import as everything else together

    return loader


class Guide:
    """A checked rulebook with a calendar. Immutable, and safe to share between threads."""

    def __init__(
        self,
        rulebook: Rulebook,
        calendar: WorkCalendar | None = None,
        *,
        back_end: BackEnd = "compiled",
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._office = _Office(self)
        self._by_name = _index(rulebook.services)
        self._compiled = (
            Compiled(rulebook, lambda: self.calendar) if back_end == "compiled" else None
        )

    @property
    def rulebook(self) -> Rulebook:
        """The rules themselves."""
        return self._rulebook

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day calendar that deadlines are counted with."""
        # The default calendar takes longer to build than most decisions need it for: only on first use.
        return self._calendar or WorkCalendar.default()

    @property
    def services(self) -> Mapping[str, Service]:
        """The services by name, in the guide's order."""
        return self._rulebook.services

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The vocabulary by name."""
        return self._rulebook.facts

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The dated values from the law, by name."""
        return self._rulebook.parameters

    def service(self, name: str | int) -> Service:
        """The service with that name, number (22 or "22") or title, spaces ignored.

        Raises:
            UnknownServiceError: There is none; the message names the nearest.
        """
        # Most callers give the very name.
        exact = self._rulebook.services.get(name) if type(name) is str else None
        if exact is not None:
            return exact
        key = _key(str(name))
        if key in self._by_name:
            return self._by_name[key]
        near = nearest(key, self._by_name)
        hint = (
            f": did you mean `{self._by_name[near].name}`?"
            if near
            else "; `sxguide services` lists them all"
        )
        message = f"unknown service `{shortened(str(name))}`{hint}"
        raise UnknownServiceError(message)

    def facts_read(self, service: str | int) -> tuple[Fact, ...]:
        """The facts that a service reads, in the vocabulary's order.

        Raises:
            UnknownServiceError: There is no such service.
        """
        return facts_read(self._rulebook, self.service(service))

    def decide(self, service: str | int, case: object, *, on: dt.date) -> Decision:
        """Whether the person of `case` may have `service`, asked on the date `on`.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        rules = self.service(service)
        inquiry = self._inquiry(case, on)
        return Decision(rules, inquiry.facts, on, self._find(rules, inquiry), self._office)

    def screen(self, case: object, *, on: dt.date) -> Screening:
        """The decisions on all services for the person of `case`, asked on the date `on`.

        Raises:
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        inquiry = self._inquiry(case, on)
        decisions = tuple(
            Decision(rules, inquiry.facts, on, self._find(rules, inquiry), self._office)
            for rules in self.services.values()
        )
        return Screening(on, decisions, inquiry.services_first)

    def recommend(
        self,
        service: str | int,
        case: object,
        candidates: object,
        *,
        on: dt.date,
        limit: int | None = None,
    ) -> Recommendation:
        """The `candidates` that suit the person of `case`, asked on the date `on`, the best first.

        `candidates` is a list of mappings or dataclasses with the fields that the service declares. At most `limit` sure
        matches are given, and as many possible ones.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another, or else candidates are malformed; all faults at once.
            DecisionError: The service recommends nothing, `on` is no date, or `limit` no count.
        """
        from sxguide.backends.recommender import Recommender  # noqa: PLC0415 — few programs recommend
        from sxguide.candidates import read_candidates  # noqa: PLC0415 — as above

        rules = self.service(service)
        if rules.matching is None:
            names = ", ".join(f"`{each.name}`" for each in self.services.values() if each.matching)
            message = (
                f"`{rules.name}` recommends nothing; the services that do are {names or 'none'}"
            )
            raise DecisionError(message)
        if limit is not None:
            _require_count(limit)
        inquiry = self._inquiry(case, on)
        read = read_candidates(rules.matching.fields, candidates)
        decision = Decision(rules, inquiry.facts, on, self._find(rules, inquiry), self._office)
        return Recommender(rules.matching, inquiry.situation).recommend(decision, read, limit)

    def search(self, query: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """The services that `query` is about, in Chinese or English, the best first, each with the clause that fits.

        Raises:
            DecisionError: `query` is no text, or `limit` no count.
        """
        _require_text(query)
        _require_count(limit)
        return self._index.search(query, limit)

    @cached_property
    def _index(self) -> SearchIndex:
        from sxguide.search import SearchIndex  # noqa: PLC0415 — few programs search

        return SearchIndex(self._rulebook)

    def _inquiry(self, case: object, on: dt.date) -> _Inquiry:
        """The facts that the caller gives, checked, on the date."""
        if type(on) is not dt.date:
            _require_date(on)
        compiled = self._compiled
        given = compiled.read(case) if compiled is not None else None
        if given is not None:
            day = given.get(APPLICATION_DATE, on)
            is_usable = FIRST_DAY <= day <= LAST_APPLICATION  # type: ignore[operator]  # the vocabulary has it as a date
            if is_usable and not compiled.may_contradict(given, day):  # type: ignore[arg-type, union-attr]  # as above
                return _Inquiry(self, given, on, day)  # type: ignore[arg-type]  # as above
        given = read_case(self._rulebook, case)
        day = application_date({APPLICATION_DATE: on, **given})
        inquiry = _Inquiry(self, given, on, day)
        _refuse_unusable(inquiry.situation)
        return inquiry

    def _find(self, rules: Service, inquiry: _Inquiry) -> Findings:
        if self._compiled is None:
            return inquiry.reference(rules)
        return self._compiled.find(rules, inquiry)


class _Inquiry:
    """One person's facts on one date."""

    __slots__ = ("_guide", "_on", "_situation", "day", "facts")

    def __init__(self, guide: Guide, facts: Mapping[str, Plain], on: dt.date, day: dt.date) -> None:
        self._guide = guide
        self._on = on
        self._situation: Situation | None = None
        self.facts = facts
        self.day = day

    @property
    def situation(self) -> Situation:
        """The value of every name that a rule may read."""
        if self._situation is None:
            facts = {APPLICATION_DATE: self._on, **self.facts}
            self._situation = Situation(self._guide.rulebook, self._guide.calendar, facts)
        return self._situation

    def reference(self, service: Service) -> Findings:
        """What the interpreter finds."""
        return interpreter.find(service, self.situation)

    def services_first(self, decision: Decision) -> tuple[str, ...]:
        """The services with which a condition comes to hold that does not yet."""
        if decision.outcome is Outcome.ELIGIBLE:
            return ()
        service = self._guide.services[decision.service]
        others = interpreter.services_first(service, self.situation, decision.reasons)
        return tuple(each.name for each in others)


class _Office:
    """Deadlines, receipts and words for the decisions of one guide."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    @cached_property
    def _prose(self) -> Prose:
        from sxguide.prose import Prose  # noqa: PLC0415 — few programs want words

        return Prose()

    def deadline(self, service: Service, facts: Mapping[str, Plain], on: dt.date) -> Deadline:
        """When the agency has to answer."""
        rule = service.deadline
        day = application_date({APPLICATION_DATE: on, **facts})
        due = self._guide.calendar.due(day, rule.working_days)
        return Deadline(
            due=due.date,
            working_days=rule.working_days,
            counting=rule.counting,
            provisional=due.provisional,
            provisional_years=due.provisional_years,
            citations=self._guide.rulebook.cite(rule.cites),
        )

    def receipt(self, service: Service, facts: Mapping[str, Plain], on: dt.date) -> Receipt:
        """What reproduces the decision; its facts are in the order of the vocabulary."""
        return Receipt(
            rulebook=self._guide.rulebook.digest,
            engine=_engine(),
            calendar=self._guide.calendar.version,
            service=service.name,
            on=on,
            facts={name: facts[name] for name in self._guide.facts if name in facts},
        )

    def text(self, decision: Decision, lang: Language) -> str:
        """Plain text of several lines."""
        return self._prose.text(decision, lang)

    def html(self, decision: Decision, lang: Language) -> str:
        """An HTML fragment; everything that came from a case is escaped."""
        return self._prose.html(decision, lang)


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
def _engine() -> str:
    """The version of this library."""
    from importlib.metadata import version  # noqa: PLC0415 — a tenth of the time to start

    return version("sxguide")


def _require_date(on: object) -> None:
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        message = "`on` must be a date without a time"
        raise DecisionError(message)


def _require_text(query: object) -> None:
    if not isinstance(query, str):
        message = "`query` must be a text"
        raise DecisionError(message)


def _require_count(limit: object) -> None:
    if type(limit) is not int or limit < 0:
        message = "`limit` must be a whole number from 0 up"
        raise DecisionError(message)


def _key(name: str) -> str:
    return "".join(name.split()).casefold()


def _index(services: Mapping[str, Service]) -> dict[str, Service]:
    """The services by every name that finds them."""
    index: dict[str, Service] = {}
    for service in services.values():
        titles = (words for title in service.titles for words in (title.zh, title.en))
        for name in (service.name, str(service.number), *titles):
            index.setdefault(_key(name), service)
    return index
