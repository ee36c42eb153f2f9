"""Sampler: picks people out of a region, one fact after the other, with no step that leads nowhere.

At each fact the cells are weighed by the combinations of cells that complete them to somebody of the region, so a cell
without any is never picked. Within a cell the edges are picked more often than what lies between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sxguide.testing.points import Stretch, free_cells, points_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sxguide.diagram.forest import NodeId
    from sxguide.model import Plain
    from sxguide.testing.points import Points
    from sxguide.testing.regions import Regions
    from sxguide.testing.slices import Question

    # Picks a number from 0 up to one below; 0 is the most readable choice.
    Pick: TypeAlias = Callable[[int], int]

# Into how many parts the chance of a fact's cells is divided.
_GRAIN = 48
# How often the readable value of a cell, each of its edges, and anything else are picked.
_READABLE, _EDGE, _BETWEEN = 1, 3, 2


@dataclass(frozen=True, slots=True)
class _Choices:
    """What may be picked for one fact: by number, a value (or a stretch of values) and what is left of the region."""

    name: str
    options: tuple[tuple[Plain | Stretch | None, NodeId], ...]

    def draw(self, drawn: dict[str, Plain], pick: Pick) -> NodeId:
        """Says the fact, if the person has it, and gives what is left of the region. Takes two picks, whatever comes."""
        value, following = self.options[pick(len(self.options))]
        number = pick(value.size if isinstance(value, Stretch) else 1)
        if isinstance(value, Stretch):
            value = value.at(number)
        if value is not None:
            drawn[self.name] = value
        return following


class Sampler:
    """Picks people of one slice."""

    def __init__(self, question: Question, regions: Regions) -> None:
        self._regions = regions
        self._order = tuple(fact.name for fact in question.facts)
        self._fixed = dict(regions.slice.fixed)
        self._free = tuple(self._of_free(question))
        self._counts: dict[tuple[int, NodeId], int] = {}
        self._choices: dict[tuple[int, NodeId], _Choices] = {}

    def count(self, region: NodeId) -> int:
        """How many combinations of cells a region has."""
        return self._count(0, region)

    def draw(self, region: NodeId, pick: Pick) -> dict[str, Plain]:
        """Somebody of a region that is not empty."""
        drawn = dict(self._fixed)
        node = region
        for place in range(len(self._regions.levels)):
            choices = self._choices.get((place, node)) or self._weigh(place, node)
            node = choices.draw(drawn, pick)
        for choices in self._free:
            choices.draw(drawn, pick)
        return {name: drawn[name] for name in self._order if name in drawn}

    def _count(self, place: int, node: NodeId) -> int:
        forest, levels = self._regions.forest, self._regions.levels
        if node == forest.false:
            return 0
        if place == len(levels):
            return 1
        found = self._counts.get((place, node))
        if found is None:
            found = sum(self._count(place + 1, each) for each in self._after(place, node))
            self._counts[place, node] = found
        return found

    def _after(self, place: int, node: NodeId) -> Sequence[NodeId]:
        """What is left of a region behind each cell of a fact."""
        level = self._regions.levels[place]
        cells = len(self._regions.variables[level].cells)
        return [
            each
            for each, _ in zip(self._regions.forest.at(node, level), range(cells), strict=False)
        ]

    def _weigh(self, place: int, node: NodeId) -> _Choices:
        level = self._regions.levels[place]
        following = self._after(place, node)
        counts = [self._count(place + 1, each) for each in following]
        total = sum(counts)
        points = self._regions.points[level]
        possible = sorted(
            (cell for cell, count in enumerate(counts) if count),
            key=lambda cell: (_distance(points[cell]), cell),
        )
        options: list[tuple[Plain | Stretch | None, NodeId]] = []
        for cell in possible:
            share = max(1, _GRAIN * counts[cell] // total)
            options += [(value, following[cell]) for value in _weighted(points[cell], share)]
        found = _Choices(self._regions.variables[level].name, tuple(options))
        self._choices[place, node] = found
        return found

    def _of_free(self, question: Question) -> list[_Choices]:
        """The choices for the facts that no rule turns on, and no constraint binds."""
        asked = {self._regions.variables[level].name for level in self._regions.levels}
        end = self._regions.forest.true
        found = []
        for fact in question.facts:
            if fact.name not in asked and fact.name not in self._fixed:
                cells = [points_of(fact, cell, question.day) for cell in free_cells(fact)]
                share = max(1, _GRAIN // len(cells))
                options = [(value, end) for each in cells for value in _weighted(each, share)]
                found.append(_Choices(fact.name, tuple(options)))
        return found


def _distance(points: Points | None) -> object:
    return 0 if points is None else points.distance


def _weighted(points: Points | None, share: int) -> list[Plain | Stretch | None]:
    """The choices within a cell, each so often as it is to be picked, the most readable first."""
    if points is None:
        return [None] * share
    has_edges = points.low is not None or points.high is not None
    weights = [
        (points.readable, _READABLE if has_edges else _EDGE),
        (points.low, _EDGE),
        (points.high, _EDGE),
    ]
    kept: dict[Plain | Stretch, int] = {}
    for value, weight in weights:
        if value is not None:
            kept[value] = kept.get(value, 0) + weight
    if points.stretch is not None and points.stretch.size > len(kept):
        kept[points.stretch] = _BETWEEN
    whole = sum(kept.values())
    return [value for value, weight in kept.items() for _ in range(max(1, share * weight // whole))]
