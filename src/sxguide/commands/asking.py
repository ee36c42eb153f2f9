"""Commands that ask the rules about a person: decide, changes, screen, recommend, search."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sxguide.commands.inputs import STANDARD_INPUT, CaseInput, ListInput, ReceiptInput
from sxguide.commands.output import DONE, NOT_HELD, guide, terminal, write_json
from sxguide.errors import PathError
from sxguide.terminal.decisions import show_changes, show_decision, show_screening
from sxguide.terminal.listings import show_hits
from sxguide.terminal.recommendations import show_recommendation
from sxguide.terminal.replays import show_replay

if TYPE_CHECKING:
    import argparse


def decide(options: argparse.Namespace) -> int:
    """One decision for one case."""
    case = CaseInput(options.case)
    with case.places():
        decision = guide(options).decide(options.service, case.read(), on=options.on or today())
    if options.json:
        write_json(decision.to_dict())
    else:
        show_decision(terminal(options), decision)
    return DONE


def replay(options: argparse.Namespace) -> int:
    """A decision made again from its receipt, and what has changed since."""
    receipt = ReceiptInput(options.receipt)
    data = receipt.read()
    with receipt.places():
        found = guide(options).replay(data)
    if not options.json:
        show_replay(terminal(options), found)
    else:
        write_json(found.decision.to_dict() if found.decision is not None else None)
        if not found.is_same:
            write_json(found.to_dict(), aside=True)
    return DONE if found.is_same else NOT_HELD


def changes(options: argparse.Namespace) -> int:
    """What would turn the answer for one case, and when it turns by itself."""
    case, day = CaseInput(options.case), options.on or today()
    with case.places():
        rules, facts = guide(options), case.read()
        found = rules.decide(options.service, facts, on=day).changes()
        stretches = rules.stretches(facts, options.service, on=day)
    if options.json:
        write_json(found.to_dict() | {"stretches": [each.to_dict() for each in stretches]})
    else:
        show_changes(terminal(options), found, stretches)
    return DONE


def screen(options: argparse.Namespace) -> int:
    """One case put to all services."""
    case = CaseInput(options.case)
    with case.places():
        screening = guide(options).screen(case.read(), on=options.on or today())
    if options.json:
        write_json(screening.to_dict())
    else:
        show_screening(terminal(options), screening)
    return DONE


def recommend(options: argparse.Namespace) -> int:
    """The candidates that suit one case, the best first."""
    if options.case == options.candidates == STANDARD_INPUT:
        message = "the case and the candidates cannot both come from standard input"
        raise PathError(message)
    case, candidates = CaseInput(options.case), ListInput(options.candidates)
    with case.places(), candidates.places():
        found = guide(options).recommend(
            options.service,
            case.read(),
            candidates.read(),
            on=options.on or today(),
            limit=options.limit,
        )
    if options.json:
        write_json(found.to_dict())
    else:
        show_recommendation(terminal(options), found)
    return DONE


def search(options: argparse.Namespace) -> int:
    """The services that words are about."""
    hits = guide(options).search(" ".join(options.query))
    if options.json:
        write_json([hit.to_dict() for hit in hits])
    else:
        show_hits(terminal(options), hits)
    return DONE


def today() -> dt.date:
    """The machine's date: the library never reads the clock, but a person at a keyboard means today."""
    return dt.datetime.now().astimezone().date()  # noqa: TID251 — the command line alone may ask
