"""What the benchmarks compare gives the same answers; and a wrong answer would be noticed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from tests.benchmarks import agreement, by_hand
from tests.benchmarks.cases import DAY, DAYS, SERVICES, Cases
from tests.benchmarks.rivals import RIVALS, Rival

import sxguide
from sxguide.periods import add_months

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.benchmarks.by_hand import Found

GUIDE = sxguide.load()


@pytest.mark.parametrize("service", SERVICES)
def test_a_function_written_by_hand_says_what_the_guide_says(service: int) -> None:
    ours = agreement.by_guide(GUIDE, service)

    compared = agreement.compare(ours, agreement.handwritten(service), service, 240)

    assert compared == 360


@pytest.mark.parametrize("service", SERVICES)
def test_the_people_compared_have_every_outcome_and_every_condition_both_ways(service: int) -> None:
    ask = agreement.handwritten(service)

    found = [ask(case, day) for case, day in agreement.people(service, 400, seed=1)]

    assert {outcome for outcome, _, _ in found} == {True, False, None}
    for place, name in enumerate(by_hand.CONDITIONS[service]):
        lists_every_value = (service, name) == (11, "place")
        assert {truths[place] for _, truths, _ in found} >= (
            {True} if lists_every_value else {True, False, None}
        ), name


@pytest.mark.parametrize("service", SERVICES)
def test_pydantic_lets_the_same_cases_through_and_refuses_malformed_ones(service: int) -> None:
    pydantic = pytest.importorskip("pydantic", reason="the extra bench is not installed")
    from tests.benchmarks import validated  # noqa: PLC0415 — it needs pydantic

    validate = validated.VALIDATE[service]
    for case, _ in agreement.people(service, 200, seed=1):
        assert validate(case) == by_hand.with_dates(case)

    case = Cases(1).complete(service)
    for wrong in ({"person.sx": "male"}, {next(iter(case)): "29 February"}):
        with pytest.raises(pydantic.ValidationError):
            validate({**case, **wrong})


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.name)
def test_another_engine_says_what_the_guide_says(rival: Rival) -> None:
    if not rival.is_installed:
        pytest.skip(f"the extra bench is not installed: no {rival.package}")
    for service in rival.services:
        ours = agreement.by_guide(GUIDE, service)
        assert agreement.compare(ours, rival.ask(service), service, 100, rival=rival) >= 50


def wrong_outcome(case: Mapping[str, Any], day: dt.date) -> Found:
    outcome, truths, outputs = by_hand.claim_subsidy(by_hand.with_dates(case), day)
    return outcome or False, truths, outputs


def wrong_condition(case: Mapping[str, Any], day: dt.date) -> Found:
    outcome, truths, outputs = by_hand.claim_subsidy(by_hand.with_dates(case), day)
    return outcome, tuple([truth or False for truth in truths]), outputs


def wrong_amount(case: Mapping[str, Any], day: dt.date) -> Found:
    outcome, truths, outputs = by_hand.claim_subsidy(by_hand.with_dates(case), day)
    return outcome, truths, tuple([output and output + 1 for output in outputs])


@pytest.mark.parametrize("wrong", [wrong_outcome, wrong_condition, wrong_amount])
def test_a_wrong_answer_is_noticed(wrong: Any) -> None:
    with pytest.raises(agreement.DisagreementError, match=r"service 22, 20\d\d-"):
        agreement.compare(agreement.by_guide(GUIDE, 22), wrong, 22, 240)


def test_a_wrong_answer_of_an_engine_that_tells_only_what_fails_is_noticed() -> None:
    rival = Rival("sloppy", "none", "none", "none", tells_holding=False)
    ours = agreement.by_guide(GUIDE, 22)

    assert agreement.compare(ours, agreement.handwritten(22), 22, 60, rival=rival) == 90
    with pytest.raises(agreement.DisagreementError, match="sloppy"):
        agreement.compare(ours, wrong_condition, 22, 60, rival=rival)


@pytest.mark.parametrize("day", [dt.date(2024, 2, 29), dt.date(2023, 1, 31), *DAYS])
def test_months_are_added_by_hand_as_the_library_adds_them(day: dt.date) -> None:
    assert [by_hand.add_months(day, months) for months in range(-30, 31)] == [
        add_months(day, months) for months in range(-30, 31)
    ]


def test_everybody_screened_is_known_to_every_service() -> None:
    case = Cases(7).everything(GUIDE.facts.values())

    assert not [each.service for each in GUIDE.screen(case, on=DAY) if each.missing]


@pytest.mark.parametrize("service", SERVICES)
def test_frames_are_answered_alike_by_all_that_are_installed(
    service: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("numpy", "polars"):
        pytest.importorskip(package, reason="the extra bench is not installed")
    from tests.benchmarks import batch, population  # noqa: PLC0415 — they need it

    monkeypatch.setattr(batch, "COMPARED", 300)
    monkeypatch.setattr(population, "PIECE", 200)
    rules = GUIDE.service(service)
    ways = batch._ways(GUIDE, rules)

    counts = batch.compare(GUIDE, rules, ways)

    assert counts[batch.OURS] == 300
    assert all(count >= 100 for count in counts.values())
    wrong = batch.Way(lambda people: ways[batch.OURS].in_memory(people.reverse()), print)
    with pytest.raises(agreement.DisagreementError, match="wrong, `"):
        batch.compare(GUIDE, rules, {batch.OURS: ways[batch.OURS], "wrong": wrong})
