"""Agreement: what a back end asks where the facts that are known leave something open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sxguide.model import Expression, Group, Output
    from sxguide.reasons import Truth
    from sxguide.values import Value


class Agreement(Protocol):
    """What all completions of the missing facts agree on, for one service and one person."""

    @property
    def is_exact(self) -> bool:
        """Whether completions were looked at, and not three-valued logic alone."""

    def truth(self, when: Expression) -> Truth:
        """The truth of a condition, or of what an item depends on."""

    def group(self, group: Group) -> Truth:
        """The truth of a branch of the eligibility."""

    def values(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take; none where these cannot be told."""

    def values_if_eligible(self, output: Output) -> tuple[Value, ...]:
        """Every value that an output may take if the person is eligible; none where these cannot be told."""

    def awaited(self) -> tuple[str, ...] | None:
        """The names that can still matter to the outcome, most telling first; None where these cannot be told."""

    def awaited_by(self, output: Output) -> frozenset[str] | None:
        """The names that can still matter to an output; None where these cannot be told."""
