"""Answers: the result columns of one service."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from sxguide.backends.columnar.parts import Part, Unfit, scaled
from sxguide.backends.columnar.plan import Ask
from sxguide.backends.columnar.results import OUTCOMES, has_room, type_of
from sxguide.backends.columnar.scalars import worked_out
from sxguide.backends.columnar.verdicts import Verdicts
from sxguide.backends.situation import APPLICATION_DATE, as_plain
from sxguide.decision import Outcome
from sxguide.dependencies import names_behind
from sxguide.model import Condition, Group

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.backends.columnar.cuts import Diagram
    from sxguide.backends.columnar.gates import Truth
    from sxguide.backends.columnar.results import Request
    from sxguide.backends.columnar.workbench import Workbench
    from sxguide.model import Formula, Output, Plain, Service

# What 64 bits hold.
_WHOLE_DIGITS = 18


class Answers:
    """One service on one day, put to all rows."""

    def __init__(self, bench: Workbench, prefix: str, service: Service, request: Request) -> None:
        self._bench = bench
        self._moment = bench.moment
        self._gates = bench.gates
        self._prefix = prefix
        self._service = service
        self._request = request
        # Whether something of the service is open in a way that only the scalar path can look into.
        self._asked: list[Truth] = []

    def add(self) -> None:
        """Puts the result columns into the plan."""
        keys = self._keys()
        own = self._behind(each.when for each in self._service.eligibility.conditions())
        varying = tuple(key for key in keys if not self._moment.part(key).is_fixed)
        diagram = self._diagram(dict.fromkeys(varying[:1], self._moment.day.year))
        if diagram is None or len(varying) > 1 or not own.isdisjoint(varying):
            self._leave()
            return
        verdicts = self._verdicts(diagram)
        eligible = self._outcome(diagram, verdicts)
        for output in self._service.outputs:
            self._put(output.name, self._output(output, eligible, diagram, varying))
        self._deadline()
        if "conditions" in self._request.include:
            for condition, is_in_force in _leaves(self._service.eligibility, self._moment.day):
                rows = self._truth(diagram, verdicts, condition) if is_in_force else pl.lit(False)  # noqa: FBT003 — a value like others
                self._put(f"condition.{condition.id}", rows)
        if "missing" in self._request.include:
            self._put("missing", pl.lit([], dtype=pl.List(pl.String)))
        self._ask(diagram, varying)

    def _put(self, name: str, rows: pl.Expr) -> None:
        self._bench.plan.results[self._prefix + name] = rows

    def _leave(self) -> None:
        """Leaves the service to the scalar path."""
        name = self._service.name
        self._bench.plan.notes.append(f"{name}: every combination of facts is decided on alone")
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
        return names_behind(self._moment.rulebook, formulas)

    # Diagrams

    def _keys(self) -> tuple[str, ...]:
        """The facts (years) that pick the values of parameters that the service reads."""
        rulebook = self._moment.rulebook
        parameters = map(rulebook.parameter, self._behind(self._formulas()))
        keys = {each.keyed_by for each in parameters if each is not None}
        return tuple(sorted(key for key in keys if key is not None))

    def _diagram(self, years: Mapping[str, int]) -> Diagram | None:
        """The diagram, with every fact fixed that all rows share."""
        behind = self._behind(self._formulas()) & self._moment.rulebook.facts.keys()
        shared: dict[str, Plain] = {}
        for name in sorted(behind - {APPLICATION_DATE}):
            part = self._moment.part(name)
            if part.is_fixed and isinstance(part.value, bool | Decimal | str):
                shared[name] = part.value
        return self._bench.sources.diagram_of(self._service, self._moment.day, {**shared, **years})

    def _verdicts(self, diagram: Diagram) -> Verdicts:
        variables, cells = diagram.variables, self._bench.cells
        return Verdicts(
            diagram, self._gates, lambda level, within: cells.may_be(variables[level], within)
        )

    def _half(self, diagram: Diagram, root: int) -> Truth:
        """Whether a finer diagram, with some facts fixed, may say more of a function."""
        support = sorted(diagram.forest.support(root))
        return self._gates.any_of(
            self._bench.cells.half_known(diagram.variables[level]) for level in support
        )

    def _possible(self, diagram: Diagram, verdicts: Verdicts, root: int) -> tuple[Truth, Truth]:
        """Whether a function can be true, and whether it can be false."""
        found = verdicts.possible(root)
        forest = diagram.forest
        can, cannot = found.get(forest.true, False), found.get(forest.false, False)
        is_open = self._gates.all_of((can, cannot))
        self._asked.append(self._gates.all_of((is_open, self._half(diagram, root))))
        return can, cannot

    # Results

    def _outcome(self, diagram: Diagram, verdicts: Verdicts) -> Truth:
        """The outcome as a column; yields where it is eligible."""
        gates, bench = self._gates, self._bench
        can, cannot = self._possible(diagram, verdicts, diagram.root)
        if verdicts.is_bound(diagram.root):
            # Where constraints forbid whatever completes the facts, they say something of facts that one may lack.
            self._asked.append(gates.all_of((gates.negated(can), gates.negated(cannot))))
        rows = (
            pl.when(~bench.rows(cannot))
            .then(_said(Outcome.ELIGIBLE))
            .when(~bench.rows(can))
            .then(_said(Outcome.INELIGIBLE))
            .otherwise(_said(Outcome.UNDETERMINED))
        )
        self._put("outcome", rows)
        self.is_open = gates.all_of((can, cannot))
        return gates.all_of((can, gates.negated(cannot)))

    def _truth(self, diagram: Diagram, verdicts: Verdicts, condition: Condition) -> pl.Expr:
        can, cannot = self._possible(diagram, verdicts, diagram.truths[condition.when])
        rows = self._bench.rows
        return pl.when(~rows(cannot)).then(True).when(~rows(can)).then(False).otherwise(None)  # noqa: FBT003 — values like others

    def _deadline(self) -> None:
        due = self._moment.calendar.due(self._moment.day, self._service.deadline.working_days)
        self._put("due", pl.lit(due.date, dtype=pl.Date))
        self._put("provisional", pl.lit(due.provisional))

    def _output(
        self, output: Output, eligible: Truth, diagram: Diagram, varying: tuple[str, ...]
    ) -> pl.Expr:
        """The values of an output."""
        given: Truth = eligible if output.given == "when_eligible" else True
        if given is False:
            return pl.lit(None, dtype=type_of(output, self._bench.intake.scale))
        behind = self._behind([output.formula])
        keys = [key for key in varying if key in behind]
        if keys and output.name in diagram.values:
            return self._by_year(output, given, keys[0])
        return self._of_diagram(output, given, diagram)

    def _by_year(self, output: Output, given: Truth, key: str) -> pl.Expr:
        """An output that rests on a year: by the diagram of each year that has parameters of its own."""
        year_of = self._moment.part(key)
        years = sorted({self._moment.day.year, *self._years(key)})
        found = pl.lit(None, dtype=type_of(output, self._bench.intake.scale))
        for year in years:
            diagram = self._diagram({key: year})
            if diagram is None:
                raise Unfit
            found = (
                pl.when(year_of.rows == year)
                .then(self._of_diagram(output, given, diagram))
                .otherwise(found)
            )
        listed = year_of.rows.is_in(years).fill_null(False)  # noqa: FBT003 — a value like others
        self._bench.plan.suspects.append(~listed)
        return found

    def _years(self, key: str) -> Iterator[int]:
        for parameter in self._moment.rulebook.parameters.values():
            if parameter.keyed_by == key:
                yield from (each.key for each in parameter.entries if each.key is not None)

    def _of_diagram(self, output: Output, given: Truth, diagram: Diagram) -> pl.Expr:
        """By the diagram where cells settle the value, else by the formula."""
        root = diagram.values.get(output.name)
        if root is None:
            return self._by_formula(output, given)
        found = self._verdicts(diagram).possible(root)
        values = [diagram.forest.value(answer) for answer in found]
        truths = list(found.values())
        several = [
            self._gates.all_of((one, other))
            for place, one in enumerate(truths)
            for other in truths[:place]
        ]
        is_open = self._gates.any_of(several)
        self._asked.append(self._gates.all_of((given, is_open, self._half(diagram, root))))
        rows = pl.lit(None, dtype=type_of(output, self._bench.intake.scale))
        for value, truth in zip(values, truths, strict=True):
            plain = as_plain(value, output.kind, output.name)
            if plain is None:
                continue
            others = self._gates.any_of(each for each in truths if each is not truth)
            is_it = self._gates.all_of((given, truth, self._gates.negated(others)))
            if is_it is True:
                return self._constant(output, plain)
            if is_it is not False:
                rows = (
                    pl.when(self._bench.rows(is_it))
                    .then(self._constant(output, plain))
                    .otherwise(rows)
                )
        return rows

    def _constant(self, output: Output, plain: Plain) -> pl.Expr:
        dtype = type_of(output, self._bench.intake.scale)
        if (
            isinstance(plain, Decimal)
            and isinstance(dtype, pl.Decimal)
            and not has_room(plain, dtype)
        ):
            raise Unfit
        return pl.lit(plain, dtype=dtype)

    def _by_formula(self, output: Output, given: Truth) -> pl.Expr:
        """By Polars where it can say the formula, else by the interpreter."""
        dtype = type_of(output, self._bench.intake.scale)
        try:
            part = self._moment.formula(output.formula)
            plain = None if not part.is_fixed else as_plain(part.value, output.kind, output.name)
            rows = _typed(part, dtype) if plain is None else self._constant(output, plain)
        except Unfit:
            return self._by_interpreter(output, given, dtype)
        if given is True:
            return rows
        return pl.when(self._bench.rows(given)).then(rows)

    def _by_interpreter(self, output: Output, given: Truth, dtype: pl.DataType) -> pl.Expr:
        plan, columns = self._bench.plan, self._bench.intake.facts
        wanted = self._bench.rows(given)
        try:
            found = worked_out(self._moment, output.formula, dtype, columns, wanted)
        except Unfit:
            return pl.lit(None, dtype=dtype)
        plan.notes.append(f"{self._service.name}: `{output.name}` is worked out by the interpreter")
        plan.suspects.append(found.too_long)
        return found.value

    # What is left to the scalar path

    def _ask(self, diagram: Diagram, varying: tuple[str, ...]) -> None:
        asked = self._asked
        if "missing" in self._request.include:
            asked = [self.is_open, *asked]
        mask = self._gates.any_of(asked)
        if mask is False:
            return
        settled = {each.name for each in self._service.outputs if each.name not in diagram.values}
        columns = self._request.columns_of(self._service, self._bench.intake.scale)
        fills = tuple(name for name in columns if name not in settled | {"due", "provisional"})
        keys = tuple(self._combination(diagram, varying))
        self._bench.plan.asks.append(Ask(self._prefix, self._bench.rows(mask), keys, fills))

    def _combination(self, diagram: Diagram, varying: tuple[str, ...]) -> Iterator[pl.Expr]:
        """Columns that tell rows apart of which the scalar path may say different things."""
        cells, moment = self._bench.cells, self._moment
        for variable in diagram.variables:
            yield from cells.codes(variable)
            half = cells.half_known(variable)
            if half is not False:
                is_half = self._bench.rows(half)
                for name in variable.facts:
                    if name in moment.rulebook.facts and not moment.part(name).is_fixed:
                        yield pl.when(is_half).then(moment.part(name).rows)
        for key in varying:
            yield moment.part(key).rows
        named = {variable.name for variable in diagram.variables}
        for name in sorted(self._behind(self._formulas())):
            fact = moment.rulebook.facts.get(name)
            if fact is None or moment.part(name).is_fixed:
                continue
            if name not in named:
                yield moment.part(name).rows.is_null()
            if fact.default is not None:
                yield from self._default_of(name)

    def _default_of(self, name: str) -> Iterator[pl.Expr]:
        """Whether the default of a fact waits for something."""
        default = self._moment.default(self._moment.rulebook.facts[name])
        if not default.is_fixed:
            yield default.rows.is_null()
            if default.absent is not None:
                yield default.absent


def _said(outcome: Outcome) -> pl.Expr:
    return pl.lit(outcome.value, dtype=OUTCOMES)


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


def _typed(part: Part, dtype: pl.DataType) -> pl.Expr:
    """A part as a column of that type.

    Raises:
        Unfit: It may hold what the type does not.
    """
    if part.is_unknown or part.is_null:
        return pl.lit(None, dtype=dtype)
    if part.is_fixed:
        raise Unfit
    if isinstance(dtype, pl.Decimal):
        return scaled(part, dtype.scale).reinterpret(dtype=dtype)
    kinds = {pl.Boolean: "truth", pl.Date: "date", pl.String: "text", pl.Int64: "number"}
    if part.kind != kinds[type(dtype)]:
        raise Unfit
    if dtype == pl.Int64:
        if part.scale or part.digits > _WHOLE_DIGITS:
            raise Unfit
        return part.rows.cast(pl.Int64)
    return part.rows
