"""Where cases and candidates come from, and how the faults of each are told."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from sxguide.commands import output
from sxguide.terminal.screen import bar

DONE, WRONG_INPUT = 0, 2
SEEKER = {
    "job_seeking.registered_for_gig_work": True,
    "job_seeking.occupation": "cook",
    "person.wants_work": True,
    "person.able_to_work": True,
    "person.birth_date": "1990-01-01",
}
ON = ("--on", "2026-11-23", "--lang", "en")


@pytest.fixture
def seeker(file):
    return file("seeker.json", json.dumps(SEEKER))


@pytest.fixture
def standard_input(monkeypatch):
    """A function that sets what standard input holds."""

    def hold(text):
        stream = SimpleNamespace(buffer=io.BytesIO(text.encode()))
        monkeypatch.setattr("sys.stdin", stream)

    return hold


@pytest.mark.parametrize(
    "text",
    ['{"occupation": "cook"}\n{"occupation": "driver"}\n', '[{"occupation": "cook"}]', "- occupation: cook\n"],
    ids=["lines", "array", "yaml"],
)  # fmt: skip
def test_candidates_may_come_from_standard_input(run, seeker, standard_input, text):
    standard_input(text)

    code, out, _ = run("recommend", "5", seeker, "-", "--json", *ON)

    found = json.loads(out)
    kept = [each["candidate"]["occupation"] for each in found["possible"]]
    assert (code, kept) == (DONE, ["cook"])


def test_a_case_and_candidates_cannot_both_come_from_standard_input(run):
    code, out, err = run("recommend", "5", "-", "-", *ON)

    assert (code, out) == (WRONG_INPUT, "")
    assert err == "error: the case and the candidates cannot both come from standard input\n"


def test_a_fault_of_the_case_is_told_in_the_case_and_one_of_the_candidates_in_theirs(
    run, file, seeker
):
    faulty = file("faulty.yaml", "person:\n  wants_work: maybe\n")
    candidates = file("posts.jsonl", '{"occupation": "cook"}\n{"place": 3}\n')
    broken = file("broken.jsonl", '{"occupation": \n')

    in_case = run("recommend", "5", faulty, candidates, *ON)[2]
    in_list = run("recommend", "5", seeker, candidates, *ON)[2]
    in_syntax = run("recommend", "5", faulty, broken, *ON)[2]

    assert [Path(each.split(": ")[0]).name for each in in_case.splitlines()[:1]] == [
        "faulty.yaml:2:15"
    ]
    assert "posts.jsonl:2:1: error[missing-field]" in in_list
    assert "posts.jsonl:2:11: error[wrong-type]" in in_list
    assert "broken.jsonl:1:15: error[json-syntax]" in in_syntax
    assert "faulty.yaml" not in in_syntax


def test_a_fault_of_what_no_file_says_keeps_its_path(run, file):
    err = run("decide", "22", file("case.yaml", "person.wants_work: true"), "--on", "1950-01-01")[2]

    assert err.startswith("$.application.date: error[out-of-range]")


def test_reading_at_once_shows_nothing(capsys):
    with output.reading(10, "a.json") as told:
        told(5)

    assert capsys.readouterr().err == ""


class Screen(io.StringIO):
    def isatty(self):
        return True


def test_reading_for_long_shows_a_bar_on_a_screen(monkeypatch):
    monkeypatch.setattr(output, "_PATIENCE", -1)
    monkeypatch.setattr("sys.stderr", Screen())

    with output.reading(10, "[posts].json") as told:
        told(5)
        told(10)
        shown = output.sys.stderr

    assert "[posts].json" in shown.getvalue()


def test_a_bar_is_for_screens_only():
    stream = io.StringIO()

    with bar(stream, "a.json", 10) as show:
        show(5)

    assert stream.getvalue() == ""
