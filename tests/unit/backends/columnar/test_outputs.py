"""Amounts of frames: each row has what its single decision says, by whichever way it is worked out."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import polars as pl
import pytest
from tests.rulebooks import condition, entry, fact, formula, parameter, small_guide

ON = dt.date(2026, 6, 1)
VALUES = {
    "person.able": [None, True, False],
    "person.wants": [None, True, False],
    "person.months": [None, 0, 13],
    "person.pay": [None, Decimal("0.00"), Decimal("100.04")],
    "person.year": [None, 2024, 2025, 2026],
}
OUTPUTS = {
    "fixed": formula("money", "12.50", given="always"),
    "refused": formula("money", "12.50", given="when_eligible"),
    "by_answer": formula("integer", "if person.able then null else 5", given="always"),
    "by_answers": formula(
        "money",
        "if person.wants then 7 else if person.months > 12 then 8.25 else null",
        given="when_eligible",
    ),
    "whether": formula("boolean", "person.wants and person.months > 12", given="always"),
    "worded": formula("text", 'if person.wants then "a" else "b"', given="always"),
    "part": formula("money", "person.pay * 0.25", given="always"),
    "when_able": formula("money", "person.pay * 0.25", given="when_eligible"),
    "some": formula(
        "money",
        "if person.wants then (if person.able then null else 1) else person.pay",
        given="always",
    ),
    "when_counted": formula("number", "person.months / 8", given="when_eligible"),
    "shared": formula("number", "person.months / 8", given="always"),
    "counted": formula("integer", "person.months + 1", given="always"),
    "yearly": formula("money", "param.fund.yearly", given="always"),
    "of_year": formula("money", "param.fund.yearly * 2", given="always"),
    "if_yearly": formula(
        "money", "if person.wants then param.fund.yearly else 3", given="when_eligible"
    ),
    "asked_on": formula("date", 'application.date + duration("P1M")', given="always"),
    "nowhere": formula("integer", "param.fund.gap", given="always"),
}
# How they are worked out; one that nobody knows is not.
BY_FORMULA = {"some", "counted", "yearly"}
BY_INTERPRETER = {"part", "when_able", "when_counted", "shared"}
GUIDE = small_guide(
    condition("one", "person.able = true"),
    facts={"person.year": fact("integer", default="application.date.year")},
    parameters={
        "fund.yearly": parameter(
            "money", entry(7, key=2025), entry("18.50", key=2026), keyed_by="person.year"
        ),
        "fund.gap": parameter("integer", entry(3, until="2020-12-31")),
    },
    rules={"benefit": OUTPUTS},
)


def frame():
    """Everybody."""
    rows = list(itertools.product(*VALUES.values()))
    columns = {name: [row[at] for row in rows] for at, name in enumerate(VALUES)}
    return pl.DataFrame(columns, schema_overrides={"person.pay": pl.Decimal(9, 2)})


def test_an_amount_is_what_the_single_decision_says(left):
    people = frame()

    found = GUIDE.decide_frame("some", people, on=ON, include=["problem"])

    assert found["problem"].null_count() == len(people)
    # A year without a parameter of its own is for single decisions.
    assert {row["person.year"] for row in left} == {2024}
    assert len(left) == len(people) // len(VALUES["person.year"])
    for row, ours in zip(people.iter_rows(named=True), found.iter_rows(named=True), strict=True):
        case = {name: value for name, value in row.items() if value is not None}
        benefit = GUIDE.decide("some", case, on=ON).benefit
        assert {name: ours[name] for name in OUTPUTS} == {
            name: benefit[name].value for name in OUTPUTS
        }, case


def test_the_plan_tells_amounts_of_the_diagram_from_others():
    told = GUIDE.explain_plan("some", frame(), on=ON).split("\n")

    ways = dict(line.removeprefix("some, ").split(": ") for line in told)
    assert ways.pop("outcome") == "the decision diagram, by Polars"
    assert set(ways) == set(OUTPUTS) - {"nowhere"}
    assert {name for name in ways if ways[name] == "its formula, by Polars"} == BY_FORMULA
    assert {name for name in ways if ways[name].startswith("the interpreter")} == BY_INTERPRETER


LARGE = {
    "squared": (formula("integer", "person.months ** 2", given="always"), "64 bits"),
    "product": (formula("integer", "person.months * person.months", given="always"), "64 bits"),
    "choice": (
        formula("integer", "if person.able then 9999999999999999999999 else 9", given="always"),
        "64 bits",
    ),
    "part": (
        formula("money", "if person.able then 0.125 else 9", given="always"),
        "2 decimal places",
    ),
    "constant": (formula("money", "0.125", given="when_eligible"), "2 decimal places"),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_number_that_its_column_cannot_hold_is_told(name):
    output, column = LARGE[name]
    guide = small_guide(condition("one", "person.able = true"), rules={"benefit": {name: output}})
    months, able = [3, 10**12, None], [False, True, None]
    people = pl.DataFrame({"person.months": months, "person.able": able})

    found = guide.decide_frame("some", people, on=ON, include=["problem"])

    case = {"person.months": 10**12, "person.able": True}
    value = guide.decide("some", case, on=ON).benefit[name].value
    words = f"`{name}` comes to `{value}`, which a column of {column} does not hold"
    assert found["problem"].to_list() == [None, f"$.{name}: error[number-too-long]: {words}", None]
    assert found[name].to_list() == [None if output["given"] == "when_eligible" else 9, None, None]
