"""The command `batch`."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from contextlib import contextmanager

import polars as pl
import pytest
from tests.rulebooks import condition, rule_files, service

from sxguide.commands import batches, output

DONE, WRONG_INPUT, INTERRUPTED = 0, 2, 130
CASES = "id,person.wants,person.pay\n1,true,5\n2,maybe,5.001\n3,false,\n"


@pytest.fixture
def batch(run, folder, file, tmp_path):
    """A function that decides on cases by made-up rules: exit code, output, errors."""
    rules = folder(rule_files(service("some", condition("wants", "person.wants"))))

    def command(*more, cases=CASES, lang="en", out="out.csv"):
        source = file("in.csv", cases)
        arguments = (source, "--service", "some", "--out", tmp_path / out, "--rules", rules)
        return run("batch", *arguments, "--lang", lang, *more)

    return command


def test_it_is_told_how_many_rows_were_decided_and_where_the_others_are(batch, tmp_path):
    code, out, err = batch("--on", "2026-06-01")

    assert (code, err) == (DONE, "")
    assert out == (
        f"3 rows: 2 decided, in {tmp_path}/out.csv\n"
        f"1 malformed and not decided, the reasons in {tmp_path}/out.rejects.csv\n"
        "columns carried through, no facts: id\n"
    )
    assert pl.read_csv(tmp_path / "out.csv")["outcome"].to_list() == ["eligible", "ineligible"]
    assert pl.read_csv(tmp_path / "out.rejects.csv")["path"].to_list() == [
        "$.person.wants",
        "$.person.pay",
    ]


def test_it_is_told_in_chinese(batch, tmp_path):
    _, out, _ = batch(lang="zh")

    assert out == (
        f"共 3 行：已决定 2 行，见 {tmp_path}/out.csv\n"
        f"有误 1 行，未作决定，原因见 {tmp_path}/out.rejects.csv\n"
        "原样保留、不作为事实的列：id\n"
    )


def test_it_is_told_as_json(batch, tmp_path):
    rejects = tmp_path / "lost.parquet"

    code, out, _ = batch("--json", "--rejects", rejects, "--on", "2026-06-01")

    assert code == DONE
    assert json.loads(out) == {
        "rows": 3,
        "decided": 2,
        "rejected": 1,
        "out": str(tmp_path / "out.csv"),
        "rejects": str(rejects),
        "carried": ["id"],
    }
    assert pl.read_parquet(rejects).height == 2


def test_all_services_are_asked_for_by_a_word(batch, tmp_path):
    assert batch("--service", "all")[0] == DONE

    assert "some.outcome" in pl.read_csv(tmp_path / "out.csv").columns


def test_the_date_may_stand_in_a_column(batch, tmp_path):
    cases = "asked,person.wants\n2026-06-01,true\n2026-07-01,true\n"

    code, _, _ = batch("--on-column", "asked", cases=cases)

    assert code == DONE
    assert pl.read_csv(tmp_path / "out.csv")["due"].to_list() == ["2026-06-01", "2026-07-01"]


def test_there_is_one_date_or_a_column_of_them(batch, capsys):
    with pytest.raises(SystemExit, match="2"):
        batch("--on", "2026-06-01", "--on-column", "asked")


@pytest.mark.parametrize("form", ["pairs", "columns.json", "columns.yaml"])
def test_columns_may_be_called_anything(batch, file, tmp_path, form):
    cases = "愿意,person.pa,person.name\ntrue,9,x\n"
    mapping = {"愿意": "person.wants", "person.pa": None}
    if form == "pairs":
        said = "愿意 = person.wants, person.pa="
    elif form == "columns.json":
        said = file(form, json.dumps(mapping))
    else:
        said = file(form, "愿意: person.wants\nperson.pa: null\n")

    code, _, _ = batch("--columns", said, cases=cases)

    assert code == DONE
    assert pl.read_csv(tmp_path / "out.csv")["outcome"].to_list() == ["eligible"]


@pytest.mark.parametrize(
    "mapping",
    ["=person.wants", '{"a": 1}', '{"a": {"b": "c"}}', '["a"]', "a=b=c,", '{"a": true}', "{"],
)
def test_a_mapping_that_is_none_is_an_error(batch, file, mapping):
    said = file("columns.json", mapping) if mapping[0] in "{[" else mapping

    code, _, err = batch("--columns", said)

    assert code == WRONG_INPUT
    assert "error" in err


def test_an_error_is_told_with_its_code(batch, tmp_path):
    code, out, err = batch("--json", out="none/out.csv")

    assert (code, out) == (WRONG_INPUT, "")
    assert [each["code"] for each in json.loads(err)["errors"]] == ["unwritable-file"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_run_that_is_told_to_end_leaves_nothing_behind(batch, tmp_path, monkeypatch, name):
    number = getattr(signal, name)
    before = signal.getsignal(number)

    @contextmanager
    def reading(total, called):
        yield lambda done: signal.raise_signal(number)

    monkeypatch.setattr(batches, "reading", reading)
    code, out, _ = batch()

    assert (code, out) == (INTERRUPTED, "")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.csv", "rules"]
    assert signal.getsignal(number) is before


def test_a_long_run_shows_a_bar_on_a_screen(batch, monkeypatch):
    class Screen(io.StringIO):
        def isatty(self):
            return True

    screen = Screen()
    monkeypatch.setattr(output, "_PATIENCE", -1)
    monkeypatch.setattr("sys.stderr", screen)

    assert batch()[0] == DONE
    assert "in.csv" in screen.getvalue()


def test_without_polars_it_is_told_what_to_install(tmp_path):
    code = "import sys; sys.modules['polars'] = None; from sxguide.cli import main; sys.exit(main(sys.argv[1:]))"

    ended = subprocess.run(
        [sys.executable, "-c", code, "batch", "in.csv", "--service", "22", "--out", "out.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == WRONG_INPUT
    assert ended.stderr == "error: a batch needs `pip install sxguide[batch]`\n"
