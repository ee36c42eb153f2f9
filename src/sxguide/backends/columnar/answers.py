"""Answers: the result columns of one service."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from sxguide.answers import Outcome
from sxguide.backends.columnar.outputs import Outputs
from sxguide.backends.columnar.parts import Unfit
from sxguide.backends.columnar.plan import Ask
from sxguide.backends.columnar.results import OUTCOMES
from sxguide.backends.columnar.verdicts import Verdicts
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.dependencies import names_behind
from sxguide.model import Condition, Group

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.backends.columnar.gates import Truth
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.workbench import Workbench
    from sxguide.model import Formula, Plain, Service


class Answers:
    """One service on one day, put to all rows."""

    def __init__(self, bench: Workbench, prefix: str, service: Service, request: Request) -> None:
        self._bench = bench
        self._prefix = prefix
        self._service = service
        self._request = request
        # Where something of the service is open in a way that only the scalar path can look into.
        self._asked: list[Truth] = []

    def add(self) -> None:
        """Puts the result columns into the plan."""
        moment = self._bench.moment
        conditions = self._behind(each.when for each in self._service.eligibility.conditions())
        try:
            keys = [key for key in self._keys() if not moment.part(key).is_fixed]
            verdicts = self._verdicts(dict.fromkeys(keys[:1], moment.day.year))
        except Unfit:
            # A column has more digits behind the point than its fact's default leaves room for.
            self._leave()
            return
        if verdicts is None or len(keys) > 1 or not conditions.isdisjoint(keys):
            self._leave()
            return
        self._note("outcome: the decision diagram, by Polars")
        eligible = self._verdict(verdicts, verdicts.diagram.root)
        self._put("outcome", self._outcome(eligible))
        outputs = Outputs(self._bench, self._service, eligible, self._verdicts)
        for output in self._service.outputs:
            key = next((key for key in keys if key in self._behind([output.formula])), None)
            self._put(output.name, outputs.rows(output, verdicts, key))
        self._asked += outputs.asked
        self._deadline()
        if "conditions" in self._request.include:
            self._conditions(verdicts)
        if "missing" in self._request.include:
            self._put("missing", pl.lit([], dtype=pl.List(pl.String)))
            self._asked.append(self._bench.gates.is_open(eligible))
        self._ask(verdicts, keys)

    def _put(self, name: str, rows: pl.Expr) -> None:
        self._bench.plan.results[self._prefix + name] = rows

    def _note(self, text: str) -> None:
        self._bench.plan.notes.append(f"{self._service.name}, {text}")

    def _leave(self) -> None:
        """Leaves the service to the scalar path."""
        self._note("everything: single decisions, one for each combination of facts")
        schema = self._request.columns_of(self._service, self._bench.intake.scale)
        for column, dtype in schema.items():
            self._put(column, pl.lit(None, dtype=dtype))
        everything = tuple(pl.col(each) for each in self._bench.intake.facts.values())
        self._bench.plan.asks.append(Ask(self._prefix, pl.lit(True), everything, tuple(schema)))  # noqa: FBT003 — a value like others

    def _formulas(self) -> Iterator[Formula]:
        """What the results rest on."""
        yield from (each.when for each in self._service.eligibility.conditions())
        yield from (each.formula for each in self._service.outputs)

    def _behind(self, formulas: Iterable[Formula]) -> frozenset[str]:
        return names_behind(self._bench.moment.rulebook, formulas)

    def _keys(self) -> tuple[str, ...]:
        """The facts (years) that pick the values of parameters that the service reads."""
        rulebook = self._bench.moment.rulebook
        parameters = map(rulebook.parameter, self._behind(self._formulas()))
        keys = {each.keyed_by for each in parameters if each is not None}
        return tuple(sorted(key for key in keys if key is not None))

    def _verdicts(self, years: Mapping[str, int]) -> Verdicts | None:
        """The diagram, with every fact fixed that all rows share; None where it would be too large."""
        moment = self._bench.moment
        shared: dict[str, Plain] = {}
        for name in sorted(self._behind(self._formulas()) & moment.rulebook.facts.keys()):
            part = moment.part(name)
            is_known = part.is_fixed and isinstance(part.value, bool | Decimal | str)
            if is_known and name != APPLICATION_DATE:
                shared[name] = part.value  # type: ignore[assignment]  # as has just been seen
        fixed = {**shared, **years}
        diagram = self._bench.sources.diagram_of(self._service, moment.day, fixed)
        if diagram is None:
            return None
        return Verdicts(diagram, self._bench.gates, self._bench.cells)

    def _verdict(self, verdicts: Verdicts, root: int) -> Truth:
        """Whether a function is true; notes where that is for the scalar path to say."""
        found = verdicts.truth(root)
        gates = self._bench.gates
        half = self._bench.cells.any_half_known(verdicts.diagram, root)
        doubt = gates.any_of((half, verdicts.doubt(root)))
        self._asked.append(gates.all_of((gates.is_open(found), doubt)))
        return found

    def _outcome(self, eligible: Truth) -> pl.Expr:
        rows = self._bench.rows(eligible)
        if not isinstance(eligible, bool):
            rows = self._bench.plan.stages.keep(eligible, rows)
        said = {each: pl.lit(each.value, dtype=OUTCOMES) for each in Outcome}
        return (
            pl.when(rows)
            .then(said[Outcome.ELIGIBLE])
            .when(~rows)
            .then(said[Outcome.INELIGIBLE])
            .otherwise(said[Outcome.UNDETERMINED])
        )

    def _conditions(self, verdicts: Verdicts) -> None:
        for condition, is_in_force in _leaves(self._service.eligibility, self._bench.moment.day):
            root = verdicts.diagram.truths[condition.when]
            truth = self._verdict(verdicts, root) if is_in_force else False
            self._put(f"condition.{condition.id}", self._bench.rows(truth))

    def _deadline(self) -> None:
        moment = self._bench.moment
        due = moment.calendar.due(moment.day, self._service.deadline.working_days)
        self._put("due", pl.lit(due.date, dtype=pl.Date))
        self._put("provisional", pl.lit(due.provisional))

    # What is left to the scalar path

    def _ask(self, verdicts: Verdicts, keys: list[str]) -> None:
        mask = self._bench.gates.any_of(self._asked)
        if mask is False:
            return
        self._note("what stays open and facts or constraints may settle: single decisions")
        told = {each.name for each in self._service.outputs} - verdicts.diagram.values.keys()
        columns = self._request.columns_of(self._service, self._bench.intake.scale)
        fills = tuple(name for name in columns if name not in told | {"due", "provisional"})
        combination = tuple(self._combination(verdicts, keys))
        rows = self._bench.rows(mask).fill_null(False)  # noqa: FBT003 — a value like others
        self._bench.plan.asks.append(Ask(self._prefix, rows, combination, fills))

    def _combination(self, verdicts: Verdicts, keys: list[str]) -> Iterator[pl.Expr]:
        """Columns that tell rows apart of which the scalar path may say different things."""
        bench, moment = self._bench, self._bench.moment
        variables = verdicts.diagram.variables
        for variable in variables:
            yield from bench.cells.codes(variable)
            half = bench.cells.half_known(variable)
            if half is not False:
                is_half = bench.rows(half)
                for name in variable.facts:
                    if name in moment.rulebook.facts and not moment.part(name).is_fixed:
                        yield pl.when(is_half).then(moment.part(name).rows)
        yield from (moment.part(key).rows for key in keys)
        named = {variable.name for variable in variables}
        for name in sorted(self._behind(self._formulas()) & moment.rulebook.facts.keys()):
            if not moment.part(name).is_fixed:
                if name not in named:
                    yield moment.part(name).rows.is_null()
                yield from self._default_of(name)

    def _default_of(self, name: str) -> Iterator[pl.Expr]:
        """Whether the default of a fact waits for something."""
        default = self._bench.moment.default(self._bench.moment.rulebook.facts[name])
        if not default.is_fixed:
            yield default.rows.is_null()
            if default.absent is not None:
                yield default.absent


def _leaves(
    group: Group, day: dt.date, *, in_force: bool = True
) -> Iterator[tuple[Condition, bool]]:
    """The conditions, each with whether it is in force."""
    here = in_force and (group.in_force is None or group.in_force.covers(day))
    for member in group.members:
        if isinstance(member, Group):
            yield from _leaves(member, day, in_force=here)
        else:
            yield member, here and (member.in_force is None or member.in_force.covers(day))
