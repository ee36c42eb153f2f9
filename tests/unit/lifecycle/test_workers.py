"""Worker processes: what they do is what one process does, whatever becomes of them."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from dataclasses import dataclass

import pytest
from tests.unit.lifecycle.test_batch import event, stream

from sxguide.errors import RulebookError
from sxguide.guide import load
from sxguide.lifecycle import Timeline, batch, workers

UNTIL = dt.date(2026, 12, 31)
TASK = workers.Task(UNTIL)


def test_workers_tell_the_same_in_the_same_order(guide, monkeypatch):
    monkeypatch.setattr(workers, "PART", 3)
    lines = [*stream(20), event(person="x", kind="nonsense")]

    found = list(workers.run_by_workers(lines, TASK, workers=2))

    assert found == list(batch.run(guide, lines, UNTIL))


def test_a_worker_that_is_killed_is_replaced_and_its_part_done_again(guide, monkeypatch):
    monkeypatch.setattr(workers, "PART", 3)
    lines = stream(30)
    killed = []

    def lines_and_a_death():
        for number, line in enumerate(lines):
            if number in {13, 20}:
                victim = multiprocessing.active_children()[0]
                victim.kill()
                victim.join()
                killed.append(victim.pid)
            yield line

    found = list(workers.run_by_workers(lines_and_a_death(), TASK, workers=2))

    assert len(set(killed)) == 2, "the second victim is not the first once more"
    assert found == list(batch.run(guide, lines, UNTIL))


class CrashingTimeline(Timeline):
    """What says that it is durable-rules, and ends the process as a fault of its C code would."""

    engine = "durable"

    def until(self, on):
        os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Crashing(workers.Task):
    def timeline(self):
        return Timeline(load()) if self.engine == "plain" else CrashingTimeline(load())


def test_what_crashes_durable_rules_again_and_again_is_done_by_the_plain_engine(guide, monkeypatch):
    monkeypatch.setattr(workers, "PART", 2)
    lines = stream(3)

    found = list(workers.run_by_workers(lines, Crashing(UNTIL, engine="durable"), workers=1))

    assert found == list(batch.run(guide, lines, UNTIL))


def test_rules_with_faults_are_told_before_any_worker_starts(tmp_path):
    task = workers.Task(UNTIL, path=tmp_path / "no-such-folder")

    with pytest.raises(RulebookError, match="no-such-folder"):
        next(workers.run_by_workers(stream(1), task, workers=1))


def test_no_worker_outlives_the_run():
    results = workers.run_by_workers(stream(3), TASK, workers=2)
    next(results)
    results.close()

    assert multiprocessing.active_children() == []


def test_a_stream_is_read_no_further_than_the_workers_need(monkeypatch):
    monkeypatch.setattr(workers, "PART", 1)
    read = []

    def lines():
        for number, line in enumerate(stream(1_000)):
            read.append(number)
            yield line

    results = workers.run_by_workers(lines(), TASK, workers=1)
    next(results)
    results.close()

    assert len(read) < 20


def test_a_part_holds_no_more_events_than_are_quickly_done_again(monkeypatch):
    monkeypatch.setattr(workers, "PART_EVENTS", 4)
    people = [
        workers.Person(name, [("", {})] * count) for name, count in [("a", 3), ("b", 5), ("c", 1)]
    ]

    parts = [[each.name for each in part] for part in workers._parts(people)]

    assert parts == [["a", "b"], ["c"]]
