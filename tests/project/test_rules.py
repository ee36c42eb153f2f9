"""The rules that ship: forty services with their names, everything cited, every clause of the guide accounted for."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.rulebooks import ON

from sxguide.audit import account, compare
from sxguide.citations import Text
from sxguide.model import Group
from sxguide.passages import split_guide
from sxguide.rulefiles import bundled_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sxguide.model import Condition

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "guide" / "guide.txt"
CLAUSES = 319

SERVICES = [
    "fixed-job-seeker-registration",
    "fixed-job-recommendation",
    "fixed-job-search",
    "gig-job-seeker-registration",
    "gig-job-recommendation",
    "gig-job-search",
    "gig-recruitment-registration",
    "gig-worker-recommendation",
    "gig-worker-search",
    "flexible-employment-registration",
    "unemployment-registration",
    "employment-policy-search",
    "employment-certificate-query",
    "job-fair-search",
    "personnel-archive-query",
    "training-intent-registration",
    "training-institution-recommendation",
    "training-enrolment-query",
    "training-completion-query",
    "flexible-worker-pension-enrolment",
    "benefit-eligibility-certification",
    "skill-upgrade-subsidy",
    "unemployment-benefit",
    "employee-pension-suspension",
    "employee-pension-enrolment-query",
    "employee-pension-payment-query",
    "unemployment-benefit-payment-query",
    "resident-pension-enrolment",
    "supplementary-pension-enrolment",
    "resident-pension-minor-change",
    "resident-pension-contribution-pause",
    "resident-pension-back-payment",
    "resident-pension-contribution-query",
    "resident-pension-claim",
    "supplementary-pension-claim",
    "resident-pension-payment-query",
    "resident-pension-suspension",
    "social-security-card-activation",
    "social-security-card-status-query",
    "social-security-card-loss-report",
]

# Outputs that callers rely on, with their units.
OUTPUTS = {
    18: {"result_available_on": None},
    20: {
        "base_floor": "yuan",
        "base_ceiling": "yuan",
        "monthly_contribution": "yuan",
        "base_in_range": None,
    },
    21: {"next_due_on": None},
    22: {"amount": "yuan"},
    23: {"max_benefit_months": "month", "pay_by": None},
    32: {"back_payable_years": "year", "subsidised": None},
    35: {"payable_from": None},
    40: {"lapses_on": None},
}

# Working days and how they are counted, where a service is not instant.
AFTER_APPLICATION, NOT_STATED = "after_application_day", "not_stated"


@pytest.fixture(scope="module")
def rulebook(guide):
    return guide.rulebook


@pytest.fixture(scope="module")
def official():
    if not OFFICIAL.exists():
        pytest.skip("the official guide is not beside this checkout")
    return OFFICIAL.read_text("utf-8")


def nodes(node: Condition | Group) -> Iterator[Condition | Group]:
    """A node of a condition tree and every one below it."""
    yield node
    if isinstance(node, Group):
        for member in node.members:
            yield from nodes(member)


# The services


def test_the_services_are_the_guides_forty(guide):
    assert list(guide.services) == SERVICES
    assert [each.number for each in guide.services.values()] == list(range(1, 41))


def test_outputs_that_callers_rely_on_have_their_names_and_units(guide):
    found = {
        number: {output.name: output.unit for output in guide.service(number).outputs}
        for number in OUTPUTS
    }

    assert found == OUTPUTS


def test_titles_are_those_of_the_official_guide(guide, official):
    headings = dict(re.findall(r"(\d{1,2})\.([^。：:]+?)事项名称", "".join(official.split())))

    amiss = [
        (each.number, headings.get(str(each.number)))
        for each in guide.services.values()
        if headings[str(each.number)] not in {"".join(title.zh.split()) for title in each.titles}
    ]
    assert amiss == []


def deadline_words(text: str) -> tuple[int, str]:
    """What a deadline of the official guide says: working days, and whether the day of application counts."""
    found = re.match(r"(\d+)个?工作日", text)
    if found is None:
        return 0, "instant"
    return int(found[1]), AFTER_APPLICATION if "不含申请日" in text else NOT_STATED


def test_deadlines_are_those_of_the_official_guide(guide, official):
    passages = split_guide(official)

    said = {
        number: deadline_words(passages[f"guide/{number}/deadline"].text) for number in range(1, 41)
    }

    assert {
        each.number: (each.deadline.working_days, each.deadline.counting)
        for each in guide.services.values()
    } == said
    assert {days for days, _ in said.values()} == {0, 1, 2, 5, 10}


# Everything is cited


def uncited(rulebook) -> Iterator[str]:
    """Everything that says something without naming a clause."""
    for service in rulebook.services.values():
        parts = {
            "summary": service.summary,
            "audience": service.audience,
            "deadline": service.deadline,
            **{f"condition {node.id}": node for node in nodes(service.eligibility)},
            **{f"output {each.name}": each for each in service.outputs},
            **{f"material {each.id}": each for each in service.materials},
            **{f"handling {each.id}": each for each in service.handling.items()},
            **{f"notice {each.id}": each for each in service.notices},
            **{f"interpretation {each.id}": each for each in service.interpretations},
        }
        if service.matching is not None:
            parts |= {f"keep {each.id}": each for each in service.matching.keep}
            parts |= {f"rank {each.id}": each for each in service.matching.rank}
        # A group of conditions stands for its members, which cite.
        yield from (
            f"{service.name}: {name}"
            for name, part in parts.items()
            if not part.cites and not (isinstance(part, Group) and part.members)
        )
    for name, definition in rulebook.definitions.items():
        if not definition.cites:
            yield f"definition {name}"
    for name, interpretation in rulebook.interpretations.items():
        if not interpretation.cites:
            yield f"interpretation {name}"
    for name, parameter in rulebook.parameters.items():
        yield from (f"parameter {name}" for entry in parameter.entries if not entry.cites)


def test_nothing_is_said_without_a_clause(rulebook):
    assert list(uncited(rulebook)) == []


def test_every_rule_of_a_service_cites_the_guide_on_that_service_or_a_law(guide):
    foreign = {
        f"{service.name}: {cite}"
        for service in guide.services.values()
        for part in (service.summary, service.audience, service.deadline, *service.materials)
        for cite in part.cites
        if not cite.startswith((f"guide/{service.number}/", "law/"))
    }

    assert foreign == set()


def test_every_decision_cites_the_guide_on_its_service(guide):
    for service in guide.services.values():
        cited = [each.clause for each in guide.decide(service.name, {}, on=ON).citations]
        assert any(clause.startswith(f"guide/{service.number}/") for clause in cited)


def test_every_law_says_how_well_its_text_is_known(rulebook):
    laws = [each for name, each in rulebook.instruments.items() if name != "guide"]

    assert {each.basis for each in laws} == {"official", "secondary"}


# Clauses


def test_every_clause_of_the_guide_is_encoded_or_says_why_not(rulebook):
    accounts = account(rulebook)

    assert len(accounts) == CLAUSES
    assert [each.clause.locator for each in accounts if not each.is_accounted_for] == []


def test_what_rules_encode_does_not_call_itself_informative(rulebook):
    both = [
        each.clause.locator
        for each in account(rulebook)
        if each.clause.informative is not None
        and any(not rule.startswith("interpretation/") for rule in each.rules)
    ]

    assert both == []


def test_clauses_and_fingerprints_are_those_of_the_official_text(rulebook, official):
    clauses = {each.locator: each.fingerprint for each in rulebook.instruments["guide"].clauses}

    assert clauses == {
        locator: passage.fingerprint for locator, passage in split_guide(official).items()
    }
    assert {each.change for each in compare(rulebook, official)} == {"unchanged"}


def edited(official: str, *edits: tuple[str, str]) -> str:
    """The official text with passages replaced, each of which it has exactly once."""
    text = "".join(official.split())
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def changes(rulebook, text: str) -> dict[str, tuple[str, str | None]]:
    return {
        each.locator: (each.change, each.moved_to)
        for each in compare(rulebook, text)
        if each.change != "unchanged"
    }


def test_a_changed_amount_is_caught_with_the_rules_that_hang_on_it(rulebook, official):
    text = edited(official, ("中级（四级）1500元", "中级（四级）1800元"))

    assert changes(rulebook, text) == {"guide/22/notes/3": ("changed", None)}
    (found,) = [each for each in compare(rulebook, text) if each.change != "unchanged"]
    assert {"param.skill_subsidy.intermediate", "skill-upgrade-subsidy/benefit/amount"} <= set(
        found.rules
    )


@pytest.mark.parametrize("number", range(1, 41))
def test_a_changed_deadline_is_caught_with_the_service_that_it_is_of(rulebook, official, number):
    passage = split_guide(official)[f"guide/{number}/deadline"].text
    text = "".join(official.split())
    start = text.index(passage, text.index(f"{number}.{heading(rulebook, number)}事项名称"))
    later = text[:start] + "20个工作日" + text[start + len(passage) :]

    (found,) = [each for each in compare(rulebook, later) if each.change != "unchanged"]

    assert (found.locator, found.change) == (f"guide/{number}/deadline", "changed")
    assert f"{SERVICES[number - 1]}/deadline" in found.rules


def heading(rulebook, number: int) -> str:
    """The title under which the guide has a service: its longest, which may add another in brackets."""
    titles = rulebook.services[SERVICES[number - 1]].titles
    return "".join(titles[0].zh.split())


def test_a_removed_line_is_caught(rulebook, official):
    passages = split_guide(official)
    note = passages["guide/40/notes/3"].text

    text = edited(official, (note, ""))

    assert changes(rulebook, text) == {"guide/40/notes/3": ("gone", None)}


def test_two_swapped_passages_are_caught_as_moved(rulebook, official):
    passages = split_guide(official)
    first, second = (passages[f"guide/40/notes/{k}"].text for k in (1, 2))

    text = edited(official, (first, "\0"), (second, first)).replace("\0", second)

    assert changes(rulebook, text) == {
        "guide/40/notes/1": ("moved", "guide/40/notes/2"),
        "guide/40/notes/2": ("moved", "guide/40/notes/1"),
    }


def test_several_edits_are_told_clause_by_clause(rulebook, official):
    passages = split_guide(official)
    text = edited(
        official,
        ("中级（四级）1500元", "中级（四级）1800元"),
        (passages["guide/40/notes/3"].text, ""),
        (passages["guide/15/description"].text, "另有说明。"),
    )

    assert changes(rulebook, text) == {
        "guide/15/description": ("changed", None),
        "guide/22/notes/3": ("changed", None),
        "guide/40/notes/3": ("gone", None),
    }


# Parameters


def test_every_value_says_how_well_it_is_known_and_when_that_was_checked(rulebook):
    for name, parameter in rulebook.parameters.items():
        for entry in parameter.entries:
            assert entry.basis in {"official", "secondary", "guide", "computed"}, name
            assert entry.last_checked.year >= 2026, name
            cited = {rulebook.citations[cite].basis for cite in entry.cites}
            assert entry.basis in {*cited, "computed"}, name


def test_values_that_nobody_has_published_are_the_callers_to_give(rulebook):
    empty = {name for name, each in rulebook.parameters.items() if not each.entries}

    assert empty == {"back_payment.subsidised_otherwise"}


@pytest.mark.parametrize("name", ["contribution.base_floor", "contribution.base_ceiling"])
def test_bounds_are_shipped_for_announced_years_only(rulebook, name):
    # Of 2020 to 2023 only the average wage is known; 2027 is not announced. None is worked out from another.
    assert {each.key for each in rulebook.parameters[name].entries} == {2019, 2024, 2025, 2026}


def test_the_phased_subsidy_ends_where_its_official_text_does(guide):
    (phased,) = [node for node in nodes(guide.service(22).eligibility) if node.in_force is not None]

    assert (phased.id, str(phased.in_force.end)) == ("phased-policy", "2024-12-31")
    readings = {each.id for each in guide.service(22).interpretations}
    assert "skill-subsidy-phased-after-2024" in readings


def test_no_amount_of_unemployment_benefit_is_shipped(guide):
    assert [each.kind for each in guide.service(23).outputs if each.unit == "yuan"] == []


# Words


def texts(thing: object, where: str) -> Iterator[tuple[str, Text]]:
    """Every bilingual text below a part of the rulebook, with its place."""
    if isinstance(thing, Text):
        yield where, thing
    elif isinstance(thing, tuple):
        for at, part in enumerate(thing):
            name = getattr(part, "id", None) or getattr(part, "name", None) or at
            yield from texts(part, f"{where}/{name}")
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from texts(getattr(thing, field.name), f"{where}/{field.name}")


def all_texts(rulebook) -> list[tuple[str, Text]]:
    parts = {
        "service": rulebook.services,
        "fact": rulebook.facts,
        "parameter": rulebook.parameters,
        "definition": rulebook.definitions,
        "instrument": rulebook.instruments,
        "interpretation": rulebook.interpretations,
    }
    named = (
        (f"{kind}/{name}", each) for kind, all_ in parts.items() for name, each in all_.items()
    )
    found = [pair for where, each in named for pair in texts(each, where)]
    return [*found, *texts(rulebook.constraints, "constraint")]


HAN = re.compile(r"[\u3400-\u9fff]")


def test_every_text_is_there_in_chinese_and_in_english(rulebook):
    found = all_texts(rulebook)

    assert len(found) > 2000
    assert [where for where, text in found if not HAN.search(text.zh)] == []
    assert [where for where, text in found if not re.search("[A-Za-z]", text.en)] == []
    assert [where for where, text in found if HAN.search(text.en)] == []


def test_no_text_begins_or_ends_with_a_blank_or_has_two(rulebook):
    ragged = [
        (where, words)
        for where, text in all_texts(rulebook)
        for words in (text.zh, text.en)
        if words != " ".join(words.split())
    ]

    assert ragged == []


def test_every_reason_of_every_decision_is_told_in_both_languages(guide):
    for name in guide.services:
        for reason in guide.decide(name, {}, on=ON).reasons:
            assert HAN.search(reason.label.zh), (name, reason.id)
            assert re.search("[A-Za-z]", reason.label.en), (name, reason.id)


def test_every_service_says_how_people_ask_for_it(guide):
    assert [each.name for each in guide.services.values() if each.asked_as is None] == []


LONGEST_RUN = 19


def test_no_text_is_the_guides_own(rulebook, official):
    # Twenty characters in a row, whatever marks stand between them; the names of services are the guide's.
    def han(text: str) -> str:
        return "".join(HAN.findall(text))

    def runs(text: str) -> set[str]:
        return {text[at : at + LONGEST_RUN + 1] for at in range(len(text) - LONGEST_RUN)}

    names = [han(title.zh) for each in rulebook.services.values() for title in each.titles]
    own = runs(han(official)) - {run for name in names for run in runs(name)}
    copied = [
        (where, text.zh)
        for where, text in all_texts(rulebook)
        if not own.isdisjoint(runs(han(text.zh)))
    ]

    assert copied == []


def test_every_fact_says_how_its_value_can_become_another(rulebook):
    text = bundled_files()["facts.yaml"].decode()

    assert text.count("\n    mutability: ") == len(rulebook.facts)
