"""Replays: what the terminal shows of a decision that is made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.citations import Text
from sxguide.errors import shortened
from sxguide.source import visible
from sxguide.terminal import columns
from sxguide.terminal.decisions import show_decision

if TYPE_CHECKING:
    from sxguide.citations import Language
    from sxguide.receipts import Part, Replay
    from sxguide.terminal.screen import Terminal

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


def show_replay(terminal: Terminal, replay: Replay) -> None:
    """A decision made again; then what has changed since its receipt, and what it says otherwise."""
    lang = terminal.lang
    if replay.decision is not None:
        show_decision(terminal, replay.decision)
        terminal.line("")
    changed = ((_PARTS[each.part].of(lang), each.then, each.now) for each in replay.changed)
    differences = (
        (each.path, _json_words(each.then), _json_words(each.now))
        for each in replay.differences[:_SHOWN]
    )
    if replay.changed:
        terminal.table((columns.PART, columns.THEN, columns.NOW), changed)
    if replay.differences:
        terminal.table((columns.PLACE, columns.THEN, columns.NOW), differences)
    if len(replay.differences) > _SHOWN:
        terminal.line(_MORE.of(lang).format(len(replay.differences) - _SHOWN))
    terminal.line(_verdict(replay, lang), "bold green" if replay.is_same else "bold yellow")


def _verdict(replay: Replay, lang: Language) -> str:
    """Whether a replayed decision is the one of its receipt, on one line."""
    if not replay.changed:
        if replay.differences:
            return _ALTERED.of(lang)
        same = _SAME.of(lang)
        return same + _SAME_WORDS.of(lang) if replay.is_compared else same
    words = _CHANGED.of(lang)
    if replay.refusal is not None:
        return words + _REFUSED.of(lang).format(replay.refusal)
    if replay.is_compared and not replay.differences:
        return words + _NO_DIFFERENCE.of(lang)
    return words


def _json_words(text: str | None) -> str:
    """A value of a decision, short enough for a table."""
    return "—" if text is None else visible(shortened(text, 100))
