"""The picture of a history."""

from __future__ import annotations

import datetime as dt

import pytest
from lxml import etree

from sxguide.lifecycle import Timeline

chart = pytest.importorskip("sxguide.lifecycle.chart", exc_type=ImportError)

UNTIL = dt.date(2026, 12, 31)


@pytest.fixture
def timeline(guide):
    timeline = Timeline(guide)
    timeline.post({"kind": "born", "on": "1960-01-01"})
    timeline.post(
        {"kind": "monthly_benefit_started", "on": "2025-03-01", "benefit": "employee_pension"}
    )
    timeline.post({"kind": "certified", "on": "2026-06-01"})
    return timeline


def bars(timeline, lang="en"):
    drawn = chart.specification(timeline.events, timeline.spells(until=UNTIL), UNTIL, lang)
    return drawn["datasets"][drawn["layer"][0]["data"]["name"]]


def test_a_duty_is_drawn_up_to_its_due_date_and_overdue_after_it(timeline):
    certification = [bar for bar in bars(timeline) if bar["row"] == "have eligibility certified"]

    assert [(bar["role"], bar["from"], bar["to"]) for bar in certification] == [
        ("duty", "2025-03-01", "2026-03-02"),
        ("overdue", "2026-03-02", "2026-06-01"),
        ("duty", "2026-06-01", "2027-01-01"),
    ]


def test_what_nothing_ends_runs_to_the_last_day(timeline):
    (pension,) = (bar for bar in bars(timeline) if bar["row"] == "monthly benefit")

    assert pension["to"] == "2027-01-01"


@pytest.mark.parametrize(("lang", "words"), [("zh", "资格认证"), ("en", "eligibility")])
def test_the_picture_is_svg_with_words_of_its_language(timeline, lang, words):
    svg = chart.chart_svg(timeline.events, timeline.spells(until=UNTIL), UNTIL, lang)

    assert etree.fromstring(svg.encode()).tag.endswith("svg")
    assert words in svg


def test_a_history_without_anything_is_drawn_empty(guide):
    assert "<svg" in chart.chart_svg((), (), UNTIL, "zh")
