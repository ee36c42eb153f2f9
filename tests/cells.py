"""Cells of a fact in one line, as tests write them down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sxguide.diagram.variables import Cell


def described(cells: Sequence[Cell]) -> str:
    """Cells in one line, for people who look at a diagram: `< 12`, `12 to < 24`, `flexible`."""
    return ", ".join(map(_described, cells))


def _described(cell: Cell) -> str:
    if not cell.is_interval:
        return "-" if cell.sample is None else str(cell.sample)
    low = "" if cell.low is None else f"{'>' if cell.low[1] else '>='} {cell.low[0]}"
    high = "" if cell.high is None else f"{'<=' if cell.high[1] else '<'} {cell.high[0]}"
    return " and ".join(filter(None, (low, high))) or "any"
