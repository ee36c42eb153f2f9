"""openfisca-core: service 22 as variables with formulas, for one person or for whole columns.

It knows no nulls: an input left out has its type's default, so answers are compared on complete cases alone. The amount is
an integer, since its floats keep seven digits. Conditions are variables, as its documentation asks for, and so are kept
with the simulation.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit, period
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from tests.benchmarks.by_hand import AMOUNTS, PHASED_UNTIL
from tests.benchmarks.cases import EMPLOYMENT, LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.benchmarks.by_hand import Found

    from sxguide.workdays import DueDate

OUTCOMES: Final = pl.Enum(["eligible", "ineligible", "undetermined"])
Level: Final = Enum("Level", {each: each for each in LEVELS})
Employment: Final = Enum("Employment", {each: each for each in EMPLOYMENT})

# The inputs: the fact, and what the variable holds.
INPUTS: Final[dict[str, tuple[str, Any]]] = {
    "issued_on": ("certificate.issued_on", dt.date),
    "level": ("certificate.level", Level),
    "claims": ("skill_subsidy.claims_this_year", int),
    "same": ("skill_subsidy.same_level_claimed", bool),
    "higher": ("skill_subsidy.higher_level_claimed", bool),
    "employment": ("person.employment", Employment),
    "months": ("unemployment_insurance.months_paid", int),
    "receiving": ("unemployment_insurance.receiving_benefit", bool),
}
# The conditions, in the order of `by_hand.CONDITIONS`.
CONDITIONS: Final = (
    *("certificate_recent", "level_covered", "claims_below_cap", "same_level_not_claimed"),
    *("higher_level_not_claimed", "base_employee", "base_months", "phased_employee"),
    *("phased_months", "phased_recipient"),
)


def _certificate_recent(person: Any, on: Any) -> Any:
    issued = person("issued_on", on)
    month = issued.astype("datetime64[M]")
    last = (month + 13).astype("datetime64[D]") - 1
    same_day = (month + 12).astype("datetime64[D]") + (issued - month.astype("datetime64[D]"))
    return np.datetime64(on.start.date) <= np.minimum(same_day, last)


def _is_covered(person: Any, on: Any) -> Any:
    level = person("level", on)
    return np.isin(level.view(np.ndarray), [Level[each].index for each in AMOUNTS])


def _is_employee(person: Any, on: Any) -> Any:
    return person("employment", on) == Employment["enterprise_employee"]


def _in_force(truths: Any, on: Any) -> Any:
    return truths if on.start.date <= PHASED_UNTIL else np.zeros_like(truths)


def _eligible(person: Any, on: Any) -> Any:
    def holds(condition: str) -> Any:
        return person(condition, on)

    base = holds("base_employee") & holds("base_months")
    phased = (holds("phased_employee") & holds("phased_months")) | holds("phased_recipient")
    required = holds(CONDITIONS[0])
    for condition in CONDITIONS[1:5]:
        required = required & holds(condition)
    return required & (base | phased)


def _amount(person: Any, on: Any) -> Any:
    # By the number of the level; 0 where there is none.
    amounts: Any = np.zeros(len(LEVELS), dtype=np.int32)
    for level, amount in AMOUNTS.items():
        amounts[Level[level].index] = int(amount)
    return np.where(person("eligible", on), amounts[person("level", on).view(np.ndarray)], 0)


_FORMULAS: Final[dict[str, tuple[type, Callable[[Any, Any], Any]]]] = {
    "certificate_recent": (bool, _certificate_recent),
    "level_covered": (bool, _is_covered),
    "claims_below_cap": (bool, lambda person, on: person("claims", on) < 3),
    "same_level_not_claimed": (bool, lambda person, on: ~person("same", on)),
    "higher_level_not_claimed": (bool, lambda person, on: ~person("higher", on)),
    "base_employee": (bool, _is_employee),
    "base_months": (bool, lambda person, on: person("months", on) >= 36),
    "phased_employee": (bool, lambda person, on: _in_force(_is_employee(person, on), on)),
    "phased_months": (bool, lambda person, on: _in_force(person("months", on) >= 12, on)),
    "phased_recipient": (bool, lambda person, on: _in_force(person("receiving", on), on)),
    "eligible": (bool, _eligible),
    "amount": (int, _amount),
}


def system() -> Any:
    """The tax and benefit system with service 22."""
    person = build_entity(key="person", plural="people", label="Person", is_person=True)
    made = TaxBenefitSystem([person])

    def add(name: str, **more: Any) -> None:
        made.add_variable(
            type(
                name,
                (Variable,),
                {"entity": person, "definition_period": DateUnit.DAY, **more},
            )
        )

    for name, (_, kind) in INPUTS.items():
        if kind in (Level, Employment):
            add(name, value_type=Enum, possible_values=kind, default_value=next(iter(kind)))
        else:
            add(name, value_type=kind)
    for name, (kind, formula) in _FORMULAS.items():
        # A formula is a function of the class, called with the people and the period.
        add(name, value_type=kind, formula=formula)
    return made


def situation(_service: int = 22) -> Callable[[Mapping[str, Any], dt.date], Found]:
    """A function that asks about one person, put as a situation, the way of its web API."""
    made = system()

    def ask(case: Mapping[str, Any], day: dt.date) -> Found:
        on = day.isoformat()
        facts = {name: {on: case[fact]} for name, (fact, _) in INPUTS.items()}
        simulation = SimulationBuilder().build_from_entities(made, {"people": {"one": facts}})
        return _told(simulation, period(on))

    return ask


def arrays(_service: int = 22) -> Callable[[Mapping[str, Any], dt.date], Found]:
    """A function that asks about one person, put as columns of one row, which is faster."""
    made = system()

    def ask(case: Mapping[str, Any], day: dt.date) -> Found:
        columns = {name: encoded(kind, [case[fact]]) for name, (fact, kind) in INPUTS.items()}
        on = period(day.isoformat())
        return _told(simulated(made, columns, on), on)

    return ask


def encoded(kind: Any, values: Sequence[Any]) -> Any:
    """A column of an input."""
    if kind is dt.date:
        return np.array(values, dtype="datetime64[D]")
    if kind in (Level, Employment):
        return kind.encode(np.array(values))
    return np.array(values)


def simulated(made: Any, columns: Mapping[str, Any], on: Any) -> Any:
    """A simulation of people whose facts stand in columns."""
    count = len(next(iter(columns.values())))
    simulation = SimulationBuilder().build_default_simulation(made, count)
    for name, values in columns.items():
        simulation.set_input(name, on, values)
    return simulation


def _told(simulation: Any, on: Any) -> Found:
    eligible = bool(simulation.calculate("eligible", on)[0])
    amount = int(simulation.calculate("amount", on)[0]) if eligible else None
    truths = tuple([bool(simulation.calculate(each, on)[0]) for each in CONDITIONS])
    return eligible, truths, (amount,)


def in_memory(people: pl.DataFrame, day: dt.date, due: DueDate) -> pl.DataFrame:
    """The answers for a frame without nulls, with the columns of `Guide.decide_frame`."""
    on = period(day.isoformat())
    columns = {name: _array(kind, people[fact]) for name, (fact, kind) in INPUTS.items()}
    simulation = simulated(system(), columns, on)
    eligible = pl.Series(simulation.calculate("eligible", on))
    amount = pl.Series(simulation.calculate("amount", on))
    return pl.select(
        outcome=pl.when(eligible)
        .then(pl.lit("eligible", dtype=OUTCOMES))
        .otherwise(pl.lit("ineligible", dtype=OUTCOMES)),
        amount=pl.when(eligible).then(amount.cast(pl.Decimal(12, 2))),
        due=pl.lit(due.date),
        provisional=pl.lit(due.provisional),
    )


def _array(kind: Any, column: pl.Series) -> Any:
    if kind in (Level, Employment):
        # The vocabulary has the values in the same order.
        return EnumArray(column.to_physical().to_numpy(), kind)
    return column.to_numpy()
