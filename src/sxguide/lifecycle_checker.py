"""Life-cycle checker: everything about rules over events that can be wrong before anything happens to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sxguide.checker import Checker, fact_type
from sxguide.dependencies import names_behind, settled_facts
from sxguide.feel.inference import infer_as
from sxguide.feel.types import ANY, BOOLEAN, DATE, STRING, ContextOf, ListOf, Number, Type, fits
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
    LifeFact,
    LifeRule,
    ServiceTerm,
    StateKind,
)
from sxguide.model import PARAMETER_PREFIX, Expression, Field, Rulebook, TermFormula

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sxguide.errors import Problem
    from sxguide.source import Span

_T = TypeVar("_T")

_TODAY = "application.date"

# What an event as data says beside its fields, and what a spell has beside them.
_RESERVED_IN_EVENTS = ("id", "kind", EVENT_DATE, "person")
_RESERVED_IN_STATES = (*SPELL_DATES, "holds")


def check_lifecycles(
    rulebook: Rulebook,
    places: Mapping[tuple[Span, str, str], Sequence[Span]],
    doubtful: AbstractSet[Span],
) -> list[Problem]:
    """Every fault of the life cycles of a rulebook, in the order of its files."""
    return _LifeCycleChecker(rulebook, places, doubtful).run()


class _LifeCycleChecker(Checker):
    """One run over the life cycles of one rulebook."""

    def __init__(
        self,
        rulebook: Rulebook,
        places: Mapping[tuple[Span, str, str], Sequence[Span]],
        doubtful: AbstractSet[Span],
    ) -> None:
        super().__init__(rulebook, places, doubtful)
        cycles = rulebook.lifecycles.values()
        # Of two that are called the same, the first counts; the loader reports the second.
        self._events: dict[str, EventKind] = {}
        self._states: dict[str, StateKind] = {}
        for cycle in cycles:
            for event in cycle.events:
                self._events.setdefault(event.name, event)
            for state in cycle.states:
                self._states.setdefault(state.name, state)
        self._settled = {_TODAY, *settled_facts(rulebook)}
        self._history = self._scope_of_facts()

    def run(self) -> list[Problem]:
        """All checks."""
        self._markers()
        for cycle in self._rulebook.lifecycles.values():
            for event in cycle.events:
                self._event(event)
            for state in cycle.states:
                self._state(state)
            self._rule_ids(cycle)
            for rule in cycle.rules:
                self._rule(rule)
            for fact in cycle.facts:
                self._life_fact(fact)
        return self._problems

    def _scope_of_facts(self) -> dict[str, Type]:
        """What facts of a history may read: all events and states, parameters, and the date that is asked for."""
        scope = {name: of for name, of in self._scope.items() if name.startswith(PARAMETER_PREFIX)}
        scope[_TODAY] = DATE
        for event in self._events.values():
            fields = ((EVENT_DATE, DATE), *self._field_types(event.fields))
            scope[EVENTS_PREFIX + event.name] = ListOf(ContextOf(fields))
        for state in self._states.values():
            dates = tuple((name, DATE) for name in SPELL_DATES)
            fields = (*dates, ("holds", BOOLEAN), *self._field_types(state.fields))
            scope[STATES_PREFIX + state.name] = ListOf(ContextOf(fields))
        return scope

    def _field_types(self, fields: Iterable[Field]) -> tuple[tuple[str, Type], ...]:
        return tuple((field.key, self._declared(field)) for field in fields)

    def _known(
        self, span: Span, key: str, name: str, things: Mapping[str, _T], noun: str
    ) -> _T | None:
        """The thing that an element names under a key, or None and a report."""
        thing = things.get(name)
        if thing is None and name:
            near = self._near(name, things)
            for place in self._places_of(span, key, name):
                self._report("unknown-name", f"there is no {noun} `{name}`", place, near)
        return thing

    def _markers(self) -> None:
        marked: dict[str, EventKind] = {}
        for event in self._events.values():
            if event.marks is not None:
                first = marked.setdefault(event.marks, event)
                if first is not event:
                    message = f"`{event.name}` marks the {event.marks}, as `{first.name}` does"
                    self._report("duplicate-name", message, event.span)

    def _event(self, event: EventKind) -> None:
        self._fields(event.fields, _RESERVED_IN_EVENTS)
        fields = {field.key: field for field in event.fields}
        for name in event.once_per:
            self._known(event.span, "once_per", name, fields, "field")
        for name in event.contradicts:
            self._known(event.span, "contradicts", name, self._events, "kind of event")

    def _state(self, state: StateKind) -> None:
        self._fields(state.fields, _RESERVED_IN_STATES)
        fields = {field.key: field for field in state.fields}
        for name in state.key:
            self._known(state.span, "key", name, fields, "field")
        for name in state.suspends:
            self._known(state.span, "suspends", name, self._states, "state")
        for name in state.opens:
            self._known(state.span, "opens", name, self._rulebook.services, "service")

    def _fields(self, fields: Iterable[Field], reserved: Iterable[str]) -> None:
        for field in fields:
            if field.key in reserved:
                message = f"`{field.key}` is no name for a field, since it has a meaning already"
                self._report("reserved-name", message, field.span)
            if field.default is not None:
                found = infer_as(self._declared(field), field.default.node, {})
                self._problems.extend(found.problems)

    def _rule_ids(self, cycle: LifeCycle) -> None:
        seen: set[str] = set()
        for rule in cycle.rules:
            if rule.id and rule.id in seen:
                place = self._places_of(rule.span, "id", rule.id)[0]
                self._report("duplicate-id", f"a second rule is called `{rule.id}`", place)
            seen.add(rule.id)

    def _rule(self, rule: LifeRule) -> None:
        self._cites(rule.cites, rule.span)
        self._rests_on(rule.rests_on, rule.span)
        if not self._asked_for(rule):
            # What its expressions read cannot be judged.
            return
        self._joins(rule)
        if not rule.begins and not rule.ends and rule.tells is None:
            help_text = "`begins`, `ends` or `tells` says what follows"
            self._report(
                "no-consequence", f"nothing follows from `{rule.id}`", rule.span, help_text
            )
        scope = {**self._scope, **self._scope_of(rule)}
        if rule.when is not None:
            self._read(rule.when, BOOLEAN, scope)
        for beginning in rule.begins:
            self._begins(beginning, scope)
        self._steady(rule)

    def _asked_for(self, rule: LifeRule) -> bool:
        """Whether what the rule names exists; and that it can end what it ends."""
        trigger, span, known = rule.trigger, rule.span, len(self._problems)
        if trigger.occasion == "event":
            self._known(trigger.span, "event", trigger.name, self._events, "kind of event")
        else:
            state = self._known(trigger.span, trigger.occasion, trigger.name, self._states, "state")
            if trigger.occasion == "overdue" and state is not None and state.bearer is None:
                message = f"`{state.name}` is no duty, so it is never overdue"
                self._report("no-duty", message, trigger.span, "`duty_of` makes a state a duty")
        for key, names in (("while", rule.holding), ("already", rule.already)):
            for name in names:
                self._known(span, key, name, self._states, "state")
        for name in rule.unless:
            either = {**self._states, **self._events}
            self._known(span, "unless", name, either, "state or kind of event")
        for name in rule.ends:
            if self._known(span, "ends", name, self._states, "state") and name not in rule.states():
                message = f"`{rule.id}` ends `{name}`, and does not ask for it"
                place = self._places_of(span, "ends", name)[0]
                self._report("unbound-state", message, place, "name it under `while` or `already`")
        named = [problem.code for problem in self._problems[known:]]
        return bool(trigger.name) and "unknown-name" not in named

    def _joins(self, rule: LifeRule) -> None:
        """That what a state is told apart by is of one type wherever the rule meets it."""
        found: dict[str, Type] = {}
        event = self._events.get(rule.trigger.name)
        if event is not None and rule.trigger.occasion == "event":
            found.update(self._field_types(event.fields))
        for name in (*rule.states(), *rule.unless):
            state = self._states.get(name)
            if state is None:
                continue
            types = dict(self._field_types(state.fields))
            for key in state.key:
                if key in found and key in types and not fits(found[key], types[key]):
                    message = f"`{key}` of `{name}` is {types[key]}, and elsewhere in the rule {found[key]}"
                    self._report("type-mismatch", message, rule.span)
            if name not in rule.unless:
                found.update({key: of for key, of in types.items() if key not in found})

    def _scope_of(self, rule: LifeRule) -> dict[str, Type]:
        """What an expression of the rule may read beside facts, definitions and parameters."""
        scope: dict[str, Type] = {}
        event = self._events.get(rule.trigger.name)
        if event is not None and rule.trigger.occasion == "event":
            scope[EVENT_PREFIX + EVENT_DATE] = DATE
            scope.update((EVENT_PREFIX + key, of) for key, of in self._field_types(event.fields))
        for name in rule.states():
            state = self._states.get(name)
            if state is not None:
                prefix = f"{STATE_PREFIX}{name}."
                scope.update((prefix + date, DATE) for date in SPELL_DATES)
                scope.update((prefix + key, of) for key, of in self._field_types(state.fields))
        return scope

    def _begins(self, beginning: Beginning, scope: Mapping[str, Type]) -> None:
        span = beginning.span
        state = self._known(span, "state", beginning.state, self._states, "state")
        for day in beginning.days():
            self._day(day, scope)
        types = dict(self._field_types(state.fields)) if state is not None else {}
        for name, value in beginning.values:
            if state is not None and name not in types:
                near = self._near(name, types)
                message = f"`{state.name}` has no field `{name}`"
                self._report("unknown-name", message, value.span, near)
            self._read(value, types.get(name, ANY), scope)
        if state is None:
            return
        given = {name for name, _ in beginning.values}
        for key in state.key:
            if key not in given:
                message = f"`{state.name}` is told apart by `{key}`, which is not given"
                self._report("wrong-key", message, span, f"give it under `with`: `{key}: …`")
        if beginning.due is not None and state.bearer is None:
            message = f"`{state.name}` is no duty, so it has no due date"
            self._report("no-duty", message, span, "`duty_of` makes a state a duty")

    def _day(self, day: DayFormula, scope: Mapping[str, Type]) -> None:
        match day:
            case Expression():
                self._read(day, DATE, scope)
            case TermFormula(after=after, days=days):
                self._read(after, DATE, scope)
                self._read(days, Number("day"), scope)
            case ServiceTerm(service=service):
                self._read(service, STRING, scope)

    def _read(self, expression: Expression, wanted: Type, scope: Mapping[str, Type]) -> None:
        self._problems.extend(infer_as(wanted, expression.node, scope).problems)

    def _steady(self, rule: LifeRule) -> None:
        """That the rule reads no fact that later events of a history change, so that its order cannot matter."""
        formulas = [rule.when] if rule.when is not None else []
        for beginning in rule.begins:
            formulas.extend(value for _, value in beginning.values)
            for day in beginning.days():
                match day:
                    case Expression():
                        formulas.append(day)
                    case TermFormula(after=after, days=days):
                        formulas.extend((after, days))
                    case ServiceTerm(service=service):
                        formulas.append(service)
        for formula in formulas:
            for name in sorted(names_behind(self._rulebook, [formula])):
                if name in self._rulebook.facts and name not in self._settled:
                    message = f"a rule over events cannot read `{name}`"
                    help_text = "it can read facts that come from events that happen once only"
                    self._report("unsettled-fact", message, formula.span, help_text)

    def _life_fact(self, fact: LifeFact) -> None:
        self._cites(fact.cites, fact.span)
        self._rests_on(fact.rests_on, fact.span)
        declared = self._known(fact.span, "facts", fact.name, self._rulebook.facts, "fact")
        outer, self._scope = self._scope, self._history
        wanted = fact_type(declared) if declared is not None else ANY
        self._formula(fact.formula, wanted, f"`{fact.name}`")
        self._scope = outer
