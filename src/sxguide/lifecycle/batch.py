"""Batch: what follows for each of many people, one after the other, in bounded memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sxguide.errors import FaultsError, SxguideError, TimelineError
from sxguide.lifecycle.streams import persons
from sxguide.lifecycle.timeline import Timeline

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sxguide.citations import JsonValue
    from sxguide.guide import Guide
    from sxguide.lifecycle.engines import EngineName
    from sxguide.lifecycle.streams import Person


@dataclass(frozen=True, slots=True)
class Result:
    """What follows for one person, as a line of JSON; or, where `is_faulty`, what keeps it from being told."""

    person: str
    line: str
    is_faulty: bool

    @property
    def consequences(self) -> list[dict[str, Any]]:
        """What follows, as `Consequence.to_short_dict` gives it; nothing where there are faults."""
        found: list[dict[str, Any]] = json.loads(self.line).get("consequences", [])
        return found

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The faults of the person's events, each with `code`, `message`, `path` and `help`."""
        found: list[dict[str, Any]] = json.loads(self.line).get("errors", [])
        return found


def run(
    guide: Guide, lines: Iterable[str | bytes], until: dt.date, *, engine: EngineName = "plain"
) -> Iterator[Result]:
    """What follows up to a date for each person of a stream (`sxguide.lifecycle.streams`), in this process.

    Raises:
        TimelineError: Lines are malformed, name no person, or are not sorted by it; with every such line.
    """
    timeline = Timeline(guide, engine=engine)
    for person in persons(lines):
        yield result(timeline, person, until)


def result(timeline: Timeline, person: Person, until: dt.date) -> Result:
    """What follows for one person; the timeline is cleared before."""
    timeline.clear()
    told: dict[str, JsonValue] = {"person": person.name}
    try:
        if person.fault is not None:
            raise TimelineError([person.fault])
        for path, data in person.events:
            timeline.post_at(path, data)
        told["consequences"] = [each.to_short_dict() for each in timeline.until(until)]
    except SxguideError as error:
        told["errors"] = list(_errors(error))
    return Result(person.name, json.dumps(told, ensure_ascii=False) + "\n", "errors" in told)


def _errors(error: SxguideError) -> Iterator[dict[str, JsonValue]]:
    if not isinstance(error, FaultsError):
        yield {"message": str(error)}
        return
    for each in error.problems:
        yield {
            "code": each.code,
            "message": each.message,
            "path": each.path,
            "help": each.help,
        }
