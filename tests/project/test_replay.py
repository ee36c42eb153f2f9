"""A receipt reproduces its decision to the last byte in any process, whatever the seed of its hashes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "fixtures/cases").glob("*.json"))
ON = "2026-04-30"
# Every service for every case, one decision a line; then each made again from its JSON, one a line.
PROGRAM = f"""
import datetime, json, sys
import sxguide

guide = sxguide.load()
for line in sys.stdin:
    print(guide.replay(json.loads(line)).decision.to_json())
if not {{given}}:
    for path in {[str(path) for path in CASES]!r}:
        case = json.load(open(path, encoding="utf-8"))
        for decision in guide.screen(case, on=datetime.date.fromisoformat("{ON}")):
            print(decision.to_json())
"""


def run(seed: str, given: str = "") -> str:
    """What the program prints in a process of its own with that seed."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{given}", str(bool(given)))],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module")
def decided() -> str:
    return run("0")


def test_there_are_decisions_on_every_service(decided):
    services = {json.loads(line)["service"] for line in decided.splitlines()}

    assert len(services) == 40
    assert len(decided.splitlines()) == 40 * len(CASES)


@pytest.mark.parametrize("seed", ["1", "4242", "random"])
def test_a_decision_is_the_same_under_any_seed(decided, seed):
    assert run(seed) == decided


@pytest.mark.parametrize("seed", ["0", "7"])
def test_a_decision_is_made_again_from_its_json_by_another_process(decided, seed):
    receipts = "".join(
        f"{json.dumps(json.loads(line)['receipt'])}\n" for line in decided.splitlines()
    )

    assert run(seed, receipts) == decided


def test_rule_files_have_the_same_bytes_on_every_platform():
    # A receipt names the rules by the digest of their bytes.
    assert "rules/** text eol=lf" in (ROOT / ".gitattributes").read_text("utf-8").splitlines()
    assert not [path for path in (ROOT / "rules").rglob("*.yaml") if b"\r" in path.read_bytes()]
