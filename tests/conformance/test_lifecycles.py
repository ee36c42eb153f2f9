"""Every history in `fixtures/lifecycles` has, under every engine, exactly the consequences that are expected of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sxguide.casefiles import read_data
from sxguide.lifecycle import Timeline
from sxguide.model import to_json_value
from sxguide.values import iso_date

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[2] / "fixtures" / "lifecycles"


def histories() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        data: Any = read_data(path.name, path.read_bytes())
        for number, history in enumerate(data["histories"], start=1):
            yield pytest.param(history, id=f"{path.stem}-{number}")


HISTORIES = list(histories())


def fits(expected: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether a consequence says all that is expected of it; of clauses, interpretations and values, at least those."""
    cited = [each["clause"] for each in found["citations"]]
    said = dict(expected)
    return (
        set(said.pop("cites", ())) <= set(cited)
        and set(said.pop("interpretations", ())) <= set(found["interpretations"])
        and said.pop("values", {}).items() <= found["values"].items()
        and said.items() <= found.items()
    )


def shown(found: list[dict[str, Any]]) -> str:
    keys = ("on", "kind", "name", "rule", "due", "until", "values", "missing")
    return "\n".join(str({key: each[key] for key in keys if each[key]}) for each in found)


@pytest.fixture(params=["plain", "durable"])
def engine(request):
    if request.param == "durable":
        pytest.importorskip("durable", reason="the extra `lifecycle` needs a compiler")
    return request.param


@pytest.mark.parametrize("history", HISTORIES)
def test_a_history_has_the_consequences_that_are_expected(guide, engine, history):
    timeline = Timeline(guide, engine=engine)
    for event in history["events"]:
        timeline.post(event)
    until = iso_date(history["until"])
    assert isinstance(until, dt.date)

    found = [each.to_dict() for each in timeline.until(until)]

    for expected in history.get("follows", ()):
        assert any(fits(expected, each) for each in found), f"no {expected} in\n{shown(found)}"
    for unwanted in history.get("absent", ()):
        assert not any(fits(unwanted, each) for each in found), f"{unwanted} in\n{shown(found)}"


@pytest.mark.parametrize("history", HISTORIES)
def test_a_history_gives_the_facts_and_states_that_are_expected(guide, engine, history):
    timeline = Timeline(guide, engine=engine)
    for event in history["events"]:
        timeline.post(event)
    until = iso_date(history["until"])
    assert isinstance(until, dt.date)

    facts = {name: to_json_value(value) for name, value in timeline.facts(on=until).items()}
    states = timeline.state(on=until)

    assert history.get("facts", {}).items() <= facts.items()
    for name, holds in history.get("holds", {}).items():
        assert any(each.name == name for each in states) is holds, name
    for name, suspended_by in history.get("suspended", {}).items():
        assert [list(each.suspended_by) for each in states if each.name == name] == [suspended_by]
    # What a history gives is a case that every service can be decided for.
    guide.screen(timeline.facts(on=until), on=until)


@pytest.mark.parametrize("history", HISTORIES)
def test_a_history_names_every_rule_it_rests_on_and_every_event_behind_it(guide, history):
    timeline = Timeline(guide)
    for event in history["events"]:
        timeline.post(event)
    until = iso_date(history["until"])
    assert isinstance(until, dt.date)

    for each in timeline.until(until):
        assert each.causes, each
        assert all(event.on <= each.on for event in each.causes)
        assert each.citations or each.kind == "idle", each
