"""What would turn an answer, in words."""

from __future__ import annotations

import pytest
from tests.rulebooks import ON, choice, condition, fact, small_guide

from sxguide.change_prose import stretch_section

LABEL = {"zh": "数", "en": "the number"}
FACTS = {
    "x.number": {**fact("number", unit="year", minimum=0), "label": LABEL},
    "x.count": {**fact("integer", minimum=0), "label": LABEL},
    "x.day": {**fact("date"), "label": LABEL},
    "x.kind": {**choice("a", "b", "c", "d", "e"), "label": LABEL},
}


def words(eligibility, case, lang):
    guide = small_guide(eligibility, facts=FACTS)
    return guide.decide("some", case, on=ON).changes().text(lang)


@pytest.mark.parametrize(
    ("when", "case", "zh", "en"),
    [
        ("x.count >= 36", {"x.count": 5}, "36 个月以上（现为 5 个月）", "36 months or more (now 5 months)"),
        ("x.count < 3", {"x.count": 5}, "2 个月以下（现为 5 个月）", "2 months or less (now 5 months)"),
        ("x.count = 3", {"x.count": 5}, "数：3 个月（", "the number: 3 months ("),
        ("x.number > 3", {"x.number": 1}, "超过 3 年（", "more than 3 years ("),
        ("x.number < 3", {"x.number": 5}, "不足 3 年（", "less than 3 years ("),
        ("x.number in [3..5)", {"x.number": 9}, "3 年以上、不足 5 年（", "3 years or more and less than 5 years ("),
        ("x.number != 3", {"x.number": 3}, "不足 3 年，或 超过 3 年（", "less than 3 years or more than 3 years ("),
        ('x.day <= date("2026-05-29")', {"x.day": "2026-06-01"}, "不晚于 2026-05-29（现为 2026-06-01）", "any date up to 2026-05-29 (now 2026-06-01)"),
        ('x.day >= date("2026-05-29")', {"x.day": "2025-06-01"}, "2026-05-29 起（", "from 2026-05-29 ("),
        ('x.day in [date("2026-05-01")..date("2026-05-02")]', {"x.day": "2025-06-01"}, "2026-05-01 至 2026-05-02（", "2026-05-01 to 2026-05-02 ("),
        ('x.day = date("2026-05-29")', {"x.day": "2025-06-01"}, "数：2026-05-29（", "the number: 2026-05-29 ("),
        ('x.kind in ("a", "b")', {"x.kind": "c"}, "值a或值b（现为值c）", "the value a or the value b (now the value c)"),
        ('x.kind != "a"', {"x.kind": "a"}, "除值a以外（", "anything but the value a ("),
    ],
)  # fmt: skip
def test_values_are_told_as_a_person_says_them(when, case, zh, en):
    assert zh in words(condition("it", when), case, "zh")
    assert en in words(condition("it", when), case, "en")


def test_the_answers_go_by_the_same_words_as_in_decisions():
    rule = condition("it", "x.count >= 36")

    assert words(rule, {"x.count": 5}, "zh").split("\n")[1:4] == [
        "不符合条件",
        "",
        "怎样会变为“可以办理”",
    ]
    assert words(rule, {"x.count": 50}, "en").split("\n")[1:4] == [
        "eligible",
        "",
        "What would make it “not eligible”",
    ]


def test_that_nothing_does_is_said_and_that_there_may_be_more():
    nobody = condition("name", 'person.name = "x"')

    assert "没有找到这样的改变" in words(nobody, {"person.name": "y"}, "zh")
    assert "there may be other changes" in words(nobody, {"person.name": "y"}, "en")


def test_stretches_are_told_with_their_outcome():
    guide = small_guide(condition("it", 'application.date < date("2026-07-01")'))
    section = stretch_section(guide.stretches({}, "some", on=ON), "zh")

    assert section.title == "如果只是时间经过"
    assert [line.words for line in section.lines] == [
        "2026-06-01 至 2026-06-30：可以办理",
        "2026-07-01 起：不符合条件",
    ]
