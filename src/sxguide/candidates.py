"""Candidates: what a caller offers to be matched with a person, as checked rows of values.

A candidate is a flat mapping or a dataclass with the fields that the service declares. A key that is absent and a value
of None both mean that nobody knows. Every fault of every candidate is reported in one go, up to a bound.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sxguide.cases import FIRST_DAY, LAST_DAY, MAX_FAULTS, entries, read_value
from sxguide.errors import CaseError, Problem, did_you_mean, shortened
from sxguide.values import MAX_DIGITS, Unknown, Value, iso_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sxguide.model import Field

# Whole numbers up to here are read at once; `read_value` sees to the rest.
_LARGEST = 10 ** (MAX_DIGITS // 2)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates as they were given, and of each the values of the fields in their order; what is not said is unknown."""

    given: Sequence[Any]
    rows: Sequence[list[Value]]


def read_candidates(fields: Sequence[Field], candidates: object) -> Candidates:
    """The candidates that a caller gives, checked against the fields that a service declares.

    Raises:
        CaseError: No list, unknown fields, wrong types, values out of range, required fields left out.
    """
    if not isinstance(candidates, Sequence) or isinstance(candidates, str | bytes | bytearray):
        message = "candidates are a list, each a mapping of fields"
        raise CaseError([Problem("wrong-type", message, path="$")])
    return _Reader(fields).read(candidates)


@dataclass(frozen=True, slots=True)
class _Column:
    """How one field is read; `usual` gives the value of what it is usually given as, None for anything else."""

    field: Field
    key: str
    unknown: Unknown
    usual: Callable[[Any], Value]


class _Reader:
    """Reads the candidates of one service; what each field needs is prepared once."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._columns = [
            _Column(field, field.key, Unknown(frozenset({field.name})), _usual(field))
            for field in fields
        ]
        self._keys = frozenset(field.key for field in fields)
        self._problems: list[Problem] = []

    def read(self, candidates: Sequence[Any]) -> Candidates:
        """All candidates, or their faults."""
        rows = []
        for index, candidate in enumerate(candidates):
            given = candidate if type(candidate) is dict else _as_dict(candidate)
            if given is None:
                message = "a candidate is a mapping of fields"
                self._problems.append(Problem("wrong-type", message, path=f"$[{index}]"))
            else:
                rows.append(self._row(index, given))
            if len(self._problems) >= MAX_FAULTS:
                break
        if self._problems:
            raise CaseError(self._problems[:MAX_FAULTS])
        return Candidates(candidates, rows)

    def _row(self, index: int, given: Mapping[Any, Any]) -> list[Value]:
        row: list[Value] = []
        for column in self._columns:
            value = given.get(column.key)
            if value is None:
                row.append(column.unknown)
                if column.field.is_required:
                    self._problems.append(_missing(index, column.field))
            else:
                usual = column.usual(value)
                row.append(self._unusual(index, column, value) if usual is None else usual)
        if not given.keys() <= self._keys:
            self._problems.extend(itertools.islice(self._unknown(index, given), MAX_FAULTS))
        return row

    def _unusual(self, index: int, column: _Column, value: object) -> Value:
        """The value, read with care; null, and a problem, where the field cannot have it."""
        read = read_value(column.field, value, f"$[{index}].{column.key}", self._problems)
        return Decimal(read) if isinstance(read, int) and not isinstance(read, bool) else read

    def _unknown(self, index: int, given: Mapping[Any, Any]) -> Iterator[Problem]:
        for key in given:
            if not isinstance(key, str):
                message = "a field's name is a text"
                yield Problem("wrong-type", message, path=f"$[{index}]")
            elif key not in self._keys:
                names = ", ".join(f"`{name}`" for name in sorted(self._keys))
                help_text = did_you_mean(key, self._keys) or f"a candidate may have {names}"
                message = f"unknown field `{shortened(key)}`"
                path = f"$[{index}].{shortened(key)}"
                yield Problem("unknown-field", message, path=path, help=help_text)


def _as_dict(candidate: object) -> dict[Any, Any] | None:
    inside = entries(candidate)
    return None if inside is None else dict(inside)


def _missing(index: int, field: Field) -> Problem:
    message = f"the candidate needs `{field.key}`"
    help_text = f"`{field.key}`: {field.label.en} ({field.label.zh})"
    return Problem("missing-field", message, path=f"$[{index}].{field.key}", help=help_text)


def _usual(field: Field) -> Callable[[Any], Value]:
    """What reads the values that a field is usually given as, quickly, and yields None for all others."""
    match field.kind:
        case "boolean":
            return lambda value: value if type(value) is bool else None
        case "text":
            return lambda value: value if type(value) is str else None
        case "enumeration":
            spellings = {choice.value: choice.value for choice in field.choices}
            return lambda value: spellings.get(value) if type(value) is str else None
        case "date":
            return _usual_date
        case "integer" | "number" | "money":
            least = -_LARGEST if field.minimum is None else field.minimum
            return lambda value: (
                Decimal(value) if type(value) is int and least <= value <= _LARGEST else None
            )


def _usual_date(value: object) -> dt.date | None:
    day = iso_date(value) if type(value) is str else value
    return day if type(day) is dt.date and FIRST_DAY <= day <= LAST_DAY else None
