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
    named = _scenarios(Path(options.path))
    screen = terminal(options)
    steps = named if options.json else screen.progress(named, "scenarios")
    results = [(file, scenario, run_scenario(rules, scenario)) for file, scenario in steps]
    failed = [result for result in results if result[2]]
    if options.json:
        write_json(
            {
                "passed": len(results) - len(failed),
                "failed": [_result_to_dict(*each) for each in failed],
            }
        )
    else:
        for file, scenario, mismatches in failed:
            screen.line(f"✗ {file}:{scenario.span.line} {scenario.name}", "red")
            for mismatch in mismatches:
                screen.line(f"    {mismatch}")
        screen.line(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return NOT_HELD if failed else DONE


def _result_to_dict(
    file: str, scenario: Scenario, mismatches: list[Mismatch]
) -> dict[str, JsonValue]:
    return {
        "file": file,
        "scenario": scenario.name,
        "mismatches": [str(mismatch) for mismatch in mismatches],
    }


def _scenarios(path: Path) -> list[tuple[str, Scenario]]:
    """Every scenario below `path`, with the file it stands in; all faults of all files at once."""
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
