"""Planner: a request about frames with certain columns made into a plan for one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sxguide.backends.columnar.answers import Answers
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.parts import Part, Unfit
from sxguide.backends.columnar.plan import Plan
from sxguide.backends.columnar.scalars import worked_out
from sxguide.backends.columnar.workbench import Workbench
from sxguide.feel.nodes import Binary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.sources import Sources
    from sxguide.feel.nodes import Node
    from sxguide.model import Constraint


def planned(sources: Sources, intake: Intake, request: Request, day: dt.date) -> Plan:
    """The plan of a request for people who apply on a day."""
    plan = Plan()
    moment = Moment(sources, intake, day, plan.stages)
    bench = Workbench(sources, intake, moment, plan)
    plan.suspects += moment.suspects
    for constraint in sources.rulebook.constraints:
        plan.suspects += _broken(bench, constraint)
    for prefix, service in request.services.items():
        Answers(bench, prefix, service, request).add()
    return plan


def _broken(bench: Workbench, constraint: Constraint) -> Iterator[pl.Expr]:
    """Where facts break a constraint."""
    if not _may_be_false(bench, constraint.holds.node):
        return
    try:
        part = bench.moment.translator.truth(constraint.holds.node)
    except Unfit:
        try:
            found = worked_out(bench.moment, constraint.holds, pl.Boolean(), bench.intake.facts)
        except Unfit:
            return
        bench.plan.notes.append(f"the constraint {constraint.id} is worked out by the interpreter")
        part = Part("truth", found.value, found.absent)
    if not part.is_fixed:
        yield ~part.rows
    elif part.value is False:
        yield pl.lit(True)  # noqa: FBT003 — a value like others


def _may_be_false(bench: Workbench, node: Node) -> bool:
    """Whether a truth may be false, as far as it can be told from facts that nobody knows."""
    match node:
        case Binary("or", left, right):
            return _may_be_false(bench, left) and _may_be_false(bench, right)
        case _:
            try:
                return not bench.moment.translator.part(node).is_unknown
            except Unfit:
                return True
