"""Interviews: answers as people type them, taken, refused, skipped and taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
    WORDS,
    condition,
    fact,
    rule_files,
    service,
    small_guide,
)

from sxguide.answers import Outcome
from sxguide.decision import Decision
from sxguide.guide import Guide
from sxguide.interviews import AnswerError, Interview, choices, read_answer, said
from sxguide.loader import load_rulebook
from sxguide.screening import Screening

RED = condition("red", 'person.colour = "red"')
BOTH = {
    "id": "both",
    "label": WORDS,
    "cites": [CLAUSE],
    "all": [RED, condition("wants", "person.wants")],
}
CONSTRAINT = {
    "id": "reds-want",
    "holds": 'not(person.wants = false and person.colour = "red")',
    "label": {"zh": "红的都想要", "en": "reds want it"},
}


def interview(case=None, **parts):
    return Interview(small_guide(BOTH, **parts), case or {}, on=ON, service="some")


def facts(**more):
    return small_guide(RED, facts=more).facts


# Answers

FACTS = facts(**{"a.b": fact("boolean"), "a.pay": fact("money", unit="yuan", minimum=0)})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("person.wants", "1", True),
        ("person.wants", " 是 ", True),
        ("person.wants", "Yes", True),
        ("person.wants", "2", False),
        ("person.wants", "没有", False),
        ("person.wants", "N", False),
        ("person.colour", "2", "green"),
        ("person.colour", "２", "green"),
        ("person.colour", "green", "green"),
        ("person.colour", "值green", "green"),
        ("person.colour", "the value green", "green"),
        ("person.birth_date", "1990-05-17", dt.date(1990, 5, 17)),
        ("person.birth_date", "1990/5/7", dt.date(1990, 5, 7)),
        ("person.birth_date", "１９９０年５月１７日", dt.date(1990, 5, 17)),
        ("person.birth_date", "1990.12.1", dt.date(1990, 12, 1)),
        ("person.months", "36", 36),
        ("person.months", "36.0", 36),
        ("person.share", "0.25", Decimal("0.25")),
        ("a.pay", "1500.50", Decimal("1500.50")),
        ("person.name", " 王 五 ", "王 五"),
    ],
)
def test_an_answer_is_read_as_people_write_it(name, text, value):
    found = read_answer(FACTS[name], text)

    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("name", "text", "zh", "en"),
    [
        ("person.wants", "3", "没有`3`这个选项，请输入 1 至 2 的编号", "no option `3`: type a number from 1 to 2"),
        ("person.colour", "0", "没有`0`这个选项，请输入 1 至 3 的编号", "no option `0`: type a number from 1 to 3"),
        ("person.colour", "4", "没有`4`这个选项", "no option `4`"),
        ("person.colour", "1.5", "没有`1.5`这个选项", "no option `1.5`"),
        ("person.colour", "9" * 400, "没有`999", "no option `999"),
        ("person.birth_date", "1990-02-30", "`1990-02-30` 不是日期", "write it like `2026-11-23`"),
        ("person.birth_date", "soon", "`soon` 不是日期", "must be a date, not `soon`"),
        ("person.birth_date", "1700-01-01", "日期应在 1850-01-01 至 2150-12-31 之间", "from 1850-01-01"),
        ("person.months", "-1", "不能小于 0", "must be at least 0, not `-1`"),
        ("person.months", "1.5", "`1.5` 不是整数", "must be a whole number (month), not `1.5`"),
        ("person.months", "3 months", "不是整数", "must be a whole number"),
        ("person.months", "9" * 300, "不是整数", "must be a whole number"),
        ("person.share", "half", "`half` 不是数字", "must be a number"),
        ("a.pay", "1.005", "不是金额", "an amount in yuan with at most two decimal places"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_explained_in_both_languages(name, text, zh, en):
    with pytest.raises(AnswerError) as caught:
        read_answer(FACTS[name], text)

    assert zh in caught.value.words.zh
    assert en in caught.value.words.en
    assert str(caught.value) == caught.value.words.en


def test_a_yes_or_no_is_a_choice_of_two():
    assert [each.zh for each in choices(FACTS["person.wants"])] == ["是", "否"]
    assert choices(FACTS["person.colour"])[0].en == "the value red"
    assert choices(FACTS["person.months"]) == ()


def test_a_value_is_told_as_a_person_would_say_it():
    assert said(FACTS["person.colour"], "red", "zh") == "值red"
    assert said(FACTS["person.wants"], True, "en") == "yes"
    assert said(FACTS["person.months"], 36, "zh") == "36 个月"
    assert len(said(FACTS["person.name"], "x" * 5_000, "en")) < 100


# The conversation


def test_questions_go_on_until_the_answer_is_settled():
    talk = interview()

    assert talk.question.name == "person.colour"
    talk.answer("red")
    assert (talk.question.name, talk.place) == ("person.wants", 2)
    talk.answer(True)

    assert talk.question is None
    assert talk.result.outcome is Outcome.ELIGIBLE
    assert talk.facts == {"person.colour": "red", "person.wants": True}


def test_nothing_is_asked_that_cannot_matter_any_more():
    talk = interview()

    talk.answer("blue")

    assert talk.question is None
    assert talk.result.outcome is Outcome.INELIGIBLE


def test_what_the_case_says_already_is_not_asked():
    talk = interview({"person": {"colour": "red"}})

    assert (talk.question.name, talk.place) == ("person.wants", 1)


def test_who_does_not_know_is_asked_for_something_else():
    talk = interview()

    talk.skip()
    assert talk.question.name == "person.wants"
    talk.answer(True)

    assert talk.question is None
    assert talk.result.outcome is Outcome.UNDETERMINED


def test_an_answer_can_be_taken_back():
    talk = interview()
    talk.answer("blue")

    assert talk.back()

    assert (talk.question.name, talk.place, talk.facts) == ("person.colour", 1, {})
    assert talk.result.outcome is Outcome.UNDETERMINED
    assert not talk.back()


def test_not_to_know_can_be_taken_back_as_well():
    talk = interview()
    talk.skip()

    assert talk.back()

    assert talk.question.name == "person.colour"


def test_an_answer_that_contradicts_what_is_known_is_asked_again():
    guide = small_guide(
        condition("not-green", 'person.colour != "green"'), constraints=[CONSTRAINT]
    )
    talk = Interview(guide, {"person.wants": False}, on=ON, service="some")

    with pytest.raises(AnswerError) as caught:
        talk.answer("red")

    assert caught.value.words.zh == "与已知情况矛盾：红的都想要（词 = 否；词 = 值red）"
    assert (
        caught.value.words.en
        == "this contradicts what is known: reds want it (words = no; words = the value red)"
    )
    assert (talk.question.name, talk.facts) == ("person.colour", {"person.wants": False})
    talk.answer("green")
    assert talk.result.outcome is Outcome.INELIGIBLE


def test_answers_after_the_last_question_change_nothing():
    talk = interview({"person.colour": "blue"})

    talk.answer(True)
    talk.skip()

    assert talk.facts == {"person.colour": "blue"}


def test_without_a_service_the_interview_is_about_all():
    made = [
        service("a", condition("a", "person.wants"), number=1),
        service("b", RED, number=2),
        service("c", condition("c", 'person.colour != "red"'), number=3),
    ]
    talk = Interview(Guide(load_rulebook(rule_files(*made))), {}, on=ON)

    assert isinstance(talk.result, Screening)
    assert talk.question.name == "person.colour"
    talk.answer("red")
    talk.skip()

    assert talk.question is None
    assert [each.outcome.value for each in talk.result] == [
        "undetermined",
        "eligible",
        "ineligible",
    ]


def test_an_interview_about_one_service_has_a_decision():
    assert isinstance(interview().result, Decision)
