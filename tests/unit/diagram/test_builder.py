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

from sxguide.diagram import builder
from sxguide.diagram.builder import ServiceDiagram, build, cuts_along
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


def constraint(name: str, holds: str) -> Part:
    return {"id": name, "holds": holds, "label": {"zh": "词", "en": "words"}}


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("person.months >= 12", "< 12, >= 12"),
        ("person.months > 12", "< 13, >= 13"),
        ("12 < person.months", "< 13, >= 13"),
        ("person.months = 12", "< 12, >= 12 and < 13, >= 13"),
        ("person.months != 12", "< 12, >= 12 and < 13, >= 13"),
        ("person.months in [12..24)", "< 12, >= 12 and < 24, >= 24"),
        ("person.months in (12..24)", "< 13, >= 13 and < 24, >= 24"),
        ("person.months in [12..24]", "< 12, >= 12 and < 25, >= 25"),
        ("person.months in (12..24]", "< 13, >= 13 and < 25, >= 25"),
        ("person.months in (< 12, >= 24)", "< 12, >= 12 and < 24, >= 24"),
        ("person.months in (<= 12, > 24)", "< 13, >= 13 and < 25, >= 25"),
        ("person.months between 12 and 24", "< 12, >= 12 and < 25, >= 25"),
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
        "person.share * 2 > 1",
        "person.months in (person.other)",
        "person.months in (< person.other)",
        "person.months in [person.other..12]",
        'person.name in ("x", "y")',
    ],
)
def test_what_cells_do_not_settle_is_one_question(when):
    built = diagram(when, facts={"person.other": fact("integer")})

    assert [each.opaque is not None for each in built.variables] == [True]
    assert set(cells(built).values()) == {"False, True, -"}


@pytest.mark.parametrize(
    ("when", "steady"),
    [
        ("person.months < person.other", {"person.months", "person.other"}),
        ("(person.months < person.other) = true", {"person.months", "person.other"}),
        ("(person.months < person.other) = false", set()),
        ("person.months * person.other > 3", {"person.other"}),
        ("modulo(person.months, 2) > person.other", {"person.other"}),
        ("person.months = person.other", set()),
        ("modulo(person.months, 2) = 0", set()),
        ('person.name = "x"', set()),
        ('contains(person.name, "x")', set()),
    ],
)
def test_facts_along_which_an_opaque_part_turns_at_most_once(when, steady):
    (variable,) = diagram(when, facts={"person.other": fact("integer")}).variables

    assert variable.opaque is not None
    assert variable.steady == steady


def test_a_comparison_with_a_known_fact_is_cut():
    facts = {"person.other": fact("integer")}

    built = diagram("person.months < person.other", {"person.other": 7}, facts=facts)

    assert cells(built) == {"person.months": "< 7, >= 7"}


def test_a_part_of_a_condition_stays_opaque_alone():
    built = diagram('person.months > 3 and person.name = "x"')

    assert cells(built) == {"person.months": "< 4, >= 4", '? person.name = "x"': "False, True, -"}


@pytest.mark.parametrize(
    ("when", "is_opaque"),
    [
        ('x.end <= date("2026-06-01")', False),
        ("x.end <= application.date", False),
        # Both sides rise, and may pass each other more than once.
        ('x.end <= person.birth_date + duration("P7D")', True),
        # The later somebody is born the fewer days there are.
        ('x.near <= date("2026-06-01")', True),
        ("x.odd <= application.date", True),
    ],
)
def test_a_term_rises_with_the_day_after_which_it_is_counted(when, is_opaque):
    few = "if person.birth_date < application.date then 9 else 5"
    after = {
        "x.end": {"after": "person.birth_date", "days": "param.fund.days"},
        "x.near": {"after": "person.birth_date", "days": "5000 - person.birth_date.year"},
        "x.odd": {"after": "application.date", "days": few},
    }
    terms = {name: {**formula("date", {}), "working_days": each} for name, each in after.items()}
    for each in terms.values():
        del each["table"]
    days = {"fund.days": parameter("integer", entry(5), unit="day")}

    built = diagram(when, definitions=terms, parameters=days)

    assert [each.opaque is not None for each in built.variables] == [is_opaque]


def test_of_a_branch_that_the_law_decides_one_side_is_left():
    least = {"fund.least": parameter("integer", entry(3))}
    when = "person.months > (if param.fund.least > 2 then 12 else 24)"

    assert cells(diagram(when, parameters=least)) == {"person.months": "< 13, >= 13"}
    other = when.replace("> 2", "> 3")
    assert cells(diagram(other, parameters=least)) == {"person.months": "< 25, >= 25"}


def test_where_one_cut_cannot_be_found_the_whole_condition_is_opaque_and_cuts_nothing():
    # given a number without steps, which is cut only where it is compared as it is
    part = condition("part", "person.months > 3 and person.share * 2 > 1")

    built = diagram({"all": [part, condition("long", "person.months > 9")]})

    assert cells(built) == {
        "? person.months > 3 and person.share * 2 > 1": "False, True, -",
        "person.months": "< 10, >= 10",
    }
    assert built.variables[0].facts == ("person.months", "person.share")
    assert built.size == 2


def test_an_output_whose_cuts_cannot_be_found_has_no_diagram():
    step = formula("integer", "if person.share * 2 > 1 then 1 else 2")

    assert not diagram("person.wants = true", rules={"benefit": {"some": step}}).values


def test_whoever_is_asked_for_being_there_may_be_lacking():
    built = diagram("person.birth_date = null or person.months > 3")

    assert cells(built)["person.birth_date"] == "any, -"


def test_a_fact_that_makes_no_difference_is_in_no_question():
    either = condition("either", "person.wants = true or person.wants = false")

    assert diagram(either).size == 0


def test_a_constraint_that_binds_a_variable_comes_along():
    limits = [constraint("short", 'person.months < 12 or person.colour = "red"')]

    built = diagram("person.months > 3", constraints=limits)
    apart = diagram("person.wants = true", constraints=limits)

    assert set(cells(built)) == {"person.months", "person.colour"}
    assert (len(built.guards), len(apart.guards)) == (1, 0)


def test_a_constraint_that_binds_a_variable_by_way_of_another_comes_along():
    limits = [
        constraint("far", "person.able or person.share > 1"),
        constraint("near", "person.wants or person.able"),
        constraint("apart", 'person.colour != "red" or person.pay > 3'),
    ]

    built = diagram("person.wants = true", constraints=limits)

    assert list(cells(built)) == ["person.wants", "person.able", "person.share"]
    assert [each.constraint.id for each in built.guards] == ["near", "far"]
    assert [each.levels for each in built.guards] == [{0, 1}, {1, 2}]


@pytest.mark.parametrize(
    ("holds", "is_plain"),
    [
        ("person.wants or person.able", True),
        ("person.wants or (person.able and person.wants)", False),
        ("person.wants or person.long", False),
    ],
)
def test_a_constraint_that_asks_no_fact_twice_is_plain(holds, is_plain):
    long = formula("boolean", "person.months > 3 and person.months < 9")

    built = diagram(
        "person.wants = true",
        constraints=[constraint("one", holds)],
        definitions={"person.long": long},
    )

    assert [each.is_plain for each in built.guards] == [is_plain]


def test_a_constraint_whose_truth_is_unknown_is_kept_to():
    # given a comparison that is null for whoever has no birth date
    limits = [constraint("born", 'person.birth_date > date("2000-01-01")')]

    built = diagram("person.birth_date = null", constraints=limits)

    forest, guard = built.forest, built.guards[0].root
    kept = [forest.value(node) for node in forest.children[guard]]
    assert described(built.variables[0].cells) == "< 2000-01-02, >= 2000-01-02, -"
    assert kept == [False, True, True]


def test_facts_with_a_default_are_known_to_have_one():
    facts = {"x.late": fact("boolean", default="person.months > 3"), "x.odd": fact("text")}
    facts["x.even"] = fact("text", default='"x"')

    built = diagram('person.wants and x.late and x.odd = x.even and x.odd = "y"', facts=facts)

    supposed = [built.variables[level].facts for level in sorted(built.supposed)]
    assert len(built.variables) == 4
    assert supposed == [("x.late",), ("x.even", "x.odd")]


def test_what_is_not_in_force_is_false():
    ended = {"in_force": {"until": "2020-12-31"}}
    wants, able = condition("wants", "person.wants", **ended), condition("able", "person.able")
    branch = {"id": "branch", "any": [able, condition("red", 'person.colour = "red"')], **ended}

    built = diagram({"id": "root", "any": [wants, branch, condition("long", "person.months > 3")]})

    assert built.groups["branch"] == built.forest.false
    assert [built.variables[level].name for level in built.forest.support(built.root)] == [
        "person.months"
    ]
    assert built.root == built.groups["root"]
    assert built.size == 1


def test_the_size_is_how_many_questions_there_are():
    built = diagram({"any": [condition(name, f"person.{name}") for name in ("wants", "able")]})

    assert built.size == 2


def along(when: str, **parts: Any) -> set[str] | None:
    """Where a condition cuts the months."""
    guide = small_guide(condition("only", when), **parts)
    service = guide.service("some")
    moment = Moment(guide.rulebook, guide.calendar, ON, {})
    rules = [each.when for each in service.eligibility.conditions()]
    found = cuts_along("person.months", rules, service, moment)
    return None if found is None else {str(value) for value, _ in found}


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("person.months >= 12 or person.months < 3", {"3", "12"}),
        ("person.wants", set()),
        ("person.share > 3", set()),
        ("person.months > (if person.able then 12 else 24)", {"13", "25"}),
        # Another fact that no cut can divide is beside the point; a part that turns back is not.
        ("person.months < person.other or person.months > 7", {"8"}),
        ("modulo(person.months, 2) = 0 or person.months > 7", None),
        ("modulo(person.months, 2) = (if person.able then 1 else 0)", None),
        ('person.name = "x" and person.months > 7', {"8"}),
    ],
)
def test_where_rules_cut_one_fact(when, found):
    assert along(when, facts={"person.other": fact("integer")}) == found


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


@pytest.mark.parametrize(
    ("limit", "allowed", "when"),
    [
        ("MAX_COMBINATIONS", 6, 'person.wants = (person.colour = "red")'),
        # Each combination of a condition is tried once,
        ("MAX_EVALUATIONS", 6, 'person.wants = (person.colour = "red")'),
        # and what goes round in a loop counts for more;
        ("MAX_EVALUATIONS", 4_000, "sum(for i in 1..3 return if person.wants then i else 0) = 6"),
        # where an atom turns is found once, and its truth is then known in every cell;
        ("MAX_EVALUATIONS", 1, "person.months >= 12"),
        # a fact is cut once for each branch, and these are then tried in three cells with two of the other fact.
        ("MAX_EVALUATIONS", 8, "person.months > (if person.able then 12 else 24)"),
    ],
)
def test_as_much_is_tried_as_is_allowed_and_no_more(limit, allowed, when, monkeypatch):
    monkeypatch.setattr(builder, limit, allowed)
    assert diagram(when).size > 0

    monkeypatch.setattr(builder, limit, allowed - 1)
    with pytest.raises(DiagramTooLargeError):
        diagram(when)


def test_all_conditions_are_tried_together_within_the_limit(monkeypatch):
    tree = {"all": [condition(name, f"person.{name} = true") for name in ("wants", "able")]}
    monkeypatch.setattr(builder, "MAX_EVALUATIONS", 4)
    assert diagram(tree).size == 2

    monkeypatch.setattr(builder, "MAX_EVALUATIONS", 3)
    with pytest.raises(DiagramTooLargeError):
        diagram(tree)


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
