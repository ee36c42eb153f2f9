"""Goldens: scenario files that come to expect what decisions say now, everything else in them left as it is.

What a file does not expect is not added, and what still holds is not touched. A value that is rewritten loses the comments
within it; all other comments, the order and the layout stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.decision import Decision
from sxguide.scenario_writer import cites, flow, said
from sxguide.screening import Screening
from sxguide.yamltree import YamlMapping, YamlNode, YamlScalar, YamlSequence, read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sxguide.citations import JsonValue
    from sxguide.scenarios import Mismatch

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Keys under which each name is rewritten for itself, and how a mismatch of one is called.
_BY_NAME = {"benefit": "benefit ", "clauses": "clauses of "}
# Keys that are rewritten as a whole, where something of them differs.
_WHOLE = {"fails": "clauses of ", "open": "open "}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found where a scenario does not hold."""

    found: Decision | Screening
    mismatches: Collection[Mismatch]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of a file's text, and what is to stand in its place."""

    start: int
    end: int
    text: str


def rewritten(name: str, data: bytes, answers: Mapping[int, Answer]) -> bytes:
    """A scenario file whose scenarios with these numbers, from 0, expect what was found."""
    document = read_yaml(name, data)
    text = document.source.text
    edits = [
        edit
        for number, answer in answers.items()
        for edit in _Rewriting(answer).edits(_scenario(document.root, number))
    ]
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return data[: len(_BYTE_ORDER_MARK) * data.startswith(_BYTE_ORDER_MARK)] + text.encode()


def _scenario(root: YamlNode | None, number: int) -> YamlNode | None:
    listed = root.get("scenarios") if isinstance(root, YamlMapping) else None
    return listed.items[number] if isinstance(listed, YamlSequence) else None


class _Rewriting:
    """The edits of one scenario."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._about = {mismatch.about for mismatch in answer.mismatches}

    def edits(self, scenario: YamlNode | None) -> Iterator[_Edit]:
        """What has to change for the scenario to hold; nothing where no words of the file could make it."""
        if not isinstance(scenario, YamlMapping):
            return
        screen, expect = scenario.get("screen"), scenario.get("expect")
        match self._answer.found:
            case Decision() as decision if isinstance(expect, YamlMapping):
                yield from self._expect(expect, {**said(decision), "cites": cites(decision)})
            case Screening() as screening if isinstance(screen, YamlMapping):
                outcomes = {each.service: each.outcome.value for each in screening}
                yield from self._entries(screen, outcomes)

    def _expect(self, expect: YamlMapping, now: Mapping[str, JsonValue]) -> Iterator[_Edit]:
        for key, node in expect.entries:
            value = now.get(key.text)
            part = _BY_NAME.get(key.text)
            if part is not None and isinstance(node, YamlMapping) and isinstance(value, dict):
                changed = {name: each for name, each in value.items() if part + name in self._about}
                yield from self._entries(node, changed)
            elif value is not None and self._differs(key.text):
                yield self._edit(key, node, value)

    def _differs(self, key: str) -> bool:
        part = _WHOLE.get(key)
        if part is not None and any(about.startswith(part) for about in self._about):
            return True
        return key.replace("_", " ") in self._about

    def _entries(self, node: YamlMapping, values: Mapping[str, JsonValue]) -> Iterator[_Edit]:
        for key, inner in node.entries:
            if key.text in values:
                yield self._edit(key, inner, values[key.text])

    def _edit(self, key: YamlScalar, node: YamlNode, value: JsonValue) -> _Edit:
        margin = " " * (key.span.column + 1)
        return _Edit(node.span.start, node.span.end, flow(value, margin))
