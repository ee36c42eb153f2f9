"""Change prose: what would turn the answer, and when it turns by itself, as words in Chinese or English."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sxguide.backends.situation import APPLICATION_DATE
from sxguide.citations import Language, Text
from sxguide.prose import OUTCOMES, Line, Prose, Section, heading, plain_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sxguide.answers import Outcome
    from sxguide.change import Change, Changes, NewValue, Range, Stretch
    from sxguide.model import Fact, Plain

_AND = Text("；并且", "; and ")
_COLON = Text("：", ": ")
_DEPENDS = Text("视未知情况而定", "depending on what is not known")
_NOT_CHANGEABLE = Text("不由本人改变", "not the person's to change")
_NONE = Text("没有找到这样的改变", "no change was found that does")
_NOT_EXACT = Text(
    "可能还有其他改变，未能逐一查明", "there may be other changes that could not be looked into"
)
_IF_TIME_PASSES = Text("如果只是时间经过", "If only time passes")
# Of so many choices, more than half are told by the others.
_MANY = 3


class ChangeProse(Prose):
    """Renders decisions, and what would turn their answers."""

    def changes(self, changes: Changes, lang: Language) -> str:
        """Plain text: a heading, the outcome, and a line for each change."""
        decision = changes.decision
        first = [heading(decision, lang), OUTCOMES[decision.outcome].of(lang)]
        return plain_text(first, [change_section(changes, lang)])


def change_section(changes: Changes, lang: Language) -> Section:
    """A line for each change, the best first."""
    lines = [_line(change, lang) for change in changes]
    if not lines:
        lines.append(Line(_NONE.of(lang)))
    if not changes.is_exact:
        lines.append(Line(_NOT_EXACT.of(lang), "open"))
    return Section(_title(changes.target).of(lang), tuple(lines))


def stretch_section(stretches: Iterable[Stretch], lang: Language) -> Section:
    """A line for each stretch of days."""
    lines = (
        f"{_days_words(each.first, each.last, lang)}{_COLON.of(lang)}{OUTCOMES[each.outcome].of(lang)}"
        for each in stretches
    )
    return Section(_IF_TIME_PASSES.of(lang), tuple(map(Line, lines)))


def _title(target: Outcome) -> Text:
    words = OUTCOMES[target]
    return Text(f"怎样会变为“{words.zh}”", f"What would make it “{words.en}”")


def _line(change: Change, lang: Language) -> Line:
    words = _AND.of(lang).join(_value_words(value, lang) for value in change.facts)
    tells_date = any(value.name == APPLICATION_DATE for value in change.facts)
    if change.waits and not tells_date:
        words += Text(f"；最早 {change.on}", f"; on {change.on} at the earliest").of(lang)
    notes = [
        *(() if change.kind != "not_changeable" else (_NOT_CHANGEABLE,)),
        *(() if change.is_sure else (_DEPENDS,)),
    ]
    if notes:
        comma = "，" if lang == "zh" else ", "
        joined = comma.join(note.of(lang) for note in notes)
        words += Text(f"（{joined}）", f" ({joined})").of(lang)
    return Line(words, clauses=tuple(citation.clause for citation in change.citations))


def _value_words(value: NewValue, lang: Language) -> str:
    """`months paid: 36 months or more (now 30 months)`, and the service that brings it about."""
    fact = value.fact
    if fact.name == APPLICATION_DATE:
        (days,) = value.ranges
        return fact.label.of(lang) + _COLON.of(lang) + _days_words(days.low, days.high, lang)
    if value.ranges:
        either = "，或 " if lang == "zh" else " or "
        wanted = either.join(_range_words(fact, each, lang) for each in value.ranges)
    else:
        wanted = _choice_words(fact, value.values, lang)
    notes = []
    if value.now is not None:
        now = _one_words(fact, value.now, lang)
        notes.append(
            Text(f"现为 {now}" if now[:1].isdigit() else f"现为{now}", f"now {now}").of(lang)
        )
    for service in value.services:
        title = f"{service.number}. {service.title.of(lang)}"
        notes.append(Text(f"先办理 {title}", f"first {title}").of(lang))
    joined = ("；" if lang == "zh" else "; ").join(notes)
    inside = Text(f"（{joined}）", f" ({joined})").of(lang) if notes else ""
    return fact.label.of(lang) + _COLON.of(lang) + wanted + inside


def _choice_words(fact: Fact, values: Sequence[Plain], lang: Language) -> str:
    """The values, or those that will not do where they are fewer."""
    others = [choice.value for choice in fact.choices if choice.value not in values]
    if len(values) > _MANY and len(others) < len(values):
        named = _joined([_one_words(fact, value, lang) for value in others], lang)
        return Text(f"除{named}以外", f"anything but {named}").of(lang)
    return _joined([_one_words(fact, value, lang) for value in values], lang)


def _joined(words: Sequence[str], lang: Language) -> str:
    *others, last = words
    comma, either = ("、", "或") if lang == "zh" else (", ", " or ")
    return comma.join(others) + either + last if others else last


def _one_words(fact: Fact, value: Plain, lang: Language) -> str:
    label = next((choice.label for choice in fact.choices if choice.value == value), None)
    return label.of(lang) if label is not None else shown(value, fact.unit, lang)


def _range_words(fact: Fact, values: Range, lang: Language) -> str:
    if fact.kind == "date":
        return _days_words(values.low, values.high, lang)
    low = None if values.low == fact.minimum else values.low
    if values.low == values.high and values.low is not None:
        return _one_words(fact, values.low, lang)
    return Text("、", " and ").of(lang).join(_bounds_words(fact, values, low, lang))


def _bounds_words(fact: Fact, values: Range, low: Plain | None, lang: Language) -> Iterator[str]:
    """Each bound in words; in Chinese a number is within its 以上 and 以下, as the Civil Code says (article 1259)."""
    if low is not None:
        words = shown(low, fact.unit, lang)
        within, beyond = (
            Text(f"{words}以上", f"{words} or more"),
            Text(f"超过 {words}", f"more than {words}"),
        )
        yield (within if values.includes_low else beyond).of(lang)
    if values.high is not None:
        words = shown(values.high, fact.unit, lang)
        within, beyond = (
            Text(f"{words}以下", f"{words} or less"),
            Text(f"不足 {words}", f"less than {words}"),
        )
        yield (within if values.includes_high else beyond).of(lang)


def _days_words(first: Plain | None, last: Plain | None, lang: Language) -> str:
    match first, last:
        case dt.date(), dt.date() if first == last:
            return str(first)
        case dt.date(), dt.date():
            return Text(f"{first} 至 {last}", f"{first} to {last}").of(lang)
        case dt.date(), _:
            return Text(f"{first} 起", f"from {first}").of(lang)
        case _:
            return Text(f"不晚于 {last}", f"any date up to {last}").of(lang)
