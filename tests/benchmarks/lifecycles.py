"""How many histories of 20 events an engine runs in a second, and in how much memory.

`python tests/benchmarks/lifecycles.py HISTORIES [plain|durable] [WORKERS]`; without workers, in this process.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import random
import resource
import sys
import time
from typing import TYPE_CHECKING

import sxguide
from sxguide.lifecycle import batch, workers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.lifecycle.engines import EngineName

EVENTS = 20
UNTIL = dt.date(2027, 12, 31)
# A life in the order in which it is lived, thinned and stretched from person to person.
LIFE: tuple[tuple[str, dict[str, object]], ...] = (
    ("unemployment_registered", {}),
    ("application_accepted", {"application": "A", "service": "unemployment-benefit"}),
    ("application_reviewed", {"application": "A"}),
    ("benefit_approved", {"registered_on": "2021-01-04", "months_paid": 70}),
    ("application_answered", {"application": "A", "granted": True}),
    ("benefit_paid", {}),
    ("training_intent_registered", {"programme": "key_group"}),
    ("institution_recommended", {}),
    ("training_completed", {}),
    ("found_work", {}),
    ("ending_reported", {}),
    ("card_issued", {}),
    ("card_activated", {}),
    ("card_reported_temporarily", {}),
    ("certificate_issued", {"level": "junior", "occupation": "电工"}),
    ("subsidy_approved", {"level": "junior", "occupation": "电工"}),
    ("monthly_benefit_started", {"benefit": "employee_pension"}),
    ("certified", {}),
    ("certified", {}),
)


def stream(histories: int) -> Iterator[str]:
    """The events of so many people, 20 of each, sorted by person."""
    for number in range(histories):
        chance = random.Random(number)  # noqa: S311 — made-up people, no secrets
        born: dict[str, object] = {
            "kind": "born",
            "on": f"19{chance.randint(64, 72)}-05-0{chance.randint(1, 9)}",
            "sex": "male",
        }
        day = dt.date(2021, 1, 4) + dt.timedelta(chance.randrange(300))
        events: list[dict[str, object]] = [born]
        for kind, fields in LIFE:
            day += dt.timedelta(chance.randrange(1, 150))
            events.append({"kind": kind, "on": day.isoformat(), **fields})
        for event in events:
            yield json.dumps({"person": f"p{number:08}", **event})


def results(histories: int, engine: EngineName, count: int) -> Iterator[batch.Result]:
    """What follows for so many people, by so many worker processes; without any, in this process."""
    if count:
        yield from workers.run_by_workers(
            stream(histories), workers.Task(UNTIL, engine=engine), workers=count
        )
        return
    guide = sxguide.load()
    # As the command and the workers do: the rules are here to stay.
    gc.freeze()
    yield from batch.run(guide, stream(histories), UNTIL, engine=engine)


def peak(whose: int) -> int:
    """The most memory that a process had at once, in MB."""
    return resource.getrusage(whose).ru_maxrss // 1024


def main() -> None:
    """Runs the stream once, telling how far it is, and prints what it took."""
    histories = int(sys.argv[1])
    engine: EngineName = "durable" if "durable" in sys.argv else "plain"
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    started, processor = time.perf_counter(), time.process_time()
    size = faults = 0
    for number, result in enumerate(results(histories, engine, count), start=1):
        size += len(result.line.encode())
        faults += result.is_faulty
        if number % max(1, histories // 100) == 0:
            print(  # noqa: T201 — a script
                f"{number} in {time.perf_counter() - started:.0f} s, peak {peak(resource.RUSAGE_SELF)} MB",
                flush=True,
            )
    seconds = time.perf_counter() - started
    print(  # noqa: T201 — a script
        f"{engine}, {count or 'no'} workers: {histories} histories of {EVENTS} events, {size / 1e6:.0f} MB told,"
        f" {faults} faults, {seconds:.1f} s ({time.process_time() - processor:.1f} s of this process),"
        f" {histories / seconds:.0f} a second, peak {peak(resource.RUSAGE_SELF)} MB,"
        f" of a worker {peak(resource.RUSAGE_CHILDREN) if count else 0} MB"
    )


if __name__ == "__main__":
    main()
