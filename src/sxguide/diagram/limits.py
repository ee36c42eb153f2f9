"""Limits: how large a diagram may grow before three-valued logic has the last word."""

from __future__ import annotations

# Nodes of all diagrams of one service, and the branches that these have together.
MAX_NODES = 5_000
MAX_BRANCHES = 200_000
# Facts, and parts that stay opaque, that one service may ask about: a diagram is as deep.
MAX_VARIABLES = 200
# Pairs of nodes that may be looked at to join diagrams of one service.
MAX_JOINS = 300_000
# Parts that one rule may have, and how deep they may nest, with its definitions written out.
MAX_PARTS = 2_000
MAX_DEPTH = 100
# Combinations of cells that one condition may have.
MAX_COMBINATIONS = 4_096
# What an evaluation counts for that may go round in a loop.
LOOP_WEIGHT = 2_000
# Combinations of cells that all conditions of a service may have together, and evaluations to find its cuts.
MAX_EVALUATIONS = 40_000
# What can be left of a diagram while the best next question is looked for.
MAX_STATES = 500


class DiagramTooLargeError(Exception):
    """A service has more cells or nodes than may be built; caught where the diagram was asked for."""
