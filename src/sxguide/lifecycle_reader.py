"""Life-cycle reader: rules over events, as the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from sxguide.lifecycle_model import (
    EVENT_DATE,
    EVENT_PREFIX,
    EVENTS_PREFIX,
    SPELL_DATES,
    STATE_PREFIX,
    STATES_PREFIX,
    Beginning,
    DayFormula,
    EventKind,
    LifeCycle,
    LifeDay,
    LifeFact,
    LifeRule,
    Occasion,
    ServiceTerm,
    StateKind,
    Trigger,
)
from sxguide.model import Period, TermFormula
from sxguide.record_reader import RecordReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.model import Interpretation
    from sxguide.shapes import Named, Record


def names_in(record: Record) -> Iterator[str]:
    """The names that expressions of life cycles may use for what this one declares."""
    for named in record["events"] or ():
        yield EVENTS_PREFIX + named.name
        fields = (field.name for field in named.value["fields"] or ())
        yield from (EVENT_PREFIX + field for field in (EVENT_DATE, *fields))
    for named in record["states"] or ():
        yield STATES_PREFIX + named.name
        fields = (field.name for field in named.value["fields"] or ())
        yield from (f"{STATE_PREFIX}{named.name}.{field}" for field in (*SPELL_DATES, *fields))


class LifeCycleReader(RecordReader):
    """Reads a life cycle; its names are those of the rules, and of the events and states of all life cycles."""

    def lifecycle(self, record: Record, interpretations: tuple[Interpretation, ...]) -> LifeCycle:
        """The life cycle, whole."""
        return LifeCycle(
            name=record["lifecycle"],
            title=record["title"],
            events=tuple(map(self._event, record["events"] or ())),
            states=tuple(map(self._state, record["states"] or ())),
            rules=tuple(map(self._rule, record["rules"] or ())),
            facts=tuple(map(self._fact, record["facts"] or ())),
            interpretations=interpretations,
            span=record.spans.get("lifecycle", record.span),
        )

    def _event(self, named: Named) -> EventKind:
        record: Record = named.value
        span = named.name_span
        return EventKind(
            name=named.name,
            label=record["label"],
            fields=self._fields(EVENT_PREFIX, record["fields"] or ()),
            marks=record["marks"],
            is_once=bool(record["once"]) or record["marks"] is not None,
            once_per=self._words(record, "once_per", span),
            contradicts=self._words(record, "contradicts", span),
            after_death=bool(record["after_death"]),
            service_fields=tuple(
                field.name for field in record["fields"] or () if field.value["names"]
            ),
            span=span,
        )

    def _state(self, named: Named) -> StateKind:
        record: Record = named.value
        span = named.name_span
        return StateKind(
            name=named.name,
            label=record["label"],
            key=self._words(record, "key", span),
            fields=self._fields(f"{STATE_PREFIX}{named.name}.", record["fields"] or ()),
            bearer=record["duty_of"],
            suspends=self._words(record, "suspends", span),
            opens=self._words(record, "opens", span),
            is_shown=record["shown"] is not False,
            span=span,
        )

    def _rule(self, record: Record) -> LifeRule:
        span = record.span
        return LifeRule(
            id=self._word(record, "id", span),
            label=record["label"],
            trigger=self._trigger(record["on"]),
            holding=self._words(record, "while", span),
            already=self._words(record, "already", span),
            unless=self._words(record, "unless", span),
            when=self._optional(record["when"], record),
            begins=tuple(map(self._beginning, record["begins"] or ())),
            ends=self._words(record, "ends", span),
            tells=record["tells"],
            in_force=self._in_force(record["in_force"]),
            cites=self._words(record, "cites", span),
            rests_on=self._words(record, "rests_on", span),
            span=span,
        )

    def _trigger(self, record: Record) -> Trigger:
        occasions: tuple[Occasion, ...] = get_args(Occasion)
        for occasion in occasions:
            if record[occasion] is not None:
                return Trigger(occasion, self._word(record, occasion, record.span), record.span)
        return Trigger("event", "", record.span)

    def _in_force(self, record: Record | None) -> Period | None:
        return self._period(record) if record is not None else None

    def _beginning(self, record: Record) -> Beginning:
        span = record.span
        return Beginning(
            state=self._word(record, "state", span),
            values=tuple(
                (named.name, self._expression(named.value, record))
                for named in record["with"] or ()
            ),
            last=self._day(record["until"]),
            due=self._day(record["due"]),
            span=span,
        )

    def _day(self, record: Record | None) -> LifeDay | None:
        if record is None:
            return None
        return LifeDay(self._day_formula(record), is_eve=bool(record["day_before"]))

    def _day_formula(self, record: Record) -> DayFormula:
        term: Record | None = record["working_days"]
        if term is not None:
            after, days = (self._expression(term[key], term) for key in ("after", "days"))
            return TermFormula(after, days, term.span)
        if record["service_term"] is not None:
            return ServiceTerm(self._expression(record["service_term"], record), record.span)
        return self._expression(record["value"], record)

    def _fact(self, named: Named) -> LifeFact:
        record: Record = named.value
        span = named.name_span
        return LifeFact(
            name=named.name,
            formula=self._formula(record),
            cites=self._words(record, "cites", span),
            rests_on=self._words(record, "rests_on", span),
            span=span,
        )
