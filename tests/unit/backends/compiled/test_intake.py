"""Cases read in one go: which are, with which values, and which are left to a closer look."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from tests.rulebooks import condition, fact, small_guide

from sxguide.backends.compiled.intake import Intake

FACTS = small_guide(
    condition("one", "person.able = true"),
    facts={
        "person.balance": fact("integer"),
        "person.score": fact("number", minimum=0.5),
    },
).facts
WORDS = "a" * 10_000
# As many bits as a whole number may have.
MOST = 2**102 - 1


class Whole(int):
    """No plain value, whatever it equals."""


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("person.able", True, True),
        ("person.able", False, False),
        ("person.birth_date", dt.date(2008, 2, 29), dt.date(2008, 2, 29)),
        ("person.birth_date", "2008-02-29", dt.date(2008, 2, 29)),
        ("person.birth_date", "1850-01-01", dt.date(1850, 1, 1)),
        ("person.birth_date", "2150-12-31", dt.date(2150, 12, 31)),
        ("person.months", 0, 0),
        ("person.months", MOST, MOST),
        ("person.balance", -MOST, -MOST),
        ("person.pay", 7, Decimal(7)),
        ("person.pay", "7.50", Decimal("7.50")),
        ("person.share", -MOST, Decimal(-MOST)),
        ("person.share", Decimal("0.5"), Decimal("0.5")),
        ("person.score", 1, Decimal(1)),
        ("person.colour", "red", "red"),
        ("person.colour", "值red", "red"),
        ("person.colour", "the value red", "red"),
        ("person.name", "", ""),
        pytest.param("person.name", WORDS, WORDS, id="as long as may be"),
    ],
)
def test_what_is_plainly_right_is_read_in_one_go(name, value, plain):
    group, key = name.split(".")
    intake = Intake(FACTS)

    for case in ({name: value}, {group: {key: value}}):
        read = intake.read(case)
        assert read == {name: plain}
        assert type(read[name]) is type(plain)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person.able", 1),
        ("person.able", "true"),
        ("person.birth_date", "20080229"),
        ("person.birth_date", "2008-02-30"),
        ("person.birth_date", "2008-W09-5"),
        ("person.birth_date", "1849-12-31"),
        ("person.birth_date", dt.date(2151, 1, 1)),
        ("person.birth_date", dt.datetime(2008, 2, 29)),  # noqa: DTZ001 — a moment is no date
        ("person.birth_date", 20080228),
        ("person.months", -1),
        ("person.months", True),
        ("person.months", "70"),
        pytest.param("person.months", Whole(7), id="a kind of whole number"),
        ("person.balance", MOST + 1),
        ("person.balance", -MOST - 1),
        ("person.pay", -1),
        ("person.share", MOST + 1),
        ("person.share", True),
        ("person.score", 0),
        ("person.colour", "reddish"),
        pytest.param("person.name", WORDS + "a", id="too long"),
        ("person.name", 7),
        ("person.age", 7),
    ],
)
def test_what_is_not_gets_a_closer_look(name, value):
    group, key = name.split(".")
    intake = Intake(FACTS)

    assert [intake.read(case) for case in ({name: value}, {group: {key: value}})] == [None, None]


@pytest.mark.parametrize(
    ("case", "plain"),
    [
        ({}, {}),
        ({"person.able": None, "person.months": 3}, {"person.months": 3}),
        ({"person": {"able": None, "months": 3}}, {"person.months": 3}),
        ({"person": {}}, {}),
        ({"person.able": None, "person": {"able": True}}, {"person.able": True}),
        (
            {"person": {"able": True, "months": 3}, "person.pay": 7},
            {"person.able": True, "person.months": 3, "person.pay": 7},
        ),
        ({"person": {"able": True}, "person.able": False}, None),
        ({"person.able": False, "person": {"able": True}}, None),
        ({"person": 7}, None),
        ({"person": None}, None),
        ({"people": {"able": True}}, None),
        ({"people": {}}, None),
        ({7: True}, None),
        ({"person": {7: True}}, None),
        ({"person": {"able": {"able": True}}}, None),
        ([], None),
        (None, None),
    ],
)
def test_a_case_is_a_plain_dictionary_nested_or_dotted(case, plain):
    assert Intake(FACTS).read(case) == plain
