"""Cells: in which cells of a diagram's variables the rows of a frame may be."""

from __future__ import annotations

import datetime as dt
import operator
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from sxguide.backends.columnar.halves import lacked_in_vain
from sxguide.backends.columnar.parts import NOTHING, Part, Unfit, reaches
from sxguide.backends.columnar.scalars import worked_out
from sxguide.cases import LAST_DAY
from sxguide.feel.printer import to_feel
from sxguide.model import Expression, is_parameter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sxguide.backends.columnar.cuts import Diagram, Variable
    from sxguide.backends.columnar.gates import Gates, Truth
    from sxguide.backends.columnar.moment import Moment


class Cells:
    """The rows of a frame among the cells of variables; `columns` gives the column of each fact."""

    def __init__(self, moment: Moment, gates: Gates, columns: Mapping[str, str]) -> None:
        self._moment = moment
        self._gates = gates
        self._columns = columns
        self._opaque: dict[str, Part] = {}
        # The parts of conditions that the interpreter works out.
        self.left: list[str] = []

    def is_in(self, variable: Variable, cells: Collection[int]) -> Truth:
        """Whether a row is in one of these cells; null where nobody knows."""
        part = self.part(variable)
        if part.is_unknown:
            return self._gates.unknown
        if part.is_fixed:
            return variable.place(part.value) in cells
        if variable.opaque is None and part.kind in ("number", "date"):
            return self._is_in_runs(variable, cells)
        others = set(range(len(variable.cells))) - set(cells)
        one, other = (
            ("is", variable.name, frozenset(_identity(variable, cell) for cell in each))
            for each in (cells, others)
        )
        opposite = self._gates.made(other)
        if opposite is not None:
            return self._gates.negated(opposite)
        rows = _has_turned_out if variable.opaque is not None else _is_within
        return self._gates.test(one, lambda: rows(variable, part, cells))

    def _is_in_runs(self, variable: Variable, cells: Collection[int]) -> Truth:
        """Whether a number or date lies in one of these cells."""
        intervals = {place for place, cell in enumerate(variable.cells) if cell.is_interval}
        within, others = intervals.intersection(cells), intervals.difference(cells)
        if len(_runs(others)) < len(_runs(within)):
            return self._gates.negated(self._is_in_runs(variable, others))
        if not within:
            return self._gates.negated(self._is_known(variable))
        return self._gates.any_of(self._is_between(variable, run) for run in _runs(within))

    def _is_between(self, variable: Variable, run: list[int]) -> Truth:
        low, high = variable.cells[run[0]].low, variable.cells[run[-1]].high
        tests: list[Truth] = []
        if low is not None:
            tests.append(self._reaches(variable, low))
        if high is not None and not (tests and _is_beyond(high)):
            tests.append(self._gates.negated(self._reaches(variable, high)))
        return self._gates.all_of(tests)

    def _reaches(self, variable: Variable, cut: tuple[object, bool]) -> Truth:
        """Whether a value lies behind a cut."""
        if _is_beyond(cut):
            return self._gates.negated(self._is_known(variable))
        part = self.part(variable)
        return self._gates.test(("reaches", variable.name, cut), lambda: reaches(part, cut))

    def _is_known(self, variable: Variable) -> Truth:
        """True where a value is known; nobody knows where it is not."""
        known = self.part(variable).rows.is_not_null() | NOTHING
        return self._gates.test(("known", variable.name), lambda: known)

    def open_to(self, variable: Variable) -> tuple[int | None, ...]:
        """The cells that rows can be in; None where they may lack the value."""
        part = self.part(variable)
        if part.is_unknown:
            return (None,)
        if part.is_fixed:
            return (variable.place(part.value),)
        return (*range(len(variable.cells)), None)

    def part(self, variable: Variable) -> Part:
        """The value of a variable."""
        if variable.opaque is None:
            return self._moment.part(variable.name)
        found = self._opaque.get(variable.name)
        if found is None:
            found = self._opaque[variable.name] = self._work_out(variable)
        return found

    def half_known(self, variable: Variable) -> Truth:
        """Whether a row has some, but not all, of the facts that an opaque part reads, and the part stays open."""
        facts = [name for name in variable.facts if not is_parameter(name)]
        part = self.part(variable)
        if variable.opaque is None or (part.is_fixed and not part.is_unknown):
            return False
        parts = [self._moment.part(name) for name in facts]
        known = [each.rows.is_not_null() for each in parts if not each.is_fixed]
        shared = any(each.is_fixed and not each.is_unknown for each in parts)
        lacking = any(each.is_unknown for each in parts)
        if not known or len(facts) == 1:
            return False
        some = pl.lit(True) if shared else reduce(operator.or_, known)  # noqa: FBT003 — a value like others
        every = pl.lit(False) if lacking else reduce(operator.and_, known)  # noqa: FBT003 — as above
        rows = some & ~every
        if not part.is_fixed:
            rows = rows & part.rows.is_null()
            rows = rows if part.absent is None else rows & ~part.absent
        return self._gates.test(("half", variable.name), lambda: rows)

    def any_half_known(self, diagram: Diagram, root: int) -> Truth:
        """Whether a finer diagram, with some of a row's facts fixed, may say more of a function."""
        variables = [diagram.variables[level] for level in sorted(diagram.forest.support(root))]
        return self._gates.any_of(self._may_be_settled(diagram, each) for each in variables)

    def _may_be_settled(self, diagram: Diagram, variable: Variable) -> Truth:
        """Whether what a half-known part knows may settle it."""
        half = self.half_known(variable)
        if half is False:
            return False
        in_vain = lacked_in_vain(self._moment, diagram, variable)
        others = [name for name in variable.facts if name not in in_vain and not is_parameter(name)]
        parts = [self._moment.part(name) for name in others]
        if not in_vain or any(part.is_unknown for part in parts):
            return half
        lacking = [part.rows.is_null() for part in parts if not part.is_fixed]
        if not lacking:
            return False
        key = ("lacking", *others)
        return self._gates.all_of(
            (half, self._gates.test(key, lambda: reduce(operator.or_, lacking)))
        )

    def codes(self, variable: Variable) -> Iterator[pl.Expr]:
        """Columns that tell rows in different cells apart; null where the cell is not known."""
        part = self.part(variable)
        if part.is_fixed:
            return
        if variable.opaque is None and part.kind in ("number", "date"):
            cuts = [cell.high for cell in variable.cells if cell.is_interval and cell.high]
            turns = [reaches(part, cut).cast(pl.UInt8) for cut in cuts]
            known = part.rows.is_not_null().replace_strict(
                {True: 0}, default=None, return_dtype=pl.UInt8
            )
            yield reduce(operator.add, turns, known)
            return
        yield part.rows
        if part.absent is not None:
            yield part.absent

    def _work_out(self, variable: Variable) -> Part:
        node = variable.opaque
        if node is None:
            raise Unfit
        try:
            part = self._moment.translator.truth(node)
        except Unfit:
            text = to_feel(node)
            self.left.append(text)
            expression = Expression(node, text, node.span)
            found = worked_out(self._moment, expression, pl.Boolean(), self._columns)
            part = Part("truth", found.value, found.absent)
        if part.is_fixed:
            return part
        rows = self._moment.stages.keep(("opaque", variable.name), part.rows)
        absent = part.absent
        if absent is not None:
            absent = self._moment.stages.keep(("absent", variable.name), absent)
        return Part("truth", rows, absent)


def _identity(variable: Variable, cell: int) -> object:
    """What a cell is, whatever the diagram that it is of."""
    found = variable.cells[cell]
    return (found.low, found.high) if found.is_interval else found.sample


def _is_within(variable: Variable, part: Part, cells: Collection[int]) -> pl.Expr:
    """Whether a truth or code is in one of the cells; null where it is not known."""
    samples = [variable.cells[cell].sample for cell in cells]
    if part.kind == "code":
        return part.coded(str(sample) for sample in samples)
    if part.kind != "truth":
        raise Unfit
    if True in samples and False in samples:
        return part.rows | ~part.rows
    return part.rows if True in samples else ~part.rows


def _is_beyond(cut: tuple[object, bool]) -> bool:
    """Whether no date of a fact lies behind the cut."""
    return isinstance(cut[0], dt.date) and cut[0] > LAST_DAY


def _runs(cells: set[int]) -> list[list[int]]:
    """Cells that stand side by side."""
    numbered = enumerate(sorted(cells))
    return [
        [cell for _, cell in run] for _, run in groupby(numbered, lambda pair: pair[1] - pair[0])
    ]


def _has_turned_out(variable: Variable, part: Part, cells: Collection[int]) -> pl.Expr:
    """Whether an opaque part is false, true or null, whichever of these the cells are; null where it is open."""
    samples = {variable.cells[cell].sample for cell in cells}
    rows = part.rows if True in samples else ~part.rows
    if {True, False} <= samples:
        rows = part.rows | ~part.rows
    elif not samples & {True, False}:
        rows = part.rows & ~part.rows
    return (
        rows if part.absent is None else pl.when(part.absent).then(None in samples).otherwise(rows)
    )
