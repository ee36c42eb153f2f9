"""What every shape can do, and the report of a value that has another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, assert_never

from sxguide.errors import Problem, shortened
from sxguide.source import SourceText
from sxguide.yamltree import YamlMapping, YamlNode, YamlScalar, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterable

Schema = dict[str, Any]

# Where a blank stands: nowhere in particular.
NOWHERE = SourceText("", "").span(0, 0)


class Shape(Protocol):
    """How one value may be written."""

    def read(self, node: YamlNode, problems: list[Problem]) -> Any:  # noqa: ANN401 — each shape yields its own type
        """The value at `node`, or a blank of the right type and a problem."""

    def blank(self) -> Any:  # noqa: ANN401 — each shape yields its own type
        """What stands for a value that is missing or faulty."""

    def schema(self) -> Schema:
        """The JSON Schema of the value."""


def wrong_type(node: YamlNode, wanted: str, help_text: str | None = None) -> Problem:
    """The fault of a value that is something else than what is `wanted`."""
    match node:
        case YamlMapping():
            found = "a mapping"
        case YamlSequence():
            found = "a list"
        case YamlScalar(text=text):
            found = f"`{shortened(text)}`"
        case _:
            assert_never(node)
    return Problem("wrong-type", f"expected {wanted}, found {found}", node.span, help=help_text)


def quoted(words: Iterable[str]) -> str:
    """Words that may be written, in a message."""
    return ", ".join(f"`{word}`" for word in words)
