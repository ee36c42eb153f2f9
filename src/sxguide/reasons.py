"""Reasons: the condition tree of a decision, and what each part of it rests on, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sxguide.model import to_json_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sxguide.citations import Basis, Citation, JsonValue, Text
    from sxguide.model import Plain

Truth: TypeAlias = bool | None


@dataclass(frozen=True, slots=True)
class Used:
    """A value that went into a finding: a fact, a parameter or a derived fact. None: not known.

    `value_label` is what an enumeration's value is called.
    """

    name: str
    kind: Literal["fact", "parameter", "definition"]
    label: Text
    value: Plain | None
    unit: str | None
    value_label: Text | None = None
    basis: Basis | None = None
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label.to_dict(),
            "value": to_json_value(self.value),
            "unit": self.unit,
            "basis": self.basis,
            "citations": [citation.clause for citation in self.citations],
        }


# The values read, the clauses, the years without a calendar.
Told: TypeAlias = "tuple[tuple[Used, ...], tuple[Citation, ...], tuple[int, ...]]"


class Grounds:
    """What a finding rests on: the values read for it, and the clauses behind it; worked out when somebody first looks."""

    __slots__ = ("_key", "_told", "_work_out")

    def __init__(self, work_out: Callable[[Any], Told], key: object) -> None:
        self._work_out = work_out
        self._key = key
        self._told: Told | None = None

    @classmethod
    def known(
        cls,
        used: tuple[Used, ...],
        citations: tuple[Citation, ...],
        provisional_years: tuple[int, ...] = (),
    ) -> Grounds:
        """Grounds that are worked out already."""
        return cls(lambda told: told, (used, citations, provisional_years))

    @property
    def used(self) -> tuple[Used, ...]:
        """The values, in the order in which they were read."""
        return self.told[0]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses, each once."""
        return self.told[1]

    @property
    def provisional_years(self) -> tuple[int, ...]:
        """The years whose calendar nobody has announced and that something was counted over."""
        return self.told[2]

    @property
    def told(self) -> Told:
        """All three."""
        if self._told is None:
            self._told = self._work_out(self._key)
        return self._told

    def __eq__(self, other: object) -> bool:
        """Whether the two tell the same."""
        return isinstance(other, Grounds) and self.told == other.told

    def __hash__(self) -> int:
        """By what is told."""
        return hash(self.told)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a node of the condition tree says, whoever asks.

    `quantifier` is None for a leaf. `expression` is the leaf's FEEL text. A node out of force is false.
    """

    id: str
    label: Text
    in_force: bool
    quantifier: Literal["all", "any"] | None
    expression: str | None


class Reason:
    """A node of the condition tree; iterating it gives the node and everything below it, depth first."""

    __slots__ = ("_children", "_grounds", "_statement", "_truth")

    def __init__(
        self, statement: Statement, truth: Truth, children: tuple[Reason, ...], grounds: Grounds
    ) -> None:
        self._statement = statement
        self._truth = truth
        self._children = children
        self._grounds = grounds

    @property
    def id(self) -> str:
        """The node's name within its service."""
        return self._statement.id

    @property
    def label(self) -> Text:
        """What the node says, in words."""
        return self._statement.label

    @property
    def truth(self) -> Truth:
        """Whether it holds; None where nobody knows."""
        return self._truth

    @property
    def in_force(self) -> bool:
        """Whether the rule is in force on the date; a node out of force is false."""
        return self._statement.in_force

    @property
    def quantifier(self) -> Literal["all", "any"] | None:
        """Whether all or any of the children must hold; None for a leaf."""
        return self._statement.quantifier

    @property
    def children(self) -> tuple[Reason, ...]:
        """The nodes directly below."""
        return self._children

    @property
    def expression(self) -> str | None:
        """The leaf's FEEL text."""
        return self._statement.expression

    @property
    def grounds(self) -> Grounds:
        """What the truth rests on."""
        return self._grounds

    @property
    def used(self) -> tuple[Used, ...]:
        """The values that the truth rests on, in the order in which they were read."""
        return self._grounds.used

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The clauses behind the condition and behind what it reads."""
        return self._grounds.citations

    def with_truth(self, truth: Truth) -> Reason:
        """The same node with another truth."""
        return Reason(self._statement, truth, self._children, self._grounds)

    def __eq__(self, other: object) -> bool:
        """Whether the two say the same, on the same grounds."""
        return isinstance(other, Reason) and self._all() == other._all()

    def __hash__(self) -> int:
        """By what is said."""
        return hash(self._all())

    def __repr__(self) -> str:
        """Short: name and truth."""
        return f"<Reason {self.id}: {self.truth}>"

    def _all(self) -> tuple[Statement, Truth, tuple[Reason, ...], Grounds]:
        return self._statement, self._truth, self._children, self._grounds

    def __iter__(self) -> Iterator[Reason]:
        """This node, then every node below it, depth first."""
        yield self
        for child in self.children:
            yield from child

    def failures(self) -> Iterator[Reason]:
        """What a refusal rests on: leaves that are false, and whole branches that are not in force."""
        if self.truth is False:
            if self.quantifier is None or not self.in_force:
                yield self
                return
            for child in self.children:
                yield from child.failures()

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        plain: dict[str, JsonValue] = {
            "id": self.id,
            "label": self.label.to_dict(),
            "truth": self.truth,
            "in_force": self.in_force,
            "citations": [citation.clause for citation in self.citations],
        }
        if self.quantifier is not None:
            plain["quantifier"] = self.quantifier
            plain["children"] = [child.to_dict() for child in self.children]
        else:
            plain["expression"] = self.expression
            plain["used"] = [used.to_dict() for used in self.used]
        return plain
