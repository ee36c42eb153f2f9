"""Gates: truths put together by three-valued `and`, `or` and `not`, each combination once.

Beside a gate, a truth of Python's stands for what is the same for all rows. A gate is null where nobody knows.
"""

from __future__ import annotations

import operator
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Literal, TypeAlias

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from sxguide.backends.columnar.stages import Stages

Op: TypeAlias = Literal["test", "and", "or", "not", "open", "filled"]


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A truth of every row: a test of the rows, or what an operator makes of other gates."""

    op: Op
    inputs: tuple[Truth, ...] = ()
    rows: pl.Expr | None = None


Truth: TypeAlias = bool | Gate


class Gates:
    """Makes gates, and expressions of them."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Gate] = {}
        self._uses: Counter[Gate] = Counter()

    def test(self, key: Hashable, rows: Callable[[], pl.Expr]) -> Gate:
        """A test of the rows; `key` tells it from others."""
        found = self._made.get(("test", key))
        return found or self._gate(("test", key), Gate("test", rows=rows()))

    def made(self, key: Hashable) -> Gate | None:
        """The test with that key, if there is one yet."""
        return self._made.get(("test", key))

    def all_of(self, truths: Iterable[Truth]) -> Truth:
        """Whether all are true."""
        return self._joined("and", truths, neutral=True)

    def any_of(self, truths: Iterable[Truth]) -> Truth:
        """Whether one is true."""
        return self._joined("or", truths, neutral=False)

    def negated(self, truth: Truth) -> Truth:
        """Whether it is false."""
        if isinstance(truth, bool):
            return not truth
        if truth.op == "not":
            return truth.inputs[0]
        return self._gate(("not", truth), Gate("not", (truth,)))

    def is_open(self, truth: Truth) -> Truth:
        """Whether nobody knows it."""
        if isinstance(truth, bool):
            return False
        return self._gate(("open", truth), Gate("open", (truth,)))

    @property
    def unknown(self) -> Gate:
        """What nobody knows of any row."""
        return self.test("unknown", lambda: pl.lit(None, dtype=pl.Boolean))

    def settled(self, yes: Truth, no: Truth) -> Truth:
        """True where `yes` is, false where `no` is; nobody knows where neither is true."""
        if isinstance(no, bool):
            return not no if no else self._or_unknown(yes)
        if isinstance(yes, bool):
            return yes or self.negated(self._or_unknown(no))
        if yes.inputs == (no,) or no.inputs == (yes,):
            return yes
        return self.filled(self._or_unknown(yes), self.negated(self._or_unknown(no)))

    def filled(self, truth: Truth, other: Truth) -> Truth:
        """A truth; where nobody knows it, another."""
        if isinstance(truth, bool) or other is self.unknown:
            return truth
        return self._gate(("filled", truth, other), Gate("filled", (truth, other)))

    def _or_unknown(self, truth: Truth) -> Truth:
        """True where a truth is; else nobody knows."""
        return self.unknown if truth is False else self.any_of((truth, self.unknown))

    def _joined(self, op: Op, truths: Iterable[Truth], *, neutral: bool) -> Truth:
        kept = {each: None for each in truths if each is not neutral}
        if (not neutral) in kept:
            return not neutral
        inputs = tuple(each for each in kept if isinstance(each, Gate))
        if not inputs:
            return neutral
        if len(inputs) == 1:
            return inputs[0]
        return self._gate((op, frozenset(inputs)), Gate(op, inputs))

    def _gate(self, key: Hashable, gate: Gate) -> Gate:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = gate
            self._uses.update(each for each in gate.inputs if isinstance(each, Gate))
        return found

    def rows(self, truth: Truth, stages: Stages) -> pl.Expr:
        """The expression; what several gates read becomes a column of its own."""
        if isinstance(truth, bool):
            return pl.lit(truth)
        kept = stages.kept(truth)
        if kept is not None:
            return kept
        found = self._rows_of(truth, [self.rows(each, stages) for each in truth.inputs])
        return stages.keep(truth, found) if self._uses[truth] > 1 else found

    @staticmethod
    def _rows_of(gate: Gate, inputs: list[pl.Expr]) -> pl.Expr:
        match gate.op:
            case "and" | "or" as op:
                return reduce(operator.and_ if op == "and" else operator.or_, inputs)
            case "not":
                return ~inputs[0]
            case "open":
                return inputs[0].is_null()
            case "filled":
                return inputs[0].fill_null(inputs[1])
            case "test" if gate.rows is not None:
                return gate.rows
            case _:
                raise AssertionError
