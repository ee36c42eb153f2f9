"""Rulefiles: the files that rules are written in, found and read but not understood."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sxguide.errors import GuideTextError, Problem, RulebookError, shortened
from sxguide.package import package_folder
from sxguide.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from typing import BinaryIO

MAX_FILES = 2_000
MAX_DEPTH = 8


def bundled_files() -> dict[str, bytes]:
    """The rule files that come with the package, by name.

    An installed package holds them in `sxguide/rules`; in a checkout they stand in `rules/` beside `src/`.
    """
    package = package_folder()
    packaged = package / "rules"
    return folder_files(packaged if packaged.is_dir() else Path(str(package)).parents[1] / "rules")


def folder_files(folder: Traversable) -> dict[str, bytes]:
    """Every `.yaml` file below `folder`, by its path within it.

    Raises:
        RulebookError: There is no such folder, or it holds too much.
    """
    if not is_folder(folder):
        raise RulebookError([Problem("no-such-folder", f"there is no folder `{folder}`")])
    found: dict[str, bytes] = {}
    for name, file in _walk(folder, "", MAX_DEPTH):
        if len(found) == MAX_FILES:
            raise RulebookError([Problem("too-many-files", f"more than {MAX_FILES} rule files")])
        found[name] = read_file(file)
    if not found:
        message = f"the folder `{folder}` holds no rule files"
        raise RulebookError([Problem("no-rule-files", message, help="rule files end in `.yaml`")])
    return found


def files_at(path: Path) -> dict[str, bytes]:
    """The files below a folder, or the one file that `path` is, each by its whole path."""
    if not is_folder(path):
        return {str(path): read_file(path)}
    return {str(path / name): data for name, data in folder_files(path).items()}


def is_folder(path: Traversable) -> bool:
    """Whether there is a folder at `path`, however odd the path."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_text(path: Path) -> str:
    """The words of a file in UTF-8.

    Raises:
        RulebookError: The file cannot be read.
        GuideTextError: It is too large, or in another encoding.
    """
    data = read_file(path)
    if len(data) > MAX_BYTES:
        message = f"`{path}` has more than the {MAX_BYTES} bytes allowed"
        raise GuideTextError([Problem("guide-text-size", message)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"`{path}` is not UTF-8: byte {error.start} cannot be read"
        raise GuideTextError([Problem("file-encoding", message)]) from error


def read_file(file: Traversable, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file, at most one more than `limit`, by default what a rule file may have."""
    with open_file(file) as stream:
        try:
            return stream.read(limit + 1)
        except OSError as error:
            raise _unreadable(file, error) from error


def open_file(file: Traversable) -> BinaryIO:
    """A file to be read.

    Raises:
        RulebookError: It cannot be opened.
    """
    try:
        return cast("BinaryIO", file.open("rb"))
    except (OSError, ValueError) as error:
        raise _unreadable(file, error) from error


def _unreadable(place: Traversable, error: OSError | ValueError) -> RulebookError:
    reason = getattr(error, "strerror", None) or "there can be no such file"
    message = f"`{shortened(str(place), 200)}` cannot be read: {reason.lower()}"
    return RulebookError([Problem("unreadable-file", message)])


def _walk(folder: Traversable, prefix: str, depth: int) -> Iterator[tuple[str, Traversable]]:
    try:
        entries = sorted(folder.iterdir(), key=lambda each: each.name)
    except OSError as error:
        raise _unreadable(folder, error) from error
    for entry in entries:
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            if depth:
                yield from _walk(entry, f"{name}/", depth - 1)
        elif entry.name.endswith((".yaml", ".yml")):
            yield name, entry


def digest_of(rule_files: Mapping[str, bytes]) -> str:
    """The SHA-256 of files with their names, whatever their order."""
    digest = hashlib.sha256()
    for name in sorted(rule_files):
        digest.update(f"{name}\0{len(rule_files[name])}\0".encode())
        digest.update(rule_files[name])
    return digest.hexdigest()
