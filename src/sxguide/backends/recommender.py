"""The back end that recommends: the candidates of a service put to one person, many at a time.

Conditions and criteria are compiled once for the person; the values of the candidates stand in columns.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import operator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from sxguide.answers import Outcome
from sxguide.backends.situation import statement_of, used
from sxguide.errors import DecisionError
from sxguide.feel.closures import compile_expression
from sxguide.feel.traversal import names_read
from sxguide.model import CANDIDATE_PREFIX
from sxguide.reasons import Grounds, Reason
from sxguide.recommendations import Match, Matches, Rank, Recommendation
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from sxguide.backends.situation import Reading, Situation
    from sxguide.candidates import Candidates
    from sxguide.citations import Citation
    from sxguide.decision import Decision
    from sxguide.feel.operator_closures import Closure
    from sxguide.model import Condition, Criterion, Expression, Interpretation, Matching, Plain
    from sxguide.reasons import Truth

# The names that each condition, by its place, waits for.
_Waits: TypeAlias = dict[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Default:
    """What stands in for a field, by its place, that a candidate does not say."""

    place: int
    unknown: Unknown
    value: Closure


@dataclass(frozen=True, slots=True)
class _Kept:
    """Candidates that are not refused: their places among those given, and their values, a column for each field.

    Values stay in columns, and a row is there only while it is looked at: a hundred thousand rows kept would have the
    garbage collector go through them again and again.
    """

    places: Sequence[int]
    columns: Sequence[Sequence[Value]]

    def values(self, closure: Closure) -> list[Value]:
        """What a closure says of each."""
        return list(map(closure, zip(*self.columns, strict=True)))

    def only(self, positions: Sequence[int]) -> _Kept:
        """Those at some positions, which ascend."""
        if len(positions) == len(self.places):
            return self
        columns = [[column[each] for each in positions] for column in self.columns]
        return _Kept([self.places[each] for each in positions], columns)

    def with_defaults(self, defaults: Iterable[_Default]) -> _Kept:
        """The same with defaults where a candidate does not say."""
        filled = list(self.columns)
        for default in defaults:
            if any(map(_is_unknown, filled[default.place])):
                rows = zip(*filled, strict=True)
                filled[default.place] = [_or_default(row, default) for row in rows]
        return _Kept(self.places, filled)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """A criterion made ready, with the defaults behind it that no condition reads."""

    by: Closure
    is_descending: bool
    defaults: Sequence[_Default]


class Recommender:
    """The matching of one service for one person."""

    def __init__(self, matching: Matching, situation: Situation) -> None:
        self._matching = matching
        self._situation = situation
        self._slots = {field.name: place for place, field in enumerate(matching.fields)}
        self._keep = [self._compiled(condition.when) for condition in matching.keep]
        # A default is worked out only once something reads it: what merely ranks is not read of all candidates.
        self._defaults = self._defaults_behind([each.when for each in matching.keep], ())
        ready = {matching.fields[each.place].name for each in self._defaults}
        self._rank = [
            _Criterion(
                by=self._compiled(criterion.by),
                is_descending=criterion.order == "descending",
                defaults=self._defaults_behind([criterion.by], ready),
            )
            for criterion in matching.rank
        ]
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
        sure = possible = _Kept((), [()] * len(matching.fields))
        waits: dict[int, _Waits] = {}
        if decision.outcome is Outcome.ELIGIBLE:
            every = _Kept(range(len(candidates.given)), candidates.columns)
            sure, possible = self._sift(every.with_defaults(self._defaults), refused, waits)
        return Recommendation(
            decision=decision,
            considered=len(candidates.given),
            matches=self._matches(candidates.given, sure, waits, limit),
            possible=self._matches(candidates.given, possible, waits, limit),
            match_count=len(sure.places),
            possible_count=len(possible.places),
            refused=MappingProxyType(
                {rule.id: count for rule, count in zip(matching.keep, refused, strict=True)}
            ),
            ranks=self._ranks,
            interpretations=self._interpretations(decision),
            citations=self._citations(decision),
        )

    def _compiled(self, expression: Expression) -> Closure:
        return compile_expression(expression.node, self._slots, self._situation.lookup)

    def _defaults_behind(
        self, expressions: Iterable[Expression], ready: Container[str]
    ) -> tuple[_Default, ...]:
        """The defaults that the expressions read, also through one another, but for those of the fields `ready`."""
        found = frozenset[str]().union(*(names_read(each.node) for each in expressions))
        defaults: list[_Default] = []
        # A default reads only the fields declared before it.
        for place, field in reversed(list(enumerate(self._matching.fields))):
            if field.name in found and field.name not in ready and field.default is not None:
                found |= names_read(field.default.node)
                unknown = Unknown(frozenset({field.name}))
                defaults.append(_Default(place, unknown, self._compiled(field.default)))
        return tuple(reversed(defaults))

    def _sift(
        self, every: _Kept, refused: list[int], waits: dict[int, _Waits]
    ) -> tuple[_Kept, _Kept]:
        """The sure candidates and the possible ones; `waits` has then what the latter wait for, and `refused` the counts."""
        keep = list(enumerate(self._keep))
        sure: list[int] = []
        for index, row in enumerate(zip(*every.columns, strict=True)):
            waiting: _Waits | None = None
            for place, condition in keep:
                truth = condition(row)
                if truth is True:
                    continue
                if not isinstance(truth, Unknown):
                    refused[place] += 1
                    break
                waiting = {**(waiting or {}), place: truth.names}
            else:
                if waiting is None:
                    sure.append(index)
                else:
                    waits[index] = waiting
        return every.only(sure), every.only(list(waits))

    def _matches(
        self,
        given: Sequence[Any],
        kept: _Kept,
        waits: Mapping[int, _Waits],
        limit: int | None,
    ) -> Matches:
        """The candidates `kept`, the best first; `waits` has what each waits for, if it does."""
        if limit is not None:
            kept = self._shortlist(kept, limit)
        columns = []
        for criterion in self._rank:
            kept = kept.with_defaults(criterion.defaults)
            columns.append(list(map(_plain, kept.values(criterion.by))))

        def match_at(position: int) -> Match:
            index = kept.places[position]
            waiting = waits.get(index)
            ranks = (column[position] for column in columns)
            return Match(
                index=index,
                candidate=given[index],
                ranks=dict(zip(self._criteria, ranks, strict=True)),
                reasons=self._reasons if waiting is None else self._waiting(waiting),
                missing=() if waiting is None else _names(waiting),
            )

        return Matches(self._order(columns, len(kept.places)), match_at)

    def _waiting(self, waits: _Waits) -> tuple[Reason, ...]:
        return tuple(
            reason.with_truth(None) if place in waits else reason
            for place, reason in enumerate(self._reasons)
        )

    def _shortlist(self, kept: _Kept, limit: int) -> _Kept:
        """The best `limit` of those kept, in the order given; a criterion is worked out only where those before it tie."""
        best: list[int] = []
        tied: Sequence[int] = range(len(kept.places))
        for criterion in self._rank:
            places_left = limit - len(best)
            if not 0 < places_left < len(tied):
                break
            rivals = kept.only(tied).with_defaults(criterion.defaults)
            values = list(map(_plain, rivals.values(criterion.by)))
            better, equal = _cut(values, places_left, is_descending=criterion.is_descending)
            best += [tied[each] for each in better]
            tied = [tied[each] for each in equal]
        return kept.only(sorted([*best, *tied[: limit - len(best)]]))

    def _order(self, columns: Sequence[list[Plain | None]], count: int) -> list[int]:
        """The positions in the columns of values, the best first; who has no value comes last, a tie keeps its order."""
        order = list(range(count))
        # The last criterion first: a later sort leaves the order of an earlier one where it makes no difference.
        for column, criterion in reversed(list(zip(columns, self._rank, strict=True))):
            known = [position for position in order if column[position] is not None]
            rest = [position for position in order if column[position] is None]
            by: Callable[[int], Any] = column.__getitem__
            known.sort(key=by, reverse=criterion.is_descending)
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


def _or_default(row: Sequence[Value], default: _Default) -> Value:
    """What the row says, or the default; as with a fact's, one that comes out as null changes nothing."""
    said = row[default.place]
    if not isinstance(said, Unknown):
        return said
    value = default.value(row)
    if isinstance(value, Unknown):
        return default.unknown | value
    return said if value is None else value


def _is_unknown(value: Value) -> bool:
    return type(value) is Unknown


def _cut(
    values: Sequence[Plain | None], count: int, *, is_descending: bool
) -> tuple[list[int], list[int]]:
    """The positions of what is surely among the best `count`, and of what ties for the places left; ascending."""
    known: list[Any] = [value for value in values if value is not None]
    if len(known) <= count:
        return (
            [each for each, value in enumerate(values) if value is not None],
            [each for each, value in enumerate(values) if value is None],
        )
    best = heapq.nlargest(count, known) if is_descending else heapq.nsmallest(count, known)
    last = best[-1]
    is_better = operator.gt if is_descending else operator.lt
    return (
        [each for each, value in enumerate(values) if value is not None and is_better(value, last)],
        [each for each, value in enumerate(values) if value == last],
    )


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
