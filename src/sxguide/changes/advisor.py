"""Advisor: what would turn the answer of a decision: all days, each change tried by a decision made anew, the best first."""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from sxguide.answers import Outcome
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.change import Change, ChangeKind, Changes, NewValue, Range, Stretch
from sxguide.changes.outlook import Ground, Outlook
from sxguide.changes.reach import example, is_by_time, plain, ranges, reached_on
from sxguide.changes.turning import TurningDays
from sxguide.dependencies import behind, names_behind, read_by, reads
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.changes.outlook import Turned
    from sxguide.decision import Decision
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.diagram.variables import Point
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar

    # The decision on a service with these facts, asked on a date; None where the facts contradict one another.
    Decide = Callable[[Service, Mapping[str, Plain], dt.date], Decision | None]

# Days that are looked into for one person.
MAX_DAYS = 60

_DAY = dt.timedelta(days=1)
_RANKS: dict[ChangeKind, int] = {"time": 0, "action": 1, "not_changeable": 2}


@dataclass(frozen=True, slots=True)
class _Set:
    """Facts that turn the answer on a day: surely or possibly; with values in reach, or with some that never are."""

    facts: tuple[Turned, ...]
    day: dt.date
    is_sure: bool
    in_reach: bool

    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(each.fact.name for each in self.facts))


class Advisor:
    """What would turn answers, of one rulebook and calendar. Safe to share between threads."""

    def __init__(
        self, rulebook: Rulebook, calendar: WorkCalendar, diagrams: Diagrams, last: dt.date
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._diagrams = diagrams
        self._turning = TurningDays(rulebook, calendar, last)
        self.last = last
        defaults = {
            name: behind(rulebook, reads(fact.default))
            for name, fact in rulebook.facts.items()
            if fact.default is not None
        }
        self._ground = Ground(defaults)
        self._hangs_on = lru_cache(maxsize=1_000)(self._find_hanging)
        self._facts_of: dict[str, frozenset[str]] = {}

    def changes(
        self, service: Service, decision: Decision, situation: Situation, decide: Decide
    ) -> Changes:
        """What would turn the answer of a decision."""
        wanted = decision.outcome is not Outcome.ELIGIBLE
        target = Outcome.of(wanted)
        search = _Search(self, service, situation, decide)
        try:
            sets = search.sets(decision.outcome)
        except (DiagramTooLargeError, LimitError):
            return Changes(decision, target, is_exact=False, changes=())
        tried = [search.tried(each, decision) for each in sets]
        changes = [each for each in tried if each is not None]
        is_exact = search.is_exact and len(changes) == len(tried)
        return Changes(decision, target, is_exact, tuple(sorted(changes, key=self._rank)))

    def stretches(
        self, service: Service, situation: Situation, decide: Decide
    ) -> tuple[Stretch, ...]:
        """The outcomes from the application on if only time passes, without days on which the facts contradict one another.

        Raises:
            LimitError: the service is too large to tell when something turns.
        """
        found: list[Stretch] = []
        try:
            days = [situation.day, *self._turning.after(service, situation)]
        except DiagramTooLargeError as error:
            message = f"`{service.name}` has too many rules that go by the date to tell when its answer turns"
            raise LimitError(message) from error
        ends = [*(day - _DAY for day in days[1:]), None]
        for first, last in zip(days, ends, strict=True):
            decision = decide(service, situation.facts, first)
            if decision is None:
                continue
            before = found[-1] if found else None
            meets = before is not None and before.last == first - _DAY
            if before is not None and meets and before.outcome is decision.outcome:
                found[-1] = Stretch(before.first, last, before.outcome)
            else:
                found.append(Stretch(first, last, decision.outcome))
        return tuple(found)

    def later(self, service: Service, situation: Situation) -> list[dt.date]:
        """The days on which something may turn as time passes, also if events are had anew."""
        days = self._turning.after(service, situation)
        start = situation.day
        anew = {
            name: start
            for name in self._read(service)
            if name in situation.facts and self._rulebook.facts[name].mutability == "anew"
        }
        if anew:
            days += self._turning.after(service, situation.completed(anew))
        return days

    def outlook(self, service: Service, situation: Situation, day: dt.date) -> Outlook:
        """The person on a later day.

        Raises:
            DiagramTooLargeError: the service has no diagram.
        """
        then = situation.completed({APPLICATION_DATE: day})
        standing = self._diagrams.stand(service, then)
        if standing is None:
            raise DiagramTooLargeError
        return Outlook(standing, then, situation.day, self._ground)

    def explores(self, service: Service, outlook: Outlook) -> bool:
        """Whether every fact of the person that the answer may hang on has cells."""
        return self._hangs_on(service.name, outlook.given) <= outlook.explored

    def services_for(self, fact: str) -> tuple[Service, ...]:
        """The services that bring about that a fact is true."""
        services = self._rulebook.services.values()
        return tuple(service for service in services if fact in service.establishes)

    def until(
        self, service: Service, situation: Situation, outcome: Outcome, decide: Decide
    ) -> dt.date | None:
        """The last day of the outcome, if only time passes; None where it does not end."""
        for day in self._turning.after(service, situation):
            decision = decide(service, situation.facts, day)
            if decision is None or decision.outcome is not outcome:
                return day - _DAY
        return None

    def _find_hanging(self, service: str, said: frozenset[str]) -> frozenset[str]:
        """Of the facts that are said, those that the eligibility reads; what is said needs no default."""
        conditions = self._rulebook.services[service].eligibility.conditions()
        waiting = {name for condition in conditions for name in reads(condition.when)}
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting |= read_by(self._rulebook, name) if name not in said else frozenset()
        return frozenset(found & said - {APPLICATION_DATE})

    def _read(self, service: Service) -> frozenset[str]:
        """The facts that the eligibility reads."""
        found = self._facts_of.get(service.name)
        if found is None:
            rules = [condition.when for condition in service.eligibility.conditions()]
            names = names_behind(self._rulebook, rules)
            found = self._facts_of[service.name] = names & self._rulebook.facts.keys()
        return found

    def _rank(self, change: Change) -> tuple[object, ...]:
        names = list(self._rulebook.facts)
        places = [names.index(each.name) for each in change.facts]
        return len(change.facts), _RANKS[change.kind], not change.is_sure, change.on, places


class _Search:
    """One person's facts, gone through day by day."""

    def __init__(
        self, advisor: Advisor, service: Service, situation: Situation, decide: Decide
    ) -> None:
        self._advisor = advisor
        self._service = service
        self._situation = situation
        self._decide = decide
        self._found: list[_Set] = []
        self.is_exact = True

    def sets(self, outcome: Outcome) -> list[_Set]:
        """The minimal sets of facts, each on the first day on which it turns the outcome.

        Raises:
            DiagramTooLargeError: the service has no diagram, or has too many sets.
        """
        start = self._situation.day
        waiting = [start, *self._advisor.later(self._service, self._situation)]
        heapq.heapify(waiting)
        seen: set[dt.date] = set()
        while waiting and not self._is_time_enough():
            day = heapq.heappop(waiting)
            if day in seen:
                continue
            if len(seen) == MAX_DAYS:
                self.is_exact = False
                break
            seen.add(day)
            outlook = self._advisor.outlook(self._service, self._situation, day)
            self._look(outlook, day, outcome)
            for later in outlook.growth():
                if day < later <= self._advisor.last:
                    heapq.heappush(waiting, later)
            if day == start:
                self.is_exact = self._advisor.explores(self._service, outlook)
        return self._found

    def _look(self, outlook: Outlook, day: dt.date, outcome: Outcome) -> None:
        """Takes in what turns the outcome on a day."""
        wanted = outcome is not Outcome.ELIGIBLE
        for in_reach in (True, False):
            sure, possible = outlook.sets(wanted=wanted, in_reach=in_reach)
            new = [_Set(facts, day, is_sure=True, in_reach=in_reach) for facts in sure]
            if outcome is not Outcome.UNDETERMINED:
                new += [_Set(facts, day, is_sure=False, in_reach=in_reach) for facts in possible]
            self._found += [each for each in new if not self._is_covered(each)]

    def _is_covered(self, new: _Set) -> bool:
        """Whether the same facts do, or fewer, on a day before; or with values in reach, where those of the set are not."""
        return any(
            (each.is_sure or not new.is_sure)
            and (each.in_reach or not new.in_reach)
            and (each.day < new.day or each.in_reach is not new.in_reach)
            and each.names <= new.names
            for each in self._found
        )

    def _is_time_enough(self) -> bool:
        """Whether the outcome turns surely without anything being done."""
        return any(not each.facts and each.is_sure for each in self._found)

    # Trying

    def tried(self, each: _Set, before: Decision) -> Change | None:
        """A set as a change, if the decision made anew has the other outcome."""
        start = self._situation.day
        values = tuple(self._value(turned, each) for turned in each.facts)
        grown = max((day for _, day in values), default=start)
        facts = {**self._situation.facts, **{value.name: value.example for value, _ in values}}
        decision = self._decide(self._service, facts, each.day)
        if decision is None or decision.outcome is before.outcome:
            return None
        if each.is_sure is (decision.outcome is Outcome.UNDETERMINED):
            return None
        waited = (
            None
            if each.day == start
            else self._decide(self._service, self._situation.facts, each.day)
        )
        idle = before if waited is None else waited
        news = tuple(value for value, _ in values)
        if each.day > grown or not news:
            news = (self._date(each.day, facts, decision.outcome), *news)
        return Change(news, self._kind(each), each.is_sure, each.day, start, before, idle, decision)

    def _value(self, turned: Turned, each: _Set) -> tuple[NewValue, dt.date]:
        """What a fact would have to be, and the first day on which it can."""
        fact, now, start = turned.fact, turned.now, self._situation.day
        days = [reached_on(fact, now, cell, start) for cell in turned.cells]
        reached = [(day, place) for place, day in enumerate(days) if day is not None]
        is_few = not turned.cells[0].is_interval
        if reached:
            day, place = min(reached)
            value = example(fact, now, turned.cells[place], start)
            near = ranges(fact, turned.cells, start, each.day)
        else:
            day, value = start, cast("Point", turned.cells[0].sample)
            near = ranges(fact, turned.cells)
        new = NewValue(
            fact,
            now=plain(fact, now),
            values=tuple(cast("Plain", cell.sample) for cell in turned.cells) if is_few else (),
            ranges=() if is_few else near,
            example=cast("Plain", plain(fact, value)),
            services=self._advisor.services_for(fact.name) if value is True else (),
        )
        return new, day

    def _date(self, day: dt.date, facts: Mapping[str, Plain], outcome: Outcome) -> NewValue:
        """The date of the application as a fact that has to be another."""
        then = self._situation.completed({**facts, APPLICATION_DATE: day})
        last = self._advisor.until(self._service, then, outcome, self._decide)
        fact = self._situation.rulebook.facts[APPLICATION_DATE]
        return NewValue(fact, self._situation.day, (), (Range(day, last),), day)

    def _kind(self, each: _Set) -> ChangeKind:
        if not each.in_reach:
            return "not_changeable"
        by_time = all(is_by_time(turned.fact, turned.now, turned.cells[0]) for turned in each.facts)
        return "time" if by_time else "action"
