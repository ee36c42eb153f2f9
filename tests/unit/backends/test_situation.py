"""A person's situation: what was read for a value is the same however often it is read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import ON, Part, condition, entry, fact, formula, parameter, small_guide

from sxguide.backends.situation import Situation, as_plain, missing_of
from sxguide.errors import DecisionError
from sxguide.values import Unknown

WANTS = condition("wants", "person.wants = true")


def situation(known: Part, **parts: Any) -> Situation:
    guide = small_guide(WANTS, **parts)
    return Situation(guide.rulebook, guide.calendar, {"application.date": ON, **known})


def test_the_day_must_be_a_date():
    with pytest.raises(DecisionError, match=r"`application\.date` is no date"):
        _ = situation({"application.date": "yesterday"}).day


def test_what_lies_behind_a_value_is_told_at_every_reading():
    parameters = {"fund.least": parameter("integer", entry(24, key=2026), keyed_by="filing.year")}
    definitions = {
        "person.short": formula("boolean", "person.months < param.fund.least"),
        "person.long": formula("boolean", "person.months > param.fund.least"),
    }
    facts = {"filing.year": fact("integer", unit="one", default="application.date.year")}
    person = situation(
        {"person.months": 3}, parameters=parameters, definitions=definitions, facts=facts
    )

    readings = []
    for name in ("person.short", "person.long"):
        _, reading = person.work_out(person.rulebook.definitions[name].formula)
        readings.append(reading)

    assert readings[0] == readings[1]
    assert list(readings[0].names) == [
        "person.months",
        "application.date",
        "filing.year",
        "param.fund.least",
    ]


def test_more_facts_make_another_situation():
    before = situation({})

    after = before.completed({"person.wants": True})

    assert before.lookup("person.wants") == Unknown(frozenset({"person.wants"}))
    assert after.lookup("person.wants") is True


def test_whole_numbers_are_decimals_within_expressions():
    value = situation({"person.months": 3}).lookup("person.months")

    assert value == 3
    assert isinstance(value, Decimal)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Decimal("1.5"), "integer"),
        (Decimal(1), "boolean"),
        ("2026-06-01", "date"),
        (dt.datetime(2026, 6, 1, tzinfo=dt.UTC), "date"),
        (True, "number"),
    ],
)
def test_a_value_of_another_kind_is_refused(value, kind):
    with pytest.raises(DecisionError, match=f"`fund.amount` came out as no {kind}"):
        as_plain(value, kind, "fund.amount")


@pytest.mark.parametrize("value", [None, Unknown(frozenset({"person.wants"}))])
def test_null_and_unknown_are_no_value(value):
    assert as_plain(value, "integer", "fund.amount") is None


TERM = {"after": "person.birth_date", "days": "param.fund.days"}
DAYS = {"fund.days": parameter("integer", entry(5), unit="day")}


def term(facts: Part) -> tuple[object, tuple[int, ...]]:
    """The value of a term of five working days after a date, and the years that it is provisional over."""
    made = formula("date", "person.birth_date")
    del made["value"]
    made["working_days"] = TERM
    person = situation(facts, parameters=DAYS, definitions={"answer.due": made})
    value, reading = person.work_out(person.rulebook.definitions["answer.due"].formula)
    return value, tuple(reading.provisional_years)


def test_a_term_counts_working_days_from_the_day_after():
    assert term({"person.birth_date": dt.date(2026, 4, 30)}) == (dt.date(2026, 5, 11), ())


def test_a_term_over_a_year_without_a_schedule_is_provisional():
    _, years = term({"person.birth_date": dt.date(2060, 6, 1)})

    assert years == (2060,)


@pytest.mark.parametrize("day", ["1989-12-31", "2101-01-01", "2100-12-31"])
def test_a_term_outside_the_calendar_has_no_end(day):
    assert term({"person.birth_date": dt.date.fromisoformat(day)}) == (None, ())


def test_a_term_after_an_unknown_day_is_unknown():
    assert term({}) == (Unknown(frozenset({"person.birth_date"})), ())


def test_a_term_of_unknown_length_waits_for_its_length_alone():
    made = formula("date", "person.birth_date")
    del made["value"]
    made["working_days"] = {"after": "person.birth_date", "days": "person.notice"}
    days = {"person.notice": fact("integer", unit="day")}
    born = {"person.birth_date": dt.date(2026, 4, 30)}
    person = situation(born, facts=days, definitions={"answer.due": made})

    value, _ = person.work_out(person.rulebook.definitions["answer.due"].formula)

    assert value == Unknown(frozenset({"person.notice"}))


def test_what_is_missing_has_its_words_and_a_parameter_says_why():
    series = {
        "fund.known": parameter("integer", entry(3)),
        "fund.old": parameter("integer", entry(3, until="2020-12-31")),
        "fund.yearly": parameter("integer", entry(24, key=2026), keyed_by="filing.year"),
    }
    person = situation({}, parameters=series, facts={"filing.year": fact("integer", unit="one")})

    names = ["person.wants", "param.fund.known", "param.fund.old", "param.fund.yearly"]
    missing = missing_of(person, names)

    assert [each.name for each in missing] == names
    assert [each.kind for each in missing] == ["fact", *["parameter"] * 3]
    assert [each.label.en for each in missing] == ["words"] * 4
    assert [each.question is not None for each in missing] == [True, False, False, False]
    assert [each.note is not None for each in missing] == [False, False, True, False]
