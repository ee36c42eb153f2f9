"""How large the diagrams of the services are, how long they take to build, and what they cost a decision.

Run it by hand: `python -m tests.benchmarks.diagrams [RUNS]`. For each service it prints the nodes of the eligibility's
diagram and of all its diagrams, the median time to build it on a day that nobody has asked about (ms), and of a case
without a single fact: the median time of the findings, and how much of it the diagram takes once it is there (µs). The
last column is of what would change the answer (`Decision.changes`): of some random people of whom everything is known the
one in the middle, who has been asked about before (µs). The goals are under 200 nodes, 5 ms for the largest service, 50 µs,
and 500 µs for the changes. Times are of the processor.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from typing import TYPE_CHECKING

from tests.properties.brute_force import Enumeration
from tests.properties.changing import some_case

import sxguide
from sxguide.backends import interpreter
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram.builder import build
from sxguide.diagram.completions import Completions
from sxguide.diagram.diagrams import Diagrams
from sxguide.diagram.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from sxguide.decision import Truth
    from sxguide.model import Expression, Group, Output, Service
    from sxguide.values import Value

DAY = dt.date(2026, 9, 15)
MILLI, MICRO = 1e3, 1e6
# Random people of each service.
PEOPLE = 9


class NothingKnown:
    """What three-valued logic alone leaves open, left open."""

    is_exact = False

    def truth(self, when: Expression) -> Truth:
        return None

    def group(self, group: Group) -> Truth:
        return None

    def values(self, output: Output) -> tuple[Value, ...]:
        return ()

    def values_if_eligible(self, output: Output) -> tuple[Value, ...]:
        return ()

    def waits_for(self, group: Group) -> frozenset[str] | None:
        return None

    def output_waits_for(self, output: Output) -> frozenset[str] | None:
        return None


def seconds(run: Callable[[int], object], runs: int) -> float:
    """The median time of a run, which is told its number."""
    times = []
    for number in range(runs):
        start = time.process_time()
        run(number)
        times.append(time.process_time() - start)
    return statistics.median(times)


def measured(
    guide: sxguide.Guide, service: Service, runs: int
) -> tuple[int, int, float, float, float]:
    """Nodes of the eligibility, nodes in all, and seconds to build, to find, and of these for the diagram."""
    moments = [
        Moment(guide.rulebook, guide.calendar, DAY + number * dt.timedelta(days=1), {})
        for number in range(runs)
    ]
    built = build(service, moments[0])
    building = seconds(lambda number: build(service, moments[number]), runs)
    diagrams = Diagrams(guide.rulebook, guide.calendar)
    situation = Situation(guide.rulebook, guide.calendar, {APPLICATION_DATE: DAY})

    def found(_number: int) -> object:
        return interpreter.find(
            service, situation, lambda: Completions(diagrams, service, situation)
        )

    found(0)
    finding = seconds(found, 10 * runs)
    without = seconds(lambda _: interpreter.find(service, situation, NothingKnown), 10 * runs)
    return built.size, len(built.forest.levels), building, finding, finding - without


def changing(guide: sxguide.Guide, service: Service, runs: int) -> float:
    """Seconds to find what would change the answer, warm: the median of some random people."""
    enumeration = Enumeration(guide, service, DAY, seed=1)
    drawn = (some_case(enumeration, complete=True) for _ in range(PEOPLE))
    people = [person for person in drawn if person is not None]

    def found(person: object) -> float:
        decision = guide.decide(service.name, person, on=DAY)
        decision.changes()
        return seconds(lambda _: decision.changes(), runs)

    return statistics.median(map(found, people))


def main() -> None:
    """Prints a line for each service, and the largest of each column."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    guide = sxguide.load()
    rows = {
        each.name: (*measured(guide, each, runs), changing(guide, each, runs))
        for each in guide.services.values()
    }
    sys.stdout.write(
        f"{'service':40} {'nodes':>6} {'in all':>6} {'build ms':>9} {'find µs':>8} {'diagram µs':>10} {'changes µs':>10}\n"
    )
    columns = list(zip(*rows.values(), strict=True))
    middle = tuple(statistics.median_high(column) for column in columns)
    for name, row in {
        **rows,
        "the largest": tuple(map(max, columns)),
        "in the middle": middle,
    }.items():
        size, total, building, finding, part, changes = row
        times = f"{building * MILLI:9.2f} {finding * MICRO:8.0f} {part * MICRO:10.0f} {changes * MICRO:10.0f}"
        sys.stdout.write(f"{name:40} {size:6} {total:6} {times}\n")


if __name__ == "__main__":
    main()
