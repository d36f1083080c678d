"""One layer as a call of each engine. onnxruntime is used where it is installed and has the operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from numpy.typing import NDArray

from benchmarks.ours import example_input, our_call
from benchmarks.rows import Row
from benchmarks.timing import Call
from pooling_core import PoolSpec

Array = NDArray[Any]
OURS, TORCH_ONE, TORCH_ALL, ONNX, COPY = (
    "ours",
    "torch, 1 thread",
    "torch, all threads",
    "onnxruntime, 1 thread",
    "copy",
)
ENGINES = (COPY, OURS, TORCH_ONE, ONNX, TORCH_ALL)
ALL_THREADS = torch.get_num_threads()
# OpenMP's worker threads must not be started where one thread is measured.
torch.set_num_threads(1)


def calls(row: Row) -> dict[str, Call]:
    """What each engine runs for a row; engines without the operation are left out."""
    x = example_input(row)
    theirs = torch_call(row, x)
    found = {COPY: x.copy, OURS: our_call(row, x), TORCH_ONE: theirs, TORCH_ALL: theirs}
    session = None if row.backward else onnx_call(row, x)
    return found | ({ONNX: session} if session else {})


def torch_call(row: Row, x: Array) -> Call:
    """PyTorch's function, or what one writes in PyTorch where it has none.

    Backward is autograd's part alone for averages. Our gradient of a maximum finds the winners again, as it is
    given no indices: there the forward call counts on both sides.
    """
    tensor = torch.from_numpy(x)
    function = COMPOSED.get(row.call) or getattr(torch.nn.functional, row.call)
    if not row.backward:
        return lambda: function(tensor, **row.arguments)
    tensor.requires_grad_()
    result = function(tensor, **row.arguments)
    grad = torch.ones_like(result)
    if "max" in row.call:
        return lambda: torch.autograd.grad(function(tensor, **row.arguments), tensor, grad)
    return lambda: torch.autograd.grad(result, tensor, grad, retain_graph=True)


def gem_in_torch(x: torch.Tensor, p: float, eps: float = 1e-6) -> torch.Tensor:
    """GeM as papers write it, without protection from overflow."""
    return torch.nn.functional.avg_pool2d(x.clamp(min=eps).pow(p), x.shape[-2:]).pow(1 / p)


def stochastic_in_torch(
    x: torch.Tensor, kernel_size: int, stride: int, training: bool = True, rng: int = 0
) -> torch.Tensor:
    """Stochastic pooling by a draw for each window, or by the weighted mean."""
    if not training:
        average = torch.nn.functional.avg_pool2d
        return average(x * x, kernel_size, stride) / average(x, kernel_size, stride)
    windows = x.unfold(2, kernel_size, stride).unfold(3, kernel_size, stride)
    cells = windows.reshape(-1, kernel_size * kernel_size)
    drawn = torch.multinomial(cells, 1, generator=torch.Generator().manual_seed(rng))
    return cells.gather(1, drawn).reshape(windows.shape[:4])


COMPOSED: dict[str, Callable[..., torch.Tensor]] = {
    "gem_pool2d": gem_in_torch,
    "stochastic_pool2d": stochastic_in_torch,
}


def onnx_call(row: Row, x: Array) -> Call | None:
    """The same layer as an ONNX model of one node."""
    try:
        import onnxruntime
        from onnx import TensorProto, helper
    except ImportError:
        return None
    operator = onnx_operator(row)
    if operator is None:
        return None
    name, attributes = operator
    results = ["y", "places"] if row.arguments.get("return_indices") else ["y"]
    node = helper.make_node(name, ["x"], results, **attributes)
    types = {"y": TensorProto.FLOAT, "places": TensorProto.INT64}
    outputs = [helper.make_tensor_value_info(result, types[result], None) for result in results]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, row.shape)]
    model = helper.make_model(
        helper.make_graph([node], "layer", inputs, outputs), opset_imports=[helper.make_opsetid("", 18)], ir_version=9
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})


def onnx_operator(row: Row) -> tuple[str, dict[str, Any]] | None:
    """The operator and its attributes, where ONNX has one that means the same."""
    spec = PoolSpec.of(row.call, **row.arguments)
    if spec.operation.family == "adaptive_avg_pool" and row.arguments["output_size"] == 1:
        return "GlobalAveragePool", {}
    names = {"max_pool": "MaxPool", "avg_pool": "AveragePool", "lp_pool": "LpPool"}
    if spec.operation.family not in names:
        return None
    attributes: dict[str, Any] = {"kernel_shape": spec.kernel_size, "strides": spec.stride, "pads": spec.padding * 2}
    if spec.operation.family == "avg_pool":
        attributes["count_include_pad"] = int(spec.arguments["count_include_pad"])
    if spec.operation.family == "lp_pool":
        attributes["p"] = int(spec.arguments["norm_type"])
    return names[spec.operation.family], attributes
