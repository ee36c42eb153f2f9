"""Scenario writer: a decision as a scenario file, which expects of the same case what the decision says."""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.decision import Decision
    from sxguide.model import Plain

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


def expectations(decision: Decision) -> Mapping[str, str | list[str] | dict[str, str]]:
    """What a scenario can expect of a decision, by key, as YAML writes it."""
    deadline = decision.deadline
    return {
        "outcome": decision.outcome.value,
        "benefit": {
            name: "none" if each.value is None else written(each.value)
            for name, each in decision.benefit.items()
        },
        **({} if deadline.due is None else {"due": written(deadline.due)}),
        "provisional": written(deadline.provisional),
        "fails": {
            each.id: f"[{', '.join(citation.clause for citation in each.citations)}]"
            for each in decision.reasons.failures()
        },
        "out_of_force": [each.id for each in decision.reasons if not each.in_force],
        "missing": [each.name for each in decision.missing],
        "materials": [each.id for each in decision.materials if each.needed],
        "interpretations": [each.id for each in decision.interpretations],
        "cites": [each.clause for each in decision.citations],
    }


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


def _entry(key: str, value: str | list[str] | Mapping[str, str], indent: int) -> Iterator[str]:
    """A key with its value, in lines of a readable width."""
    margin = " " * indent
    match value:
        case str():
            yield f"{margin}{key}: {value}"
        case list():
            yield from _wrapped(f"{margin}{key}: [", value, "]", margin)
        case _ if value:
            yield f"{margin}{key}:"
            for name, inner in value.items():
                yield f"{margin}  {name}: {inner}"
        case _:
            yield f"{margin}{key}: {{}}"


def _wrapped(start: str, items: Iterable[str], end: str, margin: str) -> Iterator[str]:
    yield from textwrap.wrap(
        f"{start}{', '.join(items)}{end}",
        _WIDTH,
        subsequent_indent=f"{margin}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
