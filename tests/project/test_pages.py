"""The pages in `docs/` are those that the rules make."""

from __future__ import annotations

from pathlib import Path

import pytest

from sxguide import cli

ROOT = Path(__file__).parents[2]
HOW = "run `sxguide pages --docs docs` and keep what it writes"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder that the command writes now."""
    folder = tmp_path_factory.mktemp("docs")
    assert cli.main(["pages", "--docs", str(folder)]) == 0
    return folder


def pages(folder: Path) -> dict[str, str]:
    found = [*(folder / "services").glob("*"), folder / "interpretations.md"]
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in found}


def test_there_is_a_page_for_each_service_and_no_other(written):
    assert sorted(pages(ROOT / "docs")) == sorted(pages(written)), HOW
    assert len(pages(written)) == 41


def test_every_page_is_what_the_rules_say_now(written):
    kept, made = pages(ROOT / "docs"), pages(written)

    assert [name for name in made if made[name] != kept.get(name)] == [], HOW


@pytest.mark.parametrize("heading", ["Conditions", "Due", "Bring", "Where", "Clauses"])
def test_every_page_of_a_service_has_what_a_visitor_needs(written, heading):
    without = [
        path.name
        for path in sorted((written / "services").iterdir())
        if f" · {heading}\n" not in path.read_text("utf-8")
    ]

    assert without == []
