"""People for Spark: the same ones every time, some of them with facts that nobody knows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

ON = dt.date(2026, 4, 30)
COLUMNS = {"编号": None, "签发": "certificate.issued_on"}


def people(count: int) -> pl.DataFrame:
    """So many people who may claim the skill subsidy or not, each with a number."""
    number = pl.int_range(count, eager=True)

    def chosen(name: str, values: Sequence[object], step: int) -> pl.Series:
        places = (number * step) % len(values)
        return pl.Series(name, values).gather(places)

    levels = ["junior", "intermediate", "senior", None]
    employments = ["enterprise_employee", "unemployed", "enterprise_employee", None]
    return pl.DataFrame(
        [
            number.alias("编号"),
            chosen("签发", [dt.date(2025, 12, 1), dt.date(2024, 2, 29), None], 5),
            chosen("certificate.level", levels, 3),
            chosen("person.employment", employments, 7),
            chosen("unemployment_insurance.months_paid", [0, 11, 12, 35, 36, 48, None], 2),
            chosen("skill_subsidy.claims_this_year", [0, 1, 2, 3], 11),
            chosen("skill_subsidy.same_level_claimed", [False, False, True], 1),
            chosen("skill_subsidy.higher_level_claimed", [False, None, False, False, False], 1),
        ]
    )
