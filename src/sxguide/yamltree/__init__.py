"""Yamltree: YAML as a tree of texts that know where they stand (the only door to PyYAML).

Nothing is turned into numbers, dates or booleans here: `on` stays the text `on` and `010` the text
`010`. Whoever reads a tree reads its texts by the types that it has declared itself.
"""

from __future__ import annotations

from sxguide.yamltree.nodes import (
    YamlDocument,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)
from sxguide.yamltree.reader import MAX_DEPTH, MAX_PROBLEMS, read_yaml

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
