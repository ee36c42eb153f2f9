"""Frames say what single decisions say, of random rows in columns of all types."""

from __future__ import annotations

import pytest
from tests.properties.frames import Frames, differing

import sxguide

GUIDE = sxguide.load()


@pytest.mark.parametrize("service", GUIDE.services)
def test_a_frame_says_what_single_decisions_say(service):
    frame, on = Frames(GUIDE, seed=20261123).draw(service, 60)

    assert differing(GUIDE, service, frame, on) is None
