"""Every scenario holds, and together they put every condition and output of a service to the test."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from sxguide.answers import Outcome
from sxguide.casefiles import read_data
from sxguide.scenarios import read_scenarios, run

FIXTURES = Path(__file__).parents[2] / "fixtures"

# The services that a full set of scenarios is asked of.
SERVICES = (
    "unemployment-registration",
    "flexible-worker-pension-enrolment",
    "skill-upgrade-subsidy",
    "unemployment-benefit",
    "resident-pension-back-payment",
    "resident-pension-claim",
)
LEAST_SCENARIOS = 12
# Here stand the scenarios that screen a person, and so ask for no one service.
STORIES = "stories"

# The guide names every place that a case can say, so that no case fails this condition.
NEVER_FAILS = {("unemployment-registration", "place")}


def scenarios_by_folder():
    """The scenarios with the name of the folder that they stand in."""
    folder = FIXTURES / "scenarios"
    return [
        (path.parent.name, scenario)
        for path in sorted(folder.rglob("*.yaml"))
        for scenario in read_scenarios(path.relative_to(folder).as_posix(), path.read_bytes())
    ]


BY_FOLDER = scenarios_by_folder()
SCENARIOS = [scenario for _, scenario in BY_FOLDER]


def name_of(scenario):
    return f"{scenario.service}/{scenario.name}"


def day(text):
    return dt.date.fromisoformat(text)


def of(service):
    return [scenario for scenario in SCENARIOS if scenario.service == service]


@pytest.fixture(scope="module")
def decisions(guide):
    """The decisions on all scenarios, by service."""
    return {
        service: [guide.decide(service, each.case, on=each.on) for each in of(service)]
        for service in SERVICES
    }


@pytest.mark.parametrize("scenario", SCENARIOS, ids=name_of)
def test_the_scenario_holds(guide, scenario):
    assert run(guide, scenario) == []


def test_each_scenario_stands_in_the_folder_of_its_service():
    assert [
        name_of(each) for folder, each in BY_FOLDER if folder != (each.service or STORIES)
    ] == []


def test_no_two_scenarios_of_a_service_have_the_same_name():
    names = sorted(map(name_of, SCENARIOS))
    assert names == sorted(set(names))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_at_least_twelve_scenarios(service):
    assert len(of(service)) >= LEAST_SCENARIOS


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_given_refused_and_left_open(service):
    outcomes = {each.expect["outcome"] for each in of(service)}
    assert outcomes == {outcome.value for outcome in Outcome}


def test_every_refusal_says_what_fails_and_by_which_clauses():
    silent = [
        name_of(each)
        for each in SCENARIOS
        if each.service is not None
        and each.expect["outcome"] == "ineligible"
        and not (each.expect["fails"] and all(named.value for named in each.expect["fails"]))
    ]
    assert silent == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_condition_holds_in_one_scenario_and_fails_in_another(guide, decisions, service):
    conditions = {each.id for each in guide.services[service].eligibility.conditions()}
    reasons = [reason for decision in decisions[service] for reason in decision.reasons]
    held = {reason.id for reason in reasons if reason.truth is True}
    failed = {reason.id for reason in reasons if reason.truth is False and reason.in_force}
    assert conditions - held == set()
    assert {(service, each) for each in conditions - failed} == {
        each for each in NEVER_FAILS if each[0] == service
    }


@pytest.mark.parametrize("service", SERVICES)
def test_every_output_is_expected_to_have_a_value_somewhere(guide, service):
    valued = {
        named.name
        for each in of(service)
        for named in each.expect["benefit"] or ()
        if named.value.text != "none"
    }
    assert valued == {output.name for output in guide.services[service].outputs}


BASES = {
    "base_floor": Decimal(4244),
    "base_ceiling": Decimal(21219),
    "monthly_contribution": Decimal(900),
    "base_in_range": True,
}
MONTHS = {"max_benefit_months": 24, "pay_by": day("2026-12-23")}
YEARS = {"back_payable_years": Decimal(4), "subsidised": None}


@pytest.mark.parametrize(
    ("file", "asked", "expected"),
    [
        ("electrician.json", (22, "2026-04-30"), ({"amount": 1500}, day("2026-05-11"))),
        ("school-leaver.yaml", (11, "2026-02-13"), ({}, day("2026-03-05"))),
        ("delivery-rider.json", (20, "2026-09-01"), (BASES, day("2026-09-01"))),
        ("laid-off-miner.yaml", (23, "2026-11-16"), (MONTHS, day("2026-11-23"))),
        ("late-joiner.yaml", (32, "2026-03-16"), (YEARS, day("2026-03-17"))),
        ("farmer-turning-sixty.json", (34, "2026-07-15"), ({}, day("2026-07-22"))),
    ],
)
def test_an_example_case_is_eligible(guide, file, asked, expected):
    case = read_data(file, (FIXTURES / "cases" / file).read_bytes())
    service, on = asked
    decision = guide.decide(service, case, on=day(on))
    values = {name: output.value for name, output in decision.benefit.items()}
    assert decision.outcome is Outcome.ELIGIBLE
    assert (values, decision.deadline.due) == expected


BOUNDS = {
    "base_floor": "param.contribution.base_floor",
    "base_ceiling": "param.contribution.base_ceiling",
}


@pytest.mark.parametrize(
    ("on", "available_on"),
    [("2027-03-01", None), ("2026-08-25", day("2026-08-26"))],
    ids=["no announcement", "not yet published"],
)
@pytest.mark.parametrize("output", BOUNDS)
def test_bounds_that_nobody_can_know_name_their_parameter_and_year(guide, output, on, available_on):
    decision = guide.decide(20, {"contribution.monthly_base": 5000}, on=day(on))
    bound = decision.benefit[output]
    assert bound.status == "undetermined"
    assert [(each.name, each.kind) for each in bound.missing] == [(BOUNDS[output], "parameter")]
    assert on[:4] in bound.missing[0].note.en
    assert bound.missing[0].available_on == available_on


SCENARIO = """
scenarios:
  - name: 20 months are too few after the phased policy ended
    service: skill-upgrade-subsidy
    date: 2025-01-02
    case:
      certificate: {level: intermediate, issued_on: 2024-12-01}
      person.employment: enterprise_employee
      unemployment_insurance.months_paid: 20
      skill_subsidy: {claims_this_year: 0, same_level_claimed: false, higher_level_claimed: false}
    expect:
      outcome: ineligible
      benefit: {amount: none}
      due: 2025-01-09
      provisional: false
      fails: {base-months: [guide/22/notes/1], phased-policy: [guide/22/notes/2]}
      out_of_force: [phased-policy]
      missing: []
      materials: [social-security-or-id-card, certificate]
      interpretations: [skill-subsidy-months]
      cites: [guide/22/deadline]
"""


def test_a_right_expectation_has_no_mismatch(guide):
    (scenario,) = read_scenarios("right.yaml", SCENARIO.encode())
    assert run(guide, scenario) == []


@pytest.mark.parametrize(
    ("right", "wrong", "about"),
    [
        ("outcome: ineligible", "outcome: eligible", "outcome"),
        ("{amount: none}", "{amount: 1500}", "benefit amount"),
        ("{amount: none}", "{amount: much}", "benefit amount"),
        ("{amount: none}", "{sum: none}", "benefit sum"),
        ("due: 2025-01-09", "due: 2025-01-08", "due"),
        ("provisional: false", "provisional: true", "provisional"),
        ("{base-months: [guide/22/notes/1], ", "{", "fails"),
        ("{base-months:", "{claims-below-cap: [guide/22/notes/3], base-months:", "fails"),
        (
            "base-months: [guide/22/notes/1]",
            "base-months: [guide/22/notes/3]",
            "clauses of base-months",
        ),
        ("out_of_force: [phased-policy]", "out_of_force: [base-policy]", "out of force"),
        ("missing: []", "missing: [certificate.level]", "missing"),
        ("card, certificate]", "card]", "materials"),
        ("[skill-subsidy-months]", "[leap-day-birthday]", "interpretations"),
        ("guide/22/deadline", "guide/23/deadline", "cites"),
        ("months_paid: 20", "months_paid: -1", "decision"),
    ],
)
def test_a_wrong_expectation_has_exactly_its_mismatch(guide, right, wrong, about):
    assert SCENARIO.count(right) == 1
    (scenario,) = read_scenarios("wrong.yaml", SCENARIO.replace(right, wrong).encode())
    assert [mismatch.about for mismatch in run(guide, scenario)] == [about]
