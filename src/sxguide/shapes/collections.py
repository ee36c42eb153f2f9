"""Shapes of lists and mappings, and what was read of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sxguide.citations import Text
from sxguide.errors import Problem, did_you_mean, nearest, shortened
from sxguide.shapes.scalars import Word
from sxguide.shapes.shape import NOWHERE, Schema, Shape, quoted, wrong_type
from sxguide.yamltree import YamlMapping, YamlNode, YamlScalar, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sxguide.source import Span


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
            problems.append(wrong_type(node, f"{self.noun} (a mapping)"))
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
        help_text = did_you_mean(name.text, self.keys) or f"it may have {quoted(self.keys)}"
        message = f"unknown key `{shortened(name.text)}` in {self.noun}"
        return Problem("unknown-key", message, name.span, help=help_text)

    def _missing(self, node: YamlMapping, given: Collection[str], problems: list[Problem]) -> None:
        for name, key in self.keys.items():
            if key.required and name not in given:
                message = f"{self.noun} needs the key `{name}`"
                help_text = f"`{name}`: {key.about}"
                problems.append(Problem("missing-key", message, _head(node), help=help_text))
        if self.choice and not any(name in given for name in self.choice):
            message = f"{self.noun} needs one of {quoted(self.choice)}"
            help_text = "; ".join(f"`{name}`: {self.keys[name].about}" for name in self.choice)
            problems.append(Problem("missing-key", message, _head(node), help=help_text))

    def _superfluous(self, given: Mapping[str, Span], problems: list[Problem]) -> None:
        present = [name for name in self.choice if name in given]
        for extra in present[1:]:
            message = f"{self.noun} has `{present[0]}` and `{extra}`"
            help_text = f"keep one of {quoted(self.choice)}"
            problems.append(Problem("one-of", message, given[extra], help=help_text))

    def blank(self) -> Record:
        """A record of blanks, standing nowhere in particular."""
        values = {
            name: key.shape.blank() if key.required else None for name, key in self.keys.items()
        }
        return Record(values, {}, NOWHERE, faulty=frozenset(self.keys))

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
                wrong_type(node, self.noun, "write a list: `[…]`, or lines that begin with `-`")
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
            problems.append(wrong_type(node, f"{self.noun} (a mapping)"))
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
            problems.append(wrong_type(node, f"{self.noun} (a mapping)"))
            return None
        for name, _ in node.entries:
            if name.text in self.kinds:
                return self.kinds[name.text].read(node, problems)
        hints = (did_you_mean(name.text, self.kinds) for name, _ in node.entries)
        kinds = ", ".join(f"`{key}` for {kind.noun}" for key, kind in self.kinds.items())
        help_text = next(filter(None, hints), kinds)
        message = f"{self.noun} needs one of {quoted(self.kinds)}"
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


def _head(node: YamlMapping) -> Span:
    """Where a mapping is shown when something is missing in it: its first key."""
    return node.entries[0][0].span if node.entries else node.span


_WORDS = Word("words")
_BILINGUAL = Keys(
    "words in two languages",
    {"zh": Key(_WORDS, "the words in Chinese"), "en": Key(_WORDS, "the words in English")},
)
