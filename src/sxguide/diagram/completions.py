"""Completions: what all completions of the missing facts agree on, as the interpreter asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.backends.situation import Situation
    from sxguide.decision import Truth
    from sxguide.diagram.diagrams import Diagrams
    from sxguide.diagram.forest import NodeId
    from sxguide.model import Expression, Group, Output, Service
    from sxguide.values import Value


class Completions:
    """The completions of one person's facts, for one service. Without a diagram everything open stays open."""

    def __init__(self, diagrams: Diagrams, service: Service, situation: Situation) -> None:
        self._standing = diagrams.stand(service, situation)

    @property
    def is_exact(self) -> bool:
        """Whether there is a diagram."""
        return self._standing is not None

    def truth(self, when: Expression) -> Truth:
        """The truth of a condition, or of what an item depends on; None where completions differ."""
        if self._standing is None:
            return None
        return self._agreed(self._standing.diagram.truths[when])

    def group(self, group: Group) -> Truth:
        """The truth of a branch of the eligibility; None where completions differ."""
        if self._standing is None:
            return None
        return self._agreed(self._standing.diagram.groups[group.id])

    def values(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take; none where it is not the same all over a cell."""
        root = self._root(output)
        if self._standing is None or root is None:
            return ()
        forest = self._standing.diagram.forest
        return tuple(forest.value(answer) for answer in self._standing.answers(root))

    def values_if_eligible(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take for those completions that are eligible; none where these cannot be told."""
        root = self._root(output)
        if self._standing is None or root is None:
            return ()
        diagram = self._standing.diagram
        answers = self._standing.answers_where(root, diagram.root)
        return tuple(diagram.forest.value(answer) for answer in answers)

    def waits_for(self, group: Group) -> frozenset[str] | None:
        """The names that can still matter to a branch of the eligibility."""
        if self._standing is None:
            return None
        root = self._standing.diagram.groups[group.id]
        return self._standing.names(self._standing.mattering(root))

    def output_waits_for(self, output: Output) -> frozenset[str] | None:
        """The names that can still matter to an output; None where it is not the same all over a cell."""
        root = self._root(output)
        if self._standing is None or root is None:
            return None
        return self._standing.names(self._standing.mattering(root))

    def _root(self, output: Output) -> NodeId | None:
        return None if self._standing is None else self._standing.diagram.values.get(output.name)

    def _agreed(self, root: NodeId) -> Truth:
        if self._standing is None:
            return None
        answers = self._standing.answers(root)
        if len(answers) > 1:
            return None
        (answer,) = answers
        return answer == self._standing.diagram.forest.true
