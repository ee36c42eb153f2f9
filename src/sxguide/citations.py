"""Citations: instruments, their clauses, and the citation that a finding carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import datetime as dt

JsonValue: TypeAlias = bool | int | str | list["JsonValue"] | dict[str, "JsonValue"] | None
Language: TypeAlias = Literal["zh", "en"]

# How well a value or a text is known: read in the official text; stated by a third party only; said by the guide
# itself; arithmetic on an official rule; given by the caller.
Basis: TypeAlias = Literal["official", "secondary", "guide", "computed", "caller"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def of(self, lang: Language) -> str:
        """The words in `lang`."""
        return self.zh if lang == "zh" else self.en

    def __str__(self) -> str:
        """The Chinese words."""
        return self.zh

    def to_dict(self) -> dict[str, JsonValue]:
        """`{"zh": …, "en": …}`."""
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage of an instrument: its locator (`guide/22/notes/1`), and what it says in our own words.

    `fingerprint` is the SHA-256 of the official passage without white space; only the guide's clauses have one.
    `informative` says why no rule encodes the clause.
    """

    locator: str
    gist: Text
    fingerprint: str | None = None
    informative: Text | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """The guide, a law or a notice: whence clauses come, and how well its text is known."""

    id: str
    title: Text
    basis: Basis
    clauses: tuple[Clause, ...]
    document: str | None = None
    issued: dt.date | None = None
    in_force_from: dt.date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause as a decision cites it, with the title of its instrument and how well that is known.

    `quote` is the official wording, where the caller attached the official text.
    """

    clause: str
    gist: Text
    instrument: Text
    basis: Basis
    quote: str | None = None

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data for JSON."""
        return {
            "clause": self.clause,
            "gist": self.gist.to_dict(),
            "instrument": self.instrument.to_dict(),
            "basis": self.basis,
            "quote": self.quote,
        }
