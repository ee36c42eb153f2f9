"""Coverage: which scenarios make each part of the rules true, false and decisive."""

from __future__ import annotations

import pytest
from tests.adequacy_rules import ENOUGH, TREE, WHOLE, guide_of, scenario, tried
from tests.rulebooks import condition

from sxguide.adequacy.coverage import coverage
from sxguide.adequacy.page import page


@pytest.fixture(scope="module")
def small():
    return guide_of()


def covered(guide, *scenarios):
    return {part.name: part for part in coverage(guide, ["some"], tried(guide, *scenarios))}


def few(*cases, expect=None):
    return [
        scenario(f"case {number}", case, expect or {"outcome": outcome})
        for number, (case, outcome) in enumerate(cases, start=1)
    ]


YES = (WHOLE, "eligible")
TOO_FEW = ({**WHOLE, "person.months": 11}, "ineligible")
NOBODY = ({**WHOLE, "person.months": 11, "person.wants": False}, "ineligible")


def test_enough_scenarios_cover_everything(small):
    assert [part.name for part in covered(small, *ENOUGH).values() if part.missing] == []


def test_two_scenarios_that_differ_in_one_condition_show_that_it_decides(small):
    months = covered(small, *few(YES, TOO_FEW))["eligibility/months"]

    assert months.missing == ()
    assert months.pair == ("made-up.yaml:1 case 1", "made-up.yaml:1 case 2")


def test_a_condition_beside_another_that_fails_is_not_decisive(small):
    months = covered(small, *few(YES, NOBODY))["eligibility/months"]

    assert (months.true, months.false) == (["made-up.yaml:1 case 1"], ["made-up.yaml:1 case 2"])
    assert months.missing == ("decisive-false",)


def test_a_condition_that_cannot_fail_need_not(small):
    colour = covered(small, *few(YES))["eligibility/colour"]

    assert colour.wanted == {"true", "decisive-true"}
    assert colour.missing == ()


def test_a_condition_that_never_decides_need_not_be_decisive():
    tree = {"all": [*TREE["all"], condition("one-month", "person.months >= 1")]}
    part = covered(guide_of(tree), *few(YES))["eligibility/one-month"]

    assert part.wanted == {"true", "false", "decisive-true"}


def test_what_is_unknown_makes_nothing_true_or_false(small):
    parts = covered(small, *few(({"person.wants": True}, "undetermined")))

    assert (parts["eligibility/months"].true, parts["eligibility/months"].false) == ([], [])
    assert parts["benefit/amount/1"].true == []


def test_a_row_is_decisive_where_its_amount_is_stated(small):
    silent = covered(small, *few(YES))["benefit/amount/1"]
    telling = covered(
        small, scenario("it pays", WHOLE, {"outcome": "eligible", "benefit": {"amount": 100}})
    )["benefit/amount/1"]

    assert (silent.true, silent.decisive) == (["made-up.yaml:1 case 1"], [])
    assert telling.missing == ("false",)


def test_a_material_is_decisive_where_materials_are_stated(small):
    stated = {"outcome": "eligible", "materials": ["form", "card"]}
    parts = covered(small, *few(YES, expect=stated))

    assert parts["materials/form"].missing == ()
    assert parts["materials/card"].missing == ("false",)


def test_a_deadline_and_a_clause_are_decisive_where_they_are_stated(small):
    silent = covered(small, *few(YES))
    stated = {"outcome": "eligible", "due": "2026-06-08", "cites": ["law/made-up/7"]}
    telling = covered(small, *few(YES, expect=stated))

    for name in ("deadline", "law/made-up/7"):
        assert silent[name].missing == ("decisive",)
        assert telling[name].missing == ()


def test_what_nobody_has_confirmed_covers_nothing(small):
    (each,) = few(YES)

    assert covered(small, {**each, "confirmed": False})["eligibility/months"].true == []


def test_the_page_shows_every_part_in_both_languages_and_nothing_a_writer_slipped_in(small):
    name = "<script>alert(1)</script>"
    trials = tried(small, scenario(name, WHOLE, {"outcome": "eligible"}))

    html = page(coverage(small, ["some"], trials), small.services)

    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "覆盖" in html
    assert "Coverage" in html
    assert all(part in html for part in ("eligibility/months", "benefit/amount/2", "deadline"))
