"""Columnar: the decisions on a whole frame of people at once, with Polars (its only door).

A frame has one person a row; its columns are called as facts are, or a mapping says which fact a column holds. A null is a
fact that nobody knows. What comes back has one row for each row that came in, in the same order:

| column | type | holds |
| --- | --- | --- |
| those carried through | as they came | columns that the caller's mapping gives to no fact |
| `outcome` | Enum | `eligible`, `ineligible`, `undetermined` |
| each output, by its name | see below | its value; null where it has none |
| `due` | Date | the last day of the agency's term |
| `provisional` | Boolean | whether the term runs over days that no notice has settled yet |
| `condition.` and its id | Boolean | included on request: the truth of a condition; null where nobody knows |
| `missing` | List(String) | included on request: the facts and parameters that can still change the outcome |
| `problem` | String | included on request: what is wrong with the row's facts; then all else is null |

Outputs are Boolean, Date, Int64 (whole numbers), Decimal(38, 2) (money), Decimal (other numbers; the scale follows from the
columns and the rules) and String. No float comes in or out. Without `problem` the faults of the first rows that have any
are raised together as a `CaseError`.
"""

from sxguide.errors import MissingExtraError

try:
    import polars as pl
except ImportError as error:
    message = "frames need `pip install sxguide[batch]`"
    raise MissingExtraError(message) from error

from sxguide.backends.columnar.backend import Columnar
from sxguide.backends.columnar.intake import Frame
from sxguide.backends.columnar.results import Include, Request, Result
from sxguide.backends.columnar.sources import Sources

__all__ = ["Columnar", "Frame", "Include", "Request", "Result", "Sources"]

del pl
