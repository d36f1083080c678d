"""Random calls, drawn by seed, and the judge that puts each to the core and to PyTorch: for the suite and for visitors.

Not here: what a page shows of them. It goes through the public doors, because they are what is judged.
"""
