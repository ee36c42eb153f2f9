"""Plans: made once for frames that are alike, with the constraints that their facts may break."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.rulebooks import WORDS, condition, entry, parameter, small_guide

from sxguide.backends.columnar import planner
from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.planner import Plans
from sxguide.backends.columnar.results import Request
from sxguide.backends.columnar.sources import Sources

ON = dt.date(2026, 6, 1)


def guide_with(**more):
    return small_guide(
        condition("one", "person.able = true"),
        parameters={"fund.gap": parameter("integer", entry(3, until="2020-12-31"))},
        **more,
    )


def limited(holds):
    return guide_with(constraints=[{"id": "some", "holds": holds, "label": WORDS}])


def plans_of(guide):
    sources = Sources(
        guide.rulebook, lambda: guide.calendar, guide._registry.diagrams.of, lambda *_: []
    )
    return Plans(sources)


def asked(guide, columns, include=(), day=ON):
    frame = pl.DataFrame(columns)
    return (
        take_in(guide.rulebook, frame, None, day),
        Request({"": guide.service("some")}, day, include),
        day,
    )


ABLE = {"person.able": [True]}


def test_frames_that_are_alike_have_one_plan():
    guide = guide_with()
    plans = plans_of(guide)

    first = plans.of(*asked(guide, ABLE))

    assert plans.of(*asked(guide, {"person.able": [False, None]})) is first
    others = [
        asked(guide, {"person.able": [True], "person.months": [1]}),
        asked(guide, ABLE, ("missing",)),
        asked(guide, ABLE, day=dt.date(2026, 6, 2)),
        asked(guide, {"person.able": [None]}),
    ]
    assert first not in [plans.of(*each) for each in others]


def test_the_plan_that_was_not_asked_for_longest_is_dropped(monkeypatch):
    monkeypatch.setattr(planner, "MAX_PLANS", 2)
    guide = guide_with()
    plans = plans_of(guide)
    one, two, three = (asked(guide, ABLE, day=dt.date(2026, 6, day)) for day in (1, 2, 3))

    first, second = plans.of(*one), plans.of(*two)
    plans.of(*one)
    plans.of(*three)

    assert plans.of(*one) is first
    assert plans.of(*two) is not second


@pytest.mark.parametrize(
    ("limit", "suspect"),
    [
        ("person.months <= 12", [False, False, True, None]),
        ("person.months < 12 or person.able = true", [False] * 4),
        ("person.months < 12 or person.able = false", [False, True, True, None]),
        # Nobody can break what rests on facts that nobody has, or on a parameter without a value.
        ('person.name = "a"', None),
        ("person.wants = true or person.months <= 12", None),
        ('person.wants = true or person.name = "a"', None),
        ("person.months <= param.fund.gap", None),
        # By the interpreter, row by row.
        ("person.months / 2 <= 6", [False, False, True, None]),
        ("[person.wants][1]", None),
        # Everybody breaks it, or nobody does.
        ("application.date < date(2026, 1, 1)", [True] * 4),
        ("application.date > date(2026, 1, 1)", None),
    ],
)
def test_rows_that_break_a_constraint_are_suspects(limit, suspect):
    guide = limited(limit)
    frame = {"person.months": [1, 12, 13, None], "person.able": [True, True, True, True]}

    plan = plans_of(guide).of(*asked(guide, frame))

    if suspect is None:
        assert plan.suspects == []
    else:
        (rows,) = plan.suspects
        given = plan.stages.run(pl.DataFrame(frame).lazy()).with_columns(found=rows).collect()
        assert given["found"].to_list() == suspect
    by_interpreter = "the constraint some: the interpreter"
    assert (by_interpreter in plan.notes) is ("/ 2" in limit)


def test_a_date_that_is_not_after_another_is_bound_and_no_suspect():
    guide = limited("person.birth_date <= application.date")

    plan = plans_of(guide).of(*asked(guide, {"person.birth_date": [ON]}))

    assert plan.suspects == []
    assert [(each.low, each.high) for each in plan.bounds] == [
        (dt.date(1850, 1, 1), dt.date(2026, 6, 2))
    ]


def test_a_part_that_the_interpreter_works_out_is_noted():
    guide = small_guide(condition("one", "string length(person.name) > 2 and person.able = true"))

    plan = plans_of(guide).of(*asked(guide, {"person.name": ["a"], "person.able": [True]}))

    assert plan.notes == [
        "some, outcome: the decision diagram, by Polars",
        "the part `string length(person.name) > 2`: the interpreter, once for each combination of facts",
    ]
