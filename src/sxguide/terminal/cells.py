"""Cells: what stands in tables, where it is more than words."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Styled(NamedTuple):
    """Words in a style of rich's, such as `bold red`."""

    words: str
    style: str


Cell: TypeAlias = str | Styled
