"""History: the events of one person, kept free of contradictions, whatever is added, taken back or moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sxguide.errors import Problem, TimelineError, did_you_mean, shortened
from sxguide.lifecycle.events import MAX_EVENTS, Event

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sxguide.lifecycle_model import EventKind
    from sxguide.model import Plain


class History:
    """The events of one person by their ids.

    Every event lies between the birth and the death, what happens once stands once, and no day has two kinds of event
    that contradict each other. What would break this is refused, and the history stays as it was.
    """

    def __init__(self, kinds: Mapping[str, EventKind]) -> None:
        self._kinds = kinds
        self._contradicting = _both_ways(kinds)
        self._events: dict[str, Event] = {}
        # How many events there are of a kind on a day: few kinds, many days.
        self._days: defaultdict[dt.date, Counter[str]] = defaultdict(Counter)
        self._once: dict[tuple[str, tuple[Plain | None, ...]], str] = {}
        self._marks: dict[str, Event] = {}
        self._bound_by_death: Counter[dt.date] = Counter()
        self._numbers: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many events there are."""
        return len(self._events)

    def __contains__(self, name: object) -> bool:
        """Whether an event is called so."""
        return name in self._events

    def __iter__(self) -> Iterator[Event]:
        """The events by date, those of a day by kind and id: in no order that their posting left."""
        return iter(sorted(self._events.values(), key=lambda each: (each.on, each.kind, each.id)))

    def in_order_posted(self) -> Iterator[Event]:
        """The events as they were added."""
        return iter(self._events.values())

    def get(self, name: str) -> Event:
        """The event with that id.

        Raises:
            TimelineError: There is none.
        """
        event = self._events.get(name)
        if event is None:
            message = f"there is no event `{shortened(name)}`"
            near = did_you_mean(name, self._events) if len(self._events) <= _FEW else None
            raise TimelineError([Problem("no-such-event", message, help=near)])
        return event

    def free_id(self, name: str) -> str:
        """`name`, or with a number where an event is called so."""
        free = name
        while free in self._events:
            self._numbers[name] += 1
            free = f"{name}#{self._numbers[name] + 1}"
        return free

    def add(self, event: Event, path: str) -> None:
        """Takes in an event.

        Raises:
            TimelineError: It contradicts the others; with every fault.
        """
        problems = list(self._faults(event, path))
        if problems:
            raise TimelineError(problems)
        self._put(event)

    def remove(self, name: str) -> Event:
        """Takes an event back, and gives it.

        Raises:
            TimelineError: There is no such event.
        """
        event = self.get(name)
        kind = self._kinds[event.kind]
        del self._events[name]
        self._days[event.on][event.kind] -= 1
        self._once.pop(_once_key(kind, event), None)
        if kind.marks is not None:
            del self._marks[kind.marks]
        if not kind.after_death:
            self._bound_by_death[event.on] -= 1
        return event

    def replace(self, name: str, event: Event, path: str) -> Event:
        """Puts an event in the place of another, and gives that; where it contradicts the rest, nothing changes.

        Raises:
            TimelineError: There is no such event, or the new one contradicts the others.
        """
        old = self.remove(name)
        try:
            self.add(event, path)
        except TimelineError:
            self._put(old)
            raise
        return old

    def _put(self, event: Event) -> None:
        kind = self._kinds[event.kind]
        self._events[event.id] = event
        self._days[event.on][event.kind] += 1
        if kind.is_once or kind.once_per:
            self._once[_once_key(kind, event)] = event.id
        if kind.marks is not None:
            self._marks[kind.marks] = event
        if not kind.after_death:
            self._bound_by_death[event.on] += 1

    def _faults(self, event: Event, path: str) -> Iterator[Problem]:
        kind = self._kinds[event.kind]
        if len(self._events) >= MAX_EVENTS:
            message = f"a history has at most {MAX_EVENTS} events"
            yield Problem("too-many-events", message, path=path)
            return
        if event.id in self._events:
            message = f"a second event is called `{shortened(event.id)}`"
            yield Problem("duplicate-event", message, path=f"{path}.id")
        first = self._once.get(_once_key(kind, event))
        if first is not None:
            message = (
                f"`{event.kind}` can happen once only, and has happened as `{shortened(first)}`"
            )
            yield Problem("contradictory-events", message, path=path)
            return
        for other in self._contradicting[event.kind]:
            if self._days[event.on][other]:
                message = f"`{event.kind}` contradicts `{other}` on {event.on}"
                yield Problem("contradictory-events", message, path=path)
        yield from self._outside_life(event, kind, path)

    def _outside_life(self, event: Event, kind: EventKind, path: str) -> Iterator[Problem]:
        birth, death = self._marks.get("birth"), self._marks.get("death")
        if birth is not None and event.on < birth.on:
            message = f"`{event.kind}` on {event.on} lies before the person's birth on {birth.on}"
            yield Problem("before-birth", message, path=path)
        if death is not None and event.on > death.on and not kind.after_death:
            message = f"`{event.kind}` on {event.on} lies after the person's death on {death.on}"
            yield Problem("after-death", message, path=path)
        if kind.marks == "birth":
            earlier = min((day for day, count in self._all_days() if count), default=event.on)
            if earlier < event.on:
                message = f"the birth on {event.on} comes after an event on {earlier}"
                yield Problem("before-birth", message, path=path)
        if kind.marks == "death":
            later = max(
                (day for day, count in self._bound_by_death.items() if count), default=event.on
            )
            if later > event.on:
                message = f"the death on {event.on} comes before an event on {later}"
                yield Problem("after-death", message, path=path)

    def _all_days(self) -> Iterator[tuple[dt.date, int]]:
        return ((day, counts.total()) for day, counts in self._days.items())


# Among so many ids the nearest is still found in no time.
_FEW = 1_000


def _once_key(kind: EventKind, event: Event) -> tuple[str, tuple[Plain | None, ...]]:
    return kind.name, tuple(event.values.get(name) for name in kind.once_per)


def _both_ways(kinds: Mapping[str, EventKind]) -> dict[str, tuple[str, ...]]:
    """For each kind those that contradict it, whichever of the two says so."""
    found: dict[str, dict[str, None]] = {name: {} for name in kinds}
    for kind in kinds.values():
        for other in kind.contradicts:
            found[kind.name][other] = None
            found[other][kind.name] = None
    return {name: tuple(others) for name, others in found.items()}
