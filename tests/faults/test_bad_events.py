"""Hostile histories end in a clear error or a stated rule, within bounded time and memory."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.faults.reports import run

from sxguide.commands import timelines
from sxguide.errors import TimelineError
from sxguide.lifecycle import Event, Timeline, streams, workers
from sxguide.lifecycle.events import MAX_EVENTS

UNTIL = dt.date(2026, 12, 31)
DAY = dt.date(2026, 3, 2)


def fault_of(run_it) -> str:
    with pytest.raises(TimelineError) as caught:
        run_it()
    (problem,) = caught.value.problems
    return problem.code


def test_a_history_longer_than_any_life_is_refused(guide):
    timeline = Timeline(guide)
    for number in range(MAX_EVENTS):
        timeline._history._put(Event("imprisoned", DAY, {}, f"e{number}"))

    assert fault_of(lambda: timeline.post({"kind": "died", "on": DAY})) == "too-many-events"


@pytest.mark.no_cover
def test_a_hundred_thousand_events_of_one_person_are_run_through(guide):
    first = dt.date(1900, 1, 1)
    timeline = Timeline(guide)
    for number in range(MAX_EVENTS):
        on = first + dt.timedelta(number // 2)
        kind = "card_reported_formally" if number % 2 else "card_released"
        timeline._history._put(Event(kind, on, {}, f"e{number}"))

    held = timeline.state(on=dt.date(2100, 1, 1))

    assert {each.name for each in held} == {"card_reported", "electronic_card"}


@pytest.mark.no_cover
def test_twenty_thousand_applications_of_one_day_are_run_through(guide):
    timeline = Timeline(guide)
    for number in range(20_000):
        timeline.post(
            {"kind": "application_accepted", "on": DAY, "application": f"{number}", "service": "23"}
        )

    assert len(timeline.state(on=DAY)) == 2 * 20_000


def test_a_huge_file_of_events_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(timelines, "MAX_HISTORY", 100)
    path = tmp_path / "events.jsonl"
    path.write_text("\n" * 200)

    outcome = run("timeline", str(path), "--until", "2026-12-31")

    assert "error[history-size]" in outcome.errors
    assert outcome.code == 2


def test_an_event_that_is_not_there_cannot_be_taken_back(guide):
    timeline = Timeline(guide)
    timeline.post({"id": "lost", "kind": "card_issued", "on": DAY})

    with pytest.raises(TimelineError) as caught:
        timeline.retract("last", until=UNTIL)

    assert caught.value.problems[0].code == "no-such-event"
    assert caught.value.problems[0].help == "did you mean `lost`?"


def test_an_engine_that_does_not_exist_is_refused(guide):
    assert fault_of(lambda: Timeline(guide, engine="steam")) == "unknown-engine"


def test_a_line_of_a_stream_without_a_person_is_refused(guide):
    line = json.dumps({"kind": "card_issued", "on": "2026-03-02"})

    assert fault_of(lambda: list(streams.persons([line]))) == "missing-person"


def test_a_stream_out_of_order_is_refused():
    lines = [json.dumps({"person": person}) for person in ("b", "a")]

    assert fault_of(lambda: list(streams.persons(lines))) == "person-order"


def test_a_part_that_ends_every_worker_is_given_up(monkeypatch):
    monkeypatch.setattr(workers.Task, "timeline", lambda _: type("T", (), {"engine": "no-such"})())

    lines = [
        json.dumps({"person": each, "kind": "card_issued", "on": "2026-03-02"}) for each in "ab"
    ]

    # The workers themselves are given an engine that is not there, and end before they answer.
    with pytest.raises(TimelineError) as caught:
        list(workers.run_by_workers(lines, workers.Task(UNTIL), workers=1))

    (problem,) = caught.value.problems
    assert problem.code == "worker-lost"
    assert "`a` to `b`" in problem.message


def test_a_line_longer_than_any_event_is_refused():
    line = json.dumps({"person": "a", "kind": "x" * streams.MAX_LINE})

    assert fault_of(lambda: list(streams.persons([line]))) == "line-size"


def test_chinese_and_emoji_are_kept_as_they_are(guide):
    timeline = Timeline(guide)
    timeline.post(
        {"kind": "certificate_issued", "on": DAY, "level": "初级（五级）", "occupation": "电工🙂"}
    )
    told = timeline.until(UNTIL)

    assert told[0].values == {"level": "junior", "occupation": "电工🙂"}


@pytest.mark.parametrize("months", [2**63, -(2**63) - 1, 10**40, 1.5, float("nan"), True, "12"])
def test_a_number_that_no_machine_word_holds_is_exact_or_refused(guide, months):
    timeline = Timeline(guide)
    event = {"kind": "benefit_approved", "on": DAY, "registered_on": DAY, "months_paid": months}

    if months == 2**63:
        timeline.post(event)
        (begun,) = (each for each in timeline.until(DAY) if each.name == "benefit")
        assert begun.values["months"] == 24
    else:
        assert fault_of(lambda: timeline.post(event)) in {"wrong-type", "out-of-range"}


def test_a_term_past_every_calendar_leaves_the_date_out(guide):
    timeline = Timeline(guide)
    last = dt.date(2150, 12, 31)
    timeline.post(
        {"kind": "benefit_approved", "on": last, "registered_on": last, "months_granted": 9 * 10**6}
    )

    (begun,) = (each for each in timeline.until(last) if each.name == "benefit")

    assert begun.until is None


def test_a_state_that_ends_on_the_last_day_there_is_holds_to_the_end(guide):
    timeline = Timeline(guide)
    last = dt.date(2150, 12, 31)
    months = (9999 - 2150) * 12
    timeline.post(
        {"kind": "benefit_approved", "on": last, "registered_on": last, "months_granted": months}
    )

    (begun,) = (each for each in timeline.until(last) if each.name == "benefit")

    assert begun.until == dt.date.max


@pytest.mark.parametrize(
    "on", [dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "2026-03-02", None, dt.date(9999, 1, 1)]
)
def test_a_history_is_asked_for_on_a_date_of_the_calendar(guide, on):
    assert fault_of(lambda: Timeline(guide).until(on)) in {"wrong-type", "out-of-range"}


@pytest.mark.parametrize(
    "event", [None, 7, "born", [], {1: 2}, {"kind": ["born"], "on": 7, "id": {}}]
)
def test_what_is_no_event_is_refused(guide, event):
    with pytest.raises(TimelineError):
        Timeline(guide).post(event)


def test_all_faults_of_an_event_are_told_at_once(guide):
    event = {"kind": "certificate_issued", "on": "tomorrow", "level": "master", "grade": 1}

    with pytest.raises(TimelineError) as caught:
        Timeline(guide).post(event)

    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["wrong-type", "unknown-value", "unknown-field", "missing-field"]


def test_a_refused_event_leaves_the_history_as_it_was(guide):
    timeline = Timeline(guide)
    timeline.post({"kind": "died", "on": DAY})

    with pytest.raises(TimelineError):
        timeline.post({"kind": "certified", "on": DAY})

    assert [each.kind for each in timeline.events] == ["died"]
