"""Province: forty services for everybody in it, from one Parquet file to another, in a process of its own.

The people are made up, in pieces, with gaps; the file is written beforehand and not timed. Told are the time on the wall and
the peak of memory, and what they come to for 35 million, the people of Shanxi.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
from tests.benchmarks import inhabitants
from tests.benchmarks.cases import DAY
from tests.benchmarks.memory import peak
from tests.benchmarks.reports import Goal, Report

import sxguide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVERYBODY: Final = 35_000_000
MINUTES: Final = 5
GIGABYTES: Final = 4


def run(sizes: Sequence[int], *, rounds: int) -> Iterator[Report]:
    """One report; each size is run once, whatever the `rounds`."""
    del rounds
    facts = sxguide.load().facts.values()
    report = Report(
        "A province: forty services, Parquet to Parquet",
        ("people", "seconds", "µs a person", "peak, GB", "in, MB", "out, MB"),
    )
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "people.parquet", Path(folder) / "answers.parquet"
            inhabitants.write(facts, rows, source)
            seconds, most = _in_a_process(source, target)
            found = pl.scan_parquet(target).select(pl.len()).collect().item()
            if found != rows:
                message = f"{found} answers for {rows} people"
                raise RuntimeError(message)
            sizes_on_disk = [each.stat().st_size / 1e6 for each in (source, target)]
        each = seconds * 1e6 / rows
        report.rows.append((f"{rows:,}", seconds, each, most / 1e9, *sizes_on_disk))
        # Start and compilation do not grow with the people, so that this is rather too much.
        minutes = seconds / rows * EVERYBODY / 60
        report.goals += [
            Goal(f"35 million, going by {rows:,}", MINUTES, minutes, "minutes"),
            Goal(f"peak of memory, {rows:,}", GIGABYTES, most / 1e9, "GB"),
        ]
    yield report


def _in_a_process(source: Path, target: Path) -> tuple[float, int]:
    """Seconds and peak bytes of a process that answers for a file."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.province", str(source), str(target)],
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, most = json.loads(done.stdout)
    return seconds, most


if __name__ == "__main__":
    start = time.perf_counter()
    answers = sxguide.load().screen_frame(pl.scan_parquet(sys.argv[1]), on=DAY)
    assert isinstance(answers, pl.LazyFrame)
    answers.sink_parquet(sys.argv[2])
    print(json.dumps([time.perf_counter() - start, peak()]))  # noqa: T201 — a script
