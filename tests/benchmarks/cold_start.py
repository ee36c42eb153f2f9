"""How long a person at a keyboard waits: from the start of the process to the printed decision.

Run it by hand: `python tests/benchmarks/cold_start.py [RUNS]`. It prints the median and the fastest of so many runs, in
milliseconds. The goal for `sxguide decide` is 300.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASE = Path(__file__).parents[2] / "fixtures" / "cases" / "electrician.json"
IMPORT = "import sxguide"
LOAD = f"{IMPORT}; guide = sxguide.load()"
DECIDE = (
    f"import datetime as dt; {LOAD};"
    " print(guide.decide(22, {'certificate.level': 'junior'}, on=dt.date(2026, 4, 30)).to_json())"
)

# What runs, in the order of what each adds to the one before.
STEPS: dict[str, tuple[str, ...]] = {
    "python -c pass": ("-c", "pass"),
    "import sxguide": ("-c", IMPORT),
    "… and load the rules": ("-c", LOAD),
    "… and decide": ("-c", DECIDE),
    "sxguide decide --json": (
        "-m",
        "sxguide",
        "decide",
        "22",
        str(CASE),
        "--on",
        "2026-04-30",
        "--json",
    ),
    "sxguide decide": ("-m", "sxguide", "decide", "22", str(CASE), "--on", "2026-04-30"),
}


def milliseconds(arguments: tuple[str, ...], compiled: str) -> float:
    """How long one process takes from its start to its end; the folder `compiled` keeps its compiled modules."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True
    )
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Prints one line for each step; the runs of all steps are mixed, so that a busy moment hits them alike."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    taken: dict[str, list[float]] = {name: [] for name in STEPS}
    with tempfile.TemporaryDirectory() as compiled:
        for _ in range(runs + 1):
            for name, arguments in STEPS.items():
                taken[name].append(milliseconds(arguments, compiled))
    sys.stdout.write(f"{'':24}{'median':>10}{'fastest':>10}  ms, of {runs} runs\n")
    for name, times in taken.items():
        # The first run compiles the modules, as an installation does, and does not count.
        kept = times[1:]
        sys.stdout.write(f"{name:24}{statistics.median(kept):10.0f}{min(kept):10.0f}\n")


if __name__ == "__main__":
    main()
