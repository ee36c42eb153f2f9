"""Whether the columnar back end and single decisions agree, on as many random rows as one likes.

`python -m tests.properties.frames [ROWS] [SEED]` decides on so many rows (by default 100,000), in frames of one service
each, once as frames and once row by row, prints what it did, and ends with an error at the first row that differs. The tests
run a few thousand.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections import Counter
from decimal import Context, Decimal
from typing import Any

import polars as pl
from rich.console import Console
from rich.progress import track
from tests.properties.agreement import DATES, Cases, flat

import sxguide
from sxguide.errors import CaseError

ROWS_A_FRAME = 250
INTEGERS = ((pl.Int64, 2**63), (pl.Int32, 2**31), (pl.Int8, 2**7), (pl.Int128, 2**126))
EXACT = Context(prec=100)
# What no fact can be, one of which a frame has now and then.
WRONG = ("2026-02-30", "1849-12-31", "2151-01-01", "grandmaster", "", "12a", "1.005", "-7")


class Frames:
    """Random frames for the services of one guide."""

    def __init__(self, guide: sxguide.Guide, seed: int) -> None:
        self._guide = guide
        self._cases = Cases(guide, seed)
        self._chance = random.Random(seed)  # noqa: S311 — no secret, and the same in every run

    def draw(self, service: str, rows: int) -> tuple[pl.DataFrame, dt.date | str]:
        """A frame, and what it is asked `on`: a date, or the name of a column."""
        chance = self._chance
        facts = {fact.name: fact for fact in self._guide.facts_read(service)}
        others = chance.sample(sorted(self._guide.facts.keys() - facts.keys()), 3)
        facts |= {name: self._guide.facts[name] for name in others if chance.random() < 0.3}
        drawn = [self._cases.draw(service) for _ in range(rows)]
        cases = [dict(flat(named(case))) for case, _ in drawn]
        columns = {
            name: self._column(fact, [case.get(name) for case in cases])
            for name, fact in facts.items()
            if chance.random() < 0.95 and (name != "application.date" or chance.random() < 0.3)
        }
        if chance.random() < 0.3:
            days = [day if chance.random() < 0.98 else None for _, day in drawn]
            return pl.DataFrame(columns | {"asked": pl.Series(days, dtype=pl.Date)}), "asked"
        return pl.DataFrame(columns), dt.date.fromisoformat(chance.choice(DATES))

    def _column(self, fact: sxguide.Fact, values: list[Any]) -> pl.Series:
        """A column that holds those of the values that its type can hold."""
        chance = self._chance
        match fact.kind:
            case "boolean":
                return pl.Series(
                    [each if isinstance(each, bool) else None for each in values], dtype=pl.Boolean
                )
            case "date":
                days = [day(each) for each in values]
                if chance.random() < 0.6:
                    return pl.Series(days, dtype=pl.Date)
                return self._texts([None if each is None else each.isoformat() for each in days])
            case "enumeration":
                return self._words(
                    fact, [each if isinstance(each, str) else None for each in values]
                )
            case "text":
                return pl.Series(
                    [each if isinstance(each, str) else None for each in values], dtype=pl.String
                )
            case _:
                return self._numbers(fact, [number(each) for each in values])

    def _texts(self, texts: list[str | None]) -> pl.Series:
        """Texts, now and then with one that is wrong."""
        if texts and self._chance.random() < 0.2:
            texts[self._chance.randrange(len(texts))] = self._chance.choice(WRONG)
        dtype = self._chance.choice((pl.String, pl.String, pl.Categorical))
        return pl.Series(texts, dtype=dtype)

    def _words(self, fact: sxguide.Fact, texts: list[str | None]) -> pl.Series:
        form = self._chance.random()
        if form < 0.4:
            return self._texts(texts)
        values = [each.value for each in fact.choices]
        if form < 0.7:
            texts = [each if each in values else None for each in texts]
            return pl.Series(texts, dtype=pl.Enum(values))
        words = sorted({each for each in texts if each is not None} | {"grandmaster"})
        return pl.Series(texts, dtype=pl.Enum(words))

    def _numbers(self, fact: sxguide.Fact, values: list[Decimal | None]) -> pl.Series:
        form = self._chance.random()
        if form < 0.4:
            dtype, most = self._chance.choice(INTEGERS)
            return pl.Series([whole(each, most) for each in values], dtype=dtype)
        if form < 0.8 or fact.kind == "integer":
            scale = self._chance.choice((0, 2, 2, 4, 10, 34))
            return pl.Series([held(each, scale) for each in values], dtype=pl.Decimal(38, scale))
        return self._texts([None if each is None else format(each, "f") for each in values])


def named(case: Any) -> Any:
    """The case without keys that are no texts."""
    if not isinstance(case, dict):
        return case
    return {name: named(value) for name, value in case.items() if isinstance(name, str)}


def day(value: Any) -> dt.date | None:
    """The date that a case gives, as far as it is one."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return None
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return value if is_day else None


def number(value: Any) -> Decimal | None:
    """The number that a case gives, as far as it is one."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        return Decimal(value)
    except ArithmeticError:
        return None


def whole(value: Decimal | None, most: int) -> int | None:
    """The number, if it is whole and of less than `most`."""
    is_whole = value is not None and value == value.to_integral_value() and -most <= value < most
    return int(value) if value is not None and is_whole else None


def held(value: Decimal | None, scale: int) -> Decimal | None:
    """The number, if a column of 38 digits, so many of them behind the point, holds it."""
    if value is None or value != value.quantize(Decimal(1).scaleb(-scale, EXACT), context=EXACT):
        return None
    return value if abs(value) < Decimal(10) ** (38 - scale) else None


def expected(
    guide: sxguide.Guide, service: str, row: dict[str, Any], on: dt.date | str
) -> dict[str, Any]:
    """What single decisions say of a row, in the columns of a frame."""
    case = {
        name: value.normalize(EXACT) if isinstance(value, Decimal) else value
        for name, value in row.items()
        if name != "asked"
    }
    asked = row["asked"] if isinstance(on, str) else on
    if asked is None:
        return {"problem": "$.asked"}
    try:
        decision = guide.decide(service, case, on=asked)
    except CaseError as error:
        lines = [f"{each.path}: error[{each.code}]: {each.message}" for each in error.problems]
        return {"problem": "\n".join(lines)}
    leaves = [reason for reason in decision.reasons if reason.quantifier is None]
    return {
        "outcome": decision.outcome.value,
        **{name: each.value for name, each in decision.benefit.items()},
        "due": decision.deadline.due,
        "provisional": decision.deadline.provisional,
        **{f"condition.{each.id}": each.truth for each in leaves},
        "missing": [each.name for each in decision.missing],
        "problem": None,
    }


def differing(
    guide: sxguide.Guide, service: str, frame: pl.DataFrame, on: dt.date | str
) -> str | None:
    """How the two differ on a frame, or None."""
    found = decided(guide, service, frame, on)
    for given, ours in zip(frame.iter_rows(named=True), found.iter_rows(named=True), strict=True):
        theirs = expected(guide, service, given, on)
        if not says_the_same(ours, theirs, found.schema):
            known = {name: value for name, value in given.items() if value is not None}
            names = [name for name in ours if ours[name] != theirs.get(name)]
            return (
                f"{service} on {on} for {known} in {frame.schema}:\n"
                f"frame: { ({name: ours[name] for name in names}) }\n"
                f"row:   { ({name: theirs.get(name) for name in names}) }"
            )
    return None


def decided(
    guide: sxguide.Guide, service: str, frame: pl.DataFrame, on: dt.date | str
) -> pl.DataFrame:
    """Everything that a frame of decisions can say."""
    found = guide.decide_frame(service, frame, on=on, include=("conditions", "missing", "problem"))
    assert isinstance(found, pl.DataFrame)
    return found


def says_the_same(ours: dict[str, Any], theirs: dict[str, Any], schema: pl.Schema) -> bool:
    """Whether the row of a result says what single decisions say."""
    if theirs["problem"] is not None:
        return str(ours["problem"]).startswith(theirs["problem"]) and ours["outcome"] is None
    if "number-too-long" in str(ours["problem"]):
        decimals = {name: dtype for name, dtype in schema.items() if isinstance(dtype, pl.Decimal)}
        return any(
            theirs[name] != held(theirs[name], dtype.scale) for name, dtype in decimals.items()
        )
    return ours == theirs


def main() -> None:
    """Compares, and reports."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    guide = sxguide.load()
    frames, services = Frames(guide, seed), list(guide.services)
    outcomes: Counter[str | None] = Counter()
    start = time.perf_counter()
    count = -(-rows // ROWS_A_FRAME)
    print(f"seed {seed}")  # noqa: T201 — a command
    for place in track(range(count), "comparing", console=Console(file=sys.stderr)):
        service = services[place % len(services)]
        frame, on = frames.draw(service, ROWS_A_FRAME)
        found = differing(guide, service, frame, on)
        if found is not None:
            sys.exit(f"seed {seed}, frame {place}: {found}")
        outcomes.update(decided(guide, service, frame, on)["outcome"])
    took = time.perf_counter() - start
    print(f"{count * ROWS_A_FRAME} rows in {count} frames agree ({took:.0f} s): {dict(outcomes)}")  # noqa: T201 — a command


if __name__ == "__main__":
    main()
