"""Adequacy: how well scenarios try the rules.

Rules that a scenario file has never made come out otherwise are not tested by it, however long it is. So two things are
asked: which parts of the rules scenarios make true, false and decisive, and which small changes to the rules, made one
at a time, they would not notice.

| module | what it does |
| --- | --- |
| `trials` | the scenarios of each service |
| `said` | everything in a decision that a scenario can state |
| `writing` | scenarios as the text of a file |
| `variations` | an expression with one thing changed |
| `edits` | a change shown as a diff of the rule file |
| `mutants` | rulebooks with one change |
| `stretches` | the days between two edges of the rules |
| `pairs` | rules and mutant side by side in one rulebook |
| `branches` | where two values can differ, as a condition |
| `settling` | both with the values of parameters written out |
| `undated` | both without the date of the application |
| `difference` | the diagram of what the two do otherwise |
| `citing` | clauses that are cited all the same |
| `judge` | whether a mutant is killed; who would kill it; the proof that nobody could |
| `mutation` | all mutants, on several processes |
| `possible` | the ways in which a condition can come out at all |
| `coverage` | which scenarios make what true, false and decisive |
| `suites` | scenarios on every boundary, for their author to confirm |
| `words`, `page` | coverage for a person to read |
"""
