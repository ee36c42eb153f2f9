"""Laws: the life cycles of a rulebook made ready, once for all histories."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.backends.situation import APPLICATION_DATE
from sxguide.dependencies import behind, reads, settled_facts
from sxguide.feel.evaluator import evaluate
from sxguide.lifecycle.patterns import compile_patterns
from sxguide.lifecycle_model import (
    EVENT_DATE,
    EVENT_PREFIX,
    SPELL_DATES,
    STATE_PREFIX,
    ServiceTerm,
)
from sxguide.model import is_parameter
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.lifecycle.happenings import Firing
    from sxguide.lifecycle.patterns import Pattern
    from sxguide.lifecycle_model import EventKind, LifeRule, StateKind
    from sxguide.model import Field, Formula, Rulebook
    from sxguide.values import Value


class Laws:
    """The kinds of event and the states by name, the rules as patterns, and what those may read."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        cycles = rulebook.lifecycles.values()
        self.events: Mapping[str, EventKind] = MappingProxyType(
            {kind.name: kind for cycle in cycles for kind in cycle.events}
        )
        self.states: Mapping[str, StateKind] = MappingProxyType(
            {kind.name: kind for cycle in cycles for kind in cycle.states}
        )
        self.once = frozenset(kind.name for kind in self.events.values() if kind.is_once)
        self.settled = settled_facts(rulebook)
        self.patterns = compile_patterns(rulebook)
        self.reads = tuple(_reads(rulebook, pattern, self.settled) for pattern in self.patterns)
        self.triggering = frozenset(
            each.rule.trigger.name
            for each in self.patterns
            if each.rule.trigger.occasion == "event"
        )
        # For each kind of event, what its fields are where it does not say them.
        self.unsaid: Mapping[str, Mapping[str, Value]] = {
            kind.name: {field.key: _unsaid(field) for field in kind.fields}
            for kind in self.events.values()
        }


@dataclass(frozen=True, slots=True)
class Reads:
    """What the expressions of one rule may read: of its event, of the spells that it is bound to, and beside those.

    A spell is named by its place among the bound. `reads_day` tells that the day itself matters, be it for a parameter.
    """

    reads_event_day: bool
    event_fields: tuple[str, ...]
    spell_days: tuple[int, ...]
    spell_fields: tuple[tuple[int, str], ...]
    facts: tuple[str, ...]
    reads_day: bool

    def own(self, firing: Firing) -> Iterator[Value]:
        """The values that are read of the event and the spells."""
        event, bound = firing.happening.event, firing.bound()
        if self.reads_event_day:
            yield event.on if event is not None else None
        for name in self.event_fields:
            yield firing.happening.values[name]
        for place in self.spell_days:
            yield from (bound[place].since, bound[place].last, bound[place].due)
        for place, name in self.spell_fields:
            yield bound[place].values[name]


def _reads(rulebook: Rulebook, pattern: Pattern, settled: frozenset[str]) -> Reads:
    formulas = tuple(_formulas(pattern.rule))
    wanted = [
        formula.service if isinstance(formula, ServiceTerm) else formula for formula in formulas
    ]
    names = sorted(frozenset[str]().union(*map(reads, wanted)))
    # A state that is bound twice is read where it is bound last.
    places = {name: place for place, name in enumerate(pattern.rule.states())}
    spells = [
        (places[state], key)
        for name in names
        if name.startswith(STATE_PREFIX)
        for state, _, key in [name.removeprefix(STATE_PREFIX).rpartition(".")]
    ]
    of_event = [name.removeprefix(EVENT_PREFIX) for name in names if name.startswith(EVENT_PREFIX)]
    beside = behind(
        rulebook, (name for name in names if not name.startswith((EVENT_PREFIX, STATE_PREFIX)))
    )
    return Reads(
        reads_event_day=EVENT_DATE in of_event,
        event_fields=tuple(name for name in of_event if name != EVENT_DATE),
        spell_days=tuple(sorted({place for place, key in spells if key in SPELL_DATES})),
        spell_fields=tuple(each for each in spells if each[1] not in SPELL_DATES),
        facts=tuple(sorted(beside & settled)),
        reads_day=APPLICATION_DATE in beside
        or any(map(is_parameter, beside))
        or any(isinstance(formula, ServiceTerm) for formula in formulas),
    )


def _formulas(rule: LifeRule) -> Iterator[Formula | ServiceTerm]:
    if rule.when is not None:
        yield rule.when
    for beginning in rule.begins:
        yield from (formula for _, formula in beginning.values)
        yield from beginning.days()


def _unsaid(field: Field) -> Value:
    if field.default is not None:
        return evaluate(field.default.node, lambda name: Unknown(frozenset({name})))
    return Unknown(frozenset({EVENT_PREFIX + field.key}))
