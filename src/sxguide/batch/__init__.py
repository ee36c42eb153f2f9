"""Batch: a file of many cases in, a file of decisions out, in bounded memory."""

from sxguide.errors import MissingExtraError

try:
    import polars as pl
except ImportError as error:
    message = "a batch needs `pip install sxguide[batch]`"
    raise MissingExtraError(message) from error

from sxguide.batch.runs import Job, Tally, run

__all__ = ["Job", "Tally", "run"]

del pl
