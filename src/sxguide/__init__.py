"""The Shanxi guide to employment and social insurance as rules: facts in, decisions with cited clauses out."""

from sxguide.citations import Citation, Text
from sxguide.decision import Benefit, Deadline, Decision, Missing, Outcome, Reason, Receipt
from sxguide.errors import (
    CalendarError,
    CaseError,
    DecisionError,
    ExpressionError,
    GuideTextError,
    LimitError,
    MissingExtraError,
    Problem,
    RulebookError,
    ScenarioError,
    SxguideError,
    UnknownServiceError,
)
from sxguide.guide import Guide, load
from sxguide.model import Fact, Parameter, Rulebook, Service
from sxguide.recommendations import Match, Recommendation
from sxguide.screening import Screening
from sxguide.workdays import WorkCalendar

__all__ = [
    "Benefit",
    "CalendarError",
    "CaseError",
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
    "Recommendation",
    "Rulebook",
    "RulebookError",
    "ScenarioError",
    "Screening",
    "Service",
    "SxguideError",
    "Text",
    "UnknownServiceError",
    "WorkCalendar",
    "load",
]
