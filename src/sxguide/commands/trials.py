"""The command that tries the rules on scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.commands.output import DONE, NOT_HELD, guide, terminal, write_json
from sxguide.errors import Problem, ScenarioError
from sxguide.rulefiles import files_at
from sxguide.scenarios import Mismatch, Scenario, read_scenarios
from sxguide.scenarios import run as run_scenario

if TYPE_CHECKING:
    import argparse

    from sxguide.citations import JsonValue


def run(options: argparse.Namespace) -> int:
    """Scenario files, and which of them hold."""
    rules = guide(options)
    named = scenarios_at(Path(options.path))
    screen = terminal(options)
    steps = named if options.json else screen.progress(named, "scenarios")
    results = [(file, scenario, run_scenario(rules, scenario)) for file, scenario in steps]
    failed = [result for result in results if result[2]]
    # What nobody has checked is no test, and agreeing with it is no pass.
    waiting = [each for each in results if not each[2] and not each[1].is_confirmed]
    passed = len(results) - len(failed) - len(waiting)
    if options.json:
        write_json(
            {
                "passed": passed,
                "failed": [_result_to_dict(*each) for each in failed],
                "not_confirmed": [_result_to_dict(*each) for each in waiting],
            }
        )
    else:
        for file, scenario, mismatches in failed:
            screen.line(f"✗ {file}:{scenario.span.line} {scenario.name}", "red")
            for mismatch in mismatches:
                screen.line(f"    {mismatch}")
        for file, scenario, _ in waiting:
            screen.line(f"? {file}:{scenario.span.line} {scenario.name}: not confirmed", "yellow")
        more = f", {len(waiting)} not confirmed" if waiting else ""
        screen.line(f"{passed} passed, {len(failed)} failed{more}")
    return NOT_HELD if failed or waiting else DONE


def _result_to_dict(
    file: str, scenario: Scenario, mismatches: list[Mismatch]
) -> dict[str, JsonValue]:
    return {
        "file": file,
        "scenario": scenario.name,
        "mismatches": [str(mismatch) for mismatch in mismatches],
    }


def scenarios_at(path: Path) -> list[tuple[str, Scenario]]:
    """Every scenario below `path`, with the file it stands in.

    Raises:
        ScenarioError: Every fault of every file.
    """
    found: list[tuple[str, Scenario]] = []
    problems: list[Problem] = []
    for name, data in files_at(path).items():
        try:
            found.extend((name, scenario) for scenario in read_scenarios(name, data))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return found
