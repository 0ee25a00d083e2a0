"""Match two whole files, or a file against the base: the live matcher's keys and weights, in bulk.

`preparing` turns both sides into Parquet (a company packed, its keys as numbers), `match` says the
match once as relational expressions, `engines` runs them on DuckDB or on Spark, `scoring` is the
live judgement as a function of the engine, `results` writes what came out. No Django here.
"""
