"""The audit: which rules hang on each clause of a made-up guide, and what an edited text of it does to each."""

from __future__ import annotations

import pytest
from tests.rulebooks import (
    WORDS,
    condition,
    entry,
    formula,
    interpretation,
    item,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide.audit import ClauseAccount, account, compare
from sxguide.citations import Clause, Text
from sxguide.errors import GuideTextError
from sxguide.loader import load_rulebook
from sxguide.passages import split_guide

# Two services; their audiences and deadlines say the same.
GUIDE = """
1.甲事
事项名称：甲事
事项说明：甲事的说明
服务对象：居民
办理条件：（一）年满16岁；（二）在本省；
办结时限：5 个工作日
2.乙事
事项名称：乙事
事项说明：乙事的说明
服务对象：居民
所需材料：1.证件；2.户口本；3.照片。
办结时限：5 个工作日
注意事项：补贴1500元
"""
WANTS = condition("wants", "person.wants = true")
SOME = service("some", WANTS)


def guide_file(text=GUIDE, **informative):
    """The instruments file of a guide with this text; `informative` are the clauses, `_` for `/`, that nobody encodes."""
    clauses = {
        locator: {"gist": WORDS, "fingerprint": passage.fingerprint}
        for locator, passage in split_guide(text).items()
    }
    for locator in informative:
        clauses[locator.replace("_", "/")]["informative"] = WORDS
    return written(
        {"instruments": {"guide": {"title": WORDS, "basis": "guide", "clauses": clauses}}}
    )


def rulebook(*services, text=GUIDE, **parts):
    return load_rulebook(rule_files(*services, **parts) | {"guide.yaml": guide_file(text)})


def rules_on(locator, *services, **parts):
    """The rules that hang on one clause."""
    accounts = account(rulebook(*services, **parts))
    return next(each.rules for each in accounts if each.clause.locator == locator)


CITED = "guide/1/description"


def citing(part):
    return {**part, "cites": [CITED]}


TABLE = {
    "inputs": ["person.wants"],
    "hit": "unique",
    "rows": [{"when": ["true"], "then": "1", "cites": [CITED]}, {"when": ["false"], "then": "2"}],
}


# Accounts


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        ({"summary": citing({"text": WORDS})}, "some/summary"),
        ({"audience": citing({"text": WORDS})}, "some/audience"),
        ({"benefit": {"pay": citing(formula("integer", "1"))}}, "some/benefit/pay"),
        pytest.param(
            {"benefit": {"pay": formula("integer", TABLE)}}, "some/benefit/pay", id="table row"
        ),
        ({"deadline": citing({"working_days": 0, "counting": "instant"})}, "some/deadline"),
        ({"materials": [item("form", cites=[CITED])]}, "some/materials/form"),
        ({"handling": {"accepted_at": [item("desk", cites=[CITED])]}}, "some/accepted_at/desk"),
        (
            {"handling": {"accepted_at": [item("a")], "reviewed_by": [item("b", cites=[CITED])]}},
            "some/reviewed_by/b",
        ),
        (
            {"handling": {"accepted_at": [item("a")], "results_at": [item("b", cites=[CITED])]}},
            "some/results_at/b",
        ),
        ({"notices": [item("mind", cites=[CITED])]}, "some/notices/mind"),
        ({"interpretations": [interpretation("own", cites=[CITED])]}, "interpretation/own"),
    ],
    ids=lambda each: each if isinstance(each, str) else next(iter(each)),
)
def test_every_part_of_a_service_that_cites_a_clause_hangs_on_it(made, rule):
    assert rules_on(CITED, service("some", WANTS, **made)) == (rule,)


@pytest.mark.parametrize(
    ("tree", "rule"),
    [
        (condition("wants", "person.wants", cites=[CITED]), "some/eligibility/wants"),
        ({"all": [WANTS], "id": "both", "cites": [CITED]}, "some/eligibility/both"),
        (
            {"any": [{"all": [condition("in", "person.able", cites=[CITED])]}, WANTS]},
            "some/eligibility/in",
        ),
    ],
    ids=["condition", "group", "condition within groups"],
)
def test_every_node_of_the_conditions_that_cites_a_clause_hangs_on_it(tree, rule):
    assert rules_on(CITED, service("some", tree)) == (rule,)


def test_what_a_recommendation_keeps_and_ranks_by_hangs_on_its_clauses():
    matching = {
        "candidate": {"pay": {"type": "number", "unit": "yuan", "label": WORDS}},
        "keep": [condition("paid", "candidate.pay > 0", cites=[CITED])],
        "rank": [
            {"id": "best", "by": "candidate.pay", "order": "descending", "label": WORDS}
            | {"cites": [CITED]}
        ],
    }

    assert rules_on(CITED, service("some", WANTS, matching=matching)) == (
        "some/keep/paid",
        "some/rank/best",
    )


def test_parameters_definitions_and_shared_readings_hang_on_their_clauses_too():
    rules = rules_on(
        CITED,
        service("some", WANTS),
        parameters={"fund.least": parameter("integer", entry(1, cites=[CITED]))},
        definitions={"person.old": formula("integer", TABLE)},
        interpretations=[interpretation("shared", cites=[CITED])],
    )

    assert rules == ("param.fund.least", "definition/person.old", "interpretation/shared")


def test_a_rule_that_cites_a_clause_twice_hangs_on_it_once():
    series = [entry(1, until="2025-12-31", cites=[CITED]), entry(2, cites=[CITED])]
    series[1]["from"] = "2026-01-01"

    assert rules_on(
        CITED, service("some", WANTS), parameters={"fund.least": parameter("integer", *series)}
    ) == ("param.fund.least",)


def test_clauses_come_in_the_guides_order():
    accounts = account(rulebook(SOME))

    assert [each.clause.locator for each in accounts] == list(split_guide(GUIDE))


@pytest.mark.parametrize(
    ("rules", "informative", "done"),
    [
        ((), None, False),
        (("some/summary",), None, True),
        ((), Text("因", "why"), True),
        (("interpretation/own",), None, False),
        (("interpretation/own", "param.fund.least"), None, True),
    ],
)
def test_a_clause_is_accounted_for_by_a_rule_or_a_reason_and_by_no_reading_alone(
    rules, informative, done
):
    clause = Clause(CITED, Text("词", "words"), "0" * 64, informative)

    assert ClauseAccount(clause, rules).is_accounted_for is done


def test_rules_that_know_no_guide_have_nothing_to_account_for():
    lone = load_rulebook(rule_files(SOME))

    assert account(lone) == ()
    assert {each.change for each in compare(lone, GUIDE)} == {"new"}


# Changes


def changes(old, new, text=GUIDE):
    """What becomes of the clauses of `text` where `new` stands in the place of `old`, without what is unchanged."""
    assert text.count(old) == 1, old
    made = service("some", WANTS, notices=[item("mind", cites=["guide/2/notes/1"])])
    found = compare(rulebook(made), text.replace(old, new))
    return [
        (each.locator, each.change, each.moved_to) for each in found if each.change != "unchanged"
    ]


def test_the_same_text_changes_nothing_however_it_is_broken():
    found = compare(rulebook(SOME), "".join(GUIDE.split()))

    assert {(each.change, each.moved_to) for each in found} == {("unchanged", None)}
    assert [each.locator for each in found] == list(split_guide(GUIDE))


def test_words_that_stand_a_second_time_are_new_there_and_have_not_moved():
    text = GUIDE.replace("注意事项：补贴1500元", "结果反馈：补贴1500元\n注意事项：补贴1500元")

    found = {each.locator: (each.change, each.moved_to) for each in compare(rulebook(SOME), text)}

    assert found["guide/2/notes/1"] == ("unchanged", None)
    assert found["guide/2/results"] == ("new", None)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1500元", "1800元", [("guide/2/notes/1", "changed", None)]),
        ("年满16岁", "年满18岁", [("guide/1/conditions/1", "changed", None)]),
        ("事项说明：甲事的说明\n", "", [("guide/1/description", "gone", None)]),
        ("办结时限：5 个工作日\n2", "办结时限：即时\n2", [("guide/1/deadline", "changed", None)]),
        (
            "注意事项：补贴1500元",
            "注意事项：1.补贴1500元；2.另有要求。",
            [("guide/2/notes/1", "changed", None), ("guide/2/notes/2", "new", None)],
        ),
        (
            "1.证件；2.户口本；",
            "1.户口本；2.证件；",
            [
                ("guide/2/materials/1", "moved", "guide/2/materials/2"),
                ("guide/2/materials/2", "moved", "guide/2/materials/1"),
            ],
        ),
    ],
    ids=["amount", "age", "line removed", "deadline", "note added", "items swapped"],
)
def test_an_edit_is_told_by_the_clauses_that_it_touches(old, new, expected):
    assert changes(old, new) == expected


def test_an_item_put_before_others_is_new_where_it_stands_and_moves_them():
    assert changes("1.证件；2.户口本；3.照片。", "1.申请表；2.证件；3.户口本；4.照片。") == [
        ("guide/2/materials/1", "moved", "guide/2/materials/2"),
        ("guide/2/materials/2", "moved", "guide/2/materials/3"),
        ("guide/2/materials/3", "moved", "guide/2/materials/4"),
        ("guide/2/materials/1", "new", None),
    ]


def test_words_that_several_clauses_share_do_not_move():
    # The audience of the first service now stands at the notes of the second as well: nothing went there.
    other = GUIDE.replace("服务对象：居民\n办理", "服务对象：人\n办理").replace(
        "补贴1500元", "居民"
    )

    found = compare(rulebook(SOME), other)

    assert {each.locator: each.change for each in found if each.change != "unchanged"} == {
        "guide/1/audience": "changed",
        "guide/2/notes/1": "changed",
    }


def test_a_change_names_the_rules_that_hang_on_the_clause():
    made = service("some", WANTS, notices=[item("mind", cites=["guide/2/notes/1"])])

    found = compare(rulebook(made), GUIDE.replace("1500", "1800"))

    (changed,) = [each for each in found if each.change == "changed"]
    assert changed.rules == ("some/notices/mind",)


def test_a_text_that_is_not_the_guide_is_refused():
    with pytest.raises(GuideTextError, match="no service of the guide was found"):
        compare(rulebook(SOME), "从前有座山。")
