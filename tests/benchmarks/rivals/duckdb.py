"""DuckDB: the services as SQL, whose `and`, `or` and comparisons leave open what depends on a null.

Of each it gives the columns that `Guide.decide_frame` gives. The application is today's for everybody, so that the last day
of the term is one date; it is worked out beforehand.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import duckdb
from tests.benchmarks.by_hand import AMOUNTS, BOUNDS, DELAY_START, PUBLISHED, RATE, SCHEDULE

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import polars as pl

    from sxguide.workdays import DueDate

OUTCOME: Final = """
    (case when {eligible} then 'eligible' when not {eligible} then 'ineligible' else 'undetermined' end)
    ::enum('eligible', 'ineligible', 'undetermined')
"""


class Database:
    """A database in memory that is opened once and asked about one service."""

    def __init__(self, service: int, day: dt.date, due: DueDate) -> None:
        self._connection = duckdb.connect()
        self._selection = partial(query, service, day, due)

    def in_memory(self, people: pl.DataFrame) -> pl.DataFrame:
        """The answers for a frame."""
        self._connection.register("people", people)
        found: pl.DataFrame = self._connection.sql(self._selection("people")).pl()
        return found

    def from_file(self, source: Path, target: Path) -> None:
        """The answers for the people of a Parquet file, as another, with Polars' compression."""
        selection = self._selection(f"read_parquet('{source}')")
        self._connection.execute(
            f"copy ({selection}) to '{target}' (format parquet, compression zstd)"
        )


def query(service: int, day: dt.date, due: DueDate, people: str) -> str:
    """The selection for one service; `people` is the table."""
    eligible, facts, outputs = _PARTS[service](day)
    outcome = OUTCOME.format(eligible="eligible")
    columns = "".join(f", {value} as {name}" for name, value in outputs.items())
    inner = ", ".join(
        f"{value} as {name}" for name, value in {**facts, "eligible": eligible}.items()
    )
    term = f"date '{due.date}' as due, {str(due.provisional).lower()} as provisional"
    told = f"{outcome} as outcome{columns}, {term}"
    return f"select {told} from (select {inner} from {people})"  # noqa: S608 — nobody else says what goes in


def _date(day: dt.date) -> str:
    return f"date '{day}'"


def _before_retirement(day: dt.date) -> str:
    """Whether somebody is below the statutory retirement age; of women of an unknown category, where both agree."""

    def before(category: str) -> str:
        original, step, cap = SCHEDULE[category]
        born = '"person.birth_date"'
        months = f"((year({born}) - {DELAY_START.year}) * 12 + month({born}) - 1 + {original})"
        delay = f"greatest(0, least(floor({months} / {step})::integer + 1, {cap}))"
        return f"{_date(day)} < {born} + to_months({original} + {delay})"

    branches = " ".join(f"when '{each}' then {before(each)}" for each in SCHEDULE)
    category, sex = '"person.retirement_category"', '"person.sex"'
    latest = f"case when {sex} = 'female' then {before('female_55')} else {before('male_60')} end"
    return (
        f"case coalesce({category}, case when {sex} = 'male' then 'male_60' end) {branches} else"
        f" case when {before('female_50')} then true when not ({latest}) then false end end"
    )


def _registering(day: dt.date) -> tuple[str, dict[str, str], dict[str, str]]:
    conditions = (
        f'"person.birth_date" + interval 16 year <= {_date(day)}',
        _before_retirement(day),
        '"person.able_to_work"',
        '"person.wants_work"',
        "\"person.employment\" = 'unemployed'",
    )
    return _all(conditions), {}, {}


def _enrolling(day: dt.date) -> tuple[str, dict[str, str], dict[str, str]]:
    employment = '"person.employment"'
    worker = (
        f"{employment} in ('self_employed_no_staff', 'flexible')"
        f" or ({employment} = 'part_time' and not \"employee_pension.enrolled\")"
    )
    conditions = (
        f'"person.birth_date" + interval 16 year <= {_date(day)}',
        "\"person.studies\" <> 'full_time'",
        _before_retirement(day),
        worker,
        "\"application.place\" <> 'insured_place'",
    )
    year = f'coalesce("contribution.year", {day.year})'
    base = '"contribution.monthly_base"'
    published = {each: both for each, both in BOUNDS.items() if day >= PUBLISHED.get(each, day)}
    floor, ceiling = (
        f"case {year} "
        + " ".join(f"when {each} then {both[place]}" for each, both in published.items())
        + " end::decimal(12, 2)"
        for place in (0, 1)
    )
    facts = {
        "base": base,
        "floor": floor,
        "ceiling": ceiling,
        "in_range": (
            f"case when {year} <> {day.year} then false else {base} between {floor} and {ceiling} end"
        ),
    }
    outputs = {
        "base_floor": "floor",
        "base_ceiling": "ceiling",
        "monthly_contribution": (
            f"case when eligible and in_range then base * {RATE}::decimal(3, 2) end"
        ),
        "base_in_range": "in_range",
    }
    return _all(conditions), facts, outputs


def _claiming_subsidy(day: dt.date) -> tuple[str, dict[str, str], dict[str, str]]:
    level = '"certificate.level"'
    levels = ", ".join(f"'{each}'" for each in AMOUNTS)
    # The phased policy is over.
    conditions = (
        f'{_date(day)} <= "certificate.issued_on" + interval 1 year',
        f"{level} in ({levels})",
        '"skill_subsidy.claims_this_year" < 3',
        'not "skill_subsidy.same_level_claimed"',
        'not "skill_subsidy.higher_level_claimed"',
        "\"person.employment\" = 'enterprise_employee'",
        '"unemployment_insurance.months_paid" >= 36',
    )
    amounts = " ".join(f"when '{each}' then {amount}" for each, amount in AMOUNTS.items())
    amount = f"case when eligible then case level {amounts} end end::decimal(12, 2)"
    return _all(conditions), {"level": level}, {"amount": amount}


def _claiming_pension(day: dt.date) -> tuple[str, dict[str, str], dict[str, str]]:
    years = '"resident_pension.years_paid"'
    other = (
        'coalesce("person.receives_other_pension",'
        ' case when "person.receives_employee_pension" then true end)'
    )
    conditions = (
        f'"person.birth_date" + interval 60 year <= {_date(day)}',
        f"{years} >= 15",
        f"not {other}",
        f'coalesce("resident_pension.enrolled", case when {years} > 0 then true end)',
        "\"application.place\" = 'household_registration'",
        "\"application.applicant\" in ('self', 'agent')",
    )
    return _all(conditions), {}, {}


def _all(conditions: tuple[str, ...]) -> str:
    return " and ".join(f"({each})" for each in conditions)


_PARTS: Final = {
    11: _registering,
    20: _enrolling,
    22: _claiming_subsidy,
    34: _claiming_pension,
}
