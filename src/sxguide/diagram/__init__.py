"""Diagram: a service as an ordered, reduced, multi-valued decision diagram, for exact answers about what is not known.

A condition compares a fact, or what is derived from one, with constants. On a given day the constants cut the fact's
domain into finitely many *cells*: no condition can tell two values of one cell apart. A fact with few values has a cell
for each. So a condition, and the whole eligibility, is a function from finitely many tuples of cells to true and false.

Written as a decision tree that asks the facts in one fixed order, with equal subtrees shared and questions that change
nothing left out, that function has one form only (Bryant 1986, for two values; Kam and others 1998, for many): the
diagram. Two functions are equal when their diagrams are the same node, and a fact matters where it labels a node.

| module | what it does |
| --- | --- |
| `variables` | cells of a fact, and which cell a value is in |
| `directions` | proves that an expression only rises, or only falls, with a fact |
| `atoms` | takes conditions apart into comparisons that have one cut each, and parts that stay opaque |
| `cuts` | finds the cuts by bisection through the rules themselves |
| `forest` | nodes, each function once |
| `builder` | the diagram of a service on a day |
| `restriction` | what one person's facts, and the constraints of the vocabulary, leave of a diagram |
| `influence` | whether a variable can turn what is left, or settle it |
| `standing` | one person's facts put to a diagram: what may still come out, and which facts matter |
| `defaults`, `recall` | what is remembered, since it is the same for many people |
| `remainder` | what the person's facts leave, to be split by any question, with completions counted |
| `questions` | the question with which the fewest are to be expected |

What compares two unknown facts with each other, or reads text, has no cells: it becomes one yes-or-no variable, which
stands for all facts that it reads. An answer may then stay open where arithmetic could settle it, and is never wrong.
"""
