"""Laws of order and of idle change: neither the order of keys, facts and files nor a change that changes nothing decides anything."""

from __future__ import annotations

import functools
import random
import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.applicants import GUIDE, cases, decided

from sxguide.guide import Guide
from sxguide.loader import load_rulebook
from sxguide.rulefiles import bundled_files

FILES = bundled_files()
SHUFFLES = 2


def shuffled(names: list[str], seed: int) -> list[str]:
    """The names in another order."""
    return random.Random(seed).sample(names, len(names))  # noqa: S311 — an order, no secret


def other_key_order(data: bytes, seed: int) -> bytes:
    """A rule file with its keys in another order but for the first, which says what kind of file it is."""
    head, first, *others = re.split(r"^(?=[a-z_]+:)", data.decode(), flags=re.MULTILINE)
    blocks = shuffled([block.rstrip() + "\n" for block in others], seed)
    return "".join([head, first, *blocks]).encode()


@functools.cache
def files_in_another_order(seed: int) -> Guide:
    """The bundled rules from files in another order."""
    return Guide(load_rulebook({name: FILES[name] for name in shuffled(sorted(FILES), seed)}))


@functools.cache
def keys_in_another_order(seed: int) -> Guide:
    """The bundled rules from services whose keys stand in another order."""
    return Guide(
        load_rulebook(
            {
                name: other_key_order(data, seed) if name.startswith("services/") else data
                for name, data in FILES.items()
            }
        )
    )


@functools.cache
def restated() -> Guide:
    """The bundled rules with a reform that enacts every parameter as it is."""
    same = {
        f"reform/{name}": data for name, data in FILES.items() if name.startswith("parameters/")
    }
    return Guide(load_rulebook(FILES, overlay=same))


@functools.cache
def described() -> Guide:
    """The bundled rules with a reform of nothing but comments, in every file."""
    return Guide(load_rulebook({name: b"# Enacted anew.\n" + data for name, data in FILES.items()}))


def said(service: str, case: dict[str, Any], on: Any, guide: Guide = GUIDE) -> Any:
    """All that a decision says but for the digest of the files, or None where the facts contradict one another."""
    decision = decided(service, case, on, guide)
    if decision is None:
        return None
    return decision.to_dict() | {"receipt": {**decision.receipt.to_dict(), "rulebook": None}}


@pytest.mark.parametrize("service", GUIDE.services)
@settings(max_examples=8)
@given(data=st.data())
def test_neither_the_order_of_files_and_keys_nor_an_idle_reform_decides_anything(service, data):
    case, on = data.draw(cases(service))
    expected = said(service, case, on)
    assume(expected is not None)

    for seed in range(SHUFFLES):
        assert said(service, case, on, files_in_another_order(seed)) == expected
        assert said(service, case, on, keys_in_another_order(seed)) == expected
    assert said(service, case, on, restated()) == expected
    assert said(service, case, on, described()) == expected


def nested(case: dict[str, Any], order: list[str]) -> dict[str, Any]:
    """The case as groups within groups, each in the given order of its facts."""
    groups: dict[str, Any] = {}
    for name in order:
        *path, last = name.split(".")
        inner = groups
        for step in path:
            inner = inner.setdefault(step, {})
        inner[last] = case[name]
    return groups


@pytest.mark.parametrize("service", GUIDE.services)
@settings(max_examples=15)
@given(data=st.data())
def test_the_order_of_facts_and_how_they_are_grouped_decide_nothing(service, data):
    case, on = data.draw(cases(service))
    order = data.draw(st.permutations(sorted(case)))
    expected = decided(service, case, on)
    assume(expected is not None)

    for again in ({name: case[name] for name in order}, nested(case, order)):
        assert GUIDE.decide(service, again, on=on).to_json() == expected.to_json()
