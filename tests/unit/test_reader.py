"""The reader: records of rule files as the model, and the faults that only whole records show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    INSTRUMENTS,
    WORDS,
    Part,
    choice,
    clause,
    condition,
    entry,
    fact,
    formula,
    interpretation,
    item,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide.citations import Text
from sxguide.errors import RulebookError
from sxguide.feel.nodes import Name
from sxguide.loader import load_rulebook
from sxguide.model import Condition, Expression, Group, Rulebook, Service, TableFormula, TermFormula

WANTS = condition("wants", "person.wants = true")


def rulebook(
    rules: Part | None = None, files: dict[str, bytes] | None = None, **parts: Any
) -> Rulebook:
    made = service("some", **{"eligibility": WANTS, **(rules or {})})
    return load_rulebook({**rule_files(made, **parts), **(files or {})})


def some(rules: Part, **parts: Any) -> Service:
    return rulebook(rules, **parts).services["some"]


def told(**parts: Any) -> list[tuple[str, str]]:
    """Each fault of a faulty rulebook: its code, and the words of the file that it stands at."""
    with pytest.raises(RulebookError) as caught:
        rulebook(**parts)
    return [(each.code, each.span.text if each.span else "") for each in caught.value.problems]


# Facts


def test_a_fact_is_read_with_all_that_it_declares():
    made = fact("integer", unit="year", minimum=1, default="3")

    found = rulebook(facts={"person.years": made}).facts["person.years"]

    assert (found.kind, found.unit, found.minimum, found.choices) == (
        "integer",
        "year",
        Decimal(1),
        (),
    )
    assert (found.label, found.question) == (Text("词", "words"), Text("词", "words"))
    assert found.default is not None
    assert found.default.text == "3"


def test_an_enumeration_has_its_choices_in_order():
    found = rulebook().facts["person.colour"]

    assert [(each.value, each.label.en) for each in found.choices] == [
        ("red", "the value red"),
        ("green", "the value green"),
        ("blue", "the value blue"),
    ]


def test_money_is_in_yuan_unless_another_unit_is_named():
    facts = rulebook(facts={"person.fee": fact("money", unit="yuan/month")}).facts

    assert (facts["person.pay"].unit, facts["person.fee"].unit) == ("yuan", "yuan/month")


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (choice(), ("wrong-values", '"person.made"')),
        (fact("enumeration"), ("wrong-values", '"person.made"')),
        ({**fact("integer"), "unit": None}, ("missing-unit", '"person.made"')),
        ({**fact("number"), "unit": None}, ("missing-unit", '"person.made"')),
        (fact("boolean", unit="month"), ("needless-unit", '"unit"')),
        (fact("date", minimum=3), ("wrong-values", '"minimum"')),
    ],
    ids=[
        "no-choices",
        "no-values",
        "no-unit-integer",
        "no-unit-number",
        "needless-unit",
        "minimum",
    ],
)
def test_what_a_fact_declares_goes_with_its_type(made, fault):
    made = {key: value for key, value in made.items() if value is not None}

    assert told(facts={"person.made": made}) == [fault]


def test_only_an_enumeration_has_values():
    (found,) = told(facts={"person.made": choice("red") | {"type": "text"}})

    assert found[0] == "wrong-values"


def test_constraints_are_read_in_order():
    constraints = [{"id": name, "holds": "person.wants", "label": WORDS} for name in ("one", "two")]

    assert [each.id for each in rulebook(constraints=constraints).constraints] == ["one", "two"]


# Parameters


def test_a_parameter_is_read_with_its_series():
    period = {"from": "2025-01-01", "until": "2025-12-31", "published": "2024-12-01"}
    series = parameter(
        "money", entry(0.25, note=WORDS, **period, basis="secondary", cites=[clause(3)])
    )

    found = rulebook(parameters={"fund.rate": series}).parameters["fund.rate"]

    (only,) = found.entries
    assert (found.unit, found.keyed_by) == ("yuan", None)
    assert (only.value, only.basis, only.cites, only.key) == (
        Decimal("0.25"),
        "secondary",
        (clause(3),),
        None,
    )
    assert (only.start, only.end, only.published) == (
        dt.date(2025, 1, 1),
        dt.date(2025, 12, 31),
        dt.date(2024, 12, 1),
    )
    assert (only.last_checked, only.note) == (dt.date(2026, 1, 1), Text("词", "words"))


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("boolean", True, True),
        ("date", "2026-06-01", dt.date(2026, 6, 1)),
        ("integer", 3, 3),
        ("number", 0.5, Decimal("0.5")),
        ("text", "words", "words"),
    ],
)
def test_a_value_is_read_as_its_parameters_type(kind, value, read):
    found = rulebook(parameters={"fund.made": parameter(kind, entry(value))}).parameters[
        "fund.made"
    ]

    assert found.entries[0].value == read


@pytest.mark.parametrize(
    ("kind", "value"),
    [("boolean", 1), ("date", "soon"), ("integer", 1.5), ("number", "x"), ("money", 0.005)],
)
def test_a_value_of_another_type_is_a_fault(kind, value):
    assert [code for code, _ in told(parameters={"fund.made": parameter(kind, entry(value))})] == [
        "wrong-type"
    ]


YEAR = {"filing.year": fact("integer", unit="one")}


@pytest.mark.parametrize(
    "series",
    [
        parameter("integer", entry(1), keyed_by="filing.year"),
        parameter("integer", entry(1, key=2026)),
    ],
    ids=["no key", "a key too much"],
)
def test_a_key_goes_with_a_keyed_parameter(series):
    assert [code for code, _ in told(facts=YEAR, parameters={"fund.made": series})] == ["wrong-key"]


@pytest.mark.parametrize(
    "parts",
    [
        {
            "parameters": {
                "fund.made": parameter(
                    "integer", entry(1, **{"from": "2026-01-02", "until": "2026-01-01"})
                )
            }
        },
        {
            "rules": {
                "eligibility": condition(
                    "a", "person.wants", in_force={"from": "2026-01-02", "until": "2026-01-01"}
                )
            }
        },
    ],
    ids=["entry", "condition"],
)
def test_a_period_ends_after_it_begins(parts):
    assert told(**parts) == [("reversed-period", '"2026-01-01"')]


# Formulas


def output(made: Part, **parts: Any) -> object:
    return some({"benefit": {"amount": made}}, **parts).outputs[0].formula


def test_an_expression_keeps_its_text_and_its_tree():
    found = output(formula("integer", "person.months"))

    assert isinstance(found, Expression)
    assert found.text == "person.months"
    assert isinstance(found.node, Name)
    assert found.span.text == '"person.months"'


def test_a_table_is_read_row_by_row():
    rows = [
        {"when": ['"red", "green"', "-"], "then": "1", "cites": [clause(2)]},
        {"when": ["-", "> 3"], "then": "2"},
    ]
    table = {
        "inputs": ["person.colour", "person.months"],
        "hit": "collect",
        "collect": "max",
        "rows": rows,
    }

    found = output(formula("integer", table))

    assert isinstance(found, TableFormula)
    assert (found.table.hit_policy, found.table.aggregation) == ("collect", "max")
    assert (len(found.table.inputs), len(found.table.rows)) == (2, 2)
    assert found.row_cites == ((clause(2),), ())


def test_a_priority_table_has_the_order_of_its_outputs():
    table = {
        "inputs": ["person.wants"],
        "hit": "priority",
        "priorities": ["2", "1"],
        "rows": [{"when": ["-"], "then": "1"}, {"when": ["true"], "then": "2"}],
    }

    found = output(formula("integer", table))

    assert isinstance(found, TableFormula)
    assert len(found.table.priorities[0]) == 2


def test_a_term_is_read_with_its_start_and_length():
    made = formula("date", "")
    del made["value"]
    made["working_days"] = {"after": "person.birth_date", "days": "5"}

    found = output(made)

    assert isinstance(found, TermFormula)
    assert (found.after.text, found.days.text) == ("person.birth_date", "5")


def test_a_row_has_a_test_for_each_input():
    rows = [{"when": ["true", "-"], "then": "1"}]
    table = {"inputs": ["person.wants"], "hit": "unique", "rows": rows}

    assert [code for code, _ in told(rules={"benefit": {"amount": formula("integer", table)}})] == [
        "row-width"
    ]


def test_an_expression_that_cannot_be_read_is_told_at_its_place():
    ((code, words),) = told(rules={"eligibility": condition("a", "person.wants = = true")})

    assert code != "unknown-name"
    assert words == "="


def test_further_faults_are_found_beside_an_expression_that_cannot_be_read():
    tree = {"all": [condition("a", "person.wants ="), condition("b", "person.zzz")]}

    assert [words for _, words in told(rules={"eligibility": tree})][1:] == ["person.zzz"]


# Services


def test_a_service_is_read_whole():
    found = some(
        {
            "number": 7,
            "other_titles": [{"zh": "别名", "en": "another name"}],
            "benefit": {"amount": formula("money", "1", given="always", rests_on=["shared"])},
            "deadline": {
                "working_days": 5,
                "counting": "not_stated",
                "cites": [CLAUSE],
                "rests_on": ["shared"],
            },
            "materials": [item("form", when="person.able")],
            "handling": {
                "accepted_at": [item("a")],
                "reviewed_by": [item("b")],
                "results_at": [item("c")],
            },
            "notices": [item("mind")],
            "interpretations": [interpretation("own", others=[WORDS, WORDS])],
        },
        interpretations=[interpretation("shared")],
    )

    assert (found.name, found.number) == ("some", 7)
    assert [title.en for title in found.titles] == ["Some service", "another name"]
    (amount,) = found.outputs
    assert (amount.name, amount.unit, amount.given, amount.rests_on) == (
        "amount",
        "yuan",
        "always",
        ("shared",),
    )
    assert (found.deadline.working_days, found.deadline.counting, found.deadline.rests_on) == (
        5,
        "not_stated",
        ("shared",),
    )
    assert found.materials[0].when is not None
    assert found.notices[0].when is None
    assert len(found.interpretations[0].others) == 2


def test_an_output_is_for_the_eligible_where_nothing_else_is_said():
    assert (
        some({"benefit": {"amount": formula("integer", "1")}}).outputs[0].given == "when_eligible"
    )


def test_the_tree_is_read_with_its_names_labels_and_periods():
    tree = {
        "all": [
            WANTS,
            {
                "id": "named",
                "any": [condition("b", "person.able")],
                "label": {"zh": "组", "en": "group"},
                "cites": [CLAUSE],
            },
            {"any": [condition("c", "person.able")], "in_force": {"until": "2024-12-31"}},
        ]
    }

    root = some({"eligibility": tree}).eligibility

    leaf, named, numbered = root.members
    assert (root.id, root.quantifier, root.label.en) == ("eligibility", "all", "conditions")
    assert isinstance(leaf, Condition)
    assert isinstance(named, Group)
    assert (named.id, named.label.en, named.cites, named.in_force) == (
        "named",
        "group",
        (CLAUSE,),
        None,
    )
    assert isinstance(numbered, Group)
    assert (numbered.id, numbered.quantifier, numbered.label.en) == (
        "eligibility-3",
        "any",
        "any of these",
    )
    assert numbered.in_force is not None
    assert numbered.in_force.end == dt.date(2024, 12, 31)


def test_a_tree_without_conditions_is_for_everybody():
    root = some({"eligibility": {"all": []}}).eligibility

    assert root.members == ()


# Instruments


def instrument(**more: Any) -> dict[str, bytes]:
    """A file with one more instrument, with one clause."""
    made = {**INSTRUMENTS["law/made-up"], "clauses": {"law/other/1": {"gist": WORDS}}, **more}
    return {"other.yaml": written({"instruments": {"law/other": made}})}


def test_an_instrument_is_read_with_its_clauses():
    more = {
        "document": "no. 1",
        "issued": "2020-01-01",
        "in_force_from": "2020-02-01",
        "url": "https://example.org/1",
    }

    found = rulebook(files=instrument(**more)).instruments["law/other"]

    assert (found.document, found.issued, found.in_force_from, found.url, found.basis) == (
        "no. 1",
        dt.date(2020, 1, 1),
        dt.date(2020, 2, 1),
        "https://example.org/1",
        "official",
    )
    assert [each.locator for each in found.clauses] == ["law/other/1"]


def test_a_clause_begins_with_its_instrument():
    files = instrument(clauses={"law/elsewhere/1": {"gist": WORDS}})

    assert told(files=files) == [("wrong-locator", '"law/elsewhere/1"')]


def test_a_clause_of_the_guide_has_a_fingerprint():
    made = {"title": WORDS, "basis": "guide", "clauses": {"guide/1/description": {"gist": WORDS}}}

    assert told(files={"guide.yaml": written({"instruments": {"guide": made}})}) == [
        ("missing-fingerprint", '"guide/1/description"')
    ]


def test_a_fingerprint_is_kept():
    clauses = {"law/other/1": {"gist": WORDS, "fingerprint": "0" * 64}}

    found = rulebook(files=instrument(clauses=clauses)).instruments["law/other"]

    assert found.clauses[0].fingerprint == "0" * 64
