"""Words: coverage and mutants as a person reads them, on a screen and on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sxguide.citations import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sxguide.adequacy.coverage import Part, PartKind

KINDS_OF_PART: Mapping[PartKind, Text] = {
    "condition": Text("条件", "conditions"),
    "row": Text("表格行", "table rows"),
    "material": Text("材料", "materials"),
    "handling": Text("经办", "handling"),
    "notice": Text("提示", "notices"),
    "deadline": Text("时限", "deadline"),
    "clause": Text("条款", "clauses"),
}
WAYS: Mapping[str, Text] = {
    "true": Text("成立", "true"),
    "false": Text("不成立", "false"),
    "decisive": Text("起决定作用", "decisive"),
    "decisive-true": Text("成立且起决定作用", "true and decisive"),
    "decisive-false": Text("不成立且起决定作用", "false and decisive"),
}


def covered(parts: Sequence[Part], kind: PartKind) -> str:
    """How many of the parts of a kind are covered, of how many; nothing where there are none."""
    of_kind = [part for part in parts if part.kind == kind]
    done = sum(not part.missing for part in of_kind)
    return f"{done}/{len(of_kind)}" if of_kind else ""


def share(done: int, total: int) -> str:
    """A share in per cent, rounded down, so that 100 % is all."""
    return f"{100 * done // total if total else 100} %"
