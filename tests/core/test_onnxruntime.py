"""Calls with explicit padding, and SAME without a dilation, beside onnxruntime, where it is installed (make bench)."""

import numpy as np
import pytest

from pooling_core import PoolingError
from pooling_core.compute.run import pool
from tests.core.onnx_cases import NAMES, our_call

onnxruntime = pytest.importorskip("onnxruntime")


def by_runtime(operation, attributes, x):
    from onnx import TensorProto, helper

    node = helper.make_node(operation, ["x"], ["y"], **attributes)
    shapes = {"x": x.shape, "y": None}
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    model = helper.make_model(
        helper.make_graph([node], "g", ends[:1], ends[1:]), opset_imports=[helper.make_opsetid("", 22)], ir_version=10
    )
    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 4, 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def test_onnxruntime_gives_the_same_numbers():
    rng, compared = np.random.default_rng(5), 0

    def pick(low, high):
        return int(rng.integers(low, high))

    for _ in range(150):
        operation = str(rng.choice(list(NAMES)))
        auto = str(rng.choice(["NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER"]))
        kernel, stride = [pick(1, 4), pick(1, 4)], [pick(1, 4), pick(1, 4)]
        attributes = {"kernel_shape": kernel, "strides": stride, "auto_pad": auto}
        if auto == "NOTSET":
            attributes |= {"pads": [pick(0, taps) for taps in kernel * 2], "ceil_mode": pick(0, 2)}
            attributes |= {"dilations": [pick(1, 3), pick(1, 3)]}
        elif any(step > taps for step, taps in zip(stride, kernel, strict=True)):
            continue  # its formula for SAME may give a negative padding there
        attributes |= {"p": pick(1, 4)} if operation == "LpPool" else {}
        attributes |= {"count_include_pad": pick(0, 2)} if operation == "AveragePool" else {}
        x = rng.normal(size=(1, 1, pick(2, 8), pick(2, 8))).astype(np.float32)
        try:
            ours = pool(our_call(operation, attributes, 2), x)
        except PoolingError:
            continue
        theirs = by_runtime(operation, attributes, x)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5, err_msg=str(attributes))
        compared += 1
    assert compared > 90
