"""What others rely on: the names of the package, and what a decision has."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterable, Mapping
from decimal import Decimal

import pytest

import sxguide

ON = dt.date(2026, 4, 30)
ELECTRICIAN = {
    "certificate": {"level": "intermediate", "issued_on": "2025-12-01"},
    "person.employment": "enterprise_employee",
    "unemployment_insurance.months_paid": 48,
    "skill_subsidy": {
        "claims_this_year": 0,
        "same_level_claimed": False,
        "higher_level_claimed": False,
    },
}


@pytest.fixture(scope="module")
def decision(guide):
    return guide.decide("skill-upgrade-subsidy", ELECTRICIAN, on=ON)


@pytest.fixture(scope="module")
def undetermined(guide):
    return guide.decide("flexible-worker-pension-enrolment", {}, on=dt.date(2027, 3, 1))


def test_the_package_names_exactly_these():
    assert sorted(sxguide.__all__) == [
        "Benefit",
        "CalendarError",
        "CaseError",
        "Change",
        "Changes",
        "Citation",
        "Deadline",
        "Decision",
        "DecisionError",
        "ExpressionError",
        "Fact",
        "Guide",
        "GuideTextError",
        "LimitError",
        "Match",
        "Missing",
        "MissingExtraError",
        "Outcome",
        "Parameter",
        "Problem",
        "Reason",
        "Receipt",
        "ReceiptError",
        "Recommendation",
        "Replay",
        "Rulebook",
        "RulebookError",
        "ScenarioError",
        "Screening",
        "Service",
        "Stretch",
        "SxguideError",
        "Text",
        "UnknownServiceError",
        "WorkCalendar",
        "load",
    ]


@pytest.mark.parametrize("name", sxguide.__all__)
def test_every_name_is_there_and_says_what_it_is(name):
    assert inspect.getdoc(getattr(sxguide, name))


def test_every_public_method_says_what_it_does():
    for thing in (sxguide.Guide, sxguide.Decision, sxguide.WorkCalendar, sxguide.Reason):
        for name, member in vars(thing).items():
            if not name.startswith("_") and (callable(member) or isinstance(member, property)):
                assert inspect.getdoc(member), f"{thing.__name__}.{name}"


def test_the_date_of_a_decision_is_a_keyword_without_a_default():
    on = inspect.signature(sxguide.Guide.decide).parameters["on"]

    assert on.kind is inspect.Parameter.KEYWORD_ONLY
    assert on.default is inspect.Parameter.empty


def test_a_decision_has_an_outcome_of_three(decision):
    assert {each.value for each in sxguide.Outcome} == {"eligible", "ineligible", "undetermined"}
    assert decision.outcome is sxguide.Outcome.ELIGIBLE


def test_a_decision_has_named_outputs_with_value_unit_status_and_derivation(decision):
    assert isinstance(decision.benefit, Mapping)
    amount = decision.benefit["amount"]
    assert (amount.value, amount.unit, amount.status) == (Decimal(1500), "yuan", "known")
    assert isinstance(amount.value, Decimal)
    assert amount.missing == ()
    assert {step.name for step in amount.derivation} == {
        "certificate.level",
        "param.skill_subsidy.intermediate",
    }


def test_an_output_has_its_own_missing(undetermined):
    floor = undetermined.benefit["base_floor"]

    assert (floor.value, floor.status) == (None, "undetermined")
    assert [each.name for each in floor.missing] == ["param.contribution.base_floor"]
    assert [each.kind for each in floor.missing] == ["parameter"]


@pytest.mark.parametrize(
    ("service", "outputs"),
    [
        ("unemployment-registration", []),
        (
            "flexible-worker-pension-enrolment",
            ["base_ceiling", "base_floor", "base_in_range", "monthly_contribution"],
        ),
        ("skill-upgrade-subsidy", ["amount"]),
        ("unemployment-benefit", ["max_benefit_months", "pay_by"]),
        ("resident-pension-back-payment", ["back_payable_years", "subsidised"]),
        ("resident-pension-claim", []),
    ],
)
def test_every_declared_output_is_there_whatever_the_outcome(guide, service, outputs):
    assert sorted(guide.decide(service, {}, on=ON).benefit) == outputs


def test_reasons_iterate_depth_first_and_have_children(decision):
    nodes = list(decision.reasons)

    assert nodes[0] is decision.reasons
    assert nodes[1] is decision.reasons.children[0]
    for node in nodes:
        assert isinstance(node.id, str)
        assert node.truth in (True, False, None)
        assert isinstance(node.in_force, bool)
        assert all(isinstance(citation, sxguide.Citation) for citation in node.citations)
    assert {node.id for node in nodes if not node.in_force} >= {"phased-policy"}
    assert all(node.truth is False for node in nodes if not node.in_force)


def test_missing_items_have_a_name_and_a_kind(undetermined):
    assert undetermined.missing
    for each in undetermined.missing:
        assert isinstance(each.name, str)
        assert each.kind in {"fact", "parameter"}
        assert each.name.startswith("param.") is (each.kind == "parameter")


def test_the_deadline_is_always_there(guide):
    for name in guide.services:
        deadline = guide.decide(name, {}, on=ON).deadline
        assert isinstance(deadline.due, dt.date)
        assert isinstance(deadline.provisional, bool)
        assert (deadline.working_days == 0) is (deadline.due == ON)
        assert deadline.citations


def test_a_decision_says_what_to_bring_where_and_what_to_mind(decision):
    for points in (
        decision.materials,
        decision.notices,
        decision.handling.accepted_at,
        decision.handling.reviewed_by,
        decision.handling.results_at,
    ):
        assert points
        assert all(point.citations and point.text.zh and point.text.en for point in points)
    assert decision.interpretations


def test_a_citation_has_its_locator_and_gist(decision):
    assert isinstance(decision.citations, Iterable)
    for citation in decision.citations:
        assert citation.clause.startswith(("guide/", "law/"))
        assert citation.gist.zh
        assert citation.gist.en
    assert len({citation.clause for citation in decision.citations}) == len(decision.citations)


def test_a_decision_is_written_as_data_json_words_and_html(decision):
    assert isinstance(decision.to_dict(), dict)
    assert decision.to_json().startswith("{")
    assert "技能提升补贴申领" in str(decision)
    assert decision._repr_html_().startswith("<section")


def test_services_facts_and_parameters_are_open_to_inspection(guide):
    assert isinstance(guide.services["resident-pension-claim"], sxguide.Service)
    assert isinstance(guide.facts["person.birth_date"], sxguide.Fact)
    assert isinstance(guide.parameters["skill_subsidy.junior"], sxguide.Parameter)


@pytest.mark.parametrize(
    "name",
    [
        "application.date",
        "application.place",
        "application.applicant",
        "person.birth_date",
        "person.sex",
        "person.retirement_category",
        "person.residency",
        "person.able_to_work",
        "person.wants_work",
        "person.employment",
        "person.studies",
        "person.receives_employee_pension",
        "person.receives_other_pension",
        "unemployment.origin",
        "unemployment.registered",
        "unemployment.involuntary",
        "unemployment_insurance.months_paid",
        "unemployment_insurance.receiving_benefit",
        "unemployment_insurance.approved_on",
        "certificate.level",
        "certificate.issued_on",
        "skill_subsidy.claims_this_year",
        "skill_subsidy.same_level_claimed",
        "skill_subsidy.higher_level_claimed",
        "contribution.year",
        "contribution.monthly_base",
        "contribution.frequency",
        "employee_pension.enrolled",
        "resident_pension.enrolled",
        "resident_pension.receiving",
        "resident_pension.years_paid",
        "resident_pension.years_interrupted",
        "resident_pension.scheme_start_on",
        "resident_pension.paid_every_year",
        "supplementary_pension.enrolled",
        "supplementary_pension.years_paid",
        "supplementary_pension.years_interrupted",
        "supplementary_pension.scheme_start_on",
        "back_payment.scheme",
        "training.recommended_on",
        "training.target_group",
        "training.programme",
        "certification.last_on",
        "card.loss_reported_on",
        "card.report_kind",
    ],
)
def test_facts_that_others_rely_on_are_in_the_vocabulary(guide, name):
    fact = guide.facts[name]

    assert fact.question.zh
    assert fact.question.en
    assert fact.unit or fact.kind in {"date", "boolean", "enumeration", "text"}
