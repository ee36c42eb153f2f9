"""Commands over events: what follows from a history, and which kinds of event there are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.commands.output import DONE, guide, terminal, write_json
from sxguide.decision import to_json_value
from sxguide.errors import PathError, Problem, TimelineError
from sxguide.lifecycle import Timeline
from sxguide.rulefiles import read_file
from sxguide.source import MAX_BYTES

if TYPE_CHECKING:
    import argparse

    from sxguide.citations import JsonValue
    from sxguide.lifecycle_model import EventKind

# A history of the most events, each written at length, still fits.
MAX_HISTORY = 64 * MAX_BYTES


def timeline(options: argparse.Namespace) -> int:
    """What follows from a history up to a date, as a table, as JSON, or as a picture."""
    history = Timeline.from_json_lines(guide(options), _read(options.events), engine=options.engine)
    consequences = history.until(options.until)
    if options.svg:
        from sxguide.lifecycle.chart import chart_svg  # noqa: PLC0415 — an extra that few install

        spells = history.spells(until=options.until)
        _write(Path(options.svg), chart_svg(history.events, spells, options.until, options.lang))
    if options.json:
        states = history.state(on=options.until)
        facts = history.facts(on=options.until)
        write_json(
            {
                "consequences": [each.to_dict() for each in consequences],
                "states": [each.to_dict() for each in states],
                "facts": {name: to_json_value(value) for name, value in facts.items()},
            }
        )
    else:
        terminal(options).consequences(consequences)
    return DONE


def events(options: argparse.Namespace) -> int:
    """The kinds of event, each with what it says."""
    cycles = guide(options).rulebook.lifecycles.values()
    kinds = [(cycle, kind) for cycle in cycles for kind in cycle.events]
    if options.json:
        write_json([{"lifecycle": cycle.name, **_kind_to_dict(kind)} for cycle, kind in kinds])
    else:
        terminal(options).event_kinds(kinds)
    return DONE


def _kind_to_dict(kind: EventKind) -> dict[str, JsonValue]:
    return {
        "name": kind.name,
        "label": kind.label.to_dict(),
        "fields": [
            {
                "name": field.key,
                "type": field.kind,
                "unit": field.unit,
                "label": field.label.to_dict(),
                "required": field.is_required,
                "values": [choice.value for choice in field.choices],
            }
            for field in kind.fields
        ],
    }


def _read(name: str) -> str:
    if name == "-":
        data = sys.stdin.buffer.read(MAX_HISTORY + 1)
    else:
        data = read_file(Path(name), MAX_HISTORY)
    if len(data) > MAX_HISTORY:
        message = f"`{name}` has more than the {MAX_HISTORY} bytes allowed"
        raise TimelineError([Problem("history-size", message)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"`{name}` is not UTF-8: byte {error.start} cannot be read"
        raise TimelineError([Problem("file-encoding", message)]) from error


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"`{path}` cannot be written: {(error.strerror or 'no reason given').lower()}"
        raise PathError(message) from error
