"""Defaults: what is known of facts, also of those that nobody gave and that are taken to be what others suggest.

It is remembered, since most of those who do not give a fact suggest the same.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from sxguide.backends.situation import APPLICATION_DATE
from sxguide.dependencies import behind
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.backends.situation import Situation
    from sxguide.model import Plain, Rulebook
    from sxguide.values import Value

# Combinations of facts whose defaults are remembered; all are forgotten at once when there are more.
MAX_REMEMBERED = 10_000


class Defaults:
    """Looks facts up, for all people whom the rules of one rulebook are put to. Safe to share between threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._plain = {
            name: Unknown(frozenset({name}))
            for name, fact in rulebook.facts.items()
            if fact.default is None
        }
        self._behind = {
            name: (APPLICATION_DATE, *sorted(behind(rulebook, [name]) & rulebook.facts.keys()))
            for name in rulebook.facts.keys() - self._plain.keys()
        }
        self._found: dict[tuple[object, ...], Value] = {}

    def value(self, name: str, situation: Situation) -> Value:
        """The value of a fact or parameter for one person, as `Situation.lookup` has it."""
        given = situation.facts.get(name)
        if given is not None:
            return given  # type: ignore[return-value]  # a whole number stands for the decimal
        unknown = self._plain.get(name)
        return self._supposed(name, situation) if unknown is None else unknown

    def known(self, names: Iterable[str], situation: Situation) -> dict[str, Plain]:
        """The values of those of some facts that are known."""
        values = {name: self.value(name, situation) for name in names}
        return {
            name: cast("Plain", value)
            for name, value in values.items()
            if not isinstance(value, Unknown)
        }

    def _supposed(self, name: str, situation: Situation) -> Value:
        on = self._behind.get(name)
        values = () if on is None else tuple(map(situation.facts.get, on))
        # Equal decimals may be written differently.
        if on is None or any(type(each) is Decimal for each in values):
            return situation.lookup(name)
        key = (name, *values)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            found = self._found[key] = situation.lookup(name)
        return found
