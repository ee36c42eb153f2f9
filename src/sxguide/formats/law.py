"""What comes from the law: parameters, instruments and interpretations."""

from __future__ import annotations

from sxguide.formats.words import (
    BASIS,
    CITES_KEY,
    DOTTED,
    INTERPRETATION,
    KIND_KEY,
    LABEL_KEY,
    LOCATOR,
    TEXT,
    UNIT_KEY,
)
from sxguide.shapes import Date, Key, Keys, ListOf, MapOf, Scalar, WholeNumber, Word

PARAMETERS = Keys(
    "parameters",
    {
        "parameters": Key(
            MapOf(
                DOTTED,
                Keys(
                    "a parameter",
                    {
                        "type": KIND_KEY,
                        "unit": UNIT_KEY,
                        "label": LABEL_KEY,
                        "keyed_by": Key(
                            DOTTED,
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
                                        "basis": Key(BASIS, "how well it is known"),
                                        "cites": CITES_KEY,
                                        "note": Key(TEXT, "what to know about it", required=False),
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

INSTRUMENTS = Keys(
    "instruments",
    {
        "instruments": Key(
            MapOf(
                Word("an instrument's name", r"guide|law/[a-z0-9-]+", "law/social-insurance-law"),
                Keys(
                    "an instrument",
                    {
                        "title": Key(TEXT, "its title"),
                        "document": Key(Word("words"), "its document number", required=False),
                        "issued": Key(Date(), "the day it was issued", required=False),
                        "in_force_from": Key(Date(), "the day it took effect", required=False),
                        "url": Key(
                            Word("an address", r"https?://\S+"), "where to read it", required=False
                        ),
                        "basis": Key(BASIS, "how well its text is known"),
                        "clauses": Key(
                            MapOf(
                                LOCATOR,
                                Keys(
                                    "a clause",
                                    {
                                        "gist": Key(TEXT, "what it says, in our own words"),
                                        "fingerprint": Key(
                                            Word("a SHA-256", r"[0-9a-f]{64}"),
                                            "the SHA-256 of the passage without white space",
                                            required=False,
                                        ),
                                        "informative": Key(
                                            TEXT, "why no rule encodes the clause", required=False
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
            ListOf(INTERPRETATION, "a list of interpretations"),
            "readings that several services share",
        ),
    },
)
