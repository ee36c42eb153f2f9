"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sxguide.errors import PathError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Yields a file (UTF-8) that takes the place of `path` at the end of the block, once all of it is on the disk.

    After an error, or where the process ends before, `path` is what it was.

    Raises:
        PathError: It is a folder or a device, or cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise _unwritable(path, "it is no file")
        unfinished = target.with_name(f".sxguide-{os.getpid()}.part")
        with unfinished.open("x", encoding="utf-8", newline="\n") as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                unfinished.replace(target)
            except BaseException:
                unfinished.unlink()
                raise
    except OSError as error:
        raise _unwritable(path, error.strerror or "no reason given") from error


def _unwritable(path: Path, why: str) -> PathError:
    return PathError(f"`{path}` cannot be written: {why.lower()}")
