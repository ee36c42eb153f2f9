"""What an import costs: nothing heavy loads before its feature is used, and the library never asks the world."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "altair",
    "durable",
    "holidays",
    "hypothesis",
    "jsonschema",
    "lxml",
    "polars",
    "pyarrow",
    "pyspark",
    "pytest",
    "regex",
    "rich",
    "sqlite3",
    "vl_convert",
}
ASK = "import datetime as dt, sxguide; sxguide.load().decide(22, {}, on=dt.date(2026, 4, 30))"


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after this code."""
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in run.stdout.split("\n")[-2].split()}


def test_importing_the_package_loads_nothing_heavy():
    assert loaded("import sxguide") & HEAVY == set()


def test_loading_the_rules_needs_no_calendar_and_no_screen():
    assert loaded("import sxguide; sxguide.load()") & HEAVY == set()


def test_a_decision_loads_the_calendar_at_most():
    # Which the build has mostly written down.
    assert loaded(ASK) & HEAVY <= {"holidays"}


def test_the_calendar_does_not_bring_every_country():
    code = "from sxguide import almanac; almanac.asked()\nimport sys\nassert 'holidays.countries' not in sys.modules"

    assert "holidays" in loaded(code)


def test_life_cycles_load_neither_an_engine_nor_a_chart_before_they_are_asked_for():
    assert loaded("import sxguide.lifecycle.batch") & HEAVY == set()


def test_json_on_the_command_line_loads_no_tables():
    code = "from sxguide.cli import main; main(['services', '--json'])"

    assert "rich" not in loaded(code)


@pytest.mark.parametrize("variable", ["LANG", "TZ", "HOME"])
def test_a_decision_does_not_depend_on_the_environment(variable):
    code = f"{ASK.replace('sxguide.load()', 'print(sxguide.load()').replace('30))', '30)).to_json())')}"
    plain, changed = (
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        for environment in ({"PYTHONUTF8": "1"}, {"PYTHONUTF8": "1", variable: "C"})
    )

    assert changed.stdout == plain.stdout != ""
