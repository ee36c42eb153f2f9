"""Random histories of made-up people, and what both engines make of them.

`python -m tests.histories 20000` compares the engines on so many histories; it belongs to a nightly run.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from typing import TYPE_CHECKING, Any

from sxguide import SxguideError, load
from sxguide.errors import TimelineError
from sxguide.lifecycle import Timeline

if TYPE_CHECKING:
    from sxguide import Guide
    from sxguide.lifecycle.engines import EngineName
    from sxguide.lifecycle_model import EventKind
    from sxguide.model import Field

FIRST = dt.date(2023, 1, 1)
# Few days and few words, so that events meet on one day and states on one key.
DAYS = 1500
WORDS = ("a", "b", "电工", "🙂")


def chance_of(seed: int) -> random.Random:
    """What makes up the people of a seed."""
    return random.Random(seed)  # noqa: S311 — no secrets depend on it


def random_history(guide: Guide, chance: random.Random, length: int = 14) -> list[dict[str, Any]]:
    """Events of random kinds on random days, with an id each; some contradict one another."""
    kinds = [kind for cycle in guide.rulebook.lifecycles.values() for kind in cycle.events]
    cycles = chance.sample(sorted(guide.rulebook.lifecycles), chance.randint(1, 4))
    near = [kind for name in cycles for kind in guide.rulebook.lifecycles[name].events]
    days = [FIRST + dt.timedelta(chance.randrange(DAYS)) for _ in range(1 + length // 2)]
    return [
        random_event(chance.choice(near if chance.random() < 0.9 else kinds), number, days, chance)
        for number in range(chance.randint(1, length))
    ]


def random_event(
    kind: EventKind, number: int, days: list[dt.date], chance: random.Random
) -> dict[str, Any]:
    """An event of a kind with random fields; what may be left out sometimes is."""
    on = (
        dt.date(1965, 1, 1) + dt.timedelta(chance.randrange(800)) if kind.marks == "birth" else None
    )
    event: dict[str, Any] = {"id": f"e{number}", "kind": kind.name, "on": on or chance.choice(days)}
    for field in kind.fields:
        if field.is_required or chance.random() < 0.7:
            is_service = field.key in kind.service_fields
            event[field.key] = "23" if is_service else random_value(field, days, chance)
    return event


def random_value(field: Field, days: list[dt.date], chance: random.Random) -> object:
    """A value of the field's kind."""
    match field.kind:
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return chance.choice(days)
        case "enumeration":
            return chance.choice(field.choices).value
        case "text":
            return chance.choice(WORDS)
        case _:
            return (
                chance.choice((2023, 2024, 2025)) if field.key == "year" else chance.randint(1, 130)
            )


def outcome(guide: Guide, events: list[dict[str, Any]], engine: EngineName) -> list[Any]:
    """What follows from those events that do not contradict the ones before, on several dates."""
    timeline = Timeline(guide, engine=engine)
    for event in events:
        timeline.post(event)
    until = FIRST + dt.timedelta(DAYS + 900)
    try:
        found: list[Any] = [each.to_dict() for each in timeline.until(until)]
        found.append([each.to_dict() for each in timeline.state(on=until)])
        found.append(timeline.facts(on=until))
    except SxguideError as error:
        found = [str(error)]
    return found


def without_contradictions(guide: Guide, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events that a timeline takes, one after the other."""
    timeline = Timeline(guide)
    taken = []
    for event in events:
        try:
            timeline.post(event)
        except TimelineError:
            continue
        taken.append(event)
    return taken


def disagreement(guide: Guide, seed: int) -> str | None:
    """What differs between the engines, or between two orders of posting, for the history of a seed; None: nothing."""
    chance = chance_of(seed)
    events = without_contradictions(guide, random_history(guide, chance))
    plain = outcome(guide, events, "plain")
    if outcome(guide, events, "durable") != plain:
        return f"seed {seed}: the engines disagree"
    chance.shuffle(events)
    if outcome(guide, events, "plain") != plain:
        return f"seed {seed}: the order of posting matters"
    return None


if __name__ == "__main__":
    everybody = load()
    found = [said for seed in range(int(sys.argv[1])) if (said := disagreement(everybody, seed))]
    print(*found, f"{sys.argv[1]} histories, {len(found)} disagreements", sep="\n")  # noqa: T201 — a script
    sys.exit(bool(found))
