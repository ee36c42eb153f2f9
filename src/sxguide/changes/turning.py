"""Turning: the days on which the answer to one person may turn if only time passes.

From one change of the law to the next the rules are the same on every day, and the date is a fact like any other: the
comparisons that it stands in cut its domain, the person's own dates and numbers being given.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

from sxguide.backends.compiled.programs import day_after, edges_of
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.changes.kept import Kept
from sxguide.dependencies import behind, reads
from sxguide.diagram.builder import cuts_along
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.model import Condition, Expression, Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.backends.situation import Situation
    from sxguide.model import Fact, Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar

# Where a rule is not proved to turn once with the date, so many days are tried one by one.
MAX_TRIED = 12_000
# Sets of days that are kept, one for a service, a time without a change of the law, and the dates and numbers of a person.
MAX_KEPT = 1_000

_DAY = dt.timedelta(days=1)
_FEW = frozenset({"boolean", "enumeration"})


class TurningDays:
    """The turning days of all services, up to a last day. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook, calendar: WorkCalendar, last: dt.date) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self.last = last
        self._rules: dict[
            str, tuple[tuple[Expression, ...], tuple[Fact, ...], frozenset[dt.date]]
        ] = {}
        self._kept = Kept[frozenset[dt.date]](MAX_KEPT)

    def after(self, service: Service, situation: Situation) -> list[dt.date]:
        """The days after the application on which something may turn, in order; some turn nothing."""
        rules, facts, edges = self._of(service)
        start = situation.day
        later = sorted(day for day in edges if start < day <= self.last)
        fixed = situation.known(fact.name for fact in facts)
        found = set(later)
        # The law is the same since its last change: whoever asks on another day meets with what was found.
        since = max((day for day in edges if day <= start), default=start)
        for first, end in pairwise((start, *later, self.last + _DAY)):
            days = self._within(service, rules, since if first == start else first, fixed)
            found.update(day for day in days if first < day < end)
        return sorted(found)

    def _of(
        self, service: Service
    ) -> tuple[tuple[Expression, ...], tuple[Fact, ...], frozenset[dt.date]]:
        found = self._rules.get(service.name)
        if found is None:
            found = self._rules[service.name] = self._find(service)
        return found

    def _find(
        self, service: Service
    ) -> tuple[tuple[Expression, ...], tuple[Fact, ...], frozenset[dt.date]]:
        """Every rule of the eligibility, the facts with many values that they read, and the days on which the law changes."""
        rulebook = self._rulebook
        rules = [condition.when for condition in service.eligibility.conditions()]
        rules += [constraint.holds for constraint in rulebook.constraints]
        names = behind(rulebook, (name for rule in rules for name in reads(rule)))
        facts = [fact for name, fact in rulebook.facts.items() if name in names]
        by_default = [fact.default for fact in facts if fact.default is not None]
        parameters = (rulebook.parameter(name) for name in names)
        edges = edges_of([each for each in parameters if each is not None])
        for period in _periods(service.eligibility):
            edges.update(period)
        many = tuple(
            fact for fact in facts if fact.kind not in _FEW and fact.name != APPLICATION_DATE
        )
        if any(self._reads_date(fact) for fact in many):
            # The year of the application, mostly.
            edges.update(dt.date(year, 1, 1) for year in range(dt.MINYEAR, self.last.year + 1))
        return (*rules, *by_default), many, frozenset(edges)

    def _reads_date(self, fact: Fact) -> bool:
        """Whether the default of a fact changes with the date."""
        return fact.default is not None and APPLICATION_DATE in behind(
            self._rulebook, reads(fact.default)
        )

    def _within(
        self,
        service: Service,
        rules: tuple[Expression, ...],
        first: dt.date,
        fixed: Mapping[str, Plain],
    ) -> frozenset[dt.date]:
        """The days on which a rule turns, as the law stands on the day `first`."""
        key = (service.name, first, tuple(fixed.items()))
        return self._kept.of(key, lambda: self._cut(service, rules, first, fixed))

    def _cut(
        self,
        service: Service,
        rules: tuple[Expression, ...],
        first: dt.date,
        fixed: Mapping[str, Plain],
    ) -> frozenset[dt.date]:
        moment = Moment(self._rulebook, self._calendar, first, fixed, waits=True)
        try:
            cuts = cuts_along(APPLICATION_DATE, rules, service, moment)
        except DiagramTooLargeError:
            cuts = None
        if cuts is None:
            return frozenset(first + _DAY * number for number in range(1, MAX_TRIED))
        return frozenset(
            value + is_behind * _DAY for value, is_behind in cuts if isinstance(value, dt.date)
        )


def _periods(node: Condition | Group) -> Iterator[tuple[dt.date, ...]]:
    """The first day of each period in which a rule is in force, and the day after it."""
    period = node.in_force
    if period is not None:
        end = None if period.end is None else day_after(period.end)
        yield tuple(day for day in (period.start, end) if day is not None)
    for member in node.members if isinstance(node, Group) else ():
        yield from _periods(member)
