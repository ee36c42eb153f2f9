"""The almanac: what a build has written down counts for the version of the package that it was made of, and for no other."""

from __future__ import annotations

import json
from importlib.metadata import version
from types import SimpleNamespace

import pytest

from sxguide import almanac
from sxguide.almanac import FILE, asked, restored, stored
from sxguide.errors import CalendarError

VERSION = version("holidays")


@pytest.fixture(scope="module")
def known():
    return asked()


@pytest.fixture
def unread():
    """The almanac before its first use, and again afterwards."""
    almanac.almanac.cache_clear()
    yield
    almanac.almanac.cache_clear()


def test_it_comes_back_as_it_was(known):
    assert restored(stored(known), VERSION) == known


def test_what_another_version_said_does_not_count(known):
    assert restored(stored(known), "0.1") is None


def test_what_another_module_made_of_it_does_not_count(known, tmp_path, monkeypatch):
    content = stored(known)
    (tmp_path / "almanac.py").write_text("another")
    monkeypatch.setattr(almanac, "package_folder", lambda: tmp_path)

    assert restored(content, VERSION) is None


@pytest.mark.usefixtures("unread")
def test_what_was_written_down_is_read_and_the_package_left_alone(known, tmp_path, monkeypatch):
    less = almanac.Almanac(VERSION, known.schedules[-1:], frozenset())
    (tmp_path / "almanac.py").write_bytes(
        almanac.package_folder().joinpath("almanac.py").read_bytes()
    )
    (tmp_path / FILE).write_bytes(stored(less))
    monkeypatch.setattr(almanac, "package_folder", lambda: tmp_path)

    assert almanac.almanac() == less


@pytest.mark.usefixtures("unread")
def test_where_nothing_was_written_down_the_package_is_asked(known, monkeypatch):
    monkeypatch.setattr(almanac, "FILE", "no-such-file.json")

    assert almanac.almanac() == known


@pytest.mark.usefixtures("unread")
def test_what_was_written_down_of_another_version_is_passed_over(known, tmp_path, monkeypatch):
    (tmp_path / "almanac.py").write_bytes(
        almanac.package_folder().joinpath("almanac.py").read_bytes()
    )
    content = json.loads(stored(known)) | {"made": "0.1", "statutory": []}
    (tmp_path / FILE).write_text(json.dumps(content))
    monkeypatch.setattr(almanac, "package_folder", lambda: tmp_path)

    assert almanac.almanac() == known


def test_a_package_without_china_is_named(monkeypatch):
    monkeypatch.setattr(almanac, "PathFinder", SimpleNamespace(find_spec=lambda *_: None))
    with pytest.raises(
        CalendarError, match=r"`holidays` package has no `holidays\.countries\.china`"
    ):
        almanac._china_class()
