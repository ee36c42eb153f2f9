"""The back end that recommends: the candidates of a service put to one person, many at a time.

Conditions and criteria are compiled once for the person; a candidate is a row of values.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from sxguide.backends.situation import used
from sxguide.decision import Outcome, Reason
from sxguide.errors import DecisionError
from sxguide.feel.closures import compile_expression
from sxguide.feel.traversal import names_read
from sxguide.model import CANDIDATE_PREFIX
from sxguide.recommendations import Match, Rank, Recommendation
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sxguide.backends.situation import Situation
    from sxguide.candidates import Candidates
    from sxguide.citations import Citation
    from sxguide.decision import Decision
    from sxguide.feel.closures import Closure
    from sxguide.model import Condition, Expression, Interpretation, Matching, Plain

# The names that each condition (by its place) waits for; empty for a sure match.
_Waits: TypeAlias = dict[int, frozenset[str]]
# A candidate's place among those given, and its value for each criterion.
_Ranked: TypeAlias = tuple[int, list["Plain | None"]]


@dataclass(frozen=True, slots=True)
class _Default:
    """What stands in for a field, by its place, that a candidate does not say."""

    place: int
    unknown: Unknown
    value: Closure


class Recommender:
    """The matching of one service for one person."""

    def __init__(self, matching: Matching, situation: Situation) -> None:
        self._matching = matching
        self._situation = situation
        self._slots = {field.name: place for place, field in enumerate(matching.fields)}
        defaults = [
            _Default(place, Unknown(frozenset({field.name})), self._compiled(field.default))
            for place, field in enumerate(matching.fields)
            if field.default is not None
        ]
        # What only ranks need not be worked out for a candidate that is not kept.
        telling = _fields_behind(matching)
        self._first = [each for each in defaults if matching.fields[each.place].name in telling]
        self._then = [each for each in defaults if each not in self._first]
        self._keep = [self._compiled(condition.when) for condition in matching.keep]
        self._rank = [self._compiled(criterion.by) for criterion in matching.rank]
        self._criteria = [criterion.id for criterion in matching.rank]
        self._reasons = tuple(map(self._reason, matching.keep))

    def recommend(
        self, decision: Decision, candidates: Candidates, limit: int | None
    ) -> Recommendation:
        """What suits the person of the decision, the best first; at most `limit` sure and as many possible matches."""
        matching, rulebook = self._matching, self._situation.rulebook
        refused = [0] * len(matching.keep)
        kept: dict[int, _Waits] = {}
        if decision.outcome is Outcome.ELIGIBLE:
            kept = self._sift(candidates.rows, refused)
        sure = [index for index, waits in kept.items() if not waits]
        possible = [index for index, waits in kept.items() if waits]
        return Recommendation(
            decision=decision,
            considered=len(candidates.rows),
            matches=tuple(
                self._match(candidates, ranked, {})
                for ranked in self._ranked(candidates, sure)[:limit]
            ),
            possible=tuple(
                self._match(candidates, ranked, kept[ranked[0]])
                for ranked in self._ranked(candidates, possible)[:limit]
            ),
            match_count=len(sure),
            possible_count=len(possible),
            refused=MappingProxyType(
                {rule.id: count for rule, count in zip(matching.keep, refused, strict=True)}
            ),
            ranks=tuple(
                Rank(each.id, each.label, each.order, rulebook.cite(each.cites))
                for each in matching.rank
            ),
            interpretations=self._interpretations(decision),
            citations=self._citations(decision),
        )

    def _compiled(self, expression: Expression) -> Closure:
        return compile_expression(expression.node, self._slots, self._situation.lookup)

    def _sift(self, rows: Sequence[list[Value]], refused: list[int]) -> dict[int, _Waits]:
        """The candidates that are kept, by their places, with what they wait for; those `refused` are counted."""
        keep = list(enumerate(self._keep))
        kept: dict[int, _Waits] = {}
        for index, row in enumerate(rows):
            _complete(row, self._first)
            waits: _Waits = {}
            for place, condition in keep:
                truth = condition(row)
                if truth is True:
                    continue
                if not isinstance(truth, Unknown):
                    refused[place] += 1
                    break
                waits[place] = truth.names
            else:
                kept[index] = waits
        return kept

    def _ranked(self, candidates: Candidates, kept: Iterable[int]) -> list[_Ranked]:
        """The candidates at these places, the best first; who has no value comes last, and a tie keeps the given order."""
        found: list[_Ranked] = []
        for index in kept:
            row = candidates.rows[index]
            _complete(row, self._then)
            found.append((index, [_plain(by(row)) for by in self._rank]))
        # The last criterion first: a later sort leaves the order of an earlier one where it makes no difference.
        for place, criterion in reversed(list(enumerate(self._matching.rank))):
            known = [each for each in found if each[1][place] is not None]
            rest = [each for each in found if each[1][place] is None]
            known.sort(key=_by(place), reverse=criterion.order == "descending")
            found = known + rest
        return found

    def _match(self, candidates: Candidates, ranked: _Ranked, waits: _Waits) -> Match:
        index, values = ranked
        reasons, missing = self._reasons, frozenset[str]()
        if waits:
            missing = missing.union(*waits.values())
            reasons = tuple(
                replace(reason, truth=None) if place in waits else reason
                for place, reason in enumerate(reasons)
            )
        return Match(
            index=index,
            candidate=candidates.given[index],
            ranks=dict(zip(self._criteria, values, strict=True)),
            reasons=reasons,
            missing=tuple(sorted(missing)),
        )

    def _reason(self, condition: Condition) -> Reason:
        """The condition as a reason, with what it reads of the person and their clauses; true, as it is of a match."""
        names = names_read(condition.when.node)
        reading = self._situation.reading_of(
            name for name in sorted(names) if not name.startswith(CANDIDATE_PREFIX)
        )
        return Reason(
            id=condition.id,
            label=condition.label,
            truth=True,
            in_force=True,
            quantifier=None,
            children=(),
            expression=condition.when.text,
            used=tuple(used(self._situation, reading)),
            citations=self._situation.rulebook.cite((*condition.cites, *reading.cites)),
        )

    def _interpretations(self, decision: Decision) -> tuple[Interpretation, ...]:
        """The readings that the decision rests on, then those of the conditions and criteria."""
        matching, rulebook = self._matching, self._situation.rulebook
        lists = [rule.rests_on for rule in matching.keep]
        lists += [criterion.rests_on for criterion in matching.rank]
        named = [rulebook.interpretations[name] for names in lists for name in names]
        return tuple({each.id: each for each in (*decision.interpretations, *named)}.values())

    def _citations(self, decision: Decision) -> tuple[Citation, ...]:
        """The clauses of the decision, then those of the conditions and criteria."""
        cited = [citation for reason in self._reasons for citation in reason.citations]
        ranked = (locator for criterion in self._matching.rank for locator in criterion.cites)
        found = (*decision.citations, *cited, *self._situation.rulebook.cite(ranked))
        return tuple(dict.fromkeys(found))


def _fields_behind(matching: Matching) -> frozenset[str]:
    """The names that the conditions read, of fields also through the defaults of others."""
    found = frozenset[str]().union(*(names_read(each.when.node) for each in matching.keep))
    # A default reads only the fields declared before it.
    for field in reversed(matching.fields):
        if field.name in found and field.default is not None:
            found |= names_read(field.default.node)
    return found


def _complete(row: list[Value], defaults: Iterable[_Default]) -> None:
    """Put defaults where a candidate does not say; as with a fact's, one that comes out as null changes nothing."""
    for default in defaults:
        if isinstance(row[default.place], Unknown):
            value = default.value(row)
            if isinstance(value, Unknown):
                row[default.place] = default.unknown | value
            elif value is not None:
                row[default.place] = value


def _by(place: int) -> Callable[[_Ranked], Any]:
    return lambda ranked: ranked[1][place]


def _plain(value: Value) -> Plain | None:
    """The value of a criterion; None where there is none, or it is not known."""
    if isinstance(value, Decimal | bool | dt.date):
        return value
    if value is None or isinstance(value, Unknown):
        return None
    message = "a criterion came out as no number, date or boolean"
    raise DecisionError(message)
