"""Prose: a decision as words in Chinese or English, as sections, plain text or HTML.

The sections are what every reader's form is made of: plain text and HTML here, the terminal's tables in `terminal`.
"""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from sxguide.answers import Benefit, Deadline, Missing, Outcome, Point
from sxguide.citations import Citation, Language, Text
from sxguide.errors import shortened
from sxguide.model import is_money
from sxguide.values import DECIMAL128

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sxguide.decision import Decision
    from sxguide.model import Interpretation, Plain
    from sxguide.reasons import Reason, Truth, Used

Mark: TypeAlias = Literal["yes", "no", "open", "none"]

OUTCOMES: dict[Outcome, Text] = {
    Outcome.ELIGIBLE: Text("可以办理", "eligible"),
    Outcome.INELIGIBLE: Text("不符合条件", "not eligible"),
    Outcome.UNDETERMINED: Text("暂不能确定", "undetermined"),
}
_SIGNS: dict[Mark, str] = {"yes": "✓ ", "no": "✗ ", "open": "? ", "none": ""}
# Of what is missing, a row of a table names the most telling.
MOST_MISSING = 3
# So many values that an output can still take are named one by one.
MOST_POSSIBLE = 4
# Of one, and of several.
_UNITS: dict[str, tuple[Text, Text]] = {
    "yuan": (Text("元", "yuan"), Text("元", "yuan")),
    "month": (Text("个月", "month"), Text("个月", "months")),
    "year": (Text("年", "year"), Text("年", "years")),
    "day": (Text("天", "day"), Text("天", "days")),
    "count": (Text("次", "time"), Text("次", "times")),
}
_YES = Text("是", "yes")
_NO = Text("否", "no")
_AND = Text("，并且", ", and ")
_OR = Text("，或者", ", or ")
_NOT_KNOWN = Text("未知", "not known")
_NO_WORDS = Text("无", "none")
_OUT_OF_FORCE = Text("已不在有效期内", "not in force")
_SECONDARY = Text("来源为转述，未核对原文", "known at second hand only")
_DEPENDS = Text("视情况而定", "depends on what is not known")
_POSSIBLY = Text("可能需要，视情况而定", "possibly; depends on what is not known")
_NOT_NEEDED = Text("不需要", "not needed")
_AT_ONCE = Text("当场办结", "on the spot")
_REVIEWED = Text("须审核", "after review")
_NO_CALENDAR = Text("暂定", "provisional")
_STATUS: dict[str, Text] = {
    "undetermined": Text("暂不能确定", "undetermined"),
    "not_applicable": Text("不适用", "does not apply"),
}
_COUNTING: dict[str, Text] = {
    "after_application_day": Text("不含申请日当天", "the day of application is not counted"),
    "not_stated": Text(
        "指南未说明起算日，按次日起算", "the guide does not say; counted from the next day"
    ),
}
_TITLES: dict[str, Text] = {
    "benefit": Text("结果", "What it gives"),
    "deadline": Text("办结时限", "Due"),
    "obstacles": Text("为什么不能办", "Why not"),
    "reasons": Text("条件", "Conditions"),
    "missing": Text("还需要知道", "Still missing"),
    "materials": Text("需要携带", "Bring"),
    "accepted_at": Text("在哪里办", "Where"),
    "reviewed_by": Text("由谁审核", "Who reviews"),
    "results_at": Text("结果在哪里看", "Where the result appears"),
    "notices": Text("注意", "Mind"),
    "interpretations": Text("本结论依据的理解", "Readings that this rests on"),
    "quotes": Text("指南原文", "The guide's own words"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: how deep it stands, whether it holds, its words, and the clauses behind it."""

    words: str
    mark: Mark = "none"
    depth: int = 0
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


def shown(value: Plain, unit: str | None, lang: Language) -> str:
    """A value with its unit, as a person writes it: `1500.00 元`, `48 个月`, `是`."""
    if isinstance(value, bool):
        return (_YES if value else _NO).of(lang)
    if isinstance(value, Decimal) and unit == "yuan":
        number = (
            format(value, ".2f") if is_money(value) else format(value.normalize(DECIMAL128), "f")
        )
    elif isinstance(value, Decimal):
        number = format(value, "f")
    elif isinstance(value, dt.date):
        return value.isoformat()
    else:
        number = str(value)
    if unit is None or unit == "one":
        return number
    of_one, of_several = _UNITS.get(unit, (Text(unit, unit), Text(unit, unit)))
    return f"{number} {(of_one if value == 1 else of_several).of(lang)}"


def unit_words(unit: str, lang: Language) -> str:
    """What several of a unit are called: `个月`, `months`."""
    _, of_several = _UNITS.get(unit, (Text(unit, unit), Text(unit, unit)))
    return of_several.of(lang)


def sections(decision: Decision, lang: Language) -> list[Section]:
    """The decision, section by section; those with nothing to say are left out."""
    handling = decision.handling
    parts: tuple[tuple[str, Iterable[Line]], ...] = (
        ("benefit", _benefits(decision.benefit.values(), lang)),
        ("deadline", _deadline(decision.deadline, lang)),
        ("obstacles", _obstacle_lines(decision, lang)),
        ("reasons", _reason_lines(decision.reasons, 0, lang)),
        ("missing", _missing_lines(decision.missing, lang)),
        ("materials", _materials(decision.materials, lang)),
        ("accepted_at", _points(handling.accepted_at, lang)),
        ("reviewed_by", _points(handling.reviewed_by, lang)),
        ("results_at", _points(handling.results_at, lang)),
        ("notices", _points(decision.notices, lang)),
        (
            "interpretations",
            _interpretation_lines(decision.interpretations, lang),
        ),
        ("quotes", _quote_lines(decision.citations)),
    )
    built = (Section(_TITLES[name].of(lang), tuple(lines)) for name, lines in parts)
    return [section for section in built if section.lines]


def row_words(decision: Decision, lang: Language) -> str:
    """A decision in one cell of a table: what it gives, what stands in its way, or what to ask first."""
    match decision.outcome:
        case Outcome.ELIGIBLE:
            mark = ""
            known = (each for each in decision.benefit.values() if each.value is not None)
            words = [
                f"{each.label.of(lang)} {shown(each.value, each.unit, lang)}"
                for each in known
                if each.value is not None
            ]
        case Outcome.INELIGIBLE:
            mark = _SIGNS["no"]
            words = [_obstacle_words(decision, reasons, lang) for reasons in decision.obstacles]
        case Outcome.UNDETERMINED:
            mark = _SIGNS["open"]
            told = decision.missing[:MOST_MISSING]
            words = [missing.label.of(lang) for missing in told]
            more = len(decision.missing) - len(told)
            if more:
                words.append(Text(f"另 {more} 项", f"{more} more").of(lang))
        case _:
            assert_never(decision.outcome)
    # Chinese is broken anywhere, and at a blank first: without one, no mark stays behind alone.
    return f"{mark.strip()}{'；'.join(words)}" if lang == "zh" else f"{mark}{'; '.join(words)}"


def when_words(decision: Decision, lang: Language) -> str:
    """When a service is answered, in one cell of a table: on the spot, or the day, and whether somebody reviews it first."""
    if decision.is_settled_at_once:
        return _AT_ONCE.of(lang)
    notes = [
        *((_REVIEWED,) if decision.handling.reviewed_by else ()),
        *((_NO_CALENDAR,) if decision.deadline.provisional else ()),
    ]
    words = [str(decision.deadline.due), *(note.of(lang) for note in notes)]
    return ("；" if lang == "zh" else "; ").join(words)


def heading(decision: Decision, lang: Language) -> str:
    """The service and the date, on one line."""
    return f"{decision.number}. {decision.title.of(lang)} · {decision.on.isoformat()}"


def _clauses(citations: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(citation.clause for citation in citations)


def _benefits(benefits: Iterable[Benefit], lang: Language) -> Iterator[Line]:
    colon = "：" if lang == "zh" else ": "
    for benefit in benefits:
        if benefit.value is not None:
            words = shown(benefit.value, benefit.unit, lang)
        elif benefit.possible:
            words = _possible_words(benefit, lang)
        else:
            words = _STATUS[benefit.status].of(lang)
        if (
            any(used.basis == "secondary" for used in benefit.derivation)
            and benefit.value is not None
        ):
            words += f" ({_SECONDARY.of(lang)})"
        yield Line(f"{benefit.label.of(lang)}{colon}{words}", clauses=_clauses(benefit.citations))
        if benefit.provisional_years:
            yield Line(_provisional(benefit.provisional_years, lang), "open", 1)
        if benefit.status == "undetermined":
            for each in benefit.missing:
                if each.kind == "parameter":
                    yield Line(_missing_words(each, lang), "open", 1)


def _possible_words(benefit: Benefit, lang: Language) -> str:
    """The values that an output can still take: each, where they are few, or else the least and the greatest."""
    values = [shown(value, benefit.unit, lang) for value in benefit.possible]
    if len(values) > MOST_POSSIBLE:
        words = Text(f"{values[0]}至 {values[-1]}", f"{values[0]} to {values[-1]}").of(lang)
    else:
        *others, last = values
        comma, either = ("、", "或 ") if lang == "zh" else (", ", " or ")
        words = comma.join(others) + either + last if others else last
    if benefit.status == "range":
        return words
    return Text(f"暂不能确定；符合条件的，为 {words}", f"undetermined; if eligible, {words}").of(
        lang
    )


def _deadline(deadline: Deadline, lang: Language) -> Iterator[Line]:
    clauses = _clauses(deadline.citations)
    if deadline.due is None:
        return
    if deadline.counting == "instant":
        words = Text(f"当日办结（{deadline.due}）", f"on the spot ({deadline.due})")
        yield Line(words.of(lang), clauses=clauses)
        return
    how = _COUNTING[deadline.counting]
    days = deadline.working_days
    words = Text(
        f"不晚于 {deadline.due}（{days} 个工作日，{how.zh}）",
        f"by {deadline.due} ({days} working day{'s' if days > 1 else ''}; {how.en})",
    )
    yield Line(words.of(lang), clauses=clauses)
    if deadline.provisional:
        yield Line(_provisional(deadline.provisional_years, lang), "open", 1)


def _provisional(years: Iterable[int], lang: Language) -> str:
    named = ", ".join(map(str, years))
    return Text(
        f"暂定：{named} 年的放假安排尚未公布",
        f"provisional: the holidays of {named} are not announced",
    ).of(lang)


_MARKS: dict[Truth, Mark] = {True: "yes", False: "no", None: "open"}


def _reason_lines(reason: Reason, depth: int, lang: Language) -> Iterator[Line]:
    words = reason.label.of(lang)
    if not reason.in_force:
        words += f" ({_OUT_OF_FORCE.of(lang)})"
    yield Line(words, _MARKS[reason.truth], depth, _clauses(reason.citations))
    if reason.in_force and reason.used:
        yield Line("; ".join(used_words(used, lang) for used in reason.used), "none", depth + 1)
    for child in reason.children:
        yield from _reason_lines(child, depth + 1, lang)


def _obstacle_lines(decision: Decision, lang: Language) -> Iterator[Line]:
    for reasons in decision.obstacles:
        clauses = (clause for reason in reasons for clause in _clauses(reason.citations))
        yield Line(
            _obstacle_words(decision, reasons, lang), "no", clauses=tuple(dict.fromkeys(clauses))
        )


def _obstacle_words(decision: Decision, reasons: tuple[Reason, ...], lang: Language) -> str:
    """What is not met although all else were: conditions as their branches join them, `A or B`."""
    return " ".join(_phrases(decision.reasons, {reason.id for reason in reasons}, lang))


def _phrases(reason: Reason, blamed: AbstractSet[str], lang: Language) -> Iterator[str]:
    """The phrase of what is blamed within a branch, if anything is; a choice blamed as a whole goes by its own name."""
    is_choice = reason.quantifier == "any" and len(reason.children) > 1
    if reason.id in blamed or (is_choice and all(child.id in blamed for child in reason.children)):
        yield reason.label.of(lang)
        return
    parts = [part for child in reason.children for part in _phrases(child, blamed, lang)]
    kept = list(dict.fromkeys(parts))
    if kept:
        word = _OR if reason.quantifier == "any" else _AND
        joined = word.of(lang).join(kept)
        # A phrase of several conditions within another: which belongs to which has to show.
        is_nested = len(kept) > 1 and reason.quantifier == "all"
        yield Text(f"（{joined}）", f"({joined})").of(lang) if is_nested else joined


def used_words(used: Used, lang: Language) -> str:
    """What was read, with its value: `date of birth = 1966-10-01`."""
    if used.value is None:
        value = _NOT_KNOWN.of(lang)
    elif used.value_label is not None:
        value = used.value_label.of(lang)
    elif used.value == "":
        value = _NO_WORDS.of(lang)
    else:
        # A text that somebody gave, a posting say, can be far longer than everything said about it.
        value = shortened(shown(used.value, used.unit, lang))
    return f"{used.label.of(lang)} = {value}"


def _missing_lines(missing: Iterable[Missing], lang: Language) -> Iterator[Line]:
    for each in missing:
        yield Line(_missing_words(each, lang), "open")


def _missing_words(missing: Missing, lang: Language) -> str:
    if missing.question is not None:
        return f"{missing.question.of(lang)} ({missing.name})"
    note = f": {missing.note.of(lang)}" if missing.note is not None else ""
    return f"{missing.label.of(lang)} ({missing.name}){note}"


def _materials(materials: Iterable[Point], lang: Language) -> Iterator[Line]:
    """What is surely to be brought, then what possibly is, then what is not."""
    kinds: tuple[tuple[Truth, Text | None], ...] = (
        (True, None),
        (None, _POSSIBLY),
        (False, _NOT_NEEDED),
    )
    for needed, note in kinds:
        for point in materials:
            if point.needed is needed:
                words = point.text.of(lang) + (f" ({note.of(lang)})" if note is not None else "")
                mark: Mark = "none" if note is None else _MARKS[needed]
                yield Line(words, mark, clauses=_clauses(point.citations))


def _points(points: Iterable[Point], lang: Language) -> Iterator[Line]:
    for point in points:
        if point.needed is not False:
            words = point.text.of(lang)
            if point.needed is None:
                words += f" ({_DEPENDS.of(lang)})"
            yield Line(words, clauses=_clauses(point.citations))


def _interpretation_lines(entries: Iterable[Interpretation], lang: Language) -> Iterator[Line]:
    for entry in entries:
        yield Line(entry.says.of(lang), clauses=entry.cites)
        yield Line(f"→ {entry.reading.of(lang)}", depth=1)


def _quote_lines(citations: Iterable[Citation]) -> Iterator[Line]:
    for citation in citations:
        if citation.quote is not None:
            yield Line(citation.quote, clauses=(citation.clause,))


def plain_text(first: Iterable[str], parts: Iterable[Section]) -> str:
    """Some first lines, then a heading and its indented lines for each section."""
    lines = list(first)
    for section in parts:
        lines.append(f"\n{section.title}")
        for line in section.lines:
            cited = f"  [{', '.join(line.clauses)}]" if line.clauses else ""
            lines.append(f"{'  ' * (line.depth + 1)}{_SIGNS[line.mark]}{line.words}{cited}")
    return "\n".join(lines)


class Prose:
    """Renders decisions as plain text and as HTML."""

    def text(self, decision: Decision, lang: Language) -> str:
        """Plain text, a heading and its indented lines for each section."""
        first = [heading(decision, lang), OUTCOMES[decision.outcome].of(lang)]
        return plain_text(first, sections(decision, lang))

    def html(self, decision: Decision, lang: Language) -> str:
        """An HTML fragment: a heading, the outcome, and a list for each section; every word is escaped."""
        parts = [
            f'<section class="sxguide-decision" lang="{lang}">',
            f"<h3>{html.escape(heading(decision, lang))}</h3>",
            f"<p><strong>{html.escape(OUTCOMES[decision.outcome].of(lang))}</strong></p>",
        ]
        for section in sections(decision, lang):
            parts.append(f"<h4>{html.escape(section.title)}</h4><ul>")
            for line in section.lines:
                cited = (
                    f" <small>{html.escape(', '.join(line.clauses))}</small>"
                    if line.clauses
                    else ""
                )
                words = html.escape(_SIGNS[line.mark] + line.words)
                parts.append(f'<li style="margin-left:{line.depth}em">{words}{cited}</li>')
            parts.append("</ul>")
        parts.append("</section>")
        return "\n".join(parts)
