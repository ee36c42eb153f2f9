"""Start-up: from the start of a process to an answer, and the memory that takes; for the library, the command and the rivals.

The first run of each step compiles the modules, as an installation does, and does not count. The others are run in turns.
Somebody waits for as long as the clock on the wall says; what the processor takes is about the same where nothing else runs,
and does not mind where something does, so that the goals are held against it. The rules are loaded as they were read at the
build only if no module has changed since: `pip install --no-deps --editable .` renews them.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.reports import Goal, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
CASE: Final = ROOT / "fixtures" / "cases" / "electrician.json"
BARE: Final = "python -c pass"
IMPORT: Final = "import sxguide"
LOAD: Final = f"{IMPORT}; guide = sxguide.load()"
DECIDE: Final = (
    f"import datetime as dt; {LOAD};"
    " print(guide.decide(22, {'certificate.level': 'junior'}, on=dt.date(2026, 4, 30)).to_json())"
)
SETTLED: Final = (
    f"from tests.benchmarks.cases import Cases, DAY; {LOAD};"
    " guide.decide(22, Cases(1).complete(22), on=DAY).outcome"
)
FRAME: Final = (
    f"from tests.benchmarks.cases import Cases, DAY; {LOAD}; import polars as pl;"
    " guide.decide_frame(22, pl.DataFrame([Cases(1).complete(22)]), on=DAY)"
)
COMMAND: Final = (
    "import runpy, sys;"
    f" sys.argv = ['sxguide', 'decide', '22', {str(CASE)!r}, '--on', '2026-04-30'{{more}}];"
    " runpy.run_module('sxguide', run_name='__main__')"
)
# A rival's rules loaded, and one answer.
RIVAL: Final = (
    "from tests.benchmarks.cases import Cases, DAY; from tests.benchmarks.rivals import {module};"
    " {module}.{maker}(22)(Cases(1).complete(22), DAY)"
)
VALIDATED: Final = (
    "from tests.benchmarks import by_hand, validated; from tests.benchmarks.cases import Cases, DAY;"
    " by_hand.claim_subsidy(validated.VALIDATE[22](Cases(1).complete(22)), DAY)"
)

# What runs, in the order of what each adds to the one before; and the package that it needs.
STEPS: Final[dict[str, tuple[str, str]]] = {
    BARE: ("pass", "sys"),
    "import sxguide": (IMPORT, "sys"),
    "… and load the rules": (LOAD, "sys"),
    "… and the outcome of service 22, everything known": (SETTLED, "sys"),
    "… and a decision with unknowns, as JSON": (DECIDE, "sys"),
    "… and a frame of one": (FRAME, "polars"),
    "sxguide decide --json": (COMMAND.format(more=", '--json'"), "sys"),
    "sxguide decide": (COMMAND.format(more=""), "sys"),
    "by hand, with pydantic": (VALIDATED, "pydantic"),
    "datalogic-py": (RIVAL.format(module="jsonlogic", maker="rule"), "datalogic_py"),
    "zen-engine": (RIVAL.format(module="zen", maker="engine"), "zen"),
    "durable-rules": (RIVAL.format(module="durable", maker="ruleset"), "durable"),
    "openfisca-core": (RIVAL.format(module="openfisca", maker="arrays"), "openfisca_core"),
    "import polars": ("import polars", "polars"),
    "import duckdb": ("import duckdb", "duckdb"),
}
# Told at the end, by way of the error stream, in a run that is not timed.
PEAK: Final = (
    "import atexit, sys; from tests.benchmarks.memory import peak;"
    " atexit.register(lambda: sys.stderr.write(f'\\n{peak()}'))\n"
)
MEGA: Final = 1e6


def run(*, rounds: int) -> Iterator[Report]:
    """One report."""
    steps = {name: step for name, (step, package) in STEPS.items() if find_spec(package)}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    with tempfile.TemporaryDirectory() as compiled:
        for _ in range(rounds + 1):
            for name, code in steps.items():
                times[name].append(_seconds(code, compiled))
        peaks = {name: _peak(code, compiled) for name, code in steps.items()}
    report = Report(
        "From the start of a process", ("step", "processor, ms", "wall, ms", "peak, MB")
    )
    medians = {}
    for name, pairs in times.items():
        walls, processors = zip(*pairs[1:], strict=True)
        medians[name] = statistics.median(processors) * 1e3
        wall = statistics.median(walls) * 1e3
        report.rows.append((name, medians[name], wall, peaks[name] / MEGA))
    imported, loaded = medians["import sxguide"], medians["… and load the rules"]
    report.goals += [
        Goal("import beyond bare Python", 60, imported - medians[BARE], "ms"),
        Goal("load of the bundled rules, cold", 150, loaded - imported, "ms"),
        Goal("`sxguide decide`", 300, medians["sxguide decide"], "ms"),
    ]
    report.remarks.append("the rivals and pydantic load the rules of service 22 alone")
    yield report


def _seconds(code: str, compiled: str) -> tuple[float, float]:
    """Of one process the seconds from start to end, and those of the processor.

    The folder `compiled` keeps its compiled modules.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=_environment(compiled),
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, code)
    return seconds, usage.ru_utime + usage.ru_stime


def _peak(code: str, compiled: str) -> int:
    """The most bytes that one process has in memory."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK + code],
        cwd=ROOT,
        env=_environment(compiled),
        capture_output=True,
        check=True,
    )
    return int(done.stderr.split()[-1])


def _environment(compiled: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
