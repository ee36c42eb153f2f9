"""Scenario writer: a decision as a scenario file, which expects of the same case what the decision says."""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.decision import Decision
    from sxguide.model import Plain

# What is expected under one key, as YAML writes it: a value, names, or values by name.
Expectation: TypeAlias = str | list[str] | dict[str, str]

_WIDTH = 100
# What YAML reads as a text, and our own reader too, without quotes around it.
_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][\w./-]*(?: [\w./-]+)*")
_WORDS = frozenset({"true", "false", "null"})


def scenario_file(decision: Decision, name: str) -> str:
    """A scenario file with one scenario: what the decision was made of, and everything that it says.

    `name` is what the scenario shows, as a sentence. Working days are those that the guide's calendar knows.
    """
    return "\n".join(("scenarios:", *scenario_lines(decision, name), ""))


def scenario_lines(decision: Decision, name: str) -> Iterator[str]:
    """One scenario of a file's list, without the key `scenarios` above it."""
    receipt = decision.receipt
    facts = {key: written(value) for key, value in receipt.facts.items()}
    yield f"  - name: {written(name)}"
    yield f"    service: {receipt.service}"
    yield f"    date: {receipt.on}"
    yield from _entry("case", facts, 4)
    yield "    expect:"
    for key, value in expectations(decision).items():
        yield from _entry(key, value, 6)


def expectations(decision: Decision) -> Mapping[str, Expectation]:
    """What a scenario can expect of a decision, by key, as YAML writes it."""
    deadline = decision.deadline
    waiting = {
        name: [each.name for each in benefit.missing] for name, benefit in decision.benefit.items()
    }
    failures = decision.reasons.failures()
    return {
        "outcome": decision.outcome.value,
        "benefit": {
            name: "none" if each.value is None else written(each.value)
            for name, each in decision.benefit.items()
        },
        **({} if deadline.due is None else {"due": written(deadline.due)}),
        "provisional": written(deadline.provisional),
        "counting": deadline.counting,
        "fails": {
            each.id: _listed(clause.clause for clause in each.citations) for each in failures
        },
        "out_of_force": [each.id for each in decision.reasons if not each.in_force],
        "missing": [each.name for each in decision.missing],
        "open": {name: _listed(names) for name, names in waiting.items() if names},
        "materials": [each.id for each in decision.materials if each.needed],
        "handling": [each.id for each in decision.handling.points() if each.needed],
        "notices": [each.id for each in decision.notices if each.needed],
        "interpretations": [each.id for each in decision.interpretations],
        "cites": [each.clause for each in decision.citations],
    }


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(names)}]"


def written(value: Plain) -> str:
    """A value as a scalar of YAML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            is_plain = _PLAIN.fullmatch(value) and value not in _WORDS
            return value if is_plain else json.dumps(value, ensure_ascii=False)
        case Decimal():
            return f"{value:f}"
        case int() | dt.date():
            return str(value)


def flow(value: Expectation, margin: str) -> str:
    """An expectation in YAML's bracketed form; further lines of a long one begin with `margin`."""
    match value:
        case str():
            return value
        case list():
            text = _listed(value)
        case _:
            text = f"{{{', '.join(f'{name}: {each}' for name, each in value.items())}}}"
    return f"\n{margin}".join(_wrapped(text, len(margin)))


def _entry(key: str, value: Expectation, indent: int) -> Iterator[str]:
    """A key with its value, in lines of a readable width."""
    margin = " " * indent
    if isinstance(value, dict) and value:
        yield f"{margin}{key}:"
        for name, inner in value.items():
            yield f"{margin}  {name}: {inner}"
    else:
        yield f"{margin}{key}: {flow(value, margin + '  ')}"


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
