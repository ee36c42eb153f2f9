"""Timeline: one person's history, and what follows from it on any date."""

from __future__ import annotations

import datetime as dt
import json
import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sxguide.backends.situation import as_plain
from sxguide.cases import FIRST_DAY, LAST_DAY
from sxguide.errors import (
    CaseError,
    EngineWarning,
    LimitError,
    MissingExtraError,
    Problem,
    TimelineError,
)
from sxguide.jsontext import JsonReader
from sxguide.lifecycle.acts import Acting
from sxguide.lifecycle.chainer import Chainer
from sxguide.lifecycle.consequences import Consequence, StateOn
from sxguide.lifecycle.course import Course
from sxguide.lifecycle.events import Event, EventReader
from sxguide.lifecycle.history import History
from sxguide.lifecycle.laws import Laws
from sxguide.lifecycle.moment import HistoryNames, given_facts
from sxguide.lifecycle.recorder import Recorder, Sources, plain_values
from sxguide.source import MAX_BYTES, SourceText

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sxguide.citations import Language
    from sxguide.guide import Guide
    from sxguide.lifecycle.engines import Engine, EngineName
    from sxguide.lifecycle.happenings import Spell
    from sxguide.model import Plain

# A history of the most events, each written at length, still fits (bytes).
MAX_HISTORY = 64 * MAX_BYTES


@dataclass(frozen=True, slots=True)
class Revision:
    """What a correction changed: the consequences that are gone, and those that are new, up to a date."""

    until: dt.date
    gone: tuple[Consequence, ...]
    new: tuple[Consequence, ...]


class Timeline:
    """The events of one person, in any order, and what follows from them.

    `engine` names what matches the rules: `plain` (Python alone), or `durable` (the package durable-rules, which the
    extra `lifecycle` installs). Both give the same, so where durable-rules is not installed, or cannot hold so many
    rules, the plain engine takes its place, with an `EngineWarning`.

    Raises:
        TimelineError: There is no engine of that name.
    """

    def __init__(self, guide: Guide, *, engine: EngineName = "plain") -> None:
        self._guide = guide
        self._laws = Laws(guide.rulebook)
        self._engine = make_engine(self._laws, engine)
        self._sources = Sources(guide.rulebook)
        self._acting = Acting(self._laws, guide.calendar)
        self._reader = EventReader(guide)
        self._history = History(self._reader.kinds)

    @property
    def engine(self) -> EngineName:
        """The engine that matches the rules."""
        return self._engine.name

    @property
    def events(self) -> tuple[Event, ...]:
        """The events by date."""
        return tuple(self._history)

    def post(self, event: Mapping[str, object] | Event) -> Event:
        """Adds an event: its `kind`, its date `on`, the fields of its kind, and an `id` if it shall have its own.

        Raises:
            TimelineError: It is malformed or contradicts the history, which then stays as it was; with every fault.
        """
        return self.post_at("$", event)

    def post_at(self, path: str, event: object) -> Event:
        """Adds an event that stands at `path` in a file, which messages name.

        Raises:
            TimelineError: As for `post`.
        """
        read = self._reader.read(event, path)
        if read.id in self._history and not self._reader.has_id(event):
            read = replace(read, id=self._history.free_id(read.id))
        self._history.add(read, path)
        return read

    def clear(self) -> None:
        """Forgets every event, so that the timeline can serve the next person."""
        self._history = History(self._reader.kinds)

    def insert(self, event: Mapping[str, object] | Event, *, until: dt.date) -> Revision:
        """Adds an event that was learnt of late, and says what this changes up to a date.

        Raises:
            TimelineError: As for `post`; or it contradicts another event of its day, and is left out again.
        """
        before = self.until(until)
        added = self.post(event)
        try:
            return self._revision(before, until)
        except TimelineError:
            self._history.remove(added.id)
            raise

    def retract(self, name: str, *, until: dt.date) -> Revision:
        """Takes the event with that id back, and says what this changes up to a date.

        Raises:
            TimelineError: There is no such event, or `until` is no date.
        """
        before = self.until(until)
        self._history.remove(name)
        return self._revision(before, until)

    def redate(self, name: str, on: dt.date, *, until: dt.date) -> Revision:
        """Moves the event with that id to another date, and says what this changes up to a date.

        Raises:
            TimelineError: There is no such event, or it contradicts the history there, which then stays as it was.
        """
        before = self.until(until)
        old = self._history.get(name)
        moved = self._reader.read({**old.to_dict(), "on": on}, "$")
        self._history.replace(name, moved, "$")
        try:
            return self._revision(before, until)
        except TimelineError:
            self._history.replace(name, old, "$")
            raise

    def _revision(self, before: tuple[Consequence, ...], until: dt.date) -> Revision:
        after = self.until(until)
        # A consequence holds mappings, so it is found by what it says rather than by its hash.
        said_before, said_after = (
            {json.dumps(each.to_dict()) for each in them} for them in (before, after)
        )
        return Revision(
            until,
            tuple(each for each in before if json.dumps(each.to_dict()) not in said_after),
            tuple(each for each in after if json.dumps(each.to_dict()) not in said_before),
        )

    def until(self, on: dt.date) -> tuple[Consequence, ...]:
        """Everything that follows up to and on a date, by date; what falls due later stands with the day it arose.

        Raises:
            TimelineError: `on` is no date that a calendar knows, or events of one day contradict each other.
            LimitError: An expression, or a chain of rules, goes over a limit.
        """
        require_day(on)
        recorder = Recorder(self._laws, self._sources)
        course = self._course()
        return tuple(
            consequence
            for day in course.run(self._history, on)
            for consequence in recorder.record(day)
        )

    def spells(self, *, until: dt.date) -> tuple[Spell, ...]:
        """The stretches of days for which states held, up to a date, by their first days.

        Raises:
            TimelineError: As for `until`.
        """
        require_day(until)
        course = self._course()
        for _ in course.run(self._history, until):
            pass
        return tuple(course.spells)

    def chart_svg(self, *, until: dt.date, lang: Language = "zh") -> str:
        """The history up to a date as a picture: rows of events and states over time, as SVG.

        Raises:
            MissingExtraError: The extra `report` is not installed.
            TimelineError: As for `until`.
        """
        from sxguide.lifecycle.chart import chart_svg  # noqa: PLC0415 — an extra that few install

        return chart_svg(self._laws, self.events, self.spells(until=until), until, lang)

    def state(self, *, on: dt.date) -> tuple[StateOn, ...]:
        """The states that hold on a date, the earliest first.

        Raises:
            TimelineError: As for `until`.
        """
        held = [
            spell
            for spell in self.spells(until=on)
            if spell.ended_on is None and spell.kind.is_shown
        ]
        suspending = [spell for spell in held if spell.kind.suspends]
        return tuple(self._state_on(spell, suspending) for spell in sorted(held, key=_by_first_day))

    def _state_on(self, spell: Spell, suspending: Iterable[Spell]) -> StateOn:
        cites = (
            cite
            for begin in sorted(spell.begun_by, key=lambda each: each.firing.pattern.number)
            for cite in (*begin.firing.pattern.rule.cites, *begin.reading.cites)
        )
        return StateOn(
            name=spell.kind.name,
            text=spell.kind.label,
            since=spell.since,
            until=spell.last,
            due=spell.due,
            bearer=spell.kind.bearer,
            is_overdue=spell.is_overdue,
            values=plain_values(spell),
            suspended_by=tuple(each.kind.name for each in suspending if suspends(each, spell)),
            citations=self._guide.rulebook.cite(cites),
        )

    def facts(self, *, on: dt.date) -> dict[str, Plain]:
        """The facts of the vocabulary that the history gives for a date, as `Guide.decide` and `Guide.screen` take them.

        What the history does not speak of is left out, and so stays unknown.

        Raises:
            TimelineError: As for `until`.
            LimitError: The history is too long for an expression.
        """
        events: defaultdict[str, list[Event]] = defaultdict(list)
        for event in self._history:
            if event.on <= on:
                events[event.kind].append(event)
        spells: defaultdict[str, list[Spell]] = defaultdict(list)
        for spell in self.spells(until=on):
            spells[spell.kind.name].append(spell)
        names = HistoryNames(self._laws, events, spells, on)
        rulebook = self._guide.rulebook
        found = given_facts(rulebook, self._guide.calendar, names, None, on)
        plain = {
            name: as_plain(value, rulebook.facts[name].kind, name) for name, value in found.items()
        }
        return {name: value for name, value in plain.items() if value is not None}

    def to_json_lines(self) -> str:
        """The history, one event a line, in the order of posting; `from_json_lines` reads it again."""
        lines = (
            json.dumps(each.to_dict(), ensure_ascii=False)
            for each in self._history.in_order_posted()
        )
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def from_json_lines(cls, guide: Guide, text: str, *, engine: EngineName = "plain") -> Timeline:
        """The timeline of a history that is written one event a line; empty lines are skipped.

        Raises:
            TimelineError: Lines are malformed or contradict each other; with every fault, each with its line.
        """
        timeline = cls(guide, engine=engine)
        problems: list[Problem] = []
        for path, line in json_lines(text):
            try:
                timeline.post_at(path, read_line(path, line))
            except TimelineError as error:
                problems.extend(error.problems)
        if problems:
            raise TimelineError(problems)
        return timeline

    def _course(self) -> Course:
        return Course(self._laws, self._guide.calendar, self._engine, self._acting)


def make_engine(laws: Laws, name: str) -> Engine:
    """The engine of that name for these rules, or the plain one where that cannot be had, with an `EngineWarning`.

    Raises:
        TimelineError: There is none of that name.
    """
    match name:
        case "plain":
            return Chainer(laws.patterns)
        case "durable":
            try:
                from sxguide.lifecycle.rete import DurableEngine  # noqa: PLC0415 — an extra that few install

                return DurableEngine(laws)
            except (MissingExtraError, LimitError) as error:
                said = f"{error}; the engine `plain`, which gives the same, takes its place"
                # The caller of `Timeline`.
                warnings.warn(said, EngineWarning, stacklevel=3)
                return Chainer(laws.patterns)
        case _:
            message = f"there is no engine `{name}`"
            raise TimelineError([Problem("unknown-engine", message, help="`plain` or `durable`")])


def json_lines(text: str) -> Iterator[tuple[str, str]]:
    """The lines that say something, each with its place."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}: $", line


def read_line(path: str, line: str) -> object:
    """The data of one line.

    Raises:
        TimelineError: It is no JSON; with its place.
    """
    try:
        return JsonReader().read(SourceText(path, line))
    except CaseError as error:
        raise TimelineError(
            Problem(each.code, each.message, path=path, help=each.help) for each in error.problems
        ) from error


def suspends(one: Spell, other: Spell) -> bool:
    """Whether a spell suspends another: its state names the other's, and what they have in common is the same."""
    if other.kind.name not in one.kind.suspends:
        return False
    shared = (name for name in one.kind.key if name in other.kind.key)
    return all(one.values[name] == other.values[name] for name in shared)


def require_day(on: object) -> None:
    """Refuses what is no date, or lies outside the calendar.

    Raises:
        TimelineError: Either is so.
    """
    if not isinstance(on, dt.date) or isinstance(on, dt.datetime):
        message = "a history is asked for on a date without a time"
        raise TimelineError([Problem("wrong-type", message)])
    if not FIRST_DAY <= on <= LAST_DAY:
        message = f"a history is asked for from {FIRST_DAY} to {LAST_DAY}, not on `{on}`"
        raise TimelineError([Problem("out-of-range", message)])


def _by_first_day(spell: Spell) -> tuple[dt.date, str, str]:
    return spell.since, spell.kind.name, str(spell.key)
