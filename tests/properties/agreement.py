"""Whether the compiled back end and the interpreter agree, on as many random cases as one likes.

`python -m tests.properties.agreement [CASES] [SEED]` compares so many decisions (by default 100,000), spread evenly over
the services, prints what it did, and ends with an error at the first that differs. The tests run a few thousand.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

import sxguide
from sxguide.errors import SxguideError
from sxguide.guide import Guide
from sxguide.scenarios import read_scenarios

SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"

# Thresholds of the rules, and what is hard to count with.
NUMBERS = (
    *(
        0,
        1,
        2,
        3,
        4,
        7,
        11,
        12,
        14,
        15,
        16,
        35,
        36,
        59,
        60,
        65,
        119,
        120,
        4243,
        4244,
        4494,
        21219,
        21220,
    ),
    *(2024, 2025, 2026, -1, 10**9, 10**30, 2**102 - 1, 2**102),
    *map(Decimal, ("0.01", "14.99", "0." + "0" * 33 + "1", "9" * 34, "4244.00", "-0", "15.0")),
)
# Month ends, leap days, the ends of calendars and of parameters' series, days that are nearly right.
DAYS = (
    *("1850-01-01", "1950-02-28", "1960-02-29", "1964-12-31", "1965-01-01", "1966-09-15"),
    *("1975-01-31", "1984-02-29", "2000-02-29", "2006-06-30", "2008-02-29", "2009-12-31"),
    *("2010-09-15", "2024-02-29", "2024-12-31", "2025-01-01", "2025-08-31", "2025-09-15"),
    *("2025-11-23", "2026-02-28", "2026-06-30", "2026-08-31", "2026-11-23", "2150-12-31"),
)
DATES = (
    *("1990-01-01", "2020-02-29", "2024-12-31", "2025-01-01", "2026-01-31", "2026-02-28"),
    *("2026-06-30", "2026-07-01", "2026-11-23", "2027-12-31", "2099-12-31", "2100-01-01"),
)
WORDS = ("招电工，男女不限", "women only, under 35", "", "限男性", "welder")
WRONG: tuple[Any, ...] = (
    "yes",
    1.5,
    [],
    {},
    True,
    "2026-13-01",
    "20260101",
    "2026-W01-1",
    "１",
    dt.datetime(2026, 1, 1),  # noqa: DTZ001 — a moment is no date, whatever its zone
)


class Cases:
    """Random cases for the services of one guide."""

    def __init__(self, guide: Guide, seed: int) -> None:
        self._guide = guide
        self._chance = random.Random(seed)  # noqa: S311 — no secret, and the same in every run

    def draw(self, service: str) -> tuple[dict[Any, Any], dt.date]:
        """A case and a date: a scenario's with a few facts otherwise, or a few facts at random."""
        chance = self._chance
        known = scenarios(service)
        case: dict[Any, Any] = {}
        on = dt.date.fromisoformat(chance.choice(DATES))
        if known and chance.random() < 0.7:
            given, day = chance.choice(known)
            case = dict(given)
            on = day if chance.random() < 0.8 else on
        facts = self._guide.facts_read(service)
        for fact in chance.sample(
            facts, chance.randint(0, min(len(facts), chance.choice((2, 40))))
        ):
            case[fact.name] = self._value(fact)
        for name in chance.sample(
            sorted(case), chance.choice((0, 0, 0, 1, 2)) if len(case) > 1 else 0
        ):
            del case[name]
        if chance.random() < 0.02:
            case[chance.choice(("person.sx", "person.age", 5, *case))] = chance.choice(WRONG)
        return (nested(case) if chance.random() < 0.2 else case), on

    def _value(self, fact: sxguide.Fact) -> Any:
        chance = self._chance
        if chance.random() < 0.05:
            return None
        match fact.kind:
            case "boolean":
                return chance.random() < 0.5
            case "date":
                day = chance.choice(DAYS)
                return day if chance.random() < 0.5 else dt.date.fromisoformat(day)
            case "enumeration":
                choice = chance.choice(fact.choices)
                return chance.choice((choice.value, choice.value, choice.label.zh, choice.label.en))
            case "text":
                return chance.choice(WORDS)
            case _:
                number = chance.choice(NUMBERS)
                return number if chance.random() < 0.8 else str(number)


def nested(case: dict[Any, Any]) -> dict[Any, Any]:
    """The same case with its facts in groups."""
    grouped: dict[Any, Any] = {}
    for name, value in case.items():
        group, dot, last = name.partition(".") if isinstance(name, str) else (name, "", "")
        if dot:
            grouped.setdefault(group, {})[last] = value
        else:
            grouped[name] = value
    return grouped


@functools.cache
def scenarios(service: str) -> list[tuple[dict[str, Any], dt.date]]:
    """The cases and dates of a service's scenarios, dotted."""
    return [
        (dict(flat(scenario.case)), scenario.on)
        for file in sorted((SCENARIOS / service).glob("*.yaml"))
        for scenario in read_scenarios(file.name, file.read_bytes())
    ]


def flat(case: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """The facts of a nested or dotted case."""
    if not isinstance(case, dict):
        return []
    found: list[tuple[str, Any]] = []
    for name, value in case.items():
        found += (
            flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
        )
    return found


def answer(guide: Guide, service: str, case: object, on: dt.date) -> str:
    """Everything that a guide says: the decision as JSON, or every word of the error."""
    try:
        return guide.decide(service, case, on=on).to_json()
    except SxguideError as error:
        return f"{type(error).__name__}: {error} {getattr(error, 'problems', ())}"


def differing(
    compiled: Guide, reference: Guide, service: str, case: object, on: dt.date
) -> str | None:
    """How the two differ on a case, or None."""
    ours, theirs = answer(compiled, service, case, on), answer(reference, service, case, on)
    if ours == theirs:
        return None
    return f"{service} on {on} for {case!r}:\ncompiled:    {ours}\ninterpreter: {theirs}"


def main() -> None:
    """Compares, and reports."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    compiled = sxguide.load()
    reference = Guide(compiled.rulebook, back_end="interpreter")
    cases, services = Cases(compiled, seed), list(compiled.services)
    outcomes: dict[str, int] = {}
    start = time.perf_counter()
    numbers = track(range(count), "comparing", console=Console(file=sys.stderr))
    for number in numbers:
        service = services[number % len(services)]
        case, on = cases.draw(service)
        found = differing(compiled, reference, service, case, on)
        if found is not None:
            sys.exit(f"seed {seed}, case {number}: {found}")
        told = answer(compiled, service, case, on)
        outcome = told.split('"outcome": "')[1].split('"')[0] if told.startswith("{") else "refused"
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    seconds = time.perf_counter() - start
    sys.stdout.write(f"seed {seed}: {count} decisions agree, in {seconds:.0f} s: {outcomes}\n")


if __name__ == "__main__":
    main()
