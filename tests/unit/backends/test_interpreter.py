"""The reference back end on made-up rules: what is known, what stays open, what was read, and which clauses say so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
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
    small_guide,
)

from sxguide.answers import Outcome
from sxguide.citations import Text
from sxguide.errors import CaseError, DecisionError

if TYPE_CHECKING:
    from sxguide.decision import Decision

YEAR_PAID = condition("year-paid", "person.months >= 12")
WANTS = condition("wants", "person.wants = true")
ABLE = condition("able", "person.able = true")
RED = condition("red", 'person.colour = "red"')


def decided(eligibility: Part, case: Part, *, on: dt.date = ON, **parts: Any) -> Decision:
    return small_guide(eligibility, **parts).decide("some", case, on=on)


def missing(decision: Decision) -> list[str]:
    return [each.name for each in decision.missing]


def note(decision: Decision) -> str | None:
    """What is said in English of the first thing missing."""
    words = decision.missing[0].note
    return words.en if words is not None else None


def clauses(cited: Any) -> list[str]:
    return [citation.clause for citation in cited.citations]


def truths(decision: Decision) -> dict[str, bool | None]:
    return {reason.id: reason.truth for reason in decision.reasons}


def read(used: Any) -> list[tuple[str, object]]:
    return [(each.name, each.value) for each in used]


# Outcomes and what is missing


@pytest.mark.parametrize(
    ("months", "outcome"),
    [(11, Outcome.INELIGIBLE), (12, Outcome.ELIGIBLE), (13, Outcome.ELIGIBLE)],
)
def test_a_known_fact_decides(months, outcome):
    decision = decided({"all": [YEAR_PAID]}, {"person.months": months})

    assert decision.outcome is outcome
    assert decision.missing == ()


def test_an_unknown_fact_leaves_its_condition_open_and_is_missing():
    decision = decided({"all": [YEAR_PAID, WANTS]}, {"person.wants": True})

    assert decision.outcome is Outcome.UNDETERMINED
    assert truths(decision) == {"eligibility": None, "year-paid": None, "wants": True}
    (only,) = decision.missing
    assert (only.name, only.kind) == ("person.months", "fact")
    assert only.question == Text("词", "words")


def test_none_means_the_same_as_a_fact_left_out():
    left_out = decided({"all": [YEAR_PAID]}, {})
    none = decided({"all": [YEAR_PAID]}, {"person.months": None})

    assert none == left_out


@pytest.mark.parametrize(
    ("quantifier", "case", "outcome", "names"),
    [
        ("all", {"person.wants": False}, "ineligible", []),
        ("all", {"person.wants": True}, "undetermined", ["person.months"]),
        ("any", {"person.wants": True}, "eligible", []),
        ("any", {"person.wants": False}, "undetermined", ["person.months"]),
        ("any", {}, "undetermined", ["person.months", "person.wants"]),
    ],
)
def test_groups_are_three_valued(quantifier, case, outcome, names):
    decision = decided({quantifier: [YEAR_PAID, WANTS]}, case)

    assert decision.outcome.value == outcome
    assert missing(decision) == names


def test_a_settled_branch_asks_for_nothing():
    # given a branch that is false whatever `months` is, beside an open one
    tree = {"any": [{"all": [WANTS, YEAR_PAID]}, ABLE]}

    decision = decided(tree, {"person.wants": False})

    assert missing(decision) == ["person.able"]


def test_what_most_conditions_wait_for_is_asked_first():
    tree = {
        "all": [
            condition("pay", "person.pay > 10"),
            YEAR_PAID,
            condition("not-too-long", "person.months <= 60"),
        ]
    }

    assert missing(decided(tree, {})) == ["person.months", "person.pay"]


def test_a_condition_that_comes_out_as_null_is_not_met():
    null = condition("null", "(if person.wants then null else 1) > 0")

    assert truths(decided({"all": [null]}, {"person.wants": True}))["null"] is False


def test_a_single_condition_is_a_tree_of_its_own():
    decision = decided(WANTS, {"person.wants": True})

    assert truths(decision) == {"eligibility": True, "wants": True}


def test_groups_without_names_are_numbered_by_their_place():
    decision = decided({"all": [WANTS, {"any": [ABLE, RED]}]}, {})

    assert [reason.id for reason in decision.reasons] == [
        "eligibility",
        "wants",
        "eligibility-2",
        "able",
        "red",
    ]


# Completions


def test_an_unknown_enumeration_does_not_matter_where_all_its_values_agree():
    tree = {"any": [RED, condition("not-red", 'person.colour != "red"')]}

    decision = decided(tree, {})

    assert decision.outcome is Outcome.ELIGIBLE
    assert truths(decision) == {"eligibility": True, "red": None, "not-red": None}
    assert missing(decision) == []


def test_a_refusal_that_every_value_agrees_on_is_one():
    tree = {"all": [RED, condition("green", 'person.colour = "green"')]}

    assert decided(tree, {}).outcome is Outcome.INELIGIBLE


def test_a_condition_settles_where_all_completions_agree():
    one_way_or_other = condition(
        "odd", "if person.wants then person.months > 1 else person.months >= 2"
    )

    decision = decided({"all": [one_way_or_other]}, {"person.months": 5})

    assert truths(decision)["odd"] is True


def test_contradictory_completions_do_not_count():
    # given that who wants is never red
    never = {
        "id": "never",
        "holds": 'person.wants = false or person.colour != "red"',
        "label": {"zh": "从不", "en": "never"},
    }
    not_red = condition("not-red", 'person.colour != "red"')

    assert decided(not_red, {"person.wants": True}, constraints=[never]).outcome is Outcome.ELIGIBLE
    assert decided(not_red, {"person.wants": True}).outcome is Outcome.UNDETERMINED


def test_two_conditions_on_one_number_that_leave_no_gap_settle_it():
    tree = {"any": [YEAR_PAID, condition("less", "person.months < 12")]}

    assert decided(tree, {}).outcome is Outcome.ELIGIBLE


def test_two_conditions_on_one_number_that_leave_a_gap_do_not():
    tree = {"any": [YEAR_PAID, condition("less", "person.months < 11")]}

    assert decided(tree, {}).outcome is Outcome.UNDETERMINED


def test_a_chain_of_many_facts_settles_too():
    names = [f"many.fact{chr(ord('a') + number)}" for number in range(20)]
    chain = " and ".join(f"{name} = true" for name in names)
    tree = {"any": [condition("all-of", chain), condition("not-all", f"not({chain})")]}

    decision = decided(tree, {}, facts={name: fact("boolean") for name in names})

    assert (decision.outcome, decision.is_exact) == (Outcome.ELIGIBLE, True)


def test_where_the_diagram_would_be_too_large_three_valued_logic_answers_and_says_so():
    # given a comparison of facts that have more combinations than may be tried
    names = [f"many.fact{chr(ord('a') + number)}" for number in range(20)]
    counted = " + ".join(f"(if {name} then 1 else 0)" for name in names)
    tree = {"any": [condition("few", f"{counted} < 5"), condition("many", f"{counted} >= 5")]}

    decision = decided(tree, {}, facts={name: fact("boolean") for name in names})

    assert (decision.outcome, decision.is_exact) == (Outcome.UNDETERMINED, False)
    assert missing(decision) == names


def test_an_amount_is_known_where_all_completions_give_the_same():
    amount = formula("money", 'if person.colour = "red" then 100 else 100.00')

    decision = decided(WANTS, {"person.wants": True}, rules={"benefit": {"amount": amount}})

    assert decision.benefit["amount"].value == Decimal(100)
    assert decision.benefit["amount"].status == "known"


# In force


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2024-12-31", True), ("2025-01-01", False), ("2023-01-01", True), ("2022-12-31", False)],
)
def test_a_condition_is_false_outside_its_period(day, in_force):
    period = {"from": "2023-01-01", "until": "2024-12-31"}
    dated = condition("dated", "person.wants = true", in_force=period)

    decision = decided({"any": [dated]}, {"person.wants": True}, on=dt.date.fromisoformat(day))

    (_, leaf) = decision.reasons
    assert (leaf.in_force, leaf.truth) == (in_force, in_force)
    assert decision.outcome is (Outcome.ELIGIBLE if in_force else Outcome.INELIGIBLE)


def test_what_is_out_of_force_reads_nothing_and_asks_for_nothing():
    ended = {
        "id": "ended",
        "any": [RED, YEAR_PAID],
        "in_force": {"until": "2024-12-31"},
        "cites": [CLAUSE],
    }

    decision = decided({"any": [ended, WANTS]}, {"person.wants": False})

    assert decision.outcome is Outcome.INELIGIBLE
    by_id = {reason.id: reason for reason in decision.reasons}
    assert [by_id[name].in_force for name in ("ended", "red", "year-paid", "wants")] == [
        False,
        False,
        False,
        True,
    ]
    assert by_id["red"].used == ()
    assert [reason.id for reason in decision.reasons.failures()] == ["ended", "wants"]


def test_the_period_is_read_on_the_day_of_application():
    ended = condition("ended", "person.wants = true", in_force={"until": "2024-12-31"})
    case = {"person.wants": True, "application.date": dt.date(2024, 12, 31)}

    assert decided(ended, case).outcome is Outcome.ELIGIBLE


def test_a_period_of_a_group_holds_in_every_completion():
    # given a group whose members cover all colours, but which is out of force
    ended = {
        "any": [RED, condition("not-red", 'person.colour != "red"')],
        "in_force": {"until": "2024-12-31"},
    }

    assert decided({"any": [ended, WANTS]}, {}).outcome is Outcome.UNDETERMINED


# Defaults


def test_a_default_stands_in_for_a_fact_that_nobody_gave():
    facts = {"person.zone": choice("near", "far", default='"near"')}
    near = condition("near", 'person.zone = "near"')

    assert decided(near, {}, facts=facts).outcome is Outcome.ELIGIBLE
    assert decided(near, {"person.zone": "far"}, facts=facts).outcome is Outcome.INELIGIBLE


def test_a_default_of_null_leaves_the_fact_unknown():
    facts = {"person.zone": fact("boolean", default="if person.wants then true else null")}
    tree = condition("zone", "person.zone = true and person.months > 3")
    case = {"person.months": 5}

    assert decided(tree, {**case, "person.wants": True}, facts=facts).outcome is Outcome.ELIGIBLE
    assert missing(decided(tree, {**case, "person.wants": False}, facts=facts)) == ["person.zone"]


def test_a_default_that_is_unknown_itself_names_both_facts():
    facts = {"person.last": fact("integer", default="person.months + 1")}

    decision = decided(condition("last", "person.last > 3"), {}, facts=facts)

    assert missing(decision) == ["person.last", "person.months"]


# Parameters


def least(*series: Part, **more: Any) -> Part:
    return {"fund.least": parameter("integer", *series, **more)}


ENOUGH = condition("enough", "person.months >= param.fund.least", cites=[clause(2)])


def test_a_parameter_is_read_on_the_day_of_application():
    series = least(
        entry(12, until="2025-12-31", cites=[clause(3)]),
        entry(24, **{"from": "2026-01-01"}, cites=[clause(4)]),
    )
    case = {"person.months": 12}

    before = decided(ENOUGH, case, on=dt.date(2025, 12, 31), parameters=series)
    after = decided(ENOUGH, case, on=dt.date(2026, 1, 1), parameters=series)

    assert [before.outcome, after.outcome] == [Outcome.ELIGIBLE, Outcome.INELIGIBLE]
    assert [clauses(list(each.reasons)[1]) for each in (before, after)] == [
        [clause(2), clause(3)],
        [clause(2), clause(4)],
    ]


def test_a_date_outside_the_series_names_the_parameter_and_the_day():
    series = least(entry(12, until="2025-12-31"))

    decision = decided(ENOUGH, {"person.months": 12}, parameters=series)

    assert decision.outcome is Outcome.UNDETERMINED
    (only,) = decision.missing
    assert (only.name, only.kind, only.available_on) == ("param.fund.least", "parameter", None)
    assert note(decision) == "there is no value for 2026-06-01"


def test_an_empty_series_is_never_guessed():
    assert missing(decided(ENOUGH, {"person.months": 12}, parameters=least())) == [
        "param.fund.least"
    ]


KEYED = least(
    entry(12, key=2025),
    entry(24, key=2026, published="2026-08-26"),
    keyed_by="filing.year",
)
YEAR = {"filing.year": fact("integer", unit="one", default="application.date.year")}


@pytest.mark.parametrize(
    ("on", "case", "names", "words"),
    [
        ("2026-08-26", {}, [], None),
        (
            "2026-08-25",
            {},
            ["param.fund.least"],
            "the value for 2026 was published only on 2026-08-26",
        ),
        ("2026-06-01", {"filing.year": 2025}, [], None),
        ("2027-06-01", {}, ["param.fund.least"], "there is no value for 2027"),
    ],
)
def test_a_keyed_parameter_is_read_for_the_year_of_its_fact(on, case, names, words):
    case = {"person.months": 30, **case}

    decision = decided(ENOUGH, case, on=dt.date.fromisoformat(on), parameters=KEYED, facts=YEAR)

    assert missing(decision) == names
    if words is not None:
        assert note(decision) == words


def test_a_value_published_later_says_from_when_it_is_there():
    decision = decided(
        ENOUGH, {"person.months": 30}, on=dt.date(2026, 3, 1), parameters=KEYED, facts=YEAR
    )

    assert decision.missing[0].available_on == dt.date(2026, 8, 26)


def test_a_parameter_whose_key_is_unknown_asks_for_the_key():
    keyless = {"filing.year": fact("integer", unit="one")}

    decision = decided(ENOUGH, {"person.months": 30}, parameters=KEYED, facts=keyless)

    assert missing(decision) == ["filing.year"]


# Definitions, and what was read


CHAIN = {
    "person.years": formula(
        "number", "person.months / 12", unit="year", cites=[clause(5)], rests_on=["rounding"]
    ),
    "person.is_senior": formula("boolean", "person.years >= 2", cites=[clause(6)]),
}
ROUNDING = [interpretation("rounding"), interpretation("never-used")]


def test_definitions_stand_on_definitions():
    senior = condition("senior", "person.is_senior = true", cites=[clause(4)])
    parts: dict[str, Any] = {
        "definitions": CHAIN | {"person.years": formula("integer", "person.months")},
        "interpretations": ROUNDING,
    }
    assert decided(senior, {"person.months": 2}, **parts).outcome is Outcome.ELIGIBLE

    decision = decided(senior, {}, **parts)

    assert missing(decision) == ["person.months"]


def chained(case: Part) -> Decision:
    facts = {"person.months": fact("number", unit="year")}
    definitions = CHAIN | {"person.years": CHAIN["person.years"] | {"value": "person.months / 12"}}
    senior = condition("senior", "person.is_senior = true", cites=[clause(4)])
    return decided(senior, case, facts=facts, definitions=definitions, interpretations=ROUNDING)


def test_a_reason_shows_what_it_was_worked_out_from_in_the_order_of_reading():
    (_, leaf) = chained({"person.months": 30}).reasons

    assert read(leaf.used) == [
        ("person.months", Decimal(30)),
        ("person.years", Decimal("2.5")),
        ("person.is_senior", True),
    ]
    assert [each.kind for each in leaf.used] == ["fact", "definition", "definition"]
    assert leaf.used[2].citations[0].clause == clause(6)


def test_a_reason_cites_its_own_clauses_before_those_behind_it():
    (_, leaf) = chained({"person.months": 30}).reasons

    assert clauses(leaf) == [clause(4), clause(5), clause(6)]


def test_an_unknown_value_is_shown_as_not_known():
    (_, leaf) = decided(YEAR_PAID, {}).reasons

    assert read(leaf.used) == [("person.months", None)]


def test_a_value_of_an_enumeration_comes_with_its_label():
    (_, leaf) = decided(RED, {"person.colour": "green"}).reasons

    assert leaf.used[0].value_label == Text("值green", "the value green")


def test_a_parameter_comes_with_its_basis_and_clauses():
    series = least(entry(12, basis="secondary", cites=[clause(7)]))

    (_, leaf) = decided(ENOUGH, {"person.months": 12}, parameters=series).reasons

    used = leaf.used[1]
    assert (used.name, used.kind, used.value, used.basis) == (
        "param.fund.least",
        "parameter",
        12,
        "secondary",
    )
    assert clauses(used) == [clause(7)]


def test_a_gap_is_shown_as_a_parameter_without_a_value():
    (_, leaf) = decided(ENOUGH, {"person.months": 12}, parameters=least()).reasons

    assert read(leaf.used) == [("person.months", 12), ("param.fund.least", None)]
    assert leaf.used[1].basis is None


# Outputs


def output(value: str | Part, kind: str = "integer", **more: Any) -> Part:
    return {"benefit": {"amount": formula(kind, value, **more)}}


@pytest.mark.parametrize(
    ("given", "wants", "status", "value", "names"),
    [
        ("when_eligible", True, "known", 10, []),
        ("when_eligible", False, "not_applicable", None, []),
        ("when_eligible", None, "undetermined", None, ["person.wants"]),
        ("always", True, "known", 10, []),
        ("always", False, "known", 10, []),
        ("always", None, "known", 10, []),
    ],
)
def test_an_output_is_for_the_eligible_or_for_everybody(given, wants, status, value, names):
    case = {"person.wants": wants, "person.months": 5}

    decision = decided(WANTS, case, rules=output("person.months * 2", given=given))

    amount = decision.benefit["amount"]
    assert (amount.status, amount.value) == (status, value)
    assert [each.name for each in amount.missing] == names


def test_an_output_waits_for_the_outcome_first_and_for_its_own_facts_after():
    decision = decided(
        {"all": [WANTS, YEAR_PAID]}, {}, rules=output("if person.able then person.months else 1")
    )

    amount = decision.benefit["amount"]
    assert [each.name for each in amount.missing] == [
        "person.wants",
        "person.months",
        "person.able",
    ]


def test_an_output_for_everybody_waits_for_its_own_facts_alone():
    amount = decided(WANTS, {}, rules=output("person.months", given="always")).benefit["amount"]

    assert [each.name for each in amount.missing] == ["person.months"]


def test_only_what_depends_on_a_missing_value_is_undetermined():
    rules = {
        "benefit": {
            "open": formula("integer", "person.months + 1"),
            "settled": formula("boolean", "person.wants"),
        }
    }

    benefit = decided(WANTS, {"person.wants": True}, rules=rules).benefit

    assert (benefit["open"].status, benefit["settled"].status) == ("undetermined", "known")
    assert [each.name for each in benefit["open"].missing] == ["person.months"]


@pytest.mark.parametrize(
    ("born", "wants", "years"),
    [("2060-06-01", True, (2060,)), ("2026-04-30", True, ()), ("2060-06-01", None, ())],
)
def test_an_output_is_provisional_over_the_years_that_its_value_was_counted_over(
    born, wants, years
):
    due = formula("date", "person.birth_date")
    del due["value"]
    due["working_days"] = {"after": "person.birth_date", "days": "param.fund.days"}
    case = {"person.birth_date": dt.date.fromisoformat(born), "person.wants": wants}

    decision = decided(
        WANTS,
        case,
        rules=output("answer.due", "date"),
        parameters={"fund.days": parameter("integer", entry(5), unit="day")},
        definitions={"answer.due": due},
    )

    assert decision.benefit["amount"].provisional_years == years


def test_null_means_that_an_output_does_not_apply():
    decision = decided(
        WANTS,
        {"person.wants": True, "person.able": False},
        rules=output("if person.able then 1 else null"),
    )

    assert decision.benefit["amount"].status == "not_applicable"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("integer", "6 / 2", 3),
        ("money", "1500 * 0.08", Decimal("120")),
        ("number", "1 / 3", Decimal("0." + "3" * 34)),
        ("boolean", "1 < 2", True),
        ("text", '"so " + "be it"', "so be it"),
        ("date", 'application.date + duration("P1M")', dt.date(2026, 7, 1)),
    ],
)
def test_an_output_has_the_kind_that_it_is_declared_as(kind, value, expected):
    found = (
        decided(WANTS, {"person.wants": True}, rules=output(value, kind)).benefit["amount"].value
    )

    assert found == expected
    assert type(found) is type(expected)


def test_a_whole_number_that_comes_out_broken_is_an_error_of_the_rules():
    guide = small_guide(WANTS, rules=output("person.months / 2"))

    with pytest.raises(DecisionError, match="`amount` came out as no integer"):
        guide.decide("some", {"person.wants": True, "person.months": 3}, on=ON)


def table(hit: str = "unique", **more: Any) -> Part:
    rows = [
        {"when": ['"red"'], "then": "10", "cites": [clause(8)]},
        {"when": ['"green", "blue"'], "then": "20", "cites": [clause(9)]},
    ]
    return {"inputs": ["person.colour"], "hit": hit, "rows": rows, **more}


@pytest.mark.parametrize(
    ("colour", "value", "cited"), [("red", 10, clause(8)), ("blue", 20, clause(9))]
)
def test_a_table_cites_the_row_that_matched(colour, value, cited):
    case = {"person.wants": True, "person.colour": colour}

    amount = decided(WANTS, case, rules=output(table())).benefit["amount"]

    assert amount.value == value
    assert clauses(amount) == [CLAUSE, cited]
    assert amount.formula == "table of person.colour"


def test_a_table_is_told_by_all_that_it_looks_at():
    row = {"when": ['"red"', "true"], "then": "10", "cites": [CLAUSE]}
    made = {"inputs": ["person.colour", "person.able"], "hit": "unique", "rows": [row]}

    amount = decided(WANTS, {}, rules=output(made)).benefit["amount"]

    assert amount.formula == "table of person.colour, person.able"


def test_a_table_over_an_unknown_asks_for_it():
    amount = decided(WANTS, {"person.wants": True}, rules=output(table())).benefit["amount"]

    assert [each.name for each in amount.missing] == ["person.colour"]


def test_the_values_that_a_table_may_still_yield_are_a_range():
    amount = decided(WANTS, {"person.wants": True}, rules=output(table())).benefit["amount"]

    assert (amount.status, amount.value) == ("range", None)
    assert amount.possible == (10, 20)


@pytest.mark.parametrize(
    ("value", "possible"),
    [
        ('"x"', ("x",)),
        ('if person.able then "x" else "y"', ()),
        ('if person.able then "x" else null', ()),
    ],
)
def test_of_words_only_what_is_sure_can_be_said_while_the_outcome_is_open(value, possible):
    amount = decided({"all": [WANTS, YEAR_PAID]}, {}, rules=output(value, "text")).benefit["amount"]

    assert (amount.status, amount.possible) == ("undetermined", possible)


@pytest.mark.parametrize(
    ("value", "possible"),
    [
        ("7", (7,)),
        ("if person.able then 9 else 10", (9, 10)),
        ("if person.able then 9 else null", ()),
        # Who is eligible has paid for a year: of three steps the last is left.
        ("if person.months < 3 then 1 else if person.months < 12 then 2 else 3", (3,)),
    ],
)
def test_what_an_amount_may_come_to_for_the_eligible(value, possible):
    amount = decided({"all": [WANTS, YEAR_PAID]}, {}, rules=output(value)).benefit["amount"]

    assert (amount.status, amount.possible) == ("undetermined", possible)


def test_the_derivation_is_told_step_by_step():
    series = {"fund.rate": parameter("number", entry(0.2), unit="one")}
    base = {"person.base": formula("money", "person.pay * 0.5")}
    rules = output("person.base * param.fund.rate", "money")

    amount = decided(
        WANTS,
        {"person.wants": True, "person.pay": 3000},
        rules=rules,
        parameters=series,
        definitions=base,
    ).benefit["amount"]

    assert amount.value == Decimal("300.00")
    assert read(amount.derivation) == [
        ("person.pay", Decimal(3000)),
        ("person.base", Decimal("1500.0")),
        ("param.fund.rate", Decimal("0.2")),
    ]


# Points


def test_a_material_may_depend_on_facts():
    rules = {"materials": [item("always"), item("for-red", when='person.colour = "red"')]}

    def needed(case):
        return [point.needed for point in decided(WANTS, case, rules=rules).materials]

    assert needed({"person.colour": "red"}) == [True, True]
    assert needed({"person.colour": "blue"}) == [True, False]
    assert needed({}) == [True, None]


def test_a_material_that_every_completion_needs_is_needed():
    rules = {"materials": [item("either", when="person.able = true or person.able = false")]}

    (point,) = decided(WANTS, {}, rules=rules).materials

    assert point.needed is True


def test_places_agencies_channels_and_notices_are_told_apart():
    rules = {
        "handling": {
            "accepted_at": [item("counter")],
            "reviewed_by": [item("office")],
            "results_at": [item("app", when="person.able = true")],
        },
        "notices": [item("mind")],
    }

    decision = decided(WANTS, {"person.able": False}, rules=rules)

    assert [point.id for point in decision.handling.points()] == ["counter", "office", "app"]
    assert decision.handling.results_at[0].needed is False
    assert [point.id for point in decision.notices] == ["mind"]


# Interpretations


def listed(decision: Decision) -> list[str]:
    return [each.id for each in decision.interpretations]


def test_a_services_own_readings_are_always_listed():
    assert listed(decided(WANTS, {}, rules={"interpretations": [interpretation("own")]})) == ["own"]


SHARED = [
    interpretation(name)
    for name in ("of-condition", "of-definition", "of-output", "of-deadline", "of-notice")
]


def resting(case: Part, **condition_keys: Any) -> list[str]:
    definitions = {
        "person.is_senior": formula("boolean", "person.months > 3", rests_on=["of-definition"]),
        "person.is_noticed": formula("boolean", "person.able", rests_on=["of-notice"]),
    }
    rules = output("1", rests_on=["of-output"]) | {
        "deadline": {
            "working_days": 0,
            "counting": "instant",
            "cites": [CLAUSE],
            "rests_on": ["of-deadline"],
        },
        "notices": [item("mind", when="person.is_noticed")],
    }
    tree = condition(
        "senior", "person.is_senior = true", rests_on=["of-condition"], **condition_keys
    )
    return listed(decided(tree, case, rules=rules, definitions=definitions, interpretations=SHARED))


def test_shared_readings_are_listed_where_something_used_rests_on_them():
    assert resting({"person.months": 5}) == [
        "of-condition",
        "of-definition",
        "of-output",
        "of-notice",
        "of-deadline",
    ]


def test_the_reading_behind_an_amount_that_does_not_apply_is_not_listed():
    assert "of-output" not in resting({"person.months": 1})


def test_the_reading_behind_a_condition_out_of_force_is_not_listed():
    assert resting({}, in_force={"until": "2024-12-31"}) == ["of-notice", "of-deadline"]


# Contradictions, and what may not happen


ADULT = {
    "id": "adult",
    "holds": "person.wants = false or person.months >= 12",
    "label": {"zh": "满一年", "en": "a year at least"},
}


def test_facts_that_contradict_each_other_are_refused_with_both_named():
    guide = small_guide(WANTS, constraints=[ADULT])

    with pytest.raises(CaseError) as caught:
        guide.decide("some", {"person.wants": True, "person.months": 3}, on=ON)

    (problem,) = caught.value.problems
    assert problem.code == "contradictory-facts"
    assert problem.message == (
        "`person.wants` (true) and `person.months` (3) contradict each other: a year at least (满一年)"
    )
    assert problem.path == "$.person.wants"


def test_a_fact_that_cannot_be_is_told_as_it_was_given():
    named = {
        "id": "named",
        "holds": 'person.name != "Anna"',
        "label": {"zh": "词", "en": "no Anna"},
    }
    guide = small_guide(WANTS, constraints=[named])

    with pytest.raises(CaseError) as caught:
        guide.decide("some", {"person.name": "Anna"}, on=ON)

    (problem,) = caught.value.problems
    assert problem.message == "`person.name` (Anna) cannot be: no Anna (词)"


@pytest.mark.parametrize(
    "case",
    [{"person.wants": True}, {"person.months": 3}, {"person.wants": False, "person.months": 3}],
)
def test_what_is_not_known_contradicts_nothing(case):
    assert decided(WANTS, case, constraints=[ADULT]).outcome is not None
