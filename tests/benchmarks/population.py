"""Population: made-up people in columns, as many as one likes, the same for the same seed; nobody's facts contradict.

Facts have gaps, and the proportions are rough: what is measured is work, not a province.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import polars as pl
from tests.benchmarks.cases import (
    APPLICANTS,
    DAY,
    EMPLOYMENT,
    LEVELS,
    ORIGINS,
    PLACES,
    STUDIES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sxguide

# The facts by which the four services are measured, as columns of a frame.
FACTS: Final[dict[int, tuple[str, ...]]] = {
    11: (
        *("person.birth_date", "person.retirement_category", "person.able_to_work"),
        *("person.wants_work", "person.employment", "application.place", "unemployment.origin"),
    ),
    20: (
        *("person.birth_date", "person.retirement_category", "person.studies"),
        *("person.employment", "employee_pension.enrolled", "application.place"),
        "contribution.monthly_base",
    ),
    22: (
        *("certificate.level", "certificate.issued_on", "person.employment"),
        *("unemployment_insurance.months_paid", "skill_subsidy.claims_this_year"),
        *("skill_subsidy.same_level_claimed", "skill_subsidy.higher_level_claimed"),
    ),
    34: (
        *("person.birth_date", "resident_pension.years_paid", "person.receives_other_pension"),
        *("resident_pension.enrolled", "application.place", "application.applicant"),
    ),
}
_OLDEST: Final = dt.date(1926, 1, 1)
_DENOMINATOR: Final = 10_000
ROWS_A_CHUNK: Final = 500_000


class People:
    """Expressions for the facts of people who are numbered in the column `number`."""

    def __init__(self, guide: sxguide.Guide, seed: int = 0) -> None:
        self._guide = guide
        self._seed = seed
        self._draws = 0

    def frame(self, start: int, count: int) -> pl.DataFrame:
        """So many people, beginning with a number."""
        self._draws = 0
        numbers = pl.int_range(start, start + count, dtype=pl.Int64).alias("number")
        return (
            pl.select(numbers)
            .lazy()
            .with_columns(**self._own())
            .with_columns(**self._linked())
            .drop("number")
            .collect()
        )

    def write(self, folder: Path, count: int) -> None:
        """So many people as Parquet files in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(0, count, ROWS_A_CHUNK):
            frame = self.frame(start, min(ROWS_A_CHUNK, count - start))
            frame.write_parquet(folder / f"part-{start:010}.parquet")

    def _own(self) -> dict[str, pl.Expr]:
        """The facts that depend on nothing but chance."""
        days = (DAY - _OLDEST).days
        columns = {
            "person.birth_date": self._known(0.97, self._day(_OLDEST, days)),
            "person.sex": self._choice("person.sex", ("male", "female"), 0.98),
            "application.place": self._choice("application.place", PLACES, 0.9),
            "application.applicant": self._choice("application.applicant", APPLICANTS, 0.9),
            "person.employment": self._choice("person.employment", EMPLOYMENT, 0.92),
            "person.studies": self._choice("person.studies", STUDIES, 0.92),
            "unemployment.origin": self._choice("unemployment.origin", ORIGINS, 0.7),
            "certificate.level": self._choice("certificate.level", LEVELS, 0.6),
            "certificate.issued_on": self._known(0.6, self._day(dt.date(2024, 1, 1), 1050)),
            "unemployment_insurance.months_paid": self._number(0.8, 400, pl.Int16),
            "unemployment_insurance.approved_on": self._known(
                0.1, self._day(dt.date(2024, 1, 1), 1050)
            ),
            "skill_subsidy.claims_this_year": self._number(0.9, 5, pl.Int8),
            "contribution.monthly_base": self._money(0.7),
            "resident_pension.years_paid": self._number(0.8, 40, pl.Int16),
            "resident_pension.years_interrupted": self._number(0.8, 10, pl.Int16),
            "resident_pension.scheme_start_on": pl.lit(dt.date(2009, 12, 31)),
            "supplementary_pension.scheme_start_on": pl.lit(dt.date(2021, 1, 1)),
            "supplementary_pension.years_paid": self._number(0.5, 12, pl.Int16),
            "supplementary_pension.years_interrupted": self._number(0.5, 5, pl.Int16),
            "certification.last_on": self._known(0.3, self._day(dt.date(2025, 1, 1), 690)),
            "card.loss_reported_on": self._known(0.05, self._day(dt.date(2026, 1, 1), 320)),
        }
        for name, fact in self._guide.facts.items():
            if name not in columns and fact.kind == "boolean" and name not in _LINKED:
                columns[name] = self._truth(0.3 if name in _RARE else 0.6, 0.85)
            elif name not in columns and fact.kind == "enumeration" and name not in _LINKED:
                values = tuple(each.value for each in fact.choices)
                columns[name] = self._choice(name, values, 0.6)
        return columns

    def _linked(self) -> dict[str, pl.Expr]:
        """The facts that must not contradict others."""
        is_male = pl.col("person.sex") == "male"
        women = self._choice("person.retirement_category", ("female_55", "female_50"), 1.0)
        is_adult = pl.col("person.birth_date") <= dt.date(DAY.year - 18, DAY.month, DAY.day)
        old = pl.col("person.birth_date") <= dt.date(1966, 1, 1)
        draws = self._truth(0.5, 0.9)
        employee = pl.when(is_adult & old).then(draws).when(is_adult).then(False)
        target = self._guide.facts["training.target_group"]
        groups = tuple(
            each.value
            for each in target.choices
            if each.value not in ("registered_unemployed", "final_year_graduate")
        )
        return {
            "person.retirement_category": pl.when(is_male)
            .then(pl.lit("male_60", dtype=self._type("person.retirement_category")))
            .otherwise(pl.when(pl.col("person.sex") == "female").then(women)),
            "person.receives_employee_pension": employee,
            "person.receives_public_sector_pension": pl.when(is_adult).then(False),
            "person.receives_other_pension": pl.when(employee.is_null() | employee)
            .then(None)
            .otherwise(self._truth(0.1, 0.9)),
            "resident_pension.receiving": pl.when(is_adult).then(self._truth(0.2, 0.9)),
            "training.target_group": self._choice("training.target_group", groups, 0.5),
            "training.recommended": self._truth(0.2, 0.8),
            "training.recommended_on": pl.lit(None, dtype=pl.Date),
        }

    # Chance

    def _chance(self) -> pl.Expr:
        self._draws += 1
        return pl.col("number").hash(self._seed * 1000 + self._draws)

    def _share(self) -> pl.Expr:
        return self._chance() % _DENOMINATOR

    def _known(self, share: float, value: pl.Expr) -> pl.Expr:
        return pl.when(self._share() < round(share * _DENOMINATOR)).then(value)

    def _truth(self, true: float, known: float) -> pl.Expr:
        return self._known(known, self._share() < round(true * _DENOMINATOR))

    def _day(self, first: dt.date, days: int) -> pl.Expr:
        offset = (self._chance() % days).cast(pl.Int32)
        return (offset + (first - dt.date(1970, 1, 1)).days).cast(pl.Date)

    def _number(self, known: float, below: int, dtype: type[pl.DataType]) -> pl.Expr:
        return self._known(known, (self._chance() % below).cast(dtype))

    def _money(self, known: float) -> pl.Expr:
        fen = (self._chance() % 2_500_000).cast(pl.Int128)
        return self._known(known, fen.reinterpret(dtype=pl.Decimal(12, 2)))

    def _choice(self, name: str, values: tuple[str, ...], known: float) -> pl.Expr:
        dtype = self._type(name)
        place = self._chance() % len(values)
        found = pl.lit(values[0], dtype=dtype)
        for number, value in enumerate(values[1:], start=1):
            found = pl.when(place == number).then(pl.lit(value, dtype=dtype)).otherwise(found)
        return self._known(known, found)

    def _type(self, name: str) -> pl.Enum:
        return pl.Enum([each.value for each in self._guide.facts[name].choices])


_LINKED: Final = frozenset(
    {
        *("person.retirement_category", "person.receives_employee_pension"),
        *("person.receives_public_sector_pension", "person.receives_other_pension"),
        *("resident_pension.receiving", "training.target_group"),
        *("training.recommended", "person.in_graduation_year"),
    }
)
_RARE: Final = frozenset({"skill_subsidy.same_level_claimed", "skill_subsidy.higher_level_claimed"})


def chunks(count: int) -> Iterator[tuple[int, int]]:
    """So many people in portions: the first number and how many."""
    for start in range(0, count, ROWS_A_CHUNK):
        yield start, min(ROWS_A_CHUNK, count - start)
