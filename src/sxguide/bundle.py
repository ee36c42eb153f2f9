"""Bundle: the bundled rules as they were read and checked when the package was built.

Reading YAML and checking what it says takes longer than most decisions, and says the same every time. So a build puts the
checked rulebook beside the rule files. It counts only while the rule files and the modules of the package are byte for
byte those that it was made from and with; otherwise, or where there is none, the files are read. Nothing is ever written
when the package is used.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sxguide.package import package_folder
from sxguide.rulefiles import bundled_files, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from sxguide.model import Rulebook

FILE = "rulebook.bin"

# Where the classes of a rulebook's parts live; a bundle that names others is no bundle of ours.
_MODULES = frozenset(
    {
        *("datetime", "decimal"),
        *("sxguide.bundle", "sxguide.citations", "sxguide.lifecycle_model", "sxguide.model"),
        *("sxguide.feel.nodes", "sxguide.feel.tables", "sxguide.source", "sxguide.values"),
    }
)
_SEAL_BYTES = hashlib.sha256().digest_size


def bundled_rulebook() -> Rulebook:
    """The rules that come with the package.

    Raises:
        RulebookError: Every fault of every rule file.
    """
    rule_files = bundled_files()
    built = unpacked(_built(), rule_files)
    if built is not None:
        return built
    from sxguide.loader import load_rulebook  # noqa: PLC0415 — heavy, and mostly not needed

    return load_rulebook(rule_files)


def packed(rulebook: Rulebook, rule_files: Mapping[str, bytes]) -> bytes:
    """The bundle: a seal, then the rulebook that was read from these files."""
    content = stored(rulebook)
    return _seal(rule_files, content) + content


def unpacked(bundle: bytes | None, rule_files: Mapping[str, bytes]) -> Rulebook | None:
    """The rulebook in a bundle; None where it is not of these files and of these modules."""
    if bundle is None:
        return None
    seal, content = bundle[:_SEAL_BYTES], bundle[_SEAL_BYTES:]
    if seal != _seal(rule_files, content):
        return None
    return restored(content)


def stored(rulebook: Rulebook) -> bytes:
    """A rulebook as bytes, for another process of the same program."""
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(rulebook)
    return stream.getvalue()


def restored(content: bytes) -> Rulebook:
    """The rulebook that was `stored`."""
    found: Rulebook = _Unpickler(io.BytesIO(content)).load()
    return found


def _built() -> bytes | None:
    try:
        return package_folder().joinpath(FILE).read_bytes()
    except OSError:
        return None


def _seal(rule_files: Mapping[str, bytes], content: bytes) -> bytes:
    sealed = hashlib.sha256(digest_of(rule_files).encode())
    sealed.update(digest_of(dict(_modules(package_folder(), ""))).encode())
    sealed.update(content)
    return sealed.digest()


def _modules(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """The source of every module below a folder, by its path."""
    for entry in folder.iterdir():
        if entry.name.endswith(".py"):
            yield f"{prefix}{entry.name}", entry.read_bytes()
        elif entry.name != "__pycache__" and entry.is_dir():
            yield from _modules(entry, f"{prefix}{entry.name}/")


class _Pickler(pickle.Pickler):
    """Writes dataclasses by their fields, in order, so that reading them back is as quick as making them."""

    def reducer_override(self, thing: Any) -> Any:  # noqa: ANN401 — whatever a rulebook holds
        if isinstance(thing, MappingProxyType):
            return _read_only, (dict(thing),)
        if is_dataclass(thing) and not isinstance(thing, type):
            return type(thing), tuple(getattr(thing, field.name) for field in fields(thing))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Reads the classes of a rulebook's parts and no others."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:  # noqa: ANN401 — a class or a function
        # A dotted name would lead on to what such a module has imported.
        if module_name not in _MODULES or "." in global_name:
            message = f"a bundle holds no {module_name}.{global_name}"
            raise pickle.UnpicklingError(message)
        return super().find_class(module_name, global_name)


def _read_only(entries: dict[str, Any]) -> MappingProxyType[str, Any]:
    return MappingProxyType(entries)
