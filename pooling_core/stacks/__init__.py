"""Many layers: kinds of layer, shapes and parameters one after another, receptive fields, repairs, known networks.

Shapes come from geometry; nothing is computed. Not here: one layer's windows.
"""
