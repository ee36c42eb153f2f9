"""Moment: what the expressions of a rule, or of a fact, read on one day of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sxguide.backends.situation import APPLICATION_DATE, Reading, Situation, as_value
from sxguide.lifecycle_model import (
    EVENT_DATE,
    EVENT_PREFIX,
    EVENTS_PREFIX,
    SPELL_DATES,
    STATE_PREFIX,
    STATES_PREFIX,
    DayFormula,
    ServiceTerm,
)
from sxguide.model import Expression, TermFormula
from sxguide.values import Unknown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sxguide.lifecycle.events import Event
    from sxguide.lifecycle.happenings import Firing, Spell
    from sxguide.lifecycle.laws import Laws
    from sxguide.model import Formula, Plain, Rulebook
    from sxguide.values import Value
    from sxguide.workdays import WorkCalendar


class Moment(Situation):
    """A situation in which further names have values: those of an event, of spells, of a whole history."""

    def __init__(
        self,
        rulebook: Rulebook,
        calendar: WorkCalendar,
        facts: Mapping[str, Plain],
        own: Mapping[str, Value],
    ) -> None:
        super().__init__(rulebook, calendar, facts)
        self._own = own

    def lookup(self, name: str) -> Value:
        """The value of a further name, or else of a fact, definition or parameter."""
        if name in self._own:
            return self._own[name]
        return super().lookup(name)

    def day_of(self, formula: DayFormula) -> tuple[Value, Reading]:
        """The day that a formula gives, and what was read for it."""
        match formula:
            case Expression() | TermFormula():
                return self.work_out(formula)
            case ServiceTerm(service=service):
                return self._service_term(service)
            case _:
                assert_never(formula)

    def _service_term(self, formula: Expression) -> tuple[Value, Reading]:
        name, reading = self.work_out(formula)
        service = self.rulebook.services.get(name) if isinstance(name, str) else None
        if service is None:
            return name if isinstance(name, Unknown) else None, reading
        due = self.calendar.due(self.day, service.deadline.working_days)
        reading.cites.update(dict.fromkeys(service.deadline.cites))
        reading.rests_on.update(dict.fromkeys(service.deadline.rests_on))
        reading.provisional_years.update(dict.fromkeys(due.provisional_years))
        return due.date, reading


def event_values(laws: Laws, event: Event) -> dict[str, Value]:
    """The fields of an event as expressions read them; what it does not say is its default, or unknown."""
    said = event.values
    return {
        name: as_value(said[name]) if name in said else unsaid
        for name, unsaid in laws.unsaid[event.kind].items()
    }


def names_of(firing: Firing) -> dict[str, Value]:
    """What the expressions of a rule that was set off read beside facts, definitions and parameters."""
    names: dict[str, Value] = {}
    happening = firing.happening
    if happening.event is not None:
        names[EVENT_PREFIX + EVENT_DATE] = happening.event.on
        names.update((EVENT_PREFIX + key, value) for key, value in happening.values.items())
    for spell in firing.bound():
        prefix = f"{STATE_PREFIX}{spell.kind.name}."
        names.update((prefix + key, value) for key, value in spell.values.items())
        names.update((prefix + key, value) for key, value in _dates(spell).items())
    return names


def _dates(spell: Spell) -> dict[str, Value]:
    return dict(zip(SPELL_DATES, (spell.since, spell.last, spell.due), strict=True))


class HistoryNames(dict[str, "Value"]):
    """The names by which facts read a whole history: lists of its events and spells, made when they are first read."""

    def __init__(
        self,
        laws: Laws,
        events: Mapping[str, Sequence[Event]],
        spells: Mapping[str, Sequence[Spell]],
        on: dt.date,
    ) -> None:
        super().__init__()
        self._laws = laws
        self._events = events
        self._spells = spells
        self._on = on

    def __contains__(self, name: object) -> bool:
        """Whether the name is that of a kind of event or a state."""
        return isinstance(name, str) and name.startswith((EVENTS_PREFIX, STATES_PREFIX))

    def __missing__(self, name: str) -> Value:
        """The events of a kind or the spells of a state, by date."""
        _, _, short = name.partition(".")
        if name.startswith(STATES_PREFIX):
            self[name] = tuple(map(self._spell, self._spells.get(short, ())))
        else:
            happened = self._events.get(short, ())
            self[name] = tuple(
                {EVENT_DATE: each.on, **event_values(self._laws, each)} for each in happened
            )
        return self[name]

    def _spell(self, spell: Spell) -> dict[str, Value]:
        over = spell.ended_on is not None and spell.ended_on <= self._on
        return {**_dates(spell), "holds": not over, **spell.values}


def given_facts(
    rulebook: Rulebook,
    calendar: WorkCalendar,
    names: HistoryNames,
    wanted: Iterable[str] | None,
    on: dt.date,
) -> dict[str, Value]:
    """The facts that a history gives on a day, of those wanted (None: all); what it leaves open is not among them."""
    moment = Moment(rulebook, calendar, {APPLICATION_DATE: on}, names)
    found: dict[str, Value] = {}
    for name, formula in life_facts(rulebook).items():
        if wanted is None or name in wanted:
            value, _ = moment.work_out(formula)
            if value is not None and not isinstance(value, Unknown):
                found[name] = value
    return found


def life_facts(rulebook: Rulebook) -> dict[str, Formula]:
    """The facts that life cycles give, in the order of the vocabulary."""
    cycles = rulebook.lifecycles.values()
    formulas = {fact.name: fact.formula for cycle in cycles for fact in cycle.facts}
    return {name: formulas[name] for name in rulebook.facts if name in formulas}
