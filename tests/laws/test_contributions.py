"""Laws of what was paid in and what is paid out: more paid never loses a right, and an amount rests on what its clause names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.applicants import GUIDE, cases, decided, people, values

from sxguide.answers import Outcome
from sxguide.dependencies import reads

MONTHS = "unemployment_insurance.months_paid"
PAID = (MONTHS, "resident_pension.years_paid", "supplementary_pension.years_paid")

# Each service with what must have been paid for it, and the clause that asks for it. To pay up (32) is for those who
# have paid too little, so it is the one service that more years paid may close (guide/32/audience).
ASKED = (
    ("skill-upgrade-subsidy", MONTHS),  # guide/22/notes/1, guide/22/notes/2
    ("unemployment-benefit", MONTHS),  # guide/23/conditions, law/social-insurance-law/45
    ("resident-pension-claim", "resident_pension.years_paid"),  # guide/34/conditions
    ("resident-pension-contribution-query", "resident_pension.years_paid"),  # guide/33/audience
    (
        "resident-pension-contribution-query",
        "supplementary_pension.years_paid",
    ),  # guide/33/audience
)


def test_every_condition_on_what_was_paid_has_its_law():
    assert set(ASKED) == {
        (service.name, name)
        for service in GUIDE.services.values()
        for condition in service.eligibility.conditions()
        for name in reads(condition.when) & set(PAID)
    }


@pytest.mark.parametrize(("service", "name"), ASKED)
@settings(max_examples=40)
@given(data=st.data())
def test_more_paid_never_turns_an_eligible_claim_ineligible(service, name, data):
    case, on = data.draw(people(service))
    fewer, more = sorted(data.draw(st.tuples(st.integers(0, 130), st.integers(0, 130))))
    before = decided(service, {**case, name: fewer}, on)
    assume(before is not None)

    after = decided(service, {**case, name: more}, on)

    assert after is not None
    if before.outcome is Outcome.ELIGIBLE:
        assert after.outcome is Outcome.ELIGIBLE


@settings(max_examples=60)
@given(data=st.data())
def test_more_months_paid_never_shorten_the_benefit(data):
    """law/social-insurance-law/46."""
    case, on = data.draw(people("unemployment-benefit"))
    fewer, more = sorted(data.draw(st.tuples(st.integers(12, 400), st.integers(12, 400))))
    terms = [
        decided("unemployment-benefit", {**case, MONTHS: months}, on) for months in (fewer, more)
    ]
    assume(None not in terms)

    short, long = (decision.benefit["max_benefit_months"].value for decision in terms)

    assert (short is None) is (long is None)
    assert short is None or short <= long


# What an output may rest on, by the clause that sets it. Amounts of the same outcome are compared.
RESTS_ON: dict[tuple[str, str], set[str]] = {
    ("skill-upgrade-subsidy", "amount"): {"certificate.level"},  # guide/22/notes/3
    ("unemployment-benefit", "max_benefit_months"): {MONTHS},  # law/social-insurance-law/46
    ("unemployment-benefit", "pay_by"): {"unemployment_insurance.approved_on"},  # guide/27/notes/2
    ("flexible-worker-pension-enrolment", "base_floor"): {"contribution.year"},  # guide/20/notes/2
    ("flexible-worker-pension-enrolment", "base_ceiling"): {"contribution.year"},
    ("flexible-worker-pension-enrolment", "base_in_range"): {
        "contribution.year",
        "contribution.monthly_base",
    },
    ("flexible-worker-pension-enrolment", "monthly_contribution"): {
        "contribution.year",
        "contribution.monthly_base",
    },
    ("resident-pension-back-payment", "back_payable_years"): {  # guide/32/description
        "back_payment.scheme",
        "person.birth_date",
        "resident_pension.years_paid",
        "resident_pension.years_interrupted",
        "resident_pension.scheme_start_on",
        "supplementary_pension.years_paid",
        "supplementary_pension.years_interrupted",
        "supplementary_pension.scheme_start_on",
    },
    ("resident-pension-back-payment", "subsidised"): {  # guide/32/description/3
        "back_payment.scheme",
        "person.birth_date",
        "resident_pension.scheme_start_on",
        "resident_pension.paid_every_year",
        "supplementary_pension.scheme_start_on",
        "supplementary_pension.paid_every_year",
    },
    ("supplementary-pension-claim", "payable_from"): {  # guide/35/notes/1
        "person.birth_date",
        "supplementary_pension.scheme_start_on",
    },
    ("benefit-eligibility-certification", "next_due_on"): {  # guide/21/description
        "certification.last_on"
    },
    ("training-enrolment-query", "result_available_on"): {  # guide/18/notes/1
        "training.recommended_on"
    },
    ("social-security-card-loss-report", "lapses_on"): {  # guide/40/notes/1
        "card.report_kind",
        "card.loss_reported_on",
    },
    **{  # what a text says that recruits: law/employment-promotion-law
        (service, output): {"posting.text"}
        for service in (
            "gig-recruitment-registration",
            "gig-worker-recommendation",
            "gig-worker-search",
        )
        for output in ("passage", "ground")
    },
}


def test_every_output_has_its_law():
    assert {
        (service.name, output.name)
        for service in GUIDE.services.values()
        for output in service.outputs
    } == RESTS_ON.keys()


@pytest.mark.parametrize(("service", "output"), RESTS_ON)
@settings(max_examples=100)
@given(data=st.data())
def test_an_output_never_depends_on_what_its_clause_does_not_name(service, output, data):
    case, on = data.draw(people(service))
    before = decided(service, case, on)
    assume(before is not None)
    unrelated = sorted(GUIDE.facts.keys() - RESTS_ON[service, output] - {"application.date"})
    # The facts that the service reads are where a mistake would be; of the others a few will do.
    read = [fact.name for fact in GUIDE.facts_read(service) if fact.name in unrelated]
    names = (
        st.sampled_from(read) | st.sampled_from(unrelated) if read else st.sampled_from(unrelated)
    )
    changed: dict[str, Any] = {
        name: data.draw(values(GUIDE.facts[name]))
        for name in data.draw(st.lists(names, min_size=1, max_size=3, unique=True))
    }
    after = decided(service, {**case, **changed}, on)
    assume(after is not None)

    if before.outcome is after.outcome:
        was, now = before.benefit[output], after.benefit[output]
        assert (was.status, was.value) == (now.status, now.value)


# Facts that a constraint ties to others say something about those.
TIED = frozenset[str]().union(*(reads(each.holds) for each in GUIDE.rulebook.constraints))


@pytest.mark.parametrize("service", GUIDE.services)
@settings(max_examples=12)
@given(data=st.data())
def test_facts_that_a_service_does_not_read_decide_nothing(service, data):
    case, on = data.draw(cases(service))
    read = {fact.name for fact in GUIDE.facts_read(service)}
    name = data.draw(st.sampled_from(sorted(GUIDE.facts.keys() - read - TIED)))
    before = decided(service, case, on)
    assume(before is not None)

    after = decided(service, {**case, name: data.draw(values(GUIDE.facts[name]))}, on)

    assert after is not None
    assert {**after.to_dict(), "receipt": None} == {**before.to_dict(), "receipt": None}
