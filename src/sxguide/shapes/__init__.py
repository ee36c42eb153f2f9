"""Shapes: how a file may be written, declared once.

From one declaration come the reading of a file, with every fault named and placed, and the JSON Schema that lets an
editor complete and check it. Reading never stops at a fault: what is faulty is noted in the list of problems and
stands in the result as a blank of the right type, so that the rest can be looked at in the same go. A file with
problems is refused as a whole, so blanks reach nobody.
"""

from __future__ import annotations

from sxguide.shapes.collections import (
    Bilingual,
    ByKey,
    Key,
    Keys,
    ListOf,
    MapOf,
    Named,
    Record,
    nested,
)
from sxguide.shapes.scalars import (
    Anything,
    Date,
    ExactNumber,
    OneOf,
    Scalar,
    TrueOrFalse,
    WholeNumber,
    Word,
)
from sxguide.shapes.shape import Schema, Shape

__all__ = [
    "Anything",
    "Bilingual",
    "ByKey",
    "Date",
    "ExactNumber",
    "Key",
    "Keys",
    "ListOf",
    "MapOf",
    "Named",
    "OneOf",
    "Record",
    "Scalar",
    "Schema",
    "Shape",
    "TrueOrFalse",
    "WholeNumber",
    "Word",
    "nested",
]
