"""Populations: frames of people that the columnar back end takes as they are."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import find, given, settings
from tests.rulebooks import ON, condition, fact, small_guide

import sxguide
from sxguide.errors import DrawingError
from sxguide.testing import populations

GUIDE = sxguide.load()


@settings(max_examples=5)
@given(populations(30, "resident-pension-claim", on=ON, guide=GUIDE))
def test_a_frame_is_decided_as_its_rows_are(frame):
    decided = GUIDE.decide_frame("resident-pension-claim", frame, on=ON)

    rows = [
        GUIDE.decide("resident-pension-claim", row, on=ON).outcome.value
        for row in frame.iter_rows(named=True)
    ]
    assert decided["outcome"].to_list() == rows


@settings(max_examples=3)
@given(populations(12, on=ON, guide=GUIDE))
def test_a_frame_of_people_of_all_services_is_screened_as_its_rows_are(frame):
    screened = GUIDE.screen_frame(frame, on=ON)

    read = {fact.name for service in GUIDE.services for fact in GUIDE.facts_read(service)}
    assert frame.columns == [name for name in GUIDE.facts if name in read - {"application.date"}]
    for place, row in enumerate(frame.iter_rows(named=True)):
        outcomes = {each.service: each.outcome.value for each in GUIDE.screen(row, on=ON)}
        assert {name: screened[f"{name}.outcome"][place] for name in outcomes} == outcomes


def test_people_of_all_services_are_not_of_one_alone():
    mixed = find(
        populations(30, on=ON, guide=GUIDE),
        lambda each: max(each["certificate.level", "card.report_kind"].null_count().row(0)) < 30,
    )

    assert mixed.height == 30


def test_a_frame_has_a_typed_column_for_each_fact_and_nulls():
    guide = small_guide(
        condition(
            "all",
            "person.months > 3 and person.pay > 2 and person.share > 0.5 and person.wants"
            ' and person.birth_date < date(2000, 1, 1) and person.colour = "red"',
        )
    )
    seen = []

    @settings(max_examples=20)
    @given(populations(40, "some", on=ON, guide=guide))
    def collect(frame):
        seen.append(frame)

    collect()

    assert {name: dtype.base_type() for name, dtype in seen[0].schema.items()} == {
        "person.birth_date": pl.Date,
        "person.months": pl.Int64,
        "person.share": pl.Decimal,
        "person.pay": pl.Decimal,
        "person.wants": pl.Boolean,
        "person.colour": pl.String,
    }
    assert {frame.height for frame in seen} == {40}
    everybody = pl.concat([frame.cast(pl.String) for frame in seen])
    assert all(column.null_count() > 0 and column.n_unique() > 2 for column in everybody)


def test_the_people_of_a_frame_shrink_one_by_one():
    guide = small_guide(condition("paid", "person.months >= 12"))
    strategy = populations(4, "some", on=ON, guide=guide)

    least = find(strategy, lambda frame: (frame["person.months"] >= 12).any())

    assert sorted(least["person.months"], key=str) == [12, None, None, None]


def test_a_population_of_nobody_is_a_frame_without_rows():
    guide = small_guide(condition("paid", "person.months >= 12"))

    frame = find(populations(0, "some", on=ON, guide=guide), lambda _: True)

    assert (frame.height, frame.columns) == (0, ["person.months"])


@pytest.mark.parametrize("n", [-1, True, 2.0, "3"])
def test_what_is_no_count_of_people_is_refused(n):
    with pytest.raises(DrawingError, match="whole number of people"):
        populations(n, 22, on=ON, guide=GUIDE)


def test_a_date_that_is_drawn_stays_a_date():
    guide = small_guide(
        condition("since", "person.left_on >= date(2020, 1, 1)"),
        facts={"person.left_on": fact("date")},
    )

    frame = find(
        populations(1, "some", on=ON, guide=guide),
        lambda frame: frame["person.left_on"].is_not_null().all(),
    )

    assert frame["person.left_on"].to_list() == [dt.date(2000, 1, 1)]
