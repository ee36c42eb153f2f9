"""Small made-up rulebooks: the parts of rule files as plain data, and a guide made of them.

Rule files are YAML, and JSON is YAML, so a file is written as the JSON of what a test says.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from sxguide.guide import Guide
from sxguide.loader import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.workdays import WorkCalendar

Part = dict[str, Any]

ON = dt.date(2026, 6, 1)
WORDS = {"zh": "词", "en": "words"}
# The only instrument has clauses 1 to 9; what a test does not care about cites the first.
CLAUSE = "law/made-up/1"


def clause(number: int) -> str:
    """The locator of a clause of the made-up law."""
    return f"law/made-up/{number}"


def condition(name: str, when: str, **more: Any) -> Part:
    """A leaf of an eligibility tree."""
    return {"id": name, "when": when, "label": WORDS, "cites": [CLAUSE], **more}


def fact(kind: str, **more: Any) -> Part:
    """A fact; numbers count months where the test names no unit."""
    unit = {"unit": "month"} if kind in {"integer", "number"} else {}
    return {"type": kind, "label": WORDS, "question": WORDS, **unit, **more}


def choice(*values: str, **more: Any) -> Part:
    """An enumeration with these values."""
    labels = {value: {"zh": f"值{value}", "en": f"the value {value}"} for value in values}
    return fact("enumeration", values=labels, **more)


def entry(value: object, **more: Any) -> Part:
    """A value in a parameter's series."""
    known = {"last_checked": "2026-01-01", "basis": "official", "cites": [CLAUSE]}
    return {"value": value, **known, **more}


def parameter(kind: str, *series: Part, **more: Any) -> Part:
    """A parameter; numbers count months where the test names no unit."""
    unit = {"unit": "month"} if kind in {"integer", "number"} else {}
    return {"type": kind, "label": WORDS, "series": list(series), **unit, **more}


def formula(kind: str, value: str | Part, **more: Any) -> Part:
    """A definition or an output: an expression, or a table where `value` is one."""
    unit = {"unit": "month"} if kind in {"integer", "number"} else {}
    way = {"value": value} if isinstance(value, str) else {"table": value}
    return {"type": kind, "label": WORDS, "cites": [CLAUSE], **unit, **way, **more}


def item(name: str, **more: Any) -> Part:
    """A material, place, agency, channel or notice."""
    return {"id": name, "text": {"zh": f"物{name}", "en": f"the {name}"}, "cites": [CLAUSE], **more}


def interpretation(name: str, **more: Any) -> Part:
    """A chosen reading."""
    says = {"says": WORDS, "reading": WORDS, "why": WORDS}
    return {"id": name, "cites": [CLAUSE], **says, **more}


def service(name: str, eligibility: Part, **more: Any) -> Part:
    """A service: instant, with one material, accepted at the counter."""
    statement = {"text": WORDS, "cites": [CLAUSE]}
    return {
        "service": name,
        "number": 1,
        "title": {"zh": "某 事项", "en": "Some service"},
        "summary": statement,
        "audience": statement,
        "eligibility": eligibility,
        "deadline": {"working_days": 0, "counting": "instant", "cites": [CLAUSE]},
        "materials": [item("form")],
        "handling": {"accepted_at": [item("counter")]},
        **more,
    }


FACTS: Mapping[str, Part] = {
    "application.date": fact("date"),
    "person.birth_date": fact("date"),
    "person.months": fact("integer", minimum=0),
    "person.share": fact("number", unit="one"),
    "person.pay": fact("money", minimum=0),
    "person.wants": fact("boolean"),
    "person.able": fact("boolean"),
    "person.colour": choice("red", "green", "blue"),
    "person.name": fact("text"),
}

# Every kind of file but `service`; a test lays its own over these.
INSTRUMENTS = {
    "law/made-up": {
        "title": {"zh": "某法", "en": "a made-up law"},
        "basis": "official",
        "clauses": {clause(number): {"gist": WORDS} for number in range(1, 10)},
    }
}


def written(content: Mapping[str, Any]) -> bytes:
    """A rule file that says this."""
    return json.dumps(content, ensure_ascii=False).encode()


def rule_files(*services: Part, **parts: Any) -> dict[str, bytes]:
    """The files of a rulebook with these services.

    `parts` are `facts` (added to `FACTS`), `parameters`, `definitions`, `constraints` and `interpretations`.
    """
    vocabulary: Part = {"facts": {**FACTS, **parts.get("facts", {})}}
    if "constraints" in parts:
        vocabulary["constraints"] = parts["constraints"]
    files = {"facts.yaml": vocabulary, "laws.yaml": {"instruments": INSTRUMENTS}}
    for kind in ("parameters", "definitions", "interpretations"):
        if kind in parts:
            files[f"{kind}.yaml"] = {kind: parts[kind]}
    for each in services:
        files[f"services/{each['service']}.yaml"] = each
    return {name: written(content) for name, content in files.items()}


def small_guide(
    eligibility: Part,
    calendar: WorkCalendar | None = None,
    *,
    rules: Part | None = None,
    **parts: Any,
) -> Guide:
    """A guide to the one service `some`; `rules` are further keys of it, `parts` as in `rule_files`."""
    files = rule_files(service("some", eligibility, **(rules or {})), **parts)
    return Guide(load_rulebook(files), calendar)
