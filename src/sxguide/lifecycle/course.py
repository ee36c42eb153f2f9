"""Course: how a history runs, day by day; which spells begin and end, and which rules were set off."""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxguide.backends.situation import as_plain
from sxguide.cases import LAST_DAY
from sxguide.errors import LimitError, Problem, TimelineError
from sxguide.lifecycle.happenings import Act, Begin, Firing, Happening, Spell
from sxguide.lifecycle.moment import HistoryNames, event_values, given_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sxguide.lifecycle.acts import Acting
    from sxguide.lifecycle.engines import Engine, Session
    from sxguide.lifecycle.events import Event
    from sxguide.lifecycle.laws import Laws
    from sxguide.model import Plain
    from sxguide.values import Value
    from sxguide.workdays import WorkCalendar

_DAY = dt.timedelta(days=1)

# Far more than rules that end ever derive of a day's events.
_PER_EVENT, _PER_DAY = 100, 10_000

_Key = tuple[str, tuple["Value", ...]]


@dataclass(slots=True)
class Day:
    """What happened on one day and what followed; firings and happenings are in no particular order."""

    on: dt.date
    happenings: list[Happening] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


class Course:
    """The run of one history under one engine, from its first day up to a last one."""

    def __init__(self, laws: Laws, calendar: WorkCalendar, engine: Engine, acting: Acting) -> None:
        self._laws = laws
        self._calendar = calendar
        self._engine = engine
        self._acting = acting
        self._held: dict[_Key, Spell] = {}
        self._agenda: list[tuple[dt.date, int, Spell]] = []
        self._numbers = itertools.count()
        self._happened: defaultdict[str, list[Event]] = defaultdict(list)
        self._facts: dict[str, Plain] = {}
        self.spells: list[Spell] = []

    def run(self, events: Iterable[Event], until: dt.date) -> Iterator[Day]:
        """The days up to `until` on which something happens; `events` come by date.

        Raises:
            TimelineError: Events of one day begin the same state differently.
            LimitError: Rules set each other off without end, or an expression goes over a limit.
        """
        session = self._engine.session()
        try:
            for on, happened in self._days(events, until):
                yield self._run_day(on, happened, session)
        finally:
            session.close()

    def _days(
        self, events: Iterable[Event], until: dt.date
    ) -> Iterator[tuple[dt.date, Sequence[Event]]]:
        """The days on which something happens or falls due, each with its events."""
        groups = itertools.groupby(events, key=lambda each: each.on)
        coming = next(groups, None)
        while True:
            days = [self._agenda[0][0]] if self._agenda else []
            days += [coming[0]] if coming is not None else []
            if not days or min(days) > until:
                return
            on = min(days)
            if coming is not None and coming[0] == on:
                happened = tuple(coming[1])
                coming = next(groups, None)
                yield on, happened
            else:
                yield on, ()

    def _run_day(self, on: dt.date, events: Sequence[Event], session: Session) -> Day:
        self._settle_facts(on, events)
        limit = _PER_DAY + _PER_EVENT * len(events)
        day = _DayRun(on, self._held, self._act_for(on), limit)
        starting = [*self._fallen_due(on, session), *map(self._happening, events)]
        kinds = frozenset(event.kind for event in events)
        day.record(starting)
        session.day(starting, kinds, day.fire)
        self._close_day(day, session)
        return day.day

    def _act_for(self, on: dt.date) -> Callable[[Firing], Act | None]:
        """What works out what firings of that day come to, for this person."""
        return lambda firing: self._acting.act(firing, on, self._facts)

    def _settle_facts(self, on: dt.date, events: Sequence[Event]) -> None:
        """Keeps the events, and works the facts out anew that come from those which happen once."""
        settled = False
        for event in events:
            if event.kind in self._laws.once:
                self._happened[event.kind].append(event)
                settled = True
        if settled:
            names = HistoryNames(self._laws, self._happened, {}, on)
            rulebook = self._laws.rulebook
            found = given_facts(rulebook, self._calendar, names, self._laws.settled, on)
            for name, value in found.items():
                plain = as_plain(value, rulebook.facts[name].kind, name)
                if plain is not None:
                    self._facts[name] = plain

    def _happening(self, event: Event) -> Happening:
        values = event_values(self._laws, event)
        return Happening("event", event.kind, values, event=event)

    def _fallen_due(self, on: dt.date, session: Session) -> Iterator[Happening]:
        """What the day itself brings: spells that are over, and duties that are overdue."""
        while self._agenda and self._agenda[0][0] <= on:
            spell = heapq.heappop(self._agenda)[2]
            if spell.ended_on is not None:
                continue
            if spell.last is not None and spell.last < on:
                spell.ended_on = on
                del self._held[spell.kind.name, spell.key]
                session.drop(spell)
                yield from _over(spell)
            elif spell.due is not None and spell.due < on and not spell.is_overdue:
                spell.is_overdue = True
                yield Happening("overdue", spell.kind.name, spell.values, spell=spell)

    def _close_day(self, day: _DayRun, session: Session) -> None:
        for spell in day.ended:
            spell.ended_on = day.day.on
            if self._held.get((spell.kind.name, spell.key)) is spell:
                del self._held[spell.kind.name, spell.key]
                session.drop(spell)
        for spell in day.begun:
            self.spells.append(spell)
            if spell.ended_on is None:
                self._held[spell.kind.name, spell.key] = spell
                session.hold(spell)
                # No history is asked for beyond the calendar, and the last day there is has none after it.
                for end in (spell.last, None if spell.is_overdue else spell.due):
                    if end is not None and end < LAST_DAY:
                        heapq.heappush(self._agenda, (end + _DAY, next(self._numbers), spell))


class _DayRun:
    """One day while it runs: what holds since before, and what its firings begin and end."""

    def __init__(
        self,
        on: dt.date,
        held: Mapping[_Key, Spell],
        act: Callable[[Firing], Act | None],
        limit: int,
    ) -> None:
        self.day = Day(on)
        self.begun: list[Spell] = []
        self.ended: list[Spell] = []
        self._held = held
        self._act = act
        self._limit = limit
        self._begins: dict[_Key, tuple[Begin, Spell]] = {}
        # What would begin once the spell that holds under the same key has ended.
        self._waiting: defaultdict[_Key, list[Begin]] = defaultdict(list)
        self._endings: dict[int, Happening] = {}

    def record(self, happenings: Iterable[Happening]) -> None:
        """Keeps what happens."""
        for happening in happenings:
            self.day.happenings.append(happening)
            if happening.occasion == "ends" and happening.spell is not None:
                self._endings[id(happening.spell)] = happening
        if len(self.day.happenings) > self._limit:
            message = f"on {self.day.on} the rules set one another off without end"
            raise LimitError(message)

    def fire(self, firing: Firing) -> list[Happening]:
        """What happens by a firing that did not happen before."""
        act = self._act(firing)
        if act is None:
            return []
        self.day.acts.append(act)
        if act.missing:
            return []
        found: list[Happening] = []
        for spell in firing.bound():
            if spell.kind.name in firing.pattern.rule.ends:
                found.extend(self._end(spell, firing))
        for begin in act.begins:
            found.extend(self._begin(begin))
        self.record(found)
        return found

    def _end(self, spell: Spell, firing: Firing) -> Iterator[Happening]:
        ending = self._endings.get(id(spell))
        if ending is not None:
            ending.ended_by.append(firing)
            return
        self.ended.append(spell)
        ending = Happening("ends", spell.kind.name, spell.values, spell=spell, ended_by=[firing])
        self._endings[id(spell)] = ending
        yield ending
        for begin in self._waiting.pop((spell.kind.name, spell.key), []):
            yield from self._begin(begin)

    def _begin(self, begin: Begin) -> Iterator[Happening]:
        if not begin.is_possible:
            return
        key = (begin.kind.name, begin.key)
        holder = self._held.get(key)
        if holder is not None and id(holder) not in self._endings:
            self._waiting[key].append(begin)
            return
        if key in self._begins:
            self._merge(begin, *self._begins[key])
            return
        on = self.day.on
        spell = Spell(begin.kind, begin.key, on, begin.values, begin.last, begin.due, [begin])
        self._begins[key] = (begin, spell)
        self.begun.append(spell)
        if spell.last is not None and spell.last < on:
            spell.ended_on = on
            yield from _over(spell)
            return
        yield Happening("begins", begin.kind.name, begin.values, spell=spell)
        if spell.due is not None and spell.due < on:
            spell.is_overdue = True
            yield Happening("overdue", begin.kind.name, begin.values, spell=spell)

    def _merge(self, begin: Begin, first: Begin, spell: Spell) -> None:
        """A state that two firings of a day begin is begun once, for the reasons of both; they must agree on it."""
        if not begin.agrees_with(first):
            one, other = sorted(_cause(each.firing) for each in (first, begin))
            message = (
                f"`{one}` and `{other}` on {self.day.on} begin `{begin.kind.name}` differently"
            )
            raise TimelineError([Problem("contradictory-events", message)])
        spell.begun_by.append(begin)


def _cause(firing: Firing) -> str:
    """What set a firing off, in an error."""
    happening = firing.happening
    return happening.event.id if happening.event is not None else happening.name


def _over(spell: Spell) -> Iterator[Happening]:
    yield Happening("lapses", spell.kind.name, spell.values, spell=spell)
    yield Happening("ends", spell.kind.name, spell.values, spell=spell)
