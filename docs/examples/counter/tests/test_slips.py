"""Slips: what holds for everybody, whoever they are."""

from __future__ import annotations

import datetime as dt
import io
import json
from wsgiref.util import setup_testing_defaults

import pytest
from counter import GUIDE, application
from hypothesis import given, settings
from hypothesis import strategies as st

import sxguide
from sxguide.testing import cases, eligible_cases, ineligible_cases, partial_cases, working_days

SERVICE = "skill-upgrade-subsidy"
ON = dt.date(2026, 4, 30)
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


def posted(facts, service=SERVICE, on=ON):
    """The status and the reply to a request."""
    body = json.dumps(facts, default=str).encode()
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": f"/{service}", "QUERY_STRING": str(on)}
    setup_testing_defaults(environ)
    environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    heard = []
    reply = b"".join(application(environ, lambda status, headers: heard.append(status)))
    return heard[0].split()[0], json.loads(reply)


@given(eligible_cases(SERVICE, on=ON, guide=GUIDE))
def test_who_may_apply_is_told_what_to_bring_and_what_it_is_worth(case):
    status, slip = posted(case)

    assert status == "200"
    assert slip["answer"] == "you may apply"
    assert slip["amounts"]["amount"] in {"1000", "1500", "2000"}
    assert slip["bring"]
    assert slip["because"] == slip["please_say"] == []


@given(ineligible_cases(SERVICE, on=ON, guide=GUIDE))
def test_who_may_not_apply_is_told_why(case):
    _, slip = posted(case)

    assert slip["answer"] == "you may not apply"
    assert slip["because"]
    assert slip["amounts"] == {}


@given(partial_cases(SERVICE, on=ON, guide=GUIDE))
def test_somebody_is_asked_for_more_exactly_while_the_answer_is_open(case):
    _, slip = posted(case)

    assert bool(slip["please_say"]) is (slip["answer"] == "we need to know more")


@given(data=st.data())
def test_a_slip_is_done_on_a_working_day_after_the_day_of_application(data):
    on = data.draw(working_days(first=dt.date(2026, 1, 1), last=dt.date(2026, 11, 30)))
    case = data.draw(cases(SERVICE, on=on, guide=GUIDE))

    _, slip = posted(case, on=on)

    done = dt.date.fromisoformat(slip["done_by"])
    assert done > on
    assert sxguide.WorkCalendar.default().is_working_day(done)


@pytest.mark.parametrize(
    ("facts", "service", "on", "status", "words"),
    [
        ({}, "skill-upgrade", ON, "404", "did you mean"),
        ({"certificate.levle": "senior"}, SERVICE, ON, "400", "unknown fact `certificate.levle`"),
        ({"certificate.level": "master"}, SERVICE, ON, "400", "cannot be `master`"),
        ([], SERVICE, ON, "400", "a case is a mapping"),
        ({}, SERVICE, "today", "400", "today"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_nothing_breaks(facts, service, on, status, words):
    found, reply = posted(facts, service, on)

    assert found == status
    assert words in reply["errors"][0]
