"""Where commands load their rules from, and how they write what was asked for."""

from __future__ import annotations

import json
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from sxguide.guide import Guide, load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from sxguide.citations import JsonValue
    from sxguide.terminal.screen import Terminal

DONE, NOT_HELD = 0, 1

# Nobody needs to be told of what is done sooner (seconds).
_PATIENCE = 2


def guide(options: argparse.Namespace) -> Guide:
    """The rules that the options name."""
    return load(options.rules, parameters=options.parameters, source=options.source)


def terminal(options: argparse.Namespace, *, aside: bool = False) -> Terminal:
    """Standard output, or standard error for what is said `aside`, in the language that the options name."""
    from sxguide.terminal.screen import Terminal  # noqa: PLC0415 — rich is heavy, and JSON needs none of it

    return Terminal(sys.stderr if aside else sys.stdout, options.lang)


def write_json(value: JsonValue, *, aside: bool = False) -> None:
    """JSON on standard output, or on standard error for what is said `aside`, Chinese left readable."""
    stream = sys.stderr if aside else sys.stdout
    stream.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def reading(total: int | None, name: str) -> Iterator[Callable[[int], None]]:
    """Yields what is to be told how much of a file has been read, of `total` bytes or rows (None: nobody knows).

    Where that takes long, a bar on standard error shows it, if that is a screen.
    """
    begun = time.monotonic()
    with ExitStack() as open_bars:
        shown: list[Callable[[int], None]] = []

        def told(done: int) -> None:
            if not shown and time.monotonic() - begun > _PATIENCE:
                from sxguide.terminal.screen import bar  # noqa: PLC0415 — rich is heavy, and most files are read at once

                shown.append(open_bars.enter_context(bar(sys.stderr, name, total)))
            for show in shown:
                show(done)

        yield told
