"""Patterns: what a rule over events matches, apart from how it is matched; what both engines start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.lifecycle_model import LifeCycle, LifeRule, Occasion, StateKind
    from sxguide.model import Rulebook


@dataclass(frozen=True, slots=True)
class Condition:
    """A state that a rule asks for, or that must be absent; `joined` are the key fields known from what came before.

    `is_whole_key` tells that no key field is left open, so that one spell at most can fit.
    """

    name: str
    joined: tuple[str, ...]
    is_whole_key: bool
    is_already: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A rule as something to match: its trigger, the states it asks for in order, and what must be absent."""

    number: int
    lifecycle: LifeCycle
    rule: LifeRule
    conditions: tuple[Condition, ...]
    absent_states: tuple[Condition, ...]
    absent_events: tuple[str, ...]
    # For each joined field, the place of the condition that it is known from; -1: the happening.
    sources: Mapping[str, int]

    @property
    def trigger(self) -> tuple[Occasion, str]:
        """What sets the rule off."""
        return self.rule.trigger.occasion, self.rule.trigger.name


def compile_patterns(rulebook: Rulebook) -> tuple[Pattern, ...]:
    """The rules of all life cycles as patterns, in the order of their files."""
    cycles = rulebook.lifecycles.values()
    states = {state.name: state for cycle in cycles for state in cycle.states}
    events = {
        event.name: tuple(field.key for field in event.fields)
        for cycle in cycles
        for event in cycle.events
    }
    rules = ((cycle, rule) for cycle in cycles for rule in cycle.rules)
    return tuple(
        _pattern(number, cycle, rule, states, events) for number, (cycle, rule) in enumerate(rules)
    )


def _pattern(
    number: int,
    cycle: LifeCycle,
    rule: LifeRule,
    states: Mapping[str, StateKind],
    events: Mapping[str, tuple[str, ...]],
) -> Pattern:
    trigger = rule.trigger
    known = (
        events[trigger.name]
        if trigger.occasion == "event"
        else tuple(each.key for each in states[trigger.name].fields)
    )
    sources = dict.fromkeys(known, -1)

    def condition(name: str, *, is_already: bool) -> Condition:
        key = states[name].key
        joined = tuple(each for each in key if each in sources)
        return Condition(name, joined, joined == key, is_already)

    conditions = []
    for place, name in enumerate((*rule.already, *rule.holding)):
        conditions.append(condition(name, is_already=place < len(rule.already)))
        for each in states[name].fields:
            sources.setdefault(each.key, place)
    absent = tuple(condition(name, is_already=True) for name in rule.unless if name in states)
    return Pattern(
        number,
        cycle,
        rule,
        tuple(conditions),
        absent,
        tuple(name for name in rule.unless if name in events),
        sources,
    )
