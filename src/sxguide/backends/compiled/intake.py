"""Intake: a case in the usual form, read in one go.

The usual form is a plain dictionary, nested or dotted, whose facts are right. For any other case, and for every fault,
there is `sxguide.cases`, which reads all forms and has words for what is wrong.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from sxguide.cases import FIRST_DAY, LAST_DAY, groups_of, read_value
from sxguide.values import MAX_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sxguide.errors import Problem
    from sxguide.model import Fact, Plain

    # The fact's value; None where the value given needs a closer look.
    Read: TypeAlias = Callable[[object], Plain | None]

# Whoever compares longer texts than these pays for it by their length.
MAX_CHARACTERS: Final = 10_000
_ISO_LENGTH: Final = len("2026-11-23")
# The largest whole number that `sxguide.cases` reads, as a number of so many bits.
_MOST: Final = 2 ** (3 * MAX_DIGITS) - 1


class Intake:
    """Reads the cases of one vocabulary."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self._readers: dict[object, Read] = {name: _reader(fact) for name, fact in facts.items()}
        self._groups = groups_of(facts)

    def read(self, case: object) -> dict[str, Plain] | None:
        """The facts that a case gives; None where it needs a closer look."""
        if type(case) is not dict:
            return None
        given: dict[str, Plain] = {}
        find = self._readers.get
        for name, value in case.items():
            reader = find(name)
            if reader is None:
                if not self._fill(given, value, name):
                    return None
            elif value is not None:
                plain = reader(value)
                if plain is None or name in given:
                    return None
                given[name] = plain
        return given

    def _fill(self, given: dict[str, Plain], group: object, name: object) -> bool:
        """Reads the facts of a group; False where it needs a closer look."""
        if type(group) is not dict or name not in self._groups:
            return False
        for key, value in group.items():
            inner = f"{name}.{key}" if type(key) is str else key
            reader = self._readers.get(inner)
            if reader is None:
                if not self._fill(given, value, inner):
                    return False
            elif value is not None:
                plain = reader(value)
                if plain is None or inner in given:
                    return False
                given[inner] = plain
        return True


def _reader(fact: Fact) -> Read:
    match fact.kind:
        case "boolean":
            return _truth
        case "date":
            return _day
        case "integer":
            return _whole(fact)
        case "number" | "money":
            return _number(fact)
        case "enumeration":
            return _choice(fact)
        case "text":
            return _words
        case _:
            assert_never(fact.kind)


def _truth(value: object) -> Plain | None:
    return value if value is True or value is False else None


def _day(value: object) -> Plain | None:
    if type(value) is str:
        # The dashes keep other forms of ISO 8601 out.
        if len(value) != _ISO_LENGTH or value[4] != "-" or value[7] != "-":
            return None
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return None
    elif type(value) is not dt.date:
        return None
    return value if FIRST_DAY <= value <= LAST_DAY else None


def _words(value: object) -> Plain | None:
    return value if type(value) is str and len(value) <= MAX_CHARACTERS else None


def _whole(fact: Fact) -> Read:
    least = -_MOST if fact.minimum is None else fact.minimum.__ceil__()

    def read(value: object) -> Plain | None:
        return value if type(value) is int and least <= value <= _MOST else None

    return read


def _number(fact: Fact) -> Read:
    whole = _whole(fact)

    def read(value: object) -> Plain | None:
        if isinstance(value, int) and whole(value) is not None:
            return Decimal(value)
        problems: list[Problem] = []
        plain = read_value(fact, value, "$", problems)
        return None if problems else plain

    return read


def _choice(fact: Fact) -> Read:
    values: dict[object, str] = {}
    for choice in fact.choices:
        for word in (choice.value, choice.label.zh, choice.label.en):
            values.setdefault(word, choice.value)

    def read(value: object) -> Plain | None:
        return values.get(value) if type(value) is str else None

    return read
