"""What is done with what a window sees: sweeps over tiles, winners, and one file per family of operations.

A file here takes planes and axes and gives values, with the positions, divisors or weights that made them. Not here:
where windows lie (geometry), gradients (backward), and why a value came out (explain).
"""
