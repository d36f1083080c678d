"""What other libraries make of a layer: their defaults as records, each with the document that says so.

A record says what a library does where nothing else is asked of it; ``asked`` writes a layer down as the call there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pooling_core.geometry.axis import Rounding

# How the place of a maximum is counted: within its channel, or in the whole tensor, channels first or last.
IndexFormat = Literal["channel", "tensor", "channels_last"]


@dataclass(frozen=True)
class Framework:
    """One library with one form of padding.

    Attributes:
        name: of this record, as a link has it.
        library: as it writes itself.
        padding: ``"given"`` where the layer's own number is used, else the word that it follows from.
        rounding: without and with ceil_mode; ``None`` where it has no ceil_mode.
        strides: what an empty stride is: the kernel_size, 1, or nothing that is left to a default.
        counts: whether padding counts in the divisor of an average: by default, ``None`` where it must be said.
        counted: what then counts: padding, or the whole kernel.
        may_count: whether that can be chosen.
        operations: its name of each layer that is compared, with ``{rank}`` where it has a number.
        whole_powers: whether the power of its LP pooling is a whole number.
        planes_only: whether it has no 1-D layer.
        empty_said: the layers of which its documents say what a window without any cell of the input gives.
        dilates: which of them have a dilation.
        clips_if_padded: whether a last window in the padding is left out only where there is padding.
        overhang_said: whether its documents say what a window beyond the padding is divided by.
        indices: how it counts the place of a maximum, where it gives one.
        source: the address of what says all this.
        judged: the address of the numbers that the tests hold it to.
    """

    name: str
    library: str
    operations: Mapping[str, str]
    source: str
    judged: str
    padding: str = "given"
    rounding: tuple[Rounding, Rounding | None] = ("floor", None)
    strides: Literal["kernel", "one", "must"] = "kernel"
    counts: bool | None = False
    counted: str = "padding"
    may_count: bool = True
    dilates: tuple[str, ...] = ()
    clips_if_padded: bool = False
    overhang_said: bool = True
    planes_only: bool = False
    whole_powers: bool = False
    empty_said: tuple[str, ...] = ()
    indices: IndexFormat | None = None


_TORCH = {"max": "max_pool{rank}d", "avg": "avg_pool{rank}d", "lp": "lp_pool{rank}d"}
_ONNX = {"max": "MaxPool", "avg": "AveragePool", "lp": "LpPool"}
_KERAS = {"max": "MaxPooling{rank}D", "avg": "AveragePooling{rank}D"}
_FLAX = {"max": "max_pool", "avg": "avg_pool"}
_ONNX_SAYS = "https://onnx.ai/onnx/operators/onnx__AveragePool.html"
_ONNX_CASES = "https://github.com/onnx/onnx/tree/main/onnx/backend/test/case/node"
_KERAS_SAYS = "https://keras.io/api/layers/pooling_layers/average_pooling2d/"
_FLAX_TESTS = "https://github.com/google/flax/blob/main/tests/linen/linen_test.py"
_FLAX_SAYS = "https://flax.readthedocs.io/en/latest/api_reference/flax.nnx/nn/pooling.html"


def _onnx(name: str, padding: str) -> Framework:
    rounding: tuple[Rounding, Rounding | None] = ("floor", "ceil_inside" if padding == "given" else None)
    return Framework(
        name,
        "ONNX",
        _ONNX,
        _ONNX_SAYS,
        _ONNX_CASES,
        padding=padding,
        rounding=rounding,
        strides="one",
        dilates=("max", "avg", "lp"),
        whole_powers=True,
        indices="tensor",
    )


_RECORDS = (
    Framework(
        "pytorch",
        "PyTorch",
        _TORCH,
        "https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html",
        "https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html",
        rounding=("floor", "ceil_inside"),
        counts=True,
        dilates=("max",),
        empty_said=("max", "avg", "lp"),
        indices="channel",
    ),
    _onnx("onnx", "given"),
    _onnx("onnx_same_upper", "SAME_UPPER"),
    _onnx("onnx_same_lower", "SAME_LOWER"),
    _onnx("onnx_valid", "VALID"),
    Framework(
        "keras_same",
        "Keras",
        _KERAS,
        _KERAS_SAYS,
        "https://www.tensorflow.org/api_docs/python/tf/keras/layers/AveragePooling2D",
        padding="SAME_UPPER",
        may_count=False,
        indices="channels_last",
    ),
    Framework(
        "keras_valid",
        "Keras",
        _KERAS,
        _KERAS_SAYS,
        "https://www.tensorflow.org/api_docs/python/tf/keras/layers/AveragePooling2D",
        padding="VALID",
        may_count=False,
        indices="channels_last",
    ),
    Framework(
        "flax",
        "Flax",
        _FLAX,
        _FLAX_SAYS,
        _FLAX_TESTS,
        strides="one",
        counts=True,
        counted="kernel",
        empty_said=("max",),
    ),
    Framework(
        "flax_same",
        "Flax",
        _FLAX,
        _FLAX_SAYS,
        _FLAX_TESTS,
        padding="SAME_UPPER",
        strides="one",
        counts=True,
        counted="kernel",
    ),
    Framework(
        "caffe",
        "Caffe",
        {"max": "Pooling MAX", "avg": "Pooling AVE"},
        "https://github.com/BVLC/caffe/blob/master/src/caffe/layers/pooling_layer.cpp",
        "https://github.com/BVLC/caffe/blob/master/src/caffe/test/test_pooling_layer.cpp",
        rounding=("ceil_inside", None),
        strides="one",
        counts=True,
        may_count=False,
        clips_if_padded=True,
        planes_only=True,
        indices="channel",
    ),
    Framework(
        "openvino",
        "OpenVINO",
        {"max": "MaxPool-14", "avg": "AvgPool-14"},
        "https://docs.openvino.ai/2024/documentation/openvino-ir-format/operation-sets/operation-specs/pooling/avg-pool-14.html",
        "https://github.com/openvinotoolkit/openvino/blob/master/docs/articles_en/documentation/openvino-ir-format/operation-sets/operation-specs/pooling/pooling_shape_rules.rst",
        rounding=("floor", "ceil"),
        strides="must",
        counts=None,
        dilates=("max",),
        overhang_said=False,
        empty_said=("max",),
        indices="tensor",
    ),
    Framework(
        "coreml",
        "Core ML",
        {"max": "max_pool", "avg": "avg_pool"},
        "https://github.com/apple/coremltools/blob/main/coremltools/converters/mil/mil/ops/defs/iOS15/pool.py",
        "https://github.com/apple/coremltools/blob/main/coremltools/converters/mil/mil/ops/defs/iOS15/pool.py",
        rounding=("floor", "ceil_inside"),
        strides="one",
        counts=True,
        clips_if_padded=True,
        overhang_said=False,
    ),
    Framework(
        "tensorrt",
        "TensorRT",
        {"max": "IPoolingLayer kMAX", "avg": "IPoolingLayer kAVERAGE"},
        "https://docs.nvidia.com/deeplearning/tensorrt/api/c_api/classnvinfer1_1_1_i_pooling_layer.html",
        "https://github.com/NVIDIA/TensorRT/blob/main/include/NvInfer.h",
        rounding=("floor", "ceil"),
        strides="one",
    ),
    Framework(
        "paddle",
        "Paddle",
        {"max": "max_pool{rank}d", "avg": "avg_pool{rank}d"},
        "https://www.paddlepaddle.org.cn/documentation/docs/en/api/paddle/nn/functional/avg_pool2d_en.html",
        "https://github.com/PaddlePaddle/Paddle/blob/develop/test/legacy_test/test_pool2d_op.py",
        rounding=("floor", "ceil"),
        counted="kernel",
    ),
)
FRAMEWORKS: Mapping[str, Framework] = {each.name: each for each in _RECORDS}
