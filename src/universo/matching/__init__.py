"""Is this company that one? Prepare, find candidates by keys, weigh the evidence, judge (R-8, (2) and (4)).

Pure: no database, no files but its own tables of weights, no clock. The live evaluation, `match` and
`cross-match` all use what is here.
"""
