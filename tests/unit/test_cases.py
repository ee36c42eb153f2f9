"""A caller's facts: every way of giving them, and every way of giving them wrong, all told at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.rulebooks import condition, fact, small_guide

from sxguide.cases import FIRST_DAY, LAST_DAY, MAX_FAULTS, read_case
from sxguide.errors import CaseError, Problem

DEEP = {"person.home.county.code": fact("text"), "person.height": fact("number", unit="one")}
RULEBOOK = small_guide(condition("a", "person.wants"), facts=DEEP).rulebook


def read(case: object) -> dict[str, Any]:
    return read_case(RULEBOOK, case)


def faults(case: object) -> tuple[Problem, ...]:
    with pytest.raises(CaseError) as caught:
        read(case)
    return caught.value.problems


def told(case: object) -> list[tuple[str, str | None, str]]:
    return [(problem.code, problem.path, problem.message) for problem in faults(case)]


@dataclass
class Home:
    county: dict[str, str] = field(default_factory=dict)


@dataclass
class Person:
    wants: bool | None = None
    months: int | None = None
    home: Home | None = None


@dataclass
class Case:
    person: Person


@pytest.mark.parametrize(
    "case",
    [
        {"person": {"wants": True, "months": 3}},
        {"person.wants": True, "person.months": 3},
        {"person": {"wants": True}, "person.months": 3},
        {"person": Person(wants=True, months=3)},
        Case(Person(wants=True, months=3)),
        {"person": {"wants": True, "months": 3, "able": None, "home": {"county": {"code": None}}}},
    ],
    ids=["nested", "dotted", "mixed", "dataclass within", "dataclass", "with unknowns"],
)
def test_facts_may_be_given_in_any_form(case):
    assert read(case) == {"person.months": 3, "person.wants": True}


def test_facts_may_nest_deep_and_half_dotted():
    expected = {"person.home.county.code": "140100"}

    assert read({"person": {"home": {"county": {"code": "140100"}}}}) == expected
    assert read({"person.home": {"county.code": "140100"}}) == expected
    assert read(Case(Person(home=Home({"code": "140100"})))) == expected


def test_facts_come_in_the_order_of_the_vocabulary():
    assert list(
        read({"person.wants": True, "person.months": 3, "application.date": "2026-06-01"})
    ) == [
        "application.date",
        "person.months",
        "person.wants",
    ]


@pytest.mark.parametrize(
    "case", [{}, {"person": {}}, {"person": None}, {"person": {"wants": None}}]
)
def test_nothing_given_is_nothing_known(case):
    assert read(case) == {}


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("person.wants", False, False),
        ("person.birth_date", "1990-02-28", dt.date(1990, 2, 28)),
        ("person.birth_date", dt.date(1990, 2, 28), dt.date(1990, 2, 28)),
        ("person.birth_date", FIRST_DAY, FIRST_DAY),
        ("person.birth_date", LAST_DAY, LAST_DAY),
        ("person.months", 0, 0),
        ("person.months", Decimal(12), 12),
        ("person.months", Decimal("12.0"), 12),
        ("person.share", "0.25", Decimal("0.25")),
        ("person.share", Decimal("0.25"), Decimal("0.25")),
        ("person.share", 1, Decimal(1)),
        ("person.pay", 3000, Decimal(3000)),
        ("person.pay", "3000.50", Decimal("3000.50")),
        ("person.pay", 10**30, Decimal(10**30)),
        ("person.colour", "red", "red"),
        ("person.colour", "值red", "red"),
        ("person.colour", "the value red", "red"),
        ("person.name", "  ", "  "),
    ],
)
def test_a_value_is_read_as_the_kind_of_its_fact(name, given, value):
    found = read({name: given})[name]

    assert found == value
    assert type(found) is type(value)


NO_DATE = "`person.birth_date` must be a date, not "
NO_MONTHS = "`person.months` must be a whole number (month), not "
NO_PAY = "`person.pay` must be an amount in yuan with at most two decimal places, not "


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("person.wants", "yes", "`person.wants` must be `true` or `false`, not `yes`"),
        ("person.wants", 1, "`person.wants` must be `true` or `false`, not `1`"),
        ("person.birth_date", "1990-2-28", NO_DATE + "`1990-2-28`"),
        ("person.birth_date", "1990-02-30", NO_DATE + "`1990-02-30`"),
        ("person.birth_date", 19900228, NO_DATE + "`19900228`"),
        (
            "person.birth_date",
            dt.datetime(1990, 2, 28, tzinfo=dt.UTC),
            NO_DATE + "`1990-02-28 00:00:00+00:00`",
        ),
        ("person.months", 1.0, NO_MONTHS + "`1.0`"),
        ("person.months", float("nan"), NO_MONTHS + "`nan`"),
        ("person.months", Decimal("1.5"), NO_MONTHS + "`1.5`"),
        ("person.months", Decimal("NaN"), NO_MONTHS + "`NaN`"),
        ("person.months", Decimal("1e100"), NO_MONTHS + "`1E+100`"),
        ("person.months", True, NO_MONTHS + "`true`"),
        ("person.months", 10**35, NO_MONTHS + f"`{10**35}`"),
        pytest.param("person.months", 10**5000, NO_MONTHS + "a huge number", id="huge"),
        ("person.months", [3], NO_MONTHS + "a list"),
        ("person.months", {"a": 3}, NO_MONTHS + "a mapping"),
        ("person.months", SimpleNamespace(), NO_MONTHS + "something else"),
        ("person.share", "1/4", "`person.share` must be a number (one), not `1/4`"),
        ("person.pay", "30.005", NO_PAY + "`30.005`"),
        ("person.pay", 3000.5, NO_PAY + "`3000.5`"),
        ("person.pay", "much", NO_PAY + "`much`"),
        ("person.name", 3, "`person.name` must be words, not `3`"),
    ],
)
def test_a_value_of_another_kind_is_refused(name, given, message):
    assert told({name: given}) == [("wrong-type", f"$.{name}", message)]


@pytest.mark.parametrize(
    ("name", "given", "help_text"),
    [
        ("person.wants", "true", "it was given as a text: leave the quotes away"),
        ("person.wants", "yes", None),
        ("person.months", "12", "it was given as a text: leave the quotes away"),
        ("person.months", "twelve", None),
        ("person.birth_date", "28.2.1990", "write it like `2026-11-23`"),
        ("person.birth_date", dt.datetime(1990, 2, 28, tzinfo=dt.UTC), "a date without a time"),
        (
            "person.pay",
            0.1,
            "a binary fraction is not exact: give a whole number, a decimal, or its digits as a text",
        ),
    ],
)
def test_a_refusal_shows_the_way_out(name, given, help_text):
    assert [problem.help for problem in faults({name: given})] == [help_text]


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("person.months", -1, "`person.months` must be at least 0, not `-1`"),
        ("person.pay", "-0.01", "`person.pay` must be at least 0, not `-0.01`"),
        (
            "person.birth_date",
            "1849-12-31",
            "`person.birth_date` must be from 1850-01-01 to 2150-12-31, not `1849-12-31`",
        ),
        (
            "person.birth_date",
            "2151-01-01",
            "`person.birth_date` must be from 1850-01-01 to 2150-12-31, not `2151-01-01`",
        ),
    ],
)
def test_a_value_out_of_range_is_refused(name, given, message):
    assert told({name: given}) == [("out-of-range", f"$.{name}", message)]


@pytest.mark.parametrize(
    ("given", "help_text"),
    [
        ("gren", "did you mean `green`? allowed: "),
        ("mauve!", "allowed: "),
        (3, "allowed: "),
        (["red"], "allowed: "),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_with_those_that_are(given, help_text):
    (problem,) = faults({"person.colour": given})

    assert (problem.code, problem.path) == ("unknown-value", "$.person.colour")
    assert problem.message.startswith("`person.colour` cannot be ")
    assert problem.help == help_text + "`red` (值red), `green` (值green), `blue` (值blue)"


def test_a_value_is_compared_only_where_it_is_a_text():
    class Odd:
        def __eq__(self, other: object) -> bool:
            raise AssertionError

        def __hash__(self) -> int:
            raise AssertionError

    assert told({"person.colour": Odd()}) == [
        ("unknown-value", "$.person.colour", "`person.colour` cannot be something else")
    ]


@pytest.mark.parametrize(
    ("case", "path", "name", "help_text"),
    [
        ({"person.month": 3}, "$.person.month", "person.month", "did you mean `person.months`?"),
        (
            {"person": {"month": 3}},
            "$.person.month",
            "person.month",
            "did you mean `person.months`?",
        ),
        ({"zzz": 3}, "$.zzz", "zzz", "`sxguide facts` lists every fact"),
        ({"zzz": None}, "$.zzz", "zzz", "`sxguide facts` lists every fact"),
        ({"zzz": {"person.wants": True}}, "$.zzz", "zzz", "`sxguide facts` lists every fact"),
        ({"": True}, "$.", "", "`sxguide facts` lists every fact"),
        ({"": {"person.wants": True}}, "$.", "", "`sxguide facts` lists every fact"),
        ({"persons": True}, "$.persons", "persons", "did you mean `person`?"),
        ({"months": 3}, "$.months", "months", "did you mean `person.months`?"),
        (
            {"person.wants.really": True},
            "$.person.wants.really",
            "person.wants.really",
            "did you mean `person.wants`?",
        ),
    ],
)
def test_an_unknown_fact_is_named_with_its_path_and_the_nearest(case, path, name, help_text):
    (problem,) = faults(case)

    assert (problem.code, problem.path, problem.message) == (
        "unknown-fact",
        path,
        f"unknown fact `{name}`",
    )
    assert problem.help == help_text


def test_a_name_far_from_all_of_its_group_is_told_what_the_group_has():
    (problem,) = faults({"person": {"zodiac": "ox"}})

    assert problem.message == "unknown fact `person.zodiac`"
    assert problem.help is not None
    assert problem.help.startswith("there are `person.birth_date`, ")


def test_a_group_is_no_fact():
    (problem,) = faults({"person": True})

    assert (problem.code, problem.path) == ("wrong-type", "$.person")
    assert problem.message == "`person` must be a group of facts, not `true`"


def test_a_fact_given_in_two_ways_is_refused():
    assert told({"person": {"wants": True}, "person.wants": True}) == [
        ("fact-given-twice", "$.person.wants", "`person.wants` is given twice")
    ]


def test_a_fact_that_one_of_two_ways_leaves_open_is_given_once():
    assert read({"person": {"wants": True}, "person.wants": None}) == {"person.wants": True}


@pytest.mark.parametrize("case", [None, [], "person.wants", 3, Case, [{"person.wants": True}]])
def test_a_case_is_a_mapping(case):
    assert told(case) == [("wrong-type", "$", "a case is a mapping of facts")]


@pytest.mark.parametrize(
    ("key", "shown"), [(3, "`3`"), (None, "something else"), (b"x", "something else")]
)
def test_a_facts_name_is_a_text(key, shown):
    assert told({"person": {key: 1}}) == [
        ("wrong-type", "$.person", f"a fact's name is a text, not {shown}")
    ]


def test_every_fault_is_told_in_the_order_of_the_case():
    case = {"person": {"months": -1, "colour": "mauve", "wants": True}, "zzz": 1, "person.pay": 0.5}

    assert [problem.path for problem in faults(case)] == [
        "$.person.months",
        "$.person.colour",
        "$.zzz",
        "$.person.pay",
    ]


def test_a_case_full_of_faults_is_not_told_without_end():
    assert len(faults({f"zzz{number}": 1 for number in range(10_000)})) == MAX_FAULTS


def test_a_case_nests_as_deep_as_the_names_of_its_facts():
    rulebook = small_guide(
        condition("a", "person.wants"), facts={".".join("abcdefghijk"): fact("boolean")}
    ).rulebook
    case: object = True
    for name in reversed("abcdefghijk"):
        case = {name: case}

    assert read_case(rulebook, case) == {".".join("abcdefghijk"): True}
    with pytest.raises(CaseError, match="unknown fact `z`"):
        read_case(rulebook, {"z": case})


def test_a_case_that_holds_itself_ends():
    case: dict[str, object] = {}
    case["person"] = case

    assert [problem.code for problem in faults(case)] == ["unknown-fact"]


def test_long_words_are_cut_in_every_message():
    (unknown,) = faults({"x" * 5000: 1})
    (wrong,) = faults({"person.birth_date": "y" * 5000})

    assert len(unknown.message) < 100
    assert unknown.path is not None
    assert len(unknown.path) < 100
    assert len(wrong.message) < 150
