"""Findings: what is doubtful about rules, with the clauses on both sides and a case to try."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sxguide.model import to_json_value
from sxguide.source import visible

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sxguide.citations import JsonValue, Language, Text
    from sxguide.model import Plain
    from sxguide.source import Span


@dataclass(frozen=True, slots=True)
class Example:
    """A case that shows a finding: `sxguide decide SERVICE CASE --on DATE`."""

    service: str
    on: dt.date
    facts: Mapping[str, Plain]

    @property
    def command(self) -> str:
        """How to try it."""
        return f"sxguide decide {self.service} case.yaml --on {self.on}"

    def yaml(self) -> str:
        """The case as a YAML file."""
        lines = (f"{name}: {_scalar(value)}" for name, value in self.facts.items())
        return "\n".join(lines) or "{}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is doubtful, and where. `of` is the name by which the rules may explain it (`expected`)."""

    code: str
    of: str
    message: Text
    span: Span
    service: str | None = None
    clauses: tuple[str, ...] = ()
    example: Example | None = field(default=None)

    def text(self, lang: Language = "zh") -> str:
        """`place: finding[code]: message`, the quoted line, the clauses, and the case to try."""
        lines = [
            visible(f"{self.span}: finding[{self.code}]: {self.message.of(lang)}"),
            self.span.quoted(),
        ]
        if self.clauses:
            lines.append(f"  {_CLAUSES[lang]}: {', '.join(self.clauses)}")
        if self.example is not None:
            lines.append(f"  {_TRY[lang]}: {self.example.command}")
            lines.extend(f"    {line}" for line in self.example.yaml().split("\n"))
        return "\n".join(lines)

    def __str__(self) -> str:
        """The finding in English words."""
        return self.text("en")

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        example: JsonValue = None
        if self.example is not None:
            facts: dict[str, JsonValue] = {
                name: to_json_value(value) for name, value in self.example.facts.items()
            }
            example = {
                "service": self.example.service,
                "on": self.example.on.isoformat(),
                "facts": facts,
            }
        return {
            "code": self.code,
            "of": self.of,
            "service": self.service,
            "message": self.message.to_dict(),
            "place": str(self.span),
            "clauses": list(self.clauses),
            "example": example,
        }


_CLAUSES: Mapping[Language, str] = {"zh": "条款", "en": "clauses"}
_TRY: Mapping[Language, str] = {"zh": "可试", "en": "try"}


def united(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Locators of several rules, each once, in order."""
    return tuple(dict.fromkeys(_each(groups)))


def _each(groups: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for group in groups:
        yield from group


def _scalar(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
