"""The command `replay`: a decision of `decide --json` made again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sxguide import cli

CASE = str(Path(__file__).parents[3] / "fixtures" / "cases" / "electrician.json")


@pytest.fixture
def decided(capsys):
    """What `decide --json` writes."""
    assert cli.main(["decide", "22", CASE, "--on", "2026-04-30", "--json"]) == 0
    return capsys.readouterr().out


def replay(capsys, path, *options):
    code = cli.main(["replay", str(path), *options])
    return code, *capsys.readouterr()


def saved(tmp_path, data):
    # JSON, whatever the file is called.
    path = tmp_path / "kept.txt"
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return path


def test_a_decision_is_written_again_to_the_last_byte(capsys, tmp_path, decided):
    assert replay(capsys, saved(tmp_path, decided), "--json") == (0, decided, "")


def test_a_receipt_alone_is_enough(capsys, tmp_path, decided):
    receipt = json.loads(decided)["receipt"]

    assert replay(capsys, saved(tmp_path, receipt), "--json") == (0, decided, "")


def test_standard_input_is_read(capsys, monkeypatch, decided):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(decided.encode())))

    assert replay(capsys, "-", "--json") == (0, decided, "")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "决定与原来逐字相同"), ("en", "the decision is the same to the last byte")],
)
def test_a_screen_shows_the_decision_and_the_verdict(capsys, tmp_path, decided, lang, words):
    code, output, _ = replay(capsys, saved(tmp_path, decided), "--lang", lang)

    assert code == 0
    assert "1500" in output
    assert output.rstrip().endswith(words)


def test_what_has_changed_and_what_it_changes_is_shown(capsys, tmp_path, decided):
    old = json.loads(decided)
    old["receipt"]["rulebook"] = "of another day"
    old["outcome"] = "ineligible"

    code, output, errors = replay(capsys, saved(tmp_path, old), "--lang", "en")

    assert (code, errors) == (1, "")
    assert "of another day" in output
    assert json.loads(decided)["receipt"]["rulebook"] in output
    assert "$.outcome" in output
    assert '"ineligible"   "eligible"' in output
    assert output.rstrip().endswith("what the decision was made from has changed since")


def test_as_json_the_decision_of_today_and_aside_what_has_changed(capsys, tmp_path, decided):
    old = json.loads(decided)
    old["receipt"]["calendar"] = "of another day"

    code, output, errors = replay(capsys, saved(tmp_path, old), "--json")

    assert (code, output) == (1, decided)
    assert json.loads(errors)["changed"] == [
        {
            "part": "calendar",
            "then": "of another day",
            "now": json.loads(decided)["receipt"]["calendar"],
        }
    ]


def test_an_altered_decision_is_told_from_one_of_other_rules(capsys, tmp_path, decided):
    code, output, _ = replay(
        capsys, saved(tmp_path, decided.replace('"truth": true', '"truth": false')), "--lang", "en"
    )

    assert code == 1
    assert "has been altered" in output


def test_many_differences_are_cut_short_and_counted(capsys, tmp_path, decided):
    old = json.loads(decided)
    old["citations"] = [each | {"basis": "heard", "gist": None} for each in old["citations"]]
    old["interpretations"] = [
        each | {key: 1 for key in each if key != "id"} for each in old["interpretations"]
    ]
    old["notices"] = [each | {"id": each["id"] + "?"} for each in old["notices"]]
    old["materials"] = [each | {"id": each["id"] + "?"} for each in old["materials"]]

    code, output, _ = replay(capsys, saved(tmp_path, old), "--lang", "en")

    assert code == 1
    assert "more differences" in output


def test_a_receipt_that_today_cannot_decide_is_told_with_the_reason(capsys, tmp_path, decided):
    receipt = json.loads(decided)["receipt"] | {"engine": "0.0.1", "service": "gone"}

    code, output, _ = replay(capsys, saved(tmp_path, receipt), "--lang", "en")
    as_json, null, errors = replay(capsys, saved(tmp_path, receipt), "--json")

    assert (code, as_json, null) == (1, 1, "null\n")
    assert "there is no decision any more: unknown service `gone`" in output
    assert "unknown service `gone`" in json.loads(errors)["refusal"]


def test_a_fault_is_told_by_its_place_in_the_file(capsys, tmp_path, decided):
    faulty = decided.replace('"certificate.level": "', '"certificate.levle": "')

    code, output, errors = replay(capsys, saved(tmp_path, faulty))

    assert (code, output) == (2, "")
    assert "kept.txt:" in errors
    assert "did you mean `certificate.level`?" in errors
