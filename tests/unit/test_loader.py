"""The loader: files found and read, kinds told by their first key, names declared once, nothing half-loaded."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.rulebooks import (
    INSTRUMENTS,
    WORDS,
    clause,
    condition,
    entry,
    fact,
    formula,
    interpretation,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide import loader, rulefiles
from sxguide.errors import GuideTextError, RulebookError
from sxguide.loader import attach_source, load_rulebook
from sxguide.passages import fingerprint
from sxguide.rulefiles import (
    MAX_DEPTH,
    bundled_files,
    files_at,
    folder_files,
    read_file,
    read_text,
)
from sxguide.source import MAX_BYTES

WANTS = condition("wants", "person.wants = true")
SOME = service("some", WANTS)


def told(files: dict[str, bytes], overlay: dict[str, bytes] | None = None) -> list[tuple[str, str]]:
    """Each fault of faulty files: its code and the line on which it stands."""
    with pytest.raises(RulebookError) as caught:
        load_rulebook(files, overlay)
    return [(each.code, str(each.span)) for each in caught.value.problems]


# Finding files


def test_the_bundled_rules_are_found():
    names = bundled_files()

    assert "facts.yaml" in names
    assert any(name.startswith("services/22-") for name in names)


def test_a_folder_is_gone_through_in_order_of_names(tmp_path):
    for name in ("b.yaml", "a/z.yaml", "a/y.yml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    found = folder_files(tmp_path)

    assert list(found) == ["a/y.yml", "a/z.yaml", "b.yaml"]
    assert found["b.yaml"] == b"b.yaml"


def test_a_folder_is_not_gone_into_without_end(tmp_path):
    deep = tmp_path
    for number in range(MAX_DEPTH + 1):
        deep /= str(number)
    deep.mkdir(parents=True)
    (deep / "deep.yaml").write_bytes(b"x")
    (deep.parent / "high.yaml").write_bytes(b"x")

    assert [Path(name).name for name in folder_files(tmp_path)] == ["high.yaml"]


def test_a_folder_without_rule_files_is_refused(tmp_path):
    with pytest.raises(RulebookError, match="holds no rule files"):
        folder_files(tmp_path)


def test_a_folder_with_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rulefiles, "MAX_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_bytes(b"x")

    with pytest.raises(RulebookError, match="more than 2 rule files"):
        folder_files(tmp_path)


def test_one_file_is_a_folder_of_one(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"x")

    assert files_at(tmp_path / "a.yaml") == files_at(tmp_path) == {str(tmp_path / "a.yaml"): b"x"}


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(
        RulebookError, match=r"none\.yaml` cannot be read: no such file or directory"
    ):
        read_file(tmp_path / "none.yaml")


@pytest.mark.skipif(os.name == "nt", reason="folders open as files elsewhere only")
def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(RulebookError, match="cannot be read: is a directory"):
        read_file(tmp_path)


def test_a_huge_file_is_read_no_further_than_it_takes_to_refuse_it(tmp_path):
    (tmp_path / "huge.yaml").write_bytes(b"#" * (MAX_BYTES * 2))

    data = read_file(tmp_path / "huge.yaml")

    assert len(data) == MAX_BYTES + 1
    assert told({"huge.yaml": data})[0][0] == "yaml-size"


@pytest.mark.parametrize(("data", "text"), [("词".encode(), "词"), ("\ufeff词".encode(), "词")])
def test_a_text_is_utf_8(tmp_path, data, text):
    (tmp_path / "guide.txt").write_bytes(data)

    assert read_text(tmp_path / "guide.txt") == text


def test_a_text_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "guide.txt").write_bytes("词".encode("gb18030"))

    with pytest.raises(GuideTextError, match=r"guide\.txt` is not UTF-8: byte 0 cannot be read"):
        read_text(tmp_path / "guide.txt")


# Kinds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("service_: x", "unknown-kind"),
        ("- service", "unknown-kind"),
        ("words", "unknown-kind"),
        ("", "unknown-kind"),
        ("{}", "unknown-kind"),
        ("a: 1\na: 2", "yaml-duplicate-key"),
        ("a:\n\t- b", "yaml-tab"),
    ],
)
def test_a_file_of_no_kind_is_a_fault_of_its_own(text, code):
    files = rule_files(SOME) | {"odd.yaml": text.encode()}

    found = told(files)

    assert code in [each for each, _ in found]
    assert all(place.startswith("odd.yaml:") for _, place in found)


def test_a_file_that_cannot_be_read_makes_no_names_unknown():
    files = rule_files(SOME, definitions={"person.old": formula("boolean", "person.able")})
    old = service("other", condition("old", "person.old = true"), number=2)
    files |= {"services/other.yaml": written(old), "definitions.yaml": b"definitions: [oops"}

    assert {place.split(":")[0] for _, place in told(files)} == {"definitions.yaml"}


def test_faults_of_all_files_are_told_in_the_order_of_their_places():
    facts = {"person.made": fact("integer", minimum="x", unit="one")}
    files = rule_files(service("some", condition("a", "person.zzz")), facts=facts)

    assert [place.split(":")[0] for _, place in told(files)] == ["facts.yaml", "services/some.yaml"]


# Names declared once


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"facts": {"person.wants": fact("boolean")}}, "person.wants"),
        ({"definitions": {"person.wants": formula("boolean", "person.able")}}, "person.wants"),
        ({"instruments": INSTRUMENTS}, "law/made-up"),
        ({"interpretations": [interpretation("one")]}, "one"),
        ({"parameters": {"fund.least": parameter("integer", entry(1))}}, "fund.least"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else each,
)
def test_a_name_is_declared_once_in_all_files(more, name):
    files = rule_files(
        SOME,
        parameters={"fund.least": parameter("integer", entry(1))},
        interpretations=[interpretation("one")],
    )

    with pytest.raises(RulebookError) as caught:
        load_rulebook(files | {"more.yaml": written(more)})

    (problem,) = caught.value.problems
    assert problem.code == "duplicate-name"
    assert f"`{name}`" in problem.message
    assert problem.span is not None
    assert problem.span.source.name == "more.yaml"


@pytest.mark.parametrize(("name", "number"), [("some", 2), ("other", 1)])
def test_a_service_has_a_name_and_a_number_of_its_own(name, number):
    files = rule_files(SOME) | {"z.yaml": written(service(name, WANTS, number=number))}

    assert [code for code, _ in told(files)] == ["duplicate-name"]


def test_a_services_own_reading_may_not_have_the_name_of_a_shared_one():
    made = service("some", WANTS, interpretations=[interpretation("one")])

    assert [
        code for code, _ in told(rule_files(made, interpretations=[interpretation("one")]))
    ] == ["duplicate-name"]


# Digest


def test_the_digest_follows_names_and_contents_and_no_order():
    files = rule_files(SOME)
    digest = load_rulebook(files).digest

    assert load_rulebook(dict(reversed(files.items()))).digest == digest
    assert load_rulebook({f"x/{name}": data for name, data in files.items()}).digest != digest
    assert load_rulebook({name: data + b"\n" for name, data in files.items()}).digest != digest


# Files laid over


def parameters(value: int, **more: Any) -> dict[str, bytes]:
    return {
        "own.yaml": written(
            {"parameters": {"fund.least": parameter("integer", entry(value, **more))}}
        )
    }


FILES = rule_files(
    SOME,
    parameters={
        "fund.least": parameter("integer", entry(1)),
        "fund.most": parameter("integer", entry(9)),
    },
)


def test_parameters_laid_over_take_the_place_of_their_namesakes():
    plain, over = load_rulebook(FILES), load_rulebook(FILES, parameters(2))

    assert [each.entries[0].value for each in over.parameters.values()] == [9, 2]
    assert set(over.parameters) == set(plain.parameters)
    assert over.digest != plain.digest


def test_what_is_laid_over_may_cite_instruments_of_its_own():
    instruments = {
        "law/own": {**INSTRUMENTS["law/made-up"], "clauses": {"law/own/1": {"gist": WORDS}}}
    }
    over = parameters(2, cites=["law/own/1"]) | {"laws.yaml": written({"instruments": instruments})}

    assert "law/own/1" in load_rulebook(FILES, over).citations


def test_only_parameters_and_instruments_may_be_laid_over():
    over = {"facts.yaml": FILES["facts.yaml"]}

    assert [code for code, _ in told(FILES, over)] == ["overlay-kind"]


def test_what_is_laid_over_is_checked_like_the_rest():
    assert [code for code, _ in told(FILES, parameters(2, cites=["law/none/1"]))] == [
        "unknown-clause"
    ]


# The official text


def test_the_official_text_must_be_the_edition_that_the_rules_were_written_from(guide):
    made_up = (
        "就业办事指南\n某事\n1.某事\n事项名称：某事\n事项说明：说明一\n服务对象：人\n办理条件：无\n办理地点：某处\n"
        "所需材料：无\n办理流程：办\n办结时限：5个工作日\n结果查询：某处\n"
    )

    with pytest.raises(GuideTextError):
        attach_source(guide.rulebook, made_up)


def test_the_official_wording_is_quoted_where_the_fingerprints_match(monkeypatch):
    words = "官方 的 话。"
    passage = type("Passage", (), {"fingerprint": fingerprint(words), "text": words})()
    monkeypatch.setattr(loader, "split_guide", lambda _: {"guide/1/description": passage})
    clauses = {"guide/1/description": {"gist": WORDS, "fingerprint": passage.fingerprint}}
    guide = {"guide": {"title": WORDS, "basis": "guide", "clauses": clauses}}
    rulebook = load_rulebook(rule_files(SOME) | {"guide.yaml": written({"instruments": guide})})

    attached = attach_source(rulebook, "the text")

    assert attached.citations["guide/1/description"].quote == words
    assert rulebook.citations["guide/1/description"].quote is None
    assert attached.citations[clause(1)].quote is None
