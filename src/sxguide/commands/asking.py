"""Commands that ask the rules about a person: decide, screen, recommend, search."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.casefiles import Data, read_data
from sxguide.commands.output import DONE, guide, terminal, write_json
from sxguide.loader import read_file
from sxguide.yamltree import MAX_BYTES

if TYPE_CHECKING:
    import argparse


def decide(options: argparse.Namespace) -> int:
    """One decision for one case."""
    case = read_case(options.case)
    decision = guide(options).decide(options.service, case, on=options.on or today())
    if options.json:
        write_json(decision.to_dict())
    else:
        terminal(options).decision(decision)
    return DONE


def screen(options: argparse.Namespace) -> int:
    """One case put to all services."""
    case = read_case(options.case)
    screening = guide(options).screen(case, on=options.on or today())
    if options.json:
        write_json(screening.to_dict())
    else:
        terminal(options).screening(screening)
    return DONE


def recommend(options: argparse.Namespace) -> int:
    """The candidates that suit one case, the best first."""
    case, candidates = read_case(options.case), read_case(options.candidates)
    found = guide(options).recommend(
        options.service, case, candidates, on=options.on or today(), limit=options.limit
    )
    if options.json:
        write_json(found.to_dict())
    else:
        terminal(options).recommendation(found)
    return DONE


def search(options: argparse.Namespace) -> int:
    """The services that words are about."""
    hits = guide(options).search(" ".join(options.query))
    if options.json:
        write_json([hit.to_dict() for hit in hits])
    else:
        terminal(options).hits(hits)
    return DONE


def today() -> dt.date:
    """The machine's date: the library never reads the clock, but a person at a keyboard means today."""
    return dt.datetime.now().astimezone().date()  # noqa: TID251 — the command line alone may ask


def read_case(name: str) -> Data:
    """The contents of a case file; `-` is standard input."""
    if name == "-":
        return read_data("standard input", sys.stdin.buffer.read(MAX_BYTES + 1))
    return read_data(name, read_file(Path(name)))
