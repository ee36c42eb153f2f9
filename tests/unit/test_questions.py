"""The next question: the fact with which the fewest questions are to be expected, and when there is none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
    WORDS,
    choice,
    condition,
    entry,
    fact,
    parameter,
    rule_files,
    service,
    small_guide,
)

from sxguide import CaseError
from sxguide.answers import Outcome
from sxguide.backends.situation import APPLICATION_DATE, Situation
from sxguide.diagram import questions
from sxguide.diagram.analysis import Analysis
from sxguide.diagram.diagrams import Diagrams
from sxguide.diagram.limits import MAX_VARIABLES
from sxguide.guide import Guide
from sxguide.loader import load_rulebook


def tree(*conditions: str) -> dict[str, Any]:
    """All of these conditions."""
    members = [condition(f"c{number}", when) for number, when in enumerate(conditions)]
    if len(members) == 1:
        return members[0]
    return {"id": "root", "label": WORDS, "cites": [CLAUSE], "all": members}


def asked(guide: Guide, case: dict[str, Any], **more: Any) -> str | None:
    question = guide.next_question("some", case, on=ON, **more)
    return None if question is None else question.name


def test_a_question_has_its_words_and_its_values():
    guide = small_guide(tree('person.colour = "red"'))

    question = guide.decide("some", {}, on=ON).next_question

    assert question is not None
    assert (question.name, question.question.zh) == ("person.colour", "词")
    assert [each.value for each in question.choices] == ["red", "green", "blue"]


def test_what_settles_more_often_is_asked_first():
    # One colour of three is allowed, and half of all people want it: two in three are refused by the colour.
    guide = small_guide(tree("person.wants", 'person.colour = "red"'))

    assert asked(guide, {}) == "person.colour"
    assert asked(guide, {"person.colour": "red"}) == "person.wants"


@pytest.mark.parametrize("case", [{"person.colour": "green"}, {"person.wants": False}])
def test_nothing_is_asked_once_the_outcome_is_settled(case):
    assert asked(small_guide(tree("person.wants", 'person.colour = "red"')), case) is None


def test_a_question_that_several_conditions_wait_for_is_worth_more():
    # Asking for the months first settles all three; the order of the rules would take up to three questions.
    guide = small_guide(
        tree(
            "person.wants or person.months > 3",
            "person.able or person.months > 3",
            'person.colour = "red" or person.months > 3',
        )
    )

    assert asked(guide, {}) == "person.months"


def test_a_population_decides_what_is_likely():
    guide = small_guide(tree("person.wants", 'person.colour = "red"'))
    keen = [{"person.wants": True, "person.colour": "green"}] * 3
    idle = [{"person.wants": False, "person.colour": "red"}] * 9

    assert asked(guide, {}, population=keen + idle) == "person.wants"
    assert asked(guide, {}, population=keen) == "person.colour"


def test_people_who_differ_from_what_is_known_do_not_count():
    guide = small_guide(tree("person.wants", "person.able", "person.months >= 12"))
    like = [{"person.able": True, "person.months": 1, "person.wants": True}]
    unlike = [{"person.able": False, "person.months": 24, "person.wants": False}] * 9

    assert asked(guide, {"person.able": True}, population=like + unlike) == "person.months"


def test_who_has_not_said_counts_for_no_answer():
    guide = small_guide(tree("person.wants", 'person.colour = "red"'))
    silent = [{"person.wants": True}] * 9
    told = [{"person.wants": False, "person.colour": "red"}]

    # All who tell their colour are red, one in ten does not want it.
    assert asked(guide, {}, population=silent + told) == "person.wants"


def test_a_population_that_nobody_agrees_with_is_as_none():
    guide = small_guide(tree("person.wants", 'person.colour = "red"', "person.able"))
    others = [{"person.able": False, "person.wants": False}]

    assert asked(guide, {"person.able": True}, population=others) == "person.colour"


def test_the_faults_of_a_population_are_told_by_the_place_of_the_person():
    guide = small_guide(tree("person.wants"))

    with pytest.raises(CaseError) as caught:
        asked(guide, {}, population=[{}, {"person.wants": 3}, {"person": {"able": "x"}}])

    assert [each.path for each in caught.value.problems] == [
        "$[1].person.wants",
        "$[2].person.able",
    ]


def test_what_a_person_cannot_say_is_not_asked_again():
    guide = small_guide(tree("person.wants", 'person.colour = "red"'))

    assert asked(guide, {}, without=["person.colour"]) == "person.wants"
    assert asked(guide, {}, without=["person.colour", "person.wants"]) is None


def test_nothing_is_asked_where_no_answer_could_settle():
    # Whoever wants it waits for a parameter, and so does whoever does not.
    rules = tree("if person.wants then person.months > param.fund.least else person.months < 0")
    guide = small_guide(
        rules, parameters={"fund.least": parameter("integer", entry(5, until="2020-01-01"))}
    )
    decision = guide.decide("some", {"person.wants": True}, on=ON)

    assert decision.outcome is Outcome.UNDETERMINED
    assert "param.fund.least" in [each.name for each in decision.missing]
    assert decision.next_question is None


def test_a_refusal_is_still_sought_where_a_parameter_is_missing():
    rules = tree("person.wants", "person.months > param.fund.least")
    guide = small_guide(
        rules, parameters={"fund.least": parameter("integer", entry(5, until="2020-01-01"))}
    )

    assert asked(guide, {}) == "person.wants"
    assert asked(guide, {"person.wants": True}) is None


def test_facts_that_are_compared_with_each_other_are_asked_one_after_the_other():
    guide = small_guide(
        tree("person.months > person.years"), facts={"person.years": fact("integer")}
    )

    first = asked(guide, {})
    assert first in {"person.months", "person.years"}
    second = asked(guide, {first: 5})
    assert {first, second} == {"person.months", "person.years"}


def test_one_text_answers_all_conditions_that_read_it():
    guide = small_guide(
        tree('contains(person.name, "a")', 'contains(person.name, "b")', "person.wants")
    )

    # The text settles three times in four, the wish half the time.
    assert asked(guide, {}) == "person.name"


def test_a_default_answers_what_the_person_cannot_say():
    facts = {
        "person.group": choice("old", "young", default='if person.months > 3 then "old" else null')
    }
    guide = small_guide(tree('person.group = "old"'), facts=facts)

    assert asked(guide, {}) == "person.group"
    assert asked(guide, {}, without=["person.group"]) == "person.months"
    assert asked(guide, {"person.months": 5}) is None


def test_combinations_that_a_constraint_forbids_have_no_weight():
    # Only the able want it, and only reds are able: green and blue need not be asked for wanting.
    constraints = [
        {"id": "reds", "holds": 'not(person.able) or person.colour = "red"', "label": WORDS},
        {"id": "keen", "holds": "not(person.wants) or person.able", "label": WORDS},
    ]
    guide = small_guide(
        tree("person.wants", 'person.colour = "red"', "person.able"), constraints=constraints
    )

    assert asked(guide, {}) == "person.wants"


def test_who_has_no_such_thing_is_asked_for_something_else(guide):
    # Nobody can give the date of a recommendation that never was.
    name = "training-enrolment-query"

    first = guide.next_question(name, {}, on=ON)
    second = guide.next_question(name, {}, on=ON, without=["training.recommended_on"])

    assert first.name in {"training.recommended_on", "training.recommended"}
    assert second.name == "training.recommended"
    assert guide.next_question(name, {"training.recommended": False}, on=ON) is None


def many(count: int) -> Guide:
    """A service that waits for so many facts."""
    facts = {f"a.x{number}": fact("boolean") for number in range(count)}
    return small_guide(tree(*(f"a.x{number}" for number in range(count))), facts=facts)


def test_a_service_without_a_diagram_asks_for_what_is_missing_first():
    guide = many(MAX_VARIABLES + 1)
    decision = guide.decide("some", {}, on=ON)

    assert not decision.is_exact
    assert decision.next_question.name == decision.missing[0].name


def test_where_there_is_too_much_to_search_two_questions_are_looked_ahead(monkeypatch):
    rules = tree("person.wants", 'person.colour = "red"', "person.able or person.months > 3")
    best = asked(small_guide(rules), {})

    monkeypatch.setattr(questions, "MAX_STATES", 0)

    assert best == "person.colour"
    assert asked(small_guide(rules), {}) == best


def inquiry(guide: Guide) -> questions.Questions:
    """The choice of questions to somebody of whom nothing is known."""
    situation = Situation(guide.rulebook, guide.calendar, {APPLICATION_DATE: ON})
    diagrams = Diagrams(guide.rulebook, guide.calendar)
    names = [each.name for each in guide.decide("some", {}, on=ON).missing]
    analysis = Analysis(diagrams, guide.service("some"), situation)
    standing = analysis._standing(names)
    assert standing is not None
    return analysis._questions(standing, names)


RED_AND_LONG = '(person.colour = "red" and person.months > 3)'


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        (["person.wants"], 1),
        # Who does not want it is asked no more.
        (["person.wants", 'person.colour = "red"'], Fraction(3, 2)),
        (["person.wants", "person.able", 'person.colour = "red"'], Fraction(7, 4)),
        # A comparison takes both of its facts; a fact that was said is not asked for again.
        (["person.months > person.years", "person.wants"], Fraction(5, 2)),
        (["person.months > person.years", "person.months > person.weeks"], Fraction(5, 2)),
        (['contains(person.name, "a")', 'contains(person.name, "b")'], 1),
        # Half of all are asked whether they are able, the others for their colour, and one in three of these for the months.
        (["if person.wants then person.able else " + RED_AND_LONG], Fraction(13, 6)),
    ],
)
def test_a_walk_asks_what_the_diagram_asks_in_its_order(conditions, count):
    facts = {name: fact("integer") for name in ("person.years", "person.weeks")}
    walk = inquiry(small_guide(tree(*conditions), facts=facts))

    assert walk._walk(walk._start()) == count


@pytest.mark.parametrize(("states", "is_walked"), [(5, False), (4, True)])
def test_there_is_a_walk_only_where_more_states_are_left_than_may_be_looked_at(
    states, is_walked, monkeypatch
):
    # given three wishes, all to be had: the search comes to five states
    monkeypatch.setattr(questions, "MAX_STATES", states)
    search = inquiry(many(3))

    assert search.best() == "a.x0"
    assert bool(search._walked) is is_walked


def test_a_walk_comes_to_each_rest_of_a_diagram_once(monkeypatch):
    # given six pairs of facts: sixty-four ways lead to what the last pair leaves
    pairs = [f"a.x{number} or a.y{number}" for number in range(6)]
    facts = {f"a.{side}{number}": fact("boolean") for number in range(6) for side in "xy"}
    walk = inquiry(small_guide(tree(*pairs), facts=facts))
    monkeypatch.setattr(questions, "MAX_STATES", 0)

    assert walk.best() == "a.x0"
    assert len(walk._walked) <= len(walk._remainder.forest.levels)


@pytest.mark.parametrize(("states", "name"), [(0, "person.wants"), (500, None)])
def test_hope_is_given_up_only_where_all_answers_were_looked_at(states, name, monkeypatch):
    monkeypatch.setattr(questions, "MAX_STATES", states)
    least, wants = "param.fund.least", "person.wants"
    guide = small_guide(
        tree(f"{wants} and {least} < person.months or not({wants}) and {least} > person.months"),
        parameters={"fund.least": parameter("integer", entry(5, until="2020-01-01"))},
    )

    assert asked(guide, {}) == name


def test_a_large_service_is_asked_in_bounded_time():
    guide = many(MAX_VARIABLES)

    assert guide.decide("some", {}, on=ON).is_exact
    assert asked(guide, {}) == "a.x0"


# Chances


def chances(guide: Guide, case: dict[str, Any], **more: Any) -> list[tuple[str, Fraction]]:
    """The facts that may be asked for, and how often their answers settle the outcome."""
    decision = guide.decide("some", case, on=ON)
    return [(each.name, chance) for each, chance in decision.analyser.settling(decision, **more)]


def test_a_chance_is_the_share_of_answers_that_settle():
    guide = small_guide(tree("person.wants", 'person.colour = "red"'))

    assert chances(guide, {}) == [
        ("person.wants", Fraction(1, 2)),
        ("person.colour", Fraction(2, 3)),
    ]
    assert chances(guide, {"person.colour": "red"}) == [("person.wants", Fraction(1))]
    assert chances(guide, {}, without=["person.wants"]) == [("person.colour", Fraction(2, 3))]
    assert chances(guide, {"person.wants": False}) == []


def test_chances_leave_out_what_a_constraint_forbids():
    limits = [{"id": "reds", "holds": 'person.wants or person.colour = "red"', "label": WORDS}]
    guide = small_guide(tree("person.wants", 'person.colour = "red"'), constraints=limits)

    # Of four people who are possible one does not want it, and two are red.
    assert chances(guide, {}) == [
        ("person.wants", Fraction(1, 4)),
        ("person.colour", Fraction(1, 2)),
    ]


def test_one_of_two_facts_that_are_compared_settles_nothing():
    guide = small_guide(
        tree("person.months > person.years"), facts={"person.years": fact("integer")}
    )

    assert dict(chances(guide, {})) == {"person.months": 0, "person.years": 0}


def test_an_answer_that_a_default_waits_for_has_no_chance_of_its_own():
    old = 'if person.months > 3 then "old" else null'
    guide = small_guide(
        tree('person.group = "old"'), facts={"person.group": choice("old", "young", default=old)}
    )

    assert chances(guide, {}, without=["person.group"]) == [("person.months", Fraction(0))]
    assert chances(guide, {}, without=["person.group", "person.months"]) == []


def test_where_only_a_parameter_is_missing_nothing_has_a_chance():
    guide = small_guide(
        tree("person.wants or person.months > param.fund.least"),
        parameters={"fund.least": parameter("integer", entry(5, until="2020-01-01"))},
    )

    assert chances(guide, {}) == [("person.wants", Fraction(1, 2))]
    assert chances(guide, {"person.wants": False}) == []


def test_without_a_diagram_what_comes_first_has_no_chance():
    assert chances(many(MAX_VARIABLES + 1), {}) == [("a.x0", Fraction(0))]
    assert chances(many(MAX_VARIABLES + 1), {}, without=["a.x0"]) == [("a.x1", Fraction(0))]


# Screenings


def test_a_screening_asks_for_what_settles_the_most_services():
    made = [
        service("a", condition("a", "person.wants"), number=1),
        service("b", condition("b", 'person.colour = "red"'), number=2),
        service("c", condition("c", 'person.colour != "red"'), number=3),
    ]
    guide = Guide(load_rulebook(rule_files(*made)))

    assert guide.screen({}, on=ON).next_question().name == "person.colour"
    assert guide.screen({"person.colour": "red"}, on=ON).next_question().name == "person.wants"
    assert guide.screen({}, on=ON).next_question(without=["person.colour"]).name == "person.wants"
    everything = {"person.colour": "red", "person.wants": False}
    assert guide.screen(everything, on=ON).next_question() is None


def test_a_screening_asks_for_services_without_a_diagram_as_well():
    assert many(200).screen({}, on=ON).next_question().name == "a.x0"
