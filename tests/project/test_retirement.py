"""The declared schedule of statutory retirement, against every band and vector that is known of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from sxguide.backends.situation import Situation

KNOWN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "retirement.json").read_text("utf-8")
)
CATEGORIES = {"male_60": 60, "female_55": 55, "female_50": 50}
LAST_AGE = {"male_60": 63, "female_55": 58, "female_50": 55}


def month(text: str) -> dt.date:
    """A day in the middle of a month, which every month has."""
    return dt.date.fromisoformat(f"{text}-15")


def later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later."""
    years, index = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=index + 1)


@pytest.fixture
def retirement(guide):
    """A function that asks the rules: the age in months and the date for a category, a birth date and a day."""

    def asked(category: str, birth: dt.date, on: dt.date = dt.date(2026, 6, 1)) -> tuple[Any, Any]:
        facts: dict[str, Any] = {
            "application.date": on,
            "person.birth_date": birth,
            "person.retirement_category": category,
        }
        person = Situation(guide.rulebook, guide.calendar, facts)
        return person.lookup("retirement.age_months"), person.lookup("retirement.date")

    return asked


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_birth_month_of_every_band_retires_when_the_band_says(retirement, category):
    for first, last, age, retire_first, retire_last in KNOWN["bands"][category]:
        births = [month(first)]
        while births[-1] < month(last):
            births.append(later(births[-1], 1))

        assert [retirement(category, birth) for birth in births] == [
            (age, later(birth, age)) for birth in births
        ]
        assert (later(births[0], age), later(births[-1], age)) == (
            month(retire_first),
            month(retire_last),
        )


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_bands_follow_one_another_without_a_gap(category):
    bands = KNOWN["bands"][category]

    assert [month(after[0]) for after in bands[1:]] == [
        later(month(band[1]), 1) for band in bands[:-1]
    ]
    assert [band[2] for band in bands] == list(
        range(CATEGORIES[category] * 12 + 1, LAST_AGE[category] * 12 + 1)
    )


@pytest.mark.parametrize("category", CATEGORIES)
def test_births_before_the_first_band_keep_the_old_age_and_those_after_the_last_have_the_highest(
    retirement, category
):
    bands = KNOWN["bands"][category]
    before, after = later(month(bands[0][0]), -1), later(month(bands[-1][1]), 1)

    assert retirement(category, before)[0] == CATEGORIES[category] * 12
    assert retirement(category, after)[0] == LAST_AGE[category] * 12
    assert retirement(category, later(after, 240))[0] == LAST_AGE[category] * 12


@pytest.mark.parametrize(
    ("category", "birth", "delay", "retire"), KNOWN["attested"]["rows"], ids=str
)
def test_the_schedule_agrees_with_what_others_state(retirement, category, birth, delay, retire):
    age, day = retirement(category, month(birth))

    assert (age, day) == (CATEGORIES[category] * 12 + delay, month(retire))


@pytest.mark.parametrize(("category", "birth", "retire"), KNOWN["days"]["rows"])
def test_the_schedule_agrees_to_the_day(retirement, category, birth, retire):
    assert retirement(category, dt.date.fromisoformat(birth))[1] == dt.date.fromisoformat(retire)


@pytest.mark.parametrize("category", CATEGORIES)
def test_before_2025_the_old_ages_hold(retirement, category):
    birth = month(KNOWN["bands"][category][0][0])

    assert retirement(category, birth, dt.date(2024, 12, 31))[0] == CATEGORIES[category] * 12
    assert retirement(category, birth, dt.date(2025, 1, 1))[0] == CATEGORIES[category] * 12 + 1


def test_a_month_without_that_day_ends_on_its_last(retirement):
    assert retirement("male_60", dt.date(1965, 1, 31)) == (60 * 12 + 1, dt.date(2025, 2, 28))


def test_a_date_and_its_age_rest_on_the_decision(guide):
    facts = {
        "application.date": dt.date(2026, 6, 1),
        "person.birth_date": dt.date(1967, 5, 12),
        "person.sex": "male",
    }
    person = Situation(guide.rulebook, guide.calendar, facts)

    _, reading = person.work_out(guide.rulebook.definitions["retirement.date"].formula)

    assert {"law/retirement-decision/1", "law/retirement-measures/1"} <= set(reading.cites)
