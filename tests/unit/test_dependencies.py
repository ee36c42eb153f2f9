"""What reads what: names that a formula reads itself, and the facts that a service rests on in the end."""

from __future__ import annotations

from tests.rulebooks import condition, entry, fact, formula, item, parameter, small_guide

from sxguide.dependencies import facts_read, read_by, reads

WANTS = condition("wants", "person.wants = true")
TABLE = {
    "inputs": ["person.colour"],
    "hit": "priority",
    "priorities": ["person.months", "param.fund.least"],
    "rows": [
        {"when": ['? = "red" and person.able'], "then": "person.months"},
        {"when": ["-"], "then": "param.fund.least"},
    ],
}
PARAMETERS = {"fund.least": parameter("integer", entry(12, key=2026), keyed_by="filing.year")}
YEAR = {"filing.year": fact("integer", unit="one", default="application.date.year")}


def test_a_table_reads_its_inputs_tests_outputs_and_priorities():
    rules = {"benefit": {"amount": formula("integer", TABLE)}}
    guide = small_guide(WANTS, rules=rules, parameters=PARAMETERS, facts=YEAR)

    (output,) = guide.services["some"].outputs

    assert reads(output.formula) == {
        "person.colour",
        "person.able",
        "person.months",
        "param.fund.least",
    }


def test_a_term_reads_its_start_and_its_length():
    due = formula("date", "person.birth_date")
    del due["value"]
    due["working_days"] = {"after": "person.birth_date", "days": "param.fund.days"}
    days = {"fund.days": parameter("integer", entry(5), unit="day")}
    guide = small_guide(WANTS, rules={"benefit": {"due": due}}, parameters=days)

    (output,) = guide.services["some"].outputs

    assert reads(output.formula) == {"person.birth_date", "param.fund.days"}


def test_a_name_is_worked_out_from_key_formula_or_default():
    definitions = {"person.old": formula("boolean", "person.months > 3")}
    rulebook = small_guide(
        WANTS, definitions=definitions, parameters=PARAMETERS, facts=YEAR
    ).rulebook

    assert read_by(rulebook, "param.fund.least") == {"filing.year"}
    assert read_by(rulebook, "person.old") == {"person.months"}
    assert read_by(rulebook, "filing.year") == {"application.date"}
    assert read_by(rulebook, "person.months") == frozenset()


def test_a_service_rests_on_what_its_conditions_outputs_and_items_read():
    rules = {
        "benefit": {"amount": formula("integer", "param.fund.least")},
        "materials": [item("form", when="person.able")],
        "handling": {
            "accepted_at": [item("counter")],
            "results_at": [item("app", when='person.colour = "red"')],
        },
        "notices": [item("mind", when="person.pay > 0")],
    }
    guide = small_guide(WANTS, rules=rules, parameters=PARAMETERS, facts=YEAR)

    names = [fact.name for fact in facts_read(guide.rulebook, guide.services["some"])]

    assert names == [
        "application.date",
        "person.pay",
        "person.wants",
        "person.able",
        "person.colour",
        "filing.year",
    ]


def test_the_entries_of_a_list_are_names_of_its_own():
    kept = "count([{length: person.months}, {length: 3}][length > 1])"
    definitions = {"person.long": formula("integer", kept, unit="one")}
    guide = small_guide(condition("long", "person.long > 1"), definitions=definitions)

    names = [fact.name for fact in facts_read(guide.rulebook, guide.services["some"])]

    assert names == ["person.months"]
