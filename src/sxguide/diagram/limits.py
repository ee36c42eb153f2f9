"""Limits: how large a diagram may grow before three-valued logic has the last word."""

from __future__ import annotations

# Nodes of all diagrams of one service.
MAX_NODES = 5_000
# Combinations of cells that one condition may have.
MAX_COMBINATIONS = 4_096
# Combinations of cells that all conditions of a service may have together, and evaluations to find its cuts.
MAX_EVALUATIONS = 40_000
# What can be left of a diagram while the best next question is looked for.
MAX_STATES = 500


class DiagramTooLargeError(Exception):
    """A service has more cells or nodes than may be built; caught where the diagram was asked for."""
