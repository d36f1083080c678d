"""Random calls and the judge that puts each to the core and to PyTorch: `python -m tests.differential`."""
