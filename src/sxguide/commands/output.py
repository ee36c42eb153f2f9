"""Where commands load their rules from, and how they write what was asked for."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from sxguide.guide import Guide, load

if TYPE_CHECKING:
    import argparse

    from sxguide.citations import JsonValue
    from sxguide.terminal import Terminal

DONE, NOT_HELD = 0, 1


def guide(options: argparse.Namespace) -> Guide:
    """The rules that the options name."""
    return load(options.rules, parameters=options.parameters, source=options.source)


def terminal(options: argparse.Namespace, *, aside: bool = False) -> Terminal:
    """Standard output, or standard error for what is said `aside`, in the language that the options name."""
    from sxguide.terminal import Terminal  # noqa: PLC0415 — rich is heavy, and JSON needs none of it

    return Terminal(sys.stderr if aside else sys.stdout, options.lang)


def write_json(value: JsonValue) -> None:
    """JSON on standard output, Chinese left readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
