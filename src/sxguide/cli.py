"""Cli: the command line.

Exit codes: 0, done, whatever the decision; 1, a scenario did not hold; 2, the input was wrong. What was asked for goes to
standard output, errors go to standard error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.casefiles import Data, read_data
from sxguide.errors import FaultsError, Problem, ScenarioError, SxguideError
from sxguide.formats import FORMATS, json_schema
from sxguide.guide import Guide, load
from sxguide.loader import bundled_files, folder_files, load_rulebook, read_file
from sxguide.scenarios import Mismatch, Scenario, read_scenarios, run
from sxguide.scenarios import json_schema as scenarios_schema
from sxguide.terminal import Terminal
from sxguide.values import iso_date
from sxguide.yamltree import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sxguide.citations import JsonValue
    from sxguide.model import Fact, Service

DONE, NOT_HELD, WRONG_INPUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    _write_utf8()
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except SxguideError as error:
        _complain(error, as_json=options.json)
        return WRONG_INPUT
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not try to flush to them once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sxguide",
        description="Decisions on 40 employment and social-insurance services of Shanxi, with clauses and deadlines.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="write JSON")
    shared.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="language of the output (default: zh)"
    )
    shared.add_argument(
        "--rules", metavar="FOLDER", help="rule files of your own in place of the bundled ones"
    )

    decide = commands.add_parser(
        "decide", parents=[shared], help="decide on one service for one case"
    )
    decide.add_argument("service", help="name, number or title")
    decide.add_argument("case", help="case file, JSON or YAML; `-` reads standard input")
    decide.add_argument(
        "--on", type=_date, metavar="DATE", help="date of the decision (default: today)"
    )
    decide.set_defaults(run=_decide)

    check = commands.add_parser(
        "check", parents=[shared], help="check rule files and report every fault"
    )
    check.add_argument(
        "path", nargs="?", help="a folder of rules, or one file to lay over the bundled rules"
    )
    check.add_argument(
        "--schemas", metavar="FOLDER", help="write the JSON Schemas of rule files to FOLDER"
    )
    check.set_defaults(run=_check)

    services = commands.add_parser("services", parents=[shared], help="list the services")
    services.set_defaults(run=_services)

    facts = commands.add_parser(
        "facts", parents=[shared], help="list the facts that a case may give"
    )
    facts.add_argument("service", nargs="?", help="only those that this service reads")
    facts.set_defaults(run=_facts)

    scenarios = commands.add_parser("run", parents=[shared], help="run scenario files")
    scenarios.add_argument("path", help="a scenario file, or a folder of them")
    scenarios.set_defaults(run=_run)
    return parser


def _date(text: str) -> dt.date:
    day = iso_date(text)
    if day is None:
        message = f"`{text}` is no date; write it like 2026-11-23"
        raise argparse.ArgumentTypeError(message)
    return day


def _terminal(options: argparse.Namespace) -> Terminal:
    return Terminal(sys.stdout, options.lang)


def _guide(options: argparse.Namespace) -> Guide:
    return load(options.rules)


def _write_json(value: JsonValue) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _complain(error: SxguideError, *, as_json: bool) -> None:
    problems = error.problems if isinstance(error, FaultsError) else ()
    if as_json:
        found = [_problem_to_dict(problem) for problem in problems] or [{"message": str(error)}]
        print(json.dumps({"errors": found}, ensure_ascii=False, indent=2), file=sys.stderr)
    elif problems:
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
        print(f"{error}\n{count}", file=sys.stderr)
    else:
        print(f"error: {error}", file=sys.stderr)


def _problem_to_dict(problem: Problem) -> dict[str, JsonValue]:
    span = problem.span
    return {
        "code": problem.code,
        "message": problem.message,
        "file": span.source.name if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "path": problem.path,
        "help": problem.help,
    }


def _decide(options: argparse.Namespace) -> int:
    case = _read_case(options.case)
    on = options.on or _today()
    decision = _guide(options).decide(options.service, case, on=on)
    if options.json:
        print(decision.to_json(indent=2))
    else:
        _terminal(options).decision(decision)
    return DONE


def _today() -> dt.date:
    """The machine's date: the library never reads the clock, but a person at a keyboard means today."""
    return dt.datetime.now().astimezone().date()  # noqa: TID251 — the command line alone may ask


def _read_case(name: str) -> Data:
    if name == "-":
        return read_data("standard input", sys.stdin.buffer.read(MAX_BYTES + 1))
    return read_data(name, read_file(Path(name)))


def _check(options: argparse.Namespace) -> int:
    if options.schemas:
        return _write_schemas(Path(options.schemas))
    rule_files = _rule_files(Path(options.path)) if options.path else bundled_files()
    rulebook = load_rulebook(rule_files)
    counts: dict[str, JsonValue] = {
        "files": len(rule_files),
        "services": len(rulebook.services),
        "facts": len(rulebook.facts),
        "parameters": len(rulebook.parameters),
        "definitions": len(rulebook.definitions),
        "clauses": len(rulebook.citations),
        "interpretations": len(rulebook.interpretations),
    }
    if options.json:
        _write_json(counts)
    else:
        words = ", ".join(f"{count} {noun}" for noun, count in counts.items())
        _terminal(options).line(f"no faults: {words}")
    return DONE


def _rule_files(path: Path) -> dict[str, bytes]:
    """A folder's rule files, or the bundled ones with one file laid over them in the place of its namesake."""
    if path.is_dir():
        return folder_files(path)
    own = read_file(path)
    kept = {name: data for name, data in bundled_files().items() if Path(name).name != path.name}
    return {**kept, str(path): own}


def _write_schemas(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    schemas = {kind: json_schema(kind) for kind in FORMATS} | {"scenarios": scenarios_schema()}
    for kind, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{kind}.json").write_text(text, encoding="utf-8")
    return DONE


def _services(options: argparse.Namespace) -> int:
    services = _guide(options).services.values()
    if options.json:
        _write_json([_service_to_dict(service) for service in services])
    else:
        _terminal(options).services(services)
    return DONE


def _service_to_dict(service: Service) -> dict[str, JsonValue]:
    return {
        "name": service.name,
        "number": service.number,
        "titles": [title.to_dict() for title in service.titles],
        "working_days": service.deadline.working_days,
        "outputs": [
            {
                "name": output.name,
                "type": output.kind,
                "unit": output.unit,
                "label": output.label.to_dict(),
            }
            for output in service.outputs
        ],
    }


def _facts(options: argparse.Namespace) -> int:
    guide = _guide(options)
    facts = guide.facts_read(options.service) if options.service else tuple(guide.facts.values())
    if options.json:
        _write_json([_fact_to_dict(fact) for fact in facts])
    else:
        _terminal(options).facts(facts)
    return DONE


def _fact_to_dict(fact: Fact) -> dict[str, JsonValue]:
    return {
        "name": fact.name,
        "type": fact.kind,
        "unit": fact.unit,
        "label": fact.label.to_dict(),
        "question": fact.question.to_dict(),
        "values": {choice.value: choice.label.to_dict() for choice in fact.choices},
    }


def _run(options: argparse.Namespace) -> int:
    guide = _guide(options)
    named = _scenarios(Path(options.path))
    terminal = _terminal(options)
    steps = named if options.json else terminal.progress(named, "scenarios")
    results = [(file, scenario, run(guide, scenario)) for file, scenario in steps]
    failed = [result for result in results if result[2]]
    if options.json:
        _write_json(
            {
                "passed": len(results) - len(failed),
                "failed": [_result_to_dict(*each) for each in failed],
            }
        )
    else:
        for file, scenario, mismatches in failed:
            terminal.line(f"✗ {file}:{scenario.span.line} {scenario.name}", "red")
            for mismatch in mismatches:
                terminal.line(f"    {mismatch}")
        terminal.line(f"{len(results) - len(failed)} passed, {len(failed)} failed")
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
    contents = folder_files(path) if path.is_dir() else {path.name: read_file(path)}
    found: list[tuple[str, Scenario]] = []
    problems: list[Problem] = []
    for name, data in contents.items():
        try:
            found.extend((name, scenario) for scenario in read_scenarios(name, data))
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)
    return found
