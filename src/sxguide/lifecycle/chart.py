"""Chart: a history as a picture, states as bars and events as points (the door to Altair and vl-convert)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sxguide.citations import Text
from sxguide.errors import MissingExtraError

try:
    import altair as alt
    import vl_convert
except ImportError as error:
    message = 'a chart needs `pip install "sxguide[report]"`'
    raise MissingExtraError(message) from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sxguide.citations import Language
    from sxguide.lifecycle.events import Event
    from sxguide.lifecycle.happenings import Spell
    from sxguide.lifecycle.laws import Laws

_DAY = dt.timedelta(days=1)
_FONT = "Noto Sans CJK SC, Noto Serif CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
_WIDTH, _ROW = 760, 24

# Colours that are told apart without red and green; words say the same.
_ROLES: dict[str, tuple[Text, str]] = {
    "state": (Text("状态", "state"), "#4477aa"),
    "duty": (Text("须办事项", "duty"), "#ddaa33"),
    "overdue": (Text("逾期", "overdue"), "#bb5566"),
    "suspension": (Text("暂停", "suspension"), "#888888"),
}
# Events have rows of their own, told from those of states.
_EVENT = "◆ {}"


def chart_svg(
    laws: Laws, events: Sequence[Event], spells: Iterable[Spell], until: dt.date, lang: Language
) -> str:
    """The picture as SVG: a row for each kind of event with its points, and for each state with bars for its days.

    What nothing ends runs on to `until`. States that an enumeration tells apart, such as benefits, have a row for each.
    """
    drawn = specification(laws, events, spells, until, lang)
    return str(vl_convert.vegalite_to_svg(drawn))


def specification(
    laws: Laws, events: Sequence[Event], spells: Iterable[Spell], until: dt.date, lang: Language
) -> dict[str, Any]:
    """The picture as a Vega-Lite specification."""
    bars = [bar for spell in spells if spell.kind.is_shown for bar in _bars(spell, until, lang)]
    # A birth lies far before everything else; a scale from there would leave no room for the rest.
    first = min((bar["from"] for bar in bars), default=until.isoformat())
    points = [
        {
            "row": _EVENT.format(laws.events[each.kind].label.of(lang)),
            "on": each.on.isoformat(),
        }
        for each in events
        if first <= each.on.isoformat() <= until.isoformat()
    ]
    rows = list(dict.fromkeys(each["row"] for each in (*points, *bars)))
    last = (until + _DAY).isoformat()
    scale = alt.Scale(domain=[first, last])
    axis = alt.Axis(
        title=None, labelLimit=320, labelPadding=10, ticks=False, grid=True, gridOpacity=0.4
    )
    shown = [(label.of(lang), colour) for label, colour in _ROLES.values()]
    row = alt.Y("row:N", sort=rows, axis=axis, scale=alt.Scale(domain=rows))
    base = alt.Chart({"values": bars}).encode(y=row)
    drawn = base.mark_bar(height=14, cornerRadius=2).encode(
        x=alt.X(
            "from:T", title=None, scale=scale, axis=alt.Axis(format="%Y-%m", labelOverlap=True)
        ),
        x2="to:T",
        color=alt.Color(
            "role:N",
            title=None,
            scale=alt.Scale(domain=[name for name, _ in shown], range=[each for _, each in shown]),
            legend=alt.Legend(orient="top"),
        ),
    )
    marked = (
        alt.Chart({"values": points})
        .mark_point(shape="diamond", filled=True, size=70, color="#222222")
        .encode(y=row, x=alt.X("on:T", scale=scale))
    )
    chart = (
        alt.layer(drawn, marked)
        .properties(width=_WIDTH, height=_ROW * len(rows))
        .configure(font=_FONT)
        .configure_view(stroke=None)
    )
    found: dict[str, Any] = chart.to_dict()
    return found


def _bars(spell: Spell, until: dt.date, lang: Language) -> list[dict[str, str]]:
    """The bars of a spell: one, or for an overdue duty one up to the due date and one after it."""
    ended = spell.ended_on if spell.ended_on is not None else until + _DAY
    row = _row(spell, lang)
    role = "suspension" if spell.kind.suspends else "duty" if spell.kind.bearer else "state"
    turns = [spell.since, ended]
    roles = [role]
    if spell.due is not None and spell.due + _DAY < ended:
        turns.insert(1, max(spell.since, spell.due + _DAY))
        roles.append("overdue")
    return [
        {
            "row": row,
            "role": _ROLES[each][0].of(lang),
            "from": start.isoformat(),
            "to": end.isoformat(),
        }
        for each, start, end in zip(roles, turns, turns[1:], strict=False)
        if start < end
    ]


def _row(spell: Spell, lang: Language) -> str:
    """What the row of a spell is called."""
    told_apart = [
        choice.label.of(lang)
        for field in spell.kind.fields
        if field.key in spell.kind.key
        for choice in field.choices
        if choice.value == spell.values[field.key]
    ]
    label = spell.kind.label.of(lang)
    return f"{label} ({', '.join(told_apart)})" if told_apart else label
