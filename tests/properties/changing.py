"""Changing: what decisions say would turn them, against decisions made anew, on random cases of every service.

Of each change some values within it are put in the place of the old ones: the answer must turn on the date told, and must
not turn with any part of the change. One fact, or two, are then put to other values at random: what turns the answer must
have been told. And the stretches of days must be those of decisions made day by day.

`python -m tests.properties.changing [CASES] [SEED]` does so for as many cases of each service.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.properties.brute_force import DAYS, Enumeration

import sxguide
from sxguide.answers import Outcome
from sxguide.errors import CaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.change import Change, NewValue, Range, Stretch
    from sxguide.model import Service

DATE = "application.date"
DAY = dt.timedelta(days=1)
# What is tried of one case: values of a change, facts put to other values at random, and days on which time alone is tried.
TRIES, OTHERS, WINDOW = 2, 12, 12
# Cases of one day at most, if there are days enough.
PER_DAY = 25


@dataclass
class Tally:
    """What was looked at, and what was wrong, in words."""

    cases: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    subsets: int = 0
    others: int = 0
    days: int = 0
    inexact: int = 0
    faults: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.cases += other.cases
        self.changes += other.changes
        self.subsets += other.subsets
        self.others += other.others
        self.days += other.days
        self.inexact += other.inexact
        self.faults += other.faults
        return self

    def __str__(self) -> str:
        return (
            f"{self.cases} cases, changes {dict(self.changes)}, {self.subsets} parts of changes, {self.others} other"
            f" changes, {self.days} days, {self.inexact} not exact, {len(self.faults)} faults"
        )


class Checked:
    """One case, and everything said of what would turn its answer."""

    def __init__(
        self, enumeration: Enumeration, case: Mapping[str, Any], chance: random.Random
    ) -> None:
        self.guide = guide = enumeration.guide
        self.service = service = enumeration.service
        self.samples = enumeration.samples
        self.on = on = enumeration.day
        self.case = case
        self.chance = chance
        self.decision = guide.decide(service.name, case, on=on)
        self.told = self.decision.changes()
        self.wanted = self.decision.outcome is not Outcome.ELIGIBLE
        self.target = Outcome.of(self.wanted)
        self.tally = Tally(cases=1, inexact=not self.told.is_exact)

    def run(self) -> Tally:
        """Everything."""
        for change in self.told:
            self.tally.changes[f"{change.kind} {'sure' if change.is_sure else 'possible'}"] += 1
            self._check(change)
        self._check_others()
        self._check_days()
        return self.tally

    def _fault(self, words: str) -> None:
        self.tally.faults.append(f"{self.service.name} on {self.on} with {self.case}: {words}")

    def outcome(self, values: Mapping[str, Any], day: dt.date) -> Outcome | None:
        """The outcome with other values on a day; None where facts contradict one another."""
        case = {name: value for name, value in {**self.case, **values}.items() if name != DATE}
        try:
            return self.guide.decide(self.service.name, case, on=day).outcome
        except CaseError:
            return None

    def _turns(self, outcome: Outcome | None, *, sure: bool) -> bool:
        if sure:
            return outcome is self.target
        return outcome is not None and outcome is not self.decision.outcome

    # What is told

    def _check(self, change: Change) -> None:
        example = {value.name: value.example for value in change.facts}
        if change.decision.outcome is not self.outcome(example, change.on):
            self._fault(f"{_words(change)} was not tried as told")
        for values in (example, *(self._within(change) for _ in range(TRIES))):
            outcome = self.outcome(values, change.on)
            if not self._turns(outcome, sure=change.is_sure):
                self._fault(f"{_words(change)} does not turn it with {values}: {outcome}")
        if change.on < self.on or (DATE in example and example[DATE] != change.on):
            self._fault(f"{_words(change)} is had on {change.on}")
        if not change.citations:
            self._fault(f"{_words(change)} cites nothing")
        self._check_reach(change)
        names = list(example)
        for size in range(len(names)):
            for kept in itertools.combinations(names, size):
                self._check_part(change, {name: example[name] for name in kept})

    def _check_part(self, change: Change, part: dict[str, Any]) -> None:
        """A part of a change: on its date, unless waiting is what was left out; and at once, where it takes no time."""
        self.tally.subsets += 1
        waits = any(value.name == DATE for value in change.facts)
        days = {change.on} if DATE in part or not waits else set()
        if DATE not in part and all(
            self._had_on(name, value) == self.on for name, value in part.items()
        ):
            days.add(self.on)
        for day in days:
            if self._turns(self.outcome(part, day), sure=change.is_sure):
                self._fault(f"{_words(change)} is too much: {part} turns it on {day}")

    def _check_reach(self, change: Change) -> None:
        """No value is told that cannot be had by the date of the change, and no date that could be sooner."""
        if change.kind == "not_changeable":
            if all(self._had_on(value.name, value.example) is not None for value in change.facts):
                self._fault(f"{_words(change)} is in reach")
            return
        days = [
            self._had_on(value.name, value.example) for value in change.facts if value.name != DATE
        ]
        if None in days:
            self._fault(f"{_words(change)} is out of reach")
            return
        latest = max([day for day in days if day is not None], default=self.on)
        waits = any(value.name == DATE for value in change.facts)
        if latest > change.on or (latest < change.on) is not waits:
            self._fault(f"{_words(change)} can be had on {latest}, not {change.on}")
        if any(value.name == DATE for value in change.facts):
            self._check_wait(change, latest)

    def _check_wait(self, change: Change, latest: dt.date) -> None:
        """The date of a change that waits: on none before it the rest of it turns the answer, and on its last day it does."""
        rest = {value.name: value.example for value in change.facts if value.name != DATE}
        (value,) = (value for value in change.facts if value.name == DATE)
        (days,) = value.ranges
        span = (change.on - latest).days
        for number in {1, *(self.chance.randrange(span) + 1 for _ in range(TRIES))}:
            sooner = change.on - number * DAY
            if self._turns(self.outcome(rest, sooner), sure=change.is_sure):
                self._fault(f"{_words(change)} turns it {number} days sooner")
        if isinstance(days.high, dt.date):
            outcomes = [self.outcome(rest, day) for day in (days.high, days.high + DAY)]
            if outcomes[0] is not change.decision.outcome or outcomes[0] is outcomes[1]:
                self._fault(f"{_words(change)} does not end on {days.high}: {outcomes}")

    def _had_on(self, name: str, value: Any) -> dt.date | None:
        """The first day on which a fact can have a value; None where it never can."""
        now, mutability = self._now(name), self.guide.facts[name].mutability
        next_year = dt.date(self.on.year + 1, 1, 1)
        match mutability:
            case "chosen":
                return self.on
            case "once":
                return self.on if value else None
            case "monthly" | "yearly":
                steps = -((now - value) // 1)
                months = int(steps) * (12 if mutability == "yearly" else 1)
                return _later(self.on, months) if steps > 0 else None
            case "anew":
                return value if value >= self.on else None
            case "each_year":
                return self.on if value > now else next_year
            case _:
                return None

    def _now(self, name: str) -> Any:
        """The value of a fact that the person has given, or that follows from it."""
        (now,) = {
            value.now for change in self.told for value in change.facts if value.name == name
        } or {self.case[name]}
        return now

    def _within(self, change: Change) -> dict[str, Any]:
        """Values within a change, one for each fact; the date is that of the change."""
        return {value.name: self._one(value) for value in change.facts if value.name != DATE}

    def _one(self, value: NewValue) -> Any:
        if value.values:
            return self.chance.choice(value.values)
        within = self.chance.choice(value.ranges)
        return self.chance.choice(list(_some_within(value, within)))

    # What is not told

    def _check_others(self) -> None:
        """Facts put to other values at random: where that turns the answer, a change is told that says so."""
        names = [name for name in self.case if name in self.samples and name != DATE]
        if not self.told.is_exact or not names:
            return
        for _ in range(OTHERS):
            chosen = self.chance.sample(names, min(len(names), self.chance.choice((1, 1, 2, 3))))
            values = {name: self.chance.choice(self.samples[name]) for name in chosen}
            if any(value is None or value == self.case[name] for name, value in values.items()):
                continue
            self.tally.others += 1
            outcome = self.outcome(values, self.on)
            if outcome is self.target and not self._is_told(values, sure=True):
                self._fault(f"nothing is told of {values}, which turns it")
            is_possible = outcome is Outcome.UNDETERMINED is not self.decision.outcome
            if is_possible and not self._is_told(values, sure=False):
                self._fault(f"nothing is told of {values}, which may turn it")

    def _is_told(self, values: Mapping[str, Any], *, sure: bool) -> bool:
        """Whether some change says that these values turn it, or some of them."""
        days = [self._had_on(name, value) for name, value in values.items()]
        if any(day is not None and day > self.on for day in days):
            # What can be had later alone may come too late.
            return True
        for change in self.told:
            facts = {value.name: value for value in change.facts}
            if not facts.keys() <= values.keys() or not (change.is_sure or not sure):
                continue
            holds = all(_holds(value, values[name]) for name, value in facts.items())
            if change.on == self.on and holds:
                return True
            # Of facts that can turn it with values in reach, no others are told.
            if None in days and change.kind != "not_changeable":
                return True
        return False

    # Time alone

    def _check_days(self) -> None:
        """The stretches beside decisions made day by day, around each turn and at random."""
        stretches = self.guide.stretches(self.case, self.service.name, on=self.on)
        starts = {self.on, *(each.first for each in stretches)}
        starts.update(change.on for change in self.told)
        starts.add(self.on + self.chance.randrange(15_000) * DAY)
        # Each day on which the answer is open takes a diagram of its own.
        is_open = any(each.outcome is Outcome.UNDETERMINED for each in stretches)
        before, after = (1, 1) if is_open else (WINDOW // 2, WINDOW // 2)
        for start in starts:
            for number in range(-before, after):
                day = start + number * DAY
                if day >= self.on:
                    self.tally.days += 1
                    self._check_day(day, stretches)
        eligible = [each for each in stretches if each.outcome is Outcome.ELIGIBLE]
        first = self.guide.eligible_from(self.case, self.service.name, on=self.on)
        last = self.guide.eligible_until(self.case, self.service.name, on=self.on)
        told = (eligible[0].first, eligible[0].last) if eligible else (None, None)
        if (first, last) != told:
            self._fault(f"eligible from {first} until {last}, and the stretches are {stretches}")

    def _check_day(self, day: dt.date, stretches: Iterable[Stretch]) -> None:
        told = [
            each.outcome
            for each in stretches
            if each.first <= day and (each.last is None or day <= each.last)
        ]
        outcome = self.outcome({}, day)
        if told != ([] if outcome is None else [outcome]):
            self._fault(f"on {day} it is {outcome}, and told is {told}")


def _later(day: dt.date, months: int) -> dt.date | None:
    """So many months later, on the month's last day where there is no such day; None beyond any calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        with contextlib.suppress(ValueError):
            return dt.date(year, month + 1, min(number, day.day))
    return None


def _holds(value: NewValue, given: Any) -> bool:
    """Whether a value is one of those that a change tells."""
    if value.values:
        return given in value.values
    return any(
        (each.low is None or given > each.low or (given == each.low and each.includes_low))
        and (each.high is None or given < each.high or (given == each.high and each.includes_high))
        for each in value.ranges
    )


def _some_within(value: NewValue, within: Range) -> Iterator[Any]:
    """Values of a range: its ends, and what is one step within."""
    step: Any = DAY if value.fact.kind == "date" else 1
    for end, includes, sign in (
        (within.low, within.includes_low, 1),
        (within.high, within.includes_high, -1),
    ):
        for given in () if end is None else (end, end + sign * step):
            if (includes or given != end) and _holds(value, given):
                yield given
    yield value.example


def _words(change: Change) -> str:
    values = ", ".join(f"{value.name} {value.values or value.ranges}" for value in change.facts)
    return f"[{change.kind}, {'sure' if change.is_sure else 'possible'}, {change.on}: {values}]"


def run(guide: sxguide.Guide, service: Service, seed: int, cases: int) -> Tally:
    """So many random cases of one service, over several days; some of every three leave facts out."""
    tally = Tally()
    chance = random.Random(f"{service.name} {seed}")  # noqa: S311 — nothing is secret
    days = chance.sample(DAYS, min(len(DAYS), 1 + cases // PER_DAY))
    for place, day in enumerate(days):
        enumeration = Enumeration(guide, service, day, seed)
        wanted = cases * (place + 1) // len(days) - cases * place // len(days)
        for number in range(wanted):
            case = some_case(enumeration, complete=number % 3 > 0)
            if case is not None:
                tally += Checked(enumeration, case, chance).run()
    return tally


def some_case(enumeration: Enumeration, *, complete: bool) -> dict[str, Any] | None:
    """A random case without a contradiction, if one is found soon."""
    for _ in range(30):
        case = enumeration.partial(1 if complete else 64)
        try:
            enumeration.guide.decide(enumeration.service.name, case, on=enumeration.day)
        except CaseError:
            continue
        return case
    return None


def main() -> int:
    """Runs so many cases of each service and prints what was found."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    guide, total, start = sxguide.load(), Tally(), time.perf_counter()
    sys.stdout.write(f"seed {seed}\n")
    for service in guide.services.values():
        tally = run(guide, service, seed, cases)
        total += tally
        sys.stdout.write(f"{service.number:2} {service.name}: {tally}\n")
        sys.stdout.writelines(f"    {line}\n" for line in tally.faults[:5])
        sys.stdout.flush()
    sys.stdout.write(f"{total}, {time.perf_counter() - start:.0f} s, seed {seed}\n")
    return 1 if total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
