"""A moment: what is fixed and what is free on one day, and what an evaluation counts for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import CLAUSE, ON, condition, entry, formula, parameter, small_guide

from sxguide.diagram.limits import LOOP_WEIGHT
from sxguide.diagram.moment import Moment
from sxguide.model import TermFormula
from sxguide.values import Unknown

TABLE = {
    "inputs": ["person.wants"],
    "hit": "unique",
    "rows": [
        {"when": ["true"], "then": "person.months", "cites": [CLAUSE]},
        {"when": ["false"], "then": "2", "cites": [CLAUSE]},
    ],
}
TERM = formula("date", {})
del TERM["table"]
TERM["working_days"] = {"after": "person.birth_date", "days": "param.fund.days"}
GUIDE = small_guide(
    condition("one", "person.wants = true"),
    parameters={
        "fund.least": parameter(
            "integer", entry(3, until="2026-12-31"), entry(6, **{"from": "2027-01-01"})
        ),
        "fund.old": parameter("integer", entry(3, until="2020-12-31")),
        "fund.days": parameter("integer", entry(5), unit="day"),
    },
    definitions={
        "x.sum": formula("integer", "person.months + param.fund.old + param.fund.least"),
        "x.twice": formula("integer", "x.sum * 2"),
        "x.words": formula("text", "string(person.months)"),
        "x.loop": formula("integer", "sum(for i in 1..9 return i + person.months)"),
        "x.behind": formula("integer", "1 + x.loop"),
        "x.kept": formula("integer", "count([1, 2, 3][item > person.months])"),
        "x.table": formula("integer", TABLE),
        "x.term": TERM,
        "x.since": formula("date", 'application.date - duration("P1Y")'),
    },
)


def moment(fixed: dict[str, Any] | None = None, on: dt.date = ON, *, waits: bool = False) -> Moment:
    return Moment(GUIDE.rulebook, GUIDE.calendar, on, fixed or {}, waits=waits)


def rule(name: str) -> Any:
    return GUIDE.rulebook.definitions[name].formula


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("person.months", {"person.months"}),
        ("person.wants", set()),
        ("application.date", set()),
        ("param.fund.least", set()),
        ("param.fund.old", {"param.fund.old"}),
        ("x.sum", {"person.months", "param.fund.old"}),
        ("x.twice", {"person.months", "param.fund.old"}),
        ("x.table", {"person.months"}),
        ("x.term", {"person.birth_date"}),
        ("x.since", set()),
    ],
)
def test_what_a_name_rests_on_that_is_not_fixed(name, free):
    some = moment({"person.wants": True})

    assert some.free([name]) == free
    assert some.free_facts(name) == {each for each in free if not each.startswith("param.")}


def test_a_formula_rests_on_all_that_it_reads():
    assert moment().free_in(rule("x.sum")) == {"person.months", "param.fund.old"}
    assert moment().free(["person.wants", "x.table", "x.term"]) == {
        "person.wants",
        "person.months",
        "person.birth_date",
    }
    assert moment().free([]) == set()


def test_where_a_moment_waits_its_date_is_free_and_the_law_is_that_of_the_day():
    waiting = moment(on=dt.date(2027, 3, 1), waits=True)

    assert waiting.free(["application.date"]) == waiting.free(["x.since"]) == {"application.date"}
    assert waiting.value("param.fund.least") == 6


def test_more_facts_fixed_are_a_moment_that_is_kept():
    some = moment({"person.wants": True})

    more = some.also({"person.months": Decimal(3)})

    assert more.free(["person.months", "person.wants", "person.able"]) == {"person.able"}
    assert some.free(["person.months"]) == {"person.months"}
    assert more.value("person.months") == 3
    assert more.day == some.day
    assert more.defaults is some.defaults
    assert some.also({"person.months": Decimal(3)}) is more
    assert some.also({"person.months": Decimal(4)}) is not more
    assert some.also({}) is some


def test_with_more_facts_fixed_a_moment_that_waits_goes_on_waiting():
    more = {"person.months": Decimal(3)}

    assert moment(waits=True).also(more).free(["application.date"]) == {"application.date"}
    assert moment().also(more).free(["application.date"]) == set()


def test_values_are_those_of_the_day():
    some = moment({"person.months": Decimal(4)})

    assert [some.value("param.fund.least"), some.value("application.date")] == [3, ON]
    assert some.value("x.since") == dt.date(2025, 6, 1)
    assert some.value("person.months") == 4


def test_a_term_is_counted_for_any_values_and_open_where_one_is():
    due = rule("x.term")
    assert isinstance(due, TermFormula)
    days: dict[str, Any] = {
        "person.birth_date": dt.date(2026, 4, 30),
        "param.fund.days": Decimal(5),
    }
    unknown = Unknown(frozenset({"person.birth_date"}))

    assert moment().term(due, days.__getitem__) == dt.date(2026, 5, 11)
    assert moment().term(due, {**days, "person.birth_date": unknown}.__getitem__) == unknown


@pytest.mark.parametrize(
    ("name", "weight"),
    [
        ("x.sum", 1),
        ("x.twice", 1),
        ("x.table", 1),
        ("x.since", 1),
        ("x.loop", LOOP_WEIGHT),
        ("x.behind", LOOP_WEIGHT),
        ("x.kept", LOOP_WEIGHT),
    ],
)
def test_what_may_go_round_in_a_loop_counts_for_more(name, weight):
    assert moment().weight(rule(name)) == weight


@pytest.mark.parametrize(
    ("name", "is_few", "is_ordered"),
    [
        ("person.wants", True, False),
        ("person.colour", True, False),
        ("person.months", False, True),
        ("person.share", False, True),
        ("person.pay", False, True),
        ("person.birth_date", False, True),
        ("person.name", False, False),
        ("param.fund.old", False, False),
    ],
)
def test_a_domain_has_few_values_or_an_order_or_neither(name, is_few, is_ordered):
    assert (moment().is_few(name), moment().is_ordered(name)) == (is_few, is_ordered)


def test_an_expression_that_rests_on_something_free_can_be_written_out():
    assert moment().expression("x.sum") == rule("x.sum").node


@pytest.mark.parametrize("name", ["x.words", "x.table", "x.term", "x.since", "person.months"])
def test_what_is_text_or_no_expression_or_fixed_is_not_written_out(name):
    assert moment().expression(name) is None


def test_facts_stand_in_the_order_of_the_vocabulary():
    facts = list(GUIDE.rulebook.facts)

    assert list(map(moment().rank, facts)) == list(range(len(facts)))
