"""The shipped JSON Schemas: they are what the formats say, and every rule file keeps to the one that it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from sxguide import scenarios
from sxguide.casefiles import read_data
from sxguide.formats import FORMATS, json_schema

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
SCHEMAS = RULES / "schema"
RULE_FILES = sorted(RULES.rglob("*.yaml"))
SCENARIO_FILES = sorted((ROOT / "fixtures" / "scenarios").rglob("*.yaml"))


def shipped(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.json").read_text("utf-8"))
    return schema


def faults(kind: str, document: object) -> list[str]:
    validator = Draft202012Validator(shipped(kind), format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_shipped_schema_is_what_its_format_says(kind):
    assert shipped(kind) == json_schema(kind), "write it anew: sxguide pages --schemas rules/schema"


def test_the_shipped_schema_of_scenarios_is_what_the_reader_reads():
    assert shipped("scenarios") == scenarios.json_schema()


def test_no_schema_is_left_over():
    assert {path.stem for path in SCHEMAS.iterdir()} == {*FORMATS, "scenarios"}


@pytest.mark.parametrize("path", RULE_FILES, ids=named)
def test_a_rule_file_names_its_schema_to_editors_and_keeps_to_it(path):
    text = path.read_text("utf-8")
    hint, _, _ = text.partition("\n")
    prefix = "# yaml-language-server: $schema="
    assert hint.startswith(prefix)
    schema = (path.parent / hint.removeprefix(prefix)).resolve()
    document = read_data(path.name, text.encode())
    assert isinstance(document, dict)

    assert schema == SCHEMAS / f"{next(iter(document))}.json"
    assert faults(schema.stem, document) == []


@pytest.mark.parametrize("path", SCENARIO_FILES, ids=named)
def test_a_scenario_file_keeps_to_the_schema(path):
    assert faults("scenarios", read_data(path.name, path.read_bytes())) == []


SERVICE = RULES / "services" / "22-skill-upgrade-subsidy.yaml"


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"number": "twenty-two"}, "$.number"),
        ({"title": {"zh": "词"}}, "$.title"),
        ({"eligibility": {"every": []}}, "$.eligibility"),
        (
            {
                "materials": [
                    {
                        "id": "Card",
                        "text": {"zh": "词", "en": "words"},
                        "cites": ["guide/22/process"],
                    }
                ]
            },
            "$.materials[0].id",
        ),
        (
            {
                "deadline": {
                    "working_days": -1,
                    "counting": "instant",
                    "cites": ["guide/22/deadline"],
                }
            },
            "$.deadline.working_days",
        ),
        ({"colour": "red"}, "$"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else None,
)
def test_a_faulty_service_is_refused_at_the_faulty_place(changed, place):
    document = read_data(SERVICE.name, SERVICE.read_bytes())
    assert isinstance(document, dict)

    assert [fault.split(": ")[0] for fault in faults("service", {**document, **changed})] == [place]
