"""Exercises, their series, and the sheets made of them."""
