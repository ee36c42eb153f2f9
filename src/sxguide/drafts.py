"""Drafts: files that appear whole and together, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.errors import PathError, shortened

if TYPE_CHECKING:
    from types import TracebackType

# A name may have so many bytes on every file system that counts; what a draft adds to it has to fit as well.
_NAME_BYTES = 200


class Drafts:
    """Files being written beside the places where they are to stand.

    A draft comes to stand in its place with `publish`, and all of them do or none: where one of them cannot, those before
    it are taken back, and what stood in their places stands there again. Whatever is not published is gone once the `with`
    block is left. Nobody sees half of a file; whoever sees the last one placed sees all of them.
    """

    def __init__(self) -> None:
        # Each draft and the place where it is to stand, in the order of placing.
        self._places: list[tuple[Path, Path]] = []

    def __enter__(self) -> Drafts:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Removes what is not published."""
        for draft, _ in self._places:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def add(self, target: Path) -> Path:
        """An empty file to write into, which `publish` puts at `target`; drafts added first are placed first.

        A link is followed: what it leads to is replaced, and the link stays.

        Raises:
            PathError: There is no such folder, no permission to write there, or something that is no file at `target`.
        """
        try:
            place = target.resolve()
            if place.exists() and not place.is_file():
                raise _not_written(target, "it is no file")
            draft = _beside(place)
            self._places.append((draft, place))
            # Its permissions are those that the user's files have.
            draft.open("xb").close()
        except (OSError, ValueError, RuntimeError) as error:
            raise _not_written(target, _reason(error)) from error
        return draft

    def publish(self) -> None:
        """Puts all drafts in their places, once they are safe on the disk.

        Raises:
            PathError: One of them cannot be; everything is as it was before.
        """
        placed: list[tuple[Path, Path | None]] = []
        place = Path()
        try:
            for draft, place in self._places:  # noqa: B007 — it is told where its draft cannot be kept
                _keep(draft)
            for draft, place in self._places:
                placed.append((place, _set_aside(place)))
                draft.replace(place)
            for folder in {place.parent for _, place in self._places}:
                _keep(folder)
        except BaseException as error:
            _take_back(placed)
            if isinstance(error, OSError):
                raise _not_written(place, _reason(error)) from error
            raise
        for _, former in placed:
            if former is not None:
                former.unlink(missing_ok=True)
        self._places.clear()


def _beside(place: Path) -> Path:
    """A name in the same folder, hidden, that nothing else has."""
    name = place.name.encode()[:_NAME_BYTES].decode(errors="ignore")
    return place.with_name(f".{name}.{secrets.token_hex(8)}.part")


def _set_aside(place: Path) -> Path | None:
    """What stands at a place, under a second name; None where nothing does."""
    if not place.exists():
        return None
    former = _beside(place)
    try:
        former.hardlink_to(place)
    except OSError:
        # Not every file system has files of two names.
        try:
            shutil.copy2(place, former)
        except BaseException:
            former.unlink(missing_ok=True)
            raise
    return former


def _take_back(placed: list[tuple[Path, Path | None]]) -> None:
    """Has every place as it was before something was put there."""
    for place, former in reversed(placed):
        with suppress(OSError):
            if former is None:
                place.unlink(missing_ok=True)
            elif place.exists() and former.samefile(place):
                former.unlink()
            else:
                former.replace(place)


def _keep(path: Path) -> None:
    """Has the disk keep a file, or the names in a folder, whatever happens to the machine."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or "there can be no such file").lower()


def _not_written(path: Path, why: str) -> PathError:
    return PathError(f"`{shortened(str(path), 200)}` cannot be written: {why}")
