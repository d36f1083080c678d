"""Calls that are refused, at least one for each sentence of the core: its key, a function, its arguments."""

from collections.abc import Callable
from typing import Any

import numpy as np

import pooling_core.extensions as E
import pooling_core.functional as F
import pooling_core.padded as P
from pooling_core.backward.pullback import pullback
from pooling_core.call.spec import PoolSpec
from pooling_core.explain.compared import depthwise
from pooling_core.explain.convolution import conv_trace
from pooling_core.explain.gradient import explain
from pooling_core.explain.trace import trace
from pooling_core.geometry.fractional import check_layer
from pooling_core.geometry.shapes import output_shape
from pooling_core.oracle.stack import module_of
from pooling_core.stacks.layers import Layer, layer_shape
from pooling_core.stacks.running import run_shapes
from pooling_core.stacks.stack import Stack

Arguments = dict[str, Any]

LINE, PLANE, VOLUME = (np.ones((2, *sides), np.float32) for sides in ((5,), (5, 5), (2, 5, 5)))
CUBE = np.ones((2, 5, 5, 5), np.float32)
BATCH = PLANE[np.newaxis]
FLAT = PLANE[0]
GRID = np.arange(25, dtype=np.float32).reshape(1, 5, 5)
MAXIMA, WHERE = F.max_pool2d(GRID, 2, return_indices=True)
PART = {"input": MAXIMA, "indices": WHERE, "kernel_size": 2}
HALF = np.full((1, 2, 2), 0.5, np.float32)
FAR = np.full((1, 2, 2), 2**25 + 4, np.float32)  # two steps further it is rounded to four
DRAWN = {"input": PLANE, "kernel_size": 2, "output_size": 2, "_random_samples": HALF}
POOL, MEAN = {"kernel_size": 2}, {"input": PLANE, "kernel_size": 2}
UNPOOL = Layer.of("max_unpool1d", kernel_size=2)
UNPOOL_1 = Layer.of("max_unpool1d", kernel_size=2, indices_of=1)


def kernel(*shape: int, dtype: Any = np.float32) -> np.ndarray:
    return np.ones(shape, dtype)


def layer(name: str) -> Callable[..., Any]:
    return lambda **settings: Layer.of(name, **settings)


def joined(name: str, *shapes: tuple[int, ...]) -> Callable[..., Any]:
    return lambda **settings: layer_shape(Layer.of(name, takes=(0, 1), **settings), *shapes)


def layer_on(name: str, shape: tuple[int, ...]) -> Callable[..., Any]:
    return lambda **settings: layer_shape(Layer.of(name, **settings), shape)


def stack_of_one(name: str) -> Callable[..., Any]:
    return lambda input_shape, **settings: Stack([Layer.of(name, **settings)], input_shape)


def spec_on(function: Callable[..., Any], name: str, *arrays: Any) -> Callable[..., Any]:
    return lambda **settings: function(PoolSpec.of(name, **settings), *arrays)


def on_trace(x: np.ndarray, weight: np.ndarray) -> Callable[..., Any]:
    return lambda **settings: conv_trace("conv2d", x, weight, **settings)


CALLS: list[tuple[str, Callable[..., Any], Arguments]] = [
    # call: names and parameters
    ("unknown-pooling", PoolSpec.of, {"name": "min_pool2d", **POOL}),
    ("no-such-parameter", PoolSpec.of, {"name": "avg_pool2d", **POOL, "dilation": 2}),
    ("no-such-parameter", output_shape, {"name": "conv1d", "input_shape": (1, 1, 5), "kernel_size": 2}),
    ("no-such-parameter", layer("linear"), {"out_features": 2, "kernel_size": 2}),
    ("no-such-parameter", pullback, {"name": "conv2d", "grad_output": PLANE, "input": PLANE, "kernel_size": 2}),
    ("parameter-missing", PoolSpec.of, {"name": "max_pool2d"}),
    ("parameter-missing", output_shape, {"name": "conv1d", "input_shape": (1, 1, 5)}),
    ("parameter-missing", layer("linear"), {}),
    ("parameter-missing", pullback, {"name": "conv2d", "grad_output": PLANE, "input": PLANE}),
    # call: one value per axis
    ("one-int", F.max_pool1d, {"input": LINE, "kernel_size": (2, 2)}),
    ("ints-per-axis", F.max_pool2d, {"input": PLANE, "kernel_size": (2, 2, 2)}),
    ("one-int-only", F.max_pool1d, {"input": LINE, "kernel_size": 2.0}),
    ("ints-per-axis-only", F.max_pool2d, {"input": PLANE, "kernel_size": (2, 1.9)}),
    ("at-least", F.max_pool2d, {"input": PLANE, "kernel_size": 0}),
    ("at-most", F.max_pool2d, {**MEAN, "stride": 2**40}),
    ("takes-one-int", F.lp_pool1d, {"input": LINE, "norm_type": 2, "kernel_size": (2,)}),
    ("takes-ints-per-axis", F.lp_pool2d, {"input": PLANE, "norm_type": 2, "kernel_size": (2,)}),
    ("output-size-per-axis", F.adaptive_avg_pool2d, {"input": PLANE, "output_size": (2,)}),
    ("padding-half-kernel", F.max_pool2d, {"input": PLANE, "kernel_size": 3, "padding": 2}),
    # call: scalars
    ("true-or-false", F.max_pool2d, {**MEAN, "ceil_mode": 1}),
    ("true-or-false", E.stochastic_pool2d, {**MEAN, "training": 0}),
    ("int-or-none", F.avg_pool2d, {**MEAN, "divisor_override": True}),
    ("divided-by-zero", F.avg_pool2d, {**MEAN, "divisor_override": 0}),
    ("any-number", F.lp_pool2d, {**MEAN, "norm_type": "2"}),
    ("power-zero", F.lp_pool2d, {**MEAN, "norm_type": 0}),
    # call: parameters of the extensions
    ("number-or-one-per-channel", E.gem_pool2d, {"input": PLANE, "p": "3"}),
    ("number-or-one-per-channel", E.gem_pool2d, {"input": PLANE, "p": np.ones((2, 2))}),
    ("nan-power", E.gem_pool2d, {"input": PLANE, "p": float("nan")}),
    ("mean-of-power-zero", E.gem_pool2d, {"input": PLANE, "p": 0}),
    ("power-per-channel", E.gem_pool2d, {"input": PLANE, "p": (1.0, 2.0, 3.0)}),
    ("finite-number", E.temperature_avg_pool2d, {**MEAN, "temperature": float("inf")}),
    ("finite-at-least-zero", E.gem_pool2d, {"input": PLANE, "eps": -1.0}),
    ("window-is-input", E.gem_pool2d, {"input": PLANE, "stride": 2}),
    ("no-draw-no-indices", E.stochastic_pool2d, {**MEAN, "training": False, "return_indices": True}),
    ("generator-or-seed", E.stochastic_pool2d, {**MEAN, "rng": -1}),
    ("tensorflow-padding", E.tf_max_pool2d, {**MEAN, "padding": 1}),
    ("tensorflow-dilated-stride", E.tf_max_pool2d, {**MEAN, "stride": 2, "padding": "SAME", "dilation": 2}),
    ("tensorflow-dilated-same", E.tf_max_pool2d, {**MEAN, "stride": 1, "padding": "SAME", "dilation": 2}),
    ("padding-word", P.padded_max_pool2d, {**MEAN, "padding": "SAME"}),
    ("pads-per-axis", P.padded_avg_pool2d, {**MEAN, "padding": (1, 1, 1)}),
    ("one-of-the-words", P.padded_max_pool2d, {**MEAN, "rounding": "round"}),
    ("norm-at-least-one", P.padded_lp_pool2d, {**MEAN, "norm_type": 0.5}),
    # call: the tensor
    ("numpy-array", F.max_pool2d, {"input": PLANE.tolist(), "kernel_size": 2}),
    ("numpy-array", F.interpolate, {"input": [1.0], "size": 2}),
    ("numpy-array", F.conv2d, {"input": PLANE, "weight": [1.0]}),
    ("numpy-array", pullback, {"name": "max_pool2d", "grad_output": PLANE, "input": [1.0]}),
    ("numpy-array", pullback, {"name": "max_pool2d", "grad_output": [1.0], **MEAN}),
    ("axes-1d", F.max_pool1d, {"input": VOLUME, "kernel_size": 2}),
    ("axes-2d", F.max_pool2d, {"input": LINE, "kernel_size": 2}),
    ("axes-2d", F.max_unpool2d, {"input": LINE, "indices": LINE, "kernel_size": 2}),
    ("axes-3d", F.conv3d, {"input": PLANE, "weight": PLANE}),
    ("empty-beyond-batch", F.max_pool2d, {"input": PLANE[:, :0], "kernel_size": 2}),
    ("empty-beyond-batch", F.interpolate, {"input": BATCH[:, :, :0], "size": 2}),
    (
        "empty-beyond-batch",
        output_shape,
        {"name": "conv_transpose2d", "input_shape": (1, 2, 0, 5), "weight": (2, 1, 2, 2)},
    ),
    ("empty-beyond-first", F.max_unpool2d, {"input": PLANE[:, :0], "indices": WHERE, "kernel_size": 2}),
    ("dtype-taken", F.avg_pool2d, {"input": PLANE.astype(np.int32), "kernel_size": 2}),
    ("dtype-taken", F.max_unpool2d, {**PART, "input": MAXIMA.astype(bool), "output_size": (5, 5)}),
    ("dtype-taken", F.interpolate, {"input": BATCH.astype(bool), "size": 2}),
    ("dtype-taken", F.conv2d, {"input": PLANE.astype(bool), "weight": kernel(2, 2, 2, 2, dtype=bool)}),
    ("dtype-taken", F.fractional_max_pool2d, {**DRAWN, "input": PLANE > 0, "_random_samples": HALF > 0}),
    # geometry: windows that find no place
    ("window-spans", F.max_pool1d, {"input": LINE, "kernel_size": 6}),
    ("kernel-within-input", F.avg_pool3d, {"input": VOLUME, "kernel_size": 3, "padding": 1}),
    # geometry: shapes without a tensor
    ("unknown-function", output_shape, {"name": "max_pool4d", "input_shape": (1, 1, 4), "kernel_size": 2}),
    ("shape-of-ints", output_shape, {"name": "max_pool1d", "input_shape": (1, -1), "kernel_size": 2}),
    ("axis-too-long", output_shape, {"name": "max_pool1d", "input_shape": (1, 2**31), "kernel_size": 2}),
    # geometry: convolution
    ("channels-read", F.conv2d, {"input": PLANE, "weight": kernel(2, 1, 2, 2)}),
    (
        "transposed-channels",
        output_shape,
        {"name": "conv_transpose1d", "input_shape": (1, 2, 5), "weight": (3, 1, 2)},
    ),
    ("weight-axes", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2)}),
    ("kernel-without-cells", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 0, 2)}),
    ("kernel-beyond-64-bits", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2, 2), "dilation": 2**62}),
    ("kernel-spans", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 7, 2)}),
    ("groups-one-int", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2, 2), "groups": 0}),
    ("groups-of-one-size", F.conv2d, {"input": PLANE, "weight": kernel(3, 2, 2, 2), "groups": 2}),
    ("bias-per-channel", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2, 2), "bias": kernel(3)}),
    ("padding-name", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2, 2), "padding": "Same"}),
    ("same-needs-stride-one", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2, 2), "padding": "same", "stride": 2}),
    ("same-on-empty-axis", F.conv2d, {"input": BATCH[:0, :, :0], "weight": kernel(2, 2, 2, 2), "padding": "same"}),
    ("empty-beyond-channels", F.conv2d, {"input": PLANE[:, :0], "weight": kernel(2, 2, 2, 2)}),
    (
        "output-padding-below",
        output_shape,
        {"name": "conv_transpose1d", "input_shape": (1, 2, 5), "weight": (2, 1, 2), "output_padding": 2},
    ),
    (
        "padding-leaves-none",
        output_shape,
        {"name": "conv_transpose1d", "input_shape": (1, 2, 5), "weight": (2, 1, 2), "padding": 5},
    ),
    # geometry: fractional windows
    ("fractional-room", F.fractional_max_pool2d, {**DRAWN, "kernel_size": 4, "output_size": 4}),
    ("fractional-room", F.fractional_max_pool2d, {"input": PLANE, "kernel_size": 4, "output_ratio": (0.9, 0.9)}),
    ("size-or-ratio-missing", F.fractional_max_pool2d, MEAN),
    ("ratio-list", F.fractional_max_pool2d, {**MEAN, "output_ratio": 0.5}),
    ("ratio-list-or-number", F.fractional_max_pool3d, {"input": CUBE, **POOL, "output_ratio": (0.5, 0.5)}),
    ("ratio-finite", F.fractional_max_pool2d, {**MEAN, "output_ratio": (0.5, float("inf"))}),
    ("ratio-negative", F.fractional_max_pool2d, {**MEAN, "output_ratio": (0.5, -0.5)}),
    ("layer-size-or-ratio", check_layer, {"output_size": 2, "output_ratio": 0.5}),
    ("layer-ratio", check_layer, {"output_size": None, "output_ratio": 1.5}),
    ("samples-need-floats", F.fractional_max_pool2d, {**DRAWN, "input": PLANE > 0, "_random_samples": None}),
    ("samples-array-or-none", F.fractional_max_pool2d, {**DRAWN, "_random_samples": 0.5}),
    ("samples-dtype", F.fractional_max_pool2d, {**DRAWN, "_random_samples": HALF.astype(float)}),
    ("samples-shape", F.fractional_max_pool2d, {**DRAWN, "_random_samples": HALF[:, :1]}),
    ("samples-to-explain", spec_on(trace, "fractional_max_pool2d", FLAT), {"kernel_size": 2, "output_size": 2}),
    ("windows-not-placed", F.fractional_max_pool2d, {**DRAWN, "_random_samples": HALF * np.float32("nan")}),
    ("window-out-of-input", F.fractional_max_pool2d, {**DRAWN, "output_size": 4, "_random_samples": FAR}),
    # geometry: unpooling
    ("numpy-ints-with-size", F.max_unpool2d, {**PART, "kernel_size": np.int64(3)}),
    ("unpooled-below-zero", F.max_unpool2d, {**PART, "kernel_size": 5, "stride": 1, "padding": 4}),
    ("size-list", F.max_unpool2d, {**PART, "output_size": 5}),
    ("size-list", F.max_unpool2d, {**PART, "output_size": (5, 5, 5)}),
    ("size-list-of-python-ints", F.max_unpool2d, {**PART, "output_size": (np.int64(5), 5)}),
    ("size-out-of-range", F.max_unpool2d, {**PART, "output_size": (9, 5)}),
    ("size-not-the-one", F.max_unpool2d, {**PART, "stride": 1, "output_size": (9, 5)}),
    ("no-legal-size", F.max_unpool2d, {**PART, "kernel_size": 5, "stride": 0, "output_size": (5, 5)}),
    ("indices-shape", F.max_unpool2d, {**PART, "indices": WHERE[:, :1]}),
    (
        "indices-shape",
        output_shape,
        {"name": "max_unpool2d", "input_shape": (1, 2, 2), "indices": (1, 1, 2), "kernel_size": 2},
    ),
    # geometry: resampling
    ("unknown-mode", F.interpolate, {"input": BATCH, "size": 2, "mode": "cubic"}),
    ("mode-of-torch", F.interpolate, {"input": BATCH, "size": 2, "mode": "bilinear"}),
    ("interpolate-axes", F.interpolate, {"input": FLAT, "size": 2}),
    ("blending-modes-only", F.interpolate, {"input": BATCH, "size": 2, "align_corners": True}),
    ("size-or-scale-missing", F.interpolate, {"input": BATCH}),
    ("size-or-scale-not-both", F.interpolate, {"input": BATCH, "size": 2, "scale_factor": 2}),
    ("nothing-to-recompute", F.interpolate, {"input": BATCH, "size": 2, "recompute_scale_factor": True}),
    ("numbers-per-axis", F.interpolate, {"input": BATCH, "size": (2, 2, 2)}),
    ("scale-finite", F.interpolate, {"input": BATCH, "scale_factor": float("nan")}),
    ("scale-size", F.interpolate, {"input": BATCH, "scale_factor": 0.1}),
    # compute
    ("negative-integer-power", F.lp_pool1d, {"input": LINE.astype(int), "norm_type": -1, "kernel_size": 2}),
    ("dtype-of-input", F.conv2d, {"input": PLANE, "weight": kernel(2, 2, 2, 2, dtype=float)}),
    (
        "dtype-taken-dilated",
        F.conv2d,
        {"input": PLANE.astype(np.int32), "weight": kernel(2, 2, 2, 2, dtype=np.int32), "dilation": 2},
    ),
    ("result-beyond-memory", F.fractional_max_pool2d, {**DRAWN, "kernel_size": -(2**31) + 1, "output_size": 2**31 - 1}),
    ("shape-beyond-memory", F.max_unpool2d, {**PART, "stride": 2**31}),
    ("indices-array", F.max_unpool2d, {**PART, "indices": [0]}),
    ("indices-int64", F.max_unpool2d, {**PART, "indices": WHERE.astype(np.int32)}),
    ("index-beyond-plane", F.max_unpool2d, PART),
    ("index-beyond-plane-of-any-size", F.max_unpool2d, {**PART, "indices": WHERE - 7}),
    ("index-beyond-plane-alone", F.max_unpool2d, {**PART, "stride": -1, "kernel_size": 3}),
    ("negative-activation", E.stochastic_pool2d, {"input": -PLANE, "kernel_size": 2}),
    ("finite-activations", E.stochastic_pool2d, {"input": PLANE * np.float32("nan"), "kernel_size": 2}),
    ("shares-of-finite-sum", E.stochastic_pool2d, {"input": PLANE.astype(float) * 1.5e308, "kernel_size": 2, "rng": 0}),
    ("plane-of-floats", E.stochastic_probabilities, {"plane": FLAT.astype(int), "kernel_size": 2}),
    ("plane-of-floats", E.stochastic_probabilities, {"plane": [1.0, 2.0], "kernel_size": 2}),
    # backward
    ("no-gradient-known", pullback, {"name": "min_pool2d", "grad_output": PLANE, **MEAN}),
    ("gradient-of-floats", pullback, {"name": "max_pool2d", "grad_output": PLANE, **MEAN, "input": PLANE.astype(int)}),
    ("shape-of-result", pullback, {"name": "max_pool2d", "grad_output": PLANE, **MEAN}),
    ("dtype-of-result", pullback, {"name": "max_pool2d", "grad_output": kernel(2, 2, 2, dtype=complex), **MEAN}),
    (
        "gradient-empty-beyond-first",
        pullback,
        {"name": "adaptive_max_pool2d", "grad_output": kernel(2, 0, 2), "input": PLANE, "output_size": (0, 2)},
    ),
    (
        "gradient-of-nothing",
        pullback,
        {
            "name": "max_unpool2d",
            "grad_output": kernel(1, 0, 0),
            "input": kernel(1, 1, 1),
            "indices": np.zeros((1, 1, 1), np.int64),
            "kernel_size": 1,
            "stride": 2,
            "output_size": (0, 0),
        },
    ),
    (
        "gradient-without-cells",
        pullback,
        {"name": "fractional_max_pool2d", "grad_output": kernel(2, 2, 2), **DRAWN, "kernel_size": 0},
    ),
    ("seed-of-forward", pullback, {"name": "stochastic_pool2d", "grad_output": kernel(2, 2, 2), **MEAN}),
    (
        "samples-of-forward",
        pullback,
        {"name": "fractional_max_pool2d", "grad_output": kernel(2, 2, 2), **MEAN, "output_size": 2},
    ),
    # explain
    ("trace-one-plane", spec_on(trace, "max_pool3d", FLAT), POOL),
    ("trace-one-output-channel", on_trace(FLAT, kernel(2, 1, 2, 2)), {}),
    ("gradient-trace", explain, {"name": "max_pool1d", "grad_output": LINE, "input": kernel(1, 20), "kernel_size": 2}),
    ("cells-drawn", on_trace(FLAT, kernel(1, 1, 2, 2)), {"padding": 9}),
    ("cells-drawn", on_trace(kernel(9, 9), kernel(1, 1, 9, 9)), {}),
    ("convolution-without-ceil", spec_on(depthwise, "avg_pool2d", PLANE), {**POOL, "ceil_mode": True}),
    # stacks
    ("unknown-layer", layer("min_pool2d"), POOL),
    ("takes-no-parameter", layer("instance_norm"), {"affine": True}),
    ("stack-axes", Stack, {"layers": [], "input_shape": (1, 2)}),
    ("layer-misfit", stack_of_one("max_pool2d"), {"kernel_size": 9, "input_shape": (1, 1, 5, 5)}),
    ("after-flatten", layer_on("max_pool1d", (1, 8)), POOL),
    ("layer-of-another-rank", layer_on("max_pool1d", (1, 1, 5, 5)), POOL),
    ("no-channel-to-norm", layer_on("batch_norm", (1, 0, 5)), {}),
    ("features-in", layer_on("linear", (1, 8)), {"out_features": 2, "in_features": 3}),
    ("features-on-last-axis", layer_on("linear", (1, 2, 8)), {"out_features": 2, "in_features": 3}),
    ("groups-divide-channels", layer_on("conv1d", (1, 3, 8)), {"out_channels": 2, "kernel_size": 2, "groups": 2}),
    ("wires-numbers", layer("flatten"), {"takes": (-1,)}),
    ("wires-too-few", layer("cat"), {"takes": (1,)}),
    ("wires-too-many", layer("flatten"), {"takes": (0, 1)}),
    ("wires-no-indices", layer("flatten"), {"indices_of": 1}),
    ("wire-ahead", run_shapes, {"layers": [Layer.of("flatten", takes=(1,))], "input_shape": (1, 2, 3)}),
    ("indices-missing", run_shapes, {"layers": [UNPOOL], "input_shape": (1, 2, 3)}),
    ("indices-of-no-pooling", run_shapes, {"layers": [Layer.of("same"), UNPOOL_1], "input_shape": (1, 2, 3)}),
    ("channels-in", layer_on("conv1d", (1, 2, 8)), {"out_channels": 2, "kernel_size": 2, "in_channels": 3}),
    ("channels-last", layer_on("conv1d", (1, 8, 3)), {"out_channels": 2, "kernel_size": 2, "in_channels": 3}),
    ("channels-normed", layer_on("batch_norm", (1, 2, 8)), {"num_features": 3}),
    ("groups-of-channels", layer_on("group_norm", (1, 4, 8)), {"num_groups": 3}),
    ("one-number-to-norm", layer_on("instance_norm", (1, 4, 1)), {}),
    ("normalized-ints", layer_on("layer_norm", (1, 4, 1)), {"normalized_shape": 1.5}),
    ("normalized-shape", layer_on("layer_norm", (1, 4, 1)), {"normalized_shape": 4}),
    ("slopes", layer_on("prelu", (1, 4, 1)), {"num_parameters": 3}),
    ("module-changes-no-shape", layer_on("same", (1, 4, 1)), {"module": "Conv2d"}),
    ("module-of-axes", layer_on("same", (1, 4, 5, 5)), {"module": "Dropout1d"}),
    ("box-name", layer_on("unknown", (1, 4)), {"name": "<b>"}),
    ("box-shape", layer_on("unknown", (1, 4)), {"output_shape": ()}),
    ("axis-of-input", layer_on("flatten", (1, 4)), {"start_dim": 2}),
    ("flatten-backwards", layer_on("flatten", (1, 4, 5)), {"start_dim": 2, "end_dim": 1}),
    ("flatten-batch", layer_on("flatten", (1, 4, 5)), {"start_dim": 0}),
    ("padding-ints", layer_on("pad", (1, 4, 5)), {"padding": 0.5}),
    ("padding-pairs", layer_on("pad", (1, 4, 5)), {"padding": (1,)}),
    ("padding-every-axis", layer_on("pad", (1, 4, 5, 5)), {"padding": (1, 1), "mode": "reflect"}),
    ("padding-reflect", layer_on("pad", (1, 4, 5)), {"padding": 5, "mode": "reflect"}),
    ("padding-circular", layer_on("pad", (1, 4, 5)), {"padding": 6, "mode": "circular"}),
    ("padding-cuts-all", layer_on("pad", (1, 4, 5)), {"padding": (-3, -3)}),
    ("channels-to-squares", layer_on("pixel_shuffle", (1, 6, 5, 5)), {"upscale_factor": 2}),
    ("squares-to-channels", layer_on("pixel_unshuffle", (1, 6, 5, 5)), {"downscale_factor": 2}),
    ("mode-of-another-rank", layer_on("interpolate", (1, 6, 5)), {"mode": "bilinear", "scale_factor": 2}),
    ("smooth-modes-only", layer_on("interpolate", (1, 6, 5)), {"mode": "linear", "size": 2, "antialias": True}),
    ("joins-axes", joined("cat", (1, 4), (1, 4, 5)), {}),
    ("joins-sizes", joined("cat", (1, 4, 6), (1, 4, 5)), {}),
    ("adds-sizes", joined("add", (1, 4, 6), (1, 4, 5)), {}),
    ("beyond-torchs-bytes", run_shapes, {"layers": [Layer.of("same")], "input_shape": (1, 2**31, 2**31 - 1)}),
    # oracle
    ("no-layer-of-torch", module_of, {"layer": Layer.of("gem_pool2d"), "shape": (1, 1, 5, 5), "rank": 2}),
]
