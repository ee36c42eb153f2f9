"""Turning: the days on which the answer to one person may turn if only time passes.

From one change of the law to the next the rules are the same on every day, and the date is a fact like any other: the
comparisons that it stands in cut its domain, the person's own dates and numbers being given.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sxguide.backends.compiled.programs import day_after, edges_of
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.changes.kept import Kept
from sxguide.dependencies import names_behind
from sxguide.diagram.builder import cuts_along
from sxguide.diagram.moment import Moment
from sxguide.model import Condition, Expression, Group

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.backends.situation import Situation
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar

# Where a rule is not proved to turn once with the date, so many days are tried one by one: four years, with a leap day.
MAX_TRIED = 1_461
# Sets of days that are kept, one for a service, a time without a change of the law, and the dates and numbers of a person.
MAX_KEPT = 1_000

_DAY = dt.timedelta(days=1)
_FEW = frozenset({"boolean", "enumeration"})


@dataclass(frozen=True, slots=True)
class _Dated:
    """What of a service goes by the date.

    `rules` read it, `facts` are those with many values that they read as well, and on `edges` the law changes.
    """

    rules: tuple[Expression, ...]
    facts: tuple[str, ...]
    edges: tuple[dt.date, ...]


class TurningDays:
    """The turning days of all services, up to a last day. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook, calendar: WorkCalendar, last: dt.date) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self.last = last
        self._dated = lru_cache(maxsize=None)(self._find_dated)
        self._kept = Kept["frozenset[dt.date] | None"](MAX_KEPT)

    def after(self, service: Service, situation: Situation) -> list[dt.date]:
        """The days after the application on which something may turn, in order; some turn nothing.

        A rule that is not proved to turn once with the date may turn on any day: of these the first `MAX_TRIED` are given.

        Raises:
            DiagramTooLargeError: it would take too much to find them.
        """
        dated, start = self._dated(service.name), situation.day
        later = [day for day in dated.edges if start < day <= self.last]
        fixed = situation.known(dated.facts)
        found = set(later)
        # The law is the same since its last change: whoever asks on another day meets with what was found.
        since = max((day for day in dated.edges if day <= start), default=start)
        for first, end in pairwise((start, *later, self.last + _DAY)):
            days = self._within(service, dated, since if first == start else first, fixed)
            if days is None:
                tried = range(1, min(MAX_TRIED, (end - first).days))
                days = frozenset(first + number * _DAY for number in tried)
            found.update(day for day in days if first < day < end)
        return sorted(found)

    def _find_dated(self, name: str) -> _Dated:
        rulebook, tree = self._rulebook, self._rulebook.services[name].eligibility
        conditions = [condition.when for condition in tree.conditions()]
        constraints = [constraint.holds for constraint in rulebook.constraints]
        names = names_behind(rulebook, [*conditions, *constraints])
        facts = [fact for name, fact in rulebook.facts.items() if name in names]
        defaults = [fact.default for fact in facts if fact.default is not None]
        rules = tuple(filter(self._reads_date, (*conditions, *constraints, *defaults)))
        beside = names_behind(rulebook, rules) - {APPLICATION_DATE}
        many = [fact for fact in facts if fact.name in beside and fact.kind not in _FEW]
        parameters = (rulebook.parameter(each) for each in names)
        edges = edges_of([each for each in parameters if each is not None])
        for period in _periods(tree):
            edges.update(period)
        if any(fact.default is not None and self._reads_date(fact.default) for fact in many):
            # The year of the application, mostly.
            edges.update(dt.date(year, 1, 1) for year in range(dt.MINYEAR, self.last.year + 1))
        return _Dated(rules, tuple(fact.name for fact in many), tuple(sorted(edges)))

    def _reads_date(self, rule: Expression) -> bool:
        return APPLICATION_DATE in names_behind(self._rulebook, [rule])

    def _within(
        self, service: Service, dated: _Dated, first: dt.date, fixed: Mapping[str, Plain]
    ) -> frozenset[dt.date] | None:
        """The days on which a rule turns, as the law stands on the day `first`; None where no proof tells them."""
        key = (service.name, first, tuple(fixed.items()))
        return self._kept.of(key, lambda: self._cut(service, dated, first, fixed))

    def _cut(
        self, service: Service, dated: _Dated, first: dt.date, fixed: Mapping[str, Plain]
    ) -> frozenset[dt.date] | None:
        moment = Moment(self._rulebook, self._calendar, first, fixed, waits=True)
        cuts = cuts_along(APPLICATION_DATE, dated.rules, service, moment)
        if cuts is None:
            return None
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
