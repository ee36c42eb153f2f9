"""Population: made-up people by the million, seeded, in pieces; their facts never contradict one another.

A piece is a Polars frame with one column for each fact that is wanted; who is in it depends on its number and on these. In
every column some facts are unknown. Shares are invented, so that every service finds people who may have it.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from tests.benchmarks.cases import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import sxguide

PIECE: Final = 500_000
# How many in a hundred of the facts in a column nobody knows.
UNKNOWN: Final = 3
_EPOCH: Final = dt.date(1970, 1, 1)
_TODAY: Final = (DAY - _EPOCH).days
_RECOMMENDED_ON: Final = "training.recommended_on"
_WORDS: Final = ("welder", "cook", "driver", "any")
_POSTINGS: Final = ("招电工，男女不限", "招厨师，限男性", "招司机，包吃住", "wanted: welder")


def pieces(facts: Iterable[sxguide.Fact], rows: int) -> Iterator[pl.DataFrame]:
    """So many people, in pieces; of them, these facts but the date of the application."""
    wanted = [fact for fact in facts if fact.name != "application.date"]
    for number, start in enumerate(range(0, rows, PIECE)):
        yield _piece(wanted, number).head(rows - start)


def frame(facts: Iterable[sxguide.Fact], rows: int) -> pl.DataFrame:
    """So many people in one frame."""
    return pl.concat(pieces(facts, rows), rechunk=True)


def write(facts: Iterable[sxguide.Fact], rows: int, path: Path) -> None:
    """So many people as one Parquet file, of which no more than a few pieces are in memory at a time."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for number, each in enumerate(pieces(facts, rows)):
            each.write_parquet(Path(folder) / f"{number:05}.parquet", compression="lz4")
        pl.scan_parquet(folder).sink_parquet(path)


def _piece(facts: Iterable[sxguide.Fact], number: int) -> pl.DataFrame:
    chance = np.random.default_rng([2026, number])
    made = _People(chance).columns()
    drawn = {fact.name: _column(fact, made.get(fact.name), chance) for fact in facts}
    if _RECOMMENDED_ON in drawn:
        recommended = pl.Series(made["training.recommended"])
        drawn[_RECOMMENDED_ON] = _where(recommended, drawn[_RECOMMENDED_ON])
    return pl.DataFrame([_with_gaps(chance, column) for column in drawn.values()])


def _column(fact: sxguide.Fact, made: Any, chance: Any) -> pl.Series:
    match fact.kind:
        case "boolean":
            values = chance.random(PIECE) < 0.5 if made is None else made
            return pl.Series(fact.name, values)
        case "date":
            days = _TODAY - chance.integers(0, 700, PIECE) if made is None else made
            return pl.Series(fact.name, days.astype(np.int32)).cast(pl.Date)
        case "enumeration":
            names = [choice.value for choice in fact.choices]
            codes = chance.integers(0, len(names), PIECE) if made is None else made
            return _named(fact.name, codes, names)
        case "text":
            words = _POSTINGS if fact.name == "posting.text" else _WORDS
            return _named(fact.name, chance.integers(0, len(words), PIECE), words).cast(pl.String)
        case "integer" | "number" | "money":
            numbers = chance.integers(0, 60, PIECE) if made is None else made
            return pl.Series(fact.name, numbers.astype(np.int32))


def _named(name: str, codes: Any, values: Iterable[str]) -> pl.Series:
    return pl.Series(name, codes.astype(np.uint8)).cat.to(pl.Enum(list(values)))


def _with_gaps(chance: Any, column: pl.Series) -> pl.Series:
    # Hardly anybody has work to give.
    share = 99 if column.name == "posting.text" else UNKNOWN
    return _where(pl.Series(chance.integers(0, 100, PIECE, dtype=np.uint8) >= share), column)


def _where(known: pl.Series, column: pl.Series) -> pl.Series:
    return pl.select(pl.when(known).then(column).alias(column.name)).to_series()


class _People:
    """What hangs together in one person; enumerations by the number of their value."""

    def __init__(self, chance: Any) -> None:
        self._chance = chance

    def _is(self, percent: int) -> Any:
        return self._chance.random(PIECE) * 100 < percent

    def _one_of(self, *weights: int) -> Any:
        shares = np.array(weights) / sum(weights)
        return self._chance.choice(len(weights), PIECE, p=shares)

    def _one_of_days(self, *days: str) -> Any:
        ordinals = [(dt.date.fromisoformat(day) - _EPOCH).days for day in days]
        return np.array(ordinals)[self._chance.integers(0, len(days), PIECE)]

    def columns(self) -> dict[str, Any]:
        """The columns of whatever is not drawn by its kind alone."""
        chance = self._chance
        age_days = chance.integers(0, 95 * 365, PIECE)
        category = self._one_of(51, 20, 29)
        old = age_days > 55 * 366
        employee, public = old & self._is(35), old & self._is(8)
        group = chance.integers(0, 7, PIECE)
        recommended = self._is(30)
        years = chance.integers(0, 30, PIECE)
        return {
            "person.birth_date": _TODAY - age_days,
            "person.sex": (category > 0).astype(np.uint8),
            "person.retirement_category": category,
            "person.able_to_work": self._is(90),
            "person.wants_work": self._is(75),
            "person.employment": self._one_of(12, 30, 8, 15, 4, 5, 1, 25),
            "person.studies": self._one_of(85, 13, 2),
            "person.receives_employee_pension": employee,
            "person.receives_public_sector_pension": public,
            "person.receives_other_pension": employee | public | self._is(2),
            "person.in_graduation_year": (group == 1) | self._is(2),
            "unemployment.registered": (group == 4) | self._is(10),
            "unemployment_insurance.months_paid": chance.integers(0, 240, PIECE),
            "certificate.issued_on": _TODAY - chance.integers(0, 1500, PIECE),
            "certificate.level": self._one_of(30, 35, 25, 7, 3),
            "skill_subsidy.claims_this_year": self._one_of(80, 10, 6, 4),
            "skill_subsidy.same_level_claimed": self._is(10),
            "skill_subsidy.higher_level_claimed": self._is(10),
            "employee_pension.enrolled": self._is(45),
            "contribution.year": 2024 + self._one_of(2, 8, 90),
            "contribution.monthly_base": chance.integers(3_500, 23_000, PIECE),
            "resident_pension.enrolled": (years > 0) | self._is(40),
            "resident_pension.receiving": (age_days > 60 * 366) & self._is(50),
            "resident_pension.years_paid": years,
            # A scheme starts in a county on one day.
            "resident_pension.scheme_start_on": self._one_of_days("2009-12-31", "2011-07-01"),
            "supplementary_pension.scheme_start_on": self._one_of_days("2021-01-01", "2022-01-01"),
            "posting.registered": self._is(1),
            "recruiter.private_person": self._is(1),
            "training.recommended": recommended,
            "training.recommended_on": _TODAY - chance.integers(0, 60, PIECE),
            "training.intent_registered": recommended | self._is(10),
            "training.target_group": group,
        }
