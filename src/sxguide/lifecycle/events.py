"""Events: what happened to a person on a day, read from plain data and checked against its kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.cases import FIRST_DAY, LAST_DAY, read_value
from sxguide.errors import Problem, TimelineError, UnknownServiceError, did_you_mean, shortened
from sxguide.model import to_json_value
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.citations import JsonValue
    from sxguide.guide import Guide
    from sxguide.lifecycle_model import EventKind
    from sxguide.model import Plain

# What an event says beside the fields of its kind; `person` tells the events of many people apart.
RESERVED = ("id", "kind", "on", "person")

# Enough for a benefit paid weekly for a thousand years; a text is kept short so that a history stays small.
MAX_EVENTS = 100_000
MAX_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; `values` has the fields that were said, and `id` names it in its history."""

    kind: str
    on: dt.date
    values: Mapping[str, Plain]
    id: str

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON, as `Timeline.post` takes it."""
        values = {name: to_json_value(value) for name, value in self.values.items()}
        return {"id": self.id, "kind": self.kind, "on": self.on.isoformat(), **values}


class EventReader:
    """Reads events for one guide."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        cycles = guide.rulebook.lifecycles.values()
        self.kinds: Mapping[str, EventKind] = MappingProxyType(
            {kind.name: kind for cycle in cycles for kind in cycle.events}
        )
        self._fields = {
            kind.name: {field.key: field for field in kind.fields} for kind in self.kinds.values()
        }

    @staticmethod
    def has_id(data: object) -> bool:
        """Whether an event says how it is called, so that the name is not ours to choose."""
        return isinstance(data, Event) or (isinstance(data, Mapping) and data.get("id") is not None)

    def read(self, data: object, path: str) -> Event:
        """The event that a mapping describes; its id is made of its kind and date where it says none itself.

        Raises:
            TimelineError: It is malformed; with every fault.
        """
        if isinstance(data, Event):
            data = data.to_dict()
        if not isinstance(data, Mapping):
            message = "an event is a mapping with `kind` and `on`"
            raise TimelineError([Problem("wrong-type", message, path=path)])
        problems: list[Problem] = []
        kind = self._kind(data, path, problems)
        on = _day(data, path, problems)
        values = self._values(kind, data, path, problems) if kind is not None else {}
        given = data.get("id")
        if given is not None and (not isinstance(given, str) or not 0 < len(given) <= MAX_TEXT):
            message = f"an event's `id` is a text of at most {MAX_TEXT} characters"
            problems.append(Problem("wrong-type", message, path=f"{path}.id"))
        if problems or kind is None or on is None:
            raise TimelineError(problems)
        return Event(kind.name, on, MappingProxyType(values), str(given or f"{kind.name}@{on}"))

    def _kind(
        self, data: Mapping[object, object], path: str, problems: list[Problem]
    ) -> EventKind | None:
        given = data.get("kind")
        kind = self.kinds.get(given) if isinstance(given, str) else None
        if given is None:
            message, help_text = "an event needs a `kind`", "such as `card_released`"
            problems.append(Problem("missing-kind", message, path=path, help=help_text))
        elif kind is None:
            shown = shortened(str(given)) if isinstance(given, str) else "this"
            near = did_you_mean(given, self.kinds) if isinstance(given, str) else None
            help_text = near or "`sxguide events` lists them"
            message = f"there is no kind of event `{shown}`"
            problems.append(Problem("unknown-event", message, path=f"{path}.kind", help=help_text))
        return kind

    def _values(
        self,
        kind: EventKind,
        data: Mapping[object, object],
        path: str,
        problems: list[Problem],
    ) -> dict[str, Plain]:
        fields = self._fields[kind.name]
        values: dict[str, Plain] = {}
        for name, given in data.items():
            place = f"{path}.{shortened(str(name))}"
            if name in RESERVED:
                continue
            field = fields.get(name) if isinstance(name, str) else None
            if field is None:
                near = did_you_mean(str(name), fields)
                message = f"an event `{kind.name}` says no `{shortened(str(name))}`"
                help_text = near or f"it may say {_quoted([*RESERVED, *fields])}"
                problems.append(Problem("unknown-field", message, path=place, help=help_text))
            elif given is not None:
                value = read_value(field, given, place, problems)
                if isinstance(value, str) and field.key in kind.service_fields:
                    value = self._service(value, place, problems)
                if value is not None and _fits(value, place, problems):
                    values[field.key] = value
        for field in fields.values():
            if field.is_required and data.get(field.key) is None:
                message = f"an event `{kind.name}` needs `{field.key}`"
                help_text = f"{field.label.en} ({field.label.zh})"
                problems.append(Problem("missing-field", message, path=path, help=help_text))
        return {name: values[name] for name in fields if name in values}

    def _service(self, value: str, path: str, problems: list[Problem]) -> str | None:
        try:
            return self._guide.service(value).name
        except UnknownServiceError as error:
            problems.append(Problem("unknown-value", str(error), path=path))
            return None


def _fits(value: Plain, path: str, problems: list[Problem]) -> bool:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        message = f"a text of an event has at most {MAX_TEXT} characters"
        problems.append(Problem("out-of-range", message, path=path))
        return False
    return True


def _day(data: Mapping[object, object], path: str, problems: list[Problem]) -> dt.date | None:
    given = data.get("on")
    if given is None:
        message, help_text = "an event needs its date, `on`", "write it like `2026-11-23`"
        problems.append(Problem("missing-date", message, path=path, help=help_text))
        return None
    day = iso_date(given) if isinstance(given, str) else given
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        shown = f"`{shortened(given)}`" if isinstance(given, str) else "this"
        message = f"{shown} is no date"
        help_text = "write it like `2026-11-23`"
        problems.append(Problem("wrong-type", message, path=f"{path}.on", help=help_text))
        return None
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"an event's date must be from {FIRST_DAY} to {LAST_DAY}, not `{day}`"
        problems.append(Problem("out-of-range", message, path=f"{path}.on"))
        return None
    return day


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
