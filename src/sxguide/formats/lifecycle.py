"""Life cycles: what happens to a person, the states that it begins and ends, and what falls due."""

from __future__ import annotations

from sxguide.formats.words import (
    CITES_KEY,
    DEFAULT_KEY,
    DOTTED,
    EXPRESSION,
    FACT_KIND,
    FORMULA_KEYS,
    FORMULAS,
    IN_FORCE_KEY,
    INTERPRETATION,
    LABEL_KEY,
    MINIMUM_KEY,
    RESTS_ON_KEY,
    SLUG,
    SNAKE,
    TERM_KEY,
    TEXT,
    UNIT_KEY,
    VALUE_KEY,
    VALUES_KEY,
)
from sxguide.shapes import Key, Keys, ListOf, MapOf, OneOf, TrueOrFalse

_NAMES = ListOf(SNAKE, "a list of names")
_FIELDS = MapOf(
    SNAKE,
    Keys(
        "a field",
        {
            "type": Key(FACT_KIND, "what it holds"),
            "unit": UNIT_KEY,
            "label": LABEL_KEY,
            "given": Key(
                OneOf(("always",)), "whether every event of the kind must say it", required=False
            ),
            "values": VALUES_KEY,
            "minimum": MINIMUM_KEY,
            "default": DEFAULT_KEY,
            "names": Key(
                OneOf(("service",)), "that the text names a service of the guide", required=False
            ),
        },
    ),
    "fields",
)
_EVENT = Keys(
    "a kind of event",
    {
        "label": LABEL_KEY,
        "fields": Key(_FIELDS, "what such an event says beside its date", required=False),
        "marks": Key(
            OneOf(("birth", "death")), "that the person's life begins or ends", required=False
        ),
        "once": Key(TrueOrFalse(), "whether it happens once at most", required=False),
        "once_per": Key(_NAMES, "the fields for whose values it happens once", required=False),
        "contradicts": Key(_NAMES, "the kinds that cannot happen on the same day", required=False),
        "after_death": Key(
            TrueOrFalse(), "whether it may follow the person's death", required=False
        ),
    },
)
_STATE = Keys(
    "a state",
    {
        "label": LABEL_KEY,
        "key": Key(_NAMES, "the fields that tell such states apart", required=False),
        "fields": Key(_FIELDS, "what it keeps of what began it", required=False),
        "duty_of": Key(
            OneOf(("person", "family", "agency")),
            "who has to act: the state is a duty",
            required=False,
        ),
        "suspends": Key(_NAMES, "the states that are suspended while it holds", required=False),
        "opens": Key(
            ListOf(SLUG, "a list of services"),
            "the services that are open while it holds",
            required=False,
        ),
        "shown": Key(
            TrueOrFalse(), "whether a person is told of it (default: true)", required=False
        ),
    },
)
_ON = Keys(
    "what sets a rule off",
    {
        "event": Key(SNAKE, "an event of this kind", required=False),
        "begins": Key(SNAKE, "that this state begins", required=False),
        "ends": Key(SNAKE, "that this state ends, early or by itself", required=False),
        "lapses": Key(SNAKE, "that this state ends by itself", required=False),
        "overdue": Key(SNAKE, "that the due date of this duty has passed", required=False),
    },
    choice=("event", "begins", "ends", "lapses", "overdue"),
)
_DATE = Keys(
    "a date",
    {
        "value": VALUE_KEY,
        "working_days": TERM_KEY,
        "service_term": Key(
            EXPRESSION, "the last day of the term of this service to answer", required=False
        ),
        "day_before": Key(TrueOrFalse(), "whether the day before it is meant", required=False),
    },
    choice=("value", "working_days", "service_term"),
)
_BEGINNING = Keys(
    "a beginning",
    {
        "state": Key(SNAKE, "the state that begins"),
        "with": Key(MapOf(SNAKE, EXPRESSION, "values"), "the values of its fields", required=False),
        "until": Key(_DATE, "its last day, where it ends by itself", required=False),
        "due": Key(_DATE, "the last day for a duty", required=False),
    },
)
_RULE = Keys(
    "a rule",
    {
        "id": Key(SLUG, "a name of its own"),
        "label": LABEL_KEY,
        "on": Key(_ON, "what sets it off"),
        "while": Key(_NAMES, "the states that must hold, or begin that day", required=False),
        "already": Key(_NAMES, "the states that must hold since before that day", required=False),
        "unless": Key(
            _NAMES,
            "states that must not hold since before that day; events that must not happen on it",
            required=False,
        ),
        "when": Key(EXPRESSION, "what else must be true, in FEEL", required=False),
        "begins": Key(ListOf(_BEGINNING, "a list of beginnings"), "what begins", required=False),
        "ends": Key(_NAMES, "which of the states named by the rule end", required=False),
        "tells": Key(TEXT, "what the person is told", required=False),
        "in_force": IN_FORCE_KEY,
        "cites": CITES_KEY,
        "rests_on": RESTS_ON_KEY,
    },
)
_FACT = Keys(
    "a fact of a history",
    {
        **FORMULA_KEYS,
    },
    choice=FORMULAS,
)

LIFECYCLE = Keys(
    "a life cycle",
    {
        "lifecycle": Key(SLUG, "the name by which programs call it"),
        "title": Key(TEXT, "what it is about"),
        "events": Key(MapOf(SNAKE, _EVENT, "events"), "what can happen", required=False),
        "states": Key(MapOf(SNAKE, _STATE, "states"), "what can hold", required=False),
        "rules": Key(ListOf(_RULE, "a list of rules"), "what follows from what", required=False),
        "facts": Key(
            MapOf(DOTTED, _FACT, "facts"),
            "facts of the vocabulary that a history gives",
            required=False,
        ),
        "interpretations": Key(
            ListOf(INTERPRETATION, "a list of interpretations"),
            "the readings chosen where the guide and the law leave a choice",
            required=False,
        ),
    },
)
