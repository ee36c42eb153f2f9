"""The README and the documents: their Python runs, their commands exist and work, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sxguide import cli

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SKIPPED = "<!-- no-run -->"
BLOCK = re.compile(r"(?P<before>[^\n]*)\n```(?P<language>\w+)\n(?P<text>.*?)\n```", re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]]+\]\((?!https?://|#)([^)#\s]+)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(path: Path, *languages: str) -> list[str]:
    """The code blocks of a document in one of these languages, in order, without those that are not to be run."""
    found = BLOCK.finditer("\n" + path.read_text("utf-8"))
    return [
        match["text"]
        for match in found
        if match["language"] in languages and match["before"] != SKIPPED
    ]


def commands(path: Path) -> list[list[str]]:
    """The sxguide commands of a document's shell blocks, as arguments."""
    found = []
    for block in blocks(path, "sh", "shell", "console", "bash"):
        for line in block.replace("\\\n", " ").split("\n"):
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words and Path(words[0]).name == "sxguide":
                found.append(words[1:])
    return found


WITH_PYTHON = [path for path in DOCUMENTS if blocks(path, "python")]
COMMANDS = [
    pytest.param(arguments, id=f"{named(path)}: {' '.join(arguments)}")
    for path in DOCUMENTS
    for arguments in commands(path)
]


@pytest.mark.parametrize("path", WITH_PYTHON, ids=named)
def test_the_python_of_a_document_runs_from_top_to_bottom(path, monkeypatch):
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"__name__": "__main__"}

    for number, block in enumerate(blocks(path, "python"), start=1):
        exec(compile(block, f"{named(path)}, block {number}", "exec"), names)  # noqa: S102 — our own documents


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A folder that looks like the project's, in which a command may write."""
    for entry in ROOT.iterdir():
        (tmp_path / entry.name).symlink_to(entry)
    return Path(tmp_path)


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_command_of_a_document_works(arguments, monkeypatch, capsys, checkout):
    monkeypatch.chdir(checkout)

    assert cli.main(arguments) == cli.DONE
    assert capsys.readouterr().out


def test_there_is_something_to_run():
    assert ROOT / "README.md" in WITH_PYTHON
    assert COMMANDS


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_command_that_a_document_names_exists(path):
    known = set(cli._parser()._subparsers._group_actions[0].choices)
    named_here = re.findall(r"`sxguide ([a-z-]+)", path.read_text("utf-8"))

    assert set(named_here) <= known


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_link_of_a_document_leads_somewhere(path):
    broken = [
        link
        for link in LINK.findall(CODE.sub("", path.read_text("utf-8")))
        if not (path.parent / link).exists()
    ]

    assert broken == []
