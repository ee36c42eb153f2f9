"""Leftover: results that are left to the scalar path, which is asked once for each combination of what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PLACE = "\N{SECTION SIGN}place"


def filled(
    rows: pl.DataFrame,
    wanted: pl.Series,
    keys: Sequence[pl.Expr],
    fills: Sequence[str],
    answer: Callable[[Mapping[str, Any]], Sequence[Any]],
) -> pl.DataFrame:
    """The rows, with the columns `fills` filled in the wanted ones; rows that agree in `keys` have one answer."""
    places = wanted.arg_true()
    asked = rows[places]
    told_apart = asked.select(key.alias(f"{_PLACE}{number}") for number, key in enumerate(keys))
    if told_apart.width == 0:
        told_apart = pl.DataFrame({_PLACE + "0": pl.repeat(0, len(asked), eager=True)})
    names = told_apart.columns
    first = told_apart.with_row_index(_PLACE).unique(
        subset=names, keep="first", maintain_order=True
    )
    answers = [answer(row) for row in asked[first[_PLACE]].iter_rows(named=True)]
    schema = {name: rows.schema[name] for name in fills}
    found = pl.DataFrame(answers, schema=schema, orient="row")
    answered = told_apart.join(
        first.select(names).with_row_index(_PLACE),
        on=names,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )[_PLACE]
    at = pl.repeat(None, len(rows), dtype=pl.UInt32, eager=True).scatter(places, answered)
    return rows.with_columns(
        pl.when(wanted).then(found[name].gather(at)).otherwise(pl.col(name)).alias(name)
        for name in fills
    )
