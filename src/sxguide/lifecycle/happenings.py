"""Happenings: what comes about while a history runs: spells of states, what sets rules off, and what rules then do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxguide.values import Unknown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sxguide.backends.situation import Reading
    from sxguide.lifecycle.events import Event
    from sxguide.lifecycle.patterns import Pattern
    from sxguide.lifecycle_model import Occasion, StateKind
    from sxguide.values import Value


@dataclass(slots=True, eq=False)
class Spell:
    """One stretch of days for which a state holds; `ended_on` is the first day on which it holds no more.

    `begun_by` are the reasons for which it began, all of one day.
    """

    kind: StateKind
    key: tuple[Value, ...]
    since: dt.date
    values: Mapping[str, Value]
    last: dt.date | None
    due: dt.date | None
    begun_by: list[Begin]
    ended_on: dt.date | None = None
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Happening:
    """Something that sets rules off: an event, or that a spell begins, ends, lapses or is overdue.

    `ended_by` are the firings that ended the spell, where it did not lapse.
    """

    occasion: Occasion
    name: str
    values: Mapping[str, Value]
    event: Event | None = None
    spell: Spell | None = None
    ended_by: list[Firing] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class Firing:
    """A rule set off by a happening while spells hold."""

    pattern: Pattern
    happening: Happening
    spells: tuple[Spell, ...]

    def bound(self) -> tuple[Spell, ...]:
        """The spells that the rule can read and end."""
        own = (self.happening.spell,) if self.happening.spell is not None else ()
        return (*own, *self.spells)


@dataclass(frozen=True, slots=True, eq=False)
class Begin:
    """A state that a firing would begin. `missing` names what would settle days or key fields that are not known."""

    kind: StateKind
    key: tuple[Value, ...]
    values: Mapping[str, Value]
    last: dt.date | None
    due: dt.date | None
    missing: tuple[str, ...]
    reading: Reading
    firing: Firing

    @property
    def is_possible(self) -> bool:
        """Whether it is known which spell would begin."""
        return not any(isinstance(value, Unknown) for value in self.key)

    def agrees_with(self, other: Begin) -> bool:
        """Whether both would begin the same."""
        return (self.values, self.last, self.due) == (other.values, other.last, other.due)


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """What one firing comes to: what it begins and what was read; with `missing`, it is open whether the rule holds."""

    firing: Firing
    begins: tuple[Begin, ...]
    missing: tuple[str, ...]
    reading: Reading
