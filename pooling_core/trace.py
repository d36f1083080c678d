"""Explains a result cell by cell: where every window looked, what kind each cell is, and the arithmetic."""

from pooling_core.explain.trace import Trace as Trace
from pooling_core.explain.trace import trace as trace
