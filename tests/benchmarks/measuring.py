"""Measuring: several ways to do the same thing, timed in turns, so that a busy moment hits them alike.

A turn repeats one contender's work until enough time has gone by; a round gives every contender one turn, in an order that
changes from round to round. What is told is the median over the rounds, and for ratios the median of the rounds' ratios.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Clock = Literal["cpu", "wall"]

# `cpu` is the time of this process and of all its threads: for work that one core does, what a machine with nothing else
# to do would take, and hardly more where it is busy. `wall` is for work that every core shares.
CLOCKS: Final[Mapping[Clock, Callable[[], float]]] = {
    "cpu": time.process_time,
    "wall": time.perf_counter,
}


@dataclass(frozen=True)
class Timing:
    """Seconds for one unit of work, round by round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return statistics.median(self.rounds)

    def ratio_to(self, other: Timing) -> float:
        """How many times as long as the other it takes: the median of the rounds' ratios."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)


@dataclass(frozen=True)
class Contender:
    """Something to be timed: `run` does `units` units of work."""

    run: Callable[[], object]
    units: int = 1


def in_turns(
    contenders: Mapping[str, Contender],
    *,
    rounds: int,
    clock: Clock,
    seconds: float = 0.0,
    advance: Callable[[], None] = lambda: None,
) -> dict[str, Timing]:
    """The timings of all contenders; a turn lasts at least `seconds`. `advance` is called after every turn."""
    now = CLOCKS[clock]
    repeats: dict[str, int] = {}
    for name, contender in contenders.items():
        # Once to warm up, once to see how long it takes.
        contender.run()
        start = now()
        contender.run()
        repeats[name] = max(1, round(seconds / max(now() - start, 1e-9)))
    found: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    chance = random.Random(0)  # noqa: S311 — no secret
    # What was imported and built is not to be gone through by the collector in somebody's turn.
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            chance.shuffle(order)
            for name in order:
                run, repeat = contenders[name].run, repeats[name]
                start = now()
                for _ in range(repeat):
                    run()
                taken = now() - start
                found[name].append(taken / (repeat * contenders[name].units))
                advance()
    finally:
        gc.unfreeze()
    return {name: Timing(tuple(times)) for name, times in found.items()}


def over(run: Callable[..., object], cases: Sequence[tuple[object, ...]]) -> Contender:
    """A contender that is called with the arguments of each case, one case after another."""

    def run_all() -> None:
        for arguments in cases:
            run(*arguments)

    return Contender(run_all, len(cases))
