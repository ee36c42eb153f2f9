"""Formats: the seven kinds of rule file, as shapes, and their JSON Schemas.

A file's kind is told by its first key: `service`, `facts`, `parameters`, `definitions`, `instruments`,
`interpretations` or `lifecycle`. `docs/rule-format.md` and `docs/lifecycles.md` describe them with examples.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.formats.law import INSTRUMENTS, INTERPRETATIONS, PARAMETERS
from sxguide.formats.lifecycle import LIFECYCLE
from sxguide.formats.service import SERVICE, TREE
from sxguide.formats.vocabulary import DEFINITIONS, FACTS
from sxguide.shapes import Keys, Schema, nested

if TYPE_CHECKING:
    from collections.abc import Mapping

# The kinds of file, by the key that tells them.
FORMATS: Mapping[str, Keys] = MappingProxyType(
    {
        "service": SERVICE,
        "facts": FACTS,
        "parameters": PARAMETERS,
        "definitions": DEFINITIONS,
        "instruments": INSTRUMENTS,
        "interpretations": INTERPRETATIONS,
        "lifecycle": LIFECYCLE,
    }
)


def json_schema(kind: str) -> Schema:
    """The JSON Schema (draft 2020-12) of one kind of file."""
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"sxguide rule file: {kind}",
        **FORMATS[kind].schema(),
    }
    if kind == "service":
        schema["$defs"] = nested([TREE])
    return schema
