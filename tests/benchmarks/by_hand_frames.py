"""Services 11, 20, 22 and 34 in Polars, written by hand for one day, with nulls as unknown.

Each function takes a lazy frame with the facts that the service reads as columns, as `population` makes them, and gives the
columns that `Guide.decide_frame` gives. Whatever is the same for all people is worked out before: the dates of birth on
which an age turns, the term, the amounts. Nothing is checked: the facts have to be right.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import polars as pl
from tests.benchmarks.cases import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

OUTCOME: Final = pl.Enum(["eligible", "ineligible", "undetermined"])
MONEY: Final = pl.Decimal(38, 2)
NUMBER: Final = pl.Decimal(38, 10)
# Ten working days, and five, after Monday 23 November 2026.
DUE_IN_TEN: Final = dt.date(2026, 12, 7)
DUE_IN_FIVE: Final = dt.date(2026, 11, 30)

# The bounds of the contribution base by year.
BOUNDS: Final = {
    2019: (2739, 13695),
    2024: (4113, 20564),
    2025: (4198, 20991),
    2026: (4244, 21219),
}

# The last dates of birth, on the day, of who has reached an age.
SIXTEEN: Final = dt.date(2010, 11, 23)
SIXTY: Final = dt.date(1966, 11, 23)


def last_retired(years: int, step: int, cap: int) -> dt.date:
    """The last date of birth of who has reached the statutory retirement age by the day.

    Since 2025 it rises, from so many years on, by a month for each `step` months, up to `cap` months.
    """
    born = dt.date(DAY.year - years - 3, 1, 1)
    while True:
        months = (born.year - 2025) * 12 + born.month - 1 + 12 * years
        delay = max(0, min(months // step + 1, cap))
        reached = (born.year * 12 + born.month - 1) + 12 * years + delay
        if (reached, born.day) > (DAY.year * 12 + DAY.month - 1, DAY.day):
            return born - dt.timedelta(1)
        born += dt.timedelta(1)


RETIRED: Final = {
    "male_60": last_retired(60, 4, 36),
    "female_55": last_retired(55, 4, 36),
    "female_50": last_retired(50, 2, 60),
}


def outcome(eligible: pl.Expr) -> pl.Expr:
    """The outcome of a three-valued truth."""
    return (
        pl.when(eligible)
        .then(pl.lit("eligible", dtype=OUTCOME))
        .when(~eligible)
        .then(pl.lit("ineligible", dtype=OUTCOME))
        .otherwise(pl.lit("undetermined", dtype=OUTCOME))
        .alias("outcome")
    )


def deadline(due: dt.date) -> tuple[pl.Expr, pl.Expr]:
    """The term, which is the same for everybody."""
    return pl.lit(due).alias("due"), pl.lit(False).alias("provisional")


def below_retirement_age() -> pl.Expr:
    """Whether somebody is younger than the age of their category.

    A man's category is known by his sex; of a woman it is known that hers is none of a man.
    """
    born, category = pl.col("person.birth_date"), pl.col("person.retirement_category")
    is_male = pl.col("person.sex") == "male"
    younger = {name: born > last for name, last in RETIRED.items()}
    is_of = {name: pl.coalesce(category == name, pl.when(is_male).then(False)) for name in RETIRED}
    is_of["male_60"] = pl.coalesce(category == "male_60", is_male)
    by_category = [is_of[name] & is_younger for name, is_younger in younger.items()]
    # Who is younger than the age of the category that ends first is so in every category.
    return by_category[0] | by_category[1] | by_category[2] | younger["female_50"]


def unemployment_registration(people: pl.LazyFrame) -> pl.LazyFrame:
    """Service 11."""
    eligible = (
        (pl.col("person.birth_date") <= SIXTEEN)
        & below_retirement_age()
        & pl.col("person.able_to_work")
        & pl.col("person.wants_work")
        # Every place and every origin that there is will do: nobody has to name one.
        & (pl.col("person.employment") == "unemployed")
    )
    return people.select(outcome(eligible), *deadline(DUE_IN_TEN))


def flexible_worker_pension(people: pl.LazyFrame) -> pl.LazyFrame:
    """Service 20."""
    work, base = pl.col("person.employment"), pl.col("contribution.monthly_base")
    year = pl.col("contribution.year").fill_null(DAY.year)
    eligible = (
        (pl.col("person.birth_date") <= SIXTEEN)
        & (pl.col("person.studies") != "full_time")
        & below_retirement_age()
        & (
            work.is_in(["self_employed_no_staff", "flexible"])
            | ((work == "part_time") & ~pl.col("employee_pension.enrolled"))
        )
        & (pl.col("application.place") != "insured_place")
    )
    floor, ceiling = BOUNDS[DAY.year]
    in_range = (year == DAY.year) & (base >= floor) & (base <= ceiling)
    # A fifth of so many yuan, in ten places.
    contribution = (base.cast(pl.Int128) * (2 * 10**9)).reinterpret(dtype=NUMBER)
    return people.select(
        outcome(eligible),
        bound(year, 0).alias("base_floor"),
        bound(year, 1).alias("base_ceiling"),
        pl.when(eligible & in_range).then(contribution).alias("monthly_contribution"),
        in_range.alias("base_in_range"),
        *deadline(DAY),
    )


def bound(year: pl.Expr, place: int) -> pl.Expr:
    """The least or the greatest base of a year."""
    found = pl.lit(None, dtype=MONEY)
    for each, bounds in BOUNDS.items():
        found = (
            pl.when(year == each).then(pl.lit(Decimal(bounds[place]), dtype=MONEY)).otherwise(found)
        )
    return found


def skill_subsidy(people: pl.LazyFrame) -> pl.LazyFrame:
    """Service 22; the phased policy has ended."""
    level = pl.col("certificate.level")
    eligible = (
        (pl.col("certificate.issued_on") >= dt.date(2025, 11, 23))
        & level.is_in(["junior", "intermediate", "senior"])
        & (pl.col("skill_subsidy.claims_this_year") < 3)
        & ~pl.col("skill_subsidy.same_level_claimed")
        & ~pl.col("skill_subsidy.higher_level_claimed")
        & (pl.col("person.employment") == "enterprise_employee")
        & (pl.col("unemployment_insurance.months_paid") >= 36)
    )
    amount = (
        pl.when(eligible & (level == "junior"))
        .then(pl.lit(Decimal(1000), dtype=MONEY))
        .when(eligible & (level == "intermediate"))
        .then(pl.lit(Decimal(1500), dtype=MONEY))
        .when(eligible)
        .then(pl.lit(Decimal(2000), dtype=MONEY))
    )
    return people.select(outcome(eligible), amount.alias("amount"), *deadline(DUE_IN_FIVE))


def resident_pension_claim(people: pl.LazyFrame) -> pl.LazyFrame:
    """Service 34."""
    years = pl.col("resident_pension.years_paid")
    enrolled = pl.coalesce("resident_pension.enrolled", pl.when(years > 0).then(True))
    employee = pl.col("person.receives_employee_pension")
    other = pl.coalesce("person.receives_other_pension", pl.when(employee).then(True))
    eligible = (
        (pl.col("person.birth_date") <= SIXTY)
        & (years >= 15)
        & ~other
        & enrolled
        & (pl.col("application.place") == "household_registration")
        & pl.col("application.applicant").is_in(["self", "agent"])
    )
    return people.select(outcome(eligible), *deadline(DUE_IN_FIVE))


BY_HAND: Final[dict[int, Callable[[pl.LazyFrame], pl.LazyFrame]]] = {
    11: unemployment_registration,
    20: flexible_worker_pension,
    22: skill_subsidy,
    34: resident_pension_claim,
}
