"""Nodes: each function once."""

from __future__ import annotations

import itertools

import pytest

from sxguide.diagram import forest as module
from sxguide.diagram.forest import Forest
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.feel.logic import conjunction, disjunction

VALUES = (True, False, None)


def function(forest, answers, level=0):
    """A function of two variables with three cells each, given by its nine answers."""
    rows = iter(answers)
    return forest.tabulated([level, level + 1], [VALUES, VALUES], lambda _row: next(rows))


def answers(forest, root):
    found = []
    for cells in itertools.product(range(3), repeat=2):
        node = root
        while node >= 0:
            node = forest.children[node][cells[forest.levels[node]]]
        found.append(forest.value(node))
    return found


def test_equal_functions_are_one_node():
    forest = Forest()

    assert function(forest, [True, False, None] * 3) == function(forest, [True, False, None] * 3)


def test_a_question_that_changes_nothing_is_left_out():
    forest = Forest()

    root = function(forest, [True, False, None] * 3)

    assert forest.support(root) == {1}
    assert function(forest, [True] * 9) == forest.true


def test_answers_that_look_alike_are_told_apart():
    forest = Forest()

    assert len({forest.answer(each) for each in (True, 1, 1.0, "1", None, False, 0)}) == 7


@pytest.mark.parametrize("every", [True, False])
def test_joining_is_feels_own_logic_on_every_cell(every):
    forest = Forest()
    pairs = list(itertools.product(VALUES, repeat=2))
    left = function(forest, [one for one, _ in pairs])
    right = function(forest, [other for _, other in pairs])

    joined = forest.joined([left, right], every=every)

    combine = conjunction if every else disjunction
    assert answers(forest, joined) == [combine(pair) for pair in pairs]


def test_a_guarded_function_is_impossible_where_the_guard_is_false():
    forest = Forest()
    held = [True, False, True] * 3
    root = function(forest, range(9))

    guarded = forest.guarded(root, function(forest, held))

    impossible = forest.value(forest.impossible)
    expected = [number if holds else impossible for number, holds in enumerate(held)]
    assert answers(forest, guarded) == expected


@pytest.mark.parametrize(
    ("held", "left"),
    [([True] * 9, {0, 1, 2}), ([True, False, False] * 3, {0}), ([False] * 9, set())],
)
def test_what_a_function_answers_where_a_guard_is_true(held, left):
    forest = Forest()
    root = function(forest, [0, 1, 2] * 3)

    found = forest.reached(root, function(forest, held))

    assert set(map(forest.value, found)) == left


def test_a_sibling_has_the_same_answers_and_no_question():
    forest = Forest()
    function(forest, range(9))

    sibling = forest.sibling()

    assert sibling.levels == []
    assert sibling.answer(7) == forest.answer(7)
    assert sibling.answer(10) == forest.answer(10)


def test_mapping_changes_answers_and_reduces():
    forest = Forest()
    root = function(forest, [True, False, None] * 3)

    assert forest.mapped(root, lambda value: value is not None) != root
    assert forest.mapped(root, lambda _value: True) == forest.true


# So many of each are allowed; `room` multiplies it.


@pytest.mark.parametrize("room", [1, 2])
def test_more_nodes_than_allowed_are_refused(room, monkeypatch):
    monkeypatch.setattr(module, "MAX_NODES", 5)
    forest = Forest(room)

    for number in range(5 * room):
        forest.node(0, (forest.answer(number), forest.answer(number + 1)))

    with pytest.raises(DiagramTooLargeError):
        forest.node(1, (forest.true, forest.false))


@pytest.mark.parametrize("room", [1, 2])
def test_more_branches_than_allowed_are_refused(room, monkeypatch):
    monkeypatch.setattr(module, "MAX_BRANCHES", 12)
    forest = Forest(room)

    for number in range(4 * room):
        forest.node(number, (forest.true, forest.true, forest.false))

    with pytest.raises(DiagramTooLargeError):
        forest.node(9, (forest.true, forest.false))


@pytest.mark.parametrize("room", [1, 2])
def test_more_pairs_than_allowed_are_refused(room, monkeypatch):
    monkeypatch.setattr(module, "MAX_JOINS", 3)
    forest = Forest(room)
    node = forest.node(0, (forest.true, forest.false))

    for _ in range(3 * room):
        assert list(forest.pairs(node, forest.true)) == [
            (forest.true, forest.true),
            (forest.false, forest.true),
        ]

    with pytest.raises(DiagramTooLargeError):
        forest.pairs(node, forest.true)


def test_a_node_that_is_there_already_takes_no_room(monkeypatch):
    monkeypatch.setattr(module, "MAX_BRANCHES", 2)
    forest = Forest()

    nodes = {forest.node(0, (forest.true, forest.false)) for _ in range(3)}

    assert len(nodes) == 1


def test_a_sibling_has_the_same_room_again(monkeypatch):
    monkeypatch.setattr(module, "MAX_NODES", 1)
    forest = Forest(2)
    made = [(level, (forest.true, forest.false)) for level in range(3)]
    for each in made[:2]:
        forest.node(*each)
    sibling = forest.sibling()

    for each in made[:2]:
        sibling.node(*each)

    with pytest.raises(DiagramTooLargeError):
        sibling.node(*made[2])
