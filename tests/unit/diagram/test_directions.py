"""Proof that an expression only rises, or only falls, as one fact rises."""

from __future__ import annotations

import pytest

from sxguide.diagram.directions import Direction, Directions, is_positive_literal
from sxguide.feel.parser import parse_expression

NAMES = ("f.x", "f.still", "f.rising", "f.falling", "f.odd")
WAYS = {
    "f.still": Direction.STILL,
    "f.rising": Direction.RISES,
    "f.falling": Direction.FALLS,
    "f.odd": Direction.UNKNOWN,
}


def direction(text: str) -> Direction:
    directions = Directions("f.x", WAYS.__getitem__, is_positive_literal)
    return directions.of(parsed(text))


def parsed(text):
    return parse_expression(text, names=NAMES)


RISING = [
    "f.x",
    "f.x + 3",
    "3 + f.x",
    "f.x - f.still",
    "f.x * 2",
    "2 * f.x",
    "f.x / 2",
    "-(3 - f.x)",
    "floor(f.x)",
    "min(f.x, 12)",
    "max(f.x, f.rising)",
    "f.x - f.falling",
    "if f.still then f.x else f.x + 1",
    'f.x + duration("P16Y")',
    'f.x + duration("P1M") * 3',
    "f.x.year",
    "f.x.year * 12 + f.x.month",
    "f.x.year * 11 + f.x.month",
    "f.x.month + 12 * f.x.year",
    "round up(f.x, 2)",
    "-f.falling",
    "max(f.still, f.x)",
    "f.x.year + f.still.year",
    "f.x.year * 12 + f.rising.year",
    "f.rising + f.x",
    "f.x - 3 + 2 * f.x",
    "2 * f.x - (3 - f.x)",
    "f.x.year * 12 + f.x.month - f.falling",
    "f.x.year * 12 - f.falling",
    "f.x.month * 0 + f.x.year",
]
FALLING = [
    "-f.x",
    "3 - f.x",
    "f.falling - f.x",
    "min(-f.x, 3)",
    "-(f.x * 2)",
    "-(f.x.year * 12 + f.x.month)",
    "3 - f.x.year * 12 - f.x.month",
    "f.falling.year",
    "3 - f.x * 2",
    "3 - 2 * f.x",
    "-(f.x + 3) * 2",
    "f.falling - f.x.year",
    "floor(f.falling)",
]
STILL = [
    "f.still",
    "3 + f.still",
    "if f.still then 1 else 2",
    "f.x.year - f.x.year",
    "f.still * f.still",
    "floor(f.still)",
    "min(f.still, 3)",
    "f.still / 2",
    "f.still.year + f.still.month",
    "f.x.month * 0 + 3",
    "abs(f.still)",
]
UNKNOWN = [
    "f.x - f.rising",
    "f.x * f.still",
    "f.x * -1.0 * f.still",
    "f.x.month",
    "f.x.day",
    "f.x.month - f.x.year",
    "f.x.year * 2 + f.x.month",
    "f.x.month * 12 + f.x.year",
    "if f.x > 3 then f.x else 0",
    "modulo(f.x, 12)",
    "abs(f.x)",
    "f.odd",
    "f.x + f.odd",
    "f.x ** 2",
    "f.x * f.x",
    "f.x.year * 10 + f.x.month",
    "f.x.year - f.x.month",
    "f.falling.year + 1",
    "round up(f.still, f.x)",
    "max(f.x, f.falling)",
    "if f.still then f.x else f.falling",
    "f.still - f.odd",
    "-f.odd",
    "f.still / f.x",
    "3 / f.x",
    "f.x / f.still",
    "f.still * f.x",
    "f.x.year + f.falling",
    "f.x.year * 12 + f.rising.month",
]


@pytest.mark.parametrize("text", RISING)
def test_it_rises(text):
    assert direction(text) is Direction.RISES


@pytest.mark.parametrize("text", FALLING)
def test_it_falls(text):
    assert direction(text) is Direction.FALLS


@pytest.mark.parametrize("text", STILL)
def test_it_stays_still(text):
    assert direction(text) is Direction.STILL


@pytest.mark.parametrize("text", UNKNOWN)
def test_nothing_is_proved_of_what_may_turn_round(text):
    assert direction(text) is Direction.UNKNOWN


@pytest.mark.parametrize(
    ("text", "is_positive"),
    [
        ("3", True),
        ("0", True),
        ('duration("P1Y")', True),
        ('duration("-P1Y")', False),
        ('"3"', False),
    ],
)
def test_a_number_or_duration_that_is_written_out_is_positive_or_not(text, is_positive):
    assert is_positive_literal(parsed(text)) is is_positive
