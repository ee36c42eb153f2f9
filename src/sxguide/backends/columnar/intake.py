"""Intake: a caller's frame in any form, and which of its columns holds which fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from sxguide.cases import nearest_fact
from sxguide.errors import CaseError, DecisionError, Problem, did_you_mean, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sxguide.model import Fact, Rulebook

# A Polars frame, or whatever offers its data as an Arrow C stream (pyarrow, pandas, DuckDB and others).
Frame: TypeAlias = "pl.DataFrame | pl.LazyFrame | Any"

_SIGN = "\N{SECTION SIGN}"
# Digits behind the point of numbers, where no column has more; and the most that a fact may have.
_SCALE = 10
_MAX_SCALE = 34
_NUMBERS = frozenset({"integer", "number", "money"})


@dataclass(frozen=True, slots=True)
class Intake:
    """The rows of a frame, its columns by the fact that each holds, and those that are only carried through."""

    rows: pl.LazyFrame
    is_lazy: bool
    schema: pl.Schema
    facts: Mapping[str, str]
    carried: tuple[str, ...]

    @property
    def scale(self) -> int:
        """The digits behind the point of numbers in the result: no fewer than any column has."""
        scales = (dtype.scale for dtype in self.schema.values() if isinstance(dtype, pl.Decimal))
        return min(max(_SCALE, *scales, 0), _MAX_SCALE)

    @property
    def mark(self) -> str:
        """What no column's name begins with."""
        mark = _SIGN
        while any(name.startswith(mark) for name in self.schema):
            mark += _SIGN
        return mark


def take_in(
    rulebook: Rulebook, frame: Frame, columns: Mapping[str, str | None] | None, on: object
) -> Intake:
    """What is in a frame. `columns` gives the fact that a column holds, or None where it is only carried through.

    `on` is the date of the decisions, or the name of the column that has it, which needs to be no fact.

    Raises:
        CaseError: Columns that are no facts, hold one fact twice, or have a type that no such fact can have.
        DecisionError: `frame` is no frame, `columns` names a column that is not there, or `on` does.
    """
    rows, is_lazy = _rows(frame)
    schema = rows.collect_schema()
    given = dict(columns or {})
    _require_columns(given, schema)
    date_column = on if isinstance(on, str) else None
    if date_column is not None and date_column not in schema:
        near = did_you_mean(date_column, schema) or f"there are {_listed(schema)}"
        message = f"`on` names no column of the frame: `{shortened(date_column)}`; {near}"
        raise DecisionError(message)
    facts: dict[str, str] = {}
    problems: list[Problem] = []
    for column in schema:
        name = given.get(column, column)
        if name is None or (name not in rulebook.facts and column == date_column):
            continue
        problems += _faults(rulebook, column, name, facts, schema[column])
        facts[name] = column
    if problems:
        raise CaseError(problems)
    carried = tuple(column for column in schema if column in given and given[column] is None)
    return Intake(rows, is_lazy, schema, facts, carried)


def _rows(frame: Frame) -> tuple[pl.LazyFrame, bool]:
    if isinstance(frame, pl.LazyFrame):
        return frame, True
    if isinstance(frame, pl.DataFrame):
        return frame.lazy(), False
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame).lazy(), False
    message = "a frame is a Polars frame, or anything with an Arrow C stream"
    raise DecisionError(message)


def _require_columns(given: Mapping[str, str | None], schema: pl.Schema) -> None:
    for column in given:
        if column not in schema:
            near = did_you_mean(str(column), schema) or f"there are {_listed(schema)}"
            message = f"`columns` names no column of the frame: `{shortened(str(column))}`; {near}"
            raise DecisionError(message)


def _listed(schema: pl.Schema) -> str:
    return ", ".join(f"`{shortened(name)}`" for name in schema) or "none"


def _faults(
    rulebook: Rulebook, column: str, name: str, before: Mapping[str, str], dtype: pl.DataType
) -> Iterator[Problem]:
    """What is wrong with a column as a whole."""
    path = f"$.{shortened(column)}"
    fact = rulebook.facts.get(name)
    if fact is None:
        carry = "`columns` says which fact a column holds, or None to carry it through"
        help_text = "; ".join(each for each in (nearest_fact(rulebook, name), carry) if each)
        message = f"unknown fact `{shortened(name)}`"
        yield Problem("unknown-fact", message, path=path, help=help_text)
    elif name in before:
        help_text = f"`{before[name]}` holds it as well: once is enough"
        yield Problem("fact-given-twice", f"`{name}` is given twice", path=path, help=help_text)
    elif not _may_hold(fact, dtype):
        message = f"`{name}` must be {_wanted(fact)}, not a column of {_said(dtype)}"
        yield Problem("wrong-type", message, path=path, help=_way_out(fact, dtype))


def _may_hold(fact: Fact, dtype: pl.DataType) -> bool:
    """Whether a column of that type may hold the fact; which of its values do is seen row by row."""
    if dtype == pl.Null:
        return True
    is_text = dtype in (pl.String, pl.Categorical, pl.Enum)
    is_exact = dtype.is_integer() or dtype.is_decimal()
    match fact.kind:
        case "boolean":
            return dtype == pl.Boolean
        case "date":
            return is_text or dtype == pl.Date
        case "integer":
            return is_exact
        case "number" | "money":
            return is_exact or is_text
        case _:
            return is_text


def _wanted(fact: Fact) -> str:
    match fact.kind:
        case "boolean":
            return "`true` or `false`"
        case "date":
            return "a date"
        case "integer":
            return f"a whole number ({fact.unit})"
        case "number" | "money":
            return f"a number ({fact.unit})"
        case _:
            return "words"


def _said(dtype: pl.DataType) -> str:
    """A type in words."""
    if dtype.is_float():
        return "binary fractions"
    if dtype.is_numeric():
        return "numbers"
    if dtype == pl.Datetime:
        return "times"
    if dtype == pl.Boolean:
        return "truths"
    return "texts" if dtype in (pl.String, pl.Categorical, pl.Enum) else "something else"


def _way_out(fact: Fact, dtype: pl.DataType) -> str | None:
    if fact.kind in _NUMBERS and dtype.is_float():
        return (
            "a binary fraction is not exact: give whole numbers, decimals, or their digits as texts"
        )
    if fact.kind == "date" and dtype == pl.Datetime:
        return "a date without a time"
    if fact.kind == "date":
        return "write it like `2026-11-23`"
    return None
