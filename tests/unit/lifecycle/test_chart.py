"""The picture of a history."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from sxguide.lifecycle import Timeline

chart = pytest.importorskip("sxguide.lifecycle.chart", exc_type=ImportError)

UNTIL = dt.date(2026, 12, 31)
CERTIFICATION = "have eligibility certified (employees' pension)"


@pytest.fixture
def timeline(guide):
    timeline = Timeline(guide)
    timeline.post({"kind": "born", "on": "1960-01-01"})
    timeline.post(
        {"kind": "monthly_benefit_started", "on": "2025-03-01", "benefit": "employee_pension"}
    )
    timeline.post({"kind": "certified", "on": "2026-06-01"})
    return timeline


def drawn(timeline, layer):
    spells = timeline.spells(until=UNTIL)
    told = chart.specification(timeline._laws, timeline.events, spells, UNTIL, "en")
    return told["datasets"][told["layer"][layer]["data"]["name"]]


def bars(timeline):
    return drawn(timeline, 0)


def test_a_duty_is_drawn_up_to_its_due_date_and_overdue_after_it(timeline):
    certification = [bar for bar in bars(timeline) if bar["row"] == CERTIFICATION]

    assert [(bar["role"], bar["from"], bar["to"]) for bar in certification] == [
        ("duty", "2025-03-01", "2026-03-02"),
        ("overdue", "2026-03-02", "2026-06-01"),
        ("duty", "2026-06-01", "2027-01-01"),
    ]


def test_what_nothing_ends_runs_to_the_last_day(timeline):
    (pension,) = (
        bar for bar in bars(timeline) if bar["row"] == "monthly benefit (employees' pension)"
    )

    assert pension["to"] == "2027-01-01"


@pytest.mark.parametrize(("lang", "words"), [("zh", "资格认证"), ("en", "eligibility")])
def test_the_picture_is_svg_with_words_of_its_language(timeline, lang, words):
    svg = timeline.chart_svg(until=UNTIL, lang=lang)

    assert etree.fromstring(svg.encode()).tag.endswith("svg")
    assert words in svg


def test_a_history_without_anything_is_drawn_empty(guide):
    assert "<svg" in Timeline(guide).chart_svg(until=UNTIL)


def test_each_kind_of_event_has_a_row_of_its_own(timeline):
    assert [(point["row"], point["on"]) for point in drawn(timeline, 1)] == [
        ("◆ a monthly benefit begins", "2025-03-01"),
        ("◆ eligibility certified", "2026-06-01"),
    ]


def test_two_benefits_are_drawn_in_two_rows(timeline):
    timeline.post(
        {"kind": "monthly_benefit_started", "on": "2025-04-01", "benefit": "resident_pension"}
    )

    assert {bar["row"] for bar in bars(timeline) if bar["row"].startswith("monthly")} == {
        "monthly benefit (employees' pension)",
        "monthly benefit (residents' pension)",
    }
