"""What is fuzzed: the places where text from outside comes in. Any bytes end in an answer or an `SxguideError`.

`TARGETS` maps a name to what is tried and to where inputs to begin with are found; `fixtures/fuzzing/NAME` holds those
that were once found to break something, and seeds that stand nowhere else.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.rulebooks import condition, formula, parameter, rule_files, service

import sxguide
from sxguide.casefiles import located, located_in_json, read_data, read_json
from sxguide.errors import CaseError, ReceiptError, SxguideError
from sxguide.feel.budget import MAX_STEPS, Budget
from sxguide.feel.evaluator import evaluate
from sxguide.feel.parser import parse_expression, parse_unary_tests
from sxguide.feel.printer import to_feel
from sxguide.guide import Guide
from sxguide.loader import load_rulebook
from sxguide.scenarios import read_scenarios, run
from sxguide.terminal.replays import show_replay
from sxguide.terminal.screen import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIXTURES = Path(__file__).parents[2] / "fixtures"
CORPUS = FIXTURES / "fuzzing"
ON = dt.date(2026, 6, 1)
# The fuzzer makes a step some hundred times as slow.
STEPS = MAX_STEPS // 10

NAMES: dict[str, Any] = {
    "a": Decimal("3.5"),
    "b": "词 words",
    "c": [Decimal(1), Decimal(2), None],
    "d": dt.date(2024, 2, 29),
    "e.f": True,
    "n": None,
}


@dataclass(frozen=True)
class Target:
    """One place where text comes in, with the patterns of fixtures to begin with and the longest input tried."""

    attempt: Callable[[bytes], None]
    seeds: tuple[str, ...]
    max_bytes: int

    def corpus(self, name: str) -> Iterator[bytes]:
        """The inputs to begin with; each line of a `.lines` file is one."""
        for pattern in (*self.seeds, f"fuzzing/{name}/*"):
            for file in sorted(FIXTURES.glob(pattern)):
                data = file.read_bytes()
                yield from data.splitlines() if file.suffix == ".lines" else [data]

    def run(self, data: bytes) -> None:
        """Tries the input; raises what is no `SxguideError`."""
        try:
            self.attempt(data)
        except SxguideError as error:
            # A report is made of the text that was refused, so it may fail as well.
            str(error)


def _feel(data: bytes) -> None:
    """As an expression, printed and read again, and as a cell of a table; each is evaluated."""
    text = data.decode("utf-8", errors="replace")
    try:
        cell = parse_unary_tests(text, names=NAMES)
        evaluate(cell, {**NAMES, "?": Decimal(3)}.__getitem__, budget=Budget(STEPS))
    except SxguideError as error:
        str(error)
    node = parse_expression(text, names=NAMES)
    assert parse_expression(to_feel(node), names=NAMES) == node
    evaluate(node, NAMES.__getitem__, budget=Budget(STEPS))


def _rules(data: bytes) -> None:
    """As a rule file among others, and the service `some` decided if there is no fault."""
    files = _other_rules()
    guide = Guide(load_rulebook({**files, "fuzzed.yaml": data}))
    guide.decide("other", {}, on=ON)
    for name in guide.services:
        guide.decide(name, {}, on=ON)


@functools.cache
def _other_rules() -> dict[str, bytes]:
    return rule_files(
        service("other", condition("old", "person.old")) | {"number": 2},
        definitions={"person.old": formula("boolean", "person.months > param.old")},
        parameters={"old": parameter("integer")},
    )


def _cases(data: bytes) -> None:
    """As a case in JSON (after an even byte) or YAML, for a service chosen by that byte."""
    guide = _guide()
    first = data[0] if data else 0
    name = "case.json" if first % 2 == 0 else "case.yaml"
    body = data[1:]
    asked = list(guide.services)[first // 2 % len(guide.services)]
    case = read_data(name, body)
    try:
        decision = guide.decide(asked, case, on=ON)
    except CaseError as error:
        str(CaseError(located(name, body, error.problems)))
        raise
    decision.to_json()
    str(decision)


def _receipts(data: bytes) -> None:
    """As a receipt, or a decision with its receipt, which is made again and put into words."""
    try:
        found = _guide().replay(read_json("fuzzed.json", data))
    except (CaseError, ReceiptError) as error:
        str(type(error)(located_in_json("fuzzed.json", data, error.problems)))
        raise
    json.dumps(found.to_dict())
    with io.StringIO() as screen:
        show_replay(Terminal(screen, "zh"), found)


def _scenarios(data: bytes) -> None:
    """As a file of cases with the decisions expected of them, which is run."""
    for scenario in read_scenarios("fuzzed.yaml", data):
        for mismatch in run(_guide(), scenario):
            str(mismatch)


@functools.cache
def _guide() -> Guide:
    return sxguide.load()


TARGETS: dict[str, Target] = {
    "feel": Target(_feel, (), 512),
    "rules": Target(_rules, ("faulty/*.yaml", "doubtful/*.yaml"), 8_192),
    "cases": Target(_cases, ("cases/*", "faulty/cases/*.json", "faulty/cases/*.yaml"), 4_096),
    "receipts": Target(_receipts, ("faulty/receipts/*.json",), 65_536),
    "scenarios": Target(_scenarios, ("scenarios/*/*.yaml", "faulty/scenarios/*.yaml"), 4_096),
}
