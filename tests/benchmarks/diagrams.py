"""Diagrams of the forty services: how large they are, how long one takes to build, and a decision with nothing known.

`python -m tests.benchmarks.diagrams [RUNS] [ROUNDS]` prints a line for each service. A time is the median of RUNS (20)
runs, and of ROUNDS (3) such medians the least, since whatever else the machine does only ever adds.

A decision is asked for its outcome, whether it is exact, and what is missing, from a plain dictionary on. It is warm where
somebody with facts in the same cells has been told before, and cold where the diagram is there and nobody has.

The last column is of what would change the answer (`Decision.changes`): of some random people of whom everything is known
the one in the middle, who has been asked about before.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from tests.properties.brute_force import Enumeration
from tests.properties.changing import some_case

import sxguide
from sxguide.diagram.builder import build
from sxguide.diagram.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from sxguide.guide import Guide
    from sxguide.model import Service

DAY = dt.date(2026, 9, 15)
MILLI, MICRO = 1e3, 1e6
# Runs in a row, where one would be too short for the clock.
IN_A_ROW = 20
# Random people of each service.
PEOPLE = 9


def seconds(
    run: Callable[[], object], runs: int, rounds: int, prepare: Callable[[], object]
) -> float:
    """The least of the median times of a run, each of which something is prepared for."""
    medians = []
    for _ in range(rounds):
        times = []
        for _ in range(runs):
            prepare()
            start = time.process_time()
            run()
            times.append(time.process_time() - start)
        medians.append(statistics.median(times))
    return min(medians)


def decided(guide: Guide, service: Service) -> object:
    """What is said at once of somebody of whom nothing is known."""
    decision = guide.decide(service.name, {}, on=DAY)
    return decision.outcome, decision.is_exact, decision.missing


def measured(
    guide: Guide, service: Service, runs: int, rounds: int
) -> tuple[int, int, float, float, float]:
    """Nodes of the eligibility, nodes in all, and seconds to build, to decide, and to decide for new cells."""
    moments: list[Moment] = []

    def fresh() -> None:
        moments[:] = [Moment(guide.rulebook, guide.calendar, DAY, {})]

    def warm() -> None:
        for _ in range(IN_A_ROW):
            decided(guide, service)

    built = build(service, Moment(guide.rulebook, guide.calendar, DAY, {}))
    building = seconds(lambda: build(service, moments[0]), runs, rounds, fresh)
    decided(guide, service)
    again = seconds(warm, runs, rounds, lambda: None) / IN_A_ROW
    diagrams = guide._registry.diagrams
    diagram = diagrams.of(
        service, DAY, diagrams._fixed(service, guide._registry.inquiry({}, DAY).situation)
    )
    assert diagram is not None
    cold = seconds(lambda: decided(guide, service), runs, rounds, diagram.recall.clear)
    return built.size, len(built.forest.levels), building, again, cold


def changing(guide: Guide, service: Service, runs: int, rounds: int) -> float:
    """Seconds to find what would change the answer, warm: the median of some random people."""
    enumeration = Enumeration(guide, service, DAY, seed=1)
    drawn = (some_case(enumeration, complete=True) for _ in range(PEOPLE))
    people = [person for person in drawn if person is not None]

    def found(person: object) -> float:
        decision = guide.decide(service.name, person, on=DAY)
        decision.changes()
        return seconds(decision.changes, runs, rounds, lambda: None)

    return statistics.median(map(found, people))


def main() -> None:
    """Prints a line for each service, and the largest of each column."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    guide = sxguide.load()
    services = track(guide.services.values(), "measuring", console=Console(file=sys.stderr))
    rows = {
        each.name: (*measured(guide, each, runs, rounds), changing(guide, each, runs, rounds))
        for each in services
    }
    sys.stdout.write(
        f"{'service':40} {'nodes':>6} {'in all':>6} {'build ms':>9} {'warm µs':>8} {'cold µs':>8} {'changes µs':>10}\n"
    )
    columns = list(zip(*rows.values(), strict=True))
    middle = tuple(statistics.median_high(column) for column in columns)
    for name, row in {
        **rows,
        "the largest": tuple(map(max, columns)),
        "in the middle": middle,
    }.items():
        size, total, building, again, cold, changes = row
        times = f"{building * MILLI:9.2f} {again * MICRO:8.0f} {cold * MICRO:8.0f} {changes * MICRO:10.0f}"
        sys.stdout.write(f"{name:40} {size:6} {total:6} {times}\n")


if __name__ == "__main__":
    main()
