"""Completions: what all completions of the missing facts agree on, as the interpreter asks for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sxguide.diagram.limits import DiagramTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sxguide.backends.situation import Situation
    from sxguide.decision import Truth
    from sxguide.diagram.builder import ServiceDiagram
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.diagram.forest import NodeId
    from sxguide.diagram.standing import Standing
    from sxguide.model import Expression, Group, Output, Service
    from sxguide.values import Value

Answer = TypeVar("Answer")


class Completions:
    """The completions of one person's facts, for one service. Without a diagram everything open stays open.

    A question that takes too much is answered as if there were no diagram, and so is all that comes after it.
    """

    def __init__(self, diagrams: Diagrams, service: Service, situation: Situation) -> None:
        self._standing = diagrams.stand(service, situation)

    @property
    def is_exact(self) -> bool:
        """Whether there is a diagram, and it has answered everything so far."""
        return self._standing is not None

    def truth(self, when: Expression) -> Truth:
        """The truth of a condition, or of what an item depends on; None where completions differ."""
        return self._agreed(lambda diagram: diagram.truths[when])

    def group(self, group: Group) -> Truth:
        """The truth of a branch of the eligibility; None where completions differ."""
        return self._agreed(lambda diagram: diagram.groups[group.id])

    def values(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take; none where it is not the same all over a cell."""
        return self._asked(partial(_values, output=output)) or ()

    def values_if_eligible(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take for those completions that are eligible; none where these cannot be told."""
        return self._asked(partial(_values_if_eligible, output=output)) or ()

    def waits_for(self, group: Group) -> frozenset[str] | None:
        """The names that can still matter to a branch of the eligibility."""
        return self._asked(lambda standing: _waits(standing, standing.diagram.groups[group.id]))

    def output_waits_for(self, output: Output) -> frozenset[str] | None:
        """The names that can still matter to an output; None where it is not the same all over a cell."""
        return self._asked(
            lambda standing: _waits(standing, standing.diagram.values.get(output.name))
        )

    def _agreed(self, root_of: Callable[[ServiceDiagram], NodeId]) -> Truth:
        return self._asked(lambda standing: _truth(standing, root_of(standing.diagram)))

    def _asked(self, question: Callable[[Standing], Answer | None]) -> Answer | None:
        if self._standing is None:
            return None
        try:
            return question(self._standing)
        except DiagramTooLargeError:
            self._standing = None
            return None


def _truth(standing: Standing, root: NodeId) -> Truth:
    answers = standing.answers(root)
    if len(answers) > 1:
        return None
    (answer,) = answers
    return answer == standing.diagram.forest.true


def _values(standing: Standing, output: Output) -> tuple[Value, ...]:
    root = standing.diagram.values.get(output.name)
    if root is None:
        return ()
    return tuple(map(standing.diagram.forest.value, standing.answers(root)))


def _values_if_eligible(standing: Standing, output: Output) -> tuple[Value, ...]:
    diagram = standing.diagram
    root = diagram.values.get(output.name)
    if root is None:
        return ()
    return tuple(map(diagram.forest.value, standing.answers_where(root, diagram.root)))


def _waits(standing: Standing, root: NodeId | None) -> frozenset[str] | None:
    return None if root is None else standing.names(standing.mattering(root))
