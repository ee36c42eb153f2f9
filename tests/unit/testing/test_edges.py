"""Edges: who stands beside which boundary."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.rulebooks import ON, condition, fact, small_guide

from sxguide.errors import CaseError
from sxguide.testing import edge_cases

LONG_AGO = 'person.birth_date + duration("P18Y") <= application.date'


def both(*conditions, **more):
    return {"id": "all", "label": {"zh": "全", "en": "all"}, "all": list(conditions), **more}


def told(edges):
    return [(edge.condition, edge.fact, edge[edge.fact], edge.holds) for edge in edges]


def test_a_date_a_number_and_a_choice_have_both_sides_in_the_order_of_the_rules():
    guide = small_guide(
        both(
            condition("adult", LONG_AGO),
            condition("paid", "person.months in [12..24)"),
            condition("colour", 'person.colour = "green"'),
        )
    )

    edges = edge_cases("some", on=ON, guide=guide)

    assert told(edges) == [
        ("adult", "person.birth_date", dt.date(2008, 6, 1), True),
        ("adult", "person.birth_date", dt.date(2008, 6, 2), False),
        ("paid", "person.months", 11, False),
        ("paid", "person.months", 12, True),
        ("paid", "person.months", 23, True),
        ("paid", "person.months", 24, False),
        ("colour", "person.colour", "red", False),
        ("colour", "person.colour", "green", True),
        ("colour", "person.colour", "blue", False),
    ]


def test_the_outcome_turns_with_the_condition_where_it_can():
    guide = small_guide(
        both(condition("adult", LONG_AGO), condition("paid", "person.months >= 12"))
    )

    for edge in edge_cases("some", on=ON, guide=guide):
        eligible = guide.decide("some", edge, on=ON).outcome.value == "eligible"
        assert eligible is edge.holds


def test_the_two_sides_differ_in_nothing_else_where_constraints_allow_it():
    guide = small_guide(
        both(condition("wants", "person.wants = true"), condition("paid", "person.months >= 12")),
        constraints=[
            {
                "id": "able",
                "holds": "person.wants = false or person.months > 3",
                "label": {"zh": "a", "en": "a"},
            }
        ],
    )

    by_condition = {}
    for edge in edge_cases("some", on=ON, guide=guide):
        others = {name: value for name, value in edge.items() if name != edge.fact}
        by_condition.setdefault(edge.condition, []).append(others)
        guide.decide("some", edge, on=ON)

    assert all(one == other for one, other in by_condition.values())


def test_sides_that_constraints_keep_apart_are_found_each_for_itself():
    guide = small_guide(
        both(condition("wants", "person.wants = true"), condition("able", "person.able = true")),
        constraints=[
            {
                "id": "same",
                "holds": "person.wants = person.able",
                "label": {"zh": "同", "en": "the same"},
            },
        ],
    )

    edges = edge_cases("some", on=ON, guide=guide)

    assert [(edge.condition, edge.holds, *edge.values()) for edge in edges] == [
        ("wants", False, False, False),
        ("wants", True, True, True),
        ("able", False, False, False),
        ("able", True, True, True),
    ]


def test_what_is_not_in_force_has_no_boundary():
    group = both(condition("paid", "person.months >= 12"), in_force={"until": "2020-12-31"})
    guide = small_guide(
        {
            "id": "any",
            "label": {"zh": "任", "en": "any"},
            "any": [{**group, "id": "old"}, condition("wants", "person.wants = true")],
        }
    )

    assert {edge.condition for edge in edge_cases("some", on=ON, guide=guide)} == {"wants"}
    past = edge_cases("some", on=dt.date(2020, 12, 31), guide=guide)
    assert {edge.condition for edge in past} == {"paid", "wants"}


def test_words_that_a_rule_looks_for_are_tried():
    guide = small_guide(condition("words", 'contains(person.name, "搬运")'))

    edges = edge_cases("some", on=ON, guide=guide)

    assert told(edges) == [
        ("words", "person.name", "甲", False),
        ("words", "person.name", "搬运", True),
    ]


def test_a_fact_of_the_callers_is_the_same_in_every_case_and_has_no_boundary():
    guide = small_guide(
        both(condition("adult", LONG_AGO), condition("paid", "person.months >= 12"))
    )

    edges = edge_cases("some", on=ON, guide=guide, **{"person.months": 15})

    assert {(edge.fact, edge["person.months"]) for edge in edges} == {("person.birth_date", 15)}
    with pytest.raises(CaseError, match="did you mean"):
        edge_cases("some", on=ON, guide=guide, **{"person.mouths": 15})


def test_a_case_names_its_test():
    guide = small_guide(
        condition("left", "person.left_on >= date(2020, 1, 1)"),
        facts={"person.left_on": fact("date")},
    )

    assert list(map(str, edge_cases("some", on=ON, guide=guide))) == [
        "left fails: person.left_on = 2019-12-31",
        "left holds: person.left_on = 2020-01-01",
    ]
