"""The public DMN conformance suite, case by case, and nothing hidden: known gaps are declared, with their reasons."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from tests.conformance.tck import ARCHIVE, UnreadableValueError, cases, is_as_wanted

_GAPS = tomllib.loads((Path(__file__).parent / "known_gaps.toml").read_text("utf-8"))["gap"]
_CASES = cases()

pytestmark = pytest.mark.skipif(not _CASES, reason=f"there is no conformance suite at {ARCHIVE}")


def _reason(identifier):
    """Why the case is a known gap, or None."""
    return next(
        (
            gap["reason"]
            for gap in _GAPS
            for pattern in gap["cases"]
            if fnmatchcase(identifier, pattern)
        ),
        None,
    )


def _parameter(case):
    reason = _reason(case.identifier)
    marks = (
        ()
        if reason is None
        else (
            pytest.mark.xfail(
                reason=reason, strict=True, raises=(AssertionError, UnreadableValueError)
            ),
        )
    )
    return pytest.param(case, id=case.identifier, marks=marks)


@pytest.mark.parametrize("case", [_parameter(case) for case in _CASES])
def test_the_suites_result_is_ours(case):
    wanted = case.wanted()

    got = case.run()

    assert is_as_wanted(got, wanted), f"{case.result}: {got!r} is not {wanted!r}"


def test_every_declared_gap_is_a_case_of_the_suite():
    identifiers = [case.identifier for case in _CASES]

    unused = [
        pattern
        for gap in _GAPS
        for pattern in gap["cases"]
        if not any(fnmatchcase(identifier, pattern) for identifier in identifiers)
    ]

    assert unused == []


def test_all_but_the_declared_gaps_pass():
    passing = {"level-2": 126, "level-3": 1579}

    counted = {
        level: sum(
            case.identifier.startswith(level) and _reason(case.identifier) is None
            for case in _CASES
        )
        for level in passing
    }

    assert counted == passing
