"""Undated: rules and mutant with something free in the place of every comparison that reads the date of the application.

What the two agree on then, whatever these comparisons say, they agree on whatever the date: one day stands for all days
on which parameters and periods are as they are on it. The converse does not hold: the comparisons are not as free as that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sxguide.adequacy.pairs import MARK, Pair, mapped, with_own_names
from sxguide.backends.situation import APPLICATION_DATE
from sxguide.citations import Text
from sxguide.dependencies import decided_by, expressions, reads
from sxguide.feel.nodes import Binary, Call, Conditional, Literal, Name
from sxguide.feel.printer import to_feel
from sxguide.feel.traversal import names_read, walk
from sxguide.model import Expression, Fact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sxguide.adequacy.settling import Settling
    from sxguide.feel.nodes import Node
    from sxguide.model import Formula, Kind


class DatedError(Exception):
    """A value, and no comparison, that turns on the date of the application."""


def undated(pair: Pair, settling: Settling) -> Pair | None:
    """The pair without the date, on the days that it was settled for; None where a value that the two have differently turns on it."""
    try:
        return _Undating(pair, settling).pair()
    except DatedError:
        return None


def _lackable(pair: Pair) -> Iterator[str]:
    """The facts that some rule asks for being there at all."""
    rulebook = pair.rulebook
    formulas = (
        *(each.holds for each in rulebook.constraints),
        *(each.formula for each in rulebook.definitions.values()),
        *decided_by(pair.original),
        *decided_by(pair.mutant),
    )
    for root in (node for formula in formulas for node in expressions(formula)):
        for node in walk(root):
            match node:
                case Binary(left=Name(name), right=Literal(value=None)):
                    yield name
                case Binary(left=Literal(value=None), right=Name(name)):
                    yield name
                case _:
                    pass


class _Undating:
    """Takes the date out of one rulebook, and keeps the facts that stand for what read it."""

    def __init__(self, pair: Pair, settling: Settling) -> None:
        self._pair = pair
        self._rulebook = pair.rulebook
        self._settling = settling
        self._lackable = frozenset(_lackable(pair))
        self._dated: dict[str, bool] = {APPLICATION_DATE: True}
        self._facts: dict[str, Fact] = {}
        self._names: dict[str, str] = {}

    def pair(self) -> Pair:
        both = (self._pair.original, self._pair.mutant)
        services = [mapped(each, self._formula) for each in both]
        rulebook = self._rulebook
        definitions = {
            name: replace(each, formula=self._formula(each.formula))
            if each.kind == "boolean"
            else each
            for name, each in rulebook.definitions.items()
        }
        constraints = tuple(
            replace(each, holds=self._expression(each.holds)) for each in rulebook.constraints
        )
        joint = replace(
            rulebook,
            facts={**rulebook.facts, **self._facts},
            definitions=definitions,
            constraints=constraints,
        )
        return Pair(joint, *services)

    def _formula(self, formula: Formula) -> Formula:
        if not self._reads_date(reads(formula)):
            return formula
        if not isinstance(formula, Expression):
            raise DatedError
        return self._expression(formula)

    def _expression(self, expression: Expression) -> Expression:
        node = self._node(expression.node)
        return (
            expression
            if node is expression.node
            else replace(expression, node=node, text=to_feel(node))
        )

    def _node(self, node: Node) -> Node:
        """A part of a rule with a fact in the place of each comparison that reads the date."""
        if not self._reads_date(names_read(node)):
            return node
        match node:
            case Binary(op="and" | "or", left=left, right=right):
                return replace(node, left=self._node(left), right=self._node(right))
            case Call(Name("not"), (operand,), None):
                return replace(node, arguments=(self._node(operand),))
            case Conditional(condition, then, otherwise):
                return Conditional(
                    self._node(condition), self._node(then), self._node(otherwise), node.span
                )
            case Name(name):
                return self._name(node, name)
            case Binary(op="=" | "!=", left=Name(name), right=Literal(value=bool())):
                return replace(node, left=self._name(Name(name, node.span), name))
            case Binary(op="=" | "!=" | "<" | "<=" | ">" | ">="):
                return self._stand_in(node)
            case _:
                raise DatedError

    def _name(self, node: Name, name: str) -> Name:
        definition = self._rulebook.definitions.get(name)
        if definition is None or definition.kind != "boolean":
            raise DatedError
        # Its own formula loses the date too.
        return node

    def _stand_in(self, node: Node) -> Node:
        """What stands for a comparison, the same for both and wherever it stands.

        Where that may be null it tests a text, of which a diagram knows no more than that the test is true, false, or null.
        """
        node = self._twin(node)
        text = to_feel(node)
        is_sure = self._is_sure(node)
        name = self._names.get(text)
        if name is None:
            name = self._names[text] = f"dated.{len(self._names)}{MARK}"
            words = Text(text, text)
            kind: Kind = "boolean" if is_sure else "text"
            self._facts[name] = Fact(
                name, kind, None, words, words, (), None, None, "given", node.span
            )
        if is_sure:
            return Name(name, node.span)
        return Binary("=", Name(name, node.span), Literal("yes", node.span), node.span)

    def _is_sure(self, node: Node) -> bool:
        """Whether a comparison cannot be null: of the date with a fact that everybody has."""
        match node:
            case Binary(left=Name(left), right=Name(right)):
                names = {left, right} - {APPLICATION_DATE}
                facts = self._rulebook.facts
                return all(
                    name in facts and facts[name].kind == "date" and name not in self._lackable
                    for name in names
                )
            case _:
                return False

    def _twin(self, node: Node) -> Node:
        """Of the mutant's comparison the rules' own, where on every day of the stretch the two come out alike.

        They do where what is compared with the date is the same, or beyond the stretch on the same side.
        """
        match node:
            case Binary(left=Name(name), right=other) if name == APPLICATION_DATE:
                own = with_own_names(other)
                twin = replace(node, right=own)
            case Binary(left=other, right=Name(name)) if name == APPLICATION_DATE:
                own = with_own_names(other)
                twin = replace(node, left=own)
            case _:
                return node
        if own == other or self._reads_date(names_read(other)):
            return node
        return twin if self._settling.are_alike(own, other) else node

    def _reads_date(self, names: Iterable[str]) -> bool:
        """Whether some names rest on the date; what a fact is where nobody gives it counts for nothing here."""
        return any(map(self._rests_on_date, names))

    def _rests_on_date(self, name: str) -> bool:
        found = self._dated.get(name)
        if found is None:
            definition = self._rulebook.definitions.get(name)
            found = definition is not None and self._reads_date(reads(definition.formula))
            self._dated[name] = found
        return found
