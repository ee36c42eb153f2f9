"""Decisions as words: values with their units, sections with marks and clauses, text and HTML in two languages."""

from __future__ import annotations

import datetime as dt
import html
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from tests.rulebooks import (
    CLAUSE,
    ON,
    Part,
    clause,
    condition,
    entry,
    formula,
    interpretation,
    item,
    parameter,
    small_guide,
)

from sxguide.prose import Line, heading, row_words, sections, shown
from sxguide.workdays import WorkCalendar

if TYPE_CHECKING:
    from sxguide.decision import Decision

WANTS = condition("wants", "person.wants = true", label={"zh": "想要", "en": "wants it"})


def decided(case: Part, tree: Part = WANTS, *, on: dt.date = ON, **parts: Any) -> Decision:
    return small_guide(tree, **parts).decide("some", case, on=on)


def lines(decision: Decision, title: str, lang: Any = "en") -> list[Line]:
    """The lines of the section with this title; none where there is no such section."""
    return [
        line
        for section in sections(decision, lang)
        if section.title == title
        for line in section.lines
    ]


def words(decision: Decision, title: str, lang: Any = "en") -> list[str]:
    return [line.words for line in lines(decision, title, lang)]


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (True, None, "是", "yes"),
        (False, None, "否", "no"),
        (Decimal(1500), "yuan", "1500.00 元", "1500.00 yuan"),
        (Decimal("0.5"), "yuan", "0.50 元", "0.50 yuan"),
        (Decimal("0.125"), "yuan", "0.125 元", "0.125 yuan"),
        (Decimal("0.1250"), "yuan", "0.125 元", "0.125 yuan"),
        (Decimal("1" * 30 + ".1234"), "yuan", "1" * 30 + ".1234 元", "1" * 30 + ".1234 yuan"),
        (Decimal("0.20"), "one", "0.20", "0.20"),
        (Decimal("7.5"), "year", "7.5 年", "7.5 years"),
        (1, "month", "1 个月", "1 month"),
        (48, "month", "48 个月", "48 months"),
        (0, "count", "0 次", "0 times"),
        (1, "day", "1 天", "1 day"),
        (2026, "one", "2026", "2026"),
        (3, "percent", "3 percent", "3 percent"),
        (dt.date(2026, 6, 1), None, "2026-06-01", "2026-06-01"),
        ("some words", None, "some words", "some words"),
    ],
)
def test_a_value_is_shown_as_a_person_writes_it(value, unit, zh, en):
    assert (shown(value, unit, "zh"), shown(value, unit, "en")) == (zh, en)


def test_the_heading_names_service_and_date():
    assert heading(decided({}), "en") == "1. Some service · 2026-06-01"
    assert heading(decided({}), "zh") == "1. 某 事项 · 2026-06-01"


def test_sections_with_nothing_to_say_are_left_out():
    titles = [section.title for section in sections(decided({"person.wants": True}), "en")]

    assert titles == ["Due", "Conditions", "Bring", "Where"]


def test_every_section_is_told_in_both_languages():
    rules = {
        "benefit": {"amount": formula("integer", "1", given="always")},
        "handling": {
            "accepted_at": [item("a")],
            "reviewed_by": [item("b")],
            "results_at": [item("c")],
        },
        "notices": [item("mind")],
        "interpretations": [interpretation("own")],
    }

    decision = decided({}, rules=rules)

    assert [section.title for section in sections(decision, "zh")] == [
        "结果",
        "办结时限",
        "条件",
        "还需要知道",
        "需要携带",
        "在哪里办",
        "由谁审核",
        "结果在哪里看",
        "注意",
        "本结论依据的理解",
    ]
    assert len(sections(decision, "en")) == len(sections(decision, "zh"))


def test_conditions_are_marked_and_show_what_they_rest_on():
    tree = {
        "all": [
            WANTS,
            condition("red", 'person.colour = "red"'),
            condition("months", "person.months > 3"),
            condition("ended", "person.able", in_force={"until": "2024-12-31"}),
        ]
    }

    found = lines(decided({"person.wants": True, "person.colour": "blue"}, tree), "Conditions")

    assert [(line.mark, line.depth, line.words) for line in found] == [
        ("no", 0, "conditions"),
        ("yes", 1, "wants it"),
        ("none", 2, "words = yes"),
        ("no", 1, "words"),
        ("none", 2, "words = the value blue"),
        ("open", 1, "words"),
        ("none", 2, "words = not known"),
        ("no", 1, "words (not in force)"),
    ]
    assert found[1].clauses == (CLAUSE,)


def test_what_is_missing_is_asked_for():
    tree = condition("least", "person.months >= param.fund.least")
    series = {"fund.least": parameter("integer")}

    assert words(decided({}), "Still missing") == ["words (person.wants)"]
    assert words(decided({"person.months": 3}, tree, parameters=series), "Still missing") == [
        "words (param.fund.least): there is no value for 2026-06-01"
    ]


def amount(value: str, case: Part, **more: Any) -> list[str]:
    parts: dict[str, Any] = {
        "parameters": {
            "fund.rate": parameter("number", entry(0.2, basis="secondary"), unit="one"),
            "fund.none": parameter("money"),
        }
    }
    made = formula("money", value, label={"zh": "金额", "en": "amount"}, **more)
    return words(decided(case, rules={"benefit": {"amount": made}}, **parts), "What it gives")


@pytest.mark.parametrize(
    ("value", "case", "found"),
    [
        ("1500", {"person.wants": True}, ["amount: 1500.00 yuan"]),
        ("1500", {"person.wants": False}, ["amount: does not apply"]),
        ("1500", {}, ["amount: undetermined; if eligible, 1500.00 yuan"]),
        (
            "1000 * param.fund.rate",
            {"person.wants": True},
            ["amount: 200.00 yuan (known at second hand only)"],
        ),
        (
            "param.fund.none",
            {"person.wants": True},
            ["amount: undetermined", "words (param.fund.none): there is no value for 2026-06-01"],
        ),
    ],
)
def test_an_output_is_told_with_its_value_or_why_it_has_none(value, case, found):
    assert amount(value, case) == found


def due(days: int, counting: str, on: str) -> list[str]:
    deadline = {"working_days": days, "counting": counting, "cites": [clause(2)]}
    calendar = WorkCalendar.default().until(2026)
    guide = small_guide(WANTS, calendar, rules={"deadline": deadline})
    return words(guide.decide("some", {}, on=dt.date.fromisoformat(on)), "Due")


@pytest.mark.parametrize(
    ("days", "counting", "on", "found"),
    [
        (0, "instant", "2026-06-01", ["on the spot (2026-06-01)"]),
        (
            1,
            "after_application_day",
            "2026-06-01",
            ["by 2026-06-02 (1 working day; the day of application is not counted)"],
        ),
        (
            2,
            "not_stated",
            "2026-06-01",
            ["by 2026-06-03 (2 working days; the guide does not say; counted from the next day)"],
        ),
        (
            5,
            "after_application_day",
            "2026-12-30",
            [
                "by 2027-01-07 (5 working days; the day of application is not counted)",
                "provisional: the holidays of 2027 are not announced",
            ],
        ),
    ],
)
def test_the_term_is_told_with_how_it_is_counted(days, counting, on, found):
    assert due(days, counting, on) == found


def test_a_date_counted_over_an_unannounced_year_is_provisional():
    made = formula("date", "", given="always")
    del made["value"]
    made["working_days"] = {"after": "application.date", "days": "param.fund.days"}
    days = {"fund.days": parameter("integer", entry(5), unit="day")}
    guide = small_guide(
        WANTS, WorkCalendar.default().until(2026), rules={"benefit": {"on": made}}, parameters=days
    )

    found = words(guide.decide("some", {}, on=dt.date(2026, 12, 30)), "What it gives")

    assert found[1] == "provisional: the holidays of 2027 are not announced"


def test_materials_are_told_the_sure_first_then_the_possible_then_what_is_not_needed():
    rules = {
        "materials": [
            item("letter", when="person.wants"),
            item("card", when="person.able"),
            item("form"),
        ]
    }

    found = lines(decided({"person.wants": False}, rules=rules), "Bring")

    assert [(line.mark, line.words) for line in found] == [
        ("none", "the form"),
        ("open", "the card (possibly; depends on what is not known)"),
        ("no", "the letter (not needed)"),
    ]


LEVELS = {
    "inputs": ["person.colour"],
    "hit": "unique",
    "rows": [
        {"when": ['"red"'], "then": "2000"},
        {"when": ['"green"'], "then": "1000"},
        {"when": ['"blue"'], "then": "1500.5"},
    ],
}
BY_LEVEL = {"benefit": {"pay": formula("money", LEVELS, label={"zh": "金额", "en": "amount"})}}


@pytest.mark.parametrize(
    ("case", "lang", "told"),
    [
        ({"person.wants": True}, "zh", "金额：1000.00 元、1500.50 元或 2000.00 元"),
        ({"person.wants": True}, "en", "amount: 1000.00 yuan, 1500.50 yuan or 2000.00 yuan"),
        ({}, "zh", "金额：暂不能确定；符合条件的，为 1000.00 元、1500.50 元或 2000.00 元"),
        (
            {},
            "en",
            "amount: undetermined; if eligible, 1000.00 yuan, 1500.50 yuan or 2000.00 yuan",
        ),
        ({"person.colour": "red"}, "en", "amount: undetermined; if eligible, 2000.00 yuan"),
        ({"person.wants": False}, "en", "amount: does not apply"),
    ],
)
def test_an_amount_that_is_open_is_told_with_what_it_may_be(case, lang, told):
    decision = small_guide(WANTS, rules=BY_LEVEL).decide("some", case, on=ON)

    assert told in decision.text(lang)
    assert html.escape(told) in decision.renderer.html(decision, lang)


def test_many_values_are_told_as_the_least_and_the_greatest():
    several = {**LEVELS, "inputs": ["person.months"], "rows": []}
    for number in range(5):
        several["rows"].append({"when": [str(number)], "then": str(12 + number)})
    several["rows"].append({"when": ["> 4"], "then": "24"})
    rules = {"benefit": {"term": formula("integer", several)}}

    decision = small_guide(WANTS, rules=rules).decide("some", {"person.wants": True}, on=ON)

    assert "12 个月至 24 个月" in decision.text("zh")
    assert "12 months to 24 months" in decision.text("en")


def test_a_reading_is_told_with_what_stands_there():
    own = interpretation(
        "own", says={"zh": "写着", "en": "it says"}, reading={"zh": "读作", "en": "we read"}
    )

    found = lines(decided({}, rules={"interpretations": [own]}), "Readings that this rests on")

    assert [(line.words, line.depth) for line in found] == [("it says", 0), ("→ we read", 1)]
    assert found[0].clauses == (CLAUSE,)


@pytest.mark.parametrize(
    ("case", "row"),
    [
        ({"person.wants": True}, "amount 10.00 yuan"),
        ({"person.wants": False}, "✗ wants it"),
        ({}, "? words"),
    ],
)
def test_a_decision_fits_into_one_cell(case, row):
    made = formula("money", "10", label={"zh": "金额", "en": "amount"})
    unknown = formula("money", "person.pay", label={"zh": "其他", "en": "other"})

    decision = decided(case, rules={"benefit": {"amount": made, "other": unknown}})

    assert row_words(decision, "en") == row


def test_plain_text_has_heading_outcome_and_sections():
    text = decided({"person.wants": True}).text("en").split("\n")

    assert text[:2] == ["1. Some service · 2026-06-01", "eligible"]
    assert "  ✓ conditions" in text
    assert f"    ✓ wants it  [{CLAUSE}]" in text


@pytest.mark.parametrize(
    ("case", "zh"),
    [
        ({"person.wants": True}, "可以办理"),
        ({"person.wants": False}, "不符合条件"),
        ({}, "暂不能确定"),
    ],
)
def test_the_outcome_is_told_in_chinese(case, zh):
    assert str(decided(case)).split("\n")[1] == zh


def test_html_escapes_every_word():
    label = {"zh": "<b>&", "en": "<script>alert(1)</script>"}
    tree = condition("evil", "person.wants = true", label=label)
    decision = decided({"person.wants": True}, tree)

    markup = decision.renderer.html(decision, "en")

    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup
    assert markup.startswith('<section class="sxguide-decision" lang="en">')
    assert markup.count("<ul>") == markup.count("</ul>") == len(sections(decision, "en"))
    assert "&lt;b&gt;&amp;" in decision._repr_html_()
