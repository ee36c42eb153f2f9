"""Spaces: all cases that may be put to a service on a day, and how one is drawn, whoever makes the choices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from sxguide.backends.situation import as_value
from sxguide.dependencies import names_behind
from sxguide.errors import DrawingError
from sxguide.guide import load
from sxguide.testing.regions import Regions
from sxguide.testing.sampler import Sampler
from sxguide.testing.slices import Question, slices_of
from sxguide.values import Unknown, Value

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from sxguide.diagram.forest import NodeId
    from sxguide.guide import Guide
    from sxguide.model import Plain
    from sxguide.testing.sampler import Pick

# Of eight picks for a fact, how many leave it out: of some people little is known, of others nearly everything.
_EIGHTS = 8
_LEAST_KEPT = (4, 2, 1)
# Spaces that are kept: a test may ask for its strategy in each of its examples.
_MAX_SPACES = 100
# What is supposed of so many people is kept.
_MAX_SUPPOSED = 1_000

# Who is drawn, by what the service makes of them.
Kind: TypeAlias = Literal["anyone", "eligible", "ineligible"]

_WORDS: Mapping[Kind, str] = {
    "anyone": "can be",
    "eligible": "may have the service",
    "ineligible": "is refused the service",
}


@dataclass(frozen=True, slots=True)
class Part:
    """The people of one slice: what is known of all of them, and how one is picked."""

    regions: Regions
    sampler: Sampler

    def of(self, kind: Kind) -> NodeId:
        """The region of a kind of people."""
        match kind:
            case "eligible":
                return self.regions.eligible
            case "ineligible":
                return self.regions.ineligible
            case "anyone":
                return self.regions.anyone


class Space:
    """The cases of a service on a day, some facts being given by the caller."""

    def __init__(
        self, guide: Guide, service: str | int, on: dt.date, given: Mapping[str, object]
    ) -> None:
        """Checks what is given.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts that are given are malformed, or contradict one another.
            DecisionError: `on` is no date.
        """
        # To decide is to check, and a decision knows its facts as they were read.
        receipt = guide.decide(service, dict(given), on=on).receipt
        self.question = Question(guide, guide.services[receipt.service], on, dict(receipt.facts))
        self._kinds: dict[Kind, Sequence[tuple[Part, NodeId]]] = {}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """One for each slice, the most readable first.

        Raises:
            DrawingError: The service is too large for its diagram.
        """
        found = []
        for own in slices_of(self.question):
            regions = Regions(self.question, own)
            found.append(Part(regions, Sampler(self.question, regions)))
        return tuple(found)

    @cached_property
    def picks(self) -> int:
        """How many picks it takes at most to draw somebody."""
        return 3 * len(self.question.facts) + 4

    def has(self, kind: Kind) -> bool:
        """Whether there is anybody of a kind."""
        return bool(self._of(kind))

    def require(self, kind: Kind) -> None:
        """Sees to it that somebody can be drawn.

        Raises:
            DrawingError: There is nobody of a kind, or the service is too large for its diagram.
        """
        if not self.has(kind):
            question = self.question
            given = ", ".join(f"`{name}` = {value}" for name, value in question.given.items())
            message = (
                f"nobody {f'with {given} ' if given else ''}{_WORDS[kind]}"
                f" (`{question.service.name}` on {question.day})"
            )
            raise DrawingError(message)

    def draw(self, kind: Kind, pick: Pick) -> dict[str, Plain]:
        """Somebody of a kind of which there is somebody: every fact that the service reads, and that the person has."""
        parts = self._of(kind)
        part, region = parts[pick(len(parts))]
        return part.sampler.draw(region, pick)

    def draw_partly(self, kind: Kind, pick: Pick) -> dict[str, Plain]:
        """What is said of such a person: any of the facts, and all that the caller has given."""
        whole = self.draw(kind, pick)
        least = _LEAST_KEPT[pick(len(_LEAST_KEPT))]
        return {
            name: value
            for name, value in whole.items()
            if pick(_EIGHTS) >= least or name in self.question.given or self._differs(name, whole)
        }

    def _differs(self, name: str, whole: Mapping[str, Plain]) -> bool:
        """Whether a fact is otherwise than would be supposed: whoever left it out would be somebody else."""
        reads = self._supposed.get(name)
        if reads is None:
            return False
        known = tuple((each, whole[each]) for each in reads if each in whole)
        return self._suppose(name, known) not in {None, as_value(whole[name])}

    @cached_property
    def _supposed(self) -> Mapping[str, Sequence[str]]:
        """The facts of which something is supposed where nobody says it, each with the facts that this rests on."""
        rulebook, facts = self.question.guide.rulebook, self.question.facts
        return {
            fact.name: [
                other.name
                for other in facts
                if other.name in names_behind(rulebook, [fact.default])
            ]
            for fact in facts
            if fact.default is not None
        }

    @cached_property
    def _suppose(self) -> Callable[[str, tuple[tuple[str, Plain], ...]], Value]:
        @lru_cache(maxsize=_MAX_SUPPOSED)
        def suppose(name: str, known: tuple[tuple[str, Plain], ...]) -> Value:
            value = self.question.situation(dict(known)).lookup(name)
            return None if isinstance(value, Unknown) else value

        return suppose

    def _of(self, kind: Kind) -> Sequence[tuple[Part, NodeId]]:
        found = self._kinds.get(kind)
        if found is None:
            regions = ((part, part.of(kind)) for part in self.parts)
            found = [(part, region) for part, region in regions if part.sampler.count(region)]
            self._kinds[kind] = found
        return found


def space(
    guide: Guide | None, service: str | int, on: dt.date, given: Mapping[str, object]
) -> Space:
    """The space of a service, kept for whoever asks for it again; without a guide, of the bundled rules.

    Raises:
        SxguideError: As `Space` raises it.
    """
    question = Space(guide or bundled(), service, on, given).question
    return _kept(question.guide, question.service.name, on, tuple(question.given.items()))


@lru_cache(maxsize=_MAX_SPACES)
def _kept(guide: Guide, service: str, on: dt.date, given: tuple[tuple[str, Plain], ...]) -> Space:
    return Space(guide, service, on, dict(given))


@lru_cache(maxsize=1)
def bundled() -> Guide:
    """The bundled rules."""
    return load()
