"""Casefiles: JSON and YAML files of a user's, as plain data without floats, and where in them a fault stands.

YAML scalars are read by YAML 1.2's core rules, so that `on` and `no` are words and `010` is not eight; numbers with a
fraction become decimals in both formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide import casepaths
from sxguide.casepaths import json_tree
from sxguide.errors import CaseError, Problem
from sxguide.jsontext import Data, JsonReader, decoded
from sxguide.source import MAX_BYTES, SourceText
from sxguide.values import exact_number
from sxguide.yamltree import (
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    read_yaml,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def read_data(name: str, data: bytes) -> Data:
    """The contents of a `.json` file, or else of a YAML file.

    Raises:
        CaseError: The file is malformed; with every fault and its place.
    """
    if name.endswith(".json"):
        return read_json(name, data)
    document = read_yaml(name, data)
    if document.problems:
        raise CaseError(document.problems)
    return plain(document.root) if document.root is not None else {}


def read_json(name: str, data: bytes) -> Data:
    """The contents of a file in JSON, whatever it is called.

    Raises:
        CaseError: The file is malformed; with every fault and its place.
    """
    if len(data) > MAX_BYTES:
        message = f"the file has more than the {MAX_BYTES} bytes allowed"
        raise CaseError([Problem("json-size", message, SourceText(name, "").span(0, 0))])
    return JsonReader().read(decoded(name, data))


def located(name: str, data: bytes, problems: Sequence[Problem]) -> list[Problem]:
    """The problems of the case that was read from a file, with their places in the file.

    Those of the file itself have one already.
    """
    if name.endswith(".json"):
        return located_in_json(name, data, problems)
    root = read_yaml(name, data).root
    return _placed(decoded(name, data), root, problems)


def located_in_json(name: str, data: bytes, problems: Sequence[Problem]) -> list[Problem]:
    """The same for a file in JSON, whatever it is called."""
    source = decoded(name, data)
    return _placed(source, json_tree(source.text), problems)


def _placed(
    source: SourceText, root: YamlNode | None, problems: Sequence[Problem]
) -> list[Problem]:
    if root is None or all(problem.span is not None for problem in problems):
        return list(problems)
    return list(casepaths.located(problems, root, source))


def plain(node: YamlNode) -> Data:
    """A YAML node as plain data."""
    match node:
        case YamlMapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}
        case YamlSequence(items=items):
            return [plain(item) for item in items]
        case YamlScalar(text=text, quoted=quoted):
            return text if quoted else _core_scalar(text)


_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def _core_scalar(text: str) -> Data:
    if text in _WORDS:
        return _WORDS[text]
    number = exact_number(text)
    if number is None:
        return text
    return number if "." in text else int(number)
