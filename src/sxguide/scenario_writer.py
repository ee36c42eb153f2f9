"""Scenario writer: cases, and what decisions say of them, as the text of scenario files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sxguide.model import to_json_value
from sxguide.scenarios import cited_by_element

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.answers import Point
    from sxguide.citations import JsonValue
    from sxguide.decision import Decision
    from sxguide.model import Plain

_WIDTH = 118
# What YAML reads as these very characters, and nothing else, inside brackets too.
_BARE = re.compile(r"[\w.+/-]+(?: [\w.+/-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


def said(decision: Decision) -> dict[str, JsonValue]:
    """What a decision says, under the keys of a scenario's `expect`, but for `cites`, which `clauses` goes beyond."""
    refusal = {each.id: [c.clause for c in each.citations] for each in decision.reasons.failures()}
    return {
        "outcome": decision.outcome.value,
        "benefit": {name: to_json_value(each.value) for name, each in decision.benefit.items()},
        "due": to_json_value(decision.deadline.due),
        "provisional": decision.deadline.provisional,
        "counting": decision.deadline.counting,
        "fails": {name: _in_order(cited) for name, cited in refusal.items()},
        "out_of_force": [each.id for each in decision.reasons if not each.in_force],
        "missing": _in_order(each.name for each in decision.missing),
        "open": {**_waiting(decision)},
        "materials": _needed(decision.materials),
        "handling": _needed(decision.handling.points()),
        "notices": _needed(decision.notices),
        "interpretations": [each.id for each in decision.interpretations],
        "clauses": {name: _in_order(cited) for name, cited in cited_by_element(decision).items()},
    }


def cites(decision: Decision) -> list[JsonValue]:
    """The clauses of a decision, under the key `cites`."""
    return _in_order(each.clause for each in decision.citations)


def scenario_file(decision: Decision, name: str) -> str:
    """A scenario file with one scenario: what the decision was made of, and what it says.

    `name` is what the scenario shows, as a sentence. All clauses are named, but not which part of the decision cites each.
    Working days are those that the guide's calendar knows.
    """
    receipt, expect = decision.receipt, said(decision)
    expect["cites"] = cites(decision)
    expect["open"] = {output: names for output, names in _waiting(decision).items() if names}
    del expect["clauses"]
    if decision.deadline.due is None:
        del expect["due"]
    return file_text([scenario_text(name, receipt.service, receipt.on, receipt.facts, expect)])


def scenario_text(  # noqa: PLR0913 — what a scenario has
    name: str,
    service: str,
    on: dt.date,
    facts: Mapping[str, Plain],
    expect: Mapping[str, JsonValue],
    *,
    confirmed: bool = True,
) -> str:
    """One scenario, as an entry of the list in a file."""
    lines = [
        f"  - name: {_text(name)}",
        f"    service: {service}",
        f"    date: {on}",
        *([] if confirmed else ["    confirmed: false"]),
        *_mapping("    ", "case", {key: _fact(value) for key, value in facts.items()}),
        "    expect:",
    ]
    for key, value in expect.items():
        if isinstance(value, dict):
            lines += _mapping(
                "      ", key, {part: flow(each, " " * 10) for part, each in value.items()}
            )
        else:
            lines.append(f"      {key}: {flow(value, ' ' * 8)}")
    return "\n".join(lines) + "\n"


def file_text(scenarios: Iterable[str], head: str = "") -> str:
    """A scenario file, below the comments that are its head."""
    return f"{head}scenarios:\n" + "\n".join(scenarios)


def flow(value: JsonValue, margin: str = "") -> str:
    """What is expected, in YAML's bracketed form; further lines of a long one begin with `margin`."""
    text, room, lines = _flow(value), _WIDTH - len(margin), []
    # Lists and mappings of names go on after a comma; a text may have blanks there, which YAML would fold.
    while len(text) > room and not isinstance(value, str):
        cut = text.rfind(", ", 0, room)
        if cut < 0:
            break
        lines.append(text[: cut + 1])
        text = text[cut + 2 :]
    return f"\n{margin}".join((*lines, text))


def _waiting(decision: Decision) -> dict[str, list[JsonValue]]:
    """What each output waits for."""
    return {
        name: _in_order(each.name for each in output.missing)
        for name, output in decision.benefit.items()
    }


def _in_order(names: Iterable[str]) -> list[JsonValue]:
    return [*sorted(names)]


def _needed(points: Iterable[Point]) -> list[JsonValue]:
    return [each.id for each in points if each.needed]


def _mapping(margin: str, key: str, entries: Mapping[str, str]) -> Iterator[str]:
    yield f"{margin}{key}:" if entries else f"{margin}{key}: {{}}"
    for name, text in entries.items():
        yield f"{margin}  {name}: {text}"


def _fact(value: Plain) -> str:
    """A fact, so that a case reads it back as what it is."""
    plain = to_json_value(value)
    return _text(plain) if isinstance(value, str) else _flow(plain)


def _flow(value: JsonValue) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case dict():
            return f"{{{', '.join(f'{_word(key)}: {_flow(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case str():
            return _word(value)
        case _:
            return str(value)


def _text(words: object) -> str:
    """Words, in quotes where YAML would read something else, such as a number."""
    text = str(words)
    return (
        json.dumps(text, ensure_ascii=False)
        if text[:1].isdigit() or text[:1] == "."
        else _word(text)
    )


def _word(text: str) -> str:
    """A name, number, date or other words that a scenario reads as text."""
    is_bare = _BARE.fullmatch(text) and text not in _WORDS and text[0] not in "-+"
    return text if is_bare else json.dumps(text, ensure_ascii=False)
