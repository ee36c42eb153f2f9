"""Verifier: everything doubtful about a rulebook, but for what its rules explain themselves.

What is found of one service has to be so on every day on which its rules differ, from the day asked about on.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sxguide.almanac import LAST_DAY
from sxguide.citations import Text
from sxguide.dependencies import formulas_of, names_behind
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.model import Group, TableFormula
from sxguide.verification.conditions import doubtful_conditions, idle_facts, ids_within
from sxguide.verification.findings import Finding
from sxguide.verification.ground import Ground
from sxguide.verification.relations import excluded_followers, stated_differently
from sxguide.verification.tables import doubtful_tables, of_definition, of_output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sxguide.model import Condition, Period, Rulebook, Service
    from sxguide.source import Span
    from sxguide.verification.tables import Stated
    from sxguide.workdays import WorkCalendar

_DAY = dt.timedelta(days=1)


def verify(rulebook: Rulebook, calendar: WorkCalendar, on: dt.date) -> tuple[Finding, ...]:
    """What is doubtful about a rulebook on the day `on` and after, and what its rules do not explain."""
    return tuple(_Verifier(rulebook, calendar, on).findings())


class _Verifier:
    def __init__(self, rulebook: Rulebook, calendar: WorkCalendar, on: dt.date) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._on = on
        self._moments: dict[dt.date, Moment] = {}

    def findings(self) -> Iterator[Finding]:
        """All, service by service, then those of definitions and of what several services share."""
        for service in self._rulebook.services.values():
            yield from self._unexplained(service)
        for finding in self._shared():
            if not self._is_explained(finding):
                yield finding

    def _shared(self) -> Iterator[Finding]:
        yield from self._definitions()
        yield from stated_differently(self._moment(self._on))

    def _is_explained(self, finding: Finding) -> bool:
        return any(
            (each.finding, each.of) == (finding.code, finding.of)
            for service in self._rulebook.services.values()
            for each in service.expected
        )

    def _unexplained(self, service: Service) -> Iterator[Finding]:
        found = list(self._of_service(service))
        shared = [*self._shared()] if service.expected else []
        explained = {(each.finding, each.of) for each in service.expected}
        for finding in found:
            if (finding.code, finding.of) not in explained:
                yield finding
        there = {(each.code, each.of) for each in (*found, *shared)}
        for mark in service.expected:
            if (mark.finding, mark.of) not in there:
                yield Finding(
                    code="needless-explanation",
                    of=mark.of,
                    message=Text(
                        zh=f"`{mark.of}` 没有 `{mark.finding}` 的问题，无需说明",
                        en=f"`{mark.of}` gives no cause for `{mark.finding}`, so there is nothing to explain",
                    ),
                    span=mark.span,
                    service=service.name,
                )

    def _of_service(self, service: Service) -> Iterator[Finding]:
        try:
            yield from self._at_all_times(service, self._of_conditions)
            for output in service.outputs:
                if isinstance(output.formula, TableFormula):
                    yield from self._of_table(of_output(output, output.formula, service), service)
            yield from excluded_followers(service, self._moment(self._on))
        except DiagramTooLargeError:
            yield _too_large(service.name, service.span, service.name)

    def _of_conditions(self, service: Service, moment: Moment) -> Iterator[Finding]:
        ground = Ground(service, moment)
        told: set[str] = set()
        for finding in doubtful_conditions(ground):
            told |= ids_within(service, finding.of)
            yield finding
        if service.name not in told:
            yield from idle_facts(ground, told)

    def _at_all_times(
        self, service: Service, find: Callable[[Service, Moment], Iterator[Finding]]
    ) -> Iterator[Finding]:
        """What is found on the day asked about, and again on every later day on which the rules change."""
        found = list(find(service, self._moment(self._on)))
        for day in self._changes(service) if found else ():
            later = {(each.code, each.of) for each in find(service, self._moment(day))}
            idle = _out_of_force(service.eligibility, day)
            found = [each for each in found if (each.code, each.of) in later or each.of in idle]
        yield from found

    def _changes(self, service: Service) -> list[dt.date]:
        """The days after the one asked about on which a rule of the service becomes another."""
        names = names_behind(self._rulebook, formulas_of(service))
        periods = list(_periods(service.eligibility))
        ends = [(each.start, each.end) for each in periods]
        ends += [
            (entry.start, entry.end)
            for name in names
            if (parameter := self._rulebook.parameter(name)) is not None
            for entry in parameter.entries
        ]
        days = {start for start, _ in ends if start is not None}
        days |= {end + _DAY for _, end in ends if end is not None and end < LAST_DAY}
        return sorted(day for day in days if self._on < day < LAST_DAY)

    def _definitions(self) -> Iterator[Finding]:
        for definition in self._rulebook.definitions.values():
            if isinstance(definition.formula, TableFormula):
                stated = of_definition(definition, definition.formula)
                users = (
                    service
                    for service in self._rulebook.services.values()
                    if definition.name in names_behind(self._rulebook, formulas_of(service))
                )
                user = next(users, None)
                if user is not None:
                    yield from self._of_table(stated, user)

    def _of_table(self, stated: Stated, service: Service) -> Iterator[Finding]:
        try:
            yield from doubtful_tables(stated, service, self._moment(self._on))
        except DiagramTooLargeError:
            yield _too_large(stated.name, stated.span, stated.service)

    def _moment(self, day: dt.date) -> Moment:
        if day not in self._moments:
            self._moments[day] = Moment(self._rulebook, self._calendar, day, {})
        return self._moments[day]


def _periods(node: Condition | Group) -> Iterator[Period]:
    if node.in_force is not None:
        yield node.in_force
    for member in node.members if isinstance(node, Group) else ():
        yield from _periods(member)


def _out_of_force(node: Condition | Group, day: dt.date) -> frozenset[str]:
    """The nodes that are not in force on a day, with all below them."""
    if node.in_force is not None and not node.in_force.covers(day):
        return _ids(node)
    members = node.members if isinstance(node, Group) else ()
    return frozenset().union(*(_out_of_force(member, day) for member in members))


def _ids(node: Condition | Group) -> frozenset[str]:
    members = node.members if isinstance(node, Group) else ()
    return frozenset({node.id}).union(*map(_ids, members))


def _too_large(name: str, span: Span, service: str | None) -> Finding:
    return Finding(
        code="not-verified",
        of=name,
        message=Text(
            zh=f"`{name}` 太大，无法逐一验证，未知情况下的结论也可能不精确",
            en=f"`{name}` is too large to verify, and answers about what is not known may not be exact",
        ),
        span=span,
        service=service,
    )
