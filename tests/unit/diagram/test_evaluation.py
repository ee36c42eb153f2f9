"""A rule as a function of some names gives what the interpreter gives for their values."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import CLAUSE, ON, condition, entry, formula, parameter, small_guide

from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram.evaluation import function_of
from sxguide.diagram.moment import Moment

TABLE = {
    "inputs": ["x.level", "person.wants"],
    "hit": "first",
    "rows": [
        {"when": ["< 3", "true"], "then": "person.months + param.fund.least", "cites": [CLAUSE]},
        {"when": ["< 3", "-"], "then": "x.level", "cites": [CLAUSE]},
        {"when": ["-", "-"], "then": "7", "cites": [CLAUSE]},
    ],
}
TERM = formula("date", {})
del TERM["table"]
DAYS = "if x.level > 1 then param.fund.days else 2 * param.fund.days"
TERM["working_days"] = {"after": "person.birth_date", "days": DAYS}
GUIDE = small_guide(
    condition("one", "person.wants = true"),
    parameters={
        "fund.least": parameter("integer", entry(3)),
        "fund.days": parameter("integer", entry(5), unit="day"),
    },
    definitions={
        "x.fixed": formula("integer", "param.fund.least * 2"),
        "x.level": formula("integer", "person.months / 2 + x.fixed - 6"),
        "x.table": formula("integer", TABLE),
        "x.twice": formula("integer", "x.table * 2 + x.level"),
        "x.words": formula("text", 'string(x.twice) + " " + string(x.table)'),
        "x.term": TERM,
        "x.all": formula("text", 'x.words + " " + string(x.term) + string(person.able)'),
    },
)
VALUES: dict[str, list[Any]] = {
    "person.months": [Decimal(0), Decimal(3), Decimal(8)],
    "person.wants": [True, False],
    "person.birth_date": [dt.date(2026, 4, 30), dt.date(2026, 9, 30)],
    "person.able": [True, False],
}
NAMES = ["x.fixed", "x.level", "x.table", "x.twice", "x.words", "x.term", "x.all"]


@pytest.mark.parametrize("count", range(len(VALUES) + 1))
@pytest.mark.parametrize("name", NAMES)
def test_it_gives_the_interpreters_value(name, count):
    # given that so many names vary, and all the others are fixed
    definition = GUIDE.rulebook.definitions[name]
    varying = list(VALUES)[-count:] if count else []
    fixed = {each: values[0] for each, values in VALUES.items() if each not in varying}

    moment = Moment(GUIDE.rulebook, GUIDE.calendar, ON, fixed)
    function = function_of(definition.formula, varying, moment)

    for row in itertools.product(*(VALUES[each] for each in varying)):
        facts = {APPLICATION_DATE: ON, **fixed, **dict(zip(varying, row, strict=True))}
        situation = Situation(GUIDE.rulebook, GUIDE.calendar, facts)
        assert function(row) == situation.work_out(definition.formula)[0]
