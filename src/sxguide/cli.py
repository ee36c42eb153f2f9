"""Cli: the command line.

Exit codes: 0, done, whatever the decision; 1, a scenario did not hold, a clause changed, rules are tried too little, or some
of many people have faulty events, or a replayed decision is not what it was; 2, the input was wrong; 130, interrupted.
What was asked for goes to standard output, errors go to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from sxguide.commands.output import DONE
from sxguide.errors import EngineWarning, FaultsError, Problem, SxguideError
from sxguide.values import iso_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from sxguide.citations import JsonValue

WRONG_INPUT, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    _write_utf8()
    options = _parser().parse_args(arguments)
    code = DONE
    try:
        with _warnings_told():
            code = _run(options)
        sys.stdout.flush()
    except SxguideError as error:
        _complain(error, as_json=options.json)
        code = WRONG_INPUT
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not try to flush to them once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(options: argparse.Namespace) -> int:
    """Runs the command that was asked for, of which alone the module is read: all of them take as long as a decision."""
    module, _, name = options.run.rpartition(".")
    code: int = getattr(import_module(f"sxguide.commands.{module}"), name)(options)
    return code


@contextmanager
def _warnings_told() -> Iterator[None]:
    """Has our own warnings told as errors are: a line on standard error."""
    show = warnings.showwarning

    def shown(  # noqa: PLR0913, PLR0917 — as Python calls it
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if issubclass(category, EngineWarning):
            print(f"warning: {message}", file=sys.stderr)
        else:
            show(message, category, filename, lineno, file, line)

    with warnings.catch_warnings():
        warnings.simplefilter("always", EngineWarning)
        warnings.showwarning = shown
        yield


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Half a character, as JSON can name it, has no UTF-8: it is shown as its escape.
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sxguide",
        description="Decisions on 40 employment and social-insurance services of Shanxi, with clauses and deadlines.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    shared = _shared()

    def command(name: str, run: str, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[shared], help=about, description=about)
        added.set_defaults(run=run)
        return added

    _add_service(command("decide", "asking.decide", "decide on one service for one case"))

    _add_service(command("changes", "asking.changes", "tell what would turn the answer, and when"))

    _add_receipt(
        command(
            "replay",
            "asking.replay",
            "make a decision again from its receipt, and tell what has changed",
        )
    )

    _add_case(command("screen", "asking.screen", "put one case to all services"))

    _add_interview(
        command("ask", "interviewing.ask", "ask for what is not known, one question at a time")
    )

    _add_candidates(
        command(
            "recommend",
            "asking.recommend",
            "rank candidates for one case: posts, seekers, institutions",
        )
    )

    _add_batch(
        command("batch", "batches.batch", "decide on every case of a file: Parquet, CSV, Arrow")
    )

    _add_query(command("search", "asking.search", "find services by words in Chinese or English"))

    command("services", "rules.services", "list the services")

    facts = command("facts", "rules.facts", "list the facts that a case may give")
    facts.add_argument("service", nargs="?", help="only those that this service reads")

    check = command("check", "rules.check", "check rule files and report every fault")
    check.add_argument(
        "--deep", action="store_true", help="also report what is doubtful about rules without fault"
    )
    check.add_argument(
        "--on", type=_date, metavar="DATE", help="doubtful on that day and after; today by default"
    )
    check.add_argument(
        "path", nargs="?", help="a folder of rules, or one file to lay over the bundled rules"
    )

    clauses = command(
        "clauses", "rules.clauses", "list the guide's clauses and the rules that hang on each"
    )
    clauses.add_argument("--check", metavar="PATH", help="compare with this text of the guide")

    command("interpretations", "rules.interpretations", "list the readings that the rules rest on")

    _add_folders(
        command(
            "pages", "rules.pages", "write the schemas and the pages that are made from the rules"
        )
    )

    _add_history(
        command("timeline", "timelines.timeline", "tell what follows from a history, day by day")
    )
    _add_many_histories(
        command(
            "timelines",
            "timelines.timelines",
            "tell what follows from the histories of many people, a line of JSON for each",
        )
    )
    command("events", "timelines.events", "list the kinds of event that a history may have")

    _add_scenarios(
        command("run", "trials.run", "run scenario files"),
        command("test-rules", "rule_tests.test_rules", "tell how well scenarios try the rules"),
    )
    return parser


def _shared() -> argparse.ArgumentParser:
    """The options that every command takes."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="write JSON")
    shared.add_argument(
        "--lang", choices=("zh", "en"), default="zh", help="language of the output (default: zh)"
    )
    shared.add_argument(
        "--rules", metavar="FOLDER", help="rule files of your own in place of the bundled ones"
    )
    shared.add_argument(
        "--parameters", metavar="PATH", help="parameters of your own to lay over the rules"
    )
    shared.add_argument("--source", metavar="PATH", help="the guide's official text, to be quoted")
    return shared


def _add_service(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("service", help="name, number or title")
    _add_case(parser)


def _add_case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", help="case file, JSON or YAML; `-` reads standard input")
    _add_date(parser)


def _add_receipt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "receipt",
        help="a receipt, or a decision as `decide --json` writes it; `-` reads standard input",
    )


def _add_interview(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "service",
        nargs="?",
        help="name, number or title; without one, or with `all`, the interview is about all services",
    )
    parser.add_argument("case", nargs="?", type=_file, help="case file with what is known already")
    parser.add_argument("--save", metavar="PATH", help="write the answers here, as a case file")
    _add_date(parser)


def _add_candidates(parser: argparse.ArgumentParser) -> None:
    _add_service(parser)
    parser.add_argument(
        "candidates",
        help="the candidates: a list in JSON, or an entry a line in JSON lines (.jsonl), of at most 200,000 and 64 MiB;"
        " or a list in YAML of at most 1 MiB; `-` reads standard input",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="show at most N of each kind")


def _add_query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", help="the words")


def _add_batch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "cases",
        metavar="IN",
        help="the cases, one a row (.parquet, .csv, .arrow); columns are called as facts are",
    )
    parser.add_argument(
        "--service", required=True, help="name, number or title; `all` for all services"
    )
    parser.add_argument("--out", metavar="OUT", required=True, help="write the decisions here")
    parser.add_argument(
        "--rejects",
        metavar="PATH",
        help="write the rows with faults here (default: beside OUT, named after it)",
    )
    parser.add_argument(
        "--columns",
        metavar="MAPPING",
        help="which fact a column holds: `COLUMN=FACT,COLUMN=FACT`, or a JSON or YAML file; without a fact, the column is"
        " carried through",
    )
    dates = parser.add_mutually_exclusive_group()
    dates.add_argument(
        "--on", type=_date, metavar="DATE", help="date of the decisions (default: today)"
    )
    dates.add_argument(
        "--on-column", metavar="COLUMN", help="the column with the date of each decision"
    )


def _add_date(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on", type=_date, metavar="DATE", help="date of the decision (default: today)"
    )


def _add_history(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "events", help="the events, one JSON object a line; `-` reads standard input"
    )
    _add_run(parser)
    parser.add_argument(
        "--svg", metavar="PATH", help="draw the history as a chart (extra `report`)"
    )


def _add_many_histories(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "events",
        help="the events, one JSON object a line, each with its `person` and sorted by it; `-` reads standard input",
    )
    _add_run(parser)
    parser.add_argument(
        "--out", metavar="PATH", required=True, help="the file to write, whole or not at all"
    )
    parser.add_argument(
        "--workers",
        type=_count,
        default=0,
        metavar="N",
        help="worker processes (default: none, or one with `--engine durable`); one that dies is replaced",
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--until", type=_date, metavar="DATE", required=True, help="the last day that is told of"
    )
    parser.add_argument(
        "--engine",
        choices=("plain", "durable"),
        default="plain",
        help="what matches the rules (default: plain; durable needs the extra `lifecycle`)",
    )


def _add_scenarios(run: argparse.ArgumentParser, parser: argparse.ArgumentParser) -> None:
    run.add_argument("path", help="a scenario file, or a folder of them")
    parser.add_argument("path", nargs="?", help="a scenario file, or a folder of them")
    parser.add_argument(
        "--service", metavar="NAME", help="only that service: name, number or title"
    )
    parser.add_argument(
        "--only", choices=("coverage", "mutation"), help="one of the two (default: both)"
    )
    parser.add_argument("--html", metavar="PATH", help="write the coverage as a page")
    parser.add_argument(
        "--processes", type=_count, metavar="N", help="how many to use (default: one a processor)"
    )
    parser.add_argument(
        "--write",
        metavar="FOLDER",
        help="write scenarios on every boundary instead, to be confirmed by you",
    )
    parser.add_argument(
        "--on", type=_date, metavar="DATE", help="the day that these are of (default: today)"
    )


def _add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--schemas", metavar="FOLDER", help="write the JSON Schemas here")
    parser.add_argument(
        "--docs", metavar="FOLDER", help="write the services and interpretations here"
    )


def _date(text: str) -> dt.date:
    day = iso_date(text)
    if day is None:
        message = f"`{text}` is no date; write it like 2026-11-23"
        raise argparse.ArgumentTypeError(message)
    return day


def _file(text: str) -> str:
    if text == "-":
        message = "standard input is for the answers: give the case as a file"
        raise argparse.ArgumentTypeError(message)
    return text


def _count(text: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text) is None:
        message = f"`{text}` is no count of at most nine digits"
        raise argparse.ArgumentTypeError(message)
    return int(text)


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
