"""Verification: what is doubtful about rules that have no fault, found in their diagrams.

A rulebook can be read and run, and still say what nobody meant: a condition that never decides, a branch that nobody
comes by, a table that leaves somebody out. Each finding names the clauses on both sides, and has a case to try.

| module | what it does |
| --- | --- |
| `findings` | what is found, as data and as words |
| `ground` | questions that a diagram answers: whether something can be, and for whom |
| `conditions` | conditions that never decide, branches that nobody comes by, facts that never matter |
| `tables` | gaps, overlaps and rows that are never reached |
| `relations` | services that contradict one another |
| `verifier` | all of these, without what the rules themselves explain |
"""
