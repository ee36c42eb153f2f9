"""Shapes: how a file may be written, declared once.

From one declaration come the reading of a file, with every fault named and placed, and the JSON Schema that lets an
editor complete and check it. Reading never stops at a fault: what is faulty is noted in the list of problems and
stands in the result as a blank of the right type, so that the rest can be looked at in the same go. A file with
problems is refused as a whole, so blanks reach nobody.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, assert_never

from sxguide.citations import Text
from sxguide.errors import Problem, did_you_mean, nearest, shortened
from sxguide.source import SourceText, Span
from sxguide.values import exact_number, iso_date
from sxguide.yamltree import YamlMapping, YamlNode, YamlScalar, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Schema = dict[str, Any]


class Shape(Protocol):
    """How one value may be written."""

    def read(self, node: YamlNode, problems: list[Problem]) -> Any:  # noqa: ANN401 — each shape yields its own type
        """The value at `node`, or a blank of the right type and a problem."""

    def blank(self) -> Any:  # noqa: ANN401 — each shape yields its own type
        """What stands for a value that is missing or faulty."""

    def schema(self) -> Schema:
        """The JSON Schema of the value."""


def _wrong(node: YamlNode, wanted: str, help_text: str | None = None) -> Problem:
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
            problems.append(_wrong(node, self.noun, help_text))
            return ""
        if self.pattern is not None and re.fullmatch(self.pattern, node.text) is None:
            problems.append(_wrong(node, self.noun, help_text))
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
        wanted = f"one of {_quoted(self.words)}"
        problems.append(_wrong(node, wanted, did_you_mean(given, self.words)))
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
        problems.append(_wrong(node, "`true` or `false`"))
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
        problems.append(_wrong(node, f"a whole number from {self.low} up"))
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
        problems.append(_wrong(node, "a number", "write it in plain digits, like `1500` or `0.08`"))
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
            problems.append(_wrong(node, "a date", "write it like `2026-11-23`"))
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
        problems.append(_wrong(node, self.noun))
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
        return YamlMapping((), _NOWHERE)

    def schema(self) -> Schema:
        """No restriction."""
        return {}


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Chinese and English: `{zh: …, en: …}`."""

    def read(self, node: YamlNode, problems: list[Problem]) -> Text:
        """The words."""
        record = _BILINGUAL.read(node, problems)
        return Text(record["zh"], record["en"])

    def blank(self) -> Text:
        """No words."""
        return Text("", "")

    def schema(self) -> Schema:
        """An object with `zh` and `en`."""
        return _BILINGUAL.schema()


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: the shape of its value, whether it must be there, and what it is for."""

    shape: Shape
    about: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """What a `Keys` read: the values by key (None where an optional one is absent), and where each stands.

    `names` has the places of the keys themselves, `items` those of the items of values that are lists. `faulty` has the
    keys whose value is a blank, or has one in it; what depends on it cannot be judged.
    """

    values: Mapping[str, Any]
    spans: Mapping[str, Span]
    span: Span
    names: Mapping[str, Span] = field(default_factory=dict)
    items: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    faulty: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 — the shape of the key says what it holds
        """The value of `key`."""
        return self.values[key]


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with declared keys; `noun` names it in messages. Exactly one of `choice` must be there, if given."""

    noun: str
    keys: Mapping[str, Key]
    choice: tuple[str, ...] = ()

    def read(self, node: YamlNode, problems: list[Problem]) -> Record:
        """The record."""
        values: dict[str, Any] = {
            name: key.shape.blank() if key.required else None for name, key in self.keys.items()
        }
        if not isinstance(node, YamlMapping):
            problems.append(_wrong(node, f"{self.noun} (a mapping)"))
            return Record(values, {}, node.span, faulty=frozenset(self.keys))
        spans: dict[str, Span] = {}
        names: dict[str, Span] = {}
        items: dict[str, tuple[Span, ...]] = {}
        faulty: set[str] = set()
        for name, value in node.entries:
            key = self.keys.get(name.text)
            if key is None:
                problems.append(self._unknown(name))
                faulty.add(nearest(name.text, self.keys) or "")
                continue
            spans[name.text], names[name.text] = value.span, name.span
            if isinstance(value, YamlSequence):
                items[name.text] = tuple(item.span for item in value.items)
            known = len(problems)
            values[name.text] = key.shape.read(value, problems)
            if len(problems) > known:
                faulty.add(name.text)
        # A key that is only misspelt is not missing as well.
        self._missing(node, {*names, *faulty}, problems)
        self._superfluous(names, problems)
        faulty.update(name for name, key in self.keys.items() if key.required and name not in names)
        return Record(values, spans, node.span, names, items, frozenset(faulty))

    def _unknown(self, name: YamlScalar) -> Problem:
        help_text = did_you_mean(name.text, self.keys) or f"it may have {_quoted(self.keys)}"
        message = f"unknown key `{shortened(name.text)}` in {self.noun}"
        return Problem("unknown-key", message, name.span, help=help_text)

    def _missing(self, node: YamlMapping, given: Collection[str], problems: list[Problem]) -> None:
        for name, key in self.keys.items():
            if key.required and name not in given:
                message = f"{self.noun} needs the key `{name}`"
                help_text = f"`{name}`: {key.about}"
                problems.append(Problem("missing-key", message, _head(node), help=help_text))
        if self.choice and not any(name in given for name in self.choice):
            message = f"{self.noun} needs one of {_quoted(self.choice)}"
            help_text = "; ".join(f"`{name}`: {self.keys[name].about}" for name in self.choice)
            problems.append(Problem("missing-key", message, _head(node), help=help_text))

    def _superfluous(self, given: Mapping[str, Span], problems: list[Problem]) -> None:
        present = [name for name in self.choice if name in given]
        for extra in present[1:]:
            message = f"{self.noun} has `{present[0]}` and `{extra}`"
            help_text = f"keep one of {_quoted(self.choice)}"
            problems.append(Problem("one-of", message, given[extra], help=help_text))

    def blank(self) -> Record:
        """A record of blanks, standing nowhere in particular."""
        values = {
            name: key.shape.blank() if key.required else None for name, key in self.keys.items()
        }
        return Record(values, {}, _NOWHERE, faulty=frozenset(self.keys))

    def schema(self) -> Schema:
        """An object without other keys."""
        schema: Schema = {
            "type": "object",
            "additionalProperties": False,
            "required": [name for name, key in self.keys.items() if key.required],
            "properties": {
                name: {"description": key.about, **key.shape.schema()}
                for name, key in self.keys.items()
            },
        }
        if self.choice:
            schema["oneOf"] = [{"required": [name]} for name in self.choice]
        return schema


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape, at least `least` long."""

    shape: Shape
    noun: str
    least: int = 1

    def read(self, node: YamlNode, problems: list[Problem]) -> tuple[Any, ...]:
        """The values."""
        if not isinstance(node, YamlSequence):
            problems.append(
                _wrong(node, self.noun, "write a list: `[…]`, or lines that begin with `-`")
            )
            return ()
        if len(node.items) < self.least:
            problems.append(
                Problem("empty-list", f"expected {self.noun}, found an empty list", node.span)
            )
        return tuple(self.shape.read(item, problems) for item in node.items)

    def blank(self) -> tuple[Any, ...]:
        """An empty list."""
        return ()

    def schema(self) -> Schema:
        """An array."""
        return {"type": "array", "items": self.shape.schema(), "minItems": self.least}


@dataclass(frozen=True, slots=True)
class Named:
    """What a `MapOf` read under one name."""

    name: str
    value: Any
    name_span: Span


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from names of the writer's own to values of one shape."""

    name: Word
    shape: Shape
    noun: str

    def read(self, node: YamlNode, problems: list[Problem]) -> tuple[Named, ...]:
        """The values with their names, in order."""
        if not isinstance(node, YamlMapping):
            problems.append(_wrong(node, f"{self.noun} (a mapping)"))
            return ()
        return tuple(
            Named(self.name.read(name, problems), self.shape.read(value, problems), name.span)
            for name, value in node.entries
        )

    def blank(self) -> tuple[Named, ...]:
        """No entries."""
        return ()

    def schema(self) -> Schema:
        """An object with names that fit the pattern."""
        return {
            "type": "object",
            "propertyNames": self.name.schema(),
            "additionalProperties": self.shape.schema(),
        }


@dataclass(frozen=True, slots=True)
class ByKey:
    """A record of one of several kinds, told apart by the key that only that kind has; `name` is its schema's."""

    noun: str
    name: str
    kinds: dict[str, Keys] = field(default_factory=dict)

    def read(self, node: YamlNode, problems: list[Problem]) -> Record | None:
        """The record, read as the kind whose key it has."""
        if not isinstance(node, YamlMapping):
            problems.append(_wrong(node, f"{self.noun} (a mapping)"))
            return None
        for name, _ in node.entries:
            if name.text in self.kinds:
                return self.kinds[name.text].read(node, problems)
        hints = (did_you_mean(name.text, self.kinds) for name, _ in node.entries)
        kinds = ", ".join(f"`{key}` for {kind.noun}" for key, kind in self.kinds.items())
        help_text = next(filter(None, hints), kinds)
        message = f"{self.noun} needs one of {_quoted(self.kinds)}"
        problems.append(Problem("missing-key", message, _head(node), help=help_text))
        return None

    def blank(self) -> None:
        """Nothing."""
        return

    def schema(self) -> Schema:
        """A reference, since such a record may hold others of its own kind."""
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self) -> Schema:
        """The schema that the reference names."""
        return {"anyOf": [kind.schema() for kind in self.kinds.values()]}


def nested(shapes: Sequence[ByKey]) -> Schema:
    """The `$defs` of a schema in which these shapes are referred to."""
    return {shape.name: shape.definition() for shape in shapes}


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _head(node: YamlMapping) -> Span:
    """Where a mapping is shown when something is missing in it: its first key."""
    return node.entries[0][0].span if node.entries else node.span


_WORDS = Word("words")
_BILINGUAL = Keys(
    "words in two languages",
    {"zh": Key(_WORDS, "the words in Chinese"), "en": Key(_WORDS, "the words in English")},
)
_NOWHERE = SourceText("", "").span(0, 0)
