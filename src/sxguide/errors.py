"""Errors: every exception of the library, and a fault as data."""

from __future__ import annotations

import difflib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sxguide.source import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sxguide.source import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: what is wrong (`message`), where (`span` in a file or `path` in a case), the way out (`help`).

    `code` is kebab-case and has an entry in `docs/errors.md`.
    """

    code: str
    message: str
    span: Span | None = None
    path: str | None = None
    help: str | None = None

    def __str__(self) -> str:
        """`place: error[code]: message`, the quoted line, and the help, each on lines of its own."""
        place = str(self.span) if self.span is not None else self.path
        lines = [visible(f"{f'{place}: ' if place else ''}error[{self.code}]: {self.message}")]
        if self.span is not None:
            lines.append(self.span.quoted())
        if self.help:
            lines.append(visible(f"  help: {self.help}"))
        return "\n".join(lines)


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like `word`, or None where none is near."""
    matches = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(word: str, allowed: Iterable[str]) -> str | None:
    """A help line that offers the nearest allowed word, or None where none is near."""
    match = nearest(word, allowed)
    return f"did you mean `{match}`?" if match else None


def shortened(text: str, width: int = 60) -> str:
    """At most `width` characters of a text that somebody else wrote, for a message."""
    return text if len(text) <= width else text[:width] + "…"


class SxguideError(Exception):
    """The base of every error that the library raises."""


# Nobody reads on beyond so many faults, and to explain them all could take for ever.
MAX_FAULTS = 1_000


class FaultsError(SxguideError):
    """An error that lists every fault found, up to `MAX_FAULTS`, in `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(itertools.islice(problems, MAX_FAULTS))
        super().__init__(*self.problems)

    def __str__(self) -> str:
        """All faults, one after the other."""
        return "\n".join(str(problem) for problem in self.problems)


class RulebookError(FaultsError):
    """Rule files have faults; nothing was loaded."""


class CaseError(FaultsError, ValueError):
    """The facts of a case are malformed or contradict one another."""


class ScenarioError(FaultsError, ValueError):
    """A scenario file is malformed."""


class TimelineError(FaultsError, ValueError):
    """Events of a history are malformed, or contradict one another."""


class ReceiptError(FaultsError, ValueError):
    """What is to be replayed is no receipt, and no decision with one."""


class BatchError(FaultsError, ValueError):
    """A file of cases cannot be read, or the decisions on them not be written."""


class ExpressionError(FaultsError, ValueError):
    """An expression cannot be read."""


class DecisionError(SxguideError):
    """A decision could not be made for a reason that is not the person's."""


class UnknownServiceError(DecisionError, LookupError):
    """No service has that name, number or title."""


class LimitError(DecisionError):
    """An expression went over a limit on depth, size or number of steps."""


class DrawingError(SxguideError):
    """No cases can be drawn as asked: nobody is like that, or the rules are too large for a diagram."""


class CalendarError(SxguideError, ValueError):
    """A calendar question that cannot be answered: a bad date, a bad count, a bad schedule."""


class GuideTextError(FaultsError, ValueError):
    """A text that was given as the official guide cannot be read as the guide."""


class PathError(SxguideError):
    """A file that was to be written cannot be."""


class MissingExtraError(SxguideError, ImportError):
    """A feature needs an optional dependency; the message names the extra that installs it."""


class EngineWarning(UserWarning):
    """What was asked to match the rules of life cycles cannot be had; another engine that gives the same takes its place."""
