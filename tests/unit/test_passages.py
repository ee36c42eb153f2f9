"""The guide's text cut into passages: a small made-up guide for the shapes, the real one for the whole."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from sxguide.errors import GuideTextError
from sxguide.passages import MAX_CHARACTERS, fingerprint, split_guide

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "guide" / "guide.txt"

# Made up: three services that do not exist, with every shape that the guide has.
MADE_UP = """ 就业办事指南
甲事
1.甲事
事项名称：甲事
事项说明：说明一，
换行后继续 APP 12
服务对象：人
办理条件：条件如下：
（ 一）第一；
（二）第二，含 1.5 倍；
（三）第三。
办结时限：5 个工作日

— 10 —
就业办事指南
乙事
2.乙事
事项名称: 乙事（又名）
事项说明：
所需材料：1.证件；2.户口本。
办结时限：即时
注意事项：未编号；两句话。
 3.丙事/
丁事
事项名称：丙事/丁事
事项说明：情况：①甲；②乙（见 10 页）。
结果反馈：1、窗 口；
2、网上。
办理须知：
1、第一条。
— 11 —
仍是第一条。
2、第二条。

末段属于第二条。
"""

COUNTS = {
    **dict.fromkeys(range(1, 41), 7),
    **dict.fromkeys((15, 23, 24, 28, 33, 35, 38), 8),
    **dict.fromkeys((25, 27, 34), 9),
    **dict.fromkeys((20, 21, 22, 26, 32, 40), 10),
    11: 15,
}


def words(text: str) -> dict[str, str]:
    return {locator: passage.text for locator, passage in split_guide(text).items()}


def test_sections_and_numbered_items_become_passages_without_white_space():
    assert words(MADE_UP) == {
        "guide/1/description": "说明一，换行后继续APP12",
        "guide/1/audience": "人",
        "guide/1/conditions": "条件如下：",
        "guide/1/conditions/1": "第一；",
        "guide/1/conditions/2": "第二，含1.5倍；",
        "guide/1/conditions/3": "第三。",
        "guide/1/deadline": "5个工作日",
        "guide/2/materials/1": "证件；",
        "guide/2/materials/2": "户口本。",
        "guide/2/deadline": "即时",
        "guide/2/notes/1": "未编号；两句话。",
        "guide/3/description": "情况：",
        "guide/3/description/1": "甲；",
        "guide/3/description/2": "乙（见10页）。",
        "guide/3/results/1": "窗口；",
        "guide/3/results/2": "网上。",
        "guide/3/notes/1": "第一条。仍是第一条。",
        "guide/3/notes/2": "第二条。末段属于第二条。",
    }


def test_passages_come_in_the_order_of_the_guide_and_know_their_locator():
    passages = split_guide(MADE_UP)
    assert [passage.locator for passage in passages.values()] == list(passages)


@pytest.mark.parametrize("width", [1, 7, 10_000])
def test_how_the_text_is_wrapped_makes_no_difference(width):
    compact = "".join(MADE_UP.split())
    wrapped = "\r\n\u3000".join(compact[i : i + width] for i in range(0, len(compact), width))
    assert split_guide(wrapped) == split_guide(MADE_UP)


def test_of_nested_lists_the_outer_one_counts():
    nested = MADE_UP.replace("第一；", "第一：1、甲；2、乙；")
    assert words(nested)["guide/1/conditions/1"] == "第一：1、甲；2、乙；"


def test_a_number_within_a_sentence_begins_no_item():
    inner = MADE_UP.replace("未编号；", "未编号，共1、2两类；")
    assert words(inner)["guide/2/notes/1"] == "未编号，共1、2两类；两句话。"


def test_a_decimal_number_begins_no_item_either():
    decimal = MADE_UP.replace("未编号；", "1.5 倍；")
    assert words(decimal)["guide/2/notes/1"] == "1.5倍；两句话。"


def test_an_item_without_text_is_no_passage():
    assert "guide/3/results/2" not in words(MADE_UP.replace("2、网上。", "2、"))


def test_items_stop_where_the_count_breaks_off():
    broken = MADE_UP.replace("2、第二条", "3、第二条")
    assert "guide/3/notes/2" not in words(broken)
    assert words(broken)["guide/3/notes/1"].endswith("3、第二条。末段属于第二条。")


def test_the_fingerprint_is_the_sha256_of_the_text_without_white_space():
    expected = hashlib.sha256("5个工作日".encode()).hexdigest()
    assert fingerprint("5 个工\u3000作\n日\t") == expected
    assert split_guide(MADE_UP)["guide/1/deadline"].fingerprint == expected
    assert fingerprint("5个工作日。") != expected


@pytest.mark.parametrize(
    "text", ["", "   ", "some other text", "事项名称：甲事", "1.甲事\n事项名称：乙事"]
)
def test_a_text_that_is_not_the_guide_is_refused_with_a_way_out(text):
    with pytest.raises(GuideTextError) as caught:
        split_guide(text)
    (problem,) = caught.value.problems
    assert problem.code == "guide-text-unknown"
    assert problem.help


def test_services_out_of_order_are_refused():
    with pytest.raises(GuideTextError) as caught:
        split_guide(MADE_UP.replace("3.丙事", "4.丙事"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("guide-text-order", "guide/4")
    assert problem.message == "service 4 stands where service 3 is expected"


def test_a_section_that_stands_twice_is_refused_with_all_other_faults():
    damaged = MADE_UP.replace("服务对象：人", "办理条件：人").replace(
        "办结时限：即时", "注意事项："
    )
    with pytest.raises(GuideTextError) as caught:
        split_guide(damaged.replace("1.甲事", "9.甲事"))
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("guide-text-order", "guide/9"),
        ("guide-text-section", "guide/9/conditions"),
        ("guide-text-section", "guide/2/notes"),
    ]


def test_a_text_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(GuideTextError, match="more than the 500000 allowed"):
        split_guide("1" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("unit", ["1.", "1.甲", "—1", "（一）", "甲"])
def test_a_large_text_of_broken_marks_is_read_to_an_end(unit):
    assert "guide/1/audience" in words(MADE_UP + unit * (200_000 // len(unit)))


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("事项名称：", "guide-text-section"),
        ("办理须知：", "guide-text-section"),
        ("1.甲事事项名称：甲事", "guide-text-order"),
    ],
)
def test_a_large_text_of_labels_and_headings_is_refused_in_few_words(unit, code):
    with pytest.raises(GuideTextError) as caught:
        split_guide(MADE_UP + unit * (200_000 // len(unit)))
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.fixture(scope="module")
def official() -> str:
    if not OFFICIAL.exists():
        pytest.skip("the official guide is not beside this checkout")
    return OFFICIAL.read_text("utf-8")


def test_the_official_guide_has_319_passages_in_40_services(official):
    passages = split_guide(official)
    assert len(passages) == 319
    assert Counter(int(locator.split("/")[1]) for locator in passages) == COUNTS


def test_nothing_but_labels_marks_and_headings_stands_between_the_official_passages(official):
    text = re.sub("—[0-9]+—", "", "".join(official.split()))
    position, before = 0, 0
    label_or_mark = r"(?:[一-龥]{4}[：:]|（[一二三四五六七]）|[1-7][.、]|[①②③])"
    for locator, passage in split_guide(official).items():
        service = int(locator.split("/")[1])
        start = text.index(passage.text, position)
        between = text[position:start]
        if service != before:
            heading = rf"(?:(?:就业|职建|社保卡)办事指南(?P<head>.+))?{service}\.(?P<title>.+)"
            name = r"事项名称[：:](?P=title)(?:（.+）)?事项说明："
            found = re.fullmatch(heading + name, between)
            assert found, (locator, between)
            assert found["head"] in (None, found["title"])
            between = ""
        assert re.fullmatch(f"{label_or_mark}*", between), (locator, between)
        position, before = start + len(passage.text), service
    assert text[position:] == ""


@pytest.mark.parametrize(
    ("locator", "digest"),
    [
        ("guide/9/deadline", "281dbc1898bf9bc5"),
        ("guide/11/conditions/7", "6ff526c07c33b3a6"),
        ("guide/14/deadline", "281dbc1898bf9bc5"),
        ("guide/16/notes/1", "694475b8c8a6842b"),
        ("guide/21/notes/2", "3367e6f31c0d8a39"),
        ("guide/22/notes/3", "85246ef709eed8b9"),
        ("guide/30/description", "174abf3d5418e9c0"),
        ("guide/34/description", "5dc01a11e21a1895"),
        ("guide/38/notes/1", "09f8ca3a8cb4afdd"),
        ("guide/40/notes/3", "64f4d3a1cc944348"),
    ],
)
def test_passages_checked_by_eye_keep_their_fingerprints(official, locator, digest):
    assert split_guide(official)[locator].fingerprint.startswith(digest)


def test_the_sections_that_differ_from_the_rest_are_read_right(official):
    locators = set(split_guide(official))
    assert not {name for name in locators if name.startswith("guide/23/conditions")}
    assert {name for name in locators if name.startswith("guide/16/notes")} == {"guide/16/notes/1"}
    assert "guide/32/description" in locators
    assert "guide/21/materials" not in locators
    assert {"guide/22/notes/3", "guide/38/notes/1", "guide/40/notes/3"} <= locators
    for number in (38, 39, 40):
        assert f"guide/{number}/results/3" in locators
        assert not {f"guide/{number}/place", f"guide/{number}/process"} & locators
