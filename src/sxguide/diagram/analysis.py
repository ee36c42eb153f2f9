"""Analysis: what is asked of a decision afterwards, answered from the diagram of its service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.diagram.blame import blame

if TYPE_CHECKING:
    from sxguide.backends.situation import Situation
    from sxguide.decision import Decision, Reason
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.model import Service


class Analysis:
    """The `Analyser` of one decision. Nothing is worked out before it is asked for."""

    def __init__(self, diagrams: Diagrams, service: Service, situation: Situation) -> None:
        self._diagrams = diagrams
        self._service = service
        self._situation = situation

    def blame(self, decision: Decision) -> tuple[tuple[Reason, ...], ...]:
        """The minimal sets of conditions that suffice for a refusal."""
        standing = None
        if any(reason.truth is None for reason in decision.reasons):
            standing = self._diagrams.stand(self._service, self._situation)
        return blame(self._service, standing, decision.reasons)
