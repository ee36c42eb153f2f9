"""Stretches: the days between two edges, days on which a parameter or a rule comes into force or goes out of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.almanac import FIRST_DAY
from sxguide.dependencies import decided_by, names_behind
from sxguide.inquiries import LAST_APPLICATION
from sxguide.model import Group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.model import Condition, Rulebook, Service

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from one edge to the day before the next."""

    first: dt.date
    last: dt.date

    def __str__(self) -> str:
        """`first – last`."""
        return f"{self.first} – {self.last}"

    def samples(self) -> Iterator[dt.date]:
        """Days on which what depends on the date may show: both ends, and those around the ends of a month and leap days."""
        inner = [
            dt.date(self.last.year - self.last.year % 4 - back, *rest)
            for back in (0, 1, 4)
            for rest in ((2, 28), (3, 1), (12, 31), (1, 31))
        ]
        leap = [dt.date(self.last.year - self.last.year % 4 - back, 2, 29) for back in (4, 8)]
        for day in dict.fromkeys((self.last, self.first, *inner, *leap)):
            if self.first <= day <= self.last:
                yield day


def stretches_of(*several: tuple[Rulebook, Service]) -> list[Stretch]:
    """The days of the calendar, between the edges of a service's rules (or those of several versions of them)."""
    edges = set().union(*(_edges(*each) for each in several))
    inner = sorted(day for day in edges if FIRST_DAY < day <= LAST_APPLICATION)
    firsts = [FIRST_DAY, *inner]
    lasts = [*(day - _DAY for day in inner), LAST_APPLICATION]
    return [Stretch(*ends) for ends in zip(firsts, lasts, strict=True)]


def nodes_of(node: Condition | Group) -> Iterator[Condition | Group]:
    """A node of an eligibility tree and all below it."""
    yield node
    for member in node.members if isinstance(node, Group) else ():
        yield from nodes_of(member)


def _edges(rulebook: Rulebook, service: Service) -> set[dt.date]:
    """The days on which the rules of a service become others."""
    names = names_behind(rulebook, decided_by(service))
    ends = [
        (node.in_force.start, node.in_force.end)
        for node in nodes_of(service.eligibility)
        if node.in_force is not None
    ]
    parameters = [rulebook.parameter(name) for name in names]
    entries = [entry for each in parameters if each is not None for entry in each.entries]
    ends += [(entry.start, entry.end) for entry in entries]
    ends += [(entry.published, None) for entry in entries]
    starts = {start for start, _ in ends if start is not None}
    return starts | {end + _DAY for _, end in ends if end is not None and end < dt.date.max}
