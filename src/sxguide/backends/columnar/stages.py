"""Stages: columns on the way from the facts to the results, each worked out once, after those that it reads."""

from __future__ import annotations

import polars as pl

_MARK = "\N{SECTION SIGN}"


class Stages:
    """Intermediate columns, in rounds: a column of one round reads only those of the rounds before."""

    def __init__(self) -> None:
        self._rounds: list[dict[str, pl.Expr]] = []
        self._round_of: dict[str, int] = {}
        self._kept: dict[object, pl.Expr] = {}

    def keep(self, key: object, rows: pl.Expr) -> pl.Expr:
        """The column that holds the expression, which nothing else has under the key."""
        if key not in self._kept:
            read = [self._round_of.get(name, -1) for name in rows.meta.root_names()]
            place = 1 + max(read, default=-1)
            name = f"{_MARK}{len(self._round_of)}"
            while len(self._rounds) <= place:
                self._rounds.append({})
            self._rounds[place][name] = rows
            self._round_of[name] = place
            self._kept[key] = pl.col(name)
        return self._kept[key]

    def run(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with all intermediate columns."""
        for columns in self._rounds:
            rows = rows.with_columns(**columns)
        return rows
