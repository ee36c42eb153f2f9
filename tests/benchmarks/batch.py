"""Batch: many people at once, in memory and from one Parquet file to another.

All contenders get the same frame or file, with nulls, and give the columns of `Guide.decide_frame` for everybody: outcome,
outputs, last day of the term and whether it is provisional. Times are by the clock on the wall, since all of them use both
cores. openfisca-core knows no nulls: it gets its types' defaults in their place, and is compared where there are none.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from tests.benchmarks import population
from tests.benchmarks.agreement import DisagreementError
from tests.benchmarks.cases import DAY, SERVICES
from tests.benchmarks.measuring import Contender, Timing, in_turns
from tests.benchmarks.reports import Goal, Report

import sxguide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sxguide.model import Service

COMPARED: Final = 20_000
OURS: Final = "sxguide"
BY_HAND: Final = "Polars by hand"
OPENFISCA: Final = "openfisca-core"
# How many times as long as Polars by hand, at most; how many times as fast as openfisca-core, at least.
MOST: Final = 1.3
LEAST: Final = 20


@dataclass(frozen=True)
class Way:
    """How one contender answers for a frame, and from one Parquet file to another."""

    in_memory: Callable[[pl.DataFrame], pl.DataFrame]
    from_file: Callable[[Path, Path], object]
    knows_nulls: bool = True


def run(sizes: Sequence[int], *, rounds: int) -> Iterator[Report]:
    """One report for each service."""
    guide = sxguide.load()
    for number in SERVICES:
        service = guide.service(number)
        ways = _ways(guide, service)
        report = Report(
            f"Many decisions, service {number}: {service.title.en}",
            ("who", "rows", "memory, ms", "ns a row", f"× {OURS}", "files, ms", "× it"),
        )
        compared = compare(guide, service, ways)
        agreed = ", ".join(f"{who} ({count:,} rows)" for who, count in compared.items())
        report.remarks.append(f"the same answers, before anything was timed: {agreed}")
        for rows in sizes:
            people = population.frame(guide.facts_read(number), rows)
            _measure(report, ways, people, rounds)
        yield report


def compare(guide: sxguide.Guide, service: Service, ways: Mapping[str, Way]) -> dict[str, int]:
    """How many rows each contender answered as sxguide does.

    Raises:
        DisagreementError: One answered otherwise.
    """
    people = population.frame(guide.facts_read(service.number), COMPARED)
    complete = people.drop_nulls()
    counts = {}
    for name, way in ways.items():
        asked = people if way.knows_nulls else complete
        ours, theirs = ways[OURS].in_memory(asked), way.in_memory(asked)
        if ours.columns != theirs.columns:
            message = f"service {service.number}, {name}: {theirs.columns} for {ours.columns}"
            raise DisagreementError(message)
        for column in ours.columns:
            differ = ~_comparable(ours[column]).eq_missing(_comparable(theirs[column]))
            if differ.any():
                row = differ.arg_true()[0]
                message = (
                    f"service {service.number}, {name}, `{column}`: {theirs[column][row]!r} for"
                    f" {ours[column][row]!r}, of {asked.row(row, named=True)}"
                )
                raise DisagreementError(message)
        counts[name] = len(asked)
    return counts


def _comparable(column: pl.Series) -> pl.Series:
    """The values alone: exact numbers with as many digits behind the point as anybody gives, names as texts."""
    if column.dtype.is_decimal() or column.dtype.is_integer():
        return column.cast(pl.Decimal(38, 10))
    return column.cast(pl.String) if column.dtype in (pl.Enum, pl.Categorical) else column


def _measure(report: Report, ways: Mapping[str, Way], people: pl.DataFrame, rounds: int) -> None:
    """Adds what each takes for these people."""
    rows = len(people)
    full = people.with_columns(*map(_filled, people))
    given = {name: people if way.knows_nulls else full for name, way in ways.items()}
    memory = in_turns(
        {name: Contender(partial(way.in_memory, given[name])) for name, way in ways.items()},
        rounds=rounds,
        clock="wall",
    )
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for name, way in ways.items():
            source = Path(folder) / f"people-{way.knows_nulls}.parquet"
            if not source.exists():
                given[name].write_parquet(source)
            target = Path(folder) / f"{name}.parquet"
            files[name] = Contender(partial(way.from_file, source, target))
        del people, full, given
        taken = in_turns(files, rounds=rounds, clock="wall")
    for name in ways:
        each_row = memory[name].median * 1e9 / rows
        in_memory, to_file = _figures(name, memory), _figures(name, taken)
        report.rows.append((name, rows, in_memory[0], each_row, in_memory[1], *to_file))
    report.goals += _goals(memory, "in memory", rows)
    report.goals += _goals(taken, "file to file", rows)


def _figures(name: str, timings: Mapping[str, Timing]) -> tuple[float, float]:
    return timings[name].median * 1e3, timings[name].ratio_to(timings[OURS])


def _goals(timings: Mapping[str, Timing], what: str, rows: int) -> Iterator[Goal]:
    ours = timings[OURS]
    if BY_HAND in timings:
        found = ours.ratio_to(timings[BY_HAND])
        yield Goal(f"{what}, {rows:,} rows", MOST, found, f"× {BY_HAND}")
    if OPENFISCA in timings and what == "in memory":
        found = timings[OPENFISCA].ratio_to(ours)
        words = f"{what}, {rows:,} rows, faster than {OPENFISCA}"
        yield Goal(words, LEAST, found, "×", at_most=False)


def _filled(column: pl.Series) -> pl.Series:
    """The column with openfisca-core's default where nobody knows the fact."""
    if isinstance(column.dtype, pl.Enum):
        return column.fill_null(column.dtype.categories[0])
    defaults: dict[Any, Any] = {pl.Boolean: False, pl.Date: dt.date(1970, 1, 1), pl.Int32: 0}
    return column.fill_null(defaults[column.dtype])


def _ways(guide: sxguide.Guide, service: Service) -> dict[str, Way]:
    """The contenders that are installed."""
    found = {OURS: _ours(guide, service)}
    due = guide.calendar.due(DAY, service.deadline.working_days)
    if find_spec("duckdb") is not None and find_spec("pyarrow") is not None:
        from tests.benchmarks.rivals import duckdb  # noqa: PLC0415 — may be absent

        database = duckdb.Database(service.number, DAY, due)
        found["DuckDB"] = Way(database.in_memory, database.from_file)
    if find_spec("openfisca_core") is not None and service.number == 22:
        from tests.benchmarks.rivals import openfisca  # noqa: PLC0415 — may be absent

        found[OPENFISCA] = Way(
            lambda people: openfisca.in_memory(people, DAY, due),
            lambda source, target: openfisca.in_memory(
                pl.read_parquet(source), DAY, due
            ).write_parquet(target),
            knows_nulls=False,
        )
    return found


def _ours(guide: sxguide.Guide, service: Service) -> Way:
    # A frame gives a frame, and a lazy one a lazy one.
    decide: Callable[[Any], Any] = partial(guide.decide_frame, service.name, on=DAY)
    return Way(decide, lambda source, target: decide(pl.scan_parquet(source)).sink_parquet(target))
