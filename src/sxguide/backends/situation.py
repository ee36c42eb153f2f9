"""The situation of one person on one date: the value of every name that a rule may read.

Beside each value stands what was read for it, so that reasons and amounts can show what they rest on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeGuard, assert_never

from sxguide.answers import Missing
from sxguide.errors import CalendarError, DecisionError, Problem
from sxguide.feel.evaluator import evaluate
from sxguide.feel.logic import united
from sxguide.feel.printer import to_feel
from sxguide.feel.tables import evaluate_table
from sxguide.model import (
    PARAMETER_PREFIX,
    Condition,
    Constraint,
    Entry,
    Expression,
    Fact,
    Formula,
    Gap,
    Group,
    Kind,
    Plain,
    Rulebook,
    TableFormula,
    TermFormula,
)
from sxguide.reasons import Statement, Used
from sxguide.values import Unknown, Value
from sxguide.workdays import DueDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sxguide.workdays import WorkCalendar

APPLICATION_DATE = "application.date"


@dataclass(slots=True)
class Reading:
    """What was read while something was worked out: names in order, and what rests behind them."""

    names: dict[str, Value] = field(default_factory=dict)
    cites: dict[str, None] = field(default_factory=dict)
    rests_on: dict[str, None] = field(default_factory=dict)
    provisional_years: dict[int, None] = field(default_factory=dict)

    def add(self, other: Reading) -> None:
        """Takes in what rests behind a value that was read."""
        self.names.update(other.names)
        self.cites.update(other.cites)
        self.rests_on.update(other.rests_on)
        self.provisional_years.update(other.provisional_years)


# Of what a person gave, nothing else was read. Nobody adds to it.
_NOTHING = Reading()


class Situation:
    """One person's facts on one date: the value of every name that an expression may read, worked out once."""

    def __init__(
        self, rulebook: Rulebook, calendar: WorkCalendar, facts: Mapping[str, Plain]
    ) -> None:
        self.rulebook = rulebook
        self.calendar = calendar
        self.facts = facts
        self._values: dict[str, Value] = {}
        self._behind: dict[str, Reading] = {}
        self._readings: list[Reading] = []

    @property
    def day(self) -> dt.date:
        """The date of the application, on which ages, parameters and periods are read."""
        return application_date(self.facts)

    def completed(self, facts: Mapping[str, Plain]) -> Situation:
        """The same person with more facts known."""
        return Situation(self.rulebook, self.calendar, {**self.facts, **facts})

    def work_out(self, formula: Formula) -> tuple[Value, Reading]:
        """The value of a formula, and everything that was read for it, in the order of reading."""
        reading = Reading()
        self._readings.append(reading)
        try:
            match formula:
                case Expression(node=node):
                    value = evaluate(node, self.lookup)
                case TableFormula():
                    value = self._table(formula, reading)
                case TermFormula():
                    value = self._term(formula, reading)
                case _:
                    assert_never(formula)
        finally:
            self._readings.pop()
        return value, reading

    def _table(self, formula: TableFormula, reading: Reading) -> Value:
        result = evaluate_table(formula.table, self.lookup)
        for row in result.matched:
            reading.cites.update(dict.fromkeys(formula.row_cites[row]))
        return result.value

    def _term(self, formula: TermFormula, reading: Reading) -> Value:
        due = term(formula, self.lookup, self.calendar)
        if not isinstance(due, DueDate):
            return due
        reading.provisional_years.update(dict.fromkeys(due.provisional_years))
        return due.date

    def lookup(self, name: str) -> Value:
        """The value of a fact, definition or parameter, as expressions call it."""
        if name not in self._values:
            self._values[name], self._behind[name] = self._find(name)
        if self._readings:
            reading, behind = self._readings[-1], self._behind[name]
            # What a definition was worked out from comes before the definition itself.
            if behind is not _NOTHING:
                reading.add(behind)
            reading.names[name] = self._values[name]
        return self._values[name]

    def known(self, names: Iterable[str]) -> dict[str, Plain]:
        """The values of those of some facts that are given, or have a default that does not wait for anything."""
        values = {name: self.lookup(name) for name in names}
        return {name: value for name, value in values.items() if is_plain(value)}

    def reading_of(self, names: Iterable[str]) -> Reading:
        """What reading these names rests on: what is behind each, then the name itself."""
        reading = Reading()
        self._readings.append(reading)
        try:
            for name in names:
                self.lookup(name)
        finally:
            self._readings.pop()
        return reading

    def _find(self, name: str) -> tuple[Value, Reading]:
        definition = self.rulebook.definitions.get(name)
        if definition is not None:
            value, reading = self.work_out(definition.formula)
            reading.cites.update(dict.fromkeys(definition.cites))
            reading.rests_on.update(dict.fromkeys(definition.rests_on))
            return value, reading
        if name.startswith(PARAMETER_PREFIX):
            return self._parameter(name)
        fact = self.rulebook.facts[name]
        if name in self.facts:
            return as_value(self.facts[name]), _NOTHING
        return self._absent(fact)

    def _parameter(self, name: str) -> tuple[Value, Reading]:
        reading = Reading()
        # The key is read for the parameter, whoever reads that: now, or again later.
        self._readings.append(reading)
        try:
            found = self.entry(name)
        finally:
            self._readings.pop()
        match found:
            case Unknown():
                return found, reading
            case Gap():
                return Unknown(frozenset({name})), reading
            case Entry():
                reading.cites.update(dict.fromkeys(found.cites))
                return as_value(found.value), reading
            case _:
                assert_never(found)

    def entry(self, name: str) -> Entry | Gap | Unknown:
        """The entry of a parameter that is in force, why there is none, or that its key is not known."""
        parameter = self.rulebook.parameters[name.removeprefix(PARAMETER_PREFIX)]
        if parameter.keyed_by is None:
            return parameter.at(self.day)
        year = self.lookup(parameter.keyed_by)
        if isinstance(year, Unknown):
            return year
        return parameter.at(self.day, int(year) if isinstance(year, Decimal) else None)

    def _absent(self, fact: Fact) -> tuple[Value, Reading]:
        """A fact that nobody gave: its default, or unknown."""
        own = Unknown(frozenset({fact.name}))
        if fact.default is None:
            return own, _NOTHING
        value, reading = self.work_out(fact.default)
        if isinstance(value, Unknown):
            return own | value, _NOTHING
        return (own, _NOTHING) if value is None else (value, reading)


def term(
    formula: TermFormula, lookup: Callable[[str], Value], calendar: WorkCalendar
) -> DueDate | Unknown | None:
    """The last of so many working days; null where there is none, as outside the calendar."""
    after, days = (evaluate(each.node, lookup) for each in (formula.after, formula.days))
    unknown = united(after, days)
    if unknown is not None:
        return unknown
    if not isinstance(after, dt.date) or not isinstance(days, Decimal) or days % 1:
        return None
    try:
        return calendar.due(after, int(days))
    except CalendarError:
        return None


def application_date(facts: Mapping[str, Plain]) -> dt.date:
    """The date of the application, which whoever asks has seen to it that the facts have."""
    day = facts[APPLICATION_DATE]
    if not isinstance(day, dt.date):
        message = f"`{APPLICATION_DATE}` is no date"
        raise DecisionError(message)
    return day


def broken(situation: Situation) -> Iterator[tuple[Constraint, list[str]]]:
    """The constraints that a person's facts break, each with the facts that break it; what is not known breaks none."""
    for constraint in situation.rulebook.constraints:
        value, reading = situation.work_out(constraint.holds)
        if value is False:
            yield constraint, [name for name in reading.names if name in situation.facts]


def contradictions(situation: Situation) -> list[Problem]:
    """The constraints that a person's facts break, as faults of a case."""
    problems = []
    for constraint, given in broken(situation):
        shown = " and ".join(f"`{name}` ({_shown(situation.facts[name])})" for name in given)
        fault = "contradict each other" if len(given) > 1 else "cannot be"
        message = f"{shown} {fault}: {constraint.label.en} ({constraint.label.zh})"
        path = f"$.{given[0]}" if given else "$"
        problems.append(Problem("contradictory-facts", message, path=path))
    return problems


def used(situation: Situation, reading: Reading) -> Iterator[Used]:
    """Every name that was read, as a decision shows it."""
    rulebook = situation.rulebook
    for name, value in reading.names.items():
        definition = rulebook.definitions.get(name)
        parameter = rulebook.parameter(name)
        if definition is not None:
            known = as_plain(value, definition.kind, name)
            cites = rulebook.cite(definition.cites)
            yield Used(
                name, "definition", definition.label, known, definition.unit, citations=cites
            )
        elif parameter is not None:
            entry = situation.entry(name)
            known, basis, cites = None, None, ()
            if isinstance(entry, Entry):
                known, basis, cites = entry.value, entry.basis, rulebook.cite(entry.cites)
            yield Used(
                name,
                "parameter",
                parameter.label,
                known,
                parameter.unit,
                basis=basis,
                citations=cites,
            )
        else:
            fact = rulebook.facts[name]
            known = as_plain(value, fact.kind, name)
            called = next((choice.label for choice in fact.choices if choice.value == known), None)
            yield Used(name, "fact", fact.label, known, fact.unit, value_label=called)


def missing_of(situation: Situation, names: Iterable[str]) -> tuple[Missing, ...]:
    """Facts and parameters that something waits for, as a decision shows them."""
    return tuple([_missing(situation, name) for name in names])


def missing_fact(fact: Fact) -> Missing:
    """A fact that something waits for, as a decision shows it."""
    return Missing(fact.name, "fact", fact.label, fact.question)


def _missing(situation: Situation, name: str) -> Missing:
    fact = situation.rulebook.facts.get(name)
    if fact is not None:
        return missing_fact(fact)
    label = situation.rulebook.parameters[name.removeprefix(PARAMETER_PREFIX)].label
    found = situation.entry(name)
    if isinstance(found, Gap):
        return Missing(name, "parameter", label, note=found.reason, available_on=found.available_on)
    return Missing(name, "parameter", label)


def _shown(value: Plain) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_value(plain: Plain) -> Value:
    """A plain value as expressions read it."""
    return Decimal(plain) if isinstance(plain, int) and not isinstance(plain, bool) else plain


def is_plain(value: Value) -> TypeGuard[Plain]:
    """Whether a value is known, and one that a fact may have."""
    return isinstance(value, bool | Decimal | str | dt.date)


def as_plain(value: Value, kind: Kind, name: str) -> Plain | None:
    """The value of an output or definition as its declared kind; None for null and unknown."""
    match value:
        case None | Unknown():
            return None
        case Decimal() if kind == "integer" and value == value.to_integral_value():
            return int(value)
        case Decimal() if kind in {"number", "money"}:
            return value
        case bool() if kind == "boolean":
            return value
        case str() if kind in {"text", "enumeration"}:
            return value
        case dt.date() if kind == "date" and not isinstance(value, dt.datetime):
            return value
        case _:
            message = f"`{name}` came out as no {kind}"
            raise DecisionError(message)


def statement_of(node: Condition | Group, *, in_force: bool) -> Statement:
    """What a node of the eligibility tree says, whoever asks."""
    return Statement(
        id=node.id,
        label=node.label,
        in_force=in_force,
        quantifier=node.quantifier if isinstance(node, Group) else None,
        expression=node.when.text if isinstance(node, Condition) else None,
    )


def formula_text(formula: Formula) -> str:
    """A formula as a decision shows it."""
    match formula:
        case Expression(text=text):
            return text
        case TableFormula(table=table):
            return "table of " + ", ".join(to_feel(node) for node in table.inputs)
        case TermFormula(after=after, days=days):
            return f"working days after {after.text}: {days.text}"
        case _:
            assert_never(formula)
