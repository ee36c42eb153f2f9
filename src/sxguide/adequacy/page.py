"""Page: coverage as one HTML file, in Chinese and English, that needs nothing beside itself."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sxguide.adequacy.words import KINDS_OF_PART, WAYS, covered, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sxguide.adequacy.coverage import Part
    from sxguide.citations import Text
    from sxguide.model import Service

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #cf222e; }
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 72rem;
  margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; white-space: nowrap; }
td.n { white-space: nowrap; }
.en, .name { color: #777; font-size: .87em; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
td:not(:first-child) { min-width: 4.5rem; } summary { cursor: pointer; padding: .2rem 0; }
ol { font-size: .87em; } a { color: inherit; }
""".strip()


def page(parts: Sequence[Part], services: Mapping[str, Service]) -> str:
    """The page: a table of all services, then each service part by part with the scenarios that try it."""
    by_service: dict[str, list[Part]] = {}
    for part in parts:
        by_service.setdefault(part.service, []).append(part)
    done = sum(not part.missing for part in parts)
    whole = f"{done}/{len(parts)} ({share(done, len(parts))})"
    lines = [
        "<!doctype html>",
        '<html lang="zh"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>规则的场景覆盖 · Coverage of the rules</title>",
        f"<style>{_STYLE}</style></head><body>",
        "<h1>规则的场景覆盖 <span class=en>Coverage of the rules by scenarios</span></h1>",
        f"<p>已覆盖 {whole} <span class=en>of the parts are covered</span></p>",
        *_overview(by_service, services),
    ]
    for name, own in by_service.items():
        lines.extend(_service(services[name], own))
    return "\n".join([*lines, "</body></html>", ""])


def _overview(
    by_service: Mapping[str, Sequence[Part]], services: Mapping[str, Service]
) -> Iterator[str]:
    heads = "".join(f"<th>{_both(words)}</th>" for words in KINDS_OF_PART.values())
    yield f"<table><tr><th>事项 <span class=en>service</span></th>{heads}</tr>"
    for name, parts in by_service.items():
        cells = "".join(_share_cell(covered(parts, kind)) for kind in KINDS_OF_PART)
        title = (
            f'<a href="#{escape(name)}">{services[name].number}. {_both(services[name].title)}</a>'
        )
        yield f"<tr><td>{title}</td>{cells}</tr>"
    yield "</table>"


def _share_cell(words: str) -> str:
    done, _, total = words.partition("/")
    return f'<td class="n {"good" if done == total else "bad"}">{words}</td>'


def _service(service: Service, parts: Sequence[Part]) -> Iterator[str]:
    named = dict.fromkeys(name for part in parts for name in (*part.true, *part.false))
    trials = {name: number for number, name in enumerate(named, start=1)}
    yield f'<h2 id="{escape(service.name)}">{service.number}. {_both(service.title)}</h2>'
    heads = (WAYS["true"], WAYS["false"], WAYS["decisive"])
    yield "<table><tr><th>内容 <span class=en>part</span></th>"
    yield "".join(f"<th>{_both(words)}</th>" for words in heads)
    yield "<th>独立性 <span class=en>independence pair</span></th></tr>"
    for part in parts:
        yield from _row(part, trials)
    yield "</table>"
    yield "<details><summary>场景 <span class=en>scenarios</span></summary><ol>"
    for name, number in trials.items():
        yield f'<li id="{escape(service.name)}-{number}">{escape(name)}</li>'
    yield "</ol></details>"


def _row(part: Part, trials: Mapping[str, int]) -> Iterator[str]:
    mark = '<span class="bad">✗</span>' if part.missing else '<span class="good">✓</span>'
    name = f"<span class=name>{escape(part.name)}</span>"
    yield f"<tr><td>{mark} {_both(part.label)}<br>{name}</td>"
    for way, names in (("true", part.true), ("false", part.false), ("decisive", part.decisive)):
        numbers = [trials[each] for each in names]
        yield f"<td>{_numbers(part.service, numbers, is_wanted=_is_wanted(part, way))}</td>"
    yield f"<td>{_pair(part, trials)}</td></tr>"


def _is_wanted(part: Part, way: str) -> bool:
    return any(
        each in {way, f"decisive-{way}"} or each.startswith(f"{way}-") for each in part.wanted
    )


def _numbers(service: str, numbers: Sequence[int], *, is_wanted: bool) -> str:
    if not numbers:
        return '<span class="bad">0</span>' if is_wanted else "—"
    links = " ".join(_link(service, number) for number in numbers)
    return f"<details><summary>{len(numbers)}</summary>{links}</details>"


def _link(service: str, number: int) -> str:
    return f'<a href="#{escape(service)}-{number}">{number}</a>'


def _pair(part: Part, trials: Mapping[str, int]) -> str:
    if part.missing:
        words = "、".join(WAYS[way].zh for way in part.missing)
        en = ", ".join(WAYS[way].en for way in part.missing)
        return f'<span class="bad">缺：{words}</span> <span class=en>missing: {en}</span>'
    if part.kind != "condition":
        return "—"
    if part.pair is None:
        return "<span class=en>只有一种可能 · cannot come out both ways</span>"
    yes, no = (_link(part.service, trials[name]) for name in part.pair)
    return f'<span class="good">✓</span> {yes} <span class="bad">✗</span> {no}'


def _both(words: Text) -> str:
    return f"{escape(words.zh)} <span class=en>{escape(words.en)}</span>"
