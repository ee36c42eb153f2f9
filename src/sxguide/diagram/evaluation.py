"""Evaluation: a rule as a Python function of its variables' values, for the many rows that make a diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sxguide.dependencies import reads
from sxguide.feel.closures import compile_expression
from sxguide.feel.tables import evaluate_table
from sxguide.model import Expression, TableFormula, TermFormula

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from sxguide.diagram.moment import Moment
    from sxguide.model import Formula
    from sxguide.values import Value

    Row: TypeAlias = Sequence[Value]


def function_of(
    formula: Formula, variables: Sequence[str], moment: Moment
) -> Callable[[Row], Value]:
    """What gives the formula's value for the values of `variables`; all else comes from the moment."""
    return _Compiler(moment, variables).function(formula)


class _Compiler:
    """Definitions that rest on a variable are worked out first, each in a place of its own behind the variables."""

    def __init__(self, moment: Moment, variables: Sequence[str]) -> None:
        self._moment = moment
        self._variables = frozenset(variables)
        self._slots = {name: place for place, name in enumerate(variables)}
        self._steps: list[Callable[[Row], Value]] = []

    def function(self, formula: Formula) -> Callable[[Row], Value]:
        last = self._step(formula)
        steps = self._steps

        def work_out(values: Row) -> Value:
            row = list(values)
            for step in steps:
                row.append(step(row))
            return last(row)

        return work_out if steps else last

    def _step(self, formula: Formula) -> Callable[[Row], Value]:
        for name in sorted(reads(formula)):
            self._prepare(name)
        match formula:
            case Expression(node=node):
                return compile_expression(node, self._slots, self._moment.value)
            case TableFormula(table=table):
                return lambda row: evaluate_table(table, self._lookup(row)).value
            case TermFormula():
                return lambda row: self._moment.term(formula, self._lookup(row))
            case _:
                assert_never(formula)

    def _prepare(self, name: str) -> None:
        definition = self._moment.rulebook.definitions.get(name)
        if definition is None or name in self._slots:
            return
        if not self._moment.free([name]).isdisjoint(self._variables):
            step = self._step(definition.formula)
            self._slots[name] = len(self._variables) + len(self._steps)
            self._steps.append(step)

    def _lookup(self, row: Row) -> Callable[[str], Value]:
        slots, fixed = self._slots, self._moment.value
        return lambda name: row[slots[name]] if name in slots else fixed(name)
