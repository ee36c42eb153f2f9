"""Recall: what was found for some cells is found once, and the longest unused is forgotten."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sxguide.diagram import recall as module
from sxguide.diagram.recall import Recall
from sxguide.diagram.variables import Variable
from sxguide.feel.parser import parse_expression

NODE = parse_expression("person.name", names=["person.name"])
PART = Variable.of_part("? odd", NODE, ["person.name"])
OTHER = Variable.of_part("? even", NODE, ["person.name"])


class Finder:
    """Finds a cell, and counts how often it is asked."""

    def __init__(self, cell):
        self.cell = cell
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return self.cell


@pytest.mark.parametrize("cell", [0, 1, 2, None])
def test_the_cell_of_a_part_is_found_once_for_the_same_facts(cell):
    recall, find = Recall(), Finder(cell)

    found = [recall.part(PART, {"person.name": "x"}, find) for _ in range(3)]

    assert (found, find.calls) == ([cell] * 3, 1)


def test_other_facts_and_other_parts_are_found_anew():
    recall = Recall()
    recall.part(PART, {"person.name": "x"}, Finder(0))

    assert recall.part(PART, {"person.name": "y"}, Finder(1)) == 1
    assert recall.part(OTHER, {"person.name": "x"}, Finder(2)) == 2
    assert recall.part(PART, {"person.title": "x"}, Finder(None)) is None


def test_a_number_may_be_written_otherwise_and_is_found_anew():
    recall = Recall()
    recall.part(PART, {"person.share": Decimal("0.5")}, Finder(0))

    assert recall.part(PART, {"person.share": Decimal("0.50")}, Finder(1)) == 1


def test_cells_have_one_place_for_what_is_found():
    recall = Recall()
    recall.of((0, None)).varying = (1,)

    assert recall.of((0, None)).varying == (1,)
    assert recall.of((1, None)).varying is None


def test_too_many_cells_forget_those_not_used_for_longest(monkeypatch):
    monkeypatch.setattr(module, "MAX_RECALLED", 3)
    recall = Recall()
    found = [recall.of((number,)) for number in range(3)]

    recall.of((0,))
    recall.of((3,))

    assert recall.of((0,)) is found[0]
    assert recall.of((2,)) is found[2]
    assert recall.of((1,)) is not found[1]


def test_too_many_parts_are_all_forgotten(monkeypatch):
    monkeypatch.setattr(module, "MAX_RECALLED", 3)
    recall, find = Recall(), Finder(0)

    for name in "abca":
        recall.part(PART, {"person.name": name}, find)
    assert find.calls == 3

    for name in "dab":
        recall.part(PART, {"person.name": name}, find)
    assert find.calls == 6


def test_everything_can_be_forgotten():
    recall, find = Recall(), Finder(0)
    first = recall.of((0,))
    recall.part(PART, {"person.name": "x"}, find)

    recall.clear()

    assert recall.of((0,)) is not first
    recall.part(PART, {"person.name": "x"}, find)
    assert find.calls == 2
