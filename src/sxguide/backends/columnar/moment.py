"""Moment: the names that rules read, on one day, as parts of a frame."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from sxguide.backends.columnar.columns import ready
from sxguide.backends.columnar.operators import supposed
from sxguide.backends.columnar.parts import (
    NARROW_DIGITS,
    Part,
    Unfit,
    digits_of,
    fixed,
    scale_of,
    whole_at,
    without_absent,
)
from sxguide.backends.columnar.translator import Translator, looked_up
from sxguide.backends.situation import APPLICATION_DATE, Situation, as_value
from sxguide.cases import FIRST_DAY, LAST_DAY
from sxguide.dependencies import behind
from sxguide.errors import CalendarError
from sxguide.feel.nodes import Binary, Name
from sxguide.model import Entry, Expression, Formula, Parameter, TableFormula, TermFormula
from sxguide.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from sxguide.backends.columnar.intake import Intake
    from sxguide.backends.columnar.plan import Bounds
    from sxguide.backends.columnar.sources import Sources
    from sxguide.backends.columnar.stages import Stages
    from sxguide.model import Constraint, Fact, Plain
    from sxguide.values import Value


class Moment:
    """The rulebook on one day, for frames with certain columns. What wants a closer look is in `suspects`."""

    def __init__(self, sources: Sources, intake: Intake, day: dt.date, stages: Stages) -> None:
        self.rulebook = sources.rulebook
        self.calendar = sources.calendar
        self.day = day
        self.stages = stages
        self.suspects: list[pl.Expr] = []
        self._bounds: dict[str, Bounds] = {}
        self.translator = Translator(self)
        self._situation = Situation(self.rulebook, self.calendar, {APPLICATION_DATE: day})
        self._parts: dict[str, Part] = {}
        self._given: dict[str, Part] = {}
        for name, column in intake.facts.items():
            if name != APPLICATION_DATE:
                self._take(name, column, intake.schema[column])

    def _take(self, name: str, column: str, dtype: pl.DataType) -> None:
        """Makes the column of a fact ready; what takes long to read is read once."""

        def keep(rows: pl.Expr) -> pl.Expr:
            return self.stages.keep(("read", name), rows)

        found = ready(self.rulebook.facts[name], column, dtype, keep)
        if found is not None:
            self._given[name] = found.part
            self.suspects += found.suspects
            if found.bounds is not None:
                self._bounds[name] = found.bounds

    @property
    def bounds(self) -> Collection[Bounds]:
        """Beyond which the values of columns want a closer look."""
        return self._bounds.values()

    def is_bound(self, constraint: Constraint) -> bool:
        """Whether a constraint says no more than that a date is not after another that all rows share; if so, bounds mind it."""
        match constraint.holds.node:
            case Binary("<=", Name(name), Name(latest)) if name in self._bounds:
                day = self.part(latest).value
                is_plain = self.rulebook.facts[name].default is None
                if not (is_plain and isinstance(day, dt.date)):
                    return False
                high = min(day, LAST_DAY) + dt.timedelta(1)
                self._bounds[name] = replace(self._bounds[name], high=high)
                return True
            case _:
                return False

    def knows(self, name: str) -> bool:
        """Whether the rulebook has such a name."""
        rulebook = self.rulebook
        return (
            name in rulebook.facts
            or name in rulebook.definitions
            or rulebook.parameter(name) is not None
        )

    def part(self, name: str) -> Part:
        """The value of a fact, definition or parameter.

        Raises:
            Unfit: Polars cannot say it.
        """
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = self._found(name)
        return part

    def formula(self, formula: Formula) -> Part:
        """The value of a formula.

        Raises:
            Unfit: Polars cannot say it.
        """
        match formula:
            case Expression(node=node):
                return self.translator.part(node)
            case TermFormula(after=after, days=days):
                return self._term(self.translator.part(after.node), self.translator.part(days.node))
            case TableFormula():
                raise Unfit

    def _term(self, start: Part, length: Part) -> Part:
        """The last of so many working days after a date."""
        days = length.value
        if start.kind != "date" or not isinstance(days, Decimal) or days % 1:
            raise Unfit

        def last(day: dt.date) -> dt.date | None:
            try:
                return self.calendar.due(day, int(days)).date
            except CalendarError:
                return None

        return looked_up(start, last)

    def date_behind(self, names: Iterable[str]) -> str:
        """The one fact that the names rest on and that not all rows share: a date.

        Raises:
            Unfit: There are others, or they rest on something that nobody knows.
        """
        own = [name for name in behind(self.rulebook, names) if self._is_source(name)]
        if any(self.part(name).is_unknown for name in own):
            raise Unfit
        varying = [name for name in own if not self.part(name).is_fixed]
        if len(varying) != 1 or self.part(varying[0]).kind != "date":
            raise Unfit
        return varying[0]

    def _is_source(self, name: str) -> bool:
        return self.knows(name) and name not in self.rulebook.definitions

    def with_facts(self, facts: Mapping[str, Plain]) -> Callable[[str], Value]:
        """The values of all names where no more facts than these are known."""
        return self._situation.completed(facts).lookup

    def ends(self, fact: str) -> tuple[dt.date, dt.date]:
        """The first and the last day that a date in a column may be."""
        bounds = self._bounds.get(fact)
        high = bounds.high if bounds is not None else None
        return FIRST_DAY, high - dt.timedelta(1) if isinstance(high, dt.date) else LAST_DAY

    def _found(self, name: str) -> Part:
        definition = self.rulebook.definitions.get(name)
        if definition is not None:
            return self.formula(definition.formula)
        parameter = self.rulebook.parameter(name)
        if parameter is not None:
            return self._parameter(name, parameter)
        return self._fact(self.rulebook.facts[name])

    def _fact(self, fact: Fact) -> Part:
        if fact.name == APPLICATION_DATE:
            return fixed(self.day)
        given = self._given.get(fact.name)
        default = self.default(fact)
        if given is None:
            return default
        if default.is_unknown or default.is_null:
            return given
        found = supposed(given, default)
        kept = self.stages.keep(("fact", fact.name), found.rows)
        return replace(found, column=kept)

    def default(self, fact: Fact) -> Part:
        """What counts where nobody gave the fact; unknown where it has no default, or a null one."""
        own = fixed(Unknown(frozenset({fact.name})))
        if fact.default is None:
            return own
        default = self.formula(fact.default)
        return own if default.is_null or default.is_unknown else without_absent(default)

    def _parameter(self, name: str, parameter: Parameter) -> Part:
        unknown = fixed(Unknown(frozenset({name})))
        if parameter.keyed_by is None:
            found = parameter.at(self.day)
            return fixed(as_value(found.value)) if isinstance(found, Entry) else unknown
        key = self.part(parameter.keyed_by)
        if key.is_unknown:
            return key
        if key.is_fixed:
            year = int(key.value) if isinstance(key.value, Decimal) else None
            found = parameter.at(self.day, year)
            return fixed(as_value(found.value)) if isinstance(found, Entry) else unknown
        return self._by_key(parameter, key)

    def _by_key(self, parameter: Parameter, key: Part) -> Part:
        """A parameter that is announced year by year, where the years are in a column."""
        if key.kind != "number" or key.scale or key.absent is not None:
            raise Unfit
        values: dict[int, Part] = {}
        for entry in parameter.entries:
            if entry.key is not None:
                found = parameter.at(self.day, entry.key)
                if isinstance(found, Entry):
                    values[entry.key] = fixed(as_value(found.value))
        if not values or any(each.kind != "number" for each in values.values()):
            raise Unfit
        scale = max(map(scale_of, values.values()))
        digits = max(digits_of(each) + scale - scale_of(each) for each in values.values())
        is_wide = digits > NARROW_DIGITS
        dtype = pl.Int128 if is_wide else pl.Int64
        rows = pl.lit(None, dtype=dtype)
        for year, value in values.items():
            whole = pl.lit(whole_at(Decimal(str(value.value)), scale), dtype=dtype)
            rows = pl.when(key.rows == year).then(whole).otherwise(rows)
        kept = self.stages.keep(("parameter", parameter.name), rows)
        return Part("number", kept, scale=scale, digits=digits, wide=is_wide)
