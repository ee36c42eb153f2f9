"""Commands over events: what follows from a history, and which kinds of event there are."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.citations import Text
from sxguide.commands.files import whole_file
from sxguide.commands.inputs import STANDARD_INPUT
from sxguide.commands.output import DONE, NOT_HELD, guide, reading, terminal, write_json
from sxguide.errors import PathError, Problem, TimelineError
from sxguide.lifecycle import Timeline, batch
from sxguide.lifecycle.streams import lines_of
from sxguide.lifecycle.timeline import MAX_HISTORY
from sxguide.model import to_json_value
from sxguide.rulefiles import open_file, read_file
from sxguide.terminal.histories import show_consequences, show_event_kinds

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from sxguide.citations import JsonValue
    from sxguide.lifecycle.batch import Result
    from sxguide.lifecycle_model import EventKind


def timeline(options: argparse.Namespace) -> int:
    """What follows from a history up to a date, as a table, as JSON, or as a picture."""
    history = Timeline.from_json_lines(guide(options), _read(options.events), engine=options.engine)
    consequences = history.until(options.until)
    if options.svg:
        drawn = history.chart_svg(until=options.until, lang=options.lang)
        with whole_file(Path(options.svg)) as file:
            file.write(drawn)
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
        show_consequences(terminal(options), consequences)
    return DONE


def timelines(options: argparse.Namespace) -> int:
    """What follows for each of many people, a line of JSON for each, in a file that is written whole or not at all."""
    people = faulty = 0
    target = Path(options.out)
    with _stream(options.events) as (file, size):
        if target.exists() and size is not None and target.samefile(options.events):
            message = f"`{options.out}` holds the events themselves"
            raise PathError(message)
        with whole_file(target) as written, reading(size, options.events) as told:
            for result in _results(options, _told_lines(file, told)):
                written.write(result.line)
                people += 1
                faulty += result.is_faulty
    if options.json:
        write_json({"people": people, "faulty": faulty, "out": options.out})
    else:
        words = _MANY if faulty else _ALL
        said = words.of(options.lang).format(people=people, faulty=faulty, out=options.out)
        terminal(options).line(said)
    return NOT_HELD if faulty else DONE


_ALL = Text("共 {people} 人，已写入 {out}", "{people} people, written to {out}")
_MANY = Text(
    "共 {people} 人，其中 {faulty} 人的事件有误（见其 errors），已写入 {out}",
    "{people} people, {faulty} of them with faulty events (see their `errors`), written to {out}",
)


def _results(options: argparse.Namespace, lines: Iterable[bytes]) -> Iterator[Result]:
    """By workers where they are asked for; durable-rules always, since its crash would end this process."""
    workers = options.workers or (1 if options.engine == "durable" else 0)
    if workers:
        from sxguide.lifecycle.workers import Task, run_by_workers  # noqa: PLC0415 — few runs want processes

        task = Task(options.until, options.rules, options.parameters, options.engine)
        return run_by_workers(lines, task, workers=workers)
    rules = guide(options)
    # The rules are here to stay: the garbage collector need not go through them again and again.
    gc.freeze()
    return batch.run(rules, lines, options.until, engine=options.engine)


@contextmanager
def _stream(name: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """The events of many people, and how many bytes they are, where that is known."""
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer, None
        return
    with open_file(Path(name)) as file:
        yield file, os.fstat(file.fileno()).st_size


def _told_lines(file: BinaryIO, told: Callable[[int], None]) -> Iterator[bytes]:
    done = 0
    for line in lines_of(file):
        done += len(line)
        told(done)
        yield line


def events(options: argparse.Namespace) -> int:
    """The kinds of event, each with what it says."""
    cycles = guide(options).rulebook.lifecycles.values()
    kinds = [(cycle, kind) for cycle in cycles for kind in cycle.events]
    if options.json:
        write_json([{"lifecycle": cycle.name, **_kind_to_dict(kind)} for cycle, kind in kinds])
    else:
        show_event_kinds(terminal(options), kinds)
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
    if name == STANDARD_INPUT:
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
