"""What every test may ask for."""

from __future__ import annotations

import pytest
from hypothesis import settings

import sxguide

# The same examples in every run: a failure is a fault of the code and never of the day. Generation under load is slow.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def guide() -> sxguide.Guide:
    """The bundled rules, loaded once."""
    return sxguide.load()
