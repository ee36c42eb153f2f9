"""Many people: what a worker does is what one process does, whatever becomes of the workers."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing

import pytest

from sxguide.lifecycle import batch

UNTIL = dt.date(2026, 12, 31)
RULES = batch.Rules(UNTIL)


def stream(people: int) -> list[str]:
    lines = []
    for number in range(people):
        person = f"p{number:05}"
        on = f"2026-0{1 + number % 9}-15"
        lines.append(json.dumps({"person": person, "kind": "card_reported_temporarily", "on": on}))
    return lines


def test_each_person_of_a_stream_has_a_history_of_their_own(guide):
    lines = [*stream(2), json.dumps({"person": "p00002", "kind": "nonsense", "on": "2026-01-01"})]

    first, second, third = batch.run_one_by_one(guide, lines, RULES)

    assert (first.person, first.consequences[0]["on"]) == ("p00000", "2026-01-15")
    assert second.consequences[0]["on"] == "2026-02-15"
    assert "line 3: $.kind: error[unknown-event]" in (third.fault or "")


def test_workers_tell_the_same_in_the_same_order(guide, monkeypatch):
    monkeypatch.setattr(batch, "PART", 3)
    lines = stream(20)

    found = list(batch.run_by_workers(lines, RULES, workers=2))

    assert found == list(batch.run_one_by_one(guide, lines, RULES))


def test_a_worker_that_is_killed_is_replaced_and_its_part_done_again(guide, monkeypatch):
    monkeypatch.setattr(batch, "PART", 3)
    lines = stream(30)
    killed = []

    def lines_and_a_death():
        for number, line in enumerate(lines):
            if number in {13, 20}:
                victim = multiprocessing.active_children()[0]
                victim.kill()
                killed.append(victim.pid)
            yield line

    found = list(batch.run_by_workers(lines_and_a_death(), RULES, workers=2))

    assert len(killed) == 2
    assert found == list(batch.run_one_by_one(guide, lines, RULES))


def test_no_worker_outlives_the_run():
    results = batch.run_by_workers(stream(3), RULES, workers=2)
    next(results)
    results.close()

    assert multiprocessing.active_children() == []


def test_a_stream_is_read_no_further_than_the_workers_need(monkeypatch):
    monkeypatch.setattr(batch, "PART", 1)
    read = []

    def lines():
        for number, line in enumerate(stream(1_000)):
            read.append(number)
            yield line

    results = batch.run_by_workers(lines(), RULES, workers=1)
    next(results)
    results.close()

    assert len(read) < 20


@pytest.mark.parametrize("number", [0, 1])
def test_a_result_is_one_line_of_json(guide, number):
    lines = [*stream(1), json.dumps({"person": "x", "kind": "nonsense", "on": "2026-01-01"})]
    result = list(batch.run_one_by_one(guide, lines, RULES))[number]

    told = json.loads(batch.to_json_line(result))

    assert told["person"] == result.person
    assert ("fault" in told) == (number == 1)
