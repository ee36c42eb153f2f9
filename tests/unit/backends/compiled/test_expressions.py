"""FEEL in Python: what is compiled, what the compiled code promises, and that its values are the interpreter's."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
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

from sxguide.backends.compiled.parts import Part, Unfit
from sxguide.backends.compiled.programs import Program
from sxguide.backends.compiled.runtime import Walk, to_value
from sxguide.backends.situation import Situation
from sxguide.dependencies import behind
from sxguide.feel.parser import parse_expression
from sxguide.model import Expression
from sxguide.values import Unknown

DAY = dt.date(2026, 6, 1)


def table(hit, inputs, *rows, **more):
    """A decision table; a row has its tests, and then its output."""
    written = [{"when": [*tests], "then": then} for *tests, then in rows]
    return {"hit": hit, "inputs": inputs, "rows": written, **more}


MONTHS = ["person.months"]
SURE_MONTHS = "if person.sure then null else person.months"
TABLES = {
    "fund.lot": table("unique", MONTHS, ["0", "5"], ["[1..9]", "40"], ["> 9", "600"]),
    "fund.overlap": table("unique", MONTHS, ["<= 12", "5"], ["[1..9]", "40"]),
    "fund.first": table("first", MONTHS, ["<= 12", "5"], ["[1..9]", "40"], ["-", "person.year"]),
    "fund.unknown": table("first", MONTHS, ["0", "5"], ["1", "param.fund.gap"]),
    "fund.nullable": table("first", [SURE_MONTHS], ["0", "5"], ["-", "7"]),
    "fund.named": table("first", ["person.sure", "person.hue"], ["true", 'not("red")', "5"]),
    "fund.dated": table("first", ["application.date"], ['> date("2026-01-01")', "5"], ["-", "7"]),
    "fund.read": table("first", MONTHS, ["> person.year", "5"], ["-", "7"]),
    "fund.asked": table("first", MONTHS, ["? > 1", "5"], ["-", "7"]),
    "fund.twelve": table("unique", MONTHS, *([str(number), "5"] for number in range(12))),
    "fund.thirteen": table("unique", MONTHS, *([str(number), "5"] for number in range(13))),
    "fund.collected": table("collect", MONTHS, ["0", "5"], ["[0..1]", "7"], collect="sum"),
}
FRACTIONS = {
    "fund.mixedlot": table("unique", MONTHS, ["0", "5"], ["1", "2.5"], ["12", "person.rate"]),
}
SMALL = small_guide(
    condition("one", "person.wants = true"),
    facts={
        "person.other_date": fact("date"),
        "person.days": fact("integer", unit="day", minimum=0),
        "person.year": fact("integer", default="application.date.year"),
        "person.rate": fact("number", default="3"),
        "person.part": fact("number", default="2.50"),
        "person.level": fact("integer", default="7"),
        "person.large": fact("integer", default="999999999999999999999999999999999"),
        "person.nothing": fact("integer", default="null"),
        "person.next": fact("date", default='application.date + duration("P8000Y")'),
        "person.hired": fact("date", default="person.birth_date"),
        "person.full": fact("text", default='person.name + "!"'),
        "person.sure": fact("boolean", default="application.date.month > 5"),
        "person.hue": choice("red", "green", default='"red"'),
        "person.fallback": fact("integer", default="if person.wants then person.months else null"),
    },
    definitions={
        **{name: formula("integer", each) for name, each in TABLES.items()},
        **{name: formula("number", each) for name, each in FRACTIONS.items()},
        "fund.later": {
            "type": "date",
            "label": WORDS,
            "cites": [CLAUSE],
            "working_days": {
                "after": "if person.sure then null else person.birth_date",
                "days": "30",
            },
        },
        "fund.due": {
            "type": "date",
            "label": WORDS,
            "cites": [CLAUSE],
            "working_days": {"after": "application.date", "days": "person.days"},
        },
    },
    parameters={
        "fund.months": parameter("integer", entry(12)),
        "fund.gap": parameter("integer", entry(3, until="2020-12-31")),
        "fund.rate": parameter("number", entry("0.2"), unit="one"),
        "fund.yearly": parameter(
            "integer", entry(7, key=2025), entry(18, key=2026), keyed_by="person.year"
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
        "fund.half": parameter(
            "number",
            entry("0.5", key=2025),
            entry("0.25", key=2026),
            keyed_by="person.year",
            unit="one",
        ),
        "fund.opened_on": parameter("date", entry("2026-01-01")),
        "fund.since": parameter(
            "date",
            entry("2026-01-01", key=2025),
            entry("2027-01-01", key=2026),
            keyed_by="person.year",
        ),
        "fund.mixed": parameter(
            "number",
            entry("7", key=2025),
            entry("0.25", key=2026),
            keyed_by="person.year",
            unit="one",
        ),
    },
)
NAMES = [*SMALL.facts, *SMALL.rulebook.definitions, *(f"param.{name}" for name in SMALL.parameters)]
VALUES = {
    "person.birth_date": [dt.date(1850, 1, 1), dt.date(2008, 2, 29), dt.date(2026, 1, 31)],
    "person.other_date": [dt.date(2008, 2, 29), dt.date(2150, 12, 31)],
    "person.months": [0, 1, 12, 2**102 - 1],
    "person.days": [0, 1, 30, 10**6],
    "person.year": [2025, 2026, 3000, -(2**102)],
    "person.share": [Decimal("-0"), Decimal("0.50"), Decimal("12.0"), Decimal(-3)],
    "person.part": [Decimal("0.5"), Decimal(3)],
    "person.level": [0, 5],
    "person.large": [0, 5],
    "person.nothing": [0, 5],
    "person.next": [dt.date(2008, 2, 29)],
    "person.hired": [dt.date(2008, 2, 29)],
    "person.full": ["", "a!"],
    "person.rate": [Decimal("0.5"), Decimal(3)],
    "person.wants": [True, False],
    "person.able": [True, False],
    "person.sure": [True, False],
    "person.colour": ["red", "green", "blue"],
    "person.hue": ["red", "green"],
    "person.name": ["", "red", "ab"],
    "person.fallback": [0, 7],
}
# What is promised of the value: its kind, with the digits that an int has at most; `=`: it is the same for all; `?`: nobody may know it; `~`: it may be null;
# `left`: something of it is left to the interpreter.
PROMISED = {
    "person.months + 1": "whole 32?",
    "person.months - person.year": "whole 32?",
    "1 + application.date.year": "whole 5",
    "person.months + 9999999999999999999999999999999999": "number?~",
    "person.months * person.year": "number?~",
    "person.months * 12": "whole 33?",
    "-12 * person.months": "number?~",
    "0 * person.months": "number?~",
    "person.months * 9999": "number?~",
    "person.months * 9999 * 9": "number?~",
    "application.date.year * application.date.month": "number~",
    "application.date.year * 2": "whole 5",
    "person.months / 12": "number?~",
    "person.months / 0.5": "number?~",
    "person.months ** 2": "number?~",
    "person.months + 0.5": "number?~",
    "person.share * param.fund.rate": "number?~",
    "person.share / person.months": "number?~",
    "param.fund.rate + person.year": "number~",
    "-person.months": "whole 31?",
    "-application.date.year": "whole 4",
    "-(application.date.year * 9999999999999999999999999999999)": "number~",
    "-person.share": "number?",
    "-param.fund.mixed": "number?",
    "person.birth_date.year": "whole 4?",
    "application.date.month": "whole 2",
    "person.birth_date.day": "whole 2?",
    "person.birth_date.weekday": "any?~, left",
    "date(person.year, 2, 29).year": "whole 4~",
    'person.birth_date + duration("P1M")': "date?~",
    'duration("P1M") + person.birth_date': "date?~",
    'person.birth_date - duration("P1Y")': "date?~",
    'application.date - duration("P8000Y")': "date~",
    'person.birth_date + duration("P1D")': "date?~",
    'application.date - duration("P31D")': "date~",
    "person.birth_date - person.other_date": "days?",
    "application.date - person.birth_date": "days?",
    'person.birth_date - person.other_date > duration("P1D")': "truth?",
    'duration("P1M") * person.months': "months 19?~",
    'application.date.month * duration("P1M")': "months 3",
    'duration("P1Y2M") * application.date.year': "months 6",
    'duration("P1M") * application.date.month + duration("P1Y")': "months 4",
    'duration("P1Y") - duration("P1M") * application.date.month': "months 4",
    'duration("P1M") * person.months + duration("P1Y")': "any?~, left",
    'person.birth_date + duration("P1M") * person.months': "date?~",
    'application.date - duration("P1M") * application.date.month': "date~",
    "person.name + person.name": "text?",
    'person.hue + "x"': "text",
    "person.months = 12": "truth?",
    "person.months != 12.0": "truth?",
    "person.months < person.share": "truth?",
    "param.fund.rate >= person.months": "truth?",
    "person.birth_date <= application.date": "truth?",
    "application.date.year = 2026": "truth",
    'person.name = "red"': "truth?",
    'person.name < "red"': "truth?",
    "person.colour = person.hue": "truth?",
    "person.months = null": "truth?",
    "null = person.months": "any?~, left",
    "application.date = null": "truth",
    "date(person.year, 2, 29) = null": "truth",
    "date(person.year, 2, 29) != null": "truth",
    "date(person.year, 2, 29) < application.date": "truth~",
    "date(person.year, 2, 29) = application.date": "truth",
    "person.wants = true": "truth?",
    "person.wants = false": "truth?",
    "person.wants != true": "truth?",
    "person.wants != false": "truth?",
    "person.sure = true": "truth",
    "person.sure = false": "truth",
    "(if person.wants then null else person.able) = true": "truth?, left",
    "(if person.wants then null else person.able) = false": "truth?, left",
    "(if person.wants then null else person.able) != true": "truth?, left",
    "(if person.wants then null else person.able) != false": "truth?, left",
    "(if person.sure then null else true) = true": "truth",
    "true = person.wants": "truth?",
    "person.wants = person.able": "truth?",
    "person.wants < person.able": "any?~, left",
    "person.birth_date = person.months": "any?~, left",
    "person.name = person.months": "any?~, left",
    'duration("P1M") * application.date.month < duration("P1Y")': "truth",
    "person.months < param.fund.gap": "any=?",
    "param.fund.gap = null": "any=?",
    "person.wants and person.able": "truth?",
    "person.wants or person.able": "truth?",
    "person.sure and person.wants": "truth?",
    "person.sure or person.wants": "truth?",
    "person.sure and application.date.month > 5": "truth",
    "person.sure or application.date.month > 5": "truth",
    "person.sure and (if person.sure then null else true)": "truth~",
    "person.sure or (if person.sure then null else false)": "truth~",
    "(if person.wants then null else true) and person.able": "truth?~, left",
    "(if person.wants then null else false) or person.able": "truth?~, left",
    "(if person.sure then null else false) or person.able": "truth?~",
    "person.able or (if person.sure then null else false)": "truth?~",
    "person.months and person.wants": "truth?~",
    "person.wants or 1": "truth?~",
    "not(person.wants)": "truth?~",
    "not(person.months)": "truth?~",
    "not(if person.wants then null else true)": "truth?~, left",
    "if person.sure then 1 else 200": "whole 3",
    "if person.sure then 1 else 2.5": "number",
    'if person.sure then null else "a"': "text~",
    'if person.sure then "a" else null': "text~",
    "if person.sure then person.months else null": "whole 31?~",
    "if person.wants then 1 else 200": "whole 3?~, left",
    "if person.wants then person.year else 2.5": "number?~, left",
    "if person.wants then person.birth_date else person.other_date": "date?~, left",
    "if person.wants then null else person.birth_date": "date?~, left",
    'if person.wants then "a" else 1': "any?~, left",
    "if person.months then 1 else 2": "whole 1?~, left",
    "if person.year > 2025 and null then 1 else 2": "whole 1",
    "if (if person.sure then null else true) then 1 else 2": "whole 1",
    "if (if person.wants then null else true) then 1 else 2": "whole 1?~, left",
    "if param.fund.gap > 1 then person.months else person.year": "whole 31?~, left",
    "person.months in (1, 12)": "truth?",
    "person.months in [1..12]": "truth?",
    "person.months in (0..12)": "truth?",
    "person.months in (> 1)": "truth?",
    "not(person.months in [1..12))": "truth?~",
    "person.months in (1, > 12, [3..5])": "truth?",
    "person.share in [0.5..12)": "truth?",
    "person.share in (0.5, 12)": "truth?",
    'person.colour in ("red", "green")': "truth?",
    'person.colour in (["red", "green"], "blue")': "truth?",
    "person.wants in (true, false)": "truth?",
    'person.birth_date in [date("2000-01-01")..date("2026-01-31"))': "truth?",
    'person.birth_date in (date("2008-02-29"), date("2026-01-31"))': "truth?",
    'person.birth_date in (<= date("2008-02-29"))': "truth?",
    "person.birth_date in (null)": "any?~, left",
    "person.birth_date in ([])": "truth=",
    'date(person.year, 2, 28) in (date("2026-02-28"))': "truth",
    'date(person.year, 2, 28) in [date("2026-02-28")..date("2027-02-28")]': "any?~, left",
    'person.months in (1, "a")': "any?~, left",
    'person.months in ("a")': "any?~, left",
    "person.months in person.year": "any?~, left",
    'person.months in ([1..12], ["a"])': "any?~, left",
    'person.name in ("red", person.hue)': "any?~, left",
    'person.birth_date - person.other_date in (duration("P1D"))': "any?~, left",
    'person.birth_date - person.other_date in (> duration("P1D"))': "any?~, left",
    "date(person.year, 2, 29)": "date~",
    "date(person.year, application.date.month, 1)": "date~",
    "string length(person.name)": "number?~",
    "substring(person.name, 2)": "text?~",
    "upper case(person.hue)": "text~",
    'contains(person.name, "e")': "truth?~",
    "abs(person.share)": "any?~",
    "floor(person.share)": "any?~",
    "floor(person.months / 12)": "whole 32?~",
    "floor(person.months / person.year)": "any?~, left",
    "floor(application.date.year / 100)": "whole 5~",
    "floor(application.date.year / application.date.month)": "whole 5~",
    "floor(application.date.year / 0)": "whole 5~",
    "floor(person.share / 12)": "any?~, left",
    "floor(person.months * 12)": "any?~",
    "ceiling(person.months / 12)": "any?~, left",
    "min(person.months, 12)": "whole 31?",
    "max(person.months, person.year, 0)": "whole 31?",
    "max(application.date.year, 2030)": "whole 4",
    "max(person.months, 0.5)": "number?",
    "min(person.share, 12)": "number?",
    "max(person.months, null)": "any?~, left",
    "max(application.date.year + 1, 5)": "whole 5",
    "min(person.birth_date, application.date)": "any?~, left",
    "max(person.months)": "any?~",
    "max([person.months, 1])": "any?~, left",
    "years and months duration(person.birth_date, application.date)": "any?~",
    "day of week(person.birth_date)": "text?~",
    "string(person.months)": "text?~",
    "number(person.name)": "number?~",
    'matches(person.name, "r.d")': "truth?~",
    "is(person.months, 12)": "truth?~",
    "modulo(person.months, 12)": "any?~",
    "decimal(person.share, 2)": "any?~",
    "round half up(person.share, 1)": "any?~",
    "string length(if person.wants then null else person.name)": "number?~, left",
    "date(if person.wants then null else 2020, 1, 1)": "date?~, left",
    "substring(person.name, 2, if person.wants then null else 1)": "any?~, left",
    "substring(string: person.name, start position: 2)": "any?~, left",
    "count([person.months])": "any?~, left",
    "person.months instance of number": "any?~, left",
    "param.fund.months": "whole 2=",
    "param.fund.gap": "any=?",
    "param.fund.rate": "number=",
    "param.fund.yearly": "whole 2?",
    "param.fund.mixed": "number?",
    "param.fund.yearly + 1": "whole 3?",
    "person.year": "whole 31",
    "person.rate": "number",
    "person.sure": "truth",
    "person.hue": "text",
    "person.fallback": "whole 31?, left",
    "application.date": "date",
    "person.months between 1 and 12": "truth?",
    "-person.rate": "number",
    "-(if person.sure then null else person.months)": "whole 31?~",
    "(if person.sure then null else person.months) + 1": "whole 32?~",
    "(if person.sure then null else person.share) + 1": "number?~",
    "(if person.sure then null else person.months) * 2": "whole 32?~",
    "person.months + (if person.sure then null else 5)": "whole 32?~",
    "(if person.sure then null else person.birth_date).year": "whole 4?~",
    "(if person.sure then null else person.birth_date) - person.other_date": "days?~",
    "(if person.sure then null else person.months) < 5": "truth?~",
    "5 > (if person.sure then null else person.months)": "truth?~",
    "(if person.sure then null else person.months) = 5": "truth?",
    '(if person.sure then null else person.name) = "red"': "truth?",
    '(if person.sure then null else person.name) + "x"': "text?~",
    '(if person.sure then null else person.colour) in ("red")': "truth?",
    'not((if person.sure then null else person.colour) = "red")': "truth?~",
    'duration("P1M") * (if person.sure then null else application.date.month)': "months 3~",
    "max((if person.sure then null else person.months), 5)": "whole 31?~",
    "(if person.sure then null else true) != true": "truth",
    "(if person.sure then null else true) != false": "truth",
    "(if person.sure then null else true) = false": "truth",
    "(if person.sure then null else person.able) = false": "truth?",
    "(if person.sure then null else person.able) != false": "truth?",
    'if person.sure then duration("P1M") else duration("P20M")': "months 2",
    "if person.sure then person.rate else person.year": "number",
    "if person.sure then param.fund.gap else 1": "whole 1?",
    "if person.sure then 1 else param.fund.gap": "whole 1?",
    'if person.sure then "a" else 1': "any?~, left",
    "some each in [person.months, 5] satisfies each > 3": "truth?",
    "every each in [person.months, person.year] satisfies each > 3": "truth?",
    "for each in [person.months, 5] return each": "any?~, left",
    "some each in [1, 2] satisfies person.months": "any?~, left",
    "person.months in ([])": "truth=",
    "not(person.months in ([]))": "truth~",
    "person.wants in ([])": "truth=",
    "fund.lot": "whole 3?~, left",
    "fund.overlap": "whole 2?~, left",
    "fund.first": "whole 31?~, left",
    "fund.unknown": "whole 1?~, left",
    "fund.nullable": "any?~, left",
    "fund.named": "whole 1~",
    "fund.dated": "whole 1~",
    "fund.read": "any?~, left",
    "fund.asked": "any?~, left",
    "fund.twelve": "whole 1?~, left",
    "fund.thirteen": "any?~, left",
    "fund.collected": "any?~, left",
    "fund.mixedlot": "number?~, left",
    "fund.due": "date?~",
    "fund.later": "date?~",
    "person.part": "number",
    "person.level": "whole 31",
    "person.large": "whole",
    "person.large + 1": "number~",
    "person.large * 2": "number~",
    "person.large * 5 - 1": "number~",
    "-person.large": "any?~, left",
    "person.nothing": "whole?",
    "person.next": "date?",
    "person.hired": "date?",
    "person.full": "text?",
    "param.fund.lapsed": "whole 1?",
    "param.fund.nowhere": "whole?",
    "param.fund.half": "number?",
    "param.fund.opened_on": "date=",
    "param.fund.since": "date?",
    "param.fund.since < application.date": "truth?",
    "12": "whole 2=",
    "-12": "whole 2=",
    "2.50": "number=",
    "1.0": "number=",
    "9999999999999999999999999999999999": "whole 34=",
    '"a"': "text=",
    "true": "truth=",
    "null": "any=~",
    'date("2026-06-01")': "date=",
    'date and time("2026-06-01T00:00:00")': "any=",
    'duration("P14M")': "months 2=",
    'duration("-P14M")': "months 2=",
    'duration("PT5H")': "days=",
    "[1, 2]": "any=",
    "1 + 2": "whole 1=",
    "1 / 0": "any=~",
    "2.5 > 1": "truth=",
    "param.fund.months + 1": "whole 2=",
    "param.fund.gap + person.months": "any=?",
    "person.months - param.fund.gap": "any=?",
    "param.fund.gap in (1, 2)": "any=?",
    "person.months in (param.fund.gap)": "any?~, left",
    "person.months in (param.fund.months)": "truth?",
    "person.months in (> param.fund.months)": "truth?",
    "person.months in ([param.fund.months..20])": "truth?",
    "person.share in ([param.fund.rate..20])": "truth?",
    "person.share in (0.50, 12)": "truth?",
    "person.sure and true": "truth",
    "person.wants and null": "truth?~",
    "person.months + person.share": "number?~",
    "person.months * person.share": "number?~",
    "person.months - 2.5": "number?~",
    'duration("P1M") * 2.5': "months 1=",
    "person.birth_date + person.months": "any?~, left",
    "person.months ** person.months": "number?~",
    'duration("P1M") * (application.date.month * 9999999999999) + duration("P1M")': "months 17",
    'duration("P1M") * (application.date.month * 999999999999999)': "months 19~",
    'duration("P1M") * (application.date.month * 99999999999999)': "months 17",
}
# What the interpreter would have to be asked on nobody's facts.
REFUSED = [
    'duration("P1M") * (application.date.month * 99999999999999) + duration("P1M")',
    'duration("P1M") * (application.date.month * 9999999999999) - duration("P1M") * (application.date.month * 99999999999999)',
    'application.date - duration("PT36H")',
    "application.date.year in (2025, > 2026)",
    "application.date.year * 2 in (> 2025)",
    "floor(application.date.year / 100, 1)",
    '-(duration("P1M") * application.date.month)',
]


def compiled(text):
    """The part that an expression becomes, and the function that yields its value."""
    node = parse_expression(text, names=NAMES)
    program = Program(SMALL.rulebook, lambda: SMALL.calendar, DAY, {})
    part = program.formula(Expression(node, text, node.span))
    return part, program.function([part.python])


def told(part: Part, function) -> str:
    """What is promised of a part, and whether something is left to the interpreter."""
    digits = "" if part.digits is None else f" {part.digits}"
    left = any(isinstance(each, Walk) for each in function.__globals__.values())
    return f"{part.kind}{digits}{'=' * part.fixed}{'?' * part.is_open}{'~' * part.is_nullable}{', left' * left}"


@pytest.mark.parametrize(("text", "promised"), PROMISED.items())
def test_of_a_compiled_expression_no_more_is_promised_than_is_kept(text, promised):
    assert told(*compiled(text)) == promised


def people(text):
    """Everybody who differs in the facts that an expression reads."""
    read = behind(SMALL.rulebook, [each for each in NAMES if each in text])
    names = [name for name in VALUES if name in read]
    for values in itertools.product(*([None, *VALUES[name]] for name in names)):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


@pytest.mark.parametrize("text", PROMISED)
def test_a_compiled_expression_has_the_interpreters_value(text):
    part, function = compiled(text)
    node = parse_expression(text, names=NAMES)
    expression = Expression(node, text, node.span)

    for facts in people(text):
        found = function(facts.get, DAY)[0]
        ours = Unknown(frozenset()) if found is None else to_value(found, part.kind)
        situation = Situation(SMALL.rulebook, SMALL.calendar, {"application.date": DAY, **facts})
        theirs, _ = situation.work_out(expression)
        assert shown(ours) == shown(theirs), facts
        assert not part.fixed or shown(part.value) == shown(theirs)
        assert part.is_open or found is not None, facts
        assert part.is_nullable or theirs is not None, facts


def shown(value):
    """A value to its last digit; what is unknown is so for whatever reason."""
    return ... if isinstance(value, Unknown) else (type(value), str(value))


@pytest.mark.parametrize("text", REFUSED)
def test_what_might_fail_on_nobodys_facts_is_not_compiled(text):
    with pytest.raises(Unfit):
        compiled(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("person.months + person.months * 2 > person.months", ["person.months"]),
        ("person.fallback + person.fallback", ["person.fallback", "person.months", "person.wants"]),
        ("fund.lot = 5 or fund.lot = person.months", ["person.months"]),
        ("param.fund.yearly + param.fund.mixed", ["person.year"]),
    ],
)
def test_a_fact_is_asked_for_once_however_often_it_is_read(text, asked):
    _, function = compiled(text)
    names = []

    function(names.append, DAY)

    assert sorted(names) == asked
