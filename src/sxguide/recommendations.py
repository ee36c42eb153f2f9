"""Recommendations: the candidates that a service finds for a person, ranked, each with its reasons, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sxguide.cases import entries
from sxguide.decision import to_json_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sxguide.citations import Citation, JsonValue, Text
    from sxguide.decision import Decision, Reason
    from sxguide.model import Interpretation, Plain


@dataclass(frozen=True, slots=True)
class Rank:
    """What the candidates are ranked by; earlier ranks come before later ones."""

    id: str
    label: Text
    order: Literal["ascending", "descending"]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "id": self.id,
            "label": self.label.to_dict(),
            "order": self.order,
            "citations": [citation.clause for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that suits the person, surely or possibly.

    `candidate` is the caller's own object, `index` its place among those given. `ranks` has the value of each rank by its
    id, None where it is not known. `reasons` are the conditions, each true, or None where `missing` facts and fields
    would have to settle it.
    """

    index: int
    candidate: Any
    ranks: Mapping[str, Plain | None]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]

    def fields(self) -> Iterable[tuple[str, Plain | None]]:
        """What the candidate says, as it was given."""
        fields: Iterable[tuple[Any, Any]] = entries(self.candidate) or ()
        return fields

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON; the reasons short, with their clauses."""
        return {
            "index": self.index,
            "candidate": {key: to_json_value(value) for key, value in self.fields()},
            "ranks": {name: to_json_value(value) for name, value in self.ranks.items()},
            "reasons": [
                {
                    "id": reason.id,
                    "truth": reason.truth,
                    "citations": [citation.clause for citation in reason.citations],
                }
                for reason in self.reasons
            ],
            "missing": list(self.missing),
        }


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What a service recommends to a person: the decision on the person, and the candidates that suit, the best first.

    `matches` meet every condition. `possible` are those that one of their fields, or a fact of the person, that nobody
    has given still keeps from being a match. Either may be cut short by the caller's limit; `match_count` and
    `possible_count` are of all. `refused` counts the others, each once, under the first condition that is false of it.
    Where the decision is not that the person may have the service, nothing is matched.
    """

    decision: Decision
    considered: int
    matches: tuple[Match, ...]
    possible: tuple[Match, ...]
    match_count: int
    possible_count: int
    refused: Mapping[str, int]
    ranks: tuple[Rank, ...]
    interpretations: tuple[Interpretation, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON. Keys keep this order, so that two equal recommendations give the same bytes."""
        return {
            "decision": self.decision.to_dict(),
            "considered": self.considered,
            "match_count": self.match_count,
            "possible_count": self.possible_count,
            "refused": dict(self.refused),
            "ranks": [rank.to_dict() for rank in self.ranks],
            "matches": [match.to_dict() for match in self.matches],
            "possible": [match.to_dict() for match in self.possible],
            "interpretations": [entry.to_dict() for entry in self.interpretations],
            "citations": [citation.to_dict() for citation in self.citations],
        }
