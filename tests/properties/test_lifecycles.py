"""Random histories: both engines agree, and the order of posting never matters; 20,000 of them in a nightly run."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.histories import (
    FIRST,
    chance_of,
    disagreement,
    outcome,
    random_history,
    without_contradictions,
)

from sxguide.lifecycle import Timeline, batch

UNTIL = dt.date(2029, 12, 31)
SEEDS = range(300)


def test_the_engines_agree_on_random_histories_in_any_order(guide):
    pytest.importorskip("durable", reason="the extra `lifecycle` needs a compiler")

    assert [said for seed in SEEDS if (said := disagreement(guide, seed))] == []


def test_the_order_of_posting_never_matters(guide):
    for seed in SEEDS:
        chance = chance_of(seed)
        events = without_contradictions(guide, random_history(guide, chance))
        shuffled = chance.sample(events, len(events))

        assert outcome(guide, shuffled, "plain") == outcome(guide, events, "plain"), seed


def test_a_history_written_and_read_again_tells_the_same(guide):
    for seed in SEEDS[:100]:
        events = without_contradictions(guide, random_history(guide, chance_of(seed)))
        timeline = Timeline(guide)
        for event in events:
            timeline.post(event)

        again = Timeline.from_json_lines(guide, timeline.to_json_lines())

        assert again.events == timeline.events, seed
        assert again.to_json_lines() == timeline.to_json_lines()


def test_what_was_worked_out_for_others_never_shows_in_a_persons_history(guide):
    people = [
        without_contradictions(guide, random_history(guide, chance_of(seed))) for seed in SEEDS
    ]
    lines = [
        json.dumps({**event, "person": f"p{number:04}"}, default=str)
        for number, events in enumerate(people)
        for event in events
    ]

    together = list(batch.run(guide, lines, UNTIL))

    for number, found in enumerate(together):
        own = [line for line in lines if f'"p{number:04}"' in line]
        assert [found.line] == [each.line for each in batch.run(guide, own, UNTIL)], number


def test_what_follows_up_to_a_day_does_not_change_with_later_days(guide):
    for seed in SEEDS[:100]:
        events = without_contradictions(guide, random_history(guide, chance_of(seed)))
        timeline = Timeline(guide)
        for event in events:
            timeline.post(event)
        day = FIRST.replace(year=2025)
        try:
            late = timeline.until(day.replace(year=2029))
        except ValueError:
            continue

        assert timeline.until(day) == tuple(each for each in late if each.on <= day), seed
