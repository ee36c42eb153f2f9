"""Package: where the package itself stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def package_folder() -> Traversable:
    """The folder that the package stands in, also where that is within an archive."""
    here = Path(__file__)
    if here.is_file():
        return here.parent
    from importlib.resources import files  # noqa: PLC0415 — takes longer than to read the rules

    return files("sxguide")
