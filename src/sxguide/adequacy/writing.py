"""Writing: scenarios as the text of a scenario file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sxguide.model import to_json_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sxguide.citations import JsonValue
    from sxguide.model import Plain

HEAD = "# yaml-language-server: $schema=../../../rules/schema/scenarios.json\n"
_WIDTH = 118
# What YAML reads as these very characters, and nothing else, inside brackets too.
_BARE = re.compile(r"[\w.+/-]+(?: [\w.+/-]+)*", re.ASCII)
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "~"})


def scenario_text(
    name: str,
    service: str,
    on: dt.date,
    facts: Mapping[str, Plain],
    expect: Mapping[str, JsonValue],
) -> str:
    """One scenario that nobody has confirmed yet, as an entry of the list in a file."""
    lines = [
        f"  - name: {_quoted(name)}",
        f"    service: {service}",
        f"    date: {on}",
        "    confirmed: false",
        *_mapping("case", {key: _fact(value) for key, value in facts.items()}),
        *_mapping("expect", {key: _flow(value) for key, value in expect.items()}),
    ]
    return "\n".join(lines) + "\n"


def file_text(comment: str, scenarios: Iterable[str]) -> str:
    """A scenario file."""
    return f"{HEAD}# {comment}\nscenarios:\n" + "\n".join(scenarios)


def _mapping(key: str, entries: Mapping[str, str]) -> Iterable[str]:
    if not entries:
        yield f"    {key}: {{}}"
        return
    yield f"    {key}:"
    for name, text in entries.items():
        line = f"      {name}: {text}"
        # A long list or mapping goes on, after a comma, on lines of its own.
        while len(line) > _WIDTH and (cut := line.rfind(", ", 0, _WIDTH)) > len(name) + 8:
            yield line[: cut + 1]
            line = " " * 8 + line[cut + 2 :]
        yield line


def _fact(value: Plain) -> str:
    """A fact, so that a case reads it back as what it is."""
    plain = to_json_value(value)
    return _quoted(plain) if isinstance(value, str) else str(_flow(plain))


def _flow(value: JsonValue) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case dict():
            return (
                "{" + ", ".join(f"{_bare(key)}: {_flow(each)}" for key, each in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str():
            return _bare(value)
        case _:
            return str(value)


def _quoted(text: object) -> str:
    """Words, in quotes where YAML would read something else."""
    words = str(text)
    is_plain = _BARE.fullmatch(words) and words not in _WORDS and not words[0].isdigit()
    return words if is_plain and words[0] not in "-+." else json.dumps(words, ensure_ascii=False)


def _bare(text: str) -> str:
    """A name, number, date or other words that a scenario reads as text."""
    is_plain = _BARE.fullmatch(text) and text not in _WORDS - {"none"} and text[0] not in "-+"
    return text if is_plain else json.dumps(text, ensure_ascii=False)
