"""Parameters of the caller's own, laid over the bundled rules: what is announced or known can be supplied."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.rulebooks import entry, fact, parameter, written

import sxguide
from sxguide.errors import RulebookError
from sxguide.model import Parameter
from sxguide.prose import shown

ON = dt.date(2026, 11, 23)
OWN = {"zh": "本单位的通知", "en": "our own notice"}
RIDER = {
    "contribution.year": 2027,
    "contribution.monthly_base": 5000,
    "application.date": "2027-03-01",
}


def overlay(tmp_path, parameters, **more):
    """The path of a file of parameters of the caller's own."""
    path = tmp_path / "own.yaml"
    path.write_bytes(written({"parameters": parameters, **more}))
    return path


def own(kind, unit, *series, **more):
    """A parameter as a caller writes it."""
    known = [{**each, "basis": "caller", "cites": ["law/our-own/1"]} for each in series]
    return parameter(kind, *known, unit=unit, **more)


def notice(tmp_path, **parameters):
    """A folder with parameters, names with `__` for the dot, and the instrument that they cite."""
    folder = tmp_path / "own"
    folder.mkdir()
    named = {name.replace("__", "."): value for name, value in parameters.items()}
    (folder / "parameters.yaml").write_bytes(written({"parameters": named}))
    instrument = {"title": OWN, "basis": "caller", "clauses": {"law/our-own/1": {"gist": OWN}}}
    (folder / "laws.yaml").write_bytes(written({"instruments": {"law/our-own": instrument}}))
    return folder


def bound(value):
    return own("money", "yuan", entry(value, key=2027), keyed_by="contribution.year")


def test_a_value_that_nobody_has_published_is_supplied_by_the_caller(tmp_path, guide):
    folder = notice(
        tmp_path, contribution__base_floor=bound(4400), contribution__base_ceiling=bound(22000)
    )

    without = guide.decide(20, RIDER, on=ON).benefit["base_floor"]
    supplied = sxguide.load(parameters=folder).decide(20, RIDER, on=ON).benefit["base_floor"]

    assert (without.status, [each.name for each in without.missing]) == (
        "undetermined",
        ["param.contribution.base_floor"],
    )
    assert (supplied.status, supplied.value) == ("known", 4400)
    assert shown(supplied.value, supplied.unit, "zh") == "4400.00 元"


def test_a_decision_says_that_a_value_is_the_callers_own(tmp_path):
    folder = notice(
        tmp_path, contribution__base_floor=bound(4400), contribution__base_ceiling=bound(22000)
    )

    floor = sxguide.load(parameters=folder).decide(20, RIDER, on=ON).benefit["base_floor"]

    (used,) = [each for each in floor.derivation if each.kind == "parameter"]
    assert used.basis == "caller"
    assert [each.clause for each in used.citations] == ["law/our-own/1"]
    assert floor.citations[-1].instrument.en == "our own notice"


def test_a_value_takes_the_place_of_the_whole_series(tmp_path):
    path = overlay(
        tmp_path,
        {"skill_subsidy.junior": parameter("money", cited(entry(1200)), unit="yuan")},
    )

    guide = sxguide.load(parameters=str(path))

    assert [each.value for each in guide.parameters["skill_subsidy.junior"].entries] == [1200]
    assert [each.value for each in guide.parameters["skill_subsidy.senior"].entries] == [2000]


def cited(made):
    """An entry that cites the guide."""
    return {**made, "basis": "caller", "cites": ["guide/22/notes/3"]}


def test_the_rules_without_the_overlay_are_untouched(tmp_path, guide):
    path = overlay(
        tmp_path,
        {"skill_subsidy.junior": parameter("money", cited(entry(1200)), unit="yuan")},
    )

    over = sxguide.load(parameters=path)

    assert isinstance(guide.parameters["skill_subsidy.junior"], Parameter)
    assert guide.parameters["skill_subsidy.junior"].entries[0].value == 1000
    assert sxguide.load().rulebook.digest == guide.rulebook.digest != over.rulebook.digest
    assert dict(over.rulebook.citations) == dict(guide.rulebook.citations)


def told(path):
    """The faults of an overlay: code, file and help."""
    with pytest.raises(RulebookError) as caught:
        sxguide.load(parameters=path)
    return [(each.code, each.span.source.name, each.help) for each in caught.value.problems]


def test_a_name_that_no_parameter_has_is_a_fault_that_names_the_nearest(tmp_path):
    path = overlay(
        tmp_path,
        {"skill_subsidy.junoir": parameter("money", cited(entry(1200)), unit="yuan")},
    )

    assert told(path) == [
        ("unknown-name", str(path), "did you mean `skill_subsidy.junior`?"),
    ]


def test_a_name_like_no_other_is_a_fault_without_a_guess(tmp_path):
    path = overlay(tmp_path, {"zzz.zzz": parameter("money", cited(entry(1)), unit="yuan")})

    assert told(path) == [("unknown-name", str(path), None)]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (parameter("money", cited(entry("much")), unit="yuan"), "wrong-type"),
        (parameter("text", cited(entry("much"))), "type-mismatch"),
        (parameter("money", {**entry(1), "cites": ["law/none/1"]}, unit="yuan"), "unknown-clause"),
        (parameter("money", {**cited(entry(1)), "basis": "rumour"}, unit="yuan"), "wrong-type"),
    ],
    ids=["no such amount", "another type", "unknown clause", "unknown basis"],
)
def test_what_is_laid_over_is_checked_with_the_rules_that_read_it(tmp_path, made, code):
    assert code in [each for each, _, _ in told(overlay(tmp_path, {"skill_subsidy.junior": made}))]


def test_another_unit_is_a_fault_where_the_rules_read_the_value(tmp_path):
    made = parameter("integer", cited(entry(3)), unit="year")

    assert "unit-mismatch" in [
        each for each, _, _ in told(overlay(tmp_path, {"skill_subsidy.base_months": made}))
    ]


def test_facts_cannot_be_laid_over(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_bytes(written({"facts": {"person.sex": fact("boolean")}}))

    assert told(path) == [("overlay-kind", str(path), "parameters and instruments can")]


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    folder = notice(tmp_path, contribution__base_flor=bound(1), skill_subsidy__junior=bound("much"))

    assert {code for code, _, _ in told(folder)} >= {"unknown-name", "wrong-type"}


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RulebookError, match=r"none\.yaml` cannot be read"):
        sxguide.load(parameters=tmp_path / "none.yaml")
