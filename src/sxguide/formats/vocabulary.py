"""The vocabulary, and the facts derived from it."""

from __future__ import annotations

from sxguide.formats.words import (
    DEFAULT_KEY,
    DOTTED,
    EXPRESSION,
    FACT_KIND,
    FORMULA_KEYS,
    FORMULAS,
    KIND_KEY,
    LABEL_KEY,
    MINIMUM_KEY,
    SLUG,
    TEXT,
    UNIT_KEY,
    VALUES_KEY,
)
from sxguide.shapes import Key, Keys, ListOf, MapOf, OneOf

MUTABILITIES = ("chosen", "given", "once", "monthly", "yearly", "anew", "each_year", "time")

FACTS = Keys(
    "a vocabulary",
    {
        "facts": Key(
            MapOf(
                DOTTED,
                Keys(
                    "a fact",
                    {
                        "type": Key(FACT_KIND, "what it holds"),
                        "mutability": Key(
                            OneOf(MUTABILITIES),
                            "how its value can become another",
                            required=False,
                        ),
                        "unit": UNIT_KEY,
                        "label": LABEL_KEY,
                        "question": Key(TEXT, "how to ask a person for it"),
                        "values": VALUES_KEY,
                        "minimum": MINIMUM_KEY,
                        "default": DEFAULT_KEY,
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
                        "id": Key(SLUG, "a name of its own"),
                        "holds": Key(EXPRESSION, "what must hold between facts"),
                        "label": LABEL_KEY,
                    },
                ),
                "a list of constraints",
            ),
            "which facts contradict one another",
            required=False,
        ),
    },
)

DEFINITIONS = Keys(
    "definitions",
    {
        "definitions": Key(
            MapOf(
                DOTTED,
                Keys(
                    "a definition",
                    {
                        "label": LABEL_KEY,
                        "type": KIND_KEY,
                        "unit": UNIT_KEY,
                        **FORMULA_KEYS,
                    },
                    choice=FORMULAS,
                ),
                "definitions",
            ),
            "derived facts that several rules use",
        ),
    },
)
