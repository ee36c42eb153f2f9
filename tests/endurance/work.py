"""What a guide is given to decide, over and over: the cases of all scenarios, each with its service and date."""

from __future__ import annotations

import hashlib
import itertools
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sxguide
from sxguide.scenarios import read_scenarios

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"
# Of so many decisions one is looked at as a whole; the number shares no factor with that of the scenarios.
WHOLE = 23
# Of millions, as it takes as long as a hundred outcomes; no factor of the scenarios' number either.
RARELY = 97
Task = tuple[str, Any, "dt.date"]


def tasks() -> tuple[Task, ...]:
    """The cases of all scenarios, in the order of their files."""
    return tuple(
        (scenario.service, scenario.case, scenario.on)
        for file in sorted(SCENARIOS.glob("*/*.yaml"))
        for scenario in read_scenarios(file.name, file.read_bytes())
        if scenario.service is not None
    )


def decided(guide: sxguide.Guide, task: Task) -> str:
    """The decision as JSON, or the error."""
    service, case, on = task
    try:
        return guide.decide(service, case, on=on).to_json()
    except sxguide.SxguideError as error:
        return str(error)


def glanced_at(guide: sxguide.Guide, task: Task) -> str:
    """What most people want to know of a decision (outcome, what is missing, amounts and deadline), or the error."""
    service, case, on = task
    try:
        decision = guide.decide(service, case, on=on)
    except sxguide.SxguideError as error:
        return str(error)
    amounts = [(name, each.status, each.value) for name, each in decision.benefit.items()]
    missing = [each.name for each in decision.missing]
    return f"{decision.outcome} {decision.is_exact} {missing} {amounts} {decision.deadline.due}"


def answered(guide: sxguide.Guide, task: Task) -> str:
    """The outcome, or the error."""
    service, case, on = task
    try:
        return guide.decide(service, case, on=on).outcome.value
    except sxguide.SxguideError as error:
        return str(error)


def digest(guide: sxguide.Guide, todo: tuple[Task, ...], count: int, start: int) -> str:
    """The SHA-256 of `count` decisions, beginning with that task and going round, with every word of each `WHOLE`th."""
    found = hashlib.sha256()
    rotated = itertools.islice(itertools.cycle(todo), start, start + count)
    for number, task in enumerate(rotated):
        look = glanced_at if number % WHOLE else decided
        found.update(look(guide, task).encode())
    return found.hexdigest()


def threads_differ(todo: tuple[Task, ...], threads: int, count: int) -> list[int]:
    """The threads, each making `count` decisions on one guide fresh from the files, that differ from one after the other.

    Each begins elsewhere, so that they meet in the parts that are built on first use.
    """
    starts = [len(todo) * each // threads for each in range(threads)]
    shared = sxguide.load()
    with ThreadPoolExecutor(threads) as pool:
        together = list(pool.map(lambda start: digest(shared, todo, count, start), starts))
    alone = sxguide.load()
    serial = [digest(alone, todo, count, start) for start in starts]
    return [each for each in range(threads) if together[each] != serial[each]]


def memory(
    guide: sxguide.Guide, todo: tuple[Task, ...], count: int, told: Callable[[int], None]
) -> Iterator[int]:
    """The kilobytes in use after each tenth of `count` decisions that are let go: asked for the outcome, some for every word."""
    for tenth in range(10):
        for number in range(count // 10):
            look = answered if number % RARELY else decided
            look(guide, todo[number % len(todo)])
            if number % 1000 == 0:
                told(tenth * (count // 10) + number)
        yield used_kilobytes()


def used_kilobytes() -> int:
    """The memory that the process holds now, or has held at most where the system says no more."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmRSS"))
        return int(line.split()[1])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most
