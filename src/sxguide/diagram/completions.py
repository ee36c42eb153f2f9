"""Completions: what all completions of the missing facts agree on, as back ends ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.backends.situation import Situation
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.standing import Standing
    from sxguide.model import Expression, Group, Output, Service
    from sxguide.reasons import Truth
    from sxguide.values import Value


class Completions:
    """The completions of one person's facts, for one service.

    Where there is no diagram, or not everything can be found in it within the limits, everything open stays open.
    """

    def __init__(self, diagrams: Diagrams, service: Service, situation: Situation) -> None:
        standing = diagrams.stand(service, situation)
        self._standing = standing if standing is not None and standing.is_exact else None

    @property
    def is_exact(self) -> bool:
        """Whether completions were looked at."""
        return self._standing is not None

    def truth(self, when: Expression) -> Truth:
        """The truth of a condition, or of what an item depends on; None where completions differ."""
        standing = self._standing
        return None if standing is None else _truth(standing, standing.diagram.truths[when])

    def group(self, group: Group) -> Truth:
        """The truth of a branch of the eligibility; None where completions differ."""
        standing = self._standing
        return None if standing is None else _truth(standing, standing.diagram.groups[group.id])

    def values(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take; none where it is not the same all over a cell."""
        standing = self._standing
        root = None if standing is None else standing.diagram.values.get(output.name)
        if standing is None or root is None:
            return ()
        return _values(standing, standing.answers(root))

    def values_if_eligible(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take for those completions that are eligible; none where these cannot be told."""
        standing = self._standing
        root = None if standing is None else standing.diagram.values.get(output.name)
        if standing is None or root is None:
            return ()
        return _values(standing, standing.answers_where(root, standing.diagram.root))

    def awaited(self) -> tuple[str, ...] | None:
        """The names that can still matter to the outcome: those that most open conditions ask for first."""
        return None if self._standing is None else self._standing.awaited()

    def awaited_by(self, output: Output) -> frozenset[str] | None:
        """The names that can still matter to an output; None where it is not the same all over a cell."""
        standing = self._standing
        root = None if standing is None else standing.diagram.values.get(output.name)
        if standing is None or root is None:
            return None
        return standing.names(standing.mattering(root))


def _truth(standing: Standing, root: NodeId) -> Truth:
    answers = standing.answers(root)
    if len(answers) > 1:
        return None
    (answer,) = answers
    return answer == standing.diagram.forest.true


def _values(standing: Standing, answers: frozenset[NodeId]) -> tuple[Value, ...]:
    return tuple(map(standing.diagram.forest.value, answers))
