"""On Spark: the same decisions on the same people by a cluster on this machine and without one, from file to file.

Run `python -m tests.benchmarks.on_spark [--rows N] [--rounds N]` with the extra `spark`, Java and NumPy. The cluster is a
master and two workers of one core each, so that both ways have the same two cores: what it shows is what Spark costs, not
what many machines gain. Both ways first have to give the same rows.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from tests.benchmarks import population
from tests.benchmarks.cases import DAY
from tests.benchmarks.measuring import Contender, in_turns
from tests.spark.cluster import running

import sxguide
from sxguide import spark

if TYPE_CHECKING:
    from tests.spark.cluster import Cluster

SERVICE = 22
NUMBER = "number"


def main() -> None:
    """Prints the medians and their ratio."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.on_spark", description=__doc__
    )
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "people.parquet"
        guide = sxguide.load()
        population.write(guide.facts_read(SERVICE), options.rows, source)
        pl.scan_parquet(source).with_row_index(NUMBER).cast(
            {NUMBER: pl.Int64, pl.Enum: pl.String}
        ).sink_parquet(source.with_name("numbered.parquet"))
        with running(Path(folder), workers=2) as cluster:
            _compare(guide, cluster, source.with_name("numbered.parquet"), options.rounds)


def _compare(guide: sxguide.Guide, cluster: Cluster, source: Path, rounds: int) -> None:
    alone, together = source.with_name("alone.parquet"), source.with_name("together")

    def one_machine() -> None:
        rows = pl.scan_parquet(source)
        guide.decide_frame(SERVICE, rows, on=DAY, columns={NUMBER: None}).lazy().sink_parquet(alone)

    def on_spark() -> None:
        rows = cluster.session.read.parquet(str(source))
        decided = spark.decide(rows, SERVICE, on=DAY, columns={NUMBER: None})
        decided.write.mode("overwrite").parquet(str(together))

    one_machine()
    on_spark()
    expected = pl.read_parquet(alone).cast({"outcome": pl.String}).sort(NUMBER)
    # Spark leaves a checksum beside every file.
    if not pl.read_parquet(together / "*.parquet").sort(NUMBER).equals(expected):
        message = "the cluster and the machine differ"
        raise SystemExit(message)
    ways = {"one machine": Contender(one_machine), "Spark": Contender(on_spark)}
    found = in_turns(ways, rounds=rounds, clock="wall")
    print(f"{expected.height} rows, service {SERVICE}, file to file, {rounds} rounds")  # noqa: T201 — its output
    for name, timing in found.items():
        print(f"{name}: {timing.median:.2f} s")  # noqa: T201 — as above
    print(f"ratio {found['Spark'].ratio_to(found['one machine']):.1f}")  # noqa: T201 — as above


if __name__ == "__main__":
    main()
