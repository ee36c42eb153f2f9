"""A service file."""

from __future__ import annotations

from sxguide.formats.words import (
    CITES,
    CITES_KEY,
    DEFAULT_KEY,
    DOTTED,
    EXPRESSION,
    FACT_KIND,
    FORMULA_KEYS,
    FORMULAS,
    IN_FORCE_KEY,
    INTERPRETATION,
    KIND_KEY,
    LABEL_KEY,
    MINIMUM_KEY,
    RESTS_ON_KEY,
    SLUG,
    SNAKE,
    TEXT,
    UNIT_KEY,
    VALUES_KEY,
)
from sxguide.shapes import ByKey, Key, Keys, ListOf, MapOf, OneOf, WholeNumber, Word

_CONDITION = {
    "label": LABEL_KEY,
    "cites": CITES_KEY,
    "in_force": IN_FORCE_KEY,
}
_GROUP = {
    "id": Key(SLUG, "a name of its own within the service", required=False),
    "label": Key(TEXT, "what the group stands for", required=False),
    "cites": Key(CITES, "the clauses that say so", required=False),
    "in_force": IN_FORCE_KEY,
}
TREE = ByKey("a condition or group", "condition")
TREE.kinds.update(
    {
        "when": Keys(
            "a condition",
            {
                "id": Key(SLUG, "a name of its own within the service"),
                "when": Key(
                    EXPRESSION, "what must hold, as a FEEL expression that is true or false"
                ),
                **_CONDITION,
                "rests_on": RESTS_ON_KEY,
            },
        ),
        "all": Keys(
            "a group",
            {
                "all": Key(
                    ListOf(TREE, "a list of conditions", least=0),
                    "every one must hold; an empty list: everybody may have the service",
                ),
                **_GROUP,
            },
        ),
        "any": Keys(
            "a group", {"any": Key(ListOf(TREE, "a list of conditions"), "one must hold"), **_GROUP}
        ),
    }
)

_STATEMENT = Keys("a statement", {"text": Key(TEXT, "in our own words"), "cites": CITES_KEY})
_ITEM = Keys(
    "an item",
    {
        "id": Key(SLUG, "a name of its own within its list"),
        "text": Key(TEXT, "in our own words"),
        "when": Key(EXPRESSION, "for whom it holds; for everybody where absent", required=False),
        "cites": CITES_KEY,
    },
)
_ITEMS = ListOf(_ITEM, "a list of items")
_OUTPUT = Keys(
    "an output",
    {
        "label": LABEL_KEY,
        "type": KIND_KEY,
        "unit": UNIT_KEY,
        "given": Key(
            OneOf(("when_eligible", "always")),
            "whether only the eligible get a value (so where absent), or everybody",
            required=False,
        ),
        **FORMULA_KEYS,
    },
    choice=FORMULAS,
)

_FIELD = Keys(
    "a field",
    {
        "type": Key(FACT_KIND, "what it holds"),
        "unit": UNIT_KEY,
        "label": LABEL_KEY,
        "given": Key(
            OneOf(("sometimes", "always")),
            "whether a candidate may leave it out (so where absent), or every one gives it",
            required=False,
        ),
        "values": VALUES_KEY,
        "minimum": MINIMUM_KEY,
        "default": DEFAULT_KEY,
    },
)
_KEEP = Keys(
    "a condition",
    {
        "id": Key(SLUG, "a name of its own within its list"),
        "when": Key(EXPRESSION, "what must hold of the candidate, as a FEEL expression"),
        "label": LABEL_KEY,
        "cites": CITES_KEY,
        "rests_on": RESTS_ON_KEY,
    },
)
_CRITERION = Keys(
    "a criterion",
    {
        "id": Key(SLUG, "a name of its own within its list"),
        "by": Key(EXPRESSION, "a number, a date, or true or false, as a FEEL expression"),
        "order": Key(OneOf(("ascending", "descending")), "what comes first: the least or the most"),
        "label": LABEL_KEY,
        "cites": CITES_KEY,
        "rests_on": RESTS_ON_KEY,
    },
)
_MATCHING = Keys(
    "a matching",
    {
        "candidate": Key(
            MapOf(SNAKE, _FIELD, "fields"),
            "what may be said of a candidate; expressions read `pay` as `candidate.pay`",
        ),
        "keep": Key(ListOf(_KEEP, "a list of conditions"), "all must hold of a candidate"),
        "rank": Key(
            ListOf(_CRITERION, "a list of criteria"),
            "what ranks those that are kept, the most telling first",
        ),
    },
)

_EXPLANATION = Keys(
    "an explanation",
    {
        "finding": Key(SLUG, "the code of the finding"),
        "of": Key(Word("a name"), "the condition, table, row, fact or parameter that it is of"),
        "reason": Key(TEXT, "why it is meant"),
        "rests_on": RESTS_ON_KEY,
    },
)

SERVICE = Keys(
    "a service",
    {
        "service": Key(SLUG, "the name by which programs call the service"),
        "number": Key(WholeNumber(1), "the number that the guide gives it"),
        "title": Key(TEXT, "the title in the guide, and in English"),
        "other_titles": Key(ListOf(TEXT, "a list of titles"), "further titles", required=False),
        "asked_as": Key(
            TEXT, "everyday words by which people ask for it, for the search", required=False
        ),
        "summary": Key(_STATEMENT, "what the service is"),
        "audience": Key(_STATEMENT, "whom it is for"),
        "eligibility": Key(TREE, "the conditions, as a tree of `all` and `any`"),
        "benefit": Key(MapOf(SNAKE, _OUTPUT, "outputs"), "what it pays or says", required=False),
        "deadline": Key(
            Keys(
                "a deadline",
                {
                    "working_days": Key(WholeNumber(0), "how many; 0 for an instant service"),
                    "counting": Key(
                        OneOf(("after_application_day", "not_stated", "instant")),
                        "whether the guide says that the day of application is not counted",
                    ),
                    "cites": CITES_KEY,
                    "rests_on": RESTS_ON_KEY,
                },
            ),
            "the agency's term to answer",
        ),
        "materials": Key(_ITEMS, "what to bring"),
        "handling": Key(
            Keys(
                "the handling",
                {
                    "accepted_at": Key(_ITEMS, "where to hand the application in"),
                    "reviewed_by": Key(_ITEMS, "which agency reviews it", required=False),
                    "results_at": Key(_ITEMS, "where the result appears", required=False),
                },
            ),
            "where it is accepted, who reviews it, where the result appears",
        ),
        "notices": Key(_ITEMS, "what else the person should know", required=False),
        "matching": Key(_MATCHING, "how candidates are matched with the person", required=False),
        "establishes": Key(
            ListOf(DOTTED, "a list of facts"),
            "the facts that hold once the service is done, so that other services may follow",
            required=False,
        ),
        "interpretations": Key(
            ListOf(INTERPRETATION, "a list of interpretations"),
            "the readings chosen where the guide is ambiguous, silent or contradictory",
            required=False,
        ),
        "expected": Key(
            ListOf(_EXPLANATION, "a list of explanations"),
            "what `sxguide check --deep` finds of the service, and is meant",
            required=False,
        ),
    },
)
