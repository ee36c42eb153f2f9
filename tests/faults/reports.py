"""The faulty files, the command that each is given to, and the report recorded beside each.

`python -m tests.faults.reports`, in the project's folder, records the reports that are missing; read them before keeping them.
"""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import NamedTuple

from sxguide import cli

ROOT = Path(__file__).parents[2]
FOLDER = Path("fixtures/faulty")
SUFFIX = ".report.txt"

# How the files of each folder are given to the command line; `None` stands for the path.
COMMANDS: dict[str, tuple[str | None, ...]] = {
    "": ("check", None),
    "cases": ("decide", "skill-upgrade-subsidy", None, "--on", "2026-04-30"),
    "candidates": ("recommend", "5", "fixtures/cases/electrician.json", None, "--on", "2026-04-30"),
    "scenarios": ("run", None),
    "parameters": ("services", "--parameters", None),
    "histories": ("timeline", None, "--until", "2030-01-01"),
    "receipts": ("replay", None),
    "guide-texts": ("clauses", "--check", None),
}


class Outcome(NamedTuple):
    """What a run of the command line left behind."""

    code: int
    output: str
    errors: str


def faulty_files() -> list[Path]:
    """Every faulty file, or folder of rules, as a path from the project's folder."""
    return [
        Path(FOLDER, folder, entry.name)
        for folder in COMMANDS
        for entry in sorted((ROOT / FOLDER / folder).iterdir())
        if entry.name not in COMMANDS and not entry.name.endswith(SUFFIX)
    ]


def recorded(faulty: Path) -> Path:
    """Where the report on a faulty file is recorded."""
    return faulty.with_name(faulty.stem + SUFFIX)


def report_on(faulty: Path) -> Outcome:
    """What the command line says of a faulty file; it is named as from the project's folder."""
    folder = faulty.parent.name if faulty.parent != FOLDER else ""
    return run(*(str(faulty) if part is None else part for part in COMMANDS[folder]))


def run(*arguments: str) -> Outcome:
    """One run of the command line in this process."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = cli.main(arguments)
    return Outcome(code, output.getvalue(), errors.getvalue())


def record_missing() -> None:
    """Records the reports that are missing."""
    os.chdir(ROOT)
    for faulty in faulty_files():
        if not recorded(faulty).exists():
            recorded(faulty).write_text(report_on(faulty).errors, encoding="utf-8")


if __name__ == "__main__":
    record_missing()
