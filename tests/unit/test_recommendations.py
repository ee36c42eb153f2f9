"""Candidates matched with a person: who is kept, who may be, who is refused under what, and in which order."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
    WORDS,
    Part,
    clause,
    condition,
    entry,
    formula,
    interpretation,
    parameter,
    small_guide,
)

from sxguide.answers import Outcome
from sxguide.errors import CaseError, DecisionError

if TYPE_CHECKING:
    from sxguide.guide import Guide
    from sxguide.recommendations import Recommendation

WANTS = condition("wants", "person.wants = true")
PERSON = {"person.wants": True, "person.pay": 3000, "person.name": "cook"}


def field(kind: str, **more: Any) -> Part:
    return {"type": kind, "label": WORDS, **more}


def criterion(name: str, by: str, order: str = "ascending", **more: Any) -> Part:
    return {"id": name, "by": by, "order": order, "label": WORDS, "cites": [CLAUSE], **more}


FIELDS: dict[str, Part] = {
    "trade": field("text", given="always"),
    "pay": field("money", minimum=0),
    "starts_on": field("date"),
    "indoors": field("boolean"),
}
TRADE = condition("trade", "candidate.trade = person.name", cites=[clause(2)])
PAY = condition("pay", "candidate.pay >= person.pay", cites=[clause(3)])
HIGHEST_PAY = criterion("pay", "candidate.pay", "descending")


def recommend(
    *candidates: Any,
    keep: list[Part] | None = None,
    rank: list[Part] | None = None,
    fields: dict[str, Part] | None = None,
    case: Part | None = None,
    limit: int | None = None,
    **parts: Any,
) -> Recommendation:
    matching = {
        "candidate": fields or FIELDS,
        "keep": keep or [TRADE, PAY],
        "rank": rank or [HIGHEST_PAY],
    }
    guide = small_guide(WANTS, rules={"matching": matching}, **parts)
    return guide.recommend("some", PERSON if case is None else case, candidates, on=ON, limit=limit)


def cook(pay: Any = None, **more: Any) -> Part:
    return {"trade": "cook", "pay": pay, **more}


def order(found: Recommendation) -> list[int]:
    return [match.index for match in found.matches]


# Who is kept


def test_who_meets_every_condition_is_a_match_with_its_reasons():
    found = recommend(cook(4000))

    (match,) = found.matches
    assert [(reason.id, reason.truth) for reason in match.reasons] == [
        ("trade", True),
        ("pay", True),
    ]
    assert [reason.citations[0].clause for reason in match.reasons] == [clause(2), clause(3)]
    assert [(used.name, used.value) for used in match.reasons[1].used] == [("person.pay", 3000)]
    assert match.reasons[1].expression == "candidate.pay >= person.pay"
    assert (match.missing, found.possible) == ((), ())


@pytest.mark.parametrize(("pay", "matches"), [(2999, 0), (3000, 1), ("3000.00", 1), ("2999.99", 0)])
def test_a_condition_has_two_sides(pay, matches):
    assert recommend(cook(pay)).match_count == matches


def test_who_may_meet_a_condition_is_kept_apart_and_what_is_missing_is_named():
    found = recommend(cook(), cook(4000))

    (possible,) = found.possible
    assert order(found) == [1]
    assert (possible.index, possible.missing) == (0, ("candidate.pay",))
    assert [(reason.id, reason.truth) for reason in possible.reasons] == [
        ("trade", True),
        ("pay", None),
    ]
    assert (found.match_count, found.possible_count) == (1, 1)


def test_what_is_not_known_of_the_person_keeps_everybody_apart():
    found = recommend(cook(4000), case={"person.wants": True, "person.name": "cook"})

    assert [match.missing for match in found.possible] == [("person.pay",)]


def test_all_that_a_candidate_waits_for_is_named():
    found = recommend(cook(), case={"person.wants": True})

    (possible,) = found.possible
    assert possible.missing == ("candidate.pay", "person.name", "person.pay")


def test_who_is_refused_counts_once_under_the_first_condition_that_is_false():
    found = recommend({"trade": "welder", "pay": 1}, cook(1), cook(2), cook(3000))

    assert dict(found.refused) == {"trade": 1, "pay": 2}
    assert (found.considered, found.match_count) == (4, 1)


def test_who_surely_fails_one_condition_is_refused_whatever_is_not_known_of_another():
    found = recommend(cook(1), case={"person.wants": True, "person.pay": 3000})

    assert dict(found.refused) == {"trade": 0, "pay": 1}
    assert found.possible == ()


def test_a_condition_that_is_null_is_not_met():
    broken = condition("broken", "candidate.pay / 0 > 1")

    assert dict(recommend(cook(4000), keep=[broken]).refused) == {"broken": 1}


def test_what_is_unknown_and_makes_no_difference_refuses_nobody():
    either = condition("either", "candidate.indoors or candidate.pay > 1")

    assert order(recommend(cook(2), keep=[either])) == [0]


# Whoever may not have the service


@pytest.mark.parametrize(
    ("wants", "outcome"), [(False, Outcome.INELIGIBLE), (None, Outcome.UNDETERMINED)]
)
def test_who_may_not_have_the_service_is_recommended_nothing(wants, outcome):
    found = recommend(cook(4000), cook(), case={**PERSON, "person.wants": wants})

    assert found.decision.outcome is outcome
    assert (found.matches, found.possible) == ((), ())
    assert (found.considered, dict(found.refused)) == (2, {"trade": 0, "pay": 0})


def test_the_decision_is_the_one_that_the_service_makes():
    found = recommend(cook(4000))

    assert found.decision.outcome is Outcome.ELIGIBLE
    assert found.decision.reasons.children[0].id == "wants"


# Order


def test_the_first_criterion_has_the_first_word():
    by_day = criterion("day", "candidate.starts_on")
    candidates = [
        cook(4000, starts_on="2026-07-01"),
        cook(5000, starts_on="2026-07-02"),
        cook(5000, starts_on="2026-07-01"),
    ]

    assert order(recommend(*candidates, rank=[HIGHEST_PAY, by_day])) == [2, 1, 0]
    assert order(recommend(*candidates, rank=[by_day, HIGHEST_PAY])) == [2, 0, 1]


@pytest.mark.parametrize("way", ["ascending", "descending"])
def test_a_tie_keeps_the_order_that_was_given(way):
    candidates = [cook(4000), cook("4000.0"), cook(4000)]

    assert order(recommend(*candidates, rank=[criterion("pay", "candidate.pay", way)])) == [0, 1, 2]


@pytest.mark.parametrize(("way", "expected"), [("ascending", [1, 2, 0]), ("descending", [2, 1, 0])])
def test_false_is_less_than_true_and_what_is_not_known_comes_last(way, expected):
    candidates = [cook(4000), cook(4000, indoors=False), cook(4000, indoors=True)]
    found = recommend(*candidates, rank=[criterion("indoors", "candidate.indoors", way)])

    assert order(found) == expected
    assert [match.ranks["indoors"] for match in found.matches][-1] is None


def test_numbers_of_any_size_are_in_order():
    candidates = [cook("5000.5"), cook(10**20), cook(4000), cook("5000.51")]

    assert order(recommend(*candidates)) == [1, 3, 0, 2]


def test_the_possible_are_ranked_as_well():
    candidates = [cook(starts_on="2026-07-02"), cook(starts_on="2026-07-01")]
    found = recommend(*candidates, rank=[criterion("day", "candidate.starts_on")])

    assert [match.index for match in found.possible] == [1, 0]
    assert found.possible[0].ranks == {"day": dt.date(2026, 7, 1)}


def test_a_limit_cuts_the_lists_and_not_the_counts():
    found = recommend(cook(3000), cook(), cook(5000), cook(), cook(4000), limit=2)

    assert order(found) == [2, 4]
    assert [match.index for match in found.possible] == [1, 3]
    assert (found.match_count, found.possible_count) == (3, 2)


def test_matches_are_a_sequence():
    found = recommend(cook(4000), cook(6000), cook(5000)).matches

    assert (len(found), found[-1].index) == (3, 0)
    assert [match.index for match in found[:2]] == [1, 2]
    assert found[:2] == (found[0], found[1])
    assert found != found[:2]
    assert hash(found) == hash(recommend(cook(4000), cook(6000), cook(5000)).matches)
    assert repr(found) == "<3 matches>"


def test_a_limit_of_none_at_all_leaves_the_counts():
    found = recommend(cook(3000), limit=0)

    assert (found.matches, found.match_count) == ((), 1)


@pytest.mark.parametrize("limit", [-1, True, Decimal(1), "1"], ids=repr)
def test_a_limit_is_a_count(limit):
    with pytest.raises(DecisionError, match="`limit` must be a whole number from 0 up"):
        recommend(cook(3000), limit=limit)


# Defaults


def test_a_field_that_is_not_said_has_its_default():
    fields = {**FIELDS, "pay": field("money", default="3500")}
    found = recommend(cook(), cook(4000), fields=fields)

    assert order(found) == [1, 0]
    assert found.matches[1].ranks == {"pay": Decimal(3500)}


def test_a_default_may_read_fields_that_stand_before_it():
    fields = {**FIELDS, "least": field("money", default="candidate.pay - 500")}
    keep = [condition("least", "candidate.least >= 3000")]
    found = recommend(cook(3499), cook(3500), cook(1, least=3000), cook(), keep=keep, fields=fields)

    assert sorted(order(found)) == [1, 2]
    assert [match.missing for match in found.possible] == [("candidate.least", "candidate.pay")]


def test_a_default_may_read_another_default():
    fields = {
        **FIELDS,
        "pay": field("money", default="3500"),
        "least": field("money", default="candidate.pay - 500"),
    }

    assert order(
        recommend(cook(), keep=[condition("a", "candidate.least = 3000")], fields=fields)
    ) == [0]


def test_a_default_that_only_a_rank_reads_is_worked_out_as_well():
    fields = {**FIELDS, "least": field("money", default="candidate.pay - 500")}
    rank = [criterion("least", "candidate.least")]

    assert recommend(cook(4000), fields=fields, rank=rank).matches[0].ranks == {
        "least": Decimal(3500)
    }


def test_a_default_of_null_leaves_the_field_unknown():
    fields = {**FIELDS, "pay": field("money", default="null")}

    assert [match.missing for match in recommend(cook(), fields=fields).possible] == [
        ("candidate.pay",)
    ]


# What stands behind


def test_parameters_and_definitions_behind_a_condition_are_cited():
    keep = [condition("old", "candidate.pay > param.fund.least and person.old", cites=[clause(4)])]
    found = recommend(
        cook(4000),
        keep=keep,
        case={**PERSON, "person.months": 9},
        parameters={"fund.least": parameter("money", entry(100, cites=[clause(5)]))},
        definitions={"person.old": formula("boolean", "person.months > 3", cites=[clause(6)])},
    )

    (reason,) = found.matches[0].reasons
    assert [each.clause for each in reason.citations] == [clause(4), clause(5), clause(6)]
    assert [each.name for each in reason.used] == [
        "param.fund.least",
        "person.months",
        "person.old",
    ]
    assert {each.clause for each in found.citations} == {clause(each) for each in (1, 4, 5, 6)}


def test_readings_behind_conditions_criteria_and_definitions_are_listed():
    keep = [condition("a", "candidate.pay > 0 and person.old", rests_on=["one"])]
    rank = [criterion("b", "candidate.pay", rests_on=["two"])]
    old = formula("boolean", "person.months > 3", rests_on=["three"])
    found = recommend(
        keep=keep,
        rank=rank,
        definitions={"person.old": old},
        interpretations=[interpretation(name) for name in ("one", "two", "three", "four")],
    )

    assert [each.id for each in found.interpretations] == ["one", "three", "two"]


def test_the_ranks_say_what_they_are_and_by_which_clause():
    (rank,) = recommend().ranks

    assert rank.to_dict() == {
        "id": "pay",
        "label": WORDS,
        "order": "descending",
        "citations": [CLAUSE],
    }


@dataclass
class Post:
    trade: str
    pay: Decimal
    starts_on: dt.date | None = None


def test_a_candidate_comes_back_as_the_object_that_was_given():
    post = Post("cook", Decimal("4000.50"), dt.date(2026, 7, 1))
    found = recommend(post)

    assert found.matches[0].candidate is post
    assert found.matches[0].to_dict()["candidate"] == {
        "trade": "cook",
        "pay": "4000.50",
        "starts_on": "2026-07-01",
    }


def test_a_recommendation_is_plain_data():
    found = recommend(cook(4000), cook(), {"trade": "welder"})

    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["refused"] == {"trade": 1, "pay": 0}
    assert plain["decision"]["outcome"] == "eligible"
    assert [match["index"] for match in plain["matches"]] == [0]
    assert plain["matches"][0]["ranks"] == {"pay": "4000"}
    assert plain["possible"][0]["missing"] == ["candidate.pay"]
    assert plain["possible"][0]["reasons"][1] == {
        "id": "pay",
        "truth": None,
        "citations": [clause(3)],
    }


def test_the_candidates_are_left_as_they_were_given():
    candidates = [cook(4000), cook()]
    recommend(*candidates, fields={**FIELDS, "pay": field("money", default="1")})

    assert candidates == [{"trade": "cook", "pay": 4000}, {"trade": "cook", "pay": None}]


def test_a_service_without_a_matching_recommends_nothing():
    guide = small_guide(WANTS)

    with pytest.raises(DecisionError, match="`some` recommends nothing"):
        guide.recommend("some", {}, [], on=ON)


def test_a_criterion_of_words_that_no_check_could_see_is_refused():
    rank = [criterion("odd", 'get value({a: candidate.trade}, "a")')]

    with pytest.raises(DecisionError, match="no number, date or boolean"):
        recommend(cook(4000), rank=rank)


# The bundled services

FIXTURES = Path(__file__).parents[2] / "fixtures/candidates"
AT = dt.date(2026, 11, 23)
SEEKER = {
    "person.birth_date": "2007-11-24",
    "person.wants_work": True,
    "person.able_to_work": True,
    "job_seeking.registered_for_fixed_work": True,
    "job_seeking.registered_for_gig_work": True,
    "location.easting": 620000,
    "location.northing": 4190000,
}
RECRUITER = {
    "posting.registered": True,
    "recruiter.private_person": True,
    "posting.lawful": True,
    "posting.text": "搬家三天，男女不限",
    "posting.minimum_age": 16,
    "posting.occupation": "搬运工",
    "posting.place": "小店区",
    "posting.daily_pay": 200,
    "posting.working_time": "daytime",
}
TRAINEE = {
    "training.intent_registered": True,
    "training.programme": "key_group",
    "location.easting": 620000,
    "location.northing": 4190000,
}


def named(matches: Any) -> list[str]:
    return [match.candidate["id"] for match in matches]


def offered(guide: Guide, service: int, case: Part, name: str) -> Recommendation:
    candidates = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return guide.recommend(service, case, candidates, on=AT)


def test_posts_are_matched_by_the_wishes_that_are_registered(guide):
    wishes = {
        "job_seeking.occupation": "焊工",
        "job_seeking.second_occupation": "钳工",
        "job_seeking.place": "迎泽区",
        "job_seeking.monthly_pay": 4000,
        "job_seeking.working_time": "daytime",
    }
    found = offered(guide, 2, {**SEEKER, **wishes}, "posts")

    assert named(found.matches) == ["P5", "P1", "P2"]
    assert named(found.possible) == ["P3"]
    assert dict(found.refused) == {
        "occupation": 1,
        "place": 0,
        "pay": 1,
        "working-time": 1,
        "old-enough": 0,
    }
    assert found.matches[1].ranks == {
        "first-wish": True,
        "pay": Decimal(5200),
        "distance": Decimal("0.5"),
    }
    assert "matching-by-registered-wishes" in [each.id for each in found.interpretations]


def test_wishes_that_are_not_registered_narrow_nothing(guide):
    found = offered(guide, 2, {**SEEKER, "job_seeking.occupation": "焊工"}, "posts")

    assert named(found.matches) == ["P4", "P5", "P1", "P6"]
    assert named(found.possible) == ["P3"]


def test_a_gig_for_older_workers_goes_to_nobody_younger(guide):
    wishes = {"job_seeking.occupation": "搬运工", "job_seeking.daily_pay": 200}
    younger = offered(guide, 5, {**SEEKER, **wishes}, "gigs")
    older = offered(guide, 5, {**SEEKER, **wishes, "person.birth_date": "2005-11-23"}, "gigs")

    assert named(younger.matches) == ["G2", "G1"]
    assert named(older.matches) == ["G2", "G3", "G1"]


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2007-11-24", dt.date(2026, 11, 23), 18),
        ("2007-11-23", dt.date(2026, 11, 23), 19),
        ("2008-02-29", dt.date(2026, 2, 27), 17),
        ("2008-02-29", dt.date(2026, 2, 28), 18),
        ("2008-02-29", dt.date(2028, 2, 28), 19),
        ("2008-02-29", dt.date(2028, 2, 29), 20),
    ],
)
def test_the_age_for_a_post_is_reached_on_the_birthday(guide, born, on, age):
    person = {**SEEKER, "person.birth_date": born, "job_seeking.occupation": "any"}
    gigs = [
        {"occupation": "cook", "daily_pay": 1, "working_time": "any", "minimum_age": each}
        for each in (age, age + 1)
    ]
    found = guide.recommend(5, person, gigs, on=on)

    assert order(found) == [0]
    assert dict(found.refused)["old-enough"] == 1


def test_nobody_under_16_is_recommended_for_a_gig(guide):
    found = offered(guide, 8, RECRUITER, "seekers")

    assert named(found.matches) == ["S4", "S1", "S2"]
    assert [(match.candidate["id"], match.missing) for match in found.possible] == [
        ("S5", ("candidate.birth_date",))
    ]
    assert dict(found.refused)["working-age"] == 1
    reasons = {reason.id: reason for reason in found.matches[0].reasons}
    assert "law/child-labour-ban/2" in [each.clause for each in reasons["working-age"].citations]


def test_a_seeker_younger_than_the_posting_accepts_is_not_recommended(guide):
    found = offered(guide, 8, {**RECRUITER, "posting.minimum_age": 18}, "seekers")

    assert named(found.matches) == ["S1", "S2"]
    assert dict(found.refused)["old-enough"] == 1


def test_a_posting_for_somebody_under_16_is_recommended_nobody(guide):
    found = offered(guide, 8, {**RECRUITER, "posting.minimum_age": 15}, "seekers")

    assert found.decision.outcome is Outcome.INELIGIBLE
    assert (found.matches, found.possible) == ((), ())


def test_the_nearest_institution_comes_first(guide):
    found = offered(guide, 17, TRAINEE, "institutions")

    assert named(found.matches) == ["I2", "I4", "I1", "I6"]
    assert [match.ranks["distance"] for match in found.matches] == [Decimal("0.5"), 5, 12, None]
    assert named(found.possible) == ["I5"]
    assert [each.clause for each in found.ranks[0].citations] == ["guide/17/description"]


def test_wishes_narrow_the_institutions(guide):
    found = offered(guide, 17, {**TRAINEE, "training.subject": "焊工"}, "institutions")

    assert named(found.matches) == ["I2", "I1", "I6"]
    assert dict(found.refused) == {"programme": 1, "subject": 1}


def test_without_the_registration_no_institution_is_recommended(guide):
    found = offered(guide, 17, {**TRAINEE, "training.intent_registered": False}, "institutions")

    assert [reason.id for reason in found.decision.reasons.failures()] == ["intent-registered"]
    assert found.matches == ()


def test_faults_of_the_case_come_before_those_of_the_candidates(guide):
    with pytest.raises(CaseError) as caught:
        guide.recommend(17, {"training.intent": True}, [{"nam": "x"}], on=AT)

    assert [problem.code for problem in caught.value.problems] == ["unknown-fact"]
