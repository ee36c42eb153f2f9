"""Back ends: a guide for each, and what happens where one disagrees."""

from __future__ import annotations

import polars as pl
import pytest
from tests.rulebooks import ON, condition, formula, small_guide

from sxguide.backends.columnar import Columnar
from sxguide.testing.back_ends import BACK_ENDS, on_back_end
from sxguide.workdays import WorkCalendar

RULES = {
    "benefit": {"sum": formula("money", "if person.months >= 12 then 120 else 60", unit="yuan")}
}
PAID = condition("paid", "person.months >= 12")
CASES = [
    {},
    {"person.months": 3},
    {"person.months": 12},
    {"person.months": 12, "person.name": "甲"},
]


def test_every_back_end_is_there():
    assert BACK_ENDS == ("compiled", "interpreter", "columnar")


@pytest.mark.parametrize("name", BACK_ENDS)
@pytest.mark.parametrize("case", CASES)
def test_all_say_the_same(name, case):
    guide = small_guide(PAID, rules=RULES)

    assert on_back_end(guide, name).decide("some", case, on=ON) == guide.decide("some", case, on=ON)


def test_a_columnar_back_end_that_disagrees_fails_the_test(monkeypatch):
    guide = on_back_end(small_guide(PAID, rules=RULES), "columnar")
    right = Columnar.run

    def wrong(self, frame, request, columns):
        return right(self, frame, request, columns).with_columns(pl.lit(None).alias("sum"))

    monkeypatch.setattr(Columnar, "run", wrong)

    with pytest.raises(AssertionError, match="`sum` is None, not 120"):
        guide.decide("some", {"person.months": 12}, on=ON)


@pytest.mark.parametrize("name", BACK_ENDS)
def test_another_calendar_leaves_the_back_end(name):
    guide = on_back_end(small_guide(PAID), name)

    changed = guide.with_calendar(WorkCalendar.default().until(2025))

    assert type(changed) is type(guide)
    assert changed.calendar.announced[1] == 2025
    assert (changed._registry.compiled is None) is (guide._registry.compiled is None)
