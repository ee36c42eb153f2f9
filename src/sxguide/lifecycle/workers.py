"""Workers: the histories of many people by worker processes; one that dies is replaced, and its part done again.

A worker gets a part of a stream at a time, some hundred people. A part's results are given out only once they are whole,
so that nothing is lost and nothing told twice, whatever becomes of the process that worked on it.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, TypeAlias

from sxguide.errors import Problem, TimelineError, shortened
from sxguide.guide import load
from sxguide.lifecycle.batch import Result, result
from sxguide.lifecycle.streams import Person, persons
from sxguide.lifecycle.timeline import Timeline, require_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from sxguide.lifecycle.engines import EngineName

# People and events in a part: enough that handing it over costs little, few enough that doing it again does.
PART = 200
PART_EVENTS = 10_000
# A part that kills so many workers one after the other will kill the next as well: if durable-rules did, the plain engine
# takes its place.
MAX_DEATHS = 3

Part: TypeAlias = list[Person]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is to do: run histories up to a date, with an engine, by rules that it loads as `sxguide.load` does."""

    until: dt.date
    path: str | Path | None = None
    parameters: str | Path | None = None
    engine: EngineName = "plain"

    def timeline(self) -> Timeline:
        """The timeline that people take turns with.

        Raises:
            RulebookError: Every fault of every rule file.
        """
        return Timeline(load(self.path, parameters=self.parameters), engine=self.engine)


def run_by_workers(lines: Iterable[str | bytes], task: Task, *, workers: int) -> Iterator[Result]:
    """What follows for each person of a stream, in the stream's order, by so many worker processes.

    At most two parts for each worker are in memory.

    Raises:
        RulebookError: Every fault of every rule file.
        TimelineError: Lines are malformed, name no person, or are not sorted by it, with every such line; or a part
            kills every worker.
    """
    require_day(task.until)
    # Rules without fault, and an engine that is there: then a worker has no reason of its own to end.
    pool = _Pool(replace(task, engine=task.timeline().engine), workers)
    try:
        yield from pool.run(_parts(persons(lines)))
    finally:
        pool.close()


def _parts(people: Iterable[Person]) -> Iterator[Part]:
    part: Part = []
    events = 0
    for person in people:
        part.append(person)
        events += len(person.events)
        if len(part) >= PART or events >= PART_EVENTS:
            yield part
            part, events = [], 0
    if part:
        yield part


class _Worker:
    """One worker process and the part that it has in hand."""

    def __init__(self, task: Task) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.connection: Connection = ours
        self.process: BaseProcess = context.Process(target=work, args=(theirs, task), daemon=True)
        self.process.start()
        # Our copy of their end is closed, so that their death shows as the end of the pipe.
        theirs.close()
        self.part: int | None = None

    def give(self, number: int, part: Part, engine: EngineName) -> None:
        """Hands over a part; a worker that has died is noticed when its answer is read."""
        self.part = number
        try:
            self.connection.send((part, engine))
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

    def __init__(self, task: Task, workers: int) -> None:
        self._task = task
        self._count = max(1, workers)
        self._workers: list[_Worker] = []
        self._parts: dict[int, Part] = {}
        self._deaths: dict[int, int] = {}
        # The parts that durable-rules could not be trusted with.
        self._plain: set[int] = set()
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
            self._workers.append(_Worker(self._task))
            self._give(self._workers[-1], self._todo.popleft())
        for worker in self._workers:
            if worker.part is None and self._todo:
                self._give(worker, self._todo.popleft())

    def _give(self, worker: _Worker, number: int) -> None:
        engine: EngineName = "plain" if number in self._plain else self._task.engine
        worker.give(number, self._parts[number], engine)

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
        if self._deaths[number] < MAX_DEATHS:
            self._todo.appendleft(number)
        elif self._task.engine != "plain" and number not in self._plain:
            self._plain.add(number)
            self._deaths[number] = 0
            self._todo.appendleft(number)
        else:
            first, last = self._parts[number][0].name, self._parts[number][-1].name
            message = (
                f"the histories of `{shortened(first)}` to `{shortened(last)}` end every worker"
            )
            raise TimelineError([Problem("worker-lost", message)])

    def close(self) -> None:
        """Ends all workers."""
        for worker in self._workers:
            worker.stop()


def work(connection: Connection, task: Task) -> None:
    """What a worker process does: parts in, results out, until nobody sends any more."""
    timelines = {task.engine: task.timeline()}
    # The rules are here to stay: the garbage collector need not go through them again and again.
    gc.freeze()
    while True:
        try:
            part, engine = connection.recv()
        except (EOFError, OSError):
            return
        if engine not in timelines:
            timelines[engine] = replace(task, engine=engine).timeline()
        connection.send([result(timelines[engine], person, task.until) for person in part])
