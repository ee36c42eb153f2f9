"""What every test may ask for."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from hypothesis import settings

import sxguide
from sxguide import loader

# The same examples in every run: a failure is a fault of the code and never of the day. Generation under load is slow.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

HERE = Path(__file__).parent
# Each of these puts thousands of cases to code that the other tests cover. Counting its branches again would make them
# three times as slow, so they are not counted: what they alone reach is not covered.
NOT_COUNTED = frozenset({"benchmarks", "endurance", "laws", "properties"})


def pytest_collection_modifyitems(items):
    """Leaves coverage to the tests that are written for a piece of the code."""
    for item in items:
        if item.path.relative_to(HERE).parts[0] in NOT_COUNTED:
            item.add_marker(pytest.mark.no_cover)


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
