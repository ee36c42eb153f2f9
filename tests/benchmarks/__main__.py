"""The benchmarks, by one command: `python -m tests.benchmarks [PART …] [--json PATH]`.

Needs `pip install "sxguide[bench]"`. Parts are taken in the order given; without any, all of them. Each prints tables and
which goals are met; `--json` keeps everything.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from tests.benchmarks import measuring, reports

if TYPE_CHECKING:
    from collections.abc import Iterator

# The modules that each part is in; what they need is imported when the part is asked for.
PARTS: Final = ("single", "batch", "files", "growth", "startup", "province")
SIZES: Final = {
    "batch": (10_000, 100_000, 1_000_000),
    "files": (1_000_000,),
    "province": (100_000, 1_000_000),
}


def taken(part: str, options: argparse.Namespace) -> Iterator[reports.Report]:
    """The reports of a part."""
    run = importlib.import_module(f"tests.benchmarks.{part}").run
    match part:
        case "batch":
            sizes = options.rows or SIZES[part]
            yield from run(sizes, rounds=options.rounds, clock=options.clock)
        case "files" | "province":
            yield from run(options.rows or SIZES[part])
        case _:
            yield from run(rounds=options.rounds)


def counts(words: str) -> list[int]:
    """Whole numbers between commas."""
    return [int(float(word)) for word in words.split(",")]


def main() -> None:
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=15, help="turns of every contender")
    parser.add_argument("--rows", type=counts, help="for batch, files and province, as 1e4,1e6")
    parser.add_argument(
        "--clock",
        choices=measuring.CLOCKS,
        default="wall",
        help="for batch; cpu where the machine has other work",
    )
    parser.add_argument("--json", type=Path, metavar="PATH", help="keep the figures there")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    # Piped into a file, the tables keep their width.
    console = Console() if sys.stdout.isatty() else Console(width=130)
    found = []
    for part in options.parts or PARTS:
        for report in taken(part, options):
            reports.show(report, console)
            found.append(report)
    if options.json is not None:
        reports.write(found, options.json)


if __name__ == "__main__":
    main()
