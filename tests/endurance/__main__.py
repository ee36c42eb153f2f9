"""Long runs on one guide: `python -m tests.endurance threads [--threads 8] [--decisions 50000]`, where 1 is the exit code
if threads decide otherwise than one after the other; and `python -m tests.endurance memory [--decisions 10000000]`, where it
is the exit code if the last half of the decisions needed more memory than the first by more than two in a hundred.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console
from rich.progress import Progress
from tests.endurance.work import memory, tasks, threads_differ

import sxguide

SIZES = {"threads": 50_000, "memory": 10_000_000}


def main() -> int:
    """Reads the command line and runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("run", choices=sorted(SIZES))
    parser.add_argument("--decisions", type=int, help="in each thread, or in all")
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    count = options.decisions or SIZES[options.run]
    todo = tasks()
    if options.run == "threads":
        differing = threads_differ(todo, options.threads, count)
        print(f"{options.threads} threads × {count} decisions: {len(differing)} differ")  # noqa: T201 — a command
        return 1 if differing else 0
    with Progress(console=Console(file=sys.stderr)) as progress:
        bar = progress.add_task("deciding", total=count)
        used = list(
            memory(sxguide.load(), todo, count, lambda done: progress.update(bar, completed=done))
        )
    print(f"{count} decisions, kilobytes after each tenth: {used}")  # noqa: T201 — a command
    return 1 if used[-1] * 100 > used[4] * 102 else 0


if __name__ == "__main__":
    raise SystemExit(main())
