"""A copy of the project in which mutmut makes and tries the mutants of one area."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.areas import AREAS

ROOT = Path(__file__).parents[2]
COPIED = (".ci", "LICENSE", "README.md", "docs", "fixtures", "hatch_build.py", "rules")
MUTMUT = str(Path(sys.executable).with_name("mutmut"))
# What mutmut keeps of a mutant is the exit code of its tests, or one of its own. All that is neither of these is unknown.
KILLED = (1, 3)
SURVIVED = (0, 5, 33)  # the last two: no test comes near it
# Seconds: a mutant may take so many times what its tests take without it, and so long besides. Other work slows it down too.
TIMES, BESIDES = 6, 60
TIMED_OUT = 36
AT_A_TIME = 2
PLUGINS = ("-p", "no:cacheprovider", "-p", "tests.mutation.depth")


@dataclass(frozen=True, slots=True)
class Tried:
    """The names of the mutants that were tried, by what became of them."""

    killed: tuple[str, ...]
    survived: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def whole(self) -> int:
        """How many were tried."""
        return len(self.killed) + len(self.survived) + len(self.unknown)


class Bench:
    """The bench of one area, made anew in a folder; making all mutants and timing the tests takes minutes."""

    def __init__(self, area: str, folder: Path) -> None:
        self._folder = folder / area
        self._tests = AREAS[area].tests
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        for name in ("src", "tests", *COPIED):
            (self._folder / name).symlink_to(ROOT / name)
        project = (ROOT / "pyproject.toml").read_text("utf-8")
        (self._folder / "pyproject.toml").write_text(project + settings(area), "utf-8")
        # It says that there is no such mutant when it has made them all: there is no other way to have their names first.
        words = self._run("none of them")
        if "nothing matches" not in words:
            raise RuntimeError(f"mutmut could not begin:\n{words}")
        self.names = sorted(self._exit_codes())

    def tried(self, names: list[str]) -> Tried:
        """What becomes of these mutants.

        mutmut tries one by those tests alone that came to its function when they were timed. What is worked out before the
        first test, or once for several, is put down to one of them or to none: whoever survives has to survive all tests.
        """
        words = self._run(*names)
        codes = self._exit_codes()
        if any(codes[name] is None for name in names):
            raise RuntimeError(f"mutmut did not get to the end:\n{words}")
        surviving = [name for name in names if codes[name] in SURVIVED]
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            codes |= zip(surviving, pool.map(self._exit_code_of_all_tests, surviving), strict=True)
        killed = tuple(name for name in names if codes[name] in KILLED)
        survived = tuple(name for name in names if codes[name] in SURVIVED)
        unknown = tuple(name for name in names if name not in {*killed, *survived})
        return Tried(killed, survived, unknown)

    def difference(self, name: str) -> str:
        """The name of a mutant, and as a diff what it changes."""
        command = (MUTMUT, "show", name)
        return subprocess.run(
            command, cwd=self._folder, capture_output=True, text=True, check=True
        ).stdout

    def _run(self, *names: str) -> str:
        """Has mutmut run, which shows how far it is; what it says of anything that went wrong."""
        words = self._folder / "words.txt"
        with words.open("w", encoding="utf-8") as file:
            command = (MUTMUT, "run", "--max-children", str(AT_A_TIME), *names)
            subprocess.run(command, cwd=self._folder, stdout=sys.stderr, stderr=file, check=False)
        return words.read_text("utf-8")

    def _exit_code_of_all_tests(self, name: str) -> int:
        mutants = self._folder / "mutants"
        durations = json.loads((mutants / "mutmut-stats.json").read_text("utf-8"))[
            "duration_by_test"
        ]
        command = (sys.executable, "-m", "pytest", "-x", "-q", *PLUGINS, *self._tests)
        try:
            return subprocess.run(
                command,
                cwd=mutants,
                env=os.environ | {"MUTANT_UNDER_TEST": name, "PYTHONPATH": f"src{os.pathsep}."},
                capture_output=True,
                timeout=TIMES * sum(durations.values()) + BESIDES,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return TIMED_OUT

    def _exit_codes(self) -> dict[str, int | None]:
        codes: dict[str, int | None] = {}
        for path in (self._folder / "mutants/src").rglob("*.meta"):
            codes |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        return codes


def settings(area: str) -> str:
    """mutmut's settings for an area: workers are forked off a process that has read the tests and run none, which could not
    be forked any more once Polars had used its threads.
    """
    values = {
        "source_paths": ["src/"],
        "only_mutate": AREAS[area].modules,
        "also_copy": COPIED,
        "pytest_add_cli_args": PLUGINS,
        "pytest_add_cli_args_test_selection": AREAS[area].tests,
        "process_isolation": "forkserver",
        "forkserver_warmup": "collect",
        "timeout_multiplier": TIMES,
        "timeout_constant": BESIDES // TIMES,
        "use_git_change_detection": False,
    }
    lines = (f"{name} = {json.dumps(value)}" for name, value in values.items())
    return "\n".join(["", "[tool.mutmut]", *lines, ""])
