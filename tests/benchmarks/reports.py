"""Reports: what a benchmark found, as tables to look at and as JSON to keep."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

# What takes part, as named by its distribution.
PACKAGES: Final = (
    *("sxguide", "pydantic", "zen-engine", "datalogic-py", "durable-rules", "openfisca-core"),
    *("numpy", "polars", "duckdb"),
)


@dataclass(frozen=True)
class Goal:
    """A goal, what was found, and whether that is enough."""

    words: str
    limit: float
    found: float
    unit: str
    at_most: bool = True

    @property
    def is_met(self) -> bool:
        """Whether what was found is within the limit."""
        return self.found <= self.limit if self.at_most else self.found >= self.limit

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "goal": self.words,
            "limit": self.limit,
            "at_most": self.at_most,
            "found": self.found,
            "unit": self.unit,
            "met": self.is_met,
        }


@dataclass
class Report:
    """One part of the benchmark: rows of a table, whose first column names what was measured; goals; and remarks."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the figures are not rounded."""
        return {
            "title": self.title,
            "rows": [dict(zip(self.columns, row, strict=True)) for row in self.rows],
            "goals": [goal.to_dict() for goal in self.goals],
            "remarks": self.remarks,
        }


def show(report: Report, console: Console) -> None:
    """Prints a part."""
    table = Table(title=report.title, title_justify="left")
    for place, column in enumerate(report.columns):
        table.add_column(column, justify="right" if place else "left")
    for row in report.rows:
        table.add_row(*map(shown, row))
    console.print(table)
    for goal in report.goals:
        mark = "[green]met[/green]" if goal.is_met else "[red]missed[/red]"
        bound = "at most" if goal.at_most else "at least"
        limits = f"{bound} {shown(goal.limit)} {goal.unit}"
        console.print(f"  {mark}: {goal.words}: {shown(goal.found)}, {limits}")
    for remark in report.remarks:
        console.print(f"  {remark}")
    console.print()


def shown(value: Any) -> str:
    """A figure with three digits, a text as it is, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def write(reports: Sequence[Report], path: Path) -> None:
    """Writes all parts, with the machine and the versions, as JSON."""
    kept = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "versions": versions(),
        "parts": [report.to_dict() for report in reports],
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def versions() -> dict[str, str]:
    """The versions of what is installed of the packages that take part."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            print(f"{name} is not installed", file=sys.stderr)  # noqa: T201 — a script
    return found
