"""What mutation testing is told is there, and what it tells adds up."""

from __future__ import annotations

import pytest
from tests.mutation.__main__ import interval, told
from tests.mutation.areas import AREAS
from tests.mutation.bench import ROOT, Tried


@pytest.mark.parametrize("area", AREAS)
def test_an_area_has_modules_and_tests(area):
    assert [pattern for pattern in AREAS[area].modules if not list(ROOT.glob(pattern))] == []
    assert [each for each in AREAS[area].tests if not (ROOT / each.split("::")[0]).exists()] == []


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(19, 20, 0.764, 0.991), (72, 80, 0.815, 0.948), (80, 80, 0.954, 1.0), (0, 10, 0.0, 0.278)],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    assert interval(part, whole) == pytest.approx((low, high), abs=0.0005)


def test_what_is_unknown_counts_as_not_killed():
    tried = Tried(killed=("a", "b", "c"), survived=(), unknown=("d",))

    assert list(told("feel", tried, of=100)) == [
        "feel: 3 of 4 killed, 75.0%",
        "  of all 100 mutants, between 30.1% and 95.4%",
        "  0 survived, 1 unknown",
    ]


def test_of_all_mutants_there_is_no_interval():
    tried = Tried(killed=("a",), survived=("b",), unknown=())

    assert list(told("feel", tried, of=2)) == [
        "feel: 1 of 2 killed, 50.0%",
        "  1 survived, 0 unknown",
    ]
