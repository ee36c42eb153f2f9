"""Changes: what would turn the answer of a decision, and on what day it turns by itself.

A change is a set of facts with other values, at the earliest date at which they can be had. On one date the facts are
cells of the service's diagram, and a change is a choice of other cells for some of them from which the diagram leads to
the answer sought: whatever is not known (sure), or for some completion of it (possible). The minimal choices
follow from the diagram, node by node. What has to wait is looked for on each later day on which something turns: a condition, as the date
goes by; a fact that has grown far enough.

| module | what it does |
| --- | --- |
| `kept` | what was found, for the next who asks |
| `reach` | when a fact can have another value |
| `goals` | a diagram with what is not known taken out of it: the answer comes surely, or possibly |
| `minimal` | the minimal choices of other cells that lead to an answer |
| `turning` | the days on which something may turn as time passes |
| `outlook` | one person on one day: the sets of facts that turn the answer then |
| `advisor` | all days, each change tried by a decision made anew, the best first |
"""
