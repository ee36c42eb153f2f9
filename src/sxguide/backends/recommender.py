"""The back end that recommends: the candidates of a service put to one person, many at a time.

Its conditions and criteria are compiled once for the person; a candidate is a row of values.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from sxguide.backends.situation import used
from sxguide.decision import Outcome, Reason
from sxguide.errors import DecisionError
from sxguide.feel.closures import compile_expression
from sxguide.feel.traversal import names_read
from sxguide.recommendations import Match, Rank, Recommendation
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sxguide.backends.situation import Situation
    from sxguide.candidates import Candidates
    from sxguide.decision import Decision
    from sxguide.feel.closures import Closure
    from sxguide.model import Condition, Expression, Matching, Plain

# What keeps a candidate from being a match: the names behind each condition (by its place) that is unknown.
_Waits: TypeAlias = dict[int, frozenset[str]]
# A candidate's place among those given, and its value for each criterion.
_Ranked: TypeAlias = tuple[int, tuple[Plain | None, ...]]


class Recommender:
    """The matching of one service for one person."""

    def __init__(self, matching: Matching, situation: Situation) -> None:
        self._matching = matching
        self._situation = situation
        self._slots = {field.name: place for place, field in enumerate(matching.fields)}
        self._defaults = [
            (place, Unknown(frozenset({field.name})), self._compiled(field.default))
            for place, field in enumerate(matching.fields)
            if field.default is not None
        ]
        self._keep = [self._compiled(condition.when) for condition in matching.keep]
        self._rank = [self._compiled(criterion.by) for criterion in matching.rank]
        self._reasons = tuple(map(self._reason, matching.keep))

    def recommend(
        self, decision: Decision, candidates: Candidates, limit: int | None
    ) -> Recommendation:
        """What suits the person of the decision, the best first; at most `limit` sure and as many possible matches."""
        refused = [0] * len(self._keep)
        sure: list[int] = []
        waits: dict[int, _Waits] = {}
        if decision.outcome is Outcome.ELIGIBLE:
            sure, waits = self._sift(candidates.rows, refused)
        counts = zip(self._matching.keep, refused, strict=True)
        return Recommendation(
            decision=decision,
            considered=len(candidates.rows),
            matches=self._matches(self._ranked(candidates, sure)[:limit], candidates, {}),
            possible=self._matches(self._ranked(candidates, waits)[:limit], candidates, waits),
            match_count=len(sure),
            possible_count=len(waits),
            refused=MappingProxyType({condition.id: count for condition, count in counts}),
        )

    def _compiled(self, expression: Expression) -> Closure:
        return compile_expression(expression.node, self._slots, self._situation.lookup)
