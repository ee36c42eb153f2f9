"""Bundle: the rules as they were read, and when they do not count."""

from __future__ import annotations

import pickle

import pytest
from tests.rulebooks import condition, small_guide

from sxguide import bundle
from sxguide.loader import load_rulebook
from sxguide.rulefiles import bundled_files, digest_of

FILES = {"one.yaml": b"one", "two.yaml": b"two"}
RULEBOOK = small_guide(condition("wants", "person.wants = true")).rulebook


@pytest.fixture(scope="module")
def packed():
    """A small rulebook, said to come from two files."""
    return bundle.packed(RULEBOOK, FILES)


def test_all_bundled_rules_come_back_as_they_were():
    files = bundled_files()
    rulebook = load_rulebook(files)

    assert bundle.unpacked(bundle.packed(rulebook, files), files) == rulebook


def test_without_a_bundle_the_files_are_read(monkeypatch):
    monkeypatch.setattr(bundle, "FILE", "no-such-file.bin")

    assert bundle.bundled_rulebook().digest == digest_of(bundled_files())


def test_a_bundle_of_these_files_counts(packed):
    assert bundle.unpacked(packed, FILES) == RULEBOOK


@pytest.mark.parametrize(
    "files",
    [
        {**FILES, "two.yaml": b"too"},
        {**FILES, "three.yaml": b""},
        {"one.yaml": b"one"},
        {"one.yaml": b"one", "too.yaml": b"two"},
    ],
    ids=["changed", "one more", "one less", "renamed"],
)
def test_a_bundle_of_other_files_does_not_count(packed, files):
    assert bundle.unpacked(packed, files) is None


@pytest.mark.parametrize("place", [0, 31, 32, 500, -1])
def test_a_bundle_with_one_bit_changed_does_not_count(packed, place):
    changed = bytearray(packed)
    changed[place] ^= 1

    assert bundle.unpacked(bytes(changed), FILES) is None


@pytest.mark.parametrize("length", [0, 1, 32, -1])
def test_a_bundle_cut_short_does_not_count(packed, length):
    assert bundle.unpacked(packed[:length], FILES) is None


def test_a_bundle_made_by_other_modules_does_not_count(packed, tmp_path, monkeypatch):
    tmp_path.joinpath("reader.py").write_bytes(b"# another")
    monkeypatch.setattr(bundle, "package_folder", lambda: tmp_path)

    assert bundle.unpacked(packed, FILES) is None


@pytest.mark.parametrize(
    ("module", "name"), [("os", "system"), ("sxguide.bundle", "io.open"), ("builtins", "eval")]
)
def test_a_bundle_can_name_nothing_but_the_parts_of_a_rulebook(module, name):
    content = pickle.PROTO + b"\x04" + b"".join(_text(each) for each in (module, name))
    content += pickle.STACK_GLOBAL + pickle.STOP
    sealed = bundle._seal(FILES, content) + content

    with pytest.raises(pickle.UnpicklingError, match="a bundle holds no"):
        bundle.unpacked(sealed, FILES)


def _text(words: str) -> bytes:
    return pickle.SHORT_BINUNICODE + bytes([len(words)]) + words.encode()
