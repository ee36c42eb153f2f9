"""The back end that recommends: the candidates of a service put to one person, many at a time.

Conditions and criteria are compiled once for the person; a candidate is a row of values.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from sxguide.backends.situation import statement_of, used
from sxguide.decision import Grounds, Outcome, Reason
from sxguide.errors import DecisionError
from sxguide.feel.closures import compile_expression
from sxguide.feel.traversal import names_read
from sxguide.model import CANDIDATE_PREFIX
from sxguide.recommendations import Match, Rank, Recommendation
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sxguide.backends.situation import Reading, Situation
    from sxguide.candidates import Candidates
    from sxguide.citations import Citation
    from sxguide.decision import Decision, Truth
    from sxguide.feel.closures import Closure
    from sxguide.model import Condition, Criterion, Expression, Interpretation, Matching, Plain

# The names that each condition, by its place, waits for.
_Waits: TypeAlias = dict[int, frozenset[str]]


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
        # The interpretations that conditions and criteria rest on, whoever the candidates are.
        self._rests_on: dict[str, None] = {}
        self._reasons = tuple(map(self._reason, matching.keep))
        self._ranks = tuple(map(self._shown, matching.rank))

    def recommend(
        self, decision: Decision, candidates: Candidates, limit: int | None
    ) -> Recommendation:
        """What suits the person of the decision, the best first; at most `limit` sure and as many possible matches."""
        matching = self._matching
        refused = [0] * len(matching.keep)
        sure: list[int] = []
        possible: dict[int, _Waits] = {}
        if decision.outcome is Outcome.ELIGIBLE:
            sure, possible = self._sift(candidates.rows, refused)
        return Recommendation(
            decision=decision,
            considered=len(candidates.rows),
            matches=tuple(self._matches(candidates, sure, {}, limit)),
            possible=tuple(self._matches(candidates, list(possible), possible, limit)),
            match_count=len(sure),
            possible_count=len(possible),
            refused=MappingProxyType(
                {rule.id: count for rule, count in zip(matching.keep, refused, strict=True)}
            ),
            ranks=self._ranks,
            interpretations=self._interpretations(decision),
            citations=self._citations(decision),
        )

    def _compiled(self, expression: Expression) -> Closure:
        return compile_expression(expression.node, self._slots, self._situation.lookup)

    def _sift(
        self, rows: Sequence[list[Value]], refused: list[int]
    ) -> tuple[list[int], dict[int, _Waits]]:
        """The places of the sure candidates, and of the possible ones with what they wait for; `refused` is counted."""
        keep = list(enumerate(self._keep))
        sure: list[int] = []
        possible: dict[int, _Waits] = {}
        for index, row in enumerate(rows):
            _complete(row, self._first)
            waits: _Waits | None = None
            for place, condition in keep:
                truth = condition(row)
                if truth is True:
                    continue
                if not isinstance(truth, Unknown):
                    refused[place] += 1
                    break
                waits = {**(waits or {}), place: truth.names}
            else:
                if waits is None:
                    sure.append(index)
                else:
                    possible[index] = waits
        return sure, possible

    def _matches(
        self,
        candidates: Candidates,
        kept: Sequence[int],
        waits: Mapping[int, _Waits],
        limit: int | None,
    ) -> Iterator[Match]:
        """The candidates at the places `kept`, the best first; `waits` has what each waits for, or nothing at all."""
        rows = [candidates.rows[index] for index in kept]
        for row in rows:
            _complete(row, self._then)
        columns = [[_plain(by(row)) for row in rows] for by in self._rank]
        for position in self._order(columns, len(rows))[:limit]:
            index = kept[position]
            yield Match(
                index=index,
                candidate=candidates.given[index],
                ranks=dict(
                    zip(self._criteria, [column[position] for column in columns], strict=True)
                ),
                reasons=self._waiting(waits[index]) if waits else self._reasons,
                missing=_names(waits[index]) if waits else (),
            )

    def _waiting(self, waits: _Waits) -> tuple[Reason, ...]:
        return tuple(
            reason.with_truth(None) if place in waits else reason
            for place, reason in enumerate(self._reasons)
        )

    def _order(self, columns: Sequence[list[Plain | None]], count: int) -> list[int]:
        """The positions in the columns of values, the best first; who has no value comes last, a tie keeps its order."""
        order = list(range(count))
        # The last criterion first: a later sort leaves the order of an earlier one where it makes no difference.
        for column, criterion in reversed(list(zip(columns, self._matching.rank, strict=True))):
            known = [position for position in order if column[position] is not None]
            rest = [position for position in order if column[position] is None]
            by: Callable[[int], Any] = column.__getitem__
            known.sort(key=by, reverse=criterion.order == "descending")
            order = known + rest
        return order

    def _reason(self, condition: Condition) -> Reason:
        """The condition as a reason, with what it reads of the person and their clauses; true, as it is of a match."""
        reading = self._read(condition, condition.when)
        grounds = Grounds.known(
            tuple(used(self._situation, reading)),
            self._situation.rulebook.cite((*condition.cites, *reading.cites)),
        )
        truth: Truth = True
        return Reason(statement_of(condition, in_force=True), truth, (), grounds)

    def _shown(self, criterion: Criterion) -> Rank:
        reading = self._read(criterion, criterion.by)
        citations = self._situation.rulebook.cite((*criterion.cites, *reading.cites))
        return Rank(criterion.id, criterion.label, criterion.order, citations)

    def _read(self, rule: Condition | Criterion, expression: Expression) -> Reading:
        """What a rule reads of the person."""
        names = sorted(names_read(expression.node))
        reading = self._situation.reading_of(
            name for name in names if not name.startswith(CANDIDATE_PREFIX)
        )
        self._rests_on.update(dict.fromkeys((*rule.rests_on, *reading.rests_on)))
        return reading

    def _interpretations(self, decision: Decision) -> tuple[Interpretation, ...]:
        """The readings that the decision rests on, then those of the conditions and criteria."""
        named = (self._situation.rulebook.interpretations[name] for name in self._rests_on)
        return tuple({each.id: each for each in (*decision.interpretations, *named)}.values())

    def _citations(self, decision: Decision) -> tuple[Citation, ...]:
        """The clauses of the decision, then those of the conditions and criteria."""
        lists = [reason.citations for reason in self._reasons]
        lists += [rank.citations for rank in self._ranks]
        return tuple(dict.fromkeys((*decision.citations, *itertools.chain(*lists))))


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


def _names(waits: _Waits) -> tuple[str, ...]:
    return tuple(sorted(frozenset[str]().union(*waits.values())))


def _plain(value: Value) -> Plain | None:
    """The value of a criterion; None where there is none, or it is not known."""
    if isinstance(value, Decimal | bool | dt.date):
        return value
    if value is None or isinstance(value, Unknown):
        return None
    message = "a criterion came out as no number, date or boolean"
    raise DecisionError(message)
