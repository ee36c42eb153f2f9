"""Proofs beyond one day: values written out, branches compared, the date taken out; and what they must not prove."""

from __future__ import annotations

import itertools

import pytest
from tests.adequacy_rules import guide_of
from tests.rulebooks import condition, entry, fact, formula, parameter

from sxguide.adequacy.branches import may_differ
from sxguide.adequacy.difference import Difference
from sxguide.adequacy.mutants import mutants
from sxguide.feel.evaluator import evaluate
from sxguide.feel.parser import parse_expression
from sxguide.feel.printer import to_feel
from sxguide.source import SourceText

NAMES = ("a", "b", "c", "d")


def parsed(text):
    source = SourceText("rule.yaml", text)
    return parse_expression(text, names=NAMES, locate=source.span)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a then b else 0", "if a then b else 1"),
        ("max(if a then b else 0, c)", "max(if a then b else -1, c)"),
        ("min(b, 3)", "min(b, 4)"),
        ("max(0, min(b, 0))", "max(0, min(b, -1))"),
        ("if a then b else c", "if a then c else b"),
        ("max(d, 0)", "0"),
        ("min(d, 3)", "if d <= 3 then d else 3"),
        ("(if a then 1 else 2) + (if a then 1 else 2)", "(if a then 2 else 4)"),
    ],
)
def test_where_nothing_may_differ_nothing_does(one, other):
    condition_ = may_differ(parsed(one), parsed(other))
    for a, b, c in itertools.product((True, False, None), range(-2, 6), range(-2, 6)):
        numbers = {"b": parsed(str(b)), "c": parsed(str(c))}
        values = {"a": a, "d": None if c == 0 else numbers["c"], **numbers}

        def lookup(name, values=values):
            value = values[name]
            return value if isinstance(value, bool) or value is None else evaluate(value, lookup)

        if evaluate(condition_, lookup) is not True:
            assert evaluate(parsed(one), lookup) == evaluate(parsed(other), lookup)


def test_what_is_written_alike_does_not_differ():
    assert to_feel(may_differ(parsed("b + 1"), parsed("b + 1"))) == "false"


def test_a_branch_within_local_names_may_differ():
    one = "some x in [b, c] satisfies if x > 1 then a else false"
    other = "some x in [b, c] satisfies if x > 2 then a else false"

    assert to_feel(may_differ(parsed(one), parsed(other))) == "true"


BORN = {"all": [condition("age", "person.reached <= application.date")]}


BORN_BY_THEN = {
    "id": "born-by-then",
    "holds": "person.birth_date <= application.date",
    "label": {"zh": "词", "en": "words"},
}


def proved(guide, owner, kind="threshold"):
    """For each mutant of that kind, the stretches that are proved to be the same."""
    found = []
    for mutant in mutants(guide.rulebook, owner):
        if mutant.change.kind == kind:
            difference = Difference(guide.rulebook, mutant.rulebook, "some", guide.calendar)
            found.append([difference.is_none(stretch) for stretch in difference.stretches()])
    return found


def with_reached(value, **series):
    definitions = {"person.reached": formula("date", value)}
    parameters = {
        f"made.{name}": parameter("integer", *entries) for name, entries in series.items()
    }
    return guide_of(
        BORN, {}, definitions=definitions, parameters=parameters, constraints=[BORN_BY_THEN]
    )


def test_a_bound_that_never_binds_is_proved_on_all_days():
    """Nobody has fewer than no months, so it makes no difference where below nothing the bound is."""
    value = 'person.birth_date + duration("P1M") * max(param.made.floor, person.months)'
    guide = with_reached(value, floor=[entry(-5)])

    assert proved(guide, "param.made.floor") == [[True], [True]]


def test_a_bound_that_binds_for_somebody_is_not():
    value = 'person.birth_date + duration("P1M") * max(param.made.floor, person.months)'
    guide = with_reached(value, floor=[entry(5)])

    assert proved(guide, "param.made.floor") == [[False], [False]]


def test_a_value_that_matters_only_after_its_own_days_is_proved():
    """Up to 2024 the cap is 0; another would tell only on those who are 18 after that."""
    value = (
        'person.birth_date + duration("P18Y")'
        ' + duration("P1M") * max(0, min(person.birth_date.year - 2006, param.made.cap))'
    )
    series = [entry(0, until="2024-12-31"), entry(3, **{"from": "2025-01-01"})]
    guide = with_reached(value, cap=series)

    below, above, *_ = proved(guide, "param.made.cap")
    assert (below[0], above[0]) == (True, True)


def test_a_value_that_matters_on_its_own_last_day_is_not():
    value = (
        'person.birth_date + duration("P18Y")'
        ' + duration("P1M") * max(0, min(person.birth_date.year - 2005, param.made.cap))'
    )
    series = [entry(0, until="2024-12-31"), entry(3, **{"from": "2025-01-01"})]
    guide = with_reached(value, cap=series)

    assert proved(guide, "param.made.cap")[1][0] is False


def test_a_constraint_on_the_date_counts_on_every_day():
    tree = {
        "all": [
            condition(
                "reported", "report.made_on <= application.date and (person.wants or person.able)"
            )
        ]
    }
    holds = {
        "id": "by-then",
        "holds": "report.made_on <= application.date",
        "label": {"zh": "词", "en": "words"},
    }
    guide = guide_of(tree, {}, facts={"report.made_on": fact("date")}, constraints=[holds])
    dropped = [
        (mutant.change.edit.text, mutant)
        for mutant in mutants(guide.rulebook, "some")
        if mutant.change.kind == "condition-dropped" and mutant.change.edit.text
    ]

    texts = {
        text: Difference(guide.rulebook, mutant.rulebook, "some", guide.calendar)
        for text, mutant in dropped
    }
    assert {text: all(map(each.is_none, each.stretches())) for text, each in texts.items()} == {
        "person.wants or person.able": True,
        "report.made_on <= application.date": False,
        "person.wants": False,
        "person.able": False,
    }
