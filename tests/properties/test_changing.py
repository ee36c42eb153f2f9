"""What decisions say would turn them, tried on some random cases of each service."""

from __future__ import annotations

import pytest
from tests.properties.changing import run

import sxguide

GUIDE = sxguide.load()
CASES = 50
# The same people in every run; the command of `changing.py` draws others each time.
SEED = 20_261_129


@pytest.mark.parametrize("service", GUIDE.services)
def test_what_is_told_to_turn_an_answer_does_and_no_part_of_it(service):
    tally = run(GUIDE, GUIDE.service(service), SEED, CASES)

    assert not tally.faults, f"seed {SEED}: {tally.faults[0]}"
    assert tally.cases == CASES
