"""Acts: what a rule that is set off does on its day, worked out from its expressions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sxguide.backends.situation import Reading
from sxguide.errors import DecisionError
from sxguide.lifecycle.happenings import Act, Begin, Firing
from sxguide.lifecycle.moment import Moment, names_of
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.lifecycle_model import Beginning, LifeDay, StateKind
    from sxguide.model import Plain, Rulebook
    from sxguide.values import Value
    from sxguide.workdays import WorkCalendar

_DAY = dt.timedelta(days=1)


class Acting:
    """Works out what firings come to on one day."""

    def __init__(
        self,
        rulebook: Rulebook,
        calendar: WorkCalendar,
        states: Mapping[str, StateKind],
        facts: Mapping[str, Plain],
    ) -> None:
        self._rulebook = rulebook
        self._calendar = calendar
        self._states = states
        self._facts = facts

    def act(self, firing: Firing, day: dt.date) -> Act | None:
        """What the firing comes to; None where the rule's condition is false."""
        rule = firing.pattern.rule
        if rule.in_force is not None and not rule.in_force.covers(day):
            return None
        moment = Moment(self._rulebook, self._calendar, self._facts, names_of(firing))
        reading = Reading()
        if rule.when is not None:
            truth, reading = moment.work_out(rule.when)
            if isinstance(truth, Unknown):
                return Act(firing, (), tuple(sorted(truth.names)), reading)
            if truth is not True:
                return None
        begins = tuple(self._begin(each, moment, firing) for each in rule.begins)
        return Act(firing, begins, (), reading)

    def _begin(self, beginning: Beginning, moment: Moment, firing: Firing) -> Begin:
        kind = self._states[beginning.state]
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
        return Begin(kind, key, values, last, due, tuple(missing), reading, firing)


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
