"""Consequences: what a person is told of a day: what began, ended and fell due, by which rule, clause and event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.citations import Text
from sxguide.model import to_json_value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sxguide.citations import Citation, JsonValue, Language
    from sxguide.lifecycle.events import Event
    from sxguide.lifecycle_model import Bearer
    from sxguide.model import Interpretation, Plain

ConsequenceKind: TypeAlias = Literal[
    "begins",
    "ends",
    "lapses",
    "owes",
    "settles",
    "overdue",
    "suspends",
    "resumes",
    "opens",
    "closes",
    "tells",
    "undetermined",
    "idle",
]

# What each kind is called, in the order in which a day's consequences are told.
KINDS: dict[ConsequenceKind, Text] = {
    "lapses": Text("到期结束", "runs out"),
    "ends": Text("结束", "ends"),
    "settles": Text("办结", "settled"),
    "overdue": Text("逾期", "overdue"),
    "resumes": Text("恢复", "resumes"),
    "begins": Text("开始", "begins"),
    "suspends": Text("暂停", "suspended"),
    "owes": Text("须办", "owed"),
    "opens": Text("可办事项", "opens"),
    "closes": Text("不再可办", "closes"),
    "tells": Text("提示", "note"),
    "undetermined": Text("待定", "open"),
    "idle": Text("无后果", "no effect"),
}

BEARERS: dict[Bearer, Text] = {
    "person": Text("本人", "the person"),
    "family": Text("本人、亲属或单位", "the person, the family or the employer"),
    "agency": Text("经办机构", "the agency"),
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows from a history on a day.

    `name` is that of the state, service, rule or kind of event that `text` puts into words, and `because` says which
    rule led to it. `details` are the state's values in words. `due` is the last day for a duty, of `bearer`; `until` the last day of a state that ends by itself.
    `missing` names what would settle what is open; `provisional_years` are years without an announced calendar that a
    term was counted into.
    """

    on: dt.date
    kind: ConsequenceKind
    name: str
    text: Text
    because: Text
    lifecycle: str
    rule: str
    values: Mapping[str, Plain]
    details: tuple[Text, ...]
    due: dt.date | None
    until: dt.date | None
    bearer: Bearer | None
    missing: tuple[str, ...]
    provisional_years: tuple[int, ...]
    citations: tuple[Citation, ...]
    interpretations: tuple[Interpretation, ...]
    causes: tuple[Event, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON; interpretations by their ids, causes by the ids of the events."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind,
            "name": self.name,
            "text": self.text.to_dict(),
            "because": self.because.to_dict(),
            "lifecycle": self.lifecycle,
            "rule": self.rule,
            "values": {name: to_json_value(value) for name, value in self.values.items()},
            "due": to_json_value(self.due),
            "until": to_json_value(self.until),
            "bearer": self.bearer,
            "missing": list(self.missing),
            "provisional_years": list(self.provisional_years),
            "citations": [citation.to_dict() for citation in self.citations],
            "interpretations": [entry.id for entry in self.interpretations],
            "causes": [event.id for event in self.causes],
        }

    def to_short_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON without words: names, locators and ids, of what there is."""
        said: dict[str, JsonValue] = {
            "on": self.on.isoformat(),
            "kind": self.kind,
            "name": self.name,
            "lifecycle": self.lifecycle,
            "rule": self.rule,
            "values": {name: to_json_value(value) for name, value in self.values.items()},
            "due": to_json_value(self.due),
            "until": to_json_value(self.until),
            "bearer": self.bearer,
            "missing": list(self.missing),
            "provisional_years": list(self.provisional_years),
            "citations": [citation.clause for citation in self.citations],
            "interpretations": [entry.id for entry in self.interpretations],
            "causes": [event.id for event in self.causes],
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class StateOn:
    """A state that holds on a day, since when and until when; `suspended_by` are the states that suspend it."""

    name: str
    text: Text
    since: dt.date
    until: dt.date | None
    due: dt.date | None
    bearer: Bearer | None
    is_overdue: bool
    values: Mapping[str, Plain]
    suspended_by: tuple[str, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "text": self.text.to_dict(),
            "since": self.since.isoformat(),
            "until": to_json_value(self.until),
            "due": to_json_value(self.due),
            "bearer": self.bearer,
            "overdue": self.is_overdue,
            "values": {name: to_json_value(value) for name, value in self.values.items()},
            "suspended_by": list(self.suspended_by),
            "citations": [citation.clause for citation in self.citations],
        }


def consequence_words(consequence: Consequence, lang: Language) -> Iterator[str]:
    """A consequence in words: what it is about, then what is known and not known of it."""
    text = consequence.text.of(lang)
    named = ", ".join(each.of(lang) for each in consequence.details)
    yield f"{text} ({named})" if named else text
    if consequence.until is not None:
        yield _UNTIL.of(lang).format(consequence.until)
    if consequence.due is not None:
        provisional = _PROVISIONAL.of(lang) if consequence.provisional_years else ""
        yield _DUE.of(lang).format(consequence.due) + provisional
    if consequence.bearer is not None:
        yield BEARERS[consequence.bearer].of(lang)
    if consequence.missing:
        yield _MISSING.of(lang).format(", ".join(consequence.missing))


_UNTIL = Text("至 {}", "until {}")
_DUE = Text("期限 {}", "by {}")
_PROVISIONAL = Text("（暂定）", " (provisional)")
_MISSING = Text("尚缺 {}", "missing: {}")
