"""Planner: a request about frames with certain columns made into a plan for one day."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import polars as pl

from sxguide.backends.columnar.answers import Answers
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.parts import Part, Unfit
from sxguide.backends.columnar.plan import Plan
from sxguide.backends.columnar.scalars import worked_out
from sxguide.backends.columnar.stages import Stages
from sxguide.backends.columnar.workbench import Workbench
from sxguide.feel.nodes import Binary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterator

    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.sources import Sources
    from sxguide.feel.nodes import Node
    from sxguide.model import Constraint

# Plans that are kept; most frames of a program are alike, and asked about on few days.
MAX_PLANS: Final = 100


class Plans:
    """Plans, kept for frames with the same columns. Safe to share between threads: a plan never changes once made."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._kept: OrderedDict[Hashable, Plan] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, intake: Intake, request: Request, day: dt.date) -> Plan:
        """The plan of a request for people who apply on a day."""
        services = tuple((prefix, service.name) for prefix, service in request.services.items())
        columns = tuple(
            (name, column, intake.schema[column]) for name, column in intake.facts.items()
        )
        key = (services, columns, intake.scale, intake.mark, frozenset(request.include), day)
        # One at a time: what is worked out for a plan is shared by its services.
        with self._lock:
            plan = self._kept.get(key)
            if plan is None:
                plan = self._kept[key] = _planned(self._sources, intake, request, day)
                if len(self._kept) > MAX_PLANS:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
            return plan


def _planned(sources: Sources, intake: Intake, request: Request, day: dt.date) -> Plan:
    plan = Plan(Stages(intake.mark))
    moment = Moment(sources, intake, day, plan.stages)
    bench = Workbench(sources, intake, moment, plan)
    plan.suspects += moment.suspects
    for constraint in sources.rulebook.constraints:
        if not moment.is_bound(constraint):
            plan.suspects += _broken(bench, constraint)
    plan.bounds += moment.bounds
    for prefix, service in request.services.items():
        Answers(bench, prefix, service, request).add()
    plan.notes += (
        f"the part `{text}`: the interpreter, once for each combination of facts"
        for text in bench.cells.left
    )
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
        bench.plan.notes.append(f"the constraint {constraint.id}: the interpreter")
        part = Part("truth", found.value)
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
