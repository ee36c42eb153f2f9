"""What every test may ask for."""

from __future__ import annotations

import functools

import pytest
from hypothesis import settings

import sxguide
from sxguide import loader

# The same examples in every run: a failure is a fault of the code and never of the day. Generation under load is slow.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def guide() -> sxguide.Guide:
    """The bundled rules, loaded once."""
    return sxguide.load()


@pytest.fixture(scope="session", autouse=True)
def _bundled_rules_are_parsed_once():
    """Many tests lay one file over the bundled rules: the same text under the same name is the same frozen tree."""
    with pytest.MonkeyPatch.context() as patch:
        # Twice as many files as are bundled, so that those stay.
        patch.setattr(loader, "read_yaml", functools.lru_cache(maxsize=150)(loader.read_yaml))
        yield
