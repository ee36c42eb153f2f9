"""Testing: cases, frames and dates for property-based tests of rules, and of programs that use them. Extra `testing`.

| name | what it gives |
| --- | --- |
| `cases`, `eligible_cases`, `ineligible_cases`, `partial_cases` | Hypothesis strategies of cases of a service |
| `populations` | a strategy of Polars frames of people |
| `edge_cases` | both sides of every boundary of every condition, as a tuple |
| `working_days`, `dates_around` | strategies of dates |
| `scenario_file` | a decision as a scenario file, to be kept |

People are not guessed and then thrown away: they are put together from the service's decision diagram, fact by fact, with
no choice that a constraint or the wanted outcome would forbid later on.

| module | what it does |
| --- | --- |
| `points` | the values that are drawn from a cell of a fact |
| `slices` | facts without cells given values, until all others have cells |
| `regions` | who may be drawn: everybody, the eligible, the ineligible |
| `sampler` | picks somebody out of a region |
| `spaces` | all of this for one service on one day |
| `edges`, `dates` | people beside boundaries; days beside boundaries |
| `strategies` | the door to hypothesis |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sxguide.scenario_writer import scenario_file
    from sxguide.testing.edges import EdgeCase, edge_cases
    from sxguide.testing.strategies import (
        cases,
        dates_around,
        eligible_cases,
        ineligible_cases,
        partial_cases,
        populations,
        working_days,
    )

__all__ = [
    "EdgeCase",
    "cases",
    "dates_around",
    "edge_cases",
    "eligible_cases",
    "ineligible_cases",
    "partial_cases",
    "populations",
    "scenario_file",
    "working_days",
]

_HOMES = {
    "EdgeCase": "sxguide.testing.edges",
    "edge_cases": "sxguide.testing.edges",
    "scenario_file": "sxguide.scenario_writer",
}


def __getattr__(name: str) -> object:
    """A public name, from the module that it lives in: boundaries can be had without hypothesis."""
    if name not in __all__:
        message = f"module `sxguide.testing` has no attribute `{name}`"
        raise AttributeError(message)
    home = import_module(_HOMES.get(name, "sxguide.testing.strategies"))
    found = globals()[name] = getattr(home, name)
    return found
