"""The benchmarks, by one command: `python -m tests.benchmarks [PART …] [--json PATH]`.

Needs `pip install "sxguide[bench]"`. Parts are taken in the order given; without any, all of them. Each prints tables and
which goals are met; `--json` keeps everything.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from tests.benchmarks import reports, single

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARTS: Final[dict[str, Callable[[argparse.Namespace], Iterator[reports.Report]]]] = {
    "single": lambda options: single.run(rounds=options.rounds),
}


def main() -> None:
    """Runs the parts asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=15, help="turns of every contender")
    parser.add_argument("--json", type=Path, metavar="PATH", help="keep the figures there")
    options = parser.parse_args()
    unknown = set(options.parts) - PARTS.keys()
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    # Piped into a file, the tables keep their width.
    console = Console() if sys.stdout.isatty() else Console(width=130)
    found = []
    for part in options.parts or PARTS:
        for report in PARTS[part](options):
            reports.show(report, console)
            found.append(report)
    if options.json is not None:
        reports.write(found, options.json)


if __name__ == "__main__":
    main()
