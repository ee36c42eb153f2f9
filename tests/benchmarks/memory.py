"""Memory: how much of it this process holds, and held at its worst.

What the system reports of a child begins with the size of its parent; a process therefore tells this of itself.
"""

from __future__ import annotations

import gc
import re
from pathlib import Path


def resident() -> int:
    """The bytes in memory now, after a collection."""
    gc.collect()
    return _kilobytes("VmRSS") * 1024


def peak() -> int:
    """The most bytes in memory since the start."""
    return _kilobytes("VmHWM") * 1024


def _kilobytes(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"^{name}:\s*(\d+) kB$", status, re.MULTILINE)
    if found is None:
        message = f"the system does not tell {name}"
        raise OSError(message)
    return int(found[1])
