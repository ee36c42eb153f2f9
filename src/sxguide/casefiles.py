"""Casefiles: JSON and YAML files of a user's, as plain data without floats.

YAML scalars are read by YAML 1.2's core rules, so that `on` and `no` are words and `010` is not eight; numbers with a
fraction become decimals in both formats.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TypeAlias

from sxguide.errors import CaseError, Problem
from sxguide.source import SourceText
from sxguide.values import MAX_DIGITS, exact_number
from sxguide.yamltree import MAX_BYTES, YamlMapping, YamlNode, YamlScalar, YamlSequence, read_yaml

Data: TypeAlias = bool | int | Decimal | str | list["Data"] | dict[str, "Data"] | None


def read_data(name: str, data: bytes) -> Data:
    """The contents of a `.json` file, or else of a YAML file.

    Raises:
        CaseError: The file is malformed; with every fault and its place.
    """
    if name.endswith(".json"):
        return _read_json(name, data)
    document = read_yaml(name, data)
    if document.problems:
        raise CaseError(document.problems)
    return plain(document.root) if document.root is not None else {}


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


def _read_json(name: str, data: bytes) -> Data:
    if len(data) > MAX_BYTES:
        raise CaseError([Problem("file-size", f"`{name}` is over {MAX_BYTES} bytes")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"`{name}` is not UTF-8: byte {error.start} cannot be read"
        raise CaseError([Problem("file-encoding", message)]) from error
    try:
        loaded: Data = json.loads(
            text,
            parse_float=_exact,
            parse_int=_whole,
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_duplicates,
        )
    except json.JSONDecodeError as error:
        span = SourceText(name, text).span(error.pos, error.pos + 1)
        raise CaseError([Problem("json-syntax", f"not JSON: {_lower(error.msg)}", span)]) from error
    except RecursionError as error:
        raise CaseError([Problem("json-depth", f"`{name}` nests too deep")]) from error
    except _RefusedError as error:
        raise CaseError([Problem("json-value", f"`{name}`: {error}")]) from error
    return loaded


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


class _RefusedError(Exception):
    """Something that is JSON for Python and not for us."""


def _exact(digits: str) -> Decimal:
    if len(digits) > MAX_DIGITS:
        message = f"the number `{digits[:40]}…` has too many digits"
        raise _RefusedError(message)
    return Decimal(digits)


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        message = f"the number `{digits[:40]}…` has too many digits"
        raise _RefusedError(message)
    return int(digits)


def _refuse_constant(word: str) -> Data:
    message = f"`{word}` is no number"
    raise _RefusedError(message)


def _refuse_duplicates(pairs: list[tuple[str, Data]]) -> Data:
    found: dict[str, Data] = {}
    for key, value in pairs:
        if key in found:
            message = f"the key `{key[:60]}` stands twice in one object"
            raise _RefusedError(message)
        found[key] = value
    return found
