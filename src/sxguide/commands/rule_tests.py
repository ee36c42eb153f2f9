"""The command that tells how well scenarios try the rules."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.adequacy.coverage import coverage
from sxguide.adequacy.mutants import KINDS
from sxguide.adequacy.mutation import judge, slices
from sxguide.adequacy.page import page
from sxguide.adequacy.suites import suite
from sxguide.adequacy.trials import trials_of
from sxguide.adequacy.words import KINDS_OF_PART, WAYS, covered, share
from sxguide.citations import Text
from sxguide.commands.asking import today
from sxguide.commands.files import whole_file
from sxguide.commands.output import (
    DONE,
    NOT_HELD,
    guide,
    reading,
    terminal,
    write_json,
)
from sxguide.commands.trials import scenarios_at
from sxguide.errors import PathError
from sxguide.scenarios import read_scenarios

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from sxguide.adequacy.coverage import Part
    from sxguide.adequacy.judge import Verdict
    from sxguide.adequacy.mutation import Mutation
    from sxguide.adequacy.trials import Trial
    from sxguide.citations import JsonValue, Language
    from sxguide.guide import Guide
    from sxguide.scenarios import Mismatch
    from sxguide.terminal.screen import Terminal

_SERVICE = Text("事项", "service")
_PART = Text("内容", "part")
_PAIR = Text("独立性", "independence pair")
_MUTATION = (
    Text("变异", "change"),
    Text("总数", "mutants"),
    Text("已发现", "killed"),
    Text("等价", "equivalent"),
    Text("未发现", "left"),
)


def test_rules(options: argparse.Namespace) -> int:
    """How well scenarios try the rules: coverage, and mutants that no scenario notices."""
    asked = guide(options)
    names = [asked.service(options.service).name] if options.service else list(asked.services)
    if options.write is not None:
        return _write_suites(options, asked, names)
    if options.path is None:
        message = "nothing to try: name a scenario file or folder, or where to `--write` scenarios"
        raise PathError(message)
    trials = trials_of(asked, scenarios_at(Path(options.path)))
    failed = _failed(asked, [trial for name in names for trial in trials[name]])
    if failed:
        return _refuse(options, failed)
    parts = coverage(asked, names, trials) if options.only != "mutation" else ()
    if options.html is not None:
        with whole_file(Path(options.html)) as file:
            file.write(page(parts, asked.services))
    mutation = _mutation(options, asked, names, trials) if options.only != "coverage" else None
    if options.json:
        write_json(_to_dict(parts, mutation))
    else:
        screen = terminal(options)
        if parts:
            _show_coverage(screen, options, asked, parts)
        if mutation is not None:
            _show_mutation(screen, options.lang, mutation)
    is_left = any(part.missing for part in parts) or (mutation is not None and mutation.left)
    return NOT_HELD if is_left else DONE


def _write_suites(options: argparse.Namespace, asked: Guide, names: Sequence[str]) -> int:
    """Scenarios on every boundary, a file for each service; what is there already is never written over."""
    folder, on = Path(options.write), options.on or today()
    paths = {name: folder / name / "generated.yaml" for name in names}
    for path in paths.values():
        if path.exists():
            message = f"`{path}` cannot be written: there is such a file already"
            raise PathError(message)
    texts: dict[Path, str] = {}
    with reading(len(paths), "services") as told:
        for number, (name, path) in enumerate(paths.items(), start=1):
            text = suite(asked, asked.services[name], on)
            if text is not None:
                texts[path] = text
            told(number)
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = (error.strerror or "there can be no such folder").lower()
            message = f"`{path}` cannot be written: {why}"
            raise PathError(message) from error
        with whole_file(path) as file:
            file.write(text)
    if options.json:
        write_json([str(path) for path in texts])
    else:
        count = sum(len(read_scenarios(str(path), text.encode())) for path, text in texts.items())
        words = Text(
            f"已写入 {len(texts)} 个文件、{count} 个场景；请逐一核对，并删去 `confirmed: false`",
            f"{count} scenarios in {len(texts)} files written: check each, and take"
            " `confirmed: false` away",
        )
        terminal(options).line(words.of(options.lang))
    return DONE


def _failed(asked: Guide, trials: Sequence[Trial]) -> list[tuple[Trial, list[Mismatch]]]:
    """The scenarios that do not hold of the rules themselves, and so can tell nothing of changes to them."""
    with reading(len(trials), "scenarios") as told:
        found = []
        for number, trial in enumerate(trials, start=1):
            mismatches = trial.mismatches(asked)
            if mismatches:
                found.append((trial, mismatches))
            told(number)
    return found


def _refuse(options: argparse.Namespace, failed: list[tuple[Trial, list[Mismatch]]]) -> int:
    if options.json:
        found: list[JsonValue] = [
            {"scenario": trial.name, "mismatches": [str(each) for each in mismatches]}
            for trial, mismatches in failed
        ]
        write_json({"failed": found})
        return NOT_HELD
    screen = terminal(options)
    for trial, mismatches in failed:
        screen.line(f"✗ {trial.name}", "red")
        for mismatch in mismatches:
            screen.line(f"    {mismatch}")
    words = Text(
        f"{len(failed)} 个场景与规则本身不符，先改正再试规则",
        f"{len(failed)} scenarios do not hold of the rules as they are: mend these first",
    )
    screen.line(words.of(options.lang))
    return NOT_HELD


def _mutation(
    options: argparse.Namespace,
    asked: Guide,
    names: Sequence[str],
    trials: Mapping[str, Sequence[Trial]],
) -> Mutation:
    work = slices(asked, names)
    total = sum(each.stop - each.start for each in work)
    processes = options.processes or os.cpu_count() or 1
    with reading(total, "mutants") as told:
        return judge(asked, trials, work, processes=processes, told=told)


# Coverage in words


def _show_coverage(
    screen: Terminal, options: argparse.Namespace, asked: Guide, parts: Sequence[Part]
) -> None:
    lang: Language = options.lang
    if options.service:
        _show_parts(screen, lang, parts)
    else:
        rows = []
        for name, service in asked.services.items():
            own = [part for part in parts if part.service == name]
            shares = [covered(own, kind) for kind in KINDS_OF_PART]
            rows.append((f"{service.number} {service.title.of(lang)}", *shares))
        screen.table((_SERVICE, *KINDS_OF_PART.values()), rows)
        for part in parts:
            if part.missing:
                ways = ", ".join(WAYS[way].of(lang) for way in part.missing)
                screen.line(f"✗ {part.service} {part.name}: {ways}", "red")
    done = sum(not part.missing for part in parts)
    words = Text(
        f"覆盖 {done}/{len(parts)}：{share(done, len(parts))}",
        f"coverage {done}/{len(parts)}: {share(done, len(parts))}",
    )
    screen.line(words.of(lang), "bold")


def _show_parts(screen: Terminal, lang: Language, parts: Sequence[Part]) -> None:
    rows = [
        (
            f"{'✗' if part.missing else '✓'} {part.name}",
            str(len(part.true)),
            str(len(part.false)) if part.false or part.kind == "condition" else "",
            str(len(part.decisive)),
            "\n".join(part.pair or ()) or ", ".join(WAYS[way].of(lang) for way in part.missing),
        )
        for part in parts
    ]
    screen.table((_PART, WAYS["true"], WAYS["false"], WAYS["decisive"], _PAIR), rows)


# Mutants in words


def _show_mutation(screen: Terminal, lang: Language, mutation: Mutation) -> None:
    rows = []
    for kind, words in KINDS.items():
        of_kind = [each.status for each in mutation.verdicts if each.change.kind == kind]
        if of_kind:
            left = len(of_kind) - of_kind.count("killed") - of_kind.count("equivalent")
            counts = (len(of_kind), of_kind.count("killed"), of_kind.count("equivalent"), left)
            rows.append((words.of(lang), *map(str, counts)))
    screen.table(_MUTATION, rows)
    for verdict in mutation.left:
        _show_survivor(screen, lang, verdict)
    killed, total = mutation.score
    words = Text(
        f"变异得分 {killed}/{total}：{share(killed, total)}；{mutation.counts['equivalent']} 个变异已证明等价",
        f"mutation score {killed}/{total}: {share(killed, total)};"
        f" {mutation.counts['equivalent']} mutants are proved equivalent",
    )
    screen.line(words.of(lang), "bold")


def _show_survivor(screen: Terminal, lang: Language, verdict: Verdict) -> None:
    kind = KINDS[verdict.change.kind].of(lang)
    screen.line(f"✗ {kind}: {verdict.change.of} ({', '.join(verdict.services[:3])})", "red")
    for line in verdict.change.edit.diff():
        style = {"-": "red", "+": "green"}.get(line[:1], "")
        screen.line(f"    {line}", style)
    if verdict.killer is None:
        words = Text("既未发现，也未能证明等价", "neither killed nor proved equivalent")
        screen.line(f"    {words.of(lang)}")
        return
    if verdict.killer.scenario is not None:
        keys = ", ".join(f"`{key}`" for key in verdict.killer.expect if key != "outcome")
        words = Text(
            f"场景 {verdict.killer.scenario} 若写明 {keys or '`outcome`'} 即可发现",
            f"the scenario {verdict.killer.scenario} would notice if it stated {keys or '`outcome`'}",
        )
        screen.line(f"    {words.of(lang)}")
        return
    words = Text(
        "以下场景可以发现（期望值待确认）：",
        "this scenario would notice (confirm what it expects):",
    )
    screen.line(f"    {words.of(lang)}")
    for line in verdict.killer.scenario_text(verdict.change).splitlines():
        screen.line(f"    {line}")


# JSON


def _to_dict(parts: Sequence[Part], mutation: Mutation | None) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {"coverage": [_part_to_dict(part) for part in parts]}
    if mutation is not None:
        killed, total = mutation.score
        found["mutation"] = {
            "killed": killed,
            "equivalent": mutation.counts["equivalent"],
            "total": total,
            "mutants": [_verdict_to_dict(each) for each in mutation.verdicts],
        }
    return found


def _part_to_dict(part: Part) -> dict[str, JsonValue]:
    return {
        "service": part.service,
        "kind": part.kind,
        "part": part.name,
        "true": list(part.true),
        "false": list(part.false),
        "decisive": list(part.decisive),
        "pair": list(part.pair) if part.pair is not None else None,
        "missing": list(part.missing),
    }


def _verdict_to_dict(verdict: Verdict) -> dict[str, JsonValue]:
    killer = verdict.killer
    return {
        "kind": verdict.change.kind,
        "of": verdict.change.of,
        "services": list(verdict.services),
        "diff": list(verdict.change.edit.diff()),
        "status": verdict.status,
        "by": verdict.by,
        "days": list(verdict.days),
        "killer": None
        if killer is None
        else {"scenario": killer.scenario, "text": killer.scenario_text(verdict.change)},
    }
