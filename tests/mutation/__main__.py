"""Changes the engine bit by bit and counts what its tests notice: `python -m tests.mutation [AREA …] [--sample N | --all]`.

For each area so many mutants, drawn with a seed, are tried by the tests of that area; mutmut (extra `mutation`) makes and runs
them, two at a time. Printed are how many were killed, with the 95 % interval of their share of all mutants, and the diff of each
that was not. What did not end is unknown, and never counts as killed. The exit code is 1 if less than nine in ten were killed.

An area's mutants stay in the folder until it is tried again; there `mutmut run NAME` tries one more, after a change of the tests.
"""

from __future__ import annotations

import argparse
import random
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation.areas import AREAS
from tests.mutation.bench import ROOT, Bench, Tried

if TYPE_CHECKING:
    from collections.abc import Iterator

ENOUGH = 0.9
WITHIN = 1.96  # so many standard deviations hold 95 % of what is normally distributed


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share that was `part` of `whole` in a sample."""
    squared = WITHIN**2
    middle = part + squared / 2
    reach = WITHIN * sqrt(part * (whole - part) / whole + squared / 4)
    return (middle - reach) / (whole + squared), (middle + reach) / (whole + squared)


def told(area: str, tried: Tried, of: int) -> Iterator[str]:
    """Lines on what became of the mutants of an area that has `of` of them."""
    killed, whole = len(tried.killed), tried.whole
    yield f"{area}: {killed} of {whole} killed, {killed / whole:.1%}"
    if whole < of:
        low, high = interval(killed, whole)
        yield f"  of all {of} mutants, between {low:.1%} and {high:.1%}"
    yield f"  {len(tried.survived)} survived, {len(tried.unknown)} unknown"


def enough(area: str, options: argparse.Namespace) -> bool:
    """Tries an area and prints what was found; whether enough were killed."""
    bench = Bench(area, options.folder)
    names = bench.names
    if not options.all and options.sample < len(names):
        names = random.Random(options.seed).sample(names, options.sample)  # noqa: S311 — a sample, no secret
    tried = bench.tried(names)
    left = [*tried.survived, *tried.unknown]
    lines = [*told(area, tried, len(bench.names)), *map(bench.difference, left)]
    print("\n".join(lines), flush=True)  # noqa: T201 — a command
    return len(tried.killed) >= ENOUGH * tried.whole


def main() -> int:
    """Reads the command line; 1 if too few were killed somewhere."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    many = parser.add_mutually_exclusive_group()
    many.add_argument("--sample", type=int, default=80, metavar="N", help="so many of each area")
    many.add_argument("--all", action="store_true", help="all of them, which takes hours")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--folder", type=Path, default=ROOT / ".mutation")
    options = parser.parse_args()
    areas = options.areas or list(AREAS)
    if unknown := set(areas) - AREAS.keys():
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    found = [enough(area, options) for area in areas]
    return 0 if all(found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
