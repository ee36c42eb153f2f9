"""Workbench: what a plan is made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxguide.backends.columnar.cells import Cells
from sxguide.backends.columnar.gates import Gates

if TYPE_CHECKING:
    import polars as pl

    from sxguide.backends.columnar.gates import Truth
    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.moment import Moment
    from sxguide.backends.columnar.plan import Plan
    from sxguide.backends.columnar.sources import Sources


@dataclass(slots=True)
class Workbench:
    """The plan on its way, the names on its day, and the truths and cells that services share."""

    sources: Sources
    intake: Intake
    moment: Moment
    plan: Plan
    gates: Gates = field(default_factory=Gates)
    cells: Cells = field(init=False)

    def __post_init__(self) -> None:
        self.cells = Cells(self.moment, self.gates, self.intake.facts)

    def rows(self, truth: Truth) -> pl.Expr:
        """A truth as an expression."""
        return self.gates.rows(truth, self.plan.stages)
