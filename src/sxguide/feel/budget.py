"""What one evaluation may use up: steps, depth, lengths. Past a limit it ends in a `LimitError`.

An expression is data that somebody wrote; none may hang the process or eat its memory.
"""

from __future__ import annotations

from decimal import Decimal

from sxguide.errors import LimitError
from sxguide.feel.logic import united
from sxguide.values import Range, Unknown, Value

MAX_STEPS = 200_000
# Far above what the parser lets through, far below Python's own limit: it is functions that call themselves that reach it.
MAX_DEPTH = 150
MAX_ELEMENTS = 100_000
MAX_CHARACTERS = 1_000_000
MAX_PATTERN_CHARACTERS = 1_000
MAX_PATTERN_SECONDS = 0.05

# How many elements, or characters, are looked at for the price of one step.
_ELEMENTS_A_STEP = 10
_CHARACTERS_A_STEP = 100


class Budget:
    """The steps and the depth that one evaluation has left; give each evaluation its own."""

    __slots__ = ("_depth", "_spent", "_steps")

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self._steps = steps
        self._spent = 0
        self._depth = 0

    def spend(self, steps: int = 1) -> None:
        """Use up `steps`.

        Raises:
            LimitError: they are not left.
        """
        self._spent += steps
        if self._spent > self._steps:
            message = f"the expression takes more than {self._steps} steps"
            raise LimitError(message)

    def descend(self) -> None:
        """Go one level deeper, for one step.

        Raises:
            LimitError: that is too deep, or no step is left.
        """
        self.spend()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = (
                f"the expression is nested, or calls itself, more than {MAX_DEPTH} levels deep"
            )
            raise LimitError(message)

    def ascend(self) -> None:
        """Come back up one level."""
        self._depth -= 1

    def survey(self, value: Value) -> Unknown | None:
        """Go through all of `value`, paying by its size; unknown for the reasons of all unknowns in it, or None.

        A value can share its parts and be far larger than the memory it takes, so whatever goes through a value pays here
        first.
        """
        match value:
            case tuple():
                return self._survey_all(value)
            case dict():
                return self._survey_all(tuple(value.values()))
            case Range():
                return united(value.low, value.high)
            case Unknown():
                return value
            case str() if len(value) > _CHARACTERS_A_STEP:
                self.spend(len(value) // _CHARACTERS_A_STEP)
        return None

    def _survey_all(self, values: tuple[Value, ...]) -> Unknown | None:
        self.spend(1 + len(values) // _ELEMENTS_A_STEP)
        union: Unknown | None = None
        for value in values:
            # Most elements are numbers, and a number needs no look inside.
            unknown = None if type(value) is Decimal else self.survey(value)
            if unknown is not None:
                union = unknown if union is None else union | unknown
        return union


def checked_length(count: int | Decimal) -> None:
    """Let a list of `count` elements pass.

    Raises:
        LimitError: the list would be too long.
    """
    if count > MAX_ELEMENTS:
        message = f"a list would have more than {MAX_ELEMENTS} elements"
        raise LimitError(message)


def checked_characters(count: int) -> None:
    """Let a string of `count` characters pass.

    Raises:
        LimitError: the string would be too long.
    """
    if count > MAX_CHARACTERS:
        message = f"a string would have more than {MAX_CHARACTERS} characters"
        raise LimitError(message)
