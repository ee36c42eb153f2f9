"""A plugin for pytest: where mutmut has put two calls before each of ours, what may nest needs three times the room."""

from __future__ import annotations

import sys

sys.setrecursionlimit(3 * sys.getrecursionlimit())
