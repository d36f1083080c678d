"""Where the outputs of a layer look, along one axis: ``axis_map`` holds it, ``maps`` finds it for each kind."""

from pooling_core.stacks.receptive.axis_map import AxisMap as AxisMap
from pooling_core.stacks.receptive.axis_map import Span as Span
