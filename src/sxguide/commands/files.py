"""Files that commands write: whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sxguide.drafts import Drafts
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
    with Drafts() as drafts:
        draft = drafts.add(path)
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                yield file
        except OSError as error:
            raise _unwritable(path, error.strerror or "no reason given") from error
        drafts.publish()


def _unwritable(path: Path, why: str) -> PathError:
    return PathError(f"`{path}` cannot be written: {why.lower()}")
