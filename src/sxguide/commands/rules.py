"""Commands about the rules themselves: services, facts, check, clauses, interpretations, pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sxguide.audit import account, compare
from sxguide.citations import Text
from sxguide.commands.asking import today
from sxguide.commands.output import DONE, NOT_HELD, guide, terminal, write_json
from sxguide.errors import PathError
from sxguide.formats import FORMATS, json_schema
from sxguide.guide import Guide
from sxguide.loader import load_rulebook
from sxguide.pages import interpretations_page, service_page
from sxguide.rulefiles import bundled_files, files_at, is_folder, read_text
from sxguide.scenarios import json_schema as scenarios_schema
from sxguide.terminal.listings import (
    show_accounts,
    show_clause_changes,
    show_facts,
    show_interpretations,
    show_services,
)

if TYPE_CHECKING:
    import argparse

    from sxguide.audit import ClauseAccount, ClauseChange
    from sxguide.citations import JsonValue
    from sxguide.model import Fact, Service


def check(options: argparse.Namespace) -> int:
    """Every fault of rule files, or what they hold."""
    rule_files = _rule_files(Path(options.path)) if options.path else bundled_files()
    rulebook = load_rulebook(rule_files)
    if options.deep:
        return _doubts(options, Guide(rulebook))
    counts: dict[str, JsonValue] = {
        "files": len(rule_files),
        "services": len(rulebook.services),
        "facts": len(rulebook.facts),
        "parameters": len(rulebook.parameters),
        "definitions": len(rulebook.definitions),
        "clauses": len(rulebook.citations),
        "interpretations": len(rulebook.interpretations),
    }
    if options.json:
        write_json(counts)
    else:
        words = ", ".join(f"{count} {noun}" for noun, count in counts.items())
        terminal(options).line(f"no faults: {words}")
    return DONE


def _doubts(options: argparse.Namespace, asked: Guide) -> int:
    """What is doubtful about rules, and not explained in them."""
    findings = asked.verify(on=options.on or today())
    if options.json:
        write_json([finding.to_dict() for finding in findings])
    else:
        for finding in findings:
            terminal(options).line(f"{finding.text(options.lang)}\n")
        count = len(findings)
        words = Text(
            zh=f"{count} 处存疑" if count else "没有存疑之处",
            en=f"{count or 'no'} finding{'' if count == 1 else 's'}",
        )
        terminal(options).line(words.of(options.lang))
    return NOT_HELD if findings else DONE


def _rule_files(path: Path) -> dict[str, bytes]:
    """A folder's rule files, or the bundled ones with one file laid over them in the place of its namesake."""
    if is_folder(path):
        return files_at(path)
    kept = {name: data for name, data in bundled_files().items() if Path(name).name != path.name}
    return {**kept, **files_at(path)}


def services(options: argparse.Namespace) -> int:
    """The services."""
    services = guide(options).services.values()
    if options.json:
        write_json([_service_to_dict(service) for service in services])
    else:
        show_services(terminal(options), services)
    return DONE


def _service_to_dict(service: Service) -> dict[str, JsonValue]:
    return {
        "name": service.name,
        "number": service.number,
        "titles": [title.to_dict() for title in service.titles],
        "working_days": service.deadline.working_days,
        "outputs": [
            {
                "name": output.name,
                "type": output.kind,
                "unit": output.unit,
                "label": output.label.to_dict(),
            }
            for output in service.outputs
        ],
    }


def facts(options: argparse.Namespace) -> int:
    """The vocabulary, or what one service reads of it."""
    asked = guide(options)
    facts = asked.facts_read(options.service) if options.service else tuple(asked.facts.values())
    if options.json:
        write_json([_fact_to_dict(fact) for fact in facts])
    else:
        show_facts(terminal(options), facts)
    return DONE


def _fact_to_dict(fact: Fact) -> dict[str, JsonValue]:
    return {
        "name": fact.name,
        "type": fact.kind,
        "unit": fact.unit,
        "label": fact.label.to_dict(),
        "question": fact.question.to_dict(),
        "values": {choice.value: choice.label.to_dict() for choice in fact.choices},
    }


def clauses(options: argparse.Namespace) -> int:
    """The guide's clauses with the rules that hang on each, or what another text of the guide does to them."""
    rulebook = guide(options).rulebook
    if options.check:
        changes = compare(rulebook, read_text(Path(options.check)))
        if options.json:
            write_json([_change_to_dict(change) for change in changes])
        else:
            show_clause_changes(terminal(options), changes)
        return DONE if all(change.change == "unchanged" for change in changes) else NOT_HELD
    accounts = account(rulebook)
    if options.json:
        write_json([_account_to_dict(each) for each in accounts])
    else:
        show_accounts(terminal(options), accounts)
    return DONE if all(each.is_accounted_for for each in accounts) else NOT_HELD


def _account_to_dict(each: ClauseAccount) -> dict[str, JsonValue]:
    informative = each.clause.informative
    return {
        "clause": each.clause.locator,
        "gist": each.clause.gist.to_dict(),
        "rules": list(each.rules),
        "informative": informative.to_dict() if informative is not None else None,
    }


def _change_to_dict(change: ClauseChange) -> dict[str, JsonValue]:
    return {
        "clause": change.locator,
        "change": change.change,
        "moved_to": change.moved_to,
        "rules": list(change.rules),
    }


def interpretations(options: argparse.Namespace) -> int:
    """The readings that the rules rest on."""
    entries = guide(options).rulebook.interpretations.values()
    if options.json:
        write_json([entry.to_dict() for entry in entries])
    else:
        show_interpretations(terminal(options), entries)
    return DONE


def pages(options: argparse.Namespace) -> int:
    """Writes what is made from the rules and the formats: JSON Schemas, service pages, interpretations."""
    written: dict[Path, str] = {}
    if not options.schemas and not options.docs:
        message = "nothing to write: name a folder with `--schemas` or `--docs`"
        raise PathError(message)
    if options.schemas:
        schemas = {kind: json_schema(kind) for kind in FORMATS} | {"scenarios": scenarios_schema()}
        for kind, schema in schemas.items():
            text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
            written[Path(options.schemas) / f"{kind}.json"] = text
    if options.docs:
        rulebook = guide(options).rulebook
        for service in rulebook.services.values():
            name = f"{service.number:02}-{service.name}.md"
            written[Path(options.docs) / "services" / name] = service_page(rulebook, service)
        written[Path(options.docs) / "interpretations.md"] = interpretations_page(rulebook)
    for path, text in written.items():
        _write(path, text)
    if options.json:
        write_json([str(path) for path in written])
    else:
        terminal(options).line(f"{len(written)} files written")
    return DONE


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        message = f"`{path}` cannot be written: {(error.strerror or 'no reason given').lower()}"
        raise PathError(message) from error
