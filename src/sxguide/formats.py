"""Formats: the six kinds of rule file, as shapes, and their JSON Schemas.

A file's kind is told by its first key: `service`, `facts`, `parameters`, `definitions`, `instruments` or
`interpretations`. `docs/rule-format.md` describes them with examples.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sxguide.shapes import (
    Bilingual,
    ByKey,
    Date,
    ExactNumber,
    Key,
    Keys,
    ListOf,
    MapOf,
    OneOf,
    Scalar,
    Schema,
    WholeNumber,
    Word,
    nested,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_SLUG = Word("an identifier in lower case with hyphens", r"[a-z0-9]+(-[a-z0-9]+)*", "base-policy")
_SNAKE = Word("a name in lower case with underscores", r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "base_floor")
_DOTTED = Word(
    "a dotted name in lower case",
    r"[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z][a-z0-9]*(_[a-z0-9]+)*)+",
    "person.birth_date",
)
_LOCATOR = Word("a clause's locator", r"[a-z0-9-]+(/[a-z0-9-]+)+", "guide/22/notes/1")
_UNIT = Word("a unit", r"[a-z]+(/[a-z]+)?", "yuan")
_EXPRESSION = Scalar("a FEEL expression")
_CITES = ListOf(_LOCATOR, "a list of clauses")
_RESTS_ON = ListOf(_SLUG, "a list of interpretations")
_VALUE_KINDS = ("boolean", "date", "integer", "number", "money", "text")
_FACT_KIND = OneOf((*_VALUE_KINDS, "enumeration"))
_VALUE_KIND = OneOf(_VALUE_KINDS)
_BASIS = OneOf(("official", "secondary", "guide", "computed", "caller"))
_TEXT = Bilingual()

_cites = Key(_CITES, "the clauses that say so")
_label = Key(_TEXT, "what it is, in a few words, in Chinese and English")
_kind = Key(_VALUE_KIND, "what it holds")
_unit = Key(_UNIT, "the unit of a number: yuan, month, year, count", required=False)
_rests_on = Key(_RESTS_ON, "the shared interpretations that it rests on", required=False)
_in_force = Key(
    Keys(
        "a period",
        {
            "from": Key(Date(), "the first day", required=False),
            "until": Key(Date(), "the last day", required=False),
        },
    ),
    "when the rule is in force; outside it the rule is false",
    required=False,
)

_TABLE = Keys(
    "a decision table",
    {
        "inputs": Key(ListOf(_EXPRESSION, "a list of expressions"), "what each column tests"),
        "hit": Key(
            OneOf(("unique", "any", "first", "priority", "collect")),
            "what holds when several rows match",
        ),
        "collect": Key(
            OneOf(("sum", "min", "max", "count")),
            "how a collecting table joins the values of the rows that match",
            required=False,
        ),
        "priorities": Key(
            ListOf(_EXPRESSION, "a list of expressions"),
            "the outputs from the most to the least important, for `hit: priority`",
            required=False,
        ),
        "rows": Key(
            ListOf(
                Keys(
                    "a row",
                    {
                        "when": Key(
                            ListOf(_EXPRESSION, "a list of unary tests"),
                            "one test for each input; `-` is any",
                        ),
                        "then": Key(_EXPRESSION, "the row's value"),
                        "cites": Key(_CITES, "the clauses that the row adds", required=False),
                    },
                ),
                "a list of rows",
            ),
            "the rows",
        ),
    },
)
_value = Key(_EXPRESSION, "the value, as an expression", required=False)
_table = Key(_TABLE, "the value, as a decision table", required=False)
_TERM = Keys(
    "a term of working days",
    {
        "after": Key(_EXPRESSION, "the date after which the first working day is counted"),
        "days": Key(_EXPRESSION, "how many working days"),
    },
)
_term = Key(_TERM, "the value, as the last of so many working days", required=False)

_CONDITION = {
    "label": _label,
    "cites": _cites,
    "in_force": _in_force,
}
_GROUP = {
    "id": Key(_SLUG, "a name of its own within the service", required=False),
    "label": Key(_TEXT, "what the group stands for", required=False),
    "cites": Key(_CITES, "the clauses that say so", required=False),
    "in_force": _in_force,
}
TREE = ByKey("a condition or group", "condition")
TREE.kinds.update(
    {
        "when": Keys(
            "a condition",
            {
                "id": Key(_SLUG, "a name of its own within the service"),
                "when": Key(
                    _EXPRESSION, "what must hold, as a FEEL expression that is true or false"
                ),
                **_CONDITION,
                "rests_on": _rests_on,
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

_STATEMENT = Keys("a statement", {"text": Key(_TEXT, "in our own words"), "cites": _cites})
_ITEM = Keys(
    "an item",
    {
        "id": Key(_SLUG, "a name of its own within its list"),
        "text": Key(_TEXT, "in our own words"),
        "when": Key(_EXPRESSION, "for whom it holds; for everybody where absent", required=False),
        "cites": _cites,
    },
)
_ITEMS = ListOf(_ITEM, "a list of items")
_INTERPRETATION = Keys(
    "an interpretation",
    {
        "id": Key(_SLUG, "a name of its own"),
        "cites": _cites,
        "says": Key(_TEXT, "what stands there, or that nothing does"),
        "reading": Key(_TEXT, "the reading that the rules follow"),
        "why": Key(_TEXT, "why this reading"),
        "others": Key(
            ListOf(_TEXT, "a list of readings"), "what else it could mean", required=False
        ),
    },
)
_OUTPUT = Keys(
    "an output",
    {
        "label": _label,
        "type": _kind,
        "unit": _unit,
        "given": Key(
            OneOf(("when_eligible", "always")),
            "whether only the eligible get a value (so where absent), or everybody",
            required=False,
        ),
        "value": _value,
        "table": _table,
        "working_days": _term,
        "cites": _cites,
        "rests_on": _rests_on,
    },
    choice=("value", "table", "working_days"),
)

SERVICE = Keys(
    "a service",
    {
        "service": Key(_SLUG, "the name by which programs call the service"),
        "number": Key(WholeNumber(1), "the number that the guide gives it"),
        "title": Key(_TEXT, "the title in the guide, and in English"),
        "other_titles": Key(ListOf(_TEXT, "a list of titles"), "further titles", required=False),
        "summary": Key(_STATEMENT, "what the service is"),
        "audience": Key(_STATEMENT, "whom it is for"),
        "eligibility": Key(TREE, "the conditions, as a tree of `all` and `any`"),
        "benefit": Key(MapOf(_SNAKE, _OUTPUT, "outputs"), "what it pays or says", required=False),
        "deadline": Key(
            Keys(
                "a deadline",
                {
                    "working_days": Key(WholeNumber(0), "how many; 0 for an instant service"),
                    "counting": Key(
                        OneOf(("after_application_day", "not_stated", "instant")),
                        "whether the guide says that the day of application is not counted",
                    ),
                    "cites": _cites,
                    "rests_on": _rests_on,
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
        "establishes": Key(
            ListOf(_DOTTED, "a list of facts"),
            "the facts that hold once the service is done, so that other services may follow",
            required=False,
        ),
        "interpretations": Key(
            ListOf(_INTERPRETATION, "a list of interpretations"),
            "the readings chosen where the guide is ambiguous, silent or contradictory",
            required=False,
        ),
    },
)

FACTS = Keys(
    "a vocabulary",
    {
        "facts": Key(
            MapOf(
                _DOTTED,
                Keys(
                    "a fact",
                    {
                        "type": Key(_FACT_KIND, "what it holds"),
                        "unit": _unit,
                        "label": _label,
                        "question": Key(_TEXT, "how to ask a person for it"),
                        "values": Key(
                            MapOf(_SNAKE, _TEXT, "allowed values"),
                            "the allowed values of an enumeration, each with its label",
                            required=False,
                        ),
                        "minimum": Key(
                            ExactNumber(), "the least number that makes sense", required=False
                        ),
                        "default": Key(
                            _EXPRESSION,
                            "what it is when nobody says; null: still unknown",
                            required=False,
                        ),
                    },
                ),
                "facts",
            ),
            "what may be said about a person",
        ),
        "constraints": Key(
            ListOf(
                Keys(
                    "a constraint",
                    {
                        "id": Key(_SLUG, "a name of its own"),
                        "holds": Key(_EXPRESSION, "what must hold between facts"),
                        "label": _label,
                    },
                ),
                "a list of constraints",
            ),
            "which facts contradict one another",
            required=False,
        ),
    },
)

PARAMETERS = Keys(
    "parameters",
    {
        "parameters": Key(
            MapOf(
                _DOTTED,
                Keys(
                    "a parameter",
                    {
                        "type": _kind,
                        "unit": _unit,
                        "label": _label,
                        "keyed_by": Key(
                            _DOTTED,
                            "the fact (a year) that picks the entry, where the date does not",
                            required=False,
                        ),
                        "series": Key(
                            ListOf(
                                Keys(
                                    "an entry",
                                    {
                                        "value": Key(
                                            Scalar("a value"), "the value, of the parameter's type"
                                        ),
                                        "key": Key(
                                            WholeNumber(1),
                                            "the year, for a keyed parameter",
                                            required=False,
                                        ),
                                        "from": Key(
                                            Date(), "the first day it holds", required=False
                                        ),
                                        "until": Key(
                                            Date(), "the last day it holds", required=False
                                        ),
                                        "published": Key(
                                            Date(),
                                            "before this day nobody could know it",
                                            required=False,
                                        ),
                                        "last_checked": Key(
                                            Date(), "when somebody last compared it"
                                        ),
                                        "basis": Key(_BASIS, "how well it is known"),
                                        "cites": _cites,
                                        "note": Key(_TEXT, "what to know about it", required=False),
                                    },
                                ),
                                "a list of entries",
                                least=0,
                            ),
                            "the values over time; none: the caller gives one",
                        ),
                    },
                ),
                "parameters",
            ),
            "dated values from the law",
        ),
    },
)

DEFINITIONS = Keys(
    "definitions",
    {
        "definitions": Key(
            MapOf(
                _DOTTED,
                Keys(
                    "a definition",
                    {
                        "label": _label,
                        "type": _kind,
                        "unit": _unit,
                        "value": _value,
                        "table": _table,
                        "working_days": _term,
                        "cites": _cites,
                        "rests_on": _rests_on,
                    },
                    choice=("value", "table", "working_days"),
                ),
                "definitions",
            ),
            "derived facts that several rules use",
        ),
    },
)

INSTRUMENTS = Keys(
    "instruments",
    {
        "instruments": Key(
            MapOf(
                Word("an instrument's name", r"guide|law/[a-z0-9-]+", "law/social-insurance-law"),
                Keys(
                    "an instrument",
                    {
                        "title": Key(_TEXT, "its title"),
                        "document": Key(Word("words"), "its document number", required=False),
                        "issued": Key(Date(), "the day it was issued", required=False),
                        "in_force_from": Key(Date(), "the day it took effect", required=False),
                        "url": Key(
                            Word("an address", r"https?://\S+"), "where to read it", required=False
                        ),
                        "basis": Key(_BASIS, "how well its text is known"),
                        "clauses": Key(
                            MapOf(
                                _LOCATOR,
                                Keys(
                                    "a clause",
                                    {
                                        "gist": Key(_TEXT, "what it says, in our own words"),
                                        "fingerprint": Key(
                                            Word("a SHA-256", r"[0-9a-f]{64}"),
                                            "the SHA-256 of the passage without white space",
                                            required=False,
                                        ),
                                        "informative": Key(
                                            _TEXT, "why no rule encodes the clause", required=False
                                        ),
                                    },
                                ),
                                "clauses",
                            ),
                            "its clauses, by locator",
                        ),
                    },
                ),
                "instruments",
            ),
            "the guide, and every law that a rule cites",
        ),
    },
)

INTERPRETATIONS = Keys(
    "interpretations",
    {
        "interpretations": Key(
            ListOf(_INTERPRETATION, "a list of interpretations"),
            "readings that several services share",
        ),
    },
)

# The kinds of file, by the key that tells them.
FORMATS: Mapping[str, Keys] = MappingProxyType(
    {
        "service": SERVICE,
        "facts": FACTS,
        "parameters": PARAMETERS,
        "definitions": DEFINITIONS,
        "instruments": INSTRUMENTS,
        "interpretations": INTERPRETATIONS,
    }
)


def json_schema(kind: str) -> Schema:
    """The JSON Schema (draft 2020-12) of one kind of file."""
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"sxguide rule file: {kind}",
        **FORMATS[kind].schema(),
    }
    if kind == "service":
        schema["$defs"] = nested([TREE])
    return schema
