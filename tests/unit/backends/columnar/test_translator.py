"""FEEL in Polars: what the translation of an expression yields for every row is what the interpreter yields."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import choice, condition, entry, fact, parameter, small_guide

from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.parts import Part, Unfit
from sxguide.backends.columnar.sources import Sources
from sxguide.backends.columnar.stages import Stages
from sxguide.backends.situation import Situation
from sxguide.feel.parser import parse_expression
from sxguide.model import Expression
from sxguide.values import Unknown

DAY = dt.date(2026, 6, 1)
GUIDE = small_guide(
    condition("one", "person.wants = true"),
    facts={
        "person.other_date": fact("date"),
        "person.hue": choice("red", "green", default='"red"'),
        "person.fallback": fact("integer", default="if person.wants then person.months else null"),
    },
    parameters={
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
}
NAMES = [*GUIDE.facts, *(f"param.{name}" for name in GUIDE.parameters)]
TEXTS = [
    "person.wants and person.able",
    "person.wants or person.able = false",
    "not(person.wants) and person.months > 12",
    "person.months >= 12.5",
    "person.months in (0, > 12)",
    'person.colour in ("red", "green")',
    'person.colour != "red" or person.wants',
    'person.hue = "red"',
    "person.fallback = 12",
    "if person.wants then person.months else person.fallback",
    "if person.wants then person.pay * param.fund.rate else null",
    "if person.wants then person.able else person.able",
    'if person.colour = "red" then true else false',
    "person.pay + person.months",
    "person.pay - 0.005",
    "max(person.pay, person.months)",
    "min(0, person.pay)",
    "person.months < param.fund.gap",
    "person.wants or person.months < param.fund.gap",
    'person.birth_date + duration("P18Y") <= application.date',
    'application.date < person.birth_date + duration("P1M") * 3',
    'person.birth_date + duration("P1D")',
    'person.birth_date - duration("P1M")',
    'duration("P12M") + person.birth_date',
    'person.birth_date - duration("P40D") < person.other_date',
    'person.birth_date + duration("P36DT12H")',
    'person.birth_date + duration("P8000Y")',
    'person.birth_date + duration("P60Y") < person.other_date + duration("P15Y") * 3',
    'person.birth_date + duration("P300Y") + duration("P1M") > person.other_date',
    "date(person.birth_date.year, person.birth_date.month, 28)",
    "date(person.birth_date.year, person.birth_date.month, 29)",
    'date(person.birth_date.year, person.birth_date.month, 1) + duration("P1M")',
    '(if person.wants then person.birth_date else person.other_date) + duration("P1Y") > person.birth_date',
    '(if person.wants then person.birth_date else null) + duration("P1Y")',
    "person.birth_date.year + 1",
    "person.birth_date.month = 2",
    "person.birth_date = null",
    "(if person.wants then person.birth_date else null) <= application.date",
    "((if person.wants then person.birth_date else null) <= application.date) or person.able",
    "(if person.wants then null else person.able) = true",
    "(if person.wants then null else person.able) != true",
]


def sources():
    return Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])


def rows_of(read):
    """A frame with every combination of the values of these facts."""
    names = [name for name in VALUES if name in read]
    several = list(itertools.product(*(VALUES[name] for name in names)))
    columns = {name: [row[at] for row in several] for at, name in enumerate(names)}
    types = {"person.pay": pl.Decimal(12, 2), "person.colour": pl.Enum(["red", "green", "blue"])}
    return pl.DataFrame(columns, schema_overrides={k: t for k, t in types.items() if k in columns})


def values_of(part: Part, frame: pl.DataFrame, stages: Stages):
    """The interpreter's values of a part: `...` where nobody knows."""
    if part.is_fixed:
        found = ... if isinstance(part.value, Unknown) else part.value
        return [found] * len(frame)
    absent = part.absent if part.absent is not None else pl.lit(False)
    shown = stages.run(frame.lazy()).select(value=part.rows, absent=absent).collect()
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


@pytest.mark.parametrize("text", TEXTS)
def test_a_translation_yields_what_the_interpreter_yields(text):
    node = parse_expression(text, names=NAMES)
    frame = rows_of(text)
    if "fallback" in text:
        frame = rows_of(f"{text} person.wants person.months")
    stages = Stages("~")
    moment = Moment(sources(), take_in(GUIDE.rulebook, frame, None, DAY), DAY, stages)

    found = values_of(moment.translator.part(node), frame, stages)

    expression = Expression(node, text, node.span)
    for row, ours in zip(frame.iter_rows(named=True), found, strict=True):
        facts = {name: value for name, value in row.items() if value is not None}
        situation = Situation(GUIDE.rulebook, GUIDE.calendar, {"application.date": DAY, **facts})
        theirs = situation.work_out(expression)[0]
        assert ours == (... if isinstance(theirs, Unknown) else theirs), row


@pytest.mark.parametrize(
    "text",
    [
        "[person.months][1]",
        "person.pay / 3",
        'person.name + "x"',
        "date(person.birth_date.year, person.other_date.month, 1)",
        'person.birth_date + duration("P1M") * person.months',
    ],
)
def test_what_polars_cannot_say_is_refused(text):
    node = parse_expression(text, names=NAMES)
    dates = dict.fromkeys(("person.birth_date", "person.other_date"), (DAY,))
    others = {"person.months": [1], "person.pay": ["1"], "person.name": ["a"]}
    frame = pl.DataFrame({**dates, **others})
    moment = Moment(sources(), take_in(GUIDE.rulebook, frame, None, DAY), DAY, Stages("~"))

    with pytest.raises(Unfit):
        moment.translator.part(node)
