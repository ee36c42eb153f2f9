"""The commands over events."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sxguide import cli

HISTORY = str(Path(__file__).parents[3] / "fixtures" / "histories" / "laid-off-worker.jsonl")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "领取失业保险金"), ("en", "unemployment benefit")]
)
def test_a_history_is_told_as_a_table(capsys, lang, words):
    assert cli.main(["timeline", HISTORY, "--until", "2026-01-31", "--lang", lang]) == cli.DONE

    output = capsys.readouterr().out
    assert words in output
    assert "law/retirement-measures/7" in output


def test_a_history_is_told_as_json_with_states_and_facts(capsys):
    assert cli.main(["timeline", HISTORY, "--until", "2026-01-31", "--json"]) == cli.DONE

    told = json.loads(capsys.readouterr().out)
    assert {each["kind"] for each in told["consequences"]} >= {"begins", "owes", "lapses", "opens"}
    assert "benefit" in [each["name"] for each in told["states"]]
    assert told["facts"]["person.birth_date"] == "1966-08-02"


def test_both_engines_tell_the_same(capsys):
    pytest.importorskip("durable", reason="the extra `lifecycle` needs a compiler")
    outputs = []
    for engine in ("plain", "durable"):
        cli.main(["timeline", HISTORY, "--until", "2030-01-31", "--json", "--engine", engine])
        outputs.append(capsys.readouterr().out)

    assert outputs[0] == outputs[1] != ""


def test_a_history_is_drawn(capsys, tmp_path):
    pytest.importorskip("vl_convert", reason="the extra `report` is not installed")
    path = tmp_path / "history.svg"

    assert cli.main(["timeline", HISTORY, "--until", "2030-01-31", "--svg", str(path)]) == cli.DONE

    assert path.read_text("utf-8").startswith("<svg")


def test_a_picture_that_cannot_be_written_is_an_error(capsys, tmp_path):
    pytest.importorskip("vl_convert", reason="the extra `report` is not installed")
    path = tmp_path / "none" / "history.svg"

    assert cli.main(["timeline", HISTORY, "--until", "2030-01-31", "--svg", str(path)]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_kinds_of_event_are_listed(capsys):
    assert cli.main(["events", "--lang", "en"]) == cli.DONE
    assert "card_released" in capsys.readouterr().out

    assert cli.main(["events", "--json"]) == cli.DONE
    kinds = {each["name"]: each for each in json.loads(capsys.readouterr().out)}
    assert [field["name"] for field in kinds["certificate_issued"]["fields"]] == [
        "level",
        "occupation",
    ]
