"""Recommendations: the candidates that a service finds for a person, ranked, each with its reasons, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import eq
from typing import TYPE_CHECKING, Any, Literal, overload

from sxguide.cases import entries
from sxguide.model import to_json_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sxguide.citations import Citation, JsonValue, Text
    from sxguide.decision import Decision
    from sxguide.model import Interpretation, Plain
    from sxguide.reasons import Reason


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


class Matches(Sequence[Match]):
    """Matches, the best first. There may be very many: each is made when it is looked at."""

    __slots__ = ("_match_at", "_order")

    def __init__(self, order: Sequence[int], match_at: Callable[[int], Match]) -> None:
        self._order = order
        self._match_at = match_at

    def __len__(self) -> int:
        """How many there are."""
        return len(self._order)

    @overload
    def __getitem__(self, position: int) -> Match: ...
    @overload
    def __getitem__(self, position: slice) -> Matches: ...
    def __getitem__(self, position: int | slice) -> Match | Matches:
        """The match at a position, or those at several."""
        if isinstance(position, slice):
            return Matches(self._order[position], self._match_at)
        return self._match_at(self._order[position])

    def __eq__(self, other: object) -> bool:
        """Whether the others are the same, in the same order."""
        if not isinstance(other, Matches | tuple):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        """Of how many there are: candidates are the caller's, and may change."""
        return hash(len(self))

    def __repr__(self) -> str:
        """How many there are."""
        return f"<{len(self)} matches>"


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
    matches: Matches
    possible: Matches
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
