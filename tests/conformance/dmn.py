"""A small runner of DMN models, for the conformance suite only: it evaluates a model's decisions with our FEEL.

Decisions with literal expressions, decision tables, contexts, invocations, relations, lists, function definitions and
boxed conditionals, filters and iterations; business knowledge models, decision services, imports, typed input data.
"""

from __future__ import annotations

from tests.conformance.dmn_model import UnreadableError, local_name, name_of, part, parts, text_of

from sxguide.feel.evaluator import evaluate
from sxguide.feel.instances import coerced
from sxguide.feel.nodes import Comprehension, Conditional, Filter
from sxguide.feel.tables import Aggregation, DecisionTable, HitPolicy, Row, evaluate_table
from sxguide.values import Function, Value

_EXPRESSIONS = (
    "literalExpression",
    "decisionTable",
    "context",
    "invocation",
    "functionDefinition",
    "relation",
    "list",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)
_AGGREGATIONS: dict[str, Aggregation] = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
_HIT_POLICIES: dict[str, HitPolicy] = {
    "UNIQUE": "unique",
    "ANY": "any",
    "FIRST": "first",
    "PRIORITY": "priority",
    "RULE ORDER": "rule_order",
    "OUTPUT ORDER": "output_order",
    "COLLECT": "collect",
}


class Scope:
    """The names that an expression may read; the values of decisions are worked out when they are read."""

    def __init__(self, values=(), pending=()):
        self._values = dict(values)
        self._pending = dict(pending)

    def __getitem__(self, name):
        if name not in self._values:
            self._values[name] = self._pending[name]()
        return self._values[name]

    def __iter__(self):
        return iter({**self._pending, **self._values})

    def having(self, values):
        """The same names and some more, which hide those of the same name."""
        return Scope(
            {**self._values, **values}, {k: v for k, v in self._pending.items() if k not in values}
        )


class Session:
    """One model with its input data: works out its decisions."""

    def __init__(self, model, inputs, *, given=None):
        self._model = model
        self._inputs = inputs
        # Decisions whose values are given, as a decision service's input decisions are.
        self._given = dict(given or {})
        self._imported = {
            prefix: Session(imported, inputs.get(prefix) or {})
            for prefix, imported in model.imports.items()
        }

    def decision(self, name):
        """The value of the decision with the name."""
        return self._decision(self._model.named(name, "decision"))

    def service(self, name):
        """The value of the decision service with the name, its input data and decisions taken from the inputs."""
        function = self._service(self._model.named(name, "decisionService"))
        return function.call(*(self._inputs.get(parameter) for parameter in function.parameters))

    def _decision(self, element):
        name = name_of(element)
        if name not in self._given:
            expression = part(element, *_EXPRESSIONS)
            scope = self._scope(element)
            value = None if expression is None else self._boxed(expression, scope)
            self._given[name] = self._typed(value, part(element, "variable"))
        return self._given[name]

    def _scope(self, element):
        """What an element of the requirements graph may read: what it requires."""
        pending = {}
        imported: dict[str, dict[str, Value]] = {}
        references = [
            reference.get("href")
            for requirement in parts(element, "informationRequirement", "knowledgeRequirement")
            for reference in parts(
                requirement, "requiredDecision", "requiredInput", "requiredKnowledge"
            )
        ]
        for href in references:
            _, required, prefix = self._model.resolve(href)
            if prefix is None:
                pending[name_of(required)] = lambda required=required: self._provided(required)
            else:
                session = self._imported[prefix]
                imported.setdefault(prefix, {})[name_of(required)] = session._provided(required)
        return Scope(imported, pending)

    def _provided(self, element):
        """The value that an element of the requirements graph provides to those that require it."""
        provide = {
            "inputData": self._input,
            "decision": self._decision,
            "businessKnowledgeModel": self._knowledge,
            "decisionService": self._service,
        }
        return provide[local_name(element)](element)

    def _input(self, element):
        return self._typed(self._inputs.get(name_of(element)), part(element, "variable"))

    def _knowledge(self, element):
        logic = part(element, "encapsulatedLogic")
        function = self._function(logic, lambda: self._scope(element), name_of(element))
        variable = part(element, "variable")
        return self._returning(function, variable)

    def _service(self, element):
        taken = [
            self._model.resolve(reference.get("href"))[1]
            for kind in ("inputData", "inputDecision")
            for reference in parts(element, kind)
        ]
        names = tuple(map(name_of, taken))
        outputs = [
            self._model.resolve(each.get("href"))[1] for each in parts(element, "outputDecision")
        ]

        def call(*arguments):
            values = {}
            for required, argument in zip(taken, arguments, strict=True):
                value = self._typed(argument, part(required, "variable"))
                if value is None and argument is not None:
                    return None
                values[name_of(required)] = value
            decided = {name_of(each) for each in taken if local_name(each) == "decision"}
            session = Session(
                self._model,
                {name: value for name, value in values.items() if name not in decided},
                given={name: value for name, value in values.items() if name in decided},
            )
            results = {name_of(output): session._decision(output) for output in outputs}
            return results if len(results) != 1 else next(iter(results.values()))

        return self._returning(Function(name_of(element), names, call), part(element, "variable"))

    def _returning(self, function, variable):
        """The function with its result coerced to what the variable's function type gives back."""
        found = self._model.item(variable.get("typeRef")) if variable is not None else None
        item = part(found[1], "functionItem") if found is not None else None
        if found is None or item is None:
            return function
        wanted = found[0].type_of(item.get("outputTypeRef"))
        return Function(
            function.name,
            function.parameters,
            lambda *arguments: coerced(function.call(*arguments), wanted),
        )

    def _function(self, element, scope, name):
        """A function of the element's formal parameters; `scope` gives the names that its body may read besides."""
        if element.get("kind", "FEEL") != "FEEL":
            raise UnreadableError("only functions written in FEEL can be run")
        parameters = parts(element, "formalParameter")
        names = tuple(map(name_of, parameters))
        body = part(element, *_EXPRESSIONS)

        def call(*arguments):
            values = {}
            for parameter, argument in zip(parameters, arguments, strict=True):
                value = self._typed(argument, parameter)
                if value is None and argument is not None:
                    return None
                values[name_of(parameter)] = value
            return self._boxed(body, scope().having(values))

        return Function(name, names, call)

    def _typed(self, value, declaration):
        """The value coerced to the type that the element declares, and null where its allowed values exclude it."""
        reference = declaration.get("typeRef") if declaration is not None else None
        if reference is None or value is None:
            return value
        value = coerced(value, self._model.type_of(reference))
        found = self._model.item(reference)
        return value if found is None or is_allowed(value, *found) else None

    def _boxed(self, element, scope):
        """The value of a boxed expression; null where its text cannot be read."""
        try:
            value = getattr(self, f"_boxed_{local_name(element)}")(element, scope)
        except UnreadableError:
            return None
        return self._typed(value, element)

    def _node(self, element, scope):
        return self._model.expression(text_of(element), scope)

    def _boxed_literalExpression(self, element, scope):  # noqa: N802 — the element's own name
        return evaluate(self._node(element, scope), scope.__getitem__)

    def _boxed_context(self, element, scope):
        entries: dict[str, Value] = {}
        for entry in parts(element, "contextEntry"):
            variable = part(entry, "variable")
            inner = scope.having(entries)
            value = self._boxed(part(entry, *_EXPRESSIONS), inner)
            if variable is None:
                return value
            entries[name_of(variable)] = self._typed(value, variable)
        return entries

    def _boxed_list(self, element, scope):
        return tuple(self._boxed(each, scope) for each in parts(element, *_EXPRESSIONS))

    def _boxed_relation(self, element, scope):
        names = [name_of(column) for column in parts(element, "column")]
        rows = [parts(row, *_EXPRESSIONS) for row in parts(element, "row")]
        return tuple(
            {name: self._boxed(cell, scope) for name, cell in zip(names, row, strict=True)}
            for row in rows
        )

    def _boxed_functionDefinition(self, element, scope):  # noqa: N802 — the element's own name
        return self._function(element, lambda: scope, "function")

    def _boxed_invocation(self, element, scope):
        function = self._boxed(part(element, *_EXPRESSIONS), scope)
        bindings = {
            name_of(part(binding, "parameter")): self._boxed(part(binding, *_EXPRESSIONS), scope)
            for binding in parts(element, "binding")
        }
        if not isinstance(function, Function) or bindings.keys() != set(function.parameters):
            return None
        return function.call(*(bindings[name] for name in function.parameters))

    def _boxed_conditional(self, element, scope):
        condition, then, otherwise = (
            self._inner(element, kind, scope) for kind in ("if", "then", "else")
        )
        return evaluate(Conditional(condition, then, otherwise, condition.span), scope.__getitem__)

    def _boxed_filter(self, element, scope):
        subject = self._inner(element, "in", scope)
        condition = self._inner(element, "match", scope.having({"item": None}))
        return evaluate(Filter(subject, condition, subject.span), scope.__getitem__)

    def _boxed_for(self, element, scope):
        return self._iteration(element, scope, "for", "return")

    def _boxed_some(self, element, scope):
        return self._iteration(element, scope, "some", "satisfies")

    def _boxed_every(self, element, scope):
        return self._iteration(element, scope, "every", "satisfies")

    def _iteration(self, element, scope, kind, body):
        variable = element.get("iteratorVariable")
        domain = self._inner(element, "in", scope)
        result = self._inner(element, body, scope.having({variable: None, "partial": None}))
        node = Comprehension(kind, ((variable, domain),), result, domain.span)
        return evaluate(node, scope.__getitem__)

    def _inner(self, element, kind, scope):
        """The tree of the literal expression in a part of a boxed expression."""
        return self._node(part(part(element, kind), "literalExpression"), scope)

    def _boxed_decisionTable(self, element, scope):  # noqa: N802 — the element's own name
        return evaluate_table(self._table(element, scope), scope.__getitem__).value

    def _table(self, element, scope):
        inside = scope.having({"?": None})
        outputs = parts(element, "output")

        def written(text):
            return self._model.expression(text if text.strip() else "null", scope)

        def cell(entry):
            return self._model.unary_tests(text_of(entry).strip() or "-", inside)

        def allowed(output, kind):
            text = text_of(part(output, kind))
            return self._model.unary_tests(text, inside).tests if text else ()

        defaults = [part(output, "defaultOutputEntry") for output in outputs]
        return DecisionTable(
            inputs=tuple(
                self._node(part(each, "inputExpression"), scope) for each in parts(element, "input")
            ),
            rows=tuple(
                Row(
                    tests=tuple(map(cell, parts(rule, "inputEntry"))),
                    outputs=tuple(written(text_of(entry)) for entry in parts(rule, "outputEntry")),
                )
                for rule in parts(element, "rule")
            ),
            hit_policy=_HIT_POLICIES[element.get("hitPolicy", "UNIQUE")],
            aggregation=_AGGREGATIONS.get(element.get("aggregation")),
            output_names=tuple(output.get("name") or "" for output in outputs),
            priorities=tuple(allowed(output, "outputValues") for output in outputs),
            defaults=tuple(written(text_of(each)) for each in defaults)
            if None not in defaults
            else (),
        )


def is_allowed(value, model, item):
    """Whether the value keeps to the allowed values of an item definition and of its components."""
    if value is None:
        return True
    if item.get("isCollection") == "true" and isinstance(value, tuple):
        return all(_is_one_allowed(each, model, item) for each in value)
    return _is_one_allowed(value, model, item)


def _is_one_allowed(value, model, item):
    text = text_of(part(item, "allowedValues"))
    if text and evaluate(model.unary_tests(text, ("?",)), {"?": value}.__getitem__) is not True:
        return False
    reference = part(item, "typeRef")
    base = model.item(reference.text) if reference is not None else None
    if base is not None and not is_allowed(value, *base):
        return False
    components = parts(item, "itemComponent")
    return not isinstance(value, dict) or all(
        is_allowed(value.get(name_of(component)), model, component) for component in components
    )
