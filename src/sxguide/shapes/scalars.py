"""Shapes of single values: words, numbers, dates."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from sxguide.errors import Problem, did_you_mean
from sxguide.shapes.shape import NOWHERE, Schema, quoted, wrong_type
from sxguide.values import exact_number, iso_date
from sxguide.yamltree import YamlMapping, YamlNode, YamlScalar


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar that fits a pattern: an identifier, a dotted name, a locator, or any words (`pattern` None)."""

    noun: str
    pattern: str | None = None
    example: str | None = None

    def read(self, node: YamlNode, problems: list[Problem]) -> str:
        """The scalar's text."""
        help_text = f"write it like `{self.example}`" if self.example else None
        if not isinstance(node, YamlScalar) or not node.text.strip():
            problems.append(wrong_type(node, self.noun, help_text))
            return ""
        if self.pattern is not None and re.fullmatch(self.pattern, node.text) is None:
            problems.append(wrong_type(node, self.noun, help_text))
        return node.text

    def blank(self) -> str:
        """No words."""
        return ""

    def schema(self) -> Schema:
        """A string."""
        if self.pattern is None:
            return {"type": "string", "minLength": 1}
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: YamlNode, problems: list[Problem]) -> str:
        """The word."""
        if isinstance(node, YamlScalar) and node.text in self.words:
            return node.text
        given = node.text if isinstance(node, YamlScalar) else ""
        wanted = f"one of {quoted(self.words)}"
        problems.append(wrong_type(node, wanted, did_you_mean(given, self.words)))
        return self.words[0]

    def blank(self) -> str:
        """The first word."""
        return self.words[0]

    def schema(self) -> Schema:
        """An enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class TrueOrFalse:
    """`true` or `false`."""

    def read(self, node: YamlNode, problems: list[Problem]) -> bool:
        """The truth."""
        if isinstance(node, YamlScalar) and not node.quoted and node.text in {"true", "false"}:
            return node.text == "true"
        problems.append(wrong_type(node, "`true` or `false`"))
        return False

    def blank(self) -> bool:
        """False."""
        return False

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """A whole number from `low` up."""

    low: int = 0

    def read(self, node: YamlNode, problems: list[Problem]) -> int:
        """The number."""
        if (
            isinstance(node, YamlScalar)
            and not node.quoted
            and re.fullmatch(r"0|[1-9][0-9]{0,8}", node.text)
        ):
            number = int(node.text)
            if number >= self.low:
                return number
        problems.append(wrong_type(node, f"a whole number from {self.low} up"))
        return self.low

    def blank(self) -> int:
        """The lowest number."""
        return self.low

    def schema(self) -> Schema:
        """An integer."""
        return {"type": "integer", "minimum": self.low}


@dataclass(frozen=True, slots=True)
class ExactNumber:
    """A decimal number, read exactly."""

    def read(self, node: YamlNode, problems: list[Problem]) -> Decimal:
        """The number."""
        number = (
            exact_number(node.text) if isinstance(node, YamlScalar) and not node.quoted else None
        )
        if number is not None:
            return number
        problems.append(
            wrong_type(node, "a number", "write it in plain digits, like `1500` or `0.08`")
        )
        return Decimal(0)

    def blank(self) -> Decimal:
        """Zero."""
        return Decimal(0)

    def schema(self) -> Schema:
        """A number."""
        return {"type": "number"}


@dataclass(frozen=True, slots=True)
class Date:
    """A date, as `2026-11-23`."""

    def read(self, node: YamlNode, problems: list[Problem]) -> dt.date:
        """The date."""
        day = iso_date(node.text) if isinstance(node, YamlScalar) else None
        if day is None:
            problems.append(wrong_type(node, "a date", "write it like `2026-11-23`"))
            return dt.date.min
        return day

    def blank(self) -> dt.date:
        """The first day there is."""
        return dt.date.min

    def schema(self) -> Schema:
        """A string in date format."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """Any scalar, kept as it stands, to be read later: an expression, or a value whose type is declared elsewhere."""

    noun: str

    def read(self, node: YamlNode, problems: list[Problem]) -> YamlScalar | None:
        """The scalar itself."""
        if isinstance(node, YamlScalar) and node.text.strip():
            return node
        problems.append(wrong_type(node, self.noun))
        return None

    def blank(self) -> None:
        """Nothing."""
        return

    def schema(self) -> Schema:
        """A string, number or boolean."""
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Anything:
    """Anything, kept as the node it is, to be read by whoever knows more."""

    def read(self, node: YamlNode, problems: list[Problem]) -> YamlNode:  # noqa: ARG002 — nothing can be wrong here
        """The node itself."""
        return node

    def blank(self) -> YamlNode:
        """Nothing written."""
        return YamlMapping((), NOWHERE)

    def schema(self) -> Schema:
        """No restriction."""
        return {}
