"""Rivals: the same services in other engines, each the way its own documentation has it.

What an engine cannot say is said here, and left out where answers are compared.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from tests.benchmarks.by_hand import Found

    Ask = Callable[[Mapping[str, Any], dt.date], Found]

EVERY: Final = (11, 20, 22, 34)


@dataclass(frozen=True)
class Rival:
    """One way to put a person to another engine: the function `maker` of the module `module`, given a service.

    `knows_nulls`: a fact may be unknown. `tells_holding`: of conditions it tells not only which fail.
    """

    name: str
    package: str
    module: str
    maker: str
    services: tuple[int, ...] = EVERY
    knows_nulls: bool = True
    tells_holding: bool = True

    @property
    def is_installed(self) -> bool:
        """Whether the package is there."""
        return find_spec(self.package) is not None

    def ask(self, service: int) -> Ask:
        """The engine, loaded with the service's rules."""
        maker: Callable[[int], Ask] = getattr(importlib.import_module(self.module), self.maker)
        return maker(service)


def _rival(name: str, package: str, place: str, **more: Any) -> Rival:
    module, maker = place.split(":")
    return Rival(name, package, f"{__name__}.{module}", maker, **more)


RIVALS: Final = (
    _rival("datalogic-py (JSONLogic)", "datalogic_py", "jsonlogic:rule"),
    _rival("zen-engine, engine with loader", "zen", "zen:engine"),
    _rival("zen-engine, decision object", "zen", "zen:decision"),
    _rival("durable-rules", "durable", "durable:ruleset", services=(22,), tells_holding=False),
    _rival(
        "openfisca-core, columns of one",
        "openfisca_core",
        "openfisca:arrays",
        services=(22,),
        knows_nulls=False,
    ),
    _rival(
        "openfisca-core, a situation",
        "openfisca_core",
        "openfisca:situation",
        services=(22,),
        knows_nulls=False,
    ),
)
