"""Every scenario decided on as a row of a frame: what single decisions say, frames say."""

from __future__ import annotations

import polars as pl
import pytest
from tests.properties.agreement import scenarios
from tests.properties.frames import decided, expected, says_the_same

import sxguide
from sxguide.backends.columnar.rows import frame_of
from sxguide.cases import read_case

GUIDE = sxguide.load()
SERVICES = [name for name in GUIDE.services if scenarios(name)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_scenarios_of_a_service_hold_in_a_frame(service):
    cases = [read_case(GUIDE.rulebook, case) for case, _ in scenarios(service)]
    given = [fact for fact in GUIDE.facts.values() if any(fact.name in case for case in cases)]
    days = pl.Series("asked", [on for _, on in scenarios(service)], dtype=pl.Date)
    frame = frame_of(given, cases).with_columns(days)
    # So many times over that the days have plans of their own.
    frame = pl.concat([frame] * 60)

    found = decided(GUIDE, service, frame, "asked")

    rows = zip(frame.iter_rows(named=True), found.iter_rows(named=True), strict=True)
    first = list(rows)[: len(cases)]
    theirs = [expected(GUIDE, service, given, "asked") for given, _ in first]
    assert [
        (ours, said)
        for (_, ours), said in zip(first, theirs, strict=True)
        if not says_the_same(ours, said, found.schema)
    ] == []
