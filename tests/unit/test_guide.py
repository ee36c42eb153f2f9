"""The guide: services found by any of their names, decisions with term, receipt and clauses, safe between threads."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
    clause,
    condition,
    entry,
    formula,
    interpretation,
    item,
    parameter,
    rule_files,
    service,
    small_guide,
)

import sxguide
from sxguide.almanac import FIRST_DAY
from sxguide.errors import CaseError, DecisionError, RulebookError, UnknownServiceError
from sxguide.guide import load
from sxguide.inquiries import LAST_APPLICATION
from sxguide.workdays import WorkCalendar

WANTS = condition("wants", "person.wants = true")
MONTHS = condition("months", "person.months > 3")


# Services


@pytest.mark.parametrize(
    "name",
    [
        "resident-pension-claim",
        "Resident-Pension-Claim",
        34,
        pytest.param("34", id="34 as a text"),
        "城乡居民基本养老保险待遇申领",
        " 城乡居民基本 养老保险待遇 申领 ",
        "养老金申领",
    ],
)
def test_a_service_is_found_by_name_number_and_either_title(guide, name):
    assert guide.service(name).number == 34


def test_an_unknown_service_names_the_nearest(guide):
    with pytest.raises(UnknownServiceError, match="did you mean `unemployment-benefit`"):
        guide.service("unemployment-benefits")


def test_a_service_like_no_other_points_at_the_list(guide):
    with pytest.raises(UnknownServiceError, match="`sxguide services` lists them all"):
        guide.service("zzzzzz")


def test_a_very_long_name_is_cut_in_the_message(guide):
    with pytest.raises(UnknownServiceError) as caught:
        guide.service("x" * 10_000)

    assert len(str(caught.value)) < 200


def test_an_unknown_service_is_a_lookup_error_too(guide):
    with pytest.raises(LookupError):
        guide.decide("nothing-like-it", {}, on=ON)


def test_services_stand_in_the_guides_order():
    both = [service("late", WANTS, number=9), service("early", WANTS, number=2)]

    assert list(sxguide.Guide(sxguide.loader.load_rulebook(rule_files(*both))).services) == [
        "early",
        "late",
    ]


def test_the_facts_of_a_service_are_those_it_reads_also_through_others():
    definitions = {"person.is_old": formula("boolean", "person.birth_date < application.date")}
    rules = {"materials": [item("form", when='person.colour = "red"')]}
    guide = small_guide(
        condition("old", "person.is_old = true"), rules=rules, definitions=definitions
    )

    names = [fact.name for fact in guide.facts_read("some")]

    assert names == ["application.date", "person.birth_date", "person.colour"]


def test_vocabulary_parameters_and_rules_are_open_to_inspection(guide):
    assert guide.facts["person.sex"].choices[0].value == "male"
    assert guide.parameters["skill_subsidy.base_months"].entries[0].value == 36
    assert guide.rulebook.services is guide.services


# Decisions


def test_the_date_of_the_decision_must_be_named(guide):
    with pytest.raises(TypeError):
        guide.decide(22, {})


@pytest.mark.parametrize(
    "on", ["2026-06-01", dt.datetime(2026, 6, 1, tzinfo=dt.UTC), None, 20260601]
)
def test_the_date_of_the_decision_must_be_a_date(guide, on):
    with pytest.raises(DecisionError, match="`on` must be a date without a time"):
        guide.decide(22, {}, on=on)


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_APPLICATION])
def test_an_application_may_be_made_within_the_calendar(day):
    assert small_guide(WANTS).decide("some", {}, on=day).deadline.due == day


@pytest.mark.parametrize("day", [FIRST_DAY - dt.timedelta(1), LAST_APPLICATION + dt.timedelta(1)])
def test_an_application_outside_the_calendar_is_refused(day):
    with pytest.raises(
        CaseError, match=r"`application\.date` must be from 1990-01-01 to 2099-12-31"
    ):
        small_guide(WANTS).decide("some", {}, on=day)


def test_every_contradiction_is_told_at_once():
    constraints = [
        {"id": "one", "holds": "person.wants = true", "label": {"zh": "甲", "en": "one"}},
        {"id": "two", "holds": "person.months > 3", "label": {"zh": "乙", "en": "two"}},
    ]
    guide = small_guide(WANTS, constraints=constraints)

    with pytest.raises(CaseError) as caught:
        guide.decide("some", {"person.wants": False, "person.months": 1}, on=dt.date(1980, 1, 1))

    assert [problem.code for problem in caught.value.problems] == [
        "contradictory-facts",
        "contradictory-facts",
        "out-of-range",
    ]


@pytest.mark.parametrize(
    ("days", "counting", "on", "due"),
    [
        (0, "instant", "2026-06-01", "2026-06-01"),
        (1, "after_application_day", "2026-06-01", "2026-06-02"),
        (5, "after_application_day", "2026-04-30", "2026-05-11"),
        (5, "not_stated", "2026-04-30", "2026-05-11"),
    ],
)
def test_the_deadline_counts_working_days_from_the_application(days, counting, on, due):
    deadline = {"working_days": days, "counting": counting, "cites": [clause(2)]}
    guide = small_guide(WANTS, rules={"deadline": deadline})

    found = guide.decide("some", {}, on=dt.date.fromisoformat(on)).deadline

    assert (str(found.due), found.working_days, found.counting, found.provisional) == (
        due,
        days,
        counting,
        False,
    )
    assert [citation.clause for citation in found.citations] == [clause(2)]


def test_the_deadline_counts_from_the_application_where_it_is_not_the_decisions_day():
    deadline = {"working_days": 1, "counting": "after_application_day", "cites": [CLAUSE]}
    guide = small_guide(WANTS, rules={"deadline": deadline})

    found = guide.decide("some", {"application.date": dt.date(2026, 3, 2)}, on=ON)

    assert found.deadline.due == dt.date(2026, 3, 3)


def test_a_due_date_past_the_announced_years_is_provisional():
    deadline = {"working_days": 5, "counting": "after_application_day", "cites": [CLAUSE]}
    calendar = WorkCalendar.default().until(2026)
    guide = small_guide(WANTS, calendar, rules={"deadline": deadline})

    found = guide.decide("some", {}, on=dt.date(2026, 12, 30)).deadline

    assert (found.provisional, found.provisional_years) == (True, (2027,))


def test_a_calendar_of_the_callers_own_is_used():
    closed = WorkCalendar.default().with_closures([dt.date(2026, 6, 2)])
    deadline = {"working_days": 1, "counting": "after_application_day", "cites": [CLAUSE]}
    rules = {"deadline": deadline}

    usual = small_guide(WANTS, rules=rules).decide("some", {}, on=ON)
    ours = small_guide(WANTS, closed, rules=rules).decide("some", {}, on=ON)

    assert [str(usual.deadline.due), str(ours.deadline.due)] == ["2026-06-02", "2026-06-03"]
    assert usual.receipt.calendar != ours.receipt.calendar


def test_citations_are_each_named_once_in_the_order_of_reading():
    tree = {
        "all": [
            condition("wants", "person.wants = true", cites=[clause(3), clause(2)]),
            WANTS | {"id": "again"},
        ],
        "cites": [clause(4)],
    }
    rules = {
        "benefit": {"amount": formula("integer", "1", cites=[clause(5), clause(3)])},
        "materials": [item("form", cites=[clause(6)])],
        "handling": {"accepted_at": [item("counter", cites=[clause(7), CLAUSE])]},
        "notices": [item("mind", cites=[clause(8)])],
        "deadline": {"working_days": 0, "counting": "instant", "cites": [clause(9)]},
    }

    decision = small_guide(tree, rules=rules).decide("some", {"person.wants": True}, on=ON)

    assert [citation.clause for citation in decision.citations] == [
        clause(number) for number in (4, 3, 2, 1, 5, 6, 7, 8, 9)
    ]


def test_the_receipt_says_what_reproduces_the_decision():
    guide = small_guide(WANTS)

    receipt = guide.decide(1, {"person": {"wants": True, "months": 3}}, on=ON).receipt

    assert receipt.rulebook == guide.rulebook.digest
    assert receipt.engine == version("sxguide")
    assert receipt.calendar == guide.calendar.version
    assert (receipt.service, receipt.on) == ("some", ON)
    assert dict(receipt.facts) == {"person.months": 3, "person.wants": True}


def test_the_receipt_alone_makes_the_same_decision_again(guide):
    case = {"person": {"sex": "female"}, "unemployment_insurance.months_paid": 60}
    first = guide.decide(23, case, on=ON)

    again = guide.decide(
        first.receipt.service, first.receipt.to_dict()["facts"], on=first.receipt.on
    )

    assert again.to_json() == first.to_json()


def test_the_receipt_changes_with_the_rules():
    other = small_guide(WANTS, interpretations=[interpretation("one")])

    assert small_guide(WANTS).rulebook.digest != other.rulebook.digest


def test_nothing_that_a_caller_gets_can_be_changed(guide):
    decision = guide.decide(22, {}, on=ON)

    with pytest.raises(AttributeError):
        decision.outcome = sxguide.Outcome.ELIGIBLE
    with pytest.raises(TypeError):
        guide.services["new"] = None
    with pytest.raises(TypeError):
        guide.facts["person.sex"] = None
    with pytest.raises(AttributeError):
        guide.rulebook.digest = ""


def test_a_case_is_left_as_it_was(guide):
    case = {"person": {"sex": "male", "wants_work": None}}

    guide.decide(11, case, on=ON)

    assert case == {"person": {"sex": "male", "wants_work": None}}


def test_eight_threads_on_one_guide_decide_as_one_does():
    guide = load()
    cases = [
        (
            name,
            {"unemployment_insurance.months_paid": months, "person.wants_work": months % 2 == 0},
            ON + dt.timedelta(months),
        )
        for months in range(3)
        for name in guide.services
    ]

    def decide(asked):
        name, case, on = asked
        return guide.decide(name, case, on=on).to_json()

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(decide, cases))

    assert together == [decide(asked) for asked in cases]


# Loading


def test_rules_of_ones_own_are_loaded_from_a_folder(tmp_path):
    for name, data in rule_files(service("some", WANTS)).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)

    guide = load(tmp_path)

    assert list(guide.services) == ["some"]
    assert load(str(tmp_path)).rulebook == guide.rulebook


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RulebookError, match=r"there is no folder .*nowhere`"):
        load(tmp_path / "nowhere")


def test_a_parameter_of_the_future_does_not_decide_today():
    series = {"fund.least": parameter("integer", entry(12, **{"from": "2027-01-01"}))}
    tree = condition("enough", "person.months >= param.fund.least")

    decision = small_guide(tree, parameters=series).decide("some", {"person.months": 20}, on=ON)

    assert decision.outcome is sxguide.Outcome.UNDETERMINED


def test_the_official_text_is_attached_to_rules_of_ones_own(tmp_path, monkeypatch):
    for name, data in rule_files(service("some", WANTS)).items():
        (tmp_path / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "rules" / name).write_bytes(data)
    (tmp_path / "guide.txt").write_text("the text", encoding="utf-8")
    read = []
    monkeypatch.setattr("sxguide.loader.split_guide", lambda text: read.append(text) or {})

    attached = load(tmp_path / "rules", source=tmp_path / "guide.txt")

    assert read == ["the text"]
    assert list(attached.services) == ["some"]


@pytest.mark.parametrize("query", [22, None, b"x"])
def test_a_search_is_for_words(guide, query):
    with pytest.raises(DecisionError, match="`query` must be a text"):
        guide.search(query)


@pytest.mark.parametrize("limit", [-1, 2.0, True, "3"])
def test_a_search_gives_a_number_of_hits(guide, limit):
    with pytest.raises(DecisionError, match="`limit` must be a whole number from 0 up"):
        guide.search("养老金", limit=limit)


def test_a_service_that_recommends_nothing_says_so():
    with pytest.raises(
        DecisionError, match="`some` recommends nothing; the services that do are none"
    ):
        small_guide(WANTS).recommend("some", {}, [], on=ON)
