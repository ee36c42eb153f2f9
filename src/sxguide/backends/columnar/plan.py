"""Plan: how a request about frames with certain columns is answered on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from sxguide.backends.columnar.stages import Stages


@dataclass(frozen=True, slots=True)
class Ask:
    """Results of a service that only the scalar path can tell, in the rows of `mask`.

    Rows that agree in `keys` have the same results. `fills` are the result columns, without the service's prefix; `known`
    keeps what has been found.
    """

    prefix: str
    mask: pl.Expr
    keys: tuple[pl.Expr, ...]
    fills: tuple[str, ...]
    known: dict[tuple[Any, ...], Sequence[Any]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the values of a column end that need no closer look: at `low`, and before `high`; None: nowhere.

    A whole column is looked at faster for its ends than row by row, and hardly ever is something wrong.
    """

    column: str
    low: dt.date | Decimal | None
    high: dt.date | Decimal | None

    def hold(self, values: pl.Series) -> bool:
        """Whether no value lies beyond."""
        least: Any = None if self.low is None else values.min()
        most: Any = None if self.high is None else values.max()
        is_low = least is not None and least < self.low
        return not (is_low or (most is not None and most >= self.high))

    @property
    def beyond(self) -> pl.Expr:
        """Whether a value lies beyond; null where there is none."""
        values = pl.col(self.column)
        tests = [values < self.low] if self.low is not None else []
        tests += [values >= self.high] if self.high is not None else []
        return pl.any_horizontal(tests)


@dataclass(slots=True)
class Plan:
    """Columns that answer a request, and what is left to the scalar path.

    `suspects`, and values beyond `bounds`, tell which rows are left to it as a whole. `notes` say in words how each result is worked out.
    """

    stages: Stages
    results: dict[str, pl.Expr] = field(default_factory=dict)
    suspects: list[pl.Expr] = field(default_factory=list)
    bounds: list[Bounds] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def left(self) -> pl.Expr:
        """Whether a row is left to the scalar path as a whole for something else than its bounds; null counts as false."""
        return pl.any_horizontal(self.suspects) if self.suspects else pl.lit(False)  # noqa: FBT003 — a value like others

    @property
    def columns_read(self) -> set[str]:
        """The columns of the caller's that have a say in the answer."""
        asked = [each for ask in self.asks for each in (ask.mask, *ask.keys)]
        read = self.stages.columns_behind([*self.results.values(), *self.suspects, *asked])
        return read | {each.column for each in self.bounds}
