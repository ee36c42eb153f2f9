"""Minimal: the minimal sets of variables that, put in other cells, lead a function to true; and the cells for each.

A set of variables is a number whose bit L stands for the variable of level L. The minimal sets of a node are those of the
child that the person's cell leads to, and those of the other children with the node's own variable added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sxguide.diagram.limits import DiagramTooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sxguide.diagram.forest import Forest, NodeId

# Minimal sets of one node, and boxes of one set.
MAX_SETS = 400

Levels: TypeAlias = int
# For each variable of a set the cells that go with those of the others.
Box: TypeAlias = "dict[int, tuple[int, ...]]"


def minimal_sets(
    forest: Forest,
    root: NodeId,
    cells: Sequence[int | None],
    allowed: Mapping[int, frozenset[int]],
) -> tuple[Levels, ...]:
    """The minimal sets of variables that lead to true if the others keep their `cells`.

    `allowed` has the cells that a variable can be put in, its own apart; one without a cell of its own has to be put in one.

    Raises:
        DiagramTooLargeError: there are too many sets.
    """
    known: dict[NodeId, tuple[Levels, ...]] = {forest.true: (0,)}

    def sets(node: NodeId) -> tuple[Levels, ...]:
        if node < 0:
            return known.get(node, ())
        found = known.get(node)
        if found is None:
            level = forest.levels[node]
            children, own = forest.children[node], cells[level]
            kept = () if own is None else sets(children[own])
            others = {children[cell] for cell in allowed.get(level, ())}
            moved = {each | 1 << level for child in others for each in sets(child)}
            found = known[node] = least((*kept, *moved)) if moved else kept
        return found

    return sets(root)


def least(sets: Iterable[Levels]) -> tuple[Levels, ...]:
    """Those sets that contain no other of them.

    Raises:
        DiagramTooLargeError: there are too many.
    """
    kept: list[Levels] = []
    for each in sorted(set(sets), key=int.bit_count):
        if not any(smaller & each == smaller for smaller in kept):
            kept.append(each)
    if len(kept) > MAX_SETS:
        raise DiagramTooLargeError
    return tuple(kept)


def boxes(
    forest: Forest,
    root: NodeId,
    cells: Sequence[int | None],
    allowed: Mapping[int, frozenset[int]],
    levels: Levels,
) -> list[Box]:
    """The cells that a minimal set leads to true with, as boxes: of each box every combination does.

    Raises:
        DiagramTooLargeError: there are too many boxes.
    """
    known: dict[NodeId, list[Box]] = {forest.true: [{}]}

    def of(node: NodeId) -> list[Box]:
        if node < 0:
            return known.get(node, [])
        if node not in known:
            known[node] = found_at(node)
        return known[node]

    def found_at(node: NodeId) -> list[Box]:
        level, children = forest.levels[node], forest.children[node]
        if not levels >> level & 1:
            own = cells[level]
            return [] if own is None else of(children[own])
        by_child: dict[NodeId, list[int]] = {}
        for cell in sorted(allowed[level]):
            by_child.setdefault(children[cell], []).append(cell)
        found = [
            {level: tuple(chosen), **rest}
            for child, chosen in by_child.items()
            for rest in of(child)
        ]
        if len(found) > MAX_SETS:
            raise DiagramTooLargeError
        return merged(found)

    return of(root)


def merged(found: Sequence[Box]) -> list[Box]:
    """Boxes of one set of variables, with those joined that differ in one variable alone."""
    boxes = list(found)
    for level in {level for box in boxes for level in box}:
        joined: dict[object, Box] = {}
        for box in boxes:
            rest = tuple(sorted((each, cells) for each, cells in box.items() if each != level))
            if rest in joined:
                both = {*joined[rest][level], *box[level]}
                joined[rest] = {**box, level: tuple(sorted(both))}
            else:
                joined[rest] = box
        boxes = list(joined.values())
    return boxes
