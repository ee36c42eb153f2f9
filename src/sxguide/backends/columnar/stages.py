"""Stages: columns on the way from the facts to the results, each worked out once, after those that it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable


class Stages:
    """Intermediate columns, in rounds: a column of one round reads only those of the rounds before.

    `mark` is what the names of columns of ours begin with, and no column of the caller's.
    """

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self._rounds: list[dict[str, pl.Expr]] = []
        self._round_of: dict[str, int] = {}
        self._kept: dict[object, pl.Expr] = {}

    def keep(self, key: object, rows: pl.Expr) -> pl.Expr:
        """The column that holds the expression, which nothing else has under the key."""
        if key not in self._kept:
            read = [self._round_of.get(name, -1) for name in rows.meta.root_names()]
            place = 1 + max(read, default=-1)
            name = f"{self.mark}{len(self._round_of)}"
            while len(self._rounds) <= place:
                self._rounds.append({})
            self._rounds[place][name] = rows
            self._round_of[name] = place
            self._kept[key] = pl.col(name)
        return self._kept[key]

    def kept(self, key: object) -> pl.Expr | None:
        """The column that is kept under the key, if there is one."""
        return self._kept.get(key)

    def columns_behind(self, rows: Iterable[pl.Expr]) -> set[str]:
        """The columns of the caller's that expressions read, by way of intermediate columns or not."""
        kept = (each for columns in self._rounds for each in columns.values())
        read = {name for each in (*rows, *kept) for name in each.meta.root_names()}
        return read - self._round_of.keys()

    def run(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with all intermediate columns."""
        for columns in self._rounds:
            rows = rows.with_columns(**columns)
        return rows
