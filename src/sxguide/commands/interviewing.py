"""The command `ask`: an interview at a keyboard, or with answers that are piped in."""

from __future__ import annotations

import json
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sxguide.answers import Outcome
from sxguide.citations import Text
from sxguide.commands.asking import today
from sxguide.commands.files import whole_file
from sxguide.commands.inputs import CaseInput
from sxguide.commands.output import DONE, guide, terminal, write_json
from sxguide.decision import Decision
from sxguide.errors import PathError
from sxguide.interviews import AnswerError, Interview, choices, read_answer
from sxguide.model import to_json_value
from sxguide.prose import heading, unit_words
from sxguide.screening import Screening
from sxguide.terminal.decisions import show_counts, show_decision, show_screening

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from sxguide.citations import Language
    from sxguide.jsontext import Data
    from sxguide.model import Fact, Plain
    from sxguide.terminal.screen import Terminal

# What stands for all services in the place of one.
ALL = "all"
# Whoever types more has no answer in mind: so much on one line, so many lines.
MAX_LENGTH = 20_000
MAX_LINES = 1_000

_UNKNOWN = frozenset({"?", "？", "不知道"})
_BACK = frozenset({"b", "back", "返回"})
_QUIT = frozenset({"q", "quit", "退出"})

_HEADING = Text("为您逐项核对全部 {} 项服务", "All {} services, question by question")
_HOW = Text(
    "不知道请输入 ?，返回上一题输入 b，结束输入 q。",
    "Type ? if you do not know, b to go back, q to stop.",
)
_NOTHING_BEFORE = Text("前面没有可以返回的问题。", "There is no question to go back to.")
_SETTLED = Text("答案已经确定。", "The answer is settled.")
_NO_HOPE = Text("没有其他问题能够确定答案。", "No other question could settle the answer.")
_STOPPED = Text("已结束，以下是目前能够知道的。", "Stopped; this is what is known so far.")
_SAVED = Text("回答已保存到 {}", "answers saved to {}")
_SIGNS = {Outcome.ELIGIBLE: "✓", Outcome.INELIGIBLE: "✗", Outcome.UNDETERMINED: "?"}
_LIKE = Text("例如 1990-05-17", "such as 1990-05-17")


def ask(options: argparse.Namespace) -> int:
    """Asks for one fact after the other, then says what a decision or a screening says."""
    target = None if options.save is None else _writable(Path(options.save))
    if options.case is None:
        interview = _begun(options, {})
    else:
        case = CaseInput(options.case)
        with case.places():
            interview = _begun(options, case.read())
    # Whoever wants JSON gets nothing else on standard output.
    _Dialogue(interview, _screen(options), options.lang).hold()
    _tell(interview.result, options)
    if target is not None:
        _save(target, interview.facts)
        _screen(options).line(_SAVED.of(options.lang).format(target))
    return DONE


def _begun(options: argparse.Namespace, case: Data) -> Interview:
    service = None if options.service == ALL else options.service
    return Interview(guide(options), case, on=options.on or today(), service=service)


def _screen(options: argparse.Namespace) -> Terminal:
    return terminal(options, aside=options.json)


def _tell(result: Decision | Screening, options: argparse.Namespace) -> None:
    if options.json:
        write_json(result.to_dict())
    elif isinstance(result, Decision):
        show_decision(terminal(options), result)
    else:
        show_screening(terminal(options), result)


class _Dialogue:
    """An interview, put to whoever is at the other end of standard input."""

    def __init__(self, interview: Interview, screen: Terminal, lang: Language) -> None:
        self._interview = interview
        self._screen = screen
        self._lang = lang
        self._lines = _lines(sys.stdin)
        self._told: dict[str, Outcome] = {}

    def hold(self) -> None:
        """Asks until there is nothing left to ask, or nobody left to answer."""
        self._say(self._heading(), "bold")
        if self._interview.question is not None:
            self._say(_HOW.of(self._lang), "dim")
        while (fact := self._interview.question) is not None:
            self._put(fact)
            said = next(self._lines, None)
            if said is None or said.strip().casefold() in _QUIT:
                self._say("")
                self._say(_STOPPED.of(self._lang), "bold")
                return
            self._take(fact, said)
        self._say("")
        self._say((_SETTLED if self._is_settled() else _NO_HOPE).of(self._lang), "bold")

    def _put(self, fact: Fact) -> None:
        """One question, with the answers to choose from."""
        self._say("")
        if isinstance(self._interview.result, Screening):
            self._list(self._interview.result)
        hint = _hint(fact, self._lang)
        self._say(f"{self._interview.place}. {fact.question.of(self._lang)}{hint}")
        for place, label in enumerate(choices(fact), start=1):
            self._say(f"   {place}) {label.of(self._lang)}")
        self._screen.prompt("> ")

    def _list(self, screening: Screening) -> None:
        """The services that the last answer has settled, or opened again, and how many there are of each outcome."""
        for each in screening.decisions:
            if each.outcome is not self._told.get(each.service, Outcome.UNDETERMINED):
                sign, title = _SIGNS[each.outcome], each.title.of(self._lang)
                self._say(f"{sign} {each.number}. {title}", "dim")
            self._told[each.service] = each.outcome
        show_counts(self._screen, screening, "dim")

    def _take(self, fact: Fact, said: str) -> None:
        """One answer."""
        # What was piped in is not on the screen yet.
        if not sys.stdin.isatty():
            self._say(said)
        word = said.strip().casefold()
        if not word:
            return
        if word in _UNKNOWN:
            self._interview.skip()
        elif word in _BACK:
            if not self._interview.back():
                self._say(_NOTHING_BEFORE.of(self._lang), "yellow")
        else:
            try:
                self._interview.answer(read_answer(fact, said))
            except AnswerError as error:
                self._say(error.words.of(self._lang), "yellow")

    def _heading(self) -> str:
        result = self._interview.result
        if isinstance(result, Decision):
            return heading(result, self._lang)
        return f"{_HEADING.of(self._lang).format(len(result))} · {result.on.isoformat()}"

    def _is_settled(self) -> bool:
        result = self._interview.result
        decisions = (result,) if isinstance(result, Decision) else result.decisions
        return all(each.outcome is not Outcome.UNDETERMINED for each in decisions)

    def _say(self, words: str, style: str = "") -> None:
        self._screen.paragraph(words, style)


def _lines(stream: TextIO) -> Iterator[str]:
    """What is typed, line by line, up to a bound; bytes that are no UTF-8 come as replacement characters."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    for _ in range(MAX_LINES):
        line = stream.readline(MAX_LENGTH)
        if not line or (len(line) == MAX_LENGTH and not line.endswith("\n")):
            return
        yield line.removesuffix("\n").removesuffix("\r")


def _hint(fact: Fact, lang: Language) -> str:
    """What an answer that is written out looks like: a date, or the unit of a number unless the question names it."""
    if fact.kind == "date":
        words = _LIKE.of(lang)
    else:
        words = "" if fact.unit in {None, "one"} else unit_words(fact.unit, lang)
        if words in fact.question.of(lang):
            return ""
    return f"（{words}）" if lang == "zh" else f" ({words})"


def _writable(path: Path) -> Path:
    """The path, after a look whether it may be written, before anybody has taken the trouble to answer."""
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise _not_written(path, "no such folder, or no permission to write there")
    return path


def _save(path: Path, facts: Mapping[str, Plain]) -> None:
    """Writes a case file, whole or not at all: JSON where it is called so, YAML else."""
    if path.suffix == ".json":
        rows = ",\n".join(f"  {json.dumps(name)}: {_written(facts[name])}" for name in facts)
        text = f"{{\n{rows}\n}}\n"
    else:
        # A text as JSON writes it is YAML too, and is never taken for a number or a truth.
        text = "".join(f"{name}: {_written(facts[name])}\n" for name in facts) or "{}\n"
    with whole_file(path) as file:
        file.write(text)


def _written(value: Plain) -> str:
    """A value as JSON and YAML write it; numbers with all their digits."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(to_json_value(value), ensure_ascii=False)


def _not_written(path: Path, why: str) -> PathError:
    return PathError(f"`{path}` cannot be written: {why.lower()}")
