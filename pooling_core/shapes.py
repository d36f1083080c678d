"""The shape that every function gives, found without computing, and the window rules of two libraries side by side."""

from pooling_core.geometry.conventions import Convention as Convention
from pooling_core.geometry.conventions import conventions as conventions
from pooling_core.geometry.shapes import LONGEST_AXIS as LONGEST_AXIS
from pooling_core.geometry.shapes import output_shape as output_shape
