"""Yamltree: YAML as a tree of texts that know where they stand (the only door to PyYAML).

Nothing is turned into numbers, dates or booleans here: `on` stays the text `on` and `010` the text
`010`. Whoever reads a tree reads its texts by the types that it has declared itself.
"""

from __future__ import annotations

from sxguide.yamltree.nodes import (
    MAX_DEPTH,
    MAX_PROBLEMS,
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_PROBLEMS",
    "YamlDocument",
    "YamlMapping",
    "YamlNode",
    "YamlScalar",
    "YamlSequence",
    "read_yaml",
]


def read_yaml(name: str, data: bytes) -> YamlDocument:
    """Read one YAML file of at most `MAX_BYTES` in UTF-8; `name` is how its faults call it.

    Refused, each with its own code: faulty syntax and tabs in indentation, duplicate keys, keys that
    are not texts, anchors, aliases, merge keys, tags, a second document, and more than `MAX_DEPTH`
    levels. Never raises; at most `MAX_PROBLEMS` faults are listed.
    """
    from sxguide.yamltree.reader import read  # noqa: PLC0415 — heavy, and who has all in JSON reads no YAML

    return read(name, data)
