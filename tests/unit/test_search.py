"""Search: what people say at a counter, in Chinese and English, finds the service they mean; nothing they say breaks it."""

from __future__ import annotations

import gc
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebooks import WORDS, condition, formula, interpretation, item, rule_files, service
from tests.rulebooks import written as file

import sxguide
from sxguide.errors import DecisionError
from sxguide.guide import Guide
from sxguide.loader import load_rulebook
from sxguide.search import MAX_QUERY

WANTS = condition("wants", "person.wants")


def numbers(guide, query, **more):
    """The numbers of the services that are found, the best first."""
    return [hit.number for hit in guide.search(query, **more)]


# The forty services


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("卡丢了", 40),
        ("丢卡", 40),
        ("丢", 40),
        ("挂失", 40),
        ("社保卡丢了怎么办", 40),
        ("社保卡坏了", 40),
        ("report a lost card", 40),
        ("my card was stolen", 40),
        ("退休金没到账", 26),
        ("失业金到账了吗", 27),
        ("失业登记", 11),
        ("下岗", 11),
        ("I lost my job", 11),
        ("unemployment benefit", 23),
        ("技能补贴", 22),
        ("考证补贴", 22),
        ("skill subsidy", 22),
        ("补缴", 32),
        ("pay missed years", 32),
        ("招聘会", 14),
        ("job fair", 14),
        ("我的档案在哪里", 15),
        ("养老认证", 21),
        ("life certificate", 21),
        ("我想学技术", 16),
        ("附近的培训学校", 17),
        ("报名成功了吗", 18),
        ("结业证", 19),
        ("改手机号", 30),
        ("满60岁", 34),
        ("激活社保卡", 38),
        ("card not working", 39),
        ("农民养老保险", 28),
        ("外卖员怎么交社保", 20),
        ("停缴", 31),
        ("推荐工作", 2),
        ("我想雇个人干活", 7),
        ("政策", 12),
        ("22", 22),
        ("ＪＯＢ　ＦＡＩＲ", 14),
    ],
)
def test_what_a_person_says_finds_the_service_they_mean(guide, query, first):
    assert numbers(guide, query)[0] == first


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("退休金没到账", {26, 36}),
        ("养老金没到账", {26, 36}),
        ("pension not received", {26, 36}),
        ("失业金", {23, 27, 11}),
        ("培训", {16, 17, 18, 19}),
        ("training", {16, 17, 18, 19}),
        ("零工", {4, 5, 6, 7, 8, 9}),
        ("gig work", {4, 5, 6, 7, 8, 9}),
        ("找工作", {1, 3}),
        ("家人去世", {24, 37}),
        ("卡", {38, 39, 40}),
    ],
)
def test_words_that_several_services_are_about_find_all_of_them(guide, query, wanted):
    assert wanted <= set(numbers(guide, query)[: len(wanted) + 2])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_service_is_found_first_by_its_own_title(guide, language):
    found = {
        service.number: numbers(guide, title.of(language))[0]
        for service in guide.services.values()
        for title in service.titles
    }

    assert found == {number: number for number in range(1, 41)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_service_is_among_the_first_five_by_each_thing_that_people_call_it(guide, language):
    amiss = [
        (service.number, words, numbers(guide, words)[:5])
        for service in guide.services.values()
        for words in service.asked_as.of(language).replace("、", ",").split(",")
        if service.number not in numbers(guide, words)[:5]
    ]

    assert amiss == []


def test_a_hit_has_the_clause_that_fits_best(guide):
    hit = guide.search("每人每年最多三次")[0]

    assert (hit.service, hit.citation.clause) == ("skill-upgrade-subsidy", "guide/22/notes/3")


def test_where_no_clause_has_the_words_the_hit_has_what_the_service_is(guide):
    assert guide.search("卡丢了")[0].citation.clause == "guide/40/description"


def test_a_hit_is_told_as_plain_data(guide):
    hit = guide.search("招聘会")[0]

    assert hit.to_dict() == {
        "service": "job-fair-search",
        "number": 14,
        "title": guide.services["job-fair-search"].title.to_dict(),
        "citation": hit.citation.to_dict(),
    }


# How many


def test_ten_services_are_given_where_no_limit_is_named(guide):
    assert len(guide.search("养老保险")) == 10
    assert len(guide.search("养老保险", limit=40)) > 10


@pytest.mark.parametrize("limit", [0, 1, 3])
def test_no_more_are_given_than_the_limit(guide, limit):
    assert numbers(guide, "养老保险", limit=limit) == numbers(guide, "养老保险")[:limit]


def test_what_hardly_fits_is_left_out(guide):
    # Nearly every service has a card to be brought; three are about one.
    assert set(numbers(guide, "card", limit=40)) == {38, 39, 40}


@pytest.mark.parametrize("limit", [-1, 1.5, "3", None, True])
def test_a_limit_is_a_count(guide, limit):
    with pytest.raises(DecisionError, match="`limit` must be a whole number from 0 up"):
        guide.search("卡", limit=limit)


def test_a_limit_may_be_larger_than_any_number_of_the_index(guide):
    assert len(guide.search("养老保险", limit=10**30)) > 10


# Whatever anybody writes


@pytest.mark.parametrize("query", ["", "   ", "？！", "天气", "the and of", "😀", "\x00", "\ud800"])
def test_words_that_say_nothing_of_a_service_find_none(guide, query):
    assert guide.search(query) == ()


@pytest.mark.parametrize(
    "query",
    [
        '卡" OR "',
        "卡)",
        "(卡",
        "卡*",
        "-卡",
        "^卡",
        "titles : 卡",
        "卡 AND NOT 挂失",
        "NEAR(卡 挂失, 3)",
        "'; DROP TABLE service; --卡",
        "卡\x00挂失",
        "卡\ud83d",
        "😀卡😀",
        "卡\u202e\u200b",
        "卡" * 1_000_000,
        "a " * 1_000_000 + "卡",
        "卡 " + " ".join(f"w{number}" for number in range(5_000)),
    ],
)
def test_the_marks_of_a_query_language_are_mere_words(guide, query):
    assert all(isinstance(hit, sxguide.search.Hit) for hit in guide.search(query))


def test_of_a_very_long_query_the_beginning_is_sought(guide):
    assert numbers(guide, "天" * MAX_QUERY + "挂失") == []
    assert numbers(guide, "挂失" + "天" * MAX_QUERY)[0] == 40


@given(query=st.text(alphabet=st.characters(), max_size=60))
def test_no_text_at_all_breaks_the_search(guide, query):
    guide.search(query)


@pytest.mark.parametrize("query", [None, 22, b"card", ["card"]])
def test_what_is_no_text_is_refused(guide, query):
    with pytest.raises(DecisionError, match="`query` must be a text"):
        guide.search(query)


# What the index holds


def made(*services, **parts):
    return Guide(load_rulebook(rule_files(*services, **parts)))


def named(number, zh, en, **more):
    made = service(f"s{number}", WANTS, number=number, title={"zh": zh, "en": en})
    return {**made, **more}


def test_a_title_counts_for_more_than_what_a_rule_says():
    says = named(
        1, "甲", "first", materials=[item("x", text={"zh": "银行流水", "en": "statement"})]
    )
    called = named(2, "银行流水打印", "statement of an account")

    guide = made(says, called)

    assert numbers(guide, "银行流水") == numbers(guide, "statement") == [2, 1]


@pytest.mark.parametrize(
    "more",
    [
        {"summary": {"text": {"zh": "苹果", "en": "apple"}, "cites": ["law/made-up/1"]}},
        {"audience": {"text": {"zh": "苹果", "en": "apple"}, "cites": ["law/made-up/1"]}},
        {"materials": [item("x", text={"zh": "苹果", "en": "apple"})]},
        {"handling": {"accepted_at": [item("x", text={"zh": "苹果", "en": "apple"})]}},
        {"notices": [item("x", text={"zh": "苹果", "en": "apple"})]},
        {"eligibility": condition("a", "person.able", label={"zh": "苹果", "en": "apple"})},
        {"benefit": {"a": formula("money", "1", label={"zh": "苹果", "en": "apple"})}},
        {"asked_as": {"zh": "苹果", "en": "apple"}},
        {"other_titles": [{"zh": "苹果", "en": "apple"}]},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_service_is_found_by_everything_that_its_rules_say(more):
    guide = made(named(1, "甲", "first", **more), named(2, "乙", "second"))

    assert numbers(guide, "苹果") == numbers(guide, "apples") == [1]


def test_a_service_is_found_by_the_facts_that_it_reads():
    facts = {"person.apple": {"type": "boolean", "label": {"zh": "有苹果", "en": "has an apple"}}}
    facts["person.apple"]["question"] = WORDS
    reading = named(1, "甲", "first", eligibility=condition("a", "person.apple"))

    guide = made(reading, named(2, "乙", "second"), facts=facts)

    assert numbers(guide, "苹果") == numbers(guide, "apple") == [1]


def test_readings_are_not_searched():
    strange = {"zh": "苹果", "en": "apple"}
    own = interpretation("own", says=strange)

    assert made(named(1, "甲", "first", interpretations=[own])).search("苹果 apple") == ()


def test_a_rulebook_without_a_guide_has_hits_too():
    (hit,) = made(named(1, "甲事", "first")).search("甲事")

    assert hit.citation.clause == "law/made-up/1"


def test_a_clause_of_another_service_is_none_of_its_own():
    clauses = {
        "guide/1/description": {"gist": {"zh": "苹果", "en": "apple"}, "fingerprint": "0" * 64},
        "guide/12/description": {"gist": {"zh": "香梨", "en": "pear"}, "fingerprint": "1" * 64},
    }
    instrument = {"guide": {"title": WORDS, "basis": "guide", "clauses": clauses}}
    files = rule_files(named(1, "甲", "first"), named(12, "乙", "second"))
    guide = Guide(load_rulebook(files | {"guide.yaml": file({"instruments": instrument})}))

    assert (numbers(guide, "苹果"), numbers(guide, "pear")) == ([1], [12])
    assert guide.search("pear")[0].citation.clause == "guide/12/description"


# Threads, and the end


def test_threads_on_one_guide_find_as_one_does():
    guide = sxguide.load()
    queries = ["卡丢了", "培训", "unemployment benefit", "补缴", "零工", "天气"] * 20

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(guide.search, queries))

    assert together == [guide.search(query) for query in queries]


def test_a_guide_that_is_dropped_leaves_no_connection_open():
    guide = made(named(1, "甲事", "first"))
    connection = guide._index._connection
    guide.search("甲事")

    del guide
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gc.collect()

    with pytest.raises(Exception, match="closed database"):
        connection.execute("SELECT 1")
