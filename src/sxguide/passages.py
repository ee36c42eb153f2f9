"""Passages: the official guide's text, cut into the passages that its clauses are about.

The guide is hard-wrapped and paged, so white space in it carries no meaning: a passage is given, and
fingerprinted, without any. Page marks and the headings between services belong to no passage.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sxguide.errors import GuideTextError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 500_000

_SECTIONS = {
    "事项名称": "name",
    "事项说明": "description",
    "服务对象": "audience",
    "办理条件": "conditions",
    "办理地点": "place",
    "所需材料": "materials",
    "办理流程": "process",
    "办结时限": "deadline",
    "结果反馈": "results",
    "注意事项": "notes",
    "办理须知": "notes",
}
_RUNNING_HEADERS = ("就业办事指南", "职建办事指南", "社保卡办事指南")
_SECTION = re.compile(f"({'|'.join(_SECTIONS)})[：:]")
_PAGE_MARK = re.compile(r"[—–]+\d{1,3}[—–]+")
# A service begins with its number and title; its name repeats the title, and may say more.
_HEADING = re.compile(
    r"(?<!\d)(?P<number>\d{1,3})\.(?P<title>[^。：:]{2,60}?)(?=事项名称[：:](?P=title))"
)
_MOST_ITEMS = 20
_NUMERALS = [*"一二三四五六七八九十", *(f"十{one}" for one in "一二三四五六七八九"), "二十"]


@cache
def _item_marks() -> tuple[list[re.Pattern[str]], ...]:
    """The marks of numbered items, by style. Digits count as a mark only where a sentence can begin."""
    return (
        [re.compile(f"[（(]{numeral}[）)]") for numeral in _NUMERALS],
        [re.compile(f"(?:^|(?<=[。；：;:])){k}[、.](?!\\d)") for k in range(1, _MOST_ITEMS + 1)],
        [re.compile(chr(ord("①") + k)) for k in range(_MOST_ITEMS)],
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """The guide's own words for one clause, without white space."""

    locator: str
    text: str

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the text."""
        return fingerprint(self.text)


def fingerprint(text: str) -> str:
    """SHA-256, in hexadecimal, of `text` in UTF-8 with all white space removed."""
    return hashlib.sha256(_compact(text).encode()).hexdigest()


def split_guide(text: str) -> dict[str, Passage]:
    """The passages of the guide by locator, in the guide's order.

    A section without numbered items is one passage, `guide/N/<section>` (a note: `guide/N/notes/1`).
    One with items has a passage for what comes before them, if anything does, and one for each
    item, `guide/N/<section>/k`. A section without text has none.

    Raises:
        GuideTextError: The text is not the guide: too large, without services, with services out
            of order, or with a section twice.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the text has {len(text)} characters, more than the {MAX_CHARACTERS} allowed"
        raise GuideTextError([Problem("guide-text-size", message)])
    services = _services(_PAGE_MARK.sub("", _compact(text)))
    problems = [*_faults_of_order(services), *_faults_of_sections(services)]
    if problems:
        raise GuideTextError(problems)
    return {
        passage.locator: passage
        for service in services
        for section, words in service.sections
        for passage in _passages(f"guide/{service.number}/{section}", words)
    }


@dataclass(frozen=True, slots=True)
class _Service:
    """A service's number in the guide, and its sections in order: the locator's word, and the text."""

    number: int
    sections: tuple[tuple[str, str], ...]


def _compact(text: str) -> str:
    return "".join(text.split())


def _services(text: str) -> list[_Service]:
    headings = list(_HEADING.finditer(text))
    services = []
    for heading, following in zip(headings, [*headings, None][1:], strict=True):
        body = text[heading.end() : following.start() if following else None]
        if following:
            body = _without_running_header(body.removesuffix(following["title"]))
        services.append(_Service(int(heading["number"]), tuple(_sections(body))))
    return services


def _without_running_header(body: str) -> str:
    for header in _RUNNING_HEADERS:
        body = body.removesuffix(header)
    return body


def _sections(body: str) -> Iterator[tuple[str, str]]:
    # `split` with one group gives: what comes before, then label and text in turn.
    parts = _SECTION.split(body)
    for label, words in zip(parts[1::2], parts[2::2], strict=True):
        yield _SECTIONS[label], words


def _faults_of_order(services: list[_Service]) -> Iterator[Problem]:
    if not services:
        help_text = "give the official guide as plain text in UTF-8"
        yield Problem("guide-text-unknown", "no service of the guide was found", help=help_text)
    for expected, service in enumerate(services, start=1):
        if service.number != expected:
            message = f"service {service.number} stands where service {expected} is expected"
            yield Problem("guide-text-order", message, path=f"guide/{service.number}")
            return


def _faults_of_sections(services: list[_Service]) -> Iterator[Problem]:
    for service in services:
        for section, times in Counter(name for name, _ in service.sections).items():
            if times > 1:
                path = f"guide/{service.number}/{section}"
                message = f"the section stands {times} times"
                yield Problem("guide-text-section", message, path=path)


def _passages(locator: str, words: str) -> Iterator[Passage]:
    """The passages of one section."""
    if locator.endswith("/name"):
        return
    lead, items = _items(words)
    if not items and locator.endswith("/notes"):
        lead, items = "", [lead]
    if lead:
        yield Passage(locator, lead)
    for k, item in enumerate(items, start=1):
        if item:
            yield Passage(f"{locator}/{k}", item)


def _items(words: str) -> tuple[str, list[str]]:
    """What comes before the numbered items, and the items without their marks.

    Where lists are nested, the items are those of the list that begins first.
    """
    styles = [
        (first.start(), style) for style in _item_marks() if (first := style[0].search(words))
    ]
    if not styles:
        return words, []
    _, style = min(styles, key=lambda found: found[0])
    marks: list[re.Match[str]] = []
    for pattern in style:
        mark = pattern.search(words, marks[-1].end() if marks else 0)
        if mark is None:
            break
        marks.append(mark)
    ends = [mark.start() for mark in marks[1:]] + [len(words)]
    items = [words[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return words[: marks[0].start()], items
