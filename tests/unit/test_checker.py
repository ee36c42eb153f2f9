"""The checker: one faulty rulebook, one fault, told by its code at the words that are wrong."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rulebooks import (
    CLAUSE,
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
)

from sxguide.checker import MAX_CHAIN, type_of
from sxguide.errors import Problem, RulebookError
from sxguide.feel.types import BOOLEAN, DATE, STRING, Number, String
from sxguide.loader import load_rulebook

WANTS = condition("wants", "person.wants = true")


def problems(
    eligibility: Part | None = None, *, rules: Part | None = None, **parts: Any
) -> tuple[Problem, ...]:
    """The faults of a rulebook that has some."""
    made = service("some", **{"eligibility": eligibility or WANTS, **(rules or {})})
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rule_files(made, **parts))
    return caught.value.problems


def told(*arguments: Any, **parts: Any) -> list[tuple[str, str]]:
    """Each fault: its code, and the words of the file that it stands at."""
    found = problems(*arguments, **parts)
    return [(each.code, each.span.text if each.span else "") for each in found]


def constraint(holds: str, name: str = "some") -> Part:
    return {"id": name, "holds": holds, "label": {"zh": "词", "en": "words"}}


@pytest.mark.parametrize(
    ("kind", "unit", "expected"),
    [
        ("boolean", None, BOOLEAN),
        ("date", None, DATE),
        ("text", None, STRING),
        ("integer", "month", Number("month")),
        ("number", "one", Number(None)),
        ("money", "yuan", Number("yuan")),
        ("enumeration", None, String(("red", "green"), closed=True)),
    ],
)
def test_a_kind_has_a_type(kind, unit, expected):
    assert type_of(kind, unit, ("red", "green")) == expected


# Names


def test_an_unknown_name_is_told_with_the_nearest():
    (problem,) = problems(condition("a", "person.wnats = true"))

    assert (problem.code, problem.help) == ("unknown-name", "did you mean `person.wants`?")
    assert problem.span is not None
    assert problem.span.text == "person.wnats"


def test_an_unknown_clause_is_told_with_the_nearest():
    (problem,) = problems(condition("a", "person.wants", cites=["law/made-up/11"]))

    assert problem.code == "unknown-clause"
    assert problem.help == f"did you mean `{CLAUSE}`?"


NOT_THERE = "law/made-up/x"


@pytest.mark.parametrize(
    "rules",
    [
        {"summary": {"text": {"zh": "词", "en": "words"}, "cites": [NOT_THERE]}},
        {"audience": {"text": {"zh": "词", "en": "words"}, "cites": [NOT_THERE]}},
        {"eligibility": {"all": [WANTS], "cites": [NOT_THERE]}},
        {"benefit": {"amount": formula("integer", "1", cites=[NOT_THERE])}},
        {"deadline": {"working_days": 0, "counting": "instant", "cites": [NOT_THERE]}},
        {"materials": [item("form", cites=[NOT_THERE])]},
        {"handling": {"accepted_at": [item("counter", cites=[NOT_THERE])]}},
        {"notices": [item("mind", cites=[NOT_THERE])]},
        {"interpretations": [interpretation("own", cites=[NOT_THERE])]},
    ],
    ids=lambda rules: next(iter(rules)),
)
def test_every_part_of_a_service_cites_clauses_that_exist(rules):
    (found,) = problems(rules=rules)

    assert (found.code, found.message) == ("unknown-clause", f"there is no clause `{NOT_THERE}`")


@pytest.mark.parametrize(
    "parts",
    [
        {"definitions": {"person.old": formula("boolean", "true", cites=[NOT_THERE])}},
        {"parameters": {"fund.least": parameter("integer", entry(1, cites=[NOT_THERE]))}},
        {"interpretations": [interpretation("shared", cites=[NOT_THERE])]},
        {
            "definitions": {
                "person.old": formula(
                    "boolean",
                    {
                        "inputs": ["person.wants"],
                        "hit": "unique",
                        "rows": [{"when": ["true"], "then": "true", "cites": [NOT_THERE]}],
                    },
                )
            }
        },
    ],
    ids=["definition", "parameter", "interpretation", "row"],
)
def test_every_shared_rule_cites_clauses_that_exist(parts):
    assert [problem.code for problem in problems(**parts)] == ["unknown-clause"]


@pytest.mark.parametrize(
    "rules",
    [
        {"eligibility": condition("a", "person.wants", rests_on=["own-redaing"])},
        {"benefit": {"amount": formula("integer", "1", rests_on=["own-redaing"])}},
        {
            "deadline": {
                "working_days": 0,
                "counting": "instant",
                "cites": [CLAUSE],
                "rests_on": ["own-redaing"],
            }
        },
    ],
    ids=lambda rules: next(iter(rules)),
)
def test_what_a_rule_rests_on_exists(rules):
    (problem,) = problems(rules=rules, interpretations=[interpretation("own-reading")])

    assert (problem.code, problem.help) == ("unknown-interpretation", "did you mean `own-reading`?")


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        ({"eligibility": {"all": [WANTS, {"any": [WANTS]}]}}, "wants"),
        ({"materials": [item("form"), item("form")]}, "form"),
        ({"handling": {"accepted_at": [item("a")], "results_at": [item("b"), item("b")]}}, "b"),
        ({"handling": {"accepted_at": [item("a"), item("a")]}}, "a"),
        ({"handling": {"accepted_at": [item("a")], "reviewed_by": [item("b"), item("b")]}}, "b"),
        ({"notices": [item("mind"), item("mind")]}, "mind"),
    ],
)
def test_a_name_is_used_once_within_its_list(rules, word):
    (problem,) = problems(rules=rules)

    assert problem.code == "duplicate-id"
    assert f"`{word}`" in problem.message


def test_the_same_name_may_stand_in_different_lists():
    rules = {"materials": [item("card")], "notices": [item("card")]}

    load_rulebook(rule_files(service("some", WANTS, **rules)))


# Types and units


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("person.months", "type-mismatch"),
        ("person.birth_date = 3", "type-mismatch"),
        ("person.months > person.pay", "unit-mismatch"),
        ('person.colour = "mauve"', "unknown-value"),
    ],
)
def test_a_condition_is_true_or_false_of_what_can_be_compared(when, code):
    assert [problem.code for problem in problems(condition("a", when))] == [code]


def test_a_condition_that_reads_nothing_is_the_same_for_everybody():
    assert told(condition("always", "1 < 2")) == [("constant-condition", '"1 < 2"')]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("boolean", "person.months", "type-mismatch"),
        ("money", "person.months", "unit-mismatch"),
        ("date", '"2026-06-01"', "type-mismatch"),
        ("text", "person.birth_date", "type-mismatch"),
    ],
)
def test_definitions_and_outputs_have_the_type_that_they_declare(kind, value, code):
    as_definition = problems(definitions={"person.made": formula(kind, value)})
    as_output = problems(rules={"benefit": {"made": formula(kind, value)}})

    assert [problem.code for problem in (*as_definition, *as_output)] == [code, code]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"facts": {"person.late": fact("boolean", default="person.months")}}, "type-mismatch"),
        ({"facts": {"person.hue": choice("dark", default='"light"')}}, "unknown-value"),
        ({"constraints": [constraint("person.months")]}, "type-mismatch"),
        ({"rules": {"materials": [item("form", when="person.months")]}}, "type-mismatch"),
    ],
    ids=["default", "choice", "constraint", "material"],
)
def test_what_stands_beside_conditions_has_its_type_too(part, code):
    assert [problem.code for problem in problems(**part)] == [code]


def table(**more: Any) -> Part:
    rows = [{"when": ["true"], "then": "1"}, {"when": ["false"], "then": "2"}]
    return {"inputs": ["person.wants"], "hit": "unique", "rows": rows, **more}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"inputs": ["person.wnats"]}, "unknown-name"),
        ({"rows": [{"when": ["> 3"], "then": "1"}]}, "type-mismatch"),
        ({"rows": [{"when": ["true"], "then": "person.pay"}]}, "unit-mismatch"),
        ({"rows": [{"when": ["true"], "then": "1"}] * 2}, "unreachable-row"),
        ({"hit": "first", "rows": [{"when": ["-"], "then": "1"}] * 2}, "unreachable-row"),
        ({"hit": "priority", "priorities": ["person.pay"]}, "unit-mismatch"),
        ({"hit": "collect"}, "hit-policy"),
        ({"hit": "priority"}, "hit-policy"),
        ({"collect": "sum"}, "hit-policy"),
        ({"priorities": ["1"]}, "hit-policy"),
    ],
    ids=[
        "input",
        "test",
        "output",
        "repeated",
        "repeated-first",
        "priority",
        "collecting-nothing",
        "no-priorities",
        "needless-collect",
        "needless-priorities",
    ],
)
def test_every_cell_of_a_table_is_checked(more, code):
    assert [
        problem.code
        for problem in problems(rules={"benefit": {"amount": formula("integer", table(**more))}})
    ] == [code]


def test_rows_may_repeat_where_all_of_them_count():
    collected = table(hit="collect", collect="sum", rows=[{"when": ["true"], "then": "1"}] * 2)

    load_rulebook(
        rule_files(service("some", WANTS, benefit={"amount": formula("integer", collected)}))
    )


@pytest.mark.parametrize(
    ("kind", "term", "code"),
    [
        ("date", {"after": "person.months", "days": "param.fund.days"}, "type-mismatch"),
        ("date", {"after": "person.birth_date", "days": "person.months"}, "unit-mismatch"),
        ("boolean", {"after": "person.birth_date", "days": "param.fund.days"}, "type-mismatch"),
    ],
    ids=["after", "days", "kind"],
)
def test_a_term_counts_days_from_a_date_to_a_date(kind, term, code):
    output = formula(kind, "")
    del output["value"]
    days = {"fund.days": parameter("integer", entry(5), unit="day")}

    found = problems(rules={"benefit": {"due": output | {"working_days": term}}}, parameters=days)

    assert [problem.code for problem in found] == [code]


# Parameters and terms


def least(*series: Part, **more: Any) -> Part:
    return {"parameters": {"fund.least": parameter("integer", *series, **more)}}


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({}, {}, True),
        ({"until": "2025-12-31"}, {"from": "2026-01-01"}, False),
        ({"until": "2026-01-01"}, {"from": "2026-01-01"}, True),
        ({"from": "2026-01-01"}, {"until": "2025-12-31"}, False),
        ({"from": "2024-01-01", "until": "2024-12-31"}, {"from": "2024-06-01"}, True),
    ],
)
def test_two_values_never_hold_on_one_day(one, other, overlap):
    parts = least(entry(1, **one), entry(2, **other))

    if overlap:
        assert [problem.code for problem in problems(**parts)] == ["overlapping-entries"]
    else:
        load_rulebook(rule_files(service("some", WANTS), **parts))


YEAR = {"filing.year": fact("integer", unit="one")}


def test_two_values_for_different_years_do_not_overlap():
    load_rulebook(
        rule_files(
            service("some", WANTS),
            facts=YEAR,
            **least(entry(1, key=2025), entry(2, key=2026), keyed_by="filing.year"),
        )
    )


def test_two_values_for_one_year_overlap():
    parts = least(entry(1, key=2026), entry(2, key=2026), keyed_by="filing.year")

    assert [problem.code for problem in problems(facts=YEAR, **parts)] == ["overlapping-entries"]


@pytest.mark.parametrize(
    ("keyed_by", "code"), [("filing.yaer", "unknown-name"), ("person.birth_date", "wrong-key")]
)
def test_a_parameter_is_keyed_by_a_whole_number(keyed_by, code):
    parts = least(entry(1, key=2026), keyed_by=keyed_by)

    assert told(facts=YEAR, **parts) == [(code, f'"{keyed_by}"')]


@pytest.mark.parametrize(
    ("days", "counting"), [(0, "after_application_day"), (0, "not_stated"), (5, "instant")]
)
def test_a_deadline_counts_as_it_says(days, counting):
    deadline = {"working_days": days, "counting": counting, "cites": [clause(1)]}

    assert [problem.code for problem in problems(rules={"deadline": deadline})] == [
        "wrong-counting"
    ]


# Circles


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ({"definitions": {"a.a": formula("integer", "a.a + 1")}}, {"a.a"}),
        (
            {
                "definitions": {
                    "a.a": formula("integer", "a.b + 1"),
                    "a.b": formula("integer", "a.a + 1"),
                }
            },
            {"a.a", "a.b"},
        ),
        (
            {
                "facts": {
                    "a.a": fact("integer", default="a.b"),
                    "a.b": fact("integer", default="a.a"),
                }
            },
            {"a.a", "a.b"},
        ),
        (
            {
                "facts": {"a.year": fact("integer", default="param.a.b")},
                "parameters": {"a.b": parameter("integer", entry(1, key=1), keyed_by="a.year")},
            },
            {"a.year", "param.a.b"},
        ),
    ],
    ids=["itself", "definitions", "defaults", "key"],
)
def test_nothing_is_worked_out_from_itself(parts, names):
    (problem,) = problems(**parts)

    assert problem.code == "cyclic-definition"
    assert all(f"`{name}`" in problem.message for name in names)


def test_two_circles_are_two_faults():
    definitions = {name: formula("integer", f"{name} + 1") for name in ("a.a", "a.b")}

    assert [problem.code for problem in problems(definitions=definitions)] == [
        "cyclic-definition"
    ] * 2


def test_definitions_do_not_stand_one_behind_the_other_without_end():
    def chain(length: int) -> Part:
        first = {"chain.d0": formula("integer", "person.months + 1")}
        return first | {
            f"chain.d{number}": formula("integer", f"chain.d{number - 1} + 1")
            for number in range(1, length)
        }

    load_rulebook(rule_files(service("some", WANTS), definitions=chain(MAX_CHAIN - 2)))
    assert [problem.code for problem in problems(definitions=chain(MAX_CHAIN + 10))] == [
        "definition-depth"
    ]


def test_every_fault_is_told_in_one_go():
    tree = {
        "all": [
            condition("a", "person.months"),
            condition("b", "person.zzz = 1"),
            condition("c", "1 = 1"),
        ]
    }

    assert [problem.code for problem in problems(tree)] == [
        "type-mismatch",
        "unknown-name",
        "constant-condition",
    ]
