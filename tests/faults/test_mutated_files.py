"""What a slip of the hand, of an editor or of a disk makes of a file is read, or refused with faults that can be told."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.faults.reports import FOLDER, ROOT
from tests.rulebooks import INSTRUMENTS, ON, written

from sxguide.casefiles import read_data
from sxguide.errors import CaseError, FaultsError, RulebookError, ScenarioError
from sxguide.loader import load_rulebook
from sxguide.scenarios import read_scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = (ROOT / "rules/facts.yaml").read_bytes()
SERVICE = (ROOT / "rules/services/22-skill-upgrade-subsidy.yaml").read_bytes()
RULES = (ROOT / FOLDER / "unreachable-row.yaml").read_bytes()
CASE = (ROOT / FOLDER / "cases/many-faults.json").read_bytes()
SCENARIOS = (ROOT / FOLDER / "scenarios/duplicate-name.yaml").read_bytes()

_PIECES = st.sampled_from(
    [b"", b" ", b"\n", b"\n  ", b"\t", b"- ", b": ", b"{", b"}", b"[", b"]", b"'", b'"', b"#", b"&a ", b"*a",
     b"!x ", b"|\n", b"---\n", b"? ", b"<<: ", b"null", b"true", b"0", b"-1", b"1e9", b"=", b"(", b")", b"..", b" and ",
     b" in ", b"if ", b"some x in ", b"@", b"\\", b"\\ud800", b"\xff", b"\x00", "（".encode(), "词".encode(), b"\xef\xbb\xbf"]
)  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn, original: bytes) -> bytes:
    data = original
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 2, 5, 20, 200])))
        data = data[:start] + draw(_PIECES) + data[end:]
    return data


@contextlib.contextmanager
def ending_in(refusal: type[FaultsError]) -> Iterator[None]:
    """What is done here works, or is refused with faults that can be told."""
    try:
        yield
    except refusal as error:
        if not str(error):
            pytest.fail("a refusal says why")


@given(mutations(RULES) | mutations(SERVICE))
@settings(max_examples=150)
def test_a_mutated_rule_file_is_read_or_refused(data):
    files = {"facts.yaml": FACTS, "laws.yaml": written({"instruments": INSTRUMENTS})}
    with ending_in(RulebookError):
        load_rulebook({**files, "mutated.yaml": data})


@given(mutations(CASE))
@settings(max_examples=150)
def test_a_mutated_case_is_decided_or_refused(guide, data):
    for name in ("case.json", "case.yaml"):
        with ending_in(CaseError):
            guide.decide("skill-upgrade-subsidy", read_data(name, data), on=ON)


@given(mutations(SCENARIOS))
@settings(max_examples=150)
def test_a_mutated_scenario_file_is_read_or_refused(data):
    with ending_in(ScenarioError):
        read_scenarios("scenarios.yaml", data)
