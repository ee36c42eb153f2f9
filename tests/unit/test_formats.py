"""The kinds of rule file: what a schema of each says, and that the declaration itself is whole."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.rulebooks import (
    FACTS,
    INSTRUMENTS,
    Part,
    condition,
    entry,
    formula,
    interpretation,
    parameter,
    service,
)

from sxguide.formats import FORMATS, json_schema
from sxguide.formats.service import TREE
from sxguide.shapes import ByKey, Keys, ListOf, MapOf, Shape

VALID: dict[str, Part] = {
    "service": service(
        "some", {"all": [condition("a", "person.wants"), {"any": [condition("b", "person.wants")]}]}
    ),
    "facts": {"facts": dict(FACTS)},
    "parameters": {"parameters": {"fund.least": parameter("integer", entry(3))}},
    "definitions": {"definitions": {"person.old": formula("boolean", "true")}},
    "instruments": {"instruments": INSTRUMENTS},
    "interpretations": {"interpretations": [interpretation("one")]},
    "lifecycle": {"lifecycle": "one", "title": {"zh": "词", "en": "words"}},
}


def faults(kind: str, document: object) -> list[str]:
    return [
        error.message for error in Draft202012Validator(json_schema(kind)).iter_errors(document)
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_key_that_tells_a_kind_is_one_that_it_needs(kind):
    assert FORMATS[kind].keys[kind].required


@pytest.mark.parametrize("kind", FORMATS)
def test_a_schema_is_one_itself(kind):
    schema = json_schema(kind)

    Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"sxguide rule file: {kind}"


def shapes(shape: Shape, seen: set[int]) -> list[Keys]:
    """Every record below a shape, each once."""
    if id(shape) in seen:
        return []
    seen.add(id(shape))
    match shape:
        case Keys(keys=keys):
            return [shape, *(found for key in keys.values() for found in shapes(key.shape, seen))]
        case ListOf(shape=inner) | MapOf(shape=inner):
            return shapes(inner, seen)
        case ByKey(kinds=kinds):
            return [found for kind in kinds.values() for found in shapes(kind, seen)]
        case _:
            return []


@pytest.mark.parametrize("kind", FORMATS)
def test_every_key_says_what_it_is_for(kind):
    for record in shapes(FORMATS[kind], set()):
        assert record.noun
        assert all(key.about for key in record.keys.values())
        assert set(record.choice) <= record.keys.keys()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_plain_document_fits_its_schema(kind):
    assert faults(kind, VALID[kind]) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_an_unknown_key_does_not_fit(kind):
    assert any("agee" in fault for fault in faults(kind, {**VALID[kind], "agee": 1}))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_document_without_its_keys_does_not_fit(kind):
    assert any("required" in fault for fault in faults(kind, {}))


def changed(**keys: Any) -> Part:
    return {**VALID["service"], **keys}


@pytest.mark.parametrize(
    "document",
    [
        changed(service="Some Service"),
        changed(number=0),
        changed(number="one"),
        changed(title="words"),
        changed(title={"zh": "词"}),
        changed(eligibility={"all": [{"id": "a"}]}),
        changed(eligibility={"all": [], "any": []}),
        changed(deadline={"working_days": 1, "counting": "sometimes", "cites": ["law/x/1"]}),
        changed(materials=[]),
        changed(benefit={"amount": formula("money", "1") | {"table": {}}}),
        changed(summary={"text": {"zh": "词", "en": "words"}, "cites": []}),
    ],
    ids=[
        "name",
        "number",
        "number-as-word",
        "one-language",
        "half-a-text",
        "condition-without-when",
        "all-and-any",
        "counting",
        "no-materials",
        "value-and-table",
        "no-clause",
    ],
)
def test_a_faulty_service_does_not_fit(document):
    assert faults("service", document)


def test_a_tree_may_nest():
    deep: Part = condition("leaf", "person.wants")
    for _ in range(5):
        deep = {"all": [{"any": [deep]}]}

    assert faults("service", changed(eligibility=deep)) == []


def test_each_kind_of_node_of_the_tree_has_a_key_of_its_own():
    assert set(TREE.kinds) == {"when", "all", "any"}
    for key, record in TREE.kinds.items():
        assert [other for other in TREE.kinds if other in record.keys] == [key]
