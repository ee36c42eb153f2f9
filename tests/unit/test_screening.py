"""Screening: one case put to every service, with what comes first, in the guide's order."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.rulebooks import CLAUSE, ON, Part, condition, fact, formula, item, rule_files, service

from sxguide.answers import Outcome
from sxguide.errors import CaseError, DecisionError
from sxguide.guide import Guide
from sxguide.loader import load_rulebook
from sxguide.screening import Screening

STEPS = {name: fact("boolean") for name in ("done.one", "done.two", "done.three")}
WANTS = condition("wants", "person.wants")


def guide_of(*trees_and_parts):
    """A guide whose services `s1`, `s2` … have these conditions and further parts."""
    made = [
        service(f"s{number}", tree, number=number, title=title(number), **parts)
        for number, (tree, parts) in enumerate(trees_and_parts, start=1)
    ]
    return Guide(load_rulebook(rule_files(*made, facts=STEPS)))


def title(number):
    return {"zh": f"事{number}", "en": f"service {number}"}


# Three steps, each of which the one before opens; and a service of its own.
CHAIN: tuple[tuple[Part, Part], ...] = (
    (WANTS, {"establishes": ["done.one"]}),
    (condition("one", "done.one"), {"establishes": ["done.two"]}),
    (condition("two", "done.two"), {}),
    (condition("able", "person.able"), {}),
)


def screened(case, *services, on=ON):
    return guide_of(*(services or CHAIN)).screen(case, on=on)


def outcomes(screening):
    return {each.service: each.outcome.value for each in screening}


# All services, one case


def test_every_service_is_decided_in_the_guides_order():
    screening = screened({"person.wants": True, "person.able": False})

    assert [each.number for each in screening] == [1, 2, 3, 4]
    assert len(screening) == 4
    assert outcomes(screening) == {
        "s1": "eligible",
        "s2": "undetermined",
        "s3": "undetermined",
        "s4": "ineligible",
    }


def test_each_decision_is_the_one_that_is_made_alone(guide):
    case = {"person.birth_date": "1974-02-01", "unemployment_insurance.months_paid": 60}

    screening = guide.screen(case, on=ON)

    assert [each.to_json() for each in screening] == [
        guide.decide(name, case, on=ON).to_json() for name in guide.services
    ]


def test_a_decision_is_found_by_its_services_name():
    screening = screened({})

    assert screening["s4"].number == 4
    with pytest.raises(KeyError, match="s5"):
        screening["s5"]


def test_decisions_are_told_apart_by_outcome():
    screening = screened({"person.wants": True, "person.able": False})

    assert [each.service for each in screening.of(Outcome.ELIGIBLE)] == ["s1"]
    assert [each.service for each in screening.of(Outcome.INELIGIBLE)] == ["s4"]
    assert [each.service for each in screening.of(Outcome.UNDETERMINED)] == ["s2", "s3"]


def test_settled_at_once_is_what_is_eligible_instant_and_reviewed_by_nobody():
    reviewed = {"handling": {"accepted_at": [item("desk")], "reviewed_by": [item("county")]}}
    later = {
        "deadline": {"working_days": 1, "counting": "after_application_day", "cites": [CLAUSE]}
    }

    screening = screened(
        {"person.wants": True},
        (WANTS, {}),
        (WANTS, reviewed),
        (WANTS, later),
        (condition("able", "person.able"), {}),
    )

    assert [each.service for each in screening.at_once()] == ["s1"]


@pytest.mark.parametrize("on", [None, "2026-06-01", dt.datetime(2026, 6, 1, tzinfo=dt.UTC)])
def test_the_date_must_be_a_date(on):
    with pytest.raises(DecisionError, match="`on` must be a date"):
        screened({}, on=on)


def test_a_faulty_case_is_refused_with_all_its_faults():
    with pytest.raises(CaseError) as caught:
        screened({"person.wants": "x", "person.sex": "male"})

    assert [each.code for each in caught.value.problems] == ["wrong-type", "unknown-fact"]


# What comes first


def test_a_service_that_opens_a_condition_comes_first():
    screening = screened({"person.wants": True})

    assert screening.first == {"s2": ("s1",), "s3": ("s2",), "s4": ()}


def test_nothing_comes_before_what_can_be_had():
    assert "s2" not in screened({"done.one": True}).first


def test_what_was_refused_for_want_of_a_step_may_still_be_opened():
    screening = screened({"done.one": False, "person.wants": True})

    assert (screening["s2"].outcome, screening.first["s2"]) == (Outcome.INELIGIBLE, ("s1",))


def test_a_step_that_leaves_the_condition_open_does_not_come_first():
    both = condition("both", "done.one and person.able")

    assert screened({}, (WANTS, {"establishes": ["done.one"]}), (both, {})).first["s2"] == ()
    assert screened(
        {"person.able": True}, (WANTS, {"establishes": ["done.one"]}), (both, {})
    ).first["s2"] == ("s1",)


def test_a_condition_that_is_out_of_force_is_opened_by_nothing():
    over = condition("one", "done.one", in_force={"until": "2020-12-31"})

    assert screened({}, (WANTS, {"establishes": ["done.one"]}), (over, {})).first["s2"] == ()


def test_a_service_never_comes_before_itself():
    again = (condition("one", "done.one"), {"establishes": ["done.one"]})

    assert screened({}, again).first == {"s1": ()}


def test_paths_are_followed_back_to_what_can_be_done_first():
    screening = screened({})

    assert screening.paths("s3") == (("s1", "s2"),)
    assert screening.paths("s2") == (("s1",),)
    assert screening.paths("s1") == screening.paths("s4") == ()


def test_a_path_begins_after_what_the_person_can_have_already():
    assert screened({"done.one": True}).paths("s3") == (("s2",),)


class Refused:
    """As much of a decision as paths are made of."""

    outcome = Outcome.INELIGIBLE

    def __init__(self, service):
        self.service = service


def paths(first, service="a"):
    decisions = tuple(map(Refused, first))
    return Screening(ON, decisions, lambda each: first[each.service]).paths(service)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ({"a": ("b", "c")}, (("b",), ("c",))),
        ({"a": ("b", "c"), "b": ("d",), "c": ("d",)}, (("d", "b"), ("d", "c"))),
        ({"a": ("b", "c"), "c": ("b",)}, (("b", "c"),)),
        ({"a": ("b",), "b": ("a",)}, (("b",),)),
        ({"a": ("b",), "b": ("c",), "c": ("b",)}, (("c", "b"),)),
    ],
    ids=[
        "two ways",
        "two ways from one",
        "a way within another",
        "a circle",
        "a circle further on",
    ],
)
def test_every_way_is_told_once_and_no_circle_is_gone_round(first, expected):
    assert paths(first) == expected


def test_training_is_registered_then_recommended_then_looked_up(guide):
    screening = guide.screen({}, on=ON)

    assert screening.paths("training-enrolment-query") == (
        ("training-intent-registration", "training-institution-recommendation"),
    )


# As data


def test_a_screening_is_told_as_plain_data_row_by_row():
    services = (
        (WANTS, {"establishes": ["done.one"], "benefit": {"pay": formula("money", "1500")}}),
        ({"all": [condition("one", "done.one"), condition("able", "person.able")]}, {}),
    )

    screening = screened({"person.wants": True, "person.able": False}, *services)

    plain = json.loads(json.dumps(screening.to_dict()))
    assert plain["on"] == "2026-06-01"
    assert plain["services"] == [
        {
            "service": "s1",
            "number": 1,
            "title": title(1),
            "outcome": "eligible",
            "benefit": {"pay": "1500"},
            "due": "2026-06-01",
            "settled_at_once": True,
            "blame": [],
            "missing": [],
            "first": [],
            "paths": [],
        },
        {
            "service": "s2",
            "number": 2,
            "title": title(2),
            "outcome": "ineligible",
            "benefit": {},
            "due": "2026-06-01",
            "settled_at_once": True,
            "blame": [["able"]],
            "missing": [],
            "first": ["s1"],
            "paths": [["s1"]],
        },
    ]


def test_what_is_missing_is_named_by_its_facts():
    rows = screened({}).to_dict()["services"]

    assert [row["missing"] for row in rows] == [
        ["person.wants"],
        ["done.one"],
        ["done.two"],
        ["person.able"],
    ]


def test_threads_on_one_guide_screen_as_one_does(guide):
    cases = [{"unemployment_insurance.months_paid": months} for months in range(0, 48, 6)]

    def screen(case):
        return json.dumps(guide.screen(case, on=ON).to_dict())

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(screen, cases))

    assert together == [screen(case) for case in cases]
