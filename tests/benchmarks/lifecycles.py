"""How many histories of 20 events an engine runs in a second, and in how much memory.

`python tests/benchmarks/lifecycles.py HISTORIES [plain|durable] [WORKERS]`; without workers, in this process.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import sys
import time
from typing import TYPE_CHECKING

import sxguide
from sxguide.lifecycle import batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.lifecycle.timeline import EngineName

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


def main() -> None:
    """Runs the stream once and prints what it took."""
    histories = int(sys.argv[1])
    engine: EngineName = "durable" if "durable" in sys.argv else "plain"
    workers = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    rules = batch.Rules(UNTIL, engine=engine)
    started = time.perf_counter()
    told = faults = 0
    results = (
        batch.run_by_workers(stream(histories), rules, workers=workers)
        if workers
        else batch.run_one_by_one(sxguide.load(), stream(histories), rules)
    )
    for result in results:
        told += len(result.consequences)
        faults += result.fault is not None
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(  # noqa: T201 — a script
        f"{engine}, {workers or 'no'} workers: {histories} histories of {EVENTS} events, {told} consequences,"
        f" {faults} faults, {seconds:.1f} s, {histories / seconds:.0f} a second, peak {peak} MB"
    )


if __name__ == "__main__":
    main()
