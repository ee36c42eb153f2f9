"""Recall: what was found in a diagram for people whose facts lie in the same cells, and is the same for the next."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sxguide.diagram.forest import NodeId

# Combinations of known cells that are kept of a diagram.
MAX_RECALLED = 256

# The cell of each variable, None where it is open.
Cells: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """By the function asked about: the answers it can still give, and the levels that can still matter to it.

    `answers_where` has the answers by the function, and the condition that they are for.
    """

    answers: dict[NodeId, frozenset[NodeId]] = field(default_factory=dict)
    answers_where: dict[tuple[NodeId, NodeId], frozenset[NodeId]] = field(default_factory=dict)
    mattering: dict[NodeId, tuple[int, ...]] = field(default_factory=dict)


class Recall:
    """What was found, by cells; the longest unused is forgotten. Safe to share between threads."""

    def __init__(self) -> None:
        self._found: OrderedDict[Cells, Found] = OrderedDict()
        self._lock = threading.Lock()

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
