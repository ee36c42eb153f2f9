"""Strategies of cases: what they promise about shrinking, seeds, facts that the caller fixes, and what they refuse."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import find, given, seed, settings
from tests.rulebooks import ON, choice, condition, entry, fact, formula, parameter, small_guide

import sxguide
from sxguide.answers import Outcome
from sxguide.errors import CaseError, DecisionError, DrawingError, UnknownServiceError
from sxguide.testing import (
    cases,
    eligible_cases,
    ineligible_cases,
    partial_cases,
    scenario_file,
)
from sxguide.testing.spaces import Space

QUICK = settings(max_examples=200)
LONG_AGO = 'person.birth_date + duration("P18Y") <= application.date'
PAID = "person.months >= 12"


def drawn(strategy, count=100):
    """Cases that a strategy draws, in order."""
    found = []

    @settings(max_examples=count)
    @given(strategy)
    def collect(case):
        found.append(case)

    collect()
    return found


def both(*conditions, **more):
    return {"id": "all", "label": {"zh": "全", "en": "all"}, "all": list(conditions), **more}


def test_the_least_case_has_the_most_readable_values():
    guide = small_guide(both(condition("adult", LONG_AGO), condition("paid", PAID)))

    least = find(cases("some", on=ON, guide=guide), lambda _: True, settings=QUICK)

    assert least == {"person.birth_date": dt.date(2000, 1, 1), "person.months": 0}


def test_what_fails_shrinks_to_the_boundary_and_nothing_else_moves():
    guide = small_guide(both(condition("adult", LONG_AGO), condition("paid", PAID)))
    strategy = cases("some", on=ON, guide=guide)

    minor = find(
        strategy, lambda case: case["person.birth_date"] > dt.date(2008, 6, 1), settings=QUICK
    )
    young = find(strategy, lambda case: case["person.birth_date"].year > 2010, settings=QUICK)
    odd = find(strategy, lambda case: case["person.months"] >= 40, settings=QUICK)

    assert minor == {"person.birth_date": dt.date(2009, 1, 1), "person.months": 0}
    assert young == {"person.birth_date": dt.date(2011, 1, 1), "person.months": 0}
    assert odd == {"person.birth_date": dt.date(2000, 1, 1), "person.months": 40}


def test_a_partial_case_shrinks_to_the_facts_that_it_takes():
    guide = sxguide.load()
    strategy = partial_cases("resident-pension-claim", on=ON, guide=guide)

    def is_refused(case):
        decision = guide.decide("resident-pension-claim", case, on=ON)
        return decision.outcome is Outcome.INELIGIBLE

    assert len(find(strategy, is_refused, settings=QUICK)) == 1


def test_most_values_lie_on_a_boundary():
    guide = small_guide(condition("paid", PAID))

    months = [case["person.months"] for case in drawn(cases("some", on=ON, guide=guide), 300)]

    beside = sum(each in {0, 11, 12} for each in months)
    assert 0.5 * len(months) < beside < len(months)
    assert {0, 11, 12} < set(months)


def test_every_combination_of_cells_is_drawn():
    guide = small_guide(
        both(
            condition("wants", "person.wants = true or person.able = true"),
            condition("colour", 'person.colour != "blue"'),
        )
    )

    found = {tuple(case.values()) for case in drawn(ineligible_cases("some", on=ON, guide=guide))}

    everybody = {
        (wants, able, colour)
        for wants in (False, True)
        for able in (False, True)
        for colour in ("red", "green", "blue")
    }
    assert found == {each for each in everybody if each[2] == "blue" or not (each[0] or each[1])}


def test_completions_are_counted_and_nobody_is_lost():
    guide = small_guide(
        both(condition("wants", "person.wants = true"), condition("paid", PAID)),
        constraints=[
            {
                "id": "able",
                "holds": "person.wants = false or person.able = true",
                "label": {"zh": "a", "en": "a"},
            }
        ],
    )
    (part,) = Space(guide, "some", ON, {}).parts

    # Wants and months: whether the person is able is nobody's question.
    assert part.sampler.count(part.regions.anyone) == 4
    assert part.sampler.count(part.regions.eligible) == 1
    assert part.sampler.count(part.regions.ineligible) == 3


def test_constraints_among_facts_that_no_condition_turns_on_are_kept_to():
    guide = small_guide(
        condition("wants", "person.wants = true"),
        rules={"benefit": {"sum": formula("money", "person.pay * person.share", unit="yuan")}},
        constraints=[
            {
                "id": "poor",
                "holds": "person.pay < 2 or person.share < 1",
                "label": {"zh": "a", "en": "a"},
            }
        ],
    )

    for case in drawn(cases("some", on=ON, guide=guide), 200):
        assert case.keys() == {"person.share", "person.pay", "person.wants"}
        guide.decide("some", case, on=ON)


LACKING = {
    "facts": {"person.left_on": fact("date"), "person.left": fact("boolean")},
    "constraints": [
        {
            "id": "left",
            "holds": "person.left = true or person.left_on = null",
            "label": {"zh": "离开", "en": "who has not left has no date of it"},
        }
    ],
}


@pytest.mark.parametrize("when", ["person.left = true", "person.left != true"])
def test_a_fact_that_a_person_cannot_have_is_left_out(when):
    guide = small_guide(
        both(condition("left", when), condition("since", "person.left_on >= date(2020, 1, 1)")),
        **LACKING,
    )

    found = drawn(cases("some", on=ON, guide=guide), 100)

    assert {case["person.left"] for case in found} == {False, True}
    for case in found:
        guide.decide("some", case, on=ON)
        assert ("person.left_on" in case) is case["person.left"]


def test_a_fact_that_somebody_may_have_is_said_whatever_else_is_not_asked():
    guide = small_guide(condition("since", "person.left_on >= date(2020, 1, 1)"), **LACKING)

    for case in drawn(cases("some", on=ON, guide=guide), 50):
        assert case.keys() == {"person.left_on"}


def test_a_fact_whose_default_says_otherwise_is_not_left_out():
    guide = small_guide(
        both(condition("hue", 'person.hue = "green"'), condition("paid", PAID)),
        facts={"person.hue": choice("red", "green", default='"red"')},
        constraints=[
            {
                "id": "rich",
                "holds": 'person.hue = "green" or person.months < 12',
                "label": {"zh": "a", "en": "a"},
            }
        ],
    )
    strategy = partial_cases("some", on=ON, guide=guide)

    found = drawn(strategy, 200)

    for case in found:
        guide.decide("some", case, on=ON)
    assert {"person.months"} < {name for case in found for name in case}
    assert not [
        case
        for case in found
        if "person.months" in case and "person.hue" not in case and case["person.months"] >= 12
    ]


def test_facts_of_the_callers_are_in_every_case():
    guide = small_guide(both(condition("adult", LONG_AGO), condition("paid", PAID)))
    strategy = partial_cases(
        "some", on=ON, guide=guide, person={"months": 13}, **{"person.name": "甲"}
    )

    for case in drawn(strategy, 40):
        assert (case["person.months"], case["person.name"]) == (13, "甲")


def test_an_application_on_another_day_has_other_boundaries():
    guide = small_guide(condition("adult", LONG_AGO))
    later = {"application.date": "2030-06-01"}

    births = {
        case["person.birth_date"] for case in drawn(cases("some", on=ON, guide=guide, **later), 100)
    }

    assert {dt.date(2012, 6, 1), dt.date(2012, 6, 2)} <= births


def test_words_and_dates_that_rules_compare_get_values_until_the_rest_has_cells():
    guide = small_guide(
        both(
            condition("words", 'contains(person.name, "搬运")'),
            condition("before", 'person.birth_date + duration("P1Y") < person.other_date'),
        ),
        facts={"person.other_date": fact("date")},
    )

    for case in drawn(eligible_cases("some", on=ON, guide=guide), 50):
        assert guide.decide("some", case, on=ON).outcome is Outcome.ELIGIBLE
    for case in drawn(ineligible_cases("some", on=ON, guide=guide), 50):
        assert guide.decide("some", case, on=ON).outcome is Outcome.INELIGIBLE


def test_a_value_of_the_law_that_is_not_known_makes_nobody_eligible():
    guide = small_guide(
        both(
            condition("paid", "person.months >= param.fund.months"),
            condition("wants", "person.wants = true"),
        ),
        parameters={"fund.months": parameter("integer", entry(12, until="2020-12-31"))},
    )

    with pytest.raises(DrawingError, match="nobody may have the service"):
        eligible_cases("some", on=ON, guide=guide)
    for case in drawn(ineligible_cases("some", on=ON, guide=guide), 30):
        assert case["person.wants"] is False


def test_the_same_seed_draws_the_same_cases_whatever_the_hash_seed():
    code = (
        "import datetime as dt; from hypothesis import given, seed, settings\n"
        "from sxguide.testing import partial_cases\n"
        "@seed(7)\n@settings(max_examples=20, database=None)\n"
        "@given(partial_cases(11, on=dt.date(2026, 6, 1)))\n"
        "def show(case): print(case)\n"
        "show()"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    )

    assert first == second
    assert len(set(first.split("\n"))) > 10


def test_the_least_failing_case_is_shown_as_a_scenario_that_holds():
    guide = small_guide(both(condition("adult", LONG_AGO), condition("paid", PAID)))

    @seed(1)
    @settings(max_examples=100, print_blob=False)
    @given(cases("some", on=ON, guide=guide))
    def nobody_has_paid_for_ten_years(case):
        assert case["person.months"] < 120

    with pytest.raises(AssertionError) as raised:
        nobody_has_paid_for_ten_years()

    notes = "\n".join(raised.value.__notes__)
    decision = guide.decide(
        "some", {"person.birth_date": "2000-01-01", "person.months": 120}, on=ON
    )
    assert scenario_file(decision, "what was found by drawing cases").rstrip() in notes


def test_a_service_too_large_for_its_diagram_says_so():
    names = [f"person.fact{number}" for number in range(201)]
    guide = small_guide(
        both(*(condition(f"c{number}", f"{name} = true") for number, name in enumerate(names))),
        facts={name: fact("boolean") for name in names},
    )

    with pytest.raises(DrawingError, match="too large to draw cases from; fix some of its facts"):
        cases("some", on=ON, guide=guide)


@pytest.mark.parametrize("strategy", [cases, eligible_cases, ineligible_cases, partial_cases])
@pytest.mark.parametrize(
    ("service", "more", "error", "words"),
    [
        ("sume", {}, UnknownServiceError, "did you mean `some`"),
        ("some", {"person.mouths": 3}, CaseError, "did you mean `person.months`"),
        ("some", {"person.months": -1}, CaseError, "must be at least 0"),
        ("some", {"person.birth_date": "2027-01-01"}, CaseError, "contradict"),
        ("some", {"on": "2026-06-01"}, DecisionError, "must be a date"),
    ],
)
def test_what_is_asked_wrongly_is_refused_at_once(strategy, service, more, error, words):
    guide = small_guide(
        both(condition("adult", LONG_AGO), condition("paid", PAID)),
        constraints=[
            {
                "id": "born",
                "holds": "person.birth_date <= application.date",
                "label": {"zh": "a", "en": "a"},
            }
        ],
    )

    with pytest.raises(error, match=words):
        strategy(service, **{"on": ON, "guide": guide, **more})


def test_facts_with_which_nobody_may_have_the_service_are_refused():
    guide = small_guide(condition("paid", PAID))

    with pytest.raises(
        DrawingError, match=r"nobody with `person\.months` = 3 may have the service"
    ):
        eligible_cases("some", on=ON, guide=guide, **{"person.months": 3})
