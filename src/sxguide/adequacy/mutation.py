"""Mutation: all mutants of a rulebook put to its scenarios, on as many processes as one likes."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import threading
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sxguide.adequacy.judge import Judge
from sxguide.adequacy.mutants import mutants, owners
from sxguide.bundle import restored, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sxguide.adequacy.judge import Status, Verdict
    from sxguide.adequacy.trials import Trial
    from sxguide.guide import Guide

# Mutants that a process is given at a time.
_AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the mutants of one service, definition or parameter."""

    owner: str
    start: int
    stop: int


@dataclass(frozen=True)
class Mutation:
    """What became of all mutants, in the order of the rule files."""

    verdicts: tuple[Verdict, ...]

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many there are of each kind."""
        return Counter(each.status for each in self.verdicts)

    @property
    def score(self) -> tuple[int, int]:
        """How many mutants were killed, of those that are not proved equivalent."""
        return self.counts["killed"], len(self.verdicts) - self.counts["equivalent"]

    @property
    def left(self) -> tuple[Verdict, ...]:
        """The mutants that scenarios should have killed."""
        return tuple(each for each in self.verdicts if each.status in {"survived", "unproved"})


def slices(guide: Guide, services: Sequence[str]) -> list[Slice]:
    """The mutants that concern some services, in parcels."""
    found: list[Slice] = []
    for owner in owners(guide.rulebook):
        concerned = [set(each.services) for each in mutants(guide.rulebook, owner)]
        count = len(concerned) if concerned and not concerned[0].isdisjoint(services) else 0
        for start in range(0, count, _AT_A_TIME):
            found.append(Slice(owner, start, min(start + _AT_A_TIME, count)))
    return found


def judge(
    guide: Guide,
    trials: Mapping[str, Sequence[Trial]],
    work: Sequence[Slice],
    *,
    processes: int = 1,
    told: Callable[[int], None] = lambda _done: None,
) -> Mutation:
    """What becomes of the mutants of `work`; `told` hears how many are done."""
    verdicts: list[Verdict] = []
    for several in _judged(guide, trials, work, processes):
        verdicts.extend(several)
        told(len(verdicts))
    return Mutation(tuple(verdicts))


def _judged(
    guide: Guide, trials: Mapping[str, Sequence[Trial]], work: Sequence[Slice], processes: int
) -> Iterator[list[Verdict]]:
    if processes <= 1 or len(work) <= 1:
        bench = _Bench(guide, trials)
        yield from map(bench.verdicts, work)
        return
    handed = pickle.dumps(trials), stored(guide.rulebook), pickle.dumps(guide.calendar)
    # Not forked: a thread of the caller's, caught in the middle of something, would be so for ever in the child.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _begin, handed) as pool:
        try:
            yield from pool.map(_verdicts, work)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


class _Bench:
    """One process's rules, scenarios and judge."""

    def __init__(self, guide: Guide, trials: Mapping[str, Sequence[Trial]]) -> None:
        self._rulebook = guide.rulebook
        self._judge = Judge(guide.rulebook, guide.calendar, trials)

    def verdicts(self, part: Slice) -> list[Verdict]:
        """What becomes of some mutants."""
        chosen = itertools.islice(mutants(self._rulebook, part.owner), part.start, part.stop)
        return [self._judge.verdict(mutant) for mutant in chosen]


_benches: list[_Bench] = []


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _begin(trials: bytes, rulebook: bytes, calendar: bytes) -> None:
    """Prepares a process, which ends when the one that started it does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from sxguide.guide import Guide  # noqa: PLC0415 — in the new process only

    guide = Guide(restored(rulebook), pickle.loads(calendar))  # noqa: S301 — from our own process
    _benches.append(_Bench(guide, pickle.loads(trials)))  # noqa: S301 — from our own process


def _verdicts(part: Slice) -> list[Verdict]:
    return _benches[-1].verdicts(part)
