"""What it costs to draw a case, and to make ready for that.

Run it by hand: `python tests/benchmarks/drawing.py [EXAMPLES]`. For each strategy it prints, over the services, the median
and the largest of the median time of a draw (µs), and for the service whose strategy takes longest to make, how long (ms).
The goal is under 200 µs a case. Draws are timed within Hypothesis, as a test has them; what Hypothesis itself needs for an
example comes on top, and the last line says how much that is. Times are of the processor.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import sxguide
from sxguide.errors import DrawingError
from sxguide.testing import cases, eligible_cases, ineligible_cases, partial_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

DAY = dt.date(2026, 9, 15)
MILLI, MICRO = 1e3, 1e6
STRATEGIES = (cases, eligible_cases, ineligible_cases, partial_cases)


def draws(strategy: SearchStrategy[Any], examples: int) -> tuple[list[float], float]:
    """The seconds that each draw took, and those of an example in which nothing is done with it."""
    seconds: list[float] = []

    @st.composite
    def timed(draw: st.DrawFn) -> None:
        start = time.process_time()
        draw(strategy)
        seconds.append(time.process_time() - start)

    @settings(max_examples=examples, phases=[Phase.generate], database=None, deadline=None)
    @given(timed())
    def run(_case: None) -> None:
        """Nothing."""

    start = time.process_time()
    run()
    return seconds, (time.process_time() - start) / len(seconds)


def measured(
    guide: sxguide.Guide, make: Callable[..., SearchStrategy[Any]], examples: int
) -> dict[str, tuple[float, float, float]]:
    """By service: seconds to make the strategy, the median of a draw, and of a whole example."""
    found = {}
    for service in guide.services:
        start = time.process_time()
        try:
            strategy = make(service, on=DAY, guide=guide)
        except DrawingError:
            continue
        making = time.process_time() - start
        seconds, example = draws(strategy, examples)
        found[service] = (making, statistics.median(seconds), example)
    return found


def main() -> None:
    """Prints a line for each strategy."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    guide = sxguide.load()
    whole = []
    sys.stdout.write(f"{'strategy':18} {'median µs':>9} {'largest µs':>10}  slowest to make\n")
    for make in STRATEGIES:
        rows = measured(guide, make, examples)
        medians = sorted(median * MICRO for _, median, _ in rows.values())
        slowest = max(rows, key=lambda service: rows[service][0])
        whole += [example for *_, example in rows.values()]
        sys.stdout.write(
            f"{make.__name__:18} {statistics.median(medians):9.0f} {medians[-1]:10.0f}"
            f"  {slowest}, {rows[slowest][0] * MILLI:.0f} ms\n"
        )
    sys.stdout.write(f"a whole example of Hypothesis: {statistics.median(whole) * MICRO:.0f} µs\n")


if __name__ == "__main__":
    main()
