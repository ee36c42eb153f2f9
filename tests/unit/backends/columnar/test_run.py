"""People who apply on several days, and services that a plan cannot answer for."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import (
    condition,
    entry,
    fact,
    formula,
    parameter,
    rule_files,
    service,
    small_guide,
)

from sxguide.errors import CaseError, DecisionError
from sxguide.guide import Guide
from sxguide.loader import load_rulebook

ON = dt.date(2026, 6, 1)
BEFORE = dt.date(2025, 12, 31)
OUTSIDE = dt.date(1989, 12, 31)
AGE = 'person.birth_date + duration("P60Y") <= application.date'
GUIDE = small_guide(
    {
        "any": [
            condition("old", AGE),
            condition("able", "person.able = true", in_force={"until": "2025-12-31"}),
        ]
    },
    rules={"benefit": {"limit": formula("integer", "param.fund.limit", given="always")}},
    parameters={
        "fund.limit": parameter(
            "integer", entry(3, until="2025-12-31"), entry(5, **{"from": "2026-01-01"})
        )
    },
)
BORN = dt.date(1970, 3, 1)


def expected(day):
    """What is said of somebody who is not yet old, is able, and applies on the day."""
    if day is None or day == OUTSIDE:
        return None, None
    return ("ineligible", 5) if day.year > 2025 else ("eligible", 3)


def people(days, **columns):
    same = {"person.birth_date": [BORN] * len(days), "person.able": [True] * len(days)}
    return pl.DataFrame({**same, **columns})


@pytest.mark.parametrize(("many", "asked"), [(49, 49), (50, 0), (51, 0)])
def test_a_day_with_many_people_has_a_plan_of_its_own(left, many, asked):
    # Nobody is told apart but by a name: each is a case of its own.
    days = [each for pair in zip([ON] * many, [BEFORE] * many, strict=True) for each in pair]
    days += [None, OUTSIDE]
    names = [f"{number}" for number in range(len(days))]
    frame = people(days, **{"asked": days, "person.name": names})

    found = GUIDE.decide_frame("some", frame, on="asked", include=["problem"])

    assert list(zip(found["outcome"], found["limit"], strict=True)) == list(map(expected, days))
    assert found["problem"].is_null().to_list() == [day in (ON, BEFORE) for day in days]
    assert len(left) - 2 == 2 * asked
    lazy = GUIDE.decide_frame("some", frame.lazy(), on="asked", include=["problem"])
    assert lazy.collect().equals(found)


@pytest.mark.parametrize("written", [str, lambda day: day], ids=["texts", "dates"])
def test_the_date_of_the_application_may_be_a_fact_a_column_or_both(written):
    days = [ON, BEFORE, ON, None, BEFORE]
    facts = [BEFORE, None, None, ON, ON]
    both = people(days, asked=[day and written(day) for day in days])
    both = both.with_columns(pl.Series("application.date", facts, dtype=pl.Date))

    found = GUIDE.decide_frame("some", both, on="asked", include=["problem"])
    alone = GUIDE.decide_frame("some", both.drop("asked"), on=ON)

    # given no date to ask about, there is no decision; else the fact counts, where it is known
    counts = [fact or day if day else None for fact, day in zip(facts, days, strict=True)]
    assert list(zip(found["outcome"], found["limit"], strict=True)) == list(map(expected, counts))
    assert list(zip(alone["outcome"], alone["limit"], strict=True)) == [
        expected(fact or ON) for fact in facts
    ]


@pytest.mark.parametrize("on", ["asked", dt.date(2027, 12, 31)], ids=["column", "date"])
def test_who_is_left_to_single_decisions_on_a_day_of_many_is_asked_for_that_day(guide, on):
    # By the day on which these people apply they have been certified later; by the day asked about they have not.
    many = 60
    frame = pl.DataFrame(
        {
            "application.date": [dt.date(2026, 11, 23)] * many,
            "certification.last_on": [dt.date(2027, 1, 1)] + [dt.date(2026, 1, 1)] * (many - 1),
            "resident_pension.receiving": [True] * many,
            "asked": [dt.date(2027, 12, 31)] * many,
        }
    )

    found = guide.decide_frame(21, frame, on=on, columns={"asked": None}, include=["problem"])

    assert found["problem"].is_not_null().to_list() == [True] + [False] * (many - 1)
    assert "`application.date` (2026-11-23)" in found["problem"][0]


def test_a_frame_without_a_fact_that_counts_is_decided_too(guide):
    frame = pl.DataFrame({"person.receives_survivor_allowance": [True, None] * 100})

    found = guide.decide_frame(10, frame, on=dt.date(2026, 6, 30), include=["missing", "problem"])

    alone = guide.decide(10, {}, on=dt.date(2026, 6, 30))
    assert found["outcome"].to_list() == [alone.outcome.value] * 200
    assert found["missing"].to_list() == [[each.name for each in alone.missing]] * 200


@pytest.mark.parametrize("days", [[], [ON] * 3, [ON, BEFORE] * 50])
def test_what_is_carried_through_stays_with_its_row(days):
    frame = people(
        days, asked=pl.Series(days, dtype=pl.Date), id=pl.Series(range(len(days)), dtype=pl.Int64)
    )

    found = GUIDE.decide_frame("some", frame, on="asked", columns={"id": None})

    assert found["id"].to_list() == [*range(len(days))]
    assert found["outcome"].to_list() == [expected(day)[0] for day in days]
    assert found.columns == ["id", "outcome", "limit", "due", "provisional"]


def test_a_day_that_is_no_date_is_a_fault_of_its_row():
    frame = people([ON] * 3, asked=["2026-06-01", "2026-06-31", None])

    found = GUIDE.decide_frame("some", frame, on="asked", include=["problem"])

    assert found["problem"].to_list() == [
        None,
        "$.asked: error[wrong-type]: `on` must be a date",
        "$.asked: error[wrong-type]: the date of the decision is not known",
    ]


@pytest.mark.parametrize(("day", "told"), [(ON, False), (BEFORE, None)])
def test_a_condition_out_of_force_holds_for_nobody(day, told):
    # given nobody of whom it is known whether they are able
    frame = pl.DataFrame({"person.birth_date": [BORN]})

    found = GUIDE.decide_frame("some", frame, on=day, include=["conditions"])

    decision = GUIDE.decide("some", {"person.birth_date": BORN}, on=day)
    assert [reason.truth for reason in decision.reasons][-1] is told
    assert found["condition.able"].to_list() == [told]
    assert found["condition.old"].to_list() == [False]


YEARS = {
    "person.year": fact("integer", default="application.date.year"),
    "person.last": fact("integer"),
}
YEARLY_NAMES = ("year", "last")
YEARLY = {
    f"fund.{name}": parameter(
        "integer", entry(7, key=2025), entry(9, key=2026), keyed_by=f"person.{name}"
    )
    for name in YEARLY_NAMES
}
TWO = {"benefit": {"sum": formula("integer", "param.fund.year + param.fund.last", given="always")}}


@pytest.mark.parametrize(
    ("when", "rules", "is_left"),
    [
        ("person.able = true", {}, False),
        ("person.months > param.fund.year", {}, True),
        ("person.able = true", TWO, True),
        (
            "person.able = true",
            {"benefit": {"year": formula("integer", "param.fund.year", given="always")}},
            False,
        ),
    ],
)
def test_a_service_that_rests_on_years_in_columns_is_left_to_single_decisions(
    left, when, rules, is_left
):
    guide = small_guide(condition("one", when), facts=YEARS, parameters=YEARLY, rules=rules)
    rows = list(itertools.product([True, False], [8, None], [2025, 2026], [2025, None]))
    able, months, year, last = zip(*rows, strict=True)
    frame = pl.DataFrame(
        {"person.able": able, "person.months": months, "person.year": year, "person.last": last}
    )

    found = guide.decide_frame("some", frame, on=ON, include=["problem", "conditions", "missing"])

    plan = guide.explain_plan("some", frame, on=ON)
    assert ("everything: single decisions, one for each combination of facts" in plan) is is_left
    assert len(left) == (len(rows) if is_left else 0)
    for given, row in zip(frame.iter_rows(named=True), found.iter_rows(named=True), strict=True):
        case = {name: value for name, value in given.items() if value is not None}
        decision = guide.decide("some", case, on=ON)
        assert row["outcome"] == decision.outcome.value
        assert row["condition.one"] == decision.reasons.truth
        assert row["missing"] == [each.name for each in decision.missing]
        assert {name: row[name] for name in decision.benefit} == {
            name: each.value for name, each in decision.benefit.items()
        }


def test_services_of_a_screening_may_rest_on_different_years(left):
    services = [
        service(
            name,
            condition("one", "person.able = true"),
            number=number,
            benefit={"twice": formula("integer", f"param.fund.{name} * 2", given="always")},
        )
        for number, name in enumerate(YEARLY_NAMES, start=1)
    ]
    guide = Guide(load_rulebook(rule_files(*services, facts=YEARS, parameters=YEARLY)))
    rows = list(itertools.product([2024, 2025, 2026], [2024, 2026, None]))
    years, lasts = zip(*rows, strict=True)
    frame = pl.DataFrame({"person.able": [True] * 9, "person.year": years, "person.last": lasts})

    found = guide.screen_frame(frame, on=ON)

    doubled = {2025: 14, 2026: 18}
    assert found["year.twice"].to_list() == [doubled.get(year) for year in years]
    assert found["last.twice"].to_list() == [doubled.get(last) for last in lasts]
    # A year without a parameter of its own, in either column, is for single decisions.
    assert {(row["person.year"], row["person.last"]) for row in left} == {
        pair for pair in rows if 2024 in pair
    }


def test_faults_of_rows_are_counted_over_all_days():
    days = [ON, BEFORE] * 60
    wrong = [Decimal(-1) if place in (3, 119) else Decimal(1) for place in range(len(days))]
    frame = people(days, **{"asked": days, "person.months": wrong})

    with pytest.raises(CaseError) as error:
        GUIDE.decide_frame("some", frame, on="asked")

    assert [each.path for each in error.value.problems] == [
        "$[3].person.months",
        "$[119].person.months",
    ]


def test_what_may_be_included_is_told():
    words = "`include` cannot have `x`; allowed: conditions, missing, problem"

    with pytest.raises(DecisionError) as error:
        GUIDE.decide_frame("some", people([ON]), on=ON, include=["problem", "x"])

    assert str(error.value) == words


def test_all_columns_that_clash_are_told_at_once_with_a_way_out():
    names = {"limit": None, "due": None, "id": None}
    frame = people([ON], **{name: [1] for name in names})

    with pytest.raises(CaseError) as error:
        GUIDE.decide_frame("some", frame, on=ON, columns=names)

    assert [(each.code, each.message, each.help) for each in error.value.problems] == [
        ("column-clash", f"results have a column `{name}` of their own", "call it something else")
        for name in ("limit", "due")
    ]


def test_of_several_days_the_plan_is_told_in_a_line():
    told = GUIDE.explain_plan("some", people([ON], asked=[ON]), on="asked")

    assert told == (
        "people apply on several days: each day with many people has a plan of its own,"
        " and who applies on another day is decided on alone"
    )


@pytest.mark.parametrize("known", [None, BORN], ids=["nobody knows the date", "the date is known"])
def test_what_can_be_told_whatever_a_date_is_is_told(known):
    guide = small_guide(condition("one", "count([person.birth_date]) = 1"))
    frame = pl.DataFrame({"person.birth_date": pl.Series([known], dtype=pl.Date)})

    assert guide.decide_frame("some", frame, on=ON)["outcome"].to_list() == ["eligible"]
