"""Engines: what matches the rules of life cycles; one interface, so that one engine can stand for another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from sxguide.lifecycle.happenings import Firing, Happening, Spell

if TYPE_CHECKING:
    from collections.abc import Sequence

EngineName: TypeAlias = Literal["plain", "durable"]
Fire: TypeAlias = Callable[[Firing], Iterable[Happening]]


class Session(Protocol):
    """The matching of one history, day by day. A spell counts as held from the day after the one on which it began."""

    def hold(self, spell: Spell) -> None:
        """The spell holds from the start of the coming days."""

    def drop(self, spell: Spell) -> None:
        """The spell holds no more."""

    def day(self, happenings: Sequence[Happening], kinds: frozenset[str], fire: Fire) -> None:
        """All that follows on one day: `fire` is called once for each match, and gives what happens by it.

        `kinds` are the kinds of the day's events.
        """

    def close(self) -> None:
        """The history is at its end."""


class Engine(Protocol):
    """What matches rules; one engine serves many histories, one after the other."""

    @property
    def name(self) -> EngineName:
        """What it is called."""

    def session(self) -> Session:
        """The matching of a new history."""
