"""Life-cycle model: rules over the events of one person, as typed data.

A *state* holds for a person from a first day to a last one; one such stretch of days is a *spell* (see
`sxguide.lifecycle`). A *duty* is a state that somebody has to bring to an end by a due date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.citations import Text
    from sxguide.model import Expression, Field, Formula, Interpretation, Period, TermFormula
    from sxguide.source import Span

# Rules read the fields of the event that sets them off as `event.level`, and of a state as `state.card_reported.kind`;
# facts read all events of a kind as `events.card_released`, and all spells of a state as `states.card_reported`.
EVENT_PREFIX = "event."
STATE_PREFIX = "state."
EVENTS_PREFIX = "events."
STATES_PREFIX = "states."

# What every event, and every spell of a state, has beside the fields that its kind declares.
EVENT_DATE = "on"
SPELL_DATES = ("since", "until", "due")

Bearer: TypeAlias = Literal["person", "family", "agency"]
Occasion: TypeAlias = Literal["event", "begins", "ends", "lapses", "overdue"]


@dataclass(frozen=True, slots=True)
class EventKind:
    """Something that can happen to a person, and what is said of it beside its date.

    `once_per` are the fields for whose values it can happen once; `contradicts` the kinds that cannot happen on the
    same day; `marks` tells the events between which all others lie; the texts of `service_fields` name a service.
    """

    name: str
    label: Text
    fields: tuple[Field, ...]
    marks: Literal["birth", "death"] | None
    is_once: bool
    once_per: tuple[str, ...]
    contradicts: tuple[str, ...]
    after_death: bool
    service_fields: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StateKind:
    """Something that can hold for a person; for a duty, `bearer` has to act.

    At a time, at most one spell holds for the same values of the fields in `key`.
    """

    name: str
    label: Text
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    bearer: Bearer | None
    suspends: tuple[str, ...]
    opens: tuple[str, ...]
    is_shown: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets a rule off: an event of the kind `name`, or that the state `name` begins, ends, lapses or is overdue."""

    occasion: Occasion
    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ServiceTerm:
    """The last day of the term of a service to answer, counted from the day of the rule."""

    service: Expression
    span: Span = field(compare=False, repr=False)


DayFormula: TypeAlias = "Expression | TermFormula | ServiceTerm"


@dataclass(frozen=True, slots=True)
class LifeDay:
    """A day that a rule names; `is_eve` means the day before the one that the formula gives."""

    formula: DayFormula
    is_eve: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """A state that a rule begins that day, with the values of its fields, its last day and, for a duty, its due date."""

    state: str
    values: tuple[tuple[str, Expression], ...]
    last: LifeDay | None
    due: LifeDay | None
    span: Span = field(compare=False, repr=False)

    def days(self) -> Iterator[DayFormula]:
        """The days that it names."""
        yield from (day.formula for day in (self.last, self.due) if day is not None)


@dataclass(frozen=True, slots=True)
class LifeRule:
    """What follows when something happens while states hold.

    `holding` are states that hold or begin that day, `already` states that hold since before; `unless` are states that
    must not hold since before, and kinds of event that must not happen that day. So nothing depends on the order of a
    day's events.
    """

    id: str
    label: Text
    trigger: Trigger
    holding: tuple[str, ...]
    already: tuple[str, ...]
    unless: tuple[str, ...]
    when: Expression | None
    begins: tuple[Beginning, ...]
    ends: tuple[str, ...]
    tells: Text | None
    in_force: Period | None
    cites: tuple[str, ...]
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)

    def states(self) -> tuple[str, ...]:
        """The states whose spells the rule can read and end: the one that sets it off, and those it asks for."""
        first = () if self.trigger.occasion == "event" else (self.trigger.name,)
        return (*first, *self.already, *self.holding)


@dataclass(frozen=True, slots=True)
class LifeFact:
    """A fact of the vocabulary, worked out from the events and states of a history."""

    name: str
    formula: Formula
    cites: tuple[str, ...]
    rests_on: tuple[str, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """One file of rules over events."""

    name: str
    title: Text
    events: tuple[EventKind, ...]
    states: tuple[StateKind, ...]
    rules: tuple[LifeRule, ...]
    facts: tuple[LifeFact, ...]
    interpretations: tuple[Interpretation, ...]
    span: Span = field(compare=False, repr=False)
