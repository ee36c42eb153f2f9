"""What decisions say of what is not known, against every completion, on some cases of each service."""

from __future__ import annotations

import pytest
from tests.properties.brute_force import run

import sxguide

GUIDE = sxguide.load()
CASES = 60
COMPLETIONS = 128
# The same people in every run; the command of `brute_force.py` draws others each time.
SEED = 20_261_129


@pytest.mark.parametrize("service", GUIDE.services)
def test_a_decision_says_exactly_what_all_completions_agree_on(service):
    tally = run(GUIDE, GUIDE.service(service), SEED, CASES, COMPLETIONS)

    assert not tally.mismatches, f"seed {SEED}: {tally.mismatches[0]}"
    assert tally.cases >= CASES
