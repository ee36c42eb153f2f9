"""Matching reader: how a service matches candidates with a person, as the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.model import CANDIDATE_PREFIX, Condition, Criterion, Matching
from sxguide.record_reader import RecordReader

if TYPE_CHECKING:
    from sxguide.shapes import Record


class MatchingReader(RecordReader):
    """Reads the part of a service that matches; its names are those of the rules and of the candidates' fields."""

    def matching(self, record: Record) -> Matching:
        """The candidates' fields, the conditions to keep one, and the criteria that rank them."""
        return Matching(
            fields=self._fields(CANDIDATE_PREFIX, record["candidate"]),
            keep=tuple(map(self._condition, record["keep"])),
            rank=tuple(map(self._criterion, record["rank"])),
        )

    def _condition(self, record: Record) -> Condition:
        return Condition(
            id=self._word(record, "id", record.span),
            when=self._expression(record["when"], record),
            label=record["label"],
            cites=self._words(record, "cites", record.span),
            in_force=None,
            rests_on=self._words(record, "rests_on", record.span),
            span=record.span,
        )

    def _criterion(self, record: Record) -> Criterion:
        return Criterion(
            id=self._word(record, "id", record.span),
            by=self._expression(record["by"], record),
            order=record["order"],
            label=record["label"],
            cites=self._words(record, "cites", record.span),
            rests_on=self._words(record, "rests_on", record.span),
            span=record.span,
        )
