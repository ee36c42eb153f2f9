"""In which cells of a diagram's variables rows are, and how few tests it takes to tell."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest
from tests.rulebooks import condition, small_guide

from sxguide.backends.columnar.cells import Cells
from sxguide.backends.columnar.gates import Gates
from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.sources import Sources
from sxguide.backends.columnar.stages import Stages
from sxguide.feel.parser import parse_expression

if TYPE_CHECKING:
    from sxguide.feel.nodes import Node

ON = dt.date(2026, 6, 1)
GUIDE = small_guide(condition("one", "person.able = true"))


@dataclass(frozen=True)
class Cell:
    sample: object = None
    low: tuple[object, bool] | None = None
    high: tuple[object, bool] | None = None
    is_interval: bool = False


@dataclass(frozen=True)
class Variable:
    name: str
    cells: tuple[Cell, ...]
    facts: tuple[str, ...] = ()
    opaque: Node | None = None
    steady: frozenset[str] = frozenset()

    def place(self, value):
        return [cell.sample for cell in self.cells].index(value)


def line(*cuts):
    """Cells between cuts, and one for whoever does not have the fact."""
    ends = [None, *cuts, None]
    return (*(Cell(None, *pair, is_interval=True) for pair in itertools.pairwise(ends)), Cell())


def place_of(value, cells):
    """The number of the cell that a number or date is in."""
    for number, cell in enumerate(cells):
        cut = cell.high
        if cut is None or value < cut[0] or (value == cut[0] and cut[1]):
            return number
    raise AssertionError


@pytest.fixture
def of():
    """The cells of a frame with these columns, and what tests it takes."""

    def of(columns):
        frame = pl.DataFrame(columns)
        stages, gates = Stages("~"), Gates()
        sources = Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])
        intake = take_in(GUIDE.rulebook, frame, None, ON)
        cells = Cells(Moment(sources, intake, ON, stages), gates, intake.facts)

        def values(truth):
            shown = gates.rows(truth, stages)
            rows = stages.run(frame.lazy()).with_columns(found=shown).collect()
            return rows["found"].to_list()

        return cells, gates, values

    return of


MONTHS = line((Decimal(1), False), (Decimal(5), True), (Decimal(9), False))
DAYS = line((dt.date(2000, 1, 1), False), (dt.date(2000, 1, 1), True), (dt.date(2010, 5, 5), False))
COLUMNS = {
    "person.months": (MONTHS, [0, 1, 4, 5, 6, 8, 9, 12, None]),
    "person.birth_date": (
        DAYS,
        [
            dt.date(1999, 12, 31),
            dt.date(2000, 1, 1),
            dt.date(2000, 1, 2),
            dt.date(2010, 5, 5),
            None,
        ],
    ),
}
# At each end of a run of cells that lie side by side one test is enough; what is left out may be fewer runs.
SUBSETS = [set(each) for size in range(6) for each in itertools.combinations(range(5), size)]


@pytest.mark.parametrize("chosen", SUBSETS, ids=str)
@pytest.mark.parametrize("name", COLUMNS)
def test_a_number_or_date_is_in_one_of_some_cells(of, name, chosen):
    line_of, values_of = COLUMNS[name]
    cells, gates, values = of({name: values_of})

    found = values(cells.is_in(Variable(name, line_of), chosen))

    assert found == [
        None if each is None else place_of(each, line_of) in chosen for each in values_of
    ]
    within = chosen - {4}
    ends = {each for each in within if each + 1 not in within} | {
        each - 1 for each in within if each - 1 not in within
    }
    tested = {key[1][2] for key in gates._made if key[0] == "test" and key[1][0] == "reaches"}
    assert tested == {line_of[end].high for end in ends & {0, 1, 2}}


@pytest.mark.parametrize("chosen", [set(), {0}, {1}, {2}, {0, 1}, {0, 2}, {0, 1, 2, 3}], ids=str)
def test_a_word_is_in_one_of_some_cells(of, chosen):
    words = ("red", "green", "blue", None)
    cells, _, values = of({"person.colour": ["blue", "red", None, "green"]})
    variable = Variable("person.colour", tuple(map(Cell, words)))

    found = values(cells.is_in(variable, chosen))

    wanted = {words[each] for each in chosen}
    assert found == [*("blue" in wanted, "red" in wanted), None, "green" in wanted]


@pytest.mark.parametrize("chosen", [{0}, {1}, {0, 1}], ids=str)
def test_a_truth_is_in_one_of_some_cells_and_the_others_are_its_opposite(of, chosen):
    cells, gates, values = of({"person.wants": [True, False, None]})
    variable = Variable("person.wants", (Cell(False), Cell(True)))

    truth = cells.is_in(variable, chosen)

    assert values(truth) == [1 in chosen, 0 in chosen, None]
    assert cells.is_in(variable, {0, 1} - chosen) is gates.negated(truth)
    assert cells.open_to(variable) == (0, 1, None)


OPAQUE = parse_expression("if person.wants then null else person.able", names=GUIDE.facts)


@pytest.mark.parametrize("size", range(4))
def test_an_opaque_part_is_false_or_true_or_null(of, size):
    rows = list(itertools.product([None, True, False], repeat=2))
    wants, able = zip(*rows, strict=True)
    cells, _, values = of({"person.wants": wants, "person.able": able})
    facts = ("person.wants", "person.able")
    variable = Variable("part", (Cell(False), Cell(True), Cell(None)), facts, OPAQUE)

    for chosen in itertools.combinations(range(3), size):
        samples = {(False, True, None)[each] for each in chosen}
        assert values(cells.is_in(variable, set(chosen))) == [
            None
            if wanted is None or (able is None and not wanted)
            else (None if wanted else able) in samples
            for wanted, able in rows
        ]
    # One of the two is known, and the part is open.
    assert [each is True for each in values(cells.half_known(variable))] == [
        (wanted is None) != (able is None) and wanted is not True for wanted, able in rows
    ]
    assert cells.left == []


@pytest.mark.parametrize(
    ("columns", "facts"),
    [
        # With one fact there is nothing between all and none.
        ({"person.able": [True, None]}, ("person.able",)),
        ({"person.months": [1]}, ("person.wants", "person.able")),
        ({"person.able": [True, None]}, ("person.able", "param.fund.gap")),
    ],
)
def test_a_part_that_rests_on_no_two_facts_is_never_half_known(of, columns, facts):
    cells, _, _ = of(columns)
    node = parse_expression("not(person.able)", names=GUIDE.facts)

    assert cells.half_known(Variable("part", (Cell(False), Cell(True)), facts, node)) is False


def test_what_nobody_knows_is_in_no_cell_for_sure(of):
    cells, gates, _ = of({"person.able": [True]})
    variable = Variable("person.months", MONTHS)

    assert cells.is_in(variable, {0}) is gates.unknown
    assert cells.open_to(variable) == (None,)


def test_what_all_rows_share_is_in_one_cell(of):
    cells, _, _ = of({"person.able": [True]})
    variable = Variable("application.date", (Cell(ON), Cell(dt.date(2027, 1, 1))))

    assert (cells.is_in(variable, {0}), cells.is_in(variable, {1})) == (True, False)
    assert cells.open_to(variable) == (0,)


def test_no_date_of_a_fact_lies_behind_the_last_day(of):
    cells, _, values = of({"person.birth_date": [dt.date(2150, 12, 31), None]})
    late = line((dt.date(2151, 1, 1), False), (dt.date(2160, 1, 1), True))
    variable = Variable("person.birth_date", late)

    assert values(cells.is_in(variable, {0})) == [True, None]
    assert values(cells.is_in(variable, {1})) == [False, None]
    assert values(cells.is_in(variable, {1, 2})) == [False, None]


@pytest.mark.parametrize("name", COLUMNS)
def test_rows_in_different_cells_are_told_apart(of, name):
    line_of, values_of = COLUMNS[name]
    cells, _, _ = of({name: values_of})

    (code,) = cells.codes(Variable(name, line_of))

    assert pl.DataFrame({name: values_of}).select(code).to_series().to_list() == [
        None if each is None else place_of(each, line_of) for each in values_of
    ]
