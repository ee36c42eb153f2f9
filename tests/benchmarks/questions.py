"""How many questions are asked on average, of people who are equally likely in every possible combination of cells.

Run as `python -m tests.benchmarks.questions [SERVICE …]`. For each service small enough to search it prints how many
combinations of cells there are, how many sets of people the exhaustive search went through, the least mean number of
questions, the mean that the guide asks, and their ratio; the goal for the ratio is 1.05. `--ahead` has the guide look two
questions ahead only, as it does where the best strategy would take too long.
"""

from __future__ import annotations

import sys
import time

from tests.questioning import Search, mean_asked, people

import sxguide
from sxguide.diagram import questions

HEAD = ("service", "people", "sets", "optimum", "asked", "ratio", "seconds")


def report(line: str) -> None:
    """Writes one line of the table."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """One line for each service, then the worst ratio."""
    guide = sxguide.load()
    wanted = [word for word in sys.argv[1:] if word != "--ahead"]
    if len(wanted) < len(sys.argv) - 1:
        vars(questions)["MAX_STATES"] = 0
    named = [guide.service(name).name for name in wanted] or list(guide.services)
    report("{:36} {:>7} {:>8} {:>8} {:>8} {:>7} {:>8}".format(*HEAD))
    worst = 1.0
    for name in named:
        rows = people(guide, name)
        if rows is None:
            report(f"{name:36} not searched")
            continue
        search = Search(rows)
        best = search.optimum()
        start = time.perf_counter()
        asked = mean_asked(guide, name, rows)
        seconds = time.perf_counter() - start
        ratio = float(asked / best)
        worst = max(worst, ratio)
        report(
            f"{name:36} {len(rows):7} {search.states:8} {float(best):8.3f} {float(asked):8.3f}"
            f" {ratio:7.3f} {seconds:8.2f}"
        )
    report(f"the worst ratio is {worst:.3f}")


if __name__ == "__main__":
    main()
