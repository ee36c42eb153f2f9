"""Interviews: a person is asked for one fact after the other, until no answer could settle anything more.

What a person types is read by `read_answer`; an answer that cannot be taken is explained in both languages.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never

from sxguide.backends.situation import APPLICATION_DATE, Situation, broken
from sxguide.cases import FIRST_DAY, LAST_DAY, read_case, read_value
from sxguide.citations import Text
from sxguide.decision import Decision
from sxguide.errors import Problem, SxguideError, shortened
from sxguide.prose import shown
from sxguide.values import exact_number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sxguide.citations import Language
    from sxguide.guide import Guide
    from sxguide.model import Fact, Plain
    from sxguide.screening import Screening

_YES = frozenset({"1", "y", "yes", "true", "是", "有", "对"})
_NO = frozenset({"2", "n", "no", "false", "否", "不", "没有", "不是", "无"})
# Year, month and day in this order, as they are written in China.
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


class AnswerError(SxguideError):
    """An answer that cannot be taken; `words` say why, to the person who gave it."""

    def __init__(self, words: Text) -> None:
        self.words = words
        super().__init__(words.en)


class Interview:
    """What one person was asked and has answered, toward the decision on a service, or on all of them.

    A person may answer, say that they do not know, and take the last answer back. `question` is what is asked now, None
    where no answer could settle anything more; `result` is what the answers so far come to.
    """

    def __init__(
        self, guide: Guide, case: object, *, on: dt.date, service: str | int | None = None
    ) -> None:
        """Begins with what `case` says already; without a service the interview is about all.

        Raises:
            UnknownServiceError: There is no such service.
            CaseError: Facts are malformed or contradict one another; all faults at once.
            DecisionError: `on` is no date.
        """
        self._guide = guide
        self._service = service
        self._given = read_case(guide.rulebook, case)
        self.on = on
        # The facts that were asked for, with None where the person did not know.
        self._answers: dict[str, Plain | None] = {}
        self.result = self._decided()
        self.question = self._next()

    @property
    def facts(self) -> Mapping[str, Plain]:
        """Everything that is known of the person."""
        said = {name: value for name, value in self._answers.items() if value is not None}
        return {**self._given, **said}

    @property
    def place(self) -> int:
        """The number of the present question, from 1."""
        return len(self._answers) + 1

    def answer(self, value: Plain) -> None:
        """Takes the answer to the present question.

        Raises:
            AnswerError: It contradicts what is known; the question stays the same.
        """
        if self.question is None:
            return
        self._refuse_contradiction(self.question, value)
        self._go_on(value)

    def skip(self) -> None:
        """Takes note that the person does not know the answer to the present question."""
        if self.question is not None:
            self._go_on(None)

    def back(self) -> bool:
        """Takes the last answer back and asks again; False where there is none."""
        if not self._answers:
            return False
        name, _ = self._answers.popitem()
        self.result = self._decided()
        self.question = self._guide.facts[name]
        return True

    def _go_on(self, value: Plain | None) -> None:
        if self.question is not None:
            self._answers[self.question.name] = value
            self.result = self._decided()
            self.question = self._next()

    def _decided(self) -> Decision | Screening:
        if self._service is None:
            return self._guide.screen(self.facts, on=self.on)
        return self._guide.decide(self._service, self.facts, on=self.on)

    def _next(self) -> Fact | None:
        without = self._answers.keys()
        if isinstance(self.result, Decision):
            return self.result.analyser.next_question(self.result, without=without)
        return self.result.next_question(without=without)

    def _refuse_contradiction(self, fact: Fact, value: Plain) -> None:
        known = {APPLICATION_DATE: self.on, **self.facts, fact.name: value}
        situation = Situation(self._guide.rulebook, self._guide.calendar, known)
        for constraint, names in broken(situation):
            told = {
                lang: self._told({name: known[name] for name in names}, lang)
                for lang in ("zh", "en")
            }
            raise AnswerError(
                Text(
                    zh=f"与已知情况矛盾：{constraint.label.zh}（{told['zh']}）",
                    en=f"this contradicts what is known: {constraint.label.en} ({told['en']})",
                )
            )

    def _told(self, facts: Mapping[str, Plain], lang: Language) -> str:
        """Facts as the person would say them."""
        words = (
            f"{self._guide.facts[name].label.of(lang)} = {said(self._guide.facts[name], value, lang)}"
            for name, value in facts.items()
        )
        return ("；" if lang == "zh" else "; ").join(words)


def said(fact: Fact, value: Plain, lang: Language) -> str:
    """The value of a fact in words."""
    for choice in fact.choices:
        if choice.value == value:
            return choice.label.of(lang)
    return shortened(shown(value, fact.unit, lang))


def choices(fact: Fact) -> tuple[Text, ...]:
    """The answers to choose from, in the order of their numbers; none where an answer is written out."""
    if fact.kind == "boolean":
        return Text("是", "yes"), Text("否", "no")
    return tuple(choice.label for choice in fact.choices)


def read_answer(fact: Fact, text: str) -> Plain:
    """The value that a person's words give a fact: a choice by its number, a word, a date, a number.

    Raises:
        AnswerError: They say no value of the fact.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    value: object = plain
    match fact.kind:
        case "boolean":
            word = plain.casefold()
            value = True if word in _YES else False if word in _NO else plain
        case "enumeration":
            place = exact_number(plain)
            if place is not None and place == int(place) and 1 <= place <= len(fact.choices):
                value = fact.choices[int(place) - 1].value
        case "date":
            written = _DATE.fullmatch(plain)
            value = "{}-{:0>2}-{:0>2}".format(*written.groups()) if written else plain
        case "integer":
            value = _whole(plain)
        case "number" | "money":
            pass
        case "text":
            value = text.strip()
        case _:
            assert_never(fact.kind)
    problems: list[Problem] = []
    read = read_value(fact, value, "$", problems)
    if read is None:
        raise AnswerError(_explained(fact, plain, problems[0]))
    return read


def _whole(text: str) -> int | str:
    number = exact_number(text)
    return int(number) if isinstance(number, Decimal) and number == int(number) else text


def _explained(fact: Fact, text: str, problem: Problem) -> Text:
    """Why words are no value of a fact."""
    word = f"`{shortened(text)}`"
    if fact.kind in {"boolean", "enumeration"}:
        last = len(choices(fact))
        return Text(
            f"没有{word}这个选项，请输入 1 至 {last} 的编号",
            f"there is no option {word}: type a number from 1 to {last}",
        )
    help_text = f"; {problem.help}" if problem.help else ""
    return Text(_reason_zh(fact, word, problem), problem.message + help_text)


def _reason_zh(fact: Fact, word: str, problem: Problem) -> str:
    if problem.code == "out-of-range" and fact.kind == "date":
        return f"日期应在 {FIRST_DAY} 至 {LAST_DAY} 之间，而不是 {word}"
    if problem.code == "out-of-range":
        return f"不能小于 {fact.minimum}"
    match fact.kind:
        case "date":
            return f"{word} 不是日期，请按 2026-11-23 的样子填写"
        case "integer":
            return f"{word} 不是整数"
        case "money":
            return f"{word} 不是金额（元，最多两位小数）"
        case _:
            return f"{word} 不是数字"
