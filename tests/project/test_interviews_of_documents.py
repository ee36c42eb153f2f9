"""The interviews that documents show are held once more, with the answers that stand in them."""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path

import pytest

from sxguide import cli

DOCS = Path(__file__).parents[2] / "docs"
INTERVIEW = re.compile(
    r"<!-- sxguide (?P<arguments>ask [^\n]*) -->\n```text\n(?P<text>.*?)\n```", re.DOTALL
)
SHOWN = [
    pytest.param(match["arguments"], match["text"], id=f"{path.name}: {match['arguments']}")
    for path in sorted(DOCS.glob("*.md"))
    for match in INTERVIEW.finditer(path.read_text("utf-8"))
]


def test_interviews_are_shown_in_both_languages():
    assert {shown.values[0].rpartition(" ")[2] for shown in SHOWN} == {"zh", "en"}


@pytest.mark.parametrize(("arguments", "text"), SHOWN)
def test_an_interview_goes_as_the_document_shows(arguments, text, monkeypatch, capsys):
    answers = re.findall(r"^> (.*)$", text, re.MULTILINE)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(answers) + "\n"))

    assert cli.main(shlex.split(arguments)) == cli.DONE

    assert capsys.readouterr().out.startswith(text + "\n")
