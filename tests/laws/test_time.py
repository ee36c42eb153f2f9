"""Laws of time: what has expired stays expired, an age reached stays reached, and answers are due on working days in turn."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.applicants import GUIDE, decided, people, values

from sxguide.dependencies import reads

APPLIED = st.dates(dt.date(2010, 1, 1), dt.date(2040, 12, 31))
WAIT = st.integers(0, 60) | st.integers(0, 15_000)

# The conditions that turn true on a day and stay so.
REACHED = (
    ("fixed-job-seeker-registration", "minimum-age"),  # law/child-labour-ban/2
    ("fixed-job-recommendation", "minimum-age"),
    ("fixed-job-search", "minimum-age"),
    ("gig-job-seeker-registration", "minimum-age"),
    ("gig-job-recommendation", "minimum-age"),
    ("gig-job-search", "minimum-age"),
    ("unemployment-registration", "minimum-age"),  # guide/11/conditions
    ("training-intent-registration", "key-age"),  # guide/16/notes/1
    ("training-intent-registration", "founder-age"),  # guide/16/notes/1
    ("training-enrolment-query", "result-available"),  # guide/18/notes/1
    ("flexible-worker-pension-enrolment", "minimum-age"),  # guide/20/conditions
    ("resident-pension-enrolment", "enrolment-age"),  # guide/28/conditions
    ("resident-pension-claim", "claim-age"),  # guide/34/conditions
    ("supplementary-pension-claim", "claim-age"),  # guide/35/conditions
)
# Those that turn false on a day and stay so: an expired certificate, and an age that is past.
EXPIRED = (
    ("skill-upgrade-subsidy", "certificate-recent"),  # guide/22/conditions, guide/22/notes/1
    ("unemployment-registration", "before-retirement-age"),  # guide/11/conditions
    ("flexible-worker-pension-enrolment", "before-retirement-age"),  # guide/20/conditions
)


def test_every_condition_on_the_day_of_application_has_its_law():
    assert {*REACHED, *EXPIRED} == {
        (service.name, condition.id)
        for service in GUIDE.services.values()
        for condition in service.eligibility.conditions()
        if "application.date" in reads(condition.when)
    }


@pytest.mark.parametrize(("service", "condition"), [*REACHED, *EXPIRED])
@settings(max_examples=40)
@given(data=st.data())
def test_a_later_application_never_undoes_what_a_day_brought(service, condition, data):
    case, _ = data.draw(people(service))
    # The days that are compared with the day of application, years before it or about it.
    first = data.draw(APPLIED)
    for fact in GUIDE.facts_read(service):
        if fact.kind == "date" and fact.name != "application.date":
            case[fact.name] = data.draw(
                values(fact) | st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31))
            )
    later = first + dt.timedelta(days=data.draw(WAIT))
    decisions = [decided(service, {**case, "application.date": day}, day) for day in (first, later)]
    assume(None not in decisions)

    before, after = (
        next(reason.truth for reason in decision.reasons if reason.id == condition)
        for decision in decisions
    )

    # A day for which a parameter is not known leaves it open.
    settled = (service, condition) in REACHED
    if before is settled and after is not None:
        assert after is settled


@settings(max_examples=150)
@given(
    issued=st.dates(dt.date(2015, 1, 1), dt.date(2028, 12, 31)),
    first=st.integers(360, 370) | st.integers(0, 1000),
    later=st.integers(0, 10) | st.integers(0, 1000),
    data=st.data(),
)
def test_a_later_application_never_makes_an_expired_certificate_valid(issued, first, later, data):
    """guide/22/conditions, guide/22/notes/1."""
    case, _ = data.draw(people("skill-upgrade-subsidy"))
    days = [issued + dt.timedelta(days=count) for count in (first, first + later)]
    decisions = [
        decided(
            "skill-upgrade-subsidy",
            {**case, "certificate.issued_on": issued, "application.date": day},
            day,
        )
        for day in days
    ]
    assume(None not in decisions)

    before, after = (
        next(reason.truth for reason in decision.reasons if reason.id == "certificate-recent")
        for decision in decisions
    )

    assert None not in (before, after)
    assert before or not after


@pytest.mark.parametrize("service", GUIDE.services)
@settings(max_examples=15)
@given(first=st.dates(dt.date(2010, 1, 1), dt.date(2035, 12, 31)), wait=st.integers(0, 30))
def test_an_answer_is_due_on_a_working_day_and_never_before_that_to_an_earlier_application(
    service, first, wait
):
    """guide/N/deadline, law/civil-code/201."""
    calendar = GUIDE.calendar
    days = [first, first + dt.timedelta(days=wait)]
    terms = [GUIDE.decide(service, {}, on=day).deadline for day in days]

    for day, term in zip(days, terms, strict=True):
        assert term.due == day or calendar.is_working_day(term.due)
        assert calendar.count(day, term.due) == term.working_days
    assert terms[0].due <= terms[1].due
