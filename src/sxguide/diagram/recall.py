"""Recall: what was found in a diagram for people whose facts lie in the same cells, and is the same for the next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.variables import Variable
    from sxguide.model import Plain

# Combinations of known cells that are kept of a diagram.
MAX_RECALLED = 256

# No cell.
_UNSOUGHT = -1
# The cell of each variable, None where it is open.
Cells: TypeAlias = tuple[int | None, ...]


@dataclass(slots=True)
class Found:
    """By the function asked about: the answers it can still give, and the levels that can still matter to it.

    `answers_where` has the answers by the function, and the condition that they are for. `asked` are the levels that each
    open condition asks, and `varying` those of them, and of the levels that matter, behind which not all people with the
    same cells have the same names. `awaited` are the names that the outcome waits for, in order, by the names behind the
    varying levels. `is_exact` tells whether all this can be found. None: nobody has asked.
    """

    answers: dict[NodeId, frozenset[NodeId]] = field(default_factory=dict)
    answers_where: dict[tuple[NodeId, NodeId], frozenset[NodeId]] = field(default_factory=dict)
    mattering: dict[NodeId, tuple[int, ...]] = field(default_factory=dict)
    asked: tuple[tuple[int, ...], ...] | None = None
    varying: tuple[int, ...] | None = None
    awaited: dict[tuple[frozenset[str], ...], tuple[str, ...]] = field(default_factory=dict)
    is_exact: bool | None = None


class Recall:
    """What was found, by cells; the longest unused is forgotten. Safe to share between threads."""

    def __init__(self) -> None:
        self._found: OrderedDict[Cells, Found] = OrderedDict()
        self._parts: dict[tuple[object, ...], int | None] = {}
        self._lock = threading.Lock()

    def part(
        self, variable: Variable, known: Mapping[str, Plain], find: Callable[[], int | None]
    ) -> int | None:
        """The cell of an opaque part, which rests on those of its facts that are known."""
        key = (variable.name, *known.items())
        # Equal decimals may be written differently.
        if any(type(value) is Decimal for value in known.values()):
            return find()
        found = self._parts.get(key, _UNSOUGHT)
        if found == _UNSOUGHT:
            if len(self._parts) >= MAX_RECALLED:
                self._parts.clear()
            found = self._parts[key] = find()
        return found

    def of(self, cells: Cells) -> Found:
        """What was found for these cells, to be added to; the same things are found by whoever adds them."""
        with self._lock:
            found = self._found.get(cells)
            if found is None:
                found = self._found[cells] = Found()
                if len(self._found) > MAX_RECALLED:
                    self._found.popitem(last=False)
            else:
                self._found.move_to_end(cells)
            return found

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._found.clear()
            self._parts.clear()
