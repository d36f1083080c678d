"""The random calls of `pooling_core.oracle.random_calls`, counted in a table: `python -m tests.differential`."""
