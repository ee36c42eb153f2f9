"""The diagram of a made-up service: its variables and cuts, what stays opaque, and what is too large."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from tests.cells import described
from tests.rulebooks import (
    ON,
    Part,
    choice,
    condition,
    entry,
    fact,
    formula,
    parameter,
    small_guide,
)

from sxguide.diagram.builder import ServiceDiagram, build
from sxguide.diagram.limits import DiagramTooLargeError
from sxguide.diagram.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping


def diagram(
    when: str | Part, fixed: Mapping[str, Any] | None = None, on: dt.date = ON, **parts: Any
) -> ServiceDiagram:
    tree = condition("only", when) if isinstance(when, str) else when
    guide = small_guide(tree, **parts)
    moment = Moment(guide.rulebook, guide.calendar, on, fixed or {})
    return build(guide.service("some"), moment)


def cells(built: ServiceDiagram) -> dict[str, str]:
    return {each.name: described(each.cells) for each in built.variables}


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("person.months >= 12", "< 12, >= 12"),
        ("person.months > 12", "< 13, >= 13"),
        ("12 < person.months", "< 13, >= 13"),
        ("person.months = 12", "< 12, >= 12 and < 13, >= 13"),
        ("person.months != 12", "< 12, >= 12 and < 13, >= 13"),
        ("person.months in [12..24)", "< 12, >= 12 and < 24, >= 24"),
        ("person.months in (3, 5)", "< 3, >= 3 and < 4, >= 4 and < 5, >= 5 and < 6, >= 6"),
        ("person.months * 2 + 1 < 25", "< 12, >= 12"),
        ("floor(person.months / 12) >= 2", "< 24, >= 24"),
        ("person.months >= 0", "any"),
        ("min(person.months, 3) > 5", "any"),
        ("(if person.months > 6 then 1 else 2) = 1", "< 7, >= 7"),
    ],
)
def test_conditions_cut_a_number(when, found):
    assert cells(diagram(when)) == {"person.months": found}


def test_conditions_on_one_fact_share_its_cuts():
    tree = {"all": [condition("a", "person.months > 3"), condition("b", "person.months > 9")]}

    assert cells(diagram(tree)) == {"person.months": "< 4, >= 4 and < 10, >= 10"}


def test_a_date_is_cut_where_an_age_is_reached_on_the_day():
    built = diagram('person.birth_date + duration("P16Y") <= application.date')

    assert cells(built)["person.birth_date"].startswith("< 2010-06-02, >= 2010-06-02 and < 9984")


def test_a_derived_fact_cuts_what_it_is_derived_from():
    adult = formula("date", 'person.birth_date + duration("P18Y")')

    built = diagram("person.adult_on <= application.date", definitions={"person.adult_on": adult})

    assert cells(built)["person.birth_date"].startswith("< 2008-06-02")


def test_another_fact_with_few_values_moves_the_cut():
    built = diagram("person.months >= (if person.able then 12 else 24)")

    assert cells(built) == {
        "person.months": "< 12, >= 12 and < 24, >= 24",
        "person.able": "False, True",
    }


def test_a_parameter_cuts_where_it_is_on_the_day():
    series = {
        "fund.least": parameter(
            "integer", entry(12, until="2026-12-31"), entry(24, **{"from": "2027-01-01"})
        )
    }

    now = diagram("person.months >= param.fund.least", parameters=series)
    later = diagram("person.months >= param.fund.least", on=dt.date(2027, 3, 1), parameters=series)

    assert (cells(now), cells(later)) == (
        {"person.months": "< 12, >= 12"},
        {"person.months": "< 24, >= 24"},
    )


@pytest.mark.parametrize(
    "when",
    [
        "person.months < person.other",
        "modulo(person.months, 2) = 0",
        "person.birth_date.month = 2",
        'person.name = "x"',
        "abs(person.months - 12) < 3",
        "person.share * person.share > 1",
    ],
)
def test_what_cells_do_not_settle_is_one_question(when):
    built = diagram(when, facts={"person.other": fact("integer")})

    assert [each.opaque is not None for each in built.variables] == [True]
    assert set(cells(built).values()) == {"False, True, -"}


def test_a_comparison_with_a_known_fact_is_cut():
    facts = {"person.other": fact("integer")}

    built = diagram("person.months < person.other", {"person.other": 7}, facts=facts)

    assert cells(built) == {"person.months": "< 7, >= 7"}


def test_a_part_of_a_condition_stays_opaque_alone():
    built = diagram('person.months > 3 and person.name = "x"')

    assert cells(built) == {"person.months": "< 4, >= 4", '? person.name = "x"': "False, True, -"}


def test_whoever_is_asked_for_being_there_may_be_lacking():
    built = diagram("person.birth_date = null or person.months > 3")

    assert cells(built)["person.birth_date"] == "any, -"


def test_a_fact_that_makes_no_difference_is_in_no_question():
    either = condition("either", "person.wants = true or person.wants = false")

    assert diagram(either).size == 0


def test_a_constraint_that_binds_a_variable_comes_along():
    constraint = {
        "id": "short",
        "holds": 'person.months < 12 or person.colour = "red"',
        "label": {"zh": "词", "en": "words"},
    }

    built = diagram("person.months > 3", constraints=[constraint])
    apart = diagram("person.wants = true", constraints=[constraint])

    assert set(cells(built)) == {"person.months", "person.colour"}
    assert (len(built.guards), len(apart.guards)) == (1, 0)


def test_an_output_that_grows_with_a_fact_has_no_diagram_and_one_that_does_not_has():
    outputs = {
        "grows": formula("integer", "person.months + 1"),
        "steps": formula("integer", "if person.months > 12 then 1 else 2"),
    }

    built = diagram("person.wants = true", rules={"benefit": outputs})

    assert set(built.values) == {"steps"}


# Too large


def flags(count: int) -> Part:
    return {f"x.b{number}": fact("boolean") for number in range(count)}


def test_a_condition_of_too_many_facts_at_once_is_refused():
    parity = " != ".join(f"(if x.b{number} then 1 else 0)" for number in range(2))
    for number in range(2, 14):
        parity = f"(if {parity} then 1 else 0) != (if x.b{number} then 1 else 0)"

    with pytest.raises(DiagramTooLargeError):
        diagram(parity, facts=flags(14))


def test_pairs_in_the_wrong_order_are_refused():
    few = {f"x.{side}{number}": choice(*"uvwxyz") for number in range(8) for side in "ab"}
    first = [condition(f"f{number}", f'x.a{number} = "u"') for number in range(8)]
    pairs = [condition(f"p{number}", f"x.a{number} = x.b{number}") for number in range(8)]

    with pytest.raises(DiagramTooLargeError):
        diagram({"all": [{"any": first}, *pairs]}, facts=few)


def test_a_definition_that_doubles_again_and_again_is_refused():
    chain = {"x.d0": formula("integer", "person.months + 1")}
    for number in range(1, 60):
        chain[f"x.d{number}"] = formula("integer", f"x.d{number - 1} + x.d{number - 1}")

    with pytest.raises(DiagramTooLargeError):
        diagram("x.d59 > 100", definitions=chain)


def test_a_loop_over_many_combinations_is_refused():
    every = " and ".join(f"x.b{number}" for number in range(12))

    with pytest.raises(DiagramTooLargeError):
        diagram(f"sum(for i in 1..1200 return if {every} then i else 1) > 5", facts=flags(12))


def test_a_loop_that_takes_too_long_is_refused():
    rounds = "for i in 1..900 return for j in 1..900 return if person.able then i else j"

    with pytest.raises(DiagramTooLargeError):
        diagram(f"count({rounds}) > 5")
