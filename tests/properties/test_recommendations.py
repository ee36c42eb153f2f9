"""On random candidates, the compiled recommender keeps, refuses and ranks as the reference evaluator would."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rulebooks import CLAUSE, ON, WORDS, condition, small_guide

from sxguide.feel.evaluator import evaluate
from sxguide.values import Unknown

MATCHING = {
    "candidate": {
        "trade": {"type": "text", "label": WORDS},
        "pay": {"type": "money", "label": WORDS, "default": "person.pay"},
        "least": {"type": "money", "label": WORDS, "default": "candidate.pay / 2"},
        "born_on": {"type": "date", "label": WORDS},
        "indoors": {"type": "boolean", "label": WORDS},
    },
    "keep": [
        condition("trade", 'candidate.trade in ("cook", person.name) or candidate.indoors = true'),
        condition("pay", "candidate.least <= person.pay and candidate.pay > 2"),
        condition("age", 'candidate.born_on + duration("P16Y") <= application.date'),
    ],
    "rank": [
        {"id": name, "by": by, "order": order, "label": WORDS, "cites": [CLAUSE]}
        for name, by, order in (
            ("indoors", "candidate.indoors", "descending"),
            ("rest", "candidate.pay - candidate.least", "ascending"),
            ("born", "candidate.born_on", "descending"),
        )
    ],
}
GUIDE = small_guide(condition("wants", "person.wants"), rules={"matching": MATCHING})
RULES = GUIDE.service("some").matching
assert RULES is not None

words = st.sampled_from(["cook", "welder", "driver"])
pays = st.integers(0, 6)
candidates = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "trade": words,
            "pay": pays,
            "least": pays,
            "born_on": st.dates(dt.date(2009, 1, 1), dt.date(2011, 1, 1)),
            "indoors": st.booleans(),
        },
    ),
    max_size=12,
)
people = st.fixed_dictionaries(
    {"person.wants": st.just(True)},
    optional={"person.name": words, "person.pay": pays},
)


def truths(person, candidate):
    """What the reference says of each condition and criterion."""
    values = {"application.date": ON}
    for name in ("person.name", "person.pay"):
        values[name] = as_value(person.get(name), name)
    for field in RULES.fields:
        values[field.name] = as_value(candidate.get(field.key), field.name)
        if isinstance(values[field.name], Unknown) and field.default is not None:
            default = evaluate(field.default.node, values.__getitem__)
            joined = values[field.name] | default if isinstance(default, Unknown) else default
            values[field.name] = joined
    kept = [evaluate(each.when.node, values.__getitem__) for each in RULES.keep]
    ranks = [evaluate(each.by.node, values.__getitem__) for each in RULES.rank]
    return kept, [None if isinstance(each, Unknown) else each for each in ranks]


def as_value(given_value, name):
    if given_value is None:
        return Unknown(frozenset({name}))
    is_number = isinstance(given_value, int) and not isinstance(given_value, bool)
    return Decimal(given_value) if is_number else given_value


def is_before(one, other):
    """Whether the ranks `one` come before, or at the same place as, the ranks `other`."""
    for criterion, left, right in zip(RULES.rank, one, other, strict=True):
        if left == right:
            continue
        if left is None or right is None:
            return right is None
        return (left < right) is (criterion.order == "ascending")
    return True


@settings(max_examples=300)
@given(people, candidates)
def test_candidates_are_kept_and_ranked_as_the_reference_would(person, offered):
    found = GUIDE.recommend("some", person, offered, on=ON)

    expected = [truths(person, candidate) for candidate in offered]
    sure = {index for index, (kept, _) in enumerate(expected) if all(each is True for each in kept)}
    refused = {
        index
        for index, (kept, _) in enumerate(expected)
        if any(each is not True and not isinstance(each, Unknown) for each in kept)
    }
    assert {match.index for match in found.matches} == sure
    assert {match.index for match in found.possible} == set(range(len(offered))) - sure - refused
    assert sum(found.refused.values()) == len(refused)
    for matches in (found.matches, found.possible):
        for match in matches:
            assert list(match.ranks.values()) == expected[match.index][1]
        for earlier, later in itertools.pairwise(matches):
            one, other = expected[earlier.index][1], expected[later.index][1]
            assert is_before(one, other)
            assert one != other or earlier.index < later.index
    for match in found.possible:
        kept, _ = expected[match.index]
        waits = [each.names for each in kept if isinstance(each, Unknown)]
        assert set(match.missing) == frozenset().union(*waits)


@settings(max_examples=300)
@given(people, candidates, st.integers(0, 5))
def test_a_limit_gives_the_beginning_of_the_whole_ranking(person, offered, limit):
    whole = GUIDE.recommend("some", person, offered, on=ON)

    found = GUIDE.recommend("some", person, offered, on=ON, limit=limit)

    assert found.matches == whole.matches[:limit]
    assert found.possible == whole.possible[:limit]
    assert (found.match_count, found.possible_count) == (len(whole.matches), len(whole.possible))
    assert found.refused == whole.refused
