"""Expressions made into Polars, put to everybody whom they tell apart, beside what the interpreter says of each."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
from tests.rulebooks import (
    CLAUSE,
    WORDS,
    choice,
    condition,
    entry,
    fact,
    formula,
    parameter,
    small_guide,
)

from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.sources import Sources
from sxguide.backends.columnar.stages import Stages
from sxguide.backends.situation import Situation
from sxguide.dependencies import behind
from sxguide.feel.traversal import names_read
from sxguide.model import Expression
from sxguide.source import SourceText
from sxguide.values import Unknown

if TYPE_CHECKING:
    from sxguide.backends.columnar.parts import Part

SPAN = SourceText("expression", "x").span(0, 1)
DAY = dt.date(2026, 6, 1)
GUIDE = small_guide(
    condition("one", "person.wants = true"),
    facts={
        "person.other_date": fact("date"),
        "person.hired": fact("date", default="person.birth_date"),
        "person.days": fact("integer", unit="day", minimum=0),
        "person.year": fact("integer", default="application.date.year"),
        "person.level": fact("integer", default="7"),
        "person.part": fact("number", default="2.5"),
        "person.full": fact("text", default='"!"'),
        "person.sure": fact("boolean", default="true"),
        "person.hue": choice("red", "green", default='"red"'),
        "person.fallback": fact("integer", default="if person.wants then person.months else null"),
    },
    definitions={
        "fund.base": formula("money", "person.pay * param.fund.rate"),
        "fund.lot": formula(
            "integer",
            {"hit": "first", "inputs": ["person.months"], "rows": [{"when": ["-"], "then": "5"}]},
        ),
        "fund.due": {
            "type": "date",
            "label": WORDS,
            "cites": [CLAUSE],
            "working_days": {"after": "person.birth_date", "days": "5"},
        },
        "fund.later": {
            "type": "date",
            "label": WORDS,
            "cites": [CLAUSE],
            "working_days": {"after": "person.birth_date", "days": "person.days"},
        },
    },
    parameters={
        "fund.yearly": parameter(
            "integer", entry(7, key=2025), entry(18, key=2026), keyed_by="person.year"
        ),
        "fund.mixed": parameter(
            "number",
            entry("7", key=2025),
            entry("0.25", key=2026),
            keyed_by="person.year",
            unit="one",
        ),
        "fund.large": parameter(
            "number",
            entry("7", key=2025),
            entry("1234567890123456.25", key=2026),
            keyed_by="person.year",
            unit="one",
        ),
        "fund.lapsed": parameter(
            "integer",
            entry(7, key=2025),
            entry(600, key=2026, until="2026-05-31"),
            keyed_by="person.year",
        ),
        "fund.nowhere": parameter(
            "integer", entry(600, key=2026, until="2026-05-31"), keyed_by="person.year"
        ),
        "fund.since": parameter("date", entry("2026-01-01", key=2025), keyed_by="person.year"),
        "fund.rate": parameter("number", entry("0.2"), unit="one"),
        "fund.gap": parameter("integer", entry(3, until="2020-12-31")),
    },
)
VALUES = {
    "person.birth_date": [
        None,
        dt.date(1960, 2, 29),
        dt.date(2008, 2, 29),
        dt.date(1999, 12, 31),
        DAY,
    ],
    "person.other_date": [None, dt.date(2008, 2, 29), dt.date(2150, 12, 31)],
    "person.months": [None, 0, 12, 13],
    "person.pay": [None, Decimal("0.00"), Decimal("100.01")],
    "person.wants": [None, True, False],
    "person.able": [None, True, False],
    "person.colour": [None, "red", "blue"],
    "person.fallback": [None, 5],
    "person.hired": [None, dt.date(1999, 12, 31)],
    "person.days": [None, 0, 7],
    "person.year": [None, 2025, 2026, 3000],
    "person.level": [None, 3],
    "person.part": [None, Decimal("0.25"), Decimal(3)],
    "person.share": [None, Decimal("-0.5"), Decimal("12.25")],
    "person.full": [None, "", "a"],
    "person.name": [None, "", "red"],
    "person.sure": [None, True, False],
    "person.hue": [None, "red", "green"],
}
NAMES = [*GUIDE.facts, *GUIDE.rulebook.definitions, *(f"param.{name}" for name in GUIDE.parameters)]
TYPES = {
    "person.pay": pl.Decimal(12, 2),
    "person.part": pl.Decimal(9, 2),
    "person.share": pl.Decimal(9, 2),
    "person.colour": pl.Enum(["red", "green", "blue"]),
    "person.hue": pl.Enum(["green", "red"]),
}


def everybody(node):
    """A frame with every combination of the values of the facts that an expression rests on."""
    read = behind(GUIDE.rulebook, names_read(node) & set(NAMES))
    names = [name for name in VALUES if name in read]
    several = list(itertools.product(*(VALUES[name] for name in names)))
    columns = {name: [row[at] for row in several] for at, name in enumerate(names)}
    types = {name: dtype for name, dtype in TYPES.items() if name in columns}
    return pl.DataFrame(columns, schema_overrides=types)


def translated(node, frame):
    """The part that an expression becomes, and the stages on the way.

    Raises:
        Unfit: Polars cannot say it.
    """
    sources = Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])
    stages = Stages("~")
    moment = Moment(sources, take_in(GUIDE.rulebook, frame, None, DAY), DAY, stages)
    return moment.translator.part(node), stages


def expected(node, frame):
    """The interpreter's values, row by row: `...` where nobody knows."""
    expression = Expression(node, "", SPAN)
    for row in frame.iter_rows(named=True):
        facts = {name: value for name, value in row.items() if value is not None}
        situation = Situation(GUIDE.rulebook, GUIDE.calendar, {"application.date": DAY, **facts})
        found, _ = situation.work_out(expression)
        yield ... if isinstance(found, Unknown) else found


def values_of(part: Part, frame: pl.DataFrame, stages: Stages):
    """The values of a part, row by row, in the same words."""
    if part.is_fixed:
        found = ... if isinstance(part.value, Unknown) else part.value
        return [found] * len(frame)
    absent = part.absent if part.absent is not None else pl.lit(False)
    given = stages.run(frame.lazy())
    shown = given.with_columns(value=part.rows, absent=absent).select("value", "absent").collect()
    return [
        None if gone else ... if value is None else meant(part, value)
        for value, gone in shown.iter_rows()
    ]


def meant(part: Part, value):
    match part.kind:
        case "number":
            return Decimal(value * part.factor).scaleb(-part.scale)
        case "code":
            return part.words[value]
        case _:
            return value
