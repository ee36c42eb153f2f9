"""What has to be put in other cells, on small functions that a reader can check, and beside all combinations tried."""

from __future__ import annotations

import itertools
import random

import pytest

from sxguide.changes import minimal
from sxguide.changes.minimal import cells_in, merged, minimal_boxes, without
from sxguide.diagram.forest import Forest
from sxguide.diagram.limits import DiagramTooLargeError

ANY = dict.fromkeys(range(4), 0b111)


def function(width, answer, cells=3):
    forest = Forest()
    samples = [range(cells)] * width
    return forest, forest.tabulated(range(width), samples, lambda row: bool(answer(*row)))


def combinations(boxes):
    """The combinations of boxes, each as the cells that variables are put in."""
    return [
        dict(zip([level for level, _ in box], cells, strict=True))
        for box in boxes
        for cells in itertools.product(*(tuple(cells_in(each)) for _, each in box))
    ]


def test_what_is_true_already_needs_nothing():
    forest, root = function(2, lambda a, b: a == b)

    assert minimal_boxes(forest, root, (1, 1), ANY) == [()]


def test_all_of_a_conjunction_have_to_move():
    forest, root = function(3, lambda a, b, c: a and b and c)

    assert minimal_boxes(forest, root, (0, 1, 0), ANY) == [((0, 0b110), (2, 0b110))]


def test_any_of_a_disjunction_will_do():
    forest, root = function(2, lambda a, b: a or b)

    assert sorted(minimal_boxes(forest, root, (0, 0), ANY)) == [((0, 0b110),), ((1, 0b110),)]


def test_another_value_of_a_fact_that_does_alone_may_need_more():
    forest, root = function(2, lambda a, b: a == 2 or (a == 1 and b == 1))

    assert sorted(minimal_boxes(forest, root, (0, 0), ANY)) == [
        ((0, 0b010), (1, 0b010)),
        ((0, 0b100),),
    ]


def test_only_allowed_cells_are_moved_to():
    forest, root = function(2, lambda a, b: a == 2 or (a == 1 and b == 1))

    assert minimal_boxes(forest, root, (0, 0), {0: 0b010, 1: 0b010}) == [((0, 0b010), (1, 0b010))]
    assert minimal_boxes(forest, root, (0, 0), {}) == []


def test_a_variable_without_a_cell_has_to_be_put_in_one():
    forest, root = function(2, lambda a, b: b == 1)

    assert minimal_boxes(forest, root, (0, None), ANY) == [((1, 0b010),)]


def test_boxes_that_differ_in_one_variable_are_one():
    assert merged(
        [
            ((0, 0b010), (1, 0b100)),
            ((0, 0b100), (1, 0b100)),
            ((0, 0b010), (1, 0b001)),
            ((1, 0b100),),
        ]
    ) == [((0, 0b110), (1, 0b100)), ((0, 0b010), (1, 0b001)), ((1, 0b100),)]


def test_what_contains_a_part_is_taken_out_of_a_box():
    assert without([((0, 0b111), (1, 0b011))], [((0, 0b001),)]) == [((0, 0b110), (1, 0b011))]
    assert without([((0, 0b111),)], [((1, 0b001),)]) == [((0, 0b111),)]
    assert without([((0, 0b111),)], [()]) == []


def test_too_many_boxes_are_given_up(monkeypatch):
    forest, root = function(3, lambda a, b, c: a + b + c >= 2)
    assert len(minimal_boxes(forest, root, (0, 0, 0), ANY)) == 6

    monkeypatch.setattr(minimal, "MAX_BOXES", 5)
    with pytest.raises(DiagramTooLargeError):
        minimal_boxes(forest, root, (0, 0, 0), ANY)


def by_trying(rows, own, allowed):
    """Every combination that leads to true and of which no part does, by trying all."""
    found = []
    for size in range(len(own) + 1):
        for chosen in itertools.combinations(range(len(own)), size):
            for cells in itertools.product(*(allowed[level] for level in chosen)):
                moved = dict(zip(chosen, cells, strict=True))
                row = tuple(moved.get(level, cell) for level, cell in enumerate(own))
                if rows[row] and not any(part.items() <= moved.items() for part in found):
                    found.append(moved)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_what_is_found_is_what_is_found_by_trying_all(seed):
    chance = random.Random(seed)  # noqa: S311 — nothing is secret
    share = chance.choice((0.1, 0.2, 0.5))
    rows = {row: chance.random() < share for row in itertools.product(range(3), repeat=4)}
    own = tuple(chance.randrange(3) for _ in range(4))
    allowed = {level: set(chance.sample(range(3), 2)) - {own[level]} for level in range(4)}
    forest, root = function(4, lambda *row: rows[row])
    sets = {level: sum(1 << cell for cell in cells) for level, cells in allowed.items()}
    expected = by_trying(rows, own, allowed)

    for found in (
        minimal_boxes(forest, root, own, sets),
        merged(minimal_boxes(forest, root, own, sets)),
    ):
        told = combinations(found)
        assert sorted(told, key=repr) == sorted(expected, key=repr)
