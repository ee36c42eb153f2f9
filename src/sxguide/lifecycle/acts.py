"""Acts: what a rule that is set off does on its day, worked out from its expressions.

What a rule comes to rests on the values that its expressions read and on nothing else, and many people have the same: it
is worked out once for each of the values met lately.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from sxguide.backends.situation import APPLICATION_DATE, Reading
from sxguide.errors import DecisionError
from sxguide.lifecycle.happenings import Act, Begin, Firing
from sxguide.lifecycle.moment import Moment, names_of
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from sxguide.lifecycle.laws import Laws
    from sxguide.lifecycle_model import Beginning, LifeDay, StateKind
    from sxguide.model import Plain
    from sxguide.values import Value
    from sxguide.workdays import WorkCalendar

_DAY = dt.timedelta(days=1)

# A few dozen megabytes at most.
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Beginning:
    """A state that a rule begins, whoever set it off."""

    kind: StateKind
    key: tuple[Value, ...]
    values: Mapping[str, Value]
    last: dt.date | None
    due: dt.date | None
    missing: tuple[str, ...]
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a rule comes to for given values; with `missing`, it is open whether it holds."""

    begins: tuple[_Beginning, ...]
    missing: tuple[str, ...]
    reading: Reading


# None: the rule's condition is false.
_Found: TypeAlias = "_Effect | None"


class Acting:
    """Works out what firings come to."""

    def __init__(self, laws: Laws, calendar: WorkCalendar) -> None:
        self._laws = laws
        self._calendar = calendar
        self._remembered: dict[Hashable, _Found] = {}

    def act(self, firing: Firing, day: dt.date, facts: Mapping[str, Plain]) -> Act | None:
        """What the firing comes to for the person of `facts`; None where the rule's condition is false."""
        rule = firing.pattern.rule
        if rule.in_force is not None and not rule.in_force.covers(day):
            return None
        effect = self._effect(firing, day, facts)
        if effect is None:
            return None
        begins = tuple(
            Begin(
                *(each.kind, each.key, each.values, each.last, each.due),
                missing=each.missing,
                reading=each.reading,
                firing=firing,
            )
            for each in effect.begins
        )
        return Act(firing, begins, effect.missing, effect.reading)

    def _effect(self, firing: Firing, day: dt.date, facts: Mapping[str, Plain]) -> _Found:
        values = self._values_read(firing, day, facts)
        if values in self._remembered:
            return self._remembered[values]
        found = self._work_out(firing, day, facts)
        if len(self._remembered) >= _REMEMBERED:
            self._remembered.clear()
        self._remembered[values] = found
        return found

    def _values_read(
        self, firing: Firing, day: dt.date, facts: Mapping[str, Plain]
    ) -> tuple[Hashable, ...]:
        """The rule, and every value that its expressions may read."""
        pattern = firing.pattern
        reads = self._laws.reads[pattern.number]
        own = reads.own(firing)
        settled = [facts.get(name) for name in reads.facts]
        return (
            pattern.number,
            day if reads.reads_day else None,
            *map(_told_apart, own),
            *map(_told_apart, settled),
        )

    def _work_out(self, firing: Firing, day: dt.date, facts: Mapping[str, Plain]) -> _Found:
        rule = firing.pattern.rule
        known = {**facts, APPLICATION_DATE: day}
        moment = Moment(self._laws.rulebook, self._calendar, known, names_of(firing))
        reading = Reading()
        if rule.when is not None:
            truth, reading = moment.work_out(rule.when)
            if isinstance(truth, Unknown):
                return _Effect((), tuple(sorted(truth.names)), reading)
            if truth is not True:
                return None
        return _Effect(tuple(self._begin(each, moment) for each in rule.begins), (), reading)

    def _begin(self, beginning: Beginning, moment: Moment) -> _Beginning:
        kind = self._laws.states[beginning.state]
        reading = Reading()
        given: dict[str, Value] = {}
        for name, formula in beginning.values:
            given[name], read = moment.work_out(formula)
            reading.add(read)
        values = {
            field.key: given.get(field.key, Unknown(frozenset({field.name})))
            for field in kind.fields
        }
        missing: dict[str, None] = {}
        last = _day(beginning.last, moment, reading, missing)
        due = _day(beginning.due, moment, reading, missing)
        for name in kind.key:
            value = values[name]
            if isinstance(value, Unknown):
                missing.update(dict.fromkeys(sorted(value.names)))
        key = tuple(values[name] for name in kind.key)
        return _Beginning(kind, key, values, last, due, tuple(missing), reading)


def _told_apart(value: Value | int) -> Hashable:
    """What tells a value from every other, where they are equal but are shown differently as well."""
    match value:
        case None | int() | str() | dt.date() | Unknown():
            return value
        case Decimal():
            return value.as_tuple()
        case _:
            # Lists and the like are few, and are like no other.
            return object()


def _day(
    named: LifeDay | None, moment: Moment, reading: Reading, missing: dict[str, None]
) -> dt.date | None:
    if named is None:
        return None
    value, read = moment.day_of(named.formula)
    reading.add(read)
    match value:
        case Unknown(names=names):
            missing.update(dict.fromkeys(sorted(names)))
            return None
        case None:
            return None
        case dt.date() if not isinstance(value, dt.datetime):
            return value - _DAY if named.is_eve and value > dt.date.min else value
        case _:
            message = f"`{named.formula.span.text}` came out as no date"
            raise DecisionError(message)
