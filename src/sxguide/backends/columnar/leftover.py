"""Leftover: results that are left to the scalar path, which is asked once for each combination of what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Answers that one filler keeps.
MAX_KNOWN: Final = 100_000
# Rows that are so few are not worth finding combinations among.
FEW: Final = 500
_PLACE = "\N{SECTION SIGN}place"


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills the result columns `fills`, where rows that agree in `keys` have one answer; answers are kept.

    Safe to share between threads.
    """

    keys: tuple[pl.Expr, ...]
    fills: tuple[str, ...]
    answer: Callable[[Mapping[str, Any]], Sequence[Any]]
    known: dict[tuple[Any, ...], Sequence[Any]] = field(default_factory=dict)

    def fill(self, rows: pl.DataFrame, wanted: pl.Series) -> pl.DataFrame:
        """The rows with the columns filled in the wanted ones."""
        return _filled(rows, wanted, self)

    def answers(self, asked: pl.DataFrame, combinations: pl.DataFrame) -> list[Sequence[Any]]:
        """The answers for rows, each with a combination of its own."""
        found: list[Sequence[Any]] = []
        for place, combination in enumerate(combinations.iter_rows()):
            answer = self.known.get(combination)
            if answer is None:
                answer = self.answer(asked.row(place, named=True))
                if len(self.known) < MAX_KNOWN:
                    self.known[combination] = answer
            found.append(answer)
        return found


def _filled(rows: pl.DataFrame, wanted: pl.Series, filler: Filler) -> pl.DataFrame:
    places = wanted.arg_true()
    if not len(places):
        return rows
    asked = rows[places]
    told_apart = asked.select(
        key.alias(f"{_PLACE}{number}") for number, key in enumerate(filler.keys)
    )
    if told_apart.width == 0:
        told_apart = pl.DataFrame({_PLACE + "0": pl.repeat(0, len(asked), eager=True)})
    first, answered = _first_of_each(told_apart)
    answers = filler.answers(asked[first], told_apart[first])
    schema = {name: rows[name].dtype for name in filler.fills}
    found = pl.DataFrame(answers, schema=schema, orient="row")
    columns = [_with(rows[name], places, found[name].gather(answered)) for name in filler.fills]
    return rows.with_columns(columns)


def _first_of_each(told_apart: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The first row of each combination, and of every row which of these has its combination."""
    every = pl.int_range(len(told_apart), dtype=pl.UInt32, eager=True)
    if len(told_apart) <= FEW:
        return every, every
    names = told_apart.columns
    first = told_apart.with_row_index(_PLACE).unique(
        subset=names, keep="first", maintain_order=True
    )
    numbered = first.select(names).with_row_index(_PLACE)
    joined = told_apart.join(
        numbered, on=names, how="left", nulls_equal=True, maintain_order="left"
    )
    return first[_PLACE], joined[_PLACE]


def _with(column: pl.Series, places: pl.Series, values: pl.Series) -> pl.Series:
    """The column with other values in some places."""
    if column.dtype != pl.List:
        return column.clone().scatter(places, values)
    at = pl.repeat(None, len(column), dtype=pl.UInt32, eager=True)
    at = at.scatter(places, pl.int_range(len(values), dtype=pl.UInt32, eager=True))
    return values.gather(at).zip_with(at.is_not_null(), column)
