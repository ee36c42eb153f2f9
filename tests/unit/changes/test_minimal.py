"""Minimal sets of variables that lead a function to true, on small functions that a reader can check."""

from __future__ import annotations

import itertools
import random

import pytest

from sxguide.changes import minimal
from sxguide.changes.minimal import boxes, least, merged, minimal_sets
from sxguide.diagram.forest import Forest
from sxguide.diagram.limits import DiagramTooLargeError

ANY = {level: frozenset({0, 1, 2}) for level in range(4)}


def function(width, answer, cells=3):
    forest = Forest()
    samples = [range(cells)] * width
    return forest, forest.tabulated(range(width), samples, lambda row: bool(answer(*row)))


def test_what_is_true_already_needs_nothing():
    forest, root = function(2, lambda a, b: a == b)

    assert minimal_sets(forest, root, (1, 1), ANY) == (0,)


def test_all_of_a_conjunction_have_to_move():
    forest, root = function(3, lambda a, b, c: a and b and c)

    assert minimal_sets(forest, root, (0, 1, 0), ANY) == (0b101,)


def test_any_of_a_disjunction_will_do():
    forest, root = function(2, lambda a, b: a or b)

    assert sorted(minimal_sets(forest, root, (0, 0), ANY)) == [0b01, 0b10]


def test_a_set_that_contains_another_is_left_out():
    forest, root = function(2, lambda a, b: a == 2 or (a == 1 and b == 1))

    assert minimal_sets(forest, root, (0, 0), ANY) == (0b01,)


def test_only_allowed_cells_are_moved_to():
    forest, root = function(2, lambda a, b: a == 2 or (a == 1 and b == 1))
    allowed = {0: frozenset({1}), 1: frozenset({1})}

    assert minimal_sets(forest, root, (0, 0), allowed) == (0b11,)
    assert minimal_sets(forest, root, (0, 0), {}) == ()


def test_a_variable_without_a_cell_has_to_be_put_in_one():
    forest, root = function(2, lambda a, b: b == 1)

    assert minimal_sets(forest, root, (0, None), ANY) == (0b10,)


def test_every_combination_of_a_box_will_do_and_boxes_are_all_there_is():
    forest, root = function(2, lambda a, b: (a, b) in {(1, 1), (1, 2), (2, 2)})
    found = boxes(forest, root, (0, 0), {0: frozenset({1, 2}), 1: frozenset({1, 2})}, 0b11)
    rows = {row for box in found for row in itertools.product(box[0], box[1])}

    assert rows == {(1, 1), (1, 2), (2, 2)}


def test_boxes_that_differ_in_one_variable_are_one():
    assert merged([{0: (1,), 1: (2,)}, {0: (2,), 1: (2,)}, {0: (1,), 1: (0,)}]) == [
        {0: (1, 2), 1: (2,)},
        {0: (1,), 1: (0,)},
    ]


def test_least_sets_contain_no_other():
    assert set(least([0b111, 0b101, 0b010, 0b110])) == {0b101, 0b010}


def test_too_many_sets_are_given_up(monkeypatch):
    monkeypatch.setattr(minimal, "MAX_SETS", 2)

    with pytest.raises(DiagramTooLargeError):
        least([0b001, 0b010, 0b100])


def by_trying(answer, own, width, allowed):
    """The minimal sets, by trying every set of variables with every combination of other cells."""
    found: set[frozenset[int]] = set()
    for size in range(width + 1):
        for chosen in itertools.combinations(range(width), size):
            if any(smaller <= set(chosen) for smaller in found):
                continue
            for moved in itertools.product(*(allowed[level] - {own[level]} for level in chosen)):
                row = list(own)
                for level, cell in zip(chosen, moved, strict=True):
                    row[level] = cell
                if answer(*row):
                    found.add(frozenset(chosen))
                    break
    return found


@pytest.mark.parametrize("seed", range(60))
def test_the_sets_are_those_found_by_trying_all(seed):
    chance = random.Random(seed)  # noqa: S311 — nothing is secret
    rows = {row: chance.random() < 0.2 for row in itertools.product(range(3), repeat=4)}
    own = tuple(chance.randrange(3) for _ in range(4))
    allowed = {level: frozenset(chance.sample(range(3), 2)) for level in range(4)}
    forest, root = function(4, lambda *row: rows[row])
    others = {level: cells - {own[level]} for level, cells in allowed.items()}
    found = minimal_sets(forest, root, own, others)
    as_sets = {frozenset(level for level in range(4) if each >> level & 1) for each in found}

    assert as_sets == by_trying(lambda *row: rows[row], own, 4, allowed)
    for levels in found:
        told = set()
        for box in boxes(forest, root, own, others, levels):
            for cells in itertools.product(*box.values()):
                row = list(own)
                for level, cell in zip(box, cells, strict=True):
                    row[level] = cell
                told.add(tuple(row))
        moved = [level for level in range(4) if levels >> level & 1]
        every = {
            row
            for row, holds in rows.items()
            if holds
            and all(row[level] == own[level] for level in range(4) if level not in moved)
            and all(row[level] in others[level] for level in moved)
        }
        assert told == every
