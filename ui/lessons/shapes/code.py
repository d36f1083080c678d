"""A stack -> the same layers in PyTorch, ready to run: a Sequential, or with branches a module with a forward."""

from __future__ import annotations

from pooling_core.call.spec import PoolSpec
from pooling_core.oracle.modules import Module, module_of, program_of
from pooling_core.stacks.layers import Layer
from ui.lessons.shapes.work import Worked
from ui.words import words

_HEAD = "import torch\nfrom torch import nn\n"
_FUNCTIONAL = "import torch.nn.functional as F\n"
_BOX = """class Box(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.new_zeros(x.shape[0], *self.shape) if self.shape else x


"""


def torch_code(worked: Worked) -> str:
    """A runnable PyTorch program; a layer that PyTorch refuses is its last, and there it stops."""
    shown = worked.layers[: len(worked.rows) + worked.refused_by_torch]
    composed = "".join(_composed(worked, number) for number in range(1, len(shown) + 1))
    boxes = _BOX if any(layer.kind.group == "box" for layer in shown) else ""
    head = _HEAD + (_FUNCTIONAL if composed else "") + ("\n\n" if composed or boxes else "\n") + composed + boxes
    given_back = any(layer.settings and dict(layer.settings).get("return_indices") for layer in shown)
    model = _branched(worked, len(shown)) if worked.branches or given_back else _sequential(worked, len(shown))
    return (
        f"{head}{model}"
        f"x = torch.zeros({', '.join(map(str, worked.input_shape))})\n"
        "y = model(x)\n"
        "print(y.shape, sum(p.numel() for p in model.parameters()))"
    )


def _normal(worked: Worked) -> str:
    """One image is no batch to take means over."""
    return ".eval()" if any(layer.kind.over_batch for layer in worked.layers) else ""


def _sequential(worked: Worked, count: int) -> str:
    lines = [f"    {_module(worked, number)},  # {_made(worked, number)}\n" for number in range(1, count + 1)]
    return f"model = nn.Sequential(\n{''.join(lines)}){_normal(worked)}\n"


def _branched(worked: Worked, count: int) -> str:
    """``self.layer3`` makes ``x3`` of what it reads; the input is ``x``."""
    numbers = range(1, count + 1)
    made = [f"        self.layer{n} = {_module(worked, n)}\n" for n in numbers if not worked.layers[n - 1].kind.joins]
    run = [f"        {_step(worked, number, count)}  # {_made(worked, number)}\n" for number in numbers]
    return (
        "\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"{''.join(made)}\n    def forward(self, x):\n{''.join(run)}        return {_value(count)}\n\n\n"
        f"model = Net(){_normal(worked)}\n"
    )


def _value(number: int) -> str:
    return f"x{number or ''}"


def _step(worked: Worked, number: int, count: int) -> str:
    layer, wires = worked.layers[number - 1], worked.wires[number - 1]
    values = [_value(read) for read in wires.reads]
    if layer.kind.sums:
        return f"{_value(number)} = {' + '.join(values)}"
    if layer.kind.joins:
        return f"{_value(number)} = torch.cat([{', '.join(values)}], dim={layer.arguments['dim']})"
    if wires.indices_of is not None:
        values.append(f"i{wires.indices_of}")
        size = layer.arguments["output_size"]
        values += [] if size is None else [f"output_size={size}"]
    results = _value(number)
    if _gives_indices(worked, number):
        results += f", i{number}" if _is_read(worked, number) else ", _"
    return f"{results} = self.layer{number}({', '.join(values)})"


def _is_read(worked: Worked, number: int) -> bool:
    return any(wires.indices_of == number for wires in worked.wires)


def _gives_indices(worked: Worked, number: int) -> bool:
    return bool(worked.layers[number - 1].arguments.get("return_indices")) or _is_read(worked, number)


def _module(worked: Worked, number: int) -> str:
    layer, before = worked.layers[number - 1], worked.before(number)
    if layer.kind.group == "box":
        said = layer.arguments["output_shape"]
        sizes = said if isinstance(said, tuple) else () if said is None else (said,)
        return f"Box({', '.join(map(str, sizes))})"
    if not layer.kind.module:
        return f"Layer{number}()"
    made = module_of(layer, before, worked.rank)
    if _is_read(worked, number) and not layer.arguments.get("return_indices"):
        made = Module(made.name, made.leading, {**(made.named or {}), "return_indices": True})
    return f"nn.{made}"


def _made(worked: Worked, number: int) -> str:
    """What a layer makes of its input, beside it."""
    layer = worked.layers[number - 1]
    box = f"{layer.arguments['name']}: " if layer.kind.group == "box" else ""
    if number >= len(worked.shapes):
        return str(words("shapes")["misfit"]["note"])
    return box + " x ".join(map(str, worked.shapes[number][1:]))


def _composed(worked: Worked, number: int) -> str:
    """A layer that torch.nn has not, as a class of functions that equal it."""
    layer: Layer = worked.layers[number - 1]
    if layer.kind.module or layer.kind.operation is None:
        return ""
    program = program_of(PoolSpec.of(layer.name, **layer.arguments), worked.before(number))
    body = (
        "raise NotImplementedError" if program is None else program.replace("\n", "\n        ") + "\n        return y"
    )
    return f"class Layer{number}(nn.Module):\n    def forward(self, x):\n        {body}\n\n\n"
