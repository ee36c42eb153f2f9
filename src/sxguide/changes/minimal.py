"""Minimal: what has to be put in other cells to lead a function to true, so that no part of it does.

A set of cells is a number whose bit C stands for the cell C. A box has some variables with a set of cells each; every
combination of these leads to true. The minimal ones of a node are those of the child that the person's cell leads to, and
those of the other children with the node's own variable added, less the combinations of which a part is among the former.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sxguide.diagram.limits import DiagramTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sxguide.diagram.forest import Forest, NodeId

# Boxes of one node.
MAX_BOXES = 500
# Pairs of boxes that may be compared to find those of one function.
MAX_COMPARED = 500_000

Cells: TypeAlias = int
# The levels of the variables, ascending, each with its cells.
Box: TypeAlias = "tuple[tuple[int, Cells], ...]"


def minimal_boxes(
    forest: Forest, root: NodeId, cells: Sequence[int | None], allowed: Mapping[int, Cells]
) -> list[Box]:
    """What leads to true, put in other cells, if all other variables keep their `cells`.

    `allowed` has the cells that a variable can be put in; one without a cell of its own has to be put in one.

    Raises:
        DiagramTooLargeError: there are too many boxes.
    """
    known: dict[NodeId, list[Box]] = {forest.true: [()]}
    compared = 0

    def of(node: NodeId) -> list[Box]:
        if node < 0:
            return known.get(node, [])
        if node not in known:
            known[node] = found_at(node)
        return known[node]

    def found_at(node: NodeId) -> list[Box]:
        nonlocal compared
        level, children = forest.levels[node], forest.children[node]
        own = cells[level]
        kept = [] if own is None else of(children[own])
        moved: dict[Box, Cells] = {}
        for cell in cells_in(allowed.get(level, 0)):
            if own is None or children[cell] != children[own]:
                for rest in of(children[cell]):
                    moved[rest] = moved.get(rest, 0) | 1 << cell
        compared += len(moved) * len(kept)
        if len(moved) + len(kept) > MAX_BOXES or compared > MAX_COMPARED:
            raise DiagramTooLargeError
        return [*kept, *without((((level, each), *rest) for rest, each in moved.items()), kept)]

    return of(root)


def cells_in(cells: Cells) -> Iterator[int]:
    """The cells of a set, ascending."""
    while cells:
        lowest = cells & -cells
        yield lowest.bit_length() - 1
        cells ^= lowest


def without(boxes: Iterable[Box], parts: Iterable[Box]) -> list[Box]:
    """Boxes less the combinations that contain one of `parts`, or are one.

    Raises:
        DiagramTooLargeError: there are too many.
    """
    found = list(boxes)
    for part in parts:
        found = [piece for box in found for piece in _outside(box, part)]
        if len(found) > MAX_BOXES:
            raise DiagramTooLargeError
    return found


def _outside(box: Box, part: Box) -> Iterator[Box]:
    """The combinations of a box that contain none of another one, as boxes that have nothing in common."""
    within = dict(box)
    if any(not within.get(level, 0) & cells for level, cells in part):
        yield box
        return
    for level, cells in part:
        if within[level] & ~cells:
            yield tuple({**within, level: within[level] & ~cells}.items())
        within[level] &= cells


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Boxes, with those joined that differ in the cells of one variable alone."""
    found = list(dict.fromkeys(boxes))
    for level in sorted({level for box in found for level, _ in box}):
        joined: dict[tuple[tuple[int, ...], Box], Cells] = {}
        for box in found:
            rest = tuple(each for each in box if each[0] != level)
            key = (tuple(each for each, _ in box), rest)
            joined[key] = joined.get(key, 0) | dict(box).get(level, 0)
        found = [
            tuple(sorted((*rest, (level, cells)))) if cells else rest
            for (_, rest), cells in joined.items()
        ]
    return found
