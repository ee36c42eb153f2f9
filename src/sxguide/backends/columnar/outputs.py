"""Outputs: the values that a service pays or says, as columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sxguide.backends.columnar.parts import MAX_DIGITS, NARROW_DIGITS, Part, Unfit, scaled
from sxguide.backends.columnar.results import has_room, type_of
from sxguide.backends.columnar.scalars import worked_out
from sxguide.backends.situation import as_plain
from sxguide.feel.nodes import Name
from sxguide.model import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sxguide.backends.columnar.gates import Truth
    from sxguide.backends.columnar.verdicts import Verdicts
    from sxguide.backends.columnar.workbench import Workbench
    from sxguide.model import Formula, Output, Plain, Service

_KINDS = {pl.Boolean: "truth", pl.Date: "date", pl.String: "text", pl.Int64: "number"}


class Outputs:
    """The outputs of one service; `verdicts_of` finds the diagram with years fixed.

    `asked` collects where an output is open in a way that only the scalar path can look into.
    """

    def __init__(
        self,
        bench: Workbench,
        service: Service,
        eligible: Truth,
        verdicts_of: Callable[[Mapping[str, int]], Verdicts | None],
    ) -> None:
        self._bench = bench
        self._service = service
        self._eligible = eligible
        self._verdicts_of = verdicts_of
        self.asked: list[Truth] = []

    def rows(self, output: Output, verdicts: Verdicts, key: str | None) -> pl.Expr:
        """The values of an output, which may rest on a year in a column, the fact `key`."""
        given = self._eligible if output.given == "when_eligible" else True
        if given is False:
            return self._nothing(output)
        if output.name not in verdicts.diagram.values:
            return self._by_formula(output, given)
        if key is None:
            return self._by_diagram(output, given, verdicts)
        if self._is_parameter(output.formula):
            return self._by_formula(output, given)
        return self._by_year(output, given, key)

    def _is_parameter(self, formula: Formula) -> bool:
        """Whether a formula is a parameter and nothing else."""
        match formula:
            case Expression(node=Name(name)):
                return self._bench.moment.rulebook.parameter(name) is not None
            case _:
                return False

    def _note(self, output: Output, text: str) -> None:
        note = f"{self._service.name}, {output.name}: {text}"
        if note not in self._bench.plan.notes:
            self._bench.plan.notes.append(note)

    def _type(self, output: Output) -> pl.DataType:
        return type_of(output, self._bench.intake.scale)

    def _nothing(self, output: Output) -> pl.Expr:
        return pl.lit(None, dtype=self._type(output))

    def _by_year(self, output: Output, given: Truth, key: str) -> pl.Expr:
        """By the diagram of each year that has parameters of its own; other years are left to the scalar path."""
        years = sorted({self._bench.moment.day.year, *self._years(key)})
        rows, year_of = self._nothing(output), self._bench.moment.part(key).rows
        for year in years:
            verdicts = self._verdicts_of({key: year})
            if verdicts is not None and output.name in verdicts.diagram.values:
                found = self._by_diagram(output, given, verdicts)
            else:
                found = self._by_formula(output, given)
            rows = pl.when(year_of == year).then(found).otherwise(rows)
        others = self._bench.plan.stages.keep(("other years", key), ~year_of.is_in(years))
        if not any(each is others for each in self._bench.plan.suspects):
            self._bench.plan.suspects.append(others)
        return rows

    def _years(self, key: str) -> Iterator[int]:
        for parameter in self._bench.moment.rulebook.parameters.values():
            if parameter.keyed_by == key:
                yield from (each.key for each in parameter.entries if each.key is not None)

    def _by_diagram(self, output: Output, given: Truth, verdicts: Verdicts) -> pl.Expr:
        """By the diagram: a value for each answer that is sure."""
        self._note(output, "the decision diagram, by Polars")
        root, gates = verdicts.diagram.values[output.name], self._bench.gates
        half = self._bench.cells.any_half_known(verdicts.diagram, root)
        doubt = gates.any_of((half, verdicts.doubt(root)))
        answers = verdicts.answers(root)
        if all(isinstance(verdicts.diagram.forest.value(each), bool) for each in answers):
            truth = verdicts.truth(root)
            self.asked.append(gates.all_of((given, gates.is_open(truth), doubt)))
            return self._where(given, self._bench.rows(truth))
        rows = self._nothing(output)
        for answer in answers:
            truth = verdicts.verdict(root, answer)
            self.asked.append(gates.all_of((given, gates.is_open(truth), doubt)))
            value = verdicts.diagram.forest.value(answer)
            plain = as_plain(value, output.kind, output.name)
            is_it = gates.all_of((given, truth))
            if plain is not None and is_it is not False:
                constant = self._constant(output, plain, is_it)
                rows = (
                    constant
                    if is_it is True
                    else pl.when(self._bench.rows(is_it)).then(constant).otherwise(rows)
                )
        return rows

    def _where(self, given: Truth, rows: pl.Expr) -> pl.Expr:
        return rows if given is True else pl.when(self._bench.rows(given)).then(rows)

    def _constant(self, output: Output, plain: Plain, where: Truth) -> pl.Expr:
        """One value for the rows; those that it is for are left to the scalar path if its column does not hold it."""
        dtype = self._type(output)
        if has_room(plain, dtype):
            return pl.lit(plain, dtype=dtype)
        self._bench.plan.suspects.append(self._bench.rows(where))
        return self._nothing(output)

    def _by_formula(self, output: Output, given: Truth) -> pl.Expr:
        """By Polars where it can say the formula, else by the interpreter."""
        try:
            part = self._bench.moment.formula(output.formula)
            if part.is_unknown or part.is_null:
                return self._nothing(output)
            rows = self._of_part(output, part, given)
        except Unfit:
            return self._by_interpreter(output, given)
        self._note(output, "its formula, by Polars")
        return rows

    def _of_part(self, output: Output, part: Part, given: Truth) -> pl.Expr:
        """The values of a part where they are given.

        Raises:
            Unfit: The column of the output may not hold them.
        """
        plain = as_plain(part.value, output.kind, output.name) if part.is_fixed else None
        if plain is not None:
            return self._where(given, self._constant(output, plain, given))
        # What is left out is left out before it takes the room of a decimal.
        return _typed(replace(part, column=self._where(given, part.rows)), self._type(output))

    def _by_interpreter(self, output: Output, given: Truth) -> pl.Expr:
        plan, columns = self._bench.plan, self._bench.intake.facts
        wanted = None if given is True else self._wanted(given)
        dtype = self._type(output)
        try:
            found = worked_out(self._bench.moment, output.formula, dtype, columns, wanted)
        except Unfit:
            return self._nothing(output)
        self._note(output, "the interpreter, once for each combination of facts")
        plan.suspects.append(found.too_long)
        return found.value

    def _wanted(self, given: Truth) -> pl.Expr:
        rows = self._bench.rows(given).fill_null(False)  # noqa: FBT003 — a value like others
        return self._bench.plan.stages.keep(("wanted", given), rows)


def _typed(part: Part, dtype: pl.DataType) -> pl.Expr:
    """A part as a column of that type.

    Raises:
        Unfit: It may hold what the type does not.
    """
    if isinstance(dtype, pl.Decimal):
        whole = scaled(part, dtype.scale)
        if part.wide or part.factor * 10 ** (dtype.scale - part.scale) > 10**NARROW_DIGITS:
            # What is left to the scalar path may have any number of digits.
            most = pl.lit(10**MAX_DIGITS, dtype=pl.Int128)
            whole = pl.when(whole.is_between(-most, most)).then(whole)
        return whole.reinterpret(dtype=dtype)
    if part.kind != _KINDS[type(dtype)]:
        raise Unfit
    if dtype != pl.Int64:
        return part.rows
    if part.scale or part.factor != 1 or part.digits > NARROW_DIGITS:
        raise Unfit
    return part.rows.cast(pl.Int64)
