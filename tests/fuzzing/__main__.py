"""Fuzzes every place where text from outside comes in: `python -m tests.fuzzing [NAME …] [--seconds N] [--folder PATH]`.

Three targets at a time, each for so many seconds (by default a minute; the long run is `--seconds 1800`). What was found is
left in the folder, with the fuzzer's own words beside it; `--replay NAME FILE` tries such a file again, without the fuzzer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fuzzing.targets import TARGETS

AT_A_TIME = 3


def fuzzed(name: str, folder: Path, seconds: int) -> int:
    """Fuzzes one target in a process of its own; its exit code."""
    inside = folder / name
    inside.mkdir(parents=True, exist_ok=True)
    command = (sys.executable, "-m", "tests.fuzzing.worker", name, str(inside), str(seconds))
    with (inside / "log.txt").open("wb") as log:
        return subprocess.run(command, stdout=log, stderr=log, check=False).returncode


def told(name: str, folder: Path, code: int) -> str:
    """A line on what became of a target, with the fuzzer's last words where it found something."""
    log = (folder / name / "log.txt").read_text(errors="replace").splitlines()
    runs = next((line.split()[-1] for line in log if "number_of_executed_units" in line), "?")
    if code == 0:
        return f"{name}: {runs} inputs, nothing found"
    return "\n".join([f"{name}: FOUND, see {folder / name}", *log[-40:]])


def main() -> int:
    """Reads the command line; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--folder", type=Path, help="where findings are left")
    parser.add_argument("--replay", nargs=2, metavar=("NAME", "FILE"))
    options = parser.parse_args()
    if options.replay:
        name, file = options.replay
        start = time.process_time()
        TARGETS[name].run(Path(file).read_bytes())
        print(f"{time.process_time() - start:.2f} s")  # noqa: T201 — a command
        return 0
    names = options.names or list(TARGETS)
    if unknown := set(names) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    folder = options.folder or Path(tempfile.mkdtemp(prefix="fuzzing-"))
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        codes = list(pool.map(lambda name: fuzzed(name, folder, options.seconds), names))
    for name, code in zip(names, codes, strict=True):
        print(told(name, folder, code))  # noqa: T201 — a command
    return 1 if any(codes) else 0


if __name__ == "__main__":
    raise SystemExit(main())
