"""Recorder: the days of a course put into consequences, in an order that no posting and no engine left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from sxguide.backends.situation import as_plain
from sxguide.citations import Text
from sxguide.lifecycle.consequences import KINDS, Consequence, ConsequenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sxguide.backends.situation import Reading
    from sxguide.citations import Citation
    from sxguide.lifecycle.course import Day
    from sxguide.lifecycle.events import Event
    from sxguide.lifecycle.happenings import Firing, Happening, Spell
    from sxguide.lifecycle.laws import Laws
    from sxguide.lifecycle_model import StateKind
    from sxguide.model import Interpretation, Plain, Rulebook

    # The number of a rule, and what was read for it; and what that comes to.
    _Behind: TypeAlias = tuple[tuple[int | str | None, ...], ...]
    _Cited: TypeAlias = tuple[tuple[Citation, ...], tuple[Interpretation, ...]]

_NO_RULE = Text("没有规则因此适用", "no rule applies to it")
# Rules and what they read come together in few ways.
_REMEMBERED = 10_000
_ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class _Reason:
    """A firing that led to something, and what was read for it."""

    firing: Firing
    reading: Reading


@dataclass(frozen=True, slots=True)
class _Draft:
    """A consequence before its reasons are put together; those that are told alike are one."""

    kind: ConsequenceKind
    name: str
    text: Text
    reasons: tuple[_Reason, ...]
    spell: Spell | None = None
    missing: tuple[str, ...] = ()
    events: tuple[Event, ...] = field(default=())


class Sources:
    """The clauses and the interpretations behind rules, looked up once for all histories."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._found: dict[_Behind, _Cited] = {}

    def of(self, reasons: Sequence[_Reason]) -> _Cited:
        """The clauses and interpretations of rules and of what was read for them, each once, in order."""
        behind = tuple(
            (each.firing.pattern.number, *each.reading.cites, None, *each.reading.rests_on)
            for each in reasons
        )
        if behind not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[behind] = self._look_up(reasons)
        return self._found[behind]

    def _look_up(self, reasons: Sequence[_Reason]) -> _Cited:
        rules = [each.firing.pattern.rule for each in reasons]
        cites = (
            *(cite for rule in rules for cite in rule.cites),
            *(cite for each in reasons for cite in each.reading.cites),
        )
        rests_on = (
            *(name for rule in rules for name in rule.rests_on),
            *(name for each in reasons for name in each.reading.rests_on),
        )
        named = self._rulebook.interpretations
        interpretations = tuple(named[each] for each in dict.fromkeys(rests_on))
        return self._rulebook.cite(cites), interpretations


class Recorder:
    """Puts one course into consequences, day after day."""

    def __init__(self, laws: Laws, sources: Sources) -> None:
        self._laws = laws
        self._sources = sources
        # What the spells say, as values and in words.
        self._said: dict[int, tuple[dict[str, Plain], tuple[Text, ...]]] = {}
        # The services that are open, each with the spells that open it.
        self._open: defaultdict[str, set[int]] = defaultdict(set)
        # The events behind each spell, as they are by the end of the day on which it began.
        self._behind: dict[int, dict[str, Event]] = {}

    def record(self, day: Day) -> list[Consequence]:
        """The consequences of a day, each once."""
        readings = {id(act.firing): act.reading for act in day.acts}
        for happening in day.happenings:
            if happening.occasion in {"begins", "lapses"} and happening.spell is not None:
                self._events_behind(happening.spell)
        drafts = [
            *self._of_acts(day),
            *self._of_spells(day, readings),
            *self._of_services(day, readings),
        ]
        placed = [
            (_place(consequence), consequence)
            for consequence in (self._consequence(day, each) for each in drafts)
        ]
        if len(placed) > 1:
            placed.sort(key=_whole if len(dict(placed)) < len(placed) else _first)
        found: dict[tuple[Any, ...], Consequence] = {}
        for place, consequence in placed:
            first = found.get(place)
            found[place] = consequence if first is None else _joined(first, consequence)
        return list(found.values())

    def _of_acts(self, day: Day) -> Iterator[_Draft]:
        """What rules tell, what they leave open, and the events that set nothing off."""
        moved: set[int] = set()
        for act in day.acts:
            moved.add(id(act.firing.happening))
            rule = act.firing.pattern.rule
            reasons = (_Reason(act.firing, act.reading),)
            if act.missing:
                yield _Draft("undetermined", rule.id, rule.label, reasons, missing=act.missing)
            elif rule.tells is not None:
                yield _Draft("tells", rule.id, rule.tells, reasons)
            for begin in act.begins:
                if not begin.is_possible:
                    reasons = (_Reason(act.firing, begin.reading),)
                    yield _Draft(
                        "undetermined",
                        begin.kind.name,
                        begin.kind.label,
                        reasons,
                        missing=begin.missing,
                    )
        for happening in day.happenings:
            event = happening.event
            if (
                event is not None
                and event.kind in self._laws.triggering
                and id(happening) not in moved
            ):
                label = self._laws.events[event.kind].label
                yield _Draft("idle", event.kind, label, (), events=(event,))

    def _of_spells(self, day: Day, readings: dict[int, Reading]) -> Iterator[_Draft]:
        """What it means to a person that spells begin, end, or are overdue."""
        for happening in day.happenings:
            spell = happening.spell
            kind = _kind(happening)
            if spell is not None and kind is not None and spell.kind.is_shown:
                begins = kind in {"begins", "owes", "suspends"}
                missing = tuple(name for begin in spell.begun_by for name in begin.missing)
                yield _Draft(
                    kind,
                    spell.kind.name,
                    spell.kind.label,
                    _reasons(happening, readings),
                    spell,
                    missing if begins else (),
                )

    def _of_services(self, day: Day, readings: dict[int, Reading]) -> Iterator[_Draft]:
        """The services that the day opens or closes on the whole."""
        moves = [
            each
            for each in day.happenings
            if each.spell is not None
            and each.spell.kind.opens
            and each.occasion in {"begins", "ends"}
        ]
        if not moves:
            return
        reasons: defaultdict[tuple[str, str], list[_Reason]] = defaultdict(list)
        before = {service for service, spells in self._open.items() if spells}
        for happening in sorted(moves, key=lambda each: each.occasion == "ends"):
            spell = happening.spell
            for service in spell.kind.opens if spell is not None else ():
                reasons[happening.occasion, service].extend(_reasons(happening, readings))
                if happening.occasion == "begins":
                    self._open[service].add(id(spell))
                else:
                    self._open[service].discard(id(spell))
        for service in dict.fromkeys(service for _, service in reasons):
            if (service in before) != bool(self._open[service]):
                occasion = "ends" if service in before else "begins"
                title = self._laws.rulebook.services[service].title
                kind: ConsequenceKind = "closes" if service in before else "opens"
                yield _Draft(kind, service, title, tuple(reasons[occasion, service]))

    def _consequence(self, day: Day, draft: _Draft) -> Consequence:
        reasons = sorted(draft.reasons, key=_by_rule)
        rule = reasons[0].firing.pattern.rule if reasons else None
        citations, interpretations = self._sources.of(reasons)
        causes = {event.id: event for event in draft.events}
        for each in reasons:
            causes |= self._events_of(each.firing)
        spell = draft.spell
        values, details = self._said_by(spell) if spell is not None else ({}, ())
        years = {year for each in reasons for year in each.reading.provisional_years}
        return Consequence(
            on=day.on,
            kind=draft.kind,
            name=draft.name,
            text=draft.text,
            because=rule.label if rule is not None else _NO_RULE,
            lifecycle=reasons[0].firing.pattern.lifecycle.name if reasons else "",
            rule=rule.id if rule is not None else "",
            values=values,
            details=details,
            due=spell.due if spell is not None else None,
            until=spell.last if spell is not None and draft.kind in _WITH_LAST else None,
            bearer=spell.kind.bearer if spell is not None else None,
            missing=tuple(sorted(set(draft.missing))),
            provisional_years=tuple(sorted(years)),
            citations=citations,
            interpretations=interpretations,
            causes=_in_order(causes.values()),
        )

    def _said_by(self, spell: Spell) -> tuple[dict[str, Plain], tuple[Text, ...]]:
        if id(spell) not in self._said:
            values = plain_values(spell)
            details = tuple(_details(self._laws.rulebook, spell.kind, values))
            self._said[id(spell)] = values, details
        return self._said[id(spell)]

    def _events_of(self, firing: Firing) -> dict[str, Event]:
        """The events behind a firing: those of what set it off, and of the spells that it asked for."""
        found = dict(self._events_of_happening(firing.happening))
        for spell in firing.spells:
            found |= self._events_behind(spell)
        return found

    def _events_of_happening(self, happening: Happening) -> dict[str, Event]:
        if happening.event is not None:
            return {happening.event.id: happening.event}
        found: dict[str, Event] = {}
        if happening.spell is not None:
            found |= self._events_behind(happening.spell)
        for firing in happening.ended_by:
            found |= self._events_of_happening(firing.happening)
        return found

    def _events_behind(self, spell: Spell) -> dict[str, Event]:
        """The events that set off the rules by which a spell began."""
        if id(spell) not in self._behind:
            # Spells that begin one another on one day lead back here: the first has nothing to add.
            self._behind[id(spell)] = {}
            found: dict[str, Event] = {}
            for begin in spell.begun_by:
                found |= self._events_of_happening(begin.firing.happening)
            self._behind[id(spell)] = found
        return self._behind[id(spell)]


_WITH_LAST = frozenset({"begins", "suspends", "owes"})


def _kind(happening: Happening) -> ConsequenceKind | None:
    """What a happening means for the state that it is about."""
    state = happening.spell.kind if happening.spell is not None else None
    if state is None:
        return None
    match happening.occasion:
        case "begins":
            return "suspends" if state.suspends else "owes" if state.bearer else "begins"
        case "ends" if happening.ended_by:
            return "resumes" if state.suspends else "settles" if state.bearer else "ends"
        case "lapses" | "overdue" as occasion:
            return occasion
        case _:
            return None


def _reasons(happening: Happening, readings: dict[int, Reading]) -> tuple[_Reason, ...]:
    """The firings that ended a spell, or else those that began it."""
    if happening.ended_by:
        return tuple(_Reason(firing, readings[id(firing)]) for firing in happening.ended_by)
    begun = happening.spell.begun_by if happening.spell is not None else []
    return tuple(_Reason(begin.firing, begin.reading) for begin in begun)


def plain_values(spell: Spell) -> dict[str, Plain]:
    """The known values of a spell's fields."""
    found = {
        field.key: as_plain(spell.values[field.key], field.kind, field.name)
        for field in spell.kind.fields
    }
    return {name: value for name, value in found.items() if value is not None}


def _details(rulebook: Rulebook, kind: StateKind, values: Mapping[str, Plain]) -> Iterator[Text]:
    """The values of a spell in words; a name of a service is its title, and a bare yes or no says nothing."""
    for each in kind.fields:
        value = values.get(each.key)
        label = next((choice.label for choice in each.choices if choice.value == value), None)
        service = rulebook.services.get(value) if isinstance(value, str) else None
        if label is not None:
            yield label
        elif service is not None:
            yield service.title
        elif value is not None and not isinstance(value, bool):
            shown = str(value)
            months = each.unit == "month"
            yield Text(f"{shown}个月" if months else shown, f"{shown} months" if months else shown)


def _place(consequence: Consequence) -> tuple[Any, ...]:
    """Where a consequence stands among those of its day; two in one place are told alike."""
    return (
        _ORDER[consequence.kind],
        consequence.lifecycle,
        consequence.name,
        consequence.rule,
        tuple(sorted((name, str(value)) for name, value in consequence.values.items())),
        str(consequence.due),
        str(consequence.until),
        consequence.missing,
        consequence.causes[0].id if consequence.kind == "idle" else "",
    )


def _first(placed: tuple[tuple[Any, ...], Consequence]) -> tuple[Any, ...]:
    """The place alone, where no two consequences have the same."""
    return placed[0]


def _whole(placed: tuple[tuple[Any, ...], Consequence]) -> tuple[Any, ...]:
    """All that tells a consequence from others, so that their order is one and the same in every run."""
    place, consequence = placed
    cited = tuple(citation.clause for citation in consequence.citations)
    return place, cited, tuple(event.id for event in consequence.causes)


def _by_rule(reason: _Reason) -> tuple[int, tuple[str, ...]]:
    return reason.firing.pattern.number, tuple(reason.reading.cites)


def _joined(first: Consequence, second: Consequence) -> Consequence:
    """One consequence for the reasons of both."""
    years = {*first.provisional_years, *second.provisional_years}
    causes = {event.id: event for event in (*first.causes, *second.causes)}
    return replace(
        first,
        provisional_years=tuple(sorted(years)),
        citations=tuple(dict.fromkeys((*first.citations, *second.citations))),
        interpretations=tuple(dict.fromkeys((*first.interpretations, *second.interpretations))),
        causes=_in_order(causes.values()),
    )


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda each: (each.on, each.kind, each.id)))
