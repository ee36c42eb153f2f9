"""The Shanxi guide to employment and social insurance as rules: facts in, decisions with cited clauses out.

A name's module is imported when the name is first used, so that `import sxguide` alone costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.answers import Benefit, Deadline, Missing, Outcome, Receipt
    from sxguide.change import Change, Changes, Stretch
    from sxguide.citations import Citation, Text
    from sxguide.decision import Decision
    from sxguide.errors import (
        CalendarError,
        CaseError,
        DecisionError,
        ExpressionError,
        GuideTextError,
        LimitError,
        MissingExtraError,
        Problem,
        ReceiptError,
        RulebookError,
        ScenarioError,
        SxguideError,
        UnknownServiceError,
    )
    from sxguide.guide import Guide, load
    from sxguide.model import Fact, Parameter, Rulebook, Service
    from sxguide.reasons import Reason
    from sxguide.receipts import Replay
    from sxguide.recommendations import Match, Recommendation
    from sxguide.screening import Screening
    from sxguide.workdays import WorkCalendar

__all__ = [
    "Benefit",
    "CalendarError",
    "CaseError",
    "Change",
    "Changes",
    "Citation",
    "Deadline",
    "Decision",
    "DecisionError",
    "ExpressionError",
    "Fact",
    "Guide",
    "GuideTextError",
    "LimitError",
    "Match",
    "Missing",
    "MissingExtraError",
    "Outcome",
    "Parameter",
    "Problem",
    "Reason",
    "Receipt",
    "ReceiptError",
    "Recommendation",
    "Replay",
    "Rulebook",
    "RulebookError",
    "ScenarioError",
    "Screening",
    "Service",
    "Stretch",
    "SxguideError",
    "Text",
    "UnknownServiceError",
    "WorkCalendar",
    "load",
]

_MODULES = {
    "answers": ("Benefit", "Deadline", "Missing", "Outcome", "Receipt"),
    "change": ("Change", "Changes", "Stretch"),
    "citations": ("Citation", "Text"),
    "decision": ("Decision",),
    "errors": (
        *("CalendarError", "CaseError", "DecisionError", "ExpressionError", "GuideTextError"),
        *("LimitError", "MissingExtraError", "Problem", "ReceiptError", "RulebookError"),
        *("ScenarioError", "SxguideError", "UnknownServiceError"),
    ),
    "guide": ("Guide", "load"),
    "model": ("Fact", "Parameter", "Rulebook", "Service"),
    "reasons": ("Reason",),
    "receipts": ("Replay",),
    "recommendations": ("Match", "Recommendation"),
    "screening": ("Screening",),
    "workdays": ("WorkCalendar",),
}
_HOMES = {name: f"sxguide.{module}" for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """The public name, from the module that it lives in."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module `sxguide` has no attribute `{name}`"
        raise AttributeError(message)
    found = globals()[name] = getattr(import_module(home), name)
    return found


def __dir__() -> list[str]:
    """The public names, beside those of every module."""
    return sorted({*globals(), *__all__})
