"""Laws: the life cycles of a rulebook made ready, once for all histories."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.dependencies import settled_facts
from sxguide.lifecycle.patterns import compile_patterns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.lifecycle_model import EventKind, StateKind
    from sxguide.model import Rulebook


class Laws:
    """The kinds of event and the states by name, the rules as patterns, and the facts that rules may read."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        cycles = rulebook.lifecycles.values()
        self.events: Mapping[str, EventKind] = MappingProxyType(
            {kind.name: kind for cycle in cycles for kind in cycle.events}
        )
        self.states: Mapping[str, StateKind] = MappingProxyType(
            {kind.name: kind for cycle in cycles for kind in cycle.states}
        )
        self.kinds: Mapping[str, EventKind | StateKind] = {**self.events, **self.states}
        self.once = frozenset(kind.name for kind in self.events.values() if kind.is_once)
        self.settled = settled_facts(rulebook)
        self.patterns = compile_patterns(rulebook)
