"""Many layers: shapes and parameters one after another, receptive fields, known networks.

Shapes come from geometry; nothing is computed. Not here: one layer's windows.
"""
