"""Rejects: the rows that nobody can decide on, each fault of theirs with its row, its path and the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sxguide.errors import Problem
from sxguide.source import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCHEMA = pl.Schema(
    {"row": pl.Int64(), "path": pl.String(), "code": pl.String(), "reason": pl.String()}
)

# A fault as a `problem` column tells it, up to the next one or the end.
_FAULT = re.compile(
    r"(?P<path>\$[^\n]*?): error\[(?P<code>[a-z-]+)\]: (?P<reason>.*?)(?=\n\$[^\n]*?: error\[|\Z)",
    re.DOTALL,
)


def read_problem(text: str) -> list[Problem]:
    """The faults that a `problem` column tells of one row."""
    found = (each.group("path", "code", "reason") for each in _FAULT.finditer(text))
    return [Problem(code, reason, path=path) for path, code, reason in found]


def reject_rows(faults: Mapping[int, Iterable[Problem]]) -> pl.DataFrame:
    """The faults of rows, counted from 0, as rows of their own, which count from 1 as people do."""
    rows = [
        (row + 1, each.path or "$", each.code, visible(each.message))
        for row in sorted(faults)
        for each in faults[row]
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
