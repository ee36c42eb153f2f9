"""Pages: what stands in the rules stands on the page, with its clauses, in both languages."""

from __future__ import annotations

import pytest
from tests.rulebooks import (
    WORDS,
    condition,
    entry,
    fact,
    formula,
    interpretation,
    item,
    parameter,
    rule_files,
    service,
    written,
)

from sxguide.loader import load_rulebook
from sxguide.pages import interpretations_page, service_page

WANTS = condition("wants", "person.wants")
CITED = "(`law/made-up/1`)"


def page(tree=WANTS, *, parts=None, **made):
    """The lines of the page of one service; `parts` are further files."""
    rulebook = load_rulebook(rule_files(service("some", tree, **made), **(parts or {})))
    text = service_page(rulebook, rulebook.services["some"])
    assert text.endswith("\n")
    return text.split("\n")


def section(title, *arguments, **made):
    """The lines below the heading that begins so, up to the next; none where there is no such heading."""
    lines = page(*arguments, **made)
    starts = [at for at, line in enumerate(lines) if line.startswith(f"## {title}")]
    if not starts:
        return None
    (start,) = starts
    rest = lines[start + 2 :]
    end = next((at for at, line in enumerate(rest) if line.startswith("## ")), len(rest))
    return [line for line in rest[:end] if line]


def test_a_page_begins_with_what_the_service_is_and_whom_it_is_for():
    assert page()[:7] == [
        "# 1. 某 事项",
        "",
        "Some service · `some`",
        "",
        f"词 · words {CITED}",
        "",
        f"**服务对象 · For whom**: 词 · words {CITED}",
    ]


def test_sections_without_anything_to_say_are_left_out():
    headings = [line for line in page() if line.startswith("## ")]

    assert [heading.split(" · ")[1] for heading in headings] == [
        "Conditions",
        "Due",
        "Bring",
        "Where",
    ]


# Conditions


def test_conditions_are_told_with_their_expressions_as_a_tree():
    tree = {
        "all": [
            WANTS,
            {
                "any": [
                    condition("able", "person.able\n   = true"),
                    condition("old", "person.wants = false"),
                ],
                "id": "either",
                "label": {"zh": "任一", "en": "either"},
                "in_force": {"until": "2024-12-31"},
            },
        ]
    }

    assert section("条件", tree)[1:] == [
        f"  - 词 · words {CITED}  ",
        "    `person.wants`",
        "  - **任一 · any** — 任一 · either [… – 2024-12-31]",
        f"    - 词 · words {CITED}  ",
        "      `person.able = true`",
        f"    - 词 · words {CITED}  ",
        "      `person.wants = false`",
    ]


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        ({"from": "2025-01-01"}, "[2025-01-01 – …]"),
        ({"from": "2025-01-01", "until": "2025-12-31"}, "[2025-01-01 – 2025-12-31]"),
    ],
)
def test_a_condition_says_when_it_is_in_force(period, shown):
    lines = section("条件", condition("wants", "person.wants", in_force=period))

    assert any(line.startswith(f"  - 词 · words {shown} {CITED}") for line in lines)


def test_a_service_without_conditions_is_open_to_everybody():
    assert section("条件", {"all": [], "cites": ["law/made-up/2"]}) == [
        "- 人人可办 · open to everybody (`law/made-up/2`)"
    ]


# What it gives


def test_an_output_is_told_with_its_unit_and_expression():
    outputs = {"pay": formula("money", "1500"), "sure": formula("boolean", "person.able")}

    assert section("结果 ·", benefit=outputs) == [
        f"- `pay` (yuan): 词 · words {CITED}",
        "  `1500`",
        f"- `sure`: 词 · words {CITED}",
        "  `person.able`",
    ]


def test_a_table_is_told_as_one():
    table = {
        "inputs": ["person.colour", "person.months"],
        "hit": "first",
        "rows": [
            {"when": ['"red", "blue"', "> 3"], "then": "100"},
            {"when": ["-", "-"], "then": "0"},
        ],
    }

    assert section("结果 ·", benefit={"pay": formula("money", table)})[1:] == [
        "  | `person.colour` | `person.months` | → |",
        "  | --- | --- | --- |",
        '  | `"red", "blue"` | `> 3` | `100` |',
        "  | `-` | `-` | `0` |",
    ]


def test_a_term_of_working_days_is_told_in_words():
    term = formula("date", "x")
    del term["value"]
    term["working_days"] = {"after": "person.birth_date", "days": "5"}

    assert section("结果 ·", benefit={"by": term})[1:] == [
        "  `5` working days after `person.birth_date`"
    ]


# Due, bring, where


@pytest.mark.parametrize(
    ("days", "counting", "words"),
    [
        (0, "instant", "即时办结 · on the spot"),
        (
            1,
            "after_application_day",
            "1 个工作日 · 1 working day; 不含申请日 · the day of application is not counted",
        ),
        (
            10,
            "not_stated",
            "10 个工作日 · 10 working days; 起算日未说明 · the first day is not stated",
        ),
    ],
)
def test_the_deadline_is_told_with_how_it_is_counted(days, counting, words):
    deadline = {"working_days": days, "counting": counting, "cites": ["law/made-up/3"]}

    assert section("办结时限", deadline=deadline) == [f"- {words} (`law/made-up/3`)"]


def test_what_to_bring_where_and_what_to_mind_have_sections_of_their_own():
    made = {
        "materials": [item("form"), item("card", when="person.able\n  = true")],
        "handling": {
            "accepted_at": [item("desk")],
            "reviewed_by": [item("county")],
            "results_at": [item("app")],
        },
        "notices": [item("fee")],
    }

    assert section("需要携带", **made) == [
        f"- 物form · the form {CITED}",
        f"- 物card · the card — `person.able = true` {CITED}",
    ]
    assert section("在哪里办", **made) == [f"- 物desk · the desk {CITED}"]
    assert section("由谁审核", **made) == [f"- 物county · the county {CITED}"]
    assert section("结果在哪里看", **made) == [f"- 物app · the app {CITED}"]
    assert section("注意", **made) == [f"- 物fee · the fee {CITED}"]


def test_a_matching_is_told_with_fields_conditions_and_order():
    def rank(name, by, order):
        return {"id": name, "by": by, "order": order, "label": WORDS, "cites": ["law/made-up/1"]}

    matching = {
        "candidate": {
            "pay": {"type": "number", "unit": "yuan", "label": WORDS},
            "name": {"type": "text", "label": WORDS},
        },
        "keep": [condition("paid", "candidate.pay > 0")],
        "rank": [
            rank("most", "candidate.pay", "descending"),
            rank("short", "string length(candidate.name)", "ascending"),
        ],
    }

    assert section("匹配", matching=matching) == [
        "候选对象 · A candidate:",
        "- `pay` (number, yuan): 词 · words",
        "- `name` (text): 词 · words",
        "全部满足的予以推荐 · Recommended where all of these hold:",
        f"- 词 · words {CITED}  ",
        "  `candidate.pay > 0`",
        "排列顺序 · In the order of:",
        f"1. 词 · words, 从大到小 · most first {CITED}  ",
        "   `candidate.pay`",
        f"1. 词 · words, 从小到大 · least first {CITED}  ",
        "   `string length(candidate.name)`",
    ]


# What it rests on


DEFINITIONS = {
    "person.old": formula("integer", "person.months + param.fund.least", rests_on=["behind"]),
    "person.unread": formula("integer", "1"),
}


def test_only_definitions_that_the_service_reads_are_told():
    parts = {
        "definitions": DEFINITIONS,
        "parameters": {"fund.least": parameter("integer", entry(1))},
        "interpretations": [interpretation("behind")],
    }

    assert section("推算", condition("old", "person.old > 3"), parts=parts) == [
        f"- `person.old` (month): 词 · words {CITED}",
        "  `person.months + param.fund.least`",
    ]


def test_parameters_are_told_value_by_value_with_how_well_each_is_known():
    dated = [
        entry(1, until="2024-12-31", basis="secondary"),
        entry(2, **{"from": "2025-01-01"}),
    ]
    parts = {
        "facts": {"person.year": fact("integer", unit="year")},
        "parameters": {
            "fund.dated": parameter("integer", *dated),
            "fund.keyed": parameter(
                "money", entry("15.50", key=2025), entry(16, key=2026), keyed_by="person.year"
            ),
            "fund.none": parameter("date"),
            "fund.always": parameter("integer", entry(3)),
            "fund.unread": parameter("integer", entry(9)),
        },
    }
    read = (
        "person.months > param.fund.dated + param.fund.always"
        " and person.pay > param.fund.keyed and person.birth_date > param.fund.none"
    )

    assert section("数值", condition("a", read), parts=parts) == [
        "- `param.fund.dated` (month): 词 · words",
        f"  - … – 2024-12-31: 1, secondary {CITED}",
        f"  - 2025-01-01 – …: 2, official {CITED}",
        "- `param.fund.keyed` (yuan): 词 · words",
        f"  - 2025: 15.50, official {CITED}",
        f"  - 2026: 16, official {CITED}",
        "- `param.fund.none`: 词 · words",
        "  - 尚无公布的数值 · nobody has published a value",
        "- `param.fund.always` (month): 词 · words",
        f"  - 3, official {CITED}",
    ]


def test_readings_of_its_own_and_shared_ones_that_something_rests_on_are_linked():
    parts = {
        "definitions": DEFINITIONS,
        "parameters": {"fund.least": parameter("integer", entry(1))},
        "interpretations": [
            interpretation(name)
            for name in ("behind", "of-condition", "of-output", "of-deadline", "of-nothing")
        ],
    }
    made = {
        "interpretations": [interpretation("own")],
        "benefit": {"pay": formula("money", "1", rests_on=["of-output"])},
        "deadline": {
            "working_days": 0,
            "counting": "instant",
            "cites": ["law/made-up/1"],
            "rests_on": ["of-deadline", "of-condition"],
        },
    }
    tree = condition("old", "person.old > 3", rests_on=["of-condition"])

    assert section("解读", tree, parts=parts, **made) == [
        f"- [{name}](../interpretations.md#{name}): 词 · words"
        for name in ("own", "of-condition", "of-output", "of-deadline", "behind")
    ]


def test_the_guides_clauses_about_a_service_are_told_in_our_own_words():
    clauses = {
        locator: {"gist": WORDS, "fingerprint": "0" * 64}
        for locator in ("guide/1/description", "guide/1/notes/2", "guide/11/description")
    }
    instruments = {"guide": {"title": WORDS, "basis": "guide", "clauses": clauses}}
    files = rule_files(service("some", WANTS))
    rulebook = load_rulebook(files | {"guide.yaml": written({"instruments": instruments})})

    lines = service_page(rulebook, rulebook.services["some"]).split("\n")

    assert [line for line in lines if line.startswith("- `guide/")] == [
        "- `guide/1/description`: 词 · words",
        "- `guide/1/notes/2`: 词 · words",
    ]


# Interpretations


def test_every_reading_is_told_with_why_and_what_else_it_could_be():
    other = {"zh": "另一", "en": "another"}
    own = service("some", WANTS, interpretations=[interpretation("own", others=[other])])
    rulebook = load_rulebook(rule_files(own, interpretations=[interpretation("shared")]))

    lines = interpretations_page(rulebook).split("\n")

    assert [line for line in lines if line.startswith("## ")] == ["## shared", "## own"]
    start = lines.index("## own")
    assert lines[start + 2 : start + 8] == [
        CITED,
        "",
        "- 原文 · Says: 词 · words",
        "- 理解 · Read as: 词 · words",
        "- 理由 · Why: 词 · words",
        "- 其他 · Or: 另一 · another",
    ]


def test_links_of_a_page_lead_to_headings_of_the_other(guide):
    headings = {
        line.removeprefix("## ")
        for line in interpretations_page(guide.rulebook).split("\n")
        if line.startswith("## ")
    }
    linked = {
        line.split("#", 1)[1].split(")", 1)[0]
        for each in guide.services.values()
        for line in service_page(guide.rulebook, each).split("\n")
        if "../interpretations.md#" in line
    }

    assert linked
    assert linked <= headings
