"""Many people: each has a history of their own, and what is wrong with one stops nobody else."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from sxguide.errors import TimelineError
from sxguide.lifecycle import Timeline, batch, streams

UNTIL = dt.date(2026, 12, 31)


def stream(people: int) -> list[str]:
    lines = []
    for number in range(people):
        person = f"p{number:05}"
        on = f"2026-0{1 + number % 9}-15"
        lines.append(json.dumps({"person": person, "kind": "card_reported_temporarily", "on": on}))
    return lines


def event(**said) -> str:
    return json.dumps({"person": "p", "kind": "card_issued", "on": "2026-01-01", **said})


def run(guide, lines) -> list[batch.Result]:
    return list(batch.run(guide, lines, UNTIL))


def faults(lines) -> list[tuple[str | None, str]]:
    with pytest.raises(TimelineError) as caught:
        list(streams.persons(lines))
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_each_person_of_a_stream_has_a_history_of_their_own(guide):
    lines = [*stream(2), event(person="p00002", kind="nonsense")]

    first, second, third = run(guide, lines)

    assert (first.person, first.consequences[0]["on"]) == ("p00000", "2026-01-15")
    assert second.consequences[0]["on"] == "2026-02-15"
    assert third.is_faulty
    assert third.consequences == []
    assert [(each["path"], each["code"]) for each in third.errors] == [
        ("line 3: $.kind", "unknown-event")
    ]


def test_a_result_says_what_the_timeline_of_that_person_says(guide):
    timeline = Timeline(guide)
    timeline.post({"kind": "card_reported_temporarily", "on": "2026-01-15"})

    (found,) = run(guide, stream(1))

    assert found.consequences == [each.to_short_dict() for each in timeline.until(UNTIL)]
    assert found.consequences[0]["citations"] == [
        each.clause for each in timeline.until(UNTIL)[0].citations
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_a_result_is_one_line_of_json(guide, number):
    found = run(guide, [*stream(1), event(person="x", kind="nonsense")])[number]

    assert found.line.count("\n") == 1
    assert json.loads(found.line)["person"] == found.person
    assert ("errors" in json.loads(found.line)) == (number == 1) == found.is_faulty


def test_every_line_that_is_nobodys_is_told_and_nobody_from_there_on_is(guide):
    lines = [
        event(person="a"),
        event(person="b"),
        "nonsense",
        json.dumps({"kind": "card_issued"}),
        event(person="a"),
        event(person="c"),
    ]
    told = []

    with pytest.raises(TimelineError) as caught:
        told.extend(result.person for result in batch.run(guide, lines, UNTIL))

    assert [(each.path, each.code) for each in caught.value.problems] == [
        ("line 3: $", "json-syntax"),
        ("line 4: $", "missing-person"),
        ("line 5: $", "person-order"),
    ]
    assert told == ["a"]


def test_of_very_many_lines_that_are_nobodys_the_first_are_told():
    assert len(faults(["nonsense"] * 10_000)) == streams.MAX_TOLD


def test_a_byte_order_mark_stands_before_the_first_line_only():
    first, second = event(person="a"), event(person="b")

    read = list(streams.persons(["\ufeff".encode() + first.encode(), second.encode()]))

    assert [each.name for each in read] == ["a", "b"]
    assert faults([first.encode(), "\ufeff".encode() + second.encode()]) == [
        ("line 2: $", "json-syntax")
    ]


def test_bytes_that_are_not_utf8_are_told_with_their_line():
    assert faults([event().encode(), b'{"person": "\xff"}']) == [("line 2: $", "file-encoding")]


def test_empty_lines_are_skipped():
    assert [each.name for each in streams.persons(["", "\n", event(), "  \n"])] == ["p"]


def test_a_line_that_is_too_long_is_refused_and_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "MAX_LINE", 100)
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"x" * 1_000 + b"\n" + event().encode() + b"\n" + b"y" * 101)
    with path.open("rb") as file:
        lines = list(streams.lines_of(file))

    assert [len(line) for line in lines] == [101, len(event()) + 1, 101]
    assert faults(lines) == [("line 1: $", "line-size"), ("line 3: $", "line-size")]


def test_a_person_with_more_events_than_a_history_may_have_has_that_fault(guide, monkeypatch):
    monkeypatch.setattr(streams, "MAX_EVENTS", 3)
    lines = [*(event(person="a") for _ in range(5)), event(person="b")]

    first, second = run(guide, lines)

    assert [(each["path"], each["code"]) for each in first.errors] == [
        ("line 4: $", "too-many-events")
    ]
    assert not second.is_faulty


def test_a_person_whose_events_are_too_long_together_has_that_fault(monkeypatch):
    monkeypatch.setattr(streams, "MAX_HISTORY", 2 * len(event()))

    (found,) = streams.persons([event() for _ in range(4)])

    assert found.fault is not None
    assert found.fault.code == "history-size"
    assert found.events == []
