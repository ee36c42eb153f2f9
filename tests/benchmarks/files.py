"""Files: `sxguide batch` from one file to another, as a process of its own, with its time and its peak of memory.

The people are made up; of one in 2,000 a number cannot be, so that the rejects are written too. Before a size counts, as many
rows have to be told of as there are. The files are written beforehand and not timed.
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
from tests.benchmarks import population
from tests.benchmarks.cases import DAY
from tests.benchmarks.memory import peak
from tests.benchmarks.reports import Report

import sxguide
from sxguide.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SERVICE: Final = 22
FAULTY: Final = 2_000
NUMBER: Final = "unemployment_insurance.months_paid"


def run(sizes: Sequence[int]) -> Iterator[Report]:
    """One report; each size is run once, in two formats."""
    report = Report(
        f"`sxguide batch`, service {SERVICE}, a row in {FAULTY:,} malformed",
        ("rows", "format", "seconds", "processor, s", "µs a row", "peak, MB", "refused"),
    )
    for rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "people.parquet"
            population.write(sxguide.load().facts_read(SERVICE), rows, source)
            number = pl.when(pl.row_index() % FAULTY == 1).then(-1).otherwise(NUMBER).alias(NUMBER)
            people = pl.scan_parquet(source).with_columns(number.cast(pl.Int32))
            people.sink_parquet(source.with_name("in.parquet"))
            people.sink_csv(source.with_name("in.csv"))
            for suffix in ("parquet", "csv"):
                seconds, processor, most = _in_a_process(Path(folder), suffix)
                refused = _refused(Path(folder), suffix, rows)
                each = seconds * 1e6 / rows
                report.rows.append(
                    (f"{rows:,}", suffix, seconds, processor, each, most / 1e6, f"{refused:,}")
                )
    yield report


def _in_a_process(folder: Path, suffix: str) -> tuple[float, float, int]:
    """Seconds on the wall and of the processor, and peak bytes, of a process that decides on a file."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.files", str(folder), suffix],
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, processor, most = json.loads(done.stdout.splitlines()[-1])
    return seconds, processor, most


def _refused(folder: Path, suffix: str, rows: int) -> int:
    """How many rows were refused; all the others were decided on."""
    read = pl.scan_parquet if suffix == "parquet" else pl.scan_csv
    decided, refused = (
        read(folder / f"{name}.{suffix}").select(pl.len()).collect().item()
        for name in ("out", "out.rejects")
    )
    if decided + refused != rows or refused != rows // FAULTY:
        message = f"{decided} decisions and {refused} rejects for {rows} rows"
        raise RuntimeError(message)
    return int(refused)


if __name__ == "__main__":
    inside, ending = Path(sys.argv[1]), sys.argv[2]
    start = time.perf_counter()
    files = (str(inside / f"in.{ending}"), "--out", str(inside / f"out.{ending}"))
    code = main(["batch", *files, "--service", str(SERVICE), "--on", DAY.isoformat()])
    assert code == 0
    print(json.dumps([time.perf_counter() - start, time.process_time(), peak()]))  # noqa: T201 — a script
