"""What would turn an answer, on small rules that a reader can check by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.rulebooks import (
    ON,
    choice,
    condition,
    entry,
    fact,
    parameter,
    rule_files,
    service,
    small_guide,
)

import sxguide
from sxguide.answers import Outcome
from sxguide.guide import Guide
from sxguide.loader import load_rulebook

BORN_2010 = {"person.birth_date": "2010-08-01"}
ADULT = condition("adult", 'person.birth_date + duration("P16Y") <= application.date')
RECENT = condition("recent", 'application.date <= x.issued_on + duration("P1Y")')
MONTHS = condition("months", "x.months >= 36")
MUTABLE = {
    "person.birth_date": {**fact("date"), "mutability": "given"},
    "x.months": {**fact("integer", minimum=0), "mutability": "monthly"},
    "x.issued_on": {**fact("date"), "mutability": "anew"},
    "x.claims": {**fact("integer", unit="count", minimum=0), "mutability": "each_year"},
    "x.claimed": {**fact("boolean"), "mutability": "once"},
    "x.trouble": {**choice("lost", "none"), "mutability": "given"},
}


def asked(eligibility, case, on=ON, **parts):
    """What would turn the answer, each as its kind, its date, and its facts with their examples."""
    guide = small_guide(eligibility, facts=MUTABLE, **parts)
    return guide.decide("some", case, on=on).changes()


def told(changes):
    return [
        (change.kind, change.on, {value.name: value.example for value in change.facts})
        for change in changes
    ]


def test_one_fact_of_the_persons_choice_turns_it_at_once():
    changes = asked(condition("red", 'person.colour = "red"'), {"person.colour": "blue"})

    assert told(changes) == [("action", ON, {"person.colour": "red"})]
    assert changes.target is Outcome.ELIGIBLE
    assert changes.is_exact


def test_the_eligible_are_told_what_would_lose_it():
    changes = asked(condition("red", 'person.colour = "red"'), {"person.colour": "red"})

    assert changes.target is Outcome.INELIGIBLE
    (value,) = changes[0].facts
    assert value.values == ("green", "blue")


def test_time_alone_comes_before_what_nobody_can_change():
    changes = asked(ADULT, BORN_2010)

    assert [change.kind for change in changes] == ["time", "not_changeable"]
    assert told(changes)[0][1:] == (
        dt.date(2026, 8, 1),
        {"application.date": dt.date(2026, 8, 1)},
    )
    assert changes[1].on == ON
    assert changes[1].facts[0].ranges[0].high == dt.date(2010, 6, 1)


def test_who_has_to_wait_and_to_act_is_told_both():
    both = {"all": [ADULT, condition("wants", "person.wants = true")]}
    changes = asked(both, {**BORN_2010, "person.wants": False})

    assert told(changes)[0] == (
        "action",
        dt.date(2026, 8, 1),
        {"application.date": dt.date(2026, 8, 1), "person.wants": True},
    )


def test_months_take_until_they_are_paid():
    changes = asked(MONTHS, {"x.months": 30})

    assert told(changes) == [("action", dt.date(2026, 12, 1), {"x.months": 36})]
    assert changes[0].waits


def test_months_are_no_advice_where_the_certificate_lapses_first():
    case = {"x.months": 30, "x.issued_on": "2025-09-01"}
    changes = asked({"all": [MONTHS, RECENT]}, case)

    assert told(changes) == [("action", dt.date(2026, 12, 1), {"x.issued_on": ON, "x.months": 36})]
    assert {reason.id for reason in changes[0].reasons} == {"months", "recent"}


def test_months_are_never_fewer():
    changes = asked(MONTHS, {"x.months": 40})

    assert [change.kind for change in changes] == ["not_changeable"]


def test_what_begins_again_with_the_year_takes_time_alone():
    changes = asked(condition("few", "x.claims < 3"), {"x.claims": 3})

    assert told(changes) == [("time", dt.date(2027, 1, 1), {"x.claims": 0})]


def test_what_happened_once_cannot_be_undone():
    fresh = condition("fresh", "x.claimed = false")

    assert [change.kind for change in asked(fresh, {"x.claimed": True})] == ["not_changeable"]
    assert [change.kind for change in asked(fresh, {"x.claimed": False})] == ["action"]


def test_a_policy_ends_with_its_last_day():
    wanting = condition("wants", "person.wants = true", in_force={"until": "2026-06-30"})
    changes = asked(wanting, {"person.wants": True})

    assert told(changes)[0] == (
        "time",
        dt.date(2026, 7, 1),
        {"application.date": dt.date(2026, 7, 1)},
    )
    assert [reason.id for reason in changes[0].reasons] == ["wants"]


def test_a_change_that_hangs_on_what_is_not_known_is_possible():
    both = {"all": [MONTHS, condition("wants", "person.wants = true")]}
    (change,) = asked(both, {"x.months": 30})

    assert not change.is_sure
    assert change.decision.outcome is Outcome.UNDETERMINED


def test_of_an_open_answer_only_what_settles_it_is_told():
    either = {
        "any": [condition("able", "person.able = true"), condition("wants", "person.wants = true")]
    }
    changes = asked(either, {"person.wants": False})

    assert told(changes) == [("action", ON, {"person.wants": True})]
    assert asked(either, {}).changes == ()


def test_facts_that_a_constraint_binds_change_together():
    red = condition("red", 'person.colour = "red"')
    bound = {
        "id": "red-wants",
        "holds": 'person.colour != "red" or person.wants = true',
        "label": {"zh": "词", "en": "words"},
    }
    changes = asked(red, {"person.colour": "blue", "person.wants": False}, constraints=[bound])

    assert told(changes) == [("action", ON, {"person.wants": True, "person.colour": "red"})]


def test_a_fact_that_follows_from_another_changes_with_it():
    follows = {**fact("boolean"), "default": "if x.months > 0 then true else null"}
    parts = {"facts": {**MUTABLE, "x.enrolled": follows}}
    guide = small_guide({"all": [condition("enrolled", "x.enrolled = true"), MONTHS]}, **parts)
    changes = guide.decide("some", {"x.months": 30}, on=ON).changes()

    assert told(changes) == [("action", dt.date(2026, 12, 1), {"x.months": 36})]
    said = guide.decide("some", {"x.months": 36, "x.enrolled": False}, on=ON).changes()
    assert told(said) == [("action", ON, {"x.enrolled": True})]


def test_another_service_is_named_that_brings_it_about():
    first = service("first", condition("able", "person.able = true"), establishes=["person.wants"])
    some = service("some", condition("wants", "person.wants = true"), number=2)
    guide = Guide(load_rulebook(rule_files(first, some)))
    (change,) = guide.decide("some", {"person.wants": False}, on=ON).changes()

    assert [each.name for each in change.facts[0].services] == ["first"]


def test_after_an_event_had_anew_its_own_time_is_waited_for():
    rested = condition("rested", 'x.issued_on + duration("P1M") <= application.date')
    changes = asked({"all": [RECENT, rested]}, {"x.issued_on": "2020-01-01"})

    assert told(changes)[-1] == (
        "action",
        dt.date(2026, 7, 1),
        {"application.date": dt.date(2026, 7, 1), "x.issued_on": ON},
    )


def test_a_value_of_the_law_that_is_to_come_is_waited_for():
    law = {"fund.least": parameter("integer", entry(40), entry(20, **{"from": "2027-03-01"}))}
    law["fund.least"]["series"][0]["until"] = "2027-02-28"
    enough = condition("enough", "x.months >= param.fund.least")
    changes = asked(enough, {"x.months": 10}, parameters=law)

    assert told(changes) == [("action", dt.date(2027, 4, 1), {"x.months": 20})]


def test_what_reads_words_may_have_other_changes():
    nobody = condition("name", 'person.name = "x"')
    changes = asked(nobody, {"person.name": "y"})

    assert (changes.changes, changes.is_exact) == ((), False)


def test_no_change_is_to_have_no_such_thing():
    old = condition("old", 'x.issued_on = null or x.issued_on <= date("2020-01-01")')
    changes = asked(old, {"x.issued_on": "2026-05-01"})

    assert [change.kind for change in changes] == ["not_changeable"]
    (within,) = changes[0].facts[0].ranges
    assert (within.high, changes[0].facts[0].example) == (dt.date(2020, 1, 1),) * 2


def test_a_given_date_of_application_is_moved():
    guide = small_guide(ADULT, facts=MUTABLE)
    case = {**BORN_2010, "application.date": "2026-07-01"}
    first = guide.decide("some", case, on=ON).changes()[0]

    assert first.on == dt.date(2026, 8, 1)
    assert first.decision.receipt.facts["application.date"] == dt.date(2026, 8, 1)


def test_a_change_as_data_has_its_facts_and_clauses():
    plain = asked(MONTHS, {"x.months": 30}).to_dict()

    assert plain["target"] == "eligible"
    (change,) = plain["changes"]
    assert (change["kind"], change["sure"], change["on"]) == ("action", True, "2026-12-01")
    assert change["citations"] == ["law/made-up/1"]
    assert change["facts"][0]["ranges"] == [
        {"low": 36, "high": None, "includes_low": True, "includes_high": True}
    ]


# Time alone


def test_stretches_are_days_of_one_outcome():
    guide = small_guide({"all": [ADULT, RECENT]}, facts=MUTABLE)
    case = {**BORN_2010, "x.issued_on": "2026-05-01"}
    found = guide.stretches(case, "some", on=ON)

    assert [(each.first, each.last, each.outcome) for each in found] == [
        (ON, dt.date(2026, 7, 31), Outcome.INELIGIBLE),
        (dt.date(2026, 8, 1), dt.date(2027, 5, 1), Outcome.ELIGIBLE),
        (dt.date(2027, 5, 2), None, Outcome.INELIGIBLE),
    ]
    assert guide.eligible_from(case, "some", on=ON) == dt.date(2026, 8, 1)
    assert guide.eligible_until(case, "some", on=ON) == dt.date(2027, 5, 1)


def test_what_follows_by_default_turns_with_the_date_as_well():
    follows = {
        **fact("boolean"),
        "default": "if x.issued_on <= application.date then true else null",
    }
    guide = small_guide(condition("held", "x.held = true"), facts={**MUTABLE, "x.held": follows})
    found = guide.stretches({"x.issued_on": "2026-07-15"}, "some", on=ON)

    assert [(each.first, each.outcome) for each in found] == [
        (ON, Outcome.UNDETERMINED),
        (dt.date(2026, 7, 15), Outcome.ELIGIBLE),
    ]


def test_a_day_that_never_comes_is_none():
    guide = small_guide(RECENT, facts=MUTABLE)
    case = {"x.issued_on": "2020-01-01"}

    assert guide.eligible_from(case, "some", on=ON) is None
    assert guide.eligible_until(case, "some", on=ON) is None


def test_a_rule_that_turns_with_the_month_is_tried_day_by_day():
    guide = small_guide(condition("march", "application.date.month = 3"))

    assert guide.eligible_from({}, "some", on=ON) == dt.date(2027, 3, 1)
    assert guide.eligible_until({}, "some", on=ON) == dt.date(2027, 3, 31)


def test_a_rule_tried_day_by_day_is_tried_from_the_day_asked_about():
    law = {"fund.least": parameter("integer", entry(3, **{"from": "2010-01-01"}))}
    march = condition("march", "application.date.month = param.fund.least / 1")
    guide = small_guide(march, parameters={"fund.least": {**law["fund.least"], "unit": "one"}})

    assert guide.eligible_from({}, "some", on=ON) == dt.date(2027, 3, 1)
    assert guide.eligible_until({}, "some", on=ON) == dt.date(2027, 3, 31)


def test_days_on_which_facts_contradict_one_another_are_left_out():
    past = {
        "id": "past",
        "holds": "application.date <= x.issued_on",
        "label": {"zh": "词", "en": "words"},
    }
    guide = small_guide(RECENT, facts=MUTABLE, constraints=[past])
    (only,) = guide.stretches({"x.issued_on": "2026-07-01"}, "some", on=ON)

    assert (only.first, only.last) == (ON, dt.date(2026, 7, 1))


def test_an_unknown_service_and_a_date_that_is_none_are_refused():
    guide = small_guide(RECENT, facts=MUTABLE)

    with pytest.raises(sxguide.UnknownServiceError):
        guide.eligible_from({}, "other", on=ON)
    with pytest.raises(sxguide.DecisionError):
        guide.eligible_until({}, "some", on="2026-01-01")
    with pytest.raises(sxguide.CaseError):
        guide.stretches({"x.months": -1}, "some", on=ON)
