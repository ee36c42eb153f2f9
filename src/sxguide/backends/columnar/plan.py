"""Plan: how a request about frames with certain columns is answered on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from sxguide.backends.columnar.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Sequence


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


@dataclass(slots=True)
class Plan:
    """Columns that answer a request, and what is left to the scalar path.

    `suspects` tell which rows are left to it as a whole. `notes` say in words how each result is worked out.
    """

    stages: Stages = field(default_factory=Stages)
    results: dict[str, pl.Expr] = field(default_factory=dict)
    suspects: list[pl.Expr] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def left(self) -> pl.Expr:
        """Whether a row is left to the scalar path as a whole."""
        if not self.suspects:
            return pl.lit(False)  # noqa: FBT003 — a value like others
        return pl.any_horizontal(self.suspects).fill_null(False)  # noqa: FBT003 — as above
