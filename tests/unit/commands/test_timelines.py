"""The commands over events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sxguide import cli
from sxguide.lifecycle import batch

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


def many(tmp_path, *lines) -> str:
    path = tmp_path / "events.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return str(path)


def told_of(path) -> list[tuple[str, bool]]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [(line["person"], "errors" in line) for line in lines]


ISSUED = {"kind": "card_issued", "on": "2026-01-05"}
WRONG = {"kind": "nonsense", "on": "2026-01-05"}


@pytest.mark.parametrize("workers", [(), ("--workers", "2")])
def test_the_histories_of_many_people_are_written_one_a_line(capsys, tmp_path, workers):
    events = many(tmp_path, {"person": "甲", **ISSUED}, {"person": "甲乙", **ISSUED})
    out = tmp_path / "out.jsonl"

    code = cli.main(["timelines", events, "--until", "2026-12-31", "--out", str(out), *workers])

    assert code == cli.DONE
    assert told_of(out) == [("甲", False), ("甲乙", False)]
    assert "共 2 人" in capsys.readouterr().out


def test_people_with_faulty_events_are_told_as_theirs_and_counted(capsys, tmp_path):
    events = many(tmp_path, {"person": "a", **WRONG}, {"person": "b", **ISSUED})
    out = tmp_path / "out.jsonl"

    code = cli.main(["timelines", events, "--until", "2026-12-31", "--out", str(out), "--json"])

    assert code == 1
    assert told_of(out) == [("a", True), ("b", False)]
    assert json.loads(capsys.readouterr().out) == {"people": 2, "faulty": 1, "out": str(out)}


def test_nothing_is_written_where_the_stream_is_refused(capsys, tmp_path):
    events = many(tmp_path, {"person": "b", **ISSUED}, {"person": "a", **ISSUED})
    out = tmp_path / "out.jsonl"
    out.write_text("as it was")

    code = cli.main(["timelines", events, "--until", "2026-12-31", "--out", str(out)])

    assert code == 2
    assert "line 2: $: error[person-order]" in capsys.readouterr().err
    assert out.read_text() == "as it was"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["events.jsonl", "out.jsonl"]


def test_nothing_is_written_where_the_disk_is_full(capsys, tmp_path, monkeypatch):
    events = many(tmp_path, {"person": "a", **ISSUED})
    out = tmp_path / "out.jsonl"

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    code = cli.main(["timelines", events, "--until", "2026-12-31", "--out", str(out)])

    assert code == 2
    assert "cannot be written: no space left" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["events.jsonl"]


def test_a_run_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    events = many(tmp_path, {"person": "a", **ISSUED})

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "result", interrupted)
    code = cli.main(
        ["timelines", events, "--until", "2026-12-31", "--out", str(tmp_path / "out.jsonl")]
    )

    assert code == cli.INTERRUPTED
    assert [each.name for each in tmp_path.iterdir()] == ["events.jsonl"]


@pytest.mark.parametrize(
    ("out", "why"),
    [(".", "it is no file"), ("none/out.jsonl", "no such file"), ("events.jsonl", "the events")],
)
def test_what_cannot_be_written_is_refused_before_anything_is_done(capsys, tmp_path, out, why):
    events = many(tmp_path, {"person": "a", **ISSUED})

    code = cli.main(["timelines", events, "--until", "2026-12-31", "--out", str(tmp_path / out)])

    assert code == 2
    assert why in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["events.jsonl"]


def test_events_that_are_not_there_are_an_error(capsys, tmp_path):
    out = str(tmp_path / "out.jsonl")

    assert cli.main(["timelines", str(tmp_path), "--until", "2026-12-31", "--out", out]) == 2
    assert "error[unreadable-file]" in capsys.readouterr().err


def test_standard_input_is_read_as_a_stream(tmp_path):
    out = tmp_path / "out.jsonl"
    line = json.dumps({"person": "a", **ISSUED})

    done = subprocess.run(
        [
            *(sys.executable, "-m", "sxguide", "timelines", "-"),
            *("--until", "2026-12-31", "--out", str(out), "--lang", "en"),
        ],
        input=f"{line}\n{line}\n".encode(),
        capture_output=True,
        check=True,
    )

    assert done.stderr == b""
    assert told_of(out) == [("a", False)]


def test_without_durable_rules_the_plain_engine_takes_its_place_and_says_so(tmp_path):
    events = many(tmp_path, {"person": "a", **ISSUED})
    out = tmp_path / "out.jsonl"
    # A package of that name that cannot be imported, as where it was never installed.
    (tmp_path / "durable.py").write_text("raise ImportError")

    done = subprocess.run(
        [
            *(sys.executable, "-m", "sxguide", "timelines", events, "--engine", "durable"),
            *("--until", "2026-12-31", "--out", str(out)),
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=True,
    )

    (said,) = done.stderr.decode().splitlines()
    assert said.startswith('warning: the engine `durable` needs `pip install "sxguide[lifecycle]')
    assert told_of(out) == [("a", False)]
