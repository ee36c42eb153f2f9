"""Terminal: what the command line shows a person (the only door to rich)."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO, TypeVar

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from sxguide.answers import Outcome
from sxguide.change_prose import change_section, stretch_section
from sxguide.citations import Text
from sxguide.errors import shortened
from sxguide.lifecycle.consequences import KINDS, Consequence, consequence_words
from sxguide.model import to_json_value
from sxguide.prose import OUTCOMES, Line, Mark, Section, heading, row_words, sections, when_words
from sxguide.source import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sxguide.audit import Change, ClauseAccount, ClauseChange
    from sxguide.change import Changes, Stretch
    from sxguide.citations import Language
    from sxguide.decision import Decision
    from sxguide.lifecycle_model import EventKind, LifeCycle
    from sxguide.model import Fact, Interpretation, Plain, Service
    from sxguide.receipts import Part, Replay
    from sxguide.recommendations import Match, Recommendation
    from sxguide.screening import Screening
    from sxguide.search import Hit

_T = TypeVar("_T")

_OUTCOME_STYLES: dict[Outcome, str] = {
    Outcome.ELIGIBLE: "bold green",
    Outcome.INELIGIBLE: "bold red",
    Outcome.UNDETERMINED: "bold yellow",
}
# What a person can have comes before what takes a question more, and that before what is out of reach.
_IN_ORDER = (Outcome.ELIGIBLE, Outcome.UNDETERMINED, Outcome.INELIGIBLE)
_MARK_STYLES: dict[Mark, tuple[str, str]] = {
    "yes": ("✓ ", "green"),
    "no": ("✗ ", "red"),
    "open": ("? ", "yellow"),
    "none": ("", ""),
}
_CHANGES: dict[Change, Text] = {
    "unchanged": Text("未变", "unchanged"),
    "changed": Text("已改", "changed"),
    "moved": Text("移至别处", "moved"),
    "gone": Text("已删", "gone"),
    "new": Text("新增", "new"),
}
_NOTHING_FOUND = Text("没有找到相关事项", "no service was found")
_COLUMNS: dict[str, dict[Language, str]] = {
    "number": {"zh": "编号", "en": "no."},
    "name": {"zh": "名称", "en": "name"},
    "title": {"zh": "事项", "en": "title"},
    "days": {"zh": "工作日", "en": "working days"},
    "outputs": {"zh": "结果", "en": "outputs"},
    "fact": {"zh": "事实", "en": "fact"},
    "type": {"zh": "类型", "en": "type"},
    "label": {"zh": "含义", "en": "meaning"},
    "values": {"zh": "取值", "en": "values"},
    "outcome": {"zh": "结论", "en": "outcome"},
    "because": {"zh": "说明", "en": "because"},
    "when": {"zh": "何时办结", "en": "answered"},
    "paths": {"zh": "前置事项", "en": "opened by"},
    "clause": {"zh": "条款", "en": "clause"},
    "gist": {"zh": "要旨", "en": "gist"},
    "rules": {"zh": "规则", "en": "rules"},
    "change": {"zh": "变化", "en": "change"},
    "says": {"zh": "原文", "en": "what stands there"},
    "words": {"zh": "内容", "en": "in words"},
    "reading": {"zh": "理解", "en": "reading"},
    "candidate": {"zh": "候选对象", "en": "candidate"},
    "match": {"zh": "是否符合", "en": "match"},
    "ranks": {"zh": "排列依据", "en": "ranked by"},
    "missing": {"zh": "尚缺", "en": "missing"},
    "on": {"zh": "日期", "en": "date"},
    "what": {"zh": "后果", "en": "what follows"},
    "lifecycle": {"zh": "主题", "en": "life cycle"},
    "fields": {"zh": "内容", "en": "fields"},
    "part": {"zh": "依据", "en": "made from"},
    "place": {"zh": "位置", "en": "place"},
    "then": {"zh": "原来", "en": "then"},
    "now": {"zh": "现在", "en": "now"},
}
# Of a decision that says everything otherwise, a part is enough.
_SHOWN = 50
_PARTS: dict[Part, Text] = {
    "rulebook": Text("规则", "rules"),
    "engine": Text("程序版本", "engine"),
    "calendar": Text("工作日历", "calendar"),
}
_SAME = Text(
    "规则、程序和工作日历都与凭据一致", "rules, engine and calendar are those of the receipt"
)
_SAME_WORDS = Text("；决定与原来逐字相同", ", and the decision is the same to the last byte")
_ALTERED = Text(
    "规则、程序和工作日历都与凭据一致，决定却不同：所给的决定改动过，或其中一个附有指南原文（--source）",
    "rules, engine and calendar are those of the receipt, and yet the decision differs: what was given has been altered,"
    " or one of the two quotes the guide's text (--source)",
)
_CHANGED = Text("作出决定的依据已有变化", "what the decision was made from has changed since")
_NO_DIFFERENCE = Text("；决定的内容没有变化", ", and the decision says the same all the same")
_REFUSED = Text("；现在无法作出决定：{}", ", and there is no decision any more: {}")
_MORE = Text("另有 {} 处不同", "and {} more differences")
_SURE, _POSSIBLE = Text("符合", "yes"), Text("可能符合", "possibly")


class Terminal:
    """Writes to one stream; colour only where the stream is a screen."""

    def __init__(self, stream: TextIO, lang: Language) -> None:
        self._lang = lang
        # Output that is piped is as wide as its longest line, so that nothing is cut for a screen that is not there.
        width = None if stream.isatty() else 160
        self._console = Console(
            file=stream, width=width, highlight=False, markup=False, emoji=False
        )

    def decision(self, decision: Decision) -> None:
        """A decision: its outcome, then a two-column table of what it says and the clauses that say so."""
        self._sections(decision, sections(decision, self._lang))

    def what_would_change(self, changes: Changes, stretches: Iterable[Stretch]) -> None:
        """What would turn the answer of a decision, and when it turns by itself."""
        parts = [change_section(changes, self._lang), stretch_section(stretches, self._lang)]
        self._sections(changes.decision, parts)

    def _sections(self, decision: Decision, parts: Iterable[Section]) -> None:
        self._console.print(Styled(heading(decision, self._lang), style="bold"))
        words = OUTCOMES[decision.outcome].of(self._lang)
        self._console.print(Styled(words, style=_OUTCOME_STYLES[decision.outcome]))
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=False)
        table.add_column(ratio=3, overflow="fold")
        table.add_column(ratio=2, style="dim", overflow="fold")
        for section in parts:
            table.add_row("", "")
            table.add_row(Styled(section.title, style="bold"), "")
            for line in section.lines:
                table.add_row(_styled(line), ", ".join(line.clauses))
        self._print(table)

    def replay(self, replay: Replay) -> None:
        """A decision made again; then what has changed since its receipt, and what it says otherwise."""
        if replay.decision is not None:
            self.decision(replay.decision)
            self.line("")
        changed = (
            (_PARTS[each.part].of(self._lang), each.then, each.now) for each in replay.changed
        )
        differences = (
            (each.path, _json_words(each.then), _json_words(each.now))
            for each in replay.differences[:_SHOWN]
        )
        if replay.changed:
            self._table(("part", "then", "now"), changed)
        if replay.differences:
            self._table(("place", "then", "now"), differences)
        if len(replay.differences) > _SHOWN:
            self.line(_MORE.of(self._lang).format(len(replay.differences) - _SHOWN))
        self.line(self._verdict(replay), "bold green" if replay.is_same else "bold yellow")

    def _verdict(self, replay: Replay) -> str:
        """Whether a replayed decision is the one of its receipt, on one line."""
        if not replay.changed:
            if replay.differences:
                return _ALTERED.of(self._lang)
            same = _SAME.of(self._lang)
            return same + _SAME_WORDS.of(self._lang) if replay.is_compared else same
        words = _CHANGED.of(self._lang)
        if replay.refusal is not None:
            return words + _REFUSED.of(self._lang).format(replay.refusal)
        if replay.is_compared and not replay.differences:
            return words + _NO_DIFFERENCE.of(self._lang)
        return words

    def consequences(self, consequences: Iterable[Consequence]) -> None:
        """What follows from a history, one consequence a row, by date."""
        rows = (
            (
                each.on.isoformat(),
                KINDS[each.kind].of(self._lang),
                " · ".join(consequence_words(each, self._lang)),
                each.because.of(self._lang),
                ", ".join(citation.clause for citation in each.citations),
            )
            for each in consequences
        )
        self._table(("on", "what", "words", "because", "clause"), rows)

    def event_kinds(self, kinds: Iterable[tuple[LifeCycle, EventKind]]) -> None:
        """The kinds of event, one a row, with what each says beside its date."""
        rows = (
            (
                cycle.title.of(self._lang),
                kind.name,
                kind.label.of(self._lang),
                ", ".join(
                    f"{field.key}{'' if field.is_required else '?'}" for field in kind.fields
                ),
            )
            for cycle, kind in kinds
        )
        self._table(("lifecycle", "name", "label", "fields"), rows)

    def services(self, services: Iterable[Service]) -> None:
        """The services, one a row."""
        rows = (
            (
                str(service.number),
                service.name,
                service.title.of(self._lang),
                str(service.deadline.working_days),
                ", ".join(output.name for output in service.outputs),
            )
            for service in services
        )
        self._table(("number", "name", "title", "days", "outputs"), rows)

    def facts(self, facts: Iterable[Fact]) -> None:
        """The vocabulary, one fact a row."""
        rows = (
            (
                fact.name,
                f"{fact.kind} ({fact.unit})" if fact.unit else fact.kind,
                fact.label.of(self._lang),
                ", ".join(choice.value for choice in fact.choices),
            )
            for fact in facts
        )
        self._table(("fact", "type", "label", "values"), rows)

    def screening(self, screening: Screening) -> None:
        """All services for one person, one a row: what can be had first, then what might be, then what cannot be.

        Below stands how many of each kind there are.
        """
        groups = {outcome: screening.of(outcome) for outcome in _IN_ORDER}
        rows = (
            (
                str(decision.number),
                decision.title.of(self._lang),
                Styled(OUTCOMES[outcome].of(self._lang), style=_OUTCOME_STYLES[outcome]),
                row_words(decision, self._lang),
                "" if outcome is Outcome.INELIGIBLE else when_words(decision, self._lang),
                self._paths(screening, decision),
            )
            for outcome, decisions in groups.items()
            for decision in decisions
        )
        self._table(("number", "title", "outcome", "because", "when", "paths"), rows)
        self.counts(screening)

    def counts(self, screening: Screening, style: str = "") -> None:
        """How many services there are of each outcome, on one line."""
        counts = (
            f"{OUTCOMES[outcome].of(self._lang)} {len(screening.of(outcome))}"
            for outcome in _IN_ORDER
        )
        self.line(", ".join(counts), style)

    def _paths(self, screening: Screening, decision: Decision) -> str:
        """What has to be done first, by number: `16 → 17`; one way below the other."""
        paths = screening.paths(decision.service)
        return "\n".join(" → ".join(str(screening[name].number) for name in path) for path in paths)

    def recommendation(self, found: Recommendation) -> None:
        """The candidates that suit, the best first, then those that may; below, how many and why the others do not.

        Who may not have the service sees the decision that says why.
        """
        if found.decision.outcome is not Outcome.ELIGIBLE:
            self.decision(found.decision)
            return
        groups = ((_SURE, found.matches), (_POSSIBLE, found.possible))
        rows = [
            (
                _listed(match.fields()),
                kind.of(self._lang),
                self._ranks(found, match),
                ", ".join(match.missing),
            )
            for kind, matches in groups
            for match in matches
        ]
        if rows:
            self._table(("candidate", "match", "ranks", "missing"), rows)
        refused = ", ".join(f"{name} {count}" for name, count in found.refused.items() if count)
        words = Text(
            f"{found.considered} 个候选对象中符合 {found.match_count} 个，可能符合 {found.possible_count} 个",
            f"of {found.considered} candidates {found.match_count} match, {found.possible_count} possibly",
        )
        why = Text("；不符合的条件：", "; refused by ") if refused else Text("", "")
        self.line(words.of(self._lang) + why.of(self._lang) + refused)

    def _ranks(self, found: Recommendation, match: Match) -> str:
        labels = {rank.id: rank.label.of(self._lang) for rank in found.ranks}
        return "\n".join(f"{labels[name]}: {_shown(value)}" for name, value in match.ranks.items())

    def hits(self, hits: Sequence[Hit]) -> None:
        """What a search found, one service a row, with the clause that fits."""
        if not hits:
            self.line(_NOTHING_FOUND.of(self._lang))
            return
        rows = (
            (
                str(hit.number),
                hit.service,
                hit.title.of(self._lang),
                hit.citation.gist.of(self._lang),
                hit.citation.clause,
            )
            for hit in hits
        )
        self._table(("number", "name", "title", "gist", "clause"), rows)

    def accounts(self, accounts: Sequence[ClauseAccount]) -> None:
        """The guide's clauses with the rules that hang on each, and the share that is accounted for."""
        rows = (
            (each.clause.locator, each.clause.gist.of(self._lang), self._account(each))
            for each in accounts
        )
        self._table(("clause", "gist", "rules"), rows)
        done = sum(each.is_accounted_for for each in accounts)
        share = f"{100 * done // len(accounts) if accounts else 100} %"
        words = Text(
            f"{len(accounts)} 条中 {done} 条已落实：{share}",
            f"{done} of {len(accounts)} clauses are accounted for: {share}",
        )
        self.line(words.of(self._lang))

    def _account(self, each: ClauseAccount) -> str:
        informative = each.clause.informative
        why = () if informative is None else (informative.of(self._lang),)
        return ", ".join((*why, *each.rules))

    def changes(self, changes: Sequence[ClauseChange]) -> None:
        """What another text of the guide changes, and the rules that hang on it; then how many of each kind."""
        counts = Counter(_CHANGES[each.change].of(self._lang) for each in changes)
        rows = [
            (
                each.locator,
                _CHANGES[each.change].of(self._lang)
                + (f" → {each.moved_to}" if each.moved_to else ""),
                ", ".join(each.rules),
            )
            for each in changes
            if each.change != "unchanged"
        ]
        if rows:
            self._table(("clause", "change", "rules"), rows)
        self.line(", ".join(f"{count} {change}" for change, count in counts.items()))

    def interpretations(self, entries: Iterable[Interpretation]) -> None:
        """The readings, one a row."""
        rows = (
            (
                entry.id,
                entry.says.of(self._lang),
                entry.reading.of(self._lang),
                ", ".join(entry.cites),
            )
            for entry in entries
        )
        self._table(("name", "says", "reading", "clause"), rows)

    def _table(self, columns: Sequence[str], rows: Iterable[tuple[str | Styled, ...]]) -> None:
        table = Table(box=box.SIMPLE_HEAD)
        for name in columns:
            table.add_column(_COLUMNS[name][self._lang], overflow="fold")
        for row in rows:
            table.add_row(*row)
        self._print(table)

    def table(self, columns: Iterable[Text], rows: Iterable[Sequence[str]]) -> None:
        """A table of plain words."""
        table = Table(box=box.SIMPLE_HEAD)
        for name in columns:
            table.add_column(name.of(self._lang), overflow="fold")
        for row in rows:
            table.add_row(*row)
        self._print(table)

    def _print(self, shown: RenderableType) -> None:
        """Prints without the blanks that tables end their lines with."""
        with self._console.capture() as capture:
            self._console.print(shown)
        for line in capture.get().splitlines():
            self._console.file.write(line.rstrip() + "\n")

    def line(self, words: str, style: str = "") -> None:
        """One line of words."""
        self._console.print(Styled(words, style=style), soft_wrap=True)

    def paragraph(self, words: str, style: str = "") -> None:
        """Words for a person to read, broken between words where the screen is narrow."""
        self._console.print(Styled(words, style=style))

    def prompt(self, words: str) -> None:
        """Words behind which somebody is to type."""
        self._console.print(Styled(words), end="")
        self._console.file.flush()

    def progress(self, things: Sequence[_T], about: str) -> Iterator[_T]:
        """Goes through `things` with a progress bar, which only a screen shows."""
        from rich.progress import track  # noqa: PLC0415 — heavy, and only trials take long

        yield from track(
            things,
            description=about,
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )


@contextmanager
def bar(stream: TextIO, about: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar, gone at the end, that only a screen shows; yields what is to be told how much is done.

    Without a `total` it only shows that something is being done.
    """
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 — heavy, and little takes long

    console = Console(file=stream)
    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    is_hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=is_hidden) as progress:
        task = progress.add_task(visible(about), total=total)
        yield lambda done: progress.update(task, completed=done)


def _listed(fields: Iterable[tuple[str, Plain | None]]) -> str:
    """What a candidate says, one field a line."""
    return "\n".join(f"{name}: {_shown(value)}" for name, value in fields if value is not None)


def _json_words(text: str | None) -> str:
    """A value of a decision, short enough for a table."""
    return "—" if text is None else visible(shortened(text, 100))


def _shown(value: Plain | None) -> str:
    """A value as JSON has it; what a caller wrote without what could steer a screen."""
    plain = to_json_value(value)
    return "—" if plain is None else visible(plain if isinstance(plain, str) else json.dumps(plain))


def _styled(line: Line) -> Padding:
    """A line with its mark; where it is broken, its rest stands as far in as it does."""
    sign, style = _MARK_STYLES[line.mark]
    words = Styled(sign, style=style).append(line.words, style="default")
    return Padding(words, (0, 0, 0, 2 * (line.depth + 1)))
