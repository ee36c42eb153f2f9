"""A person's timeline: events in, what follows out, and what a correction changes."""

from __future__ import annotations

import datetime as dt
import sys

import pytest

from sxguide.errors import EngineWarning, TimelineError
from sxguide.lifecycle import Timeline

D = dt.date
UNTIL = D(2026, 12, 31)
APPROVED = {
    "id": "approved",
    "kind": "benefit_approved",
    "on": "2026-02-10",
    "registered_on": "2026-01-31",
    "months_paid": 60,
}


@pytest.fixture
def timeline(guide):
    timeline = Timeline(guide)
    timeline.post(APPROVED)
    return timeline


def told(consequences):
    return [(each.on, each.kind, each.name) for each in consequences]


def test_an_event_gets_an_id_of_its_kind_and_date(guide):
    timeline = Timeline(guide)

    ids = [timeline.post({"kind": "imprisoned", "on": D(2026, 3, 2)}).id for _ in range(3)]

    assert ids == ["imprisoned@2026-03-02", "imprisoned@2026-03-02#2", "imprisoned@2026-03-02#3"]


def test_a_consequence_names_its_clauses_and_the_events_that_caused_it(timeline):
    timeline.post({"id": "job", "kind": "found_work", "on": "2026-03-02"})

    (ended,) = (
        each for each in timeline.until(UNTIL) if (each.kind, each.name) == ("ends", "benefit")
    )

    assert [each.id for each in ended.causes] == ["approved", "job"]
    assert "law/social-insurance-law/51/1" in [each.clause for each in ended.citations]
    assert ended.because.en == "a new job"


def test_what_falls_due_later_is_told_on_the_day_on_which_it_arises(timeline):
    (owed,) = (each for each in timeline.until(D(2026, 2, 10)) if each.kind == "owes")

    assert owed.due == D(2026, 3, 23)


def test_an_event_that_is_learnt_of_late_tells_what_it_changes(timeline):
    revision = timeline.insert({"kind": "found_work", "on": "2026-03-02"}, until=UNTIL)

    assert (D(2026, 3, 2), "ends", "benefit") in told(revision.new)
    assert [each.on for each in timeline.events] == [D(2026, 2, 10), D(2026, 3, 2)]


def test_a_late_event_that_contradicts_another_is_left_out_again(timeline):
    with pytest.raises(TimelineError, match="contradictory-events"):
        timeline.insert({**APPROVED, "id": "again", "months_paid": 12}, until=UNTIL)

    assert [each.id for each in timeline.events] == ["approved"]


def test_taking_an_event_back_tells_what_is_gone(timeline):
    timeline.post({"id": "job", "kind": "found_work", "on": "2026-03-02"})

    revision = timeline.retract("job", until=UNTIL)

    assert (D(2026, 3, 2), "ends", "benefit") in told(revision.gone)
    assert revision.new == ()
    assert "benefit" in [each.name for each in timeline.state(on=UNTIL)]


def test_moving_an_event_tells_what_is_gone_and_what_is_new(timeline):
    timeline.post({"id": "job", "kind": "found_work", "on": "2026-06-02"})

    revision = timeline.redate("job", D(2026, 3, 2), until=UNTIL)

    assert (D(2026, 6, 2), "ends", "benefit") in told(revision.gone)
    assert (D(2026, 3, 2), "ends", "benefit") in told(revision.new)
    assert [each.on for each in timeline.events] == [D(2026, 2, 10), D(2026, 3, 2)]


def test_an_event_that_cannot_be_moved_stays_where_it_was(timeline):
    timeline.post({"kind": "died", "on": "2026-06-02"})

    with pytest.raises(TimelineError, match="after-death"):
        timeline.redate("approved", D(2026, 6, 3), until=UNTIL)

    assert timeline.events[0].on == D(2026, 2, 10)


def test_a_move_that_makes_two_events_contradict_each_other_changes_nothing(timeline):
    timeline.post({**APPROVED, "id": "again", "on": "2026-02-11", "months_paid": 12})

    with pytest.raises(TimelineError, match="contradictory-events"):
        timeline.redate("again", D(2026, 2, 10), until=UNTIL)

    assert [each.on for each in timeline.events] == [D(2026, 2, 10), D(2026, 2, 11)]


def test_facts_of_a_history_decide_a_service(guide, timeline):
    facts = timeline.facts(on=D(2026, 3, 2))

    decision = guide.decide("unemployment-benefit-payment-query", facts, on=D(2026, 3, 2))

    assert decision.outcome.value == "eligible"


def test_what_the_history_does_not_speak_of_stays_unknown(guide):
    assert Timeline(guide).facts(on=UNTIL) == {}


def test_facts_are_those_of_the_day_that_is_asked_for(timeline):
    timeline.post({"kind": "found_work", "on": "2026-03-02"})

    receiving = "unemployment_insurance.receiving_benefit"

    assert timeline.facts(on=D(2026, 2, 9)) == {}
    assert timeline.facts(on=D(2026, 3, 1))[receiving] is True
    assert timeline.facts(on=D(2026, 3, 2))[receiving] is False


def test_an_overdue_duty_shows_in_the_state(timeline):
    before, after = (timeline.state(on=D(2026, 3, day)) for day in (23, 24))

    assert [each.is_overdue for each in before if each.name == "benefit_to_pay"] == [False]
    assert [each.is_overdue for each in after if each.name == "benefit_to_pay"] == [True]


def test_json_lines_keep_the_order_of_posting_and_say_each_field(guide, timeline):
    timeline.post({"kind": "born", "on": "1990-01-01", "sex": "female"})

    lines = timeline.to_json_lines()

    assert [line.split('"')[3] for line in lines.splitlines()] == ["approved", "born@1990-01-01"]
    assert Timeline.from_json_lines(guide, lines + "\n\n").events == timeline.events


def test_every_faulty_line_of_a_history_is_told_with_its_number(guide):
    text = '{"kind": "born"}\n{"kind": "card_issued", "on": "2026-01-01"}\nnonsense\n'

    with pytest.raises(TimelineError) as caught:
        Timeline.from_json_lines(guide, text)

    places = [(problem.path, problem.code) for problem in caught.value.problems]
    assert places == [("line 1: $", "missing-date"), ("line 3: $", "json-syntax")]


def test_where_durable_rules_is_not_installed_the_plain_engine_takes_its_place(guide, monkeypatch):
    monkeypatch.setitem(sys.modules, "durable", None)
    monkeypatch.delitem(sys.modules, "sxguide.lifecycle.rete", raising=False)

    with pytest.warns(EngineWarning, match=r'pip install "sxguide\[lifecycle\]"') as told:
        timeline = Timeline(guide, engine="durable")

    assert told[0].filename == __file__
    assert timeline.engine == "plain"
    timeline.post(APPROVED)
    assert timeline.until(UNTIL)


def test_where_durable_rules_cannot_hold_the_rules_the_plain_engine_takes_its_place(
    guide, monkeypatch
):
    rete = pytest.importorskip("sxguide.lifecycle.rete", exc_type=ImportError)
    monkeypatch.setattr(rete, "MAX_RULES", 10)

    with pytest.warns(EngineWarning, match="at most 10 rules, and these rules have"):
        timeline = Timeline(guide, engine="durable")

    assert timeline.engine == "plain"


def test_the_engine_that_was_asked_for_is_told(guide):
    pytest.importorskip("durable", reason="the extra `lifecycle` needs a compiler")

    assert Timeline(guide, engine="durable").engine == "durable"
