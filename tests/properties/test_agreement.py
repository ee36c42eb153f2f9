"""The compiled back end says what the interpreter says: of scenarios, of random people, of random expressions."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.agreement import Cases, differing, scenarios
from tests.rulebooks import (
    choice,
    condition,
    entry,
    fact,
    formula,
    parameter,
    small_guide,
)

import sxguide
from sxguide.backends.compiled.findings import CompiledFindings
from sxguide.backends.compiled.parts import Unfit
from sxguide.backends.compiled.programs import Program
from sxguide.backends.compiled.runtime import Surprise, to_value
from sxguide.backends.situation import Situation
from sxguide.dependencies import behind
from sxguide.diagram import builder
from sxguide.errors import LimitError
from sxguide.feel import nodes
from sxguide.feel.nodes import (
    Binary,
    Call,
    Collection,
    Comprehension,
    Conditional,
    Filter,
    Literal,
    Name,
    Negation,
    Path,
    RangeLiteral,
    UnaryTest,
)
from sxguide.feel.parser import parse_expression
from sxguide.guide import Guide
from sxguide.model import Expression
from sxguide.source import SourceText
from sxguide.values import MonthsDuration, Unknown

COMPILED = sxguide.load()
REFERENCE = Guide(COMPILED.rulebook, back_end="interpreter")
SPAN = SourceText("expression", "x").span(0, 1)


@pytest.mark.parametrize("service", COMPILED.services)
def test_the_two_agree_on_every_scenario(service):
    assert [
        found
        for case, on in scenarios(service)
        if (found := differing(COMPILED, REFERENCE, service, case, on)) is not None
    ] == []


@pytest.mark.parametrize("service", COMPILED.services)
def test_the_two_agree_on_random_cases(service):
    cases = Cases(COMPILED, seed=20261123)
    for _ in range(75):
        case, on = cases.draw(service)
        assert differing(COMPILED, REFERENCE, service, case, on) is None


@pytest.mark.parametrize("service", COMPILED.services)
def test_the_two_agree_where_no_service_has_a_diagram(service, monkeypatch):
    monkeypatch.setattr(builder, "MAX_VARIABLES", 0)
    compiled = sxguide.load()
    reference = Guide(compiled.rulebook, back_end="interpreter")
    cases = Cases(compiled, seed=20261124)
    for _ in range(15):
        case, on = cases.draw(service)
        assert differing(compiled, reference, service, case, on) is None


def test_most_decisions_are_the_compiled_functions_own():
    cases = Cases(COMPILED, seed=1)
    own = made = 0
    for service in COMPILED.services:
        for _ in range(25):
            case, on = cases.draw(service)
            try:
                decision = COMPILED.decide(service, case, on=on)
            except sxguide.CaseError:
                continue
            made += 1
            own += isinstance(decision._findings, CompiledFindings)

    assert own > 0.9 * made > 500


FACTS = {
    "person.other_date": fact("date"),
    "person.year": fact("integer", default="application.date.year"),
    "person.fallback": fact("integer", default="if person.wants then person.months else null"),
    "person.hue": choice("red", "green", default='"red"'),
}
PARAMETERS = {
    "fund.months": parameter("integer", entry(12)),
    "fund.gap": parameter("integer", entry(3, until="2020-12-31")),
    "fund.rate": parameter("number", entry("0.2"), unit="one"),
    "fund.yearly": parameter(
        "integer", entry(7, key=2025), entry(8, key=2026), keyed_by="person.year"
    ),
}
DEFINITIONS = {
    "fund.due": formula("date", 'person.birth_date + duration("P1M") * person.months'),
    "fund.row": formula(
        "integer",
        {
            "inputs": ["person.months"],
            "hit": "unique",
            "rows": [
                {"when": ["[0..2)"], "then": "1"},
                {"when": ["[1..5]"], "then": "person.year"},
                {"when": ["> 7"], "then": "param.fund.gap"},
            ],
        },
    ),
    "fund.named": formula(
        "text",
        {
            "inputs": ["person.colour", "person.wants"],
            "hit": "first",
            "rows": [
                {"when": ['"red", "green"', "true"], "then": '"a"'},
                {"when": ['not("red")', "-"], "then": "person.name"},
            ],
        },
    ),
}
SMALL = small_guide(
    condition("one", "person.wants = true"),
    facts=FACTS,
    parameters=PARAMETERS,
    definitions=DEFINITIONS,
)
NAMES = [
    *SMALL.facts,
    *SMALL.rulebook.definitions,
    *(f"param.{name}" for name in SMALL.parameters),
]

literals = st.sampled_from(
    [
        *(None, True, False, "red", "a", ""),
        *map(Decimal, ("0", "1", "2.5", "-3", "12", "9" * 34)),
        *(dt.date(2008, 2, 29), dt.date(2026, 6, 1), dt.date(9999, 12, 31)),
        *(MonthsDuration(1), MonthsDuration(12), MonthsDuration(-7)),
        *(dt.timedelta(3), dt.timedelta(hours=5)),
    ]
).map(lambda value: Literal(value, SPAN))
names = st.sampled_from(NAMES).map(lambda name: Name(name, SPAN))
spans = st.just(SPAN)


def call(name, *arguments):
    return Call(Name(name, SPAN), arguments, None, SPAN)


def larger(inner):
    comparisons = ["=", "!=", "<", "<=", ">", ">="]
    operators = st.sampled_from(["+", "-", "*", "/", *comparisons, "and", "or", "and", "or"])
    ranges = st.builds(RangeLiteral, literals, literals, st.booleans(), st.booleans(), spans)
    unary = st.builds(UnaryTest, st.sampled_from(comparisons), inner, spans)
    own = inner.map(lambda node: Binary("=", Name("?", SPAN), node, SPAN))
    tests = st.lists(st.one_of(literals, inner, ranges, unary, own), max_size=3).map(tuple)
    lists = st.lists(inner, max_size=3).map(lambda items: Collection(tuple(items), None, SPAN))
    return st.one_of(
        st.builds(Binary, operators, inner, inner, spans),
        st.builds(Binary, operators, inner, inner, spans),
        st.builds(Binary, operators, names, literals, spans),
        st.builds(Conditional, inner, inner, inner, spans),
        st.builds(nodes.Test, inner, tests, st.booleans(), spans),
        st.builds(nodes.Test, names, tests, st.booleans(), spans),
        st.builds(Path, inner, st.sampled_from(["year", "month", "weekday"]), spans),
        st.builds(Negation, inner, spans),
        st.builds(lambda one, two: call("floor", Binary("/", one, two, SPAN)), inner, inner),
        st.builds(lambda one, two: call("max", one, two), inner, inner),
        st.builds(lambda one, two: call("min", one, two), names, inner),
        st.builds(lambda one, two, three: call("date", one, two, three), inner, inner, inner),
        st.builds(lambda one, two: call("substring", one, two), inner, inner),
        inner.map(lambda one: call("string length", one)),
        inner.map(lambda one: call("not", one)),
        st.builds(lambda one, two: Filter(one, two, SPAN), lists, inner),
        st.builds(
            lambda domain, body: Comprehension("some", (("item", domain),), body, SPAN),
            lists,
            inner,
        ),
    )


trees = st.recursive(st.one_of(literals, names, names), larger, max_leaves=10)
people = st.fixed_dictionaries(
    {},
    optional={
        "person.birth_date": st.sampled_from(
            [dt.date(1850, 1, 1), dt.date(2008, 2, 29), dt.date(2026, 1, 31)]
        ),
        "person.other_date": st.sampled_from([dt.date(2026, 6, 1), dt.date(2150, 12, 31)]),
        "person.months": st.sampled_from([0, 1, 2, 5, 8, 12, 10**6, 2**102 - 1]),
        "person.year": st.sampled_from([2024, 2025, 2026]),
        "person.fallback": st.sampled_from([0, 3]),
        "person.share": st.sampled_from([Decimal("0.5"), Decimal("2.0"), Decimal("-0")]),
        "person.pay": st.sampled_from([Decimal("100.00"), Decimal(7)]),
        "person.wants": st.booleans(),
        "person.able": st.booleans(),
        "person.colour": st.sampled_from(["red", "green", "blue"]),
        "person.hue": st.sampled_from(["red", "green"]),
        "person.name": st.sampled_from(["", "a", "red"]),
    },
)


def same(one, other):
    """Alike to the last digit; what is unknown is so for whatever reason."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return isinstance(one, Unknown) and isinstance(other, Unknown)
    if isinstance(one, tuple | dict):
        return type(one) is type(other) and str(one) == str(other)
    return type(one) is type(other) and str(one) == str(other)


def disagreement(tree, day, several):
    """How the compiled tree and the interpreter differ on somebody, or None."""
    expression = Expression(tree, "", SPAN)
    program = Program(SMALL.rulebook, lambda: SMALL.calendar, day, {})
    try:
        part = program.formula(expression)
        function = program.function([part.python])
    except (Unfit, LimitError):
        # Then the service is the interpreter's.
        return None
    for facts in several:
        situation = Situation(SMALL.rulebook, SMALL.calendar, {"application.date": day, **facts})
        expected, _ = situation.work_out(expression)
        try:
            (found,) = function(facts.get, day)
        except Surprise:
            continue
        value = Unknown(frozenset()) if found is None else to_value(found, part.kind)
        promised = (part.is_open or found is not None) and (
            part.is_nullable or expected is not None
        )
        if not (same(value, expected) and promised):
            return facts, value, expected
    return None


EDGES = {
    "person.birth_date": [dt.date(1850, 1, 1), dt.date(2026, 1, 31), dt.date(2150, 12, 31)],
    "person.months": [0, 1, 2, 5, 6, 8, 10**6, 10**18, -3],
    "person.year": [2024, 2025, 2026],
    "person.wants": [True, False],
    "person.colour": ["red", "green", "blue"],
    "person.name": ["", "n"],
}


@pytest.mark.parametrize("year", [2019, 2026])
@pytest.mark.parametrize("name", NAMES)
def test_a_name_has_the_interpreters_value_on_both_sides_of_every_edge(name, year):
    read = [each for each in EDGES if each in behind(SMALL.rulebook, [name, "person.fallback"])]
    several = [
        {key: value for key, value in zip(read, values, strict=True) if value is not None}
        for values in itertools.product(*([None, *EDGES[each]] for each in read))
    ]

    assert disagreement(Name(name, SPAN), dt.date(year, 6, 1), several) is None


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # In decimals, nothing times something below nothing is minus nothing.
        ("person.months * -1", {"person.months": 0}),
        ("person.months * person.year", {"person.months": 0, "person.year": -5}),
        # More digits than 34: decimals are rounded.
        ("person.months * person.months", {"person.months": 10**30 + 1}),
        ("person.months + 9999999999999999999999999999999999", {"person.months": 1}),
        ("floor(person.months / 3)", {"person.months": 10**30 - 1}),
        ("floor(person.months / person.year)", {"person.months": 7, "person.year": 0}),
        ("floor(person.months / person.year)", {"person.months": -7, "person.year": 2}),
        ('duration("P1M") * person.months', {"person.months": 10**18 + 1}),
        ('person.birth_date + duration("P8000Y")', {"person.birth_date": dt.date(2026, 1, 31)}),
        ('person.birth_date + duration("PT5H")', {"person.birth_date": dt.date(2026, 1, 31)}),
        ('person.birth_date - duration("P1D")', {"person.birth_date": dt.date(2024, 3, 1)}),
        ("person.birth_date - person.other_date", {"person.birth_date": dt.date(2024, 3, 1)}),
        ("max(person.months, null)", {"person.months": 3}),
        ("(if person.wants then null else false) != true", {"person.wants": True}),
        ("(if person.wants then null else false) = false", {"person.wants": True}),
        ("(if person.wants then null else false) and person.able", {"person.wants": True}),
        ("(if person.wants then null else true) or person.able", {"person.wants": True}),
        ("if person.wants then 1 else 1", {}),
        ("if person.wants then person.months else 2.50", {"person.wants": True}),
        ("person.share in [0.5..1)", {"person.share": Decimal("0.50")}),
        ("person.birth_date in ([])", {"person.birth_date": dt.date(2026, 1, 31)}),
        ("not(person.birth_date in ([][null]))", {"person.birth_date": dt.date(2026, 1, 31)}),
        ("person.months in (1, 2, > 7)", {"person.months": 8}),
        ("not(person.wants)", {"person.wants": True}),
        ("person.name + person.name", {"person.name": "ab"}),
    ],
)
def test_what_is_hard_to_compile_agrees_too(text, facts):
    tree = parse_expression(text, names=NAMES)

    assert disagreement(tree, dt.date(2026, 6, 1), [facts, {}]) is None


@settings(max_examples=1500)
@given(trees, st.lists(people, min_size=1, max_size=3), st.sampled_from([2019, 2026]))
def test_a_compiled_expression_yields_what_the_interpreter_yields(tree, several, year):
    assert disagreement(tree, dt.date(year, 6, 1), several) is None
