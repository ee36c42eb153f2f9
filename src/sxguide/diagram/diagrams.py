"""Diagrams: those of all services, each built when it is first needed and kept for the day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING

from sxguide.dependencies import keys_read
from sxguide.diagram.builder import ServiceDiagram, build
from sxguide.diagram.defaults import Defaults
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment
from sxguide.diagram.standing import Standing, half_known
from sxguide.errors import LimitError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sxguide.backends.situation import Situation
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar

# Diagrams of services on days that are kept, and nodes of all of them; a diagram takes some tens of kilobytes.
MAX_KEPT = 1_000
MAX_KEPT_NODES = 200_000
# Moments that are kept; most people of a run apply on one day.
MAX_MOMENTS = 100


class Diagrams:
    """The diagrams of one rulebook and calendar. Safe to share between threads: a diagram never changes once built."""

    def __init__(self, rulebook: Rulebook, calendar: WorkCalendar) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._defaults = Defaults(rulebook)
        self._kept: OrderedDict[object, ServiceDiagram | None] = OrderedDict()
        self._nodes = 0
        self._moments: OrderedDict[object, Moment] = OrderedDict()
        self._lock = threading.Lock()
        self._building = threading.Lock()
        self._keys = lru_cache(maxsize=None)(
            lambda name: keys_read(rulebook, rulebook.services[name])
        )

    def stand(self, service: Service, situation: Situation) -> Standing | None:
        """Where a person stands in the diagram of a service; None where that would be too large.

        Facts that an opaque part compares with facts that are missing are fixed, which lets the part be cut.
        """
        fixed = self._fixed(service, situation)
        diagram = self.of(service, situation.day, fixed)
        if diagram is None:
            return None
        try:
            halves = half_known(diagram, situation)
            if halves:
                finer = self.of(service, situation.day, {**fixed, **halves})
                diagram = diagram if finer is None else finer
            return Standing(diagram, situation)
        except LimitError:
            return None

    def of(
        self, service: Service, day: dt.date, fixed: Mapping[str, Plain]
    ) -> ServiceDiagram | None:
        """The diagram of a service on a day, with some facts fixed; None where it would be too large."""
        key = (service.name, day, tuple(sorted(fixed.items())))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        # One at a time: a moment works values out as they are asked for.
        with self._building:
            try:
                diagram = build(service, self._moment(day, fixed))
            except DiagramTooLargeError:
                diagram = None
        self._keep(key, diagram)
        return diagram

    def _keep(self, key: object, diagram: ServiceDiagram | None) -> None:
        with self._lock:
            self._kept[key] = diagram
            self._nodes += _nodes(diagram)
            while len(self._kept) > MAX_KEPT or self._nodes > MAX_KEPT_NODES:
                _, forgotten = self._kept.popitem(last=False)
                self._nodes -= _nodes(forgotten)

    def _moment(self, day: dt.date, fixed: Mapping[str, Plain]) -> Moment:
        """The moment, which services share, so that a condition of several is looked at once."""
        key = (day, tuple(sorted(fixed.items())))
        found = self._moments.get(key)
        if found is None:
            found = self._moments[key] = Moment(
                self._rulebook, self._calendar, day, fixed, defaults=self._defaults
            )
            if len(self._moments) > MAX_MOMENTS:
                self._moments.popitem(last=False)
        else:
            self._moments.move_to_end(key)
        return found

    def _fixed(self, service: Service, situation: Situation) -> dict[str, Plain]:
        """The years that pick the values of parameters: nothing can be cut along them."""
        return self._defaults.known(self._keys(service.name), situation)


def _nodes(diagram: ServiceDiagram | None) -> int:
    return 0 if diagram is None else len(diagram.forest.levels)
