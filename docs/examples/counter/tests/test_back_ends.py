"""The rules say the same on every back end. The one for frames is skipped where Polars is not installed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxguide.testing import partial_cases

ON = dt.date(2026, 4, 30)


@pytest.mark.sxguide_back_ends
@given(data=st.data())
def test_every_back_end_says_the_same(sxguide_guide, data):
    case = data.draw(partial_cases("unemployment-benefit", on=ON, guide=sxguide_guide))

    decision = sxguide_guide.decide("unemployment-benefit", case, on=ON)

    assert bool(decision.missing) is (decision.outcome.value == "undetermined")
