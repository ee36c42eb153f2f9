"""The compiled back end on made-up rules: what it decides itself, what it leaves, and what its code is made of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from tests.properties.agreement import answer
from tests.rulebooks import (
    ON,
    Part,
    choice,
    condition,
    entry,
    fact,
    formula,
    item,
    parameter,
    small_guide,
)

import sxguide
from sxguide.answers import Outcome
from sxguide.backends.compiled.findings import CompiledFindings
from sxguide.backends.compiled.sheets import Compiler
from sxguide.backends.compiled.watch import needed_to_fail
from sxguide.diagram import builder
from sxguide.guide import Guide

# What compiled code may name: what is bound and what is kept, by number; what finds a fact; null; the parts of a date.
NAMES = re.compile(r"[kv]\d+|get|day|NULL|year|month")
BOUNDED = 'every each in ["red", "green"] satisfies each != person.name'
LISTED = ", ".join(f'"{number}"' for number in range(21))
UNBOUNDED = f"every each in [{LISTED}] satisfies each != person.name"
TWICE = 'every one in ["a", "b"], other in ["a", "b"] satisfies one != person.name'
WITHIN = 'every one in ["a", "b"] satisfies some other in ["a"] satisfies one != person.name'
DEEP = " and ".join(["person.able = true"] * 60)


def both(when: str, case: Part, *, on: dt.date = ON, **parts: Any) -> sxguide.Decision:
    """The decision, on which compiled rules and the interpreter agree to the last word."""
    compiled = small_guide(condition("one", when), **parts)
    reference = Guide(compiled.rulebook, back_end="interpreter")

    assert answer(compiled, "some", case, on) == answer(reference, "some", case, on)
    return compiled.decide("some", case, on=on)


def is_own(decision: sxguide.Decision) -> bool:
    """Whether compiled functions have found the outcome."""
    return isinstance(decision._findings, CompiledFindings)


@pytest.mark.parametrize(
    ("when", "case", "own"),
    [
        ("person.able = true", {"person.able": True}, True),
        ("person.able = true or person.wants = true", {"person.able": True}, True),
        # Something is open: the diagram is asked.
        ("person.able = true and person.wants = true", {"person.able": True}, True),
        (BOUNDED, {}, True),
        (f"person.able = true or {BOUNDED}", {"person.able": True}, True),
        (BOUNDED, {"person.name": "red"}, True),
        (f"person.able = true or {BOUNDED}", {"person.able": True, "person.name": "red"}, True),
        # Whether they come to an end in time is the interpreter's to say.
        (f"person.able = true or {UNBOUNDED}", {"person.able": True}, False),
        (f"person.able = true or {TWICE}", {"person.able": True}, False),
        (f"person.able = true or {WITHIN}", {"person.able": True}, False),
        ('person.able = true or matches(person.name, "a+")', {"person.able": True}, True),
        ('matches(person.name, "a+")', {"person.name": "a"}, False),
        ('person.able = true or count(["a"][item = person.name]) = 0', {"person.able": True}, True),
        # Python's compiler has its limits too.
        (DEEP, {"person.able": True}, False),
    ],
)
def test_what_is_settled_and_sure_to_end_is_decided_by_compiled_code(when, case, own):
    assert is_own(both(when, case)) is own


@pytest.mark.parametrize("name", [None, "red", "green", "blue"])
@pytest.mark.parametrize("able", [None, True, False])
@pytest.mark.parametrize(
    "when",
    [
        'every each in [person.name, "red"] satisfies each = "red"',
        'some each in [person.name, "red"] satisfies each = "green" or person.able',
        'every each in ["red", "green"] satisfies each < person.name or person.able = true',
        "some each in [null, person.name] satisfies each = null",
        "every each in [] satisfies each = person.name",
        'every each in ["red"] satisfies person.name in (each, "blue")',
        'some each in ["red"] satisfies every each in ["green"] satisfies each = person.name',
        'some each in [["red"], ["green"]] satisfies person.name in each',
        'person.name in (some each in [? = "red"] satisfies each)',
        'some each in [{name: person.name}] satisfies each.name = "red"',
    ],
)
def test_a_list_gone_through_by_compiled_code_gives_the_same(when, able, name):
    both(f"({when}) = true", {"person.able": able, "person.name": name})


@pytest.mark.parametrize("length", [1, 30, 200_000])
def test_a_text_that_takes_too_long_to_match_is_refused_alike(length):
    both('matches(person.name, "^(a|a)*b$")', {"person.name": "a" * length})


MARKED = {"person.marked": formula("text", 'replace(person.name, "a", "xxxxxx")')}


@pytest.mark.parametrize("name", [None, "", "b", "a", "c" * 200])
def test_a_definition_that_goes_through_a_text_is_compiled(name):
    decision = both('person.marked = "x"', {"person.name": name}, definitions=MARKED)

    assert is_own(decision)


@pytest.mark.parametrize("back_end", ["compiled", "interpreter"])
@pytest.mark.parametrize(("able", "is_read"), [(True, False), (False, True)])
def test_a_definition_that_takes_too_much_is_refused_only_where_it_is_read(back_end, able, is_read):
    rules = small_guide(
        condition("one", 'person.able = true or person.marked = "x"'), definitions=MARKED
    )
    guide = Guide(rules.rulebook, back_end=back_end)
    told = answer(guide, "some", {"person.name": "a" * 200_000, "person.able": able}, ON)

    # Whether it is the time or the length that is too much hangs on the machine.
    assert told.startswith("LimitError") is is_read


def test_an_output_that_is_left_to_the_interpreter_leaves_the_conditions_compiled():
    renamed = formula("text", 'replace(person.name, "a", "b")', given="always")
    decision = both(
        "person.able = true",
        {"person.able": True, "person.name": "a"},
        rules={"benefit": {"renamed": renamed}},
    )

    assert is_own(decision)
    assert decision.benefit["renamed"].value == "b"


@pytest.mark.parametrize("wants", [None, True, False])
@pytest.mark.parametrize("colour", [None, "red", "blue"])
def test_a_default_that_reads_another_fact_counts_where_nothing_is_said(wants, colour):
    hue = choice("red", "blue", default='if person.wants then "red" else null')
    case = {"person.wants": wants, "person.hue": colour}

    both('person.hue = "red"', case, facts={"person.hue": hue})


@pytest.mark.parametrize("on", [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 7, 1)])
@pytest.mark.parametrize("months", [11, 12, 15])
def test_a_parameter_counts_from_its_first_day_to_its_last(on, months):
    series = (entry(12, until="2025-12-31"), entry("12.50", **{"from": "2026-01-01"}))
    limit = parameter("number", *series)

    both(
        "person.months >= param.fund.limit",
        {"person.months": months},
        on=on,
        parameters={"fund.limit": limit},
    )


def test_a_value_that_all_alternatives_share_keeps_its_digits():
    same = formula("number", 'if person.colour = "red" then person.share else person.share')
    guide = small_guide(
        condition("one", "person.able = true"),
        rules={"benefit": {"part": {**same, "given": "always"}}},
    )

    told = [
        guide.decide("some", {"person.able": True, "person.share": share}, on=ON).benefit["part"]
        for share in ("0.5", "0.50", "0.500")
    ]

    assert [str(each.value) for each in told] == ["0.5", "0.50", "0.500"]


@pytest.mark.parametrize(
    ("case", "is_exact"),
    [
        ({"person.able": True}, False),
        ({"person.able": False}, True),
        ({"person.able": False, "person.name": "a"}, True),
        ({"person.able": True, "person.name": "a", "person.wants": True, "person.months": 3}, True),
        ({"person.able": True, "person.name": "a", "person.wants": True}, False),
        ({"person.able": True, "person.name": "a", "person.months": 3}, False),
    ],
)
def test_without_a_diagram_whatever_is_open_is_not_exact(case, is_exact, monkeypatch):
    # given a service without a diagram, an amount for whoever is eligible, and a material for some
    monkeypatch.setattr(builder, "MAX_VARIABLES", 0)
    rules = {
        "benefit": {"months": {**formula("integer", "person.months"), "given": "when_eligible"}},
        "materials": [item("form", when="person.wants = true")],
    }
    if not case["person.able"]:
        del rules["materials"]

    told = both('person.able = true and person.name != "b"', case, rules=rules)

    assert told.is_exact is is_exact


@pytest.mark.parametrize(
    "case",
    [
        {"person": {"able": True}, "person.able": False},
        {"person.able": False, "person": {"able": True}},
        {"person": {"able": True}, "person.able": None},
    ],
)
def test_a_fact_given_twice_is_refused_alike(case):
    compiled = small_guide(condition("one", "person.able = true"))
    reference = Guide(compiled.rulebook, back_end="interpreter")

    told = answer(compiled, "some", case, ON)

    assert told == answer(reference, "some", case, ON)
    assert ("given twice" in told) is (None not in case.values())


@pytest.mark.parametrize(
    ("holds", "needed"),
    [
        ("person.birth_date <= application.date", {"person.birth_date"}),
        ("person.able = true or person.wants = false", {"person.able", "person.wants"}),
        # Either half may break it.
        ("person.able = true and person.wants = true", set()),
        ("person.able = true and (person.able = false or person.wants = true)", {"person.able"}),
        # A default may speak for the fact, and an `if` may be settled by one of its branches.
        ("person.hue = person.name", {"person.name"}),
        ("(if person.able then 1 else 1) > person.months", {"person.months"}),
        ("(person.able = true or person.wants = true) = true", set()),
        ("-person.months > 0 and person.birth_date.year < 2000 - person.months", {"person.months"}),
        ('person.name in ("red", "green")', set()),
    ],
)
def test_a_constraint_is_looked_at_only_where_it_can_be_broken(holds, needed):
    hue = choice("red", "blue", default='if person.wants then "red" else null')
    constraints = [{"id": "some", "holds": holds, "label": {"zh": "词", "en": "words"}}]
    guide = small_guide(
        condition("one", "person.able = true"), constraints=constraints, facts={"person.hue": hue}
    )
    (constraint,) = guide.rulebook.constraints

    assert needed_to_fail(guide.rulebook, constraint.holds.node) == needed


CONSTRAINTS = {
    "late-enough": "application.date > date(2020, 1, 1)",
    "orderly": "person.birth_date <= application.date",
    "long": f'every each in [{LISTED}, "x"] satisfies each != person.name',
}


@pytest.mark.parametrize("names", [["late-enough"], ["orderly"], ["long"], [*CONSTRAINTS]])
@pytest.mark.parametrize(
    "case",
    [
        {"person.able": True},
        {"person.able": True, "person.birth_date": "2027-01-01"},
        {"person.able": True, "person.birth_date": "2019-01-01", "application.date": "2019-06-01"},
        {"person.able": True, "person.name": "x"},
    ],
)
@pytest.mark.parametrize("on", [ON, dt.date(2019, 6, 1)])
def test_facts_that_contradict_one_another_are_refused_alike(names, case, on):
    constraints = [
        {"id": name, "holds": CONSTRAINTS[name], "label": {"zh": "词", "en": "words"}}
        for name in names
    ]
    compiled = small_guide(condition("one", "person.able = true"), constraints=constraints)
    reference = Guide(compiled.rulebook, back_end="interpreter")

    assert answer(compiled, "some", case, on) == answer(reference, "some", case, on)


def test_compiled_code_names_nothing_that_a_rule_file_says():
    guide = sxguide.load()
    compiler = Compiler(guide.rulebook, lambda: guide.calendar)
    sheets = [compiler.eras(each).on(dt.date(2026, 11, 23)) for each in guide.services.values()]
    codes = [code for each in sheets if each for code in (each.truths, each.amounts)]

    named = {
        name
        for code in codes
        for name in (*code.function.__code__.co_names, *code.function.__code__.co_varnames)
    }

    assert None not in sheets
    assert [name for name in named if not NAMES.fullmatch(name)] == []


@pytest.mark.parametrize(
    "words", ["__import__('os').abort()", "'\"); raise SystemExit #", "\\", "{}"]
)
def test_words_of_a_rule_and_of_a_case_stay_words(words):
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')

    told = both(f'person.name = "{quoted}" or person.able = true', {"person.name": words})

    assert told.outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(
    "value",
    [
        *(2**102 - 1, 2**102, 1 - 2**102, -(2**102), 2**200, -1, True),
        *("1e400", "0." + "0" * 40 + "1", "１"),
    ],
)
@pytest.mark.parametrize("name", ["person.months", "person.balance", "person.pay", "person.share"])
def test_numbers_too_large_too_small_or_none_are_read_alike(name, value):
    compiled = small_guide(
        condition("one", f"{name} > 0"), facts={"person.balance": fact("integer")}
    )
    reference = Guide(compiled.rulebook, back_end="interpreter")
    case = {name: value}

    assert answer(compiled, "some", case, ON) == answer(reference, "some", case, ON)


def test_days_without_number_are_compiled_for_no_more_eras_than_are_kept():
    edges = [dt.date(2026, 1, 1) + dt.timedelta(days) for days in range(200)]
    series = [
        entry(number, **{"from": str(day), "until": str(day)}) for number, day in enumerate(edges)
    ]
    guide = small_guide(
        condition("one", "person.months = param.fund.limit"),
        parameters={"fund.limit": parameter("integer", *series)},
    )

    told = [guide.decide("some", {"person.months": 150}, on=day).outcome for day in edges]

    assert [place for place, each in enumerate(told) if each is Outcome.ELIGIBLE] == [150]


def test_a_fact_of_its_own_is_asked_for_under_its_own_name():
    told = both(
        "person.get = true and person.day = 3",
        {"person.get": True, "person.day": 3},
        facts={"person.get": fact("boolean"), "person.day": fact("integer")},
    )

    assert told.outcome is Outcome.ELIGIBLE
