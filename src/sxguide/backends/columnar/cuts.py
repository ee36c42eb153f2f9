"""Cuts: what frames ask of a decision diagram (`sxguide.diagram`, which stands above the back ends)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sxguide.feel.nodes import Node
    from sxguide.model import Expression
    from sxguide.values import Value


class Cell(Protocol):
    """Values that no rule tells apart: those between two cuts, or one value."""

    @property
    def sample(self) -> object:
        """One of the values."""

    @property
    def low(self) -> tuple[object, bool] | None:
        """The cut below: a value, and whether it lies behind that."""

    @property
    def high(self) -> tuple[object, bool] | None:
        """The cut above."""

    @property
    def is_interval(self) -> bool:
        """Whether the cell lies between cuts."""


class Variable(Protocol):
    """What one level of a diagram asks: a fact, or an opaque part of a condition."""

    @property
    def name(self) -> str:
        """The fact, or a name for the part."""

    @property
    def cells(self) -> Sequence[Cell]:
        """The cells, in order."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts and parameters that the value comes from."""

    @property
    def opaque(self) -> Node | None:
        """The part."""

    @property
    def steady(self) -> frozenset[str]:
        """Those of the facts along which the part is proved to turn no more than once."""

    def place(self, value: Value) -> int:
        """The number of the cell that holds a known value."""


class Forest(Protocol):
    """The nodes of diagrams: from 0 up a question, below 0 an answer."""

    true: int
    false: int
    levels: list[int]
    children: list[tuple[int, ...]]

    def value(self, node: int) -> Value:
        """What an answer says."""

    def support(self, root: int) -> frozenset[int]:
        """The levels of the variables that can matter to `root`."""


class Guard(Protocol):
    """A constraint of the vocabulary: true where facts may stand together."""

    @property
    def root(self) -> int:
        """Its function."""

    @property
    def levels(self) -> frozenset[int]:
        """The levels of the variables that it reads."""

    @property
    def is_plain(self) -> bool:
        """Whether it asks no fact twice."""


class Diagram(Protocol):
    """Everything of a service that cells settle."""

    @property
    def forest(self) -> Forest:
        """The nodes."""

    @property
    def variables(self) -> Sequence[Variable]:
        """What the levels ask."""

    @property
    def truths(self) -> Mapping[Expression, int]:
        """The functions of the conditions."""

    @property
    def values(self) -> Mapping[str, int]:
        """The functions of those outputs that cells settle."""

    @property
    def guards(self) -> Sequence[Guard]:
        """The constraints that have a say."""

    @property
    def root(self) -> int:
        """The function of the eligibility."""
