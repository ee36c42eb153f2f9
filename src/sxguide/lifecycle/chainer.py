"""Chainer: rules over events matched in plain Python; the reference that other engines agree with.

A day's happenings are taken from a queue. Each is tried with every rule that it sets off, and a spell that begins is
tried with every rule that asks for it and whose trigger has been seen that day. Nothing that is derived is ever taken
back within a day, so the queue's order does not matter.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, TypeAlias

from sxguide.lifecycle.happenings import Firing, Happening, Spell
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sxguide.lifecycle.engines import EngineName, Fire, Session
    from sxguide.lifecycle.patterns import Condition, Pattern
    from sxguide.values import Value

    _Spells: TypeAlias = "defaultdict[str, dict[tuple[Value, ...], Spell]]"


class Chainer:
    """The plain engine."""

    name: EngineName = "plain"

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._set_off: defaultdict[tuple[str, str], list[Pattern]] = defaultdict(list)
        self._asking: defaultdict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            self._set_off[pattern.trigger].append(pattern)
            for name in dict.fromkeys(
                each.name for each in pattern.conditions if not each.is_already
            ):
                self._asking[name].append(pattern)

    def session(self) -> Session:
        """The matching of a new history."""
        return _PlainSession(self._set_off, self._asking)


class _PlainSession:
    """The matching of one history."""

    def __init__(
        self,
        set_off: defaultdict[tuple[str, str], list[Pattern]],
        asking: defaultdict[str, list[Pattern]],
    ) -> None:
        self._set_off = set_off
        self._asking = asking
        self._held: _Spells = defaultdict(dict)
        self._begun: _Spells = defaultdict(dict)
        self._kinds: frozenset[str] = frozenset()

    def hold(self, spell: Spell) -> None:
        """The spell holds from the start of the coming days."""
        self._held[spell.kind.name][spell.key] = spell

    def drop(self, spell: Spell) -> None:
        """The spell holds no more."""
        self._held[spell.kind.name].pop(spell.key, None)

    def close(self) -> None:
        """Nothing is left to be done."""

    def day(self, happenings: Sequence[Happening], kinds: frozenset[str], fire: Fire) -> None:
        """All that follows on one day."""
        self._begun.clear()
        self._kinds = kinds
        seen: dict[tuple[str, str], list[Happening]] = {}
        fired: set[tuple[int, ...]] = set()
        queue = deque(happenings)
        while queue:
            happening = queue.popleft()
            seen.setdefault((happening.occasion, happening.name), []).append(happening)
            # All matches are found before the first of them is acted on.
            for firing in list(self._all_matches(happening, seen)):
                identity = (firing.pattern.number, id(firing.happening), *map(id, firing.spells))
                if identity not in fired:
                    fired.add(identity)
                    queue.extend(fire(firing))

    def _all_matches(
        self, happening: Happening, seen: Mapping[tuple[str, str], Sequence[Happening]]
    ) -> Iterator[Firing]:
        """Every way in which a rule holds for the happening, or holds now that it has begun."""
        begun = happening.spell if happening.occasion == "begins" else None
        if begun is not None:
            self._begun[begun.kind.name][begun.key] = begun
        for pattern in self._set_off.get((happening.occasion, happening.name), ()):
            yield from self._matches(pattern, happening)
        if begun is not None:
            # A rule that asks for what has just begun may have been tried before.
            for pattern in self._asking.get(happening.name, ()):
                for earlier in seen.get(pattern.trigger, ()):
                    yield from self._matches(pattern, earlier)

    def _matches(self, pattern: Pattern, happening: Happening) -> Iterator[Firing]:
        """Every way in which the rule holds for the happening."""
        if pattern.absent_events and not self._kinds.isdisjoint(pattern.absent_events):
            return
        if not pattern.conditions and not pattern.absent_states:
            yield Firing(pattern, happening, ())
            return
        for spells in self._bound(pattern, happening, ()):
            absent = (
                _fitting(self._held[each.name], each, pattern, happening, spells)
                for each in pattern.absent_states
            )
            if not any(absent):
                yield Firing(pattern, happening, spells)

    def _bound(
        self, pattern: Pattern, happening: Happening, spells: tuple[Spell, ...]
    ) -> Iterator[tuple[Spell, ...]]:
        if len(spells) == len(pattern.conditions):
            yield spells
            return
        condition = pattern.conditions[len(spells)]
        sources = [self._held] if condition.is_already else [self._held, self._begun]
        for source in sources:
            for spell in _fitting(source[condition.name], condition, pattern, happening, spells):
                yield from self._bound(pattern, happening, (*spells, spell))


def _fitting(
    candidates: Mapping[tuple[Value, ...], Spell],
    condition: Condition,
    pattern: Pattern,
    happening: Happening,
    spells: tuple[Spell, ...],
) -> list[Spell]:
    """The candidates whose joined fields have the values known from what came before."""
    wanted = tuple(known_value(pattern, name, happening, spells) for name in condition.joined)
    if any(isinstance(value, Unknown) for value in wanted):
        return []
    if condition.is_whole_key:
        found = candidates.get(wanted)
        return [found] if found is not None else []
    joined = condition.joined
    return [
        spell
        for spell in candidates.values()
        if all(spell.values[name] == value for name, value in zip(joined, wanted, strict=True))
    ]


def known_value(
    pattern: Pattern, name: str, happening: Happening, spells: tuple[Spell, ...]
) -> Value:
    """The value of a joined field, from the first that has it."""
    place = pattern.sources[name]
    return (happening.values if place < 0 else spells[place].values)[name]
