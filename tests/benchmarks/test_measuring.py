"""Turns, medians, ratios, and what a report says of them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from tests.benchmarks.measuring import Contender, Timing, in_turns, over
from tests.benchmarks.reports import Goal, Report, show, shown, write

if TYPE_CHECKING:
    from pathlib import Path


def test_every_contender_gets_a_turn_a_round_after_two_to_warm_up() -> None:
    calls: list[str] = []
    contenders = {name: Contender(lambda name=name: calls.append(name)) for name in "ab"}  # type: ignore[misc]

    found = in_turns(contenders, rounds=5, clock="wall")

    assert calls.count("a") == calls.count("b") == 7
    assert [len(timing.rounds) for timing in found.values()] == [5, 5]
    assert all(len(set(calls[4:][start : start + 2])) == 2 for start in range(0, 10, 2))


def test_a_turn_is_divided_by_its_units_of_work() -> None:
    seen: list[int] = []
    contender = over(seen.append, [(1,), (2,), (3,)])

    contender.run()

    assert (seen, contender.units) == ([1, 2, 3], 3)


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    # In the second round the machine was busy, and both took ten times as long.
    mine, theirs = Timing((2.0, 20.0, 2.2)), Timing((1.0, 10.0, 1.0))

    assert mine.ratio_to(theirs) == pytest.approx(2.0)
    assert mine.median == pytest.approx(2.2)


@pytest.mark.parametrize(
    ("found", "at_most", "met"),
    [(3.0, True, True), (3.1, True, False), (3.0, False, True), (2.9, False, False)],
)
def test_a_goal_is_met_up_to_its_limit(found: float, at_most: bool, met: bool) -> None:
    goal = Goal("as fast", 3, found, "×", at_most=at_most)

    assert goal.is_met is met


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1234, "0.123"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        (7, "7"),
        ("as is", "as is"),
        (None, ""),
    ],
)
def test_figures_are_shown_with_three_digits(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_report_is_shown_and_kept_with_what_was_missed(tmp_path: Path) -> None:
    report = Report("A part", ("who", "µs"), [("hand", 1.2345)], [Goal("fast", 1, 1.2345, "µs")])
    console = Console(width=80, record=True, file=io.StringIO())

    show(report, console)
    write([report], tmp_path / "kept.json")

    text = console.export_text()
    assert "A part" in text
    assert "missed: fast: 1.23, at most 1 µs" in text
    (kept,) = json.loads((tmp_path / "kept.json").read_text())["parts"]
    assert kept["rows"] == [{"who": "hand", "µs": 1.2345}]
    assert kept["goals"][0]["met"] is False
