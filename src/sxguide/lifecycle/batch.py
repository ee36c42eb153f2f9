"""Batch: the histories of many people, one after the other or by worker processes, in bounded memory.

A stream has one event a line, each with its `person`, sorted by it. Persons are taken in
parts of a few hundred. A worker gets one part at a time; if it dies, another is started and the part is done again, so
that nothing is lost and nothing told twice: a part's results are given out only once they are whole.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, TypeAlias

from sxguide.errors import Problem, SxguideError, TimelineError, shortened
from sxguide.guide import load
from sxguide.lifecycle.events import MAX_EVENTS
from sxguide.lifecycle.timeline import Timeline, read_line, require_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from sxguide.citations import JsonValue
    from sxguide.guide import Guide
    from sxguide.lifecycle.timeline import EngineName

# Persons in a part: enough that handing it over costs little, few enough that doing it again does.
PART = 200
# A part that kills so many workers one after the other will kill the next as well.
MAX_DEATHS = 3

# Events as data, each with its place; and the persons of a part with theirs.
Placed: TypeAlias = "list[tuple[str, object]]"
Part: TypeAlias = "list[tuple[str, Placed]]"


@dataclass(frozen=True, slots=True)
class Result:
    """What follows for one person: consequences as plain data, or the fault that keeps them from being told."""

    person: str
    consequences: tuple[dict[str, JsonValue], ...]
    fault: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a worker loads its rules from, and how it runs histories; see `sxguide.load` and `Timeline`."""

    until: dt.date
    path: str | Path | None = None
    engine: EngineName = "plain"


def run_one_by_one(guide: Guide, lines: Iterable[str], rules: Rules) -> Iterator[Result]:
    """What follows for each person of a stream, in this process.

    Raises:
        TimelineError: A line names no person, or the persons are not in order.
    """
    timeline = Timeline(guide, engine=rules.engine)
    for person, own in persons(lines):
        yield _result(timeline, person, own, rules.until)


def run_by_workers(lines: Iterable[str], rules: Rules, *, workers: int) -> Iterator[Result]:
    """What follows for each person of a stream, in the stream's order, by so many worker processes.

    The workers load the bundled rules, or those that `rules` names. At most two parts for each worker are in memory.

    Raises:
        TimelineError: A line names no person, the persons are not in order, or a part kills every worker.
    """
    require_day(rules.until)
    pool = _Pool(rules, workers)
    try:
        yield from pool.run(_parts(persons(lines)))
    finally:
        pool.close()


def persons(lines: Iterable[str]) -> Iterator[tuple[str, Placed]]:
    """Each person of a stream with their events as data, each with its line.

    Raises:
        TimelineError: A line names no person, or the persons are not in order.
    """
    last = ""
    for person, group in itertools.groupby(_read(lines), key=lambda each: each[0]):
        # In order, so that nobody comes twice and nobody's name has to be kept.
        if person <= last:
            message = f"`{shortened(person)}` comes after `{shortened(last)}`"
            help_text = "sort the events by `person`"
            raise TimelineError([Problem("person-order", message, help=help_text)])
        last = person
        yield person, [(path, data) for _, path, data in itertools.islice(group, MAX_EVENTS + 1)]


def _read(lines: Iterable[str]) -> Iterator[tuple[str, str, object]]:
    """The person of each line, its place and its data."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            path = f"line {number}: $"
            data = read_line(path, line)
            person = data.get("person") if isinstance(data, dict) else None
            if not isinstance(person, str) or not person:
                message, help_text = "an event of many people's needs its `person`", "a text"
                raise TimelineError([Problem("missing-person", message, path=path, help=help_text)])
            yield person, path, data


def _parts(people: Iterable[tuple[str, Placed]]) -> Iterator[Part]:
    source = iter(people)
    while part := list(itertools.islice(source, PART)):
        yield part


def _result(timeline: Timeline, person: str, events: Placed, until: dt.date) -> Result:
    """What follows for one person; their faults are theirs and stop nobody else."""
    timeline.clear()
    try:
        for path, data in events:
            timeline.post_at(path, data)
        found = tuple(each.to_dict() for each in timeline.until(until))
    except SxguideError as error:
        return Result(person, (), str(error))
    return Result(person, found, None)


class _Worker:
    """One worker process and the part that it has in hand."""

    def __init__(self, rules: Rules) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        self.process: BaseProcess = context.Process(target=work, args=(theirs, rules), daemon=True)
        self.process.start()
        # Our copy of their end is closed, so that their death shows as the end of the pipe.
        theirs.close()
        self.part: int | None = None

    def give(self, number: int, part: Part) -> None:
        """Hands over a part; a worker that has died is noticed when its answer is read."""
        self.part = number
        try:
            self.connection.send(part)
        except OSError:
            self.connection.close()

    def take(self) -> list[Result] | None:
        """The results of the part, or None where the worker has died."""
        try:
            found: list[Result] = self.connection.recv()
        except (EOFError, OSError):
            return None
        return found

    def stop(self) -> None:
        """Ends the process."""
        self.connection.close()
        self.process.terminate()
        self.process.join()


class _Pool:
    """The workers, the parts that are under way, and the results that wait for those before them."""

    def __init__(self, rules: Rules, workers: int) -> None:
        self._rules = rules
        self._count = max(1, workers)
        self._workers: list[_Worker] = []
        self._parts: dict[int, Part] = {}
        self._deaths: dict[int, int] = {}
        self._todo: deque[int] = deque()
        self._done: dict[int, list[Result]] = {}

    def run(self, parts: Iterator[Part]) -> Iterator[Result]:
        """The results, in order."""
        coming, following = enumerate(parts), 0
        while True:
            while len(self._parts) + len(self._done) < 2 * self._count:
                numbered = next(coming, None)
                if numbered is None:
                    break
                self._parts[numbered[0]] = numbered[1]
                self._todo.append(numbered[0])
            if not self._parts and not self._done:
                return
            self._hand_out()
            if following not in self._done:
                self._collect()
            while following in self._done:
                yield from self._done.pop(following)
                following += 1

    def _hand_out(self) -> None:
        while self._todo and len(self._workers) < self._count:
            self._workers.append(_Worker(self._rules))
            self._workers[-1].give(self._todo[0], self._parts[self._todo.popleft()])
        for worker in self._workers:
            if worker.part is None and self._todo:
                number = self._todo.popleft()
                worker.give(number, self._parts[number])

    def _collect(self) -> None:
        """Waits for workers, and takes what they have done, or sees that they have died."""
        busy = [worker for worker in self._workers if worker.part is not None]
        open_ends = [each.connection for each in busy if not each.connection.closed]
        ready = wait(open_ends) if len(open_ends) == len(busy) else []
        for worker in busy:
            if worker.connection.closed or worker.connection in ready:
                self._settle(worker, None if worker.connection.closed else worker.take())

    def _settle(self, worker: _Worker, results: list[Result] | None) -> None:
        number, worker.part = worker.part, None
        if number is None:
            return
        if results is not None:
            del self._parts[number]
            self._done[number] = results
            return
        self._workers.remove(worker)
        worker.stop()
        self._deaths[number] = self._deaths.get(number, 0) + 1
        if self._deaths[number] >= MAX_DEATHS:
            first, last = self._parts[number][0][0], self._parts[number][-1][0]
            message = (
                f"the histories of `{shortened(first)}` to `{shortened(last)}` end every worker"
            )
            raise TimelineError([Problem("worker-lost", message)])
        self._todo.appendleft(number)

    def close(self) -> None:
        """Ends all workers."""
        for worker in self._workers:
            worker.stop()


def work(connection: Connection, rules: Rules) -> None:
    """What a worker process does: parts in, results out, until nobody sends any more."""
    timeline = Timeline(load(rules.path), engine=rules.engine)
    while True:
        try:
            part: Part = connection.recv()
        except (EOFError, OSError):
            return
        connection.send([_result(timeline, person, lines, rules.until) for person, lines in part])


def to_json_line(result: Result) -> str:
    """A result as one line of JSON."""
    told: dict[str, JsonValue] = {"person": result.person}
    if result.fault is not None:
        told["fault"] = result.fault
    else:
        told["consequences"] = list(result.consequences)
    return json.dumps(told, ensure_ascii=False) + "\n"
