"""Sources: what the rest of the library lends to frames: rules, calendar, diagrams, and decisions on single cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from sxguide.backends.columnar.cuts import Diagram
    from sxguide.decision import Decision
    from sxguide.model import Plain, Rulebook, Service
    from sxguide.workdays import WorkCalendar


class DiagramOf(Protocol):
    """Where diagrams come from."""

    def __call__(
        self, service: Service, day: dt.date, fixed: Mapping[str, Plain]
    ) -> Diagram | None:
        """The diagram of a service on a day, with some facts fixed; None where it would be too large."""


class Decide(Protocol):
    """The scalar path."""

    def __call__(
        self, services: Sequence[Service], case: Mapping[str, Any], on: dt.date
    ) -> list[Decision]:
        """The decisions on several services for one case.

        Raises:
            CaseError: The facts are malformed or contradict one another.
        """


@dataclass(frozen=True, slots=True)
class Sources:
    """What frames need of the rest."""

    rulebook: Rulebook
    find_calendar: Callable[[], WorkCalendar]
    diagram_of: DiagramOf
    decide: Decide

    @property
    def calendar(self) -> WorkCalendar:
        """The working-day calendar to count with."""
        return self.find_calendar()
