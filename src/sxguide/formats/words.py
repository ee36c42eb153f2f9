"""What several kinds of rule file write in the same way."""

from __future__ import annotations

from sxguide.shapes import (
    Bilingual,
    Date,
    ExactNumber,
    Key,
    Keys,
    ListOf,
    MapOf,
    OneOf,
    Scalar,
    Word,
)

SLUG = Word("an identifier in lower case with hyphens", r"[a-z0-9]+(-[a-z0-9]+)*", "base-policy")
SNAKE = Word("a name in lower case with underscores", r"[a-z][a-z0-9]*(_[a-z0-9]+)*", "base_floor")
DOTTED = Word(
    "a dotted name in lower case",
    r"[a-z][a-z0-9]*(_[a-z0-9]+)*(\.[a-z][a-z0-9]*(_[a-z0-9]+)*)+",
    "person.birth_date",
)
LOCATOR = Word("a clause's locator", r"[a-z0-9-]+(/[a-z0-9-]+)+", "guide/22/notes/1")
UNIT = Word("a unit", r"[a-z]+(/[a-z]+)?", "yuan")
EXPRESSION = Scalar("a FEEL expression")
CITES = ListOf(LOCATOR, "a list of clauses")
RESTS_ON = ListOf(SLUG, "a list of interpretations")
_VALUE_KINDS = ("boolean", "date", "integer", "number", "money", "text")
FACT_KIND = OneOf((*_VALUE_KINDS, "enumeration"))
VALUE_KIND = OneOf(_VALUE_KINDS)
BASIS = OneOf(("official", "secondary", "guide", "computed", "caller"))
TEXT = Bilingual()

CITES_KEY = Key(CITES, "the clauses that say so")
LABEL_KEY = Key(TEXT, "what it is, in a few words, in Chinese and English")
KIND_KEY = Key(VALUE_KIND, "what it holds")
UNIT_KEY = Key(UNIT, "the unit of a number: yuan, month, year, count", required=False)
VALUES_KEY = Key(
    MapOf(SNAKE, TEXT, "allowed values"),
    "the allowed values of an enumeration, each with its label",
    required=False,
)
MINIMUM_KEY = Key(ExactNumber(), "the least number that makes sense", required=False)
DEFAULT_KEY = Key(EXPRESSION, "what it is when nobody says; null: still unknown", required=False)
RESTS_ON_KEY = Key(RESTS_ON, "the shared interpretations that it rests on", required=False)
IN_FORCE_KEY = Key(
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

TABLE = Keys(
    "a decision table",
    {
        "inputs": Key(ListOf(EXPRESSION, "a list of expressions"), "what each column tests"),
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
            ListOf(EXPRESSION, "a list of expressions"),
            "the outputs from the most to the least important, for `hit: priority`",
            required=False,
        ),
        "rows": Key(
            ListOf(
                Keys(
                    "a row",
                    {
                        "when": Key(
                            ListOf(EXPRESSION, "a list of unary tests"),
                            "one test for each input; `-` is any",
                        ),
                        "then": Key(EXPRESSION, "the row's value"),
                        "cites": Key(CITES, "the clauses that the row adds", required=False),
                    },
                ),
                "a list of rows",
            ),
            "the rows",
        ),
    },
)
VALUE_KEY = Key(EXPRESSION, "the value, as an expression", required=False)
TABLE_KEY = Key(TABLE, "the value, as a decision table", required=False)
TERM = Keys(
    "a term of working days",
    {
        "after": Key(EXPRESSION, "the date after which the first working day is counted"),
        "days": Key(EXPRESSION, "how many working days"),
    },
)
TERM_KEY = Key(TERM, "the value, as the last of so many working days", required=False)
# What everything that is worked out has: one of the formulas, and what it rests on.
FORMULAS = ("value", "table", "working_days")
FORMULA_KEYS = {
    "value": VALUE_KEY,
    "table": TABLE_KEY,
    "working_days": TERM_KEY,
    "cites": CITES_KEY,
    "rests_on": RESTS_ON_KEY,
}

INTERPRETATION = Keys(
    "an interpretation",
    {
        "id": Key(SLUG, "a name of its own"),
        "cites": CITES_KEY,
        "says": Key(TEXT, "what stands there, or that nothing does"),
        "reading": Key(TEXT, "the reading that the rules follow"),
        "why": Key(TEXT, "why this reading"),
        "others": Key(
            ListOf(TEXT, "a list of readings"), "what else it could mean", required=False
        ),
    },
)
