"""FEEL in Polars: what the translation of an expression yields for every row is what the interpreter yields."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import polars as pl
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

from sxguide.backends.columnar.intake import take_in
from sxguide.backends.columnar.moment import Moment
from sxguide.backends.columnar.parts import Part, Unfit
from sxguide.backends.columnar.sources import Sources
from sxguide.backends.columnar.stages import Stages
from sxguide.backends.situation import Situation
from sxguide.dependencies import behind
from sxguide.feel.parser import parse_expression
from sxguide.model import Expression
from sxguide.values import Unknown

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
# What is promised of the values: their kind; of numbers the digits they have at most and those behind the point, by what the
# column is multiplied, and whether it is wide; the words of codes; from when to when dates may be. `~`: FEEL's null is among them.
PROMISED = {
    "person.months": "number 15.0",
    "person.wants": "truth",
    "person.colour": "code red/green/blue",
    "person.hue": "code green/red",
    "person.name": "text",
    "person.full": "text",
    "person.birth_date": "date 1850-01-01..2150-12-31",
    "person.pay": "number 17.2 wide",
    "person.share": "number 17.2 wide",
    "person.part": "number 17.2 wide",
    "person.level": "number 15.0",
    "person.sure": "truth",
    "person.hired": "date 1850-01-01..2150-12-31",
    "person.fallback": "number 15.0 wide",
    "person.year": "number 15.0",
    "application.date": "= 2026-06-01",
    "application.date.year": "= 2026",
    "param.fund.rate": "= 0.2",
    "param.fund.gap": "unknown",
    "param.fund.yearly": "number 2.0",
    "param.fund.mixed": "number 3.2",
    "param.fund.large": "number 18.2",
    "param.fund.lapsed": "number 1.0",
    "fund.base": "number 18.3 x2 wide",
    "fund.due": "date no span~",
    "fund.due > application.date": "truth~",
    "fund.base > 5": "truth",
    "12": "= 12",
    '"a"': "= a",
    "null": "= None",
    "true": "= True",
    "2.50": "= 2.50",
    'date("2026-06-01")': "= 2026-06-01",
    'duration("P1M")': "= P1M",
    "1 + 2": "= 3",
    "person.wants and person.able": "truth",
    "person.wants or person.able": "truth",
    "person.wants and true": "truth",
    "person.wants or true": "= True",
    "true and person.wants": "truth",
    "false and person.wants": "= False",
    "false or person.wants": "truth",
    "person.wants and false": "= False",
    "person.wants and null": "truth~",
    "person.wants or null": "truth~",
    "person.wants and param.fund.gap > 1": "truth",
    "(if person.wants then null else true) and person.able": "truth~",
    "person.able and (if person.wants then null else true)": "truth~",
    "(if person.wants then null else false) or person.able": "truth~",
    "(if person.wants then null else true) and (if person.able then null else true)": "truth~",
    "not(person.wants)": "truth",
    "not(if person.wants then null else true)": "truth~",
    "not(null)": "= None",
    "person.wants in (true)": "truth",
    "person.months = 12": "truth",
    "person.months != 12": "truth",
    "person.months < 12": "truth",
    "person.months <= 12": "truth",
    "12 < person.months": "truth",
    "12 >= person.months": "truth",
    "12 = person.months": "truth",
    "person.months = 12.5": "truth",
    "person.months != 12.5": "truth",
    "person.pay = 100.01": "truth",
    "person.pay != 100.01": "truth",
    "person.pay >= 100.005": "truth",
    "person.pay > 100.01": "truth",
    "person.pay < 100.01": "truth",
    "person.pay <= 100.01": "truth",
    "person.months = person.pay": "truth",
    "person.months < person.pay": "truth",
    "person.months <= person.level": "truth",
    "person.months >= 9223372036854775807": "truth",
    "person.months > 9223372036854775807": "truth",
    "person.months < 9223372036854775808": "truth",
    "person.months < 999999999999999999999999999999": "truth",
    "person.pay < 9999999999999999999999999999999999": "truth",
    "person.months > -999999999999999999999999999999": "truth",
    "person.share < 0": "truth",
    "person.share > -0.5": "truth",
    "person.share * -1 > 0": "truth",
    "person.share * 3 >= 1.5": "truth",
    "person.pay * 0.3 = 30.003": "truth",
    "person.birth_date < person.other_date": "truth",
    'person.birth_date = date("2008-02-29")': "truth",
    "person.birth_date != person.other_date": "truth",
    'person.birth_date >= date("2008-02-29")': "truth",
    'date("2008-02-29") > person.birth_date': "truth",
    'person.name = "red"': "truth",
    'person.name != "red"': "truth",
    "person.name = person.full": "truth",
    'person.colour = "red"': "truth",
    'person.colour != "blue"': "truth",
    '"red" = person.colour': "truth",
    'person.colour = "pink"': "truth",
    "person.wants = true": "truth",
    "person.wants != true": "truth",
    "person.wants = false": "truth",
    "person.wants != false": "truth",
    "person.wants = person.able": "truth",
    "person.wants != person.able": "truth",
    "person.months = null": "truth",
    "person.months != null": "truth",
    "null = person.months": "truth",
    "null != person.months": "truth",
    "(if person.wants then null else person.able) = null": "truth",
    "(if person.wants then null else person.able) != null": "truth",
    "(if person.wants then null else person.able) = person.sure": "truth",
    "(if person.wants then null else person.able) != person.sure": "truth",
    "person.sure = (if person.wants then null else person.able)": "truth",
    "(if person.wants then null else person.birth_date) < person.other_date": "truth~",
    "person.other_date < (if person.wants then null else person.birth_date)": "truth~",
    "(if person.wants then null else person.birth_date) < (if person.able then null else person.other_date)": "truth~",
    '(if person.wants then null else person.birth_date) = date("2008-02-29")': "truth",
    "person.months < param.fund.gap": "unknown",
    "param.fund.gap = person.months": "unknown",
    "person.months + person.pay": "number 18.2 wide",
    "person.months + 1": "number 16.0 wide",
    "1 + person.months": "number 16.0 wide",
    "person.months - 0.25": "number 18.2 wide",
    "0.25 - person.pay": "number 18.2 wide",
    "person.months * person.pay": "number 32.2 wide",
    "person.pay * 12": "number 19.2 x12 wide",
    "12 * person.pay": "number 19.2 x12 wide",
    "person.pay * 0.25": "number 19.4 x25 wide",
    "0.25 * person.pay * 4": "number 20.4 x100 wide",
    "person.pay * 0.25 + 1": "number 20.4 wide",
    "person.pay * 0.25 - person.pay": "number 20.4 wide",
    "person.pay * -1": "number 18.2 x-1 wide",
    "person.pay * 0": "number 18.2 x0 wide",
    "person.months * 9999999999999999999": "number 34.0 x9999999999999999999",
    "person.months * 99999999999999999999": "number 35.0 x99999999999999999999",
    "person.months + param.fund.gap": "unknown",
    "param.fund.gap - person.months": "unknown",
    "param.fund.large + 1": "number 19.2 wide",
    "param.fund.yearly * person.pay": "number 19.2 wide",
    "param.fund.mixed * 12": "number 5.2 x12",
    'person.birth_date + duration("P1Y")': "date 1851-01-01..2151-12-31",
    'duration("P1Y") + person.birth_date': "date 1851-01-01..2151-12-31",
    'person.birth_date - duration("P1Y")': "date 1849-01-01..2149-12-31",
    'person.birth_date + duration("P30D")': "date 1850-01-31..2151-01-30",
    'person.birth_date - duration("P30D")': "date 1849-12-02..2150-12-01",
    'person.birth_date - duration("PT36H")': "date no span~",
    'person.birth_date + duration("P8000Y")': "date no span~",
    'person.birth_date - duration("P1900Y")': "date no span~",
    'application.date + duration("P1M")': "= 2026-07-01",
    '(if person.wants then person.birth_date else null) + duration("P1Y")': "date 1851-01-01..2151-12-31~",
    '(if person.wants then person.birth_date else null) + duration("P1D")': "date 1850-01-02..2151-01-01~",
    '(if person.wants then person.birth_date else person.other_date) + duration("P1D")': "date 1850-01-02..2151-01-01",
    '(if person.wants then person.birth_date else application.date) + duration("P1D")': "date 1850-01-02..2151-01-01",
    '(if person.wants then date("2200-01-01") else application.date) + duration("P1D")': "date 2026-06-02..2200-01-02",
    "date(person.birth_date.year, person.birth_date.month, 1)": "date 1850-01-01..2150-12-01",
    "date(person.birth_date.year, person.birth_date.month, 28)": "date 1850-01-01..2150-12-28",
    "date(person.birth_date.year, person.birth_date.month, 29)": "date no span~",
    "date((if person.wants then null else person.birth_date).year, (if person.wants then null else person.birth_date).month, 3)": "date 1850-01-01..2150-12-03~",
    "person.birth_date.year": "number 4.0",
    "person.birth_date.month": "number 4.0",
    "person.birth_date.day": "number 4.0",
    "person.birth_date.year + 1": "number 5.0 wide",
    "(if person.wants then null else person.birth_date).year": "number 4.0~",
    'person.birth_date + duration("P18Y") <= application.date': "truth",
    'person.birth_date + duration("P18Y") < application.date': "truth",
    'person.birth_date - duration("P18Y") > date("1990-02-28")': "truth",
    'person.birth_date + duration("P18Y") >= date("2200-01-01")': "truth",
    'person.birth_date + duration("P18Y") >= date("1000-01-01")': "truth",
    'person.birth_date + duration("P1D") > person.other_date': "truth",
    'person.birth_date + duration("P1M") * 3 > application.date': "truth",
    'application.date < person.birth_date + duration("P18Y")': "truth",
    'person.other_date + duration("P1D") > person.birth_date + duration("P1D")': "truth",
    '(person.birth_date + duration("P18Y") >= application.date) or person.wants': "truth",
    "if person.wants then 1 else 2": "number 1.0 wide",
    "if person.wants then person.months else 2.5": "number 16.1 wide",
    "if person.wants then 2.5 else person.months": "number 16.1 wide",
    "if person.wants then person.pay else person.share": "number 17.2 wide",
    "if person.wants then person.pay * 3 else person.share": "number 18.2 wide",
    "if person.wants then person.months else person.level": "number 15.0 wide",
    "if person.wants then person.months else null": "number 15.0~",
    "if person.wants then null else person.months": "number 15.0~",
    "if person.wants then true else null": "truth~",
    "if person.wants then person.months else param.fund.gap": "number 15.0",
    "if person.wants then param.fund.gap else person.months": "number 15.0",
    "if param.fund.gap > 1 then person.months else person.level": "number 15.0 wide",
    "if param.fund.gap > 1 then person.months else null": "number 15.0~",
    "if param.fund.gap > 1 then null else person.months": "number 15.0~",
    'if param.fund.gap > 1 then "a" else "a"': "= a",
    "if true then person.months else person.level": "number 15.0",
    "if false then person.months else person.name": "text",
    "if null then person.months else person.level": "number 15.0",
    'if person.wants then "a" else "b"': "code a/b",
    'if person.wants then person.colour else "pink"': "code red/green/blue/pink",
    'if person.wants then "pink" else person.colour': "code pink/red/green/blue",
    "if person.wants then person.colour else null": "code red/green/blue~",
    "if person.wants then person.birth_date else person.other_date": "date 1850-01-01..2150-12-31",
    'if person.wants then person.birth_date else date("2200-01-01")': "date 1850-01-01..2200-01-01",
    'if person.wants then date("1700-01-01") else person.birth_date': "date 1700-01-01..2150-12-31",
    'if person.wants then date("1700-01-01") else date("2200-01-01")': "date 1700-01-01..2200-01-01",
    "if person.wants then person.birth_date else null": "date 1850-01-01..2150-12-31~",
    "if (if person.wants then null else person.able) then person.months else person.level": "number 15.0 wide",
    "if (if person.wants then null else person.able) then 1 else 1": "number 1.0 wide",
    "if (if person.wants then null else person.able) then null else person.level": "number 15.0~",
    "if person.wants then (if person.able then null else 1) else 2": "number 1.0 wide~",
    "if person.wants then (if person.able then null else 1) else (if person.able then null else 1)": "number 1.0 wide~",
    "if param.fund.gap > 1 then (if person.able then null else 1) else (if person.able then null else 1)": "number 1.0 wide~",
    '(if person.wants then "a" else "b") = "a"': "truth",
    '(if person.wants then person.colour else "pink") = "pink"': "truth",
    '(if person.wants then person.colour else "pink") in ("pink", "red")': "truth",
    "person.months in (0, 13)": "truth",
    "person.months in (> 1)": "truth",
    "person.months in (< 1, >= 13)": "truth",
    "not(person.months in (0, 13))": "truth",
    "person.months in (null)": "truth",
    "person.months in (person.level)": "truth",
    'person.colour in ("red", "green", "blue")': "truth",
    'person.colour in ("red")': "truth",
    'person.colour in ("pink")': "truth",
    'person.colour in ("red", "blue")': "truth",
    'person.hue in ("red", "green")': "truth",
    'not(person.colour in ("red"))': "truth",
    'person.birth_date in (< date("2000-01-01"), date("2008-02-29"))': "truth",
    "(if person.wants then null else person.months) in (1, 2)": "truth",
    "max(person.months, person.pay)": "number 17.2 wide",
    "min(person.months, person.pay)": "number 17.2 wide",
    "max(person.months, 5)": "number 15.0 wide",
    "min(5, person.months, person.level)": "number 15.0 wide",
    "max(person.birth_date, person.other_date)": "date 1850-01-01..2150-12-31",
    "min(person.birth_date, application.date)": "date 1850-01-01..2150-12-31",
    "max(person.months, param.fund.gap)": "number 15.0",
    'day of week(person.birth_date) = "Monday"': "truth~",
    "date(person.birth_date.year, 6, 30)": "date no span~",
    "date(person.birth_date.year, 2, 29)": "date no span~",
    'person.birth_date in [date("2000-01-01")..date("2010-01-01")]': "truth~",
    'years and months duration(person.birth_date, application.date) >= duration("P18Y")': "truth~",
    "if person.able then null else 1": "number 1.0 wide~",
    "if person.able then 2.5 else null": "number 2.1 wide~",
    "(if person.able then null else 1) = 1": "truth",
    "if person.able then param.fund.gap else 1": "number 1.0 wide",
    'if person.able then null else "a"': "code a~",
    "if person.able then null else true": "truth~",
    'if person.able then null else date("2026-06-01")': "date 2026-06-01..2026-06-01~",
    "if person.wants then (if person.able then null else person.pay * 3) else 2": "number 18.2 wide~",
    "if person.wants then person.pay * 3 else null": "number 18.2 x3 wide~",
    "person.wants or person.able = false": "truth",
    "not(person.wants) and person.months > 12": "truth",
    "person.months >= 12.5": "truth",
    "person.months in (0, > 12)": "truth",
    'person.colour in ("red", "green")': "truth",
    'person.colour != "red" or person.wants': "truth",
    'person.hue = "red"': "truth",
    "person.fallback = 12": "truth",
    "if person.wants then person.months else person.fallback": "number 15.0 wide",
    "if person.wants then person.pay * param.fund.rate else null": "number 18.3 x2 wide~",
    "if person.wants then person.able else person.able": "truth",
    'if person.colour = "red" then true else false': "truth",
    "person.pay + person.months": "number 18.2 wide",
    "person.pay - 0.005": "number 19.3 wide",
    "max(person.pay, person.months)": "number 17.2 wide",
    "min(0, person.pay)": "number 17.2 wide",
    "person.wants or person.months < param.fund.gap": "truth",
    'application.date < person.birth_date + duration("P1M") * 3': "truth",
    'person.birth_date + duration("P1D")': "date 1850-01-02..2151-01-01",
    'person.birth_date - duration("P1M")': "date 1849-12-01..2150-11-30",
    'duration("P12M") + person.birth_date': "date 1851-01-01..2151-12-31",
    'person.birth_date - duration("P40D") < person.other_date': "truth",
    'person.birth_date + duration("P36DT12H")': "date no span~",
    'person.birth_date + duration("P60Y") < person.other_date + duration("P15Y") * 3': "truth",
    'person.birth_date + duration("P300Y") + duration("P1M") > person.other_date': "truth",
    'date(person.birth_date.year, person.birth_date.month, 1) + duration("P1M")': "date 1850-02-01..2151-01-01",
    '(if person.wants then person.birth_date else person.other_date) + duration("P1Y") > person.birth_date': "truth",
    "person.birth_date.month = 2": "truth",
    "person.birth_date = null": "truth",
    "(if person.wants then person.birth_date else null) <= application.date": "truth~",
    "((if person.wants then person.birth_date else null) <= application.date) or person.able": "truth~",
    "(if person.wants then null else person.able) = true": "truth",
    "(if person.wants then null else person.able) != true": "truth",
    "person.months * 2 > person.level": "truth",
    "person.level < person.months * 2": "truth",
    "person.months * 2 = person.level * 3": "truth",
    "(if false and person.wants then person.months else 1) + 1": "= 2",
    "2 - (if false and person.wants then person.months else 1)": "= 1",
    "(if false and person.wants then person.months else 1) < 2": "= True",
    '(if false and person.wants then person.birth_date else application.date) + duration("P1M")': "= 2026-07-01",
}
REFUSED = [
    # A list has as many members whether they are known or not.
    "count([person.birth_date]) = 1",
    "param.fund.nowhere",
    "param.fund.since",
    "fund.lot",
    "fund.later",
    "person.months and person.wants",
    'person.name < "red"',
    "person.colour = person.hue",
    "person.wants < person.able",
    'person.months = "a"',
    "person.months < null",
    "(if person.wants then null else person.able) = (if person.able then null else person.wants)",
    "person.pay * person.share * person.part",
    "person.months + 9999999999999999999999999999999999",
    "person.months / 2",
    "person.months ** 2",
    "(if person.wants then null else person.months) + 1",
    "1 - (if person.wants then null else person.months)",
    "param.fund.large * person.pay",
    "person.months + person.birth_date",
    "person.name + person.full",
    "person.birth_date - person.other_date",
    'person.birth_date + duration("P3000000D")',
    "date(person.birth_date.year, person.birth_date.month, 0)",
    "date(person.birth_date.year, person.birth_date.month, 1.5)",
    "date(person.birth_date.year, person.other_date.month, 1)",
    "person.birth_date.weekday",
    "person.months.year",
    "if person.wants then null else null",
    "if person.months then 1 else 2",
    'if person.wants then "a" else "a"',
    'if person.wants then person.colour else "red"',
    "if person.wants then person.colour else person.hue",
    "if person.wants then person.name else person.full",
    'if person.wants then "a" else 1',
    "person.months in [1..12]",
    'person.months in ("a")',
    "person.wants in (? = true)",
    "max(person.months)",
    "max(person.months, null)",
    "max((if person.wants then null else person.months), 1)",
    "floor(person.months)",
    "string length(person.name)",
    "day of week(person.birth_date)",
    "is(person.months, 12)",
    "some each in [1, 2] satisfies each = person.months",
    "(if person.able then null else 1) + 1",
    "[person.months][1]",
    "person.pay / 3",
    'person.name + "x"',
    'person.birth_date + duration("P1M") * person.months',
]


def sources():
    return Sources(GUIDE.rulebook, lambda: GUIDE.calendar, lambda *_: None, lambda *_: [])


def rows_of(text):
    """A frame with every combination of the values of the facts that an expression reads."""
    read = behind(GUIDE.rulebook, [name for name in NAMES if name in text])
    names = [name for name in VALUES if name in read]
    several = list(itertools.product(*(VALUES[name] for name in names)))
    columns = {name: [row[at] for row in several] for at, name in enumerate(names)}
    types = {
        "person.pay": pl.Decimal(12, 2),
        "person.part": pl.Decimal(9, 2),
        "person.share": pl.Decimal(9, 2),
        "person.colour": pl.Enum(["red", "green", "blue"]),
        "person.hue": pl.Enum(["green", "red"]),
    }
    return pl.DataFrame(columns, schema_overrides={k: t for k, t in types.items() if k in columns})


def values_of(part: Part, frame: pl.DataFrame, stages: Stages):
    """The interpreter's values of a part: `...` where nobody knows."""
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


def translated(text):
    """The part that an expression becomes, a frame of everybody whom it tells apart, and the stages on the way."""
    frame, stages = rows_of(text), Stages("~")
    moment = Moment(sources(), take_in(GUIDE.rulebook, frame, None, DAY), DAY, stages)
    return moment.translator.part(parse_expression(text, names=NAMES)), frame, stages


def told(part: Part) -> str:
    """What is promised of a part."""
    if part.is_fixed:
        return "unknown" if part.is_unknown else f"= {part.value}"
    match part.kind:
        case "number":
            factor = "" if part.factor == 1 else f" x{part.factor}"
            more = f" {part.digits}.{part.scale}{factor}{' wide' * part.wide}"
        case "code":
            more = f" {'/'.join(map(str, part.words))}"
        case "date":
            more = " no span" if part.span is None else f" {part.span[0]}..{part.span[1]}"
        case _:
            more = ""
    return f"{part.kind}{more}{'~' * (part.absent is not None)}"


@pytest.mark.parametrize(("text", "promised"), PROMISED.items())
def test_of_a_translation_no_more_is_promised_than_is_kept(text, promised):
    part, _, _ = translated(text)

    assert told(part) == promised


@pytest.mark.parametrize("text", PROMISED)
def test_a_translation_yields_what_the_interpreter_yields(text):
    found = values_of(*translated(text))

    node = parse_expression(text, names=NAMES)
    expression = Expression(node, text, node.span)
    for row, ours in zip(rows_of(text).iter_rows(named=True), found, strict=True):
        facts = {name: value for name, value in row.items() if value is not None}
        situation = Situation(GUIDE.rulebook, GUIDE.calendar, {"application.date": DAY, **facts})
        theirs = situation.work_out(expression)[0]
        assert ours == (... if isinstance(theirs, Unknown) else theirs), row


@pytest.mark.parametrize("text", REFUSED)
def test_what_polars_cannot_say_is_refused(text):
    with pytest.raises(Unfit):
        translated(text)
