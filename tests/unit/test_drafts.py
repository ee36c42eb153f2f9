"""Files that appear whole and together, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from sxguide.drafts import Drafts
from sxguide.errors import PathError


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def full(*arguments, **keywords):
    raise OSError(errno.ENOSPC, "No space left on device")


def failing_at(number, error):
    """`Path.replace`, failing at that call alone."""
    replace, calls = Path.replace, []

    def replaced(self, target):
        calls.append(target)
        if len(calls) == number:
            raise error
        return replace(self, target)

    return replaced


def two(folder):
    """Drafts of two files, written but not published."""
    drafts = Drafts()
    drafts.add(folder / "first").write_bytes(b"new first")
    drafts.add(folder / "second").write_bytes(b"new second")
    return drafts


def test_nothing_stands_in_its_place_before_all_is_published(tmp_path):
    with two(tmp_path) as drafts:
        assert not (tmp_path / "first").exists()
        drafts.publish()

    assert names(tmp_path) == ["first", "second"]
    assert (tmp_path / "second").read_bytes() == b"new second"


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_what_is_not_published_leaves_nothing_behind(tmp_path, error):
    with pytest.raises(type(error)), two(tmp_path):
        raise error

    assert names(tmp_path) == []


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("error", [OSError(errno.EIO, "Input/output error"), KeyboardInterrupt()])
@pytest.mark.parametrize("before", [{}, {"first"}, {"second"}, {"first", "second"}])
def test_where_one_file_cannot_be_placed_everything_is_as_it_was(
    tmp_path, monkeypatch, number, error, before
):
    for name in before:
        (tmp_path / name).write_text(f"old {name}")

    with two(tmp_path) as drafts:
        monkeypatch.setattr(Path, "replace", failing_at(number, error))
        with pytest.raises(
            KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else PathError
        ):
            drafts.publish()

    assert names(tmp_path) == sorted(before)
    assert all((tmp_path / name).read_text() == f"old {name}" for name in before)


def test_files_are_safe_on_the_disk_before_any_stands_in_its_place(tmp_path, monkeypatch):
    (tmp_path / "first").write_text("old")
    monkeypatch.setattr(os, "fsync", full)

    with two(tmp_path) as drafts, pytest.raises(PathError, match="no space left on device"):
        drafts.publish()

    assert names(tmp_path) == ["first"]
    assert (tmp_path / "first").read_text() == "old"


def test_files_of_one_name_only_are_kept_by_a_copy(tmp_path, monkeypatch):
    (tmp_path / "first").write_text("old first")
    monkeypatch.setattr(Path, "hardlink_to", full)

    with two(tmp_path) as drafts:
        monkeypatch.setattr(Path, "replace", failing_at(2, OSError(errno.EIO, "broken")))
        with pytest.raises(PathError, match="second"):
            drafts.publish()

    assert names(tmp_path) == ["first"]
    assert (tmp_path / "first").read_text() == "old first"


def test_a_copy_that_does_not_fit_is_removed(tmp_path, monkeypatch):
    (tmp_path / "first").write_text("old first")
    monkeypatch.setattr(Path, "hardlink_to", full)
    monkeypatch.setattr("shutil.copy2", full)

    with two(tmp_path) as drafts, pytest.raises(PathError, match="no space left"):
        drafts.publish()

    assert names(tmp_path) == ["first"]


@pytest.mark.parametrize("name", ["none/file", "folder", "file/below", "nul\0", "x" * 300])
def test_a_place_that_cannot_be_written_is_an_error_at_once(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()

    with Drafts() as drafts, pytest.raises(PathError, match="cannot be written"):
        drafts.add(tmp_path / name)

    assert names(tmp_path) == ["file", "folder"]


def test_a_long_name_leaves_room_for_what_a_draft_adds(tmp_path):
    name = "表" * 80

    with Drafts() as drafts:
        drafts.add(tmp_path / name).write_bytes(b"new")
        drafts.publish()

    assert names(tmp_path) == [name]


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "file")

    with Drafts() as drafts:
        drafts.add(tmp_path / "link").write_bytes(b"new")
        drafts.publish()

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_a_file_has_the_permissions_that_files_have(tmp_path):
    (tmp_path / "plain").touch()

    with Drafts() as drafts:
        drafts.add(tmp_path / "file").write_bytes(b"new")
        drafts.publish()

    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "file")}
    assert len(modes) == 1
